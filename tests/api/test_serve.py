"""``earwitness serve`` as a process: it starts, answers, logs and ends well."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from api.auth import create_api_key
from tests.builders import build_ready_case
from tests.servers import free_port
from voice_intake.db import Database
from voice_intake.models import Message
from voice_intake.settings import Settings

ROWS = 3_000


@dataclass(frozen=True)
class Serving:
    """A running process and where it answers."""

    process: subprocess.Popen[bytes]
    url: str
    token: str


@pytest.fixture
def serving(settings: Settings, database: Database, tmp_path: Path) -> Iterator[Serving]:
    """A real process over a database with many messages."""
    with database.write() as session:
        first = build_ready_case(session, settings)
        values = {c.name: getattr(first, c.name) for c in Message.__table__.columns}
        copies = [
            {**values, "id": first.id + n, "reference": f"EW-{n}", "provider_id": f"copy-{n}",
             "first_provider_id": f"copy-{n}"}
            for n in range(1, ROWS)
        ]  # fmt: skip
        session.execute(Message.__table__.insert(), copies)  # type: ignore[attr-defined]
        token = create_api_key(session, "analyst", "analyst")
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve", "--port", str(port)],
            env={**os.environ, "EARWITNESS_DATA_DIR": str(settings.data_dir)},
            stderr=log,
        )
    url = f"http://127.0.0.1:{port}"
    _await(process, url)
    yield Serving(process, url, token)
    process.kill()
    process.wait()


def _await(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the process did not become ready (exit code {process.poll()})")


def test_a_request_under_way_is_finished_when_the_process_is_asked_to_end(
    serving: Serving, tmp_path: Path
) -> None:
    """SIGTERM in the middle of an export: the file is whole, then the process ends by itself."""
    headers = {"Authorization": f"Bearer {serving.token}"}
    with httpx.stream("GET", f"{serving.url}/v1/exports/ndjson", headers=headers) as answer:
        lines = answer.iter_lines()
        json.loads(next(lines))
        serving.process.send_signal(signal.SIGTERM)
        assert sum(1 for _ in lines) == ROWS - 1
    assert serving.process.wait(30) in (0, -signal.SIGTERM)
    logged = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    exported = [line for line in logged if line.get("route") == "/v1/exports/{format}"]
    assert [line["status"] for line in exported] == [200]
    assert all(line["request_id"] for line in logged if line["event"] == "request.done")
