"""Who did what to which row: an append-only log in which every event carries the one before it.

``hash = sha256(previous_hash + canonical JSON of the event)``; ``verify`` recomputes the chain and
says where it breaks. Events hold ids, codes and hashes, never names, numbers or words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from voice_intake.db import now
from voice_intake.models import AuditEvent

#: The hash before the first event.
GENESIS = "0" * 64
#: PostgreSQL advisory lock that serialises writers of the chain (any constant of our own).
CHAIN_LOCK = 0x45415257
#: Events read at once by ``verify``.
PAGE = 500


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What ``verify`` found. ``broken_at`` is the first event that does not fit, or None."""

    events: int
    head: str
    broken_at: int | None
    reason: str | None

    @property
    def intact(self) -> bool:
        """Whether every event fits the one before it."""
        return self.broken_at is None


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    subject_type: str,
    subject_id: object,
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Append one event in the caller's write transaction; it becomes durable with it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    session.flush()
    last = session.execute(
        select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    event = AuditEvent(
        seq=last.seq + 1 if last else 1,
        at=now(session),
        actor=actor,
        action=action,
        subject_type=subject_type,
        subject_id=str(subject_id),
        detail=dict(detail or {}),
        previous_hash=last.hash if last else GENESIS,
    )
    event.hash = event_hash(event)
    session.add(event)
    session.flush()
    return event


def event_hash(event: AuditEvent) -> str:
    """The hash that this event must carry."""
    body = json.dumps(
        {
            "seq": event.seq,
            "at": _timestamp(event.at),
            "actor": event.actor,
            "action": event.action,
            "subject_type": event.subject_type,
            "subject_id": event.subject_id,
            "detail": event.detail,
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256((event.previous_hash + body).encode()).hexdigest()


def verify(session: Session, *, expected_head: str | None = None) -> ChainReport:
    """Walk the whole chain in constant memory.

    ``expected_head`` is a head noted earlier (a backup, an evidence bundle): a chain that no longer
    contains it was cut off at the end or rewritten.
    """
    previous, seq, seen_head = GENESIS, 0, expected_head in (None, GENESIS)
    for event in _events(session):
        seq += 1
        if event.seq != seq:
            return ChainReport(seq, previous, seq, "an event is missing")
        if event.previous_hash != previous or event.hash != event_hash(event):
            return ChainReport(seq, previous, seq, "the event was changed")
        previous = event.hash
        seen_head = seen_head or previous == expected_head
    if not seen_head:
        return ChainReport(seq, previous, seq + 1, "the end of the chain was cut off")
    return ChainReport(seq, previous, None, None)


def _events(session: Session) -> Iterator[AuditEvent]:
    """All events in order, a page at a time: a walk that stops early leaves no cursor open."""
    seq = 0
    while page := session.scalars(
        select(AuditEvent).where(AuditEvent.seq > seq).order_by(AuditEvent.seq).limit(PAGE)
    ).all():
        yield from page
        seq = page[-1].seq


def _timestamp(value: datetime) -> str:
    return value.isoformat(timespec="microseconds")
