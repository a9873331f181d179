"""The seam: what an engine is given, and what it gives back.

An engine knows nothing of files, voice activity or doubt: it hears samples in the windows where
somebody speaks and gives words with times. It is handed whole batches, because several messages
decoded as one is where speed lies; one that cannot, has ``batch_size`` 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from voice_intake.transcript import AudioSpan, Segment

if TYPE_CHECKING:
    import numpy as np

#: Called with an utterance's index in the batch and how much of it is done, 0..1.
OnProgress = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message for an engine: mono float32 at 16 kHz and where to listen."""

    samples: np.ndarray
    #: At least one; seconds from the recording's start.
    windows: tuple[AudioSpan, ...]
    #: A Whisper code, or None to detect.
    language: str | None


@dataclass(frozen=True, slots=True)
class Heard:
    """What an engine heard in one utterance; times are the recording's own."""

    text: str
    #: What was asked for, else what was detected.
    language: str
    #: 1.0 where the language was given.
    language_probability: float
    segments: tuple[Segment, ...]
    #: The language token that was used: ``zh`` for ``yue`` where the vocabulary lacks it.
    decoded_as: str


class Engine(Protocol):
    """A loaded speech model."""

    #: Utterances that ``hear`` works on together.
    batch_size: int

    @property
    def facts(self) -> Mapping[str, Any]:
        """Name, sha256, engine, engine_version, parameters, synthetic_only: equal facts, equal text."""
        ...

    def hear(self, utterances: Sequence[Utterance], on_progress: OnProgress) -> list[Heard]:
        """Hear each utterance, in order."""
        ...
