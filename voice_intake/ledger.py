"""The ledger: the only writer of a message's state.

A worker **claims** messages (the fence counts up, a lease begins), **renews** the lease while it
works, and **finishes** in one transaction by compare-and-set on (id, state, fence): output, audit
event and next state become true together or not at all. Who lost its claim learns it by
``LostClaimError`` and must discard its work.

An attempt is counted when a claim begins, so that a message that kills its worker is counted too;
``release`` gives the attempt back where the message is not to blame (a missing model).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, func, or_, select, update
from sqlalchemy.orm import Session

from voice_intake import audit
from voice_intake.db import Database, now
from voice_intake.errors import EarwitnessError, LostClaimError
from voice_intake.models import Message
from voice_intake.stages import BACK_OFF_S, MAX_ATTEMPTS, STAGES, Stage, State


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one message, as long as the lease holds."""

    message_id: int
    state: State
    fence: int
    attempt: int
    worker: str


def claim(
    database: Database,
    stage: Stage,
    *,
    worker: str,
    limit: int,
    lease_s: float,
    untried: bool = False,
) -> list[Claim]:
    """Claim up to ``limit`` due messages of ``stage``, oldest first.

    A message whose earlier attempt failed is claimed alone: should it kill its worker again, it
    takes no other message with it. ``untried``: claim no such message, others wait beside it.
    """
    with database.write() as session:
        moment = now(session)
        due = (
            select(Message.id, Message.attempts)
            .where(*_is_due(stage, moment))
            .where(Message.attempts < (1 if untried else MAX_ATTEMPTS))
            .order_by(Message.next_run_at, Message.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        ids = _together([(row.id, row.attempts) for row in session.execute(due)])
        if not ids:
            return []
        taken = session.execute(
            update(Message)
            .where(Message.id.in_(ids))
            .values(
                fence=Message.fence + 1,
                attempts=Message.attempts + 1,
                lease_until=moment + timedelta(seconds=lease_s),
                leased_by=worker,
                progress=0.0,
            )
            .returning(Message.id, Message.fence, Message.attempts),
            execution_options={"synchronize_session": False},
        ).all()
    claims = [Claim(row.id, stage.source, row.fence, row.attempts, worker) for row in taken]
    return sorted(claims, key=lambda item: ids.index(item.message_id))


def _together(due: Sequence[tuple[int, int]]) -> list[int]:
    """Of (id, attempts) in order: the first alone where it has failed before, else all that have not."""
    if due and due[0][1] > 0:
        return [due[0][0]]
    return [message_id for message_id, attempts in due if attempts == 0]


def renew(database: Database, claims: Sequence[Claim], *, lease_s: float) -> list[Claim]:
    """Lengthen the leases; gives back the claims that still hold."""
    with database.write() as session:
        until = now(session) + timedelta(seconds=lease_s)
        return [item for item in claims if _update(session, item, lease_until=until)]


def report_progress(database: Database, news: Sequence[tuple[Claim, float]]) -> None:
    """Say how far the work on each is, 0..1, for the officer who looks at the queue."""
    with database.write() as session:
        for item, progress in news:
            _update(session, item, progress=min(max(progress, 0.0), 1.0))


def crowd(session: Session, stage: Stage, *, enough: int) -> tuple[int, frozenset[str]]:
    """How many messages of ``stage`` are due (``enough`` means that or more), and who holds others."""
    moment = now(session)
    due = select(Message.id).where(*_is_due(stage, moment)).limit(enough).subquery()
    holders = select(Message.leased_by).where(
        Message.state == stage.source.value, Message.lease_until >= moment
    )
    count = session.scalar(select(func.count()).select_from(due)) or 0
    return count, frozenset(name for name in session.scalars(holders.distinct()) if name)


def finish(
    session: Session,
    item: Claim,
    target: State,
    *,
    reason: EarwitnessError | None = None,
    detail: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Move the message on, in the caller's write transaction, beside the stage's output.

    ``columns`` are further columns of the message (``duration_s``, ``speech`` ...). Raises
    LostClaimError, which rolls the caller's transaction back, where the claim no longer holds.
    """
    moment = now(session)
    done = _update(
        session,
        item,
        state=target.value,
        state_since=moment,
        next_run_at=moment,
        attempts=0,
        lease_until=None,
        leased_by=None,
        progress=None,
        failure_code=reason.code if reason else None,
        failure_reason=str(reason) if reason else None,
        **columns,
    )
    if not done:
        raise LostClaimError(f"message {item.message_id}: fence {item.fence} is no longer current")
    audit.record(
        session,
        actor=f"worker:{item.worker}",
        action=f"message.{target.value}",
        subject_type="message",
        subject_id=item.message_id,
        detail={
            "attempt": item.attempt,
            **({"reason": reason.code} if reason else {}),
            **(detail or {}),
        },
    )


def fail(
    database: Database,
    item: Claim,
    reason: EarwitnessError,
    *,
    back_off_s: Sequence[float] = BACK_OFF_S,
) -> State:
    """Count a failed attempt: try again later, or, after the last one, hand over to a human.

    Gives the state that the message is now in. ``back_off_s``: pauses after the first, second ...
    """
    with database.write() as session:
        if item.attempt >= MAX_ATTEMPTS:
            finish(session, item, State.NEEDS_HUMAN, reason=reason)
            return State.NEEDS_HUMAN
        wait_s = back_off_s[min(item.attempt, len(back_off_s)) - 1]
        _postpone(session, item, wait_s, reason, attempts=item.attempt)
    return item.state


def release(
    database: Database, items: Sequence[Claim], *, wait_s: float, reason: EarwitnessError | None
) -> None:
    """Give claims back without counting the attempt; the messages wait ``wait_s`` seconds."""
    with database.write() as session:
        for item in items:
            _postpone(session, item, wait_s, reason, attempts=item.attempt - 1)


def hand_over_exhausted(database: Database, *, limit: int = 100) -> list[int]:
    """Messages whose worker died on the last attempt go to a human; gives their ids."""
    reason = EarwitnessError("The machine tried three times and each time its worker died.")
    reason.code = "attempts_exhausted"
    with database.write() as session:
        moment = now(session)
        rows = session.execute(
            select(Message.id, Message.state, Message.fence, Message.attempts)
            .where(
                Message.state.in_([stage.source.value for stage in STAGES]),
                Message.attempts >= MAX_ATTEMPTS,
                or_(Message.lease_until.is_(None), Message.lease_until < moment),
            )
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            stale = Claim(row.id, State(row.state), row.fence, row.attempts, "sweeper")
            finish(session, stale, State.NEEDS_HUMAN, reason=reason)
    return [row.id for row in rows]


def due(database: Database, *, limit: int = 500) -> list[tuple[int, Stage]]:
    """Messages that somebody should be working on and nobody is: what the sweeper hints at.

    Up to ``limit`` of each stage, the longest due first: a backlog of one stage hides no other's.
    """
    with database.read() as session:
        moment = now(session)
        return [
            (message_id, stage)
            for stage in STAGES
            for message_id in session.scalars(
                select(Message.id)
                .where(*_is_due(stage, moment))
                .order_by(Message.next_run_at, Message.id)
                .limit(limit)
            )
        ]


def oldest_unfinished(session: Session) -> datetime | None:
    """When the oldest message that a machine stage still has to finish was received."""
    oldest: datetime | None = session.scalar(
        select(Message.received_at)
        .where(Message.state.in_([stage.source.value for stage in STAGES]))
        .order_by(Message.received_at)
        .limit(1)
    )
    return oldest


def depths(session: Session) -> dict[State, int]:
    """How many messages are in each state."""
    rows = session.execute(select(Message.state, func.count()).group_by(Message.state))
    return {State(state): count for state, count in rows}


def _is_due(stage: Stage, moment: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions of a message that somebody should work on and nobody does."""
    return (
        Message.state == stage.source.value,
        Message.next_run_at <= moment,
        Message.attempts < MAX_ATTEMPTS,
        or_(Message.lease_until.is_(None), Message.lease_until < moment),
    )


def _postpone(
    session: Session,
    item: Claim,
    wait_s: float,
    reason: EarwitnessError | None,
    *,
    attempts: int,
) -> None:
    done = _update(
        session,
        item,
        attempts=attempts,
        next_run_at=now(session) + timedelta(seconds=wait_s),
        lease_until=None,
        leased_by=None,
        progress=None,
        failure_code=reason.code if reason else None,
        failure_reason=str(reason) if reason else None,
    )
    if not done:
        raise LostClaimError(f"message {item.message_id}: fence {item.fence} is no longer current")


def _update(session: Session, item: Claim, **columns: Any) -> bool:
    """Compare-and-set on (id, state, fence); whether a row was there to set."""
    result = session.execute(
        update(Message)
        .where(
            Message.id == item.message_id,
            Message.state == item.state.value,
            Message.fence == item.fence,
        )
        .values(**columns),
        execution_options={"synchronize_session": False},
    )
    assert isinstance(result, CursorResult)
    return result.rowcount == 1
