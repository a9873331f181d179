"""faster-whisper (CTranslate2) behind the seam: optional, for who prefers or compares it.

It is given the same windows as every engine and does no voice activity of its own. Weights come
from ``convert``: made once from the ``.pt`` file, which is work on this machine and no download.
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from voice_intake.engines import convert
from voice_intake.engines.base import Task, Utterance
from voice_intake.engines.common import OneByOne, cut, likeliest
from voice_intake.engines.convert import Quantization
from voice_intake.engines.device import chosen
from voice_intake.engines.whisper import APPENDED, PREPENDED, looks, within_context
from voice_intake.errors import ConfigurationError, ModelBrokenError
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings

if TYPE_CHECKING:
    import numpy as np

#: Greedy, and no second try: CTranslate2 samples from a generator that is seeded once a thread, so
#: that a message sampled for would give other words each time it is heard.
_TEMPERATURES = (0.0,)
#: What a quantization is computed in where the processor has nothing better.
_ON_CPU = {
    "int8": "int8_float32",
    "int8_float32": "int8_float32",
    "float16": "float32",
    "float32": "float32",
}
#: Mel frames of one window.
_WINDOW_FRAMES = 3_000


def check_installed() -> None:
    """Raises ConfigurationError where the extra is not installed."""
    if find_spec("ctranslate2") is None or find_spec("faster_whisper") is None:
        raise ConfigurationError(
            "faster-whisper and CTranslate2 are not installed.",
            next_step="Install them with: pip install 'earwitness[ct2]' (or leave EARWITNESS_ENGINE "
            "as it was).",
        )


class Ct2Engine(OneByOne):
    """faster-whisper over a converted checkpoint, greedy."""

    def __init__(
        self,
        settings: Settings,
        model_file: ModelFile,
        *,
        quantization: Quantization | None = None,
    ) -> None:
        """Load the conversion of ``model_file``, which is made first where there is none.

        Without ``quantization`` the settings' precision decides: by itself float16 on a GPU, else
        int8. Raises ConfigurationError where the
        extra is missing, ModelBrokenError and ModelMissingError as ``convert`` does.
        """
        check_installed()
        import ctranslate2

        device = chosen(settings.device, ctranslate2.get_cuda_device_count())
        self._device, _, number = device.partition(":")
        wanted = quantization or _quantization(settings, self._device)
        self._converted = convert.convert(settings, model_file, wanted)
        compute = _ON_CPU[wanted] if self._device == "cpu" else wanted
        self._model = _load(
            self._converted, model_file, settings.engine_threads,
            device=self._device, device_index=int(number or 0), compute_type=compute,
        )  # fmt: skip
        self._model.max_length = self._converted.dims["n_text_ctx"]
        self.know(
            model_file,
            self._converted.dims,
            engine="faster-whisper",
            version=f"{version('faster-whisper')}, CTranslate2 {version('ctranslate2')}",
            detect_among=settings.detect_languages,
            parameters={
                "temperatures": list(_TEMPERATURES),
                "quantization": wanted,
                "device": self._device,
            },
        )

    def _hear_window(self, speech: np.ndarray, code: str, task: Task) -> list[dict[str, Any]]:
        """faster-whisper's segments under openai-whisper's names, words where they are as spoken."""
        found, _ = self._model.transcribe(
            speech,
            language=code,
            task=task,
            beam_size=1,
            best_of=1,
            temperature=list(_TEMPERATURES),
            condition_on_previous_text=False,  # one phantom must not breed more
            vad_filter=False,
            word_timestamps=False,  # in one look a window, below: see engines/whisper.py
        )
        items = [
            {
                "seek": item.seek, "start": item.start, "end": item.end, "text": item.text,
                "tokens": item.tokens, "temperature": item.temperature,
                "avg_logprob": item.avg_logprob, "no_speech_prob": item.no_speech_prob,
                "compression_ratio": item.compression_ratio,
            }
            for item in found
        ]  # fmt: skip
        if task == "transcribe":
            self._time_words(speech, items, code)
        return items

    def _time_words(self, speech: np.ndarray, items: list[dict[str, Any]], code: str) -> None:
        """Give each segment its words by faster-whisper's alignment, one look a window of 30 s."""
        if not items:
            return
        features = self._model.features(speech)
        tokenizer = self._model.tokenizer(code)
        for seek, part in looks(items, len(speech)):
            seen = features[:, seek : seek + _WINDOW_FRAMES]
            encoded = self._model.encode(_padded(seen))
            for group in within_context(part, self._model.max_length):
                self._model.add_word_timestamps(
                    [group], tokenizer, encoded, seen.shape[1], PREPENDED, APPENDED,
                    last_speech_timestamp=group[0]["start"],
                )  # fmt: skip

    def _detect(self, utterance: Utterance) -> tuple[str, float]:
        """The likeliest of the candidates over the first half minute of speech."""
        import numpy as np

        speech = np.concatenate([cut(utterance.samples, w) for w in utterance.windows])
        part = self._model.features(speech)[:, :_WINDOW_FRAMES]
        told = self._model.model.detect_language(self._model.encode(_padded(part)))[0]
        probabilities = {token[2:-2]: probability for token, probability in told}
        return likeliest({code: probabilities[code] for code in self._detect_among})


def _load(converted: convert.Converted, source: ModelFile, threads: int, **options: Any) -> Any:
    try:
        return _model_class()(
            str(converted.folder), cpu_threads=threads, local_files_only=True, **options
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelBrokenError(
            f"{converted.folder} cannot be loaded by CTranslate2 ({type(error).__name__}).",
            next_step=f"Remove the folder, then `earwitness models convert {source.name}`.",
        ) from error


def _quantization(settings: Settings, device: str) -> Quantization:
    # CTranslate2 computes 16-bit numbers on GPUs only; bf16 and fp16 weigh the same there.
    by_precision: dict[str, Quantization] = {
        "fp32": "float32", "bf16": "float16", "fp16": "float16", "int8": "int8",
    }  # fmt: skip
    by_itself: Quantization = "float16" if device == "cuda" else "int8"
    return by_precision.get(settings.precision, by_itself)


def _padded(features: np.ndarray) -> np.ndarray:
    """(mel bands, frames) -> (mel bands, 3000), as faster-whisper pads what it decodes."""
    import numpy as np

    return np.pad(features, ((0, 0), (0, _WINDOW_FRAMES - features.shape[1])))


def _model_class() -> Any:
    """``WhisperModel`` that keeps what it encoded last.

    Detection, decoding and alignment look at the same window: it is encoded once.
    """
    import numpy as np
    from faster_whisper import WhisperModel
    from faster_whisper.tokenizer import Tokenizer

    class Model(WhisperModel):  # type: ignore[misc]
        _kept: tuple[Any, Any] | None = None

        def features(self, speech: np.ndarray) -> np.ndarray:
            """(mel bands, frames) of the samples, without the frame of padding."""
            whole: np.ndarray = self.feature_extractor(speech)[:, :-1]
            return whole

        def tokenizer(self, code: str) -> Any:
            return Tokenizer(
                self.hf_tokenizer, self.model.is_multilingual, task="transcribe", language=code
            )

        def encode(self, features: np.ndarray) -> Any:
            if self._kept is None or not np.array_equal(self._kept[0], features):
                self._kept = (features, super().encode(features))
            return self._kept[1]

    return Model
