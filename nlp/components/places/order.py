"""Which of the incident's places is told first: the one that says where most closely and surely."""

from __future__ import annotations

from dataclasses import replace

from nlp.components.places.nesting import width_of
from nlp.components.places.spots import CLOSENESS, Spot

#: A name that only sounds right is told as surely as one that was printed so.
_SURE = 0.7


def best_first(spots: list[Spot], *, at_home: bool) -> list[Spot]:
    """One incident place, the closest; the others keep their words as other places."""
    ordered = sorted(
        spots,
        key=lambda s: (s.role != "incident", -_closeness(s, spots), s.first),
    )
    lead = ordered[:1]
    callers = [spot for spot in ordered if spot.role == "caller"]
    if lead and lead[0].role != "incident" and callers and at_home:
        # Who names only the own home mostly speaks of what happens there.
        lead = [replace(callers[0], role="incident", confidence=0.6)]
        ordered = [*callers[:1], *(spot for spot in ordered if spot is not callers[0])]
    rest = [
        replace(s, role="other")
        if s.role == "incident" and not _same_spot(s, lead) and not s.between
        else s
        for s in ordered[1:]
    ]
    return lead + rest


def _closeness(spot: Spot, spots: list[Spot]) -> float:
    """How closely and surely it says where; a town counts less where a part of it is told as well."""
    narrower = width_of(spot) and any(
        other.role == spot.role
        and other.kind == spot.kind
        and width_of(other) < width_of(spot)
        and set(other.options[0].districts) & set(spot.options[0].districts)
        for other in spots
    )
    return (CLOSENESS.get(spot.kind, 0) - narrower) * min(spot.confidence, _SURE)


def _same_spot(spot: Spot, lead: list[Spot]) -> bool:
    """Two places said of one spot: "the 7-Eleven on Nathan Road opposite Langham Place"."""
    return bool(
        lead
        and lead[0].role == "incident"
        and set(spot.options[0].districts) & set(lead[0].options[0].districts)
        and abs(spot.first - lead[0].first) <= 14
    )
