"""Which messages a worker hears together, how long it waits for them, and how each ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.transcribers import MarkedTranscriber
from tests.voice_intake.test_jobs import left, message, states
from voice_intake import jobs, ledger, workplace
from voice_intake.components import beat
from voice_intake.db import Database
from voice_intake.models import Message
from voice_intake.settings import Settings
from voice_intake.stages import TRANSCRIBE
from voice_intake.transcript import Transcription
from voice_intake.workplace import Workplace


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No pauses between attempts."""
    return settings.model_copy(update={"back_off_s": (0.0, 0.0)})


@pytest.fixture
def place(settings: Settings, database: Database) -> Iterator[Workplace]:
    """A workplace whose transcriber hears four together."""
    bench = Workplace(settings, "transcribe", make_transcriber=MarkedTranscriber)
    with workplace.opened(bench):
        yield bench


class Arrivals(threading.Event):
    """A workplace's ``stopping`` on which nothing waits: each pause brings the next messages."""

    def __init__(self, leave: Callable[[bytes], object], *words: bytes) -> None:
        super().__init__()
        self.pauses: list[float] = []
        self._leave, self._words = leave, list(words)

    def wait(self, timeout: float | None = None) -> bool:
        """One pause of the window."""
        self.pauses.append(timeout or 0.0)
        if self._words:
            self._leave(self._words.pop(0))
        return self.is_set()


@pytest.fixture
def arriving(place: Workplace, database: Database, settings: Settings) -> Callable[..., Arrivals]:
    """Let these messages arrive while the worker waits for its batch to fill."""

    def set_up(*words: bytes) -> Arrivals:
        place.stopping = Arrivals(lambda word: left(database, settings, word), *words)
        return place.stopping

    return set_up


def batches(place: Workplace) -> list[int]:
    """How many messages the transcriber was given at once, each time."""
    assert isinstance(place.transcriber, MarkedTranscriber)
    return place.transcriber.batches


def test_messages_that_arrive_together_are_heard_together(
    place: Workplace,
    database: Database,
    settings: Settings,
    arriving: Callable[..., Arrivals],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first is claimed alone, the others come within the window; a full batch waits no longer."""
    monkeypatch.setattr(jobs, "BATCH_WINDOW_S", 60.0)  # nothing waits here, but a claim takes time
    left(database, settings, b"one")
    window = arriving(b"two", b"three", b"four", b"five")
    assert jobs.transcribe_batch(place) == 4
    assert batches(place) == [4]
    assert len(window.pauses) == 3
    left(database, settings, *[b"more"] * 4)
    full = arriving(b"late")
    assert jobs.transcribe_batch(place) == 4
    assert full.pauses == []


def test_a_lone_message_is_begun_within_200_ms(
    place: Workplace,
    database: Database,
    settings: Settings,
    arriving: Callable[..., Arrivals],
) -> None:
    """One short look for others, and no more."""
    left(database, settings, b"one")
    window = arriving()
    jobs.transcribe_batch(place)
    assert batches(place) == [1]
    assert len(window.pauses) == 1
    assert sum(window.pauses) < 0.1 < jobs.BATCH_WINDOW_S <= 0.2


def test_a_message_that_failed_before_is_heard_alone(
    place: Workplace,
    database: Database,
    settings: Settings,
    arriving: Callable[..., Arrivals],
) -> None:
    """Nobody is put beside it, nor it beside anybody who arrives."""
    left(database, settings, b"died")
    jobs.transcribe_batch(place)
    assert states(database) == ["received"]
    window = arriving(b"two")
    jobs.transcribe_batch(place)
    assert batches(place) == [1, 1]
    assert window.pauses == []
    left(database, settings, b"three")
    arriving()  # the failed one is due again, and is not taken as one that arrives
    with database.write() as session:
        session.get_one(Message, 1).next_run_at = datetime.now(UTC) + timedelta(milliseconds=1)
    jobs.transcribe_batch(place)
    assert batches(place)[2] == 1


def test_idle_workers_share_what_is_due(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """Two idle ones take half each; where the other one is busy, a batch is full."""
    other = "transcribe@elsewhere:1"
    beat(database, f"worker:{other}", "worker:transcribe")
    beat(database, "worker:transcribe@broken:1", "worker:transcribe", "model_missing")
    beat(database, "worker:extract@here:1", "worker:extract")
    left(database, settings, *[b"word"] * 4)
    assert jobs.transcribe_batch(place) == 2
    [held] = ledger.claim(database, TRANSCRIBE, worker=other, limit=1, lease_s=60)
    left(database, settings, *[b"word"] * 3)
    assert jobs.transcribe_batch(place) == 4
    ledger.release(database, [held], wait_s=0, reason=None)
    assert jobs.transcribe_batch(place) == 1


def test_a_result_is_stored_while_the_others_are_still_being_heard(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """The officer reads the short message while the long one goes on."""
    left(database, settings, b"one", b"two", b"three")
    seen: list[list[str]] = []
    own = place.transcriber.transcribe

    def watched(spoken: object, on_progress: object, on_result: object) -> object:
        def look(index: int, fraction: float) -> None:
            seen.append(states(database))
            on_progress(index, fraction)

        return own(spoken, look, on_result)

    place.transcriber.transcribe = watched
    jobs.transcribe_batch(place)
    assert seen == [
        ["received", "received", "received"],
        ["transcribed", "received", "received"],
        ["transcribed", "transcribed", "received"],
    ]


def test_a_result_that_cannot_be_stored_costs_its_own_message_an_attempt(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """The engine goes on with the others, and theirs are stored."""
    ids = left(database, settings, b"one", b"two", b"three")
    own = place.transcriber.transcribe

    def spoilt(spoken: object, on_progress: object, on_result: Callable[..., None]) -> object:
        def deliver(index: int, result: Transcription) -> None:
            bad = replace(result, quality={"no": object()})  # no JSON
            on_result(index, bad if index == 1 else result)

        return own(spoken, on_progress, deliver)

    place.transcriber.transcribe = spoilt
    jobs.transcribe_batch(place)
    assert states(database) == ["transcribed", "received", "transcribed"]
    assert [message(database, item).attempts for item in ids] == [0, 1, 0]
    assert batches(place) == [3]  # nobody was heard twice for it
