"""What the classifier sees of a message to say whether its incident still goes on.

All its words and their kinds; how long ago the told time lies; the incident's type; what the rules saw of
danger, of leaving and settling; and each word of the present ("now", 緊, "there's a man") with the words
around it. Not what the rules made of that: they were written for some of the lines that this is trained on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nlp.classifier.features import hashed, kinds_of, stem
from nlp.time_classifier.features import Rows

#: Ages of a told time in minutes at which another bucket begins.
_AGES = (1, 10, 30, 60, 180, 720)
#: Tokens around a word of the present that are looked at.
_REACH = 5
#: Lengths of the two parts of the vector: all the words, and what stands out.
_WORDS, _FACTS = 2.0, 2.5


@dataclass(frozen=True, slots=True)
class Scene:
    """One message as far as the classifier may know it."""

    #: Minutes from both ends of the told time to the message; None where none is told.
    ages: tuple[float, float] | None
    precision: str
    #: Code of the primary incident, or empty.
    code: str
    #: Values of the cues of urgency.
    urgent: frozenset[str]
    #: Words of the present and of what is over: ``(kind, value, first, last)`` in tokens.
    cues: tuple[tuple[str, str, int, int], ...]


def rows_of_scene(tokens: Sequence[str], scene: Scene, buckets: int) -> Rows:
    """Rows (``buckets``: a power of two) and weights of one message."""
    words = [stem(token) if token[0].isalnum() else token for token in tokens]
    found = _brought(list(_said(words)), _WORDS)
    found += _brought(sorted(set(_facts(words, scene))), _FACTS)
    rows = np.array([hashed(name) & (buckets - 1) for name, _ in found], dtype=np.int64)
    return rows, np.array([value for _, value in found], dtype=np.float32)


def _brought(names: Sequence[str], length: float) -> list[tuple[str, float]]:
    """The names, each weighing as much, as a vector of this length."""
    return [(name, length / len(names) ** 0.5) for name in names]


def _said(words: Sequence[str]) -> Iterator[str]:
    for i, word in enumerate(words):
        yield word
        yield " ".join(words[i : i + 2])
        if len(word) == 1 and i + 2 < len(words):
            yield "".join(words[i : i + 3])
    for _, _, kind in kinds_of(words):
        yield f"K{kind}"


def _facts(words: Sequence[str], scene: Scene) -> Iterator[str]:
    if scene.ages is None:
        yield "no time"
    else:
        for side, age in zip(("began", "ended"), scene.ages, strict=True):
            yield f"{side} {sum(age > edge for edge in _AGES)}"
    yield f"precision {scene.precision}"
    yield f"code {scene.code}"
    yield from (f"urgent {value}" for value in scene.urgent)
    for kind, value, first, last in scene.cues:
        yield f"cue {kind} {value}"
        lead, tail = words[max(0, first - _REACH) : first], words[last : last + _REACH]
        yield from (f"L{kind} {word}" for word in lead)
        yield from (f"T{kind} {word}" for word in tail)
        yield f"L1{kind} {lead[-1] if lead else ''}"
        yield f"T1{kind} {tail[0] if tail else ''}"
