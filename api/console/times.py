"""Times as an officer in Hong Kong reads them; stored and compared in UTC."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def parse_time(value: str) -> datetime:
    """An ISO 8601 time; one without a zone is Hong Kong's. Raises ValueError."""
    moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=HONG_KONG) if moment.tzinfo is None else moment


def as_moment(value: datetime | str | None) -> datetime | None:
    """A time in Hong Kong's zone; None where there is none or it cannot be read."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = parse_time(value)
        except ValueError:
            return None
    return value.astimezone(HONG_KONG)


def clock(value: datetime | str | None) -> str:
    """``2026-11-22 09:30``."""
    moment = as_moment(value)
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def for_input(value: datetime | str | None) -> str:
    """The value of a ``datetime-local`` field."""
    moment = as_moment(value)
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else ""


def machine_readable(value: datetime | str | None) -> str:
    """The ``datetime`` attribute of a ``time`` element."""
    moment = as_moment(value)
    return moment.isoformat(timespec="seconds") if moment else ""


def interval(start: str | None, end: str | None) -> str:
    """``2026-11-21 21:45-22:15``: the day is not said twice."""
    first, last = as_moment(start), as_moment(end)
    if first is None or last is None or first == last:
        return clock(first or last)
    if first.date() == last.date():
        return f"{clock(first)}–{last:%H:%M}"
    if last - first <= timedelta(hours=24) and (last.hour, last.minute) == (0, 0):
        return f"{clock(first)}–24:00"
    return f"{clock(first)} – {clock(last)}"


def short_age(seconds: float) -> tuple[int, str]:
    """An age in its largest unit: (3, "minutes")."""
    minutes = max(int(seconds // 60), 0)
    if minutes < 60:
        return minutes, "minutes"
    if minutes < 48 * 60:
        return minutes // 60, "hours"
    return minutes // (24 * 60), "days"


def running(seconds: float | None) -> str:
    """``0:07`` or ``12:30`` of a recording."""
    if seconds is None:
        return ""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
