"""Component ``earwitness_vehicles``: the vehicles told of, with colour, make and plate."""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.qualifiers import qualifiers_of
from nlp.components.vehicles.bearers import Vehicle, give_part, give_plate
from nlp.components.vehicles.partial_plates import parts_told
from nlp.components.vehicles.plate_words import Plate
from nlp.components.vehicles.plates import plates
from nlp.components.vehicles.words import AMBIGUOUS, colour_of, full_make
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.normalise import words_of
from nlp.notes import Cue, Notes, longest, notes_of
from nlp.spelling import spelled

_MAX = 15
#: Incidents in which a bus that is named did something itself.
_TRAFFIC = frozenset(
    {"traffic_collision", "hit_and_run", "dangerous_driving", "illegal_parking", "road_hazard"}
)
_OFFENDING = frozenset(
    {"hit_and_run", "dangerous_driving", "illegal_parking", "suspicious_vehicle", "robbery",
     "burglary", "theft", "abandoned_vehicle"}
)  # fmt: skip
#: Incidents of the caller's vehicle alone: what is told of one vehicle is told of that one.
_OF_ONE = frozenset({"vehicle_theft", "theft_from_vehicle"})
_HARMED = frozenset({"criminal_damage", "theft_from_vehicle", "traffic_collision", "hit_and_run"})
#: Words that part a colour or a make from the next vehicle.
_APART = words_of(
    ", ， . 。 and the a an my his her our hit with in on and or near into 同 和 我 撞 嗰 那 这 呢 走 跟 由 喺 在 跑 了 咗"
)
#: Between a vehicle and the colour that is said of it afterwards.
_IS = words_of(
    """is was it's in colour color 系 是 嘅 的 it which 它 颜 色 a and , ， that were 架"""
)  # fmt: skip


