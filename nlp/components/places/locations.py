"""Component ``earwitness_locations``: places of the gazetteer and the city's own locator grammar.

First every known name is found (``spots``); then what stands around it (exit, street number, block,
floor, "opposite") is joined to it (``place_grammar``); then names that mean one spot become one, and
the incident's place is told from the caller's home and from places only passed (``place_roles``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.places.detail import described
from nlp.components.places.grammar import Surroundings
from nlp.components.places.kinds import with_kinds
from nlp.components.places.merging import crossings, merged, resolved
from nlp.components.places.misheard import misheard, prepare
from nlp.components.places.nesting import nested, without_houses
from nlp.components.places.order import best_first
from nlp.components.places.roles import with_roles
from nlp.components.places.spots import MAX_PLACES, Spot, matcher
from nlp.finding import Finding, Kind
from nlp.gazetteer import Place
from nlp.notes import Notes, notes_of

#: Incidents that happen to somebody at a telephone or a screen, not at a place.
_PLACELESS = frozenset({"fraud", "blackmail", "cybercrime", "information_request", "lost_property"})

#: Kinds whose blocks, floors and flats are told beside them.
_HOUSED = ("estate", "building")


class LocationComponent:
    """Adds findings of kind ``location``; their facts are the fields of report/1."""

    def __init__(self, language: str) -> None:
        self._matcher = matcher()
        prepare(language)

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        around = Surroundings(notes)
        known = self._matcher.spots(notes)
        heard = misheard(notes, known)
        named = sorted([*_not_within(known, heard), *heard], key=lambda spot: spot.first)
        around.housed((spot.first, spot.last) for spot in named if spot.kind in _HOUSED)
        spots = [described(spot, around) for spot in _parted(named, around, len(notes.tokens))]
        spots = without_houses(spots, notes)
        spots = with_kinds(resolved(with_roles(crossings(spots, notes), notes)), notes)
        notes.shelf["spots"] = spots
        primary = next((f.value for f in notes.of(Kind.INCIDENT)), "")
        ordered = best_first(merged(nested(spots, notes)), at_home=primary not in {"", *_PLACELESS})
        for spot in ordered[:MAX_PLACES]:
            notes.findings.append(_finding(spot, notes))
        return doc


def _not_within(known: Sequence[Spot], heard: Sequence[Spot]) -> list[Spot]:
    """The known names that no longer, misheard one holds."""
    over = [(one.first, one.last) for one in heard]
    return [
        spot
        for spot in known
        if not any(first <= spot.first and spot.last <= last for first, last in over)
    ]


def _parted(named: Sequence[Spot], around: Surroundings, end: int) -> Iterator[Spot]:
    """Each name while the surroundings are those between its neighbours."""
    for at, spot in enumerate(named):
        floor = named[at - 1].last if at else 0
        around.between(floor, named[at + 1].first if at + 1 < len(named) else end)
        yield spot


def _finding(spot: Spot, notes: Notes) -> Finding:
    place = spot.options[0]
    codes = {p.districts for p in spot.options}
    narrowed = [code for code in place.districts if code in spot.within] or list(place.districts)
    ambiguous = len(spot.options) > 1 and (len(codes) > 1 or bool(spot.scores))
    name_en, name_zh = _names(spot)
    point = spot.exact or ((place.lat, place.lon) if place.lat is not None else (None, None))
    if ambiguous or spot.crossing:
        point = (None, None)
    facts = {
        "role": spot.role,
        "kind": spot.kind,
        "text": notes.original[spot.start : spot.end],
        "name_en": name_en,
        "name_zh": name_zh,
        "district": _district(spot, narrowed, ambiguous),
        "lat": point[0],
        "lon": point[1],
        "precision_m": _precision(spot, point),
        "ambiguous": ambiguous or len(narrowed) > 1,
        "candidates": _candidates(spot, narrowed),
        "detail": spot.detail,
    }
    confidence = spot.confidence * (0.6 if ambiguous else 1.0)
    return Finding(Kind.LOCATION, place.id, confidence, spot.mentions, facts=facts)


def _district(spot: Spot, narrowed: Sequence[str], ambiguous: bool) -> str | None:
    """The district, where every reading agrees on it or it is the likeliest of a long street's."""
    if ambiguous:
        codes = {place.districts for place in spot.options}
        return narrowed[0] if len(narrowed) == 1 and len(codes) == 1 else None
    return narrowed[0]


def _names(spot: Spot) -> tuple[str, str]:
    place = spot.options[0]
    if spot.crossing:
        other = spot.crossing
        return f"{place.name_en} / {other.name_en}", f"{place.name_zh}／{other.name_zh}"
    if spot.kind in ("mtr_station", "mtr_exit"):
        return f"{place.name_en} Station", f"{place.name_zh}站"
    return place.name_en, place.name_zh


def _precision(spot: Spot, point: Sequence[float | None]) -> int | None:
    if point[0] is None:
        return None
    return 30 if spot.exact else spot.options[0].precision_m


def _candidates(spot: Spot, narrowed: list[str]) -> list[dict[str, Any]]:
    if len(spot.options) == 1 and len(narrowed) == 1:
        return []
    if spot.scores:
        return [
            _candidate(place, place.districts[0] if len(place.districts) == 1 else None, score)
            for place, score in zip(spot.options, spot.scores, strict=False)
        ]
    pairs = [
        (place, code)
        for place in spot.options
        for code in place.districts
        if len(spot.options) > 1 or code in narrowed
    ][:8]
    return [_candidate(place, code, round(1 / len(pairs), 2)) for place, code in pairs]


def _candidate(place: Place, district: str | None, score: float) -> dict[str, Any]:
    return {
        "name_en": place.name_en,
        "name_zh": place.name_zh,
        "district": district,
        "score": score,
    }


@Language.factory("earwitness_locations")
def make(nlp: Language, name: str) -> LocationComponent:
    """Factory for the pipeline."""
    return LocationComponent(nlp.lang)
