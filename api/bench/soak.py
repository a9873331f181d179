"""The soak: the samples through the real engine process, round and round, as weeks of work would.

Broken files are mixed in and the engine's child is killed now and then. What must hold: every
message ends in a transcription or, where it is broken, in the reason why; the child's memory does
not grow; no process stays behind.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import psutil

from api.demo.samples import Sample
from voice_intake.engines.process import EngineProcess
from voice_intake.errors import EarwitnessError, EngineDiedError, UndecodableError
from voice_intake.settings import Settings
from voice_intake.stages import MAX_ATTEMPTS
from voice_intake.transcriber import SpokenInput
from voice_intake.transcript import Transcription

#: The share of the run after which the child is killed for the first time.
FIRST_KILL_AT = 0.1
#: Looks at memory in one run.
LOOKS = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, and what is too much."""

    duration_s: float
    #: Seconds between two kills of the child; 0 for none.
    kill_every_s: float = 600.0
    #: What a child may hold beyond what it held after it had heard every message once.
    max_growth_bytes: int = 256 << 20
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a round. A broken one may end as undecodable."""

    name: str
    spoken: SpokenInput
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """The state of things ``at_s`` seconds after the beginning."""

    at_s: float
    messages: int
    audio_s: float
    child_bytes: int
    #: Beyond what this child held after it had heard everything once; None before that.
    growth_bytes: int | None
    own_bytes: int
    own_descriptors: int
    restarts: int
    errors: int

    @property
    def messages_a_minute(self) -> float:
        """Messages answered a minute, since the beginning."""
        return 60 * self.messages / max(self.at_s, 1e-9)


@dataclass(frozen=True)
class Report:
    """How it went."""

    model: dict[str, Any]
    batch_size: int
    looks: tuple[Look, ...]
    kills: int
    #: Names of messages that got no answer that they may have, and what they got.
    lost: tuple[tuple[str, str], ...]
    #: Answers by kind: transcribed, silent, or an error's code.
    answers: dict[str, int]
    #: Messages whose text was not the same each time.
    changed: tuple[str, ...]
    #: Processes that were still there after the end.
    left_behind: int
    max_growth_bytes: int

    @property
    def growth_bytes(self) -> int | None:
        """The most that any child grew; None where none lived long enough to tell."""
        return max((look.growth_bytes for look in self.looks if look.growth_bytes), default=None)

    @property
    def troubles(self) -> list[str]:
        """What must not be, in words; empty where all is well."""
        found = [f"{name} was lost: {what}" for name, what in self.lost]
        growth = self.growth_bytes or 0
        if growth > self.max_growth_bytes:
            found.append(
                f"the engine's memory grew by {growth >> 20} MB "
                f"(allowed: {self.max_growth_bytes >> 20} MB)"
            )
        if self.left_behind:
            found.append(f"{self.left_behind} processes stayed behind")
        return found

    def as_dict(self) -> dict[str, Any]:
        """Plain data for machines."""
        last = self.looks[-1]
        return {
            **asdict(self),
            "messages": last.messages,
            "messages_a_minute": round(last.messages_a_minute, 2),
            "audio_s": round(last.audio_s, 1),
            "restarts": last.restarts,
            "growth_bytes": self.growth_bytes,
            "troubles": self.troubles,
        }


OnLook = Callable[[Look], None]


def soak(settings: Settings, samples: Sequence[Sample], plan: Plan, on_look: OnLook) -> Report:
    """Run the soak. Ctrl+C ends it early. Raises ModelMissingError and ModelBrokenError."""
    engine = EngineProcess(settings)
    before = set(psutil.Process().children(recursive=True))
    try:
        engine.start()
        run = _Run(engine, plan, messages(samples), on_look)
        try:
            run.go()
        except KeyboardInterrupt:
            run.look()
        facts, batch_size = dict(engine.facts), engine.batch_size
    finally:
        engine.close()
    left = set(psutil.Process().children(recursive=True)) - before
    return Report(
        model={key: facts.get(key) for key in ("name", "engine", "engine_version", "parameters")},
        batch_size=batch_size,
        looks=tuple(run.looks),
        kills=run.kills,
        lost=tuple(run.lost),
        answers=dict(run.answers),
        changed=tuple(sorted(run.changed)),
        left_behind=len(left),
        max_growth_bytes=plan.max_growth_bytes,
    )


def messages(samples: Sequence[Sample]) -> list[Message]:
    """A round: every sample as it is, and broken ones made of the first."""
    whole = [
        Message(item.name, SpokenInput(item.audio.read_bytes(), file_name=item.audio.name))
        for item in samples
    ]
    good = whole[0].spoken.audio
    noise = random.Random(0).randbytes(20_000)
    broken = {
        "broken-empty": b"",
        "broken-noise": noise,
        "broken-header-only": good[:44],
        "broken-cut": good[: len(good) // 3],
        "broken-in-the-middle": good[:4000] + noise + good[24_000:],
        "broken-ogg": b"OggS" + noise,
        "broken-words": b"<html>404 not found</html>",
    }
    return whole + [
        Message(name, SpokenInput(audio, file_name=f"{name}.wav"), broken=True)
        for name, audio in broken.items()
    ]


def resident_bytes(pid: int | None) -> int:
    """The memory that a process holds; 0 where it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss) if pid else 0
    except psutil.NoSuchProcess:
        return 0


