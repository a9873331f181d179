"""A transcription as txt, srt, vtt or tsv, in the forms that the whisper command line writes."""

from __future__ import annotations

from voice_intake.transcript import Segment, Transcription


def txt(transcription: Transcription) -> str:
    """One segment a line."""
    return "\n".join(_spoken(segment, transcription) for segment in transcription.segments)


def srt(transcription: Transcription) -> str:
    """SubRip."""
    return "\n\n".join(
        f"{i}\n{_clock(s.start, ',')} --> {_clock(s.end, ',')}\n{_cue_text(s, transcription)}"
        for i, s in enumerate(transcription.segments, 1)
    )


def vtt(transcription: Transcription) -> str:
    """WebVTT."""
    cues = [
        f"{_clock(s.start, '.')} --> {_clock(s.end, '.')}\n{_voice(s, transcription)}{_escaped(s.text)}"
        for s in transcription.segments
    ]
    return "\n\n".join(["WEBVTT", *cues])


def tsv(transcription: Transcription) -> str:
    """start, end (milliseconds) and text, separated by tabs."""
    rows = [
        f"{round(s.start * 1000)}\t{round(s.end * 1000)}\t{_spoken(s, transcription).replace(chr(9), ' ')}"
        for s in transcription.segments
    ]
    return "\n".join(["start\tend\ttext", *rows])


def speaker(channel: int | None, caller_channel: int | None) -> str:
    """Who speaks on a channel of a stereo call; empty for a mono recording.

    >>> speaker(0, 0), speaker(1, 0), speaker(1, None), speaker(None, None)
    ('Caller', 'Call-taker', 'Channel 1', '')
    """
    if channel is None:
        return ""
    if caller_channel is None:
        return f"Channel {channel}"
    return "Caller" if channel == caller_channel else "Call-taker"


def _spoken(segment: Segment, transcription: Transcription) -> str:
    who = speaker(segment.channel, transcription.caller_channel)
    return f"{who}: {segment.text.strip()}" if who else segment.text.strip()


def _voice(segment: Segment, transcription: Transcription) -> str:
    """WebVTT has its own mark for who speaks."""
    who = speaker(segment.channel, transcription.caller_channel)
    return f"<v {who}>" if who else ""


def _cue_text(segment: Segment, transcription: Transcription) -> str:
    return _in_cue(_spoken(segment, transcription))


def _in_cue(text: str) -> str:
    """An arrow inside the text would end the cue."""
    return text.strip().replace("-->", "->")


def _escaped(text: str) -> str:
    """WebVTT reads & and < as its own marks."""
    return _in_cue(text).replace("&", "&amp;").replace("<", "&lt;")


def _clock(seconds: float, mark: str) -> str:
    milliseconds = round(seconds * 1000)
    hours, milliseconds = divmod(milliseconds, 3_600_000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    whole, milliseconds = divmod(milliseconds, 1000)
    return f"{hours:02d}:{minutes:02d}:{whole:02d}{mark}{milliseconds:03d}"
