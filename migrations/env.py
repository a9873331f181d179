"""Alembic's environment: the three stages' tables, on the database named by ``api.schema``."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, text

import api.models
import nlp.models
import voice_intake.models
from voice_intake.db import Base, Database, UtcDateTime

#: Importing them registers their tables.
TABLES_OF = (voice_intake.models, nlp.models, api.models)

#: PostgreSQL advisory lock: two machines that start at once migrate one after the other.
MIGRATION_LOCK = 0x45414D49


def _render(kind: str, item: object, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write our own types as plain SQLAlchemy: a step must not change when our code does."""
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


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
            render_item=_render,
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
