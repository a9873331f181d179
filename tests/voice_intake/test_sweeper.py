"""The sweeper: what was forgotten is found, what cannot be finished reaches a human."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.builders import build_message
from tests.running import Child, RedisProcess, wait_until
from voice_intake import components, ledger, queue
from voice_intake.components import vitals
from voice_intake.db import Database, now
from voice_intake.models import Component, Message, Nonce
from voice_intake.settings import Settings
from voice_intake.stages import EXTRACT, TRANSCRIBE, State
from voice_intake.storage import ABANDONED_AFTER_S, RecordingStore
from voice_intake.sweeper import ENOUGH_HINTS, sweep


@pytest.fixture(autouse=True)
def _fresh_line() -> None:
    """No test rests because of another one's Redis."""
    queue._line.cache_clear()


def leave_messages(
    database: Database, settings: Settings, count: int, state: State = State.RECEIVED
) -> list[int]:
    """Messages that wait for a stage, received just now."""
    with database.write() as session:
        moment = now(session)
        return [
            build_message(session, settings, state=state, received_at=moment).id
            for _ in range(count)
        ]


def test_due_work_is_hinted_at_again(
    database: Database, settings: Settings, redis: RedisProcess
) -> None:
    """Each stage's queue gets its hints."""
    leave_messages(database, settings, 3)
    leave_messages(database, settings, 2, State.TRANSCRIBED)
    report = sweep(database, settings)
    assert (report.due, report.hinted) == ({"transcribe": 3, "extract": 2}, 5)
    assert queue.waiting(settings, TRANSCRIBE) == 3
    assert queue.waiting(settings, EXTRACT) == 2


def test_hints_do_not_pile_up(database: Database, settings: Settings, redis: RedisProcess) -> None:
    """However long nobody works, a queue holds no more hints than enough."""
    leave_messages(database, settings, ENOUGH_HINTS + 20)
    for _ in range(3):
        sweep(database, settings)
    assert queue.waiting(settings, TRANSCRIBE) == ENOUGH_HINTS


def test_held_and_finished_messages_are_left_alone(
    database: Database, settings: Settings, redis: RedisProcess
) -> None:
    """Nobody is called to work that somebody does."""
    leave_messages(database, settings, 1)
    leave_messages(database, settings, 1, State.READY)
    ledger.claim(database, TRANSCRIBE, worker="a", limit=9, lease_s=30)
    assert sweep(database, settings).due == {}


def test_a_message_that_exhausted_its_attempts_is_handed_over(
    database: Database, settings: Settings
) -> None:
    """Its worker died three times: an officer listens to it, with or without Redis."""
    [message_id] = leave_messages(database, settings, 1)
    with database.write() as session:
        past = now(session) - timedelta(seconds=1)
        session.execute(update(Message).values(attempts=3, lease_until=past))
    assert sweep(database, settings).handed_over == (message_id,)
    assert sweep(database, settings).handed_over == ()


def test_half_uploads_nonces_and_dead_components_are_cleared(
    database: Database, settings: Settings
) -> None:
    """What is too old goes, what is young stays."""
    store = RecordingStore(settings)
    store.incoming.mkdir(parents=True)
    for name, age_s in (("old.part", ABANDONED_AFTER_S + 60), ("young.part", 0)):
        path = store.incoming / name
        path.write_bytes(b"half")
        stamp = path.stat().st_mtime - age_s
        os.utime(path, (stamp, stamp))
    with database.write() as session:
        moment = now(session)
        for name, age in (("old", timedelta(days=2)), ("young", timedelta(0))):
            seen_at = moment - age
            session.add(Nonce(source="demo", nonce=name, seen_at=seen_at, body_sha256="0" * 64))
            session.add(Component(name=name, kind="x", seen_at=seen_at, condition="ok", detail={}))
    report = sweep(database, settings)
    assert (report.half_uploads_removed, report.nonces_forgotten) == (1, 1)
    assert [path.name for path in store.incoming.iterdir()] == ["young.part"]
    with database.read() as session:
        assert [vital.name for vital in vitals(session)] == ["young"]


def test_the_alarm_is_raised_when_the_oldest_message_waits_too_long(
    database: Database, settings: Settings
) -> None:
    """And not before; finished messages do not count."""
    leave_messages(database, settings, 1)
    assert not sweep(database, settings).alarm
    with database.write() as session:
        long_ago = now(session) - timedelta(seconds=settings.backlog_alarm_s + 1)
        session.execute(update(Message).values(received_at=long_ago))
    report = sweep(database, settings)
    assert report.alarm and (report.oldest_s or 0) > settings.backlog_alarm_s
    with database.write() as session:
        session.execute(update(Message).values(state="ready"))
    report = sweep(database, settings)
    assert (report.alarm, report.oldest_s) == (False, None)


def test_a_sweeping_process_tells_of_a_backlog_and_ends_when_asked(
    database: Database, settings: Settings, start: Callable[..., Child]
) -> None:
    """The alarm stands in its sign of life, in its log, and is taken back."""
    with database.write() as session:
        message_id = build_message(session, settings).id
    quick = settings.model_copy(update={"sweep_every_s": 0.2})
    child = start(quick, "sweeper")
    wait_until(lambda: conditions(database) == ["backlog"], "the alarm is raised")
    log = settings.data_dir / "test-process.log"
    wait_until(lambda: "sweep.backlog" in log.read_text(), "the log says so")
    with database.write() as session:
        session.execute(update(Message).where(Message.id == message_id).values(state="ready"))
    wait_until(lambda: conditions(database) == ["ok"], "the alarm is taken back")
    assert child.terminate() == 0
    assert conditions(database) == []


def conditions(database: Database) -> list[str]:
    """What all components say."""
    with database.read() as session:
        return [vital.condition for vital in vitals(session)]


def test_a_sign_of_life_grows_old(any_database: Database) -> None:
    """A component that died without a word counts as gone after a while."""
    components.beat(any_database, "w", "worker:x")
    components.beat(any_database, "w", "worker:x", "model_missing", {"reason": "r"})
    with any_database.read() as session:
        [vital] = vitals(session)
    assert (vital.alive, vital.condition, vital.detail) == (True, "model_missing", {"reason": "r"})
    with any_database.write() as session:
        old = now(session) - timedelta(seconds=components.GONE_AFTER_S + 1)
        session.execute(update(Component).values(seen_at=old))
    with any_database.read() as session:
        assert [vital.alive for vital in vitals(session)] == [False]
    components.leave(any_database, "w")
    with any_database.read() as session:
        assert vitals(session) == []
