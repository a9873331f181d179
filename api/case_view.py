"""One message in full, for the officer who opens it: what was heard, read, corrected and done.

``get_case`` gives frozen values; the draft is the machine's own, ``report`` has the corrections laid
over it, and each corrected path keeps both values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from api.actors import Names, owner_of
from api.case_values import (
    CaseView,
    CorrectionView,
    EscalationView,
    HistoryItem,
    LinkView,
    MessageView,
    TranscriptView,
    WordView,
)
from api.errors import NotFoundError
from api.merge import empty_report, merged
from api.models import Case, CaseEvent, CaseLink, Correction, Escalation
from api.progress import progress_of
from api.review_moves import Act, Status
from nlp.models import ReportDraft
from voice_intake.db import now
from voice_intake.models import AuditEvent, Message, Transcript
from voice_intake.transcript import Transcription, align

__all__ = [
    "CaseView",
    "CorrectionView",
    "EscalationView",
    "HistoryItem",
    "LinkView",
    "MessageView",
    "Names",
    "TranscriptView",
    "WordView",
    "get_case",
]


def get_case(session: Session, message_id: int) -> CaseView:
    """The case of this message. Raises NotFoundError."""
    message = session.get(Message, message_id)
    if message is None:
        raise NotFoundError("There is no such message.", next_step="Look at the queue again.")
    case = session.get(Case, message_id)
    draft, base = base_report(session, message, case)
    names = Names(session)
    stored = _corrections(session, message_id)
    return CaseView(
        message=_message_view(message, now(session)),
        transcript=_transcript_view(session, message, draft),
        draft=draft.report if draft else None,
        report=merged(base, [(row.path, row.officer_value["value"]) for row in stored]),
        has_report=draft is not None or bool(stored),
        corrections=_merged_corrections(stored, _correctors(session, message_id), names),
        history=_history(session, message_id, names),
        links=_links(session, message_id, names),
        escalations=_escalations(session, message, names),
        status=case.status if case else Status.WAITING.value,
        owner=owner_of(case),
        owner_name=names[owner_of(case)],
        disposition=case.disposition if case else None,
        version=case.version if case else 0,
    )


def base_report(
    session: Session, message: Message, case: Case | None
) -> tuple[ReportDraft | None, dict[str, Any]]:
    """The draft that the report stands on (the newest, or the corrected one) and its report/1.

    A newer draft never replaces one that an officer corrected. Without a draft: an empty report.
    """
    if case is not None and case.corrected:
        draft = session.get(ReportDraft, case.draft_id) if case.draft_id else None
    else:
        draft = session.scalar(
            select(ReportDraft)
            .where(ReportDraft.message_id == message.id)
            .order_by(ReportDraft.id.desc())
            .limit(1)
        )
    if draft is not None:
        return draft, draft.report
    heard = session.scalar(
        select(Transcript.language)
        .where(Transcript.message_id == message.id)
        .order_by(Transcript.id.desc())
        .limit(1)
    )
    return None, empty_report(heard or message.requested_language)


def corrections_of(
    session: Session, message_ids: Sequence[int]
) -> Mapping[int, list[tuple[str, Any]]]:
    """Each message's corrections as (path, value), oldest first; no corrections: an empty list."""
    found: dict[int, list[tuple[str, Any]]] = defaultdict(list)
    rows = session.execute(
        select(Correction.message_id, Correction.path, Correction.officer_value)
        .where(Correction.message_id.in_(message_ids))
        .order_by(Correction.id)
    )
    for row in rows:
        found[row.message_id].append((row.path, row.officer_value["value"]))
    return found


def machine_escalation(
    session: Session, message: Message, stored: Sequence[Escalation]
) -> Escalation | None:
    """The machine's escalation of an emergency, where nobody acted on it yet (not stored)."""
    if any(row.raised_by == "machine" for row in stored):
        return None
    draft = session.scalar(
        select(ReportDraft)
        .where(ReportDraft.message_id == message.id, ReportDraft.urgency == "emergency")
        .order_by(ReportDraft.id)
        .limit(1)
    )
    if draft is None:
        return None
    cues = [str(item.get("cue") or "") for item in draft.report["urgency"]["reasons"]]
    return Escalation(
        message_id=message.id,
        raised_at=draft.created_at,
        raised_by="machine",
        reason="; ".join(dict.fromkeys(cue for cue in cues if cue)) or "emergency",
    )


def _message_view(message: Message, moment: datetime) -> MessageView:
    taken = {name: getattr(message, name) for name in MessageView.__slots__ if name != "has_audio"}
    taken["progress"] = progress_of(message, moment)
    return MessageView(**taken, has_audio=message.recording_sha256 is not None)


