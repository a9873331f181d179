"""Batches without end for a stage, from the shards that synthesis has written so far."""

import random
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import numpy as np

from . import channel
from .batches import Batch, Disturber, collate
from .features import FRAMES_PER_S, log_mel
from .stages import Stage
from .synthesise import load_shard
from .vocabulary import Vocabulary
from .windows import Recording, Window, crop, prepare, sentences, silent

_POOL = 16  # batches planned together, so that windows of like length meet
_TRIES = 1000
_PADDED_MOST = 5  # windows in a batch padded to 30 s


class Library:
    """The recordings on disk, by language; the newest shards join as they appear."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, seed: int = 0) -> None:
        self.seed = seed
        self.folder = folder
        self.vocabulary = vocabulary
        self.recordings: dict[str, list[Recording]] = {}
        self._seen: set[str] = set()

    def refresh(self, most: int = 2) -> int:
        """Load at most `most` new shards, in an order of this run's own; how many were loaded."""
        new = [path for path in self.folder.glob("*.json") if path.name not in self._seen]
        new = sorted(new, key=lambda path: crc32(f"{self.seed} {path.name}".encode()))[:most]
        for path in new:
            self._seen.add(path.name)
            frames, messages = load_shard(path.with_suffix(""))
            for message in messages:
                recording = prepare(message, frames, self.vocabulary)
                self.recordings.setdefault(message.language, []).append(recording)
        return len(new)

    def choose(self, stage: Stage, rng: random.Random) -> Recording:
        """A recording in one of the stage's languages, by one of its voices."""
        known = {code: share for code, share in stage.shares.items() if self.recordings.get(code)}
        code = rng.choices(list(known or self.recordings), list(known.values()) or None)[0]
        for _ in range(_TRIES):
            recording = rng.choice(self.recordings[code])
            if not stage.voices or recording.voice in stage.voices:
                return recording
        raise RuntimeError(f"no recording by {stage.voices}: synthesise more shards")

    @property
    def hours(self) -> dict[str, float]:
        return {
            code: sum(recording.duration_s for recording in recordings) / 3600
            for code, recordings in self.recordings.items()
        }


def lessons(library: Library, stage: Stage, rng: random.Random) -> Iterator[Batch]:
    """Training batches for `stage`, for ever."""
    disturb = Disturber(rng, stage.disturbance)
    while True:
        library.refresh()
        windows = _pool(library, stage, rng)
        if not stage.decode:
            size = max(1, int(stage.audio_s / stage.longest_s))
            groups = [windows[i : i + size] for i in range(0, len(windows), size)]
        else:
            groups = _grouped(windows, stage.audio_s, rng)
        rng.shuffle(groups)
        for group in groups:
            yield _batch(group, library.vocabulary, stage, disturb, rng)


def _pool(library: Library, stage: Stage, rng: random.Random) -> list[Window]:
    windows: list[Window] = []
    audio_s = 0.0
    while audio_s < stage.audio_s * _POOL:
        recording = library.choose(stage, rng)
        longest_s = stage.longest_s * (1.0 if rng.random() < 0.5 else rng.uniform(0.2, 1.0))
        window = (
            sentences(recording, longest_s, library.vocabulary, stage.writing, rng)
            if stage.decode
            else crop(recording, stage.longest_s, rng)
        )
        if window is not None:
            windows.append(window)
            audio_s += len(window.frames) / FRAMES_PER_S
    return windows


def _grouped(windows: list[Window], audio_s: float, rng: random.Random) -> list[list[Window]]:
    """Windows of like length together, each group of about `audio_s` padded seconds."""
    windows = sorted(windows, key=lambda w: len(w.frames) + rng.uniform(-30, 30))
    groups: list[list[Window]] = [[]]
    for window in windows:
        longest = max([len(window.frames), *(len(w.frames) for w in groups[-1])])
        if groups[-1] and longest * (len(groups[-1]) + 1) > audio_s * FRAMES_PER_S:
            groups.append([])
        groups[-1].append(window)
    return groups


def _batch(
    group: list[Window],
    vocabulary: Vocabulary,
    stage: Stage,
    disturb: Disturber,
    rng: random.Random,
) -> Batch:
    padded = rng.random() < stage.padded_share
    if padded:
        rng.shuffle(group)
        group = group[:_PADDED_MOST]
    if rng.random() < stage.wordless_share * 4:
        generator = np.random.default_rng(rng.randrange(2**32))
        longest_s = max(len(window.frames) for window in group) / FRAMES_PER_S
        duration_s = rng.uniform(1.0, max(2.0, longest_s))
        frames = log_mel(channel.wordless(duration_s, generator))
        group = [*group, silent(frames, vocabulary, rng)]
    return collate(group, vocabulary, rng, disturb, stage.token_dropout, padded)
