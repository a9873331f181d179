"""``earwitness sweeper``: the process that looks for forgotten work."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sweeper")(sweeper)


def sweeper(
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
) -> None:
    """Look every few seconds for work that was forgotten, until SIGTERM or Ctrl+C."""
    from voice_intake.db import open_database
    from voice_intake.logs import configure
    from voice_intake.settings import get_settings
    from voice_intake.sweeper import run, sweep

    settings = get_settings()
    configure(settings)
    if not once:
        run(settings)
        return
    database = open_database(settings)
    report = sweep(database, settings)
    database.close()
    typer.echo(
        f"due: {sum(report.due.values())}, hints sent: {report.hinted},"
        f" handed over to a human: {len(report.handed_over)}"
    )
