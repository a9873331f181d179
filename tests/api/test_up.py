"""`earwitness up`: one command runs everything, shows it, and takes it all down again."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from api import stack, stack_view
from tests.builders import build_message
from tests.running import wait_until
from tests.servers import free_port
from voice_intake import components
from voice_intake.db import Database, open_database
from voice_intake.errors import ModelMissingError
from voice_intake.ledger import depths
from voice_intake.settings import Settings
from voice_intake.stages import State
from voice_intake.supervisor import ChildState, ChildView, environment


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """One transcription worker, whatever machine this is."""
    return settings.model_copy(update={"transcribe_workers": 1})


def view(name: str, state: ChildState = ChildState.RUNNING, **more: object) -> ChildView:
    """A child as the supervisor tells of it."""
    values = {"pid": 4711, "restarts": 0, "last_exit": None, "log": Path("x.log"), **more}
    return ChildView(name=name, state=state, **values)


def test_all_components_of_one_machine_are_there(settings: Settings) -> None:
    """Redis first, then web, a worker a stage, the sweeper; watching only where folders are."""
    names = [spec.name for spec in stack.components(settings)]
    workers = ["fetch-worker", "transcribe-worker", "extract-worker"]
    assert names == ["redis", "web", *workers, "sweeper"]
    elsewhere = settings.model_copy(
        update={"redis_url": "redis://x/0", "watch_folders": {"/in": "pbx"}}
    )
    names = [spec.name for spec in stack.components(elsewhere)]
    assert names == ["web", *workers, "sweeper", "watch"]


def test_each_engine_has_a_worker_and_its_share_of_the_cores(settings: Settings) -> None:
    """As many transcription workers as are set, each told of the others; one of the other stages."""
    three = settings.model_copy(update={"transcribe_workers": 3, "redis_url": "redis://x/0"})
    specs = {spec.name: spec for spec in stack.components(three)}
    hearing = [name for name in specs if name.startswith("transcribe")]
    assert hearing == ["transcribe-worker", "transcribe-worker-2", "transcribe-worker-3"]
    assert {specs[name].argv for name in hearing} == {specs["transcribe-worker"].argv}
    assert {specs[name].env["EARWITNESS_TRANSCRIBE_WORKERS"] for name in hearing} == {"3"}
    assert "fetch-worker-2" not in specs


def test_the_picture_shows_processes_and_the_queue(database: Database, settings: Settings) -> None:
    """Component, state, restarts, what it waits for; messages by state and the oldest one's age."""
    with database.write() as session:
        build_message(session, settings)
        build_message(session, settings, state=State.READY)
    components.beat(database, "worker:transcribe@h:4711", "worker:transcribe", "model_missing")
    out = Console(file=io.StringIO(), width=120)
    children = [
        view("transcribe-worker", restarts=2),
        view("web", ChildState.WAITING, pid=None, last_exit=3, log=Path("web.log")),
    ]
    out.print(stack_view.picture(children, database))
    text = out.file.getvalue()
    assert "transcribe-worker   running   4711   2          model_missing" in text
    assert "its restart (ended with 3, see web.log)" in text
    assert "received 1, ready 1" in text and "oldest waiting" in text
    assert stack_view.lines(children, database) == [
        "transcribe-worker: running, restarts 2, waits for model_missing",
        "web: waiting, waits for its restart (ended with 3, see web.log)",
        "messages: received 1, ready 1",
    ]


def test_what_a_component_waits_for_comes_with_the_command_that_ends_it(database: Database) -> None:
    """The reason's own words and next step stand beside its code, on a narrow terminal too."""
    reason = ModelMissingError(
        "The model small is not on this machine (/srv/[red]/small.pt).",
        next_step="Get it with `earwitness models fetch small`.",
    )
    name = "worker:transcribe@h:4711"
    components.beat(
        database, name, "worker:transcribe", reason.code, detail={"reason": str(reason)}
    )
    line = stack_view.lines([view("transcribe-worker")], database)[0]
    assert line == f"transcribe-worker: running, waits for model_missing: {reason}"
    out = Console(file=io.StringIO(), width=80)
    out.print(stack_view.picture([view("transcribe-worker")], database))
    shown = " ".join(out.file.getvalue().split())
    assert "model_missing: The model small" in shown and "/srv/[red]/small.pt" in shown
    assert "Get it with `earwitness models fetch small`." in shown


def test_a_database_that_is_away_is_said_and_not_raised(tmp_path: Path) -> None:
    """The view goes on showing the processes."""
    gone = Database(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")
    assert stack_view.lines([view("web")], gone)[-1] == "messages: the database does not answer"
    gone.close()


@pytest.fixture
def up(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """The command as an operator starts it, without a terminal."""
    own = settings.model_copy(update={"port": free_port()})
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "up"],
        env={**os.environ, **environment(own)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_up_migrates_runs_everything_and_leaves_nothing_behind(
    up: subprocess.Popen[str], settings: Settings
) -> None:
    """On an empty folder: workers and sweeper live; after SIGTERM no process of it is left."""
    database = open_database(settings)
    wait_until(lambda: len(living(database)) == 4, "three workers and the sweeper live")
    with database.read() as session:
        assert depths(session) == {}
    family = psutil.Process(up.pid).children(recursive=True)
    assert {"redis-server", "valkey-server"} & {child.name() for child in family} or any(
        "redis" in " ".join(child.cmdline()) for child in family
    )
    up.send_signal(signal.SIGTERM)
    output, _ = up.communicate(timeout=60)
    assert up.returncode == 0
    assert "transcribe-worker: running" in output and "Stopping" in output
    assert [child for child in family if child.is_running()] == []
    assert living(database) == []
    database.close()


def living(database: Database) -> list[str]:
    """The names of all living components; none while the tables are not there."""
    try:
        with database.read() as session:
            return [vital.name for vital in components.vitals(session) if vital.alive]
    except Exception:
        return []
