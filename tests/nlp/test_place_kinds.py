"""Places by an everyday word and their area, and districts of roads that cross a border."""

from __future__ import annotations

import pytest

from nlp import gazetteer
from nlp.components.places import kinds as place_kinds
from tests.nlp.conftest import Read

BY_KIND = [
    ("someone stole my bag at the ferry pier in Mui Wo", "Mui Wo Ferry Pier", "ILD"),
    ("a man robbed me at the ferry pier in Muy Woh", "Mui Wo Ferry Pier", "ILD"),
    ("my phone was stolen on the beach at Big Wave Bay", "Big Wave Bay Beach", "STH"),
    ("my bag was stolen at the beach in Stanley", "Stanley Main Beach", "STH"),
    ("a man hit me in the swimming pool in Kwun Tong", "Kwun Tong Swimming Pool", "KT"),
    ("a man exposed himself in the public library in Sha Tin", "Sha Tin Public Library", "ST"),
    ("someone stole my bike outside the sports centre over in Hang Hau", "Hang Hau Sports Centre", "SK"),
    ("there was a robbery by the wet market in Tsz Wan Shan", "Sheung Fung Street Market", "WTS"),
    ("someone set fire to a bin at the barbecue area at Tai Mei Tuk", "Tai Mei Tuk BBQ Site", "TP"),
    ("今天我们来浅水湾玩,车停在泳滩旁边的停车场,回来发现车窗被砸了", "Repulse Bay Beach", "STH"),
    ("我喺香港仔魚市場俾人偷咗個銀包", "Aberdeen Wholesale Fish Market", "STH"),
    ("有人喺香港仔嘅魚市場打交", "Aberdeen Wholesale Fish Market", "STH"),
    ("我喺長洲個沙灘俾人偷咗電話", "Cheung Chau Tung Wan Beach", "ILD"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "district"), BY_KIND)
def test_a_kind_of_place_and_its_area_are_a_place_of_the_gazetteer(
    read: Read, text: str, name: str, district: str
) -> None:
    """The pier of Mui Wo is the Mui Wo Ferry Pier; the word is its evidence."""
    place = read(text)["locations"][0]
    assert (place["name_en"], place["district"], place["role"]) == (name, district, "incident")


def test_the_area_is_told_beside_the_place_that_a_word_only_implies(read: Read) -> None:
    """The implied place is less sure than the area that was named, and says by which words it was found."""
    pier, area = read("someone stole my bag at the ferry pier in Mui Wo")["locations"]
    assert (area["name_en"], area["role"]) == ("Mui Wo", "incident")
    assert pier["confidence"] < area["confidence"]
    assert {(ev["text"], ev["rule"].split(".")[0]) for ev in pier["evidence"]} >= {
        ("ferry pier", "place_kind")
    }


@pytest.mark.parametrize(
    "text",
    [
        "a man hit me in a park in Mong Kok near the market of my aunt",
        "my bag was stolen in the pier in Tin Shui Wai",
        "my phone was stolen in the library then I went home to Tin Shui Wai",
    ],
)
def test_a_kind_that_the_area_does_not_have_adds_nothing(read: Read, text: str) -> None:
    """No pier is made up for Tin Shui Wai; a word that stands elsewhere is no place of the area."""
    assert {p["name_en"] for p in read(text)["locations"]} <= {"Mong Kok", "Tin Shui Wai"}


def test_a_police_station_by_its_area_is_not_where_it_happened(read: Read) -> None:
    """It is where it was told."""
    places = read("I reported the robbery to the police station in Mong Kok")["locations"]
    assert all(place["role"] == "other" for place in places)


def test_every_kind_is_found_among_the_names_of_the_gazetteer() -> None:
    """Only of these the list that comes with Earwitness holds nothing; a force may import some."""
    without = {"post_office", "clinic", "toilet"}
    assert set(place_kinds._KINDS) - set(place_kinds._of_kind()) <= without
    assert all(place in gazetteer.places() for _, place in place_kinds._of_kind()["pier"])


LONG_ROADS = [
    ("white car wrong way on the yuen long highway fast lane just past pok oi heading for tuen mun", "Yuen Long Highway", "YL"),
    ("a crash on Castle Peak Road near Sham Tseng", "Castle Peak Road", "TW"),
    ("深井那边青山公路上有一群摩托车在赛车", "Castle Peak Road", "TW"),
    ("a taxi hit me at the lights on Waterloo Road by the YMCA", "Waterloo Road", "YTM"),
    ("a crash on Tuen Mun Road heading to Tsuen Wan just after Siu Lam", "Tuen Mun Road", "TM"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "district"), LONG_ROADS)
def test_what_stands_by_a_long_road_tells_its_district(
    read: Read, text: str, name: str, district: str
) -> None:
    """A landmark by it decides; where the road leads does not."""
    place = read(text)["locations"][0]
    assert (place["name_en"], place["district"]) == (name, district)


def test_where_a_highway_leads_leaves_its_district_open(read: Read) -> None:
    """ "Tolo Highway towards Sha Tin": both districts are candidates."""
    place = read("a lorry crashed on the Tolo Highway towards Sha Tin")["locations"][0]
    assert place["ambiguous"]
    assert {one["district"] for one in place["candidates"]} == {"ST", "TP"}


def test_the_end_of_a_tunnel_is_where_it_happened(read: Read) -> None:
    """往沙田的出口 lies in Sha Tin."""
    place = read("在大老山隧道往沙田的出口有一辆车撞了栏杆")["locations"][0]
    assert (place["name_en"], place["district"]) == ("Tate's Cairn Tunnel", "ST")
