"""Fixtures that every test may use, and the rule about skipping.

With ``EARWITNESS_TEST_NO_SKIP=1`` (continuous integration) a skipped test is a failed one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests import running, servers, tables
from voice_intake.db import Database
from voice_intake.settings import Settings

ROOT = Path(__file__).resolve().parent.parent

#: The files that take longest. A file is one worker's, so these begin first: the last one would
#: else keep one worker while the other has nothing left.
LONGEST = (
    "test_journey.py",
    "test_killed.py",
    "test_transcribe_command.py",
    "test_console_safety.py",
    "test_engine.py",
    "test_engine_process.py",
    "test_console.py",
    "test_worker.py",
    "test_recordings.py",
    "test_worker_commands.py",
)

# Read when torch, NumPy and the processes of the tests start: each computes with one thread, so that
# the workers of a run do not fight for the cores.
for _library in ("OMP", "MKL", "OPENBLAS", "NUMBA"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

# The same cases in every run, and however slow the machine is: no test passes by luck.
hypothesis_settings.register_profile(
    "repeatable",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("repeatable")


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
    yield from _opened(tables.sqlite_url(settings))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def any_database(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Database]:
    """The same test on SQLite and on a real PostgreSQL."""
    if request.param == "sqlite":
        yield from _opened(tables.sqlite_url(settings))
    else:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        server = request.getfixturevalue("postgresql_server")
        yield from _opened(tables.postgresql_url(server))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[servers.PostgreSQL]:
    """A PostgreSQL server of the test run's own, started once.

    Not below pytest's folder: its user must reach the files, and another run of pytest that begins
    meanwhile shuts that folder to all users but its own.
    """
    with (
        tempfile.TemporaryDirectory(prefix="earwitness-postgresql-") as folder,
        servers.postgresql(Path(folder)) as server,
    ):
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


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the others as they come."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """Turn a skip into a failure where skipping is forbidden."""
    return _without_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):  # type: ignore[no-untyped-def]
    """The same for a file that skips itself as a whole."""
    return _without_skip((yield))


def _without_skip(report: Any) -> Any:
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and os.environ.get("EARWITNESS_TEST_NO_SKIP")
    ):
        report.outcome = "failed"
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.longrepr = f"skipping is forbidden here (EARWITNESS_TEST_NO_SKIP): {reason}"
    return report
