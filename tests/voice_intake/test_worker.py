"""A worker as a process: hints or none, it works, says that it lives, and stops when asked."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.builders import build_message
from tests.running import Child, RedisProcess, be_patient, wait_until
from tests.transcribers import holds, marked, release
from voice_intake import queue, worker
from voice_intake.components import Vital, vitals
from voice_intake.db import Database
from voice_intake.models import Message, Transcript
from voice_intake.settings import Settings
from voice_intake.stages import EXTRACT, TRANSCRIBE

Start = Callable[..., Child]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Short pauses, so that a test takes a moment."""
    queue._line.cache_clear()
    return settings.model_copy(update={"poll_s": 0.2, "model_wait_s": 0.2, "drain_s": 0.5})


def leave_message(database: Database, settings: Settings, audio: bytes) -> int:
    """A message that waits for transcription."""
    with database.write() as session:
        return build_message(session, settings, audio=audio).id


def state(database: Database, message_id: int) -> str:
    """Where the message is."""
    with database.read() as session:
        return session.get_one(Message, message_id).state


def signs(database: Database) -> list[Vital]:
    """All signs of life."""
    with database.read() as session:
        return vitals(session)


def test_once_works_off_what_is_due_and_ends(database: Database, settings: Settings) -> None:
    """More than one batch, without Redis, in this very process."""
    ids = [leave_message(database, settings, b"m %d" % number) for number in range(6)]
    worker.run(settings, "transcribe", once=True, make_transcriber=marked)
    assert {state(database, item) for item in ids} == {"transcribed"}
    assert signs(database) == []


