"""Component ``earwitness_locations``: places of the gazetteer and the city's own locator grammar.

First every known name is found, the longest at each place; then what stands around it (exit, street
number, block, floor, "opposite") is joined to it; then names that mean one spot become one finding;
then the incident's place is told from the caller's home and from places only passed through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp import gazetteer
from nlp.components.cues import phrase_keys
from nlp.components.place_grammar import Surroundings
from nlp.components.qualifiers import scopes_of
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.gazetteer import Place
from nlp.notes import Notes, notes_of

#: How closely a kind says where; the incident's place is the closest one.
CLOSENESS = {
    "mtr_exit": 10, "street_address": 10, "intersection": 9, "building": 9, "estate": 8,
    "landmark": 7, "mtr_station": 6, "street": 6, "bus_stop": 6, "road_point": 6, "village": 6,
    "country_park": 5, "area": 3, "district": 2,
}  # fmt: skip
_EN_BEFORE = frozenset("in at near to from around on by outside of opposite behind mtr".split())
#: Incidents that happen to somebody at a telephone or a screen, not at a place.
_PLACELESS = frozenset({"fraud", "blackmail", "cybercrime", "information_request", "lost_property"})
_MAX_PLACES = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """One place as said: its possible meanings, what was said around it, and its role."""

    first: int
    last: int
    start: int
    end: int
    options: tuple[Place, ...]
    kind: str
    detail: dict[str, Any] = field(default_factory=dict)
    role: str = "incident"
    confidence: float = 0.85
    mentions: tuple[Mention, ...] = ()
    exact: tuple[float, float] | None = None


class PlaceMatcher:
    """The gazetteer's names over one vocabulary."""

    def __init__(self, vocab: Vocab) -> None:
        self._matcher = PhraseMatcher(vocab)
        self._options: dict[int, tuple[Place, ...]] = {}
        for name, options in gazetteer.names().items():
            key = f"place:{name}"
            self._matcher.add(key, phrase_keys(vocab, [name]))
            self._options[vocab.strings[key]] = options

    def spots(self, doc: Doc, notes: Notes) -> list[Spot]:
        """Names in the order of the text; a name inside a longer one is left out."""
        matches = sorted(self._matcher(doc), key=lambda m: (m[1], -m[2]))
        found: list[Spot] = []
        for key, first, last in matches:
            if found and first < found[-1].last:
                continue
            start, end = notes.starts[first], notes.ends[last - 1]
            options = self._options[key]
            if _is_name(notes, first, last, options) and not _in_phantom(notes, start, end):
                mention = Mention(start, end, f"gazetteer.{options[0].kind}")
                found.append(
                    Spot(first, last, start, end, options, options[0].kind, mentions=(mention,))
                )
        return found


def _in_phantom(notes: Notes, start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in notes.phantoms)


def _is_name(notes: Notes, first: int, last: int, options: Sequence[Place]) -> bool:
    said = notes.folded[notes.starts[first] : notes.ends[last - 1]]
    if said in gazetteer.STATION_ONLY:
        around = notes.tokens[max(0, first - 2) : first] + notes.tokens[last : last + 2]
        return bool(set(around) & {"mtr", "station", "exit", "站"}) or options[0].kind == "landmark"
    if last - first == 1 and said.isascii():
        original = notes.original[notes.starts[first]]
        return original.isupper() or (first > 0 and notes.tokens[first - 1] in _EN_BEFORE)
    return True


@lru_cache(maxsize=2)
def _matcher(vocab: Vocab) -> PlaceMatcher:
    return PlaceMatcher(vocab)


class LocationComponent:
    """Adds findings of kind ``location``; their facts are the fields of report/1."""

    def __init__(self, vocab: Vocab) -> None:
        self._matcher = _matcher(vocab)

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        around = Surroundings(notes)
        spots = [_described(spot, around) for spot in self._matcher.spots(doc, notes)]
        spots = _with_roles(_crossings(spots, notes), notes)
        spots = _resolved(spots)
        notes.shelf["spots"] = spots
        primary = next((f.value for f in notes.of(Kind.INCIDENT)), "")
        ordered = _best_first(_merged(spots), at_home=primary not in _PLACELESS)
        for spot in ordered[:_MAX_PLACES]:
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
    for name, part in around.parts(spot.first, spot.last):
        detail.setdefault(name, part.value)
        spans.append((part.start, part.end))
    mentions = tuple(Mention(a, b, f"gazetteer.{kind}") for a, b in dict.fromkeys(spans))
    if kind == "estate":
        detail["estate"] = options[0].name_en
    return replace(
        spot, kind=kind, options=options, detail=detail, mentions=mentions, exact=exact
    )


