"""What a message costs outside the model, on the whole way from its bytes to its transcription.

The parts of a real ``LocalTranscriber`` are timed where they are called: in processor seconds, which
others on the machine do not change, save the decoder of recordings. It works in a child of its own
and is taken by the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.ears import Job
    from voice_intake.engines.fast.engine import FastEngine

#: Inside the model: products and attention.
_MODEL = ("encode", "listen", "step", "logits")


def measure(engine: FastEngine, job: Job, times: int) -> Mapping[str, float]:
    """Median seconds a message: ``decode``, ``voice``, ``mel``, ``words``, ``rest`` and their sum
    ``outside``; ``choosing`` (rules and search between the decoder's steps) and ``model``.
    """
    import numpy as np

    from bench.sound import as_wav
    from voice_intake.audio import Decoder
    from voice_intake.speech import VoiceActivity
    from voice_intake.transcriber import LocalTranscriber, SpokenInput

    samples = np.load(job.audio)[: round(job.seconds * 16_000)]
    message = SpokenInput(as_wav(samples), file_name="message.wav", language=job.language)
    way = LocalTranscriber(engine, VoiceActivity(), Decoder(max_recording_s=900.0))
    try:
        runs = [_once(way, engine, message) for _ in range(times + 1)][1:]
    finally:
        way.close()
    return {name: median(run[name] for run in runs) for name in runs[0]}


def _once(way: Any, engine: FastEngine, message: Any) -> dict[str, float]:
    from voice_intake import channels
    from voice_intake.engines.fast import words

    spent: dict[str, float] = {}
    with ExitStack() as clocks:
        for owner, name, into in [
            (channels, "voices", "voice"),
            (engine, "_mel", "mel"),
            (words, "time_words", "words"),
            (engine, "hear", "hear"),
            *((engine._network, name, "model") for name in _MODEL),
        ]:
            clocks.enter_context(_timed(owner, name, spent, into, time.process_time))
        clocks.enter_context(_timed(way._decoder, "decode", spent, "decode", time.perf_counter))
        begun = time.process_time()
        (result,) = way.transcribe([message])
        whole = time.process_time() - begun
    if isinstance(result, Exception):
        raise result
    return split(spent, whole)


def split(spent: Mapping[str, float], whole: float) -> dict[str, float]:
    """The parts of one run, its ``whole`` without the decoder's child: see ``measure``.

    >>> spent = {"decode": 1.0, "voice": 2.0, "hear": 10.0, "mel": 1.0, "model": 6.0, "words": 1.0}
    >>> parts = split(spent, 13.0)
    >>> parts["rest"], parts["outside"], parts["choosing"]
    (1.0, 6.0, 2.0)
    """
    parts = {name: spent.get(name, 0.0) for name in ("decode", "voice", "mel", "words", "model")}
    parts["choosing"] = spent["hear"] - parts["mel"] - parts["words"] - parts["model"]
    parts["rest"] = whole - spent["hear"] - parts["voice"]  # the decoder's child is no part of it
    parts["outside"] = sum(parts[name] for name in ("decode", "voice", "mel", "words", "rest"))
    return parts


@contextmanager
def _timed(
    owner: Any, name: str, spent: dict[str, float], into: str, clock: Callable[[], float]
) -> Iterator[None]:
    """Add the seconds of every call of ``owner.name`` to ``spent[into]``."""
    own = name in vars(owner)
    called = getattr(owner, name)

    def timed(*given: Any, **named: Any) -> Any:
        begun = clock()
        try:
            return called(*given, **named)
        finally:
            spent[into] = spent.get(into, 0.0) + clock() - begun

    setattr(owner, name, timed)
    try:
        yield
    finally:
        if own:
            setattr(owner, name, called)
        else:
            delattr(owner, name)
