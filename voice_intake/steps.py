"""What every stage's job does around its own work: claim, hold, settle, hint at the next stage.

::

    with taken(place, TRANSCRIBE) as (claims, lease):     claim; leases renewed by a thread
        ...
        with settling(place, lease, item): ...            one transaction; a lost claim is discarded
        failed(place, lease, item, error)                 count the attempt
        given_back(place, lease, items, wait_s, error)    do not count it
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog
from sqlalchemy.orm import Session

from voice_intake import ledger, queue
from voice_intake.errors import EarwitnessError, LostClaimError
from voice_intake.lease import Lease
from voice_intake.ledger import Claim
from voice_intake.stages import BY_SOURCE, Stage, State
from voice_intake.workplace import Workplace

log = structlog.get_logger(__name__)


#: Seconds between two looks for messages that arrive together with one that was claimed.
LOOK_EVERY_S = 0.075


@contextmanager
def taken(
    place: Workplace, stage: Stage, *, limit: int | None = None, window_s: float = 0.0
) -> Iterator[tuple[list[Claim], Lease]]:
    """Claim a batch and hold it for the block; whatever is left at its end is given back or failed.

    ``window_s``: how long a batch that is not full may wait for messages that arrive meanwhile.
    """
    claims = _claim(place, stage, limit or stage.batch)
    if claims and claims[0].attempt == 1:
        claims += _arriving(place, stage, (limit or stage.batch) - len(claims), window_s)
    with Lease(place.database, claims, lease_s=place.settings.lease_s) as lease:
        try:
            yield claims, lease
        except Exception as error:  # nothing of one batch may end the worker
            _settle_rest(place, lease, claims, error)


def _claim(place: Workplace, stage: Stage, limit: int, *, untried: bool = False) -> list[Claim]:
    return ledger.claim(
        place.database,
        stage,
        worker=place.worker,
        limit=limit,
        lease_s=place.settings.lease_s,
        untried=untried,
    )


def _arriving(place: Workplace, stage: Stage, room: int, window_s: float) -> list[Claim]:
    """Messages that come within the window; the first look that finds none ends it."""
    came: list[Claim] = []
    until = time.monotonic() + window_s
    while len(came) < room and (left_s := until - time.monotonic()) > 0:
        if place.stopping.wait(min(LOOK_EVERY_S, left_s)):
            break
        try:
            more = _claim(place, stage, room - len(came), untried=True)
        except Exception as error:  # what is held already is worked on all the same
            log.warning("step.window_cut", error=type(error).__name__)
            break
        if not more:
            break
        came += more
    return came


@contextmanager
def settling(place: Workplace, lease: Lease, item: Claim) -> Iterator[Session]:
    """One write transaction for output and ``ledger.finish``; late work is discarded.

    Afterwards the next stage is hinted at, if the message now waits for one.
    """
    try:
        with place.database.write() as session:
            yield session
    except LostClaimError:
        log.warning("step.late_work_discarded", message_id=item.message_id, fence=item.fence)
        lease.settled(item)
        return
    lease.settled(item)


def hint_next(place: Workplace, item: Claim, target: State) -> None:
    """Tell the queue that the message waits for its next stage."""
    if target in BY_SOURCE:
        queue.hint(place.settings, item.message_id, BY_SOURCE[target])


def failed(place: Workplace, lease: Lease, item: Claim, error: Exception) -> None:
    """Count the attempt; after the last one an officer takes over."""
    reason = as_reason(error)
    log.warning(
        "step.failed", message_id=item.message_id, code=reason.code, error=type(error).__name__
    )
    try:
        ledger.fail(place.database, item, reason, back_off_s=place.settings.back_off_s)
    except LostClaimError:
        log.warning("step.late_work_discarded", message_id=item.message_id, fence=item.fence)
    lease.settled(item)


def given_back(
    place: Workplace,
    lease: Lease,
    items: Sequence[Claim],
    *,
    wait_s: float = 0.0,
    reason: EarwitnessError | None = None,
) -> None:
    """Give claims back without counting the attempt."""
    for item in items:
        try:
            ledger.release(place.database, [item], wait_s=wait_s, reason=reason)
        except LostClaimError:
            log.warning("step.late_work_discarded", message_id=item.message_id, fence=item.fence)
        lease.settled(item)


def as_reason(error: Exception) -> EarwitnessError:
    """An error that may be kept in the row: ours as it is, any other by its type alone.

    The text of a foreign exception may repeat what the caller said.
    """
    if isinstance(error, EarwitnessError):
        return error
    reason = EarwitnessError(
        f"An unexpected error ({type(error).__name__}).",
        next_step="The message will be tried again; after three attempts an officer listens to it.",
    )
    reason.code = "unexpected"
    return reason


def _settle_rest(place: Workplace, lease: Lease, claims: Sequence[Claim], error: Exception) -> None:
    rest = [item for item in claims if lease.holds(item)]
    if place.stopping.is_set():
        given_back(place, lease, rest)
        return
    for item in rest:
        failed(place, lease, item, error)
