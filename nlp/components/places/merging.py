"""Several names, one place: crossings of streets, names told apart by districts, an area around a street."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from nlp import gazetteer
from nlp.components.places.nesting import width_of
from nlp.components.places.spots import CLOSENESS, MAX_PLACES, Spot
from nlp.gazetteer import Place
from nlp.notes import Notes

#: Kinds that lie around other places.
_WIDE = ("area", "district")
_STREETS = ("street", "street_address")
_JOINTS_EN = frozenset(
    """and & / at with meets crosses and the|at the junction of|at the junction with|
    at the corner of|junction with|junction of|corner of|crossing|by the corner of|
    on the corner of|where it meets|intersection with|at the crossing with|and also"""
    .replace("\n", "").split("|")
) | frozenset(["and", "&", "/", "at", "with", "meets", "crosses", "and the", "cross"])  # fmt: skip
_JOINTS_ZH = frozenset(
    ["同", "和", "与", "同埋", "夹", "跟", "及", "、", "转入", "入", "转", "交", ""]
)
_CROSSING = frozenset(["junction", "corner", "crossing", "intersection", "crossroads", "meets"])
_CROSSING_ZH = (
    "交界",
    "交汇",
    "路口",
    "十字路口",
    "街角",
    "转角",
    "街口",
    "交叉",
    "相交",
    "转弯位",
)
#: How far another place's district counts, in tokens: half of it at this distance.
_HALF_AT = 12
#: A street of a town lies in no more districts than these.
_CITY_STREET = 2
#: How far from a place the area around it is said, in tokens; further off it is another one.
_BESIDE = 12
#: What a place of another role says about where this one lies.
_OTHER_WEIGHT = 0.3


def crossings(spots: list[Spot], notes: Notes) -> list[Spot]:
    """Two streets joined by "and", "junction of", 交界 become one crossing."""
    result: list[Spot] = []
    for spot in spots:
        last = result[-1] if result else None
        if last and _are_streets(last, spot) and _joined(last, spot, notes):
            result[-1] = _crossing(last, spot)
        else:
            result.append(spot)
    return result


def _are_streets(last: Spot, spot: Spot) -> bool:
    # "The tram stop where Hennessy Road meets Tonnochy Road" is at two streets all the same.
    streets = all(one.kind in _STREETS or one.options[0].kind == "street" for one in (last, spot))
    return streets and spot.first - last.last <= 6


def _crossing(a: Spot, b: Spot) -> Spot:
    common = [code for place in a.options for code in place.districts]
    common = [code for code in common if any(code in place.districts for place in b.options)]
    return replace(
        a,
        last=b.last,
        end=b.end,
        kind="intersection",
        detail={**a.detail, **b.detail, "relation": "junction"},
        options=gazetteer.narrowed(a.options, common),
        mentions=(*a.mentions, *b.mentions),
        crossing=b.options[0],
        within=tuple(dict.fromkeys(common)),
        confidence=min(a.confidence, b.confidence),
        scores=(),
    )


def _joined(a: Spot, b: Spot, notes: Notes) -> bool:
    if _is_stretch(a, b, notes):
        return False
    between = notes.folded[a.end : b.start].strip(" ,，")
    if between in _JOINTS_EN or between in ("交界", "交界处"):
        return True
    before = {*notes.tokens[max(0, a.first - 4) : a.first]}
    after = notes.folded[b.end : b.end + 8]
    told = bool(before & _CROSSING) or any(word in after for word in _CROSSING_ZH)
    return between in _JOINTS_ZH and told


def _is_stretch(a: Spot, b: Spot, notes: Notes) -> bool:
    """ "Between Argyle Street and Bute Street", 旺角道同快富街之間: what lies between two streets is no crossing."""
    lead = notes.tokens[max(0, a.first - 4) : a.first]
    if "between" in lead[-2:]:
        return _CROSSING.isdisjoint(lead)
    return notes.folded[b.end : b.end + 4].startswith(("之间", "中间", "嗰段", "那段", "一段"))


def resolved(spots: list[Spot]) -> list[Spot]:
    """Names that mean several places, decided by the districts of the message's other places."""
    # A long text has many places; those near by decide, and the first ones stand for the rest.
    sure = [spot for spot in spots if _is_sure(spot)][:MAX_PLACES]
    return [_narrowed(spot, _votes(spot, sure)) for spot in spots]


