"""The engine process's own side: ``python -m voice_intake.engines.child FD PARENT``.

Loads the model once, then answers requests until its pipe ends. Messages to the parent are tuples:
``("ready", facts, batch_size)``, ``("begin", i)``, ``("decoded", i, seconds)``, ``("progress", i, done)``,
``("result", i, Transcription)``, ``("error", i or None, ERROR)``, ``("finished", resident_bytes)``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from voice_intake import errors
from voice_intake.engines import lifeline
from voice_intake.errors import EarwitnessError
from voice_intake.settings import Settings
from voice_intake.transcriber import LocalTranscriber, SpokenInput, open_transcriber

#: A class's name, its detail and its next step.
PackedError = tuple[str, str, str]


def pack(error: EarwitnessError) -> PackedError:
    """An error as plain data: exceptions with keyword arguments do not survive a pickle."""
    return (type(error).__name__, error.detail, error.next_step)


def unpack(packed: PackedError) -> EarwitnessError:
    """The inverse of ``pack``."""
    name, detail, next_step = packed
    kind = getattr(errors, name, EarwitnessError)
    error: EarwitnessError = kind(detail, next_step=next_step)
    return error


def main(load: Callable[[Settings], LocalTranscriber] = open_transcriber) -> None:
    """Load, then serve."""
    pipe = lifeline.pipe_of_child(sys.argv)
    settings = Settings(**pipe.recv())
    try:
        transcriber = load(settings)
    except EarwitnessError as error:
        pipe.send(("error", None, pack(error)))
        return
    pipe.send(("ready", dict(transcriber.facts), transcriber.batch_size))
    try:
        while True:
            inputs: list[SpokenInput] = pipe.recv()
            serve(pipe, transcriber, inputs)
            pipe.send(("finished", resident_bytes()))
    except (EOFError, BrokenPipeError):
        transcriber.close()


def serve(pipe: Connection, transcriber: LocalTranscriber, inputs: Sequence[SpokenInput]) -> None:
    """Answer one batch."""

    def on_progress(i: int, done: float) -> None:
        pipe.send(("begin", i) if done == 0.0 else ("progress", i, done))

    def on_decoded(i: int, seconds: float) -> None:
        pipe.send(("decoded", i, seconds))

    for i, result in transcriber.iterate(inputs, on_progress, on_decoded):
        message: tuple[Any, ...] = (
            ("error", i, pack(result))
            if isinstance(result, EarwitnessError)
            else ("result", i, result)
        )
        pipe.send(message)


def resident_bytes() -> int:
    """This process's memory in use."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
