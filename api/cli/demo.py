"""``earwitness demo``: everything on the sample messages, for real."""

from __future__ import annotations

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    once: bool = typer.Option(False, "--once", help="End when every sample has ended."),
    data_dir: Path = typer.Option(
        Path("var/demo"), help="The demonstration's own folder; made anew each time."
    ),
    samples: Path | None = typer.Option(None, help="A folder of NAME.wav + NAME.json."),
    model: str = typer.Option("demo", help="A model's name, or the path of a .pt file."),
    port: int | None = typer.Option(None, help="The console's port; default 8000 or a free one."),
    json_output: Path | None = typer.Option(None, "--json", help="Also write the outcomes there."),
) -> None:
    """Start everything, post the sample messages, print each report as it becomes ready.

    Exit code 0 only if every sample ended in its expected state with its expected flags.
    """
    from rich.console import Console

    from api.demo.run import alone_in, demo_settings, empty_folder, outcomes_as_json, show
    from api.demo.samples import load_samples
    from voice_intake.settings import get_settings

    chosen = load_samples(samples)
    base = get_settings().model_copy(update={"model": model})
    with alone_in(data_dir):
        empty_folder(data_dir)
        settings = demo_settings(base, data_dir, port=port)
        outcomes = show(Console(), settings, chosen, stay=not once)
    if json_output:
        json_output.write_text(outcomes_as_json(outcomes) + "\n", encoding="utf-8")
    if any(outcome.surprises for outcome in outcomes):
        raise typer.Exit(1)
