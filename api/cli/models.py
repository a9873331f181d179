"""``earwitness models``: which speech models there are, getting one, converting and checking one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voice_intake.errors import ConfigurationError, EarwitnessError

if TYPE_CHECKING:
    from api.self_check.report import Report
    from voice_intake.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="Speech models: list, fetch, verify, convert.", no_args_is_help=True)
    group.command("list")(list_models)
    group.command()(fetch)
    group.command()(verify)
    group.command()(convert)
    app.add_typer(group, name="models")


def list_models(
    urls: Annotated[
        bool, typer.Option(help="Address, SHA-256 and place of each: to copy without a network.")
    ] = False,
) -> None:
    """Show every model that can be named, what it needs, and which are on this machine."""
    from voice_intake.settings import get_settings

    settings = get_settings()
    if urls:
        _print_urls(settings)
    else:
        _print_table(settings)


def _print_urls(settings: Settings) -> None:
    """Plain lines that can be copied and cut."""
    from voice_intake import model_store

    for name, public in model_store.PUBLIC_MODELS.items():
        typer.echo(f"{name}\t{public.url}\t{public.sha256}\t{model_store.location(settings, name)}")


def _print_table(settings: Settings) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    from voice_intake import model_store

    own = {path.stem for path in settings.models_dir.glob("*.pt")}
    names = [model_store.DEMO, *model_store.PUBLIC_MODELS]
    table = Table(
        Column("name", no_wrap=True),
        *("here", "size", "memory", "languages", "translates", "licence"),
        padding=(0, 0),
    )
    for name in [*names, *sorted(own - set(names))]:
        path = model_store.location(settings, name)
        marked = f"[bold]{name}[/] *" if name == settings.model else name
        table.add_row(marked, "yes" if path.is_file() else "no", *_facts(name, path))
    console = Console()
    console.print(table)
    console.print(f"* configured. They lie in {settings.models_dir}.", soft_wrap=True)
    _print_conversions(settings, console)


def _facts(name: str, path: Path) -> tuple[str, str, str, str, str]:
    """Size, memory, languages, translates, licence."""
    from voice_intake import model_store
    from voice_intake.engines import layout

    public = model_store.public_model(name)
    size = path.stat().st_size if path.is_file() else public.size_bytes if public else 0
    memory = size * layout.BYTES_A_FILE_BYTE + layout.LIBRARIES_BYTES
    figures = (f"{size / 1e6:.0f} MB", f"{memory / 1e9:.1f} GB") if size else ("?", "?")
    if public is not None:
        translates = "yes" if public.can_translate else "no"
        return (*figures, str(public.languages), translates, model_store.LICENCE)
    if name == model_store.DEMO:
        return (*figures, "3, synthetic", "no", "Apache-2.0")
    return (*figures, "?", "?", "?")


def _print_conversions(settings: Settings, console: Any) -> None:
    from rich.table import Table

    from voice_intake.engines import convert as conversion

    found = conversion.everything(settings)
    if found:
        table = Table("converted for faster-whisper", "quantization", "size", "folder")
        for item in found:
            size = f"{item.size_bytes / 1e6:.0f} MB"
            table.add_row(item.name, item.quantization, size, item.folder.name)
        console.print(table)


def fetch(
    name: Annotated[str, typer.Argument(help="tiny, base, small, medium, large, turbo ...")],
    force: Annotated[bool, typer.Option(help="Download again, whatever is there.")] = False,
) -> None:
    """Download one of openai-whisper's models; goes on where an earlier download stopped."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

    from voice_intake import model_store
    from voice_intake.settings import get_settings

    columns = ("[progress.description]{task.description}", BarColumn(), DownloadColumn())
    with Progress(*columns, TransferSpeedColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task(name, total=None)

        def on_bytes(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total or None)

        found = model_store.fetch(get_settings(), name, on_bytes=on_bytes, force=force)
    typer.echo(f"{name} is at {found.path}; its sha256 is the published one.")


def convert(
    name: Annotated[str, typer.Argument(help="Name, or path of a .pt file.")],
    quantization: Annotated[
        str, typer.Option(help="int8, int8_float32, float16 or float32.")
    ] = "int8",
) -> None:
    """Write the files that faster-whisper loads, from a .pt file on this machine; downloads nothing."""
    from voice_intake import model_store
    from voice_intake.engines import convert as conversion
    from voice_intake.settings import get_settings

    wanted = next((item for item in conversion.QUANTIZATIONS if item == quantization), None)
    if wanted is None:
        raise ConfigurationError(
            f"There is no quantization {quantization!r}.",
            next_step=f"Use one of {', '.join(conversion.QUANTIZATIONS)}.",
        )
    settings = get_settings()
    source = model_store.resolve(settings, name)
    made = conversion.convert(
        settings, source, wanted, on_step=lambda step: typer.echo(f"{step} ...", err=True)
    )
    typer.echo(f"{made.folder}: {made.size_bytes / 1e6:.0f} MB, from sha256 {made.sha256}")


def verify(
    name: Annotated[str, typer.Argument(help="Name or path; without it, the configured one.")] = "",
    run: Annotated[
        bool, typer.Option("--run", help="Hear the samples with every engine and compare.")
    ] = False,
    samples: Annotated[
        Path | None, typer.Option(help="With --run: another folder of NAME.wav and NAME.json.")
    ] = None,
    messages: Annotated[
        int, typer.Option(min=0, help="With --run: messages a language; 0: all.")
    ] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="With --run: print JSON.")] = False,
) -> None:
    """Load a model and say what it is; exit code 1 where it cannot be used or --run finds a fault."""
    from voice_intake.settings import get_settings

    settings = get_settings()
    if name:
        settings = settings.model_copy(update={"model": name})
    try:
        _say_what_it_is(settings, quiet=as_json)
        report = _check(settings, samples, messages, quiet=as_json) if run else None
    except EarwitnessError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if report is None:
        return
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        _show(report)
    if not report.passed:
        raise typer.Exit(1)


