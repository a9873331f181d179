"""Every recording heard under one variant's settings, each by itself, as a lone message is."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.evaluation.recordings import Recording
from api.evaluation.variants import Variant
from nlp import word_errors
from voice_intake import doubt
from voice_intake.errors import EarwitnessError
from voice_intake.transcriber import LocalTranscriber, SpokenInput, open_transcriber
from voice_intake.transcript import Transcription

#: Called with a variant's label and a recording's name before it is heard.
OnRecording = Callable[[str, str], None]
#: The same so many words (or Chinese characters) twice in a row are a decoder that begins again.
#: Callers repeat a word or a number, seldom a sentence without another between.
MIN_REPEATED = 4
#: Longer runs are not looked for: a message that long takes more than half a minute twice.
_MAX_REPEATED = 80


@dataclass(frozen=True, slots=True)
class Hearing:
    """What came of one recording."""

    text: str
    language: str
    duration_s: float
    #: Whether voice activity found anybody speaking.
    speech: bool
    flags: tuple[str, ...]
    repeats: bool
    #: From bytes to transcription, decoding included; of this process, all threads.
    seconds: float
    cpu_s: float
    #: Why it could not be heard; None where it could.
    error: str | None = None

    @property
    def empty(self) -> bool:
        """Whether it was heard and no words came of it."""
        return self.error is None and not self.text


@dataclass(frozen=True, slots=True)
class Run:
    """One variant over all recordings, in their order."""

    label: str
    facts: Mapping[str, Any]
    load_s: float
    hearings: tuple[Hearing, ...]

    @property
    def on_gpu(self) -> bool:
        """Whether a GPU did the work: the CPU's seconds then tell little."""
        told = self.facts.get("parameters", {})
        # The reference engine names no device; it computes in 16 bits on a GPU alone.
        return told.get("device") == "cuda" or bool(told.get("fp16"))


def listen(
    variant: Variant,
    recordings: Sequence[Recording],
    language: str | None,
    on_recording: OnRecording,
) -> Run:
    """Load the variant's model, hear everything, and let the model go again.

    Raises ModelError where it cannot be loaded; what is wrong with a recording is in its hearing.
    """
    began = time.monotonic()
    transcriber = open_transcriber(variant.settings)
    load_s = time.monotonic() - began
    hearings: list[Hearing] = []
    try:
        for recording in recordings:
            on_recording(variant.label, recording.name)
            hearing = _hear(transcriber, recording, language)
            if hearing.speech and not any(earlier.speech for earlier in hearings):
                # The first speech pays for what is made once: it is heard again for its seconds.
                hearing = _hear(transcriber, recording, language)
            hearings.append(hearing)
        return Run(variant.label, dict(transcriber.facts), load_s, tuple(hearings))
    finally:
        transcriber.close()
        del transcriber
        gc.collect()  # one model at a time in memory


def _hear(transcriber: LocalTranscriber, recording: Recording, language: str | None) -> Hearing:
    try:
        audio = recording.path.read_bytes()
    except OSError as error:
        return _unheard(f"It cannot be read: {error.strerror or error}.", 0.0, 0.0)
    began, cpu_began = time.monotonic(), time.process_time()
    spoken = SpokenInput(audio, file_name=recording.name, language=language)
    result = transcriber.transcribe([spoken])[0]
    seconds, cpu_s = time.monotonic() - began, time.process_time() - cpu_began
    if isinstance(result, EarwitnessError):
        return _unheard(str(result), seconds, cpu_s)
    return Hearing(
        text=result.text,
        language=result.language,
        duration_s=result.duration_s,
        speech=result.speech == "some",
        flags=result.flags,
        repeats=repeats(result),
        seconds=seconds,
        cpu_s=cpu_s,
    )


def _unheard(why: str, seconds: float, cpu_s: float) -> Hearing:
    return Hearing("", "", 0.0, False, (), False, seconds, cpu_s, why)


def repeats(heard: Transcription) -> bool:
    """Whether the text repeats itself: as doubt has it, or a run of words twice in a row."""
    return "repetition" in heard.flags or doubt.loops(heard.text) or says_twice(heard.text)


def says_twice(text: str) -> bool:
    """Whether ``MIN_REPEATED`` words or more stand twice in a row; numbers alone do not count.

    >>> says_twice("he took my bike he took my bike"), says_twice("5012 3478 5012 3478")
    (True, False)
    """
    said = word_errors.pieces(text)
    longest = min(_MAX_REPEATED, len(said) // 2)
    return any(
        said[i] == said[i + size]
        and said[i : i + size] == said[i + size : i + 2 * size]
        and sum(not word.isnumeric() for word in said[i : i + size]) >= MIN_REPEATED
        for size in range(MIN_REPEATED, longest + 1)
        for i in range(len(said) - 2 * size + 1)
    )
