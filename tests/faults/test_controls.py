"""The two controls: what holds the promises is shown to be needed, by taking it away.

Each does what the system does without one of its parts and must fail to keep the promise; if one of
these tests fails, the other fault tests prove nothing.
"""

from __future__ import annotations

import signal
import sqlite3
import time

from sqlalchemy import func, select

from tests.faults.conftest import OUT_OF_COMMIT_S, Line, Start
from tests.running import RedisProcess, be_patient, wait_until
from tests.transcribers import release
from voice_intake.models import Transcript
from voice_intake.settings import Settings


def test_without_the_sweeper_messages_are_never_finished(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """The hints are lost while Redis and the worker live on: nobody looks, however long one waits."""
    start(settings, "worker", "transcribe")
    wait_until(lambda: redis.client.keys("rq:worker:*"), "the worker listens")
    forgotten = [line.leave(b"lost %d" % number, hint=False) for number in range(5)]
    known = line.leave(b"hinted at afterwards", hint=False)
    # One hint is one batch: what it does not take stays, and time alone changes nothing.
    assert len(forgotten) + 1 > 4
    line_hint(line, known)
    wait_until(lambda: line.states()["transcribed"] == 4, "the hinted batch is transcribed")
    time.sleep(5 * settings.sweep_every_s + 2 * settings.poll_s)
    assert line.states() == {"transcribed": 4, "received": 2}, "somebody found them: no control"
    start(settings, "sweeper")
    wait_until(lambda: line.all_are("transcribed"), "with a sweeper they are finished")


def line_hint(line: Line, message_id: int) -> None:
    """One hint, as intake gives it."""
    from voice_intake import queue
    from voice_intake.stages import TRANSCRIBE

    be_patient(line.settings)
    assert queue.hint(line.settings, message_id, TRANSCRIBE)


def test_without_the_fence_and_the_unique_key_a_message_is_transcribed_twice(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """A worker paused past its lease finishes late: the mutant takes its work a second time."""
    forget_unique_key(settings)
    start(settings, "sweeper")
    paused = start(settings, "worker", "transcribe", "no_fence")
    line.leave(b"hold")
    wait_until(line.held, "the work has begun")
    time.sleep(OUT_OF_COMMIT_S)
    paused.send(signal.SIGSTOP)
    release(settings)
    other = start(settings, "worker", "transcribe", "no_fence")
    wait_until(lambda: line.all_are("transcribed"), "the other worker finished it")
    other.kill()
    paused.send(signal.SIGCONT)
    wait_until(lambda: transcripts(line) == 2, "the mutant made a duplicate")


def forget_unique_key(settings: Settings) -> None:
    """The transcript table as it would be without its unique key and the check before it."""
    with sqlite3.connect(settings.data_dir / "earwitness.db") as connection:
        [sql] = connection.execute(
            "select sql from sqlite_master where name = 'transcript'"
        ).fetchone()
        start = sql.index("CONSTRAINT uq_transcript")
        end = sql.index(")", start) + 1
        without = (sql[:start].rstrip().rstrip(",") + sql[end:]).strip()
        connection.execute("drop table transcript")
        connection.execute(without)
    connection.close()


def transcripts(line: Line) -> int:
    """How many there are."""
    with line.database.read() as session:
        return session.scalar(select(func.count()).select_from(Transcript)) or 0
