"""The whole reconciliation: the first stage's checks, and that READY has exactly one draft."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nlp.models import ReportDraft
from voice_intake import reconcile
from voice_intake.db import Database
from voice_intake.models import Message, Transcript
from voice_intake.reconcile import Check
from voice_intake.settings import Settings
from voice_intake.stages import State


def checks(
    database: Database, settings: Settings, *, full: bool = False, expected_head: str | None = None
) -> Iterator[Check]:
    """Every check, one after another. ``full``: hash every recording."""
    yield from reconcile.checks(database, settings, full=full, expected_head=expected_head)
    with database.read() as session:
        yield ready_has_one_draft(session)
        yield transcribed_has_a_transcript(session)


def ready_has_one_draft(session: Session) -> Check:
    """A READY message's newest transcript was read, once by each pipeline."""
    newest = (
        select(Transcript.message_id, func.max(Transcript.id).label("transcript_id"))
        .group_by(Transcript.message_id)
        .subquery()
    )
    drafts = (
        select(
            ReportDraft.transcript_id,
            func.count().label("drafts"),
            func.count(ReportDraft.pipeline_version.distinct()).label("pipelines"),
        )
        .group_by(ReportDraft.transcript_id)
        .subquery()
    )
    rows = session.execute(
        select(Message.id, drafts.c.drafts, drafts.c.pipelines)
        .outerjoin(newest, newest.c.message_id == Message.id)
        .outerjoin(drafts, drafts.c.transcript_id == newest.c.transcript_id)
        .where(Message.state == State.READY.value)
    ).all()
    wrong = tuple(str(row.id) for row in rows if not row.drafts or row.drafts != row.pipelines)
    return Check("every ready message has its draft", len(rows), wrong)


def transcribed_has_a_transcript(session: Session) -> Check:
    """A message that waits to be read has something to read."""
    query = select(
        Message.id, select(Transcript.id).where(Transcript.message_id == Message.id).exists()
    ).where(Message.state == State.TRANSCRIBED.value)
    rows = session.execute(query).all()
    wrong = tuple(str(message_id) for message_id, there in rows if not there)
    return Check("every transcribed message has its transcript", len(rows), wrong)
