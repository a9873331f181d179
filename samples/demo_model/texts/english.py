"""English voice messages, and sentences of random words that no language model can guess."""

import random
from functools import cache
from importlib.resources import files

from ..speech import Unit
from . import numbers
from .grammar import Grammar, english_units, load

_SALAD_SLOTS = ("phone", "plate", "clock", "money", "name", "street", "station", "district", "bus")
_FREQUENT = [
    "a",
    "the",
    "and",
    "to",
    "in",
    "on",
    "at",
    "of",
    "for",
    "with",
    "is",
    "was",
    "are",
    "he",
    "she",
    "they",
    "I",
    "you",
    "we",
    "it",
    "my",
    "his",
    "her",
    "your",
    "this",
    "that",
    "not",
    "no",
    "have",
    "has",
    "had",
    "from",
    "by",
    "but",
    "so",
    "or",
    "there",
    "here",
    "them",
    "him",
    "me",
    "us",
    "an",
    "be",
    "been",
    "do",
    "did",
]


@cache
def grammar() -> Grammar:
    return Grammar(load("english.txt"), numbers.SLOTS)


@cache
def vocabulary() -> tuple[str, ...]:
    """The words of the grammar, of the everyday sentences and of words.txt, sorted."""
    open_rules = {**load("everyday_english.txt"), **load("everyday_words.txt")}
    lines = (files(__package__) / "words.txt").read_text(encoding="utf-8").splitlines()
    everyday = {word for line in lines if not line.startswith("#") for word in line.split()}
    return tuple(sorted(grammar().words() | Grammar(open_rules, {}).words() | everyday))


def message(rng: random.Random) -> list[list[Unit]]:
    """The sentences of one caller's message."""
    rules = grammar().references("message", rng)
    return [english_units(grammar().expand(rule, rng)) for rule in rules]


def word_salad(rng: random.Random) -> list[list[Unit]]:
    """Sentences of random words: whoever wants to write them down has to listen."""
    return [_salad_sentence(rng) for _ in range(rng.randint(2, 4))]


def _salad_sentence(rng: random.Random) -> list[Unit]:
    words = [_salad_word(rng) for _ in range(rng.randint(4, 11))]
    if rng.random() < 0.4:
        words[rng.randrange(len(words))] += ","
    text = " ".join(words).rstrip(",") + rng.choice("...?")
    return english_units(text[0].upper() + text[1:])


def _salad_word(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.12:
        return grammar().expand(rng.choice(_SALAD_SLOTS), rng)
    if draw < 0.37:
        return rng.choice(_FREQUENT)
    return rng.choice(vocabulary())
