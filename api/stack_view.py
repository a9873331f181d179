"""How the supervised processes and the queue look: a Rich picture, or plain lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError

from voice_intake import ledger
from voice_intake.components import OK, Vital, vitals
from voice_intake.db import Database, now
from voice_intake.stages import State
from voice_intake.supervisor import ChildState, ChildView

_COLOURS = {
    ChildState.RUNNING: "green",
    ChildState.WAITING: "yellow",
    ChildState.STOPPING: "yellow",
    ChildState.ENDED: "red",
}


@dataclass(frozen=True, slots=True)
class Backlog:
    """What the ledger holds."""

    depths: Mapping[State, int]
    #: Age of the oldest unfinished message, seconds.
    oldest_s: float | None
    #: Components that wait for something, by process id.
    troubles: Mapping[int, Vital]


def backlog(database: Database) -> Backlog | None:
    """The ledger's depths; None where the database is away."""
    try:
        with database.read() as session:
            oldest = ledger.oldest_unfinished(session)
            age_s = (now(session) - oldest).total_seconds() if oldest else None
            troubles = {
                _pid(vital): vital
                for vital in vitals(session)
                if vital.alive and vital.condition != OK
            }
            return Backlog(ledger.depths(session), age_s, troubles)
    except SQLAlchemyError:
        return None


def picture(children: Sequence[ChildView], database: Database) -> Group:
    """The operator's live view."""
    held = backlog(database)
    processes = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for column in ("component", "state", "pid", "restarts", "waits for"):
        processes.add_column(column)
    for child in children:
        processes.add_row(
            child.name,
            f"[{_COLOURS[child.state]}]{child.state}[/]",
            str(child.pid or ""),
            str(child.restarts or ""),
            Text(_waits_for(child, held), overflow="fold"),  # a path in it is no markup
        )
    return Group(processes, "", _sentence(held))


def lines(children: Sequence[ChildView], database: Database) -> list[str]:
    """The same as plain lines, without what changes at every look."""
    held = backlog(database)
    shown = []
    for child in children:
        trouble = _waits_for(child, held)
        shown.append(
            f"{child.name}: {child.state}"
            + (f", restarts {child.restarts}" if child.restarts else "")
            + (f", waits for {trouble}" if trouble else "")
        )
    return [*shown, f"messages: {_depths(held)}"]


def _waits_for(child: ChildView, held: Backlog | None) -> str:
    trouble = held.troubles.get(child.pid) if held and child.pid else None
    if trouble is not None:
        return trouble.words
    if child.state is ChildState.WAITING and child.last_exit is not None:
        return f"its restart (ended with {child.last_exit}, see {child.log.name})"
    return ""


def _sentence(held: Backlog | None) -> str:
    if held is None:
        return "The database does not answer."
    oldest = "" if held.oldest_s is None else f"   oldest waiting: {_duration(held.oldest_s)}"
    return f"messages   {_depths(held)}{oldest}"


def _depths(held: Backlog | None) -> str:
    if held is None:
        return "the database does not answer"
    parts = [f"{state} {held.depths[state]}" for state in State if held.depths.get(state)]
    return ", ".join(parts) or "none yet"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _pid(vital: Vital) -> int:
    return int(vital.name.rpartition(":")[2] or 0)
