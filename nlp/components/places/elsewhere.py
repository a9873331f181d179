"""Where the caller is now gives way to what of the caller's was harmed elsewhere.

"I'm in Central now but my car was scratched in Sheung Shui", 我而家喺中環我間屋喺大埔俾人爆竊. Whoever only
lives elsewhere ("I'm in Mong Kok, he hit me, my house is in Tai Po") stays where it happens.
"""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.components.places.spots import Spot
from nlp.finding import Kind
from nlp.notes import Notes

#: How far before the first name being there is said, and how far behind it the second may stand.
_LEAD, _BETWEEN = 40, 64
_HERE = re.compile(
    r"\b(?:i'm|i am|im|we're|we are)(?: (?:now|currently|still|just|actually|here|away|abroad|right now|on holiday|"
    r"at the moment|at present))* (?:in|at|on|near|over in)(?: the)? $"
    r"|(?:我|我哋|我们|我地|本人)(?:而家|宜家|依家|家下|现在|而今|正在|仲|还|人|都)*(?:喺|在|系|响)$"
)
_OWN_EN = (
    r"(?:my|our)(?: own| family| mother's| parents'| father's| friend's| husband's| wife's| company's)? (?:\w+ )?"
    r"(?:house|home|flat|apartment|place|room|door|car|van|lorry|taxi|bike|bicycle|motorbike|motorcycle|scooter|shop|store|"
    r"office|restaurant|stall|boat|warehouse|factory|garage|garden|bag|phone|wallet|purse|dog|cat|mother|father|mum|dad|"
    r"son|daughter|wife|husband|sister|brother|friend|neighbour|helper|grandmother|grandfather)\b"
)
_OWN_ZH = (
    "(?:间|架|部|个|只|嘅|的)?(?:屋企|屋|家|车|电单车|单车|私家车|货车|铺头|铺|店|公司|村屋|单位|楼|狗|猫|阿妈|阿爸|妈|爸|"
    "老婆|老公|个仔|个女|仔|女|朋友)"
)
#: The second name tells where the thing is that was harmed.
_THERE = re.compile(
    rf"{_OWN_EN}(?: (?:parked|back|over|down|up|left))* (?:in|at|on|near|outside)(?: the)? $"
    rf"|\b(?:but|however|though|while|meanwhile)\b.*{_OWN_EN}(?!.* is (?:in|at|on) (?:the )?$).* (?:in|at|on|near|outside)(?: the)? $"
    rf"|(?:我|我哋|我们|我地){_OWN_ZH}(?:泊|停|泊咗|停咗|停了|自己)*(?:喺|在|系|响)?$"
    rf"|(?:但系|但是|但|不过|之不过|可是).{{0,6}}{_OWN_ZH}.{{0,6}}(?:喺|在|系|响)$"
)


def without_whereabouts(spots: list[Spot], notes: Notes) -> list[Spot]:
    """The spots; where the caller only is gives up being the incident's to the place behind it."""
    told = [m.start for f in notes.of(Kind.INCIDENT)[:1] for m in f.mentions]
    result = list(spots)
    for at in range(len(spots) - 1):
        here, there = result[at], result[at + 1]
        if here.role == "incident" and _is_elsewhere(here, there, told, notes):
            # Where the home is where it happened, it is the one that the caller is promoted from.
            result[at] = replace(here, role="other" if there.role == "caller" else "caller")
    return result


def _is_elsewhere(here: Spot, there: Spot, told: list[int], notes: Notes) -> bool:
    folded = notes.folded
    if not told or not 0 < there.start - here.end <= _BETWEEN:
        return False
    if not _HERE.search(folded[max(0, here.start - _LEAD) : here.start]):
        return False
    own = _THERE.search(folded[here.end : there.start])
    # What happens before the thing is named happens where the caller is.
    return own is not None and min(told) >= here.end + own.start()
