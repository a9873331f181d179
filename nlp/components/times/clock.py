"""Time atoms -> an interval in Hong Kong time that does not reach beyond the message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from nlp.components.times.atoms import Atom
from nlp.components.times.points import (
    DAY,
    DAYS,
    HONG_KONG,
    HOUR,
    NOTHING,
    PARTS,
    ROUNDED,
    Interval,
    point,
)

__all__ = ["HONG_KONG", "NOTHING", "PARTS", "Interval", "resolve"]
#: A range of two clock times is no longer than this.
_LONGEST = timedelta(hours=18)
#: A range over midnight is no longer than this.
_NIGHT = timedelta(hours=14)
_PRECISIONS = ("minute", "hour", "part_of_day", "day", "week", "unknown")


def resolve(atoms: Sequence[Atom], received_at: datetime, later: Sequence[Atom] = ()) -> Interval:
    """The interval that the atoms of one expression mean; never in the future.

    ``later`` holds the atoms of a range's other end ("between ten last night and seven this morning").
    """
    now = received_at.astimezone(HONG_KONG)
    if not later:
        return _past(_sided(list(atoms), now), atoms, now)
    first, second = _shared(list(atoms), list(later))
    start = _past(point(first, now), first, now)
    end = _past(point(second, now), second, now)
    if start.start is None and end.start is not None and len(first) > len(atoms):
        # "From eleven at night until three this morning": the night before.
        start = _before(point(first, now), end.start)
    if start.start is None or end.end is None:
        return end if start.start is None else start
    return _between(start, end, first, later, now)


def _before(told: Interval, end: datetime) -> Interval:
    """Moved back by days until it begins before the other end."""
    start, finish = told.start, told.end
    while start is not None and finish is not None and start > end:
        start, finish = start - DAY, finish - DAY
    return Interval(start, finish, told.precision)


def _between(
    start: Interval, end: Interval, first: list[Atom], later: Sequence[Atom], now: datetime
) -> Interval:
    assert start.start is not None and end.start is not None and end.end is not None
    begin, finish = start.start, end.end
    if end.precision == "part_of_day" and finish.hour == 6 and finish - end.start >= 10 * HOUR:
        # "We got back last night": before midnight.
        finish -= 6 * HOUR
    loose = [a for a in later if a.kind == "clock" and a.values["half"] is None]
    if any(a.kind == "part" for a in later):
        # 早上八點 is no eight in the evening.
        loose = []
    if begin > finish and loose and begin < finish + 12 * HOUR <= now:
        # "From eleven last night to six": six in the morning.
        finish += 12 * HOUR
    alone = not any(a.kind in DAYS for a in later)
    if begin > finish and alone and begin < finish + DAY <= min(now, begin + _NIGHT):
        # "Last night from ten at night to six": the morning after.
        finish += DAY
    timed = [p for p in (start.precision, end.precision) if p in ("minute", "hour")]
    today = begin.date() == now.date() and any(
        a.kind == "day" and a.values["back"] >= 1 for a in later
    )
    if (begin > finish or today) and any(a.kind == "weekday" for a in first):
        # "From Friday until Monday", said on a Friday.
        begin -= 7 * DAY
    if begin > finish:
        sure = any(a.values.get("half") or a.kind == "part" for a in first)
        if not any(atom.kind in DAYS for atom in first):
            begin -= DAY if sure else 12 * HOUR
        elif begin - finish <= 12 * HOUR:
            begin -= 12 * HOUR
        if begin > finish:
            return Interval(finish, finish, end.precision)
    if len(timed) == 2 and finish - begin > _LONGEST and not any(a.kind in DAYS for a in first):
        return Interval(finish, finish, end.precision)
    precision = max(start.precision, end.precision, key=_PRECISIONS.index)
    return Interval(begin, min(finish, now), "hour" if precision == "minute" else precision)


def _shared(first: list[Atom], second: list[Atom]) -> tuple[list[Atom], list[Atom]]:
    """What one end says of day, part and half of day counts for the other where that is silent."""
    if any(atom.kind == "now" for atom in second):
        return first, second
    one, two = _with_context(first, second), _with_context(second, first)
    halves = [
        next((a.values["half"] for a in end if a.kind == "clock"), None) for end in (one, two)
    ]
    for end, half in ((one, halves[1]), (two, halves[0])):
        if half in ("am", "pm"):
            end[:] = [
                a.with_values(half=half) if a.kind == "clock" and a.values["half"] is None and
                not any(other.kind == "part" for other in end) else a
                for a in end
            ]  # fmt: skip
    return one, two


def _with_context(own: list[Atom], other: list[Atom]) -> list[Atom]:
    kinds = {atom.kind for atom in own}
    if "clock" not in kinds and "part" not in kinds:
        return list(own)
    borrowed: list[Atom] = []
    if not kinds & (DAYS | {"week", "same_time"}):
        for atom in other:
            if atom.kind == "day" and "part" in kinds and atom.values["part"]:
                # "last night ... to the morning": the day without its part.
                atom = atom.with_values(part=None)
            if atom.kind in DAYS | {"week"} or (atom.kind == "part" and "part" not in kinds):
                borrowed.append(atom)
    return [*borrowed, *own]


def _past(interval: Interval, atoms: Sequence[Atom], now: datetime) -> Interval:
    """Moved back day by day until it is not ahead of the message, and cut at the message."""
    if interval.start is None or interval.end is None:
        return interval
    start, end = interval.start, interval.end
    today = any(atom.kind == "day" and atom.values["back"] == 0 for atom in atoms)
    if start > now and today and now.hour >= 6:
        # "Tonight", said in the morning: still to come, so not when it happened.
        return NOTHING
    if now < start <= now + ROUNDED and any(atom.kind == "clock" for atom in atoms):
        return Interval(now, now, interval.precision)
    # "Friday night", said on a Friday morning, is last week's.
    back = DAY * 7 if any(atom.kind == "weekday" for atom in atoms) else DAY
    while start > now:
        start, end = start - back, end - back
    return Interval(start, min(max(end, start), now), interval.precision)


def _sided(atoms: list[Atom], now: datetime) -> Interval:
    """One point, opened to one side by "since", "after" or "before"."""
    told = _past(point(atoms, now), atoms, now)
    sides = {atom.side for atom in atoms if atom.side}
    if told.start is None or told.end is None or not sides:
        return told
    if any(atom.kind == "now" for atom in atoms) or sides & {"since", "from"}:
        return Interval(told.start, now, told.precision)
    if not any(atom.kind == "clock" for atom in atoms):
        return told
    if "after" in sides:
        return Interval(told.start, _end_of_part(told.start, now), "hour")
    if "before" in sides:
        return Interval(_start_of_part(told.start), told.end, "hour")
    return told


def _end_of_part(moment: datetime, now: datetime) -> datetime:
    """Where the part of day that holds ``moment`` ends: night lasts until six."""
    base = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = (6, 12, 18, 30)
    return min(next(base + h * HOUR for h in ends if base + h * HOUR > moment), now)


def _start_of_part(moment: datetime) -> datetime:
    base = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return max(base + h * HOUR for h in (-6, 0, 6, 12, 18) if base + h * HOUR < moment)
