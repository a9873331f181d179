"""Which of the places named is the incident's: crossings, roles, corrections, districts, merging."""

from __future__ import annotations

from dataclasses import replace

from nlp import gazetteer
from nlp.components.qualifiers import scopes_of
from nlp.components.spots import CLOSENESS, MAX_PLACES, Spot
from nlp.finding import Qualifier
from nlp.notes import Cue, Notes

#: Kinds that lie around other places.
_WIDE = ("area", "district")


def crossings(spots: list[Spot], notes: Notes) -> list[Spot]:
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


def with_roles(spots: list[Spot], notes: Notes) -> list[Spot]:
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
            role, spot = "other", replace(spot, detail={**spot.detail, "reference": True})
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
        and between
        in ("near", "opposite", "next to", "beside", "behind", "across from", "close to")
    )


def _leads(cue: Cue, spot: Spot) -> bool:
    if cue.facts.get("after"):
        return bool(spot.last <= cue.first <= spot.last + 1)
    return bool(cue.last <= spot.first <= cue.last + 4)


def _corrected(spot: Spot, following: Spot, notes: Notes) -> bool:
    return following.first - spot.last <= 9 and any(
        spot.last <= cue.first and cue.last <= following.first
        for cue in notes.near("correction", spot.last, following.first, 0)
    )


def resolved(spots: list[Spot]) -> list[Spot]:
    """Names that mean several places, decided by the districts of the message's other places."""
    sure = {
        code
        for spot in spots
        if len({p.districts for p in spot.options}) == 1 and spot.confidence > 0.4
        for code in spot.options[0].districts
        if len(spot.options[0].districts) == 1
        and (spot.role != "other" or spot.detail.get("reference"))
    }
    return [
        replace(
            spot,
            options=gazetteer.narrowed(spot.options, sure),
            detail={**spot.detail, "within": tuple(sorted(sure))},
        )
        for spot in spots
    ]


def merged(spots: list[Spot]) -> list[Spot]:
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
    """An area in whose district a closer place lies adds its words to that place."""
    # Only the first ones are compared: a list of distinct places is short, but a text may be long.
    closer = {i: s for i, s in enumerate(spots) if s.kind not in _WIDE}
    hosts = dict(list(closer.items())[:MAX_PLACES])
    absorbed = set()
    for index, spot in enumerate(spots):
        host = next((i for i in hosts if _holds(spot, hosts[i])), None)
        if spot.kind in _WIDE and host is not None:
            mentions = (*hosts[host].mentions, *spot.mentions)[:20]
            detail = {**spot.detail, **hosts[host].detail}
            hosts[host] = replace(hosts[host], detail=detail, mentions=mentions)
            absorbed.add(index)
    return [hosts.get(i, spot) for i, spot in enumerate(spots) if i not in absorbed]


def _holds(wide: Spot, host: Spot) -> bool:
    return wide.role == host.role and bool(
        set(wide.options[0].districts) & set(host.options[0].districts)
    )


def best_first(spots: list[Spot], *, at_home: bool) -> list[Spot]:
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
