"""The Transcriber protocol, and the whole way from bytes to a Transcription in one process.

decode (sandboxed) -> voice activity -> the engine, only where somebody speaks -> doubt. The worker
uses ``engines.process.EngineProcess``, which keeps this in a child that may die; the command line
uses it directly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from voice_intake import channels, doubt, languages, signals, speech
from voice_intake.audio import SAMPLE_RATE_HZ, Decoder, Waveform
from voice_intake.engines.base import Engine, Heard, Utterance, wants_translation
from voice_intake.errors import (
    EarwitnessError,
    EngineDiedError,
    ModelBrokenError,
    ModelError,
    UnknownLanguageError,
)
from voice_intake.settings import Settings
from voice_intake.transcript import AudioSpan, Transcription

if TYPE_CHECKING:
    import numpy as np

#: Called with an input's index and how much of it is done, 0..1; 0.0 when work on it begins.
OnProgress = Callable[[int, float], None]
#: Called with an input's index and its length in seconds, as soon as it is known.
OnDecoded = Callable[[int, float], None]
#: Called with an input's index and its result, as soon as that is there.
OnResult = Callable[[int, "Transcription | EarwitnessError"], None]


@dataclass(frozen=True, slots=True)
class SpokenInput:
    """One recording's bytes and what the gateway said of them."""

    audio: bytes
    media_type: str | None = None
    file_name: str | None = None
    #: A Whisper code (the caller's key press), or None to detect.
    language: str | None = None
    #: Which channel of a stereo call is the caller's, 0 or 1; None where nobody knows.
    caller_channel: int | None = None


class Transcriber(Protocol):
    """Turns recordings into transcriptions."""

    @property
    def batch_size(self) -> int:
        """Messages that are heard together faster than one by one; a worker claims no more at once,
        so that the first of them does not wait for the last.
        """
        ...

    def transcribe(
        self,
        inputs: Sequence[SpokenInput],
        on_progress: OnProgress | None = None,
        on_result: OnResult | None = None,
    ) -> list[Transcription | EarwitnessError]:
        """One result an input, in order: its transcription, or what was wrong with it.

        ``on_result`` hears of a result before the others are there; not every transcriber calls it,
        and none has to for every input. Raises ModelError where the model cannot be used at all.
        """
        ...

    def close(self) -> None:
        """Give back processes and memory."""
        ...


@dataclass(frozen=True, slots=True)
class _Prepared:
    waveform: Waveform
    voices: tuple[channels.Voice, ...]

    @property
    def speaking(self) -> tuple[channels.Voice, ...]:
        """The channels on which somebody speaks."""
        return tuple(voice for voice in self.voices if voice.spans)


