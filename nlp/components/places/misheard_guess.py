"""One misheard stretch of a message as the names that it may be, with their scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.gazetteer import Place

#: A second name this near to the first leaves it open which was said.
MARGIN = 0.04
#: How a token of a known name is marked: part of a name, or of one that may begin a longer name.
#: Of two such names that touch (將軍澳寶琳) the second has a mark of its own.
FIRM, WIDE, WIDE_TOO = 1, 2, 3
#: A longer name over a known one must sound the same.
OVER_KNOWN = 0.94
#: A text of any length is asked about so many times: a report lists no more places anyway.
MAX_ASKED = 400
#: What a district that other places of the message lie in is worth.
_AGREES = 0.05
#: A station or an area is named oftener than one of five thousand streets.
_NAMED_OFTEN = 0.02
_MOST = 5


def covers_known(taken: bytearray, first: int, last: int) -> bool | None:
    """Whether a stretch holds a known wide name wholly; None where it may not be asked about."""
    marks = taken[first:last]
    if not any(marks):
        return False
    parted = (first and _is_one(taken[first - 1], taken[first])) or (
        last < len(taken) and _is_one(taken[last - 1], taken[last])
    )
    return None if FIRM in marks or parted or all(marks) else True


def _is_one(mark: int, other: int) -> bool:
    """Whether two tokens that touch belong to one wide name."""
    return mark == other and mark in (WIDE, WIDE_TOO)


@dataclass(frozen=True, slots=True)
class Guess:
    """Tokens ``first:last`` as one or several names, the likeliest first, each with its score."""

    first: int
    last: int
    places: tuple[tuple[Place, ...], ...]
    scores: tuple[float, ...]
    rule: str

    @property
    def rank(self) -> float:
        """Longer stretches win over shorter ones as near; a syllable more tells more than a word."""
        worth = 0.025 if self.rule == "sound.en" else 0.1
        return self.scores[0] + worth * (self.last - self.first)


def guess(
    first: int,
    last: int,
    found: Sequence[tuple[tuple[Place, ...], float]],
    near: frozenset[str],
    rule: str,
) -> Guess | None:
    """The likeliest name, and those that sound as near as makes no difference."""
    ranked = sorted(
        ((places, min(1.0, score) + _agreement(places, near)) for places, score in found),
        key=lambda pair: -pair[1],
    )
    best = ranked[0]
    names = {best[0][0].name_en}
    open_ = [best]
    for places, score in ranked[1:]:
        if best[1] - score < MARGIN and places[0].name_en not in names:
            names.add(places[0].name_en)
            open_.append((places, score))
    scores = tuple(round(min(1.0, score), 3) for _, score in open_[:_MOST])
    return Guess(first, last, tuple(places for places, _ in open_[:_MOST]), scores, rule)


def _agreement(places: Sequence[Place], near: frozenset[str]) -> float:
    bonus = _AGREES if any(near & set(place.districts) for place in places) else 0.0
    return bonus + (_NAMED_OFTEN if places[0].kind in ("area", "mtr_station") else 0.0)
