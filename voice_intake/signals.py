"""What a sound is that is not speech: keys pressed, ringing, a busy line, music, noise, silence.

Voice activity says that nobody speaks; an officer wants to know what there is instead. The answer
comes from a few plain measurements (how much of each moment's power lies in a few steady lines, the
eight DTMF frequencies by Goertzel's algorithm, the rhythm of the tones) and is ``unclear`` where
they don't agree. Tones as in ITU-T E.180 / Supplement 2 and, for DTMF, Q.23; in Hong Kong 440 + 480
Hz rings 0.4 on, 0.2 off, 0.4 on, 3 off, and 480 + 620 Hz is busy, 0.5 on, 0.5 off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from voice_intake.audio import MIN_RECORDING_S, SAMPLE_RATE_HZ

if TYPE_CHECKING:
    import numpy as np


class Kind(StrEnum):
    """What is to be heard where nobody speaks."""

    SILENCE = "silence"
    KEYS = "keys"
    RINGING = "ringing"
    HANG_UP = "hang_up"
    TONES = "tones"
    MUSIC = "music"
    NOISE = "noise"
    UNCLEAR = "unclear"


#: Frames of 64 ms every 32 ms: long enough to part 770 from 852 Hz, short enough for a key.
FRAME = 1024
HOP = 512
FRAME_S = HOP / SAMPLE_RATE_HZ
#: What comes later than this changes nothing.
LISTEN_S = 120.0
#: Telephone band, Hz; what is measured lies inside.
BAND_HZ = (200.0, 3_800.0)
#: Nothing above this is silence: half of the level from which speech counts as audible.
SILENT_DBFS = -50.0
#: A frame counts as sounding within so many dB of the loud ones.
ACTIVE_BELOW_LOUD_DB = 25.0
#: Share of a frame's power in its one or two strongest lines from which it is a tone.
TONE_SHARE = 0.8
#: A tone's line stays within so many bins (15.6 Hz each) from frame to frame.
STEADY_BINS = 0.7
DTMF_LOW_HZ = (697.0, 770.0, 852.0, 941.0)
DTMF_HIGH_HZ = (1_209.0, 1_336.0, 1_477.0, 1_633.0)
#: Share of sounding frames that must agree before a kind is named.
AGREEING = 0.6
#: Share of power in lines that stand 9 dB over their neighbourhood: white and coloured noise stay
#: below 0.3 in any frame, notes lie above 0.6.
MUSIC_LINES, NOISE_LINES = 0.55, 0.35


@dataclass(frozen=True, slots=True)
class Impression:
    """What a stretch sounds like, and how much of what sounds is tone or music."""

    kind: Kind
    #: Of the sounding frames, those that are steady tones or keys.
    tonal: float = 0.0
    #: Of the power of the sounding frames, what lies in lines.
    lines: float = 0.0


def listen(samples: np.ndarray) -> Impression:
    """The impression of mono float32 samples at ``SAMPLE_RATE_HZ`` in which nobody speaks.

    >>> import numpy as np
    >>> listen(np.zeros(16_000, np.float32)).kind
    <Kind.SILENCE: 'silence'>
    """
    samples = samples[: round(LISTEN_S * SAMPLE_RATE_HZ)]
    if len(samples) < FRAME:
        return Impression(Kind.HANG_UP if len(samples) else Kind.SILENCE)
    view = _View.of(samples)
    if not view.active.any():
        return Impression(Kind.SILENCE)
    tonal = float((view.tone | view.keys)[view.active].mean())
    lines = float(view.lines[view.active].mean())
    return Impression(_kind(view, tonal, lines, len(samples) / SAMPLE_RATE_HZ), tonal, lines)


@dataclass(frozen=True, slots=True)
class _View:
    """Measurements, one value a frame."""

    level_db: np.ndarray
    active: np.ndarray
    #: A steady tone of one or two lines.
    tone: np.ndarray
    #: A key of a telephone.
    keys: np.ndarray
    #: Frequency of the strongest line, Hz.
    pitch_hz: np.ndarray
    #: Share of the power in lines.
    lines: np.ndarray

    @classmethod
    def of(cls, samples: np.ndarray) -> _View:
        import numpy as np

        frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
        power = np.square(np.abs(np.fft.rfft(frames * _window(), axis=1))) + 1e-12
        bin_hz = SAMPLE_RATE_HZ / FRAME
        low, high = (round(edge / bin_hz) for edge in BAND_HZ)
        power = power[:, low : high + 1]
        level = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-12)
        loud = max(float(np.percentile(level, 95)), SILENT_DBFS)
        active = level > max(loud - ACTIVE_BELOW_LOUD_DB, SILENT_DBFS)
        peak = power.argmax(axis=1)
        share = _share_of_strongest(power, 2)
        tone = (share > TONE_SHARE) & _steady(power, peak)
        keys = _is_key(frames, power.sum(axis=1))
        return cls(level, active, tone, keys, (peak + low) * bin_hz, _line_share(power))


def _kind(view: _View, tonal: float, lines: float, duration_s: float) -> Kind:
    if duration_s < MIN_RECORDING_S or _only_clicks(view, duration_s):
        return Kind.HANG_UP
    if tonal >= AGREEING:
        keys = float(view.keys[view.active].mean())
        if keys >= AGREEING * tonal:
            return Kind.KEYS
        return Kind.MUSIC if _is_melody(view) else _of_tone(view)
    if lines >= MUSIC_LINES:
        return Kind.MUSIC
    return Kind.NOISE if lines <= NOISE_LINES and tonal < 0.2 else Kind.UNCLEAR


#: A receiver put down: one or two clicks and nothing else.
CLICK_S = 0.1
HANG_UP_WITHIN_S = 3.0


def _only_clicks(view: _View, duration_s: float) -> bool:
    sounding = float(view.active.sum()) * FRAME_S
    return duration_s <= HANG_UP_WITHIN_S and sounding <= 2 * CLICK_S


#: Signal tones have at most three pitches (the special information tone); two pitches are the same
#: within a quarter of a tone or 20 Hz.
PITCHES = 3


def _is_melody(view: _View) -> bool:
    """Whether the few commonest pitches don't account for the tones."""
    import numpy as np

    pitches = view.pitch_hz[view.active & view.tone]
    left = pitches
    for _ in range(PITCHES):
        if not len(left):
            return False
        common = _mode(left)
        left = left[np.abs(left - common) > max(20.0, 0.03 * common)]
    return len(left) > 0.15 * len(pitches)


