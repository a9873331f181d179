"""The places that come with Earwitness: how many, where, under which names, and which names are doubtful."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import gazetteer
from nlp.gazetteer import compile as compiling
from nlp.gazetteer import points
from nlp.gazetteer.place import KINDS
from nlp.normalise import fold

#: South, west, north, east of each district: its outline of 2001 rounded outwards by a kilometre, for
#: land has been won from the sea since.
BOXES = {
    "CW": (22.24, 114.10, 22.31, 114.18), "EST": (22.23, 114.17, 22.31, 114.27),
    "STH": (22.18, 114.10, 22.29, 114.28), "SSP": (22.30, 114.12, 22.36, 114.19),
    "KLC": (22.29, 114.16, 22.36, 114.23), "WTS": (22.32, 114.16, 22.37, 114.24),
    "KT": (22.27, 114.19, 22.35, 114.26), "YTM": (22.28, 114.14, 22.34, 114.20),
    "KC": (22.30, 114.06, 22.40, 114.16), "TW": (22.30, 113.98, 22.43, 114.18),
    "TM": (22.31, 113.86, 22.45, 114.08), "YL": (22.38, 113.92, 22.54, 114.14),
    "NTH": (22.45, 114.06, 22.58, 114.35), "TP": (22.38, 114.10, 22.57, 114.46),
    "ST": (22.33, 114.13, 22.45, 114.27), "SK": (22.22, 114.21, 22.46, 114.42),
    "ILD": (22.14, 113.82, 22.34, 114.32), "WC": (22.24, 114.15, 22.30, 114.22),
}  # fmt: skip

#: As people say it -> the place and its district.
SAID = [
    ("TST", "Tsim Sha Tsui", "YTM"), ("MK", "Mong Kok", "YTM"), ("LKF", "Lan Kwai Fong", "CW"),
    ("銅記", "Causeway Bay", "WC"), ("尖咀", "Tsim Sha Tsui", "YTM"),
    ("尖東", "Tsim Sha Tsui East", "YTM"), ("紅隧", "Cross-Harbour Tunnel", "KLC"),
    ("東隧", "Eastern Harbour Crossing", "KT"), ("西隧", "Western Harbour Crossing", "YTM"),
    ("東廊", "Island Eastern Corridor", "EST"), ("北角匯", "Harbour North", "EST"),
    ("TMH", "Tuen Mun Hospital", "TM"), ("屯門醫院", "Tuen Mun Hospital", "TM"),
    ("QEH", "Queen Elizabeth Hospital", "YTM"), ("QE Hospital", "Queen Elizabeth Hospital", "YTM"),
    ("伊院", "Queen Elizabeth Hospital", "YTM"), ("PMH", "Princess Margaret Hospital", "KC"),
    ("PWH", "Prince of Wales Hospital", "ST"), ("威院", "Prince of Wales Hospital", "ST"),
    ("那打素", "Alice Ho Miu Ling Nethersole Hospital", "TP"), ("CUHK", "Chinese University of Hong Kong", "ST"),
    ("HKU", "University of Hong Kong", "CW"), ("PolyU", "Hong Kong Polytechnic University", "YTM"),
    ("科大", "Hong Kong University of Science and Technology", "SK"),
    ("教大", "Education University of Hong Kong", "TP"), ("嶺大", "Lingnan University", "TM"),
    ("saint teresas hospital", "St. Teresa's Hospital", "KLC"), ("葵廣", "Kwai Chung Plaza", "KC"),
    ("tin yiu chuen", "Tin Yiu Estate", "YL"), ("Wah Fu housing estate", "Wah Fu Estate", "STH"),
    ("沙角村", "Sha Kok Estate", "ST"), ("興華二邨", "Hing Wah Estate", "EST"),
    ("Tin King light rail station", "Tin King Light Rail Stop", "TM"),
    ("輕鐵銀座站", "Ginza Light Rail Stop", "YL"), ("告士打道", "Gloucester Road", "WC"),
    ("青山公路青山灣段", "Castle Peak Road - Castle Peak Bay", "TM"),
    ("castle peak road tai lam", "Castle Peak Road - Tai Lam", "TM"),
    ("梅窩碼頭", "Mui Wo Ferry Pier", "ILD"), ("皇后山邨", "Queens Hill Estate", "NTH"),
    ("八仙嶺", "Pat Sin Leng Country Park", "TP"), ("蓮塘口岸", "Heung Yuen Wai Control Point", "NTH"),
    ("大尾篤", "Tai Mei Tuk", "TP"), ("井欄樹", "Tseng Lan Shue", "SK"), ("Nina Mall", "Nina Tower", "TW"),
    ("慈正邨", "Tsz Ching Estate", "WTS"), ("荷里活廣場", "Plaza Hollywood", "WTS"),
]  # fmt: skip

#: Names that stand for places of several districts, streets apart. A new one must be meant.
SHARED = {
    "法国医院", "大浪湾", "hong kong", "tai wai village", "tai wai tsuen", "坑头村", "凤凰径",
    "star ferry pier",
}  # fmt: skip


@pytest.mark.parametrize(("said", "name", "district"), SAID)
def test_a_place_is_known_as_people_say_it(said: str, name: str, district: str) -> None:
    """The whole of the words is one name, and its likeliest place is the one meant."""
    (match,) = gazetteer.lookup(said)
    assert (match.places[0].name_en, match.places[0].districts[0]) == (name, district)


def test_the_list_is_as_wide_as_promised() -> None:
    """Estates, areas, villages, light-rail stops, parks ... in their numbers."""
    counts = {kind: count["places"] for kind, count in gazetteer.stats().items()}
    least = {"estate": 350, "area": 120, "village": 150, "landmark": 400, "building": 40,
             "road_point": 50, "country_park": 24, "bus_stop": 68 + 30, "mtr_station": 93,
             "exit": 580, "street": 4400, "district": 18}  # fmt: skip
    assert {kind: counts[kind] for kind, least_of in least.items() if counts[kind] < least_of} == {}
    light_rail = [p for p in gazetteer.places() if p.name_en.endswith("Light Rail Stop")]
    assert len(light_rail) == 68
    assert {place.districts for place in light_rail} == {("TM",), ("YL",)}


@pytest.mark.parametrize("name", ["Lai King", "Lai Chi Kok", "Lo Wu", "Lok Ma Chau", "Racecourse"])
def test_stations_without_listed_exits_are_stations(name: str) -> None:
    """The public list of exits lacks them; "lai king station" is no area."""
    assert gazetteer.stations()[name.lower()].kind == "mtr_station"


@pytest.mark.parametrize("code", BOXES)
def test_every_district_has_places_of_several_kinds(code: str) -> None:
    """Also in the New Territories: areas, estates, stations, streets, a hospital, a police station."""
    found = gazetteer.by_district()[code]
    least = {"area": 8, "estate": 5, "landmark": 15, "mtr_station": 2, "street": 120, "bus_stop": 1}
    assert {kind: found.get(kind) for kind in least if found.get(kind, 0) < least[kind]} == {}
    landmarks = [p.name_en for p in gazetteer.places() if code in p.districts]
    assert any(name.endswith("Police Station") for name in landmarks)
    assert any("Hospital" in name for name in landmarks)


def test_every_coordinate_lies_in_a_district_of_its_place() -> None:
    """No place is on the map of another part of the city."""
    astray = []
    for place in gazetteer.places():
        if place.lat is None or place.lon is None or place.kind == "district":
            continue
        south, west, north, east = zip(*(BOXES[code] for code in place.districts), strict=True)
        inside = min(south) < place.lat < max(north) and min(west) < place.lon < max(east)
        astray += [] if inside else [(place.name_en, place.districts)]
    assert astray == []


def test_a_coordinate_says_how_precise_it_is() -> None:
    """Never finer than its source: a stop stands beside a place, a station is as wide as its exits."""
    least = {"mtr_station": 100, "area": 800, "street": 500, "estate": 150, "landmark": 150}
    for place in gazetteer.places():
        assert (place.lat is None) == (place.lon is None) == (place.precision_m is None)
        if place.precision_m is not None:
            assert place.precision_m >= least.get(place.kind, 100), place
        if place.kind in ("road_point", "country_park"):
            assert place.lat is None


def test_no_name_stands_silently_for_places_of_several_districts() -> None:
    """Each such name is known here, or is a street's, and says so itself."""
    shared = {
        match.name
        for match in gazetteer.shared_names()
        if {place.kind for place in match.places} != {"street"}
    }
    assert shared == SHARED
    (match,) = gazetteer.lookup("法國醫院")
    assert match.ambiguous and {p.districts for p in match.places} == {("WC",), ("KLC",)}


