"""Whole messages with the time of their incident, as lines of tab-separated files.

When the message came, both ends of what is meant (``now``: when it came; ``none``: nothing is told),
flags (``O`` it goes on, ``o`` it is over, ``R`` it recurs, ``r`` it happened once, ``-`` nothing is sure),
and the text. Moments are Hong Kong's, ``MM-DD HH:MM`` of 2026 or ``YYYY-MM-DD HH:MM``; 24:00 is the day's end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable

from nlp.components.times.clock import HONG_KONG
from voice_intake.errors import ConfigurationError

LANGUAGES = ("en", "yue", "zh")
#: Lines to which the rules are held too (a test allows few misses), and lines that only teach.
KINDS = ("rules", "told")
_YEAR = 2026


@dataclass(frozen=True, slots=True)
class TimeLine:
    """One message and when its incident happened; an end is None where nothing is told."""

    language: str
    received_at: datetime
    start: datetime | None
    end: datetime | None
    flags: str
    text: str


def parse(language: str, source: Traversable) -> Iterator[TimeLine]:
    """The lines of a file; raises ConfigurationError for one that is none. ``#`` begins a remark."""
    for number, row in enumerate(source.read_text("utf-8").splitlines(), 1):
        if not row or row.startswith("#"):
            continue
        try:
            came, start, end, flags, text = row.split("\t")
            received_at = _moment(came)
            ends = (_end(start, received_at), _end(end, received_at))
        except ValueError as error:
            raise ConfigurationError(
                f"{source}, line {number}, is no line of times: {error}.",
                next_step="Write received, start, end, flags and text, parted by tabs.",
            ) from error
        yield TimeLine(language, received_at, *ends, flags, text)


def load(kind: str = "") -> list[TimeLine]:
    """All that is trained on, in the order of languages, files and lines; or one kind of ``KINDS``."""
    folder = files(__package__).joinpath("times")
    return [
        line
        for language in LANGUAGES
        for name in ([kind] if kind else KINDS)
        for line in parse(language, folder.joinpath(f"{name}_{language}.tsv"))
    ]


def _end(said: str, received_at: datetime) -> datetime | None:
    if said == "none":
        return None
    return received_at if said == "now" else min(_moment(said), received_at)


def _moment(said: str) -> datetime:
    day, time = said.split()
    dated = day if day.count("-") == 2 else f"{_YEAR}-{day}"
    hour, minute = map(int, time.split(":"))
    midnight = datetime.fromisoformat(dated).replace(tzinfo=HONG_KONG)
    return midnight + timedelta(hours=hour, minutes=minute)
