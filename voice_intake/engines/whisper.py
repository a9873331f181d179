"""openai-whisper as it is: ``whisper.load_model`` by path and ``whisper.transcribe``'s own decoding."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from voice_intake.audio import SAMPLE_RATE_HZ
from voice_intake.engines import unusable
from voice_intake.engines.alignment import dtw_path
from voice_intake.engines.base import Task, Utterance
from voice_intake.engines.common import OneByOne, cut, likeliest
from voice_intake.engines.device import torchs
from voice_intake.model_store import ModelFile
from voice_intake.speech import WINDOW_S

if TYPE_CHECKING:
    import numpy as np

#: Punctuation that belongs to the next or the last word; openai-whisper's own defaults.
PREPENDED = "\"'“¿([{-"
APPENDED = "\"'.。,，!！?？:：”)]}、"


class WhisperEngine(OneByOne):
    """openai-whisper's reference implementation."""

    def __init__(
        self,
        model_file: ModelFile,
        *,
        device: str = "auto",
        threads: int = 0,
        detect_among: Sequence[str] = (),
        temperatures: Sequence[float] = (0.0, 0.4),
        exact: bool = False,
    ) -> None:
        """Load the checkpoint; ``temperatures`` are tried in turn.

        A GPU computes in 16 bits, as openai-whisper's command line does, unless ``exact``. Raises
        ModelBrokenError where it is no checkpoint, ConfigurationError over a device that is not there.
        """
        import torch
        import whisper
        from whisper import timing

        if threads:
            torch.set_num_threads(threads)
        self._model = load_checkpoint(model_file, torchs(device))
        self._temperatures = tuple(temperatures)
        self._fp16 = self._model.device.type == "cuda" and not exact
        self.know(
            model_file,
            asdict(self._model.dims),
            engine="openai-whisper",
            version=whisper.__version__,
            detect_among=detect_among,
            parameters={"temperatures": list(self._temperatures), "fp16": self._fp16},
        )
        timing.dtw_cpu = dtw_path  # the same path, without seconds of compiling at each start

    def _begin(self) -> None:
        import torch

        torch.manual_seed(0)  # temperatures sample: the same message gives the same words

    def _hear_window(self, speech: np.ndarray, code: str, task: Task) -> list[dict[str, Any]]:
        """openai-whisper's own segments, with words where they are as spoken."""
        import whisper

        with _quietly():
            result = whisper.transcribe(
                self._model,
                speech,
                language=code,
                task=task,
                temperature=self._temperatures,
                condition_on_previous_text=False,  # one phantom must not breed more
                fp16=self._fp16,
                verbose=None,
            )
            spoken = [item for item in result["segments"] if item["text"].strip()]
            if task == "transcribe":
                self._time_words(speech, spoken, code)
        return spoken

    def _time_words(self, speech: np.ndarray, segments: list[dict[str, Any]], code: str) -> None:
        """Give each segment its words, by Whisper's own alignment, one look at 30 s.

        ``transcribe(word_timestamps=True)`` aligns while it decodes and seeks to the last word's
        end: a model in doubt then creeps through a window in dozens of steps (measured: 91 s of
        CPU for 12 s of speech, against 2 s).
        """
        import whisper
        from whisper import timing
        from whisper.tokenizer import get_tokenizer

        tokenizer = get_tokenizer(
            self._model.is_multilingual, num_languages=self._model.num_languages, language=code
        )
        for seek, part in looks(segments, len(speech)):
            rest = speech[seek * whisper.audio.HOP_LENGTH :]
            mel = whisper.log_mel_spectrogram(
                whisper.pad_or_trim(rest), self._model.dims.n_mels, device=self._model.device
            )
            for group in within_context(part, self._model.dims.n_text_ctx):
                timing.add_word_timestamps(
                    segments=group,
                    model=self._model,
                    tokenizer=tokenizer,
                    mel=mel.half() if self._fp16 else mel,
                    num_frames=min(len(rest) // whisper.audio.HOP_LENGTH, mel.shape[-1]),
                    prepend_punctuations=PREPENDED,
                    append_punctuations=APPENDED,
                    last_speech_timestamp=group[0]["start"],
                )

    def _detect(self, utterance: Utterance) -> tuple[str, float]:
        """The likeliest of the candidates over the first half minute of speech."""
        import numpy as np
        import whisper

        speech = np.concatenate([cut(utterance.samples, w) for w in utterance.windows])
        with _quietly():
            mel = whisper.log_mel_spectrogram(
                whisper.pad_or_trim(speech), self._model.dims.n_mels, device=self._model.device
            )
            if self._fp16:
                mel = mel.half()
            _, probabilities = whisper.detect_language(self._model, mel)
        return likeliest({code: probabilities[code] for code in self._detect_among})


def load_checkpoint(model_file: ModelFile, device: str = "cpu") -> Any:
    """The checkpoint as openai-whisper's ``Whisper``, checked. Raises ModelBrokenError.

    Weights are float32, whatever the file holds; a published model carries its alignment heads.
    """
    import torch
    import whisper

    public = unusable.check_published(model_file)
    try:
        with _quietly():
            model = whisper.load_model(str(model_file.path), device=device)
    except FileNotFoundError:
        raise
    except Exception as error:
        raise unusable.unreadable(model_file, error) from error
    unusable.check_kind(model_file, model.dims)
    if not all(bool(torch.isfinite(parameter).all()) for parameter in model.parameters()):
        raise unusable.not_numbers(model_file)
    if public is not None:
        model.set_alignment_heads(whisper._ALIGNMENT_HEADS[public.name])
    return model.eval()


def looks(
    segments: Sequence[dict[str, Any]], samples: int
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """(first frame, segments): what is aligned in one look. Frames are hundredths of a second.

    A window that fits into Whisper's 30 s is looked at once from its start; in a longer one (half a
    minute without a pause) the segments stay where the decoder found them.
    """
    if samples <= WINDOW_S * SAMPLE_RATE_HZ:
        for item in segments:
            item["seek"] = 0
    for seek, part in groupby(segments, key=lambda item: int(item["seek"])):
        yield seek, list(part)


def within_context(
    segments: Sequence[dict[str, Any]], n_text_ctx: int
) -> Iterator[list[dict[str, Any]]]:
    """Neighbouring segments that fit into the decoder together (a looping model says too much)."""
    room, group = n_text_ctx - 16, list[dict[str, Any]]()
    used = 0
    for item in segments:
        if group and used + len(item["tokens"]) > room:
            yield group
            group, used = [], 0
        group.append(item)
        used += len(item["tokens"])
    if group:
        yield group


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the libraries' own warnings: nothing that an operator could mend."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
