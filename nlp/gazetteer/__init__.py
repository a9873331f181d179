"""The places of Hong Kong: one compiled list, its names in both languages, and their lookup.

The list is compiled by ``nlp.gazetteer.compile`` and lies in ``places.csv`` and ``exits.csv``;
SOURCES.md says where the facts come from. What a force imports into a folder of its own
(``EARWITNESS_GAZETTEER``, ``nlp.gazetteer.local``) is read with it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from nlp.gazetteer import files
from nlp.gazetteer.files import fingerprint
from nlp.gazetteer.naming import STATION_ONLY, everyday, folded, names_of
from nlp.gazetteer.place import KINDS, Match, Place
from nlp.normalise import fold, phrase_tokens

__all__ = [
    "KINDS", "STATION_ONLY", "Match", "Place", "by_district", "clear", "districts", "everyday", "exits",
    "fingerprint", "folded", "lookup", "names", "names_of", "narrowed", "places", "shared_names", "stations",
    "stats",
]  # fmt: skip


@lru_cache(maxsize=1)
def places() -> tuple[Place, ...]:
    """Every place; a road in named sections ("Castle Peak Road - Tai Lam") also stands as a whole."""
    listed = files.listed()
    return (*listed, *_whole_roads(listed))


def _whole_roads(listed: Iterable[Place]) -> Iterable[Place]:
    sections: dict[str, list[Place]] = defaultdict(list)
    for place in listed:
        if place.kind != "street":
            continue
        base = re.split(r" ?- ?", place.name_en)[0]
        if base != place.name_en:
            sections[base].append(place)
    for base, parts in sections.items():
        codes = tuple(sorted({code for part in parts for code in part.districts}))
        name_zh = re.split(r"[－—–-]", parts[0].name_zh)[0].strip()
        yield Place(f"{parts[0].id}-whole", "street", base, name_zh, codes, None, None, None)


@lru_cache(maxsize=1)
def exits() -> Mapping[tuple[str, str], tuple[float, float]]:
    """(station's English name, exit in capitals) -> degrees."""
    return files.exits()


@lru_cache(maxsize=1)
def districts() -> Mapping[str, Place]:
    """District code -> its place."""
    return {place.districts[0]: place for place in places() if place.kind == "district"}


@lru_cache(maxsize=1)
def stations() -> Mapping[str, Place]:
    """Folded name in either language -> station."""
    return {
        folded(name): place
        for place in places()
        if place.kind == "mtr_station"
        for name in (place.name_en, place.name_zh)
    }


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
        name: _likeliest_first(
            name, sorted(options.values(), key=lambda one: rank.get(one.kind, 99))
        )
        for name, options in found.items()
    }


def _likeliest_first(name: str, options: list[Place]) -> tuple[Place, ...]:
    """A station stands behind what it is named after: who means the station says so."""
    named = [p for p in options if p.kind in ("landmark", "building", "estate", "street")]
    if options[0].kind == "mtr_station" and named and name not in STATION_ONLY:
        return (*named, *(place for place in options if place not in named))
    return tuple(options)


@lru_cache(maxsize=4096)
def lookup(text: str) -> tuple[Match, ...]:
    """Names in a short text, longest first at each place, found without spaCy (for people and tests)."""
    words = phrase_tokens(fold(text))
    known = _by_tokens()
    found, at = [], 0
    while at < len(words):
        for length in range(min(12, len(words) - at), 0, -1):
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


def shared_names() -> tuple[Match, ...]:
    """Names that stand for places of several districts: reports call them ambiguous."""
    found = (Match(name, options) for name, options in names().items() if len(options) > 1)
    return tuple(match for match in found if match.ambiguous)


def stats() -> dict[str, dict[str, int]]:
    """Kind -> how many places, how many with a coordinate; ``names``: how many names."""
    total = Counter(place.kind for place in places())
    located = Counter(place.kind for place in places() if place.lat is not None)
    return {kind: {"places": total[kind], "located": located[kind]} for kind in sorted(total)} | {
        "exit": {"places": len(exits()), "located": len(exits())},
        "name": {"places": len(names()), "located": 0},
    }


def by_district() -> dict[str, dict[str, int]]:
    """District code -> kind -> how many places lie there, wholly or in part."""
    counts: dict[str, Counter[str]] = {code: Counter() for code in districts()}
    for place in places():
        for code in place.districts:
            counts.setdefault(code, Counter())[place.kind] += 1
    return {code: dict(sorted(kinds.items())) for code, kinds in counts.items()}


def clear() -> None:
    """Forget what was loaded, after an import or a change of the setting."""
    for cached in (places, exits, districts, stations, names, lookup, _by_tokens):
        cached.cache_clear()
