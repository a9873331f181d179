"""Numbers beside a place: which of them are houses, floors and blocks, and which are something else."""

from __future__ import annotations

import pytest

from nlp.normalise import chinese_number
from tests.nlp.conftest import Read

TENS = [
    ("廿三樓B室華富邨有人嗌救命", {"floor": "23", "flat": "B"}),
    ("華富邨卅二樓有人嗌救命", {"floor": "32"}),
    ("廿八座廿四樓B室麗港城有賊爆竊", {"block": "28", "floor": "24", "flat": "B"}),
    ("二十八座二十三樓B室麗港城有賊爆竊", {"block": "28", "floor": "23", "flat": "B"}),
    ("麗港城卌座卅樓有人打架", {"block": "40", "floor": "30"}),
    ("麗港城第廿座十廿樓有人打架", {"block": "20"}),
    ("彌敦道百廿號有人打架", {"building_no": "120"}),
    ("彌敦道一百卅二號有人打架", {"building_no": "132"}),
    ("福榮街廿號打架", {"building_no": "20"}),
]


@pytest.mark.parametrize(("text", "detail"), TENS)
def test_tens_of_one_character_are_read(read: Read, text: str, detail: dict[str, str]) -> None:
    """廿, 卅 and 卌 count twenty, thirty and forty in every part of an address."""
    place = read(text)["locations"][0]
    assert {key: place["detail"][key] for key in detail} == detail


@pytest.mark.parametrize(("said", "number"), [("卌", 40), ("卅二", 32), ("百廿", 120), ("廿", 20)])
def test_tens_of_one_character_are_numbers(said: str, number: int) -> None:
    """By themselves and before a unit."""
    assert chinese_number(said) == number


NO_HOUSE = [
    "at five to eight on nathan road a man hit me",
    "nine thirty on king's road a man hit me",
    "half past six on bonham road a man robbed me",
    "ten fifteen on canton road my bag was snatched",
    "quarter to nine on jaffe road i was hit by a taxi",
    "ten past nine king's road two men fighting",
    "twenty five to nine king's road two men fighting",
    "this morning at 8 30 on nathan road a man hit me",
    "at 7 on king's road my phone was stolen",
    "at 9:30 nathan road a man hit me",
    "about twenty on pei ho street are fighting",
    "there are three on nathan road fighting",
    "four on canton road are beating a man",
    "the seven eleven on bonham road was robbed",
    "the 7-eleven on bonham road was robbed",
    "the 7-11 nathan road was robbed",
    "i was on the number 104 on nathan road when a man touched me",
    "bus number 104 on nathan road hit a cyclist",
    "i took number 104 on nathan road a man touched me",
    "the driver of the number 104 on nathan road swore at me",
    "on bus 104 nathan road a man touched me",
    "on the 104 nathan road a man touched me",
    "the 968 on castle peak road hit a cyclist",
    "he was driving at 120 on nathan road",
]


@pytest.mark.parametrize("text", NO_HOUSE)
def test_a_time_a_count_and_a_bus_are_no_house(read: Read, text: str) -> None:
    """The street stays, without a number."""
    place = read(text)["locations"][0]
    assert place["kind"] == "street"
    assert place["detail"]["building_no"] is None


HOUSES = [
    ("at number 20 on pei ho street people are fighting", "20"),
    ("a fight outside number 20 on pei ho street", "20"),
    ("my shop at 20 of pei ho street was broken into", "20"),
    ("a fight at 88 nathan road", "88"),
    ("it happened on 88 nathan road a fight", "88"),
    ("a fight at number 711 on nathan road", "711"),
    ("the number 20 nathan road is burning", "20"),
    ("a man with a knife at forty five fuk wing street", "45"),
    ("a fight at 12 to 14 nathan road", "12"),
    ("robbery in the 7-eleven 88 nathan road", "88"),
    ("the fight is over. 88 nathan road", "88"),
]


@pytest.mark.parametrize(("text", "number"), HOUSES)
def test_a_house_keeps_its_number(read: Read, text: str, number: str) -> None:
    """Touching the street's name, or said as a number."""
    assert read(text)["locations"][0]["detail"]["building_no"] == number
