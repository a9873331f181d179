"""Which messages a list or an export holds: the filters, and what they mean in the database.

The case, the draft in force and the newest transcript are joined to the message; where an officer
corrected something, the officer's urgency, incident type and district count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from api.errors import ReviewInvalidError
from api.models import Case
from api.review_moves import Status
from api.search import matches
from nlp.models import ReportDraft
from voice_intake.models import Message, Transcript
from voice_intake.stages import STAGES, TERMINAL, State

#: A message that the machine has not finished by then also stands in the work queue.
SLOW_AFTER = timedelta(seconds=300)
LISTS = ("work", "no_speech", "processing", "closed", "all")
_PROCESSING = tuple(stage.source.value for stage in STAGES)


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What to show. Empty: everything of the list."""

    #: work, no_speech, processing, closed or all.
    list: str = "work"
    urgency: tuple[str, ...] = ()
    incident_type: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    #: Where the message is on the machine's way (``voice_intake.stages.State``).
    state: tuple[str, ...] = ()
    #: ``user:7``, ``key:ab12`` or ``none``.
    owner: str | None = None
    #: Words in the transcript, summaries, corrections or reference.
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def effective(name: str) -> ColumnElement[Any]:
    """urgency, incident_type or district in force: the officer's where something was corrected."""
    return case(
        (and_(Case.corrected.is_not(None), Case.corrected), getattr(Case, name)),
        else_=getattr(ReportDraft, name),
    )


def language_in_force() -> ColumnElement[Any]:
    """The draft's language, else what was heard, else what the caller chose."""
    return func.coalesce(ReportDraft.language, Transcript.language, Message.requested_language)


def status_in_force() -> ColumnElement[Any]:
    """The case's status; a message without a case is waiting."""
    return func.coalesce(Case.status, Status.WAITING.value)


def joined(query: Select[Any]) -> Select[Any]:
    """Messages with their case, the draft in force and the newest transcript, where there are any."""
    newest_draft = (
        select(func.max(ReportDraft.id))
        .where(ReportDraft.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    newest_transcript = (
        select(func.max(Transcript.id))
        .where(Transcript.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    corrected = and_(Case.corrected.is_not(None), Case.corrected)
    return (
        query.select_from(Message)
        .outerjoin(Case, Case.message_id == Message.id)
        .outerjoin(
            ReportDraft, ReportDraft.id == case((corrected, Case.draft_id), else_=newest_draft)
        )
        .outerjoin(
            Transcript,
            Transcript.id == func.coalesce(ReportDraft.transcript_id, newest_transcript),
        )
    )


def conditions(filters: QueueFilters, as_of: datetime) -> list[ColumnElement[bool]]:
    return [_list_condition(filters.list, as_of), *narrowing(filters)]


def narrowing(filters: QueueFilters) -> list[ColumnElement[bool]]:
    """The filters as conditions on ``joined``, apart from the list. Raises ReviewInvalidError."""
    chosen: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (effective("urgency"), filters.urgency),
        (effective("incident_type"), filters.incident_type),
        (effective("district"), filters.district),
        (language_in_force(), filters.language),
        (status_in_force(), filters.status),
        (Message.state, filters.state),
    )
    found: list[ColumnElement[bool]] = [column.in_(values) for column, values in chosen if values]
    if filters.owner is not None:
        found.append(_owner_condition(filters.owner))
    if filters.text and filters.text.strip():
        found.append(matches(filters.text))
    if filters.since is not None:
        found.append(Message.received_at >= filters.since)
    if filters.until is not None:
        found.append(Message.received_at < filters.until)
    return found


def _list_condition(name: str, as_of: datetime) -> ColumnElement[bool]:
    status = status_in_force()
    open_ = and_(status != Status.CLOSED.value, Message.state != State.ERASED.value)
    processing = Message.state.in_(_PROCESSING)
    silent = and_(Message.state == State.READY.value, Message.speech == "none")
    if name == "all":
        return Message.state != State.ERASED.value
    if name == "closed":
        return status == Status.CLOSED.value
    if name == "no_speech":
        return and_(open_, silent)
    if name == "processing":
        return and_(open_, processing)
    late = Message.received_at < as_of - SLOW_AFTER
    in_hand = Case.message_id.is_not(None)
    done = and_(
        Message.state.in_([state.value for state in TERMINAL]),
        or_(Message.speech.is_(None), Message.speech != "none", Message.state != State.READY.value),
    )
    return and_(open_, or_(done, and_(processing, or_(late, in_hand))))


def _owner_condition(owner: str) -> ColumnElement[bool]:
    kind, _, key = owner.partition(":")
    if kind == "user" and key.isdecimal() and len(key) <= 18:
        return Case.owner_id == int(key)
    if kind == "key":
        return Case.owner_key_id == key
    if owner == "none":
        return and_(Case.owner_id.is_(None), Case.owner_key_id.is_(None))
    raise ReviewInvalidError(
        "There is no such owner.", next_step="Give me, none, user:NUMBER or key:ID."
    )
