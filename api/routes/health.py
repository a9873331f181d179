"""Whether the process lives, whether it can take messages, and its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.deps import DatabaseDep, SettingsDep, SignedInDep, current_principal, presented_csrf
from api.errors import PermissionDeniedError
from api.metrics import CONTENT_TYPE, family
from api.permissions import Permission
from api.queue_view import count_lists
from voice_intake import ledger
from voice_intake.components import vitals
from voice_intake.db import Database, now
from voice_intake.models import Message
from voice_intake.settings import Settings

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(database: DatabaseDep, settings: SettingsDep) -> JSONResponse:
    """Whether a message sent now would be kept: 200, else 503 with what is wrong.

    Redis, workers and the model are not conditions: without them messages wait, and are kept.
    """
    checks = {"database": _database(database), "disk": _disk(settings)}
    ready = all(value == "ok" for value in checks.values())
    body = {"status": "ready" if ready else "not_ready", "checks": checks}
    return JSONResponse(body, 200 if ready else 503)


def may_read_metrics(
    request: Request,
    database: DatabaseDep,
    session: SignedInDep,
    csrf: Annotated[str | None, Depends(presented_csrf)],
) -> None:
    """The machine itself may read the figures; anybody else needs the permission."""
    host = request.client.host if request.client else ""
    if _is_loopback(host) and not any(
        name in request.headers for name in ("x-forwarded-for", "forwarded")
    ):
        return
    who = current_principal(request, database, session, csrf)
    if not who.may(Permission.READ_METRICS):
        raise PermissionDeniedError(next_step="Use a supervisor's or an admin's key.")


@router.get("/metrics", dependencies=[Depends(may_read_metrics)])
def metrics(request: Request, database: DatabaseDep) -> Response:
    """Prometheus text: queue depths, ages, components and requests. No words, no ids."""
    lines = list(request.app.state.metrics.lines())
    with database.read() as session:
        lines += _ledger_lines(session)
    return PlainTextResponse("\n".join(lines) + "\n", media_type=CONTENT_TYPE)


def _ledger_lines(session: Session) -> list[str]:
    oldest = ledger.oldest_unfinished(session)
    age_s = (now(session) - oldest).total_seconds() if oldest else 0.0
    depths: dict[Any, int] = dict(ledger.depths(session))
    alive = [vital for vital in vitals(session) if vital.alive]
    return [
        *family(
            "earwitness_messages",
            "gauge",
            "Messages by state.",
            (({"state": str(state)}, number) for state, number in sorted(depths.items())),
        ),
        *family(
            "earwitness_queue",
            "gauge",
            "Messages by the officers' list.",
            (({"list": name}, number) for name, number in count_lists(session).items()),
        ),
        *family(
            "earwitness_oldest_unfinished_seconds",
            "gauge",
            "Age of the oldest message that a machine stage still has to finish.",
            [({}, round(age_s, 1))],
        ),
        *family(
            "earwitness_components_alive",
            "gauge",
            "Workers and sweepers that gave a sign of life.",
            (
                ({"kind": kind, "condition": condition}, number)
                for (kind, condition), number in _tally(
                    (vital.kind, vital.condition) for vital in alive
                )
            ),
        ),
    ]


def _tally(pairs: Iterable[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    return sorted(Counter(pairs).items())


def _database(database: Database) -> str:
    try:
        with database.read() as session:
            session.execute(select(Message.id).limit(1)).all()
    except SQLAlchemyError:
        return "unreachable or not migrated: run `earwitness migrate`"
    return "ok"


def _disk(settings: Settings) -> str:
    try:
        free = settings.free_bytes()
    except OSError:
        return "the data folder cannot be read"
    return "ok" if free >= settings.min_free_bytes else "too little space is free"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
