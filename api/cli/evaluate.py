"""``earwitness evaluate``: how well the machine reads and hears, measured on labelled messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voice_intake.errors import ConfigurationError

if TYPE_CHECKING:
    from nlp.evaluate import Row


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="Measure against labelled messages.", no_args_is_help=True)
    group.command("reading")(reading)
    group.command("transcription")(transcription)
    app.add_typer(group, name="evaluate")


def reading(
    folder: Annotated[
        Path | None, typer.Option(help="Folder of *.jsonl; the project's own if not given.")
    ] = None,
    split: Annotated[
        str, typer.Option(help="dev, test, visible (both), unseen (kept apart), or all.")
    ] = "visible",
    ids: Annotated[
        str, typer.Option(metavar="PREFIX", help="Only messages whose ids begin so.")
    ] = "",
    errors: Annotated[bool, typer.Option(help="List what was wrong, message by message.")] = False,
    write: Annotated[
        Path | None, typer.Option(help="Measure every split and write the figures as Markdown.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit code 1 where a measure is below its floor.")
    ] = False,
    floors: Annotated[
        Path | None, typer.Option(help="Floors to check against; the project's own if not given.")
    ] = None,
) -> None:
    """Print precision, recall and accuracy by language and kind, with 95 % Wilson intervals."""
    from nlp import accuracy, evaluate

    if write or check:
        results = accuracy.measure(folder=folder)
        if write:
            write.write_text(accuracy.document(results), "utf-8")
            typer.echo(f"{write} written")
        short = accuracy.shortfalls(results, accuracy.floors(floors)) if check else []
        for item in short:
            typer.echo(str(item), err=True)
        raise typer.Exit(1 if short else 0)
    messages = [m for m in evaluate.load(folder, split) if m.id.startswith(ids)]
    if not messages:
        raise ConfigurationError(
            f"no message of the split {split} has an id that begins with {ids!r}",
            next_step="give the beginning of an id that stands in samples/labelled, or another --split",
        )
    result = evaluate.run(messages)
    _print_rows(result.rows, f"reading, {split}")
    if errors:
        for message, kind, wanted, got in result.mistakes:
            typer.echo(f"{message}\t{kind}\twanted {wanted}\tgot {got}")


def _print_rows(rows: Sequence[Row], title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("language", "kind", "measure", "right", "of", "%", "95 %", title=title)
    for row in rows:
        low, high = row.interval
        table.add_row(
            row.language, row.kind, row.measure, str(row.right), str(row.of),
            f"{100 * row.share:.0f}", f"{100 * low:.0f}-{100 * high:.0f}",
        )  # fmt: skip
    Console().print(table)


def transcription(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Recordings, or folders of them; the samples if not given."),
    ] = None,
    compare: Annotated[
        list[str] | None,
        typer.Option(
            metavar="VARIANT",
            help="setting=value[,setting=value ...] of engine, precision, audio_context, "
            "beam_size, temperatures, model; again for each variant.",
        ),
    ] = None,
    model: Annotated[str, typer.Option(help="Model name, or the path of a .pt file.")] = "",
    language: Annotated[
        str, typer.Option(help="Code or name, told to the model; without it, detected.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Hear recordings: errors where NAME.json or NAME.txt says what was said, repetitions, seconds."""
    from rich.console import Console

    from api.cli.transcribe import warn_of_demo_model, with_a_model
    from api.evaluation import recordings, report, show, variants
    from voice_intake import languages
    from voice_intake.settings import get_settings

    code = languages.code_of(language) if language else None
    found = recordings.find(paths or [])
    settings = get_settings()
    each_names_one = len(compare or []) > 1 and all("model=" in item for item in compare or [])
    if model:
        settings = settings.model_copy(update={"model": model})
    elif not each_names_one:
        settings = with_a_model(settings)
    wanted = variants.plan(settings, compare) if compare else [variants.configured(settings)]
    with Console(stderr=True, quiet=as_json).status("loading the model") as status:
        made = report.make(
            wanted,
            found,
            language=code,
            on_recording=lambda label, name: status.update(f"{label}: {name}"),
        )
    for facts in {run.facts["sha256"]: run.facts for run in made.runs}.values():
        warn_of_demo_model(facts)
    if as_json:
        typer.echo(json.dumps(made.as_dict(), ensure_ascii=False, indent=1))
    else:
        show.show(Console(), made)
