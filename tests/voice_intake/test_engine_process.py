"""The engine's child may hang, die or grow: one message pays for it, never the worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.voice_intake import sounds
from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake.engines.child import pack, unpack
from voice_intake.engines.process import EngineProcess
from voice_intake.errors import (
    EngineDiedError,
    ModelBrokenError,
    ModelMissingError,
    UndecodableError,
)
from voice_intake.settings import Settings
from voice_intake.transcriber import SpokenInput
from voice_intake.transcript import Transcription

SILENCE = SpokenInput(sounds.wav(np.zeros(8_000)))


@pytest.fixture(scope="module")
def engine_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings over a random checkpoint, with a secret that the child must not get."""
    folder = tmp_path_factory.mktemp("engine")
    path = write_random_checkpoint(folder / "random.pt")
    return Settings(data_dir=folder, model=str(path), device="cpu", engine_threads=1)


@pytest.fixture(scope="module")
def engine(engine_settings: Settings) -> Iterator[EngineProcess]:
    """One resident engine for the tests that do not break it for good."""
    engine = EngineProcess(engine_settings)
    yield engine
    engine.close()


def test_a_batch_is_answered_in_order_by_one_resident_child(engine: EngineProcess) -> None:
    """Errors and transcriptions side by side; the child stays for the next batch."""
    message = SpokenInput((ROOT / "samples" / "en-cut-off.wav").read_bytes(), language="en")
    told: list[tuple[int, float]] = []
    results = engine.transcribe(
        [SILENCE, SpokenInput(b"junk"), message], lambda *progress: told.append(progress)
    )
    first = engine.pid
    assert isinstance(results[0], Transcription)
    assert isinstance(results[1], UndecodableError)
    assert results[1].next_step
    assert isinstance(results[2], Transcription)
    assert results[2].speech == "some"
    assert (0, 0.0) in told
    assert (2, 1.0) in told
    assert engine.transcribe([]) == []
    assert engine.pid == first
    assert engine.facts["name"] == "random"


def test_the_childs_death_costs_the_message_it_was_working_on(engine: EngineProcess) -> None:
    """kill -9 in the middle: that one is EngineDiedError, the others are answered by a fresh child."""
    engine.start()
    first = engine.pid

    def kill_at_the_second(i: int, done: float) -> None:
        if i == 1 and done == 0.0 and engine.pid == first:
            assert first is not None
            os.kill(first, signal.SIGKILL)

    slow = SpokenInput((ROOT / "samples" / "en-bicycle-theft.wav").read_bytes())
    results = engine.transcribe([SILENCE, slow, SILENCE], kill_at_the_second)
    assert isinstance(results[0], Transcription)
    assert isinstance(results[1], EngineDiedError)
    assert isinstance(results[2], Transcription)
    assert engine.pid != first


def test_an_engine_that_died_idle_is_started_again(engine: EngineProcess) -> None:
    """Nobody's message pays."""
    engine.start()
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGKILL)
    (result,) = engine.transcribe([SILENCE])
    assert isinstance(result, Transcription)


def test_an_engine_that_hangs_is_killed_at_its_deadline(engine_settings: Settings) -> None:
    """The child is stopped while it works: the deadline kills it, the next message is answered."""
    engine = EngineProcess(engine_settings, min_deadline_s=20.0)
    engine.start()
    first = engine.pid
    hung: list[int] = []

    def stop_at_the_first(i: int, done: float) -> None:
        if i == 0 and done == 0.0 and first is not None and not hung:
            hung.append(first)
            engine._min_deadline_s = 2.0
            os.kill(first, signal.SIGSTOP)
        elif i == 1:
            engine._min_deadline_s = 20.0

    slow = SpokenInput((ROOT / "samples" / "en-bicycle-theft.wav").read_bytes())
    results = engine.transcribe([slow, SILENCE], stop_at_the_first)
    engine.close()
    assert isinstance(results[0], EngineDiedError)
    assert isinstance(results[1], Transcription)


def test_an_engine_that_grew_is_replaced_between_two_batches(engine_settings: Settings) -> None:
    """A leak ends with a fresh child, not with the machine's memory."""
    engine = EngineProcess(engine_settings, max_growth_bytes=-1)
    engine.transcribe([SILENCE])
    assert engine.pid is not None
    engine.transcribe([SILENCE])
    assert engine.pid is None
    (result,) = engine.transcribe([SILENCE])
    engine.close()
    assert isinstance(result, Transcription)


def test_closing_ends_a_running_transcription(engine_settings: Settings) -> None:
    """A worker that must stop gets its messages back undone, at once."""
    engine = EngineProcess(engine_settings)
    begun = threading.Event()
    results: list[object] = []
    slow = SpokenInput((ROOT / "samples" / "en-bicycle-theft.wav").read_bytes())
    work = threading.Thread(
        target=lambda: results.extend(
            engine.transcribe([slow] * 50, lambda *_: begun.set()),
        )
    )
    work.start()
    assert begun.wait(120)
    engine.close()
    work.join(60)
    assert not work.is_alive()
    assert len(results) == 50
    assert isinstance(results[-1], EngineDiedError)
    assert engine.pid is None
    assert isinstance(engine.transcribe([SILENCE])[0], EngineDiedError)


def test_a_missing_model_is_told_before_anything_is_started(settings: Settings) -> None:
    """And starts working as soon as the file is there."""
    engine = EngineProcess(settings.model_copy(update={"model": "small"}))
    with pytest.raises(ModelMissingError, match="models fetch small"):
        engine.transcribe([SILENCE])
    assert engine.pid is None
    engine.close()


def test_a_broken_model_is_told_by_the_child(settings: Settings, tmp_path: Path) -> None:
    """With the reason and the next step, through the pipe."""
    (tmp_path / "broken.pt").write_bytes(b"no checkpoint")
    engine = EngineProcess(settings.model_copy(update={"model": str(tmp_path / "broken.pt")}))
    with pytest.raises(ModelBrokenError, match="earwitness models verify") as error:
        engine.transcribe([SILENCE])
    assert error.value.next_step
    engine.close()


def test_errors_keep_their_kind_and_words_through_the_pipe() -> None:
    """Exceptions with keyword arguments do not survive a pickle; ours do as plain data."""
    error = UndecodableError("No sound.", next_step="Listen.")
    again = unpack(pack(error))
    assert type(again) is UndecodableError
    assert (again.detail, again.next_step, str(again)) == ("No sound.", "Listen.", str(error))


_PARENT = """
import sys
from voice_intake.engines.process import EngineProcess
from voice_intake.settings import Settings
engine = EngineProcess(Settings(data_dir="/tmp", model=sys.argv[1], device="cpu", engine_threads=1))
engine.start()
assert "torch" not in sys.modules and "whisper" not in sys.modules
print(engine.pid, flush=True)
sys.stdin.read()
"""


def test_the_child_dies_with_its_parent_who_never_loads_torch(engine_settings: Settings) -> None:
    """kill -9 of the worker leaves no orphan that holds the model's memory."""
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, engine_settings.model],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    child = 0
    for line in iter(parent.stdout.readline, b""):  # the log is on the same stream
        if line.strip().isdigit():
            child = int(line)
            break
    assert child, "the parent ended early"
    environment = Path(f"/proc/{child}/environ").read_bytes()
    assert b"EARWITNESS_" not in environment
    parent.kill()
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    for _ in range(500):
        if not Path(f"/proc/{child}").exists():
            break
        time.sleep(0.02)
    assert not Path(f"/proc/{child}").exists()
