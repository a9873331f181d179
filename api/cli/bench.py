"""``earwitness bench``: what this machine does with this installation's model.

One option a measurement; each measures in a module of ``api.bench`` and is shown here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voice_intake.errors import ConfigurationError

if TYPE_CHECKING:
    from rich.console import Console

    from api.bench.soak import Look, OnLook, Plan, Report
    from api.bench.tune import Tried
    from api.demo.samples import Sample
    from voice_intake.settings import Settings

MB = 1 << 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bench")(bench)


def bench(
    soak: Annotated[
        bool,
        typer.Option(
            "--soak", help="The samples through the engine process, round and round, with faults."
        ),
    ] = False,
    tune: Annotated[
        bool,
        typer.Option("--tune", help="Engines, precisions and layouts; the quickest as settings."),
    ] = False,
    minutes: Annotated[float, typer.Option(min=0.01, help="How long, of --soak.")] = 5.0,
    seconds: Annotated[float, typer.Option(min=0.01, help="How long each, of --tune.")] = 10.0,
    kill_every: Annotated[
        float,
        typer.Option(
            "--kill-every", min=0.0, help="Minutes between two kills of the engine; 0: none."
        ),
    ] = 10.0,
    max_growth: Annotated[
        int, typer.Option("--max-growth", min=1, help="MB that the engine's memory may grow by.")
    ] = 256,
    samples: Annotated[
        Path | None, typer.Option(help="A folder of NAME.wav + NAME.json; else the project's own.")
    ] = None,
    model: Annotated[str, typer.Option(help="Model name or the path of a .pt file.")] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on stdout; the picture goes to stderr.")
    ] = False,
) -> None:
    """Measure. Exit code 1: a message was lost, memory grew too far, a process stayed behind, or no
    engine could be tried.
    """
    if soak == tune:
        raise ConfigurationError(
            "Not one measurement was named.", next_step="Say either --soak or --tune."
        )
    from rich.console import Console

    from api.bench.soak import Plan
    from api.cli.transcribe import warn_of_demo_model, with_a_model
    from api.demo.samples import load_samples
    from voice_intake.logs import configure
    from voice_intake.settings import get_settings

    settings = get_settings()
    configure(settings.model_copy(update={"log_level": "CRITICAL"}))  # deaths are meant here
    settings = settings.model_copy(update={"model": model}) if model else with_a_model(settings)
    console = Console(stderr=True) if as_json else Console()
    spoken = load_samples(samples)
    if tune:
        ok = _tune(settings, spoken, seconds, console, as_json)
    else:
        plan = Plan(60 * minutes, kill_every_s=60 * kill_every, max_growth_bytes=max_growth * MB)
        ok = _soak(settings, spoken, plan, console, as_json)
    warn_of_demo_model({"synthetic_only": settings.model == "demo"})
    if not ok:
        raise typer.Exit(1)


def _soak(
    settings: Settings, samples: Sequence[Sample], plan: Plan, console: Console, as_json: bool
) -> bool:
    from api.bench.soak import soak

    with _picture(console, plan.duration_s) as on_look:
        report = soak(settings, samples, plan, on_look)
    _sum_up(console, report)
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    return not report.troubles


def _tune(
    settings: Settings, samples: Sequence[Sample], seconds: float, console: Console, as_json: bool
) -> bool:
    from api.bench.tune import best, tune
    from voice_intake.transcriber import SpokenInput

    spoken = [
        SpokenInput(item.audio.read_bytes(), file_name=item.audio.name, language=item.language)
        for item in samples
    ]
    console.print(TUNE_HEADING, highlight=False, soft_wrap=True)
    tried = tune(settings, spoken, seconds, lambda one: console.print(_tried(one), soft_wrap=True))
    first = best(tried)
    if as_json:
        found = {"tried": [one.as_dict() for one in tried], "best": first and first.way.lines}
        typer.echo(json.dumps(found, ensure_ascii=False))
    if first is None:
        console.print("[bold red]No engine could be tried.[/]")
        return False
    console.print("\nThe most messages a minute on this machine, as it was just now:\n")
    for line in first.way.lines:
        console.print(f"    {line}", highlight=False, soft_wrap=True)
    return True


TUNE_HEADING = "engine     precision  processes  threads  messages a minute  s a message"


def _tried(one: Tried) -> str:
    way = one.way
    told = f"{way.engine:11}{way.precision:11}{way.workers:9d}{way.threads:9d}"
    if one.why_not:
        return f"{told}  not here: {one.why_not.splitlines()[0]}"
    return f"{told}{one.messages_a_minute:19.1f}{one.message_s:13.2f}"


@contextmanager
def _picture(console: Console, duration_s: float) -> Iterator[OnLook]:
    """A bar, and above it a line a look; without a terminal the lines alone."""
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console.print(HEADING, highlight=False, soft_wrap=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("soak", total=duration_s)

        def on_look(look: Look) -> None:
            bar.console.print(_line(look), highlight=False, soft_wrap=True)
            bar.update(task, completed=look.at_s)

        yield on_look


HEADING = (
    "    time  messages  a minute  x real time  engine MB  growth MB  own MB  files  restarts  lost"
)


def _line(look: Look) -> str:
    minutes, seconds = divmod(int(look.at_s), 60)
    growth = "-" if look.growth_bytes is None else f"{look.growth_bytes / MB:+.0f}"
    return (
        f"{minutes:5d}:{seconds:02d}{look.messages:10d}{look.messages_a_minute:10.1f}"
        f"{look.audio_s / max(look.at_s, 1e-9):13.2f}{look.child_bytes / MB:11.0f}{growth:>11}"
        f"{look.own_bytes / MB:8.0f}{look.own_descriptors:7d}{look.restarts:10d}{look.errors:6d}"
    )


def _sum_up(console: Console, report: Report) -> None:
    last = report.looks[-1]
    answers = ", ".join(f"{kind} {count}" for kind, count in sorted(report.answers.items()))
    growth = report.growth_bytes
    told = (
        "not measured (no engine lived long enough)" if growth is None else f"{growth / MB:.0f} MB"
    )
    console.print(
        f"{last.messages} messages in {last.at_s / 60:.1f} min, {last.messages_a_minute:.1f} a minute, "
        f"batches of {report.batch_size}: {answers}.\n"
        f"Engine killed {report.kills} times, started again {last.restarts} times; "
        f"largest growth of its memory: {told}.",
        highlight=False,
    )
    if report.changed:
        console.print(
            f"[yellow]Not the same text each time:[/] {', '.join(report.changed)}", highlight=False
        )
    for trouble in report.troubles:
        console.print(f"[bold red]{trouble}[/]", highlight=False)
    if not report.troubles:
        console.print("[green]Nothing was lost.[/]", highlight=False)
