"""When: intervals against Friday 20 November 2026, 10:30, in Hong Kong."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.components.times.atoms import atoms
from nlp.components.times.clock import HONG_KONG, resolve
from nlp.normalise import fold
from tests.nlp.conftest import RECEIVED_AT, Read

CASES = [
    ("it happened last night", "19 18:00", "20 06:00", "part_of_day"),
    ("between eight and nine last night", "19 20:00", "19 21:00", "hour"),
    ("at nine pm yesterday", "19 21:00", "19 21:00", "hour"),
    ("at 9:30 this morning", "20 09:30", "20 09:30", "minute"),
    ("half an hour ago", "20 09:55", "20 10:05", "minute"),
    ("two hours ago", "20 08:00", "20 09:00", "hour"),
    ("three days ago", "17 00:00", "17 23:59", "day"),
    ("it was this morning", "20 06:00", "20 10:30", "part_of_day"),
    ("on Wednesday at half past two in the afternoon", "18 14:30", "18 14:30", "minute"),
    ("last Friday", "13 00:00", "13 23:59", "day"),
    ("at one in the morning last night", "20 01:00", "20 01:00", "hour"),
    ("quarter to eight yesterday evening", "19 19:45", "19 19:45", "minute"),
    ("on the 3rd of November", "03 00:00", "03 23:59", "day"),
    ("琴晚九點半", "19 21:30", "19 21:30", "minute"),
    ("琴晚十點幾", "19 22:00", "19 22:59", "hour"),
    ("由八點到九點，琴晚", "19 20:00", "19 21:00", "hour"),
    ("頭先", "20 09:30", "20 10:30", "hour"),
    ("今朝", "20 06:00", "20 10:30", "part_of_day"),
    ("半個鐘之前", "20 09:55", "20 10:05", "minute"),
    ("兩個鐘頭前", "20 08:00", "20 09:00", "hour"),
    ("上星期二下晝三點", "10 15:00", "10 15:00", "hour"),
    ("星期二下晝三點三個字", "17 15:15", "17 15:15", "minute"),
    ("昨天晚上十点左右", "19 22:00", "19 22:00", "hour"),
    ("前天下午", "18 12:00", "18 18:00", "part_of_day"),
    ("三天前", "17 00:00", "17 23:59", "day"),
    ("今天凌晨两点", "20 02:00", "20 02:00", "hour"),
    ("昨晚十点到今天早上七点", "19 22:00", "20 07:00", "hour"),
    ("between ten last night and seven this morning", "19 22:00", "20 07:00", "hour"),
    ("between 8 and 9 pm yesterday", "19 20:00", "19 21:00", "hour"),
    ("十一月三號", "03 00:00", "03 23:59", "day"),
]


@pytest.mark.parametrize(("text", "start", "end", "precision"), CASES)
def test_a_time_is_resolved(read: Read, text: str, start: str, end: str, precision: str) -> None:
    """Spoken times become the interval that a person would write down."""
    occurred = read(text)["occurred"]
    assert _local(occurred["start"]) == start
    assert _local(occurred["end"]) == end
    assert occurred["precision"] == precision


def _local(moment: str | None) -> str | None:
    if moment is None:
        return None
    return datetime.fromisoformat(moment).astimezone(HONG_KONG).strftime("%d %H:%M")


@pytest.mark.parametrize(
    "text", ["every night", "晚晚都咁", "每天晚上都很吵", "he keeps calling every day"]
)
def test_what_recurs_is_said_to_recur(read: Read, text: str) -> None:
    """A recurrence is no single time."""
    occurred = read(text)["occurred"]
    assert occurred["recurring"] is True
    assert occurred["start"] is None


@pytest.mark.parametrize("text", ["he is here right now", "而家打緊交", "他现在还在门口"])
def test_what_goes_on_is_ongoing(read: Read, text: str) -> None:
    """Ongoing is told from over."""
    assert read(text)["occurred"]["ongoing"] is True


def test_a_wish_to_be_called_is_no_time_of_the_incident(read: Read) -> None:
    """ "Call me after six" speaks of the call."""
    report = read("my bag was stolen yesterday, please call me after six pm")
    assert _local(report["occurred"]["start"]) == "19 00:00"
    assert report["contact"]["safe_hours"] == "after 18:00"


@pytest.mark.parametrize(
    "text", ["a party tonight at nine", "今晚九點開派對", "今天晚上", "pay by Friday"]
)
def test_what_is_still_to_come_is_no_time_of_the_incident(read: Read, text: str) -> None:
    """Plans and deadlines are not moved into the past."""
    assert read(text)["occurred"]["start"] is None


def test_without_a_time_of_receipt_nothing_is_resolved(read: Read) -> None:
    """Nothing is invented: the words are shown, the interval stays open."""
    occurred = read("it happened last night", received_at=None)["occurred"]
    assert (occurred["start"], occurred["precision"]) == (None, "unknown")
    assert occurred["evidence"][0]["text"] == "last night"


WORDS = [
    "at",
    "on",
    "last",
    "night",
    "yesterday",
    "today",
    "nine",
    "ten",
    "pm",
    "am",
    "between",
    "and",
    "half",
    "past",
    "琴晚",
    "今晚",
    "九點",
    "十點半",
    "下晝",
    "星期五",
    "friday",
    "25th",
    "november",
    "noon",
    "midnight",
    "two",
    "hours",
    "ago",
    "3",
    "11:59",
    "十二點",
    "前晚",
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=8),
    st.integers(min_value=0, max_value=60 * 24 * 400),
)
def test_a_time_is_never_in_the_future(words: list[str], minutes: int) -> None:
    """Whatever is said and whenever, the interval ends by the time of receipt and is in order."""
    received_at = RECEIVED_AT + timedelta(minutes=minutes)
    interval = resolve(tuple(atoms(fold(" ".join(words)))), received_at)
    if interval.start is not None and interval.end is not None:
        assert interval.start <= interval.end <= received_at
