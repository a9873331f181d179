"""EngineProcess: the transcriber in a resident child process that may be killed and started again.

torch's C code cannot be interrupted from within, and a message that makes it hang or eat all memory
must not take the worker along. The parent, who holds the leases, never imports torch: it sends
recordings through a pipe, watches the deadline, and knows which message was being worked on when the
child died.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

import structlog

from voice_intake import model_store
from voice_intake.engines import layout, lifeline
from voice_intake.engines.child import unpack
from voice_intake.errors import EarwitnessError, EngineDiedError, ModelBrokenError, ModelError
from voice_intake.settings import Settings
from voice_intake.transcriber import OnProgress, OnResult, SpokenInput
from voice_intake.transcript import Transcription

log = structlog.get_logger(__name__)

#: What is worked on together may take so long, or ten times its length, whichever is longer.
MIN_DEADLINE_S = 60.0
DEADLINE_FACTOR = 10.0
#: Reading a large checkpoint from a slow disk and checking its sha256.
LOAD_DEADLINE_S = 600.0
#: Grown by so much since a batch of this length, the child is replaced between two batches.
MAX_GROWTH_BYTES = 1 << 30
#: Deaths while loading before the model is called broken.
MAX_LOAD_DEATHS = 2
#: What the child runs; it calls ``engines.child.main``.
CHILD_MODULE = "voice_intake.engines.child"
#: Settings that the child needs; secrets are not among them.
_CHILD_SETTINGS = {
    "data_dir", "model", "device", "detect_languages", "max_recording_s",
    "translation_model", "temperatures",
    "engine", "precision", "audio_context", "beam_size", "batch_size",
}  # fmt: skip


class _Died(Exception):
    """The child is gone, or was killed at its deadline."""


class _Closed(Exception):
    """``close`` was called meanwhile."""


@dataclass
class _Round:
    """One request to the child: what it has begun and what it has answered."""

    results: dict[int, Transcription | EarwitnessError] = field(default_factory=dict)
    #: Begun and not answered.
    begun: set[int] = field(default_factory=set)
    #: Seconds of audio that are worked on together, and the most that were.
    audio_s: float = 0.0
    heaviest_s: float = 0.0
    since: float = field(default_factory=time.monotonic)

    def begin(self, i: int) -> None:
        """Work on ``i`` begins, beside what was begun and not answered before it."""
        if not self.begun:
            self.since, self.audio_s = time.monotonic(), 0.0
        self.begun.add(i)

    def decoded(self, seconds: float) -> None:
        """One of those begun is so long."""
        self.audio_s += seconds
        self.heaviest_s = max(self.heaviest_s, self.audio_s)

    def answer(self, i: int, result: Transcription | EarwitnessError) -> None:
        """``i`` has its result."""
        self.results[i] = result
        self.begun.discard(i)

    def deadline(self, minimum_s: float) -> float:
        """When the child must have answered for what it has begun (monotonic clock)."""
        return self.since + max(minimum_s, DEADLINE_FACTOR * self.audio_s)


@dataclass(frozen=True, slots=True)
class _Listener:
    """Who hears of progress and of results, by the caller's numbers."""

    on_progress: OnProgress | None
    on_result: OnResult | None

    def progress(self, i: int, done: float) -> None:
        if self.on_progress is not None:
            self.on_progress(i, done)

    def result(self, i: int, result: Transcription | EarwitnessError) -> None:
        if self.on_result is not None:
            self.on_result(i, result)


