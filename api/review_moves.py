"""The legal moves of a review: one table, state x act x role.

A move says where the case stands afterwards and how far each role reaches: any case, only its own,
or none. What is not in the table cannot be done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from api.permissions import Role


class Status(StrEnum):
    """Where a case stands. A message that nobody acted on yet is waiting."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    RELEASED = "released"
    CLOSED = "closed"


class Act(StrEnum):
    """What an officer does to a case."""

    CLAIM = "claim"
    RELEASE = "release"
    CORRECT = "correct"
    LINK = "link"
    UNLINK = "unlink"
    ESCALATE = "escalate"
    ACKNOWLEDGE = "acknowledge"
    DISPOSE = "dispose"
    REOPEN = "reopen"
    NOTE = "note"


class Disposition(StrEnum):
    """How a case ended."""

    REPORT_TAKEN = "report_taken"
    REFERRED = "referred"
    ADVISED = "advised"
    DUPLICATE = "duplicate"
    UNFOUNDED = "unfounded"
    UNINTELLIGIBLE = "unintelligible"
    NO_ACTION = "no_action"


class LinkKind(StrEnum):
    """How two messages belong together."""

    SAME_INCIDENT = "same_incident"
    DUPLICATE = "duplicate"
    RELATED = "related"


class Reach(StrEnum):
    """How far a role reaches with a move."""

    ANY = "any"
    OWN = "own"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Move:
    """One legal move."""

    target: Status
    officer: Reach = Reach.ANY
    supervisor: Reach = Reach.ANY

    def reach(self, role: str) -> Reach:
        """How far this role reaches; roles that do not review do not reach at all."""
        if role == Role.OFFICER:
            return self.officer
        return self.supervisor if role == Role.SUPERVISOR else Reach.NONE


def _table() -> dict[tuple[Status, Act], Move]:
    own = {"officer": Reach.OWN, "supervisor": Reach.OWN}
    moves = {
        (Status.WAITING, Act.CLAIM): Move(Status.CLAIMED),
        (Status.RELEASED, Act.CLAIM): Move(Status.CLAIMED),
        (Status.CLAIMED, Act.RELEASE): Move(Status.RELEASED, officer=Reach.OWN),
        (Status.CLAIMED, Act.CORRECT): Move(Status.CLAIMED, **own),
        (Status.CLAIMED, Act.DISPOSE): Move(Status.CLOSED, **own),
        (Status.CLOSED, Act.REOPEN): Move(Status.RELEASED, officer=Reach.NONE),
    }
    for status in Status:
        # What concerns safety, and remarks, need no claim and are never too late.
        for act in (Act.ESCALATE, Act.ACKNOWLEDGE, Act.NOTE):
            moves[status, act] = Move(status)
        officer = {Status.CLAIMED: Reach.OWN, Status.CLOSED: Reach.NONE}.get(status, Reach.ANY)
        for act in (Act.LINK, Act.UNLINK):
            moves[status, act] = Move(status, officer=officer)
    return moves


#: The table.
MOVES: Mapping[tuple[Status, Act], Move] = MappingProxyType(_table())

#: What to do instead, where an act is not possible in a state.
ADVICE: Mapping[tuple[Status, Act], str] = MappingProxyType(
    {
        (Status.CLAIMED, Act.CLAIM): "Take another one, or ask for its release.",
        (Status.CLOSED, Act.CLAIM): "Ask a supervisor to reopen it.",
        (Status.CLOSED, Act.CORRECT): "Ask a supervisor to reopen it.",
        (Status.CLOSED, Act.DISPOSE): "Ask a supervisor to reopen it.",
        (Status.CLOSED, Act.RELEASE): "Ask a supervisor to reopen it.",
        (Status.WAITING, Act.RELEASE): "Nobody has it; claim it first.",
        (Status.RELEASED, Act.RELEASE): "Nobody has it; claim it first.",
    }
)


def advice(status: Status, act: Act) -> str:
    """What to do next where ``act`` is not possible."""
    if act == Act.REOPEN:
        return "It is open; claim it to work on it."
    return ADVICE.get((status, act), "Claim it first.")


def possible(status: Status, role: str, *, own: bool) -> frozenset[Act]:
    """The acts open to somebody of ``role``; ``own`` says whether the case is theirs."""
    return frozenset(
        act
        for (state, act), move in MOVES.items()
        if state == status
        and (move.reach(role) == Reach.ANY or (move.reach(role) == Reach.OWN and own))
    )
