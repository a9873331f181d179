"""Opening a message and playing it: who looked, and why, is written down first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from tests.api.world import World
from tests.builders import build_message, build_ready_case, build_transcript, speech_like_wav
from voice_intake.models import AuditEvent
from voice_intake.stages import State
from voice_intake.transcript import Segment


@pytest.fixture
def message_id(world: World) -> int:
    """A ready message with two seconds of audio."""
    with world.database.write() as session:
        return build_ready_case(session, world.settings, audio=speech_like_wav(2.0)).id


def looks(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """Views and plays in the audit log: (action, actor, detail)."""
    with world.database.read() as session:
        events = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.action.in_(("message.viewed", "message.played")))
            .order_by(AuditEvent.seq)
        )
        return [(item.action, item.actor, item.detail) for item in events]


def test_an_officers_view_and_play_are_written_down(world: World, message_id: int) -> None:
    """One event each, with the officer's name in it."""
    actor = world.who("officer").actor
    assert world.get("officer", f"/v1/messages/{message_id}").status_code == 200
    assert world.get("officer", f"/v1/messages/{message_id}/audio").status_code == 200
    assert looks(world) == [("message.viewed", actor, {}), ("message.played", actor, {})]


@pytest.mark.parametrize("role", ["supervisor", "analyst", "admin"])
def test_who_does_not_work_on_a_message_says_why(world: World, message_id: int, role: str) -> None:
    """Without a purpose 403 and no event; with one it is in the event."""
    path = f"/v1/messages/{message_id}"
    refused = world.get(role, path)
    assert (refused.status_code, refused.json()["code"]) == (403, "purpose_required")
    assert "complaint" in refused.json()["next_step"]
    assert looks(world) == []
    assert world.get(role, path, params={"purpose": "gossip"}).status_code == 422
    assert world.get(role, path, params={"purpose": "complaint"}).status_code == 200
    assert looks(world) == [("message.viewed", world.who(role).actor, {"purpose": "complaint"})]


def test_a_supervisor_who_claimed_a_message_needs_no_purpose(world: World, message_id: int) -> None:
    """Working on it is the purpose."""
    assert world.post("supervisor", f"/v1/messages/{message_id}/claim").status_code == 200
    assert world.get("supervisor", f"/v1/messages/{message_id}").status_code == 200


def test_ranges_of_one_play_are_one_event_and_each_new_play_another(
    world: World, message_id: int
) -> None:
    """Jumping within a recording does not fill the log; a range without a play is one."""
    path = f"/v1/messages/{message_id}/audio"
    total = len(speech_like_wav(2.0))
    for wanted, expected in (("bytes=100-199", 1), ("bytes=200-299", 1), ("bytes=0-99", 2)):
        answer = world.get("officer", path, headers={"Range": wanted})
        assert answer.status_code == 206
        assert len(answer.content) == 100
        assert answer.headers["content-range"] == f"bytes {wanted[6:]}/{total}"
        assert len(looks(world)) == expected
    whole = world.get("officer", path)
    assert whole.content == speech_like_wav(2.0)
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["content-disposition"].startswith("inline")
    assert len(looks(world)) == 3


def test_a_range_beyond_the_recording_is_refused(world: World, message_id: int) -> None:
    """416, not an error of ours."""
    answer = world.get(
        "officer", f"/v1/messages/{message_id}/audio", headers={"Range": "bytes=999999999-"}
    )
    assert answer.status_code == 416


@pytest.mark.parametrize("state", [State.RECEIVED, State.NEEDS_HUMAN, State.QUARANTINED])
def test_a_message_can_be_opened_and_played_in_every_state(world: World, state: State) -> None:
    """Whatever the machine did, the officer sees the message and hears it at once."""
    with world.database.write() as session:
        message_id = build_message(session, world.settings, state=state).id
    shown = world.get("officer", f"/v1/messages/{message_id}")
    assert shown.status_code == 200
    assert shown.json()["draft"] is None
    assert shown.json()["report"]["schema"] == "earwitness.report/1"
    assert world.get("officer", f"/v1/messages/{message_id}/audio").status_code == 200


def test_audio_that_is_not_there_is_told_apart_from_a_message_that_is_not(world: World) -> None:
    """No recording yet, a lost file and an unknown message each say so."""
    with world.database.write() as session:
        announced = build_message(
            session, world.settings, state=State.NOTIFIED, recording_sha256=None
        ).id
        lost = build_message(session, world.settings)
        sha256, lost_id = lost.recording_sha256 or "", lost.id
    (world.settings.recordings_dir / sha256[:2] / sha256[2:4] / sha256).unlink()
    for message_id, code in ((announced, "no_audio"), (lost_id, "no_audio"), (777, "not_found")):
        answer = world.get("officer", f"/v1/messages/{message_id}/audio")
        assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert looks(world) == []


def test_what_a_gateway_calls_its_bytes_is_not_repeated(world: World) -> None:
    """A page sent as a recording is never served as a page."""
    with world.database.write() as session:
        message_id = build_message(
            session,
            world.settings,
            audio=b"<html><script>alert(1)</script>",
            media_type="text/html",
            file_name='x"\r\n.html',
        ).id
    answer = world.get("officer", f"/v1/messages/{message_id}/audio")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "\r" not in answer.headers["content-disposition"]


def test_an_analyst_sees_no_personal_data_and_hears_nothing(world: World, message_id: int) -> None:
    """Numbers are masked in every part of the answer; audio is not for analysts."""
    answer = world.get("analyst", f"/v1/messages/{message_id}", params={"purpose": "statistics"})
    assert "50123456" not in answer.text
    assert "5012 3456" not in answer.text
    assert answer.json()["message"]["caller_number"] == "[phone]"
    assert answer.json()["transcript"]["words"] == []
    refused = world.get(
        "analyst", f"/v1/messages/{message_id}/audio", params={"purpose": "statistics"}
    )
    assert refused.status_code == 403


def test_a_translated_message_is_shown_with_its_english_but_not_to_an_analyst(
    world: World,
) -> None:
    """The words that mask are English and would not find the caller's own: neither is shown."""
    said = Segment(0, 0.0, 4.0, "میرا نام بلال ہے", -0.2, 0.1, 1.0, 0.0)
    english = replace(said, text=" My name is Bilal.")
    with world.database.write() as session:
        message = build_message(session, world.settings, state=State.READY)
        build_transcript(
            session,
            message,
            language="ur",
            text=said.text,
            segments=(said,),
            translation=(english,),
        )
        number = message.id
    seen = world.get("officer", f"/v1/messages/{number}").json()["transcript"]
    assert (seen["text"], seen["translation"][0]["text"]) == (said.text, " My name is Bilal.")
    answer = world.get("analyst", f"/v1/messages/{number}", params={"purpose": "statistics"})
    assert answer.json()["transcript"]["text"] == "[masked]"
    assert "Bilal" not in answer.text
    assert "بلال" not in answer.text
