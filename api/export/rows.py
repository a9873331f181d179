"""The rows of an export: messages in the order of their ids, read in chunks of one snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, case, select
from sqlalchemy.orm import Session

from api.actors import owner_of
from api.case_view import corrections_of
from api.merge import empty_report, merged
from api.models import Case
from api.queue_filters import QueueFilters, joined, language_in_force, narrowing
from api.redaction import PHONE, Masker
from api.review_moves import Status
from nlp.models import ReportDraft
from voice_intake.models import Message, Transcript
from voice_intake.stages import State
from voice_intake.subtitles import speaker

#: Rows read, and held in memory, at once.
CHUNK = 200


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One message: the machine's report, the report in force and where the case stands.

    An erased message keeps id, reference, source, time and state; everything else is empty.
    """

    message_id: int
    reference: str
    source: str
    received_at: datetime
    state: str
    failure_code: str | None = None
    language: str | None = None
    duration_s: float | None = None
    speech: str | None = None
    caller_number: str | None = None
    #: Doubt flags of the whole message.
    doubt: tuple[str, ...] = ()
    #: The text; of a stereo call each turn is a line that says whose it is.
    transcript: str | None = None
    model: str | None = None
    pipeline: str | None = None
    status: str | None = None
    owner: str | None = None
    disposition: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    #: The machine's report/1, None where it made none.
    ai: Mapping[str, Any] | None = None
    #: The report in force, None where there is neither draft nor correction.
    report: Mapping[str, Any] | None = None
    corrected_paths: tuple[str, ...] = ()


def export_rows(session: Session, filters: QueueFilters, *, masked: bool) -> Iterator[ExportRow]:
    """All rows that the filters let through, oldest id first; holds ``CHUNK`` of them at a time."""
    last = 0
    while True:
        found = session.execute(_query(filters, last)).all()
        if not found:
            return
        corrections = corrections_of(session, [row.Message.id for row in found])
        last = found[-1].Message.id
        rows = [_row(row, corrections.get(row.Message.id, [])) for row in found]
        session.expunge_all()
        for row in rows:
            yield mask(row) if masked else row


def mask(row: ExportRow) -> ExportRow:
    """The row without personal data."""
    masker = Masker.of(row.ai, row.report, caller_number=row.caller_number)
    return replace(
        row,
        caller_number=PHONE if row.caller_number else None,
        transcript=masker.text(row.transcript),
        ai=masker.report(row.ai) if row.ai is not None else None,
        report=masker.report(row.report) if row.report is not None else None,
    )


def _query(filters: QueueFilters, after_id: int) -> Any:
    narrow = narrowing(filters)
    if narrow:
        # What was erased is no longer found by what was in it; by its time it still is.
        only_time = replace(QueueFilters(), since=filters.since, until=filters.until)
        if len(narrow) != len(narrowing(only_time)):
            narrow.append(Message.state != State.ERASED.value)
    stereo = Transcript.transcription["segments"][0]["channel"].as_integer()
    columns = select(
        Message,
        Case,
        ReportDraft.report.label("report"),
        ReportDraft.pipeline_version.label("pipeline"),
        Transcript.text.label("transcript"),
        Transcript.transcription["flags"].label("flags"),
        # Segments are large: only where they say who speaks.
        case((stereo.is_not(None), Transcript.transcription["segments"])).label("segments"),
        Transcript.transcription["caller_channel"].as_integer().label("caller_channel"),
        Transcript.transcription["model"]["name"].as_string().label("model"),
        language_in_force().label("language"),
    )
    return joined(columns).where(Message.id > after_id, *narrow).order_by(Message.id).limit(CHUNK)


def _row(row: Row[Any], corrections: Sequence[tuple[str, Any]]) -> ExportRow:
    message, opened = row.Message, row.Case
    tombstone = ExportRow(
        message.id, message.reference, message.source, message.received_at, message.state
    )
    if message.state == State.ERASED:
        return tombstone
    ai = row.report
    base = ai if ai is not None else empty_report(row.language)
    return replace(
        tombstone,
        failure_code=message.failure_code,
        language=row.language,
        duration_s=message.duration_s,
        speech=message.speech,
        caller_number=message.caller_number,
        doubt=tuple(row.flags or ()),
        transcript=_turns(row) or row.transcript,
        model=row.model,
        pipeline=row.pipeline,
        status=opened.status if opened else Status.WAITING.value,
        owner=owner_of(opened),
        disposition=opened.disposition if opened else None,
        opened_at=opened.opened_at if opened else None,
        closed_at=opened.closed_at if opened else None,
        ai=ai,
        report=merged(base, corrections) if ai is not None or corrections else None,
        corrected_paths=tuple(dict.fromkeys(path for path, _ in corrections)),
    )


def _turns(row: Row[Any]) -> str | None:
    """A stereo call's text with a line a turn and who speaks; None for a mono recording."""
    if not row.segments:
        return None
    turns = groupby(row.segments, key=lambda segment: segment.get("channel"))
    return "\n".join(
        f"{speaker(channel, row.caller_channel)}: "
        + "".join(segment["text"] for segment in turn).strip()
        for channel, turn in turns
    )