def _say_what_it_is(settings: Settings, *, quiet: bool) -> None:
    from api.cli.transcribe import warn_of_demo_model
    from voice_intake.engines import convert as conversion
    from voice_intake.transcriber import open_transcriber

    transcriber = open_transcriber(settings)
    facts = transcriber.facts
    transcriber.close()
    warn_of_demo_model(facts)
    if quiet:
        return
    typer.echo(f"{facts['name']} loads: {facts['engine']} {facts['engine_version']}")
    typer.echo(f"sha256 {facts['sha256']}")
    for item in conversion.everything(settings):
        if item.sha256 == facts["sha256"]:
            whole = conversion.read(item.folder, hashes=True) is not None
            state = "whole" if whole else f"BROKEN: remove {item.folder}"
            typer.echo(f"conversion {item.quantization}: {state}")


def _check(settings: Settings, samples: Path | None, messages: int, *, quiet: bool) -> Report:
    from rich.console import Console

    from api.self_check import report

    console = Console(stderr=True, quiet=quiet)
    with console.status("preparing the samples") as status:
        return report.make(
            settings,
            samples,
            a_language=messages,
            on_case=lambda engine, case: status.update(f"{engine}: {case}"),
        )


def _show(report: Report) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(
        "engine", "language", "messages", "language right", "errors", "seconds", "x real time"
    )
    for run in report.runs:
        for language, row in report.figures[run.label].items():
            table.add_row(
                run.label, language, f"{row['messages']}", f"{row['language_right']}",
                f"{row['error_rate']:.0%}", f"{row['took_s']:.1f}", f"{row['real_time_factor']:.2f}",
            )  # fmt: skip
    console.print(table)
    for label, error in report.failures.items():
        console.print(f"[red]FAILED[/] {label}: {error}", soft_wrap=True)
    for check in report.checks:
        mark = "[green]ok[/]    " if check.passed else "[red]FAILED[/]"
        console.print(f"{mark} {check.name}, {check.engine}: {check.detail}", soft_wrap=True)
    console.print(
        "Errors (words, in Chinese characters, against what was said) tell of the weights and "
        "pass or fail nothing.",
        soft_wrap=True,
    )
