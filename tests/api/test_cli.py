"""``earwitness user``, ``key``, ``audit`` and ``export``, as somebody runs them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from api import auth
from api.cli import build
from api.models import ExportRun, User
from tests.builders import build_ready_case
from voice_intake.db import Database
from voice_intake.errors import EarwitnessError
from voice_intake.models import AuditEvent
from voice_intake.settings import Settings, get_settings

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database) -> Iterator[Run]:
    """The command line over the test's own installation; errors of ours come through."""
    monkeypatch.setenv("EARWITNESS_DATA_DIR", str(settings.data_dir))
    get_settings.cache_clear()

    def invoke(*arguments: object, stdin: str = "") -> Result:
        texts = [str(argument) for argument in arguments]
        result = CliRunner().invoke(build(), texts, input=stdin)
        if isinstance(result.exception, EarwitnessError):
            raise result.exception
        return result

    yield invoke
    get_settings.cache_clear()


def test_a_user_is_added_listed_given_a_new_password_and_deactivated(
    run: Run, database: Database
) -> None:
    """The password comes from stdin, never from an argument."""
    added = run(
        "user", "add", "chan", "--role", "officer", "--password-stdin", stdin="long password\n"
    )
    assert added.exit_code == 0, added.output
    assert "long password" not in added.output
    assert "chan" in run("user", "list").output
    with database.read() as session:
        assert auth.check_password(session, "chan", "long password") is not None
    run("user", "password", "chan", "--password-stdin", stdin="another password\n")
    with database.read() as session:
        assert auth.check_password(session, "chan", "long password") is None
        assert auth.check_password(session, "chan", "another password") is not None
    run("user", "deactivate", "chan")
    with database.read() as session:
        assert auth.check_password(session, "chan", "another password") is None
        actions = session.scalars(select(AuditEvent.action)).all()
    assert actions == ["user.created", "user.password_changed", "user.deactivated"]


def test_a_password_typed_by_hand_is_asked_twice(run: Run, database: Database) -> None:
    """Without --password-stdin it prompts, and two different ones add nobody."""
    result = run("user", "add", "chan", "--role", "officer", stdin="one password\nother password\n")
    assert result.exit_code != 0
    with database.read() as session:
        assert session.scalars(select(User)).all() == []


def test_mistakes_are_told_with_the_next_step(run: Run) -> None:
    """Unknown user, key and role, and a password that is too short."""
    for arguments, word in (
        (("user", "deactivate", "nobody"), "user list"),
        (("user", "add", "chan", "--role", "chief", "--password-stdin"), "supervisor"),
        (("user", "add", "chan", "--role", "officer", "--password-stdin"), "longer"),
        (("key", "revoke", "nothing"), "key list"),
        (("key", "add", "x", "--role", "gateway"), "--source"),
    ):
        with pytest.raises(EarwitnessError) as caught:
            run(*arguments, stdin="short\n")
        assert word in caught.value.next_step


def test_a_key_is_printed_once_and_works_until_revoked(run: Run, database: Database) -> None:
    """The list shows the id and never the secret."""
    token = run("key", "add", "line-1", "--role", "gateway", "--source", "demo").output.strip()
    listed = run("key", "list").output
    key_id, secret = token.split("_", 2)[1:]
    assert key_id in listed
    assert secret not in listed
    with database.read() as session:
        assert auth.principal_of_api_key(session, token) is not None
    run("key", "revoke", key_id)
    with database.read() as session:
        assert auth.principal_of_api_key(session, token) is None


def test_the_audit_log_is_listed_and_verified(run: Run, database: Database) -> None:
    """Intact: exit code 0 and the head; changed behind our back: 1 and the place."""
    for name in ("one", "two"):
        run("key", "add", name, "--role", "officer")
    verified = run("audit", "verify")
    assert verified.exit_code == 0
    head = verified.output.split()[-1]
    run("key", "add", "three", "--role", "officer")
    assert run("audit", "verify", "--head", head).exit_code == 0
    assert run("audit", "verify", "--head", "0" * 63 + "1").exit_code == 1
    events = [
        json.loads(line) for line in run("audit", "list", "--actor", "cli").output.splitlines()
    ]
    assert [event["seq"] for event in events] == [3, 2, 1]
    only = run("audit", "list", "--subject", events[1]["subject"]).output.splitlines()
    assert len(only) == 1
    with database.write() as session:
        session.execute(update(AuditEvent).where(AuditEvent.seq == 2).values(actor="nobody"))
    broken = run("audit", "verify")
    assert broken.exit_code == 1
    assert "event 2" in broken.output


def test_an_export_goes_to_a_file_or_to_stdout(
    run: Run, database: Database, settings: Settings, tmp_path: Path
) -> None:
    """The same rows; masked unless asked; no half file is left; the run is logged."""
    with database.write() as session:
        build_ready_case(session, settings)
    path = tmp_path / "out.csv"
    assert run("export", "--format", "csv", "--output", path).exit_code == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["district"] == "YTM"
    assert "50123456" not in path.read_text()
    line = json.loads(run("export", "--format", "ndjson", "--unmasked", "--output", "-").output)
    assert line["caller_number"] == "+85250123456"
    none = run("export", "--format", "ndjson", "--district", "KT", "--output", "-")
    assert none.output == ""
    early = run("export", "--format", "ndjson", "--until", "2026-11-22T09:29:00", "--output", "-")
    assert early.output == ""
    assert [item.name for item in tmp_path.iterdir() if item.name.startswith(".")] == []
    with database.read() as session:
        runs = session.scalars(select(ExportRun).order_by(ExportRun.id)).all()
    assert [(item.actor, item.rows, item.masked) for item in runs] == [
        ("cli", 1, True), ("cli", 1, False), ("cli", 0, True), ("cli", 0, True),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["xlsx", "parquet", "eido", "doc"])
def test_a_format_that_is_not_there_leaves_no_file(run: Run, tmp_path: Path, name: str) -> None:
    """The error lists the formats that there are."""
    with pytest.raises(EarwitnessError) as caught:
        run("export", "--format", name, "--output", tmp_path / "out")
    assert "csv, ndjson, geojson" in caught.value.next_step
    assert not (tmp_path / "out").exists()
