"""What a transcriber returns: words, segments and the whole, with Whisper's own field names.

Character spans run over ``Transcription.text``; audio spans are seconds from the recording's start.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple


class AudioSpan(NamedTuple):
    """Seconds from the start of the recording."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Word:
    """One word as Whisper gives it: ``word`` keeps its leading space."""

    word: str
    start: float
    end: float
    probability: float
    #: Doubt flags (``voice_intake.doubt``), e.g. ``low_probability``.
    flags: tuple[str, ...] = ()
    #: The channel of a stereo call on which it was said, 0 or 1; None in a mono recording.
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment with Whisper's fields."""

    id: int
    start: float
    end: float
    text: str
    avg_logprob: float
    no_speech_prob: float
    compression_ratio: float
    temperature: float
    words: tuple[Word, ...] = ()
    flags: tuple[str, ...] = ()
    #: The channel of a stereo call, 0 or 1, of all its words; None in a mono recording.
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Transcription:
    """A transcriber's value for one recording."""

    text: str
    language: str
    language_probability: float
    #: Length of the recording, seconds.
    duration_s: float
    segments: tuple[Segment, ...] = ()
    #: The English of a language that is not read itself; segments without words. Else empty.
    translation: tuple[Segment, ...] = ()
    #: ``some`` or ``none``: whether voice activity found anybody speaking.
    speech: str = "some"
    #: Doubt about the whole message, e.g. ``no_speech``, ``truncated``, ``clipped``.
    flags: tuple[str, ...] = ()
    #: Which channel of a stereo call is the caller's; None where nobody said or it is mono.
    caller_channel: int | None = None
    #: Measured figures of the audio: level_dbfs, peak_dbfs, speech_s, codec, rate_hz, channels ...
    quality: Mapping[str, Any] = field(default_factory=dict)
    #: Name, sha256, engine and its version, and every parameter that shaped the text.
    model: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> tuple[Word, ...]:
        """All words in order."""
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def translation_text(self) -> str:
        """The English translation; empty where there is none."""
        return "".join(segment.text for segment in self.translation).strip()

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON and for the stored row; ``from_dict`` takes it back.

        Channels stand in it only where there are several: most messages are mono.
        """
        return asdict(self, dict_factory=_without_empty_channels)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Transcription:
        """The inverse of ``as_dict``; unknown keys are an error."""
        told = ("segments", "translation", "flags")
        return cls(
            **{key: value for key, value in data.items() if key not in told},
            segments=tuple(_segment(item) for item in data.get("segments", ())),
            translation=tuple(_segment(item) for item in data.get("translation", ())),
            flags=tuple(data.get("flags", ())),
        )


def _without_empty_channels(items: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        key: value
        for key, value in items
        if value is not None or key not in ("channel", "caller_channel")
    }


def _segment(data: Mapping[str, Any]) -> Segment:
    words = tuple(
        Word(**{**item, "flags": tuple(item.get("flags", ()))}) for item in data.get("words", ())
    )
    return Segment(**{**data, "words": words, "flags": tuple(data.get("flags", ()))})


@dataclass(frozen=True, slots=True)
class Alignment:
    """Character span -> audio span over one text. ``starts[i]`` is word i's first character."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    words: tuple[Word, ...]

    def audio(self, start: int, end: int) -> AudioSpan | None:
        """The seconds in which ``text[start:end]`` was heard; None where no word touches it."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        touched = [
            self.words[i]
            for i in range(first, len(self.words))
            if self.starts[i] < end and self.ends[i] > start
        ]
        if not touched:
            return None
        return AudioSpan(touched[0].start, max(word.end for word in touched))

    def probability(self, start: int, end: int) -> float | None:
        """The least probability of the words under ``text[start:end]``."""
        touched = [
            w.probability
            for w, s, e in zip(self.words, self.starts, self.ends, strict=True)
            if s < end and e > start
        ]
        return min(touched) if touched else None


def align(text: str, words: Sequence[Word]) -> Alignment:
    """Find each word's characters in ``text``, in order; words not found there are left out."""
    starts: list[int] = []
    ends: list[int] = []
    kept: list[Word] = []
    cursor = 0
    for word in words:
        bare = word.word.strip()
        at = text.find(bare, cursor) if bare else -1
        if at < 0:
            continue
        starts.append(at)
        ends.append(at + len(bare))
        kept.append(word)
        cursor = at + len(bare)
    return Alignment(tuple(starts), tuple(ends), tuple(kept))
