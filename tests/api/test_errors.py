"""Problem details: every error leaves in one form, says what to do next, and repeats nothing."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

import api.errors
import voice_intake.errors
from api.errors import problem_of
from tests.api.world import World
from voice_intake.errors import EarwitnessError, UnavailableError
from voice_intake.settings import Settings


def errors() -> list[type[EarwitnessError]]:
    """Every class of the tree."""
    return [
        item
        for module in (voice_intake.errors, api.errors)
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, EarwitnessError)
    ]


class Body(BaseModel):
    """A body with one number."""

    number: int


@pytest.fixture
def failing(world: World) -> World:
    """A world with routes that fail in every way."""
    app: FastAPI = world.app

    @app.get("/fail/{name}")
    def fail(name: str) -> None:
        kind = next(item for item in errors() if item.__name__ == name)
        raise kind(next_step="Do this.")

    @app.get("/unforeseen")
    def unforeseen() -> None:
        raise RuntimeError("the caller said canary 50123456")

    @app.post("/body")
    def body(body: Body) -> int:
        return body.number

    return world


@pytest.mark.parametrize("kind", errors(), ids=lambda kind: kind.__name__)
def test_each_error_leaves_as_problem_details(failing: World, kind: type[EarwitnessError]) -> None:
    """Status, code, title, detail and the next step are there, with the media type of RFC 9457."""
    answer = failing.get(None, f"/fail/{kind.__name__}")
    body = answer.json()
    assert answer.status_code == body["status"] == kind.status
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["code"] == kind.code
    assert body["type"] == f"urn:earwitness:problem:{kind.code}"
    assert body["title"]
    assert body["detail"]
    assert body["next_step"] == "Do this."


@pytest.mark.parametrize("kind", errors(), ids=lambda kind: kind.__name__)
def test_each_class_has_a_code_and_its_message(kind: type[EarwitnessError]) -> None:
    """The docstring is the message."""
    assert kind.code.replace("_", "").isalpha()
    assert str(kind()).endswith(".")


def test_codes_name_one_class_each() -> None:
    """A client can tell errors apart by their code."""
    codes = [kind.code for kind in dict.fromkeys(errors())]
    assert len(codes) == len(set(codes))


def test_unavailable_says_when_to_come_back() -> None:
    """Every 503 of ours carries Retry-After."""
    for kind in errors():
        if issubclass(kind, UnavailableError):
            assert int(problem_of(kind()).headers["retry-after"]) > 0


def test_an_unforeseen_error_is_a_500_that_tells_nothing(failing: World) -> None:
    """The error's words stay inside; the request id helps the operator."""
    answer = failing.get(None, "/unforeseen")
    assert answer.status_code == 500
    assert "canary" not in answer.text
    assert answer.headers["x-request-id"]
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_body_names_the_field_and_does_not_repeat_it(failing: World) -> None:
    """A client learns where; a log of answers learns nothing a caller said."""
    answer = failing.post(None, "/body", json={"number": "canary"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body/number"
    assert "canary" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("PUT", "/healthz", 405)]
)
def test_what_is_not_there_is_told_in_the_same_form(
    world: World, method: str, path: str, status: int
) -> None:
    """Unknown paths and methods are problem details too."""
    answer = world.ask("officer", method, path)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_database_that_is_away_is_a_503_to_come_back_to(settings: Settings) -> None:
    """No SQL and no parameters leave; the gateway sends again."""
    away = settings.model_copy(
        update={"database_url": "postgresql://earwitness@127.0.0.1:1/nowhere"}
    )
    from api.app import create_app

    world = World(create_app(away), None, away, {"officer": "ew_x_y"})  # type: ignore[arg-type]
    answer = world.get("officer", "/v1/queue")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert answer.headers["retry-after"]
    assert "SELECT" not in answer.text
    ready = world.get(None, "/readyz")
    assert (ready.status_code, ready.json()["status"]) == (503, "not_ready")
    assert world.get(None, "/healthz").status_code == 200
