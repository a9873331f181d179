"""What officers do: one route an act. The rules are in ``api.review_moves``."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from api import review
from api.auth import Principal
from api.deps import MAX_ID, DatabaseDep, RowId, require
from api.permissions import Permission
from api.review import MAX_TEXT_CHARS, Outcome
from api.review_moves import Disposition, LinkKind

router = APIRouter(prefix="/v1/messages/{message_id}", tags=["review"])
Officer = Annotated[Principal, Depends(require(Permission.REVIEW))]
Number = Annotated[int, Field(ge=0, le=MAX_ID)]
Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT_CHARS)]


class Seen(BaseModel):
    """The version of the case that the officer saw; leave it out to act on whatever it is now."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"version": 3}]})

    version: Number | None = None


class CorrectionIn(Seen):
    """The officer's value for one place of the report."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"path": "/locations/0/district", "value": "YTM", "reason": "said twice"},
                {"path": "/locations/-", "value": {"text": "Nathan Road"}, "version": 3},
            ]
        }
    )

    path: Annotated[str, Field(max_length=200, description="JSON pointer into report/1.")]
    value: Any
    reason: Text | None = None


class LinkIn(Seen):
    """Another message that belongs to this one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"other_id": 17, "kind": "same_incident"}]}
    )

    other_id: Number
    kind: LinkKind = LinkKind.RELATED
    reason: Text | None = None


class ReasonIn(Seen):
    """Why."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "somebody is still in the flat"}]}
    )

    reason: Text


class AcknowledgeIn(Seen):
    """Which escalation; without an id, every open one."""

    escalation_id: Number | None = None


class DispositionIn(Seen):
    """How the case ended."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"disposition": "report_taken"}]})

    disposition: Disposition


class NoteIn(Seen):
    """A remark for the history."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Called back, no answer."}]})

    text: Text


@router.post("/claim")
def claim(
    message_id: RowId, who: Officer, database: DatabaseDep, seen: Seen | None = None
) -> Outcome:
    """Take the case; 409 where somebody else has it."""
    with database.write() as session:
        return review.claim(session, who, message_id, version=_version(seen))


@router.post("/release")
def release(
    message_id: RowId, who: Officer, database: DatabaseDep, seen: Seen | None = None
) -> Outcome:
    """Give the case back to the queue."""
    with database.write() as session:
        return review.release(session, who, message_id, version=_version(seen))


@router.post("/corrections")
def correct(message_id: RowId, who: Officer, database: DatabaseDep, body: CorrectionIn) -> Outcome:
    """Put a value beside the machine's; the draft stays as it is."""
    with database.write() as session:
        return review.correct(
            session,
            who,
            message_id,
            body.path,
            body.value,
            reason=body.reason,
            version=body.version,
        )


@router.post("/links")
def link(message_id: RowId, who: Officer, database: DatabaseDep, body: LinkIn) -> Outcome:
    """Say that another message belongs to this one."""
    with database.write() as session:
        return review.link(
            session,
            who,
            message_id,
            body.other_id,
            kind=body.kind,
            reason=body.reason,
            version=body.version,
        )


@router.delete("/links/{link_id}")
def unlink(
    message_id: RowId,
    link_id: RowId,
    who: Officer,
    database: DatabaseDep,
    version: Number | None = None,
) -> Outcome:
    """Take a link back; its row stays in the history."""
    with database.write() as session:
        return review.unlink(session, who, message_id, link_id, version=version)


@router.post("/escalations")
def escalate(message_id: RowId, who: Officer, database: DatabaseDep, body: ReasonIn) -> Outcome:
    """Hand the message over to live dispatch."""
    with database.write() as session:
        return review.escalate(session, who, message_id, body.reason, version=body.version)


@router.post("/escalations/acknowledge")
def acknowledge(
    message_id: RowId, who: Officer, database: DatabaseDep, body: AcknowledgeIn | None = None
) -> Outcome:
    """Take the escalation on."""
    body = body or AcknowledgeIn()
    with database.write() as session:
        return review.acknowledge(
            session, who, message_id, body.escalation_id, version=body.version
        )


@router.post("/disposition")
def dispose(message_id: RowId, who: Officer, database: DatabaseDep, body: DispositionIn) -> Outcome:
    """Close the case with how it ended."""
    with database.write() as session:
        return review.dispose(session, who, message_id, body.disposition, version=body.version)


@router.post("/reopen")
def reopen(message_id: RowId, who: Officer, database: DatabaseDep, body: ReasonIn) -> Outcome:
    """Put a closed case back into the queue (supervisors)."""
    with database.write() as session:
        return review.reopen(session, who, message_id, body.reason, version=body.version)


@router.post("/notes")
def note(message_id: RowId, who: Officer, database: DatabaseDep, body: NoteIn) -> Outcome:
    """Add a remark to the history."""
    with database.write() as session:
        return review.note(session, who, message_id, body.text, version=body.version)


def _version(seen: Seen | None) -> int | None:
    return seen.version if seen else None
