"""A recording's bytes -> a waveform: mono float32 at 16 kHz, in memory only.

``Decoder`` hands the bytes to a sandboxed child process (``decoding``), which a hostile file may
crash without harm; here the sound is resampled with torchaudio. A recording is always opened from
memory, never from a path: a text file that names another file must not be followed.
"""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
import warnings
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import PurePath
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from voice_intake.engines import lifeline
from voice_intake.errors import EngineDiedError, UndecodableError

if TYPE_CHECKING:
    import numpy as np

#: What Whisper and the voice activity model hear.
SAMPLE_RATE_HZ = 16_000
#: Telephone band: the rate of raw mu-law and A-law where nobody says another.
TELEPHONE_RATE_HZ = 8_000
#: Shorter than this nobody can have said anything: flagged ``too_short``, not an error.
MIN_RECORDING_S = 0.2
#: The child has 20 s of processor time; this is for a machine that gives it little.
WALL_DEADLINE_S = 120.0
#: A fresh child after so many recordings, so that no leak grows.
RECYCLE_AFTER = 500

#: Containers known by their first bytes: these are never taken for raw samples.
_MAGIC = (b"RIFF", b"RIFX", b".snd", b"OggS", b"fLaC", b"ID3", b"#!AMR", b"FORM", b"caff")
_EBML = b"\x1a\x45\xdf\xa3"
_MULAW_TYPES = {"audio/basic", "audio/pcmu", "audio/x-mulaw", "audio/mulaw", "audio/g711-mulaw"}
_ALAW_TYPES = {"audio/pcma", "audio/x-alaw", "audio/alaw", "audio/x-alaw-basic", "audio/g711-alaw"}
_RAW_TYPES = {
    **dict.fromkeys(_MULAW_TYPES, "mulaw"),
    **dict.fromkeys(_ALAW_TYPES, "alaw"),
    "audio/g722": "g722",
}
_RAW_SUFFIXES = {
    ".ul": "mulaw", ".ulaw": "mulaw", ".pcmu": "mulaw", ".mulaw": "mulaw",
    ".al": "alaw", ".alaw": "alaw", ".pcma": "alaw", ".g722": "g722",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waveform:
    """Float32 samples at ``SAMPLE_RATE_HZ`` and what is known of the recording."""

    #: (samples,) float32 in -1..1: the one channel that is heard, or the first of two.
    samples: np.ndarray
    #: Whether sound was lost: cut, or packets that could not be decoded.
    truncated: bool = False
    #: codec, container, rate_hz, channels, duration_s, level_dbfs, peak_dbfs, clipped_share ...
    quality: dict[str, Any] = field(default_factory=dict)
    #: The second channel of a call that was recorded with one speaker a channel, as long as the
    #: first; None where one channel is all there is to hear.
    second: np.ndarray | None = None

    @property
    def voices(self) -> tuple[tuple[int | None, np.ndarray], ...]:
        """(channel, samples) of each channel to hear; the channel is None in a mono recording."""
        numbers = self.quality.get("channels_heard") or [None]
        each = [self.samples] if self.second is None else [self.samples, self.second]
        return tuple(zip(numbers, each, strict=True))

    @property
    def duration_s(self) -> float:
        """Length, seconds."""
        return len(self.samples) / SAMPLE_RATE_HZ


@dataclass(frozen=True, slots=True)
class RawFormat:
    """Headerless samples: FFmpeg's name of the format, and the rate that nothing else tells."""

    format: str
    rate_hz: int


def raw_format(data: bytes, media_type: str | None, file_name: str | None) -> RawFormat | None:
    """The raw format that type or name announce, unless the bytes are a container after all.

    >>> raw_format(b"...", "audio/x-alaw; rate=16000", None)
    RawFormat(format='alaw', rate_hz=16000)
    >>> raw_format(b"RIFF....", None, "message.ul") is None
    True
    """
    if data.startswith((*_MAGIC, _EBML)) or data[4:8] == b"ftyp":
        return None
    kind, _, parameters = (media_type or "").lower().partition(";")
    name = _RAW_TYPES.get(kind.strip())
    if name is None and file_name:
        name = _RAW_SUFFIXES.get(PurePath(file_name).suffix.lower())
    if name is None:
        return None
    if name == "g722":
        return RawFormat(name, SAMPLE_RATE_HZ)
    return RawFormat(name, _rate_parameter(parameters))


def _rate_parameter(parameters: str) -> int:
    for part in parameters.split(";"):
        key, _, value = part.strip().partition("=")
        if key.strip() == "rate" and value.strip().isdecimal():
            return int(value)
    return TELEPHONE_RATE_HZ


class Decoder:
    """Decodes recordings in a child process that is kept between them. Safe between threads.

    >>> with Decoder(max_recording_s=900) as decoder:            # doctest: +SKIP
    ...     decoder.decode(Path("message.wav").read_bytes()).duration_s
    """

    def __init__(self, *, max_recording_s: float) -> None:
        self._max_s = max_recording_s
        self._lock = threading.Lock()
        self._child: tuple[subprocess.Popen[bytes], Connection] | None = None
        self._served = 0

    def decode(
        self, data: bytes, *, media_type: str | None = None, file_name: str | None = None
    ) -> Waveform:
        """Decode one recording.

        Raises UndecodableError (not a recording, too long, kills its decoder) and EngineDiedError
        where the child was killed from outside or the machine had no time for it.
        """
        if not data:
            raise UndecodableError("The recording holds no bytes.")
        raw = raw_format(data, media_type, file_name)
        with self._lock:
            facts, channels = self._ask(data, raw)
        truncated, rate = bool(facts.pop("truncated")), int(facts["rate_hz"])
        first, *others = (resample(samples, rate) for samples in channels)
        return Waveform(first, truncated, facts, others[0] if others else None)

    def close(self) -> None:
        """End the child. A later ``decode`` starts another."""
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, data: bytes, raw: RawFormat | None) -> tuple[dict[str, Any], list[np.ndarray]]:
        """Facts, and the samples of each channel to hear at the recording's own rate."""
        process, pipe = self._running_child()
        request = {
            "max_s": self._max_s,
            "raw": {"format": raw.format, "rate_hz": raw.rate_hz} if raw else None,
        }
        deadline = time.monotonic() + WALL_DEADLINE_S
        try:
            pipe.send_bytes(json.dumps(request).encode())
            pipe.send_bytes(data)
            facts = json.loads(_receive(pipe, deadline))
            if "error" in facts:
                if facts.get("exhausted"):  # a fresh heap for the next
                    self._end()
                raise UndecodableError(str(facts["error"]), next_step=_NEXT_STEP)
            count, voices = int(facts.pop("samples")), int(facts.pop("voices"))
            channels = [_receive_samples(pipe, deadline, count) for _ in range(voices)]
        except (EOFError, OSError, TimeoutError) as error:
            status = self._end_status(process, timed_out=isinstance(error, TimeoutError))
            raise _death(status) from error
        return facts, channels

    def _running_child(self) -> tuple[subprocess.Popen[bytes], Connection]:
        if self._child is not None and (
            self._served >= RECYCLE_AFTER or self._child[0].poll() is not None
        ):
            self._end()
        if self._child is None:
            single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
            self._child = lifeline.start("voice_intake.decoding", environment=single)
            self._served = 0
        self._served += 1
        return self._child

    def _end_status(self, process: subprocess.Popen[bytes], *, timed_out: bool) -> int | None:
        """The dead child's return code; None where it lived on and we killed it."""
        if not timed_out:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                timed_out = True
        self._end()
        return None if timed_out else process.returncode

    def _end(self) -> None:
        if self._child is not None:
            lifeline.end(*self._child)
            self._child = None


