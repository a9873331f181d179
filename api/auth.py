"""Who is asking: passwords (Argon2id), console sessions and API keys.

Of a session and of a key only the sha256 is kept; comparisons take the same time whether they
succeed or not, and an unknown name costs as much as a wrong password. Functions take a session of
the database; those that write say so and want ``database.write()``.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.errors import NotFoundError
from api.models import ApiKey, User, UserSession
from api.permissions import ROLES, Permission, Role, allows
from voice_intake import audit
from voice_intake.db import now
from voice_intake.errors import ConfigurationError

#: ASVS 5, 6.2.1: at least 8; officers' accounts get some more.
MIN_PASSWORD_CHARS = 10
#: Argon2 reads the whole password: a cap keeps a megabyte of it from being hashed.
MAX_PASSWORD_CHARS = 256
#: A session ends after a working shift, however busy it was.
MAX_SESSION_AGE = timedelta(hours=12)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever is asking: a signed-in user or a machine with a key."""

    kind: Literal["user", "key"]
    id: str
    role: str
    source: str | None
    name: str

    @property
    def actor(self) -> str:
        """As it stands in the audit log: ``user:7`` or ``key:3f2a...``."""
        return f"{self.kind}:{self.id}"

    @property
    def user_id(self) -> int | None:
        """The user's row, None for a key."""
        return int(self.id) if self.kind == "user" else None

    def may(self, permission: Permission | str) -> bool:
        """Whether the role has this permission."""
        return allows(self.role, permission)


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A fresh session: the cookie's token (shown once) and the CSRF token."""

    token: str
    csrf_token: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that is in force."""

    principal: Principal
    csrf_token: str
    seen_at: datetime


def create_user(
    session: Session,
    username: str,
    password: str,
    role: str,
    *,
    display_name: str = "",
    actor: str = "system",
) -> User:
    """Add a user (writes). Raises ConfigurationError for a bad name, role or password."""
    username = username.strip().lower()
    if not USERNAME.fullmatch(username):
        raise ConfigurationError(
            f"{username!r} cannot be a user name.",
            next_step="Use 2-64 of the characters a-z 0-9 . _ - and begin with a letter or digit.",
        )
    if role not in ROLES or role == Role.GATEWAY:
        raise ConfigurationError(
            f"{role!r} is not a role for people.",
            next_step="Choose officer, supervisor, analyst or admin.",
        )
    if session.scalar(select(User.id).where(User.username == username)) is not None:
        raise ConfigurationError(
            f"There is already a user {username!r}.",
            next_step="Choose another name, or give this one a new password.",
        )
    user = User(
        username=username,
        display_name=display_name.strip() or username,
        role=str(role),
        password_hash=hash_password(password),
        active=True,
        created_at=now(session),
    )
    session.add(user)
    session.flush()
    _record(session, actor, "user.created", "user", user.id, role=str(role))
    return user


def hash_password(password: str) -> str:
    """Argon2id of a password that is long enough; raises ConfigurationError otherwise."""
    if not MIN_PASSWORD_CHARS <= len(password) <= MAX_PASSWORD_CHARS:
        raise ConfigurationError(
            f"A password has {MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS} characters.",
            next_step="Choose a longer one; a few unrelated words are good.",
        )
    return _hasher().hash(password)


def set_password(session: Session, user: User, password: str, *, actor: str = "system") -> None:
    """Replace the password and end all of the user's sessions (writes)."""
    user.password_hash = hash_password(password)
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    _record(session, actor, "user.password_changed", "user", user.id)


def deactivate(session: Session, user: User, *, actor: str = "system") -> None:
    """Let the user in no more and end all sessions (writes)."""
    user.active = False
    session.execute(delete(UserSession).where(UserSession.user_id == user.id))
    _record(session, actor, "user.deactivated", "user", user.id)


def user_by_name(session: Session, username: str) -> User:
    """The user of this name; raises NotFoundError."""
    user = session.scalar(select(User).where(User.username == username.strip().lower()))
    if user is None:
        raise NotFoundError(
            f"There is no user {username!r}.", next_step="See `earwitness user list`."
        )
    return user


def check_password(session: Session, username: str, password: str) -> User | None:
    """The active user with this name and password, else None after the same work."""
    user = session.scalar(select(User).where(User.username == username.strip().lower()))
    stored = user.password_hash if user is not None else _decoy()
    fits = len(password) <= MAX_PASSWORD_CHARS and _hasher().verify(password, stored)
    return user if user is not None and fits and user.active else None


def principal_of_user(user: User) -> Principal:
    """The user as a principal."""
    return Principal("user", str(user.id), user.role, None, user.display_name)


