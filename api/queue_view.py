"""The queue: what waits for an officer, in the order in which somebody should look.

The order is urgency, then age, with an age floor: who waited long enough ranks higher, so that
routine messages never starve. A message that no machine could read ranks as priority: in doubt,
upward. Pages continue from a cursor that pins the moment, so that no row jumps while one reads on.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from api.actors import Names, owner_of
from api.case_view import CaseView, corrections_of, get_case
from api.errors import ReviewInvalidError
from api.merge import empty_report, incident_place, merged, primary_incident
from api.models import Case, Escalation
from api.progress import progress_of
from api.queue_filters import (
    LISTS,
    SLOW_AFTER,
    QueueFilters,
    conditions,
    effective,
    joined,
    language_in_force,
)
from api.review_moves import Status
from nlp.models import ReportDraft
from voice_intake.db import now
from voice_intake.models import Message, Transcript

__all__ = [
    "AGE_CEILING",
    "AGE_FLOOR",
    "LISTS",
    "MAX_LIMIT",
    "SLOW_AFTER",
    "CaseView",
    "QueueFilters",
    "QueuePage",
    "QueueRow",
    "count_lists",
    "count_queue",
    "get_case",
    "list_queue",
]

#: A routine message ranks as priority after this long, and any message with the emergencies later.
AGE_FLOOR = timedelta(hours=4)
AGE_CEILING = timedelta(hours=12)
MAX_LIMIT = 500

#: Any draft of the message, beside the one in force.
DraftRaised = aliased(ReportDraft)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue. Values are those in force: an officer's before the machine's."""

    message_id: int
    reference: str
    received_at: datetime
    age_s: float
    state: str
    #: 0..1 while a machine stage works on it.
    progress: float | None
    failure_code: str | None
    #: emergency, priority, routine; None where nothing was read yet.
    urgency: str | None
    incident_type: str | None
    what_en: str | None
    what_zh: str | None
    where_en: str | None
    where_zh: str | None
    district: str | None
    #: report/1 ``occurred`` without evidence, None where there is no report.
    when: Mapping[str, Any] | None
    summary: str | None
    summary_zh: str | None
    language: str | None
    duration_s: float | None
    speech: str | None
    has_audio: bool
    #: Marks of doubt: the transcript's flags, ``ambiguous_place``, ``provider_conflict``.
    doubt: tuple[str, ...]
    status: str
    owner: str | None
    owner_name: str | None
    disposition: str | None
    version: int
    #: Handed over to dispatch and not yet acknowledged.
    escalated: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Rows in order, and where to go on (None at the end)."""

    rows: tuple[QueueRow, ...]
    next_cursor: str | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class _Cursor:
    """The last row's place in the order at a pinned moment."""

    as_of: datetime
    rank: int
    received_at: datetime
    message_id: int


def list_queue(
    session: Session,
    filters: QueueFilters | None = None,
    cursor: str | None = None,
    *,
    limit: int = 50,
) -> QueuePage:
    """One page of the queue. Raises ReviewInvalidError for an unknown list or a broken cursor."""
    filters = filters or QueueFilters()
    if filters.list not in LISTS:
        raise ReviewInvalidError(
            "There is no such list.", next_step=f"Choose one of {', '.join(LISTS)}."
        )
    limit = min(max(limit, 1), MAX_LIMIT)
    place = _decode(cursor) if cursor else None
    as_of = place.as_of if place else now(session)
    newest_first = filters.list in ("closed", "all")
    rank = literal(0) if newest_first else _rank(as_of)
    query = _rows(rank).where(*conditions(filters, as_of))
    query = _continue(query, rank, place, newest_first=newest_first).limit(limit + 1)
    found = session.execute(query).all()
    more = len(found) > limit
    found = found[:limit]
    rows = _view(session, found, as_of)
    last = found[-1] if more else None
    following = (
        _encode(_Cursor(as_of, last.rank, last.Message.received_at, last.Message.id))
        if last
        else None
    )
    return QueuePage(rows, following, as_of)


def count_lists(session: Session) -> dict[str, int]:
    """How many messages stand in each list."""
    return {name: count_queue(session, QueueFilters(list=name)) for name in LISTS}


def count_queue(session: Session, filters: QueueFilters) -> int:
    """How many messages fit the filters now."""
    where = conditions(filters, now(session))
    return session.scalar(joined(select(func.count(Message.id))).where(*where)) or 0


def _rows(rank: ColumnElement[int]) -> Select[Any]:
    return joined(
        select(
            Message,
            Case,
            ReportDraft.report.label("report"),
            effective("urgency").label("urgency"),
            language_in_force().label("language"),
            Transcript.transcription["flags"].label("flags"),
            _escalated().label("escalated"),
            rank.label("rank"),
        )
    )


