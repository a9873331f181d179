"""Real servers for tests: PostgreSQL of the run's own, Chromium, sipp; skipped where not installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
                *_as_ordinary_user(),
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
            *user,
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
    )
    server = subprocess.Popen(
        [
            *user,
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
        stderr=(folder / "log").open("wb"),
    )
    try:
        _await_port(port, server)
        yield PostgreSQL(binaries, port, folder)
    finally:
        server.send_signal(2)
        server.wait(20)


def _postgresql_binaries() -> Path | None:
    found = shutil.which("initdb")
    candidates = [Path(found).parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((path for path in candidates if (path / "initdb").exists()), None)


def _as_ordinary_user() -> list[str]:
    """PostgreSQL refuses to run as root: step down to ``postgres`` there."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _hand_over(folder: Path) -> None:
    if os.geteuid() != 0:
        return
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    for parent in folder.parents:
        if parent.is_relative_to("/tmp") and parent != Path("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o011)


def _await_port(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("PostgreSQL ended while it started")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start within 30 s")
