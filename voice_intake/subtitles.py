"""A transcription as txt, srt, vtt or tsv, in the forms that the whisper command line writes."""

from __future__ import annotations

from voice_intake.transcript import Segment, Transcription


def txt(transcription: Transcription) -> str:
    """One segment a line."""
    return "\n".join(segment.text.strip() for segment in transcription.segments)


def srt(transcription: Transcription) -> str:
    """SubRip."""
    return "\n\n".join(
        f"{i}\n{_clock(s.start, ',')} --> {_clock(s.end, ',')}\n{_cue_text(s)}"
        for i, s in enumerate(transcription.segments, 1)
    )


def vtt(transcription: Transcription) -> str:
    """WebVTT."""
    cues = [
        f"{_clock(s.start, '.')} --> {_clock(s.end, '.')}\n{_cue_text(s)}"
        for s in transcription.segments
    ]
    return "\n\n".join(["WEBVTT", *cues])


def tsv(transcription: Transcription) -> str:
    """start, end (milliseconds) and text, separated by tabs."""
    rows = [
        f"{round(s.start * 1000)}\t{round(s.end * 1000)}\t{s.text.strip().replace(chr(9), ' ')}"
        for s in transcription.segments
    ]
    return "\n".join(["start\tend\ttext", *rows])


def _cue_text(segment: Segment) -> str:
    """An arrow inside the text would end the cue."""
    return segment.text.strip().replace("-->", "->")


def _clock(seconds: float, mark: str) -> str:
    milliseconds = round(seconds * 1000)
    hours, milliseconds = divmod(milliseconds, 3_600_000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    whole, milliseconds = divmod(milliseconds, 1000)
    return f"{hours:02d}:{minutes:02d}:{whole:02d}{mark}{milliseconds:03d}"
