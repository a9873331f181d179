"""What officers do to a case. Each act is one append: rows, history and audit event together.

Every function takes a session of ``database.write()``, the principal, the message's id and the
``version`` of the case that the officer saw (None: whatever it is now); gives an ``Outcome`` with
the new version. A move that the table (``api.review_moves``) does not have raises ReviewError,
which says what to do next.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.auth import Principal
from api.case_view import (
    base_report,
    corrections_of,
    machine_escalation,
)
from api.errors import NotFoundError, ReviewError, ReviewInvalidError
from api.merge import (
    MISSING,
    incident_place,
    merged,
    primary_incident,
    settle,
    storable,
    tokens,
    value_at,
)
from api.models import Case, CaseLink, Correction, Escalation
from api.review_hand import Outcome, take
from api.review_moves import Act, Disposition, LinkKind
from nlp.models import ReportDraft
from voice_intake.db import now
from voice_intake.models import Message

__all__ = [
    "MAX_TEXT_CHARS",
    "Outcome",
    "acknowledge",
    "claim",
    "correct",
    "dispose",
    "escalate",
    "link",
    "note",
    "open_escalations",
    "release",
    "reopen",
    "unlink",
]

#: Free text that an officer types, characters.
MAX_TEXT_CHARS = 4_000


def claim(
    session: Session, who: Principal, message_id: int, *, version: int | None = None
) -> Outcome:
    """Take the case; of two officers at once one wins and the other gets ReviewError (409)."""
    hand = take(session, who, message_id, Act.CLAIM, version)
    hand.case.owner_id = who.user_id
    hand.case.owner_key_id = who.id if who.kind == "key" else None
    return hand.finish()


def release(
    session: Session, who: Principal, message_id: int, *, version: int | None = None
) -> Outcome:
    """Give the case back to the queue; a supervisor may release another's."""
    hand = take(session, who, message_id, Act.RELEASE, version)
    hand.case.owner_id = hand.case.owner_key_id = None
    return hand.finish()


def correct(
    session: Session,
    who: Principal,
    message_id: int,
    path: str,
    value: Any,
    *,
    reason: str | None = None,
    version: int | None = None,
) -> Outcome:
    """Put the officer's value beside the machine's at a JSON pointer; the draft stays as it is.

    Without a draft the report is typed by hand over an empty one. ``/locations/-`` appends.
    """
    hand = take(session, who, message_id, Act.CORRECT, version)
    draft, base = base_report(session, hand.message, hand.case)
    before = corrections_of(session, [message_id])[message_id]
    current = merged(base, before)
    path, settled = settle(current, path, value)
    machine = value_at(base, tokens(path))
    _derive(hand.case, draft, merged(current, [(path, settled)]))
    row = Correction(
        message_id=message_id,
        draft_id=draft.id if draft else None,
        at=now(session),
        user_id=who.user_id,
        path=path,
        machine_value={"value": None if machine is MISSING else machine},
        officer_value={"value": settled},
        reason=_text(reason) if reason else None,
    )
    session.add(row)
    session.flush()
    return hand.finish(row.id, path=path)


def _derive(case: Case, draft: ReportDraft | None, report: Mapping[str, Any]) -> None:
    """Keep the columns that filters and the queue's order look at in step with the report."""
    case.corrected = True
    case.draft_id = draft.id if draft else None
    case.urgency = report["urgency"]["level"]
    incident, place = primary_incident(report), incident_place(report)
    case.incident_type = incident["code"] if incident else None
    case.district = place["district"] if place else None


def link(
    session: Session,
    who: Principal,
    message_id: int,
    other_id: int,
    *,
    kind: str = LinkKind.RELATED,
    reason: str | None = None,
    version: int | None = None,
) -> Outcome:
    """Say that two messages belong together; reversible by ``unlink``."""
    hand = take(session, who, message_id, Act.LINK, version)
    kind = _choice(kind, LinkKind, "kind of link")
    if other_id == message_id or session.get(Message, other_id) is None:
        raise ReviewInvalidError(
            "There is no such other message to link to.", next_step="Give another message's id."
        )
    low, high = sorted((message_id, other_id))
    if _open_link(session, low, high) is not None:
        raise ReviewError(
            "These two are linked already.", next_step="Unlink them first to change the kind."
        )
    row = CaseLink(
        low_message_id=low,
        high_message_id=high,
        kind=kind,
        reason=_text(reason) if reason else None,
        linked_by=who.actor,
        linked_at=now(session),
    )
    session.add(row)
    session.flush()
    return hand.finish(row.id, other_id=other_id, kind=kind)


