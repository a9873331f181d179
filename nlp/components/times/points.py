"""One point of a time expression -> an interval in Hong Kong time: a day, its parts, the clock, "ago"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from nlp.components.times.atoms import Atom
from nlp.components.times.holidays import latest

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
#: Hours from and to of the parts of a day; beyond 24 is the next day.
PARTS: dict[str, tuple[int, int]] = {
    "small_hours": (0, 6), "deep_night": (0, 6), "dawn": (4, 7), "early_morning": (5, 9), "morning": (6, 12),
    "late_morning": (9, 12), "noon": (11, 14), "afternoon": (12, 18), "late_afternoon": (15, 18),
    "dusk": (17, 20), "evening": (18, 24), "late_evening": (21, 26), "night": (18, 30),
    "after_midnight": (24, 30), "school_run": (7, 9), "after_school": (15, 18), "rush": (17, 20),
}  # fmt: skip
_MORNINGS = frozenset(
    {"small_hours", "deep_night", "dawn", "early_morning", "morning", "late_morning"}
)
_NIGHTS = frozenset({"evening", "late_evening", "night", "after_midnight"})
#: A month by its name is still to come rather than so many months ago.
_STALE = 8
#: A day of a month so many days ago is one that is still to come.
_OLD = 250
#: Days that are kept after dark: "ten o'clock" is ten at night.
_FESTIVE_NIGHTS = frozenset({"halloween", "new_years_eve", "mid_autumn", "new_year-1", "eve"})
DAYS = frozenset({"day", "weekday", "date"})
#: "At three", said a few minutes before three, is just now.
ROUNDED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Interval:
    """From and to, and how closely it was said (``precision`` of report/1)."""

    start: datetime | None
    end: datetime | None
    precision: str


NOTHING = Interval(None, None, "unknown")


def point(atoms: Sequence[Atom], now: datetime) -> Interval:
    """What the atoms of one end of a range mean, wherever it lies."""
    by_kind: dict[str, Atom] = {}
    for atom in atoms:
        by_kind.setdefault(atom.kind, atom)
    kinds = by_kind.keys()
    if "now" in kinds:
        return Interval(now, now, "minute")
    if "ago" in kinds:
        return _ago(by_kind["ago"], now)
    if "same_time" in kinds:
        moment = now - DAY * by_kind["same_time"].values["days"]
        return Interval(moment, moment, "hour")
    if "clock" in kinds:
        return _clocked([a for a in atoms if a.kind == "clock"], by_kind, now)
    dated = kinds & (DAYS | {"part"})
    today = not kinds & {"weekday", "date"} and (
        "day" not in kinds or by_kind["day"].values["back"] == 0
    )
    if "just" in kinds and today:
        minutes = by_kind["just"].values["minutes"]
        return Interval(now - minutes * MINUTE, now, "minute" if minutes < 60 else "hour")
    if "for" in kinds and not dated:
        since = now - min(by_kind["for"].values["minutes"], 1440) * MINUTE
        return Interval(since, now, "hour")
    for kind, read in (("month", _month), ("week", _week), ("recent", _recent)):
        if kind in kinds and not dated:
            return read(by_kind[kind], now)
    if not dated:
        return NOTHING
    return _dated(by_kind, now)


def _dated(by_kind: dict[str, Atom], now: datetime) -> Interval:
    """A day, a part of a day, or both."""
    part, day = _part(by_kind), _day(by_kind, now)
    if day is None and by_kind.keys() & {"week", "month", "recent", "long_ago"}:
        # "One evening last week": the week is all that is known.
        named = by_kind.get("week") or by_kind.get("month")
        if named is None:
            return NOTHING
        return _week(named, now) if named.kind == "week" else _month(named, now)
    if part is None:
        if day is None:
            return NOTHING
        start = _at(day, 0, 0)
        return Interval(start, start + DAY - MINUTE, "day")
    return _part_of_day(day, part, now)


def _at(day: date, hour: int, minute: int) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=HONG_KONG)
    return midnight + timedelta(hours=hour, minutes=minute)


def _ago(atom: Atom, now: datetime) -> Interval:
    minutes = min(atom.values["minutes"], 400 * 1440)
    middle = now - minutes * MINUTE
    if minutes <= 60:
        slack = min(5, minutes / 2) * MINUTE
        return Interval(middle - slack, middle + slack, "minute")
    return Interval(middle - 30 * MINUTE, middle + 30 * MINUTE, "hour")


def _recent(atom: Atom, now: datetime) -> Interval:
    return Interval(_at(now.date() - DAY * atom.values["days"], 0, 0), now, "week")


def _week(atom: Atom, now: datetime) -> Interval:
    monday = now.date() - DAY * (now.weekday() + 7 * atom.values["back"])
    if atom.values["weekend"]:
        while _at(monday, 5 * 24, 0) > now:
            monday -= 7 * DAY
        return Interval(_at(monday, 5 * 24, 0), _at(monday, 7 * 24, -1), "day")
    return Interval(_at(monday, 0, 0), _at(monday, 7 * 24, -1), "week")


def _month(atom: Atom, now: datetime) -> Interval:
    back = _months_back(atom, now)
    if atom.values.get("month") is not None and back > _STALE:
        # "The first Friday in October", said in August.
        return NOTHING
    first = _first_of_month(now.date(), back)
    last = _first_of_month(first + 31 * DAY, 0) - DAY
    thirds = {"start": (1, 10), "middle": (11, 20), "end": (21, 31)}
    if third := atom.values["third"]:
        low, high = thirds[third]
        if first.replace(day=low) > now.date():
            return NOTHING
        span = (first.replace(day=low), min(first + (high - 1) * DAY, last))
        return Interval(_at(span[0], 0, 0), _at(span[1], 24, -1), "week")
    return Interval(_at(first, 0, 0), _at(last, 24, -1), "unknown")


def _months_back(atom: Atom, now: datetime) -> int:
    """How many months ago the month is; a month by its name is the latest that has begun."""
    named: int | None = atom.values.get("month")
    return int(atom.values["back"]) if named is None else (now.month - named) % 12


def _first_of_month(day: date, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _part(by_kind: dict[str, Atom]) -> str | None:
    part = by_kind["part"].values["part"] if "part" in by_kind else None
    own = by_kind["day"].values["part"] if "day" in by_kind else None
    if "date" in by_kind:
        own = own or by_kind["date"].values.get("part")
    if part == "deep_night" and own is None and _is_of_yesterday(by_kind):
        # 昨天半夜 is the night that began then.
        return "after_midnight"
    if part is None or own is None:
        return str(part or own) if part or own else None
    # "At one in the morning last night" is the night that began then; 琴日夜晚 adds its part.
    if own == "night" and part in _NIGHTS | _MORNINGS:
        named = {"late_evening": "late_evening", "small_hours": "after_midnight"}
        named["deep_night"] = "after_midnight"
        return named.get(str(part), "night")
    return str(part)


def _is_of_yesterday(by_kind: dict[str, Atom]) -> bool:
    return "weekday" in by_kind or ("day" in by_kind and by_kind["day"].values["back"] > 0)


def _day(by_kind: dict[str, Atom], now: datetime) -> date | None:
    if "date" in by_kind and not (
        "day" in by_kind and by_kind["date"].values.get("holiday") and by_kind["day"].values["back"]
    ):
        # 清明假期琴日 is yesterday.
        return _date(by_kind["date"], by_kind.get("month"), now)
    yesterday = "day" in by_kind and by_kind["day"].values["back"] > 0
    if "weekday" in by_kind and not yesterday:
        # 上個星期五即係琴日 is yesterday.
        return _weekday(by_kind["weekday"], by_kind.get("week"), now)
    if "day" in by_kind:
        back = min(int(by_kind["day"].values["back"]), 400)
        if not back and (week := by_kind.get("week")):
            # "A week ago today".
            back = week.values.get("days", 0)
        return now.date() - DAY * back
    return None


def _weekday(atom: Atom, week: Atom | None, now: datetime) -> date:
    values = atom.values
    weeks = values.get("weeks_back")
    if week is not None and not week.values["weekend"]:
        weeks = week.values["back"]
    if weeks is not None:
        # 上星期二 is the Tuesday of the week before this one.
        found: date = now.date() - DAY * (now.weekday() + 7 * weeks - values["weekday"])
        return found if found <= now.date() else found - 7 * DAY
    back: int = (now.weekday() - values["weekday"]) % 7
    if back == 0 and values["last"]:
        back = 7
    if values.get("before_last"):
        # "The Wednesday before last" is the one of the week before the latest one.
        back = back + 7 if back else 14
    return now.date() - DAY * back


def is_to_come(atom: Atom, now: datetime) -> bool:
    """ "The seventeenth of May", said in March: of this year, not of the last."""
    if atom.kind != "date" or not atom.values.get("month"):
        return False
    found = _date(atom, None, now.astimezone(HONG_KONG))
    return found is not None and (now.astimezone(HONG_KONG).date() - found).days > _OLD


def _date(atom: Atom, month: Atom | None, now: datetime) -> date | None:
    if holiday := atom.values.get("holiday"):
        return latest(holiday, now.date())
    named, day = atom.values["month"], atom.values["day"]
    today = now.date()
    if named is None:
        months = [month.values["back"]] if month is not None else list(range(3))
        firsts = [_first_of_month(today, back) for back in months]
    else:
        firsts = [date(year, named, 1) for year in (today.year, today.year - 1)]
    for first in firsts:
        try:
            found = first.replace(day=day)
        except ValueError:
            continue
        if found <= today:
            return found
    return today


def _part_of_day(day: date | None, part: str, now: datetime) -> Interval:
    first, last = PARTS[part]
    base = day if day is not None else now.date()
    # Before the morning, "last night" and "tonight" belong to the evening that began yesterday.
    if part in _NIGHTS and now.hour < 6 and (day is None or day == now.date()):
        base = now.date() - DAY
    start, end = _at(base, first, 0), _at(base, last, 0)
    if part in _NIGHTS and day is None and start > now:
        start, end = start - DAY, end - DAY
    return Interval(start, end, "part_of_day")


def _clocked(clocks: list[Atom], by_kind: dict[str, Atom], now: datetime) -> Interval:
    part, day = _part(by_kind), _day(by_kind, now)
    clock = clocks[0]
    festive = "date" in by_kind and by_kind["date"].values.get("holiday") in _FESTIVE_NIGHTS
    moment = _moment(clock, part, day, now, festive=festive)
    if to_hour := clock.values.get("to_hour"):
        # 八九點: from eight to nine.
        return Interval(moment, moment + (to_hour - clock.values["hour"]) * HOUR, "hour")
    if clock.values.get("vague"):
        return Interval(moment, moment + 59 * MINUTE, "hour")
    # "At nine" is said of any minute near it; "at ten to nine" is meant.
    return Interval(moment, moment, "minute" if clock.values["minute"] else "hour")


def _moment(
    clock: Atom, part: str | None, day: date | None, now: datetime, *, festive: bool = False
) -> datetime:
    hour, minute, half = clock.values["hour"], clock.values["minute"], clock.values["half"]
    base = day if day is not None else now.date()
    if half == "24":
        moment = _at(base, hour, minute)
        if hour in (0, 24) and part in _NIGHTS:
            moment = _at(base, 24, minute)
        return moment if moment <= now + ROUNDED or day is not None else moment - DAY
    hour %= 12
    if part in _NIGHTS and hour < 5 and half != "pm":
        # Twelve to five "last night" came after midnight.
        moment = _at(base, 24 + hour, minute)
        return moment if moment <= now else moment - DAY
    half = half or _half_of(part, hour)
    if half is None and festive and hour >= 5:
        half = "pm"
    if half is not None:
        moment = _at(base, hour + (12 if half == "pm" else 0), minute)
        return moment if moment <= now + ROUNDED or day is not None else moment - DAY
    return _latest(base, hour, minute, day, now)


def _half_of(part: str | None, hour: int) -> str | None:
    if part in _MORNINGS:
        return "am"
    if part == "noon":
        return "am" if hour in (10, 11) else "pm"
    return "pm" if part is not None else None


def _latest(base: date, hour: int, minute: int, day: date | None, now: datetime) -> datetime:
    """No half said: the latest moment that is over; on another day the waking hours."""
    if day is not None and day != now.date():
        return _at(base, hour + 12 if hour < 8 else hour, minute)
    options = [_at(base, hour + add, minute) for add in (12, 0, -12)]
    return next((moment for moment in options if moment <= now + ROUNDED), options[-1])