def open_session(session: Session, who: Principal) -> OpenedSession:
    """A user's session with a new id and a new CSRF token (writes)."""
    opened = OpenedSession(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    moment = now(session)
    session.add(
        UserSession(
            token_sha256=_sha256(opened.token),
            user_id=int(who.id),
            csrf_token=opened.csrf_token,
            created_at=moment,
            seen_at=moment,
        )
    )
    _record(session, who.actor, "session.opened", "user", who.id)
    return opened


def principal_of_session(session: Session, token: str, *, idle_s: float) -> SignedIn | None:
    """Who this cookie belongs to; None where it is unknown, idle too long or too old."""
    row = session.execute(
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.token_sha256 == _sha256(token), User.active)
    ).first()
    if row is None:
        return None
    moment = now(session)
    stored, user = row[0], row[1]
    idle = moment - stored.seen_at > timedelta(seconds=idle_s)
    if idle or moment - stored.created_at > MAX_SESSION_AGE:
        return None
    return SignedIn(principal_of_user(user), stored.csrf_token, stored.seen_at)


def touch_session(session: Session, token: str) -> None:
    """Note that the session is in use (writes)."""
    row = session.get(UserSession, _sha256(token))
    if row is not None:
        row.seen_at = now(session)


def close_session(session: Session, token: str) -> None:
    """End this session (writes); an unknown one is ended already."""
    row = session.get(UserSession, _sha256(token))
    if row is not None:
        _record(session, f"user:{row.user_id}", "session.closed", "user", row.user_id)
        session.delete(row)


def sweep_sessions(session: Session, *, idle_s: float) -> int:
    """Delete sessions that have ended by themselves (writes); gives their number."""
    moment = now(session)
    ended = session.scalars(
        select(UserSession).where(
            (UserSession.seen_at < moment - timedelta(seconds=idle_s))
            | (UserSession.created_at < moment - MAX_SESSION_AGE)
        )
    ).all()
    for row in ended:
        session.delete(row)
    return len(ended)


def create_api_key(
    session: Session,
    name: str,
    role: str,
    *,
    source: str | None = None,
    actor: str = "system",
) -> str:
    """Add a key (writes) and give its token ``ew_<id>_<secret>``, which is not kept.

    A gateway's key names the ``source`` whose messages it uploads. Raises ConfigurationError.
    """
    if role not in ROLES:
        raise ConfigurationError(
            f"{role!r} is not a role.", next_step=f"Choose one of {', '.join(Role)}."
        )
    if (role == Role.GATEWAY) != bool(source):
        raise ConfigurationError(
            "A gateway's key needs its source, and no other key has one.",
            next_step="Give --source NAME with --role gateway only.",
        )
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    session.add(
        ApiKey(
            id=key_id,
            name=name,
            role=str(role),
            source=source,
            secret_sha256=_sha256(secret),
            created_at=now(session),
        )
    )
    session.flush()
    _record(session, actor, "key.created", "key", key_id, role=str(role), source=source)
    return f"ew_{key_id}_{secret}"


def revoke_api_key(session: Session, key_id: str, *, actor: str = "system") -> None:
    """Take the key back (writes); raises NotFoundError."""
    row = session.get(ApiKey, key_id)
    if row is None:
        raise NotFoundError(f"There is no key {key_id!r}.", next_step="See `earwitness key list`.")
    if row.revoked_at is None:
        row.revoked_at = now(session)
        _record(session, actor, "key.revoked", "key", key_id)


def principal_of_api_key(session: Session, token: str) -> Principal | None:
    """Who this key belongs to; None where it is malformed, unknown, wrong or revoked."""
    prefix, _, rest = token.partition("_")
    key_id, _, secret = rest.partition("_")
    row = session.get(ApiKey, key_id) if prefix == "ew" and key_id else None
    stored = row.secret_sha256 if row is not None else _sha256("no such key")
    fits = hmac.compare_digest(stored, _sha256(secret))
    if row is None or not fits or row.revoked_at is not None:
        return None
    return Principal("key", row.id, row.role, row.source, row.name)


def csrf_fits(expected: str, presented: str | None) -> bool:
    """Whether the CSRF token is the session's own, in constant time."""
    return presented is not None and hmac.compare_digest(expected.encode(), presented.encode())


def _record(
    session: Session, actor: str, action: str, kind: str, subject: object, **detail: object
) -> None:
    audit.record(
        session, actor=actor, action=action, subject_type=kind, subject_id=subject, detail=detail
    )


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _decoy() -> str:
    """Verified in place of the hash of a user who does not exist."""
    return _hasher().hash(secrets.token_urlsafe(16))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
