"""The console's pages for analysts and supervisors: exports and the audit trail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import select

from api.auth import Principal
from api.case_view import Names
from api.console import queue_page
from api.console.language import Strings
from api.console.pages import render, words_for
from api.console.route import ConsoleRoute
from api.console.times import clock, parse_time
from api.deps import DatabaseDep, SignedInDep, require
from api.errors import PermissionDeniedError, ReviewInvalidError
from api.export.run import FORMATS, ExportOrder, export, format_named
from api.models import ExportRun
from api.permissions import Permission
from api.queue_view import QueueFilters
from api.routes.console_forms import FormDep
from voice_intake import audit
from voice_intake.db import Database
from voice_intake.models import AuditEvent

#: Rows of the audit trail and of the list of exports.
PAGE_ROWS = 100

router = APIRouter(route_class=ConsoleRoute, include_in_schema=False)
Exporter = Annotated[Principal, Depends(require(Permission.EXPORT))]
Auditor = Annotated[Principal, Depends(require(Permission.READ_AUDIT))]


@router.get("/exports")
def exports(
    request: Request, who: Exporter, session: SignedInDep, database: DatabaseDep
) -> Response:
    """Make an export; the earlier ones (one's own, where the role does not see everybody's)."""
    t = words_for(request)
    query = select(ExportRun).order_by(ExportRun.id.desc()).limit(PAGE_ROWS)
    if not who.may(Permission.READ_AUDIT):
        query = query.where(ExportRun.actor == who.actor)
    with database.read() as reading:
        names = Names(reading)
        runs = [_run(row, names, t) for row in reading.scalars(query)]
    return render(
        request,
        "exports.html",
        session,
        formats=list(FORMATS),
        filters=queue_page.filter_choices({}, t),
        may_unmask=who.may(Permission.EXPORT_UNMASKED),
        runs=runs,
    )


@router.post("/exports")
def make_export(who: Exporter, database: DatabaseDep, form: FormDep) -> Response:
    """Download an export; it is logged before the first byte leaves."""
    chosen = format_named(form.get("format", ""))
    masked = form.get("unmasked") != "yes"
    if not masked and not who.may(Permission.EXPORT_UNMASKED):
        raise PermissionDeniedError(
            f"The role {who.role} exports masked data only.", next_step="Leave the box empty."
        )
    picked: dict[str, Any] = {name: (form[name],) for name in queue_page.FILTERS if form.get(name)}
    filters = QueueFilters(
        list="all", since=_moment(form, "since"), until=_moment(form, "until"), **picked
    )
    pieces = export(database, ExportOrder(chosen.name, who.actor, filters, masked=masked))
    headers = {"Content-Disposition": f'attachment; filename="earwitness.{chosen.name}"'}
    return StreamingResponse(pieces, media_type=chosen.media_type, headers=headers)


@router.get("/audit")
def audit_trail(
    request: Request,
    who: Auditor,
    session: SignedInDep,
    database: DatabaseDep,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """The audit trail, newest first, and whether its chain is whole. Looking is an event itself."""
    query = select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(PAGE_ROWS)
    if before is not None:
        query = query.where(AuditEvent.seq < before)
    with database.read() as reading:
        names = Names(reading)
        rows = reading.scalars(query).all()
        events = [_event(row, names) for row in rows]
        chain = audit.verify(reading)
    _looked(database, who)
    older = rows[-1].seq if len(rows) == PAGE_ROWS and rows[-1].seq > 1 else None
    return render(
        request,
        "audit.html",
        session,
        chain=chain,
        events=events,
        is_first=before is None,
        older_href=older and f"/audit?before={older}",
    )


def _run(row: ExportRun, names: Names, t: Strings) -> Mapping[str, Any]:
    said = {name: value for name, value in row.filters.items() if value and name != "list"}
    return {
        "at": clock(row.at),
        "actor": names.of(row.actor),
        "format": row.format,
        "rows": row.rows,
        "masked": row.masked,
        "filters": json.dumps(said, ensure_ascii=False, default=str) if said else t("queue.all"),
        "sha256": row.sha256,
    }


def _event(row: AuditEvent, names: Names) -> Mapping[str, Any]:
    return {
        "seq": row.seq,
        "at": clock(row.at),
        "actor": names.of(row.actor),
        "action": row.action,
        "subject": f"{row.subject_type} {row.subject_id}",
        "detail": json.dumps(row.detail, ensure_ascii=False) if row.detail else "",
    }


def _looked(database: Database, who: Principal) -> None:
    with database.write() as session:
        audit.record(
            session,
            actor=who.actor,
            action="audit.listed",
            subject_type="audit",
            subject_id="chain",
            detail={"filters": []},
        )


def _moment(form: Mapping[str, str], name: str) -> Any:
    typed = form.get(name, "")
    if not typed:
        return None
    try:
        return parse_time(typed)
    except ValueError:
        raise ReviewInvalidError(
            "This is not a date and time.", next_step="Choose it from the field's calendar."
        ) from None
