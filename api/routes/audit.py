"""The audit trail: look through it, and prove that nobody changed it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from sqlalchemy import select

from api.auth import Principal
from api.deps import MAX_ID, DatabaseDep, require
from api.permissions import Permission
from voice_intake import audit
from voice_intake.models import AuditEvent

router = APIRouter(prefix="/v1/audit", tags=["audit"])
Auditor = Annotated[Principal, Depends(require(Permission.READ_AUDIT))]


class Event(BaseModel):
    """One event of the chain: ids, codes and hashes only."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject_type: str
    subject_id: str
    detail: dict[str, Any]
    hash: str


class EventPage(BaseModel):
    """Events, newest first; ``next_before`` goes into ``before`` for the page after this."""

    events: list[Event]
    next_before: int | None


class Chain(BaseModel):
    """What the check of the chain found."""

    intact: bool
    events: int
    head: str
    broken_at: int | None
    reason: str | None


@router.get("")
def events(
    who: Auditor,
    database: DatabaseDep,
    actor: str | None = None,
    action: str | None = None,
    subject_type: str | None = None,
    subject_id: str | None = None,
    before: Annotated[int | None, Query(ge=1, le=MAX_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> EventPage:
    """Events of the audit log, newest first. Looking is an event itself."""
    wanted = {
        "actor": actor,
        "action": action,
        "subject_type": subject_type,
        "subject_id": subject_id,
    }
    wanted = {name: value for name, value in wanted.items() if value is not None}
    query = select(AuditEvent).filter_by(**wanted)
    if before is not None:
        query = query.where(AuditEvent.seq < before)
    with database.read() as session:
        rows = session.scalars(query.order_by(AuditEvent.seq.desc()).limit(limit)).all()
        found = [Event.model_validate(row, from_attributes=True) for row in rows]
    _looked(database, who, "audit.listed", sorted(wanted))
    return EventPage(events=found, next_before=found[-1].seq if len(found) == limit else None)


@router.get("/verify")
def verify(
    who: Auditor,
    database: DatabaseDep,
    head: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$")] = None,
) -> Chain:
    """Recompute the whole chain; ``head`` is a hash noted earlier that must still be in it."""
    with database.read() as session:
        report = audit.verify(session, expected_head=head)
    _looked(database, who, "audit.verified", [])
    return Chain(
        intact=report.intact,
        events=report.events,
        head=report.head,
        broken_at=report.broken_at,
        reason=report.reason,
    )


def _looked(database: DatabaseDep, who: Principal, action: str, filters: list[str]) -> None:
    with database.write() as session:
        audit.record(
            session,
            actor=who.actor,
            action=action,
            subject_type="audit",
            subject_id="chain",
            detail={"filters": filters},
        )
