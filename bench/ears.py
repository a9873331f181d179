"""The programs that are compared, each behind the same two calls: open it, let it hear.

Every one is used as its own documentation says, greedily, without voice activity, with the language
given: what differs is the program. A batch is what a program has for several messages at once:
``FastEngine.hear`` over all of them, faster-whisper's ``BatchedInferencePipeline`` with one clip a
message. openai-whisper and whisper.cpp have none.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

SAMPLE_RATE_HZ = 16_000
WINDOW_S = 30.0

Kind = Literal["openai", "faster", "cpp", "ours"]


@dataclass(frozen=True)
class Spec:
    """One program over one checkpoint."""

    kind: Kind
    precision: str
    checkpoint: Path
    #: The size whose published alignment heads are used; empty: the checkpoint's own.
    heads_of: str = ""
    #: Where conversions are kept.
    work_dir: Path = Path("var/bench")
    device: str = "cpu"
    threads: int = 1


@dataclass(frozen=True)
class Job:
    """One message (or ``batch`` of them at once), ``times`` over."""

    #: A ``.npy`` of mono float32 at 16 kHz, cut to ``seconds``.
    audio: Path
    seconds: float
    language: str
    words: bool = False
    #: 0: one message in the program's ordinary way.
    batch: int = 0
    #: How much the encoder sees, of ours only.
    context: str = "full"
    times: int = 1


@dataclass(frozen=True)
class Hearing:
    """The texts of a job's messages, and the seconds until the first of its words was there."""

    texts: tuple[str, ...]
    first_s: float


class Ears(Protocol):
    """A loaded program."""

    def hear(self, job: Job, samples: np.ndarray) -> Hearing:
        """Hear ``samples`` (once, or ``job.batch`` copies of them)."""
        ...


def open_ears(spec: Spec) -> Ears:
    """Load the program of ``spec``; raises ImportError where it is not installed."""
    opened: dict[Kind, Any] = {"openai": OpenAi, "faster": Faster, "cpp": Cpp, "ours": Ours}
    ears: Ears = opened[spec.kind](spec)
    return ears


class OpenAi:
    """openai-whisper's ``transcribe()``."""

    def __init__(self, spec: Spec) -> None:
        import torch
        import whisper

        torch.set_num_threads(spec.threads)
        self._fp16 = spec.device != "cpu" and spec.precision == "fp16"
        self._model = whisper.load_model(str(spec.checkpoint), device=spec.device)
        if spec.heads_of:
            self._model.set_alignment_heads(whisper._ALIGNMENT_HEADS[spec.heads_of])

    def hear(self, job: Job, samples: np.ndarray) -> Hearing:
        """One message after the other."""
        begun = time.perf_counter()
        texts, first_s = [], 0.0
        for _ in range(max(1, job.batch)):
            found = self._model.transcribe(
                samples,
                language=job.language,
                fp16=self._fp16,
                temperature=0.0,
                condition_on_previous_text=False,
                word_timestamps=job.words,
                verbose=None,
            )
            first_s = first_s or time.perf_counter() - begun
            texts.append(found["text"].strip())
        return Hearing(tuple(texts), first_s)