def _mode(values: np.ndarray) -> float:
    import numpy as np

    found, counts = np.unique(values, return_counts=True)
    return float(found[counts.argmax()])


def _of_tone(view: _View) -> Kind:
    """Ringing, a line that was hung up on (busy, dial and disconnect tones), or another tone."""
    import numpy as np

    sounding = view.active & (view.tone | view.keys)
    pitch = float(np.median(view.pitch_hz[sounding]))
    if not 330.0 <= pitch <= 640.0:
        return Kind.TONES
    ons, offs = _runs(sounding)
    if not offs:  # dial tones are 350 + 440 Hz, or one of 400 to 450 Hz, without a pause
        return Kind.HANG_UP if pitch <= 460.0 and sum(ons) >= 1.0 else Kind.TONES
    if max(offs) >= 0.9 and pitch <= 500.0 and 0.25 <= float(np.median(ons)) <= 2.6:
        return Kind.RINGING
    regular = len(ons) >= 3 and max(offs) <= 0.85 and 0.1 <= float(np.median(ons)) <= 0.8
    return Kind.HANG_UP if regular else Kind.TONES


def _runs(sounding: np.ndarray) -> tuple[list[float], list[float]]:
    """Seconds of each stretch of sound, and of each pause between two of them."""
    import numpy as np

    changes = np.flatnonzero(np.diff(np.concatenate([[False], sounding, [False]]).astype(int)))
    starts, ends = changes[::2], changes[1::2]
    ons = [float(e - s) * FRAME_S for s, e in zip(starts, ends, strict=True)]
    offs = [float(s - e) * FRAME_S for s, e in zip(starts[1:], ends[:-1], strict=True)]
    return ons, [pause for pause in offs if pause > 0.1]


def _window() -> np.ndarray:
    import numpy as np

    window: np.ndarray = np.hanning(FRAME).astype(np.float32)
    return window


def _share_of_strongest(power: np.ndarray, count: int) -> np.ndarray:
    """Share of each frame's power in its ``count`` strongest lines (a line is five bins wide)."""
    import numpy as np

    left = power.copy()
    whole = power.sum(axis=1)
    columns = np.arange(power.shape[1])
    for _ in range(count):
        near = np.abs(columns[None, :] - left.argmax(axis=1)[:, None]) <= 2
        left[near] = 0.0
    share: np.ndarray = 1.0 - left.sum(axis=1) / whole
    return share