def _is_sure(spot: Spot) -> bool:
    codes = {place.districts for place in spot.options}
    return len(codes) == 1 and len(next(iter(codes))) == 1 and spot.confidence > 0.4


def _votes(spot: Spot, sure: Sequence[Spot]) -> dict[str, float]:
    """District -> how much speaks for it, most from near places of the same role."""
    votes: dict[str, float] = defaultdict(float)
    own = _own_district(spot) if any(other.heading for other in sure) else ""
    if own:
        votes[own] = _OTHER_WEIGHT
    for other in sure:
        if other is not spot and not (other.heading and (own or _is_long(spot))):
            gap = max(other.first - spot.last, spot.first - other.last, 0)
            share = 1.0 if other.reference or other.role == spot.role else _OTHER_WEIGHT
            votes[other.options[0].districts[0]] += share / (1 + gap / _HALF_AT)
    return votes


def _own_district(spot: Spot) -> str:
    """The district of the area whose name a street of two districts bears: Kwai Chung Road, Tai Tam Road."""
    codes = {code for place in spot.options for code in place.districts}
    if spot.kind not in _STREETS or len(codes) != _CITY_STREET:
        return ""
    area = gazetteer.folded(spot.options[0].name_en).rpartition(" ")[0]
    named = gazetteer.names().get(area, ())
    found = {code for place in named if place.kind == "area" for code in place.districts}
    return next(iter(found)) if len(found) == 1 and found <= codes else ""


def _is_long(spot: Spot) -> bool:
    """A highway, a tunnel or a road through several districts: where it leads is not where it lies."""
    codes = {code for place in spot.options for code in place.districts}
    return len(codes) > (1 if spot.kind == "road_point" else _CITY_STREET)


def _narrowed(spot: Spot, votes: dict[str, float]) -> Spot:
    own = {code for place in spot.options for code in place.districts}
    if spot.within:
        own &= set(spot.within)
    told = {code: votes[code] for code in own if code in votes}
    if len(own) <= 1:
        return spot
    if not told:
        return spot
    best = max(sorted(told), key=lambda code: told[code])
    return replace(spot, options=_lying_in(spot.options, best), within=(best,))


def _lying_in(options: Sequence[Place], district: str) -> tuple[Place, ...]:
    """Those of a district; 西洋菜街 in Mong Kok is the street that lies there alone, not its northern end."""
    there = gazetteer.narrowed(options, [district])
    return tuple(p for p in there if p.districts == (district,)) or there


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
    closer = {i: s for i, s in enumerate(spots) if s.kind not in _WIDE and not s.inferred}
    hosts = dict(list(closer.items())[:MAX_PLACES])
    absorbed = set()
    taken_up = {s.first for s in spots if s.inferred}
    for index, spot in enumerate(spots):
        if spot.kind not in _WIDE or spot.first in taken_up:
            continue
        holding = [i for i in hosts if _holds(spot, hosts[i]) and _is_beside(spot, hosts[i])]
        if holding:
            host = min(holding, key=lambda i: abs(hosts[i].first - spot.first))
            mentions = (*hosts[host].mentions, *spot.mentions)[:20]
            detail = {**spot.detail, **hosts[host].detail}
            hosts[host] = replace(hosts[host], detail=detail, mentions=mentions)
            absorbed.add(index)
    return [hosts.get(i, spot) for i, spot in enumerate(spots) if i not in absorbed]


def _is_beside(wide: Spot, host: Spot) -> bool:
    """Whether an area is said beside the place; one that bears its district's name is said of all of it."""
    if width_of(wide) or wide.role != "other":
        gap = max(host.first - wide.last, wide.first - host.last, 0)
        return gap <= _BESIDE or bool(width_of(wide))
    return True


def _holds(wide: Spot, host: Spot) -> bool:
    return wide.role == host.role and bool(
        set(wide.options[0].districts) & set(host.options[0].districts)
    )