def resample(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Samples at ``rate_hz`` -> at ``SAMPLE_RATE_HZ``, by torchaudio's windowed sinc."""
    if rate_hz == SAMPLE_RATE_HZ or not len(samples):
        return samples
    import torch

    functional = _torchaudio().functional
    with torch.inference_mode():
        at_16k = functional.resample(torch.from_numpy(samples), rate_hz, SAMPLE_RATE_HZ)
        # A clipped wave overshoots between its samples; who hears expects -1..1.
        resampled: np.ndarray = at_16k.clamp_(-1.0, 1.0).numpy()
    return resampled


_NEXT_STEP = "It is kept as it came: download it and listen to it, or ask the gateway for it again."


def _death(status: int | None) -> UndecodableError | EngineDiedError:
    """Whose fault the child's death was: the recording's, or the machine's."""
    if status is None:
        return EngineDiedError("The recording was not decoded in time; the machine is overloaded.")
    if status == -signal.SIGXCPU:
        return UndecodableError("Decoding took too long.", next_step=_NEXT_STEP)
    if status == -signal.SIGKILL:
        return EngineDiedError("The decoder was killed from outside (out of memory?).")
    return UndecodableError("The recording crashed its decoder.", next_step=_NEXT_STEP)


def _receive(pipe: Connection, deadline: float, limit: int = 1 << 20) -> bytes:
    if not pipe.poll(max(deadline - time.monotonic(), 0.0)):
        raise TimeoutError
    return pipe.recv_bytes(limit)


def _receive_samples(pipe: Connection, deadline: float, expected: int) -> np.ndarray:
    import numpy as np

    blocks = [np.zeros(0, np.float32)]
    while expected > 0:
        blocks.append(np.frombuffer(_receive(pipe, deadline, 64 << 20), np.float32))
        expected -= blocks[-1].size
    return np.concatenate(blocks)


def _torchaudio() -> Any:
    """torchaudio, also where its wheel is linked against a CUDA that is not there.

    Its compiled extension serves forced alignment only; where it cannot be loaded a stand-in that
    refuses alignment lets the pure-PyTorch functions in.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import torchaudio
        except (OSError, ImportError):
            return _torchaudio_without_extension()
    return torchaudio


def _torchaudio_without_extension() -> Any:
    import importlib
    import sys
    from types import ModuleType

    def fail_if_no_align(function: Any) -> Any:
        def refuse(*_: Any, **__: Any) -> Any:
            raise RuntimeError("torchaudio was loaded without its compiled extension")

        return refuse

    for name in [n for n in sys.modules if n == "torchaudio" or n.startswith("torchaudio.")]:
        del sys.modules[name]
    extension: Any = ModuleType("torchaudio._extension")
    extension._IS_TORCHAUDIO_EXT_AVAILABLE = False
    extension._IS_ALIGN_AVAILABLE = False
    extension.fail_if_no_align = fail_if_no_align
    sys.modules["torchaudio._extension"] = extension
    module = importlib.import_module("torchaudio")
    module._extension = extension  # type: ignore[attr-defined]
    return module
