"""Real servers for tests: PostgreSQL of the run's own, Chromium; skipped where not installed."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
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
        """A URL of a new, empty database."""
        name = f"t{uuid.uuid4().hex}"
        at = f"host=127.0.0.1 port={self.port} user=earwitness dbname=postgres"
        with psycopg.connect(at, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return f"postgresql+psycopg://earwitness@127.0.0.1:{self.port}/{name}"


#: Below the ports that Linux gives to outgoing connections and to whoever binds to port 0 (from
#: 32768): a port from there may be another process's before the one that it is for has bound it.
_FIRST_PORT, _PORTS = 15_000, 17_000
#: Workers of one run begin far apart and none gives out a port twice.
_next_port = itertools.count(os.getpid() * 509)


def free_port() -> int:
    """A TCP port that was free a moment ago and that nobody takes by chance."""
    for number in itertools.islice(_next_port, _PORTS):
        port = _FIRST_PORT + number % _PORTS
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no TCP port is free")


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
            # The tests kill our processes, never PostgreSQL or the machine.
            "-c",
            "fsync=off",
            "-c",
            "full_page_writes=off",
        ],
        stdout=subprocess.DEVNULL,
        stderr=log,
        **user,
    )
    try:
        _await_answer(binaries, port, server)
        yield PostgreSQL(binaries, port, folder)
    finally:
        # At once, without writing anything back: what it held is not needed any more.
        server.send_signal(signal.SIGQUIT)
        server.wait(60)
        log.close()
        shutil.rmtree(data, ignore_errors=True)


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
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("PostgreSQL ended while it started")
        if subprocess.run(question, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start within 60 s")
