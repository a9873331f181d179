"""Compile the gazetteer from the public lists and the facts written by hand.

``earwitness gazetteer build FOLDER``: the folder holds the government's street list
(``hk_streets_2017.csv``), the railway's exits (``mtr_exits.csv``), the minibus stops
(``minibus_stops_en.csv``) and the district outlines (``hk_districts_2001_lowres.geojson``); what was
written by hand lies in ``facts/``. What comes out, ``places.csv`` and ``exits.csv``, is this
project's own selection in its own form (SOURCES.md).

A coordinate is never made up: it is the middle of the exits or of the minibus stops that bear the
place's name and lie in its district, and its precision is how far those lie apart; else it stays
empty.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from nlp.gazetteer.points import Middle, Outline, Point, Stops, distance_m, middle, off_m, squash
from voice_intake.errors import ConfigurationError

HERE = Path(__file__).parent
FACTS = HERE / "facts"
#: The public lists that a folder must hold.
NEEDED = (
    "hk_streets_2017.csv", "mtr_exits.csv", "minibus_stops_en.csv",
    "hk_districts_2001_lowres.geojson",
)  # fmt: skip
#: The street list's letters -> district codes.
STREET_DISTRICTS = {
    "C&W": "CW", "E": "EST", "S": "STH", "WC": "WC", "KC": "KLC", "KT": "KT", "SSP": "SSP",
    "WTS": "WTS", "YTM": "YTM", "IS": "ILD", "K&T": "KC", "N": "NTH", "SK": "SK", "ST": "ST",
    "TP": "TP", "TW": "TW", "TM": "TM", "YL": "YL", "SKI": "SK",
}  # fmt: skip
OUTLINE_DISTRICTS = {
    "A": "CW", "C": "EST", "D": "STH", "F": "SSP", "G": "KLC", "H": "WTS", "J": "KT", "E": "YTM",
    "S": "KC", "K": "TW", "L": "TM", "M": "YL", "N": "NTH", "P": "TP", "R": "ST", "Q": "SK",
    "T": "ILD", "B": "WC",
}  # fmt: skip
#: Streets whose district the list leaves out.
MISSING_CODES = {"Bulkeley Street": ["KLC"]}
#: A stop stands beside the place that it is named after, not in it.
STOP_PRECISION_M = 150
#: How long streets and roads commonly are: the stops show only a part of them.
STREET_PRECISION_M = 500
ROAD_PRECISION_M = 1500
#: A stop may stand over the border of the district whose place it names; outlines are coarse, and
#: borders have moved and land was won from the sea since they were drawn.
BORDER_M = 700
#: Stops tell little of where these lie.
TOO_LARGE = ("country_park", "road_point", "mtr_station")
COLUMNS = ("id", "kind", "name_en", "name_zh", "districts", "lat", "lon", "precision_m", "aliases")

Outlines = Mapping[str, Outline]


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def title(name: str) -> str:
    """``NATHAN ROAD`` -> ``Nathan Road``, ``QUEEN'S`` -> ``Queen's``, ``1ST`` -> ``1st``."""
    return re.sub(r"[\w']+", lambda m: m.group()[0].upper() + m.group()[1:].lower(), name.strip())


def street_codes(letters: str) -> list[str]:
    """``K&T-TW`` -> our codes in the list's order; empty where a letter is unknown or missing."""
    codes = [STREET_DISTRICTS.get(part.strip().upper()) for part in letters.strip().split("-")]
    return [code for code in codes if code]


def streets(
    rows: Iterable[Mapping[str, str]], stops: Stops, outlines: Outlines
) -> Iterator[dict[str, str]]:
    """The official street list with our district codes, each street once."""
    for (name_en, name_zh), codes in sorted(named_streets(rows).items()):
        least = STREET_PRECISION_M if name_en.endswith("Street") else ROAD_PRECISION_M
        points = within(stops.of(name_en, leading=True), codes, outlines)
        yield _row("street", name_en, name_zh, "|".join(codes), middle(points, least), "")


def named_streets(rows: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], list[str]]:
    """(English, Chinese) -> codes; a street without a Chinese name bears the English one in both."""
    merged: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        name_en = title(row["english"])
        codes = street_codes(row["district_code"] or "") or MISSING_CODES.get(name_en, [])
        if codes:
            known = merged.setdefault((name_en, row["chinese"].strip() or name_en), [])
            known += [code for code in codes if code not in known]
    return merged


def stations(
    exits: Iterable[Mapping[str, str]], facts: Mapping[str, Mapping[str, str]]
) -> Iterator[dict[str, str]]:
    """Stations with the middle of their exits."""
    points: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for row in exits:
        points[row["station_en"], row["station_zh"]].append((float(row["lat"]), float(row["lng"])))
    for (name_en, name_zh), where in sorted(points.items()):
        told = facts.get(name_en, {"districts": "", "aliases": ""})
        codes, aliases = told["districts"], told["aliases"]
        yield _row("mtr_station", name_en, name_zh, codes, middle(where, 100), aliases)


