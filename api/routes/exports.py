"""Exports over HTTP, streamed; who exported what is logged before the first byte leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from sqlalchemy import select

from api.auth import Principal
from api.deps import DatabaseDep, require
from api.errors import PermissionDeniedError
from api.export.run import FORMATS, ExportOrder, export, format_named
from api.models import ExportRun
from api.permissions import Permission
from api.queue_view import QueueFilters
from api.times import aware

router = APIRouter(prefix="/v1/exports", tags=["exports"])
Exporter = Annotated[Principal, Depends(require(Permission.EXPORT))]
Auditor = Annotated[Principal, Depends(require(Permission.READ_AUDIT))]
Choices = Annotated[list[str] | None, Query()]


class Run(BaseModel):
    """An export that was made: enough to make it again and to know the file."""

    id: int
    at: datetime
    actor: str
    format: str
    filters: dict[str, Any]
    masked: bool
    rows: int
    sha256: str


@router.get("")
def runs(
    _who: Auditor, database: DatabaseDep, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[Run]:
    """Export runs, newest first."""
    with database.read() as session:
        rows = session.scalars(select(ExportRun).order_by(ExportRun.id.desc()).limit(limit))
        return [Run.model_validate(row, from_attributes=True) for row in rows]


@router.get(
    "/{format}",
    response_class=StreamingResponse,
    responses={
        200: {"content": {item.media_type.split(";")[0]: {} for item in FORMATS.values()}},
        400: {"description": "A format that this version does not have"},
    },
)
def export_as(
    format: str,
    who: Exporter,
    database: DatabaseDep,
    urgency: Choices = None,
    incident_type: Choices = None,
    district: Choices = None,
    language: Choices = None,
    status: Choices = None,
    since: datetime | None = None,
    until: datetime | None = None,
    unmasked: Annotated[
        bool, Query(description="With personal data; needs its permission.")
    ] = False,
) -> StreamingResponse:
    """Reports as csv, ndjson or geojson, personal data masked unless asked otherwise."""
    chosen = format_named(format)
    if unmasked and not who.may(Permission.EXPORT_UNMASKED):
        raise PermissionDeniedError(
            f"The role {who.role} exports masked data only.",
            next_step="Leave out unmasked, or ask a supervisor.",
        )
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
    pieces = export(database, ExportOrder(chosen.name, who.actor, filters, masked=not unmasked))
    name = f"earwitness.{chosen.name}"
    return StreamingResponse(
        pieces,
        media_type=chosen.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
