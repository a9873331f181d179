"""Fixtures that every test may use, and the rule about skipping.

With ``EARWITNESS_TEST_NO_SKIP=1`` (continuous integration) a skipped test is a failed one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import api.models
import nlp.models
import voice_intake.models
from tests import running, servers
from voice_intake.db import Base, Database
from voice_intake.settings import Settings

#: Importing them registers their tables.
TABLES_OF = (voice_intake.models, nlp.models, api.models)

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings of the person who runs it."""
    for name in list(os.environ):
        if name.startswith("EARWITNESS_") and not name.startswith("EARWITNESS_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation of its own below ``tmp_path``."""
    return Settings(data_dir=tmp_path / "data", model="demo", device="cpu")


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """An empty SQLite database with every table."""
    yield from _fresh_database(settings.data_dir, settings.sqlalchemy_url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def any_database(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Database]:
    """The same test on SQLite and on a real PostgreSQL."""
    if request.param == "sqlite":
        yield from _fresh_database(settings.data_dir, settings.sqlalchemy_url)
    else:
        server = request.getfixturevalue("postgresql_server")
        yield from _fresh_database(settings.data_dir, server.new_database_url())


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.PostgreSQL]:
    """A PostgreSQL server of the test run's own, started once."""
    with servers.postgresql(tmp_path_factory.mktemp("postgresql")) as server:
        yield server


@pytest.fixture
def redis(settings: Settings) -> Iterator[running.RedisProcess]:
    """A Redis of the test's own, started as the product starts it."""
    with running.redis_process(settings) as server:
        yield server


@pytest.fixture
def start() -> Iterator[Callable[..., running.Child]]:
    """Start processes of the product; whoever is left at the end of the test is killed."""
    with running.children() as starter:
        yield starter


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive."""
    return servers.chromium()


def _fresh_database(data_dir: Path, url: str) -> Iterator[Database]:
    data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(url)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """Turn a skip into a failure where skipping is forbidden."""
    report = yield
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and os.environ.get("EARWITNESS_TEST_NO_SKIP")
    ):
        report.outcome = "failed"
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.longrepr = f"skipping is forbidden here (EARWITNESS_TEST_NO_SKIP): {reason}"
    return report
