"""The hint: RQ and Redis carry "look into the ledger", and can do no harm."""

from __future__ import annotations

import json
import pickle
import time
import zlib
from pathlib import Path

import pytest
from rq import Queue
from rq.job import Job

from tests.running import RedisProcess, be_patient, wait_until
from voice_intake import queue
from voice_intake.queue import HintJob
from voice_intake.settings import Settings
from voice_intake.stages import EXTRACT, TRANSCRIBE
from voice_intake.worker import HintWorker
from voice_intake.workplace import Workplace


@pytest.fixture(autouse=True)
def _fresh_line() -> None:
    """No test rests because of another one's Redis."""
    queue._line.cache_clear()


def jobs_in(redis: RedisProcess, name: str) -> list[Job]:
    """What waits in a queue, read as RQ itself reads it."""
    return Queue(
        name, connection=redis.client, job_class=HintJob, serializer=queue.JSONSerializer
    ).get_jobs()


def follow_hints(settings: Settings, redis: RedisProcess) -> None:
    """Let a worker take everything that waits, then end."""
    place = Workplace(settings, "transcribe")
    worker = HintWorker.listening(place, TRANSCRIBE, redis.client, poll_s=1)
    try:
        worker.work(max_jobs=1)
    finally:
        place.close()


def test_a_hint_reaches_its_stages_queue(settings: Settings, redis: RedisProcess) -> None:
    """It names the stage's job and the message, and nothing else."""
    be_patient(settings)
    assert queue.hint(settings, 17, TRANSCRIBE)
    [job] = jobs_in(redis, TRANSCRIBE.queue)
    assert (job.func_name, job.args, job.kwargs) == ("voice_intake.jobs.transcribe", [17], {})
    assert jobs_in(redis, EXTRACT.queue) == []
    assert queue.waiting(settings, TRANSCRIBE) == 1


def test_what_lies_in_redis_says_nothing_of_the_caller(
    settings: Settings, redis: RedisProcess
) -> None:
    """JSON with an id, a fixed description, no results kept, failures kept for an hour."""
    be_patient(settings)
    queue.hint(settings, 17, TRANSCRIBE)
    [key] = redis.client.keys("rq:job:*")
    stored = redis.client.hgetall(key)
    data = json.loads(zlib.decompress(stored[b"data"]))
    assert data == ["voice_intake.jobs.transcribe", None, [17], {}]
    assert stored[b"description"] == b"earwitness hint"
    assert (stored[b"result_ttl"], stored[b"failure_ttl"]) == (b"0", b"3600")
    assert 0 < redis.client.ttl(key) <= queue.HINT_TTL_S


def test_without_redis_a_hint_is_false_and_raises_nothing(settings: Settings) -> None:
    """Nobody listens at the socket: the caller goes on."""
    assert queue.hint(settings, 17, TRANSCRIBE) is False
    assert queue.waiting(settings, TRANSCRIBE) is None


@pytest.mark.parametrize("url", ["nonsense", "redis://127.0.0.1:1/0", "unix:///nowhere/at/all"])
def test_no_redis_url_makes_a_hint_raise(settings: Settings, url: str) -> None:
    """Not even one that is none."""
    assert queue.hint(settings.model_copy(update={"redis_url": url}), 1, TRANSCRIBE) is False


def test_a_redis_that_came_back_is_used_again(settings: Settings, redis: RedisProcess) -> None:
    """After a failure the line rests for a moment, then it is tried again."""
    redis.kill()
    assert not queue.hint(settings, 1, TRANSCRIBE)
    redis.start()
    wait_until(lambda: queue.hint(settings, 1, TRANSCRIBE), "a hint gets through again")


def test_a_frozen_redis_costs_one_hint_its_timeout_and_the_next_ones_nothing(
    settings: Settings, redis: RedisProcess
) -> None:
    """While Redis takes connections and never answers, intake goes on."""
    queue.hint(settings, 1, TRANSCRIBE)
    redis.freeze()
    began = time.monotonic()
    assert not queue.hint(settings, 2, TRANSCRIBE)
    assert queue._line(settings.effective_redis_url).rest_until > began
    assert not queue.hint(settings, 3, TRANSCRIBE)
    redis.thaw()


