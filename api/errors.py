"""Errors of the third stage, and how any error leaves through HTTP: problem details (RFC 9457).

::

    EarwitnessError
    ├── NotSignedInError        no session, no key, or one that ended (401)
    ├── PermissionDeniedError   signed in, but the role does not allow it (403)
    ├── CsrfError               a cookie's request without its token (403)
    ├── PurposeRequiredError    the role must say why it looks (403)
    ├── NotFoundError           no such thing here (404)
    ├── NoAudioError            a message without a recording (404)
    ├── RangeError              no such part of the recording (416)
    ├── TooManyAttemptsError    slow down (429)
    ├── FormatNotAvailableError an export format of a later version (400)
    └── ReviewError             an officer's act is not a legal move (409)
        ├── ReviewForbiddenError    ... for this person (403)
        └── ReviewInvalidError      ... with these words (422)
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from starlette.exceptions import HTTPException

from voice_intake.errors import DatabaseUnavailableError, EarwitnessError, UnavailableError

PROBLEM_JSON = "application/problem+json"


class NotSignedInError(EarwitnessError):
    """This needs a signed-in person or an API key."""

    code = "not_signed_in"
    status = 401


class PermissionDeniedError(EarwitnessError):
    """Your role does not allow this."""

    code = "permission_denied"
    status = 403


class CsrfError(EarwitnessError):
    """The request came with a session cookie but without its CSRF token."""

    code = "csrf"
    status = 403


class PurposeRequiredError(EarwitnessError):
    """Your role must say why it opens this message."""

    code = "purpose_required"
    status = 403


class NotFoundError(EarwitnessError):
    """There is no such thing here."""

    code = "not_found"
    status = 404


class NoAudioError(EarwitnessError):
    """This message has no audio to play."""

    code = "no_audio"
    status = 404


class RangeError(EarwitnessError):
    """The recording has no such range of bytes."""

    code = "range_not_satisfiable"
    status = 416


class TooManyAttemptsError(EarwitnessError):
    """Too many attempts."""

    code = "too_many_attempts"
    status = 429
    #: Seconds, sent as ``Retry-After``.
    retry_after_s = 60


class FormatNotAvailableError(EarwitnessError):
    """This export format is not available in this version."""

    code = "format_not_available"
    status = 400


class ReviewError(EarwitnessError):
    """This act is not possible now."""

    code = "review_conflict"
    status = 409


class ReviewForbiddenError(ReviewError):
    """This act is not yours to do."""

    code = "review_forbidden"
    status = 403


class ReviewInvalidError(ReviewError):
    """The act's content cannot be taken."""

    code = "review_invalid"
    status = 422


def problem(
    status: int,
    detail: str,
    *,
    code: str,
    next_step: str = "",
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> JSONResponse:
    """A problem-details response; ``type`` is a URN that ends in the stable ``code``."""
    body = {
        "type": f"urn:earwitness:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "next_step": next_step,
        **extra,
    }
    return JSONResponse(body, status, dict(headers or {}), media_type=PROBLEM_JSON)


def problem_of(error: EarwitnessError) -> JSONResponse:
    """The response that tells a client of ``error``."""
    headers: dict[str, str] = {}
    if isinstance(error, UnavailableError | TooManyAttemptsError):
        headers["Retry-After"] = str(error.retry_after_s)
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(
        error.status, error.detail, code=error.code, next_step=error.next_step, headers=headers
    )


def install_error_handlers(app: FastAPI) -> None:
    """Every error of ``app`` leaves as problem details, without a word of what was sent."""
    app.add_exception_handler(EarwitnessError, _on_ours)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(OperationalError, _on_database)
    app.add_exception_handler(InterfaceError, _on_database)
    app.add_exception_handler(DataError, _on_unstorable)
    app.add_exception_handler(UnicodeEncodeError, _on_unstorable)


async def _on_ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, EarwitnessError)
    return problem_of(error)


async def _on_database(_request: Request, _error: Exception) -> JSONResponse:
    """The driver's own words hold SQL and its parameters: they go nowhere."""
    return problem_of(DatabaseUnavailableError(next_step="Send the request again in a moment."))


async def _on_unstorable(_request: Request, _error: Exception) -> JSONResponse:
    """A zero byte or half a surrogate pair: characters that a database does not keep."""
    return problem(
        422,
        "The request holds characters that cannot be stored.",
        code="invalid_request",
        next_step="Leave out control characters and broken Unicode.",
    )


async def _on_validation(_request: Request, error: Exception) -> JSONResponse:
    """Say which field is wrong and why, and never repeat what was in it."""
    assert isinstance(error, RequestValidationError)
    fields = [
        {"field": "/".join(str(part) for part in item["loc"]), "message": item["msg"]}
        for item in error.errors()
    ]
    return problem(
        422,
        "The request does not have the documented form.",
        code="invalid_request",
        next_step="Correct the fields listed in errors; /openapi.json describes them.",
        errors=fields,
    )


async def _on_http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    code = phrase.lower().replace(" ", "_").replace("-", "_")
    return problem(error.status_code, str(error.detail), code=code, headers=error.headers)