def _station(options: Sequence[Place]) -> Place | None:
    for place in options:
        if place.kind == "mtr_station":
            return place
        found = gazetteer.stations().get(place.name_en.lower())
        if found and place.kind in ("area", "landmark"):
            return found
    return None


def _crossings(spots: list[Spot], notes: Notes) -> list[Spot]:
    """Two streets joined by "and", "junction of", 交界 become one crossing."""
    result: list[Spot] = []
    for spot in spots:
        last = result[-1] if result else None
        if (
            last
            and last.kind == spot.kind == "street"
            and spot.first - last.last <= 4
            and _joined(last, spot, notes)
        ):
            detail = {**last.detail, **spot.detail, "relation": "junction"}
            options = gazetteer.narrowed(
                last.options, (d for place in spot.options for d in place.districts)
            )
            result[-1] = replace(
                last, last=spot.last, end=spot.end, kind="intersection", detail=detail,
                options=options, mentions=(*last.mentions, *spot.mentions),
            )  # fmt: skip
            result[-1].detail["crossing"] = (spot.options[0].name_en, spot.options[0].name_zh)
        else:
            result.append(spot)
    return result


def _joined(a: Spot, b: Spot, notes: Notes) -> bool:
    between = notes.folded[a.end : b.start].strip(" ,")
    after = notes.tokens[b.last : b.last + 3]
    before = notes.tokens[max(0, a.first - 4) : a.first]
    if between in ("and", "&", "/", "at", "at the junction of", "near", "corner of", "交界"):
        return True
    told = {"junction", "corner", "crossing", "交", "路", "十"} & {*after, *before}
    return between in ("同", "和", "与", "同埋", "夹", "與", "跟") and bool(told)


def _with_roles(spots: list[Spot], notes: Notes) -> list[Spot]:
    """Whose place it is, by the words before it; a correction makes the place before it void."""
    result: list[Spot] = []
    for index, spot in enumerate(spots):
        role, confidence = "incident", spot.confidence
        cues = [c for c in notes.near("place_role", spot.first, spot.last, 5) if _leads(c, spot)]
        if cues:
            role = max(cues, key=lambda c: c.last).value
        if spot.options[0].name_en.endswith("Police Station") and role == "incident":
            role = "other"
        if Qualifier.NEGATED in scopes_of(notes).over(spot.first, spot.last):
            role, confidence = "other", 0.5
        if role == "incident" and result and _reference(result[-1], spot, notes):
            role = "other"
        if result and _between(result[-1], spot, notes):
            spot = replace(spot, detail={**spot.detail, "between": True})
            result[-1] = replace(result[-1], detail={**result[-1].detail, "between": True})
        following = spots[index + 1] if index + 1 < len(spots) else None
        if following and _corrected(spot, following, notes):
            role, confidence = "other", 0.3
        result.append(replace(spot, role=role, confidence=confidence))
    return result


def _between(before: Spot, spot: Spot, notes: Notes) -> bool:
    """ "Between Central and Wan Chai": somewhere on the way, so both are named."""
    joint = notes.folded[before.end : spot.start].strip()
    lead = notes.folded[max(0, before.start - 9) : before.start]
    after = notes.folded[spot.end : spot.end + 3]
    return joint in ("and", "to", "同", "和", "到", "至", "与") and (
        "between" in lead or "之间" in after or lead.endswith(("由", "从"))
    )


def _reference(before: Spot, spot: Spot, notes: Notes) -> bool:
    """ "Nathan Road near Jordan station": the second place only says where on the first."""
    between = notes.folded[before.end : spot.start].strip(" ,，")
    return (
        before.role == "incident"
        and spot.kind not in ("area", "district", "estate")
        and between in ("near", "opposite", "next to", "beside", "behind", "across from", "close to")
    )


def _leads(cue: Any, spot: Spot) -> bool:
    if cue.facts.get("after"):
        return bool(spot.last <= cue.first <= spot.last + 3)
    return bool(cue.last <= spot.first <= cue.last + 4)


def _corrected(spot: Spot, following: Spot, notes: Notes) -> bool:
    return following.first - spot.last <= 9 and any(
        spot.last <= cue.first and cue.last <= following.first
        for cue in notes.near("correction", spot.last, following.first, 0)
    )


