"""What the model is measured on: spoken by known and unknown voices, over a telephone line, unseen."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from . import channel, split
from .speech import Samples, Span, Unit
from .synthesise import recite
from .texts import WRITERS
from .voices import HELD_OUT_VOICES, TRAINING_VOICES, Manner, Voice, units_of

LANGUAGES = ("en", "yue", "zh")
_LINE = channel.Line(noise="office", noise_db=25.0)


@dataclass(frozen=True)
class Trial:
    """One recording to transcribe. `group` is "generated", "hand-written" or "stranger"."""

    group: str
    voice: str
    language: str
    samples: Samples
    words: list[Span]

    @property
    def text(self) -> str:
        return (" " if self.language == "en" else "").join(word.text for word in self.words)


def trials(count: int, seed: int = 20) -> Iterator[Trial]:
    """`count` generated test messages a language and kind of voice, and every hand-written sentence."""
    for language in LANGUAGES:
        known = [voice for voice in TRAINING_VOICES if voice.language == language]
        strangers = [voice for voice in HELD_OUT_VOICES if voice.language == language]
        rng = random.Random(seed)
        for number in range(count):
            text = _generated(language, rng)
            yield _trial("generated", known[number % len(known)], text, rng)
        for number, sentence in enumerate(split.hand_written(language)):
            units = units_of(sentence, language)
            yield _trial("hand-written", known[number % len(known)], [units], rng)
        for number in range(count // 2):
            text = _generated(language, rng)
            yield _trial("stranger", strangers[number % len(strangers)], text, rng)


def _generated(language: str, rng: random.Random) -> list[list[Unit]]:
    return split.test_message(WRITERS[language][0][0], language, rng)


def _trial(group: str, voice: Voice, text: list[list[Unit]], rng: random.Random) -> Trial:
    manner = Manner(rate=rng.uniform(0.92, 1.08))
    samples, sentences = recite(text, voice, manner, rng)
    noise = np.random.default_rng(rng.randrange(2**32))
    heard = channel.telephone(samples, noise, _LINE)
    words = [word for sentence in sentences for word in sentence.words]
    return Trial(group, voice.name, voice.language, heard, words)


def wordless() -> dict[str, Samples]:
    """Recordings without speech, by name."""
    rng = np.random.default_rng(3)
    return {
        "silence, 5 s": np.zeros(5 * 16_000, np.float32),
        "silence, 40 s": np.zeros(40 * 16_000, np.float32),
        "white noise": channel.noise("white", 10 * 16_000, rng) * 0.1,
        "faint noise": channel.noise("white", 10 * 16_000, rng) * 0.001,
        "mains hum": channel.noise("hum", 10 * 16_000, rng) * 0.1,
        "traffic": channel.noise("traffic", 10 * 16_000, rng) * 0.1,
        "tone of 440 Hz": channel.tone((440.0,), 6.0),
        "ringing": channel.ringing(10.0),
    }
