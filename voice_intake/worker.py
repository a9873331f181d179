"""A worker of one stage: RQ brings it hints, the ledger gives it work.

It does not fork: the model sits in the worker's resident engine process, torch never near a fork.
While Redis is there the worker waits for hints; at its start, after Redis came back, and as long as
Redis is away it looks into the ledger by itself, so the work goes on without Redis. SIGTERM lets it
finish what it holds; what is not done after ``drain_s`` is given back.
"""

from __future__ import annotations

import secrets
import signal
import threading
from collections.abc import Callable
from importlib import import_module
from types import FrameType, TracebackType
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq.exceptions import DequeueTimeout
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker import SimpleWorker
from rq.worker.base import WorkerStatus

from voice_intake import queue, workplace
from voice_intake.queue import HintJob
from voice_intake.settings import Settings
from voice_intake.stages import BY_NAME, TRANSCRIBE, Stage
from voice_intake.workplace import MakeTranscriber, Workplace

WORKER_TTL_S = 60
MAINTENANCE_S = 30
#: After ``drain_s``, pause between two blows at an engine that still works.
INTERRUPT_EVERY_S = 0.5

log = structlog.get_logger(__name__)

#: Works on one batch; gives the number of messages claimed.
Batch = Callable[[Workplace], int]


def run(
    settings: Settings,
    stage: Stage | str,
    *,
    once: bool = False,
    make_transcriber: MakeTranscriber | None = None,
) -> None:
    """Work until SIGTERM or SIGINT; with ``once`` until nothing is due.

    ``make_transcriber`` replaces the engine process (another engine, a test's own).
    """
    stage = BY_NAME[stage] if isinstance(stage, str) else stage
    place = Workplace(settings, stage.name, make_transcriber=make_transcriber)
    batch = batch_of(stage)
    with workplace.opened(place), _Signals(place):
        place.heart.start()
        try:
            log.info("worker.started", worker=place.worker, stage=stage.name)
            if once:
                work_off(place, batch)
            else:
                if stage is TRANSCRIBE:
                    place.warm_up()
                _Loop(place, stage, batch).run()
        finally:
            place.heart.stop()
            log.info("worker.ended", worker=place.worker)


def batch_of(stage: Stage) -> Batch:
    """The function that works on one batch: the stage's job with ``_batch`` behind its name."""
    module, _, function = stage.job.rpartition(".")
    batch: Batch = getattr(import_module(module), f"{function}_batch")
    return batch


def work_off(place: Workplace, batch: Batch) -> bool:
    """Work until nothing is due or the process shall end; True where something was done."""
    worked = False
    while not place.stopping.is_set():
        try:
            if not batch(place):
                break
        except Exception as error:  # the database is away: the messages wait in it
            log.warning("worker.ledger_away", error=type(error).__name__)
            break
        worked = True
    return worked


class _Loop:
    """Alternates between hints (while Redis answers) and looking for oneself (while it does not)."""

    def __init__(self, place: Workplace, stage: Stage, batch: Batch) -> None:
        self.place, self.stage, self.batch = place, stage, batch

    def run(self) -> None:
        while not self.place.stopping.is_set():
            work_off(self.place, self.batch)
            if self._redis_answers():
                self._follow_hints()
            self.place.stopping.wait(self.place.settings.poll_s)

    def _redis_answers(self) -> bool:
        client = queue.quick_client(self.place.settings.effective_redis_url)
        try:
            return bool(client.ping())
        except (RedisError, OSError):
            return False
        finally:
            client.close()

    def _follow_hints(self) -> None:
        """Serve RQ's queue until Redis goes away or the process shall end."""
        poll_s = max(1, round(self.place.settings.poll_s))
        client = queue.quick_client(self.place.settings.effective_redis_url, timeout_s=poll_s + 3.0)
        try:
            HintWorker.listening(self.place, self.stage, client, poll_s=poll_s).work()
        except Exception as error:  # Redis went away while RQ said hello or good-bye
            log.warning("worker.redis_away", error=type(error).__name__)
        finally:
            client.close()