def _resolved(spots: list[Spot]) -> list[Spot]:
    """Names that mean several places, decided by the districts of the message's other places."""
    sure = {
        code
        for spot in spots
        if len({p.districts for p in spot.options}) == 1 and spot.confidence > 0.4
        for code in spot.options[0].districts
        if len(spot.options[0].districts) == 1 and spot.role != "other"
    }
    return [
        replace(
            spot,
            options=gazetteer.narrowed(spot.options, sure),
            detail={**spot.detail, "within": tuple(sorted(sure))},
        )
        for spot in spots
    ]


def _merged(spots: list[Spot]) -> list[Spot]:
    """The same place twice is one; an area around a closer place of its district belongs to it."""
    by_place: dict[tuple[str, str], Spot] = {}
    for spot in spots:
        key = (spot.options[0].id, spot.role)
        known = by_place.get(key)
        if known is None:
            by_place[key] = spot
        else:
            closer = max(known, spot, key=lambda s: CLOSENESS.get(s.kind, 0))
            mentions = tuple(dict.fromkeys((*known.mentions, *spot.mentions)))[:20]
            detail = {**known.detail, **spot.detail}
            by_place[key] = replace(closer, mentions=mentions, detail=detail)
    return _absorbed(list(by_place.values()))


def _absorbed(spots: list[Spot]) -> list[Spot]:
    # Few kinds are wide, and a list of distinct places is short; only the first ones are compared.
    closer = [s for s in spots if s.kind not in ("area", "district")][:_MAX_PLACES]
    kept = []
    for spot in spots:
        hosts = [
            other
            for other in closer
            if other.role == spot.role
            and spot.kind in ("area", "district")
            and set(spot.options[0].districts) & set(other.options[0].districts)
        ]
        if hosts:
            index = closer.index(hosts[0])
            host = closer[index]
            options = gazetteer.narrowed(host.options, spot.options[0].districts)
            detail = {**spot.detail, **host.detail}
            joined = replace(
                host, options=options, detail=detail, mentions=(*host.mentions, *spot.mentions)[:20]
            )
            kept = [joined if other is host else other for other in kept]
            spots[spots.index(host)] = joined
            closer[index] = joined
        else:
            kept.append(spot)
    return [next((c for c in closer if c.options[0].id == s.options[0].id and c.role == s.role), s) for s in kept]


def _best_first(spots: list[Spot], *, at_home: bool) -> list[Spot]:
    """One incident place, the closest; the others keep their words as other places."""
    ordered = sorted(
        spots,
        key=lambda s: (s.role != "incident", -CLOSENESS.get(s.kind, 0) * s.confidence, s.first),
    )
    lead = ordered[:1]
    if lead and lead[0].role == "caller" and at_home:
        # Who names only the own home mostly speaks of what happens there.
        lead = [replace(lead[0], role="incident", confidence=0.6)]
    rest = [
        replace(s, role="other")
        if s.role == "incident" and not _same_spot(s, lead) and not s.detail.get("between")
        else s
        for s in ordered[1:]
    ]
    return lead + rest


def _same_spot(spot: Spot, lead: list[Spot]) -> bool:
    """Two places said of one spot: "the 7-Eleven on Nathan Road opposite Langham Place"."""
    return bool(
        lead
        and lead[0].role == "incident"
        and set(spot.options[0].districts) & set(lead[0].options[0].districts)
        and abs(spot.first - lead[0].first) <= 14
    )


def _finding(spot: Spot, notes: Notes) -> Finding:
    place = spot.options[0]
    codes = {p.districts for p in spot.options}
    within = spot.detail.pop("within", ())
    narrowed = [code for code in place.districts if code in within] or list(place.districts)
    ambiguous = len(spot.options) > 1 and len(codes) > 1
    point = spot.exact or ((place.lat, place.lon) if place.lat is not None else (None, None))
    crossing = spot.detail.pop("crossing", None)
    spot.detail.pop("between", None)
    name_en, name_zh = place.name_en, place.name_zh
    if crossing:
        name_en, name_zh, point = f"{name_en} / {crossing[0]}", f"{name_zh}／{crossing[1]}", (None, None)
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
    pairs = [
        (place, code)
        for place in spot.options
        for code in place.districts
        if len(spot.options) > 1 or code in narrowed
    ][:8]
    return [
        {
            "name_en": place.name_en,
            "name_zh": place.name_zh,
            "district": code,
            "score": round(1 / len(pairs), 2),
        }
        for place, code in pairs
    ]


@Language.factory("earwitness_locations")
def make(nlp: Language, name: str) -> LocationComponent:
    """Factory for the pipeline."""
    return LocationComponent(nlp.vocab)
