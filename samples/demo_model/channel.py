"""What a telephone line does to speech: band, mu-law at 8 kHz, echo, noise, level; and its own sounds.

Every function takes the generator it draws from, so that a seed gives the same line again.

    >>> import numpy as np
    >>> heard = telephone(np.zeros(800, np.float32) + 0.1, np.random.default_rng(1))
    >>> len(heard)
    800
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, lfilter, resample_poly, sosfilt

from .speech import SAMPLE_RATE_HZ, Samples

LINE_RATE_HZ = 8_000
NARROW_BAND_HZ = (300, 3400)
_BANDS_HZ = (NARROW_BAND_HZ, NARROW_BAND_HZ, (250, 3300), (200, 3600))
_MU = 255.0
_FULL_SCALE = 127
#: A pole close to 1 leaves a low rumble; the further from 1, the whiter.
_RUMBLE_POLE, _STREET_POLE, _OFFICE_POLE = 0.995, 0.97, 0.85

Rng = np.random.Generator


@dataclass(frozen=True)
class Line:
    """One call's line. `noise_db` is speech over noise; None of a field leaves that effect out."""

    band_hz: tuple[int, int] | None = NARROW_BAND_HZ
    mu_law: bool = True
    noise: str | None = None
    noise_db: float = 25.0
    echo_s: float | None = None
    echo_gain: float = 0.2
    peak: float = 0.7


def random_line(rng: Rng) -> Line:
    """A line as callers have them: mostly narrow band and mu-law, mostly some noise."""
    narrow = rng.random() < 0.75
    return Line(
        band_hz=_BANDS_HZ[rng.integers(len(_BANDS_HZ))] if narrow else None,
        mu_law=narrow and rng.random() < 0.85,
        noise=str(rng.choice(list(NOISES))) if rng.random() < 0.7 else None,
        noise_db=float(rng.uniform(8, 40)),
        echo_s=float(rng.uniform(0.01, 0.04)) if rng.random() < 0.15 else None,
        echo_gain=float(rng.uniform(0.1, 0.35)),
        peak=float(rng.uniform(0.08, 0.97)),
    )


def telephone(samples: Samples, rng: Rng, line: Line | None = None) -> Samples:
    """`samples` (16 kHz) as heard through `line`, a random one unless given; same length."""
    line = line or random_line(rng)
    heard = samples
    if line.echo_s is not None:
        heard = _echo(heard, line.echo_s, line.echo_gain)
    if line.noise is not None:
        loudness = float(np.sqrt(np.mean(heard**2) + 1e-12))
        heard = heard + noise(line.noise, len(heard), rng) * loudness * 10 ** (-line.noise_db / 20)
    if line.band_hz is None:
        return _at_peak(heard, line.peak)
    heard = sosfilt(butter(3, line.band_hz, "band", fs=SAMPLE_RATE_HZ, output="sos"), heard)
    heard = resample_poly(_at_peak(heard, line.peak), LINE_RATE_HZ, SAMPLE_RATE_HZ)
    if line.mu_law:
        heard = mu_law(heard)
    wide = resample_poly(heard, SAMPLE_RATE_HZ, LINE_RATE_HZ)[: len(samples)]
    return np.asarray(np.clip(wide, -1, 1), np.float32)


def mu_law(samples: Samples) -> Samples:
    """`samples` after eight-bit mu-law companding (the continuous law of ITU-T G.711)."""
    loud = np.log1p(_MU * np.abs(np.clip(samples, -1, 1))) / np.log1p(_MU)
    steps = np.round(loud * _FULL_SCALE) / _FULL_SCALE
    return np.asarray(np.sign(samples) * np.expm1(steps * np.log1p(_MU)) / _MU, np.float32)


def _echo(samples: Samples, delay_s: float, gain: float) -> Samples:
    delay = int(delay_s * SAMPLE_RATE_HZ)
    echoed = samples.copy()
    echoed[delay:] += gain * samples[: max(0, len(samples) - delay)]
    return echoed


def _at_peak(samples: Samples, peak: float) -> Samples:
    loudest = np.abs(samples).max(initial=0.0) + 1e-9
    return np.asarray(samples * (peak / loudest), np.float32)


def noise(kind: str, count: int, rng: Rng) -> Samples:
    """`count` samples of one of `NOISES`, with a standard deviation of 1."""
    sound = NOISES[kind](count, rng)
    return (sound / (np.std(sound) + 1e-9)).astype(np.float32)


