"""The sweeper: every few seconds it looks for what was forgotten.

It hints again at work that is due and nobody holds, hands messages whose worker died on the last
attempt over to a human, removes half uploads and old nonces, and raises the alarm when the oldest
unfinished message is too old. Several may run: each step is one transaction or harmless twice.
"""

from __future__ import annotations

import signal
import threading
from collections import Counter
from dataclasses import dataclass, field
from types import FrameType

import structlog

from voice_intake import components, ledger, nonces, queue
from voice_intake.components import Heart, own_name
from voice_intake.db import Database, now, open_database
from voice_intake.settings import Settings
from voice_intake.stages import BY_NAME
from voice_intake.storage import RecordingStore

#: Hints that may wait on one queue before the sweeper adds no more: a hint says only "look".
ENOUGH_HINTS = 64
#: Rounds between two cleanings (half uploads, nonces, dead components).
CLEAN_EVERY = 12

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What one round did."""

    #: Due messages of each stage that nobody holds.
    due: dict[str, int] = field(default_factory=dict)
    hinted: int = 0
    #: Messages that went to a human.
    handed_over: tuple[int, ...] = ()
    half_uploads_removed: int = 0
    nonces_forgotten: int = 0
    #: Age of the oldest message that is not finished, seconds; None where all are.
    oldest_s: float | None = None
    #: Whether ``oldest_s`` is beyond ``backlog_alarm_s``.
    alarm: bool = False


def run(settings: Settings) -> None:
    """Sweep every ``sweep_every_s`` until SIGTERM or SIGINT."""
    database = open_database(settings)
    name = own_name("sweeper")
    heart = Heart(database, name, "sweeper")
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    heart.start()
    log.info("sweeper.started", sweeper=name)
    try:
        _rounds(database, settings, heart, stopping)
    finally:
        heart.stop()
        database.close()
        log.info("sweeper.ended", sweeper=name)


def sweep(database: Database, settings: Settings, *, clean: bool = True) -> SweepReport:
    """One round. ``clean``: also remove half uploads, old nonces and dead components."""
    handed_over = ledger.hand_over_exhausted(database)
    for message_id in handed_over:
        log.warning("sweep.handed_over", message_id=message_id)
    due = ledger.due(database)
    counts = Counter(stage.name for _, stage in due)
    hinted = _hint(settings, [(message_id, stage.name) for message_id, stage in due])
    oldest_s = _age_of_oldest(database)
    removed = RecordingStore(settings).sweep_incoming() if clean else 0
    forgotten = nonces.forget_old(database) if clean else 0
    if clean:
        components.forget_dead(database)
    return SweepReport(
        due=dict(counts),
        hinted=hinted,
        handed_over=tuple(handed_over),
        half_uploads_removed=removed,
        nonces_forgotten=forgotten,
        oldest_s=oldest_s,
        alarm=oldest_s is not None and oldest_s > settings.backlog_alarm_s,
    )


def _rounds(
    database: Database, settings: Settings, heart: Heart, stopping: threading.Event
) -> None:
    count = 0
    while not stopping.is_set():
        try:
            report = sweep(database, settings, clean=count % CLEAN_EVERY == 0)
            _tell(heart, report)
        except Exception as error:  # the sweeper outlives a database that is away
            log.warning("sweep.failed", error=type(error).__name__)
        count += 1
        stopping.wait(settings.sweep_every_s)


def _tell(heart: Heart, report: SweepReport) -> None:
    if report.alarm and report.oldest_s is not None:
        log.error("sweep.backlog", oldest_s=round(report.oldest_s), due=report.due)
        heart.say("backlog", oldest_s=round(report.oldest_s))
    else:
        heart.say(components.OK)


def _hint(settings: Settings, due: list[tuple[int, str]]) -> int:
    """Fill each queue up to ENOUGH_HINTS; gives the number of hints that Redis took."""
    sent = 0
    for name in dict.fromkeys(stage for _, stage in due):
        waiting = queue.waiting(settings, BY_NAME[name])
        if waiting is None:
            continue
        room = max(0, ENOUGH_HINTS - waiting)
        for message_id in [item for item, stage in due if stage == name][:room]:
            sent += queue.hint(settings, message_id, BY_NAME[name])
    return sent


def _age_of_oldest(database: Database) -> float | None:
    with database.read() as session:
        oldest = ledger.oldest_unfinished(session)
        return (now(session) - oldest).total_seconds() if oldest else None
