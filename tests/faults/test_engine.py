"""The real engine process dies under a real message; the worker starts another and finishes it."""

from __future__ import annotations

import time
from pathlib import Path

import psutil

from tests.faults.conftest import Line, Start
from tests.running import RedisProcess, wait_until
from voice_intake.settings import Settings

SAMPLE = Path(__file__).resolve().parent.parent.parent / "samples" / "en-cut-off.wav"


def test_an_engine_killed_in_the_middle_is_replaced_and_the_message_transcribed(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """SIGKILL to the child that holds the model: one attempt more, one transcript."""
    settings = settings.model_copy(update={"lease_s": 10.0})
    start(settings, "sweeper")
    worker = start(settings, "worker", "transcribe", "real_engine")
    line.leave(SAMPLE.read_bytes())
    wait_until(line.held, "the work has begun")
    log = settings.data_dir / "test-process.log"
    wait_until(lambda: "engine.ready" in log.read_text(), "the engine has its model")
    time.sleep(0.5)
    for engine in engines(worker.process.pid):
        engine.kill()
    wait_until(lambda: line.all_are("transcribed"), "it is transcribed", timeout_s=400)
    line.assert_each_has_one_transcript()
    assert worker.process.poll() is None


def test_no_engine_outlives_a_worker_that_was_killed(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """SIGKILL to the worker alone: the kernel takes the engine with it."""
    worker = start(settings, "worker", "transcribe", "real_engine")
    line.leave(SAMPLE.read_bytes())
    wait_until(lambda: engines(worker.process.pid), "the engine runs")
    orphans = engines(worker.process.pid)
    worker.kill()
    wait_until(lambda: not any(lives(engine) for engine in orphans), "no engine is left")


def engines(worker_pid: int) -> list[psutil.Process]:
    """The worker's engine processes."""
    return [
        child
        for child in psutil.Process(worker_pid).children(recursive=True)
        if "voice_intake.engines.child" in " ".join(child.cmdline())
    ]


def lives(process: psutil.Process) -> bool:
    """Whether the process runs (one that waits to be reaped does not)."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
