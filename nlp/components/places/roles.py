"""Whose place is it: the incident's, the caller's home, or one that is only mentioned.

A cue before the name ("I live in", "towards", 我住喺) gives it a role, as long as nothing but small words
stands between; a correction ("at Jordan, sorry, Yau Ma Tei") or a denial ("not Jordan") makes it void.
Where nothing else is named, a place that somebody went to is taken for the incident's, and then the
caller's home.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import replace

from nlp.components.places.beside import is_reference, is_stretch, road_before
from nlp.components.places.care import without_care
from nlp.components.places.corrections import (
    SMALL,
    as_sure,
    corrected,
    corrected_after,
    corrects,
    is_denied,
    taken_back,
    takes_back_both,
)
from nlp.components.places.elsewhere import without_whereabouts
from nlp.components.places.journeys import boarded_at, is_ride
from nlp.components.places.spots import TITLES, Spot
from nlp.components.qualifiers import scopes_of
from nlp.finding import Kind, Qualifier
from nlp.notes import Cue, Notes
from nlp.sound.romanised import common_words

_SMALL_REACH = 3
#: A flat, a floor and a block may stand between as well.
_CUE_REACH = 18
#: Roles that become the incident's where no better one is named, and how sure that is: where somebody
#: else lives, was going, came from, where something turned up, what was planned, what was denied.
_PROMOTED = {
    "theirs": 0.6,
    "visited": 0.55,
    "left": 0.5,
    "found": 0.45,
    "planned": 0.45,
    "passed": 0.45,
    "denied": 0.4,
}
#: Who is missing was last seen where he left, not where he meant to go.
_PROMOTED_MISSING = {"left": 0.6, **_PROMOTED}
#: How surely somewhere is told that was denied or taken back.
_DENIED = 0.3
_AWAY = frozenset(
    [
        "lost_property",
        "theft",
        "pickpocketing",
        "robbery",
        "shop_theft",
        "found_property",
        "traffic_collision",
        "hit_and_run",
    ]
)
#: Of a way these are told of where it began: "he follows me from Tai Koo to Tin Hau".
_FROM_THERE = ("missing_person", "harassment")
#: 今朝, 方向, 以往: words in which a cue of one character says nothing of a direction.
_INSIDE = {
    "朝": ("今朝", "听朝", "琴朝", "寻朝", "噚朝", "每朝", "明朝", "朝朝", "朝早", "朝头", "朝八", "朝九", "一朝"),
    "向": ("方向", "一向", "向来", "向我", "向佢", "向他", "向她", "转向", "向住我", "趋向", "横向", "面向"),
    "往": ("以往", "往往", "往时", "来往", "往日", "往返", "过往", "交往"),
}  # fmt: skip
#: Another place that a way leads to, and the rules that tell it.
_HEADING = "heading"
_WAYS = ("place_role.flight", "place_role.direction")
_AT_HOME = "place_role.caller_after"
#: "I'm Peter Lau from The Merton"; 我係威院嘅護士.
_BY_NAME, _STAFF = "place_role.named_from", "place_role.staff_after"
_SOMEBODY_IS = re.compile("(?:我|佢|他|她|本人|个仔|个女|老公|老婆|儿子|女儿)(?:系|是|喺|在)?$")
_NO_NAME = frozenset(["calling", "speaking", "ringing", "phoning", "here", *TITLES])
_KIN_LEAD = 10
_KIN = re.compile(
    "(?:朋友|妈|爸|老豆|老母|婆|爷爷|嫲嫲|公公|外公|奶奶|阿姨|姑|哥|姐|弟|细佬|妹|个仔|个女|儿子|女儿|老公|老婆|丈夫|太太|同事|同学|"
    "亲戚|父母|阿伯|佢|他|她)(?:自己|一个人|就|都|系|一直)?(?:喺|在|系|响)$"
)
_ENDS = re.compile(
    r"(?:方向)?(?:嗰边|那边|一边)?(?:的|嘅)?(?:隧道)?(?:出口|入口|口|管道口|end|exit|portal)"
)
#: 从罗湖口岸过关的时候: what happened while somebody did this there.
_DOING = re.compile(
    r"(?:站|口岸|关口)?(?:嗰度|那里|嗰边|那边)?(?:过关|出关|入关|入境|出境|过境|出闸|入闸|落车|下车|上车|落船|下船|"
    r"安检|登机|出嚟|出来|出去|行出嚟|走出来)(?:嗰阵|嗰时|嘅时候|的时候|时|嗰下|果阵|个阵)"
)
#: 買餸嗰時喺沙角邨俾人呃: told of what happened as well as of long ago.
_AT_THAT_TIME = frozenset(["嗰时", "嗰阵时", "当时", "那时候", "那会儿"])
_OR = frozenset(["or", "或", "或者"])
#: Between a place and the area around it.
_WITHIN = frozenset(
    ["", "in", "of", "at", "over in", "on", "in the", "near", "outside", "just outside", "off", "just off",
     "嘅", "的", "个", "嗰边", "附近嘅", "附近的"]
)  # fmt: skip


def with_roles(spots: list[Spot], notes: Notes) -> list[Spot]:
    """Every spot with its role and what is left of its confidence."""
    roles: list[str] = []
    for at in range(len(spots)):
        roles.append(_said_role(spots, at, notes, roles[-1] if roles else "incident"))
    told = [
        _with_role(
            spot,
            role,
            denied=role in ("other", "denied")
            and (is_denied(spot, notes) or taken_back(spot, notes)),
        )
        for spot, role in zip(spots, roles, strict=True)
    ]
    primary = _primary(notes)
    for at in range(1, len(told)):
        _pair(told, at, primary, notes)
    return _settled(without_whereabouts(without_care(told, notes), notes), primary)


def _pair(told: list[Spot], at: int, primary: str, notes: Notes) -> None:
    """What a place and those before it say of one another: the ends of a ride, a correction, where on a road."""
    before, spot = told[at - 1], told[at]
    if is_ride(before, spot, notes):
        told[at - 1] = replace(before, role="visited" if boarded_at(before, notes) else "other")
        told[at] = replace(spot, role="other")
    elif _between(before, spot, notes):
        told[at - 1 : at + 1] = _ends(told, at, primary, notes)
    elif corrected(before, spot, notes):
        told[at - 1] = replace(before, role="other", confidence=_DENIED)
        spot = told[at] = as_sure(before, spot, notes)
        if spot.role == "other" and before.role == "incident" and not is_denied(spot, notes):
            told[at] = replace(spot, role="incident")
    elif at > 1 and takes_back_both(told[at - 2], before, spot, notes):
        told[at - 2] = replace(told[at - 2], role="other", confidence=_DENIED)
    elif spot.role == "incident":
        road = road_before(told, at)
        if is_reference(before, spot, notes) or (road and is_reference(road, spot, notes)):
            told[at] = replace(spot, role="other", reference=True)


def _ends(told: list[Spot], at: int, primary: str, notes: Notes) -> tuple[Spot, Spot]:
    """Both ends of "between A and B": of a way where it began counts, of a road's stretch neither."""
    before, spot = told[at - 1], told[at]
    if primary in _FROM_THERE:
        return replace(before, role="incident"), replace(spot, role="other")
    road = next(
        (one for one in reversed(told[max(0, at - 3) : at - 1]) if one.kind != "area"), None
    )
    if road and is_stretch(road, before, spot, notes):
        return (
            replace(before, role="other", reference=True, between=True),
            replace(spot, role="other", reference=True, between=True),
        )
    shared = _shared(before, spot)
    return replace(before, between=True, role=shared), replace(spot, between=True, role=shared)


