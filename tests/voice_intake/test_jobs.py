"""The transcription job: what a transcriber answers becomes a state, a transcript, or another try."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select

from tests.builders import build_message
from tests.transcribers import MarkedTranscriber
from voice_intake import jobs, ledger, workplace
from voice_intake.db import Database
from voice_intake.models import AuditEvent, Message, Transcript
from voice_intake.settings import GatewaySettings, Settings
from voice_intake.stages import TRANSCRIBE, State
from voice_intake.storage import RecordingStore
from voice_intake.transcript import Transcription
from voice_intake.workplace import Workplace


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Short pauses."""
    return settings.model_copy(update={"back_off_s": (0.0, 0.0), "model_wait_s": 0.0})


@pytest.fixture
def place(settings: Settings, database: Database) -> Iterator[Workplace]:
    """A workplace whose transcriber does what the recordings say."""
    bench = Workplace(settings, "transcribe", make_transcriber=MarkedTranscriber)
    with workplace.opened(bench):
        yield bench


def left(database: Database, settings: Settings, *words: bytes) -> list[int]:
    """Messages whose recordings begin with these words."""
    with database.write() as session:
        return [
            build_message(session, settings, audio=word + b" %d" % number).id
            for number, word in enumerate(words)
        ]


def states(database: Database) -> list[str]:
    """The states of all messages, by id."""
    with database.read() as session:
        return list(session.scalars(select(Message.state).order_by(Message.id)))


def message(database: Database, message_id: int) -> Message:
    """One message."""
    with database.read() as session:
        return session.get_one(Message, message_id)


def transcripts(database: Database) -> list[Transcript]:
    """All transcripts."""
    with database.read() as session:
        return list(session.scalars(select(Transcript).order_by(Transcript.message_id)))


