"""Time atoms -> an interval in Hong Kong time that does not reach beyond the message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from nlp.components.time_atoms import PARTS, Atom

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """From and to, and how closely it was said (``precision`` of report/1)."""

    start: datetime | None
    end: datetime | None
    precision: str


def resolve(atoms: Sequence[Atom], received_at: datetime) -> Interval:
    """The interval that the atoms of one expression mean; never in the future."""
    now = received_at.astimezone(HONG_KONG)
    interval = _resolve(list(atoms), now)
    if interval.start is None or interval.end is None:
        return interval
    start, end = interval.start, interval.end
    today = any(atom.kind == "day" and atom.values["back"] == 0 for atom in atoms)
    if start > now and today and now.hour >= 6:
        # "Tonight", said in the morning: still to come, so not when it happened.
        return Interval(None, None, "unknown")
    while start > now:
        start, end = start - _DAY, end - _DAY
    return Interval(start, min(end, now), interval.precision)


def _resolve(atoms: list[Atom], now: datetime) -> Interval:
    by_kind: dict[str, Atom] = {}
    for atom in atoms:
        by_kind.setdefault(atom.kind, atom)
    clocks = [atom for atom in atoms if atom.kind == "clock"]
    if "ago" in by_kind:
        return _ago(by_kind["ago"], now)
    if clocks:
        return _clocks(clocks, by_kind, atoms, now)
    if "just" in by_kind and not {"day", "weekday"} & set(by_kind):
        minutes = by_kind["just"].values["minutes"]
        return Interval(now - timedelta(minutes=minutes), now, "minute" if minutes < 60 else "hour")
    if "for" in by_kind:
        since = now - timedelta(minutes=min(by_kind["for"].values["minutes"], 1440))
        return Interval(since, now, "hour")
    if "long_ago" in by_kind:
        return Interval(None, None, "unknown")
    if "week" in by_kind and not {"day", "weekday", "date"} & set(by_kind):
        return _week(by_kind["week"], now)
    part = _part(by_kind)
    day = _day(by_kind, now)
    if day is None and part is None:
        return Interval(None, None, "unknown")
    if part is None:
        assert day is not None
        start = _at(day, 0, 0)
        return Interval(start, start + _DAY - timedelta(minutes=1), "day")
    return _part_of_day(day, part, now)


def _at(day: date, hour: int, minute: int) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=HONG_KONG)
    return midnight + timedelta(hours=hour, minutes=minute)


def _ago(atom: Atom, now: datetime) -> Interval:
    middle = now - timedelta(minutes=min(atom.values["minutes"], 400 * 1440))
    if atom.values["unit"] == "days":
        start = _at(middle.date(), 0, 0)
        return Interval(start, start + _DAY - timedelta(minutes=1), "day")
    slack = timedelta(minutes=5 if atom.values["minutes"] <= 60 else 30)
    precision = "minute" if atom.values["minutes"] <= 60 else "hour"
    return Interval(middle - slack, middle + slack, precision)


def _week(atom: Atom, now: datetime) -> Interval:
    monday = now.date() - timedelta(days=now.weekday()) - 7 * _DAY * atom.values["back"]
    if atom.values["weekend"]:
        if _at(monday, 5 * 24, 0) > now:
            monday -= 7 * _DAY
        return Interval(_at(monday, 5 * 24, 0), _at(monday, 7 * 24, -1), "day")
    return Interval(_at(monday, 0, 0), _at(monday, 7 * 24, -1), "week")


def _part(by_kind: dict[str, Atom]) -> str | None:
    if "part" in by_kind:
        part = by_kind["part"].values["part"]
        day = by_kind.get("day")
        # "last night in the small hours": the closer word wins, but 晚上 adds nothing to 昨晚.
        if day and day.values["part"] == "night":
            # Also "at one in the morning last night": the night that began then.
            return "night"
        return str(part) if part else None
    if "day" in by_kind and by_kind["day"].values["part"]:
        return str(by_kind["day"].values["part"])
    return None


def _day(by_kind: dict[str, Atom], now: datetime) -> date | None:
    if "date" in by_kind:
        return _date(by_kind["date"], now)
    if "weekday" in by_kind:
        values = by_kind["weekday"].values
        back = (now.weekday() - values["weekday"]) % 7
        if values.get("week_before"):
            # 上星期二 is the Tuesday of the week before this one.
            return now.date() - timedelta(days=now.weekday() + 7 - values["weekday"])
        if back == 0 and values["last"]:
            back = 7
        if values["last"] and "week" in by_kind:
            back += 7
        return now.date() - timedelta(days=back)
    if "day" in by_kind:
        return now.date() - timedelta(days=by_kind["day"].values["back"])
    return None


def _date(atom: Atom, now: datetime) -> date:
    month, day = atom.values["month"] or now.month, atom.values["day"]
    for year in (now.year, now.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= now.date():
            return found
    return now.date()


def _part_of_day(day: date | None, part: str, now: datetime) -> Interval:
    first, last = PARTS[part]
    base = day if day is not None else now.date()
    # Before the morning, "last night" and "tonight" belong to the evening that began yesterday.
    if part == "night" and now.hour < 6 and (day is None or day == now.date()):
        base = now.date() - _DAY
    start, end = _at(base, first, 0), _at(base, last, 0)
    if part == "night" and day is None and start > now:
        start, end = start - _DAY, end - _DAY
    return Interval(start, end, "part_of_day")


def _clocks(
    clocks: list[Atom], by_kind: dict[str, Atom], atoms: list[Atom], now: datetime
) -> Interval:
    part, day = _part(by_kind), _day(by_kind, now)
    if len(clocks) >= 2:
        return _range(clocks, atoms, now)
    clock = clocks[0]
    moment = _moment(clock, clock.values["half"], part, day, now)
    if clock.values.get("vague"):
        return Interval(moment, moment + timedelta(minutes=59), "hour")
    # "At nine" is said of any minute near it; "at ten to nine" is meant.
    return Interval(moment, moment, "minute" if clock.values["minute"] else "hour")


def _range(clocks: list[Atom], atoms: list[Atom], now: datetime) -> Interval:
    """Two clocks; what one says of day and half of day counts for the other where that is silent."""
    contexts = _contexts(atoms)
    half = clocks[1].values["half"] or clocks[0].values["half"]
    moments, days = [], []
    for clock, context in zip(clocks[:2], contexts, strict=False):
        days.append(_day(context, now))
        said = clock.values["half"] or half
        moments.append(_moment(clock, said, _part(context), days[-1], now))
    start, end = moments
    if start > end:
        start -= _DAY if start - end < _DAY and days[0] is None else 12 * _HOUR
    if start <= end and end - start <= 18 * _HOUR:
        return Interval(start, end, "hour")
    return Interval(end, end, "minute")


def _contexts(atoms: list[Atom]) -> list[dict[str, Atom]]:
    """Day and part of day of each clock: those before it, as Chinese says, or after it, as English."""
    leading = atoms[0].kind != "clock"
    ordered = atoms if leading else atoms[::-1]
    contexts: list[dict[str, Atom]] = []
    current: dict[str, Atom] = {}
    fresh: dict[str, Atom] = {}
    for atom in ordered:
        if atom.kind != "clock":
            fresh.setdefault(atom.kind, atom)
            continue
        # A new day brings its own part; a new part alone stays on the same day.
        if fresh:
            current = fresh if "part" not in fresh or len(fresh) > 1 else {**current, **fresh}
        contexts.append(current)
        fresh = {}
    return contexts if leading else contexts[::-1]


def _moment(
    clock: Atom, half: str | None, part: str | None, day: date | None, now: datetime
) -> datetime:
    hour, minute = clock.values["hour"], clock.values["minute"]
    base = day if day is not None else now.date()
    if half == "24":
        moment = _at(base, hour, minute)
        if hour == 0 and part == "night":
            moment += _DAY
        return moment if moment <= now or day is not None else moment - _DAY
    hour %= 12
    if part in ("night", "evening") and hour < 5 and half != "pm":
        # Twelve to six "last night" came after midnight.
        moment = _at(base, 24 + hour, minute)
        return moment if moment <= now else moment - _DAY
    if half is None:
        half = _half_of(part, hour)
    if half is not None:
        moment = _at(base, hour + (12 if half == "pm" else 0), minute)
        if moment > now and day is None:
            moment -= _DAY
        return moment
    return _latest(base, hour, minute, day, now)


def _half_of(part: str | None, hour: int) -> str | None:
    if part in ("morning", "small_hours"):
        return "am"
    if part == "noon":
        return "am" if hour in (10, 11) else "pm"
    return "pm" if part in ("afternoon", "evening", "night") else None


def _latest(base: date, hour: int, minute: int, day: date | None, now: datetime) -> datetime:
    """No half said: the latest moment that is over; on another day the waking hours."""
    if day is not None and day != now.date():
        return _at(base, hour + 12 if hour < 8 else hour, minute)
    options = [_at(base, hour + add, minute) for add in (12, 0, -12)]
    return next((moment for moment in options if moment <= now), options[-1])
