"""A name with what stands around it: the station's exit, the street's number, the estate's block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nlp import gazetteer
from nlp.components.places.grammar import Surroundings
from nlp.components.places.spots import Spot
from nlp.finding import Mention
from nlp.gazetteer import Place
from nlp.normalise import fold

#: Kinds whose houses have numbers.
_NUMBERED = ("street", "village", "area", "estate", "building", "landmark")
_INDOORS = frozenset({"block", "floor", "flat"})
#: A stop is named after what it stands at.
_STOP_HOSTS = ("street", "landmark", "building", "area", "estate", "village")

Span = tuple[int, int]


def described(spot: Spot, around: Surroundings) -> Spot:
    """Station, exit, number, block ... joined to the name."""
    spans: list[Span] = [(spot.start, spot.end)]
    detail: dict[str, Any] = {}
    spot = _at_station(spot, around, detail, spans)
    last = spot.last
    if spot.kind in _NUMBERED and (number := around.number(spot.start, spot.end)):
        detail["building_no"] = number.value
        spans.append((number.start, number.end))
        last = max(last, number.last)
        if spot.kind == "street":
            spot = replace(spot, kind="street_address")
    parts = list(around.parts(spot.first, last))
    spot = _indoors(spot, {name for name, _ in parts})
    for name, part in parts:
        detail.setdefault(name, part.value)
        spans.append((part.start, part.end))
    if spot.kind in _STOP_HOSTS and (stop := around.bus_stop(spot.first, spot.last)):
        spot = replace(spot, kind="bus_stop")
        spans.append((stop.start, stop.end))
    if spot.kind == "estate":
        detail["estate"] = spot.options[0].name_en
    rule = spot.mentions[0].rule if spot.heard else f"gazetteer.{spot.kind}"
    mentions = tuple(Mention(a, b, rule) for a, b in dict.fromkeys(spans))
    return replace(spot, detail=detail, mentions=mentions)


def _at_station(
    spot: Spot, around: Surroundings, detail: dict[str, Any], spans: list[Span]
) -> Spot:
    """The station of that name, where "station" or an exit is said beside it."""
    station = _station(spot.options)
    if station is None:
        return spot
    exit_ = around.exit(spot.first, spot.last)
    if exit_:
        detail["exit"] = exit_.value
        spans.append((exit_.start, exit_.end))
        exact = gazetteer.exits().get((station.name_en, exit_.value))
        kind = "mtr_exit" if exact else "mtr_station"
        return replace(spot, kind=kind, options=(station,), exact=exact, scores=())
    word = around.station(spot.first, spot.last)
    if word is None:
        return spot
    spans.append((word.start, word.end))
    return replace(spot, kind="mtr_station", options=(station,), scores=())


def _station(options: Sequence[Place]) -> Place | None:
    for place in options:
        if place.kind == "mtr_station":
            return place
        if place.kind not in ("area", "landmark", "building"):
            continue
        for name in (place.name_en, *place.aliases):
            if found := gazetteer.stations().get(fold(name)):
                return found
    return None


def _indoors(spot: Spot, said: set[str]) -> Spot:
    """A block or a flat belongs to an estate, where one has the area's name."""
    estates = tuple(place for place in spot.options if place.kind == "estate")
    if estates and spot.kind == "area" and said & _INDOORS:
        return replace(spot, kind="estate", options=estates)
    return spot