def by_hand(
    rows: Iterable[Mapping[str, str]],
    stops: Stops,
    of_stations: Mapping[str, Middle],
    outlines: Outlines,
) -> Iterator[dict[str, str]]:
    """The places written by hand, put on the map where public points bear their names."""
    for row in rows:
        codes = row["districts"].split("|")
        where: Middle | None = None
        if row["kind"] == "area":
            station = of_stations.get(squash(row["name_en"]))
            where = Middle(station.lat, station.lon, 800) if station else None
        elif row["kind"] not in TOO_LARGE:
            points = [p for name in _stop_names(row) for p in stops.of(name, leading=False)]
            where = middle(within(points, codes, outlines), STOP_PRECISION_M)
        yield _row(
            row["kind"], row["name_en"], row["name_zh"], row["districts"], where, row["aliases"]
        )


def _stop_names(row: Mapping[str, str]) -> list[str]:
    """The English names that a stop may bear: the full ones, of two words at least."""
    names = dict.fromkeys(
        squash(n) for n in (row["name_en"], *row["aliases"].split(";")) if n.isascii()
    )
    # "Princess Margaret" begins the road's name as well as the hospital's.
    return [
        name
        for name in names
        if " " in name and not any(other.startswith(f"{name} ") for other in names)
    ]


def within(points: Iterable[Point], codes: Iterable[str], outlines: Outlines) -> list[Point]:
    """The points that lie in one of the districts, or little outside of it."""
    shapes = [outlines[code] for code in codes]
    return [
        p for p in dict.fromkeys(points) if any(off_m(p, shape) <= BORDER_M for shape in shapes)
    ]


def outlines_of(path: Path) -> dict[str, Outline]:
    """District code -> its outline's rings."""
    found: dict[str, Outline] = {}
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        shape = feature["geometry"]
        coordinates = shape["coordinates"]
        polygons = [coordinates] if shape["type"] == "Polygon" else coordinates
        found[OUTLINE_DISTRICTS[feature["properties"]["DC_CODE"]]] = [
            [(lat, lon) for lon, lat in ring] for polygon in polygons for ring in polygon
        ]
    return found


def districts(outlines: Outlines) -> Iterator[dict[str, str]]:
    """The eighteen districts with the middle of their outlines."""
    for row in read(FACTS / "districts.csv"):
        points = [point for ring in outlines[row["code"]] for point in ring]
        lats, lons = [p[0] for p in points], [p[1] for p in points]
        centre = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
        reach = math.ceil(max(distance_m(centre, point) for point in points))
        where = Middle(round(centre[0], 4), round(centre[1], 4), reach)
        yield _row("district", row["name_en"], row["name_zh"], row["code"], where, row["aliases"])


def _row(
    kind: str, name_en: str, name_zh: str, codes: str, where: Middle | None, aliases: str
) -> dict[str, str]:
    return {
        "kind": kind,
        "name_en": name_en,
        "name_zh": name_zh,
        "districts": codes,
        "lat": f"{where.lat}" if where else "",
        "lon": f"{where.lon}" if where else "",
        "precision_m": f"{where.precision_m}" if where else "",
        "aliases": aliases,
    }


def written() -> list[dict[str, str]]:
    """The places of ``facts/``, file by file."""
    apart = {"districts.csv", "stations.csv"}
    paths = sorted(path for path in FACTS.glob("*.csv") if path.name not in apart)
    return [row for path in paths for row in read(path)]


def compile_places(folder: Path) -> list[dict[str, str]]:
    """Every row of ``places.csv``, numbered by kind."""
    stops = Stops(read(folder / "minibus_stops_en.csv"))
    outlines = outlines_of(folder / "hk_districts_2001_lowres.geojson")
    facts = {row["name_en"]: row for row in read(FACTS / "stations.csv")}
    of_railway = list(stations(read(folder / "mtr_exits.csv"), facts))
    middles = {
        squash(row["name_en"]): Middle(
            float(row["lat"]), float(row["lon"]), int(row["precision_m"])
        )
        for row in of_railway
        if row["lat"]
    }
    rows = [
        *districts(outlines),
        *of_railway,
        *by_hand(written(), stops, middles, outlines),
    ]
    # A tunnel or a highway stands once, as the road that callers name; the street list has it too.
    roads = {
        name
        for row in rows
        if row["kind"] == "road_point"
        for name in (squash(row["name_en"]), row["name_zh"])
    }
    listed = streets(read(folder / "hk_streets_2017.csv"), stops, outlines)
    rows += [row for row in listed if not {squash(row["name_en"]), row["name_zh"]} & roads]
    return [{"id": f"{row['kind']}-{number}", **row} for number, row in enumerate(rows, start=1)]


def write(path: Path, columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> None:
    """A CSV file with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def build(folder: Path, output: Path = HERE) -> int:
    """Write ``places.csv`` and ``exits.csv`` into ``output``; how many places there are."""
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise ConfigurationError(
            f"{folder} holds no {', '.join(missing)}.",
            next_step="docs/gazetteer.md says where these lists come from.",
        )
    rows = compile_places(folder)
    exits = [
        {"station": r["station_en"], "exit": r["exit"], "lat": r["lat"][:9], "lon": r["lng"][:10]}
        for r in read(folder / "mtr_exits.csv")
    ]
    write(output / "places.csv", COLUMNS, rows)
    write(output / "exits.csv", ("station", "exit", "lat", "lon"), exits)
    return len(rows)
