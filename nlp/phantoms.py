"""Words that nobody said: phrases that recognisers write over silence, and the loops of a decoder.

What lies in them becomes no finding. A phrase that callers say too ("thank you") is none here, and of
a loop its first two rounds stay: "help help help help help help" is still a cry for help.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

from nlp.normalise import fold
from nlp.spelling import DIGIT_WORDS

#: A decoder's loop: some words (or characters) so often in a row. Digits are no loop: numbers repeat them.
_WORDS = re.compile(r"\b((?:[a-z']+ ){1,8}?)\1{5,}")
_CHARACTERS = re.compile(r"([一-龥，,]{2,12}?)\1{5,}")
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


def phantoms(folded: str) -> list[tuple[int, int]]:
    """Character spans of folded text in which nothing is to be found."""
    spans = [match.span() for match in _phrases().finditer(folded)]
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
