"""A name that is only a part of its neighbour: an area in a larger one, a house of an estate just named."""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.components.places.spots import Spot
from nlp.notes import Notes

#: Areas with others in them; the first ones bear their district's name, which is said for all of it.
_DISTRICTS = frozenset(
    [
        "Kowloon City",
        "Kwun Tong",
        "Sai Kung",
        "Sha Tin",
        "Sham Shui Po",
        "Tai Po",
        "Tsuen Wan",
        "Tuen Mun",
        "Wan Chai",
        "Wong Tai Sin",
        "Yuen Long",
    ]
)
_TOWNS = frozenset(
    [
        "Aberdeen",
        "Fanling",
        "Kwai Chung",
        "Lamma Island",
        "Lantau Island",
        "Sheung Shui",
        "Tin Shui Wai",
        "Tseung Kwan O",
        "Tsing Yi",
        "Tung Chung",
    ]
)
_NARROW = frozenset(["area", "village"])
#: Between two names of which one lies in the other.
_JOINT = re.compile(
    r"[ ,，]*(?:over in|out in|in|of|at|area|district|区|嘅|的)*[ ,，]*(?:the)?[ ]*"
)
_IN = re.compile(r"\b(?:in|of|at)\b")
#: Between an estate and its house, whichever comes first.
_BESIDE = re.compile(r"[ ,，]*(?:in|of|at|嘅|的|block|tower)?[ ,，]*(?:the )?")


def nested(spots: list[Spot], notes: Notes) -> list[Spot]:
    """The spots; of two areas side by side (西貢北潭涌, "LOHAS Park in Tseung Kwan O") the narrower is left."""
    result: list[Spot] = []
    for spot in spots:
        before = result[-1] if result else None
        within = before and _narrower(before, spot, notes)
        if before and within:
            mentions = tuple(dict.fromkeys((*before.mentions, *spot.mentions)))
            detail = {**before.detail, **spot.detail}
            result[-1] = replace(within, mentions=mentions, detail=detail, role=before.role)
        else:
            result.append(spot)
    return result


def _narrower(before: Spot, spot: Spot, notes: Notes) -> Spot | None:
    """Which of two neighbours lies in the other; None where neither is known to."""
    joint = notes.folded[before.end : spot.start]
    same = before.role == spot.role and not (before.between or spot.between)
    near = set(before.options[0].districts) & set(spot.options[0].districts)
    if not same or not near or not _JOINT.fullmatch(joint) or before.inferred or spot.inferred:
        return None
    if width_of(before) != width_of(spot):
        narrow = min(before, spot, key=width_of)
        return narrow if narrow.kind in _NARROW else None
    if {before.kind, spot.kind} != {"area"} or width_of(spot):
        return None
    if joint and joint.isascii():
        return before if _IN.search(joint) else None
    # Chinese names the larger one first.
    return spot if not joint.strip(" ,，") and not notes.tokens[spot.first].isascii() else None


def width_of(spot: Spot) -> int:
    """How much lies in it: 0 a part of a town, 1 a town, 2 a district."""
    name = spot.options[0].name_en
    if spot.kind == "district" or (spot.kind == "area" and name in _DISTRICTS):
        return 2
    return int(spot.kind == "area" and name in _TOWNS)


def without_houses(spots: list[Spot], notes: Notes) -> list[Spot]:
    """The spots; an estate's name before "House" beside another estate is that one's block.

    "Wah Fu Estate Wah Ming House" lies nowhere near Wah Ming Estate.
    """
    return [
        spot
        for at, spot in enumerate(spots)
        if not (
            _is_house(spot, notes)
            and any(
                _owns(other, spot, notes)
                for other in (*spots[max(0, at - 1) : at], *spots[at + 1 : at + 2])
            )
        )
    ]


def _is_house(spot: Spot, notes: Notes) -> bool:
    behind = notes.folded[spot.end : spot.end + 7]
    return spot.options[0].kind in ("estate", "area", "building") and bool(
        re.match(r" house\b|(?:楼|阁|座)(?!下|上)", behind)
    )


def _owns(estate: Spot, house: Spot, notes: Notes) -> bool:
    """Whether the house's name is a block that the estate has taken, right beside it."""
    if estate.kind != "estate" or "block" not in estate.detail:
        return False
    for mention in estate.mentions:
        if mention.start <= house.start and house.end < mention.end:
            low, high = sorted(((estate.start, estate.end), (mention.start, mention.end)))
            return _BESIDE.fullmatch(notes.folded[low[1] : high[0]]) is not None
    return False
