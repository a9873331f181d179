"""The extraction job: a transcript becomes one immutable report draft, with the real reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nlp import jobs
from nlp.models import ReportDraft
from tests.builders import THEFT, Scenario, build_message, build_transcript
from voice_intake import workplace
from voice_intake.db import Database
from voice_intake.models import AuditEvent, Message, Transcript
from voice_intake.settings import Settings
from voice_intake.stages import State
from voice_intake.workplace import Workplace


@pytest.fixture
def place(settings: Settings, database: Database) -> Iterator[Workplace]:
    """A workplace of an extraction worker whose failures are tried again at once."""
    quick = settings.model_copy(update={"back_off_s": (0.0, 0.0)})
    with workplace.opened(Workplace(quick, "extract")) as bench:
        yield bench


def heard(database: Database, settings: Settings, scenario: Scenario = THEFT, **more: Any) -> int:
    """A message that waits to be read."""
    with database.write() as session:
        message = build_message(session, settings, state=State.TRANSCRIBED)
        build_transcript(session, message, scenario, **more)
        return message.id


def drafts(session: Session) -> list[ReportDraft]:
    """All drafts."""
    return list(session.scalars(select(ReportDraft).order_by(ReportDraft.id)))


def state(database: Database, message_id: int) -> str:
    """Where the message is."""
    with database.read() as session:
        return session.get_one(Message, message_id).state


def test_a_transcript_becomes_a_draft_and_the_message_ready(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """The columns beside the report are the report's own."""
    message_id = heard(database, settings)
    assert jobs.extract_batch(place) == 1
    assert state(database, message_id) == "ready"
    with database.read() as session:
        [draft] = drafts(session)
        [event] = session.scalars(select(AuditEvent))
    assert draft.report["schema"] == "earwitness.report/1"
    assert draft.urgency == draft.report["urgency"]["level"]
    assert draft.incident_type == "bicycle_theft"
    assert draft.district == "YTM"
    assert draft.pipeline_version == draft.report["provenance"]["pipeline"]
    assert event.detail == {
        "attempt": 1,
        "transcript": draft.transcript_id,
        "pipeline": draft.pipeline_version,
    }


def test_the_evidence_of_a_draft_has_its_seconds(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """The reader was given the words' times."""
    heard(database, settings)
    jobs.extract_batch(place)
    with database.read() as session:
        [draft] = drafts(session)
    evidence = draft.report["incident_types"][0]["evidence"]
    assert evidence and all(item["audio"] for item in evidence)


def test_a_message_without_speech_becomes_ready_with_an_empty_report(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """Nothing is invented for silence."""
    message_id = heard(database, settings, Scenario(text="", language=""))
    jobs.extract_batch(place)
    assert state(database, message_id) == "ready"
    with database.read() as session:
        [draft] = drafts(session)
        assert session.get_one(Message, message_id).speech == "none"
    assert draft.incident_type is None and draft.report["locations"] == []


def test_the_newest_transcript_is_read(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """Of two transcripts of one message the later one counts."""
    message_id = heard(database, settings)
    with database.write() as session:
        message = session.get_one(Message, message_id)
        later = build_transcript(session, message, THEFT, model={"name": "newer", "again": 1})
    jobs.extract_batch(place)
    with database.read() as session:
        assert [draft.transcript_id for draft in drafts(session)] == [later.id]


def test_one_message_that_cannot_be_read_fails_alone(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """A stored transcription of an unknown form: its neighbours are ready, it reaches a human."""
    bad, good = heard(database, settings), heard(database, settings)
    with database.write() as session:
        session.execute(
            update(Transcript)
            .where(Transcript.message_id == bad)
            .values(transcription={"secret words": "of the caller"})
        )
    while jobs.extract_batch(place):
        pass
    assert (state(database, bad), state(database, good)) == ("needs_human", "ready")
    with database.read() as session:
        reason = session.get_one(Message, bad).failure_reason or ""
    assert "secret" not in reason


def test_reading_the_same_transcript_again_keeps_the_draft(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """Drafts never change and do not multiply."""
    message_id = heard(database, settings)
    jobs.extract(message_id)
    with database.write() as session:
        session.get_one(Message, message_id).state = "transcribed"
    jobs.extract(message_id)
    assert state(database, message_id) == "ready"
    with database.read() as session:
        assert len(drafts(session)) == 1


def test_an_ambiguous_place_gives_the_queue_no_district() -> None:
    """A filter by district must not hide a message behind a guess."""
    sure = {"role": "incident", "district": "YTM", "ambiguous": False}
    guess = {"role": "incident", "district": "KT", "ambiguous": True}
    home = {"role": "caller", "district": "ST", "ambiguous": False}
    assert jobs.incident_district([home, guess]) is None
    assert jobs.incident_district([home, guess, sure]) == "YTM"


@pytest.mark.parametrize(
    ("left_at", "believed"),
    [
        ("2026-11-20T10:15:00+08:00", True),
        ("2026-11-20T10:15:00", False),  # whose ten o'clock?
        ("2036-11-20T10:15:00+08:00", False),  # not yet
        ("yesterday", False),
        (None, False),
        (["2026"], False),
    ],
)
def test_times_count_from_when_the_caller_spoke(left_at: object, believed: bool) -> None:
    """A gateway that hands in late says when the message was left; nonsense is not believed."""
    received = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    message = Message(received_at=received, gateway_facts={"left_at": left_at})
    expected = datetime(2026, 11, 20, 2, 15, tzinfo=UTC) if believed else received
    assert jobs.spoken_at(message) == expected
