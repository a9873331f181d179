"""A program in a process of its own: the parent asks, one at a time, so that runs can alternate.

Each child has its threads, its memory and its caches to itself; while another is asked it sleeps on
its pipe. Times are taken in the child, around the hearing alone.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bench.ears import Job, Spec
from voice_intake.engines import lifeline

#: Threads of every library are set on purpose: what spins beside a measurement spoils it.
_THREADS = (
    "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What one job took: ``wall_s`` and ``cpu_s`` for each of its ``times``."""

    wall_s: float
    cpu_s: float
    first_s: float
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Memory:
    """Bytes: resident now, and at most since the start (loading included)."""

    resident: int
    peak: int


class Child:
    """A process with one program loaded. ``loaded`` is its memory just after."""

    def __init__(self, spec: Spec) -> None:
        environment = dict.fromkeys(_THREADS, str(spec.threads))
        self._process, self._pipe = lifeline.start("bench.child", environment=environment)
        try:
            self._pipe.send(spec)
            self.loaded: Memory = self._receive()
        except BaseException:
            self.close()
            raise

    def hear(self, job: Job) -> Answer:
        """Ask, and wait for the answer."""
        self.begin(job)
        return self.answer()

    def begin(self, job: Job) -> None:
        """Ask without waiting: two children work beside one another."""
        self._pipe.send(("hear", job))

    def answer(self) -> Answer:
        """The answer to ``begin``."""
        found: Answer = self._receive()
        return found

    def memory(self) -> Memory:
        """Its memory now."""
        found: Memory = self.call("memory")
        return found

    def call(self, name: str, *arguments: Any) -> Any:
        """Another of ``_CALLS``."""
        self._pipe.send((name, *arguments))
        return self._receive()

    def close(self) -> None:
        """End the process."""
        lifeline.end(self._process, self._pipe)

    def _receive(self) -> Any:
        try:
            told = self._pipe.recv()
        except EOFError:
            raise RuntimeError(f"a child died (exit {self._process.wait()})") from None
        if isinstance(told, Exception):
            raise told
        return told


def main(arguments: list[str]) -> None:
    """The child's side: a spec, then calls until the pipe ends."""
    pipe = lifeline.pipe_of_child(arguments)
    try:
        room = _Room(pipe.recv())
    except Exception as error:
        pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))
        return
    pipe.send(room.memory())
    _serve(pipe, room)


def _serve(pipe: Connection, room: _Room) -> None:
    calls: Mapping[str, Callable[..., Any]] = {
        "hear": room.hear, "memory": room.memory, "speeds": room.speeds, "outside": room.outside,
    }  # fmt: skip
    while True:
        try:
            name, *given = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(calls[name](*given))
        except Exception as error:
            pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


class _Room:
    """The child's work."""

    def __init__(self, spec: Spec) -> None:
        from bench.ears import open_ears

        self._ears = open_ears(spec)
        self._spec = spec

    def hear(self, job: Job) -> Answer:
        import numpy as np

        samples = np.load(job.audio)[: round(job.seconds * 16_000)]
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(job.times):
            heard = self._ears.hear(job, samples)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        return Answer(wall / job.times, cpu / job.times, heard.first_s, heard.texts)

    def memory(self) -> Memory:
        import psutil

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return Memory(psutil.Process().memory_info().rss, peak)

    def speeds(self, size: str) -> Any:
        """See ``floor.measure``."""
        from bench import floor

        return floor.measure(size)

    def outside(self, job: Job, times: int) -> Any:
        """See ``outside.measure``."""
        from bench import outside
        from bench.ears import Ours

        if not isinstance(self._ears, Ours):
            raise TypeError("only ours has a whole way to measure")
        return outside.measure(self._ears.engine, job, times)


if __name__ == "__main__":
    # Under the name by which the parent's answers are known: pickles name their classes' module.
    from bench import child

    child.main(sys.argv)
