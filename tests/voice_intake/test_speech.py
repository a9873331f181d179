"""Voice activity: people (and the demo's synthetic voices) count, machines and silence do not."""

from __future__ import annotations

import sys
import warnings
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import silero_vad
import torch

from tests.conftest import ROOT
from tests.voice_intake import sounds
from voice_intake import speech
from voice_intake.audio import SAMPLE_RATE_HZ, Decoder
from voice_intake.transcript import AudioSpan


@pytest.fixture(scope="module")
def activity() -> speech.VoiceActivity:
    """The model, loaded once."""
    return speech.VoiceActivity()


SILENT = {
    "silence": np.zeros(10 * SAMPLE_RATE_HZ),
    "white noise": sounds.noise(10, 0.1, SAMPLE_RATE_HZ),
    "loud noise": sounds.noise(10, 0.4, SAMPLE_RATE_HZ),
    "440 Hz": sounds.tone(10, 440, rate_hz=SAMPLE_RATE_HZ),
    "mains hum": sounds.tone(10, 50, 100, 150, rate_hz=SAMPLE_RATE_HZ),
    "ringing": sounds.ringing(10, SAMPLE_RATE_HZ),
    "keys pressed": sounds.dtmf(10, SAMPLE_RATE_HZ),
    "a click": np.eye(1, 10 * SAMPLE_RATE_HZ, 100)[0],
}


@pytest.mark.parametrize("name", SILENT)
def test_what_nobody_says_is_no_speech(activity: speech.VoiceActivity, name: str) -> None:
    """None of it reaches the engine, which would write phantoms over it."""
    assert activity.spans(SILENT[name].astype(np.float32)) == ()


@pytest.mark.parametrize("name", ["en-bicycle-theft", "yue-pickpocket", "zh-lost-phone"])
def test_the_samples_synthetic_voices_count_as_speech(
    activity: speech.VoiceActivity, name: str
) -> None:
    """Nearly all of a sample message is speech, in each language."""
    with Decoder(max_recording_s=900) as decoder:
        waveform = decoder.decode((ROOT / "samples" / f"{name}.wav").read_bytes())
    spans = activity.spans(waveform.samples)
    assert speech.total_s(spans) > 0.8 * waveform.duration_s
    quieter = activity.spans((waveform.samples * 0.03).astype(np.float32))
    assert speech.total_s(quieter) > 0.5 * waveform.duration_s


def test_too_few_samples_for_a_decision_are_no_speech(activity: speech.VoiceActivity) -> None:
    """Also none at all."""
    assert activity.spans(np.zeros(0, np.float32)) == ()
    assert activity.spans(np.ones(1000, np.float32)) == ()


def test_windows_cover_every_span_once_and_are_cut_in_pauses() -> None:
    """A long message: each window fits Whisper's, none overlaps, no speech is left out."""
    spans = [AudioSpan(start, start + 4.0) for start in np.arange(1.0, 200.0, 5.0).tolist()]
    found = speech.windows(spans, 210.0)
    assert all(w.end - w.start <= speech.WINDOW_S for w in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for span in spans:
        assert sum(w.start <= span.start and span.end <= w.end for w in found) == 1


def test_a_long_pause_is_left_out() -> None:
    """A minute of silence between two sentences costs nothing and breeds no phantom."""
    found = speech.windows([AudioSpan(0.2, 3.0), AudioSpan(63.0, 66.0)], 66.2)
    assert found == (AudioSpan(0.0, 3.5), AudioSpan(62.5, 66.2))
    assert speech.windows([], 10.0) == ()


def test_torchaudio_is_not_needed_for_voice_activity() -> None:
    """Its wheel is linked against CUDA; silero-vad must not pull it in."""
    import subprocess

    code = (
        "import sys; from voice_intake.speech import VoiceActivity; VoiceActivity(); "
        "sys.exit('torchaudio' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(ROOT)).returncode == 0


def test_the_steps_taken_at_once_are_silero_vads_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over speech, silence and noise, a length that fills no step, and more steps than one part."""
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        model = silero_vad.load_silero_vad()
        with Decoder(max_recording_s=900) as decoder:
            said = decoder.decode((ROOT / "samples" / "en-cut-off.wav").read_bytes()).samples
        noise = sounds.noise(0.5, 0.05, SAMPLE_RATE_HZ).astype(np.float32)[:7_777]
        waveform = torch.from_numpy(np.concatenate([said, np.zeros(9_000, np.float32), noise]))
        filled = torch.nn.functional.pad(waveform, (0, -len(waveform) % 512))
        own = [float(model(step, SAMPLE_RATE_HZ)) for step in filled.split(512)]
        steps = speech._Steps(model)
        assert steps.probabilities(waveform) == pytest.approx(own, abs=1e-4)
        monkeypatch.setattr(speech, "_AT_ONCE", 50)
        assert steps.probabilities(waveform) == pytest.approx(own, abs=1e-4)
    assert max(own) > 0.9
    assert min(own) < 0.1
