"""``earwitness doctor``: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from voice_intake.errors import EarwitnessError

if TYPE_CHECKING:
    from voice_intake.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``level``: ok, warning (works, but know this) or wrong."""

    what: str
    level: str
    detail: str
    #: How to mend it.
    remedy: str = ""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor() -> None:
    """Check this installation; exit code 1 where something is wrong."""
    from rich.console import Console

    from voice_intake.settings import get_settings

    console = Console(highlight=False, soft_wrap=True)
    findings = [check(get_settings()) for check in CHECKS]
    for finding in findings:
        console.print(f"{_MARKS[finding.level]} {finding.what}: ", end="")
        style = {"warning": "bold yellow", "wrong": "bold red"}.get(finding.level)
        console.print(finding.detail, style=style, markup=False)
        if finding.remedy:
            console.print(f"     -> {finding.remedy}", markup=False)
    if any(finding.level == "wrong" for finding in findings):
        raise typer.Exit(1)


def check_python(_settings: Settings) -> Finding:
    """Which interpreter this is."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", "ok", f"{version} ({sys.executable})")


def check_data_dir(settings: Settings) -> Finding:
    """Whether the data folder can be written, and has room."""
    what = "data folder"
    try:
        free = settings.free_bytes()
        probe = settings.data_dir / f".doctor-{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        remedy = "Give this user the right to write there, or set EARWITNESS_DATA_DIR."
        return Finding(what, "wrong", f"{settings.data_dir}: {error.strerror}", remedy)
    detail = f"{settings.data_dir}, {free / 1e9:.1f} GB free"
    if free < settings.min_free_bytes:
        remedy = "Uploads are refused (503): free space, or lower EARWITNESS_MIN_FREE_BYTES."
        return Finding(what, "wrong", detail, remedy)
    if free < 20 * settings.min_free_bytes:
        return Finding(what, "warning", detail, "Little room is left: free space soon.")
    return Finding(what, "ok", detail)


def check_database(settings: Settings) -> Finding:
    """Whether the database answers and has the newest schema."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from sqlalchemy.exc import SQLAlchemyError

    from api.schema import configuration
    from voice_intake.db import open_database

    what = "database"
    try:
        database = open_database(settings)
        with database.engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
        kind = database.engine.dialect.name
        database.close()
    except (SQLAlchemyError, OSError) as error:
        remedy = "Start the database, or correct EARWITNESS_DATABASE_URL."
        return Finding(what, "wrong", f"cannot be reached ({type(error).__name__})", remedy)
    script = ScriptDirectory.from_config(configuration(settings.sqlalchemy_url))
    head = script.get_current_head()
    if present != head:
        detail = f"{kind}, at schema {present or 'none'}, newest is {head}"
        return Finding(what, "wrong", detail, "Run `earwitness migrate`.")
    return Finding(what, "ok", f"{kind}, at the newest schema ({head})")


def check_redis(settings: Settings) -> Finding:
    """Whether Redis answers. Without it messages are kept and the sweeper still finds them."""
    what = "Redis"
    from voice_intake import queue
    from voice_intake.stages import TRANSCRIBE

    if queue.waiting(settings, TRANSCRIBE) is not None:
        return Finding(what, "ok", "answers")
    if settings.redis_url:
        remedy = "Start it, or correct EARWITNESS_REDIS_URL. Messages wait and are not lost."
        return Finding(what, "wrong", "does not answer", remedy)
    return Finding(what, "warning", "not running", "`earwitness up` starts and supervises one.")


def check_decoder(settings: Settings) -> Finding:
    """Whether a recording can be decoded in the sandbox, by doing so."""
    what = "decoder"
    try:
        import av

        from voice_intake.audio import Decoder

        with Decoder(max_recording_s=settings.max_recording_s) as decoder:
            waveform = decoder.decode(b"\xff" * 8000, media_type="audio/basic")
    except ImportError as error:
        return Finding(
            what, "wrong", str(error), "Install the extra: pip install earwitness[whisper]."
        )
    except EarwitnessError as error:
        return Finding(
            what, "wrong", str(error), "Reinstall PyAV: pip install --force-reinstall av."
        )
    return Finding(
        what, "ok", f"PyAV {av.__version__} decoded {waveform.duration_s:.0f} s of mu-law"
    )


def check_model(settings: Settings) -> Finding:
    """Whether the configured model is there and whole."""
    from voice_intake import model_store

    what = "speech model"
    try:
        found = model_store.resolve(settings)
    except EarwitnessError as error:
        return Finding(what, "wrong", error.detail, error.next_step)
    public = model_store.public_model(found.name)
    if public is not None and public.sha256 != found.sha256:
        remedy = f"Run `earwitness models fetch --force {found.name}`."
        return Finding(what, "wrong", f"{found.path} is cut or changed", remedy)
    if found.synthetic_only:
        detail = f"{found.path} is the DEMO's model: it knows synthetic voices, never callers"
        remedy = "For real calls: `earwitness models fetch small`, EARWITNESS_MODEL=small."
        return Finding(what, "warning", detail, remedy)
    detail = f"{found.name}, {found.path.stat().st_size / 1e6:.0f} MB ({found.path})"
    return Finding(what, "ok", detail)


def check_engine(settings: Settings) -> Finding:
    """Whether what the engine needs is installed, without loading it."""
    from importlib.metadata import PackageNotFoundError, version

    what = "engine"
    cores = len(os.sched_getaffinity(0))
    try:
        parts = [f"{name} {version(name)}" for name in _ENGINE_PACKAGES]
    except PackageNotFoundError as error:
        remedy = "Run `make install`, or see README on installing openai-whisper."
        return Finding(what, "wrong", f"{error.name} is not installed", remedy)
    threads = settings.engine_threads or cores
    detail = f"{', '.join(parts)}; {threads} of {cores} CPU threads"
    if threads > cores:
        return Finding(
            what, "warning", detail, f"Set EARWITNESS_ENGINE_THREADS to {cores} or less."
        )
    return Finding(what, "ok", detail)


_ENGINE_PACKAGES = ("openai-whisper", "torch", "torchaudio", "silero-vad")
_MARKS = {"ok": "[green] ok [/]", "warning": "[bold yellow]note[/]", "wrong": "[bold red]MEND[/]"}

#: In the order they are printed.
CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    check_python,
    check_data_dir,
    check_database,
    check_redis,
    check_decoder,
    check_model,
    check_engine,
)
