"""Each engine over the same windows, one after the other, so that one model is in memory at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any, get_args

from api.self_check.cases import Case
from voice_intake.engines.base import Engine, Heard
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings
from voice_intake.transcript import AudioSpan

#: What makes engines comparable to the last word: settings and the value of each, where an engine
#: has them. Sampling is off, because no two engines draw the same random numbers.
_EXACT: dict[str, tuple[Any, ...]] = {
    "temperatures": ((0.0,),),
    "precision": ("fp32", "float32"),
    "audio_context": ("full",),
    "beam_size": (1, 0),
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one engine heard, and how long it took."""

    #: ``reference``, ``fast (as configured)`` ...
    label: str
    engine: str
    exact: bool
    facts: dict[str, Any]
    load_s: float
    #: By the case's name.
    heard: dict[str, Heard]
    took_s: dict[str, float]


def engines() -> list[str]:
    """Every engine that can be chosen and is installed; the reference comes first."""
    names = [str(name) for name in get_args(Settings.model_fields["engine"].annotation)]
    there = [name for name in names if name != "ct2" or find_spec("ctranslate2") is not None]
    return sorted(there, key=lambda name: name != "reference")


def exact(settings: Settings, engine: str) -> Settings:
    """The settings under which every engine must write the same words."""
    changed: dict[str, Any] = {"engine": engine}
    for name, wanted in _EXACT.items():
        field = Settings.model_fields.get(name)
        if field is not None:
            allowed = get_args(field.annotation)
            fitting = [value for value in wanted if not allowed or value in allowed]
            changed[name] = fitting[0] if fitting else wanted[0]
    return settings.model_copy(update=changed)


def listen(
    label: str,
    settings: Settings,
    model_file: ModelFile,
    cases: Sequence[Case],
    on_case: Callable[[str, str], None],
    *,
    compared: bool,
) -> Run:
    """Load the engine of ``settings`` and hear every case that has speech, each by itself."""
    began = time.monotonic()
    engine = _open(settings, model_file, exactly=compared)
    load_s = time.monotonic() - began
    run = Run(label, settings.engine, compared, dict(engine.facts), load_s, {}, {})
    spoken = [case for case in cases if case.utterance is not None]
    if spoken:
        _warm_up(engine, spoken[0])
    for case in spoken:
        assert case.utterance is not None
        on_case(label, case.name)
        began = time.monotonic()
        (run.heard[case.name],) = engine.hear([case.utterance], lambda _i, _done: None)
        run.took_s[case.name] = time.monotonic() - began
    return run


def _open(settings: Settings, model_file: ModelFile, *, exactly: bool) -> Engine:
    """The engine of these settings.

    Where it is compared, faster-whisper has float32 weights, and the fast engine no word times: with
    them it goes on at other places than the reference does (decision 12).
    """
    if exactly and settings.engine == "fast":
        from voice_intake.engines.fast.engine import FastEngine

        return FastEngine(settings, model_file, word_times=False)
    if exactly and settings.engine == "ct2":
        from voice_intake.engines.ct2 import Ct2Engine

        return Ct2Engine(settings, model_file, quantization="float32")
    from voice_intake.engines.choice import open_engine

    return open_engine(settings, model_file)


def _warm_up(engine: Engine, case: Case) -> None:
    """Two seconds that nobody times: the first message pays for what is made once."""
    assert case.utterance is not None
    start = case.utterance.windows[0].start
    short = replace(case.utterance, windows=(AudioSpan(start, start + 2.0),))
    engine.hear([short], lambda _i, _done: None)