def _white(count: int, rng: Rng) -> Samples:
    return rng.standard_normal(count).astype(np.float32)


def _coloured(pole: float) -> Callable[[int, Rng], Samples]:
    def sound(count: int, rng: Rng) -> Samples:
        return np.asarray(lfilter([1.0], [1.0, -pole], _white(count, rng)), np.float32)

    return sound


def _hum(count: int, rng: Rng) -> Samples:
    time_s = np.arange(count) / SAMPLE_RATE_HZ
    mains_hz = float(rng.choice([50, 60, 100]))
    harmonics = [
        np.sin(2 * np.pi * mains_hz * k * time_s + rng.uniform(0, 6)) / k for k in range(1, 8)
    ]
    return np.asarray(np.sum(harmonics, axis=0) + 0.1 * _white(count, rng), np.float32)


def _traffic(count: int, rng: Rng) -> Samples:
    """Rumble that comes and goes, as cars pass."""
    knots = max(3, count // SAMPLE_RATE_HZ)
    swell = np.interp(np.arange(count), np.linspace(0, count, knots), rng.random(knots) ** 2 + 0.05)
    return (_coloured(_STREET_POLE)(count, rng) * swell).astype(np.float32)


def _chatter(count: int, rng: Rng) -> Samples:
    """Noise in the band of voices, swelling a few times a second."""
    low_hz, high_hz = rng.uniform(150, 500), rng.uniform(1200, 3000)
    sound = sosfilt(
        butter(2, [low_hz, high_hz], "band", fs=SAMPLE_RATE_HZ, output="sos"), _white(count, rng)
    )
    knots = max(3, count * 4 // SAMPLE_RATE_HZ)
    swell = np.interp(np.arange(count), np.linspace(0, count, knots), rng.random(knots) + 0.1)
    return np.asarray(sound * swell, np.float32)


NOISES: dict[str, Callable[[int, Rng], Samples]] = {
    "white": _white,
    "office": _coloured(_OFFICE_POLE),
    "rumble": _coloured(_RUMBLE_POLE),
    "hum": _hum,
    "traffic": _traffic,
    "chatter": _chatter,
}


def tone(frequencies_hz: tuple[float, ...], duration_s: float, level: float = 0.2) -> Samples:
    """A steady sum of sines: 440 and 480 Hz make a ringing tone, 440 Hz alone the Hong Kong busy."""
    time_s = np.arange(int(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    waves = [np.sin(2 * np.pi * frequency * time_s) for frequency in frequencies_hz]
    return np.asarray(level * np.sum(waves, axis=0) / len(waves), np.float32)


def ringing(
    duration_s: float, on_s: float = 0.4, off_s: float = 0.2, rest_s: float = 3.0
) -> Samples:
    """The Hong Kong ringing tone: two short bursts, then a rest."""
    sound = tone((440.0, 480.0), duration_s)
    position_s = (np.arange(len(sound)) / SAMPLE_RATE_HZ) % (2 * on_s + off_s + rest_s)
    first, second = (
        position_s < on_s,
        (position_s >= on_s + off_s) & (position_s < 2 * on_s + off_s),
    )
    return sound * (first | second)


def wordless(duration_s: float, rng: Rng) -> Samples:
    """A recording with nobody speaking: silence, noise, tones or ringing, at a random level."""
    count = int(duration_s * SAMPLE_RATE_HZ)
    kind = rng.choice(["silence", "noise", "noise", "tone", "beeps", "ringing"])
    floor = _white(count, rng) * float(10 ** rng.uniform(-5, -2.5))
    if kind == "silence":
        return np.zeros(count, np.float32) if rng.random() < 0.5 else floor
    if kind == "ringing":
        return ringing(duration_s) + floor
    if kind == "noise":
        name = str(rng.choice(list(NOISES)))
        sound = noise(name, count, rng) * float(10 ** (-rng.uniform(10, 70) / 20))
        return np.asarray(np.clip(sound, -1, 1), np.float32)
    pitches = tuple(float(f) for f in rng.uniform(200, 2000, size=rng.integers(1, 4)))
    sound = tone(pitches, duration_s, level=float(rng.uniform(0.02, 0.4)))
    if kind == "beeps":
        time_s = np.arange(len(sound)) / SAMPLE_RATE_HZ
        sound = sound * (np.sin(2 * np.pi * rng.uniform(0.3, 4) * time_s) > rng.uniform(-0.8, 0.8))
    return (sound + floor).astype(np.float32)
