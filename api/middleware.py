"""What every response carries, and the one log line of every request.

Headers that keep a page from loading or sending anything elsewhere; a request id; a line with the
route's pattern, never its query string. An unforeseen error is logged by its type and place only:
its message may hold what a caller said.
"""

from __future__ import annotations

import re
import secrets
import time
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem, problem_of
from voice_intake.errors import UploadTooLargeError

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
#: A request id that a proxy sent is kept only if it is short and plain.
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

#: Largest body of a request that is not an upload: those have their own cap and deadline.
MAX_BODY_BYTES = 1_000_000
UPLOADS = ("/v1/recordings", "/gateways/")

log = structlog.get_logger("api")


class BodyCap:
    """Refuses bodies larger than any of our forms, before they are in memory."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, if its body is small enough."""
        if scope["type"] != "http" or str(scope["path"]).startswith(UPLOADS):
            await self.app(scope, receive, send)
            return
        if _declared_length(scope) > MAX_BODY_BYTES:
            await _too_large()(scope, receive, send)
            return
        received = 0

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY_BYTES:
                raise UploadTooLargeError(next_step="Send less at once.")
            return message

        await self.app(scope, counting, send)


class Envelope:
    """The outermost layer: request id, headers, log line, and the last net for errors."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        seen: dict[str, int] = {}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                _add_headers(message, scope, request_id)
            await send(message)

        began = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            _log_unforeseen(error)
            if "status" not in seen:
                await _last_resort(scope, receive, sending)
        finally:
            _finish(scope, seen.get("status", 0), time.perf_counter() - began)
            structlog.contextvars.unbind_contextvars("request_id")


def install_middleware(app: FastAPI) -> None:
    """Wrap ``app``; the envelope lies outside everything else."""
    app.add_middleware(BodyCap)
    app.add_middleware(Envelope)


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _too_large() -> JSONResponse:
    return problem_of(
        UploadTooLargeError(
            f"The body is larger than {MAX_BODY_BYTES:,} bytes.", next_step="Send less at once."
        )
    )


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            text = value.decode("latin-1")
            return text if REQUEST_ID.fullmatch(text) else secrets.token_hex(8)
    return secrets.token_hex(8)


def _add_headers(message: MutableMapping[str, Any], scope: Scope, request_id: str) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("X-Request-ID", request_id)
    if not str(scope["path"]).startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
    settings = scope["app"].state.settings if "app" in scope else None
    if settings is not None and settings.https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")


async def _last_resort(scope: Scope, receive: Receive, send: Send) -> None:
    response = problem(
        500,
        "Something went wrong on our side.",
        code="internal",
        next_step="Try again; give the X-Request-ID of this response to the operator.",
    )
    await response(scope, receive, send)


def _log_unforeseen(error: Exception) -> None:
    """The error's type and where it came from; never its words."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    log.error(
        "request.failed",
        error=type(error).__name__,
        at=[f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames],
    )


def _finish(scope: Scope, status: int, took_s: float) -> None:
    """The log line and the metric of a finished request, by route pattern."""
    route = getattr(scope.get("route"), "path", "unmatched")
    log.info(
        "request.done",
        method=scope["method"],
        route=route,
        status=status,
        took_ms=round(took_s * 1000, 1),
    )
    app = scope.get("app")
    if app is not None:
        app.state.metrics.observe(str(route), scope["method"], status, took_s)
