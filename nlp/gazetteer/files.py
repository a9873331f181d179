"""The lists on disk: the one that comes with Earwitness, and a force's own folder over it.

A folder's own places are read after the shipped ones. Where both know a place (same kind and names)
they become one: districts and aliases of both, and the coordinate of the smaller ``precision_m``.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files as resources
from pathlib import Path

from nlp.gazetteer.place import Place
from voice_intake.errors import ConfigurationError
from voice_intake.settings import get_settings

#: In a force's own folder.
LOCAL_PLACES = "places.csv"
LOCAL_SOURCES = "sources.json"
#: The kind of a row that is a station's exit: the station's names, and the exit as its alias.
EXIT = "mtr_exit"
_SHIPPED = ("places.csv", "exits.csv", "everyday.txt")

Key = tuple[str, str, str]


def folder() -> Path | None:
    """The force's own folder (``EARWITNESS_GAZETTEER``), or None."""
    return get_settings().gazetteer


def fingerprint() -> str:
    """A short hash over all that is read; part of the pipeline's version."""
    digest = hashlib.sha256()
    for name in _SHIPPED:
        digest.update(resources(__package__).joinpath(name).read_bytes())
    if own := folder():
        for name in (LOCAL_PLACES, LOCAL_SOURCES):
            path = own / name
            digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:8]


def _shipped(name: str) -> Iterator[dict[str, str]]:
    text = resources(__package__).joinpath(name).read_text("utf-8")
    rows = csv.reader(text.splitlines())
    columns = next(rows)
    yield from (dict(zip(columns, row, strict=True)) for row in rows)


def _own_rows() -> Iterator[dict[str, str]]:
    own = folder()
    if own is None:
        return
    path = own / LOCAL_PLACES
    if not path.is_file():
        raise ConfigurationError(
            f"EARWITNESS_GAZETTEER names {own}, which holds no {LOCAL_PLACES}.",
            next_step="Fill it with `earwitness gazetteer import`, or unset EARWITNESS_GAZETTEER.",
        )
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def alone() -> bool:
    """Whether the own folder says that the shipped list is not to be read with it."""
    own = folder()
    path = own / LOCAL_SOURCES if own else None
    return bool(path and path.is_file() and json.loads(path.read_text("utf-8")).get("alone"))


def place_of(row: dict[str, str]) -> Place:
    """A row of ``places.csv`` as a place."""
    return Place(
        id=row["id"],
        kind=row["kind"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        districts=tuple(code for code in row["districts"].split("|") if code),
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
        precision_m=int(row["precision_m"]) if row["precision_m"] else None,
        aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
        source=row.get("source") or "",
    )


def listed() -> tuple[Place, ...]:
    """The places of both lists, those that are the same joined."""
    shipped = () if alone() else tuple(place_of(row) for row in _shipped("places.csv"))
    own = [place_of(row) for row in _own_rows() if row["kind"] != EXIT]
    if not own:
        return shipped
    found: dict[Key, Place] = {}
    roads = {p.name_zh for p in shipped if p.kind == "road_point"}
    for place in (*shipped, *own):
        if place.kind == "street" and place.name_zh in roads:
            continue  # official street lists hold tunnels and highways too
        key = key_of(place.kind, place.name_en, place.name_zh)
        found[key] = joined(found[key], place) if key in found else place
    return tuple(found.values())


def key_of(kind: str, name_en: str, name_zh: str) -> Key:
    """By what two rows are the same place."""
    return kind, " ".join(name_en.casefold().split()), name_zh.strip()


def joined(known: Place, told: Place) -> Place:
    """One place out of two rows of it; the finer coordinate, every district and alias."""
    better = told.precision_m is not None and (
        known.precision_m is None or told.precision_m <= known.precision_m
    )
    where = told if better else known
    return replace(
        known,
        districts=tuple(dict.fromkeys((*known.districts, *told.districts))),
        aliases=tuple(dict.fromkeys((*known.aliases, *told.aliases))),
        lat=where.lat,
        lon=where.lon,
        precision_m=where.precision_m,
        source=told.source or known.source,
    )


def exits() -> dict[tuple[str, str], tuple[float, float]]:
    """(station's English name, exit in capitals) -> degrees, of both lists."""
    rows = () if alone() else _shipped("exits.csv")
    found = {
        (row["station"], row["exit"].upper()): (float(row["lat"]), float(row["lon"]))
        for row in rows
    }
    for row in _own_rows():
        if row["kind"] == EXIT:
            point = (float(row["lat"]), float(row["lon"]))
            found |= {(row["name_en"], name.upper()): point for name in row["aliases"].split(";")}
    return found
