"""What the check hears: sample messages, decoded once and cut into the same windows for everybody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from api.demo.samples import Sample, load_samples
from voice_intake import speech
from voice_intake.audio import Decoder
from voice_intake.engines.base import Utterance
from voice_intake.settings import Settings
from voice_intake.transcript import AudioSpan


@dataclass(frozen=True, slots=True)
class Case:
    """One sample and what there is to hear in it."""

    name: str
    #: None where nobody speaks.
    language: str | None
    spoken: str
    duration_s: float
    #: Where voice activity found somebody speaking; empty: the engine is given nothing.
    spans: tuple[AudioSpan, ...]
    utterance: Utterance | None


def load(settings: Settings, folder: Path | None, *, a_language: int) -> list[Case]:
    """The first ``a_language`` samples of each language (0: all), and all without speech."""
    decoder = Decoder(max_recording_s=settings.max_recording_s)
    activity = speech.VoiceActivity()
    try:
        return [_prepare(decoder, activity, item) for item in _chosen(folder, a_language)]
    finally:
        decoder.close()


def _chosen(folder: Path | None, a_language: int) -> list[Sample]:
    seen: Counter[str] = Counter()
    chosen = []
    for sample in load_samples(folder):
        if sample.language is not None:
            seen[sample.language] += 1
            if a_language and seen[sample.language] > a_language:
                continue
        chosen.append(sample)
    return chosen


def _prepare(decoder: Decoder, activity: speech.VoiceActivity, sample: Sample) -> Case:
    waveform = decoder.decode(sample.audio.read_bytes(), file_name=sample.audio.name)
    spans = activity.spans(waveform.samples)
    windows = speech.windows(spans, waveform.duration_s)
    utterance = Utterance(waveform.samples, windows, None) if windows else None
    return Case(sample.name, sample.language, sample.spoken, waveform.duration_s, spans, utterance)
