"""Words that nobody said, or no person: phrases that recognisers write over silence, the loops of a
decoder, and what machines say on telephones and trains (``machine_phrases.txt``).

What lies in them becomes no finding. A phrase that callers say too ("thank you") is none here, and of
a loop its first two rounds stay: "help help help help help help" is still a cry for help. Of a loop of
words that tell nothing ("the the the", 對對對) nothing stays.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from nlp.normalise import fold
from nlp.openings import Regexes
from nlp.spelling import DIGIT_WORDS

#: A decoder's loop: some words (or characters) so often in a row. Digits are no loop: numbers repeat them.
_WORDS = re.compile(r"\b((?:[a-z']+ ){1,8}?)\1{5,}")
_CHARACTERS = re.compile(r"([一-龥，,]{2,12}?)\1{5,}")
#: Words that say nothing however often: three in a row are a loop of which nothing stays. "No" and
#: "stop" are none of them, nor what sounds like a digit ("oh", "to").
_IDLE_EN = (
    "the|a|an|and|so|you|we|i|it|it's|of|in|is|he|she|they|that|this|but|or|um+|uh+|er+|hm+|mm+|ah+|"
    "okay|ok|yeah|yes|bye|hello|hi|hey|right|well|like|just|my|your|because|then|was|with"
)
_IDLE_ZH = (
    "嗯|啊|哦|噢|喂|系|是|对|好|得|呢|咁|佢|嗰个|那个|这个|呢个|个|然后|跟住|即系|就|拜|哈|嘻|呀|诶|哎|呃|额|"
    "啦|知道|明白|咁呢|跟住呢|嗯对|好的|然后呢|的|我|你|他"
)
_IDLE = re.compile(
    rf"\b((?:{_IDLE_EN})(?: (?:{_IDLE_EN}|to))?)(?:[ ,.!?]+\1){{2,}}\b"
    rf"|((?:{_IDLE_ZH}))(?:[ ,.!?。，！？、]*\2){{2,}}"
)
#: More spans than this are no message; each word is compared with every span.
_MAX = 40
#: Rounds of a loop that may have been said.
_KEPT = 2


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    """All phrases that count wherever they stand, of every language."""
    folder = resources.files("voice_intake.phantoms")
    lines = [
        fold(line.strip())
        for item in folder.iterdir()
        if item.name.endswith(".txt")
        for line in item.read_text("utf-8").splitlines()
    ]
    said = {line for line in lines if len(line) > 3 and line[0] not in "#="}
    return re.compile("|".join(re.escape(phrase) for phrase in sorted(said, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _machines() -> Regexes:
    """What machines say, one alternative a line of the file, tried where one of them can begin."""
    text = resources.files("nlp").joinpath("machine_phrases.txt").read_text("utf-8")
    lines = [line.strip() for line in text.splitlines()]
    said = [line for line in lines if line and not line.startswith("#")]
    # A word is matched whole; Han characters have no such bounds.
    form = re.compile("|".join(rf"\b{x}\b" if x.isascii() else x for x in said))
    return Regexes([form])


def phantoms(folded: str) -> list[tuple[int, int]]:
    """Character spans of folded text in which nothing is to be found."""
    spans = [match.span() for match in _phrases().finditer(folded)]
    spans += [match.span() for _, match in _machines().find(folded)]
    spans += [match.span() for match in _IDLE.finditer(folded)]
    for loop in (_WORDS, _CHARACTERS):
        spans += [
            (match.start() + _KEPT * len(match[1]), match.end())
            for match in loop.finditer(folded)
            if not _is_number(match[1])
        ]
    return _merged(spans)[:_MAX]


def _is_number(said: str) -> bool:
    """ "Oh oh oh" in a telephone number."""
    parts = said.split() if said.isascii() else list(said.strip(" ,"))
    return all(part in DIGIT_WORDS or part == "o" for part in parts)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in the order of the text, those that touch made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 2:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
