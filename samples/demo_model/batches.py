"""Batches: windows changed as telephone lines change them, padded, and made tensors."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from . import channel
from .features import FRAMES_PER_S, MELS, Frames, floor_of, log_mel, normalise
from .vocabulary import SILENCE, UNKNOWN, Vocabulary, tokenizer
from .windows import Window

_NOT_LEARNT = -100
_PADDED_FRAMES = 3000


@dataclass(frozen=True)
class Batch:
    """Tensors of one step. `start_s`/`end_s` say when each target is heard (end 0: nowhere)."""

    mel: Tensor
    phones: Tensor
    words: Tensor
    inputs: Tensor | None = None
    targets: Tensor | None = None
    start_s: Tensor | None = None
    end_s: Tensor | None = None

    @property
    def audio_s(self) -> float:
        return float(self.mel.shape[0] * self.mel.shape[2] / FRAMES_PER_S)

    def to(self, device: torch.device) -> "Batch":
        moved = {name: t.to(device) if t is not None else None for name, t in vars(self).items()}
        return Batch(**moved)


class Disturber:
    """Cheap changes to stored frames, so that a shard may be heard several times anew."""

    def __init__(self, rng: random.Random, measure: float = 1.0) -> None:
        self.rng = rng
        self.measure = measure

    @cached_property
    def noises(self) -> list[Frames]:
        """A minute of each kind of noise, as log-mel frames of loudness 1."""
        generator = np.random.default_rng(7)
        return [log_mel(channel.noise(kind, 40 * 16_000, generator)) for kind in channel.NOISES]

    def __call__(self, frames: Frames) -> Frames:
        """Log10 power in, normalised frames out."""
        rng = self.rng
        if rng.random() < 0.3 * self.measure:
            frames = _bend(frames, rng.uniform(0.94, 1.06))
        if rng.random() < 0.3 * self.measure:
            frames = self._with_noise(frames)
        frames = normalise(frames + rng.uniform(-0.8, 0.5))
        if rng.random() < 0.3 * self.measure:
            first = rng.randrange(MELS - 8)
            frames[:, first : first + rng.randint(2, 8)] = frames.mean()
        if rng.random() < 0.2 * self.measure and len(frames) > 60:
            first = rng.randrange(len(frames) - 20)
            frames[first : first + rng.randint(4, 12)] = frames.mean()
        return frames

    def _with_noise(self, frames: Frames) -> Frames:
        noise = self.rng.choice(self.noises)
        first = self.rng.randrange(max(1, len(noise) - len(frames)))
        part = np.resize(noise[first : first + len(frames)], frames.shape)
        loudness = np.quantile(frames.mean(1), 0.9) - part.mean()
        mixed = np.logaddexp(
            frames * np.log(10), (part + loudness - self.rng.uniform(0.8, 4.0)) * np.log(10)
        )
        return np.asarray(mixed / np.log(10), np.float32)


def _bend(frames: Frames, factor: float) -> Frames:
    """The frequency axis stretched by `factor`: a longer or shorter throat."""
    position = np.clip(np.arange(MELS) * factor, 0, MELS - 1.001)
    low = position.astype(int)
    share = (position - low).astype(np.float32)
    return np.asarray(frames[:, low] * (1 - share) + frames[:, low + 1] * share, np.float32)


def plain(frames: Frames) -> Frames:
    """No disturbance, for tests."""
    return normalise(frames)


def collate(
    windows: Sequence[Window],
    vocabulary: Vocabulary,
    rng: random.Random,
    disturb: "Disturber | None" = None,
    token_dropout: float = 0.0,
    padded: bool = False,
) -> Batch:
    """Windows as one batch; `padded` to 30 s, else to the longest.

    Silence after a window is either the floor (as language detection pads) or 0.0 (as
    `transcribe()` pads).
    """
    change = disturb or plain
    length = _PADDED_FRAMES if padded else max(len(window.frames) for window in windows)
    length = min(_PADDED_FRAMES, length + length % 2)
    mel = np.zeros((len(windows), MELS, length), np.float32)
    none = vocabulary.no_word
    phones = np.full((len(windows), length // 2), SILENCE, np.int64)
    words = np.full((len(windows), length // 2), none, np.int64)
    for row, window in enumerate(windows):
        frames = change(window.frames)[:length]
        if rng.random() < 0.35:
            mel[row] = floor_of(frames)
        mel[row, :, : len(frames)] = frames.T
        count = min(length // 2, len(window.phones))
        phones[row, :count] = window.phones[:count]
        words[row, :count] = window.words[:count]
    sound = (torch.from_numpy(mel), torch.from_numpy(phones), torch.from_numpy(words))
    if not windows[0].tokens:
        return Batch(*sound)
    return Batch(*sound, *_sequences(windows, vocabulary, rng, token_dropout))


def _sequences(
    windows: Sequence[Window], vocabulary: Vocabulary, rng: random.Random, token_dropout: float
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    shape = (len(windows), max(len(window.tokens) for window in windows) - 1)
    end = vocabulary.index[tokenizer().eot]
    inputs, targets = np.full(shape, end), np.full(shape, _NOT_LEARNT)
    start_s, end_s = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    texts = len(vocabulary.text_ids)
    for row, window in enumerate(windows):
        count = len(window.tokens) - 1
        inputs[row, :count] = [
            rng.randrange(texts) if token < texts and rng.random() < token_dropout else token
            for token in window.tokens[:-1]
        ]
        targets[row, :count] = window.tokens[1:]
        targets[row, : window.prompt] = _NOT_LEARNT
        if not window.spoken:
            targets[row, 0] = vocabulary.index[tokenizer().no_speech]
            targets[row, 1:3] = _NOT_LEARNT
        for column, heard in enumerate(window.heard[1:]):
            if heard is not None:
                start_s[row, column], end_s[row, column] = heard
    return (
        torch.from_numpy(inputs), torch.from_numpy(targets),
        torch.from_numpy(start_s), torch.from_numpy(end_s),
    )  # fmt: skip


__all__ = ["UNKNOWN", "Batch", "Disturber", "collate"]
