"""``earwitness models``: which speech models there are, getting one, and checking one."""

from __future__ import annotations

from typing import Annotated

import typer

from voice_intake.errors import EarwitnessError


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="Speech models: list, fetch, verify.", no_args_is_help=True)
    group.command("list")(list_models)
    group.command()(fetch)
    group.command()(verify)
    app.add_typer(group, name="models")


def list_models() -> None:
    """Show every model that can be named, and which are on this machine."""
    from rich.console import Console
    from rich.table import Table

    from voice_intake import model_store
    from voice_intake.settings import get_settings

    settings = get_settings()
    own = {path.stem for path in settings.models_dir.glob("*.pt")}
    names = [model_store.DEMO, *model_store.PUBLIC_MODELS]
    table = Table("name", "on this machine", "file")
    for name in [*names, *sorted(own - set(names))]:
        path = model_store.location(settings, name)
        there = f"yes, {path.stat().st_size / 1e6:.0f} MB" if path.is_file() else "no"
        marked = f"[bold]{name}[/] (configured)" if name == settings.model else name
        table.add_row(marked, there, str(path))
    Console().print(table)


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


def verify(
    name: Annotated[str, typer.Argument(help="Name or path; without it, the configured one.")] = "",
) -> None:
    """Load a model and say what it is; exit code 1 where it cannot be used."""
    from voice_intake.settings import get_settings
    from voice_intake.transcriber import open_transcriber

    try:
        transcriber = open_transcriber(get_settings(), model=name or None)
    except EarwitnessError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    facts = transcriber.facts
    transcriber.close()
    typer.echo(f"{facts['name']} loads: {facts['engine']} {facts['engine_version']}")
    typer.echo(f"sha256 {facts['sha256']}")
    from api.cli.transcribe import warn_of_demo_model

    warn_of_demo_model(facts)
