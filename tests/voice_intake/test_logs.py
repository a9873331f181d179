"""The log goes to the process's stderr, whichever that is when something is written."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from voice_intake import logs
from voice_intake.settings import Settings


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Other tests log as if nothing had been configured here."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_stderr_that_was_replaced_and_closed_meanwhile_stops_no_log(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A job whose failure could not be logged was left as started."""
    before = io.StringIO()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("sys.stderr", before)
        logs.configure(settings)
    before.close()
    structlog.get_logger("x").error("worker.job_failed", job="evil")
    logging.getLogger("rq.worker").warning("gone")
    lines = capsys.readouterr().err.splitlines()
    assert json.loads(lines[0])["event"] == "worker.job_failed"
    assert lines[1].endswith("gone")
