"""Taking a case in hand: locked, the version checked, the act found legal; and putting it down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.actors import Names, owner_of, owns
from api.auth import Principal
from api.errors import NotFoundError, ReviewError, ReviewForbiddenError
from api.models import Case, CaseEvent
from api.review_moves import MOVES, Act, Reach, Status, advice
from voice_intake import audit
from voice_intake.db import now
from voice_intake.models import Message
from voice_intake.stages import State


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the case stands after the act. ``subject_id``: the correction, link or escalation."""

    message_id: int
    status: str
    version: int
    subject_id: int | None = None


@dataclass(frozen=True, slots=True)
class Hand:
    """A case taken in hand: locked, and the act found legal."""

    session: Session
    who: Principal
    message: Message
    case: Case
    act: Act
    target: Status

    def finish(
        self, subject_id: int | None = None, *, words: str | None = None, **detail: Any
    ) -> Outcome:
        """Move the case on; append history (with the officer's words) and audit event (without)."""
        self.case.status = self.target.value
        self.case.version += 1
        codes = {**detail, **({"subject_id": subject_id} if subject_id is not None else {})}
        self.session.add(
            CaseEvent(
                message_id=self.message.id,
                at=now(self.session),
                actor=self.who.actor,
                act=self.act.value,
                detail={**codes, **({"text": words} if words else {})},
            )
        )
        audit.record(
            self.session,
            actor=self.who.actor,
            action=f"case.{self.act.value}",
            subject_type="message",
            subject_id=self.message.id,
            detail={**codes, "version": self.case.version},
        )
        return Outcome(self.message.id, self.case.status, self.case.version, subject_id)


def take(session: Session, who: Principal, message_id: int, act: Act, version: int | None) -> Hand:
    """Lock the message, check version, state and reach; raises the matching ReviewError."""
    message = session.scalar(select(Message).where(Message.id == message_id).with_for_update())
    if message is None:
        raise NotFoundError("There is no such message.", next_step="Look at the queue again.")
    if message.state == State.ERASED:
        raise ReviewError("This message was erased.", next_step="Nothing is left to do.")
    case = session.get(Case, message_id, populate_existing=True)
    if case is None:
        case = Case(message_id=message_id, status=Status.WAITING, version=0, opened_at=now(session))
        session.add(case)
    if version is not None and version != case.version:
        stale = ReviewError(
            f"Somebody changed this case meanwhile (version {case.version}, you saw {version}).",
            next_step="Load it again and repeat the act if it is still right.",
        )
        stale.code = "stale_version"
        raise stale
    return Hand(session, who, message, case, act, _legal(session, who, case, act))


def _legal(session: Session, who: Principal, case: Case, act: Act) -> Status:
    status = Status(case.status)
    move = MOVES.get((status, act))
    reach = move.reach(who.role) if move else _best_reach(act, who.role)
    if reach == Reach.NONE:
        raise ReviewForbiddenError(
            f"The role {who.role} may not {act} a {status} case.",
            next_step="Ask a supervisor.",
        )
    if move is None:
        by = f" by {Names(session)[owner_of(case)]}" if status == Status.CLAIMED else ""
        raise ReviewError(
            f"The case is {status}{by}: {act} is not possible.", next_step=advice(status, act)
        )
    if reach == Reach.OWN and not owns(who, case):
        raise ReviewForbiddenError(
            f"The case is claimed by {Names(session)[owner_of(case)]}, not by you.",
            next_step="Ask for its release, then claim it.",
        )
    return move.target


def _best_reach(act: Act, role: str) -> Reach:
    """ANY where the role may do this act in some state, else NONE."""
    reaches = {move.reach(role) for (_, known), move in MOVES.items() if known == act}
    return Reach.NONE if reaches == {Reach.NONE} else Reach.ANY
