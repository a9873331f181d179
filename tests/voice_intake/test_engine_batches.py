"""Messages in the engine process together: one pays for what it does, the others are heard."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import batch_child
from tests.conftest import ROOT
from voice_intake.engines.process import _CHILD_SETTINGS, EngineProcess, _Round
from voice_intake.errors import EngineDiedError, UndecodableError
from voice_intake.settings import Settings
from voice_intake.transcriber import SpokenInput
from voice_intake.transcript import Transcription

Open = Callable[..., EngineProcess]


@pytest.fixture
def open_engine(settings: Settings) -> Iterator[Open]:
    """Engine processes whose child does what the words say."""
    opened: list[EngineProcess] = []

    def make(**limits: float) -> EngineProcess:
        demo = settings.model_copy(update={"model": "demo"})  # its file is there; nobody loads it
        opened.append(EngineProcess(demo, child_module=batch_child.MODULE, **limits))
        return opened[-1]

    yield make
    for engine in opened:
        engine.close()


def inputs(*words: bytes) -> list[SpokenInput]:
    """Recordings that say these words."""
    return [SpokenInput(word) for word in words]


def texts(results: list[object]) -> list[str]:
    """What was heard, or the kind of error."""
    return [
        item.text if isinstance(item, Transcription) else type(item).__name__ for item in results
    ]


def test_the_engine_says_how_many_it_hears_together(open_engine: Open) -> None:
    """Before its start nobody knows: a worker then claims one."""
    engine = open_engine()
    assert engine.batch_size == 1
    engine.start()
    assert engine.batch_size == 4
    assert engine.starts == 1


def test_one_message_that_kills_the_engine_takes_no_other_with_it(open_engine: Open) -> None:
    """All of the batch are suspects: each is heard alone, and only the killer gets EngineDiedError."""
    engine = open_engine()
    told: list[int] = []
    results = engine.transcribe(
        inputs(b"one", b"kill", b"three", b"four", b"five"), on_result=lambda i, _: told.append(i)
    )
    assert texts(results) == ["one", "EngineDiedError", "three", "four", "five"]
    assert sorted(told) == [0, 1, 2, 3, 4]
    assert engine.starts == 3  # killed with the batch, and once more alone


def test_one_message_that_hangs_costs_a_deadline_and_no_other_message(open_engine: Open) -> None:
    """The batch is ended at its deadline, the hanging one once more at its own."""
    engine = open_engine(min_deadline_s=1.0)
    results = engine.transcribe(inputs(b"hang", b"two", b"three"))
    assert texts(results) == ["EngineDiedError", "two", "three"]


def test_what_is_ready_is_told_before_the_rest_is_heard(open_engine: Open, tmp_path: Path) -> None:
    """A result does not wait for the end of the request, nor junk for its batch."""
    engine = open_engine()
    gate = tmp_path / "gate"
    told: list[tuple[int, bool]] = []

    def on_result(i: int, result: object) -> None:
        told.append((i, isinstance(result, UndecodableError)))
        if len(told) == 5:  # the first four, and the junk of those that are still being heard
            gate.touch()

    held = b"hold " + str(gate).encode()
    engine.transcribe(inputs(b"1", b"2", b"3", b"4", held, b"junk"), on_result=on_result)
    assert told == [(0, False), (1, False), (2, False), (3, False), (5, True), (4, False)]


def test_closing_keeps_what_was_heard_and_gives_back_the_rest(
    open_engine: Open, tmp_path: Path
) -> None:
    """A worker that must stop stores what is ready."""
    engine = open_engine()
    stuck = threading.Event()
    results: list[object] = []

    def on_result(i: int, _: object) -> None:
        if i == 3:
            stuck.set()

    words = (b"1", b"2", b"3", b"4", b"hang", b"6")
    work = threading.Thread(
        target=lambda: results.extend(engine.transcribe(inputs(*words), on_result=on_result))
    )
    work.start()
    assert stuck.wait(60)
    engine.close()
    work.join(60)
    assert texts(results) == ["1", "2", "3", "4", "EngineDiedError", "EngineDiedError"]


def test_growth_is_measured_against_batches_as_long(open_engine: Open) -> None:
    """Longer batches need more memory and keep it; the same batch that needs ever more is a leak."""
    engine = open_engine(max_growth_bytes=60 << 20)
    engine.transcribe(inputs(b"one"))
    engine.transcribe(inputs(b"grow 80 30s", b"two 30s"))
    assert engine.starts == 1
    assert engine.pid is not None  # a longer batch than ever before
    engine.transcribe(inputs(b"grow 80 30s", b"two 30s"))
    assert engine.pid is None  # the same again, and 80 MB more
    assert texts(engine.transcribe(inputs(b"after"))) == ["after"]
    assert engine.starts == 2


def test_the_deadline_counts_all_audio_that_is_worked_on_together() -> None:
    """An answered message goes on counting until its batch is done; the next batch begins anew."""
    part = _Round()
    for i in (0, 1):
        part.begin(i)
        part.decoded(30.0)
    part.answer(0, EngineDiedError())
    assert part.deadline(60.0) - part.since == 600.0
    part.answer(1, EngineDiedError())
    part.begin(2)
    part.decoded(1.0)
    assert part.deadline(60.0) - part.since == 60.0
    assert part.heaviest_s == 60.0


def test_the_child_gets_every_setting_that_an_engine_reads() -> None:
    """A setting that only the parent has would silently be its default in the child."""
    read: set[str] = set()
    for path in ("engines/choice.py", "transcriber.py", "model_store.py"):
        source = (ROOT / "voice_intake" / path).read_text(encoding="utf-8")
        read |= set(re.findall(r"\bsettings\.(\w+)", source))
    fields = {name for name in read if name in Settings.model_fields}
    assert "device" in fields
    assert fields - {"engine_threads"} <= _CHILD_SETTINGS
