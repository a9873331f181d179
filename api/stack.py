"""All processes of one machine's installation: what ``earwitness up`` and the demo supervise."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from api.schema import upgrade
from voice_intake import redis_server
from voice_intake.db import make_data_dir
from voice_intake.engines import layout
from voice_intake.settings import Settings
from voice_intake.stages import STAGES, TRANSCRIBE
from voice_intake.supervisor import ChildSpec, Supervisor, environment


@dataclass(frozen=True, slots=True)
class Stack:
    """What to run, and the settings that all of it shares."""

    settings: Settings
    specs: tuple[ChildSpec, ...]
    #: What an operator should know before it starts (a socket that had to move).
    notes: tuple[str, ...] = ()

    def supervisor(self) -> Supervisor:
        """A supervisor of these processes, not yet started."""
        return Supervisor(self.specs, log_dir(self.settings))


def prepare(settings: Settings) -> Stack:
    """Bring the database to its newest schema and say what to run.

    Raises ConfigurationError where Redis is neither configured nor installed.
    """
    make_data_dir(settings)
    upgrade(settings.sqlalchemy_url)
    server = redis_server.find(settings)
    notes = (server.note,) if server and server.note else ()
    return Stack(settings, tuple(components(settings)), notes)


def components(settings: Settings) -> list[ChildSpec]:
    """Redis (unless one is configured), web, workers, sweeper, watch folders if configured.

    A worker a stage, but as many for transcription as the machine bears: each is told how many
    there are, so that their threads together do not outnumber the cores.
    """
    server = redis_server.find(settings)
    hearing = layout.transcribe_workers(settings)
    env = environment(settings.model_copy(update={"transcribe_workers": hearing}))
    specs = [ChildSpec("redis", server.argv, order=0)] if server else []
    specs.append(_command("web", env, "serve"))
    for stage in STAGES:
        names = [f"{stage.name}-worker"]
        if stage is TRANSCRIBE:
            names += [f"{names[0]}-{number}" for number in range(2, hearing + 1)]
        specs += [_command(name, env, "worker", stage.name) for name in names]
    specs.append(_command("sweeper", env, "sweeper"))
    if settings.watch_folders:
        specs.append(_command("watch", env, "watch"))
    return specs


def log_dir(settings: Settings) -> Path:
    """Where each process writes its log, ``NAME.log``."""
    return settings.data_dir / "logs"


def await_redis(stack: Stack, supervisor: Supervisor, *, timeout_s: float = 10.0) -> bool:
    """Keep the supervisor going until Redis answers; False where it did not in time.

    Not a condition for anything: without Redis the work only starts some seconds later.
    """
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        supervisor.tick()
        if redis_server.answers(stack.settings.effective_redis_url):
            return True
        time.sleep(0.05)
    return False


def _command(name: str, env: dict[str, str], *arguments: str) -> ChildSpec:
    return ChildSpec(name, (sys.executable, "-m", "api.cli", *arguments), env)
