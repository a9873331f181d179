"""Component ``earwitness_vehicles``: plates however spelled, and the vehicles they belong to.

A Hong Kong plate is two letters (never I, O or Q) and up to four digits; older ones have digits only
and are believed only beside a word for "plate".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.finding import Finding, Kind, Mention
from nlp.normalise import Spelled, spelled
from nlp.notes import Cue, Notes, longest, notes_of

_MAX = 15
_LOOK_BACK = 6
_COLOURS = {
    "黑": "black", "白": "white", "红": "red", "蓝": "blue", "绿": "green", "灰": "grey",
    "银": "silver", "黄": "yellow", "啡": "brown", "棕": "brown", "橙": "orange", "紫": "purple",
    "金": "gold", "粉": "pink", "gray": "grey", "golden": "gold",
}  # fmt: skip
_MAKES = {
    "丰田": "Toyota", "本田": "Honda", "日产": "Nissan", "万事得": "Mazda", "马自达": "Mazda",
    "宝马": "BMW", "平治": "Mercedes-Benz", "奔驰": "Mercedes-Benz", "奥迪": "Audi",
    "特斯拉": "Tesla", "保时捷": "Porsche", "法拉利": "Ferrari", "林宝坚尼": "Lamborghini",
    "凌志": "Lexus", "比亚迪": "BYD", "现代": "Hyundai", "起亚": "Kia", "福特": "Ford",
    "benz": "Mercedes-Benz", "mercedes": "Mercedes-Benz", "bmw": "BMW", "byd": "BYD", "kia": "Kia",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plate:
    """A registration mark and the tokens that spelled it."""

    value: str
    first: int
    last: int


class VehicleComponent:
    """Adds findings of kind ``vehicle``; facts: plate, kind, make, colour, role."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        vehicles = [_described(notes, cue) for cue in longest(notes.cues_of("vehicle"))]
        by_kind: dict[tuple[Any, ...], dict[str, Any]] = {}
        for vehicle in vehicles:
            _join(by_kind, vehicle)
        found = _without_generic(list(by_kind.values()))[:_MAX]
        for plate in list(plates(notes))[:_MAX]:
            _give_plate(notes, found, plate)
        notes.findings += [_finding(notes, vehicle) for vehicle in found if _telling(vehicle)]
        return doc


def _described(notes: Notes, cue: Cue) -> dict[str, Any]:
    spans = [cue]
    facts: dict[str, Any] = {"plate": None, "kind": cue.facts["kind"], "make": None, "colour": None}
    for name, reach in (("colour", 3), ("make", 4)):
        near = [c for c in notes.near(name, cue.first, cue.last, reach) if c.first < cue.last + 3]
        before = [c for c in near if c.last <= cue.first] or (near if name == "make" else [])
        if before:
            said = notes.folded[before[-1].start : before[-1].end].rstrip("色")
            table = _COLOURS if name == "colour" else _MAKES
            facts[name] = table.get(said, said if name == "colour" else said.title())
            spans.append(before[-1])
    return {"facts": facts, "cues": spans, "first": cue.first}


def _join(known: dict[tuple[Any, ...], dict[str, Any]], vehicle: dict[str, Any]) -> None:
    """A plain "the van" after "a white van" is the same one."""
    facts = vehicle["facts"]
    for other in known.values():
        same = other["facts"]["kind"] == facts["kind"]
        if same and all(
            facts[name] is None or facts[name] == other["facts"][name]
            for name in ("make", "colour")
        ):
            return
    known[(facts["kind"], facts["make"], facts["colour"])] = vehicle


def _without_generic(vehicles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """ "Two cars collided, a taxi and a lorry": the plain word says nothing beside the others."""
    told = [v for v in vehicles if v["cues"][0].rule != "vehicle.any_zh" or len(v["cues"]) > 1]
    return told or vehicles[:1]


def _telling(vehicle: dict[str, Any]) -> bool:
    return bool(vehicle["cues"])


def _give_plate(notes: Notes, found: list[dict[str, Any]], plate: Plate) -> None:
    free = [v for v in found if v["facts"]["plate"] is None and abs(v["first"] - plate.first) <= 40]
    if any(v["facts"]["plate"] == plate.value for v in found):
        return
    cue = Cue(
        "plate", plate.value, "plate.letters_digits", plate.first, plate.last,
        notes.starts[plate.first], notes.ends[plate.last - 1], 0.9,
    )  # fmt: skip
    if free:
        nearest = min(free, key=lambda v: abs(v["first"] - plate.first))
        nearest["facts"]["plate"] = plate.value
        nearest["cues"].append(cue)
    else:
        facts = {"plate": plate.value, "kind": None, "make": None, "colour": None}
        found.append({"facts": facts, "cues": [cue], "first": plate.first})


def _finding(notes: Notes, vehicle: dict[str, Any]) -> Finding:
    mentions = tuple(Mention(c.start, c.end, c.rule) for c in vehicle["cues"])
    facts = {**vehicle["facts"], "role": "involved"}
    value = facts["plate"] or facts["kind"] or ""
    return Finding(Kind.VEHICLE, value, 0.9 if facts["plate"] else 0.75, mentions, facts=facts)


def plates(notes: Notes) -> Iterator[Plate]:
    """Registration marks in the order of the text."""
    pieces = spelled(notes.tokens)
    index = 0
    while index < len(pieces):
        plate = _plate_at(notes, pieces, index)
        if plate:
            yield plate
            index = plate.last
        else:
            index += 1


def _plate_at(notes: Notes, pieces: list[Spelled | None], first: int) -> Plate | None:
    """Read up to six characters from token ``first``: letters, then digits."""
    letters, digits, at = "", "", first
    phonetic = False
    while at < len(pieces) and at < first + 9:
        piece = pieces[at]
        if piece is not None and not piece.characters:
            at += 1  # "double", "triple"
            continue
        if piece is None:
            if notes.tokens[at] in (" ", "-") and (letters or digits):
                at += 1
                continue
            break
        for character in piece.characters:
            if character.isdecimal():
                digits += character
            elif digits:
                return _checked(notes, letters, digits, first, at, phonetic)
            else:
                letters += character
        phonetic |= piece.phonetic
        at += 1
        if len(digits) > 4 or len(letters) > 2:
            return None
    return _checked(notes, letters, digits, first, at, phonetic)


def _checked(
    notes: Notes, letters: str, digits: str, first: int, last: int, phonetic: bool
) -> Plate | None:
    if not digits or not letters or len(letters) > 2 or set(letters) & set("ioq"):
        return None
    told = any(c.last <= first for c in notes.near("plate_cue", first, first, _LOOK_BACK))
    said = notes.original[notes.starts[first] : notes.ends[last - 1]]
    capitals = all(c.isupper() for c in said if c.isascii() and c.isalpha() and len(letters) == 2)
    written = capitals and len(digits) >= 2 and said[:1].isascii() and not phonetic
    if letters in ("hk", "am", "pm", "no", "mk") and not told:
        return None
    if len(letters) == 1 and not told:
        return None
    if told or phonetic or (written and len(letters) == 2):
        return Plate((letters + digits).upper(), first, last)
    return None


@Language.factory("earwitness_vehicles")
def make(nlp: Language, name: str) -> VehicleComponent:
    """Factory for the pipeline."""
    return VehicleComponent()