class EngineProcess:
    """A Transcriber over a child process; started by the first ``transcribe``. Safe between threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        min_deadline_s: float = MIN_DEADLINE_S,
        load_deadline_s: float = LOAD_DEADLINE_S,
        max_growth_bytes: int = MAX_GROWTH_BYTES,
        child_module: str = CHILD_MODULE,
    ) -> None:
        self._settings = settings
        self._min_deadline_s = min_deadline_s
        self._load_deadline_s = load_deadline_s
        self._max_growth_bytes = max_growth_bytes
        self._child_module = child_module
        self._lock = threading.Lock()
        self._child: tuple[subprocess.Popen[bytes], Connection] | None = None
        self._closed = False
        self._facts: Mapping[str, Any] = {}
        self._batch_size = 1
        self._starts = 0
        # What the child held after the longest batch that it has heard (bytes, seconds).
        self._usual_bytes, self._usual_s = 0, -1.0
        # The kernel takes the thread that starts a child for its parent and kills the child when
        # that thread ends: so one thread, which lives as long as we do, starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="engine-starter")

    @property
    def pid(self) -> int | None:
        """The child's process id; None where none runs."""
        child = self._child
        return child[0].pid if child is not None and child[0].poll() is None else None

    @property
    def batch_size(self) -> int:
        """The engine's; 1 before the first start, when nobody knows yet what it hears together."""
        return self._batch_size

    @property
    def starts(self) -> int:
        """How many children were started so far."""
        return self._starts

    @property
    def facts(self) -> Mapping[str, Any]:
        """The loaded model's facts (``Engine.facts``); empty before the first start."""
        return self._facts

    def start(self) -> Mapping[str, Any]:
        """Load the model now. Raises ModelMissingError or ModelBrokenError; gives its facts."""
        with self._lock:
            try:
                self._running_child()
            except _Closed as error:
                raise EngineDiedError(_CLOSED) from error
        return self._facts

    def transcribe(
        self,
        inputs: Sequence[SpokenInput],
        on_progress: OnProgress | None = None,
        on_result: OnResult | None = None,
    ) -> list[Transcription | EarwitnessError]:
        """See ``Transcriber.transcribe``; an input that killed the child gets EngineDiedError, and
        so does what ``close`` left undone.

        Both are called in this thread: ``on_progress`` with 0.0 when work on an input begins,
        ``on_result`` for all but what ``close`` left undone.
        """
        results: dict[int, Transcription | EarwitnessError] = {}
        with self._lock, contextlib.suppress(_Closed):
            self._all(inputs, results, _Listener(on_progress, on_result))
        closed = EngineDiedError(_CLOSED)
        return [results.get(i, closed) for i in range(len(inputs))]

    def close(self) -> None:
        """End the child for good, also under a ``transcribe`` in another thread, which returns."""
        self._closed = True
        child = self._child
        if child is not None:
            child[0].kill()
        with self._lock:
            self._end()
        self._starter.shutdown(wait=False)

    def _all(
        self,
        inputs: Sequence[SpokenInput],
        results: dict[int, Transcription | EarwitnessError],
        listener: _Listener,
    ) -> None:
        """Rounds until every input has its result."""
        waiting = [list(range(len(inputs)))]
        while waiting:
            numbers = waiting.pop(0)
            if not numbers:
                continue
            part = self._round([inputs[i] for i in numbers], numbers, listener)
            results.update(part.results)
            left = [i for i in numbers if i not in part.results]
            suspects = [i for i in left if i in part.begun]
            if len(suspects) == 1 and not self._closed:
                died = EngineDiedError(
                    "The engine died or was killed at its deadline while it worked on this."
                )
                results[suspects[0]] = died
                listener.result(suspects[0], died)
            elif len(suspects) > 1:
                # Worked on together: each alone, to find out which one kills.
                waiting[:0] = [[i] for i in suspects]
            # Who was not begun is nobody's fault and goes into the next round.
            waiting.append([i for i in left if i not in suspects])

    def _round(self, inputs: list[SpokenInput], numbers: list[int], listener: _Listener) -> _Round:
        """Send one request and follow it to its end or to the child's; begun is by our numbers."""
        _, pipe = self._running_child()
        this = _Round()
        try:
            pipe.send(inputs)
            resident = self._follow(pipe, this, numbers, listener)
        except (_Died, EOFError, OSError):
            log.warning("engine.died", pid=self._child[0].pid if self._child else None)
            self._end()
        except BaseException:  # Ctrl-C, a bug in a listener: the pipe is out of step
            self._end()
            raise
        else:
            self._watch_growth(resident, this.heaviest_s)
        return this

    def _follow(
        self, pipe: Connection, this: _Round, numbers: list[int], listener: _Listener
    ) -> int:
        """Take the child's messages until it has finished; gives its resident bytes."""
        while True:
            match self._receive(pipe, this.deadline(self._min_deadline_s)):
                case ("begin", int(i)):
                    this.begin(numbers[i])
                    listener.progress(numbers[i], 0.0)
                case ("decoded", int(_), float(seconds)):
                    this.decoded(seconds)
                case ("progress", int(i), float(done)):
                    listener.progress(numbers[i], done)
                case ("result", int(i), Transcription() as result):
                    this.answer(numbers[i], result)
                    listener.result(numbers[i], result)
                case ("error", int(i), packed):
                    this.answer(numbers[i], unpack(packed))
                    listener.result(numbers[i], this.results[numbers[i]])
                case ("finished", int(resident)):
                    return resident
                case message:
                    raise _Died(f"an unknown message from the child: {message[0]}")

    def _running_child(self) -> tuple[subprocess.Popen[bytes], Connection]:
        if self._child is not None and self._child[0].poll() is not None:
            self._end()
        deaths = 0
        while self._child is None:
            if self._closed:
                raise _Closed
            model_store.resolve(self._settings)  # a missing file costs no start
            try:
                self._start()
            except (_Died, EOFError, OSError) as error:
                self._end()
                deaths += 1
                if deaths >= MAX_LOAD_DEATHS:
                    raise ModelBrokenError(
                        "The engine process died while it loaded the model.",
                        next_step="Most often the machine has too little memory for it: choose a "
                        "smaller model, or see the worker's log.",
                    ) from error
        return self._child

    def _start(self) -> None:
        future = self._starter.submit(
            lifeline.start, self._child_module, environment=_environment(self._settings)
        )
        process, pipe = self._child = future.result()
        self._starts += 1
        pipe.send(_settings_of_child(self._settings))
        message = self._receive(pipe, time.monotonic() + self._load_deadline_s)
        match message:
            case ("ready", facts, int(batch_size)):
                self._facts, self._batch_size = facts, max(1, batch_size)
                self._usual_bytes, self._usual_s = 0, -1.0
                log.info(
                    "engine.ready", pid=process.pid, model=facts["name"], batch_size=batch_size
                )
            case ("error", None, packed):
                self._end()
                error = unpack(packed)
                raise error if isinstance(error, ModelError) else ModelBrokenError(str(error))
            case _:
                raise _Died(f"an unknown message from the child: {message[0]}")

    def _receive(self, pipe: Connection, deadline: float) -> tuple[Any, ...]:
        if not pipe.poll(max(deadline - time.monotonic(), 0.0)):
            raise _Died("deadline")
        message: tuple[Any, ...] = pipe.recv()
        return message

    def _watch_growth(self, resident: int, heaviest_s: float) -> None:
        """Replace a child that holds far more than after a batch as long as this one."""
        if heaviest_s > self._usual_s:  # longer batches than before need more, and keep it
            self._usual_bytes, self._usual_s = max(self._usual_bytes, resident), heaviest_s
        elif resident - self._usual_bytes > self._max_growth_bytes:
            log.info("engine.grown", resident_bytes=resident)
            self._end()

    def _end(self) -> None:
        if self._child is not None:
            lifeline.end(*self._child)
            self._child = None


_CLOSED = "The engine was closed before it came to this."


def _settings_of_child(settings: Settings) -> dict[str, Any]:
    """What the child needs, as plain data, its threads resolved."""
    plain = settings.model_dump(mode="json", include=_CHILD_SETTINGS)
    return {**plain, "engine_threads": layout.engine_threads(settings)}


def _environment(settings: Settings) -> dict[str, str]:
    """Ours without our settings (and their secrets), and with the number of threads."""
    threads = str(layout.engine_threads(settings))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EARWITNESS_")}
    kept.pop("PYTHONPATH", None)  # lifeline puts it together
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return {**kept, **dict.fromkeys(names, threads)}
