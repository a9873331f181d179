"""The two ends of a call that were recorded in stereo: heard apart, told as one conversation.

Each channel has its own spans of speech and its own windows, so that two people who speak at once
don't become one babble. What one end's telephone picks up of the other is left out. Afterwards the
segments stand in the order of time, each with its channel; where one falls into another's words,
that one is parted there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from voice_intake import signals, speech
from voice_intake.audio import SAMPLE_RATE_HZ, Waveform
from voice_intake.doubt import MIN_SPEECH_LEVEL_DBFS, Doubted
from voice_intake.engines.base import Heard
from voice_intake.signals import Kind
from voice_intake.transcript import AudioSpan, Segment

if TYPE_CHECKING:
    import numpy as np

#: Voice activity at least this sure somewhere (mean of its best quarter second) is somebody. Over
#: generated hold music the highest was 0.93; over the samples' voices, at a thirtieth of their level
#: too, the lowest was 0.95 but for one.
SURE = 0.95
#: Music resembles a voice for moments; more than this share of a recording it never did.
MISTAKEN_SHARE = 0.5
#: What overrules voice activity that is nowhere sure.
_NOT_PEOPLE = frozenset({Kind.KEYS, Kind.RINGING, Kind.HANG_UP, Kind.TONES, Kind.MUSIC})
#: The part without speech must last so long before it is asked whether it is music.
BESIDE_S = 3.0
#: An end's sound arrives at the other within this, seconds: echo of the line and of loudspeakers.
MAX_ECHO_S = 0.3
#: Correlation from which a span is the other channel's voice and no voice of its own.
ECHO_CORRELATION = 0.5
#: Enough of a span to tell.
_COMPARED_S = 10.0


@dataclass(frozen=True, slots=True)
class Voice:
    """One channel of a recording and where somebody speaks on it."""

    #: None in a mono recording.
    channel: int | None
    #: (samples,) float32 at ``SAMPLE_RATE_HZ``.
    samples: np.ndarray
    spans: tuple[AudioSpan, ...]
    #: What is to be heard where nobody speaks; None where nothing had to be asked.
    sound: Kind | None = None


def voices(waveform: Waveform, activity: speech.VoiceActivity) -> tuple[Voice, ...]:
    """The channels of a recording, at least one, each with its speech."""
    found = [_voice(channel, samples, activity) for channel, samples in waveform.voices]
    if len(found) < 2:
        return tuple(found)
    first, second = found
    return (_without_echo(first, second), _without_echo(second, first))


def _voice(channel: int | None, samples: np.ndarray, activity: speech.VoiceActivity) -> Voice:
    spans, certainty = activity.listen(samples)
    if not spans:
        return Voice(channel, samples, (), signals.listen(samples).kind)
    if max(certainty) < SURE and _may_be_mistaken(samples, spans):
        kind = signals.listen(samples).kind
        if kind in _NOT_PEOPLE:
            return Voice(channel, samples, (), kind)
    return Voice(channel, samples, spans, _beside(samples, spans))


def _may_be_mistaken(samples: np.ndarray, spans: Sequence[AudioSpan]) -> bool:
    """Whether what voice activity is not sure of is neither faint nor most of the recording.

    Of a very quiet voice it is not sure either, but hears it throughout: a word lost is worse.
    """
    import numpy as np

    if speech.total_s(spans) > MISTAKEN_SHARE * len(samples) / SAMPLE_RATE_HZ:
        return False
    power = max(
        float(np.square(samples[round(a * SAMPLE_RATE_HZ) : round(b * SAMPLE_RATE_HZ)]).mean())
        for a, b in spans
    )
    return 10 * math.log10(max(power, 1e-12)) > MIN_SPEECH_LEVEL_DBFS


def _beside(samples: np.ndarray, spans: Sequence[AudioSpan]) -> Kind | None:
    """What the part sounds like in which nobody speaks, where it is long enough to say."""
    import numpy as np

    quiet = np.ones(len(samples), bool)
    for start, end in spans:
        quiet[round(start * SAMPLE_RATE_HZ) : round(end * SAMPLE_RATE_HZ)] = False
    if quiet.sum() < BESIDE_S * SAMPLE_RATE_HZ:
        return None
    return signals.listen(samples[quiet]).kind


def _without_echo(voice: Voice, other: Voice) -> Voice:
    kept = tuple(span for span in voice.spans if not _is_echo(voice, other, span))
    if len(kept) == len(voice.spans):
        return voice
    return replace(voice, spans=kept, sound=voice.sound or Kind.SILENCE)


def _is_echo(voice: Voice, other: Voice, span: AudioSpan) -> bool:
    """Whether this span is the other channel's sound, weaker (or as loud, on the second channel)."""
    import numpy as np

    start = round(span.start * SAMPLE_RATE_HZ)
    stop = min(round(span.end * SAMPLE_RATE_HZ), start + round(_COMPARED_S * SAMPLE_RATE_HZ))
    own, theirs = voice.samples[start:stop], other.samples[start:stop]
    power, their_power = (float(np.square(part).sum(dtype=np.float64)) for part in (own, theirs))
    if not power or not their_power:
        return False
    if power > their_power or (power == their_power and voice.channel == 0):
        return False
    size = 1 << (2 * len(own) - 1).bit_length()
    lags = np.abs(np.fft.irfft(np.fft.rfft(own, size) * np.conj(np.fft.rfft(theirs, size)), size))
    reach = min(round(MAX_ECHO_S * SAMPLE_RATE_HZ), len(own) - 1)
    best = max(float(lags[: reach + 1].max()), float(lags[size - reach :].max(initial=0.0)))
    return best >= ECHO_CORRELATION * float(np.sqrt(power * their_power))


