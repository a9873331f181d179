"""Proof that uploads equal outcomes: what is on the disk, in the ledger and in the chain agree.

The part that looks at report drafts is in ``api.reconcile``, because drafts are a later stage's.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from voice_intake import audit
from voice_intake.db import Database, now
from voice_intake.models import Message, Recording
from voice_intake.settings import Settings
from voice_intake.stages import MAX_ATTEMPTS, STAGES, State
from voice_intake.storage import RecordingStore

#: Recordings whose bytes are hashed unless all are asked for.
SAMPLE = 200
#: A recording is renamed before its row is committed: younger files without a row are on their way.
ON_THEIR_WAY_S = 120.0
#: Work that is due, held by nobody and untouched for so long was forgotten.
STUCK_AFTER_S = 600.0
#: Examples named in a finding.
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer."""

    name: str
    looked_at: int
    #: What is wrong: ids and hashes; empty where the answer is good.
    wrong: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    @property
    def summary(self) -> str:
        """``ok``, or how many are wrong and the first of them."""
        if self.good:
            return "ok"
        more = "" if len(self.wrong) <= EXAMPLES else " ..."
        return f"{len(self.wrong)} wrong: {', '.join(self.wrong[:EXAMPLES])}{more}"


def checks(
    database: Database,
    settings: Settings,
    *,
    full: bool = False,
    expected_head: str | None = None,
) -> Iterator[Check]:
    """Every check of this stage, one after another. ``full``: hash every recording."""
    store = RecordingStore(settings)
    with database.read() as session:
        found = session.execute(select(Recording.sha256, Recording.size_bytes))
        rows = {sha256: size for sha256, size in found}  # noqa: C416  (rows are no pairs to mypy)
        yield files_have_rows(store, rows)
        yield rows_have_files(store, rows, None if full else SAMPLE)
        yield recordings_have_messages(session, len(rows))
        yield messages_have_recordings(session)
        yield states_are_known(session)
        yield nothing_is_stuck(session)
        yield chain_verifies(session, expected_head)


def files_have_rows(store: RecordingStore, rows: dict[str, int]) -> Check:
    """Every file of the store is a recording of the database."""
    looked_at, wrong = 0, []
    for sha256 in store.hashes():
        looked_at += 1
        if sha256 not in rows and not _is_young(store, sha256):
            wrong.append(sha256)
    return Check("every file has a row", looked_at, tuple(wrong))


def rows_have_files(store: RecordingStore, rows: dict[str, int], sample: int | None) -> Check:
    """Every recording's file is there with its size; a sample of them, or all, with its hash."""
    wrong = [
        sha256
        for sha256, size in rows.items()
        if not store.path(sha256).is_file() or store.path(sha256).stat().st_size != size
    ]
    chosen = list(rows) if sample is None else random.sample(list(rows), min(sample, len(rows)))
    wrong += [sha256 for sha256 in chosen if sha256 not in wrong and not store.is_intact(sha256)]
    name = "every row has its file, " + (
        "every hash right" if sample is None else f"{len(chosen)} hashes right"
    )
    return Check(name, len(rows), tuple(wrong))


def recordings_have_messages(session: Session, looked_at: int) -> Check:
    """Every recording belongs to a message that somebody can see."""
    orphans = select(Recording.sha256).where(
        ~select(Message.id).where(Message.recording_sha256 == Recording.sha256).exists()
    )
    return Check("every recording has a message", looked_at, tuple(session.scalars(orphans)))


def messages_have_recordings(session: Session) -> Check:
    """Only a message whose audio was never here may lack a recording."""
    without = select(Message.id).where(
        Message.recording_sha256.is_(None),
        Message.state.in_([State.RECEIVED, State.TRANSCRIBED, State.READY]),
    )
    return Check("every message has its recording", _count(session), _ids(session, without))


def states_are_known(session: Session) -> Check:
    """Every message is in a state that this version knows."""
    unknown = select(Message.id).where(Message.state.not_in([state.value for state in State]))
    return Check("every message is in a known state", _count(session), _ids(session, unknown))


def nothing_is_stuck(session: Session) -> Check:
    """Nothing is due for long without anybody working on it, nor out of attempts without a human."""
    long_ago = now(session) - timedelta(seconds=STUCK_AFTER_S)
    stuck = select(Message.id).where(
        Message.state.in_([stage.source.value for stage in STAGES]),
        or_(Message.lease_until.is_(None), Message.lease_until < long_ago),
        or_(Message.next_run_at < long_ago, Message.attempts >= MAX_ATTEMPTS),
        Message.state_since < long_ago,
    )
    return Check("no message is stuck", _count(session), _ids(session, stuck))


def chain_verifies(session: Session, expected_head: str | None) -> Check:
    """The audit chain is whole; ``expected_head`` is one noted earlier."""
    report = audit.verify(session, expected_head=expected_head)
    wrong = () if report.intact else (f"event {report.broken_at}: {report.reason}",)
    return Check("the audit chain verifies", report.events, wrong)


def _is_young(store: RecordingStore, sha256: str) -> bool:
    return time.time() - store.path(sha256).stat().st_mtime < ON_THEIR_WAY_S


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Message)) or 0


def _ids(session: Session, query: Select[int]) -> tuple[str, ...]:
    return tuple(str(message_id) for message_id in session.scalars(query))
