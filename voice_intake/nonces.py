"""Signed requests are taken once: the id of each is remembered with what it carried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voice_intake.db import Database, now
from voice_intake.errors import ReplayedError
from voice_intake.models import Nonce

#: An id is remembered for longer than its signature is good for (300 s, either way).
KEEP_S = 3_600.0


@dataclass(frozen=True, slots=True)
class SignedId:
    """The id of a signed request, and the sha256 of what it carried."""

    nonce: str
    body_sha256: str


def take(session: Session, source: str, signed: SignedId) -> None:
    """Remember the id, in the caller's write transaction.

    An honest retry carries the same again and passes; raises ReplayedError where the id was used
    for something else.
    """
    values = {
        "source": source,
        "nonce": signed.nonce,
        "seen_at": now(session),
        "body_sha256": signed.body_sha256,
    }
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if on_postgresql else sqlite.insert
    session.execute(insert(Nonce).values(**values).on_conflict_do_nothing())
    held = session.get_one(Nonce, (source, signed.nonce), populate_existing=True)
    if held.body_sha256 != signed.body_sha256:
        raise ReplayedError(
            "This webhook-id was used before, for another message.",
            next_step="Give each message an id of its own; keep it only for retries of the same.",
        )


def forget_old(database: Database, *, older_than_s: float = KEEP_S) -> int:
    """Drop the ids whose signatures ran out long ago; gives how many."""
    with database.write() as session:
        moment = now(session) - timedelta(seconds=older_than_s)
        dropped = session.execute(
            delete(Nonce).where(Nonce.seen_at < moment).returning(Nonce.nonce)
        )
        return len(dropped.all())