class VehicleComponent:
    """Adds findings of kind ``vehicle``; facts: plate, kind, make, colour, role."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        marks = plates(notes, spelled(notes.tokens, tens=True))[:_MAX]
        notes.shelf["plates"] = marks
        cues = longest(notes.cues_of("vehicle", "vehicle_pseudo"))
        told = [_described(notes, cue) for cue in cues if _is_told(notes, cue, marks)]
        found = _without_plain(_joined(told))[:_MAX]
        primary = next((f.value for f in notes.findings if f.kind is Kind.INCIDENT), "")
        alone = primary in _OF_ONE and len(found) == 1
        found += _bare_makes(notes, found, marks, alone=alone)
        for plate in marks:
            give_plate(notes, found, plate)
        parts = [*notes.shelf.get("partial_plates", []), *parts_told(notes, marks)]
        for plate in parts[:_MAX]:
            give_part(notes, found, plate)
        kept = [v for v in found if not v.weak or v.facts["plate"] or primary in _TRAFFIC]
        notes.findings += [_finding(notes, vehicle, primary) for vehicle in kept[:_MAX]]
        return doc


def _is_told(notes: Notes, cue: Cue, marks: list[Plate]) -> bool:
    if cue.kind != "vehicle" or Qualifier.NEGATED in qualifiers_of(notes, cue):
        return False
    return not any(plate.first <= cue.first < plate.last for plate in marks)


def _described(notes: Notes, cue: Cue) -> Vehicle:
    facts: dict[str, Any] = {
        "plate": None, "kind": cue.facts["kind"], "make": None, "colour": None,
    }  # fmt: skip
    vehicle = Vehicle(
        facts, [cue], cue.first, cue.last, bool(cue.facts.get("plain")), bool(cue.facts.get("weak"))
    )
    colour = _colour(notes, cue)
    if colour is not None:
        facts["colour"] = colour_of(_words_at(notes, colour))
        vehicle.cues.append(colour)
    for named in _make(notes, cue):
        facts["make"] = full_make(facts["make"], _words_at(notes, named), named.kind)
        vehicle.cues.append(named)
    vehicle.own = any(
        c.last <= cue.first and cue.first - c.last <= 4
        for c in notes.near("vehicle_own", cue.first, cue.first, 5)
    )
    return vehicle


def _colour(notes: Notes, cue: Cue) -> Cue | None:
    """The colour straight before, or what is said to be its colour straight after."""
    near = longest(notes.near("colour", cue.first, cue.last, 8))
    before = [
        c for c in near
        if c.first <= cue.first and c.last <= cue.last and _reaches(notes, c.last, cue.first)
    ]  # fmt: skip
    if before:
        return before[-1]
    for colour in near:
        between = notes.tokens[cue.last : colour.first]
        if cue.last <= colour.first and len(between) <= 6 and between and _IS.issuperset(between):
            return colour
    return None


def _reaches(notes: Notes, last: int, first: int) -> bool:
    """At most two words (a make, "big old") between a colour and its vehicle."""
    between = notes.tokens[last:first]
    words = [word for word in between if word not in ("的", "嘅", "色", " ")]
    if any(len(word) > 5 and word.endswith("ing") for word in words) or _WORN.search(
        " ".join(words)
    ):
        return False  # "a navy tracksuit trying car doors"
    limit = 2 if all(word.isascii() for word in words) else 4
    return len(words) <= limit and _APART.isdisjoint(words)


def _make(notes: Notes, cue: Cue) -> list[Cue]:
    near = [
        c for kind in ("make", "model") for c in notes.near(kind, cue.first, cue.last, 4)
        if c.first >= cue.first - 6 and c.first <= cue.last + 4
    ]  # fmt: skip
    before = [c for c in near if c.last <= cue.first and _reaches(notes, c.last, cue.first)]
    return before or [c for c in near if c.first >= cue.last and _joined_by_is(notes, cue, c)]


def _words_at(notes: Notes, cue: Cue) -> str:
    return notes.folded[cue.start : cue.end]


def _joined_by_is(notes: Notes, cue: Cue, named: Cue) -> bool:
    return _IS.issuperset(notes.tokens[cue.last : named.first])


def _joined(vehicles: list[Vehicle]) -> list[Vehicle]:
    """A plain "the van" after "a white van" is the same one; so is "the car" after "a Toyota"."""
    known: list[Vehicle] = []
    for vehicle in vehicles:
        same = next((k for k in known[:_MAX] if _same(k, vehicle)), None)
        if same is None:
            known.append(vehicle)
            continue
        for name in ("make", "colour"):
            same.facts[name] = same.facts[name] or vehicle.facts[name]
        same.own |= vehicle.own
        same.spare += vehicle.cues
        same.cues += [c for c in vehicle.cues[1:] if len(same.cues) < 8]
    return known


def _same(known: Vehicle, vehicle: Vehicle) -> bool:
    if known.own != vehicle.own and known.own and vehicle.facts["colour"]:
        return False
    kinds = {known.facts["kind"], vehicle.facts["kind"]}
    alike = len(kinds) == 1 or (
        bool(kinds & {"car", "vehicle"})
        and kinds <= {"car", "private car", "vehicle", "seven-seater"}
    )
    return alike and all(
        known.facts[name] is None
        or vehicle.facts[name] is None
        or known.facts[name] == vehicle.facts[name]
        for name in ("make", "colour")
    )


def _without_plain(vehicles: list[Vehicle]) -> list[Vehicle]:
    """ "Two cars collided, a taxi and a lorry": the plain word says nothing beside the others."""
    told = [v for v in vehicles if not v.plain or len(v.cues) > 1 or v.own]
    return told or vehicles[:1]


def _bare_makes(
    notes: Notes, found: list[Vehicle], marks: list[Plate], *, alone: bool
) -> list[Vehicle]:
    """ "It was a silver BMW": a make without a word for the kind.

    ``alone`` where no other vehicle is told of than the one that is stolen or stolen from.
    """
    taken = {c.first for vehicle in found for c in (*vehicle.cues, *vehicle.spare)}
    result: list[Vehicle] = []
    for cue in longest(notes.cues_of("make", "model")):
        said = _words_at(notes, cue)
        if (
            cue.first in taken
            or said in AMBIGUOUS
            or any(p.first <= cue.first < p.last for p in marks)
        ):
            continue
        facts: dict[str, Any] = {"plate": None, "kind": None, "colour": None}
        facts["make"] = full_make(None, said, cue.kind)
        if any((v.facts["make"] or "").startswith(facts["make"]) for v in (*found, *result)):
            continue
        named = _named_before(cue, facts["make"], [*found, *result])
        if named is not None:
            named.facts["make"] = facts["make"]
            named.cues.append(cue)
            continue
        cues = [cue]
        if (colour := _colour(notes, cue)) is not None:
            facts["colour"] = colour_of(_words_at(notes, colour))
            cues.append(colour)
        own = _says_own(notes, cues)
        free = [
            v for v in found
            if v.facts["make"] is None and (v.own if own == "own" else alone or own or not v.own)
        ]  # fmt: skip
        host = next((v for v in free if _fits(v, facts, cue)), None)
        if host is not None:
            host.facts["make"] = facts["make"]
            host.facts["colour"] = host.facts["colour"] or facts["colour"]
            host.cues += cues
        elif len(result) < 4:
            result.append(Vehicle(facts, cues, cue.first, cue.last, own=own == "own"))
    return result


_WORN = re.compile(
    r"\b(?:tracksuit|jacket|shirt|hoodie|coat|jeans|trousers|shorts|dress|skirt|suit|cap|hat|mask|helmet|uniform|vest|top|bag|backpack|hair)s?\b"
)
#: "My car ... its a red Tesla", 車是白色本田: what was told of before.
_IT_IS = re.compile(
    r"(?:\b(?:it'?s|it is|it was|(?:the|my) (?:car|van|bike|motorbike|vehicle)(?:'s| is| was)) (?:an? |the )?|(?:^|[^一-龥]|[边了的牌停现])(?:架|辆|部|台)?车(?:就)?[系是](?:一?[架辆部台])?)(?:[a-z]+ )?$"
)
#: "Mine is a silver Toyota", 我架係銀色豐田.
_MINE_IS = re.compile(
    r"(?:\b(?:mine(?:'s| is| was)|my own (?:car )?is|i drive|i was driving|i'm driving) (?:an? |the )?|我(?:自己)?(?:的|嘅)?[架辆部台]?车?[系是](?:一?[架辆部台])?|我(?:揸|开|驾)(?:的|嘅)?(?:[系是])?一?[架辆部台]?)(?:[a-z]+ )?$"
)


def _says_own(notes: Notes, cues: list[Cue]) -> str:
    """``own`` where the caller says it of his own vehicle, ``it`` of the one told of before, else ""."""
    start = min(cue.start for cue in cues)
    before = notes.folded[max(0, start - 24) : start]
    return "own" if _MINE_IS.search(before) else "it" if _IT_IS.search(before) else ""


def _named_before(cue: Cue, make: str, vehicles: list[Vehicle]) -> Vehicle | None:
    """ "Tesla Model 3": the vehicle whose make stands right before this model."""
    for vehicle in vehicles:
        maker = vehicle.facts["make"]
        if (
            maker
            and make.startswith(maker + " ")
            and any(c.last == cue.first for c in vehicle.cues)
        ):
            return vehicle
    return None


def _fits(vehicle: Vehicle, facts: dict[str, Any], cue: Cue) -> bool:
    """A later "it was a silver BMW" says more of a car without a make."""
    kind = vehicle.facts["kind"]
    colours = {vehicle.facts["colour"], facts["colour"]} - {None}
    return (
        kind in ("car", "private car", "vehicle", "seven-seater", "van", "motorcycle")
        and len(colours) < 2
        and 0 <= cue.first - vehicle.last <= 30
    )


def _finding(notes: Notes, vehicle: Vehicle, primary: str) -> Finding:
    mentions = tuple(dict.fromkeys(Mention(c.start, c.end, c.rule) for c in vehicle.cues))
    facts = {**vehicle.facts, "role": _role(notes, vehicle, primary)}
    plate = next((c.weight for c in vehicle.cues if c.kind == "plate"), None)
    value = facts["plate"] or facts["kind"] or facts["make"] or ""
    return Finding(Kind.VEHICLE, value, plate or 0.75, mentions, facts=facts)


#: Before a vehicle that is blocked or hit.
_STRUCK = re.compile(
    r"\b(?:block(?:s|ed|ing)?|hit|hits|crash(?:es|ed)? into|drove into|ran into|obstruct(?:s|ed|ing)?|scratched|rammed)"
    r"(?: (?:a|an|the|all|some|another|my|two|several))* (?:[a-z]+ )?$|[阻挡撞刮铲擦碰](?:住|咗|了|到|晒|着|伤|倒)*(?:啲|嗰|那|一)?(?:架|辆|部|台)?(?:[一-龥]色[的嘅]?)?$"
)


#: 一輛黑色的特斯拉撞了我.
_HITS_ME = re.compile(
    r"[^，。我]{0,6}?(?:撞|碰|刮|铲|擦)(?:咗|了|到|跌|埋|向|倒|伤|正)*我|(?: [a-z]+){0,3}? (?:hit|rammed|crashed into|knocked|ran into|scraped|clipped) (?:me|my|us|our)\b"
)


def _role(notes: Notes, vehicle: Vehicle, primary: str) -> str:
    """``stolen``, ``victim`` (the caller's own, harmed), ``suspect`` (what an offender drives), ``involved``."""
    if vehicle.own:
        harmed = "victim" if primary in _HARMED else "involved"
        return "stolen" if primary == "vehicle_theft" else harmed
    if primary == "vehicle_theft" and vehicle.facts["kind"]:
        return "stolen"
    ahead = notes.folded[max(0, vehicle.cues[0].start - 24) : vehicle.cues[0].start]
    if _STRUCK.search(ahead):
        return "involved"
    behind = notes.folded[vehicle.cues[0].end : vehicle.cues[0].end + 20]
    if primary in _OFFENDING | _TRAFFIC and _HITS_ME.match(behind):
        return "suspect"
    if primary in _OFFENDING and notes.near("vehicle_bad", vehicle.first, vehicle.last, 12):
        return "suspect"
    return "involved"


@Language.factory("earwitness_vehicles")
def make(nlp: Language, name: str) -> VehicleComponent:
    """Factory for the pipeline."""
    return VehicleComponent()
