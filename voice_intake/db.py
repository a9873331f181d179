"""Declarative base, naming of constraints, UTC times, engine and the two kinds of session.

``Database.read()`` gives a session that only reads; ``Database.write()`` one transaction that holds
the write lock from its first statement (``BEGIN IMMEDIATE`` on SQLite), commits at the end of the
block and rolls back on an exception.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from voice_intake.errors import ConfigurationError
from voice_intake.settings import Settings

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

#: How long a SQLite writer waits for another one, milliseconds (reliability.md).
SQLITE_BUSY_MS = 20_000


class Base(DeclarativeBase):
    """The base of every table; one metadata for all three stages."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time: ``timestamptz`` on PostgreSQL, naive UTC on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time reached the database; times are stored in UTC")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """An engine and its sessions. Cheap to make, safe to share between threads, not between forks."""

    def __init__(self, url: str) -> None:
        self.engine = _make_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._writer = threading.RLock()

    @property
    def is_sqlite(self) -> bool:
        """Whether the truth lives in one file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; whatever it changed is rolled back.

        What was read stays readable after the block (a rollback alone would expire it).
        """
        with self._sessions() as session:
            yield session
            session.expunge_all()
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One write transaction, committed at the end of the block."""
        with self._turn(), self._sessions() as session:
            session.connection(execution_options={"earwitness_write": True})
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One SQLite writer of this process at a time, woken at once instead of polling the file.

        SQLite's own waiting sleeps ever longer and lets newcomers pass; it still decides between
        processes, and after its time is over here too.
        """
        mine = self.is_sqlite and self._writer.acquire(timeout=SQLITE_BUSY_MS / 1000)
        try:
            yield
        finally:
            if mine:
                self._writer.release()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def now(session: Session) -> datetime:
    """The present: PostgreSQL's clock where there is one, else this machine's (the fence protects)."""
    if session.get_bind().dialect.name == "postgresql":
        value: datetime = session.execute(text("select clock_timestamp()")).scalar_one()
        return value.astimezone(UTC)
    return datetime.now(UTC)


def open_database(settings: Settings) -> Database:
    """The database of these settings; its folder is made, its tables are not (see migrations)."""
    make_data_dir(settings)
    return Database(settings.sqlalchemy_url)


def make_data_dir(settings: Settings) -> None:
    """Make the data folder; raises ConfigurationError where that cannot be."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The data folder {settings.data_dir} cannot be made: {error.strerror}.",
            next_step="Set EARWITNESS_DATA_DIR to a folder that you may write to.",
        ) from error


def _make_engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": SQLITE_BUSY_MS / 1000})
        event.listen(engine, "connect", _sqlite_connect)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    return create_engine(url, pool_pre_ping=True, pool_size=10, connect_args={"connect_timeout": 5})


def _sqlite_connect(connection: Any, _record: Any) -> None:
    """WAL, full synchronous commits, foreign keys; transactions are begun by us, not by pysqlite."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={SQLITE_BUSY_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Any) -> None:
    write = connection.get_execution_options().get("earwitness_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
