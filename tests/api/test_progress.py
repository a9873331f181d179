"""How far a machine is with a message: seen in the queue and on its page, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.api.world import World
from tests.builders import PASSWORD, build_message, build_user
from voice_intake import ledger
from voice_intake.models import Message
from voice_intake.stages import TRANSCRIBE, State


def begin(world: World, progress: float) -> int:
    """A message that a worker is transcribing."""
    with world.database.write() as session:
        message_id = build_message(session, world.settings, received_at=datetime.now(UTC)).id
        build_user(session)
    [item] = ledger.claim(world.database, TRANSCRIBE, worker="w", limit=1, lease_s=60)
    ledger.report_progress(world.database, [(item, progress)])
    return message_id


def pages(world: World, language: str, *paths: str) -> list[str]:
    """The console's pages as an officer with a browser of this language gets them."""
    signing_in = {"json": {"username": "officer", "password": PASSWORD}}
    looks = [(None, "GET", path, {"headers": {"Accept-Language": language}}) for path in paths]
    answers = world.converse([(None, "POST", "/v1/auth/login", signing_in), *looks])
    assert [answer.status_code for answer in answers] == [200] * (len(paths) + 1)
    return [answer.text for answer in answers[1:]]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Transcribing, 40 %"), ("zh-HK", "轉寫中，40%")]
)
def test_the_queue_and_the_message_say_how_far_the_transcription_is(
    world: World, language: str, words: str
) -> None:
    """In the officer's own language, on the list and on the page."""
    message_id = begin(world, 0.4)
    queue, page = pages(world, language, "/queue?list=processing", f"/messages/{message_id}")
    assert words in queue
    assert words in page
    assert "data-processing" in page


def test_the_interface_tells_the_progress_as_a_number(world: World) -> None:
    """On the row of the queue and with the message; null as soon as nobody works on it."""
    message_id = begin(world, 0.4)

    def told() -> list[float | None]:
        [row] = world.get("officer", "/v1/queue?list=processing").json()["rows"]
        whole = world.get("officer", f"/v1/messages/{message_id}").json()
        return [row["progress"], whole["message"]["progress"]]

    assert told() == [0.4, 0.4]
    with world.database.write() as session:  # the worker died: its lease has run out
        late = datetime.now(UTC) - timedelta(seconds=1)
        session.get_one(Message, message_id).lease_until = late
    assert told() == [None, None]
    assert "Waiting to be transcribed" in pages(world, "en", "/queue?list=processing")[0]


def test_other_stages_say_what_is_done_and_no_percentage(world: World) -> None:
    """Reading takes a moment: it has no share that would mean anything."""
    with world.database.write() as session:
        soon = datetime.now(UTC) + timedelta(minutes=1)
        build_message(
            session, world.settings, state=State.TRANSCRIBED, progress=0.0, lease_until=soon
        )
        build_user(session)
    [queue] = pages(world, "en", "/queue?list=processing")
    assert ">Reading</a>" in queue
