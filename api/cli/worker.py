"""``earwitness worker STAGE``: one worker of one stage."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class StageName(StrEnum):
    """The machine's stages."""

    fetch = "fetch"
    transcribe = "transcribe"
    extract = "extract"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worker")(worker)


def worker(
    stage: Annotated[StageName, typer.Argument(help="What to do with messages.")],
    burst: Annotated[
        bool, typer.Option("--burst", help="Work until nothing is due, then end.")
    ] = False,
) -> None:
    """Work on messages of one stage until SIGTERM or Ctrl+C; what is begun is finished first."""
    from voice_intake.logs import configure
    from voice_intake.settings import get_settings
    from voice_intake.worker import run

    settings = get_settings()
    configure(settings)
    run(settings, stage.value, once=burst)