@dataclass
class _Run:
    """What is counted on the way."""

    engine: EngineProcess
    plan: Plan
    round: Sequence[Message]
    on_look: OnLook
    looks: list[Look] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    changed: set[str] = field(default_factory=set)
    kills: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.plan.seed)
        self._began = time.monotonic()
        self._texts: dict[str, str] = {}
        self._answered, self._audio_s = 0, 0.0
        self._kill_at = min(FIRST_KILL_AT * self.plan.duration_s, self.plan.kill_every_s)
        self._look_at = 0.0
        # The present child: its pid, what it has heard, and what it held after a whole round.
        self._pid, self._heard, self._base = self.engine.pid, 0, 0

    @property
    def _at_s(self) -> float:
        return time.monotonic() - self._began

    def go(self) -> None:
        """Batches until the time is over; each message of the last one gets its answer."""
        for batch in self._batches():
            self._answer(batch)
            self._watch_child(len(batch))
            if self._at_s >= self._look_at:
                self.look()
                self._look_at = self._at_s + self.plan.duration_s / LOOKS
        self.look()

    def look(self) -> None:
        """Write down the state of things, unless that was done since the last answer."""
        if self.looks and self.looks[-1].messages == self._answered:
            return
        held, own = resident_bytes(self.engine.pid), psutil.Process()
        look = Look(
            at_s=round(self._at_s, 2),
            messages=self._answered,
            audio_s=self._audio_s,
            child_bytes=held,
            growth_bytes=held - self._base if self._base and held else None,
            own_bytes=own.memory_info().rss,
            own_descriptors=own.num_fds(),
            restarts=self.engine.starts - 1,
            errors=len(self.lost),
        )
        self.looks.append(look)
        self.on_look(look)

    def _batches(self) -> Iterator[list[Message]]:
        while True:
            order = self._random.sample(self.round, len(self.round))
            size = self.engine.batch_size
            for first in range(0, len(order), size):
                if self._at_s >= self.plan.duration_s:
                    return
                yield order[first : first + size]

    def _answer(self, batch: Sequence[Message]) -> None:
        """Transcribe; what an engine's death cost is tried again, as the ledger would."""
        left = list(batch)
        for attempt in range(1, MAX_ATTEMPTS + 1):
            results = self.engine.transcribe([item.spoken for item in left], self._on_progress)
            again = []
            for item, result in zip(left, results, strict=True):
                died = isinstance(result, EngineDiedError)
                if died and attempt < MAX_ATTEMPTS:
                    again.append(item)
                else:
                    self._count(item, result)
            left = again
            if not left:
                return

    def _on_progress(self, _i: int, _done: float) -> None:
        if not self.plan.kill_every_s or self._at_s < self._kill_at:
            return
        pid = self.engine.pid
        if pid is not None:
            self._kill_at = self._at_s + self.plan.kill_every_s
            self.kills += 1
            os.kill(pid, signal.SIGKILL)

    def _count(self, item: Message, result: Transcription | EarwitnessError) -> None:
        self._answered += 1
        if isinstance(result, Transcription):
            self.answers["transcribed" if result.speech == "some" else "silent"] += 1
            self._audio_s += result.duration_s
            if self._texts.setdefault(item.name, result.text) != result.text:
                self.changed.add(item.name)
            return
        self.answers[result.code] += 1
        if not (item.broken and isinstance(result, UndecodableError)):
            self.lost.append((item.name, str(result)))

    def _watch_child(self, heard: int) -> None:
        """What a child held once it had heard as much as a whole round is the measure of its growth."""
        if self.engine.pid != self._pid:
            self._pid, self._heard, self._base = self.engine.pid, 0, 0
        self._heard += heard
        if not self._base and self._heard >= 2 * len(self.round):
            self._base = resident_bytes(self._pid)
