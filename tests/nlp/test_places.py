"""Where: names in both scripts, the city's locator grammar, roles and doubt."""

from __future__ import annotations

from typing import Any

import pytest

from nlp import gazetteer
from tests.nlp.conftest import Read

PLACES = [
    ("outside Mong Kok station exit B2", "mtr_exit", "Mong Kok Station", "YTM", {"exit": "B2"}),
    ("旺角地鐵站B2出口", "mtr_exit", "Mong Kok Station", "YTM", {"exit": "B2"}),
    ("MTR exit B two of Mong Kok", "mtr_exit", "Mong Kok Station", "YTM", {"exit": "B2"}),
    ("I was in MK", "area", "Mong Kok", "YTM", {}),
    ("喺尖咀", "area", "Tsim Sha Tsui", "YTM", {}),
    ("in Tsimshatsui", "area", "Tsim Sha Tsui", "YTM", {}),
    ("at 88 Nathan Road in Tsim Sha Tsui", "street_address", "Nathan Road", "YTM", {"building_no": "88"}),
    ("福榮街四十五號", "street_address", "Fuk Wing Street", "SSP", {"building_no": "45"}),
    ("弥敦道88号", "street_address", "Nathan Road", "YTM", {"building_no": "88"}),
    ("corner of Nathan Road and Argyle Street", "intersection", "Nathan Road / Argyle Street", "YTM", {}),
    ("彌敦道同亞皆老街交界", "intersection", "Nathan Road / Argyle Street", "YTM", {}),
    (
        "flat B on the 15th floor, block two, Choi Hung Estate",
        "estate", "Choi Hung Estate", "WTS", {"block": "2", "floor": "15", "flat": "B"},
    ),
    ("彩虹邨金碧樓三樓", "estate", "Choi Hung Estate", "WTS", {"floor": "3"}),
    ("美孚新村", "estate", "Mei Foo Sun Chuen", "SSP", {}),
    ("opposite Langham Place", "landmark", "Langham Place", "YTM", {"relation": "opposite"}),
    ("時代廣場對面", "landmark", "Times Square", "WC", {"relation": "opposite"}),
    ("威院門口", "landmark", "Prince of Wales Hospital", "ST", {"relation": "outside"}),
    ("紅隧入口", "road_point", "Cross-Harbour Tunnel", "KLC", {}),
    ("near lamp post EB1234 in Lion Rock Country Park", "country_park", "Lion Rock Country Park", "WTS", {"lamp_post": "EB1234"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "name", "district", "detail"), PLACES)
def test_a_place_is_found(
    read: Read, text: str, kind: str, name: str, district: str, detail: dict[str, Any]
) -> None:
    """Kind, name, district and detail as said; a place that is only named is nobody's, a whole address
    or an incident told with it is where somebody is to go."""
    report = read(text)
    place = report["locations"][0]
    assert (place["kind"], place["name_en"]) == (kind, name)
    wanted = report["incident_types"] or {"building_no", "flat", "floor", "lamp_post"} & set(detail)
    assert place["role"] == ("incident" if wanted else "other")
    assert place["district"] == district
    assert {key: place["detail"][key] for key in detail} == detail


def test_an_area_around_a_street_belongs_to_it(read: Read) -> None:
    """ "Pei Ho Street in Sham Shui Po" is one place, backed by both words."""
    places = read("a fight at Pei Ho Street in Sham Shui Po")["locations"]
    assert [place["name_en"] for place in places] == ["Pei Ho Street"]
    assert {ev["text"] for ev in places[0]["evidence"]} == {"Pei Ho Street", "Sham Shui Po"}


def test_a_correction_makes_the_first_place_void(read: Read) -> None:
    """ "At Jordan, sorry, Yau Ma Tei" happened in Yau Ma Tei."""
    for text in (
        "there is a fight at Jordan, sorry, Yau Ma Tei",
        "有人打劫喺佐敦，唔係，油麻地",
    ):
        places = read(text)["locations"]
        assert [p["name_en"] for p in places if p["role"] == "incident"] == ["Yau Ma Tei"]


def test_where_somebody_ran_to_is_not_where_it_happened(read: Read) -> None:
    """A direction is another place."""
    places = read("he snatched my bag in Jordan and ran off towards Mong Kok")["locations"]
    assert {p["name_en"]: p["role"] for p in places} == {"Jordan": "incident", "Mong Kok": "other"}


def test_a_road_through_many_districts_is_ambiguous_until_another_place_decides(read: Read) -> None:
    """Never a lone guess: candidates, no coordinate; the district once something tells it."""
    alone = read("an accident on Castle Peak Road")["locations"][0]
    assert alone["ambiguous"] and alone["lat"] is None
    assert len(alone["candidates"]) > 1
    told = read("an accident on Castle Peak Road in Tuen Mun")["locations"][0]
    assert (told["district"], told["ambiguous"]) == ("TM", False)


@pytest.mark.parametrize(
    "text", ["thank you central heating is broken", "the elements of this", "airport", "我大學畢業"]
)
def test_common_words_are_no_places(read: Read, text: str) -> None:
    """A name that is also a word needs a capital or a preposition."""
    assert read(text)["locations"] == []


def test_an_exit_has_its_own_coordinate(read: Read) -> None:
    """Exit B2 lies where the railway says, and the precision is stated."""
    place = read("Mong Kok MTR exit B2")["locations"][0]
    assert (place["lat"], place["lon"]) == gazetteer.exits()["Mong Kok", "B2"]
    assert place["precision_m"] == 30


def test_every_place_has_a_known_district_and_an_honest_coordinate() -> None:
    """A coordinate lies in Hong Kong and has a precision; a place without one has its district."""
    codes = set(gazetteer.districts())
    assert len(codes) == 18
    for place in gazetteer.places():
        assert place.districts and set(place.districts) <= codes
        assert (place.lat is None) == (place.lon is None) == (place.precision_m is None)
        if place.lat is not None and place.lon is not None:
            assert 22.1 < place.lat < 22.6 and 113.8 < place.lon < 114.5


def test_the_gazetteer_is_as_wide_as_promised() -> None:
    """Streets, stations, areas and estates in their numbers."""
    counts = {kind: count["places"] for kind, count in gazetteer.stats().items()}
    assert counts["street"] > 4000
    assert counts["mtr_station"] >= 90
    assert counts["exit"] > 500
    assert counts["area"] >= 100
    assert counts["estate"] >= 60


def test_lookup_finds_names_without_a_pipeline() -> None:
    """What the command line shows."""
    assert [m.places[0].name_en for m in gazetteer.lookup("旺角 and Choi Hung Estate")] == [
        "Mong Kok",
        "Choi Hung Estate",
    ]
