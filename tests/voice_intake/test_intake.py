"""Intake: one row for one message, whatever comes twice, at once or with other bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from voice_intake import audit, db, ledger, nonces, queue
from voice_intake.db import Base, Database
from voice_intake.errors import (
    BadFieldError,
    DatabaseUnavailableError,
    ReplayedError,
    UnknownLanguageError,
)
from voice_intake.intake import (
    Notification,
    Upload,
    attach_audio,
    notify,
    receive,
)
from voice_intake.languages import check_language
from voice_intake.models import AuditEvent, Message, Recording
from voice_intake.nonces import SignedId
from voice_intake.reference import parse
from voice_intake.settings import Settings
from voice_intake.stages import FETCH, TRANSCRIBE, Stage, State
from voice_intake.storage import RecordingStore


@pytest.fixture(autouse=True)
def hints(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, Stage]]:
    """Redis is another test's subject: hints are written down."""
    seen: list[tuple[int, Stage]] = []

    def write_down(_settings: Settings, message_id: int, stage: Stage) -> bool:
        seen.append((message_id, stage))
        return True

    monkeypatch.setattr(queue, "hint", write_down)
    return seen


def upload(settings: Settings, audio: bytes = b"hello", **changes: Any) -> Upload:
    stored = RecordingStore(settings).keep(audio)
    return replace(Upload("demo", "call-1", stored), **changes)


def all_messages(database: Database) -> list[Message]:
    with database.read() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def count(database: Database, table: type[Base]) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_upload_becomes_a_recording_a_message_and_an_audit_event(
    any_database: Database, settings: Settings, hints: list[tuple[int, Stage]]
) -> None:
    """One transaction holds all three; the receipt names the row; a hint follows."""
    entry = upload(
        settings,
        file_name="a.wav",
        media_type="audio/wav",
        requested_language="yue",
        caller_number="+85220123456",
        gateway_facts={"trunk": 7},
    )
    receipt = receive(any_database, settings, entry)
    assert receipt.created and not receipt.conflict and receipt.state is State.RECEIVED
    assert parse(receipt.reference) == receipt.reference
    (message,) = all_messages(any_database)
    assert (message.id, message.reference) == (receipt.message_id, receipt.reference)
    assert (message.source, message.provider_id, message.requested_language) == (
        "demo",
        "call-1",
        "yue",
    )
    assert message.recording_sha256 == message.content_key == entry.stored.sha256
    assert (message.caller_number, message.gateway_facts) == ("+85220123456", {"trunk": 7})
    assert hints == [(message.id, TRANSCRIBE)]
    with any_database.read() as session:
        (event,) = session.scalars(select(AuditEvent))
        assert (event.actor, event.action) == ("gateway:demo", "message.received")
        assert event.detail["sha256"] == entry.stored.sha256
        assert audit.verify(session).intact


def test_the_audit_event_holds_no_personal_data(any_database: Database, settings: Settings) -> None:
    """Neither the number nor the file's name nor the gateway's facts are in the log."""
    receive(
        any_database,
        settings,
        upload(
            settings,
            caller_number="+85250998888",
            file_name="canary.wav",
            gateway_facts={"a": "canary"},
        ),
    )
    with any_database.read() as session:
        (event,) = session.scalars(select(AuditEvent))
    assert "50998888" not in str(event.detail) and "canary" not in str(event.detail)


def test_the_same_upload_again_gives_the_same_reference(
    any_database: Database, settings: Settings, hints: list[tuple[int, Stage]]
) -> None:
    """A gateway's retry creates nothing and hints at nothing."""
    first = receive(any_database, settings, upload(settings))
    second = receive(any_database, settings, upload(settings))
    assert first.created and not second.created
    assert second.reference == first.reference and second.message_id == first.message_id
    assert len(all_messages(any_database)) == 1 and len(hints) == 1
    assert count(any_database, AuditEvent) == 1


def test_the_same_id_with_other_bytes_keeps_both_and_marks_the_later(
    any_database: Database, settings: Settings
) -> None:
    """Nothing a gateway does loses a message; the conflict is visible."""
    first = receive(any_database, settings, upload(settings, b"one"))
    second = receive(any_database, settings, upload(settings, b"two"))
    third = receive(any_database, settings, upload(settings, b"three"))
    again = receive(any_database, settings, upload(settings, b"two"))
    assert [first.conflict, second.conflict, third.conflict] == [False, True, True]
    assert again.reference == second.reference and again.conflict and not again.created
    marks = [(m.first_provider_id, m.provider_conflict) for m in all_messages(any_database)]
    assert marks == [("call-1", False), (None, True), (None, True)]


