"""The places of Hong Kong: one compiled list, its names in both languages, and their lookup.

The list is compiled by ``nlp.gazetteer.compile``; SOURCES.md says where the facts come from.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from nlp.normalise import fold, phrase_tokens

#: From the most telling kind to the least, where two places share a name.
KINDS = (
    "area", "estate", "mtr_station", "landmark", "building", "road_point", "country_park",
    "village", "street", "district",
)  # fmt: skip
#: English words of names: a name of other words is romanised and may be written as one word.
_ENGLISH = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "central",
        "market",
        "town",
        "point",
        "bay",
        "hill",
        "garden",
        "gardens",
        "estate",
        "road",
        "street",
        "tunnel",
        "station",
        "park",
        "city",
        "plaza",
        "court",
        "house",
        "hospital",
        "the",
        "of",
        "and",
        "new",
        "kings",
        "king's",
    ]
)
#: Names that mean the place only beside "station", "MTR", "exit" ...
STATION_ONLY = frozenset(
    {"hong kong", "university", "kowloon", "airport", "香港", "大学", "九龙", "机场"}
)
#: Two characters are too few for a street's name to be told from other words.
_SHORT_STREETS = frozenset({"庙街", "正街", "浸会大学"})
_ABBREVIATIONS = {"road": "rd", "street": "st", "avenue": "ave"}
_SIDES = re.compile(r"^(.+ (?:road|street|avenue)) (?:central|east|west|north|south)$")


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the list."""

    id: str
    kind: str
    name_en: str
    name_zh: str
    #: District codes; a long street has several.
    districts: tuple[str, ...]
    lat: float | None
    lon: float | None
    precision_m: int | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A name that stands for places; the likeliest first."""

    name: str
    places: tuple[Place, ...]


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


def fingerprint() -> str:
    """A short hash over the compiled lists; part of the pipeline's version."""
    digest = hashlib.sha256()
    for name in ("places.csv", "exits.csv", "districts.csv"):
        digest.update(files(__package__).joinpath(name).read_bytes())
    return digest.hexdigest()[:8]


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """Every place; a road in named sections ("Castle Peak Road - Tai Lam") also stands as a whole."""
    listed = _listed()
    return (*listed, *_whole_roads(listed))


def _whole_roads(listed: Iterable[Place]) -> Iterator[Place]:
    sections: dict[str, list[Place]] = defaultdict(list)
    for place in listed:
        base = re.split(r" ?- ?", place.name_en)[0]
        if place.kind == "street" and base != place.name_en:
            sections[base].append(place)
    for base, parts in sections.items():
        codes = tuple(sorted({code for part in parts for code in part.districts}))
        name_zh = re.split(r"[－—–-]", parts[0].name_zh)[0]
        yield Place(f"{parts[0].id}-whole", "street", base, name_zh, codes, None, None, None)


def _listed() -> tuple[Place, ...]:
    return tuple(
        Place(
            id=row["id"],
            kind=row["kind"],
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            districts=tuple(code for code in row["districts"].split("|") if code),
            lat=float(row["lat"]) if row["lat"] else None,
            lon=float(row["lon"]) if row["lon"] else None,
            precision_m=int(row["precision_m"]) if row["precision_m"] else None,
            aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
        )
        for row in _rows("places.csv")
    )


@lru_cache(maxsize=1)
def exits() -> Mapping[tuple[str, str], tuple[float, float]]:
    """(station's English name, exit in capitals) -> degrees."""
    return {
        (row["station"], row["exit"].upper()): (float(row["lat"]), float(row["lon"]))
        for row in _rows("exits.csv")
    }


@lru_cache(maxsize=1)
def districts() -> Mapping[str, Place]:
    """District code -> its place."""
    return {place.districts[0]: place for place in places() if place.kind == "district"}


@lru_cache(maxsize=1)
def stations() -> Mapping[str, Place]:
    """Folded name in either language -> station."""
    return {
        fold(name): place
        for place in places()
        if place.kind == "mtr_station"
        for name in (place.name_en, place.name_zh)
    }


def names_of(place: Place) -> Iterator[str]:
    """Every folded form under which a place may be said."""
    if place.kind == "district":
        full = (f"{place.name_en} District", place.name_zh, *place.aliases)
        yield from (fold(name) for name in full)
        return
    for name in (place.name_en, place.name_zh, *place.aliases):
        folded = fold(name)
        if place.kind == "street" and not _telling_street(folded):
            continue
        yield folded
        if folded.isascii():
            yield from _english_forms(folded, place.kind)


def _telling_street(folded: str) -> bool:
    if folded.isascii():
        return " " in folded
    return len(folded) >= 3 or folded in _SHORT_STREETS


def _english_forms(folded: str, kind: str) -> Iterator[str]:
    words = folded.split()
    if "'" in folded:
        yield folded.replace("'", "")
    if kind == "street":
        if words[-1] in _ABBREVIATIONS:
            yield " ".join([*words[:-1], _ABBREVIATIONS[words[-1]]])
        if side := _SIDES.match(folded):
            yield side.group(1)
        return
    if kind in ("area", "mtr_station") and 2 <= len(words) <= 3 and not set(words) & _ENGLISH:
        yield "".join(words)
        yield "-".join(words)


@lru_cache(maxsize=1)
def names() -> Mapping[str, tuple[Place, ...]]:
    """Folded name -> the places it may mean, the likeliest first."""
    found: dict[str, dict[str, Place]] = defaultdict(dict)
    for place in places():
        for name in names_of(place):
            if len(name) >= 2:
                found[name].setdefault(place.id, place)
    rank = {kind: number for number, kind in enumerate(KINDS)}
    return {
        name: tuple(sorted(options.values(), key=lambda place: rank.get(place.kind, 99)))
        for name, options in found.items()
    }


@lru_cache(maxsize=4096)
def lookup(text: str) -> tuple[Match, ...]:
    """Names in a short text, longest first at each place, found without spaCy (for people and tests)."""
    words = phrase_tokens(fold(text))
    known = _by_tokens()
    found, at = [], 0
    while at < len(words):
        for length in range(min(9, len(words) - at), 0, -1):
            match = known.get(tuple(words[at : at + length]))
            if match:
                found.append(match)
                at += length - 1
                break
        at += 1
    return tuple(found)


@lru_cache(maxsize=1)
def _by_tokens() -> Mapping[tuple[str, ...], Match]:
    return {tuple(phrase_tokens(name)): Match(name, options) for name, options in names().items()}


def narrowed(options: Iterable[Place], wanted: Iterable[str]) -> tuple[Place, ...]:
    """The places that lie in one of the wanted districts; all of them where none does."""
    options, wanted = tuple(options), frozenset(wanted)
    return tuple(p for p in options if wanted & set(p.districts)) or options


def stats() -> dict[str, dict[str, int]]:
    """Kind -> how many places, how many with a coordinate; ``names``: how many names."""
    total = Counter(place.kind for place in places())
    located = Counter(place.kind for place in places() if place.lat is not None)
    return {kind: {"places": total[kind], "located": located[kind]} for kind in sorted(total)} | {
        "exit": {"places": len(exits()), "located": len(exits())},
        "name": {"places": len(names()), "located": 0},
    }
