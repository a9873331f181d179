"""What the engines over openai-whisper's checkpoints have in common: facts, languages, translation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from voice_intake import languages
from voice_intake.audio import SAMPLE_RATE_HZ
from voice_intake.engines.base import Heard, OnProgress, Task, Utterance, trained_to_translate
from voice_intake.transcript import AudioSpan, Segment, Word

if TYPE_CHECKING:
    import numpy as np

    from voice_intake.model_store import ModelFile


class CheckpointEngine:
    """The part of ``Engine`` that follows from the checkpoint alone."""

    def know(
        self,
        model_file: ModelFile,
        dims: Mapping[str, int],
        *,
        engine: str,
        version: str,
        detect_among: Sequence[str],
        parameters: Mapping[str, Any],
    ) -> None:
        """Say what is loaded. ``dims`` are openai-whisper's ``ModelDimensions`` by name;
        ``parameters`` what of the settings shapes the text, besides what all engines share.
        """
        vocabulary = dims["n_vocab"]
        self._multilingual = vocabulary >= languages.FIRST_MULTILINGUAL_VOCABULARY
        self._codes = languages.of_vocabulary(languages.tokens_of(vocabulary))
        self._detect_among = languages.candidates(detect_among, self._codes)
        synthetic_only = model_file.synthetic_only
        self._can_translate = trained_to_translate(
            multilingual=self._multilingual,
            audio_layers=dims["n_audio_layer"],
            text_layers=dims["n_text_layer"],
            synthetic_only=synthetic_only,
        )
        self._facts = {
            "name": model_file.name,
            "sha256": model_file.sha256,
            "synthetic_only": synthetic_only,
            "engine": engine,
            "engine_version": version,
            "parameters": {
                **parameters,
                "condition_on_previous_text": False,  # one phantom must not breed more
                "detect_among": list(self._detect_among),
            },
        }

    @property
    def facts(self) -> Mapping[str, Any]:
        """See ``Engine.facts``."""
        return self._facts

    @property
    def can_translate(self) -> bool:
        """See ``Engine.can_translate``."""
        return self._can_translate

    def told(self, utterance: Utterance) -> tuple[str, float] | None:
        """The language that needs no detection: the caller's choice, or the only one there is."""
        if utterance.language is not None:
            return utterance.language, 1.0
        return None if self._multilingual else ("en", 1.0)


class OneByOne(CheckpointEngine):
    """An engine that hears one message, and in it one window, after the other."""

    batch_size = 1

    def hear(self, utterances: Sequence[Utterance], on_progress: OnProgress) -> list[Heard]:
        """Hear each utterance, in order."""
        return [
            self._hear(utterance, lambda done, i=i: on_progress(i, done))
            for i, utterance in enumerate(utterances)
        ]

    def _hear(self, utterance: Utterance, on_progress: Any) -> Heard:
        self._begin()
        language, probability = self.told(utterance) or self._detect(utterance)
        code = languages.decoded_as(language, self._codes)
        segments: list[Segment] = []
        for i, window in enumerate(utterance.windows):
            items = self._hear_window(cut(utterance.samples, window), code, utterance.task)
            segments += [
                to_segment(len(segments) + k, item, window) for k, item in enumerate(items)
            ]
            on_progress((i + 1) / len(utterance.windows))
        text = "".join(segment.text for segment in segments).strip()
        return Heard(text, language, probability, tuple(segments), code)

    def _begin(self) -> None:
        """Another message comes."""

    def _detect(self, utterance: Utterance) -> tuple[str, float]:
        """The likeliest of the candidates, and its share of their probability."""
        raise NotImplementedError

    def _hear_window(self, speech: np.ndarray, code: str, task: Task) -> list[dict[str, Any]]:
        """Segments with words under openai-whisper's names, seconds from the window's start."""
        raise NotImplementedError


def likeliest(chances: Mapping[str, float]) -> tuple[str, float]:
    """The likeliest code and its share.

    >>> likeliest({"en": 0.3, "yue": 0.1})
    ('en', 0.75)
    """
    best = max(chances, key=chances.__getitem__)
    return best, round(chances[best] / max(sum(chances.values()), 1e-12), 4)


def cut(samples: np.ndarray, window: AudioSpan) -> np.ndarray:
    """The window's samples."""
    start, end = (round(seconds * SAMPLE_RATE_HZ) for seconds in window)
    return samples[start:end]


def to_segment(number: int, item: Mapping[str, Any], window: AudioSpan) -> Segment:
    """Whisper's segment in the recording's own time."""

    def at(seconds: float) -> float:
        return round(min(max(window.start + float(seconds), window.start), window.end), 3)

    return Segment(
        id=number,
        start=at(item["start"]),
        end=at(item["end"]),
        text=item["text"],
        avg_logprob=round(float(item["avg_logprob"]), 4),
        no_speech_prob=round(float(item["no_speech_prob"]), 4),
        compression_ratio=round(float(item["compression_ratio"]), 4),
        temperature=float(item["temperature"]),
        words=tuple(
            Word(
                word=word["word"],
                start=at(word["start"]),
                end=at(word["end"]),
                probability=round(float(word["probability"]), 4),
            )
            for word in item.get("words", ())
        ),
    )
