"""Whole messages with several times in them: the one of the incident is found, and whether it goes on.

The lines are those of ``nlp/training/times/rules_LANGUAGE.tsv``: shop hours, appointments, calls back, work, ages
and addresses stand beside the time that counts. The rules were written for them and the classifier of times was
trained on them too, so that they are read rightly says that nothing was lost, not how well others are read.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nlp.components.times.clock import HONG_KONG
from nlp.training import time_lines
from tests.nlp.conftest import Read

_FOLDER = Path(__file__).parent
_TOLERANCE = timedelta(minutes=61)
_FLAGS = {"o": "ongoing", "r": "recurring"}
#: Lines of each language that may be wrong: what is known to be missing.
_MISSED = {"en": 5, "yue": 3, "zh": 4}


def _same(meant: datetime | None, said: str | None, received_at: datetime) -> bool:
    if meant is None or said is None:
        return meant is None and said is None
    got = datetime.fromisoformat(said).astimezone(HONG_KONG)
    return abs(min(meant, received_at) - got) <= _TOLERANCE


@pytest.mark.parametrize("language", ["en", "yue", "zh"])
def test_of_the_times_in_a_message_the_incidents_is_found(read: Read, language: str) -> None:
    """Both ends are right to the hour, and what goes on or recurs is told, but for a few lines."""
    wrong = []
    for line in (line for line in time_lines.load("rules") if line.language == language):
        occurred = read(line.text, language=language, received_at=line.received_at)["occurred"]
        right = _same(line.start, occurred["start"], line.received_at)
        right = right and _same(line.end, occurred["end"], line.received_at)
        for flag in line.flags.strip("-"):
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
