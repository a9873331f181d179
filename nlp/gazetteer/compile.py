"""Compile the gazetteer from the public lists and the places written by hand.

Run ``python -m nlp.gazetteer.compile FOLDER``: the folder holds the government's street list
(``hk_streets_2017.csv``), the railway's exits (``mtr_exits.csv``), the minibus stops
(``minibus_stops_en.csv``) and the district outlines (``hk_districts_2001_lowres.geojson``). What comes
out, ``places.csv`` and ``exits.csv``, is this project's own selection in its own form (SOURCES.md).

A coordinate is never made up: it is the middle of the exits or of the minibus stops that bear the
place's name, and its precision is how far those lie apart; else it stays empty.
"""

from __future__ import annotations

import csv
import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
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
#: Points farther apart than this do not say where a place is.
MAX_SPREAD_M = 2500
#: A stop stands beside the place that it is named after, not in it.
STOP_PRECISION_M = 150
#: How long streets and roads commonly are: the stops show only a part of them.
STREET_PRECISION_M = 500
ROAD_PRECISION_M = 1500
#: Stops tell little of where these lie.
TOO_LARGE = ("country_park", "road_point")
COLUMNS = ("id", "kind", "name_en", "name_zh", "districts", "lat", "lon", "precision_m", "aliases")

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Middle:
    """Where a set of points lies: degrees, and the farthest point's distance in metres."""

    lat: float
    lon: float
    precision_m: int


def distance_m(a: Point, b: Point) -> float:
    """Metres between two points, flat over a city."""
    north = (a[0] - b[0]) * 110_600
    east = (a[1] - b[1]) * 111_320 * math.cos(math.radians(22.35))
    return math.hypot(north, east)


def middle(points: list[Point], least_m: int) -> Middle | None:
    """The points' middle, or None where they lie too far apart to mean one place."""
    if not points:
        return None
    centre = (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))
    spread = max(distance_m(centre, point) for point in points)
    if spread > MAX_SPREAD_M:
        return None
    return Middle(round(centre[0], 5), round(centre[1], 5), max(least_m, math.ceil(spread)))


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def title(name: str) -> str:
    """``NATHAN ROAD`` -> ``Nathan Road``, ``QUEEN'S`` -> ``Queen's``, ``1ST`` -> ``1st``."""
    return re.sub(r"[\w']+", lambda m: m.group()[0].upper() + m.group()[1:].lower(), name.strip())


def squash(name: str) -> str:
    """For comparing names: lower case, letters and digits only."""
    return re.sub(r"[^a-z0-9]+", " ", name.lower().replace("'", "")).strip()


class Stops:
    """The minibus stops, asked by the name of a street or place."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self._stops = [
            (f" {squash(row['name_en'])} ", (float(row["lat"]), float(row["lng"]))) for row in rows
        ]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for index, (name, _) in enumerate(self._stops):
            for word in set(name.split()):
                self._by_word[word].append(index)

    def of(self, name: str, *, leading: bool) -> list[Point]:
        """Points of the stops that begin with (a street) or hold (a place) the name."""
        key = squash(name)
        rarest = min(key.split(), key=lambda word: len(self._by_word.get(word, ())), default="")
        found = []
        for index in self._by_word.get(rarest, ()):
            stop, point = self._stops[index]
            if stop.startswith(f" {key} ") if leading else f" {key} " in stop:
                found.append(point)
        return found


def streets(rows: list[dict[str, str]], stops: Stops) -> Iterator[dict[str, str]]:
    """The official street list with our district codes."""
    merged: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        codes = _street_codes(row["district_code"] or "")
        if codes and row["chinese"]:
            merged[(title(row["english"]), row["chinese"].strip())] |= codes
    for (name_en, name_zh), codes in sorted(merged.items()):
        least = STREET_PRECISION_M if name_en.endswith("Street") else ROAD_PRECISION_M
        where = middle(stops.of(name_en, leading=True), least)
        yield _row("street", name_en, name_zh, "|".join(sorted(codes)), where, "")


def _street_codes(letters: str) -> set[str]:
    codes = (STREET_DISTRICTS.get(part.upper()) for part in letters.strip().split("-"))
    return {code for code in codes if code}


def stations(exits: list[dict[str, str]], districts: dict[str, str]) -> Iterator[dict[str, str]]:
    """Stations with the middle of their exits."""
    points: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for row in exits:
        points[row["station_en"], row["station_zh"]].append((float(row["lat"]), float(row["lng"])))
    for (name_en, name_zh), where in sorted(points.items()):
        yield _row(
            "mtr_station",
            name_en,
            name_zh,
            districts.get(squash(name_en), ""),
            middle(where, 100),
            "",
        )


def by_hand(
    rows: list[dict[str, str]], stops: Stops, of_stations: dict[str, Middle]
) -> Iterator[dict[str, str]]:
    """The places written by hand, put on the map where public points bear their names."""
    for row in rows:
        where: Middle | None
        if row["kind"] == "area":
            station = of_stations.get(squash(row["name_en"]))
            where = Middle(station.lat, station.lon, 800) if station else None
        elif row["kind"] in TOO_LARGE:
            where = None
        else:
            where = middle(stops.of(row["name_en"], leading=False), STOP_PRECISION_M)
        yield _row(
            row["kind"], row["name_en"], row["name_zh"], row["district"], where, row["aliases"]
        )


def districts(path: Path) -> Iterator[dict[str, str]]:
    """The eighteen districts with the middle of their outlines."""
    outlines = json.loads(path.read_text("utf-8"))["features"]
    corners: dict[str, list[Point]] = {}
    for feature in outlines:
        shape = feature["geometry"]
        coordinates = shape["coordinates"]
        rings = [coordinates] if shape["type"] == "Polygon" else coordinates
        corners[OUTLINE_DISTRICTS[feature["properties"]["DC_CODE"]]] = [
            (lat, lon) for polygon in rings for ring in polygon for lon, lat in ring
        ]
    for row in read(HERE / "districts.csv"):
        points = corners[row["code"]]
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


def compile_places(folder: Path) -> list[dict[str, str]]:
    """Every row of ``places.csv``, numbered by kind."""
    stops = Stops(read(folder / "minibus_stops_en.csv"))
    hand = read(HERE / "places_by_hand.csv")
    known = {squash(row["name_en"]): row["district"] for row in hand if row["kind"] != "estate"}
    known |= {squash(r["name_en"]): r["district"] for r in read(HERE / "station_districts.csv")}
    of_railway = list(stations(read(folder / "mtr_exits.csv"), known))
    middles = {
        squash(row["name_en"]): Middle(
            float(row["lat"]), float(row["lon"]), int(row["precision_m"])
        )
        for row in of_railway
        if row["lat"]
    }
    rows = [
        *districts(folder / "hk_districts_2001_lowres.geojson"),
        *of_railway,
        *by_hand(hand, stops, middles),
        *streets(read(folder / "hk_streets_2017.csv"), stops),
    ]
    return [{"id": f"{row['kind']}-{number}", **row} for number, row in enumerate(rows, start=1)]


def write(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    """A CSV file with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def main(folder: Path) -> None:
    """Write ``places.csv`` and ``exits.csv``."""
    write(HERE / "places.csv", COLUMNS, compile_places(folder))
    exits = [
        {"station": r["station_en"], "exit": r["exit"], "lat": r["lat"][:9], "lon": r["lng"][:10]}
        for r in read(folder / "mtr_exits.csv")
    ]
    write(HERE / "exits.csv", ("station", "exit", "lat", "lon"), exits)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
