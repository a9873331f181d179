"""The two kinds of session: what is read stays readable, and writers wait for their turn."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError, StatementError

from voice_intake import db
from voice_intake.db import Database, now
from voice_intake.models import Component
from voice_intake.settings import Settings


def component(session, name: str) -> Component:  # type: ignore[no-untyped-def]
    row = Component(name=name, kind="test", seen_at=now(session), condition="ok", detail={})
    session.add(row)
    return row


def test_rows_read_in_a_session_can_be_used_after_it(any_database: Database) -> None:
    """Jobs read a message, let the connection go, and work for minutes."""
    with any_database.write() as session:
        component(session, "a")
    with any_database.read() as session:
        row = session.scalars(select(Component)).one()
    assert (row.name, row.condition) == ("a", "ok")


def test_what_a_reading_session_changes_is_gone(any_database: Database) -> None:
    """Reading commits nothing."""
    with any_database.read() as session:
        component(session, "a")
        session.flush()
    with any_database.read() as session:
        assert session.scalars(select(Component)).all() == []


def test_an_exception_undoes_the_whole_block(any_database: Database) -> None:
    """All or nothing, and the next writer gets its turn."""
    with pytest.raises(RuntimeError), any_database.write() as session:
        component(session, "a")
        session.flush()
        raise RuntimeError
    with any_database.write() as session:
        assert session.scalars(select(Component)).all() == []


def test_writers_of_one_process_all_get_their_turn(any_database: Database) -> None:
    """Counting up in twenty threads loses no step."""
    with any_database.write() as session:
        component(session, "a").detail = {"count": 0}

    def count_up() -> None:
        for _ in range(5):
            with any_database.write() as session:
                row = session.scalars(select(Component).with_for_update()).one()
                row.detail = {"count": row.detail["count"] + 1}

    threads = [threading.Thread(target=count_up) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with any_database.read() as session:
        assert session.scalars(select(Component)).one().detail == {"count": 100}


def test_a_writer_does_not_wait_for_ever(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever holds the lock too long, in this process or another, is told of by an error."""
    monkeypatch.setattr(db, "SQLITE_BUSY_MS", 100)
    impatient = Database(settings.sqlalchemy_url)
    failed: list[type[BaseException]] = []

    def write() -> None:
        try:
            with impatient.write() as session:
                session.execute(text("select 1"))
        except OperationalError as error:
            failed.append(type(error))

    with impatient.write():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(30)
    assert failed == [OperationalError]
    impatient.close()


def test_naive_times_do_not_reach_the_database(database: Database) -> None:
    """A time without a zone is a mistake, and said so."""
    with pytest.raises(StatementError, match="naive"), database.write() as session:
        component(session, "a").seen_at = datetime(2026, 1, 1)  # noqa: DTZ001
