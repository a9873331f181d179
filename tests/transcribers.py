"""A small real transcriber for tests of the queue: the recording's first words say what happens.

``b"sleep 2 ..."`` takes two seconds, ``b"hold"`` takes until ``release``, ``b"kill"`` kills its process, ``b"raise"`` raises,
``b"undecodable"`` is no audio, ``b"silence"`` holds no speech, ``b"engine died"`` is an engine that
died of this input; anything else is "heard" as its length.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from voice_intake.errors import (
    EarwitnessError,
    EngineDiedError,
    ModelMissingError,
    UndecodableError,
)
from voice_intake.settings import Settings
from voice_intake.transcriber import SpokenInput
from voice_intake.transcript import Transcription


class MarkedTranscriber:
    """Does what each recording's first words say."""

    batch_size = 4

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.batches: list[int] = []
        self._closed = threading.Event()

    def transcribe(
        self,
        inputs: Sequence[SpokenInput],
        on_progress: Callable[[int, float], None] | None = None,
        on_result: Callable[[int, Transcription | EarwitnessError], None] | None = None,
    ) -> list[Transcription | EarwitnessError]:
        """One result an input, in order."""
        if (self.settings.models_dir / "withheld").exists():
            raise ModelMissingError(next_step="Run `earwitness models fetch demo`.")
        self.batches.append(len(inputs))
        results = []
        for index, spoken in enumerate(inputs):
            if on_progress:
                on_progress(index, 0.5)
            results.append(self._one(spoken))
            if on_result:
                on_result(index, results[-1])
        return results

    def close(self) -> None:
        """End a running "sleep" as an engine's end would."""
        self._closed.set()

    def _hold(self) -> None:
        _holding(self.settings).touch()
        while not _released(self.settings).exists():
            if self._closed.wait(0.02):
                raise EngineDiedError

    def _one(self, spoken: SpokenInput) -> Transcription | EarwitnessError:
        word, _, rest = spoken.audio.partition(b" ")
        if word == b"sleep" and self._closed.wait(float(rest.split()[0])):
            raise EngineDiedError
        if word == b"hold":
            self._hold()
        if word == b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == b"raise":
            raise RuntimeError("the caller said something secret")
        if word == b"undecodable":
            return UndecodableError()
        if word == b"died":
            return EngineDiedError()
        return _heard(spoken.audio)


def release(settings: Settings) -> None:
    """Let everybody who was told to hold finish, now and later."""
    _released(settings).touch()


def holds(settings: Settings) -> bool:
    """Whether a message is held by now: its batch is full or has waited long enough for others."""
    return _holding(settings).exists()


def _holding(settings: Settings) -> Path:
    return settings.data_dir / "holding"


def _released(settings: Settings) -> Path:
    return settings.data_dir / "released"


def marked(settings: Settings) -> MarkedTranscriber:
    """For ``worker.run(make_transcriber=...)``."""
    return MarkedTranscriber(settings)


def _heard(audio: bytes) -> Transcription:
    silent = audio.startswith(b"silence")
    return Transcription(
        text="" if silent else f"I counted {len(audio)} bytes.",
        language="en",
        language_probability=1.0,
        duration_s=len(audio) / 8000,
        speech="none" if silent else "some",
        flags=("no_speech",) if silent else (),
        model={"name": "marked", "engine": "test"},
    )
