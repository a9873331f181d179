"""A child dies with its parent, however the parent dies (Linux: PR_SET_PDEATHSIG).

Used inside a process (``die_with_parent``), and as a script before any other program::

    python -I -S lifeline.py PARENT_PID PROGRAM ARGUMENT...

which binds itself to its parent and then becomes PROGRAM; the binding survives the exec. The kernel
ties it to the *thread* that started the child, so start such children from a thread that stays.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent_pid: int, signal_number: int = signal.SIGKILL) -> None:
    """Be killed when the parent dies; leave at once where it is dead already.

    Does nothing where the system has no such call (macOS): there, a supervisor that is killed
    leaves its children to be stopped by hand.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent_pid:
        os.kill(os.getpid(), signal_number)


def bound(argv: list[str]) -> list[str]:
    """The command line that runs ``argv`` as a child that dies with this process."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *argv]


def _main(arguments: list[str]) -> None:
    die_with_parent(int(arguments[0]))
    os.execvp(arguments[1], arguments[1:])  # noqa: S606  (becomes the program, no shell in between)


if __name__ == "__main__":
    _main(sys.argv[1:])
