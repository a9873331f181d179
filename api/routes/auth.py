"""Sign in, sign out, who am I."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.auth import MAX_PASSWORD_CHARS, Principal
from api.deps import PrincipalDep, SettingsDep, SignedInDep, session_token
from api.permissions import PERMISSIONS, Role
from api.signin import SignInDesk, clear_cookie, set_cookie

router = APIRouter(prefix="/v1/auth", tags=["auth"])


class Credentials(BaseModel):
    """A name and a password."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"username": "officer", "password": "a few unrelated words"}]
        },
    )

    username: Annotated[str, Field(max_length=64)]
    password: Annotated[str, Field(max_length=MAX_PASSWORD_CHARS)]


class Me(BaseModel):
    """Who is signed in. ``csrf_token`` goes into X-CSRF-Token of every change made by cookie."""

    kind: str
    id: str
    role: str
    name: str
    source: str | None
    permissions: list[str]
    csrf_token: str | None


@router.post("/login")
def login(
    credentials: Credentials, request: Request, response: Response, settings: SettingsDep
) -> Me:
    """Begin a session: sets a cookie (HttpOnly, SameSite=Strict) and gives the CSRF token."""
    desk: SignInDesk = request.app.state.desk
    welcome = desk.sign_in(
        credentials.username,
        credentials.password,
        address=request.client.host if request.client else "unknown",
        old_token=session_token(request, settings),
    )
    set_cookie(response, settings, welcome.session.token)
    return _me(welcome.principal, welcome.session.csrf_token)


@router.post("/logout", status_code=204)
def logout(request: Request, response: Response, settings: SettingsDep, _who: PrincipalDep) -> None:
    """End the session."""
    token = session_token(request, settings)
    if token is not None:
        request.app.state.desk.sign_out(token)
    clear_cookie(response, settings)


@router.get("/me")
def me(who: PrincipalDep, session: SignedInDep) -> Me:
    """Who is asking, and what they may do."""
    by_cookie = session is not None and session.principal == who
    return _me(who, session.csrf_token if session is not None and by_cookie else None)


def _me(who: Principal, csrf_token: str | None) -> Me:
    return Me(
        kind=who.kind,
        id=who.id,
        role=who.role,
        name=who.name,
        source=who.source,
        permissions=sorted(PERMISSIONS[Role(who.role)]),
        csrf_token=csrf_token,
    )
