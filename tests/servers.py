"""Real servers for tests: PostgreSQL of the run's own, Chromium; skipped where not installed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

POSTGRESQL_HINT = "needs PostgreSQL: apt-get install postgresql (or put its bin folder on PATH)"
CHROMIUM_HINT = "needs Chromium: apt-get install chromium fonts-noto-cjk"


@dataclass(frozen=True)
class PostgreSQL:
    """A running server; ``new_database_url`` makes an empty database."""

    binaries: Path
    port: int
    folder: Path

    def new_database_url(self) -> str:
        """A URL of an empty database."""
        name = f"t{uuid.uuid4().hex}"
        subprocess.run(
            [
                str(self.binaries / "createdb"),
                "-h",
                "127.0.0.1",
                "-p",
                str(self.port),
                "-U",
                "earwitness",
                name,
            ],
            check=True,
            capture_output=True,
            **_as_ordinary_user(),
        )
        return f"postgresql+psycopg://earwitness@127.0.0.1:{self.port}/{name}"


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def chromium() -> str:
    """The path of Chromium, or skip."""
    path = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        pytest.skip(CHROMIUM_HINT)
    return path


@contextmanager
def postgresql(folder: Path) -> Iterator[PostgreSQL]:
    """Start a server below ``folder``; it stops at the end of the block."""
    binaries = _postgresql_binaries()
    if binaries is None:
        pytest.skip(POSTGRESQL_HINT)
    data, port = folder / "data", free_port()
    _hand_over(folder)
    user = _as_ordinary_user()
    subprocess.run(
        [
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-U",
            "earwitness",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        check=True,
        capture_output=True,
        **user,
    )
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [
            str(binaries / "postgres"),
            "-D",
            str(data),
            "-p",
            str(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={folder}",
            "-c",
            "max_connections=200",
        ],
        stdout=subprocess.DEVNULL,
        stderr=log,
        **user,
    )
    try:
        _await_answer(binaries, port, server)
        yield PostgreSQL(binaries, port, folder)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
        log.close()


def _postgresql_binaries() -> Path | None:
    found = shutil.which("initdb")
    # Only some of the programs may be linked into PATH: the others lie beside the real one.
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((path for path in candidates if (path / "initdb").exists()), None)


def _as_ordinary_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: step down to ``postgres`` there."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _hand_over(folder: Path) -> None:
    if os.geteuid() != 0:
        return
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    for parent in folder.parents:
        if parent.is_relative_to("/tmp") and parent != Path("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o011)


def _await_answer(binaries: Path, port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until it takes connections: its port is open somewhat earlier than that."""
    question = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("PostgreSQL ended while it started")
        if subprocess.run(question, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start within 30 s")
