"""Holding claims while the work goes on: a thread renews the leases and writes progress.

The thread runs beside a call that may sit in C code for minutes; it is the process that keeps the
claim, and a process that is stopped or dead loses it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from types import TracebackType

import structlog

from voice_intake import ledger
from voice_intake.db import Database
from voice_intake.ledger import Claim

#: Seconds between two looks of the thread: progress is written at most this often, for all claims
#: in one transaction, and only where it has moved by a step.
TICK_S = 2.0
#: Twentieths of the work.
PROGRESS_STEPS = 20

log = structlog.get_logger(__name__)


class Lease:
    """Keeps ``claims`` alive inside a ``with`` block."""

    def __init__(self, database: Database, claims: Sequence[Claim], *, lease_s: float) -> None:
        self._database, self._lease_s = database, lease_s
        self._held = {item.message_id: item for item in claims}
        #: News that the thread has not written yet, and what was told last, in steps.
        self._progress: dict[int, float] = {}
        self._steps: dict[int, int] = {}
        self._lock, self._ending = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)

    def __enter__(self) -> Lease:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._thread.join()

    def holds(self, item: Claim) -> bool:
        """Whether, as far as we know, the claim is still ours and unsettled."""
        with self._lock:
            return item.message_id in self._held

    def settled(self, item: Claim) -> None:
        """The claim was finished, failed or given back: renew it no more."""
        with self._lock:
            self._held.pop(item.message_id, None)
            self._progress.pop(item.message_id, None)

    def progress(self, item: Claim, fraction: float) -> None:
        """How far the work on this claim is, 0..1; written by the thread, so this costs nothing."""
        with self._lock:
            step = int(fraction * PROGRESS_STEPS)
            if item.message_id in self._held and step != self._steps.get(item.message_id, 0):
                self._steps[item.message_id] = step
                self._progress[item.message_id] = step / PROGRESS_STEPS

    def _run(self) -> None:
        renew_at = time.monotonic() + self._lease_s / 3
        while not self._ending.wait(min(TICK_S, self._lease_s / 6)):
            try:
                if time.monotonic() >= renew_at:
                    self._renew()
                    renew_at = time.monotonic() + self._lease_s / 3
                self._write_progress()
            except Exception as error:  # the database may be away for a moment: keep trying
                log.warning("lease.renew_failed", error=type(error).__name__)

    def _renew(self) -> None:
        with self._lock:
            held = list(self._held.values())
        if not held:
            return
        kept = {
            item.message_id for item in ledger.renew(self._database, held, lease_s=self._lease_s)
        }
        for item in held:
            if item.message_id not in kept and self.holds(item):
                log.warning("lease.lost", message_id=item.message_id, fence=item.fence)
                self.settled(item)

    def _write_progress(self) -> None:
        with self._lock:
            news, self._progress = self._progress, {}
            pairs = [(self._held[key], value) for key, value in news.items() if key in self._held]
        if pairs:
            ledger.report_progress(self._database, pairs)
