"""Names that are taken back ("at Jordan, sorry, Yau Ma Tei") or denied ("not Jordan", 唔係佐敦)."""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.components.places.spots import CLOSENESS, Spot
from nlp.notes import Notes

#: Between a cue and its place.
SMALL = frozenset(
    """the a an in at on near my our old to of er um uh over up down around by mtr place area
    喺 在 系 响 去 到 咗 了 嘅 的 边 嗰 个 那 近 于 住 紧 著 呢 ， ,""".split()  # noqa: SIM905  one word a space
)
#: How far the right name may stand behind the wrong one, in tokens.
_CORRECTION_REACH = 12
#: 是在長洲不是坪洲: nothing but the denial stands between.
_SHORT_DENIAL = 3
#: 係油麻地唔係尖沙咀, 地點喺油麻地唔係尖沙咀: the second is what it is not.
_IT_IS = re.compile("(?:(?:是|系)(?:喺|在)?|(?:地点|地方|地址|位置)(?:喺|在))$")
#: 喺油麻地唔係旺角 may mean either where nobody hears the pause; how sure the right one is then.
_EITHER = (frozenset(["唔系", "不是"]), 0.5)
#: Kinds of which no other place is a part.
_SPOTS = frozenset(["building", "bus_stop", "intersection", "landmark", "mtr_exit", "mtr_station"])

_TAKEN_BACK = re.compile(
    r"站?(?:附近|嗰度|嗰边|那边|那里|门口|对面)?[，, ]*(?:(?:唔系|不是|不对|唔啱|讲错咗?|说错了?)[，, ]*)+(?:应该)?(?:系|是)"
)
#: Between a place and the area around it.
_IN_AREA = frozenset(["", "in", "at", "over in", "嘅", "的"])


def is_denied(spot: Spot, notes: Notes) -> bool:
    """ "Not Jordan", 唔係佐敦: a denial that touches the name."""
    return any(
        cue.last <= spot.first and all(t in SMALL for t in notes.tokens[cue.last : spot.first])
        for cue in notes.near("place_denied", spot.first, spot.first, 1)
    )


def taken_back(spot: Spot, notes: Notes) -> bool:
    """喺望夫石附近唔係係獅子頭: taken back for a name that nobody may know."""
    return _TAKEN_BACK.match(notes.folded, spot.end) is not None


def corrects(before: Spot, spot: Spot, notes: Notes) -> bool:
    """Chinese "not" between two names mostly takes the first back: 喺佐敦，唔係，油麻地."""
    between = notes.folded[before.end : spot.start]
    if between.isascii() or any(stop in between for stop in "。.!?！？"):
        return False
    after = notes.folded[spot.end : spot.end + 4]
    told = notes.folded[max(0, before.start - 4) : before.start]
    contrast = after.startswith(("个", "嗰", "那", "站嗰", "站那", "站的那", "嘅")) or (
        _IT_IS.search(told) is not None and spot.first - before.last <= _SHORT_DENIAL
    )
    return (
        len(between) <= 8
        and not contrast
        and any(word in between for word in ("唔系", "不是", "不对"))
        and "而" not in between
    )


def corrected(before: Spot, spot: Spot, notes: Notes) -> bool:
    """The second name takes the first one's place."""
    gap = spot.first - before.last
    if not 0 < gap <= _CORRECTION_REACH or before.role not in ("incident", spot.role):
        return False
    if spot.role not in ("incident", before.role) and not corrects(before, spot, notes):
        return False
    between = notes.folded[before.end : spot.start]
    if any(stop in between for stop in "!?。！？"):
        return False
    cued = any(
        before.last <= cue.first and cue.last <= spot.first
        for cue in notes.near("correction", before.last, spot.first, 0)
    ) or corrected_after(spot, notes)
    # A street in the area that was said first makes it closer; it takes nothing back.
    narrower = (
        before.kind not in _SPOTS
        and CLOSENESS.get(spot.kind, 0) > CLOSENESS.get(before.kind, 0)
        and bool(set(before.options[0].districts) & set(spot.options[0].districts))
    )
    return cued and not narrower and not _is_contrast(spot, notes)


def takes_back_both(host: Spot, area: Spot, spot: Spot, notes: Notes) -> bool:
    """ "Outside Fortress Garden in North Point, sorry, on Tin Hau Temple Road": the area stays, its place goes."""
    if area.kind not in ("area", "district") or host.kind in ("area", "district"):
        return False
    if notes.folded[host.end : area.start].strip(" ,，") not in _IN_AREA:
        return False
    cued = any(
        area.last <= cue.first and cue.last <= spot.first
        for cue in notes.near("correction", area.last, spot.first, 0)
    )
    return cued and corrected(host, spot, notes)


def _is_contrast(spot: Spot, notes: Notes) -> bool:
    """ "Tai Po, not Tai Wai": what is denied in English is what follows."""
    denied = is_denied(spot, notes)
    return denied and notes.tokens[spot.first].isascii()


def corrected_after(spot: Spot, notes: Notes) -> bool:
    """喺佐敦喺油麻地先啱: the word of correction stands behind."""
    return any(
        spot.last <= cue.first <= spot.last + 1
        and notes.folded[cue.start : cue.end] in ("先啱", "才对", "先对")
        for cue in notes.near("correction", spot.last, spot.last, 2)
    )


def as_sure(before: Spot, spot: Spot, notes: Notes) -> Spot:
    """The right one of a correction, less sure where the same words may deny it."""
    words, sure = _EITHER
    either = notes.folded[before.end : spot.start] in words
    return replace(spot, confidence=min(spot.confidence, sure)) if either else spot
