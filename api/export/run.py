"""One export from beginning to end: a snapshot, a format, a log entry with the file's sha256."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from api.errors import FormatNotAvailableError
from api.export import csv_, geojson, ndjson
from api.export.rows import ExportRow, export_rows
from api.models import ExportRun
from api.queue_filters import QueueFilters, narrowing
from voice_intake import audit
from voice_intake.db import Database, now

Writer = Callable[[Iterable[ExportRow], datetime], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its media type and the function that writes it in pieces of text."""

    name: str
    media_type: str
    write: Writer


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        item.name: item
        for item in (
            Format("csv", "text/csv; charset=utf-8", csv_.write),
            Format("ndjson", "application/x-ndjson", ndjson.write),
            Format("geojson", "application/geo+json", geojson.write),
        )
    }
)
#: Known, and not written yet.
LATER = ("xlsx", "parquet", "eido")


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What to export for whom."""

    format: str
    actor: str
    filters: QueueFilters = field(default_factory=QueueFilters)
    masked: bool = True


def format_named(name: str) -> Format:
    """The format of this name. Raises FormatNotAvailableError, which lists those that there are."""
    found = FORMATS.get(name)
    if found is None:
        known = "is not available in this version" if name in LATER else "is not an export format"
        raise FormatNotAvailableError(
            f"{name[:20]!r} {known}.", next_step=f"Choose one of {', '.join(FORMATS)}."
        )
    return found


def export(database: Database, order: ExportOrder) -> Iterator[bytes]:
    """Log the beginning, then give the file in pieces; at the end the run is logged with its hash.

    Raises FormatNotAvailableError and ReviewInvalidError before the first piece.
    """
    format_ = format_named(order.format)
    narrowing(order.filters)
    _record(database, order, "export.started")
    return _pieces(database, order, format_)


def _pieces(database: Database, order: ExportOrder, format_: Format) -> Iterator[bytes]:
    digest, counter = hashlib.sha256(), _Counter()
    with _snapshot(database) as session:
        as_of = now(session)
        rows = counter.count(export_rows(session, order.filters, masked=order.masked))
        for piece in format_.write(rows, as_of):
            data = piece.encode()
            digest.update(data)
            yield data
    _finish(database, order, counter.rows, digest.hexdigest())


class _Counter:
    """Counts what passes through it."""

    def __init__(self) -> None:
        self.rows = 0

    def count(self, rows: Iterable[ExportRow]) -> Iterator[ExportRow]:
        for row in rows:
            self.rows += 1
            yield row


@contextmanager
def _snapshot(database: Database) -> Iterator[Session]:
    """A reading session to which the whole export is one moment."""
    with database.read() as session:
        if not database.is_sqlite:  # SQLite's read transaction is a snapshot by itself
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def _finish(database: Database, order: ExportOrder, rows: int, sha256: str) -> None:
    with database.write() as session:
        session.add(
            ExportRun(
                at=now(session),
                actor=order.actor,
                format=order.format,
                filters=plain(order.filters),
                masked=order.masked,
                rows=rows,
                sha256=sha256,
            )
        )
    _record(database, order, "export.finished", rows=rows, sha256=sha256)


def _record(database: Database, order: ExportOrder, action: str, **detail: Any) -> None:
    """The audit event; of the filters only which ones were used, since a search holds words."""
    used = sorted(name for name, value in plain(order.filters).items() if value and name != "list")
    with database.write() as session:
        audit.record(
            session,
            actor=order.actor,
            action=action,
            subject_type="export",
            subject_id=order.format,
            detail={"masked": order.masked, "filters": used, **detail},
        )


def plain(filters: QueueFilters) -> dict[str, Any]:
    """The filters as JSON, for repeating the run."""
    return {
        name: value.isoformat()
        if isinstance(value, datetime)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in asdict(filters).items()
    }
