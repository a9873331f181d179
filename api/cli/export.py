"""``earwitness export``: reports as CSV, NDJSON or GeoJSON."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voice_intake.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.export.run import ExportOrder


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(
    format: Annotated[str, typer.Option("--format", help="csv, ndjson or geojson.")],
    output: Annotated[str, typer.Option("--output", "-o", help="File, or - for stdout.")],
    since: Annotated[datetime | None, typer.Option(help="Received from then on.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Received before then.")] = None,
    incident_type: Annotated[list[str] | None, typer.Option(help="Incident type code.")] = None,
    district: Annotated[list[str] | None, typer.Option(help="District code, e.g. YTM.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Whisper language code.")] = None,
    urgency: Annotated[list[str] | None, typer.Option(help="emergency, priority, routine.")] = None,
    status: Annotated[list[str] | None, typer.Option(help="waiting, claimed ...")] = None,
    unmasked: Annotated[bool, typer.Option(help="With personal data.")] = False,
) -> None:
    """Export reports; personal data is masked and the run is logged. Times are Hong Kong's."""
    from api.export.run import ExportOrder
    from api.queue_view import QueueFilters
    from api.times import aware

    filters = QueueFilters(
        list="all",
        urgency=tuple(urgency or ()),
        incident_type=tuple(incident_type or ()),
        district=tuple(district or ()),
        language=tuple(language or ()),
        status=tuple(status or ()),
        since=aware(since),
        until=aware(until),
    )
    _run(ExportOrder(format, "cli", filters, masked=not unmasked), output)


def _run(order: ExportOrder, output: str) -> None:
    from api.export.run import export as start
    from voice_intake.db import open_database
    from voice_intake.settings import get_settings

    if output != "-":
        _check_place(Path(output))
    database = open_database(get_settings())
    try:
        pieces = start(database, order)
        if output == "-":
            _to_stdout(pieces)
        else:
            _to_file(pieces, Path(output))
    finally:
        database.close()


def _to_stdout(pieces: Iterator[bytes]) -> None:
    stream = typer.get_binary_stream("stdout")
    for piece in pieces:
        stream.write(piece)
    stream.flush()


def _to_file(pieces: Iterator[bytes], path: Path) -> None:
    """Write beside the file and rename, so that nobody reads half an export."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(pieces)
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def _check_place(path: Path) -> None:
    """Refuse an impossible place before the run is logged."""
    try:
        part = path.with_name(f".{path.name}.part")
        part.touch()
        part.unlink()
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: Exception) -> ConfigurationError:
    words = getattr(error, "strerror", None) or str(error)
    return ConfigurationError(
        f"{path} cannot be written: {words}.",
        next_step="Name a file in a folder that you may write to.",
    )