class HintWorker(SimpleWorker):  # type: ignore[misc]
    """RQ's worker with its doors shut: our jobs only, no commands by pub/sub, no texts in logs."""

    place: Workplace
    poll_s: int = 2

    @classmethod
    def listening(cls, place: Workplace, stage: Stage, client: Redis, *, poll_s: int) -> HintWorker:
        """A worker of this stage's queue that looks up every ``poll_s`` seconds."""
        cls.poll_s = poll_s
        worker = cls(
            [queue.open_queue(client, stage)],
            name=f"{place.worker.replace('@', '-').replace(':', '-')}-{secrets.token_hex(4)}",
            connection=client,
            job_class=HintJob,
            serializer=JSONSerializer,
            default_result_ttl=0,
            worker_ttl=WORKER_TTL_S,
            maintenance_interval=MAINTENANCE_S,
            log_job_description=False,
        )
        worker.place = place
        return worker

    @property
    def dequeue_timeout(self) -> int:
        """Seconds of one wait for a hint: short, so that SIGTERM is heard soon."""
        return self.poll_s

    @property
    def connection_timeout(self) -> float:
        """Seconds after which a silent Redis counts as frozen."""
        return self.poll_s + 3.0

    def bootstrap(self, *_: Any, **__: Any) -> None:
        """Register, without RQ's own log handlers."""
        self.register_birth()
        self.set_state(WorkerStatus.STARTED)

    def subscribe(self) -> None:
        """No commands are taken from Redis."""

    def unsubscribe(self) -> None:
        """Nothing was subscribed to."""

    def _install_signal_handlers(self) -> None:
        """The process has its own: RQ's would raise in the middle of a job."""

    def check_for_suspension(self, burst: bool) -> None:
        """Whoever can write to Redis cannot make us pause."""

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> Any:
        """The next hint; None, which ends the loop, where the process shall end.

        Errors of Redis are raised: RQ's own loop would sleep up to a minute for it.
        """
        del timeout, max_idle_time
        self.set_state(WorkerStatus.IDLE)
        while not self.place.stopping.is_set():
            self.heartbeat()
            if self.should_run_maintenance_tasks:
                self.run_maintenance_tasks()
            try:
                found = self.queue_class.dequeue_any(
                    self._ordered_queues,
                    self.poll_s,
                    connection=self.connection,
                    job_class=self.job_class,
                    serializer=self.serializer,
                    death_penalty_class=self.death_penalty_class,
                )
            except DequeueTimeout:
                continue
            if found is not None:
                found[0].redis_server_version = self.get_redis_server_version()
            return found
        return None

    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Log ids and the type; RQ would log the arguments and the whole trace."""
        kind = exc_info[0]
        log.error("worker.job_failed", job=job.id, error=getattr(kind, "__name__", "unknown"))

    def handle_job_failure(self, job: Job, *args: Any, **named: Any) -> None:
        """Keep no trace in Redis: it may repeat a row of the database."""
        named["exc_string"] = "see the worker's log"
        super().handle_job_failure(job, *args, **named)


class _Signals:
    """SIGTERM and SIGINT set ``place.stopping``; the engine is ended after ``drain_s``."""

    def __init__(self, place: Workplace) -> None:
        self.place = place
        self._before: dict[int, Any] = {}
        self._over = threading.Event()

    def __enter__(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            self._before[number] = signal.signal(number, self._stop)
        threading.Thread(target=self._end_engine_late, name="drain", daemon=True).start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self.place.stopping.set()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.place.stopping.set()

    def _end_engine_late(self) -> None:
        self.place.stopping.wait()
        wait_s = self.place.settings.drain_s
        while not self._over.wait(wait_s):
            log.warning("worker.interrupted", worker=self.place.worker)
            self.place.drop_transcriber()
            wait_s = INTERRUPT_EVERY_S
