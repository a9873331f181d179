"""``earwitness submit`` and ``earwitness watch``, as somebody runs them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from api import auth
from api.app import create_app
from api.cli import build
from tests.live import serving
from voice_intake import logs, queue
from voice_intake.db import Database
from voice_intake.models import Message
from voice_intake.settings import Settings, get_settings
from voice_intake.storage import RecordingStore


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, settings: Settings, database: Database):  # type: ignore[no-untyped-def]
    """The command line over the test's own installation."""
    monkeypatch.setenv("EARWITNESS_DATA_DIR", str(settings.data_dir))
    monkeypatch.setattr(queue, "hint", lambda *_: False)
    # How a process logs is the process's own, and this one is the tests'.
    monkeypatch.setattr(logs, "configure", lambda *_, **__: None)
    get_settings.cache_clear()

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(build(), [str(argument) for argument in arguments])

    yield invoke
    get_settings.cache_clear()


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "call.wav"
    path.write_bytes(b"RIFF")
    return path


def messages(database: Database) -> list[Message]:
    with database.read() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def test_a_file_is_handed_in_and_its_reference_printed(run, call: Path, database: Database) -> None:  # type: ignore[no-untyped-def]
    """Source, language and number go into the row; exit code 0."""
    result = run("submit", call, "--language", "YUE", "--caller-number", "+85220123456")
    assert result.exit_code == 0, result.output
    (message,) = messages(database)
    assert result.output.startswith(f"{message.reference}  {call}")
    assert (message.source, message.requested_language) == ("cli", "yue")
    assert message.caller_number == "+85220123456"


def test_the_same_file_again_says_so(run, call: Path, database: Database) -> None:  # type: ignore[no-untyped-def]
    """One row, the same reference, exit code 0."""
    first, again = run("submit", call), run("submit", call)
    assert again.exit_code == 0 and "was here before" in again.output
    assert again.output.split()[0] == first.output.split()[0]
    assert len(messages(database)) == 1


def test_one_refused_file_is_told_and_the_others_are_taken(  # type: ignore[no-untyped-def]
    run, call: Path, database: Database, tmp_path: Path
) -> None:
    """Exit code 1, a line for each, nothing kept back."""
    (tmp_path / "empty.wav").touch()
    result = run("submit", tmp_path / "empty.wav", tmp_path / "gone.wav", call)
    assert result.exit_code == 1
    assert "empty.wav: empty_upload" in result.output and "gone.wav: not_a_file" in result.output
    assert len(messages(database)) == 1


def test_a_file_name_cannot_break_or_reorder_the_line(  # type: ignore[no-untyped-def]
    run, call: Path, database: Database, tmp_path: Path
) -> None:
    """Control characters, changes of direction and bytes that are no text are printed as escapes."""
    good = call.rename(tmp_path / "a\n\x1b[31m\u202egnp 電話.wav")
    bad = tmp_path / "b\r\udcff.wav"
    result = run("submit", good, bad)
    taken, refused = result.stdout.splitlines(), result.stderr.splitlines()
    (message,) = messages(database)
    assert taken == [rf"{message.reference}  {tmp_path}/a\n\x1b[31m\u202egnp 電話.wav"]
    assert len(refused) == 1 and refused[0].isprintable()
    assert refused[0].startswith(rf"refused  {tmp_path}/b\r\udcff.wav: not_a_file: ")
    assert refused[0].count(".wav") == 1


def test_an_unknown_language_is_an_error_before_anything_is_taken(  # type: ignore[no-untyped-def]
    run, call: Path, database: Database
) -> None:
    """Nothing is stored."""
    assert run("submit", call, "--language", "xx").exit_code != 0
    assert messages(database) == []


def test_files_go_over_http_to_the_real_endpoint(  # type: ignore[no-untyped-def]
    run, call: Path, database: Database, settings: Settings, tmp_path: Path
) -> None:
    """With a gateway's key, from the command line or from a file; without one it is refused."""
    with database.write() as session:
        token = auth.create_api_key(session, "pbx", "gateway", source="demo")
    (tmp_path / "key").write_text(token + "\n")
    with serving(create_app(settings)) as url:
        first = run("submit", call, "--url", url, "--key", token, "--language", "en")
        again = run("submit", call, "--url", url, "--key-file", tmp_path / "key")
        refused = run("submit", call, "--url", url)
        empty = run("submit", "/dev/null", "--url", url, "--key", token)
    away = run("submit", call, "--url", url, "--key", token)
    assert first.exit_code == again.exit_code == 0, first.output + again.output
    assert "was here before" in again.output
    assert refused.exit_code == 1 and "not_signed_in" in refused.output
    assert empty.exit_code == 1 and "empty_upload" in empty.output
    assert away.exit_code == 1 and "unreachable" in away.output
    (message,) = messages(database)
    assert (message.source, message.requested_language) == ("demo", "en")
    assert RecordingStore(settings).read(message.content_key) == b"RIFF"


@pytest.mark.parametrize(("asked", "logged"), [({}, 0), ({"EARWITNESS_LOG_LEVEL": "WARNING"}, 1)])
def test_without_redis_only_the_references_are_printed(
    call: Path, database: Database, settings: Settings, asked: dict[str, str], logged: int
) -> None:
    """A lost hint is no news to whoever hands in a file; the log shows it where it is asked for."""
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "submit", call],
        env={
            "EARWITNESS_DATA_DIR": str(settings.data_dir),
            "EARWITNESS_REDIS_URL": "redis://127.0.0.1:1",
            **asked,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    (message,) = messages(database)
    assert done.stdout == f"{message.reference}  {call}\n"
    assert done.stderr.count("hint.redis_away") == len(done.stderr.splitlines()) == logged


def test_the_watch_command_takes_files_until_it_is_told_to_stop(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    """A real process: a file dropped while it runs ends in done/; SIGTERM ends it cleanly."""
    folder = tmp_path / "drop"
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "watch", folder, "--source", "pbx", "--settle", "0.1"],
        env={
            "EARWITNESS_DATA_DIR": str(settings.data_dir),
            "EARWITNESS_REDIS_URL": "redis://127.0.0.1:1",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        (folder / "call.wav").write_bytes(b"RIFF")
        deadline = time.monotonic() + 60
        while not (folder / "done/call.wav").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    (message,) = messages(database)
    assert message.source == "pbx" and message.reference in output


def test_watching_nothing_says_how_to_name_a_folder(run) -> None:  # type: ignore[no-untyped-def]
    """The settings may name them too."""
    result = run("watch")
    assert result.exit_code != 0 and "EARWITNESS_WATCH_FOLDERS" in str(result.exception)
