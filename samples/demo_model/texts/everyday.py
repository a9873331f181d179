"""Open sentences of everyday life: frames with long lists of words, in messages to the police.

The grammars beside this module write what callers typically report, in a few words; these add the
thousands that anybody may use (rooms, trades, food, clothes, tools, ...), so that a model spells
them as they are written and not as they sound.
"""

import random
from functools import cache

from ..speech import Unit
from . import chinese, english, numbers
from .grammar import Grammar, chinese_units, english_units, load

#: How many open sentences a message has, and how often it begins or ends as any message does.
_FEWEST, _MOST = 1, 4
_FRAMED = 0.3


@cache
def grammar(language: str) -> Grammar:
    """The frames, their words, and (for names, times and places) the language's own grammar.

    `language` is "en", "yue" or "zh"; KeyError for any other.
    """
    if language == "en":
        rules = {
            **load("english.txt"),
            **load("everyday_english.txt"),
            **load("everyday_words.txt"),
        }
        return Grammar(rules, numbers.SLOTS)
    name = {"yue": "cantonese.txt", "zh": "mandarin.txt"}[language]
    own = chinese.grammar(name)
    return Grammar({**own.rules, **load("everyday_zh.txt"), **load(f"everyday_{name}")}, own.slots)


def sentence(language: str, rng: random.Random) -> list[Unit]:
    """One open sentence; English ones begin with a capital letter."""
    text = grammar(language).expand("sentence", rng)
    if language != "en":
        return chinese_units(text)
    return english_units(text[0].upper() + text[1:])


def _message(language: str, framed: list[list[Unit]], rng: random.Random) -> list[list[Unit]]:
    """Open sentences, now and then between the first and the last of a typical message."""
    middle = [sentence(language, rng) for _ in range(rng.randint(_FEWEST, _MOST))]
    first = framed[:1] if rng.random() < _FRAMED else []
    last = framed[-1:] if rng.random() < _FRAMED else []
    return [*first, *middle, *last]


def english_message(rng: random.Random) -> list[list[Unit]]:
    """The sentences of one caller's message."""
    return _message("en", english.message(rng), rng)


def cantonese_message(rng: random.Random) -> list[list[Unit]]:
    """The sentences of one caller's message."""
    return _message("yue", chinese.cantonese(rng), rng)


def mandarin_message(rng: random.Random) -> list[list[Unit]]:
    """The sentences of one caller's message, in traditional characters."""
    return _message("zh", chinese.mandarin(rng), rng)
