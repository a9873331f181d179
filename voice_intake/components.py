"""Signs of life: each worker and sweeper says that it lives and what it waits for.

The operator's view, ``/readyz`` and ``earwitness doctor`` read them; nothing is decided by them.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from voice_intake.db import Database, now
from voice_intake.models import Component

#: Seconds between two signs of life.
EVERY_S = 5.0
#: Without a sign for so long a component counts as gone.
GONE_AFTER_S = 30.0
#: Rows of components that died without a word are removed after this.
FORGOTTEN_AFTER_S = 3600.0
OK = "ok"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Vital:
    """The last sign of life of one component."""

    name: str
    kind: str
    seen_at: datetime
    #: ``ok``, or the code of what it waits for (``model_missing``, ``redis_away``, ``backlog``).
    condition: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    alive: bool = True

    @property
    def words(self) -> str:
        """What it waits for, with the reason and the next step where the component gave them."""
        reason = self.detail.get("reason")
        return f"{self.condition}: {reason}" if reason else self.condition


def own_name(kind: str) -> str:
    """``kind@host:pid``: who this process is, in leases, audit events and signs of life."""
    return f"{kind}@{socket.gethostname()[:60]}:{os.getpid()}"


def beat(
    database: Database,
    name: str,
    kind: str,
    condition: str = OK,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write one sign of life."""
    with database.write() as session:
        session.merge(
            Component(
                name=name,
                kind=kind,
                seen_at=now(session),
                condition=condition,
                detail=dict(detail or {}),
            )
        )


def leave(database: Database, name: str) -> None:
    """Take the row away: the component ended as it was asked to."""
    with database.write() as session:
        session.execute(delete(Component).where(Component.name == name))


def forget_dead(database: Database) -> int:
    """Remove rows without a sign of life for an hour; gives their number."""
    with database.write() as session:
        limit = now(session) - timedelta(seconds=FORGOTTEN_AFTER_S)
        gone = session.scalars(
            delete(Component).where(Component.seen_at < limit).returning(Component.name)
        ).all()
    return len(gone)


def vitals(session: Session) -> list[Vital]:
    """Every component's last sign of life, by name."""
    limit = now(session) - timedelta(seconds=GONE_AFTER_S)
    return [
        Vital(row.name, row.kind, row.seen_at, row.condition, row.detail, row.seen_at >= limit)
        for row in session.scalars(select(Component).order_by(Component.name))
    ]


class Heart:
    """A thread that writes the sign of life every few seconds until ``stop``."""

    def __init__(self, database: Database, name: str, kind: str, *, every_s: float = EVERY_S):
        self.name = name
        self._database, self._kind, self._every_s = database, kind, every_s
        self._condition, self._detail = OK, dict[str, Any]()
        self._changed, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def say(self, condition: str, **detail: Any) -> None:
        """What the component waits for from now on; written at once where it is news."""
        if (condition, detail) != (self._condition, self._detail):
            self._condition, self._detail = condition, detail
            self._changed.set()

    def stop(self) -> None:
        """Stop and take the row away."""
        self._ending.set()
        self._changed.set()
        self._thread.join()
        try:
            leave(self._database, self.name)
        except Exception as error:  # a row that stays behind is forgotten later
            log.warning("heart.leave_failed", component=self.name, error=type(error).__name__)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._changed.clear()
            try:
                beat(self._database, self.name, self._kind, self._condition, self._detail)
            except Exception as error:  # the heart outlives a database that is away
                log.warning("heart.beat_failed", component=self.name, error=type(error).__name__)
            self._changed.wait(self._every_s)
