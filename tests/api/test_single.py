"""One installation at a time in a folder and on a port, and errors that say what to do instead."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import main
from api.single import any_free_port, check_port, holding, is_free
from voice_intake.errors import ConfigurationError
from voice_intake.settings import get_settings


def test_a_lock_is_held_by_one_and_free_after_it(tmp_path: Path) -> None:
    """The second is told what runs and what to do; the third, later, gets it."""
    lock = tmp_path / "run" / "up.lock"
    with (
        holding(lock, "This", "Wait."),
        pytest.raises(ConfigurationError, match=r"This is running already\. Wait\."),
        holding(lock, "This", "Wait."),
    ):
        pass
    with holding(lock, "This", "Wait."):
        pass


def test_a_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    """SIGKILL leaves no lock behind that somebody must remove."""
    lock = tmp_path / "up.lock"
    code = (
        "import sys, time, pathlib; from api.single import holding\n"
        "with holding(pathlib.Path(sys.argv[1]), 'x', 'y'): print('held', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(lock)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(ConfigurationError), holding(lock, "x", "y"):
            pass
        child.kill()
        child.wait()
    with holding(lock, "x", "y"):
        pass


def test_a_port_in_use_is_told_before_anything_starts() -> None:
    """Instead of a web process that dies again and again."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free("127.0.0.1", port)
        with pytest.raises(ConfigurationError, match=f"Port {port}"):
            check_port("127.0.0.1", port)
    assert is_free("127.0.0.1", any_free_port("127.0.0.1"))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "abc", "EARWITNESS_PORT cannot be used"),
        ("GATEWAYS", '{"x": {"secret": "whsec_very", "kind": "nosuch"}}', "EARWITNESS_GATEWAYS (in `x.kind`)"),
        ("GATEWAYS", '{"x": whsec_very', "EARWITNESS_GATEWAYS is not the JSON"),
        ("DETECT_LANGUAGES", '["en", "cantonese"]', "no code of Whisper's, such as en, yue"),
        ("DATA_DIR", "/proc/earwitness", "cannot be made"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_one_clear_line_that_tells_no_secret(
    name: str,
    value: str,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The variable is named, its value never printed, and there is no traceback."""
    monkeypatch.setenv(f"EARWITNESS_{name}", value)
    monkeypatch.setattr(sys, "argv", ["earwitness", "migrate"])
    monkeypatch.setenv("COLUMNS", "300")
    get_settings.cache_clear()
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        get_settings.cache_clear()
    error = capsys.readouterr().err
    assert ended.value.code == 2
    assert told in error
    assert "whsec_very" not in error


def test_an_export_to_an_impossible_place_is_refused_before_it_is_logged(tmp_path: Path) -> None:
    """No traceback, and no export run that nobody got."""
    environment = {**os.environ, "EARWITNESS_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "api.cli"]
    subprocess.run([*command, "migrate"], env=environment, check=True, capture_output=True)
    answer = subprocess.run(
        [*command, "export", "--format", "csv", "--output", "/nope/x.csv"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 2
    assert "cannot be written" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "export.started" not in answer.stderr + answer.stdout
