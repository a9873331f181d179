"""What flows out of a synthesiser: units of text, samples, and when each word and phone is heard."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Everything outside the synthesisers runs at Whisper's sample rate.
SAMPLE_RATE_HZ = 16_000
_SHORTEST_WORD_S = 0.02

Samples = NDArray[np.float32]


class Unit(NamedTuple):
    """One word: what the synthesiser reads, and what a transcript shows ("nine" and "9")."""

    spoken: str
    written: str


class Span(NamedTuple):
    """A written word or a phone, and the seconds between which it is heard."""

    text: str
    start_s: float
    end_s: float

    def moved(self, offset_s: float, scale: float = 1.0) -> "Span":
        """This span after the audio was stretched by `scale` and then delayed by `offset_s`."""
        return Span(self.text, self.start_s * scale + offset_s, self.end_s * scale + offset_s)


@dataclass(frozen=True)
class RawSpeech:
    """A synthesiser's own output: samples at its own rate, times in seconds."""

    samples: Samples
    rate_hz: int
    words: list[tuple[float, float]]
    phones: list[tuple[str, float, float]]


@dataclass(frozen=True)
class Speech:
    """Mono samples at `SAMPLE_RATE_HZ`, with the spans of the written words and of the phones."""

    samples: Samples
    words: list[Span]
    phones: list[Span]

    @property
    def duration_s(self) -> float:
        return len(self.samples) / SAMPLE_RATE_HZ


def place_units(
    starts: Sequence[float | None],
    weights: Sequence[int],
    pauses: Sequence[float],
    duration_s: float,
) -> list[tuple[float, float]]:
    """(start, end) of each unit from the known starts; unknown ones share the gap by `weights`.

    A unit ends where the next begins, or at a pause of the synthesiser (`pauses`, ascending) before.

    >>> place_units([0.0, None, 2.0], [1, 1, 1], [2.5], 3.0)
    [(0.0, 1.0), (1.0, 2.0), (2.0, 2.5)]
    """
    known = _fill(_ascending(starts), weights, duration_s)
    placed = []
    for start, following in zip(known, [*known[1:], duration_s], strict=True):
        end = following
        index = bisect_right(pauses, start + 1e-3)
        if index < len(pauses):
            end = min(end, pauses[index])
        placed.append((start, max(end, start + _SHORTEST_WORD_S)))
    return placed


def _ascending(starts: Sequence[float | None]) -> list[float | None]:
    """The starts without those that go back in time; the first unit starts at 0."""
    latest = 0.0
    kept: list[float | None] = []
    for start in starts:
        if start is not None and start >= latest:
            latest = start
            kept.append(start)
        else:
            kept.append(None)
    kept[0] = kept[0] or 0.0
    return kept


def _fill(starts: list[float | None], weights: Sequence[int], duration_s: float) -> list[float]:
    """The starts with each run of unknown ones spread between its known neighbours."""
    filled: list[float] = []
    for index, start in enumerate(starts):
        if start is not None:
            filled.append(start)
            continue
        after = next((i for i in range(index, len(starts)) if starts[i] is not None), len(starts))
        end = starts[after] if after < len(starts) else None
        gap_s = (duration_s if end is None else end) - filled[-1]
        shares = list(accumulate(max(weight, 1) for weight in weights[index - 1 : after]))
        filled.append(filled[-1] + gap_s * shares[0] / shares[-1])
    return filled