def unlink(
    session: Session, who: Principal, message_id: int, link_id: int, *, version: int | None = None
) -> Outcome:
    """Take a link back; its row stays, closed."""
    hand = take(session, who, message_id, Act.UNLINK, version)
    row = session.get(CaseLink, link_id)
    if row is None or message_id not in (row.low_message_id, row.high_message_id):
        raise NotFoundError("This message has no such link.", next_step="Look at its links again.")
    if row.unlinked_at is not None:
        raise ReviewError("They are unlinked already.", next_step="Nothing is left to do.")
    row.unlinked_at, row.unlinked_by = now(session), who.actor
    return hand.finish(row.id)


def escalate(
    session: Session, who: Principal, message_id: int, reason: str, *, version: int | None = None
) -> Outcome:
    """Hand the message over to live dispatch; somebody there acknowledges it."""
    hand = take(session, who, message_id, Act.ESCALATE, version)
    row = Escalation(
        message_id=message_id, raised_at=now(session), raised_by=who.actor, reason=_text(reason)
    )
    session.add(row)
    session.flush()
    return hand.finish(row.id)


def acknowledge(
    session: Session,
    who: Principal,
    message_id: int,
    escalation_id: int | None = None,
    *,
    version: int | None = None,
) -> Outcome:
    """A person takes the escalation; without an id, every one that is open (the machine's too)."""
    hand = take(session, who, message_id, Act.ACKNOWLEDGE, version)
    rows = [
        row
        for row in open_escalations(session, hand.message)
        if escalation_id is None or row.id == escalation_id
    ]
    if not rows:
        raise ReviewError(
            "There is no open escalation to acknowledge.", next_step="Nothing is left to do."
        )
    for row in rows:
        row.acknowledged_at, row.acknowledged_by = now(session), who.actor
        session.add(row)
    session.flush()
    return hand.finish(rows[0].id, count=len(rows))


def dispose(
    session: Session,
    who: Principal,
    message_id: int,
    disposition: str,
    *,
    version: int | None = None,
) -> Outcome:
    """Close the case with how it ended. An open escalation must be acknowledged first."""
    hand = take(session, who, message_id, Act.DISPOSE, version)
    disposition = _choice(disposition, Disposition, "disposition")
    if open_escalations(session, hand.message):
        raise ReviewError(
            "An escalation of this message is still open.",
            next_step="Acknowledge it, then close the case.",
        )
    hand.case.disposition = disposition
    hand.case.closed_at = now(session)
    return hand.finish(disposition=disposition)


def reopen(
    session: Session, who: Principal, message_id: int, reason: str, *, version: int | None = None
) -> Outcome:
    """Put a closed case back into the queue."""
    hand = take(session, who, message_id, Act.REOPEN, version)
    before = hand.case.disposition
    hand.case.disposition = hand.case.closed_at = None
    hand.case.owner_id = hand.case.owner_key_id = None
    return hand.finish(words=_text(reason), disposition_before=before)


def note(
    session: Session, who: Principal, message_id: int, text: str, *, version: int | None = None
) -> Outcome:
    """Add a remark to the history."""
    hand = take(session, who, message_id, Act.NOTE, version)
    return hand.finish(words=_text(text))


def open_escalations(session: Session, message: Message) -> list[Escalation]:
    """Escalations that nobody acknowledged; the machine's one may not be stored yet."""
    stored = list(
        session.scalars(
            select(Escalation).where(Escalation.message_id == message.id).order_by(Escalation.id)
        )
    )
    raised = machine_escalation(session, message, stored)
    return [row for row in stored if row.acknowledged_at is None] + ([raised] if raised else [])


def _open_link(session: Session, low: int, high: int) -> CaseLink | None:
    return session.scalar(
        select(CaseLink).where(
            CaseLink.low_message_id == low,
            CaseLink.high_message_id == high,
            CaseLink.unlinked_at.is_(None),
        )
    )


def _text(text: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= MAX_TEXT_CHARS or not storable(text):
        raise ReviewInvalidError(
            f"A text of 1 to {MAX_TEXT_CHARS} characters is needed here.",
            next_step="Write it in a sentence.",
        )
    return text


def _choice(value: str, kinds: Any, what: str) -> str:
    allowed: Mapping[str, Any] = {str(item.value): item for item in kinds}
    if value not in allowed:
        raise ReviewInvalidError(
            f"This is not a {what}.", next_step=f"Choose one of {', '.join(allowed)}."
        )
    return str(value)
