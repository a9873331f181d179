"""The command line ``earwitness``: one file a command, heavy imports inside the command.

Each module listed in ``COMMANDS`` has ``register(app)``, which adds its command or group.
"""

from __future__ import annotations

import sys
from importlib import import_module

import typer
from rich.console import Console
from rich.markup import escape

from voice_intake.errors import EarwitnessError

#: Modules of this package, in the order of ``earwitness --help``.
COMMANDS: tuple[str, ...] = (
    "demo",
    "migrate",
    "serve",
    "up",
    "worker",
    "sweeper",
    "reconcile",
    "submit",
    "watch",
    "transcribe",
    "models",
    "extract",
    "process",
    "evaluate",
    "gazetteer",
    "doctor",
    "bench",
    "export",
    "user",
    "key",
    "audit",
)

app = typer.Typer(
    name="earwitness",
    help="Voice messages to the police become reports whose every field points at its second of audio.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _root() -> None:
    """Earwitness."""


def build() -> typer.Typer:
    """The application with every command."""
    if not app.registered_commands and not app.registered_groups:
        for name in COMMANDS:
            import_module(f"api.cli.{name}").register(app)
    return app


def main() -> None:
    """Entry point: an error of ours is one clear line on stderr and exit code 2."""
    try:
        build()()
    except EarwitnessError as error:
        # Paths and `earwitness[ct2]` hold brackets, which are no markup; commands are copied whole.
        words = f"[bold red]error:[/] {escape(str(error))}"
        Console(stderr=True).print(words, highlight=False, soft_wrap=True)
        sys.exit(2)