def test_no_place_is_listed_twice() -> None:
    """Same kind and English name, but for streets that really share one."""
    seen = defaultdict(list)
    for place in gazetteer.places():
        if place.kind != "street":
            seen[place.kind, place.name_en.lower()].append(place.name_zh)
    assert {key: names for key, names in seen.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    "words",
    [
        "一切順利", "首都", "he was in the middle lane", "that is the one", "the main road", "wan",
        "the wings of a bird", "the waterfront", "the center of it", "a short street",
        "on top of that", "we need more police", "水口", "分流咗啲車",
    ],
)  # fmt: skip
def test_everyday_words_are_no_places(words: str) -> None:
    """A place that is called like an everyday word is not found by that word alone."""
    assert gazetteer.lookup(words) == ()


def test_names_in_latin_letters_are_long_enough_or_abbreviations() -> None:
    """No single syllable of a romanised name is a name: "wan", "tin", "kwai", "sha" stay words."""
    syllables = {
        word
        for place in gazetteer.places()
        if place.kind in ("area", "mtr_station", "village", "estate")
        for word in place.name_en.lower().split()
        if len(place.name_en.split()) > 1
    }
    names = {name for name in gazetteer.names() if name.isascii() and " " not in name}
    written = {
        fold(name)
        for place in gazetteer.places()
        for name in (place.name_en, *place.aliases)
        if " " not in name
    }
    assert {name for name in names & syllables if name not in written} == set()
    assert {"wan", "tin", "sha", "estate", "court", "hospital"} & names == set()