class LocalTranscriber:
    """The whole way in this process (but for the sandboxed decoder).

    ``translator`` is an engine that ``can_translate``, often ``engine`` itself: it makes English of
    messages in languages that are not read as they are.
    """

    def __init__(
        self,
        engine: Engine,
        activity: speech.VoiceActivity,
        decoder: Decoder,
        translator: Engine | None = None,
    ) -> None:
        self._engine = engine
        self._translator = translator
        self._activity = activity
        self._decoder = decoder

    @property
    def batch_size(self) -> int:
        """The engine's."""
        return self._engine.batch_size

    @property
    def facts(self) -> Mapping[str, Any]:
        """The loaded model's (``Engine.facts``), and under ``translation`` the translator's."""
        if self._translator is None:
            return self._engine.facts
        theirs = self._translator.facts
        named = ("name", "sha256", "engine", "engine_version")
        return {**self._engine.facts, "translation": {key: theirs[key] for key in named}}

    def transcribe(
        self,
        inputs: Sequence[SpokenInput],
        on_progress: OnProgress | None = None,
        on_result: OnResult | None = None,
    ) -> list[Transcription | EarwitnessError]:
        """See ``Transcriber.transcribe``."""
        results: dict[int, Transcription | EarwitnessError] = {}
        for i, result in self.iterate(inputs, on_progress):
            results[i] = result
            if on_result is not None:
                on_result(i, result)
        return [results[i] for i in range(len(inputs))]

    def iterate(
        self,
        inputs: Sequence[SpokenInput],
        on_progress: OnProgress | None = None,
        on_decoded: OnDecoded | None = None,
    ) -> Iterator[tuple[int, Transcription | EarwitnessError]]:
        """The same, as they become ready: (index, result). What needs no hearing (no audio, no
        speech) comes before the rest of its batch."""
        progress = on_progress or (lambda _i, _done: None)
        decoded = on_decoded or (lambda _i, _seconds: None)
        size = self._engine.batch_size
        for first in range(0, len(inputs), size):
            batch = dict(enumerate(inputs[first : first + size], first))
            yield from self._batch(batch, progress, decoded)

    def close(self) -> None:
        """End the decoder's child."""
        self._decoder.close()

    def _batch(
        self, batch: dict[int, SpokenInput], progress: OnProgress, decoded: OnDecoded
    ) -> Iterator[tuple[int, Transcription | EarwitnessError]]:
        spoken: dict[int, _Prepared] = {}
        for i, item in batch.items():
            progress(i, 0.0)
            ready = self._prepare(item)
            if isinstance(ready, _Prepared):
                decoded(i, ready.waveform.duration_s)
                if ready.speaking:  # silence never reaches the engine
                    spoken[i] = ready
                    continue
            progress(i, 1.0)
            done = ready if isinstance(ready, EarwitnessError) else self._compose(item, ready, ())
            yield i, done
        for i, words in self._hear(batch, spoken, progress).items():
            progress(i, 1.0)
            if isinstance(words, EarwitnessError):
                yield i, words
            else:
                yield i, self._compose(batch[i], spoken[i], words)

    def _prepare(self, item: SpokenInput) -> _Prepared | EarwitnessError:
        if item.language is not None and not languages.is_known(item.language):
            return UnknownLanguageError(f"Whisper knows no language {item.language!r}.")
        try:
            waveform = self._decoder.decode(
                item.audio, media_type=item.media_type, file_name=item.file_name
            )
        except ModelError:
            raise
        except EarwitnessError as error:
            return error
        return _Prepared(waveform, channels.voices(waveform, self._activity))

    def _hear(
        self,
        batch: dict[int, SpokenInput],
        spoken: dict[int, _Prepared],
        progress: OnProgress,
    ) -> Mapping[int, Sequence[Heard] | EngineDiedError]:
        """What the engine hears in those where somebody speaks, together; a channel an utterance."""
        numbers = [i for i, ready in spoken.items() for _ in ready.speaking]
        utterances = [
            Utterance(
                voice.samples,
                speech.windows(voice.spans, ready.waveform.duration_s),
                batch[i].language,
            )
            for i, ready in spoken.items()
            for voice in ready.speaking
        ]
        if not utterances:
            return {}
        share = _Share(numbers, progress)
        try:
            heard = self._engine.hear(utterances, share)
            heard = self._with_english(utterances, heard)
        except EarwitnessError:
            raise
        except (RuntimeError, ValueError, ArithmeticError, MemoryError) as error:
            # What torch raises over numbers or memory: the words stay out of the log and the row.
            kind = type(error).__name__
            return {i: EngineDiedError(f"The engine failed on this ({kind}).") for i in numbers}
        each: dict[int, list[Heard]] = {i: [] for i in numbers}
        for i, item in zip(numbers, heard, strict=True):
            each[i].append(item)
        return each

    def _with_english(self, utterances: Sequence[Utterance], heard: list[Heard]) -> list[Heard]:
        """Those that want it get their English: a second hearing, of these few only."""
        translator = self._translator
        wanted = [i for i, item in enumerate(heard) if wants_translation(item)]
        if translator is None or not wanted:
            return heard
        known = [
            replace(utterances[i], language=heard[i].language, task="translate") for i in wanted
        ]
        for first in range(0, len(wanted), translator.batch_size):
            part = slice(first, first + translator.batch_size)
            english = translator.hear(known[part], lambda _i, _done: None)
            for i, item in zip(wanted[part], english, strict=True):
                heard[i] = replace(heard[i], translation=item.segments)
        return heard

    def _compose(
        self, item: SpokenInput, ready: _Prepared, heard: Sequence[Heard]
    ) -> Transcription:
        waveform, speaking = ready.waveform, ready.speaking
        quality = _quality(ready)
        sounds = doubt.of_sound([voice.sound for voice in ready.voices], speech=bool(speaking))
        flags = (*doubt.of_recording(waveform, quality["speech_level_dbfs"]), *sounds)
        caller = item.caller_channel if waveform.quality.get("channels_heard") else None
        if not heard:
            return Transcription(
                text="",
                language=item.language or "",
                language_probability=1.0 if item.language else 0.0,
                duration_s=round(waveform.duration_s, 3),
                speech="none",
                flags=("no_speech", *flags),
                quality=quality,
                model=self.facts,
                caller_channel=caller,
            )
        told = channels.merge(
            [
                channels.Part(voice.channel, words, doubt.judge(words, voice.spans))
                for voice, words in zip(speaking, heard, strict=True)
            ],
            caller,
        )
        return Transcription(
            text=told.text,
            language=told.main.language,
            language_probability=told.main.language_probability,
            duration_s=round(waveform.duration_s, 3),
            segments=told.segments,
            translation=told.translation,
            speech="some",
            flags=(*flags, *told.flags),
            quality={**quality, "decoded_as": told.main.decoded_as},
            model=self.facts,
            caller_channel=caller,
        )


