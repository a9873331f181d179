"""Decoded sound while it grows, its figures, and which of its channels are worth hearing.

Used inside the sandbox (``decoding``): numpy and nothing else. A call recorded in stereo holds one
speaker a channel, and those are heard apart; the same sound twice, or a channel on which nothing
is, is heard once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

#: Samples measured at once, and in one message to the parent.
BLOCK_SAMPLES = 1 << 18
#: mu-law's loudest value is 0.980 of full scale.
CLIP_LEVEL = 0.975
#: Two channels whose correlation is at least this (of either sign) are one sound twice: lossy joint
#: stereo of one voice stays above 0.99, two ends of a call below 0.3.
SAME_CORRELATION = 0.97
#: A channel whose loudest tenth of a second stays below this holds nothing to hear. Idle mu-law is
#: at -72, the quietest speech that anybody understood in the samples at -48.
SILENT_DBFS = -60.0
_SILENCE_FRAME_S = 0.1


@dataclass
class Sound:
    """What was decoded so far: float32 blocks at the recording's own rate, and figures."""

    rate_hz: int = 0
    #: (channels, samples): one channel, or the two of a stereo recording.
    blocks: list[np.ndarray] = field(default_factory=list)
    #: Samples a channel in ``blocks`` and in ``waiting``.
    samples: int = 0
    #: Frames are small and many: figures are taken over thousands of samples at once.
    waiting: list[np.ndarray] = field(default_factory=list)
    waiting_samples: int = 0
    #: Sum, sum of squares and loudest short stretch (its power), a channel.
    total: np.ndarray = field(default_factory=lambda: np.zeros(2))
    squares: np.ndarray = field(default_factory=lambda: np.zeros(2))
    loudest: np.ndarray = field(default_factory=lambda: np.zeros(2))
    #: Sum of the products of the two channels.
    product: float = 0.0
    peak: float = 0.0
    clipped: int = 0
    #: Packets that could not be decoded or read.
    errors: int = 0
    #: Samples of silence put where the file's time stamps leave a gap.
    filled: int = 0

    @property
    def seconds(self) -> float:
        """Length of what was decoded."""
        return self.samples / self.rate_hz if self.rate_hz else 0.0

    def add(self, channels: np.ndarray) -> None:
        """Take one frame, (channels, samples) float32, -1..1."""
        self.samples += channels.shape[1]
        self.waiting_samples += channels.shape[1]
        self.waiting.append(channels)
        if self.waiting_samples >= BLOCK_SAMPLES:
            self.settle()

    def add_silence(self, samples: int) -> None:
        """Take so many samples of silence."""
        width = self.waiting[-1].shape[0] if self.waiting else 1
        if self.blocks and not self.waiting:
            width = self.blocks[-1].shape[0]
        self.filled += samples
        while samples > 0:
            self.add(np.zeros((width, min(samples, BLOCK_SAMPLES)), np.float32))
            samples -= BLOCK_SAMPLES

    def settle(self) -> None:
        """Measure what waits; more than two channels (surround) are mixed to one."""
        if not self.waiting:
            return
        joined = _joined(self.waiting)
        self.waiting, self.waiting_samples = [], 0
        channels = np.clip(np.nan_to_num(joined, copy=False), -1.0, 1.0)
        loud = np.abs(channels)
        # Flat tops, not merely loud samples: a clipped wave stays where it was cut.
        flat = (loud[:, 1:] >= CLIP_LEVEL) & (np.abs(np.diff(channels, axis=1)) < 1e-3)
        self.clipped += int(flat.any(axis=0).sum())
        self.peak = max(self.peak, float(loud.max(initial=0.0)))
        if channels.shape[0] > 2:
            channels = channels.mean(axis=0, keepdims=True, dtype=np.float32)
        self._measure(channels)
        self.blocks.append(channels)

    def _measure(self, channels: np.ndarray) -> None:
        count = channels.shape[0]
        self.total[:count] += channels.sum(axis=1, dtype=np.float64)
        self.squares[:count] += np.square(channels).sum(axis=1, dtype=np.float64)
        if count == 2:
            self.product += float((channels[0] * channels[1]).sum(dtype=np.float64))
            size = max(round(_SILENCE_FRAME_S * self.rate_hz), 1)
            starts = np.arange(0, channels.shape[1], size)
            sums = np.add.reduceat(np.square(channels), starts, axis=1)
            self.loudest = np.maximum(self.loudest, sums.max(axis=1) / size)

    def worth_hearing(self) -> tuple[int, ...]:
        """The channels to hear: both where they differ and neither is silent, else the louder.

        Never their mean: one channel against its own inverse would be silence, and a voice beside
        a silent channel half as loud.
        """
        if not self._is_stereo():
            return (0,)
        powers = self._powers()
        louder = int(powers[1] > powers[0])
        silent = 10 * np.log10(np.maximum(self.loudest, 1e-12)) < SILENT_DBFS
        return (louder,) if silent.any() or self.dual_mono() else (0, 1)

    def dual_mono(self) -> bool:
        """Whether both channels carry the same sound, perhaps inverted or at another level."""
        if not self._is_stereo():
            return False
        count = max(self.samples, 1)
        shared = self.product / count - float(np.prod(self.total / count))
        both = math.sqrt(float(np.prod(self._powers())))
        return both > 0 and abs(shared) >= SAME_CORRELATION * both

    def _is_stereo(self) -> bool:
        return max((block.shape[0] for block in self.blocks), default=1) == 2

    def kept(self) -> list[np.ndarray]:
        """The samples of each channel worth hearing, in blocks: (1, samples) each, channel by channel."""
        return [
            block[min(channel, block.shape[0] - 1)]
            for channel in self.worth_hearing()
            for block in self.blocks
        ]

    def figures(self) -> dict[str, Any]:
        """Level of what is heard (without its direct current), peak and clipped share."""
        count = max(self.samples, 1)
        heard = self.worth_hearing()
        powers = self._powers()
        power = float(np.mean([powers[channel] for channel in heard]))
        figures: dict[str, Any] = {
            "level_dbfs": round(decibels(math.sqrt(power)), 1),
            "peak_dbfs": round(decibels(self.peak), 1),
            "clipped_share": round(self.clipped / count, 5),
            "filled_s": round(self.filled / max(self.rate_hz, 1), 3),
        }
        if self.dual_mono():
            figures["dual_mono"] = True
        elif self._is_stereo():
            figures["channels_heard"] = list(heard)
            figures["channel_levels_dbfs"] = [
                round(decibels(math.sqrt(value)), 1) for value in powers
            ]
        return figures

    def _powers(self) -> np.ndarray:
        count = max(self.samples, 1)
        powers: np.ndarray = np.maximum(self.squares / count - np.square(self.total / count), 0.0)
        return powers


def _joined(frames: list[np.ndarray]) -> np.ndarray:
    """Frames one after the other; a stream that changes its number of channels becomes mono."""
    if len({frame.shape[0] for frame in frames}) > 1:
        frames = [frame.mean(axis=0, keepdims=True, dtype=np.float32) for frame in frames]
    return np.concatenate(frames, axis=1)


def decibels(value: float) -> float:
    """Amplitude -> dB below full scale; -120 for nothing."""
    return 20 * math.log10(max(value, 1e-6))
