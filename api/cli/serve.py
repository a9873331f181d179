"""``earwitness serve``: the web process: intake, API and console."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 for any.")] = None,
) -> None:
    """Serve intake, API and console until SIGTERM or Ctrl+C; open requests are finished first."""
    from api.server import run
    from voice_intake.settings import get_settings

    settings = get_settings()
    changes = {"host": host, "port": port}
    run(settings.model_copy(update={k: v for k, v in changes.items() if v is not None}))
