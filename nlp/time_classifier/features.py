"""What the classifier of times sees of a time: the words on either side of it, and what it is itself.

The words up to the sentence's end, near ones also by their distance; pairs of them; the kinds of words
that the incident classifier knows (``nlp.classifier``); of the time its kinds, its place among the
message's other times, and how far the words of the incident are. The rules' own opinion is left out:
they were written for some of the messages that this is trained on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.classifier.features import hashed, kinds_of, stem

#: Tokens that are looked at before and behind a time: English words, Han characters.
_LEAD, _TAIL = (10, 14), (8, 14)
#: Up to so many tokens away a word counts more, and by its very distance too.
_NEAR, _NEXT = 5, 3
#: Weights, before a time's features are brought to one length; cross-validated by hand once.
_WORD, _FAR, _EXACT, _PAIR, _KIND, _OWN, _PLACE = 1.0, 0.6, 0.7, 0.7, 0.7, 1.0, 0.7
_LENGTH = 4.0
_STOPS = frozenset(".?!。？！")
#: Tokens of one step of the distance to the incident, and the most steps.
_STEP, _STEPS = 6, 5
_MOST_TOLD = 4

Rows = tuple[NDArray[np.int64], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Time:
    """One time that is told, as far as the classifier may know it."""

    #: Tokens ``first:last`` of the message.
    first: int
    last: int
    #: Kinds of its atoms ("clock", "day", ...).
    kinds: frozenset[str]
    #: Two ends, only an end, wholly over when the message came.
    is_range: bool
    only_until: bool
    over: bool
    #: How closely it says when (``Expression.telling``).
    telling: float
    #: Tokens to the words of the primary incident; None where there is none.
    distance: int | None


def rows_of(tokens: Sequence[str], times: Sequence[Time], buckets: int) -> Iterator[Rows]:
    """For each time its rows (a power of two of ``buckets``) and their weights, of one length."""
    words = [stem(token) if token[0].isalnum() else token for token in tokens]
    for number, time in enumerate(times):
        found = [*_around(words, time), *_itself(words, time, number, len(times))]
        rows = np.array([hashed(name) & (buckets - 1) for name, _ in found], dtype=np.int64)
        values = np.array([value for _, value in found], dtype=np.float32)
        yield rows, values * (_LENGTH / max(float(np.sqrt(values @ values)), 1.0))


def _around(words: Sequence[str], time: Time) -> Iterator[tuple[str, float]]:
    han = bool(words) and not words[0].isascii()
    lead = _until_stop(words[max(0, time.first - _LEAD[han]) : time.first][::-1])
    tail = _until_stop(words[time.last : time.last + _TAIL[han]])
    for side, near_first in (("L", lead), ("T", tail)):
        for n, word in enumerate(near_first):
            yield f"{side}{word}", _WORD if n < _NEAR else _FAR
            if n < _NEXT:
                yield f"{side}{n}:{word}", _EXACT
            if n + 1 < len(near_first):
                pair = (near_first[n + 1], word) if side == "L" else (word, near_first[n + 1])
                yield f"{side}{side}{pair[0]} {pair[1]}", _PAIR
        in_order = near_first[::-1] if side == "L" else near_first
        for _, _, kind in kinds_of(in_order):
            yield f"{side}K{kind}", _KIND


def _until_stop(words: Sequence[str]) -> list[str]:
    """The words up to the end of the sentence, and that it ended."""
    kept: list[str] = []
    for word in words:
        if word in _STOPS:
            return [*kept, "<stop>"]
        kept.append(word)
    return kept


def _itself(
    words: Sequence[str], time: Time, number: int, told: int
) -> Iterator[tuple[str, float]]:
    for kind in sorted(time.kinds):
        yield f"kind {kind}", _OWN
    yield f"kinds {' '.join(sorted(time.kinds))}", _OWN
    yield f"quarter {min(3, 4 * time.first // max(1, len(words)))}", _OWN
    yield f"over {time.over}", _OWN
    yield f"range {time.is_range}", _OWN
    yield f"until {time.only_until}", _OWN
    steps = None if time.distance is None else min(time.distance // _STEP, _STEPS)
    yield f"distance {steps}", _OWN
    yield f"telling {int(time.telling)}", _PLACE
    yield f"number {min(number, 3)}", _PLACE
    yield f"last {number == told - 1}", _PLACE
    yield f"told {min(told, _MOST_TOLD)}", _PLACE
