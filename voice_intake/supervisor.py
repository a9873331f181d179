"""A supervisor of child processes: starts them, starts them again, and lets none outlive it.

A child that ends is started again after a pause that doubles up to a limit and is forgotten once
the child has lived a while. Each child is its own session (Ctrl-C reaches only the supervisor),
writes to ``logs/NAME.log`` and is killed by the kernel when the supervisor dies. ``stop`` asks with
SIGTERM and kills who has not ended after the grace time.

Not a thread of its own: the owner calls ``tick()`` a few times a second and may show ``states()``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import structlog
from pydantic import SecretStr

from voice_intake.lifeline import bound
from voice_intake.settings import Settings

#: Seconds before a child that died is started again: the first pause, and the longest.
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0
#: A child that lived so long has recovered: its next death counts as a first one.
RECOVERED_AFTER_S = 20.0
#: Seconds between SIGTERM and SIGKILL.
GRACE_S = 20.0
#: A log file larger than this is set aside as NAME.log.1 when the child starts.
LOG_BYTES = 10_000_000

log = structlog.get_logger(__name__)


class ChildState(StrEnum):
    """Where a child is."""

    WAITING = "waiting"  # for its first start, or for its pause to end
    RUNNING = "running"
    STOPPING = "stopping"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """One child: what to run. ``env`` is added to the supervisor's own environment."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    #: Lower ones start first and are stopped last (Redis before those who use it).
    order: int = 1


@dataclass(frozen=True, slots=True)
class ChildView:
    """What an operator sees of one child."""

    name: str
    state: ChildState
    pid: int | None
    restarts: int
    #: How the last run ended: the exit code, or minus the signal's number; None before.
    last_exit: int | None
    log: Path


class Supervisor:
    """Keeps children running. Not safe between threads; the thread that starts it must stay."""

    def __init__(
        self,
        specs: Sequence[ChildSpec],
        log_dir: Path,
        *,
        first_pause_s: float = FIRST_PAUSE_S,
        grace_s: float = GRACE_S,
    ) -> None:
        self._grace_s = grace_s
        log_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._children = [
            _Child(spec, log_dir / f"{spec.name}.log", first_pause_s)
            for spec in sorted(specs, key=lambda spec: spec.order)
        ]

    def tick(self) -> None:
        """Start who shall run and does not; call it a few times a second."""
        for child in self._children:
            child.tick()

    def states(self) -> list[ChildView]:
        """Every child, in starting order."""
        return [child.view() for child in self._children]

    def stop(self) -> None:
        """Ask all to end, last started first; kill who has not after the grace time."""
        for order in sorted({child.spec.order for child in self._children}, reverse=True):
            self._stop([child for child in self._children if child.spec.order == order])

    def _stop(self, children: Sequence[_Child]) -> None:
        for child in children:
            child.ask_to_end()
        deadline = time.monotonic() + self._grace_s
        for child in children:
            child.end(max(0.0, deadline - time.monotonic()))

    def __enter__(self) -> Supervisor:
        self.tick()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Child:
    def __init__(self, spec: ChildSpec, log_path: Path, first_pause_s: float) -> None:
        self.spec, self.log_path = spec, log_path
        self._first_pause_s = self._pause_s = first_pause_s
        self._process: subprocess.Popen[bytes] | None = None
        self._state = ChildState.WAITING
        self._start_at = self._started_at = 0.0
        self._starts = 0
        self._last_exit: int | None = None

    def tick(self) -> None:
        if self._state is ChildState.RUNNING and self._process is not None:
            code = self._process.poll()
            if code is not None:
                self._died(code)
        if self._state is ChildState.WAITING and time.monotonic() >= self._start_at:
            self._start()

    def view(self) -> ChildView:
        return ChildView(
            name=self.spec.name,
            state=self._state,
            pid=self._process.pid if self._process else None,
            restarts=max(0, self._starts - 1),
            last_exit=self._last_exit,
            log=self.log_path,
        )

    def ask_to_end(self) -> None:
        if self._process is None or self._process.poll() is not None:
            self._state = ChildState.ENDED
            return
        self._state = ChildState.STOPPING
        # A stopped process (SIGSTOP) would never read the request.
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()

    def end(self, wait_s: float) -> None:
        if self._process is None:
            return
        try:
            self._last_exit = self._process.wait(wait_s)
        except subprocess.TimeoutExpired:
            log.warning("supervisor.killed", child=self.spec.name)
            self._process.kill()
            self._last_exit = self._process.wait()
        self._process, self._state = None, ChildState.ENDED

    def _start(self) -> None:
        _set_aside(self.log_path)
        self._starts += 1
        self._started_at = time.monotonic()
        with self.log_path.open("ab") as output:
            self._process = subprocess.Popen(
                bound(list(self.spec.argv)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.spec.env},
                start_new_session=True,
            )
        self._state = ChildState.RUNNING

    def _died(self, code: int) -> None:
        lived_s = time.monotonic() - self._started_at
        if lived_s >= RECOVERED_AFTER_S:
            self._pause_s = self._first_pause_s
        log.warning("supervisor.child_died", child=self.spec.name, code=code, again_s=self._pause_s)
        self._process, self._last_exit = None, code
        self._state, self._start_at = ChildState.WAITING, time.monotonic() + self._pause_s
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)


def environment(settings: Settings) -> dict[str, str]:
    """The variables that make a child process read exactly these settings.

    Secrets are in it, as in the supervisor's own environment; give it to our own children only.
    """
    return {
        f"EARWITNESS_{name.upper()}": _as_text(value)
        for name, value in settings.model_dump().items()
    }


def _as_text(value: Any) -> str:
    if isinstance(value, str | Path):
        return str(value)
    return json.dumps(value, default=_reveal)


def _reveal(value: Any) -> Any:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _set_aside(path: Path) -> None:
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_name(f"{path.name}.1"))