def test_the_same_bytes_from_two_calls_are_two_messages_of_one_recording(
    any_database: Database, settings: Settings
) -> None:
    """Two silences are two calls."""
    receive(any_database, settings, upload(settings, provider_id="a"))
    receive(any_database, settings, upload(settings, provider_id="b"))
    receive(any_database, settings, upload(settings, provider_id="a", source="other"))
    assert len(all_messages(any_database)) == 3
    assert count(any_database, Recording) == 1


def test_a_hundred_equal_uploads_at_once_are_one_row(
    any_database: Database, settings: Settings, hints: list[tuple[int, Stage]]
) -> None:
    """All get the same reference and exactly one of them created it."""
    entry = upload(settings)
    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(lambda _: receive(any_database, settings, entry), range(100)))
    assert len({receipt.reference for receipt in receipts}) == 1
    assert sum(receipt.created for receipt in receipts) == 1
    assert len(all_messages(any_database)) == len(hints) == 1


def test_equal_ids_with_different_bytes_at_once_are_all_kept(
    any_database: Database, settings: Settings
) -> None:
    """Exactly one is the first of its id, all others are marked, none is lost."""
    entries = [upload(settings, f"{n}".encode()) for n in range(12)]
    with ThreadPoolExecutor(12) as pool:
        receipts = list(pool.map(lambda entry: receive(any_database, settings, entry), entries))
    assert all(receipt.created for receipt in receipts)
    assert sum(not receipt.conflict for receipt in receipts) == 1
    assert sum(m.first_provider_id is not None for m in all_messages(any_database)) == 1
    with any_database.read() as session:
        assert audit.verify(session).intact