def _with_role(spot: Spot, role: str, *, denied: bool) -> Spot:
    heading = role == _HEADING
    sure = min(spot.confidence, _DENIED) if denied else spot.confidence
    return replace(spot, role="other" if heading else role, heading=heading, confidence=sure)


def _primary(notes: Notes) -> str:
    return next((one.value for one in notes.of(Kind.INCIDENT)), "")


def _shared(before: Spot, spot: Spot) -> str:
    """Both ends of a way have one role."""
    return "visited" if {"visited", "left"} & {before.role, spot.role} else before.role


def _said_role(spots: list[Spot], at: int, notes: Notes, earlier: str) -> str:
    spot = spots[at]
    floor = spots[at - 1].last if at else 0
    ceiling = spots[at + 1].first if at + 1 < len(spots) else len(notes.tokens)
    if taken_back(spot, notes):
        return "denied"
    cues = [
        cue
        for cue in notes.near("place_role", spot.first, spot.last, _CUE_REACH)
        if _leads(cue, spot, notes, floor, ceiling)
    ]
    if is_denied(spot, notes) and not (at and corrects(spots[at - 1], spot, notes)):
        if corrected_after(spot, notes):
            return "incident"
        # 唔係 may take back a name that nobody knows: what follows may be the right one.
        return "other" if notes.tokens[spot.first].isascii() else "denied"
    if cues and notes.folded.startswith(" where ", spot.end):
        # "I walked to Discovery Park where a man grabbed me".
        return "incident"
    if cues:
        after = [cue for cue in cues if cue.facts.get("after")]
        cue = (after or [max(cues, key=lambda cue: (cue.last, cue.last - cue.first))])[0]
        if cue.rule.startswith(_AT_HOME) and _of_kin(spot, notes):
            return "theirs"
        if cue.value == "left" and _DOING.match(notes.folded, spot.end):
            return "incident"
        if not cue.rule.startswith(_WAYS):
            return cue.value
        # 往沙田的出口: that end of the tunnel is where it happened.
        return "other" if _ENDS.match(notes.folded, spot.end) else _HEADING
    if at and _goes_on(spots[at - 1], spot, notes):
        return earlier
    if _is_past(spot, notes, floor, ceiling):
        return "visited"
    if spot.options[0].name_en.endswith("Police Station"):
        # Where an officer is complained of, the station is where it happened.
        complaint = _primary(notes) == "complaint_against_police"
        return "incident" if complaint or spot.detail.get("relation") else "other"
    return "incident"