def test_names_are_written_soundly() -> None:
    """Both names and known kinds everywhere; English names in Latin letters, nothing around them."""
    for place in gazetteer.places():
        assert place.kind in KINDS
        assert place.name_en == place.name_en.strip() != ""
        assert place.name_zh == place.name_zh.strip() != ""
        assert place.name_en.isascii(), place
        assert not any(";" in alias or "|" in alias or not alias for alias in place.aliases)


def test_what_is_written_by_hand_is_compiled() -> None:
    """``places.csv`` was built after the last change of ``facts/``."""
    compiled = {
        (row["kind"], row["name_en"], row["name_zh"], row["districts"], row["aliases"])
        for row in compiling.read(compiling.HERE / "places.csv")
    }
    keys = ("kind", "name_en", "name_zh", "districts", "aliases")
    stale = [row for row in compiling.written() if tuple(row[key] for key in keys) not in compiled]
    assert stale == [], "run `earwitness gazetteer build`"


STOPS = points.Stops(
    [
        {"name_en": name, "lat": str(lat), "lng": "114.15"}
        for name, lat in [
            ("Nathan Road, opposite Kowloon Park", 22.30),
            ("Kowloon Park Drive northbound", 22.31),
            ("Sha Tin Central Park", 22.38),
            ("Block 2 of Central Park", 22.32),
            ("Central Park / Hoi Fan Road", 22.321),
        ]
    ]
)


def test_a_stop_names_a_place_only_by_its_whole_name() -> None:
    """The head of a street's name and the tail of a longer name are other places."""
    assert [point[0] for point in STOPS.of("Kowloon Park", leading=False)] == [22.30]
    assert [point[0] for point in STOPS.of("Central Park", leading=False)] == [22.32, 22.321]
    assert [point[0] for point in STOPS.of("Nathan Road", leading=True)] == [22.30]


SQUARE = [[(22.30, 114.10), (22.30, 114.20), (22.40, 114.20), (22.40, 114.10)]]


