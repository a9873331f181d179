"""``earwitness up``: everything on this machine, supervised, with one view of it."""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from api.stack import Stack
    from voice_intake.db import Database
    from voice_intake.settings import Settings
    from voice_intake.supervisor import Supervisor

#: Seconds between two looks at the children, and between two pictures of them.
TICK_S, PICTURE_S = 0.25, 1.0


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("up")(up)


def up() -> None:
    """Start Redis, web, workers and sweeper, keep them running, and show them, until Ctrl+C."""
    from rich.console import Console

    from api.single import check_port, holding
    from voice_intake.logs import configure
    from voice_intake.settings import get_settings

    console = Console()
    settings = get_settings()
    # On a terminal the picture shows what the log would say, in the middle of it.
    quiet = {"log_level": "CRITICAL"} if console.is_terminal else {}
    configure(settings.model_copy(update=quiet))
    check_port(settings.host, settings.port)
    with holding(
        settings.run_dir / "up.lock",
        f"`earwitness up` in {settings.data_dir}",
        "End it, or set EARWITNESS_DATA_DIR to another folder.",
    ):
        _run(settings, console)


def _run(settings: Settings, console: Console) -> None:
    from api.stack import log_dir, prepare
    from voice_intake.db import open_database

    stack = prepare(settings)
    for note in stack.notes:
        console.print(f"[yellow]note:[/] {note}", highlight=False)
    address = f"http://{stack.settings.host}:{stack.settings.port}"
    console.print(f"Console and API: {address}", highlight=False)
    console.print(f"Logs: {log_dir(stack.settings)}", highlight=False)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    database = open_database(stack.settings)
    supervisor = stack.supervisor()
    try:
        _watch(console.is_terminal, stack, supervisor, database, stopping)
    finally:
        console.print("Stopping; what is begun is finished first ...")
        supervisor.stop()
        database.close()


def _watch(
    on_terminal: bool,
    stack: Stack,
    supervisor: Supervisor,
    database: Database,
    stopping: threading.Event,
) -> None:
    if on_terminal:
        _show_live(supervisor, database, stopping)
    else:
        _print_changes(supervisor, database, stopping)


def _show_live(supervisor: Supervisor, database: Database, stopping: threading.Event) -> None:
    from rich.live import Live

    from api.stack_view import picture

    with Live(auto_refresh=False) as live:
        until_picture = 0.0
        while not stopping.is_set():
            supervisor.tick()
            until_picture -= TICK_S
            if until_picture <= 0:
                live.update(picture(supervisor.states(), database), refresh=True)
                until_picture = PICTURE_S
            stopping.wait(TICK_S)


def _print_changes(supervisor: Supervisor, database: Database, stopping: threading.Event) -> None:
    from api.stack_view import lines

    shown: list[str] = []
    while not stopping.is_set():
        supervisor.tick()
        present = lines(supervisor.states(), database)
        for line in present:
            if line not in shown:
                typer.echo(line)
        if present != shown:
            sys.stdout.flush()
        shown = present
        stopping.wait(TICK_S)
