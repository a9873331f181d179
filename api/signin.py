"""Signing in and out, the same way for the API and the console: limits, new session, cookie."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from fastapi import Response
from sqlalchemy import select

from api import auth
from api.auth import OpenedSession, Principal
from api.deps import cookie_name
from api.errors import NotSignedInError, TooManyAttemptsError
from api.models import User
from voice_intake import audit
from voice_intake.db import Database
from voice_intake.settings import Settings


@dataclass(frozen=True, slots=True)
class Welcome:
    """A session that has just begun, and whose it is."""

    session: OpenedSession
    principal: Principal


class AttemptLimiter:
    """Failed attempts a key within a window; kept in this process's memory."""

    def __init__(
        self, limit: int, window_s: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.limit, self.window_s, self._clock = limit, window_s, clock
        self._failures: dict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def check(self, key: str) -> None:
        """Raise TooManyAttemptsError where the key has failed too often lately."""
        with self._lock:
            self._forget(key)
            if len(self._failures.get(key, ())) >= self.limit:
                error = TooManyAttemptsError(
                    "Too many failed attempts.", next_step="Wait some minutes, then try again."
                )
                error.retry_after_s = int(self.window_s)
                raise error

    def failed(self, key: str) -> None:
        """Count one failure."""
        with self._lock:
            self._failures[key].append(self._clock())
            if len(self._failures) > 10_000:  # somebody tries names: old ones are dropped first
                self._failures.pop(next(iter(self._failures)))

    def succeeded(self, key: str) -> None:
        """Forget the key's failures."""
        with self._lock:
            self._failures.pop(key, None)

    def _forget(self, key: str) -> None:
        failures = self._failures.get(key)
        if failures is None:
            return
        while failures and failures[0] <= self._clock() - self.window_s:
            failures.popleft()
        if not failures:
            del self._failures[key]


#: Ten wrong passwords for one name from one address, or fifty from one address, within five minutes.
#: A name alone is never locked: somebody elsewhere could keep an officer out.
NAME_LIMIT, ADDRESS_LIMIT, WINDOW_S = 10, 50, 300.0

#: Passwords verified at once: each takes 64 MiB of memory for its moment.
DESKS = 2


class SignInDesk:
    """``app.state.desk``: signs people in and counts who fails."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings
        self._names = AttemptLimiter(NAME_LIMIT, WINDOW_S)
        self._addresses = AttemptLimiter(ADDRESS_LIMIT, WINDOW_S)
        self._desks = threading.BoundedSemaphore(DESKS)

    def sign_in(
        self, username: str, password: str, *, address: str, old_token: str | None = None
    ) -> Welcome:
        """Open a session with a new id; the old one of this browser ends.

        Raises NotSignedInError with one answer for every reason, or TooManyAttemptsError.
        """
        name = username.strip().lower()
        with self._desks:
            self._names.check(f"{name} {address}")
            self._addresses.check(address)
            who = self._recognise(name, password)
            if who is None:
                self._refuse(name, address)
            self._names.succeeded(f"{name} {address}")
        with self.database.write() as session:
            if old_token:
                auth.close_session(session, old_token)
            auth.sweep_sessions(session, idle_s=self.settings.session_idle_s)
            return Welcome(auth.open_session(session, who), who)

    def sign_out(self, token: str) -> None:
        """End the session."""
        with self.database.write() as session:
            auth.close_session(session, token)

    def _recognise(self, name: str, password: str) -> Principal | None:
        with self.database.read() as session:
            user = auth.check_password(session, name, password)
            return auth.principal_of_user(user) if user is not None else None

    def _refuse(self, name: str, address: str) -> NoReturn:
        self._names.failed(f"{name} {address}")
        self._addresses.failed(address)
        with self.database.write() as session:
            known = session.scalar(select(User.id).where(User.username == name))
            audit.record(
                session,
                actor="anonymous",
                action="session.refused",
                subject_type="user",
                subject_id=known if known is not None else "unknown",
            )
        raise NotSignedInError(
            "The name or the password is wrong.",
            next_step="Try again, or ask an administrator for a new password.",
        )


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Give the browser its session: not readable by scripts, not sent by other sites."""
    response.set_cookie(
        cookie_name(settings),
        token,
        httponly=True,
        samesite="strict",
        secure=settings.https,
        path="/",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Take the session back from the browser."""
    response.delete_cookie(
        cookie_name(settings), httponly=True, samesite="strict", secure=settings.https, path="/"
    )