def test_stops_of_other_districts_do_not_move_a_place() -> None:
    """A stop inside the district counts, one near its border too, one far from it does not."""
    inside, near, far = (22.35, 114.15), (22.2995, 114.1005), (22.20, 114.15)
    found = compiling.within([inside, near, far], ["CW"], {"CW": SQUARE})
    assert found == [inside, near]


degrees = st.tuples(st.floats(22.2, 22.5), st.floats(113.9, 114.4))


@given(st.lists(degrees, min_size=1, max_size=6))
def test_the_precision_of_a_middle_reaches_every_point(given_points: list[points.Point]) -> None:
    """Or the points lie too far apart to say anything."""
    where = points.middle(given_points, 150)
    if where is None:
        assert max(points.distance_m(a, b) for a in given_points for b in given_points) > 2500
        return
    assert where.precision_m >= 150
    for point in given_points:
        assert points.distance_m((where.lat, where.lon), point) <= where.precision_m + 2


@given(degrees)
def test_a_point_is_inside_of_a_square_exactly_when_its_degrees_are(point: points.Point) -> None:
    """The crossing test agrees with comparing degrees."""
    lat, lon = point
    assert points.inside(point, SQUARE) == (22.30 < lat < 22.40 and 114.10 < lon < 114.20)


def test_a_street_of_the_list_keeps_its_districts_in_their_order() -> None:
    """The first is the road's main one; a missing Chinese name becomes the English one."""
    found = compiling.named_streets(
        [
            {"english": "LUNG CHEUNG ROAD", "chinese": "龍翔道", "district_code": "WTS-KC-SSP"},
            {"english": "JETTY ROAD", "chinese": "", "district_code": "TM"},
            {"english": "NOWHERE ROAD", "chinese": "無路", "district_code": "??"},
        ]
    )
    assert found == {
        ("Lung Cheung Road", "龍翔道"): ["WTS", "KLC", "SSP"],
        ("Jetty Road", "Jetty Road"): ["TM"],
    }


def test_the_list_is_compiled_from_public_lists(tmp_path: Path) -> None:
    """Four small lists of their real form; a folder without them is told which are missing."""
    with pytest.raises(Exception, match="hk_streets_2017"):
        compiling.build(tmp_path, tmp_path)
    (tmp_path / "hk_streets_2017.csv").write_text(
        "english,chinese,district_code\nNATHAN ROAD,彌敦道,YTM\nCROSS HARBOUR TUNNEL,海底隧道,YTM\n"
    )
    (tmp_path / "mtr_exits.csv").write_text(
        "station_en,station_zh,exit,lat,lng\nJordan,佐敦,A,22.3050,114.1716\nJordan,佐敦,B1,22.3046,114.1719\n"
    )
    (tmp_path / "minibus_stops_en.csv").write_text(
        "name_en,lat,lng\nKowloon Park,22.3003,114.1706\nNathan Road near Jordan,22.3046,114.1716\n"
    )
    shape = '{{"type":"Feature","properties":{{"DC_CODE":"{}"}},"geometry":{{"type":"Polygon","coordinates":[[[114.1,22.2],[114.3,22.2],[114.3,22.5],[114.1,22.5]]]}}}}'
    shapes = ",".join(shape.format(code) for code in compiling.OUTLINE_DISTRICTS)
    (tmp_path / "hk_districts_2001_lowres.geojson").write_text(
        f'{{"type":"FeatureCollection","features":[{shapes}]}}'
    )
    out = tmp_path / "out"
    out.mkdir()
    count = compiling.build(tmp_path, out)
    rows = {row["name_en"]: row for row in compiling.read(out / "places.csv")}
    assert len(rows) <= count
    assert rows["Jordan"]["precision_m"] == "100" or rows["Jordan"]["kind"] == "area"
    assert (rows["Kowloon Park"]["lat"], rows["Kowloon Park"]["precision_m"]) == ("22.3003", "150")
    assert rows["Nathan Road"]["precision_m"] == "1500"
    assert "Cross Harbour Tunnel" not in rows and "Cross-Harbour Tunnel" in rows
    assert len(compiling.read(out / "exits.csv")) == 2
