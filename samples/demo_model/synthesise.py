"""Shards of training speech on disk: log-mel frames, and when each word and phone is heard.

A shard is `NAME.npy` (frames of all its messages, float16) with `NAME.json` (the messages). One
process writes them in order; training reads whatever is complete.
"""

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from . import channel, features, split
from .speech import SAMPLE_RATE_HZ, Samples, Span, Speech, Unit
from .texts import WRITERS
from .voices import TRAINING_VOICES, Manner, Voice, speak_fully

_SHARD_S = 12 * 60
_TELEPHONE_SHARE = 0.8
_VOICE_WEIGHTS = {"slt": 1.2, "rms": 0.8, "awb": 0.8, "en-us": 1.2, "en-rp-f2": 0.8}

Choose = Callable[[split.Writer, str, random.Random], list[list[Unit]]]


@dataclass(frozen=True)
class Sentence:
    """A spoken sentence: spans in seconds from the message's beginning."""

    words: list[Span]
    phones: list[Span]
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Message:
    """One message in a shard: its frames are `frames[first:first + count]`."""

    language: str
    voice: str
    first: int
    count: int
    sentences: list[Sentence]


def random_manner(rng: random.Random) -> Manner:
    return Manner(
        rate=rng.uniform(0.85, 1.2),
        pitch=rng.randint(35, 65),
        intonation=rng.randint(35, 65),
        tape=rng.uniform(0.94, 1.07) if rng.random() < 0.6 else 1.0,
    )


def voice_for(language: str, rng: random.Random) -> Voice:
    choices = [voice for voice in TRAINING_VOICES if voice.language == language]
    weights = [_VOICE_WEIGHTS.get(voice.name, 1.0) for voice in choices]
    return rng.choices(choices, weights)[0]


def recite(
    message: Sequence[Sequence[Unit]], voice: Voice, manner: Manner, rng: random.Random
) -> tuple[Samples, list[Sentence]]:
    """A whole message with pauses between its sentences."""
    pieces = [_silence(rng.uniform(0.0, 0.6))]
    sentences = []
    for units in message:
        speech = speak_fully(units, voice, manner)
        begin_s = sum(map(len, pieces)) / SAMPLE_RATE_HZ
        sentences.append(_placed(speech, begin_s))
        pieces += [
            speech.samples,
            _silence(rng.choice([rng.uniform(0.1, 0.5), rng.uniform(0.3, 1.2)])),
        ]
    return np.concatenate(pieces), sentences


def _silence(duration_s: float) -> Samples:
    return np.zeros(int(duration_s * SAMPLE_RATE_HZ), np.float32)


def _placed(speech: Speech, begin_s: float) -> Sentence:
    return Sentence(
        [span.moved(begin_s) for span in speech.words],
        [span.moved(begin_s) for span in speech.phones],
        begin_s,
        begin_s + speech.duration_s,
    )


def write_shard(
    folder: Path, index: int, shares: dict[str, float], choose: Choose = split.training_message
) -> float:
    """One shard of messages in languages by `shares`; seconds of audio. The index is the seed.

    `choose` says which sentences may stand in it: training's, or `split.test_message`.
    """
    rng, line_rng = random.Random(index), np.random.default_rng(index)
    frames: list[features.Frames] = []
    messages: list[Message] = []
    total = 0
    while total < _SHARD_S * features.FRAMES_PER_S:
        language = rng.choices(list(shares), list(shares.values()))[0]
        write = rng.choices(*WRITERS[language])[0]
        voice = voice_for(language, rng)
        text = choose(write, language, rng)
        samples, sentences = recite(text, voice, random_manner(rng), rng)
        if line_rng.random() < _TELEPHONE_SHARE:
            samples = channel.telephone(samples, line_rng)
        part = features.log_mel(samples)
        messages.append(Message(language, voice.name, total, len(part), sentences))
        frames.append(part)
        total += len(part)
    _save(folder / f"{index:06d}", np.concatenate(frames).astype(np.float16), messages)
    return total / features.FRAMES_PER_S


def _save(base: Path, frames: np.ndarray, messages: Sequence[Message]) -> None:
    """Frames first, then the description by rename: a shard with a description is complete."""
    base.parent.mkdir(parents=True, exist_ok=True)
    np.save(base.with_suffix(".npy"), frames)
    draft = base.with_suffix(".draft")
    draft.write_text(json.dumps([asdict(message) for message in messages]), encoding="utf-8")
    draft.replace(base.with_suffix(".json"))


def load_shard(base: Path) -> tuple[np.ndarray, list[Message]]:
    """A complete shard: its frames and messages."""
    described = json.loads(base.with_suffix(".json").read_text(encoding="utf-8"))
    messages = [
        Message(
            item["language"], item["voice"], item["first"], item["count"],
            [_sentence(sentence) for sentence in item["sentences"]],
        )
        for item in described
    ]  # fmt: skip
    return np.load(base.with_suffix(".npy")), messages


def _sentence(item: dict) -> Sentence:  # type: ignore[type-arg]
    return Sentence(
        [Span(*span) for span in item["words"]],
        [Span(*span) for span in item["phones"]],
        item["start_s"],
        item["end_s"],
    )


def synthesise(
    folder: Path,
    hours: float,
    shares: dict[str, float],
    first_index: int = 0,
    wait: Callable[[], None] = lambda: None,
) -> None:
    """Write shards from `first_index` on, as many as make `hours`; complete ones are kept."""
    for index in range(first_index, first_index + round(hours * 3600 / _SHARD_S)):
        wait()
        if (folder / f"{index:06d}.json").exists():
            continue
        began = time.monotonic()
        audio_s = write_shard(folder, index, shares)
        pace = audio_s / (time.monotonic() - began)
        print(f"shard {index}: {audio_s / 60:.1f} min of speech, {pace:.0f} s a second", flush=True)
