"""From a gateway's word to a recording: the fetch job over a real media server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from tests.media import AUDIO, MediaServer, media_server
from voice_intake import audit, jobs, queue, workplace
from voice_intake.db import Database
from voice_intake.intake import Notification, notify
from voice_intake.models import Message
from voice_intake.settings import GatewaySettings, Settings
from voice_intake.storage import RecordingStore
from voice_intake.workplace import Workplace


@pytest.fixture(autouse=True)
def _no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "hint", lambda *_: False)


@pytest.fixture
def media() -> Iterator[MediaServer]:
    with media_server() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, media: MediaServer) -> Settings:
    """A Twilio gateway whose recordings lie on this machine; no pause between attempts."""
    gateway = GatewaySettings(
        kind="twilio", secret=SecretStr("token"), account_sid="AC1", allowed_hosts=(media.host,)
    )
    return Settings(data_dir=tmp_path / "data", gateways={"tw": gateway}, back_off_s=(0.0, 0.0))


@pytest.fixture
def place(settings: Settings, database: Database) -> Iterator[Workplace]:
    with workplace.opened(Workplace(settings, "fetch")) as bench:
        yield bench


def message(database: Database) -> Message:
    with database.read() as session:
        return session.scalars(select(Message)).one()


def test_the_audio_of_a_notified_message_is_fetched_and_the_message_received(
    place: Workplace, settings: Settings, database: Database, media: MediaServer
) -> None:
    """The bytes are in the store, the row points at them, and what the call said is kept."""
    url = f"http://{media.host}/ok"
    first = notify(database, settings, Notification("tw", "RE1", url, requested_language="yue"))
    assert jobs.fetch_batch(place) == 1
    row = message(database)
    assert (row.state, row.requested_language, row.media_type) == ("received", "yue", "audio/wav")
    assert RecordingStore(settings).read(row.recording_sha256 or "") == AUDIO
    assert notify(database, settings, Notification("tw", "RE1", url)).reference == first.reference
    assert jobs.fetch_batch(place) == 0
    with database.read() as session:
        assert audit.verify(session).intact


def test_audio_that_is_not_ready_yet_is_fetched_when_it_is(
    place: Workplace, settings: Settings, database: Database, media: MediaServer
) -> None:
    """404 first, the recording a moment later; waiting for it is no failed attempt."""
    media.not_ready = 5
    notify(database, settings, Notification("tw", "RE1", f"http://{media.host}/late"))
    for _ in range(5):  # more often than attempts are counted
        assert jobs.fetch_batch(place) == 1
        row = message(database)
        assert (row.state, row.failure_code) == ("notified", "audio_not_ready")
        assert row.attempts == 0
    assert jobs.fetch_batch(place) == 1
    assert (message(database).state, message(database).failure_code) == ("received", None)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "https://169.254.169.254/x", "", "x"])
def test_a_forbidden_source_is_never_connected_to_and_an_officer_sees_the_message(
    place: Workplace, settings: Settings, database: Database, media: MediaServer, url: str
) -> None:
    """The message is not lost with its URL, and the reason is beside it."""
    notify(database, settings, Notification("tw", "RE1", url))
    assert jobs.fetch_batch(place) == 1  # once: no later attempt could be allowed
    row = message(database)
    assert (row.state, row.failure_code) == ("quarantined", "forbidden_source")
    assert media.connections == 0