class Faster:
    """faster-whisper over files that ``engines/convert.py`` makes of the same checkpoint."""

    def __init__(self, spec: Spec) -> None:
        from faster_whisper import BatchedInferencePipeline, WhisperModel

        from voice_intake.engines import convert
        from voice_intake.model_store import ModelFile
        from voice_intake.settings import Settings

        quantization = {"int8": "int8", "fp16": "float16"}.get(spec.precision, "float32")
        settings = Settings(data_dir=spec.work_dir)
        source = ModelFile(spec.checkpoint, f"bench-{spec.checkpoint.stem}")
        converted = convert.convert(settings, source, quantization)  # type: ignore[arg-type]
        if spec.heads_of:
            name_heads(converted.folder, published_heads(spec.heads_of))
        self._model = WhisperModel(
            str(converted.folder),
            device=spec.device,
            compute_type="int8_float32" if quantization == "int8" else quantization,
            cpu_threads=spec.threads,
            local_files_only=True,
        )
        self._batched = BatchedInferencePipeline(self._model)

    def hear(self, job: Job, samples: np.ndarray) -> Hearing:
        """``WhisperModel.transcribe``, or the batched pipeline over one clip a message."""
        begun, first_s = time.perf_counter(), 0.0
        texts: dict[int, str] = {}
        for segment in self._segments(job, samples):
            first_s = first_s or time.perf_counter() - begun
            message = int(segment.start // job.seconds) if job.batch else 0
            texts[message] = texts.get(message, "") + segment.text
        return Hearing(tuple(texts[i].strip() for i in sorted(texts)), first_s)

    def _segments(self, job: Job, samples: np.ndarray) -> Any:
        options: dict[str, Any] = {
            "language": job.language, "beam_size": 1, "best_of": 1, "temperature": [0.0],
            "word_timestamps": job.words, "vad_filter": False, "without_timestamps": False,
        }  # fmt: skip
        if not job.batch:
            options["condition_on_previous_text"] = False
            return self._model.transcribe(samples, **options)[0]
        clips = [{"start": i * job.seconds, "end": (i + 1) * job.seconds} for i in range(job.batch)]
        together = np.concatenate([samples] * job.batch)
        return self._batched.transcribe(
            together, clip_timestamps=clips, batch_size=job.batch, **options
        )[0]


class Cpp:
    """whisper.cpp through pywhispercpp, over a file that ``ggml.py`` makes."""

    def __init__(self, spec: Spec) -> None:
        from pywhispercpp.model import Model  # type: ignore[import-not-found]

        from bench import ggml

        path = spec.work_dir / f"{spec.checkpoint.stem}-{spec.precision}.ggml"
        ggml.convert(spec.checkpoint, path, spec.precision)
        self._model = Model(
            str(path),
            n_threads=spec.threads,
            redirect_whispercpp_logs_to=None,
            print_progress=False,
            print_realtime=False,
        )

    def hear(self, job: Job, samples: np.ndarray) -> Hearing:
        """One message after the other; its word times are its tokens' (no alignment heads)."""
        begun, first_s = time.perf_counter(), 0.0
        texts = []
        for _ in range(max(1, job.batch)):
            found = self._model.transcribe(
                samples,
                language=job.language,
                no_context=True,
                token_timestamps=job.words,
                temperature_inc=0.0,
                greedy={"best_of": 1},
            )
            first_s = first_s or time.perf_counter() - begun
            texts.append("".join(segment.text for segment in found).strip())
        return Hearing(tuple(texts), first_s)


class Ours:
    """``FastEngine``."""

    def __init__(self, spec: Spec) -> None:
        from voice_intake.engines.fast.engine import FastEngine
        from voice_intake.model_store import ModelFile
        from voice_intake.settings import Settings

        settings = Settings(
            data_dir=spec.work_dir,
            device=spec.device,
            engine="fast",
            engine_threads=spec.threads,
            precision=spec.precision,
            audio_context="full",
            temperatures=(0.0,),
        )
        source = ModelFile(spec.checkpoint, f"bench-{spec.checkpoint.stem}")
        self.engine = FastEngine(settings, source)
        if spec.heads_of:
            self.engine._network.alignment_heads = published_heads(spec.heads_of)

    def hear(self, job: Job, samples: np.ndarray) -> Hearing:
        """All messages in one call; a message's words come when all of the batch are there."""
        from voice_intake.engines.base import Utterance
        from voice_intake.engines.fast.engine import AudioContext
        from voice_intake.transcript import AudioSpan

        # Both are fixed when an engine is opened; opened twice it would be in memory twice.
        self.engine._context = AudioContext.of(job.context, fitted=False)
        self.engine._word_times = job.words
        self.engine.batch_size = max(1, job.batch)
        begun = time.perf_counter()
        windows = tuple(AudioSpan(*span) for span in windows_of(job.seconds))
        utterances = [Utterance(samples, windows, job.language)] * max(1, job.batch)
        heard = self.engine.hear(utterances, lambda _i, _done: None)
        return Hearing(tuple(item.text for item in heard), time.perf_counter() - begun)


def windows_of(seconds: float) -> list[tuple[float, float]]:
    """Windows of at most 30 s over a message.

    >>> windows_of(10.0), windows_of(60.0)
    ([(0.0, 10.0)], [(0.0, 30.0), (30.0, 60.0)])
    """
    firsts = np.arange(0.0, seconds, WINDOW_S)
    return [(float(first), float(min(first + WINDOW_S, seconds))) for first in firsts]


def published_heads(size: str) -> tuple[tuple[int, int], ...]:
    """(layer, head) that openai-whisper names for its checkpoint of this size."""
    import base64
    import gzip

    import whisper

    from bench.weights import SIZES

    _, _, heads, _, layers, _ = SIZES[size]
    packed = gzip.decompress(base64.b85decode(whisper._ALIGNMENT_HEADS[size]))
    chosen = np.frombuffer(packed, dtype=bool).reshape(layers, heads)
    return tuple((int(layer), int(head)) for layer, head in np.argwhere(chosen))


def name_heads(folder: Path, heads: Sequence[tuple[int, int]]) -> None:
    """Write the alignment heads into a conversion, and what vouches for it accordingly."""
    import hashlib
    import json

    config = folder / "config.json"
    facts = json.loads(config.read_text("utf-8"))
    facts["alignment_heads"] = [list(head) for head in heads]
    text = json.dumps(facts, indent=2).encode()
    config.write_bytes(text)
    manifest = folder / "source.json"
    vouched = json.loads(manifest.read_text("utf-8"))
    vouched["files"]["config.json"] = {
        "size": len(text), "sha256": hashlib.sha256(text).hexdigest()
    }  # fmt: skip
    manifest.write_text(json.dumps(vouched, indent=2) + "\n", "utf-8")
