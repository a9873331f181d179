"""Child processes of ours: how they are started, and how they die with their parent.

A child is a fresh interpreter (``python -m``), never a fork: torch's and FFmpeg's threads do not
survive one. Its side of a pipe is a file descriptor named on its command line. When the parent is
gone the kernel kills the child (PR_SET_PDEATHSIG); where that is not to be had, the child ends at
the end of its pipe.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.connection import Pipe as _pipe
from pathlib import Path

from voice_intake.lifeline import die_with_parent

_ROOT = Path(__file__).resolve().parent.parent.parent


def start(
    module: str, *, environment: Mapping[str, str]
) -> tuple[subprocess.Popen[bytes], Connection]:
    """Start ``python -m module FD PARENT_PID``; gives the process and our end of its pipe.

    ``environment`` is the child's whole environment but for PATH and the import path: children
    inherit no secrets. Its standard output goes to our standard error. To the kernel the child's
    parent is the calling *thread*: it must live as long as the child is wanted.
    """
    ours, theirs = _pipe()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", module, str(theirs.fileno()), str(os.getpid())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=_stderr_or_null(),
            env={**_base_environment(), **environment},
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return process, ours


def pipe_of_child(arguments: list[str]) -> Connection:
    """In the child: tie our life to the parent's and open the pipe. ``arguments`` is sys.argv."""
    descriptor, parent = int(arguments[1]), int(arguments[2])
    die_with_parent(parent)
    # Ctrl-C reaches the whole process group and systemd's stop the whole unit: a worker finishes
    # what it has begun, so it is the parent who decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return Connection(descriptor)


def end(process: subprocess.Popen[bytes], connection: Connection) -> None:
    """Kill the child, if it lives, and reap it."""
    connection.close()
    if process.poll() is None:
        process.kill()
    process.wait()


def _stderr_or_null() -> int:
    try:
        return sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):  # captured by a test or closed by a daemon
        return subprocess.DEVNULL


def _base_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONUNBUFFERED": "1",
        "LC_ALL": "C.UTF-8",
    }
