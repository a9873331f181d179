"""Log-mel frames, computed as openai-whisper computes them, but kept before normalisation.

Stored frames are log10 power, so that noise and loudness can still be changed when training;
`normalise()` then does what `whisper.log_mel_spectrogram` does last.
"""

from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from whisper.audio import HOP_LENGTH, N_FFT, mel_filters

from .speech import SAMPLE_RATE_HZ, Samples

MELS = 80
FRAMES_PER_S: int = SAMPLE_RATE_HZ // HOP_LENGTH
_FLOOR_POWER = 1e-10
#: Frames more than this many powers of ten under the loudest are clipped (whisper's own range).
_RANGE = 8.0

Frames = NDArray[np.float32]


@cache
def _filters() -> tuple[torch.Tensor, torch.Tensor]:
    return mel_filters("cpu", MELS), torch.hann_window(N_FFT)


def log_mel(samples: Samples) -> Frames:
    """(frames, `MELS`) log10 power of `samples` at 16 kHz, `FRAMES_PER_S` frames a second."""
    filters, window = _filters()
    wave = torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
    spectrum = torch.stft(wave, N_FFT, HOP_LENGTH, window=window, return_complex=True)
    power = filters @ spectrum[..., :-1].abs() ** 2
    return np.asarray(power.clamp(min=_FLOOR_POWER).log10().T.contiguous(), np.float32)


def normalise(frames: Frames) -> Frames:
    """Whisper's normalisation of log10 power: the loudest frame sets the range."""
    return np.asarray((np.maximum(frames, frames.max() - _RANGE) + 4.0) / 4.0, np.float32)


def floor_of(normalised: Frames) -> float:
    """What silence is, in `normalise()`'s output, beside this loudest frame."""
    return float(normalised.max()) - _RANGE / 4.0