class _Share:
    """An engine's progress by utterance as progress by message: the mean over its channels."""

    def __init__(self, numbers: Sequence[int], progress: OnProgress) -> None:
        self._numbers = numbers
        self._progress = progress
        self._done = [0.0] * len(numbers)

    def __call__(self, utterance: int, done: float) -> None:
        self._done[utterance] = done
        i = self._numbers[utterance]
        own = [d for d, n in zip(self._done, self._numbers, strict=True) if n == i]
        self._progress(i, 0.99 * sum(own) / len(own))


def _quality(ready: _Prepared) -> dict[str, Any]:
    """The recording's figures and those of its speech."""
    waveform, speaking = ready.waveform, ready.speaking
    voice = max(speaking or ready.voices, key=lambda voice: speech.total_s(voice.spans))
    level = speech_level_dbfs(voice.samples, voice.spans) if voice.spans else None
    cut = [_cut(voice.samples, span) for span in voice.spans] or [voice.samples]
    return {
        **waveform.quality,
        **signals.band(cut, int(waveform.quality.get("rate_hz", SAMPLE_RATE_HZ))),
        "speech_s": round(sum(speech.total_s(voice.spans) for voice in speaking), 2),
        "speech_level_dbfs": level,
    }


def speech_level_dbfs(samples: np.ndarray, spans: Sequence[AudioSpan]) -> float:
    """Root mean square over the spans of speech, dB below full scale."""
    import numpy as np

    parts = [_cut(samples, span) for span in spans]
    power = float(np.square(np.concatenate(parts)).mean(dtype=np.float64))
    return round(10 * math.log10(max(power, 1e-12)), 1)


def _cut(samples: np.ndarray, span: AudioSpan) -> np.ndarray:
    return samples[round(span.start * SAMPLE_RATE_HZ) : round(span.end * SAMPLE_RATE_HZ)]


def open_transcriber(settings: Settings, *, model: str | None = None) -> LocalTranscriber:
    """Load the model of these settings (or ``model``) into this process.

    Raises ModelMissingError and ModelBrokenError, also over the translation's model.
    """
    from voice_intake import model_store
    from voice_intake.engines.choice import open_engine

    engine = open_engine(settings, model_store.resolve(settings, model))
    translator = _open_translator(settings, engine)
    decoder = Decoder(max_recording_s=settings.max_recording_s)
    return LocalTranscriber(engine, speech.VoiceActivity(), decoder, translator)


def _open_translator(settings: Settings, engine: Engine) -> Engine | None:
    """The engine that makes English: of the translation's model, else the same where it can."""
    from voice_intake import model_store
    from voice_intake.engines.choice import open_engine

    if not settings.translation_model:
        return engine if engine.can_translate else None
    model_file = model_store.resolve(settings, settings.translation_model)
    same = model_file.sha256 == engine.facts["sha256"]
    translator = engine if same else open_engine(settings, model_file)
    if not translator.can_translate:
        raise ModelBrokenError(
            f"The model {model_file.name} was not trained to translate.",
            next_step="Set EARWITNESS_TRANSLATION_MODEL to one that was (tiny, base, small, medium, "
            "large-v2 or large-v3; not turbo, not `.en`), or leave it empty.",
        )
    return translator
