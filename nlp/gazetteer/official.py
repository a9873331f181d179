"""Official data sets in their published forms, row by row, as rows of our own.

Sources of the forms: the government's street list (CSV), the MTR's ``mtr_lines_and_stations.csv`` and
``light_rail_routes_and_stops.csv``, lists of its exits, the Housing Authority's ``prh-estates.json``
and ``hos-courts.json``, and the Address Lookup Service's answers (JSON and bulk GeoJSON).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nlp.gazetteer import compile as compiling
from nlp.gazetteer.files import EXIT
from nlp.gazetteer.place import KINDS
from nlp.gazetteer.points import squash
from nlp.gazetteer.stream import GazetteerImportError, Row, csv_rows, json_objects

#: Metres: an official coordinate of an estate lies somewhere in it, of a building on it.
ESTATE_PRECISION_M = 150
BUILDING_PRECISION_M = 30
EXIT_PRECISION_M = 30
#: Hong Kong's waters and land, degrees.
_LATITUDES = (22.1, 22.6)
_LONGITUDES = (113.8, 114.5)


class BadRow(Exception):
    """A row that cannot be used: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Form:
    """One published form."""

    name: str
    #: Keys that a row of this form has.
    keys: frozenset[str]
    read: Callable[[Path], Iterator[Row]]
    #: A row of the file -> rows of ``places.csv`` (without id and source); raises BadRow.
    rows: Callable[[Mapping[str, Any]], Iterator[dict[str, str]]]
    attribution: str
    licence: str = "Terms and Conditions of Use of DATA.GOV.HK"


def row_of(
    kind: str,
    name_en: str,
    name_zh: str,
    districts: str,
    *,
    point: tuple[float, float] | None = None,
    precision_m: int | None = None,
    aliases: str = "",
) -> dict[str, str]:
    """A row of ``places.csv``."""
    return {
        "kind": kind,
        "name_en": name_en,
        "name_zh": name_zh,
        "districts": districts,
        "lat": f"{point[0]:.6f}".rstrip("0") if point else "",
        "lon": f"{point[1]:.6f}".rstrip("0") if point else "",
        "precision_m": str(precision_m) if point and precision_m is not None else "",
        "aliases": aliases,
    }


@lru_cache(maxsize=1)
def district_codes() -> Mapping[str, str]:
    """Names of the eighteen districts as the data sets write them -> codes."""
    found = {}
    for row in compiling.read(compiling.FACTS / "districts.csv"):
        found[squash(row["name_en"])] = row["code"]
        found[row["name_zh"].removesuffix("區")] = row["code"]
    return found


def district_code(name: str) -> str:
    """``CENTRAL & WESTERN DISTRICT`` -> ``CW``; raises BadRow."""
    plain = squash(name.replace("&", " and ")).removesuffix(" district")
    code = district_codes().get(plain) or district_codes().get(name.strip().removesuffix("區"))
    if not code:
        raise BadRow(f"the district {name!r} is none of the eighteen: correct its spelling")
    return code


def point_of(lat: object, lon: object) -> tuple[float, float] | None:
    """Degrees, or None where both are empty; raises BadRow for what is no place in Hong Kong."""
    if str(lat or "").strip() == "" and str(lon or "").strip() == "":
        return None
    try:
        point = float(str(lat)), float(str(lon))
    except ValueError:
        raise BadRow(f"{lat!r}, {lon!r} are no degrees: give latitude and longitude") from None
    if not all(map(math.isfinite, point)):
        raise BadRow(f"{lat!r}, {lon!r} are no degrees: give latitude and longitude")
    return point


def hong_kong_point(lat: object, lon: object) -> tuple[float, float] | None:
    """As ``point_of``; a point outside of Hong Kong is a mistake (grid metres, or swapped)."""
    point = point_of(lat, lon)
    if point and not (
        _LATITUDES[0] < point[0] < _LATITUDES[1] and _LONGITUDES[0] < point[1] < _LONGITUDES[1]
    ):
        raise BadRow(
            f"{point[0]}, {point[1]} lies outside of Hong Kong: "
            "give degrees (WGS 84), latitude before longitude"
        )
    return point


