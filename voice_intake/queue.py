"""The hint: "there may be work", sent by RQ over Redis. The truth is in the ledger.

A job carries nothing but a message id, so whoever can write to Redis can at most make a worker look
into the ledger: ``HintJob`` runs the functions of ``stages.STAGES`` and no other, with one whole
number, read as JSON (never pickle), and forgets callbacks, webhooks, dependencies and retries.
"""

from __future__ import annotations

import secrets
import time
from functools import lru_cache
from typing import Any

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from voice_intake.errors import EarwitnessError
from voice_intake.settings import Settings
from voice_intake.stages import STAGES, Stage

#: Seconds that a hint may wait for Redis: intake answers its gateway whether Redis is there or not.
TIMEOUT_S = 0.25
#: After a failed hint none is tried for so long, or a frozen Redis would cost each upload TIMEOUT_S.
REST_S = 1.0
#: Seconds; a hint that nobody took by then is dropped (the sweeper gives a new one).
HINT_TTL_S = 600
FAILURE_TTL_S = 3600
#: What RQ's own logs and tools show in place of the call.
DESCRIPTION = "earwitness hint"

#: The only functions that a job may name -> the seconds that it may run.
ALLOWED = {stage.job: stage.timeout_s for stage in STAGES}

log = structlog.get_logger(__name__)


class ForbiddenJobError(EarwitnessError):
    """Redis holds a job that is none of ours; it was not run."""

    code = "forbidden_job"


class HintJob(Job):  # type: ignore[misc]
    """A job that can only say: look for work of this stage."""

    def restore(self, raw_data: Any) -> Any:
        """Take from Redis the function's name and the message id, and nothing that acts."""
        result = super().restore(raw_data)
        self._success_callback_name = None
        self._failure_callback_name = None
        self._stopped_callback_name = None
        self.webhooks: list[Any] = []
        self._dependency_ids: list[str] = []
        self.retries_left = self.retry_intervals = self.number_of_retries = None
        self.repeats_left = self.repeat_intervals = None
        self.rate_limit_key = self.rate_limit_concurrency = self.group_id = None
        self.result_ttl, self.failure_ttl = 0, FAILURE_TTL_S
        self.description = DESCRIPTION
        self.timeout = ALLOWED.get(self._checked_name(), 1)
        return result

    @property
    def func(self) -> Any:
        """The stage's function; raises ForbiddenJobError for any other call."""
        name = self._checked_name()
        if name not in ALLOWED or self.instance is not None or self.kwargs:
            raise ForbiddenJobError
        if len(self.args) != 1 or type(self.args[0]) is not int:
            raise ForbiddenJobError
        return super().func

    def _checked_name(self) -> str:
        try:
            return str(self.func_name)
        except Exception:  # bytes that are no JSON: there is no name in them
            return ""


def hint(settings: Settings, message_id: int, stage: Stage) -> bool:
    """Say that ``message_id`` may be due for ``stage``. True where Redis took it; never raises."""
    try:
        return _line(settings.effective_redis_url).send(message_id, stage)
    except Exception as error:  # a hint may never cost the caller anything
        log.warning("hint.failed", message_id=message_id, error=type(error).__name__)
        return False


def waiting(settings: Settings, stage: Stage) -> int | None:
    """Hints that wait on the stage's queue; None where Redis is away."""
    try:
        return int(open_queue(quick_client(settings.effective_redis_url), stage).count)
    except (RedisError, OSError):
        return None


def open_queue(client: Redis, stage: Stage) -> Queue:
    """The stage's queue over this client."""
    return Queue(
        stage.queue,
        connection=client,
        job_class=HintJob,
        serializer=JSONSerializer,
        default_timeout=stage.timeout_s,
    )


def quick_client(url: str, *, timeout_s: float = TIMEOUT_S) -> Redis:
    """A client that gives up after ``timeout_s`` and does not try again.

    redis-py's own defaults block for 3 s where Redis is down and for 59 s where it is frozen.
    """
    return Redis.from_url(
        url,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


class _Line:
    """One process's line to Redis; it rests for a second after each failure."""

    def __init__(self, url: str) -> None:
        self.client = quick_client(url)
        self.rest_until = 0.0

    def send(self, message_id: int, stage: Stage) -> bool:
        if time.monotonic() < self.rest_until:
            return False
        try:
            open_queue(self.client, stage).enqueue_job(self._job(message_id, stage))
        except (RedisError, OSError) as error:
            self.rest_until = time.monotonic() + REST_S
            log.warning("hint.redis_away", message_id=message_id, error=type(error).__name__)
            return False
        return True

    def _job(self, message_id: int, stage: Stage) -> HintJob:
        job: HintJob = HintJob.create(
            stage.job,
            args=[message_id],
            id=f"{stage.name}-{message_id}-{secrets.token_hex(4)}",
            description=DESCRIPTION,
            timeout=stage.timeout_s,
            ttl=HINT_TTL_S,
            result_ttl=0,
            failure_ttl=FAILURE_TTL_S,
            connection=self.client,
            serializer=JSONSerializer,
        )
        return job


@lru_cache(maxsize=8)
def _line(url: str) -> _Line:
    return _Line(url)