def _steady(power: np.ndarray, peak: np.ndarray) -> np.ndarray:
    """Whether the centre of gravity around the strongest line stays where it was, before or after."""
    import numpy as np

    columns = np.arange(power.shape[1])
    near = np.abs(columns[None, :] - peak[:, None]) <= 3
    held = np.where(near, power, 0.0)
    centre = (held * columns).sum(axis=1) / held.sum(axis=1)
    moved = np.abs(np.diff(centre, prepend=np.inf))
    follows: np.ndarray = np.minimum(moved, np.append(moved[1:], np.inf)) <= STEADY_BINS
    return follows


def _is_key(frames: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Whether a frame is one DTMF pair: one frequency of each group, alone, at like strength."""
    import numpy as np

    low, high = (_goertzel(frames, group) for group in (DTMF_LOW_HZ, DTMF_HIGH_HZ))
    best_low, best_high = low.max(axis=1), high.max(axis=1)
    # A Hann window spreads a line over bins that hold 1.5 times its own bin's power.
    alone = 1.5 * (best_low + best_high) / whole > TONE_SHARE * 0.9
    like = np.maximum(best_low, best_high) < 10 * np.minimum(best_low, best_high)
    clear = (np.sort(low, axis=1)[:, -2] < best_low / 4) & (
        np.sort(high, axis=1)[:, -2] < best_high / 4
    )
    key: np.ndarray = alone & like & clear
    return key


def _goertzel(frames: np.ndarray, group: tuple[float, ...]) -> np.ndarray:
    """(frames, frequencies): power at each frequency, as Goertzel's recursion gives it."""
    import numpy as np

    time = np.arange(FRAME) / SAMPLE_RATE_HZ
    waves = np.exp(-2j * np.pi * np.outer(time, np.array(group))).astype(np.complex64)
    power: np.ndarray = np.square(np.abs((frames * _window()) @ waves))
    return power


def _line_share(power: np.ndarray) -> np.ndarray:
    """Share of each frame's power in bins 9 dB over the median of the 40 around them."""
    import numpy as np

    width = 20
    padded = np.pad(power, ((0, 0), (width, width)), mode="reflect")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * width + 1, axis=1)[:, :, ::2]
    shares = []
    for first in range(0, len(power), _ROWS):  # the medians of a minute would fill 100 MB
        part = power[first : first + _ROWS]
        stand_out = part > 8 * np.median(around[first : first + _ROWS], axis=2)
        shares.append(np.where(stand_out, part, 0.0).sum(axis=1) / part.sum(axis=1))
    return np.concatenate(shares)


_ROWS = 500


#: A narrow-band line passes 300 to 3400 Hz; a wide-band one (G.722, AMR-WB, Opus) up to 7 kHz.
NARROW_HZ = 4_000.0
#: The band ends where the spectrum has fallen so far below its loudest tenth of an octave for good.
BAND_END_DB = -50.0


def band(parts: Sequence[np.ndarray], rate_hz: int) -> dict[str, Any]:
    """``band`` (``narrow`` or ``wide``) and ``band_hz``, the highest frequency in use.

    ``parts`` are stretches of mono samples at ``SAMPLE_RATE_HZ`` that were recorded at ``rate_hz``: a
    file of 44.1 kHz made of a telephone call is narrow all the same. Nothing where there is no
    sound to measure.
    """
    import numpy as np

    samples = np.concatenate(parts)[: round(LISTEN_S * SAMPLE_RATE_HZ)]
    if len(samples) < FRAME or not float(np.abs(samples).max()) > 1e-4:
        return {}
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    power = np.square(np.abs(np.fft.rfft(frames * _window(), axis=1))).mean(axis=0)
    smooth = 10 * np.log10(np.convolve(power, np.ones(9) / 9, mode="same") + 1e-12)
    # Above half of its own rate a recording holds nothing but the resampler's images.
    smooth = smooth[: round(min(rate_hz, SAMPLE_RATE_HZ) / 2 * FRAME / SAMPLE_RATE_HZ)]
    edge = float(np.flatnonzero(smooth > smooth.max() + BAND_END_DB)[-1]) * SAMPLE_RATE_HZ / FRAME
    return {"band": "narrow" if edge <= NARROW_HZ * 1.1 else "wide", "band_hz": round(edge, -2)}
