"""A small engine for tests of what stands before it: it hears when there is sound, not what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from voice_intake.audio import SAMPLE_RATE_HZ
from voice_intake.engines.base import Heard, OnProgress, Utterance
from voice_intake.transcript import Segment, Word

#: Sound within so many dB of the loudest is a word; a pause of this length ends it.
WITHIN_DB = 30.0
PAUSE_S = 0.7
STEP_S = 0.005


class Reporting:
    """One word a burst of sound in the samples of each window, at the window's own seconds."""

    batch_size = 4
    can_translate = False

    def __init__(self) -> None:
        #: The windows of every utterance so far.
        self.windows: list[tuple[tuple[float, float], ...]] = []

    @property
    def facts(self) -> Mapping[str, Any]:
        """See ``Engine.facts``."""
        return {"name": "reporting", "engine": "test"}

    def hear(self, utterances: Sequence[Utterance], on_progress: OnProgress) -> list[Heard]:
        """Each window is a segment."""
        heard = []
        for i, utterance in enumerate(utterances):
            self.windows.append(tuple((w.start, w.end) for w in utterance.windows))
            segments = tuple(_segment(n, utterance, w) for n, w in enumerate(utterance.windows))
            text = "".join(segment.text for segment in segments).strip()
            heard.append(Heard(text, utterance.language or "en", 1.0, segments, "en"))
            on_progress(i, 1.0)
        return heard


def _segment(number: int, utterance: Utterance, window: tuple[float, float]) -> Segment:
    low, high = (round(seconds * SAMPLE_RATE_HZ) for seconds in window)
    words = tuple(
        Word(f" burst{number}.{n}", window[0] + start, window[0] + end, 0.9)
        for n, (start, end) in enumerate(_bursts(utterance.samples[low:high]))
    )
    text = "".join(word.word for word in words)
    return Segment(number, words[0].start, words[-1].end, text, -0.2, 0.1, 1.0, 0.0, words)


def _bursts(samples: np.ndarray) -> list[tuple[float, float]]:
    """(start, end) of each burst, seconds from the first sample."""
    size = round(STEP_S * SAMPLE_RATE_HZ)
    level = 10 * np.log10(
        np.add.reduceat(np.square(samples), np.arange(0, len(samples), size)) / size + 1e-9
    )
    loud = np.flatnonzero(level > level.max() - WITHIN_DB)
    breaks = np.flatnonzero(np.diff(loud) > PAUSE_S / STEP_S)
    starts = [loud[0], *loud[breaks + 1]]
    ends = [*loud[breaks], loud[-1]]
    return [(float(a) * STEP_S, float(b + 1) * STEP_S) for a, b in zip(starts, ends, strict=True)]