def _of_kin(spot: Spot, notes: Notes) -> bool:
    """我阿媽喺元朗住: somebody else's home."""
    return _KIN.search(notes.folded[max(0, spot.start - _KIN_LEAD) : spot.start]) is not None


def _is_past(spot: Spot, notes: Notes, floor: int, ceiling: int) -> bool:
    """ "Last year in Tai Wai": told as past by words that no other place parts from it."""
    scopes = scopes_of(notes)
    if Qualifier.PAST not in scopes.over(spot.first, spot.last):
        return False
    low = bisect_left(scopes.scopes, spot.first - scopes.longest, key=lambda scope: scope.first)
    high = bisect_right(scopes.scopes, spot.first, key=lambda scope: scope.first)
    return any(
        scope.qualifier is Qualifier.PAST
        and spot.first < scope.last
        and floor <= scope.cue.first
        and scope.cue.last <= ceiling
        and notes.folded[scope.cue.start : scope.cue.end] not in _AT_THAT_TIME
        for scope in scopes.scopes[low:high]
    )


def _goes_on(before: Spot, spot: Spot, notes: Notes) -> bool:
    """ "Choi Hung Estate in Wong Tai Sin", 天水圍天耀邨, "A or B": the second name shares the cue."""
    joint = notes.folded[before.end : spot.start].strip(" ,，、")
    if joint in _OR:
        return True
    near = bool(set(before.options[0].districts) & set(spot.options[0].districts))
    return near and joint in _WITHIN


def _leads(cue: Cue, spot: Spot, notes: Notes, floor: int, ceiling: int) -> bool:
    if cue.facts.get("after"):
        between = notes.tokens[spot.last : cue.first]
        if cue.rule.startswith(_STAFF) and not _SOMEBODY_IS.search(notes.folded[: spot.start][-8:]):
            return False
        return spot.last <= cue.first < ceiling and all(
            token in ("站", "嘅", "的") for token in between
        )
    if not (floor <= cue.first and cue.last <= spot.first) or _is_inside_word(cue, notes):
        return False
    if cue.rule.startswith(_BY_NAME) and not _names_somebody(cue, notes):
        return False
    # "I live at flat 12 block 3 Kornhill": what belongs to the place parts nothing from it.
    own = [notes.span_tokens(m.start, m.end) for m in spot.mentions if m.start < spot.start]
    between = [
        notes.tokens[at]
        for at in range(cue.last, spot.first)
        if not any(first <= at < last for first, last in own)
    ]
    return len(between) <= _SMALL_REACH + len(own) and all(token in SMALL for token in between)


def _names_somebody(cue: Cue, notes: Notes) -> bool:
    """Whether only a name stands before its "from": "this is Mary Lau calling from", no "noise from"."""
    said = notes.tokens[cue.first : cue.last - 1]
    words = [word for word in said[1:] if word not in _NO_NAME and word not in ("is", "am")]
    return bool(words) and not any(word in common_words() for word in words)


def _is_inside_word(cue: Cue, notes: Notes) -> bool:
    said = notes.folded[cue.start : cue.end]
    around = notes.folded[max(0, cue.start - 1) : cue.end + 2]
    return any(word in around for word in _INSIDE.get(said, ()))


def _between(before: Spot, spot: Spot, notes: Notes) -> bool:
    """ "Between Central and Wan Chai", "from A to B": somewhere on the way, so both are named."""
    joint = notes.folded[before.end : spot.start].strip()
    joint = re.sub(r"^(?:mtr station|station|mtr|站) ?|(?: the)$", "", joint)
    lead = notes.folded[max(0, before.start - 9) : before.start].rstrip()
    after = notes.folded[spot.end : spot.end + 3]
    if joint in ("and", "同", "和", "与", "同埋", "跟"):
        return lead.endswith("between") or "之间" in after or "中间" in after
    return joint in ("to", "到", "至", "去", "往", "行去", "去到") and lead.endswith(
        ("from", "between", "由", "从")
    )


def _settled(spots: list[Spot], primary: str) -> list[Spot]:
    """Places that somebody only went to count where no other is named, then those denied in Chinese."""
    promoted = _PROMOTED_MISSING if primary == "missing_person" else _PROMOTED
    roles = {spot.role for spot in spots}
    # Nothing has happened there: "see you at Mong Kok station".
    ranks = (
        ["incident", "theirs", "caller", *promoted]
        if primary
        else ["incident", "theirs", "left", "denied"]
    )
    if primary in _AWAY:
        # What is lost or taken on a way was not at anybody's home.
        ranks.sort(key=lambda role: role not in ("incident", "visited"))
    chosen = next((role for role in ranks if role in roles), "")
    return [_settle(spot, chosen, promoted) for spot in spots]


def _settle(spot: Spot, chosen: str, promoted: Mapping[str, float]) -> Spot:
    if spot.role not in promoted:
        return spot
    if spot.role != chosen:
        return replace(spot, role="other")
    return replace(spot, role="incident", confidence=min(spot.confidence, promoted[chosen]))
