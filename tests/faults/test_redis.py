"""Redis loses everything, hangs, or is emptied again and again; messages are finished all the same."""

from __future__ import annotations

import threading
import time

import pytest

from tests.faults.conftest import Line, Start
from tests.running import RedisProcess, wait_until
from voice_intake import queue
from voice_intake.settings import Settings
from voice_intake.stages import TRANSCRIBE


def test_a_redis_that_was_killed_and_comes_back_empty_loses_no_message(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """Hints that waited are gone with it; the sweeper gives new ones."""
    for number in range(10):
        line.leave(b"before %d" % number)
    redis.kill()
    for number in range(5):
        line.leave(b"meanwhile %d" % number)
    redis.start()
    start(settings, "sweeper")
    start(settings, "worker", "transcribe")
    wait_until(lambda: line.all_are("transcribed"), "all are transcribed")
    line.assert_each_has_one_transcript()


def test_flushall_again_and_again_loses_no_message(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """While somebody empties Redis all the time, under RQ's feet."""
    start(settings, "sweeper")
    worker = start(settings, "worker", "transcribe")
    over = threading.Event()

    def flush() -> None:
        client = redis.client
        while not over.wait(0.02):
            client.flushall()
        client.close()

    thread = threading.Thread(target=flush)
    thread.start()
    try:
        for number in range(20):
            line.leave(b"sleep 0.05 %d" % number)
            time.sleep(0.05)
        wait_until(lambda: line.all_are("transcribed"), "all are transcribed")
    finally:
        over.set()
        thread.join()
    line.assert_each_has_one_transcript()
    assert worker.process.poll() is None


def test_a_frozen_redis_holds_up_neither_intake_nor_work(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """Hints come back unsent at once, a worker looks for itself."""
    start(settings, "sweeper")
    start(settings, "worker", "transcribe")
    wait_until(lambda: redis.client.keys("rq:worker:*"), "the worker listens")
    redis.freeze()
    for number in range(5):
        line.leave(b"frozen %d" % number)
    wait_until(lambda: line.all_are("transcribed"), "all are transcribed without Redis")
    redis.thaw()
    line.leave(b"thawed")
    wait_until(lambda: line.all_are("transcribed"), "and with it again")
    line.assert_each_has_one_transcript()


def test_a_frozen_redis_answers_intake_within_its_timeout(
    line: Line, settings: Settings, redis: RedisProcess
) -> None:
    """The defaults of the client would block for a minute; the hint's wait is bounded."""
    redis.freeze()
    answer: list[bool] = []
    thread = threading.Thread(target=lambda: answer.append(queue.hint(settings, 1, TRANSCRIBE)))
    thread.start()
    thread.join(timeout=10)
    redis.thaw()
    assert answer == [False]


@pytest.mark.parametrize("name", ["maxmemory"])
def test_a_full_redis_holds_up_no_message(
    line: Line, settings: Settings, redis: RedisProcess, start: Start, name: str
) -> None:
    """At its memory limit it takes no hint; the worker cannot even register, and works all the same."""
    redis.client.config_set(name, "1mb")
    start(settings, "sweeper")
    start(settings, "worker", "transcribe")
    for number in range(5):
        line.leave(b"full %d" % number)
    wait_until(lambda: line.all_are("transcribed"), "all are transcribed")
    line.assert_each_has_one_transcript()