def _transcript_view(
    session: Session, message: Message, draft: ReportDraft | None
) -> TranscriptView | None:
    query = select(Transcript).where(Transcript.message_id == message.id)
    if draft is not None:
        query = query.where(Transcript.id == draft.transcript_id)
    row = session.scalar(query.order_by(Transcript.id.desc()).limit(1))
    if row is None:
        return None
    heard = Transcription.from_dict(row.transcription)
    return TranscriptView(
        id=row.id,
        text=row.text,
        language=row.language,
        language_probability=heard.language_probability,
        duration_s=row.duration_s,
        speech=row.speech,
        flags=heard.flags,
        words=_words(row.text, heard),
        segments=tuple(row.transcription.get("segments", ())),
        model=heard.model,
        quality=heard.quality,
        translation=tuple(row.transcription.get("translation", ())),
        caller_channel=heard.caller_channel,
    )


def _words(text: str, heard: Transcription) -> tuple[WordView, ...]:
    spans = align(text, heard.words)
    return tuple(
        WordView(
            *(word.word, word.start, word.end, start, end),
            *(word.probability, word.flags, word.channel),
        )
        for word, start, end in zip(spans.words, spans.starts, spans.ends, strict=True)
    )


def _corrections(session: Session, message_id: int) -> list[Correction]:
    return list(
        session.scalars(
            select(Correction).where(Correction.message_id == message_id).order_by(Correction.id)
        )
    )


def _correctors(session: Session, message_id: int) -> Mapping[int, str]:
    """Who made each correction, by the history: an officer or a machine with an officer's key."""
    acts = session.execute(
        select(CaseEvent.actor, CaseEvent.detail).where(
            CaseEvent.message_id == message_id, CaseEvent.act == Act.CORRECT.value
        )
    )
    return {row.detail["subject_id"]: row.actor for row in acts}


def _merged_corrections(
    rows: Sequence[Correction], actors: Mapping[int, str], names: Names
) -> tuple[CorrectionView, ...]:
    newest: dict[str, Correction] = {}
    count: dict[str, int] = defaultdict(int)
    for row in rows:
        newest[row.path] = row
        count[row.path] += 1
    return tuple(
        CorrectionView(
            id=row.id,
            path=path,
            machine_value=row.machine_value["value"],
            officer_value=row.officer_value["value"],
            by=names.of(actors[row.id]),
            at=row.at,
            reason=row.reason,
            superseded=count[path] - 1,
        )
        for path, row in newest.items()
    )


def _history(session: Session, message_id: int, names: Names) -> tuple[HistoryItem, ...]:
    """The machine's steps from the audit log and the officers' acts, oldest first."""
    acts = session.scalars(select(CaseEvent).where(CaseEvent.message_id == message_id))
    steps = session.scalars(
        select(AuditEvent).where(
            AuditEvent.subject_type == "message",
            AuditEvent.subject_id == str(message_id),
            AuditEvent.action.like("message.%"),
            AuditEvent.action.not_in(("message.viewed", "message.played")),
        )
    )
    items = [HistoryItem(e.at, e.actor, names.of(e.actor), e.act, e.detail) for e in acts]
    items += [HistoryItem(e.at, e.actor, names.of(e.actor), e.action, e.detail) for e in steps]
    return tuple(sorted(items, key=lambda item: item.at))


def _links(session: Session, message_id: int, names: Names) -> tuple[LinkView, ...]:
    rows = session.scalars(
        select(CaseLink)
        .where(or_(CaseLink.low_message_id == message_id, CaseLink.high_message_id == message_id))
        .order_by(CaseLink.id)
    ).all()
    views = []
    for row in rows:
        other_id = row.high_message_id if row.low_message_id == message_id else row.low_message_id
        other = session.get_one(Message, other_id)
        views.append(
            LinkView(
                id=row.id,
                other_id=other_id,
                other_reference=other.reference,
                kind=row.kind,
                reason=row.reason,
                linked_by=names.of(row.linked_by),
                linked_at=row.linked_at,
                unlinked_at=row.unlinked_at,
            )
        )
    return tuple(views)


def _escalations(session: Session, message: Message, names: Names) -> tuple[EscalationView, ...]:
    stored = list(
        session.scalars(
            select(Escalation).where(Escalation.message_id == message.id).order_by(Escalation.id)
        )
    )
    raised = machine_escalation(session, message, stored)
    return tuple(
        EscalationView(
            id=row.id,
            raised_at=row.raised_at,
            raised_by=row.raised_by,
            raised_by_name=names.of(row.raised_by),
            reason=row.reason,
            acknowledged_at=row.acknowledged_at,
            acknowledged_by=names[row.acknowledged_by],
        )
        for row in ([raised] if raised else []) + stored
    )
