"""What every response carries, and that a log never holds what a caller said."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout

import pytest
import structlog

from tests.api.world import World
from tests.builders import PASSWORD, Scenario, build_ready_case, build_user
from voice_intake import logs

CANARY = "zebracanary"
NUMBER = "50612345"


@pytest.fixture
def plain_logs() -> Iterator[None]:
    """Leave the log as it was."""
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize("path", ["/healthz", "/v1/queue", "/nothing", "/v1/schema/report-1.json"])
def test_every_response_carries_the_security_headers(world: World, path: str) -> None:
    """Also errors: nothing may be loaded from elsewhere, framed, sniffed or cached."""
    headers = world.get(None, path).headers
    policy = dict(
        item.strip().split(" ", 1) for item in headers["content-security-policy"].split(";")
    )
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_a_request_id_of_a_proxy_is_kept_if_it_is_plain(world: World) -> None:
    """A plain one comes back; one with other characters is replaced."""
    kept = world.get(None, "/healthz", headers={"X-Request-ID": "abcd-1234-efgh"})
    assert kept.headers["x-request-id"] == "abcd-1234-efgh"
    for forged in ("x" * 500, "a b\tc{}\"'", "short"):
        answer = world.get(None, "/healthz", headers={"X-Request-ID": forged})
        assert answer.headers["x-request-id"] != forged


@pytest.mark.usefixtures("plain_logs")
def test_neither_words_nor_numbers_reach_the_log_or_the_metrics(world: World) -> None:
    """A canary in transcript, search, note, correction, password and path stays out of both."""
    said = Scenario(text=f"My name is {CANARY} and my number is {NUMBER}.")
    with world.database.write() as session:
        build_user(session, "officer")
        message_id = build_ready_case(session, world.settings, said, caller_number=NUMBER).id
    base, out = f"/v1/messages/{message_id}", io.StringIO()
    with redirect_stderr(out), redirect_stdout(out):
        logs.configure(world.settings)
        answers = [
            world.get("officer", base),
            world.get("officer", "/v1/queue", params={"q": CANARY}),
            world.get("officer", f"/v1/{CANARY}/{NUMBER}"),
            world.post("officer", f"{base}/claim"),
            world.post("officer", f"{base}/notes", json={"text": f"{CANARY} {NUMBER}"}),
            world.post(
                "officer", f"{base}/corrections", json={"path": "/summary", "value": CANARY}
            ),
            world.post("officer", f"{base}/corrections", json={"path": f"/{CANARY}", "value": 1}),
            world.post("officer", f"{base}/notes", json={"text": [CANARY]}),
            world.post(None, "/v1/auth/login", json={"username": CANARY, "password": NUMBER}),
            world.post(None, "/v1/auth/login", json={"username": "officer", "password": PASSWORD}),
            world.get("supervisor", "/v1/exports/ndjson?unmasked=true"),
            world.post("officer", f"{base}/claim", json={"version": CANARY}),
        ]
    assert [answer.status_code for answer in answers] == [
        200, 200, 404, 200, 200, 200, 422, 422, 401, 200, 200, 422,
    ]  # fmt: skip
    assert CANARY in answers[0].text
    logged = out.getvalue() + world.get(None, "/metrics").text
    assert "request.done" in logged
    for secret in (
        CANARY,
        NUMBER,
        PASSWORD,
        *(token.split("_", 2)[-1] for token in world.tokens.values()),
    ):
        assert secret not in logged
    for line in out.getvalue().splitlines():
        assert json.loads(line)["request_id"]


@pytest.mark.usefixtures("plain_logs")
def test_an_unforeseen_error_is_logged_by_type_and_place(world: World) -> None:
    """Its message may hold a row: only the type and where it came from are written."""

    @world.app.get("/unforeseen")
    def unforeseen() -> None:
        raise RuntimeError(f"row with {CANARY}")

    out = io.StringIO()
    with redirect_stderr(out), redirect_stdout(out):
        logs.configure(world.settings)
        world.get(None, "/unforeseen")
    failed = next(
        json.loads(line) for line in out.getvalue().splitlines() if "request.failed" in line
    )
    assert failed["error"] == "RuntimeError"
    assert failed["at"][-1].startswith("test_middleware.py:")
    assert CANARY not in out.getvalue()
