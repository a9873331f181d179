"""Real processes for tests: Redis of the test's own, workers, sweepers; and how to wait for them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis

from voice_intake import queue, redis_server
from voice_intake.settings import Settings
from voice_intake.supervisor import environment

#: Long enough for a machine that does much else; a test that waits so long has failed.
PATIENCE_S = 120.0


def wait_until(
    condition: Callable[[], object], what: str, *, timeout_s: float = PATIENCE_S
) -> None:
    """Return when ``condition`` is true; fail with ``what`` after ``timeout_s``."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout_s:.0f} s in vain until {what}")
        time.sleep(0.03)


def be_patient(settings: Settings) -> None:
    """Let this process's hints wait for Redis however busy the machine is.

    The product gives up after a quarter of a second, and a test that needs its hint cannot.
    """
    url = settings.effective_redis_url
    queue._line(url).client = queue.quick_client(url, timeout_s=PATIENCE_S)


class RedisProcess:
    """A Redis server started as the product starts it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def client(self) -> Redis:
        """A patient client, for the test itself."""
        return Redis.from_url(self.settings.effective_redis_url)

    def start(self) -> None:
        """Start it and wait for its answer."""
        server = redis_server.find(self.settings)
        assert server is not None
        self._process = subprocess.Popen(server.argv, stdout=subprocess.DEVNULL)
        wait_until(lambda: redis_server.answers(self.settings.effective_redis_url), "Redis answers")

    def kill(self) -> None:
        """SIGKILL: everything in it is gone."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """SIGSTOP: it takes connections and never answers."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def redis_process(settings: Settings) -> Iterator[RedisProcess]:
    """A running Redis for these settings, and no folder left behind."""
    server = RedisProcess(settings)
    server.start()
    try:
        yield server
    finally:
        server.kill()
        if settings.redis_socket.parent != settings.run_dir:
            shutil.rmtree(settings.redis_socket.parent, ignore_errors=True)


class Child:
    """A process of the product under test, started by ``tests.faults.process``."""

    def __init__(self, settings: Settings, *arguments: str) -> None:
        log = settings.data_dir / "test-process.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.process", *arguments],
                env={**os.environ, **environment(settings)},
                cwd=Path(__file__).resolve().parent.parent,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL, and reap."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def terminate(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE_S)


@contextmanager
def children() -> Iterator[Callable[..., Child]]:
    """A starter of processes; whoever is left at the end is killed."""
    started: list[Child] = []

    def start(settings: Settings, *arguments: str) -> Child:
        child = Child(settings, *arguments)
        started.append(child)
        return child

    try:
        yield start
    finally:
        for child in started:
            child.kill()