def test_a_hint_that_explodes_costs_nothing(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is committed: whatever the queue does, the gateway gets its reference."""

    def explode(*_: object) -> bool:
        raise RuntimeError("queue")

    monkeypatch.setattr(queue, "hint", explode)
    assert receive(database, settings, upload(settings)).created


def test_a_database_without_tables_is_unavailable_and_says_what_to_do(
    any_database: Database, settings: Settings
) -> None:
    """503, never a driver's message with its parameters, and not that nothing answered."""
    Base.metadata.drop_all(any_database.engine)
    with pytest.raises(DatabaseUnavailableError) as caught:
        receive(any_database, settings, upload(settings))
    assert str(caught.value) == "The database has no tables yet. Run `earwitness migrate`."
    assert (caught.value.status, caught.value.next_step) == (503, "Run `earwitness migrate`.")


def test_a_locked_sqlite_is_unavailable_and_later_takes_the_message(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else holds the write lock for longer than we wait: 503, and no half of a row."""
    monkeypatch.setattr(db, "SQLITE_BUSY_MS", 100)
    impatient = Database(settings.sqlalchemy_url)
    with database.write(), pytest.raises(DatabaseUnavailableError):
        receive(impatient, settings, upload(settings))
    assert all_messages(database) == []
    assert receive(impatient, settings, upload(settings)).created
    impatient.close()


def test_a_database_that_does_not_answer_is_unavailable(settings: Settings) -> None:
    """Nobody listens there: 503 with a retry, and no row anywhere."""
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseUnavailableError):
        receive(away, settings, upload(settings))
    away.close()


@pytest.mark.parametrize(
    ("given", "understood"),
    [("yue", "yue"), (" EN ", "en"), ("", None), (None, None), ("auto", None), ("haw", "haw")],
)
def test_languages_are_whispers_codes(given: str | None, understood: str | None) -> None:
    """Case and blanks do not matter; nothing or `auto` means: detect."""
    assert check_language(given) == understood


@pytest.mark.parametrize("given", ["xx", "english", "zh-HK", "en\x00"])
def test_another_language_is_refused_before_a_row_is_made(
    database: Database, settings: Settings, given: str
) -> None:
    """The gateway learns of its mistake at once."""
    with pytest.raises(UnknownLanguageError):
        receive(database, settings, upload(settings, requested_language=given))
    assert all_messages(database) == []


@pytest.mark.parametrize("given", ["", "a" * 201, "a\x00b", "a\nb", "\ud800"])
def test_an_id_that_no_column_can_hold_is_refused(
    database: Database, settings: Settings, given: str
) -> None:
    """Control characters, halves of characters and excess are no ids."""
    with pytest.raises(BadFieldError):
        receive(database, settings, upload(settings, provider_id=given))


def test_odd_facts_are_kept_in_a_form_that_every_database_holds(
    any_database: Database, settings: Settings
) -> None:
    """U+0000, broken surrogates, infinities and nesting do not lose the message."""
    deep: Any = "x"
    for _ in range(50):
        deep = [deep]
    receive(
        any_database,
        settings,
        upload(
            settings,
            file_name="a\x00b\ud800.wav",
            media_type="x" * 500,
            caller_number="sip:" + "x" * 100,
            gateway_facts={"nul": "\x00", "half": "\udc00", "inf": float("inf"), "deep": deep},
        ),
    )
    (message,) = all_messages(any_database)
    assert message.file_name == "a�b�.wav"
    assert message.caller_number is None
    assert message.gateway_facts["caller_number_as_given"] == "sip:" + "x" * 100
    assert message.gateway_facts["inf"] == "inf"


def test_a_signed_id_used_for_another_message_is_refused_and_a_retry_is_not(
    any_database: Database, settings: Settings
) -> None:
    """A replay with other content makes no row; the honest retry gets its receipt."""
    signed = SignedId("msg_1", "a" * 64)
    first = receive(any_database, settings, upload(settings, signed=signed))
    retry = receive(any_database, settings, upload(settings, signed=signed))
    assert retry.reference == first.reference
    with pytest.raises(ReplayedError):
        receive(
            any_database,
            settings,
            upload(settings, b"other", provider_id="2", signed=SignedId("msg_1", "b" * 64)),
        )
    assert len(all_messages(any_database)) == 1
    assert receive(
        any_database, settings, upload(settings, source="other", signed=SignedId("msg_1", "c" * 64))
    ).created


def test_old_nonces_are_forgotten_and_young_ones_kept(
    any_database: Database, settings: Settings
) -> None:
    """The table does not grow for ever."""
    receive(any_database, settings, upload(settings, signed=SignedId("msg_1", "a" * 64)))
    assert nonces.forget_old(any_database) == 0
    assert nonces.forget_old(any_database, older_than_s=-1) == 1


def word(provider_id: str = "RE1", **changes: Any) -> Notification:
    return replace(Notification("tw", provider_id, "https://api.twilio.com/RE1"), **changes)


def test_a_notification_waits_for_its_audio(
    any_database: Database, settings: Settings, hints: list[tuple[int, Stage]]
) -> None:
    """A NOTIFIED row with the URL, and a hint to fetch it."""
    receipt = notify(any_database, settings, word())
    (message,) = all_messages(any_database)
    assert message.state == State.NOTIFIED == receipt.state
    assert message.recording_url == "https://api.twilio.com/RE1"
    assert message.recording_sha256 is None
    assert hints == [(message.id, FETCH)]


def test_a_second_notification_adds_what_the_first_did_not_know(
    any_database: Database, settings: Settings
) -> None:
    """The caller's number comes with one request and not with the other, in any order."""
    first = notify(any_database, settings, word(gateway_facts={"CallSid": "CA1"}))
    second = notify(
        any_database,
        settings,
        word(
            caller_number="+85250123456",
            requested_language="yue",
            gateway_facts={"CallSid": "CA2", "To": "1"},
        ),
    )
    third = notify(any_database, settings, word(caller_number="+8520000"))
    assert not second.created and first.reference == second.reference == third.reference
    (message,) = all_messages(any_database)
    assert (message.caller_number, message.requested_language) == ("+85250123456", "yue")
    assert message.gateway_facts == {"CallSid": "CA1", "To": "1"}
    with any_database.read() as session:
        assert audit.verify(session).intact
        assert "50123456" not in str([e.detail for e in session.scalars(select(AuditEvent))])


def test_notifications_at_once_are_one_row(any_database: Database, settings: Settings) -> None:
    """Fifty equal callbacks, one message."""
    with ThreadPoolExecutor(10) as pool:
        receipts = list(pool.map(lambda _: notify(any_database, settings, word()), range(50)))
    assert len({receipt.reference for receipt in receipts}) == 1
    assert len(all_messages(any_database)) == 1


def test_a_recording_that_was_never_made_is_kept_and_never_a_report(
    any_database: Database, settings: Settings, hints: list[tuple[int, Stage]]
) -> None:
    """QUARANTINED with the reason, once; no work is due."""
    first = notify(any_database, settings, word(never_made="absent", recording_url=None))
    again = notify(any_database, settings, word(never_made="absent", recording_url=None))
    assert first.reference == again.reference and not again.created
    (message,) = all_messages(any_database)
    assert message.state == State.QUARANTINED
    assert message.failure_code == "recording_never_made"
    assert message.failure_reason is not None and "absent" in message.failure_reason
    assert hints == []


def test_audio_that_comes_after_all_is_a_message_of_its_own(
    any_database: Database, settings: Settings
) -> None:
    """`absent` and later `completed` for one id: the audio is not lost."""
    notify(any_database, settings, word(never_made="absent"))
    late = notify(any_database, settings, word())
    assert late.created and late.state is State.NOTIFIED


def claim_one(database: Database) -> ledger.Claim:
    (item,) = ledger.claim(database, FETCH, worker="w", limit=1, lease_s=30)
    return item


def test_fetched_audio_is_attached_under_the_claim(
    any_database: Database, settings: Settings
) -> None:
    """The message is RECEIVED with its recording; a repeated callback still finds it."""
    first = notify(any_database, settings, word())
    stored = RecordingStore(settings).keep(b"audio")
    item = claim_one(any_database)
    with any_database.write() as session:
        assert attach_audio(session, item, stored, media_type="audio/wav") is State.RECEIVED
    (message,) = all_messages(any_database)
    assert (message.state, message.content_key) == (State.RECEIVED, stored.sha256)
    assert message.media_type == "audio/wav" and message.recording_sha256 == stored.sha256
    again = notify(any_database, settings, word())
    assert again.reference == first.reference and again.state is State.RECEIVED


def test_audio_that_came_another_way_as_well_is_not_reported_twice(
    any_database: Database, settings: Settings
) -> None:
    """The upload goes on; the notification says where the recording is and can be listened to."""
    notify(any_database, settings, word())
    other = receive(
        any_database, settings, upload(settings, b"audio", source="tw", provider_id="RE1")
    )
    stored = RecordingStore(settings).keep(b"audio")
    item = claim_one(any_database)
    with any_database.write() as session:
        assert attach_audio(session, item, stored) is State.QUARANTINED
    message = all_messages(any_database)[0]
    assert message.failure_code == "same_recording"
    assert message.failure_reason is not None and other.reference in message.failure_reason
    assert message.recording_sha256 == stored.sha256


KILLED = """
import os, signal, sys
from voice_intake import intake
from voice_intake.db import open_database
from voice_intake.intake import Upload, receive
from voice_intake.settings import Settings
from voice_intake.storage import RecordingStore

settings = Settings(data_dir=sys.argv[1], redis_url="redis://127.0.0.1:1")
stored = RecordingStore(settings).keep(b"hello")
kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "before the row":
    kill()
if sys.argv[2] == "inside the transaction":
    intake.audit.record = lambda *_, **__: kill()
if sys.argv[2] == "after the commit":
    intake.queue.hint = kill
receive(open_database(settings), settings, Upload("demo", "call-1", stored))
"""


@pytest.mark.parametrize(
    ("moment", "rows"),
    [("before the row", 0), ("inside the transaction", 0), ("after the commit", 1)],
)
def test_a_killed_receiver_leaves_all_or_nothing_and_takes_the_retry(
    database: Database, settings: Settings, moment: str, rows: int
) -> None:
    """kill -9 at each step: the gateway's retry ends with one row, one blob, one reference."""
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(settings.data_dir), moment],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert ended.returncode == -signal.SIGKILL
    assert len(all_messages(database)) == rows
    receipt = receive(database, settings, upload(settings))
    assert receipt.created == (rows == 0)
    assert len(all_messages(database)) == count(database, Recording) == 1
    assert len(list(RecordingStore(settings).hashes())) == 1
    with database.read() as session:
        assert audit.verify(session).intact
