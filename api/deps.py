"""What routes ask for: the database, the settings, who is calling and whether they may.

A request signs itself with ``Authorization: Bearer ew_...`` or with the console's session cookie.
With a cookie every request that changes something carries the session's CSRF token, in the header
``X-CSRF-Token`` or the form field ``csrf_token``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Path, Query, Request

from api import auth
from api.auth import Principal, SignedIn
from api.errors import CsrfError, NotSignedInError, PermissionDeniedError
from api.permissions import Permission, Purpose
from voice_intake.db import Database, now
from voice_intake.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf_token"
#: The largest number that both databases keep.
MAX_ID = 2**63 - 1
#: A session in use is noted at most this often: each note is a write.
TOUCH_EVERY = timedelta(seconds=60)

_SIGN_IN = "Sign in at /v1/auth/login, or send Authorization: Bearer with an API key."


def get_database(request: Request) -> Database:
    """The process's database."""
    database: Database = request.app.state.database
    return database


def get_settings_(request: Request) -> Settings:
    """The process's settings."""
    settings: Settings = request.app.state.settings
    return settings


DatabaseDep = Annotated[Database, Depends(get_database)]
SettingsDep = Annotated[Settings, Depends(get_settings_)]


def cookie_name(settings: Settings) -> str:
    """The session cookie; over https its name binds it to this host and path."""
    return "__Host-earwitness" if settings.https else "earwitness"


def session_token(request: Request, settings: Settings) -> str | None:
    """The session cookie's value, if one came."""
    return request.cookies.get(cookie_name(settings))


async def presented_csrf(request: Request) -> str | None:
    """The CSRF token that came with the request, by header or form field."""
    if request.method in SAFE_METHODS:
        return None
    header = request.headers.get(CSRF_HEADER)
    if header is not None:
        return header
    # Only a short form of our own pages is read here; an upload carries a key, not a cookie.
    kind = request.headers.get("content-type", "")
    if not kind.startswith("application/x-www-form-urlencoded"):
        return None
    field = (await request.form()).get(CSRF_FIELD)
    return field if isinstance(field, str) else None


def signed_in(request: Request, database: DatabaseDep, settings: SettingsDep) -> SignedIn | None:
    """The session in force behind the cookie, or None. Pages use it to choose sign-in or content."""
    token = session_token(request, settings)
    if token is None:
        return None
    with database.read() as session:
        found = auth.principal_of_session(session, token, idle_s=settings.session_idle_s)
        stale = found is not None and now(session) - found.seen_at > TOUCH_EVERY
    if stale:
        with database.write() as session:
            auth.touch_session(session, token)
    return found


SignedInDep = Annotated[SignedIn | None, Depends(signed_in)]


def current_principal(
    request: Request,
    database: DatabaseDep,
    session: SignedInDep,
    csrf: Annotated[str | None, Depends(presented_csrf)],
) -> Principal:
    """Whoever signed the request. Raises NotSignedInError or CsrfError."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        with database.read() as reading:
            principal = auth.principal_of_api_key(reading, token.strip())
        if principal is None:
            raise NotSignedInError("The API key is unknown or revoked.", next_step=_SIGN_IN)
        return principal
    if session is None:
        raise NotSignedInError(next_step=_SIGN_IN)
    if request.method not in SAFE_METHODS and not auth.csrf_fits(session.csrf_token, csrf):
        raise CsrfError(
            next_step=f"Send the csrf_token of /v1/auth/me as {CSRF_HEADER} or form field."
        )
    return session.principal


PrincipalDep = Annotated[Principal, Depends(current_principal)]


def require(permission: Permission | str) -> Callable[[Principal], Principal]:
    """A dependency that gives the principal, or raises PermissionDeniedError.

    ::

        @router.get("/v1/queue")
        def queue(who: Annotated[Principal, Depends(require("queue.read"))]): ...
    """
    wanted = Permission(permission)

    def check(principal: PrincipalDep) -> Principal:
        if not principal.may(wanted):
            raise PermissionDeniedError(
                f"The role {principal.role} does not have the permission {wanted}.",
                next_step="Ask an administrator for an account or key of another role.",
            )
        return principal

    return check


#: Why a supervisor, analyst or admin opens a message that is not theirs.
PurposeDep = Annotated[
    Purpose | None,
    Query(description="Why you look; required of supervisors, analysts and administrators."),
]
#: A row's number in a path: what the database can count to.
RowId = Annotated[int, Path(ge=1, le=MAX_ID)]