def test_a_worker_finds_at_its_start_what_nobody_hinted_at(
    database: Database, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """Messages that came while no worker ran are not forgotten."""
    message_id = leave_message(database, settings, b"early")
    start(settings, "worker", "transcribe")
    wait_until(lambda: state(database, message_id) == "transcribed", "it is transcribed")


def test_a_worker_follows_a_hint_and_hints_at_the_next_stage(
    database: Database, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """The message is transcribed, and the extraction's queue holds a hint."""
    start(settings, "worker", "transcribe")
    wait_until(lambda: redis.client.keys("rq:worker:*"), "the worker listens")
    message_id = leave_message(database, settings, b"hinted")
    be_patient(settings)
    assert queue.hint(settings, message_id, TRANSCRIBE)
    wait_until(lambda: state(database, message_id) == "transcribed", "it is transcribed")
    wait_until(lambda: queue.waiting(settings, EXTRACT) == 1, "the next stage is hinted at")


def test_without_redis_the_work_goes_on(
    database: Database, settings: Settings, start: Start
) -> None:
    """A worker that finds no Redis looks into the ledger by itself."""
    start(settings, "worker", "transcribe")
    wait_until(lambda: signs(database), "the worker lives")
    message_id = leave_message(database, settings, b"unhinted")
    wait_until(lambda: state(database, message_id) == "transcribed", "it is transcribed")


@pytest.mark.parametrize("trouble", ["kill", "freeze"])
def test_a_worker_outlives_its_redis(
    database: Database, settings: Settings, redis: RedisProcess, start: Start, trouble: str
) -> None:
    """Redis goes away or hangs, the work goes on; Redis comes back, hints are followed again."""
    child = start(settings, "worker", "transcribe")
    wait_until(lambda: redis.client.keys("rq:worker:*"), "the worker listens")
    getattr(redis, trouble)()
    message_id = leave_message(database, settings, b"meanwhile")
    wait_until(lambda: state(database, message_id) == "transcribed", "it is transcribed")
    redis.kill()
    redis.start()
    wait_until(lambda: redis.client.keys("rq:worker:*"), "the worker listens again")
    later = leave_message(database, settings, b"afterwards")
    wait_until(lambda: queue.hint(settings, later, TRANSCRIBE), "a hint is taken")
    wait_until(lambda: state(database, later) == "transcribed", "it is transcribed")
    assert child.process.poll() is None


def test_a_worker_says_that_it_lives_and_leaves_when_it_ends(
    database: Database, settings: Settings, start: Start
) -> None:
    """Its sign of life names its process, and is gone after SIGTERM."""
    child = start(settings, "worker", "transcribe")
    wait_until(lambda: signs(database), "the worker lives")
    [vital] = signs(database)
    assert vital.kind == "worker:transcribe"
    assert vital.name.endswith(f":{child.process.pid}")
    assert (vital.condition, vital.alive) == ("ok", True)
    assert child.terminate() == 0
    assert signs(database) == []


def test_a_missing_model_is_told_by_the_sign_of_life(
    database: Database, settings: Settings, start: Start
) -> None:
    """And so is its return."""
    settings.models_dir.mkdir(parents=True)
    (settings.models_dir / "withheld").touch()
    message_id = leave_message(database, settings, b"patient")
    start(settings, "worker", "transcribe")
    wait_until(
        lambda: [v.condition for v in signs(database)] == ["model_missing"], "it says what it lacks"
    )
    (settings.models_dir / "withheld").unlink()
    wait_until(lambda: state(database, message_id) == "transcribed", "it is transcribed")
    wait_until(lambda: [v.condition for v in signs(database)] == ["ok"], "all is well again")


def test_a_model_that_is_missing_at_the_start_is_told_before_any_message_comes(
    database: Database, settings: Settings, start: Start
) -> None:
    """The operator need not wait for the first caller to learn it."""
    start(settings.model_copy(update={"model": "small"}), "worker", "transcribe", "real_engine")
    wait_until(
        lambda: [v.condition for v in signs(database)] == ["model_missing"], "it says what it lacks"
    )
    [vital] = signs(database)
    assert "earwitness models fetch small" in vital.detail["reason"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_asked_to_stop_finishes_what_it_holds(
    database: Database, settings: Settings, start: Start, number: signal.Signals
) -> None:
    """Work that takes less than ``drain_s`` is finished, and nothing new is begun."""
    settings = settings.model_copy(update={"drain_s": 30.0})
    held = leave_message(database, settings, b"hold")
    child = start(settings, "worker", "transcribe")
    wait_until(lambda: holds(settings), "the work has begun")
    later = leave_message(database, settings, b"later")
    child.send(number)
    release(settings)
    assert child.process.wait(30) == 0
    assert (state(database, held), state(database, later)) == ("transcribed", "received")


def test_work_that_takes_too_long_is_given_back_without_an_attempt(
    database: Database, settings: Settings, start: Start
) -> None:
    """After ``drain_s`` the engine is ended; another worker begins anew at once."""
    held = leave_message(database, settings, b"sleep 600")
    child = start(settings, "worker", "transcribe")
    wait_until(lambda: leased(database, held), "the work has begun")
    assert child.terminate() == 0
    with database.read() as session:
        message = session.get_one(Message, held)
        assert (message.state, message.attempts, message.lease_until) == ("received", 0, None)


def test_progress_is_written_while_the_work_goes_on(
    database: Database, settings: Settings, start: Start
) -> None:
    """The officer sees how far the machine is."""
    held = leave_message(database, settings, b"sleep 600")
    start(settings, "worker", "transcribe")

    def progress() -> float | None:
        with database.read() as session:
            return session.get_one(Message, held).progress

    wait_until(lambda: progress() == 0.5, "half of it is done")


def test_two_workers_share_the_messages(
    database: Database, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """Each message has one transcript, whoever made it."""
    ids = [leave_message(database, settings, b"sleep 0.05 %d" % n) for n in range(12)]
    for _ in range(2):
        start(settings, "worker", "transcribe")
    wait_until(lambda: {state(database, i) for i in ids} == {"transcribed"}, "all are transcribed")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Transcript)) == 12


def leased(database: Database, message_id: int) -> bool:
    """Whether somebody works on the message."""
    with database.read() as session:
        return session.get_one(Message, message_id).lease_until is not None


def test_a_worker_whose_database_is_not_there_yet_waits_for_it(
    database: Database, settings: Settings, start: Start
) -> None:
    """Its tables are not there yet: it neither ends nor spins."""
    empty = settings.model_copy(update={"data_dir": settings.data_dir / "new"})
    empty.data_dir.mkdir()
    child = start(empty, "worker", "transcribe")
    log = empty.data_dir / "test-process.log"
    wait_until(lambda: log.read_text().count("worker.ledger_away") >= 2, "it tries again")
    assert child.process.poll() is None
    assert child.terminate() == 0


def test_logs_and_redis_hold_ids_only(
    database: Database, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """Neither the words, nor the number, nor an exception's text leave the database."""
    start(settings, "worker", "transcribe")
    wait_until(lambda: redis.client.keys("rq:worker:*"), "the worker listens")
    ids = [leave_message(database, settings, audio) for audio in (b"canary", b"raise")]
    for message_id in ids:
        queue.hint(settings, message_id, TRANSCRIBE)
    wait_until(lambda: state(database, ids[0]) == "transcribed", "one is transcribed")
    wait_until(lambda: failure(database, ids[1]) == "unexpected", "the other one failed")
    file = settings.data_dir / "test-process.log"
    told = f'"message_id": {ids[1]}'
    wait_until(lambda: told in file.read_text(), "the log tells of it")  # after the commit
    log = file.read_text()
    carried = repr([redis.client.dump(key) for key in redis.client.keys("*")])
    for secret in ("I counted", "secret", "50123456"):
        assert secret not in log and secret not in carried


def failure(database: Database, message_id: int) -> str | None:
    """Why the message's last attempt failed."""
    with database.read() as session:
        return session.get_one(Message, message_id).failure_code
