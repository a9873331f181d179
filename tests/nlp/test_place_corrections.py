"""What a caller takes back or denies: names of places, and parts of an address by themselves."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read

PARTS = [
    ("exit c of prince edward station no exit d a man hit me", "exit", "D"),
    ("a man hit me at mong kok station exit b sorry exit c", "exit", "C"),
    ("exit a of mong kok station i mean exit b2 a man hit me", "exit", "B2"),
    ("a man hit me at prince edward exit a actually exit b1", "exit", "B1"),
    ("my bag was snatched at exit b of mong kok station he told me to wait at exit c", "exit", "B"),
    ("block 3 sorry block 5 of kornhill there is a burglar", "block", "5"),
    ("fight at kornhill not block 6 block 5", "block", "5"),
    ("fight at block 5 not block 6 of kornhill", "block", "5"),
    ("fifth floor no sixth floor of chungking mansions a fire", "floor", "6"),
    ("旺角站C出口唔係係D出口有人打架", "exit", "D"),
    ("旺角站C出口錯咗D出口有人打架", "exit", "D"),
    ("在旺角站C出口不对是D出口有人打架", "exit", "D"),
    ("旺角站B1出口應該係B2出口有人打架", "exit", "B2"),
    ("彩虹邨三座唔係五座有人打架", "block", "5"),
    ("唔係三座係五座彩虹邨有人打架", "block", "5"),
    ("係彩虹邨三座唔係五座有人打架", "block", "3"),
    ("彩虹邨三座廿樓唔係廿一樓有人打架", "floor", "21"),
]


@pytest.mark.parametrize(("text", "part", "value"), PARTS)
def test_a_part_of_an_address_is_corrected_by_itself(
    read: Read, text: str, part: str, value: str
) -> None:
    """The exit, the block, the floor that was said last; what was denied is none."""
    places = read(text)["locations"]
    assert [place["detail"][part] for place in places] == [value]


NAMES = [
    ("事發地點係油麻地唔係尖沙咀有人打交", "Yau Ma Tei", "Tsim Sha Tsui"),
    ("事發地點喺油麻地唔係尖沙咀有人打交", "Yau Ma Tei", "Tsim Sha Tsui"),
    ("係佐敦不是油麻地有人打架", "Jordan", "Yau Ma Tei"),
    ("係喺元朗唔係喺屯門有人打架", "Yuen Long", "Tuen Mun"),
    ("架車停喺元朗而唔係屯門俾人偷咗", "Yuen Long", "Tuen Mun"),
    ("喺佐敦，唔係，油麻地有人打架", "Yau Ma Tei", "Jordan"),
    ("唔係旺角嗰間係油麻地嗰間便利店俾人打劫", "Yau Ma Tei", "Mong Kok"),
    ("不是旺角那家是油麻地那家便利店被抢劫", "Yau Ma Tei", "Mong Kok"),
    ("not the one in mong kok the one in yau ma tei a man hit me", "Yau Ma Tei", "Mong Kok"),
    ("it's in jordan not in yau ma tei there is a fight", "Jordan", "Yau Ma Tei"),
]


@pytest.mark.parametrize(("text", "incident", "denied"), NAMES)
def test_a_denied_name_is_told_as_hardly_sure(
    read: Read, text: str, incident: str, denied: str
) -> None:
    """What it is not stays as another place that nobody relies on."""
    places = {place["name_en"]: place for place in read(text)["locations"]}
    assert places[incident]["role"] == "incident"
    assert places[denied]["role"] == "other"
    assert places[denied]["confidence"] <= 0.3 < places[incident]["confidence"]


ALIGHTED = [
    (
        "he hit me on the 11 bus at sai ying pun and i got off at queen mary hospital",
        "Sai Ying Pun",
    ),
    ("my phone was stolen on the minibus in tai po i got off at fanling", "Tai Po"),
    ("i was groped on the train at mong kok i got out at prince edward", "Mong Kok"),
    ("我喺旺角搭地鐵俾人摸我喺太子落車", "Mong Kok Station"),
    ("在旺角站地铁上被人摸我在太子站下车", "Mong Kok Station"),
]


@pytest.mark.parametrize(("text", "incident"), ALIGHTED)
def test_where_somebody_got_off_is_not_where_it_happened(
    read: Read, text: str, incident: str
) -> None:
    """As long as it happened at a place that is named."""
    places = read(text)["locations"]
    assert [place["name_en"] for place in places if place["role"] == "incident"] == [incident]
