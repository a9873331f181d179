"""Syllables of Cantonese (Jyutping) and Mandarin (pinyin), and how alike two of them sound.

A syllable is onset, vowel and ending; tones are left out, since recognisers and callers lose them
first. What the lazy sounds of Cantonese (n/l, ng/-, gw/g, -ng/-n, -k/-t) and the accents of Mandarin
(zh/z, ch/c, sh/s, n/l, -ng/-n, f/h, r/l) do not tell apart is folded into one; what is only close
(aspiration, z/c/s, a long and a short a) costs a part of a difference. Weights are set by hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

_ONSET = re.compile(r"^(zh|ch|sh|ng|gw|kw|[bpmfdtnlgkhjqxrzcsyw]?)([a-zü:]*?)(ng|[ptkmniu]|)\d?$")


@dataclass(frozen=True, slots=True)
class Syllable:
    """One folded syllable."""

    onset: str
    vowel: str
    ending: str
    #: Syllables with one key sound alike to a careless ear.
    key: str = field(init=False, compare=False, repr=False)
    #: Syllables that are close share this.
    coarse: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Asked for a hundred times in each message, so kept.
        object.__setattr__(self, "key", f"{self.onset}{self.vowel}{self.ending}")
        onset = _BROAD_ONSET.get(self.onset, self.onset)
        vowel = _BROAD_VOWEL.get(self.vowel, self.vowel)
        object.__setattr__(self, "coarse", onset + vowel)


_FOLDED_ONSET = {
    "yue": {"n": "l", "ng": "", "gw": "g", "kw": "k"},
    "zh": {"zh": "z", "ch": "c", "sh": "s", "n": "l", "r": "l", "y": "", "w": ""},
}
_FOLDED_ENDING = {
    "yue": {"ng": "n", "k": "t"},
    "zh": {"ng": "n"},
}
_BROAD_ONSET = {
    "b": "p", "d": "t", "g": "k", "kw": "k", "gw": "k", "z": "s", "c": "s", "j": "j", "q": "s",
    "x": "s", "h": "k", "w": "m", "f": "p",
}  # fmt: skip
_BROAD_VOWEL = {
    "aa": "a", "eo": "o", "oe": "o", "yu": "u", "ü": "u", "uo": "o", "ia": "a", "ua": "a",
    "ie": "e", "üe": "e",
}  # fmt: skip
_CLOSE = {
    frozenset(pair.split("/")): cost
    for cost, pairs in (
        (0.2, "aa/a eo/oe eo/o uo/o ü/u yu/u z/c b/p d/t g/k j/q ie/e ua/a ia/a oe/o"),
        (0.3, "s/c x/s j/z q/c s/z x/q yu/i m/w x/j l/t ü/i yu/eo"),
        (0.4, "h/k f/h h/f h/ w/ f/w i/e a/o u/o e/a g/h m/l j/ t/k p/t g/ e/oe a/e b/m u/i"),
    )
    for pair in pairs.split()
}  # fmt: skip


@lru_cache(maxsize=4096)
def parse(sound: str, language: str) -> Syllable:
    """``gwok3`` (yue) -> g-o-t; ``jiang`` (zh) -> j-ia-n. What is no syllable stands for itself."""
    bare = sound.rstrip("0123456789")
    if language == "zh":
        bare = _spelled_out(bare)
    match = _ONSET.match(bare)
    if match is None:
        return Syllable(bare, "", "")
    onset, vowel, ending = match.groups()
    if language == "yue" and onset == "y":
        onset, vowel = "j", vowel
    if not vowel:
        # Syllabic m and ng, and open i and u, are all in the ending.
        vowel, ending = ending, ""
    return Syllable(
        _FOLDED_ONSET[language].get(onset, onset),
        vowel,
        _FOLDED_ENDING[language].get(ending, ending),
    )


def _spelled_out(pinyin: str) -> str:
    """Pinyin with its short forms written out: ``you`` -> ``iou``, ``liu`` -> ``liou``, ``yan`` -> ``ian``."""
    for short, full in (
        ("yu", "ü"), ("yi", "i"), ("y", "i"), ("wu", "u"), ("w", "u"),
        ("ju", "jü"), ("qu", "qü"), ("xu", "xü"),
    ):  # fmt: skip
        if pinyin.startswith(short):
            return full + pinyin[len(short) :]
    return pinyin


def apart(one: Syllable, other: Syllable) -> float:
    """0..1: how far two syllables lie apart."""
    if one is other or one == other:
        return 0.0
    return min(
        1.0,
        _cost(one.onset, other.onset, 0.6)
        + _cost(one.vowel, other.vowel, 0.5)
        + _cost(one.ending, other.ending, 0.35),
    )


@lru_cache(maxsize=4096)
def _cost(one: str, other: str, full: float) -> float:
    if one == other:
        return 0.0
    return min(full, _CLOSE.get(frozenset((one, other)), full))


def alike(one: Sequence[Syllable], other: Sequence[Syllable]) -> float:
    """0..1 over two runs of equally many syllables; 0 where their numbers differ."""
    if len(one) != len(other) or not one:
        return 0.0
    total = sum(apart(a, b) for a, b in zip(one, other, strict=True))
    return max(0.0, 1.0 - total / len(one))