def test_a_full_redis_is_an_unsent_hint(settings: Settings, redis: RedisProcess) -> None:
    """At its memory limit Redis refuses; nothing is evicted and nothing raised."""
    redis.client.config_set("maxmemory", "1")
    assert queue.hint(settings, 2, TRANSCRIBE) is False


def test_redis_is_told_to_keep_nothing_and_evict_nothing(redis: RedisProcess) -> None:
    """It only carries hints: no file, no silent loss."""
    wanted = {
        "save": "",
        "appendonly": "no",
        "maxmemory": str(64 * 1024 * 1024),
        "maxmemory-policy": "noeviction",
    }
    found = {name: redis.client.config_get(name)[name] for name in wanted}
    assert found == wanted


def put_job(redis: RedisProcess, job_id: str, data: bytes, **more: bytes) -> None:
    """What somebody with write access to Redis might put there."""
    fields = {"data": data, "created_at": b"2026-01-01T00:00:00.000000Z", "status": b"queued"}
    redis.client.hset(f"rq:job:{job_id}", mapping={**fields, **more})
    redis.client.rpush(f"rq:queue:{TRANSCRIBE.queue}", job_id)


CALLS: list[int] = []


def note_call(number: int) -> None:
    """A function that takes one whole number and is no stage's job."""
    CALLS.append(number)


class Touch:
    """A pickle that makes a file when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


@pytest.mark.parametrize(
    "call",
    [
        ["os.mkdir", None, ["MARK"], {}],
        ["tests.voice_intake.test_queue.note_call", None, [1], {}],
        ["voice_intake.jobs.transcribe", None, ["MARK"], {}],
        ["voice_intake.jobs.transcribe", None, [1], {"x": 1}],
        ["voice_intake.jobs.transcribe", "MARK", [1], {}],
        ["voice_intake.jobs.transcribe", None, [True], {}],
        ["voice_intake.jobs.transcribe_batch", None, [1], {}],
        "no list at all",
    ],
)
def test_no_other_call_is_run(
    settings: Settings, redis: RedisProcess, tmp_path: Path, call: list[object] | str
) -> None:
    """Only the stages' jobs with one whole number: anything else fails and does nothing."""
    mark = tmp_path / "mark"
    put_job(redis, "evil", json.dumps(call).replace("MARK", str(mark)).encode())
    follow_hints(settings, redis)
    assert not mark.exists() and CALLS == []
    assert redis.client.hget("rq:job:evil", "status") == b"failed"


def test_a_pickle_is_never_loaded(settings: Settings, redis: RedisProcess, tmp_path: Path) -> None:
    """RQ's own default would have run it."""
    mark = tmp_path / "mark"
    put_job(redis, "evil", pickle.dumps(("f", None, (Touch(mark),), {})))
    follow_hints(settings, redis)
    assert not mark.exists()


def test_callbacks_webhooks_and_dependencies_are_forgotten(
    settings: Settings, redis: RedisProcess
) -> None:
    """A job of ours with something hung on it is a plain hint again."""
    call = json.dumps(["voice_intake.jobs.transcribe", None, [1], {}]).encode()
    put_job(
        redis,
        "dressed",
        call,
        success_callback_name=b"os.abort",
        failure_callback_name=b"os.abort",
        stopped_callback_name=b"os.abort",
        webhooks=b'[{"url": "http://127.0.0.1:1/", "job_status": "finished"}]',
        dependency_ids=b'["x"]',
        retries_left=b"9",
        repeats_left=b"9",
        timeout=b"999999",
        result_ttl=b"-1",
    )
    job = HintJob.fetch("dressed", connection=redis.client, serializer=queue.JSONSerializer)
    assert (job.success_callback, job.failure_callback, job.stopped_callback) == (None, None, None)
    assert (job.webhooks, job.dependency_ids, job.retries_left, job.repeats_left) == (
        [],
        [],
        None,
        None,
    )
    assert (job.timeout, job.result_ttl, job.failure_ttl) == (TRANSCRIBE.timeout_s, 0, 3600)
