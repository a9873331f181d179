"""Numbers of others that the caller asks to have called: "text my sister on ...", 打我細妹……, the shop's phone.

Who gives another's number to be called gives it as the way to be reached. A number that is only told of
somebody ("her number is ...") is no such way.
"""

from __future__ import annotations

import re

from nlp.finding import Finding, Kind
from nlp.notes import Notes

_REACH = 48
_ASKED = re.compile(
    r"\b(?:call|ring|phone|text|whatsapp|contact|reach|try|message|dial|sms|wechat)(?: back)? (?:my|the|our)(?: [a-z'-]+){1,4}?(?: (?:on|at|instead|number|is|it's|by|via|his|her))* ?$"
    r"|(?:打|call|搵|揾|找|联络|联系|致电|发短信|发信息|传短讯|whatsapp)(?:返|去|回|俾|给|畀|到|电话)*我(?:个|的|嘅|哋|们)?[^，。我]{1,8}?(?:嘅|的|个)?(?:电话|手机|号码|手提|是|系)*$"
)
#: The caller's own place: its number is the way to reach him where no other is told.
_OWN_PLACE = re.compile(
    r"\b(?:shop|office|work|home|clinic|restaurant|desk|management office|security|guard ?post|reception|school|centre|counter|front desk)(?:'s)? (?:phone|number|tel|telephone|line|landline)(?: number)?(?: here)?(?:'s| is| are|:)? ?$"
    r"|(?<![佢他她])(?:店舖|店铺|舖头|铺头|公司|办公室|写字楼|管理处|屋企|家里|诊所|学校|餐厅|中心|地盘)(?:嘅|的)?(?:电话|号码)(?:号码)?(?:[系是:：]| )*$"
)


def asked_for(notes: Notes) -> Finding | None:
    """The number of another that is to be called; None where the caller's own is told, or none asked for."""
    told = notes.of(Kind.PHONE)
    asked = next((f for f in told if _is_led(notes, f, _ASKED)), None)
    if asked is not None:
        return asked
    if any(f.facts["role"] == "caller" for f in told):
        return None
    return next((f for f in told if _is_led(notes, f, _OWN_PLACE)), None)


def _is_led(notes: Notes, finding: Finding, lead: re.Pattern[str]) -> bool:
    before = notes.folded[max(0, finding.start - _REACH) : finding.start]
    match = lead.search(before)
    return (
        finding.facts["role"] == "other"
        and match is not None
        and not re.search(r"(?:don'?t|do not|never|唔好|不要|别|勿) ?$", before[: match.start()])
    )
