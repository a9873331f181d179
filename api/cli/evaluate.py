"""``earwitness evaluate``: how well the machine reads, measured on labelled messages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="Measure against labelled messages.", no_args_is_help=True)
    group.command("reading")(reading)
    app.add_typer(group, name="evaluate")


def reading(
    folder: Annotated[
        Path | None, typer.Option(help="Folder of *.jsonl; the project's own if not given.")
    ] = None,
    split: Annotated[str, typer.Option(help="dev, test, unseen or all.")] = "all",
    errors: Annotated[bool, typer.Option(help="List what was wrong, message by message.")] = False,
) -> None:
    """Print precision, recall and accuracy by language and kind, with 95 % Wilson intervals."""
    from rich.console import Console
    from rich.table import Table

    from nlp import evaluate

    messages = evaluate.load(folder, split)
    result = evaluate.run(messages)
    table = Table(
        "language", "kind", "measure", "right", "of", "%", "95 %", title=f"reading, {split}"
    )
    for row in result.rows:
        low, high = row.interval
        table.add_row(
            row.language, row.kind, row.measure, str(row.right), str(row.of),
            f"{100 * row.share:.0f}", f"{100 * low:.0f}-{100 * high:.0f}",
        )  # fmt: skip
    Console().print(table)
    if errors:
        for message, kind, wanted, got in result.mistakes:
            typer.echo(f"{message}\t{kind}\twanted {wanted}\tgot {got}")
