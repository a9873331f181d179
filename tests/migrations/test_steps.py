"""The schema's steps: each goes up and down with data in it, and the head equals the models."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, insert, inspect, select, text

import api.models
import nlp.models
import voice_intake.models
from api.schema import configuration, downgrade, upgrade
from voice_intake.db import Base, Database
from voice_intake.settings import Settings

#: Importing them registers their tables.
TABLES_OF = (voice_intake.models, nlp.models, api.models)

#: A value for a column of each type, by the type's Python type.
VALUES = {
    str: "x",
    int: 1,
    bool: True,
    float: 1.5,
    dict: {"a": 1},
    list: ["a"],
    datetime: datetime(2026, 1, 2, tzinfo=UTC),
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, settings: Settings) -> str:
    """An empty database that no step has touched."""
    settings.data_dir.mkdir(parents=True)
    if request.param == "sqlite":
        return settings.sqlalchemy_url
    made: str = request.getfixturevalue("postgresql_server").new_database_url()
    return made


def revisions() -> list[str]:
    """Every step, oldest first."""
    script = ScriptDirectory.from_config(configuration("sqlite://"))
    return [step.revision for step in reversed(list(script.walk_revisions()))]


def test_head_equals_the_models(url: str) -> None:
    """After every step the database is what the models say, to the last index."""
    upgrade(url)
    database = Database(url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    database.close()
    assert differences == []


def test_upgrade_twice_is_upgrade_once(url: str) -> None:
    """Whoever starts a second machine on the same database changes nothing."""
    upgrade(url)
    upgrade(url)
    assert inspect_tables(url) >= set(Base.metadata.tables)


@pytest.mark.parametrize("revision", revisions())
def test_each_step_goes_down_and_up_with_data_in_it(url: str, revision: str) -> None:
    """A step back does not fail on rows, and the step forward again takes what is left."""
    upgrade(url, revision)
    database = Database(url)
    filled = fill_every_table(database.engine)
    database.close()
    assert filled, "the step leaves no table to fill"
    downgrade(url, "-1")
    upgrade(url, revision)
    assert inspect_tables(url) >= filled


def test_rows_survive_the_way_to_the_head(url: str) -> None:
    """Rows written at the first step are still there at the head."""
    upgrade(url, revisions()[0])
    database = Database(url)
    filled = fill_every_table(database.engine)
    upgrade(url)
    for name in filled & inspect_tables(url):
        table = Table(name, MetaData(), autoload_with=database.engine)
        with database.engine.connect() as connection:
            assert connection.execute(select(table)).first() is not None, name
    database.close()


def inspect_tables(url: str) -> set[str]:
    """The tables that are there."""
    database = Database(url)
    names = set(inspect(database.engine).get_table_names())
    database.close()
    return names


def fill_every_table(engine: Engine) -> set[str]:
    """One row in every table, as the database itself describes them, parents first."""
    reflected = MetaData()
    reflected.reflect(engine)
    filled = set()
    with engine.begin() as connection:
        for table in reflected.sorted_tables:
            if table.name == "alembic_version" or table.name.startswith("search_"):
                continue
            connection.execute(insert(table).values(**a_row(table)))
            filled.add(table.name)
        connection.execute(text("select 1"))
    return filled


def a_row(table: Table) -> dict[str, object]:
    """A value for every column that must have one or points elsewhere."""
    row = {}
    for column in table.columns:
        if column.nullable and not column.foreign_keys:
            continue
        row[column.name] = VALUES.get(column.type.python_type, "x")
    return row
