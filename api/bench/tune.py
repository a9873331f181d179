"""Tuning: the installation's model on this machine, by every engine and precision, side by side.

First each engine and precision with one process of one thread, then the quickest of them in every
layout that the cores and the memory bear. The figures are of the whole way (recording to words), by
the clock: what runs beside it on the machine is part of them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from voice_intake import model_store
from voice_intake.engines import layout
from voice_intake.engines.process import EngineProcess
from voice_intake.errors import EarwitnessError
from voice_intake.settings import Settings
from voice_intake.transcriber import SpokenInput

#: Every engine and precision on a CPU, the likeliest first.
KINDS = (
    ("fast", "int8"), ("fast", "bf16"), ("fast", "fp32"), ("ct2", "auto"), ("reference", "auto"),
)  # fmt: skip
#: On a GPU there is one engine process, and the choice of its engine.
KINDS_ON_GPU = (("fast", "fp16"), ("fast", "bf16"), ("ct2", "auto"), ("reference", "auto"))


@dataclass(frozen=True, slots=True)
class Way:
    """An engine, its precision, and how many processes of how many threads run it."""

    engine: str
    precision: str
    workers: int = 1
    threads: int = 1

    def settings(self, settings: Settings) -> Settings:
        """``settings`` with this way's."""
        chosen = {"engine": self.engine, "precision": self.precision}
        layout_ = {"transcribe_workers": self.workers, "engine_threads": self.threads}
        return settings.model_copy(update={**chosen, **layout_})

    @property
    def lines(self) -> list[str]:
        """The settings to write down."""
        return [
            f"EARWITNESS_ENGINE={self.engine}",
            f"EARWITNESS_PRECISION={self.precision}",
            f"EARWITNESS_TRANSCRIBE_WORKERS={self.workers}",
            f"EARWITNESS_ENGINE_THREADS={self.threads}",
        ]


@dataclass(frozen=True, slots=True)
class Tried:
    """What a way did; 0 messages a minute and the reason where it cannot be had here."""

    way: Way
    messages_a_minute: float
    #: A lone message's seconds, of the slowest process: the median of the samples.
    message_s: float = 0.0
    why_not: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain data for machines."""
        return asdict(self)


OnTried = Callable[[Tried], None]


def tune(
    settings: Settings, messages: Sequence[SpokenInput], seconds: float, on_tried: OnTried
) -> list[Tried]:
    """Try all ways for ``seconds`` each; gives them in the order tried. ``on_tried``: one by one.

    Raises ModelMissingError where there is no model to try.
    """
    model_store.resolve(settings)
    on_gpu = layout.runs_on_gpu(settings)
    tried = []
    for engine, precision in KINDS_ON_GPU if on_gpu else KINDS:
        tried.append(measure(settings, Way(engine, precision), messages, seconds))
        on_tried(tried[-1])
    first = best(tried)
    if first is None or on_gpu:
        return tried
    most = layout.most_workers(settings)
    for workers, threads in layouts(layout.cores(), most):
        way = Way(first.way.engine, first.way.precision, workers, threads)
        tried.append(measure(settings, way, messages, seconds))
        on_tried(tried[-1])
    return tried


def best(tried: Sequence[Tried]) -> Tried | None:
    """The most messages a minute; None where nothing ran."""
    ran = [item for item in tried if not item.why_not]
    return max(ran, key=lambda item: item.messages_a_minute, default=None)


def layouts(cores: int, most_workers: int) -> list[tuple[int, int]]:
    """(processes, threads of each) that fill the cores, save one of one; halves between.

    >>> layouts(4, 4)
    [(4, 1), (2, 2), (1, 4)]
    >>> layouts(8, 3), layouts(1, 1)
    ([(2, 4), (1, 8)], [])
    """
    found = []
    threads = 1
    while threads <= cores:
        workers = cores // threads
        if workers <= most_workers and (workers, threads) != (1, 1):
            found.append((workers, threads))
        threads *= 2
    return found


def measure(settings: Settings, way: Way, messages: Sequence[SpokenInput], seconds: float) -> Tried:
    """All processes of a way at once, for so many seconds after each has heard one message."""
    runs = [_Run(way.settings(settings), messages, seconds) for _ in range(way.workers)]
    ready = threading.Barrier(way.workers)
    threads = [threading.Thread(target=run.go, args=(ready,), daemon=True) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    broken = next((run.error for run in runs if run.error), "")
    if broken:
        return Tried(way, 0.0, why_not=broken)
    rate = sum(60 * len(run.took) / sum(run.took) for run in runs)
    slowest = max(sorted(run.took)[len(run.took) // 2] for run in runs)
    return Tried(way, round(rate, 1), round(slowest, 3))


class _Run:
    """One process's share of a measurement: messages one by one until the time is over."""

    def __init__(self, settings: Settings, messages: Sequence[SpokenInput], seconds: float) -> None:
        self._settings, self._messages, self._seconds = settings, messages, seconds
        self.took: list[float] = []
        self.error = ""

    def go(self, ready: threading.Barrier) -> None:
        engine = EngineProcess(self._settings)
        try:
            engine.start()
            self._hear(engine, self._messages[0])
            ready.wait()
            began = time.monotonic()
            while not self.took or time.monotonic() - began < self._seconds:
                message = self._messages[len(self.took) % len(self._messages)]
                begun = time.monotonic()
                self._hear(engine, message)
                self.took.append(time.monotonic() - begun)
        except (EarwitnessError, threading.BrokenBarrierError) as error:
            self.error = str(error) or "another process of this layout did not start"
            ready.abort()
        finally:
            engine.close()

    @staticmethod
    def _hear(engine: EngineProcess, message: SpokenInput) -> None:
        (result,) = engine.transcribe([message])
        if isinstance(result, EarwitnessError):
            raise result
