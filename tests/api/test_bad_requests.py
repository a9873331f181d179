"""Requests that nobody should send: each gets a clear answer and none an error of ours."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from api.app import create_app
from api.auth import create_api_key
from api.middleware import MAX_BODY_BYTES
from tests.api.world import World
from tests.builders import build_ready_case
from tests.live import serving
from voice_intake.db import Database
from voice_intake.settings import Settings

HUGE = 10**40


@pytest.fixture
def any_world(any_database: Database, settings: Settings) -> World:
    """The application on either database."""
    url = any_database.engine.url.render_as_string(hide_password=False)
    app = create_app(settings.model_copy(update={"database_url": url}))
    app.state.database.close()
    app.state.database = app.state.desk.database = any_database
    world = World(app, any_database, settings)
    with any_database.write() as session:
        for role in ("officer", "supervisor"):
            world.tokens[role] = create_api_key(session, role, role)
        build_ready_case(session, settings)
    return world


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (f"/v1/messages/{HUGE}", {}),
        ("/v1/messages/0", {}),
        ("/v1/messages/-1/audio", {}),
        ("/v1/messages/x", {}),
        ("/v1/queue", {"owner": f"user:{HUGE}"}),
        ("/v1/queue", {"owner": "user:"}),
        ("/v1/queue", {"limit": 0}),
        ("/v1/queue", {"limit": HUGE}),
        ("/v1/queue", {"since": "yesterday"}),
        ("/v1/queue", {"q": "x" * 300}),
        ("/v1/queue", {"cursor": "WyIyMDI2LTExLTIyVDAwOjAwKzAwOjAwIiwwLCIyMDI2LTExLTIyVDAwOjAwKzAwOjAwIiwxZTQwXQ"}),
        ("/v1/audit", {"before": HUGE}),
        ("/v1/audit/verify", {"head": "abc"}),
        ("/v1/exports", {"limit": -1}),
    ],
)  # fmt: skip
def test_a_question_out_of_range_is_refused(
    any_world: World, path: str, query: dict[str, Any]
) -> None:
    """Numbers beyond the database, unknown forms and endless words get 422 problem details."""
    answer = any_world.get("supervisor", path, params={"purpose": "support", **query})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("notes", {"text": "a\x00b"}),
        ("notes", b'{"text": "\\ud800"}'),
        ("corrections", {"path": "/summary", "value": "a\x00b"}),
        ("corrections", b'{"path": "/summary", "value": "\\ud800"}'),
        ("corrections", {"path": "/summary\x00", "value": "x"}),
        ("corrections", {"path": "/locations/" + "9" * 60, "value": {}}),
        ("corrections", {"path": "/locations/²", "value": {}}),
        ("corrections", b'{"path": "/locations/-", "value": {"lat": NaN}}'),
        ("corrections", b'{"path": "/property/-", "value": {"value_hkd": 1e999}}'),
        ("corrections", b"[" * 3000),
        (
            "corrections",
            b'{"path": "/property/-", "value": {"x": ' + b"[" * 400 + b"]" * 400 + b"}}",
        ),
        ("links", {"other_id": HUGE}),
        ("notes", {"text": "x", "version": HUGE}),
        ("notes", b"{"),
        ("notes", b"\xff\xfe"),
        ("disposition", {"disposition": "arrest"}),
        ("notes", {"text": "x", "unknown": 1}),
    ],
)
def test_content_that_cannot_be_kept_is_refused(any_world: World, act: str, body: Any) -> None:
    """Zero bytes, half characters, endless numbers: a 4xx that says what to do, never a 500."""
    any_world.post("officer", "/v1/messages/1/claim")
    content = {"content": body} if isinstance(body, bytes) else {"json": body}
    headers = {"Content-Type": "application/json"}
    answer = any_world.ask("officer", "POST", f"/v1/messages/1/{act}", headers=headers, **content)
    stored = answer.status_code == 200 and any_world.database.is_sqlite  # SQLite keeps a zero byte
    assert stored or answer.status_code in (400, 422), answer.text
    assert any_world.get("officer", "/v1/messages/1").status_code == 200


def test_words_with_a_zero_byte_find_nothing_or_are_refused(any_world: World) -> None:
    """A search and a sign-in with a zero byte do no harm."""
    assert any_world.get("officer", "/v1/queue", params={"q": "a\x00b"}).status_code in (200, 422)
    body = {"username": "a\x00b", "password": "x"}
    assert any_world.post(None, "/v1/auth/login", json=body).status_code in (401, 422)


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_larger_than_any_form_is_refused_before_it_is_kept(
    world: World, declared: bool
) -> None:
    """With its length declared and in chunks, signed in or not."""
    body = b'{"text": "' + b"x" * MAX_BODY_BYTES + b'"}'
    chunks = body if declared else (body[i : i + 65_536] for i in range(0, len(body), 65_536))
    with serving(world.app) as url:
        answer = httpx.post(
            f"{url}/v1/messages/1/notes",
            content=chunks,
            headers={"Content-Type": "application/json"},
        )
    assert answer.status_code in (413, 400)
    assert answer.headers["content-type"] == "application/problem+json"
