"""Component ``earwitness_locations``: places of the gazetteer and the city's own locator grammar.

First every known name is found (``spots``); then what stands around it (exit, street number, block,
floor, "opposite") is joined to it (``place_grammar``); then names that mean one spot become one, and
the incident's place is told from the caller's home and from places only passed (``place_roles``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp import gazetteer
from nlp.components.misheard import misheard
from nlp.components.place_grammar import Surroundings
from nlp.components.place_roles import best_first, crossings, merged, resolved, with_roles
from nlp.components.spots import MAX_PLACES, Spot, matcher
from nlp.finding import Finding, Kind, Mention
from nlp.gazetteer import Place
from nlp.notes import Notes, notes_of

#: Incidents that happen to somebody at a telephone or a screen, not at a place.
_PLACELESS = frozenset({"fraud", "blackmail", "cybercrime", "information_request", "lost_property"})


class LocationComponent:
    """Adds findings of kind ``location``; their facts are the fields of report/1."""

    def __init__(self, vocab: Vocab) -> None:
        self._matcher = matcher(vocab)

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        around = Surroundings(notes)
        known = self._matcher.spots(doc, notes)
        named = sorted([*known, *misheard(notes, known)], key=lambda spot: spot.first)
        spots = [_described(spot, around) for spot in named]
        spots = with_roles(crossings(spots, notes), notes)
        spots = resolved(spots)
        notes.shelf["spots"] = spots
        primary = next((f.value for f in notes.of(Kind.INCIDENT)), "")
        ordered = best_first(merged(spots), at_home=primary not in _PLACELESS)
        for spot in ordered[:MAX_PLACES]:
            notes.findings.append(_finding(spot, notes))
        return doc


def _described(spot: Spot, around: Surroundings) -> Spot:
    """Station, exit, number, block ... joined to the name."""
    detail: dict[str, Any] = {}
    spans = [(spot.start, spot.end)]
    kind, options, exact = spot.kind, spot.options, None
    station = _station(options)
    exit_ = around.exit(spot.first, spot.last)
    if station and (exit_ or around.station(spot.first, spot.last)):
        kind, options = "mtr_station", (station,)
        if exit_:
            detail["exit"] = exit_.value
            spans.append((exit_.start, exit_.end))
            exact = gazetteer.exits().get((station.name_en, exit_.value))
            kind = "mtr_exit" if exact else kind
        else:
            word = around.station(spot.first, spot.last)
            spans += [(word.start, word.end)] if word else []
    if kind == "street" and (number := around.number(spot.start, spot.end)):
        kind, detail["building_no"] = "street_address", number.value
        spans.append((number.start, number.end))
    parts = list(around.parts(spot.first, spot.last))
    estates = [place for place in options if place.kind == "estate"]
    if estates and kind == "area" and {"block", "floor", "flat"} & {name for name, _ in parts}:
        kind, options = "estate", tuple(estates)
    for name, part in parts:
        detail.setdefault(name, part.value)
        spans.append((part.start, part.end))
    rule = spot.mentions[0].rule if spot.heard else f"gazetteer.{kind}"
    mentions = tuple(Mention(a, b, rule) for a, b in dict.fromkeys(spans))
    if kind == "estate":
        detail["estate"] = options[0].name_en
    return replace(spot, kind=kind, options=options, detail=detail, mentions=mentions, exact=exact)


def _station(options: Sequence[Place]) -> Place | None:
    for place in options:
        if place.kind == "mtr_station":
            return place
        found = gazetteer.stations().get(place.name_en.lower())
        if found and place.kind in ("area", "landmark"):
            return found
    return None


def _finding(spot: Spot, notes: Notes) -> Finding:
    place = spot.options[0]
    codes = {p.districts for p in spot.options}
    within = spot.detail.pop("within", ())
    narrowed = [code for code in place.districts if code in within] or list(place.districts)
    ambiguous = len(spot.options) > 1 and (len(codes) > 1 or bool(spot.scores))
    point = spot.exact or ((place.lat, place.lon) if place.lat is not None else (None, None))
    crossing = spot.detail.pop("crossing", None)
    spot.detail.pop("between", None)
    spot.detail.pop("reference", None)
    name_en, name_zh = place.name_en, place.name_zh
    if crossing:
        name_en, name_zh, point = (
            f"{name_en} / {crossing[0]}",
            f"{name_zh}／{crossing[1]}",
            (None, None),
        )
    if spot.kind in ("mtr_station", "mtr_exit"):
        name_en, name_zh = f"{name_en} Station", f"{name_zh}站"
    facts = {
        "role": spot.role,
        "kind": spot.kind,
        "text": notes.original[spot.start : spot.end],
        "name_en": name_en,
        "name_zh": name_zh,
        "district": narrowed[0] if len(narrowed) == 1 or not ambiguous else None,
        "lat": None if ambiguous else point[0],
        "lon": None if ambiguous else point[1],
        "precision_m": _precision(spot, point, ambiguous),
        "ambiguous": ambiguous or len(narrowed) > 1,
        "candidates": _candidates(spot, narrowed),
        "detail": spot.detail,
    }
    confidence = spot.confidence * (0.6 if ambiguous else 1.0)
    return Finding(Kind.LOCATION, place.id, confidence, spot.mentions, facts=facts)


def _precision(spot: Spot, point: Sequence[float | None], ambiguous: bool) -> int | None:
    if ambiguous or point[0] is None:
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
    return LocationComponent(nlp.vocab)
