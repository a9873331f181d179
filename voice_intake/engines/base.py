"""The seam: what an engine is given, and what it gives back.

An engine knows nothing of files, voice activity or doubt: it hears samples in the windows where
somebody speaks and gives words with times. It is handed whole batches, because several messages
decoded as one is where speed lies; one that cannot, has ``batch_size`` 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from voice_intake import languages
from voice_intake.transcript import AudioSpan, Segment

if TYPE_CHECKING:
    import numpy as np

#: What Whisper is asked for: the words as spoken, or their English.
Task = Literal["transcribe", "translate"]

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
    #: ``translate``: ``Heard.text`` and its segments are English; segments then need no words,
    #: because translated words stand in another order than the spoken ones.
    task: Task = "transcribe"


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
    #: The English of it, where it was translated: segments with their times, without words. Filled
    #: in by the transcriber, never by an engine.
    translation: tuple[Segment, ...] = ()


class Engine(Protocol):
    """A loaded speech model."""

    #: Utterances that ``hear`` works on together.
    batch_size: int

    @property
    def facts(self) -> Mapping[str, Any]:
        """Name, sha256, engine, engine_version, parameters, synthetic_only: equal facts, equal text."""
        ...

    @property
    def can_translate(self) -> bool:
        """Whether ``hear`` takes the task ``translate`` (``trained_to_translate``)."""
        ...

    def hear(self, utterances: Sequence[Utterance], on_progress: OnProgress) -> list[Heard]:
        """Hear each utterance, in order."""
        ...


def trained_to_translate(
    *, multilingual: bool, audio_layers: int, text_layers: int, synthetic_only: bool
) -> bool:
    """Whether a checkpoint of this kind learned to translate into English.

    openai-whisper's README: the ``.en`` models have no translation and turbo was not trained for
    it. turbo and the distilled checkpoints are known, under whatever name, by a decoder with fewer
    layers than the encoder. The demo's checkpoint never saw the task.

    >>> kind = {"multilingual": True, "audio_layers": 32, "synthetic_only": False}
    >>> trained_to_translate(**kind, text_layers=32), trained_to_translate(**kind, text_layers=4)
    (True, False)
    """
    return multilingual and text_layers >= audio_layers and not synthetic_only


def wants_translation(heard: Heard) -> bool:
    """Whether an officer needs English beside these words: the one place where that is decided."""
    return bool(heard.text) and not languages.is_read(heard.language)