@dataclass(frozen=True, slots=True)
class Part:
    """What was heard on one channel, and the doubt about it."""

    channel: int | None
    heard: Heard
    doubted: Doubted


@dataclass(frozen=True, slots=True)
class Conversation:
    """All channels' words in the order of time."""

    #: A new line where the other channel begins to speak.
    text: str
    segments: tuple[Segment, ...]
    translation: tuple[Segment, ...]
    flags: tuple[str, ...]
    #: The one whose language is the message's.
    main: Heard


def merge(parts: Sequence[Part], caller_channel: int | None) -> Conversation:
    """One conversation of one or two parts.

    The message's language is the caller's where it is known which channel is his, else that of
    whoever says more.
    """
    main = max(parts, key=lambda part: (part.channel == caller_channel, len(part.heard.text)))
    if len(parts) == 1 and main.channel is None:
        told = main.doubted
        return Conversation(
            main.heard.text, told.segments, told.translation, told.flags, main.heard
        )
    segments = _in_order([_tagged(part.doubted.segments, part.channel) for part in parts])
    english = _in_order([_tagged(part.doubted.translation, part.channel) for part in parts])
    silent = {"no_words"} if any(part.heard.text for part in parts) else set()
    flags = dict.fromkeys(flag for part in parts for flag in part.doubted.flags)
    return Conversation(
        _text(segments),
        segments,
        english,
        tuple(flag for flag in flags if flag not in silent),
        main.heard,
    )


def _tagged(segments: Sequence[Segment], channel: int | None) -> list[Segment]:
    return [
        replace(
            segment,
            channel=channel,
            words=tuple(replace(word, channel=channel) for word in segment.words),
        )
        for segment in segments
    ]


def _in_order(channels: Sequence[Sequence[Segment]]) -> tuple[Segment, ...]:
    starts = [segment.start for segments in channels for segment in segments]
    pieces = [
        piece
        for segments in channels
        for segment in segments
        for piece in _parted(segment, [start for start in starts if start > segment.start])
    ]
    pieces.sort(key=lambda piece: (piece.start, piece.channel or 0))
    return tuple(replace(piece, id=i) for i, piece in enumerate(pieces))


def _parted(segment: Segment, at: Sequence[float]) -> list[Segment]:
    """The segment in pieces, cut between words where others begin to speak."""
    words = segment.words
    whole = "".join(word.word for word in words) == segment.text
    cuts = sorted(
        {sum(word.start < start for word in words) for start in at if start < segment.end}
        - {0, len(words)}
    )
    if not cuts or not whole:
        return [segment]
    bounds = [0, *cuts, len(words)]
    return [
        replace(
            segment,
            start=segment.start if low == 0 else words[low].start,
            end=segment.end if high == len(words) else words[high - 1].end,
            text="".join(word.word for word in words[low:high]),
            words=words[low:high],
        )
        for low, high in pairwise(bounds)
    ]


def _text(segments: Sequence[Segment]) -> str:
    turns = groupby(segments, key=lambda segment: segment.channel)
    lines = ("".join(segment.text for segment in turn).strip() for _, turn in turns)
    return "\n".join(line for line in lines if line)
