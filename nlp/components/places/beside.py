"""A place that only says where on another one: "Nathan Road near Jordan station", "just past Pok Oi"."""

from __future__ import annotations

import re

from nlp.components.places.spots import Spot
from nlp.notes import Notes

_ROADS = frozenset(["street", "street_address", "road_point"])
#: How far behind the road a landmark may tell where on it, in tokens.
_ALONG = 14
_BY_ROAD = re.compile(
    r"\b(?:just past|just after|just before|past|before|after|by|beside|near|opposite|next to|behind|"
    r"outside|across from|in front of|close to|level with|right by|at the lights by)(?: the)? $"
    r"|(?:近|靠近|就近|接近|对住|过咗|过了|未到|刚过|啱过|差唔多到)$"
)
#: Words between two names of one spot: the second only says where on the first.
_NEXT_TO = frozenset(
    ["near", "opposite", "next to", "beside", "behind", "across from", "close to", "outside"]
)
_NEXT_TO_ZH = frozenset(["近", "附近", "对面", "隔离", "隔篱", "旁边", "靠近", "后面", "前面"])


def is_reference(before: Spot, spot: Spot, notes: Notes) -> bool:
    """ "Nathan Road near Jordan station": the second place only says where on the first."""
    between = notes.folded[before.end : spot.start].strip(" ,，")
    if before.role != "incident" or spot.kind in ("area", "district", "estate"):
        return False
    return between in _NEXT_TO or between in _NEXT_TO_ZH or _beside_road(before, spot, notes)


def _beside_road(road: Spot, spot: Spot, notes: Notes) -> bool:
    """ "On the Yuen Long Highway, fast lane, just past Pok Oi": a landmark by a road of its district."""
    if road.kind not in _ROADS or spot.first - road.last > _ALONG:
        return False
    codes = {code for place in road.options for code in place.districts}
    if not codes & {code for place in spot.options for code in place.districts}:
        return False
    return _BY_ROAD.search(notes.folded[road.end : spot.start]) is not None
