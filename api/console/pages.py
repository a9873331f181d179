"""Rendering: the template environment, and what every page gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.auth import SignedIn
from api.console.language import LANGUAGES, Strings, choose_language, strings_of
from api.permissions import Permission

LANGUAGE_COOKIE = "earwitness-language"


@dataclass(frozen=True)
class Flash:
    """A line above the page. ``kind``: ok, warn or error."""

    kind: str
    text: str


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates: everything escaped, a misspelt name is an error."""
    return Environment(
        loader=PackageLoader("api.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def words_for(request: Request) -> Strings:
    """The strings of the officer's language."""
    accept = request.headers.get("accept-language", "")
    return strings_of(choose_language(request.cookies.get(LANGUAGE_COOKIE), accept))


def render(
    request: Request,
    template: str,
    signed_in: SignedIn | None,
    *,
    status: int = 200,
    flash: Flash | None = None,
    **context: Any,
) -> HTMLResponse:
    """A page for whoever is signed in, in the language of their choice."""
    csrf = signed_in.csrf_token if signed_in else ""
    t = words_for(request)
    html = (
        environment()
        .get_template(template)
        .render(
            t=t,
            who=signed_in.principal if signed_in else None,
            csrf=csrf,
            csrf_field=lambda: Markup('<input type="hidden" name="csrf_token" value="{}">').format(
                csrf
            ),
            languages=LANGUAGES,
            navigation=_navigation(request, signed_in),
            here=_here(request),
            flash=flash or _done(request, t),
            **context,
        )
    )
    headers = {"Cache-Control": "no-store", "Vary": "Cookie, Accept-Language"}
    return HTMLResponse(html, status, headers)


def _navigation(request: Request, signed_in: SignedIn | None) -> list[Mapping[str, Any]]:
    if signed_in is None:
        return []
    places = (
        ("/queue", "nav.queue", Permission.READ_QUEUE),
        ("/exports", "nav.exports", Permission.EXPORT),
        ("/audit", "nav.audit", Permission.READ_AUDIT),
    )
    return [
        {"href": href, "label": label, "active": request.url.path == href}
        for href, label, permission in places
        if signed_in.principal.may(permission)
    ]


def _here(request: Request) -> str:
    """Where the language switch comes back to: this page, or the one a form belongs to."""
    if request.method != "GET":
        parts = request.url.path.strip("/").split("/")
        return "/" + "/".join(parts[:2] if parts[0] == "messages" else parts[:1])
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _done(request: Request, t: Strings) -> Flash | None:
    """What an act that has just led here did, by its code in the address."""
    code = request.query_params.get("done", "")
    key = f"act.done.{code}"
    return Flash("ok", t(key)) if key in t.table else None