def test_a_batch_is_transcribed_and_stored(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """Each message gets its transcript, whole and with the hashes of what it came from."""
    ids = left(database, settings, b"one", b"two")
    assert jobs.transcribe_batch(place) == 2
    assert states(database) == ["transcribed"] * 2
    first, second = transcripts(database)
    assert [first.message_id, second.message_id] == ids
    assert first.text == "I counted 5 bytes."
    assert first.input_hash == message(database, ids[0]).recording_sha256
    assert first.configuration_hash == second.configuration_hash
    assert Transcription.from_dict(first.transcription).text == first.text
    assert message(database, ids[0]).duration_s == first.duration_s


def test_one_undecodable_recording_is_quarantined_and_the_others_go_on(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """It keeps its reason, for the officer who downloads it."""
    ids = left(database, settings, b"one", b"undecodable", b"three")
    jobs.transcribe_batch(place)
    assert states(database) == ["transcribed", "quarantined", "transcribed"]
    assert message(database, ids[1]).failure_code == "undecodable"
    assert len(transcripts(database)) == 2


def test_a_recording_without_speech_goes_on_as_such(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """It is no failure: it goes to a list of its own for an officer to dispose of."""
    [message_id] = left(database, settings, b"silence")
    jobs.transcribe_batch(place)
    assert states(database) == ["transcribed"]
    assert message(database, message_id).speech == "none"


def test_without_the_model_messages_wait_and_lose_no_attempt(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """They say what they wait for; when the model is there they are transcribed."""
    ids = left(database, settings, b"one", b"two")
    settings.models_dir.mkdir(parents=True)
    (settings.models_dir / "withheld").touch()
    for _ in range(5):
        jobs.transcribe_batch(place)
    assert states(database) == ["received"] * 2
    waiting = message(database, ids[0])
    assert (waiting.attempts, waiting.failure_code) == (0, "model_missing")
    assert "earwitness models fetch" in (waiting.failure_reason or "")
    (settings.models_dir / "withheld").unlink()
    jobs.transcribe_batch(place)
    assert states(database) == ["transcribed"] * 2
    assert message(database, ids[0]).failure_code is None


def test_a_message_that_kills_the_engine_is_handed_over_after_three_attempts(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """Its neighbours are not held up."""
    ids = left(database, settings, b"died", b"two")
    while jobs.transcribe_batch(place):
        pass
    assert states(database) == ["needs_human", "transcribed"]
    assert message(database, ids[0]).failure_code == "engine_died"


def test_a_batch_that_breaks_as_a_whole_is_tried_one_by_one(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """The guilty message counts an attempt, the others are transcribed in the same round."""
    ids = left(database, settings, b"one", b"raise", b"three")
    jobs.transcribe_batch(place)
    assert states(database) == ["transcribed", "received", "transcribed"]
    assert [message(database, item).attempts for item in ids] == [0, 1, 0]


def test_a_foreign_error_leaves_its_type_and_not_its_words(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """An exception's text may repeat what the caller said."""
    [message_id] = left(database, settings, b"raise")
    while jobs.transcribe_batch(place):
        pass
    failed = message(database, message_id)
    assert (failed.state, failed.failure_code) == ("needs_human", "unexpected")
    assert "RuntimeError" in (failed.failure_reason or "")
    assert "secret" not in (failed.failure_reason or "")


def test_a_recording_that_is_gone_from_the_disk_counts_attempts(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """It ends with an officer, and the rest of the batch is transcribed."""
    ids = left(database, settings, b"one", b"two")
    sha256 = message(database, ids[0]).recording_sha256
    RecordingStore(settings).path(sha256 or "").unlink()
    while jobs.transcribe_batch(place):
        pass
    assert states(database) == ["needs_human", "transcribed"]


def test_late_work_is_discarded(place: Workplace, database: Database, settings: Settings) -> None:
    """Somebody else finished meanwhile: no second transcript, no error."""
    [message_id] = left(database, settings, b"one")
    transcriber = place.transcriber
    assert isinstance(transcriber, MarkedTranscriber)
    own = transcriber.transcribe

    def overtaken(*arguments, **named):
        """Another worker takes over and finishes while this one works."""
        with database.write() as session:
            session.get_one(Message, message_id).lease_until = None
            session.get_one(Message, message_id).attempts = 0
        [other] = ledger.claim(database, TRANSCRIBE, worker="other", limit=1, lease_s=30)
        with database.write() as session:
            ledger.finish(session, other, TRANSCRIBE.target)
        return own(*arguments, **named)

    transcriber.transcribe = overtaken
    jobs.transcribe_batch(place)
    assert states(database) == ["transcribed"]
    assert transcripts(database) == []
    with database.read() as session:
        assert list(session.scalars(select(AuditEvent.actor))) == ["worker:other"]


def test_a_hint_that_comes_twice_does_its_work_once(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """The id of a hint is not an order: the second run finds nothing due."""
    [message_id] = left(database, settings, b"one")
    jobs.transcribe(message_id)
    jobs.transcribe(message_id)
    assert len(transcripts(database)) == 1


def test_the_same_recording_transcribed_the_same_way_again_keeps_its_transcript(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """A message that is sent back to the start does not get a second transcript of the same kind."""
    [message_id] = left(database, settings, b"one")
    jobs.transcribe_batch(place)
    with database.write() as session:
        session.get_one(Message, message_id).state = "received"
    jobs.transcribe_batch(place)
    assert states(database) == ["transcribed"]
    assert len(transcripts(database)) == 1


def test_fetching_from_a_gateway_that_is_not_configured_counts_attempts(
    place: Workplace, database: Database, settings: Settings
) -> None:
    """The reason names the setting that is missing."""
    with database.write() as session:
        message_id = build_message(session, settings, state=State.NOTIFIED, source="gone").id
    while jobs.fetch_batch(place):
        pass
    failed = message(database, message_id)
    assert (failed.state, failed.failure_code) == ("needs_human", "unknown_gateway")
    assert "EARWITNESS_GATEWAYS" in (failed.failure_reason or "")


def notified(database: Database, settings: Settings, url: str) -> int:
    """A message whose audio waits at a URL."""
    with database.write() as session:
        return build_message(
            session,
            settings,
            state=State.NOTIFIED,
            source="pbx",
            content_key="pending",
            recording_sha256=None,
            recording_url=url,
        ).id


class Recordings(BaseHTTPRequestHandler):
    """A gateway's own server: one recording, and nothing else."""

    def do_GET(self) -> None:
        """Answer with the recording, or 404."""
        found = self.path == "/r/1.wav"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "audio/wav")
        self.end_headers()
        if found:
            self.wfile.write(b"fetched audio")

    def log_message(self, *_: object) -> None:
        """Be quiet."""


@pytest.fixture
def gateway_host() -> Iterator[str]:
    """``127.0.0.1:PORT`` of a running server of recordings."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Recordings) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_notified_message_gets_its_audio_and_then_its_transcript(
    database: Database, settings: Settings, gateway_host: str
) -> None:
    """Fetched, stored under its hash, RECEIVED; what is not there ends with an officer."""
    gateway = GatewaySettings(kind="twilio", allowed_hosts=(gateway_host,))
    with_gateway = settings.model_copy(update={"gateways": {"pbx": gateway}})
    there = notified(database, settings, f"http://{gateway_host}/r/1.wav")
    gone = notified(database, settings, f"http://{gateway_host}/r/2.wav")
    bench = Workplace(with_gateway, "fetch", make_transcriber=MarkedTranscriber)
    with workplace.opened(bench):
        while jobs.fetch_batch(bench):
            pass
        fetched = message(database, there)
        assert (fetched.state, message(database, gone).state) == ("received", "needs_human")
        sha256 = fetched.recording_sha256 or ""
        assert RecordingStore(settings).read(sha256) == b"fetched audio"
        assert fetched.content_key == sha256
        jobs.transcribe_batch(bench)
    assert message(database, there).state == "transcribed"
