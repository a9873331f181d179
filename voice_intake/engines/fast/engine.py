"""FastEngine: utterances in, what was heard out, several messages at a time.

Every window of every message is encoded by itself (so that a message's words never depend on its
neighbours), all are decoded together, those that Whisper would doubt again at the next temperature,
and what a window leaves unfinished goes into the next round.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from voice_intake import languages
from voice_intake.engines.base import Heard, OnProgress, Task, Utterance
from voice_intake.engines.common import CheckpointEngine, cut, likeliest, to_segment
from voice_intake.engines.device import torchs
from voice_intake.engines.fast import segments, words
from voice_intake.engines.fast.checkpoint import Checkpoint, read
from voice_intake.engines.fast.decoding import Decoded, Decoder
from voice_intake.engines.fast.linear import Precision, can_bf16, can_int8
from voice_intake.engines.fast.network import Network
from voice_intake.errors import ConfigurationError
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings
from voice_intake.transcript import AudioSpan

if TYPE_CHECKING:
    from whisper.tokenizer import Tokenizer

#: Mel frames of 10 ms: Whisper's window, and the least that is worth a context of its own.
WINDOW_FRAMES, LEAST_FRAMES = 3000, 100
FRAMES_A_SECOND = 100
#: Zeros behind a window, so that its last frames are not mirrored.
_TAIL_SAMPLES = 400
#: Windows decoded together: on a CPU the gain per message is spent by then.
_BATCH = {"cpu": 8, "cuda": 32}
#: A model in doubt may creep. After so many rounds on half a minute of a window, what is decoded then
#: counts as all that half minute holds.
_MOST_ROUNDS = 30
#: A rest behind the last word that is shorter than the margin around speech holds no further one.
_LEAST_REST_FRAMES = 50
#: How much of a window's work is done when it is encoded, about.
_ENCODED_SHARE = 0.4


@dataclass
class _Window:
    """A window in work. ``seek``: mel frames that are heard already."""

    owner: int
    span: AudioSpan
    mel: Tensor
    task: Task
    seek: int = 0
    rounds: int = 0
    items: list[dict[str, Any]] = field(default_factory=list)
    encoded: Tensor | None = None

    @property
    def frames(self) -> int:
        return int(self.mel.shape[-1])

    @property
    def left(self) -> int:
        """Mel frames of the next decoding."""
        return min(WINDOW_FRAMES, self.frames - self.seek)

    @property
    def is_done(self) -> bool:
        return self.seek >= self.frames

    @property
    def is_creeping(self) -> bool:
        return self.rounds >= _MOST_ROUNDS * (1 + self.seek // WINDOW_FRAMES)


class FastEngine(CheckpointEngine):
    """Whisper on the project's own arithmetic: see the package's docstring."""

    def __init__(
        self, settings: Settings, model_file: ModelFile, *, word_times: bool = True
    ) -> None:
        """Load the checkpoint. Raises ModelBrokenError; ConfigurationError over a precision that
        this machine cannot do.
        """
        if settings.engine_threads:
            torch.set_num_threads(settings.engine_threads)
        checkpoint = read(model_file)
        device = torchs(settings.device)
        precision = chosen_precision(settings.precision, device.partition(":")[0])
        self._network = Network(checkpoint, precision=precision, device=device)
        self._dims = checkpoint.dims
        self._tokenizer_for = _tokenizers(checkpoint)
        self._decoder = Decoder(self._network, self._tokenizer_for)
        self._context = AudioContext.of(settings.audio_context, fitted=model_file.synthetic_only)
        self._temperatures = settings.temperatures
        self._beam = settings.beam_size if settings.beam_size > 1 else None
        self._word_times = word_times
        self.batch_size = settings.batch_size or _BATCH[self._network.device.type]
        self.know(
            model_file,
            asdict(self._dims),
            engine="earwitness",
            version=version("earwitness"),
            detect_among=settings.detect_languages,
            parameters={
                "precision": precision,
                "audio_context": str(self._context),
                "temperatures": list(self._temperatures),
                "beam_size": settings.beam_size,
                "device": self._network.device.type,
            },
        )

    def hear(self, utterances: Sequence[Utterance], on_progress: OnProgress) -> list[Heard]:
        """Hear all utterances together."""
        with torch.inference_mode():
            windows = [
                _Window(i, span, self._mel(cut(utterance.samples, span)), utterance.task)
                for i, utterance in enumerate(utterances)
                for span in utterance.windows
            ]
            progress = _Progress(windows, on_progress)
            self._encode(windows, progress)
            spoken = [self._language(i, u, windows) for i, u in enumerate(utterances)]
            codes = [languages.decoded_as(language, self._codes) for language, _ in spoken]
            running = [window for window in windows if not window.is_done]
            while running:
                self._encode(running, progress)
                for batch in self._batches(running):
                    self._round(batch, codes)
                    progress.tell(batch)
                running = [window for window in running if not window.is_done]
        return [
            _heard(spoken[i], codes[i], [w for w in windows if w.owner == i])
            for i in range(len(utterances))
        ]

    def _mel(self, speech: np.ndarray) -> Tensor:
        """A window's log-mel frames, (bands, frames), as ``whisper.transcribe`` makes them."""
        import whisper

        samples = torch.from_numpy(np.ascontiguousarray(speech))
        mel = whisper.log_mel_spectrogram(samples, self._dims.n_mels, padding=_TAIL_SAMPLES)
        return mel[:, : max(1, len(speech) // whisper.audio.HOP_LENGTH)]

    def _encode(self, windows: Sequence[_Window], progress: _Progress) -> None:
        """Encode what each window has left, where that is not done yet."""
        for window in windows:
            if window.encoded is None:
                part = window.mel[:, window.seek : window.seek + window.left]
                padded = torch.zeros(part.shape[0], self._context.frames(part.shape[1]))
                padded[:, : part.shape[1]] = part
                window.encoded = self._network.encode(padded[None])[0]
                progress.tell([window])

    def _batches(self, windows: Sequence[_Window]) -> list[list[_Window]]:
        """Windows of one task and of like length together."""
        batches: list[list[_Window]] = []
        for window in sorted(windows, key=lambda w: (w.task, w.left)):
            full = not batches or len(batches[-1]) >= self.batch_size
            if full or batches[-1][0].task != window.task:
                batches.append([])
            batches[-1].append(window)
        return batches

    def _round(self, batch: Sequence[_Window], codes: Sequence[str]) -> None:
        """Decode each window from where it stands, and move it on."""
        languages_ = [codes[window.owner] for window in batch]
        looking = self._word_times and batch[0].task == "transcribe"

        def decode(places: Sequence[int], temperature: float) -> list[Decoded]:
            return self._decode(
                [batch[i] for i in places], [languages_[i] for i in places], temperature, looking
            )

        found = segments.with_fallback(len(batch), self._temperatures, decode)
        for window, decoded, language in zip(batch, found, languages_, strict=True):
            self._take(window, decoded, self._tokenizer_for(language, window.task))

    def _decode(
        self, windows: Sequence[_Window], codes: Sequence[str], temperature: float, looking: bool
    ) -> list[Decoded]:
        from whisper.decoding import DecodingOptions

        encoded = [window.encoded for window in windows if window.encoded is not None]
        options = DecodingOptions(
            task=windows[0].task,
            temperature=temperature,
            beam_size=self._beam if temperature == 0 else None,
            fp16=False,
        )
        one_each = options.beam_size is None
        found = self._decoder.decode(encoded, codes, options, looking=looking and one_each)
        if one_each or not looking:
            return found
        return [
            self._decoder.look_again(*window, options, decoded)
            for window, decoded in zip(zip(encoded, codes, strict=True), found, strict=True)
        ]

    def _take(self, window: _Window, decoded: Decoded, tokenizer: Tokenizer) -> None:
        """Keep the finished segments of a decoding and go on behind them."""
        offset_s, frames = window.seek / FRAMES_A_SECOND, window.left
        window.rounds += 1
        window.encoded = None
        if segments.is_silent(decoded):
            window.seek += frames
            return
        parts, used = segments.split(decoded, frames, tokenizer.timestamp_begin)
        items = segments.to_items(decoded, parts, offset_s, tokenizer)
        words.time_words(decoded, items, offset_s, frames, tokenizer)
        window.items += items
        if window.is_creeping or not 0 < used < frames:
            used = frames
        if not window.is_creeping and not segments.is_closed(decoded, tokenizer.timestamp_begin):
            used = _to_last_word(items, window.seek, frames) or used
        window.seek += used

    def _language(
        self, i: int, utterance: Utterance, windows: Sequence[_Window]
    ) -> tuple[str, float]:
        """As asked for, else the likeliest of the candidates over the first half minute of speech.

        What was encoded for the decoding serves; several windows count by their length.
        """
        if (told := self.told(utterance)) is not None:
            return told
        own, frames = list[_Window](), 0
        for window in (w for w in windows if w.owner == i):
            if frames < WINDOW_FRAMES:
                own.append(window)
                frames += window.left
        encoded = [window.encoded for window in own if window.encoded is not None]
        found = self._decoder.detect(encoded, self._detect_among)
        return likeliest(
            {
                code: math.prod(
                    max(chances[code], 1e-12) ** (w.left / frames)
                    for w, chances in zip(own, found, strict=True)
                )
                for code in self._detect_among
            }
        )


@dataclass(frozen=True)
class AudioContext:
    """How much of Whisper's 30 s a window's encoder sees.

    ``least_frames``: a window is padded with silence to at least so many mel frames.
    """

    name: str
    least_frames: int

    @classmethod
    def of(cls, setting: str, *, fitted: bool) -> AudioContext:
        """By the setting; ``auto`` is exact for a checkpoint that was trained ``fitted``, else full."""
        name = ("exact" if fitted else "full") if setting == "auto" else setting
        if name == "full":
            return cls(name, WINDOW_FRAMES)
        if name == "exact":
            return cls(name, LEAST_FRAMES)
        return cls(name, min(WINDOW_FRAMES, round(float(name) * FRAMES_A_SECOND)))

    def frames(self, frames: int) -> int:
        """Mel frames, an even number, that ``frames`` of sound are padded to."""
        longest = max(frames, self.least_frames, LEAST_FRAMES)
        return min(WINDOW_FRAMES, longest + longest % 2)

    def __str__(self) -> str:
        return self.name


class _Progress:
    """Tells how much of each message is heard; windows count by their length."""

    def __init__(self, windows: Sequence[_Window], on_progress: OnProgress) -> None:
        self._on_progress = on_progress
        self._own: dict[int, list[_Window]] = {}
        for window in windows:
            self._own.setdefault(window.owner, []).append(window)

    def tell(self, changed: Sequence[_Window]) -> None:
        for owner in {window.owner for window in changed}:
            own = self._own[owner]
            whole = sum(window.frames for window in own)
            self._on_progress(owner, sum(_frames_done(window) for window in own) / max(1, whole))


def _frames_done(window: _Window) -> float:
    if window.is_done:
        return window.frames
    return window.seek + (_ENCODED_SHARE * window.left if window.encoded is not None else 0.0)


def _to_last_word(items: Sequence[dict[str, Any]], seek: int, frames: int) -> int:
    """Mel frames from ``seek`` to the last word's end; 0 where no word tells.

    Where ``transcribe(word_timestamps=True)`` goes on too: a word's place in the sound is better
    known than the timestamp tokens that the decoder wrote.
    """
    last_s = next((item["words"][-1]["end"] for item in reversed(items) if item["words"]), 0.0)
    used = min(round(last_s * FRAMES_A_SECOND) - seek, frames)
    return frames if used > frames - _LEAST_REST_FRAMES else max(0, used)


def _heard(spoken: tuple[str, float], code: str, windows: Sequence[_Window]) -> Heard:
    pairs = [(window, item) for window in windows for item in window.items]
    found = tuple(to_segment(i, item, window.span) for i, (window, item) in enumerate(pairs))
    return Heard("".join(s.text for s in found).strip(), *spoken, found, code)


def chosen_precision(setting: str, device: str) -> Precision:
    """What the device is quickest at where ``auto``. Raises ConfigurationError where it cannot."""
    if setting == "auto":
        if device != "cpu":
            return "fp16"
        return "int8" if can_int8() else "bf16" if can_bf16() else "fp32"
    possible = {"cpu": ("fp32", "bf16", "int8")}.get(device, ("fp32", "bf16", "fp16"))
    if setting not in possible or (setting == "int8" and not can_int8()):
        raise ConfigurationError(
            f"This machine's {device} cannot compute in {setting}.",
            next_step=f"Set EARWITNESS_PRECISION to auto, or to one of {', '.join(possible)}.",
        )
    return setting  # type: ignore[return-value]


def _tokenizers(checkpoint: Checkpoint) -> Any:
    """(language, task) -> openai-whisper's tokenizer, made once each."""

    # Not the checkpoint itself, whose weights would stay in memory beside the network's.
    multilingual, number = checkpoint.is_multilingual, checkpoint.num_languages

    @cache
    def tokenizer_for(language: str, task: str) -> Tokenizer:
        from whisper.tokenizer import get_tokenizer

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return get_tokenizer(multilingual, num_languages=number, language=language, task=task)

    return tokenizer_for
