"""Where nobody speaks, the sound is named: ringing, a hang-up, keys, music, noise, silence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.voice_intake import sounds
from voice_intake import signals, speech
from voice_intake.audio import SAMPLE_RATE_HZ, Waveform, resample
from voice_intake.channels import voices
from voice_intake.decoding import decode
from voice_intake.signals import Kind

#: What a line sounds like, 8 kHz: Hong Kong's tones, and those of the lines that visitors call from.
LINES: dict[str, tuple[Kind, Callable[[], np.ndarray]]] = {
    "ringing, Hong Kong": (Kind.RINGING, lambda: sounds.cadence(9, (440, 480), 0.4, 0.2, 0.4, 3)),
    "ringing, mainland": (Kind.RINGING, lambda: sounds.cadence(11, (450,), 1, 4)),
    "ringing, America": (Kind.RINGING, lambda: sounds.cadence(13, (440, 480), 2, 4)),
    "busy, Hong Kong": (Kind.HANG_UP, lambda: sounds.cadence(6, (480, 620), 0.5, 0.5)),
    "busy, mainland": (Kind.HANG_UP, lambda: sounds.cadence(6, (450,), 0.35, 0.35)),
    "congestion": (Kind.HANG_UP, lambda: sounds.cadence(6, (480, 620), 0.25, 0.25)),
    "dial tone": (Kind.HANG_UP, lambda: sounds.tone(6, 350, 440)),
    "a click": (Kind.HANG_UP, lambda: np.eye(1, 8000, 4000)[0]),
    "keys": (Kind.KEYS, lambda: sounds.dtmf(6)),
    "a fax calls": (Kind.TONES, lambda: sounds.cadence(8, (1100,), 0.5, 3)),
    "test tone": (Kind.TONES, lambda: sounds.tone(6, 1000)),
    "white noise": (Kind.NOISE, lambda: sounds.noise(6)),
    "low noise": (Kind.NOISE, lambda: np.cumsum(sounds.noise(6) - sounds.noise(6).mean()) / 40),
    "silence": (Kind.SILENCE, lambda: np.zeros(48_000)),
    "line hiss": (Kind.SILENCE, lambda: sounds.noise(6, 0.001)),
    "nothing": (Kind.SILENCE, lambda: np.zeros(0)),
    **{
        f"{kind} {seed}": (Kind.MUSIC, lambda kind=kind, seed=seed: sounds.music(8, seed, kind))  # type: ignore[misc]
        for kind in ("melody", "chords", "piano", "strings", "pop")
        for seed in (1, 2)
    },
}


def at_16_khz(samples: np.ndarray) -> np.ndarray:
    """As the decoder gives it."""
    return resample(samples.astype(np.float32), sounds.RATE_HZ)


@pytest.mark.parametrize("level", [1.0, 0.1])
@pytest.mark.parametrize("name", LINES)
def test_what_is_heard_instead_of_speech_has_a_name(name: str, level: float) -> None:
    """Loud and soft, with the hiss of a line over it."""
    kind, make = LINES[name]
    samples = make() * level
    hiss = np.random.default_rng(3).normal(0, 0.0005, len(samples))
    assert signals.listen(at_16_khz(samples + hiss)).kind is kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("silence", Kind.SILENCE),
        ("street-noise", Kind.NOISE),
        ("ringing", Kind.RINGING),
        ("hang-up", Kind.HANG_UP),
    ],
)
def test_the_samples_without_speech_are_named(name: str, kind: Kind) -> None:
    """Through mu-law and the line's band."""
    _, sound = decode((ROOT / "samples" / f"{name}.wav").read_bytes(), None, 900)
    assert signals.listen(at_16_khz(np.concatenate(sound.kept()))).kind is kind


def test_what_fits_no_kind_is_said_to_be_unclear() -> None:
    """Half tone, half noise: sound without speech, and no more is claimed."""
    mixed = sounds.noise(6, 0.15) + sounds.tone(6, 700, 1130, 1900, 2500)
    assert signals.listen(at_16_khz(mixed)).kind is Kind.UNCLEAR


def test_an_hour_is_judged_by_its_beginning() -> None:
    """Bounded work and memory, however long the hold music."""
    long = np.tile(at_16_khz(sounds.music(10, 1, "pop")), 90)
    assert signals.listen(long).kind is Kind.MUSIC


@pytest.fixture(scope="module")
def activity() -> speech.VoiceActivity:
    """The model, loaded once."""
    return speech.VoiceActivity()


@pytest.mark.parametrize("seed", range(6, 12))
def test_hold_music_in_which_a_voice_seems_to_sing_stays_empty(
    activity: speech.VoiceActivity, seed: int
) -> None:
    """Voice activity is fooled for moments by such chords; it is nowhere sure, and overruled."""
    samples = at_16_khz(sounds.music(12, seed, "chords") * 0.3)
    (heard,) = voices(Waveform(samples), activity)
    assert (heard.spans, heard.sound) == ((), Kind.MUSIC)


def test_somebody_who_speaks_over_hold_music_is_heard_and_the_music_told(
    activity: speech.VoiceActivity,
) -> None:
    """A word lost is worse than a song transcribed: only what is nowhere sure is overruled."""
    _, sound = decode((ROOT / "samples" / "en-bicycle-theft.wav").read_bytes(), None, 900)
    said = at_16_khz(np.concatenate(sound.kept())[: 4 * sounds.RATE_HZ])
    music = at_16_khz(sounds.music(12, 1, "piano") * 0.05)
    music[3 * SAMPLE_RATE_HZ : 3 * SAMPLE_RATE_HZ + len(said)] += said
    (heard,) = voices(Waveform(music), activity)
    assert any(span.start < 3.6 and span.end > 6.0 for span in heard.spans)
    assert heard.sound is Kind.MUSIC


@pytest.mark.parametrize("name", ["zh-threat", "yue-pickpocket", "en-cut-off"])
def test_a_very_quiet_voice_is_not_taken_for_music(
    activity: speech.VoiceActivity, name: str
) -> None:
    """At a thirtieth of its level voice activity is nowhere sure of it, and hears it throughout."""
    _, sound = decode((ROOT / "samples" / f"{name}.wav").read_bytes(), None, 900)
    samples = at_16_khz(np.concatenate(sound.kept()) * 0.0316)
    (heard,) = voices(Waveform(samples), activity)
    assert speech.total_s(heard.spans) > 2.0


@pytest.mark.parametrize(
    ("rate_hz", "high", "band", "band_hz"),
    [
        (8_000, 3_400, "narrow", 3_400),
        (44_100, 3_400, "narrow", 3_400),
        (16_000, 7_000, "wide", 7_000),
        (48_000, 20_000, "wide", 8_000),
    ],
)
def test_the_band_is_measured_not_read_from_the_header(
    rate_hz: int, high: float, band: str, band_hz: int
) -> None:
    """A telephone call in a file of 44.1 kHz is narrow all the same."""
    samples = sounds.band_limited(sounds.noise(3, 0.2, rate_hz), rate_hz, 100, high)
    found = signals.band([resample(samples.astype(np.float32), rate_hz)], rate_hz)
    assert found["band"] == band
    assert found["band_hz"] == pytest.approx(band_hz, abs=300)
    assert signals.band([np.zeros(16_000, np.float32)], rate_hz) == {}