def text_of(row: Mapping[str, Any], key: str, language: str = "") -> str:
    """A trimmed value; of a value in several languages the one asked for."""
    value = row.get(key)
    if isinstance(value, Mapping):
        value = value.get(language)
    return " ".join(str(value or "").split())


def _named(row: Mapping[str, Any], english: str, chinese: str) -> tuple[str, str]:
    names = text_of(row, english, "en"), text_of(row, chinese, "zh-Hant")
    if not all(names):
        missing = english if not names[0] else chinese
        raise BadRow(f"no {missing}: fill it in, or take the row out")
    return names


def _streets(row: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    name_en, name_zh = text_of(row, "english"), text_of(row, "chinese")
    if not name_en:
        raise BadRow("no english: fill it in, or take the row out")
    name_en = compiling.title(name_en)
    codes = compiling.street_codes(text_of(row, "district_code"))
    codes = codes or compiling.MISSING_CODES.get(name_en, [])
    if not codes:
        raise BadRow(
            f"the district_code {text_of(row, 'district_code')!r} is unknown: "
            f"use {', '.join(compiling.STREET_DISTRICTS)}, with - between several"
        )
    yield row_of("street", name_en, name_zh or name_en, "|".join(dict.fromkeys(codes)))


def _exits(row: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    names = _named(row, "station_en", "station_zh")
    label = text_of(row, "exit").upper()
    point = hong_kong_point(row.get("lat"), row.get("lng"))
    if not label or point is None:
        raise BadRow("no exit or no coordinate: fill in exit, lat and lng")
    station = _known("mtr_station", names[0])
    yield row_of(EXIT, *names, station, point=point, precision_m=EXIT_PRECISION_M, aliases=label)


def _stations(row: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    names = _named(row, "English Name", "Chinese Name")
    yield row_of("mtr_station", *names, _known("mtr_station", names[0]))


def _light_rail(row: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    english, chinese = _named(row, "English Name", "Chinese Name")
    name_en, name_zh = f"{english} Light Rail Stop", f"{chinese.replace(' ', '')}輕鐵站"
    yield row_of("bus_stop", name_en, name_zh, _known("bus_stop", name_en))


@lru_cache(maxsize=1)
def _shipped() -> Mapping[tuple[str, str], str]:
    rows = compiling.read(compiling.HERE / "places.csv")
    return {(row["kind"], squash(row["name_en"])): row["districts"] for row in rows}


def _known(kind: str, name_en: str) -> str:
    districts = _shipped().get((kind, squash(name_en)))
    if districts is None:
        raise BadRow(
            f"{name_en} is new and this list gives no district: "
            f"import a row of kind {kind} in the form `places`, and take it out here"
        )
    return districts


def _estates(row: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    names = _named(row, "Estate Name", "Estate Name")
    code = district_code(text_of(row, "District Name", "en"))
    point = hong_kong_point(row.get("Estate Map Latitude"), row.get("Estate Map Longitude"))
    yield row_of("estate", *names, code, point=point, precision_m=ESTATE_PRECISION_M)


def _addresses(row: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    told = row.get("SuggestedAddress")
    for part in told if isinstance(told, list) else [row.get("properties") or row]:
        address = (part.get("Address") or {}).get("PremisesAddress")
        if not isinstance(address, Mapping):
            raise BadRow(
                "no Address.PremisesAddress: is it an answer of the Address Lookup Service?"
            )
        yield from _premises(address, row.get("geometry") or {})


def _premises(address: Mapping[str, Any], geometry: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    english = address.get("EngPremisesAddress") or {}
    chinese = address.get("ChiPremisesAddress") or {}
    district = english.get("EngDistrict") or ""
    if isinstance(district, Mapping):
        district = text_of(district, "DcDistrict")
    code = district_code(district)
    names = text_of(english, "BuildingName"), text_of(chinese, "BuildingName")
    estate = (
        text_of(english.get("EngEstate") or {}, "EstateName"),
        text_of(chinese.get("ChiEstate") or {}, "EstateName"),
    )
    if all(estate):
        # A block's point does not say where the middle of its estate is.
        yield row_of("estate", compiling.title(estate[0]), estate[1], code)
    elif all(names):
        yield row_of(
            "building", compiling.title(names[0]), names[1], code,
            point=_address_point(address, geometry), precision_m=BUILDING_PRECISION_M,
        )  # fmt: skip


def _address_point(
    address: Mapping[str, Any], geometry: Mapping[str, Any]
) -> tuple[float, float] | None:
    where = address.get("GeospatialInformation") or {}
    where = where[0] if isinstance(where, list) and where else where
    if where:
        return hong_kong_point(where.get("Latitude"), where.get("Longitude"))
    lon, lat = (geometry.get("coordinates") or (None, None))[:2]
    return hong_kong_point(lat, lon)


def _places(row: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    kind, names = text_of(row, "kind"), (text_of(row, "name_en"), text_of(row, "name_zh"))
    if kind not in (*KINDS, EXIT):
        raise BadRow(f"the kind {kind!r} is unknown: use one of {', '.join((*KINDS, EXIT))}")
    if not any(names):
        raise BadRow("no name: fill in name_en, name_zh or both")
    districts = "|".join(code for code in text_of(row, "districts").split("|") if code)
    if not districts:
        raise BadRow("no districts: give its district's code, several with | between")
    point, told = point_of(row.get("lat"), row.get("lon")), text_of(row, "precision_m")
    if (point is None) != (not told) or (told and not told.isdecimal()):
        raise BadRow("lat, lon and precision_m (whole metres) are given together or not at all")
    if kind == EXIT and (point is None or not text_of(row, "aliases")):
        raise BadRow("an exit needs lat, lon, precision_m and its letter as alias")
    yield row_of(
        kind, names[0] or names[1], names[1] or names[0], districts,
        point=point, precision_m=int(told) if told else None, aliases=text_of(row, "aliases"),
    )  # fmt: skip


_GOVERNMENT = "the Government of the Hong Kong Special Administrative Region, via DATA.GOV.HK"
FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("places", frozenset({"kind", "name_en", "districts", "aliases"}), csv_rows, _places,
             "", licence=""),
        Form("streets", frozenset({"english", "chinese", "district_code"}), csv_rows, _streets,
             f"Street list of {_GOVERNMENT}"),
        Form("exits", frozenset({"station_en", "exit", "lat", "lng"}), csv_rows, _exits,
             "MTR Corporation Limited, list of station exits"),
        Form("stations", frozenset({"Station Code", "English Name", "Chinese Name"}), csv_rows,
             _stations, "MTR Corporation Limited, via DATA.GOV.HK"),
        Form("light-rail", frozenset({"Stop Code", "English Name", "Chinese Name"}), csv_rows,
             _light_rail, "MTR Corporation Limited, via DATA.GOV.HK"),
        Form("estates", frozenset({"Estate Name", "District Name"}), json_objects, _estates,
             "Hong Kong Housing Authority, via DATA.GOV.HK"),
        Form("addresses", frozenset({"SuggestedAddress"}), json_objects, _addresses,
             f"Address Lookup Service of {_GOVERNMENT}"),
    )
}  # fmt: skip


def form_of(path: Path) -> Form:
    """The form that a file's first row has; raises GazetteerImportError where it is none."""
    read = json_objects if path.suffix.lower() in (".json", ".geojson", ".jsonl") else csv_rows
    first = next(read(path), (0, {}))[1]
    keys = set(first)
    if ("properties" in keys and "Address" in (first["properties"] or {})) or "Address" in keys:
        return FORMS["addresses"]
    for form in FORMS.values():
        if form.read is read and form.keys <= keys:
            return form
    raise GazetteerImportError(
        f"{path.name} has none of the known forms"
        + (
            f": its columns are {', '.join(sorted(map(str, keys))[:12])}."
            if keys
            else "; it is empty."
        ),
        next_step="docs/gazetteer.md lists the forms; --form names one.",
    )
