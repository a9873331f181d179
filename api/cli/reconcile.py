"""``earwitness reconcile``: prove that uploads equal outcomes."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("reconcile")(reconcile)


def reconcile(
    full: Annotated[
        bool, typer.Option("--full", help="Hash every recording, not only a sample.")
    ] = False,
    head: Annotated[
        str | None,
        typer.Option(help="A head of the audit chain noted earlier: the chain must contain it."),
    ] = None,
) -> None:
    """Prove that uploads equal outcomes; exit code 1 where something is wrong."""
    from rich.console import Console
    from rich.table import Table

    from api.reconcile import checks
    from voice_intake.db import open_database
    from voice_intake.settings import get_settings

    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for column in ("check", "looked at", "result"):
        table.add_column(column, overflow="fold")
    settings = get_settings()
    database = open_database(settings)
    good = True
    for check in checks(database, settings, full=full, expected_head=head):
        good = good and check.good
        colour = "green" if check.good else "bold red"
        table.add_row(check.name, f"{check.looked_at:,}", f"[{colour}]{check.summary}[/]")
    database.close()
    Console().print(table, highlight=False)
    if not good:
        raise typer.Exit(1)
