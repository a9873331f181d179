"""An engine process's child for tests: batches of four, no model; the words say what happens.

``b"kill"`` kills it, ``b"hang"`` never ends, ``b"hold"`` ends when its file is there, ``b"grow 100"``
keeps 100 MB for ever, ``b"junk"`` is no audio; ``b"... 30s"`` claims to be half a minute long.
All of a batch are begun before any of them is heard, as in a real engine.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from voice_intake.engines import child
from voice_intake.errors import EarwitnessError, UndecodableError
from voice_intake.settings import Settings
from voice_intake.transcriber import OnDecoded, OnProgress, SpokenInput
from voice_intake.transcript import Transcription

MODULE = "tests.batch_child"


class BatchTranscriber:
    """Does what the words of a batch say."""

    batch_size = 4
    facts: dict[str, Any] = {"name": "words"}  # noqa: RUF012  (as in the protocol)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._kept: list[bytearray] = []

    def iterate(
        self, inputs: Sequence[SpokenInput], on_progress: OnProgress, on_decoded: OnDecoded
    ) -> Iterator[tuple[int, Transcription | EarwitnessError]]:
        """(index, result), as they become ready."""
        for first in range(0, len(inputs), self.batch_size):
            together = {}
            for i, spoken in enumerate(inputs[first : first + self.batch_size], first):
                on_progress(i, 0.0)
                if spoken.audio.startswith(b"junk"):
                    yield i, UndecodableError()
                    continue
                on_decoded(i, 30.0 if spoken.audio.endswith(b"30s") else 0.01)
                together[i] = spoken.audio
            for audio in together.values():
                self._suffer(audio)
            for i, audio in together.items():
                yield i, heard(audio)

    def close(self) -> None:
        """Nothing to give back."""

    def _suffer(self, audio: bytes) -> None:
        word, _, rest = audio.partition(b" ")
        if word == b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == b"hang":
            time.sleep(3600)
        if word == b"grow":
            self._kept.append(bytearray(os.urandom(1 << 20) * int(rest.split()[0])))
        while word == b"hold" and not Path(rest.decode()).exists():
            time.sleep(0.01)


def heard(audio: bytes) -> Transcription:
    """The words themselves."""
    return Transcription(
        text=audio.decode(),
        language="en",
        language_probability=1.0,
        duration_s=1.0,
        speech="some",
        model={"name": "words"},
    )


if __name__ == "__main__":
    child.main(BatchTranscriber)  # type: ignore[arg-type]
