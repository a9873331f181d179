"""``earwitness watch``: folders in which a phone system drops audio files."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from voice_intake.gateways.watch_folder import Taken, WatchFolder


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(watch)


def watch(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Folders; none: those of EARWITNESS_WATCH_FOLDERS.", show_default=False
        ),
    ] = None,
    source: Annotated[str, typer.Option(help="The gateway's name for FOLDERS.")] = "watch",
    settle: Annotated[
        float, typer.Option(help="Seconds for which a file must not have changed.")
    ] = 2.0,
) -> None:
    """Take audio files from folders until SIGTERM or Ctrl+C; see docs for what becomes of them."""
    import signal
    from concurrent.futures import ThreadPoolExecutor

    from voice_intake.db import open_database
    from voice_intake.errors import ConfigurationError
    from voice_intake.gateways.watch_folder import WatchFolder
    from voice_intake.logs import configure
    from voice_intake.settings import get_settings

    settings = get_settings()
    configure(settings)
    watched = {str(folder): source for folder in folders or []} or settings.watch_folders
    if not watched:
        raise ConfigurationError(
            "There is no folder to watch.",
            next_step='Name one, or set EARWITNESS_WATCH_FOLDERS=\'{"/path": "gateway"}\'.',
        )
    stop, database = threading.Event(), open_database(settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    watching = [
        WatchFolder(database, settings, Path(path).expanduser(), gateway, settle_s=settle)
        for path, gateway in watched.items()
    ]
    with ThreadPoolExecutor(len(watching)) as pool:
        runs = [pool.submit(_run, folder, stop) for folder in watching]
    database.close()
    for run in runs:
        run.result()


def _run(folder: WatchFolder, stop: threading.Event) -> None:
    """Where one folder's watcher breaks, all end: the supervisor starts the command again."""
    try:
        folder.run(stop, _tell)
    finally:
        stop.set()


def _tell(taken: Taken) -> None:
    if taken.receipt is not None:
        typer.echo(f"{taken.receipt.reference}  {taken.path}")
    else:
        typer.echo(f"refused  {taken.path}: {taken.reason}", err=True)
