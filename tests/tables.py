"""An empty database with every table, from one that was made once a process.

Many hundred tests want tables. On SQLite they get a copy of the file; on PostgreSQL, where a new
database costs a second and some hundred files, the same database emptied.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, text

import api.models
import nlp.models
import voice_intake.models
from tests.servers import PostgreSQL
from voice_intake.db import Base, Database
from voice_intake.settings import Settings

#: Importing them registers their tables.
TABLES_OF = (voice_intake.models, nlp.models, api.models)


def sqlite_url(settings: Settings) -> str:
    """The URL of the installation's database file, made with its folder where it is not there."""
    url = settings.sqlalchemy_url
    file = Path(url.removeprefix("sqlite:///"))
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_sqlite_bytes())
    return url


def postgresql_url(server: PostgreSQL) -> str:
    """The URL of one database on the server, emptied: whoever used it before must have ended."""
    url = _shared(server)
    engine = create_engine(url)
    with engine.begin() as connection:
        # A connection that somebody left open in a transaction would hold up the next statement.
        connection.execute(text(_END_OTHERS))
        Base.metadata.create_all(connection)  # those that a test has dropped
        names = ", ".join(table.name for table in Base.metadata.sorted_tables)
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
    engine.dispose()
    return url


_END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@cache
def _sqlite_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.db"
        _create_all(f"sqlite:///{file}")
        return file.read_bytes()


@cache
def _shared(server: PostgreSQL) -> str:
    url = server.new_database_url()
    _create_all(url)
    return url


def _create_all(url: str) -> None:
    database = Database(url)
    Base.metadata.create_all(database.engine)
    database.close()  # SQLite's log is written back into the file
