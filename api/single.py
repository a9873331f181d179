"""One at a time: a lock on a folder, and a port that nobody has."""

from __future__ import annotations

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voice_intake.errors import ConfigurationError


@contextmanager
def holding(lock: Path, what: str, next_step: str) -> Iterator[None]:
    """Hold ``lock`` for the block; raises ConfigurationError where another process has it.

    The kernel lets go of it when the process ends, however it ends.
    """
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("w")
    except OSError as error:
        raise ConfigurationError(
            f"{lock} cannot be written: {error.strerror}.",
            next_step="Name a folder that you may write to.",
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigurationError(f"{what} is running already.", next_step=next_step) from None
        yield


def check_port(host: str, port: int) -> None:
    """Raise ConfigurationError where somebody listens there already."""
    if not is_free(host, port):
        raise ConfigurationError(
            f"Port {port} on {host} is in use.", next_step="Set EARWITNESS_PORT to another one."
        )


def is_free(host: str, port: int) -> bool:
    """Whether the web process could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def any_free_port(host: str) -> int:
    """A port that the system gives."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
    return port
