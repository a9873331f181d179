"""Errors of a console route leave as pages, not as problem details; who is not signed in signs in."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from api.console.pages import render, words_for
from api.deps import signed_in
from api.errors import CsrfError, NotSignedInError
from voice_intake.errors import EarwitnessError


class ConsoleRoute(APIRoute):
    """A route whose errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler with the net around it."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await handle(request)
            except NotSignedInError:
                return _to_sign_in(request)
            except (EarwitnessError, RequestValidationError) as error:
                return await run_in_threadpool(_error_page, request, error)

        return handler


def _to_sign_in(request: Request) -> Response:
    wanted = request.url.path
    if request.method == "GET" and request.url.query:
        wanted += f"?{request.url.query}"
    known = request.method == "GET" and wanted not in ("/", "/login")
    return RedirectResponse(f"/login?next={quote(wanted)}" if known else "/login", 303)


def _error_page(request: Request, error: EarwitnessError | RequestValidationError) -> Response:
    t = words_for(request)
    status = error.status if isinstance(error, EarwitnessError) else 404
    key = "error.csrf" if isinstance(error, CsrfError) else f"error.{status}"
    ours = isinstance(error, EarwitnessError)
    explanation = t(key) if key in t.table else (str(error) if ours else t("error.404"))
    detail = str(error) if ours and key in t.table else None
    session = signed_in(request, request.app.state.database, request.app.state.settings)
    return render(
        request, "error.html", session, status=status, explanation=explanation, detail=detail
    )
