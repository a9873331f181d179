"""Whole messages with several times in them: the one of the incident is found, and whether it goes on.

A line of ``time_lines_LANGUAGE.tsv`` holds when the message came, both ends of what is meant (``now``: when it
came; ``none``: nothing is told), flags, and the text. Shop hours, appointments, calls back, work, ages
and addresses stand beside the time that counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nlp.components.times.clock import HONG_KONG
from tests.nlp.conftest import Read

_FOLDER = Path(__file__).parent
_TOLERANCE = timedelta(minutes=61)
_FLAGS = {"o": "ongoing", "r": "recurring"}
#: Lines of each language that may be wrong: what is known to be missing.
_MISSED = {"en": 5, "yue": 3, "zh": 4}


@dataclass(frozen=True, slots=True)
class _Line:
    received_at: datetime
    start: datetime | None
    end: datetime | None
    flags: str
    text: str


def _moment(said: str, received_at: datetime | None = None) -> datetime | None:
    if said in ("now", "none"):
        return received_at if said == "now" else None
    day, time = said.split()
    day = day if day.count("-") == 2 else f"2026-{day}"
    hour, minute = map(int, time.split(":"))
    midnight = datetime.fromisoformat(f"{day}T00:00:00+08:00")
    return midnight + timedelta(hours=hour, minutes=minute)


def _lines(language: str) -> list[_Line]:
    lines = []
    for row in (_FOLDER / f"time_lines_{language}.tsv").read_text("utf-8").splitlines():
        if row.startswith("#"):
            continue
        came, start, end, flags, text = row.split("\t")
        received_at = _moment(came)
        assert received_at is not None
        ends = _moment(start, received_at), _moment(end, received_at)
        lines.append(_Line(received_at, *ends, flags, text))
    return lines


def _same(meant: datetime | None, said: str | None, received_at: datetime) -> bool:
    if meant is None or said is None:
        return meant is None and said is None
    got = datetime.fromisoformat(said).astimezone(HONG_KONG)
    return abs(min(meant, received_at) - got) <= _TOLERANCE


@pytest.mark.parametrize("language", ["en", "yue", "zh"])
def test_of_the_times_in_a_message_the_incidents_is_found(read: Read, language: str) -> None:
    """Both ends are right to the hour, and what goes on or recurs is told, but for a few lines."""
    wrong = []
    for line in _lines(language):
        occurred = read(line.text, language=language, received_at=line.received_at)["occurred"]
        right = _same(line.start, occurred["start"], line.received_at)
        right = right and _same(line.end, occurred["end"], line.received_at)
        for flag in line.flags:
            right = right and occurred[_FLAGS[flag.lower()]] is flag.isupper()
        if not right:
            wrong.append((occurred["start"], occurred["end"], line.text))
    assert len(wrong) <= _MISSED[language], wrong


def test_what_recurs_is_told_from_habits_and_from_many_blows(read: Read) -> None:
    """ "Week in week out" recurs; "my gran goes there every day" and "he hit me several times" do not."""
    wrong = []
    for row in (_FOLDER / "recurring_lines.tsv").read_text("utf-8").splitlines()[1:]:
        flag, text = row.split("\t")
        if read(text)["occurred"]["recurring"] is not flag.isupper():
            wrong.append(text)
    assert len(wrong) <= 3, wrong


def test_what_goes_on_is_told_without_any_time(read: Read) -> None:
    """ "We've got a coach wedged under the bridge" goes on; "he's long gone" and 打完走人 are over."""
    wrong = []
    for row in (_FOLDER / "going_on_lines.tsv").read_text("utf-8").splitlines()[1:]:
        flag, text = row.split("\t")
        if read(text)["occurred"]["ongoing"] is not flag.isupper():
            wrong.append(text)
    assert len(wrong) <= 5, wrong
