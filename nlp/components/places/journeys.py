"""A ride from one place to another: what happened on the train happened at neither end.

"I take the MTR from Lam Tin to Admiralty", 由西貢去坑口嗰架小巴, 从太子站坐地铁到荔景站. "He follows me
from Tai Koo to Tin Hau" is no ride: that begins where the first place is.
"""

from __future__ import annotations

import re

from nlp.components.places.spots import Spot
from nlp.notes import Notes

#: How far before the first place the vehicle may be said, in characters.
_LEAD = 44
_RIDE_EN = re.compile(
    r"\b(?:mtr|m t r|train|bus|minibus|mini bus|coach|ferry|tram|taxi|cab|uber|light rail|metro|"
    r"subway|underground|line|flight|shuttle|boat)\b"
)
_TO_EN = re.compile(
    r"(?: station| mtr| mtr station)?,? (?:all the way |back |over |down |up |then |straight |direct )?to(?: the)?(?: mtr)?"
)
_FROM_EN = re.compile(r"\b(?:from|between|at|leaving|left)(?: the)?(?: mtr)?$")
_RIDE = (
    r"(?:地铁|港铁|铁路|小巴|巴士|公交|大巴|的士|出租车|打车|火车|高铁|轻铁|电车|渡轮|渡海小轮|船|飞机|"
    r"东铁|西铁|屯马|荃湾线|观塘线|港岛线|东涌线|城巴|九巴|专线|校巴|uber|车厢|班车|的士)"
)
_TO_ZH = re.compile(
    r"站?(?:嗰度|那里|那儿)?[,， ]*(?:我|就|再)?(?:搭|坐|乘|乘搭|乘坐|转)?[^，。]{0,8}?(?:去到|去|到|往|返|至|落|过|入)"
)
_RIDE_ZH = re.compile(rf"{_RIDE}|搭|坐车|坐船")
#: 从地铁站出来走到花园街: no ride.
_ON_FOOT = re.compile("走|行|步|跑|出来|出嚟")
#: 九龍塘去大圍嗰段車
_STRETCH = re.compile(
    r"站?(?:嗰段|那段|呢段|这段|嘅车|的车|嗰架|那辆|嗰班|那班|中间嗰段|嗰程|那趟)"
)


def is_ride(before: Spot, spot: Spot, notes: Notes) -> bool:
    """Whether the two names are the ends of a ride."""
    between = notes.folded[before.end : spot.start].strip()
    lead = notes.folded[max(0, before.start - _LEAD) : before.start].rstrip()
    lead = re.split(r"[.!?。！？]", lead)[-1]
    after = notes.folded[spot.end : spot.end + 24]
    if between.isascii() and _TO_EN.fullmatch(f" {between}"):
        first = _FROM_EN.search(lead)
        return bool(first and (_RIDE_EN.search(lead) or _goes_on(after)))
    if (between == "and" and lead.endswith("between")) or (
        between == "from" and lead.endswith((" to", " for"))
    ):
        return bool(_RIDE_EN.search(lead))
    if len(between) > 16 or not _TO_ZH.fullmatch(between) or _ON_FOOT.search(between):
        return False
    if _STRETCH.match(after):
        return True
    starts = lead.endswith(("由", "从", "喺", "在"))
    return starts and bool(_RIDE_ZH.search(f"{lead[-8:]} {between} {after[:6]}"))


def boarded_at(before: Spot, notes: Notes) -> bool:
    """我喺烏溪沙站上車去: whether the first place is where somebody was, not only where the ride began."""
    lead = notes.folded[max(0, before.start - 8) : before.start].rstrip()
    return lead.endswith(("喺", "在", "响", " at", " at the"))


def _goes_on(after: str) -> bool:
    """ "From Sai Kung to Hang Hau by minibus"."""
    return bool(re.match(r"(?: station)? (?:by|on|in) (?:the |a |an )?", after)) and bool(
        _RIDE_EN.search(after)
    )