def _rank(as_of: datetime) -> ColumnElement[int]:
    """0 first. Unknown urgency counts as priority; age lifts everything in the end."""
    urgency = effective("urgency")
    return case(
        (Message.received_at < as_of - AGE_CEILING, 0),
        (urgency == "emergency", 0),
        (Message.received_at < as_of - AGE_FLOOR, 1),
        (urgency == "routine", 2),
        else_=1,
    )


def _continue(
    query: Select[Any], rank: ColumnElement[int], place: _Cursor | None, *, newest_first: bool
) -> Select[Any]:
    """Order the rows, from behind ``place`` on."""
    at, key = Message.received_at, Message.id
    if newest_first:
        query = query.order_by(at.desc(), key.desc())
        if place is None:
            return query
        same = and_(at == place.received_at, key < place.message_id)
        return query.where(or_(at < place.received_at, same))
    query = query.order_by(rank, at, key)
    if place is None:
        return query
    same = and_(at == place.received_at, key > place.message_id)
    later = or_(at > place.received_at, same)
    return query.where(or_(rank > place.rank, and_(rank == place.rank, later)))


def _escalated() -> ColumnElement[bool]:
    """An escalation is open: a person's, or the machine's that nobody acted on."""
    mine = Escalation.message_id == Message.id
    stored = exists().where(mine, Escalation.acknowledged_at.is_(None))
    answered = exists().where(mine, Escalation.raised_by == "machine")
    raised = exists().where(
        DraftRaised.message_id == Message.id, DraftRaised.urgency == "emergency"
    )
    return or_(stored, and_(raised, ~answered))


def _view(session: Session, found: Sequence[Row[Any]], as_of: datetime) -> tuple[QueueRow, ...]:
    names = Names(session)
    corrected = [row.Message.id for row in found if row.Case is not None and row.Case.corrected]
    corrections = corrections_of(session, corrected) if corrected else {}
    return tuple(_row(row, corrections.get(row.Message.id, []), names, as_of) for row in found)


def _row(
    row: Row[Any], corrections: Sequence[tuple[str, Any]], names: Names, as_of: datetime
) -> QueueRow:
    message, held = row.Message, row.Case
    report = None
    if row.report is not None or corrections:
        report = merged(row.report or empty_report(row.language), corrections)
    owner = owner_of(held)
    return QueueRow(
        message_id=message.id,
        reference=message.reference,
        received_at=message.received_at,
        age_s=max((as_of - message.received_at).total_seconds(), 0.0),
        state=message.state,
        progress=progress_of(message, as_of),
        failure_code=message.failure_code,
        urgency=row.urgency,
        language=row.language,
        duration_s=message.duration_s,
        speech=message.speech,
        has_audio=message.recording_sha256 is not None,
        doubt=_doubt(row, report),
        status=held.status if held else Status.WAITING.value,
        owner=owner,
        owner_name=names[owner],
        disposition=held.disposition if held else None,
        version=held.version if held else 0,
        escalated=bool(row.escalated),
        **_gist(report),
    )


def _gist(report: Mapping[str, Any] | None) -> dict[str, Any]:
    """What, where, when and the summaries of a report, or nothing of each."""
    report = report if report is not None else empty_report(None)
    incident, place = primary_incident(report) or {}, incident_place(report) or {}
    when = {key: value for key, value in report["occurred"].items() if key != "evidence"}
    return {
        "incident_type": incident.get("code"),
        "what_en": incident.get("label_en") or incident.get("code"),
        "what_zh": incident.get("label_zh"),
        "where_en": place.get("name_en") or place.get("text"),
        "where_zh": place.get("name_zh"),
        "district": place.get("district"),
        "when": when if when.get("start") or when.get("end") or when.get("ongoing") else None,
        "summary": report["summary"] or None,
        "summary_zh": report["summary_zh"] or None,
    }


def _doubt(row: Row[Any], report: Mapping[str, Any] | None) -> tuple[str, ...]:
    marks = [str(flag) for flag in row.flags or ()]
    place = incident_place(report) if report is not None else None
    if place is not None and place.get("ambiguous"):
        marks.append("ambiguous_place")
    if row.Message.provider_conflict:
        marks.append("provider_conflict")
    return tuple(dict.fromkeys(marks))


def _encode(cursor: _Cursor) -> str:
    plain = [
        cursor.as_of.isoformat(),
        cursor.rank,
        cursor.received_at.isoformat(),
        cursor.message_id,
    ]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decode(text: str) -> _Cursor:
    try:
        padded = text + "=" * (-len(text) % 4)
        as_of, rank, received_at, key = json.loads(base64.urlsafe_b64decode(padded))
        if not 0 <= int(rank) < 9 or not 0 <= int(key) < 2**63:
            raise ValueError
        return _Cursor(_time(as_of), int(rank), _time(received_at), int(key))
    except (ValueError, TypeError, OverflowError, binascii.Error):
        raise ReviewInvalidError(
            "This is not a cursor of ours.", next_step="Begin again without a cursor."
        ) from None


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
