"""``earwitness evaluate``: how well the machine reads and hears, measured on labelled messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


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
