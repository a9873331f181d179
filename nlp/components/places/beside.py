"""A place that only says where on another one: "Nathan Road near Jordan station", "just past Pok Oi"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.components.places.spots import Spot
from nlp.notes import Notes

_ROADS = frozenset(["street", "street_address", "road_point"])
#: How far behind the road a landmark may tell where on it, in tokens.
_ALONG = 14
_BY_ROAD = re.compile(
    r"\b(?:just past|just after|just before|past|before|after|by|beside|near|opposite|next to|behind|"
    r"outside|across from|in front of|close to|level with|right by|at the lights by|"
    r"(?:just )?(?:round|around) the corner from|down the road from|not far from)(?: the)? $"
    r"|(?:近|靠近|就近|接近|对住|过咗|过了|未到|刚过|啱过|差唔多到)$"
)
#: Between a road and "A and B" that it lies between.
_STRETCH = re.compile(
    r",? (?:(?:in|at) [a-z ]{2,16} )?(?:(?:right|somewhere|just|the|section|stretch|part|bit) )*between(?: the)? "
    r"|(?:嘅|的|喺|在|介乎|介乎于|近|，|,|由|从)*"
)
#: Words between two names of one spot: the second only says where on the first.
_NEXT_TO = frozenset(
    ["near", "opposite", "next to", "beside", "behind", "across from", "close to", "outside"]
)
_NEXT_TO_ZH = frozenset(["近", "附近", "对面", "隔离", "隔篱", "旁边", "靠近", "后面", "前面"])

#: How many places back a road is looked for.
_BACK = 5
_CLOSE = frozenset(["near", "close to", "靠近", "近", "接近"])
#: What may lie near an estate without being a part of it.
_POINTS = frozenset(["landmark", "building", "mtr_station", "bus_stop", "street", "road_point"])


def road_before(spots: Sequence[Spot], at: int) -> Spot | None:
    """The incident's road before a place, where only places that it leads to stand between them."""
    for index in range(at - 1, max(-1, at - _BACK), -1):
        spot = spots[index]
        if spot.role == "incident":
            return spot if spot.kind in _ROADS else None
        if not spot.heading:
            return None
    return None


def is_stretch(road: Spot, before: Spot, spot: Spot, notes: Notes) -> bool:
    """ "Tung Choi Street between Argyle Street and Bute Street": both only say where on it."""
    if road.kind not in _ROADS:
        return False
    if not {c for p in road.options for c in p.districts} & set(spot.options[0].districts):
        return False
    return _STRETCH.fullmatch(notes.folded[road.end : before.start]) is not None


def is_reference(before: Spot, spot: Spot, notes: Notes) -> bool:
    """ "Nathan Road near Jordan station": the second place only says where on the first."""
    between = notes.folded[before.end : spot.start].strip(" ,，")
    if before.role != "incident" or spot.kind in ("area", "district"):
        return False
    if spot.kind == "estate":
        # "The park near Taikoo Shing": an estate is large enough to say where a landmark is.
        return before.kind in _POINTS and between in _CLOSE
    return between in _NEXT_TO or between in _NEXT_TO_ZH or _beside_road(before, spot, notes)


def _beside_road(road: Spot, spot: Spot, notes: Notes) -> bool:
    """ "On the Yuen Long Highway, fast lane, just past Pok Oi": a landmark by a road of its district."""
    if road.kind not in _ROADS or spot.first - road.last > _ALONG:
        return False
    codes = {code for place in road.options for code in place.districts}
    if not codes & {code for place in spot.options for code in place.districts}:
        return False
    return _BY_ROAD.search(notes.folded[road.end : spot.start]) is not None
