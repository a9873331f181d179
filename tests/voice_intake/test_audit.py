"""The audit chain: what was written cannot be changed, removed, moved or cut off unseen."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import delete, select, update

from voice_intake import audit
from voice_intake.db import Database
from voice_intake.models import AuditEvent


@pytest.fixture
def chain(any_database: Database) -> Database:
    """Five events about five messages."""
    for number in range(5):
        record(any_database, number)
    return any_database


def record(database: Database, number: int) -> None:
    """One event in a transaction of its own."""
    with database.write() as session:
        audit.record(
            session,
            actor="user:7",
            action="message.viewed",
            subject_type="message",
            subject_id=number,
            detail={"purpose": "複核", "n": number},
        )


def verify(database: Database, head: str | None = None) -> audit.ChainReport:
    """Check the whole chain."""
    with database.read() as session:
        return audit.verify(session, expected_head=head)


def test_a_chain_that_nobody_touched_verifies(chain: Database) -> None:
    """Five events, intact, and the head is the last one's hash."""
    report = verify(chain)
    assert (report.events, report.intact, report.reason) == (5, True, None)
    assert verify(chain, report.head).intact


def test_an_empty_chain_verifies(any_database: Database) -> None:
    """Before the first event there is nothing to doubt."""
    assert verify(any_database).intact
    assert verify(any_database).head == audit.GENESIS


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "user:8"},
        {"action": "message.played"},
        {"subject_type": "report"},
        {"subject_id": "99"},
        {"detail": {"purpose": "none"}},
        {"previous_hash": audit.GENESIS},
        {"hash": "f" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edited_event_is_found(chain: Database, change: dict[str, object]) -> None:
    """Whatever column is changed, the chain breaks at that event."""
    with chain.write() as session:
        session.execute(update(AuditEvent).where(AuditEvent.seq == 3).values(**change))
    report = verify(chain)
    assert (report.intact, report.broken_at) == (False, 3)


def test_an_edited_event_with_its_hash_made_anew_is_found(chain: Database) -> None:
    """Who recomputes the hash of one event breaks the next one."""
    with chain.write() as session:
        event = session.get_one(AuditEvent, 3)
        event.actor = "user:8"
        event.hash = audit.event_hash(event)
    assert verify(chain).broken_at == 4


def test_a_deleted_event_is_found(chain: Database) -> None:
    """A gap in the numbers is a missing event."""
    with chain.write() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.seq == 3))
    report = verify(chain)
    assert (report.broken_at, report.reason) == (3, "an event is missing")


def test_a_deleted_event_whose_gap_was_closed_is_found(chain: Database) -> None:
    """Renumbering the rest does not help: each event holds its number and the one before."""
    with chain.write() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.seq == 3))
        for seq in (4, 5):
            session.execute(update(AuditEvent).where(AuditEvent.seq == seq).values(seq=seq - 1))
    assert verify(chain).broken_at == 3


def test_events_in_another_order_are_found(chain: Database) -> None:
    """Two events that changed places do not fit."""
    with chain.write() as session:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            session.execute(update(AuditEvent).where(AuditEvent.seq == old).values(seq=new))
    assert verify(chain).broken_at == 2


def test_a_chain_cut_off_at_its_end_is_found_by_an_earlier_head(chain: Database) -> None:
    """The rest fits, but a head that was noted before is no longer in it."""
    head = verify(chain).head
    with chain.write() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.seq >= 4))
    assert verify(chain).intact
    report = verify(chain, head)
    assert (report.intact, report.reason) == (False, "the end of the chain was cut off")


def test_a_head_noted_earlier_is_found_in_a_chain_that_grew(chain: Database) -> None:
    """A head from a backup verifies the chain of today."""
    head = verify(chain).head
    record(chain, 6)
    assert verify(chain, head).intact


def test_a_rolled_back_transaction_leaves_no_event(chain: Database) -> None:
    """The event becomes true together with what it tells of, or not at all."""
    with pytest.raises(ZeroDivisionError), chain.write() as session:
        audit.record(session, actor="x", action="x", subject_type="x", subject_id=1)
        raise ZeroDivisionError
    record(chain, 7)
    assert verify(chain).events == 6


def test_writers_at_the_same_time_make_one_chain(any_database: Database) -> None:
    """Eight threads, each with its events: no gap, no fork."""

    def write_some() -> None:
        for number in range(5):
            record(any_database, number)

    threads = [threading.Thread(target=write_some) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_database.read() as session:
        assert list(session.scalars(select(AuditEvent.seq).order_by(AuditEvent.seq))) == list(
            range(1, 41)
        )
    assert verify(any_database).intact
