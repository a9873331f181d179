"""``earwitness process``: audio files to transcripts and reports, in this process."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from voice_intake.errors import ConfigurationError, EarwitnessError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(process)


def process(
    audio: Annotated[list[str], typer.Argument(help="Audio files; `-` reads one from stdin.")],
    model: Annotated[str, typer.Option(help="Model name or the path of a .pt file.")] = "",
    language: Annotated[str, typer.Option(help="Whisper code; without it, detected.")] = "",
    received_at: Annotated[
        str, typer.Option("--received-at", help="ISO time; else each file's own time.")
    ] = "",
) -> None:
    """Transcribe and read AUDIO files: one JSON line a file with file, transcript, report."""
    from api.cli.extract import fault, tell_fault
    from api.cli.transcribe import results, tell_failure, warn_of_demo_model, with_a_model
    from nlp.reader import Reader
    from voice_intake import languages
    from voice_intake.settings import get_settings
    from voice_intake.transcriber import open_transcriber

    settings = get_settings()
    settings = settings.model_copy(update={"model": model}) if model else with_a_model(settings)
    code = languages.code_of(language) if language else None
    moment = _moment(received_at)
    reader = Reader()
    transcriber = open_transcriber(settings)
    warn_of_demo_model(transcriber.facts)
    failures = 0
    try:
        for name, result in results(transcriber, audio, code, settings.caller_channel):
            if isinstance(result, EarwitnessError):
                failures += 1
                tell_failure(name, result)
                continue
            received = moment or _left_at(Path(name))
            report: dict[str, Any] | None = None
            try:
                report = reader.read_transcription(result, received_at=received)
            except Exception as error:  # what was heard is kept, and the other files are read
                failures += 1
                tell_fault(error)
                tell_failure(name, fault())
            line = {"file": name, "transcript": result.as_dict(), "report": report}
            typer.echo(json.dumps(line, ensure_ascii=False))
    finally:
        transcriber.close()
    if failures:
        raise typer.Exit(1)


def _moment(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError as error:
        raise ConfigurationError(
            f"{said!r} is not a time.", next_step="Write it as 2026-11-20T10:15:00+08:00."
        ) from error


def _left_at(path: Path) -> datetime:
    """The sample's own time where a JSON of its name says so, else when the file was written; of
    what comes from stdin, now."""
    if str(path) == "-":
        return datetime.now(UTC)
    beside = path.with_suffix(".json")
    try:
        return datetime.fromisoformat(json.loads(beside.read_text("utf-8"))["received_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
