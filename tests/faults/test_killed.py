"""Processes die at the worst moment; every message is finished once all the same."""

from __future__ import annotations

import random
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.conftest import OUT_OF_COMMIT_S, Line, Start
from tests.running import RedisProcess, wait_until
from tests.transcribers import release
from voice_intake.settings import Settings
from voice_intake.stages import MAX_ATTEMPTS


def test_a_worker_killed_in_the_middle_is_replaced_and_its_message_finished_once(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """The lease runs out, the sweeper hints again, another worker does the work."""
    start(settings, "sweeper")
    victim = start(settings, "worker", "transcribe")
    message_id = line.leave(b"hold")
    wait_until(line.held, "the work has begun")
    victim.kill()
    release(settings)
    start(settings, "worker", "transcribe")
    wait_until(lambda: line.all_are("transcribed"), "another worker finished it")
    line.assert_each_has_one_transcript()
    assert line.message(message_id).fence == 2


def test_work_that_takes_longer_than_its_lease_keeps_its_claim(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """The lease is renewed beside the work; another worker that waits for it gets nothing."""
    # Long enough that a loaded machine never keeps the holder from renewing it in time.
    settings = settings.model_copy(update={"lease_s": 3.0})
    start(settings, "sweeper")
    for _ in range(2):
        start(settings, "worker", "transcribe")
    message_id = line.leave(b"hold")
    wait_until(line.held, "the work has begun")
    first_end = line.message(message_id).lease_until
    assert first_end is not None
    wait_until(lambda: datetime.now(UTC) > first_end + timedelta(seconds=1.5), "it would be over")
    release(settings)
    wait_until(lambda: line.all_are("transcribed"), "it is finished")
    assert line.message(message_id).fence == 1
    line.assert_each_has_one_transcript()


def test_a_worker_paused_past_its_lease_is_refused_when_it_comes_back(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """SIGSTOP, another worker finishes, SIGCONT: the late write changes nothing."""
    start(settings, "sweeper")
    paused = start(settings, "worker", "transcribe")
    message_id = line.leave(b"hold")
    wait_until(line.held, "the work has begun")
    time.sleep(OUT_OF_COMMIT_S)
    paused.send(signal.SIGSTOP)
    release(settings)
    other = start(settings, "worker", "transcribe")
    wait_until(lambda: line.all_are("transcribed"), "the other worker finished it")
    assert line.message(message_id).fence == 2
    other.kill()
    paused.send(signal.SIGCONT)
    log = settings.data_dir / "test-process.log"
    wait_until(lambda: discarded(log.read_text()), "the late work was discarded")
    line.assert_each_has_one_transcript()


def discarded(log: str) -> bool:
    """Whether a worker told of late work."""
    return "late_work_discarded" in log or "lease.lost" in log


def test_a_killed_sweeper_is_not_missed_where_another_runs(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """Several may run; the one that is left finds the forgotten work."""
    first, _second = start(settings, "sweeper"), start(settings, "sweeper")
    start(settings, "worker", "transcribe")
    wait_until(lambda: redis.client.keys("rq:worker:*"), "the worker listens")
    first.kill()
    line.leave(b"unhinted", hint=False)
    wait_until(lambda: line.all_are("transcribed"), "it was found all the same")
    line.assert_each_has_one_transcript()


def test_a_message_that_kills_its_worker_reaches_a_human_and_the_queue_moves_on(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """Three dead workers later it is NEEDS_HUMAN; its neighbours are transcribed."""
    poison = line.leave(b"kill")
    others = [line.leave(b"other %d" % number) for number in range(5)]
    start(settings, "sweeper")

    def handed_over() -> bool:
        return line.message(poison).state == "needs_human"

    for _ in range(MAX_ATTEMPTS):
        worker = start(settings, "worker", "transcribe")
        wait_until(
            lambda worker=worker: worker.process.poll() is not None or handed_over(), "it died"
        )
    wait_until(handed_over, "an officer listens to it")
    start(settings, "worker", "transcribe")
    wait_until(lambda: line.states()["transcribed"] == 5, "the others are transcribed")
    assert line.message(poison).failure_code == "attempts_exhausted"
    assert {line.message(item).state for item in others} == {"transcribed"}


def test_an_engine_that_dies_costs_its_own_message_attempts_only(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """The worker lives on; the guilty message is handed over after three."""
    start(settings, "sweeper")
    worker = start(settings, "worker", "transcribe")
    bad = line.leave(b"died of this")
    for number in range(4):
        line.leave(b"other %d" % number)
    wait_until(lambda: line.message(bad).state == "needs_human", "an officer listens to it")
    wait_until(lambda: line.states()["transcribed"] == 4, "the others are transcribed")
    assert worker.process.poll() is None


def test_without_the_model_messages_wait_and_finish_when_it_appears(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """However often it is tried, no attempt is counted."""
    settings.models_dir.mkdir(parents=True)
    withheld = settings.models_dir / "withheld"
    withheld.touch()
    start(settings, "sweeper")
    start(settings, "worker", "transcribe")
    ids = [line.leave(b"patient %d" % number) for number in range(6)]
    wait_until(lambda: all(line.message(i).fence >= 4 for i in ids), "they were tried four times")
    assert {line.message(i).attempts <= 1 for i in ids} == {True}
    assert line.all_are("received")
    withheld.unlink()
    wait_until(lambda: line.all_are("transcribed"), "they are transcribed")
    line.assert_each_has_one_transcript()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_of_deaths_loses_nothing_and_doubles_nothing(
    line: Line, settings: Settings, redis: RedisProcess, start: Start, seed: int
) -> None:
    """A seeded storm: workers, sweepers and Redis are killed, paused and flushed under load."""
    dice = random.Random(seed)
    workers = [start(settings, "worker", "transcribe") for _ in range(2)]
    sweepers = [start(settings, "sweeper")]
    for number in range(24):
        line.leave(b"sleep %.2f %d" % (dice.uniform(0.0, 0.3), number))
        match dice.choice(["nothing", "nothing", "worker", "pause", "sweeper", "redis", "flush"]):
            case "worker":
                workers.pop(0).kill()
                workers.append(start(settings, "worker", "transcribe"))
            case "pause":
                workers[0].send(signal.SIGSTOP)
                time.sleep(dice.uniform(0.0, settings.lease_s * 1.3))
                workers[0].send(signal.SIGCONT)
            case "sweeper":
                sweepers.pop().kill()
                sweepers.append(start(settings, "sweeper"))
            case "redis":
                redis.kill()
                redis.start()
            case "flush":
                redis.client.flushall()
        time.sleep(dice.uniform(0.0, 0.2))
    wait_until(finished(line), "every message is finished", timeout_s=120)
    outcomes = line.states()
    assert outcomes["transcribed"] + outcomes["needs_human"] == 24
    if outcomes["needs_human"] == 0:
        line.assert_each_has_one_transcript()


def finished(line: Line):
    """A condition: nothing is left for the machine."""
    return lambda: set(line.states()) <= {"transcribed", "needs_human"}
