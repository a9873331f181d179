"""When, as people say it: three languages, ranges, corrections, and numbers that are no times."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.components.expressions import expressions
from nlp.components.times.atoms import atoms
from nlp.components.times.clock import HONG_KONG, resolve
from nlp.normalise import fold
from tests.nlp.conftest import RECEIVED_AT, Read


def _spoken() -> list[tuple[str, str, str]]:
    """Text, start and end of each line of ``times_spoken.tsv``."""
    rows = Path(__file__).with_name("times_spoken.tsv").read_text("utf-8").splitlines()
    parts = [row.split("\t") for row in rows if not row.startswith("#")]
    return [(text, start, end) for start, end, text in parts]


#: Said on Friday 20 November 2026, 10:30: month, day and time of both ends.
SPOKEN = _spoken()
#: "Right to the hour": both ends lie within this of what was meant.
_TOLERANCE = timedelta(minutes=61)


@pytest.mark.parametrize(("text", "start", "end"), SPOKEN)
def test_what_is_said_of_the_time_is_right_to_the_hour(
    read: Read, text: str, start: str, end: str
) -> None:
    """Both ends lie within an hour of what a person would write down."""
    occurred = read(text)["occurred"]
    for name, wanted in (("start", start), ("end", end)):
        assert occurred[name] is not None
        got = datetime.fromisoformat(occurred[name]).astimezone(HONG_KONG)
        meant = datetime.fromisoformat(f"2026-{wanted.replace(' ', 'T')}:00+08:00")
        assert abs(got - meant) <= _TOLERANCE, (name, got)


FLAGS = [
    ("the noise has been going on since Monday", "ongoing", True),
    ("they do it every night this week", "recurring", True),
    ("he's been banging on my door for twenty minutes", "ongoing", True),
    ("the alarm has been ringing since six this morning", "ongoing", True),
    ("he was shouting at me last night", "ongoing", False),
    ("he is still shouting outside", "ongoing", True),
    ("he keeps calling me at night", "recurring", True),
    ("they keep throwing rubbish out of the window every few days", "recurring", True),
    ("it happens most evenings", "recurring", True),
    ("three times this week someone rang my bell", "recurring", True),
    ("someone is trying to open my door", "ongoing", True),
    ("they have gone now", "ongoing", False),
    ("夜晚成日好嘈", "recurring", True),
    ("晚晚都有人喺樓下燒烤", "recurring", True),
    ("佢打緊我", "ongoing", True),
    ("佢打咗我", "ongoing", False),
    ("佢而家仲喺門口唔肯走", "ongoing", True),
    ("佢琴晚打我", "ongoing", False),
    ("佢琴晚打咗我半個鐘", "ongoing", False),
    ("他十分钟前还在大厅闹，保安把他拖走了", "ongoing", False),
    ("呢幾日都有人跟住我", "recurring", True),
    ("一連三晚都係咁", "recurring", True),
    ("由禮拜一開始到而家都係咁嘈", "ongoing", True),
    ("每个周末都这样", "recurring", True),
    ("最近经常有人半夜敲门", "recurring", True),
    ("那个人还在外面敲门", "ongoing", True),
    ("他打了我就跑了", "ongoing", False),
    ("从昨晚到现在一直有水漏下来", "ongoing", True),
    ("it's been going on for the last forty minutes", "ongoing", True),
    ("since last night the alarm hasn't stopped", "ongoing", True),
    ("he comes round most nights after ten", "recurring", True),
    ("this is the third time this week", "recurring", True),
    ("響咗成個鐘啦仲響緊", "ongoing", True),
    ("今個月第三次喇", "recurring", True),
    ("佢哋日日都喺度賭錢", "recurring", True),
    ("隔幾日就嚟一次", "recurring", True),
    ("这都第四次了", "recurring", True),
    ("从周一到现在天天如此", "recurring", True),
    ("已经两个小时了还没人来", "ongoing", True),
    ("I get about twenty silent calls a day", "recurring", True),
    ("the van followed us on Monday and again today", "recurring", True),
    ("I take the train every day and this morning my phone was stolen", "recurring", False),
    (
        "my mother has dementia she always says I'm her sister she walked out at nine",
        "recurring",
        False,
    ),
    ("一到十二點就開始推枱櫈", "recurring", True),
    ("他一天给我打几十个电话", "recurring", True),
    ("每逢星期六都有人放煙花", "recurring", True),
]


@pytest.mark.parametrize(("text", "flag", "wanted"), FLAGS)
def test_what_goes_on_or_recurs_is_told_from_what_is_over(
    read: Read, text: str, flag: str, wanted: bool
) -> None:
    """緊 and "is still" go on, 咗 and "was" are over, "keeps" and 晚晚 recur."""
    assert read(text)["occurred"][flag] is wanted


@pytest.mark.parametrize(
    "text",
    [
        "flat nine on the tenth floor block three",
        "call me on five one two three eight nine nine ten",
        "he is eight years old and weighs thirty kilos",
        "it costs three thousand two hundred dollars",
        "the shop is open until six",
        "a party tomorrow at nine",
        "bus number eight at stop six",
        "快一點啦有一點怪",
        "我住三樓五號室",
        "聽日下晝三點開會",
        "间铺开到六点",
    ],
)
def test_numbers_that_are_no_times_give_no_time(read: Read, text: str) -> None:
    """Floors, phones, ages, money, opening hours and plans are not when it happened."""
    assert read(text)["occurred"]["start"] is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [("today at three", 3), ("today at eleven at night", None), ("at 2 pm", 14)],
)
def test_a_time_of_today_is_never_ahead(read: Read, text: str, hour: int | None) -> None:
    """At half past ten in the morning, "at 2 pm" was yesterday's."""
    start = read(text)["occurred"]["start"]
    if hour is None:
        assert start is None
    else:
        moment = datetime.fromisoformat(start).astimezone(HONG_KONG)
        assert moment.hour == hour and moment <= RECEIVED_AT


_PIECES = [
    said for text, _, _ in SPOKEN for said in (text[: len(text) // 2], text[len(text) // 2 :])
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(_PIECES), max_size=6),
    st.integers(min_value=0, max_value=60 * 24 * 800),
    st.sampled_from(["", " ", "no ", " to ", "到", "唔係", " until now "]),
)
def test_no_mixture_of_expressions_lies_in_the_future(
    pieces: list[str], minutes: int, between: str
) -> None:
    """Whatever is said and whenever: in order, over by the time of receipt, nothing raised."""
    received_at = RECEIVED_AT + timedelta(minutes=minutes)
    for expression in expressions(fold(between.join(pieces))):
        interval = resolve(expression.atoms, received_at, expression.later)
        if interval.start is not None and interval.end is not None:
            assert interval.start <= interval.end <= received_at


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_atoms_in_order(text: str) -> None:
    """Nothing raises, and no two atoms overlap."""
    folded = fold(text)
    found = list(atoms(folded))
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(0 <= atom.start < atom.end <= len(folded) for atom in found)


def test_the_number_of_expressions_is_bounded() -> None:
    """A hundred thousand words of clock times are no more work than their length."""
    found = list(expressions(fold("at nine yesterday. 琴晚十點。" * 5_000)))
    assert 0 < len(found) <= 200
