"""Actors by name: who owns a case, and what people and keys are called."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.auth import Principal
from api.models import ApiKey, Case, User


def owner_of(case: Case | None) -> str | None:
    """The owner as an actor: ``user:7`` or ``key:ab12``."""
    if case is None or (case.owner_id is None and case.owner_key_id is None):
        return None
    return f"user:{case.owner_id}" if case.owner_id is not None else f"key:{case.owner_key_id}"


def owns(who: Principal, case: Case) -> bool:
    """Whether the case is in this principal's hands."""
    if who.kind == "key":
        return case.owner_key_id == who.id
    return case.owner_id is not None and case.owner_id == who.user_id


class Names:
    """Display names of actors, each looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, str] = {}

    def __getitem__(self, actor: str | None) -> str | None:
        return self.of(actor) if actor is not None else None

    def of(self, actor: str) -> str:
        """The display name, or the actor itself where it is no person and no key."""
        if actor not in self._known:
            self._known[actor] = self._look_up(actor)
        return self._known[actor]

    def _look_up(self, actor: str) -> str:
        kind, _, key = actor.partition(":")
        if kind == "user" and key.isdecimal():
            user = self._session.get(User, int(key))
            return user.display_name if user else actor
        if kind == "key":
            row = self._session.get(ApiKey, key)
            return row.name if row else actor
        return actor
