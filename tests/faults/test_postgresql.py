"""The same faults with the truth in PostgreSQL: workers are killed and paused, work is done once."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest

from tests import tables
from tests.faults.conftest import OUT_OF_COMMIT_S, Line, Start
from tests.running import RedisProcess, wait_until
from tests.servers import PostgreSQL
from voice_intake.db import Database
from voice_intake.settings import Settings

pytestmark = pytest.mark.postgresql


@pytest.fixture
def settings(settings: Settings, postgresql_server: PostgreSQL) -> Settings:
    """An installation on the server."""
    url = tables.postgresql_url(postgresql_server)
    settings.data_dir.mkdir(parents=True)
    return settings.model_copy(update={"database_url": url})


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """What the processes share."""
    database = Database(settings.sqlalchemy_url)
    yield database
    database.close()


def test_workers_on_postgresql_survive_a_kill_and_a_pause(
    line: Line, settings: Settings, redis: RedisProcess, start: Start
) -> None:
    """One is killed in its work, one sleeps past its lease; each message has one transcript."""
    start(settings, "sweeper")
    killed = start(settings, "worker", "transcribe")
    paused = start(settings, "worker", "transcribe")
    for number in range(16):
        line.leave(b"sleep 0.3 %d" % number)
    wait_until(line.held, "the work has begun")
    time.sleep(OUT_OF_COMMIT_S)
    killed.kill()
    paused.send(signal.SIGSTOP)
    start(settings, "worker", "transcribe")
    time.sleep(settings.lease_s * 1.5)
    paused.send(signal.SIGCONT)
    wait_until(lambda: line.all_are("transcribed"), "all are transcribed")
    line.assert_each_has_one_transcript()
