"""Alembic's environment: the three stages' tables, on the database named by ``api.schema``."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

import voice_intake.models  # noqa: F401  (the imports register the tables)
from voice_intake.db import Base, Database

#: PostgreSQL advisory lock: two machines that start at once migrate one after the other.
MIGRATION_LOCK = 0x45414D49


def run() -> None:
    """Run the steps in one transaction."""
    database = Database(context.config.attributes["url"])
    with database.engine.connect().execution_options(earwitness_write=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=database.is_sqlite,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            if not database.is_sqlite:
                connection.execute(
                    text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK}
                )
            context.run_migrations()
        connection.commit()
    database.close()


run()
