"""Reconciliation: every way in which uploads and outcomes can disagree is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from api.cli import build
from api.reconcile import checks
from nlp.models import ReportDraft
from tests.builders import (
    RECEIVED_AT,
    build_draft,
    build_message,
    build_ready_case,
    build_transcript,
    store_recording,
)
from voice_intake import audit
from voice_intake.db import Database, now
from voice_intake.models import AuditEvent, Message, Recording, Transcript
from voice_intake.settings import Settings, get_settings
from voice_intake.stages import State
from voice_intake.storage import RecordingStore


@pytest.fixture
def world(any_database: Database, settings: Settings) -> Database:
    """A healthy installation with a message in every state."""
    with any_database.write() as session:
        for state in State:
            if state is State.READY:
                build_ready_case(session, settings)
            else:
                message = build_message(session, settings, state=state)
                message.state_since = message.next_run_at = now(session)
                if state is State.TRANSCRIBED:
                    build_transcript(session, message)
        for number in range(3):
            audit.record(session, actor="x", action="y", subject_type="z", subject_id=number)
    return any_database


def wrong(database: Database, settings: Settings, **options: object) -> list[str]:
    """The checks that found something."""
    return [check.name for check in checks(database, settings, **options) if not check.good]


def ready(session: Session) -> Message:
    """The one READY message."""
    return session.query(Message).filter_by(state="ready").one()


def test_a_healthy_installation_reconciles(world: Database, settings: Settings) -> None:
    """Nothing is wrong, whether a sample or every recording is hashed."""
    assert wrong(world, settings) == []
    assert wrong(world, settings, full=True) == []


def test_a_file_without_a_row_is_found_once_it_is_old(world: Database, settings: Settings) -> None:
    """A file that was renamed a moment ago may have its row in a moment."""
    import os

    sha256 = store_recording(settings, b"nobody's")
    assert wrong(world, settings) == []
    path = RecordingStore(settings).path(sha256)
    os.utime(path, (1, 1))
    assert wrong(world, settings) == ["every file has a row"]


def test_a_lost_file_is_found(world: Database, settings: Settings) -> None:
    """The row is there, the bytes are not."""
    with world.read() as session:
        sha256 = ready(session).recording_sha256
    RecordingStore(settings).path(sha256 or "").unlink()
    assert any("every row has its file" in name for name in wrong(world, settings))


def test_a_flipped_bit_is_found(world: Database, settings: Settings) -> None:
    """Same size, other bytes: the hash tells."""
    with world.read() as session:
        path = RecordingStore(settings).path(ready(session).recording_sha256 or "")
    body = bytearray(path.read_bytes())
    body[100] ^= 1
    path.write_bytes(bytes(body))
    assert wrong(world, settings, full=True) == ["every row has its file, every hash right"]


def lose_drafts(session: Session, settings: Settings) -> None:
    """READY without a report."""
    session.execute(delete(ReportDraft))


def newer_transcript(session: Session, settings: Settings) -> None:
    """A newer transcript that nobody read."""
    first = session.query(Transcript).filter_by(message_id=ready(session).id).one()
    row = build_transcript(session, ready(session), model={"name": "other", "x": 1})
    assert row.id > first.id


def lose_transcript(session: Session, settings: Settings) -> None:
    """TRANSCRIBED without a transcript."""
    waiting = session.query(Message).filter_by(state="transcribed").one()
    session.execute(delete(Transcript).where(Transcript.message_id == waiting.id))


def unknown_state(session: Session, settings: Settings) -> None:
    """A state of another version."""
    session.execute(update(Message).where(Message.state == "ready").values(state="dreaming"))


def forgotten(session: Session, settings: Settings) -> None:
    """Due for a day and nobody looked."""
    message = session.query(Message).filter_by(state="received").one()
    message.next_run_at = message.state_since = now(session) - timedelta(days=1)


def exhausted(session: Session, settings: Settings) -> None:
    """Out of attempts and no human told."""
    message = session.query(Message).filter_by(state="received").one()
    message.attempts = 3
    message.state_since = now(session) - timedelta(days=1)


def orphan_recording(session: Session, settings: Settings) -> None:
    """Bytes that no message points at."""
    sha256 = store_recording(settings, b"orphan")
    session.add(Recording(sha256=sha256, size_bytes=6, stored_at=RECEIVED_AT))


def no_recording(session: Session, settings: Settings) -> None:
    """RECEIVED, but nothing was."""
    session.execute(
        update(Message).where(Message.state == "received").values(recording_sha256=None)
    )
    session.flush()
    used = session.query(Message.recording_sha256)
    session.execute(
        delete(Recording).where(
            Recording.sha256.not_in(used.filter(Message.recording_sha256.is_not(None)))
        )
    )
    for sha256 in list(RecordingStore(settings).hashes()):
        if session.get(Recording, sha256) is None:
            RecordingStore(settings).path(sha256).unlink()


def edited_chain(session: Session, settings: Settings) -> None:
    """An audit event was changed."""
    session.execute(update(AuditEvent).where(AuditEvent.seq == 2).values(actor="other"))


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        (lose_drafts, "every ready message has its draft"),
        (newer_transcript, "every ready message has its draft"),
        (lose_transcript, "every transcribed message has its transcript"),
        (unknown_state, "every message is in a known state"),
        (forgotten, "no message is stuck"),
        (exhausted, "no message is stuck"),
        (orphan_recording, "every recording has a message"),
        (no_recording, "every message has its recording"),
        (edited_chain, "the audit chain verifies"),
    ],
)
def test_each_damage_is_found_by_its_check(
    world: Database,
    settings: Settings,
    damage: Callable[[Session, Settings], None],
    name: str,
) -> None:
    """Exactly the check that asks about it finds it."""
    with world.write() as session:
        damage(session, settings)
    assert wrong(world, settings) == [name]


def test_a_chain_that_was_cut_off_is_found_by_a_head_noted_earlier(
    world: Database, settings: Settings
) -> None:
    """`--head` with the head of a backup."""
    with world.read() as session:
        head = audit.verify(session).head
    with world.write() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.seq == 3))
    assert wrong(world, settings) == []
    assert wrong(world, settings, expected_head=head) == ["the audit chain verifies"]


def test_two_pipelines_may_each_have_their_draft(world: Database, settings: Settings) -> None:
    """Reading again with a newer pipeline adds a draft beside the old one."""
    with world.write() as session:
        message = ready(session)
        transcript = session.query(Transcript).filter_by(message_id=message.id).one()
        session.query(ReportDraft).update({"pipeline_version": "older"})
        build_draft(session, message, transcript)
    assert wrong(world, settings) == []


def test_the_command_prints_a_table_and_its_exit_code_tells(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 where all is well, 1 with the names of what is not."""
    monkeypatch.setenv("EARWITNESS_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("COLUMNS", "160")
    get_settings.cache_clear()
    with database.write() as session:
        build_ready_case(session, settings)
    good = CliRunner().invoke(build(), ["reconcile", "--full"])
    assert (good.exit_code, good.output.count(" ok")) == (0, 9)
    with database.write() as session:
        lose_drafts(session, settings)
    bad = CliRunner().invoke(build(), ["reconcile"])
    assert bad.exit_code == 1
    assert "every ready message has its draft" in bad.output and "1 wrong: 1" in bad.output
    get_settings.cache_clear()
