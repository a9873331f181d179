"""Whose a registration mark is: the vehicle told of nearest, the caller's own where it is said to be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from nlp.components.vehicles.plate_words import Plate
from nlp.normalise import words_of
from nlp.notes import Cue, Notes

#: A plate belongs to a vehicle that is told of within so many tokens.
_PLATE_REACH = 40


@dataclass(slots=True)
class Vehicle:
    """One vehicle while its parts are being put together."""

    facts: dict[str, Any]
    cues: list[Cue]
    first: int
    last: int
    plain: bool = False
    weak: bool = False
    own: bool = False
    spare: list[Cue] = field(default_factory=list)


#: "My number plate is", 我架車牌係.
_OWN_MARK = re.compile(
    r"\b(?:my|our) (?:own )?(?:(?:car|van|bike|scooter|motorbike|vehicle)(?:'s)? )?(?:number plate|plate|plate number|registration|reg|licen[cs]e plate|mark|number)(?: number| plate)?(?:'s| is| was)? ?$"
    r"|我(?:自己)?(?:的|嘅|架|辆|部|台)*车?(?:的|嘅)?车?牌(?:号码?)?[系是]?[ ：:]*$"
)


def give_plate(notes: Notes, found: list[Vehicle], plate: Plate) -> None:
    """The mark to the vehicle nearest to it, the caller's own where it is said to be, else a vehicle by itself."""
    if any(v.facts["plate"] == plate.value for v in found):
        return
    cue = Cue(
        "plate", plate.value, "plate.letters_digits", plate.first, plate.last,
        notes.starts[plate.first], notes.ends[plate.last - 1], plate.confidence,
    )  # fmt: skip
    ahead = notes.folded[max(0, cue.start - 40) : cue.start]
    free = [v for v in found if v.facts["plate"] is None]
    own = [v for v in free if v.own] if _OWN_MARK.search(ahead) else []
    free = own or free
    near = [(_distance(notes, v, plate), n) for n, v in enumerate(free)]
    if near and (own or min(near)[0] <= _PLATE_REACH):
        nearest = free[min(near)[1]]
        nearest.facts["plate"] = plate.value
        nearest.cues.append(cue)
    else:
        facts = {"plate": plate.value, "kind": None, "make": None, "colour": None}
        found.append(Vehicle(facts, [cue], plate.first, plate.last))


def give_part(notes: Notes, found: list[Vehicle], plate: Plate) -> None:
    """What was seen of a mark is evidence of its vehicle; the mark itself stays unknown."""
    near = [
        (_distance(notes, v, plate), n) for n, v in enumerate(found) if v.facts["plate"] is None
    ]
    if near and min(near)[0] <= _PLATE_REACH:
        cue = Cue(
            "plate_part", "", "plate.partial", plate.first, plate.last,
            notes.starts[plate.first], notes.ends[plate.last - 1], 0.6,
        )  # fmt: skip
        found[min(near)[1]].cues.append(cue)


def _distance(notes: Notes, vehicle: Vehicle, plate: Plate) -> int:
    """Tokens from the nearest mention of a vehicle; one told of before is more likely than one after."""
    gaps = [
        plate.first - c.last if c.last <= plate.first else _behind(notes, plate, c)
        for c in (*vehicle.cues[:8], *vehicle.spare[:8])
    ]
    ahead = notes.folded[max(0, notes.starts[plate.first] - 40) : notes.starts[plate.first]]
    # Callers read out the other's plate, unless they say that it is theirs.
    own = vehicle.own and not _OWN_MARK.search(ahead)
    nearest = min(max(gap, 0) for gap in gaps)
    return nearest + (10 if own and nearest > 3 else 0)


#: Between a mark and the vehicle that bears it: "SV 6238, a white van", SV6238嘅白色客貨車.
_BEARS = words_of(
    "a an the of on is was it's its it , ， 的 嘅 系 是 架 辆 部 嗰 那 呢 这 台 一 and"
)
#: Tokens that what a mark's vehicle does stands for: "SV6238 blocks the buses".
_ANOTHER = 14


def _behind(notes: Notes, plate: Plate, cue: Cue) -> int:
    """How far a vehicle behind a mark is from it: far, where words stand between that tell what it did."""
    gap = 2 * (cue.first - plate.last) + 2
    described = {
        token
        for kind in ("colour", "make", "model")
        for c in notes.near(kind, plate.last, cue.first, 0)
        for token in range(c.first, c.last)
    }
    between = (
        notes.tokens[at] for at in range(plate.last, cue.first) if at not in described
    )  # fmt: skip
    plain = all(word in _BEARS or word.isspace() for word in between)
    return gap if plain else gap + _ANOTHER
