"""A whole installation for a test: the processes of ``earwitness up``, kept running by a thread."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from api.auth import create_api_key
from api.demo.client import Gateway
from api.stack import await_redis, prepare
from tests.running import PATIENCE_S, wait_until
from voice_intake.db import Database, open_database
from voice_intake.models import Message
from voice_intake.settings import Settings
from voice_intake.stages import TERMINAL, State
from voice_intake.supervisor import Supervisor

#: The gateway that tests post through.
SOURCE, SECRET = "test-gateway", "whsec_" + "A" * 32


@dataclass(frozen=True)
class Installation:
    """Running processes, their database, and how to reach them."""

    settings: Settings
    database: Database
    supervisor: Supervisor

    def gateway(self) -> Gateway:
        """A phone gateway that signs what it uploads."""
        return Gateway(self.settings.public_url, SOURCE, SECRET, run="journey")

    def client(self, role: str) -> httpx.Client:
        """A client of the API with a key of this role."""
        with self.database.write() as session:
            key = create_api_key(session, name=f"test {role}", role=role)
        return httpx.Client(
            base_url=self.settings.public_url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=30.0,
        )

    def state(self, message_id: int) -> State:
        """Where a message is now."""
        with self.database.read() as session:
            return State(session.get_one(Message, message_id).state)

    def wait_for(self, message_id: int, *, timeout_s: float = 400.0) -> State:
        """Wait until the machine is done with a message."""
        wait_until(
            lambda: self.state(message_id) in TERMINAL,
            f"message {message_id} reaches a final state",
            timeout_s=timeout_s,
        )
        return self.state(message_id)

    def kill(self, child: str) -> None:
        """SIGKILL one of the processes; its children must not outlive it."""
        pid = next(view.pid for view in self.supervisor.states() if view.name == child)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)


@contextmanager
def installation(settings: Settings) -> Iterator[Installation]:
    """Migrate, start everything, wait until it answers; all of it ends with the block."""
    stack = prepare(settings)
    database = open_database(settings)
    supervisor, stop = stack.supervisor(), threading.Event()
    started = threading.Event()

    def keep() -> None:
        # One thread starts and watches the children: they die with the thread that made them.
        with supervisor:
            await_redis(stack, supervisor)
            started.set()
            while not stop.wait(0.1):
                supervisor.tick()

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        assert started.wait(PATIENCE_S)
        wait_until(lambda: _answers(settings), "the web process answers")
        yield Installation(settings, database, supervisor)
    finally:
        stop.set()
        thread.join()
        database.close()


def _answers(settings: Settings) -> bool:
    try:
        return httpx.get(f"{settings.public_url}/readyz", timeout=2.0).is_success
    except httpx.TransportError:
        return False
