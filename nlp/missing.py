"""What the caller did not say: the questions for a call back, by incident type.

They stand in the order in which a call-taker asks: where, what, when and whether it goes on, weapons, who,
vehicles, injuries, and last how to call back. What the report answers is not asked again; a plate or a
telephone number of which the recogniser was not sure is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from nlp.catalogue import incident_types, questions

Report = Mapping[str, Any]

#: Asked of one message at the most.
_MAX = 8
#: The order of asking; what is not here stands before "injury".
_ORDER = (
    "where", "where_exact", "lane", "safe_now", "what", "topic", "when", "in_progress", "last_seen", "weapon",
    "suspect", "person", "person_look", "persons", "officer", "children", "direction", "vehicle", "plate", "property",
    "property_look", "damage", "look", "where_now", "amount", "how_paid", "suspect_contact", "account", "health",
    "injury", "callback",
)  # fmt: skip
#: Incidents of which no place is asked: they happen on the telephone, on line, or are no incidents.
_PLACELESS = frozenset(
    {"fraud", "cybercrime", "information_request", "complaint_against_police", "blackmail"}
)
#: Below this, a number that was heard is asked again.
_SURE = 0.45
#: A language's prompts beside English and Chinese.
_ALWAYS = ("en", "zh", "zh-Hans")


def _text_matches(pattern: str) -> Callable[[Report, str], bool]:
    compiled = re.compile(pattern)
    return lambda report, text: bool(compiled.search(text))


def _sure(evidence: list[Mapping[str, Any]], rule: str) -> bool:
    found = [ev["confidence"] for ev in evidence if ev["rule"].startswith(rule)]
    return not found or min(found) >= _SURE


def _where(report: Report, text: str) -> bool:
    return any(
        p["role"] == "incident" and p["kind"] not in ("district", "area")
        for p in report["locations"]
    )


def _where_exact(report: Report, text: str) -> bool:
    return any(p["detail"].get("flat") or p["detail"].get("floor") for p in report["locations"])


def _in_progress(report: Report, text: str) -> bool:
    """It goes on, or it was at a time that is over, or it comes again and again."""
    occurred = report["occurred"]
    return bool(occurred["ongoing"] or occurred["start"] or occurred["recurring"])


def _suspect(report: Report, text: str) -> bool:
    return any(
        p["role"] == "suspect" and (p["description"] or (p["sex"] and p["age"]))
        for p in report["people"]
    )


#: Where somebody went, in words that describe nobody.
_WENT = re.compile(
    r"\b(?:ran|run|running|went|fled|drove|driving|rode|headed|heading|walked|escaped|got (?:on|into)|jumped (?:on|into)|sped|turned)(?: (?:off|away|back|out|left|right|straight|up|down))* (?:towards?|to|into|onto|along|down|up|in the direction of|on) (?!me\b|my\b)(?:the )?[a-z]"
    r"|(?:走|跑|逃|开|驶|揸|行|冲|溜|骑)(?:咗|了|佬|甩)?(?:去|入|上|落|向|往|进|到)(?:咗|了)?[一-龥a-z]|(?:向|往|朝)[^，。]{1,12}?(?:走|跑|逃|开|驶|方向|去)|上(?:咗|了)(?:架|部|一?辆|一?架)[^，。]{0,6}车|(?:嗰边|那边|方向)走"
)


def _direction(report: Report, text: str) -> bool:
    ways = any(
        ev["rule"].startswith("person.way") for p in report["people"] for ev in p["evidence"]
    )
    return ways or bool(_WENT.search(text)) or report["occurred"]["ongoing"]


def _vehicle(report: Report, text: str) -> bool:
    return any(v["kind"] or v["make"] for v in report["vehicles"])


def _plate(report: Report, text: str) -> bool:
    return any(v["plate"] and _sure(v["evidence"], "plate.") for v in report["vehicles"])


def _property_look(report: Report, text: str) -> bool:
    told = any(p["identifiers"] or _is_described(p["item"]) for p in report["property"])
    # "It was a black Giant", 係一架藍色嘅捷安特: told in another clause than the thing.
    return told or bool(report["property"] and _LOOKS_OF_A_THING.search(text))


_LOOKS_OF_A_THING = re.compile(
    r"\b(?:it'?s|it is|it was|they'?re|they are|colour|color|brand|model|make)\b(?: \w+){0,3}? (?:black|white|red|blue|green|grey|gray|silver|gold|pink|purple|brown|yellow|orange|beige|navy)\b|\b(?:model|serial|brand) (?:is|number|name)"
    r"|(?:[系是]|颜色)[^，。我佢他她]{0,8}?[黑白红蓝绿灰银金粉紫啡棕黄橙]色|[黑白红蓝绿灰银金粉紫啡棕黄橙]色(?:嘅|的|㗎)(?![一-龥]{0,3}[衫裤帽外])|型号|牌子|款"
)


def _is_described(item: str) -> bool:
    return " " in item.strip() if item.isascii() else "色" in item or len(item) > 4


def _person_look(report: Report, text: str) -> bool:
    return any(
        p["role"] == "missing" and p["age"] and _beyond_kin(p["description"])
        for p in report["people"]
    )


def _beyond_kin(description: str | None) -> bool:
    """More than "my mother"."""
    return bool(description) and bool(re.search("[,，]", description or ""))


def _callback(report: Report, text: str) -> bool:
    contact = report["contact"]
    if contact["callback"] == "no" or contact["anonymous"]:
        return True
    return contact["phone"] is not None and _sure(contact["evidence"], "phone.")


#: Question -> whether the report or the words answer it; one that is not here is always asked.
_ANSWERED: Mapping[str, Callable[[Report, str], bool]] = {
    "where": _where,
    "where_exact": _where_exact,
    "what": lambda r, t: bool(r["incident_types"]),
    "when": lambda r, t: bool(r["occurred"]["start"]) or r["occurred"]["recurring"] or r["occurred"]["ongoing"],
    "in_progress": _in_progress,
    "weapon": lambda r, t: r["weapon"]["value"] != "unknown",
    "injury": lambda r, t: r["injury"]["value"] != "unknown",
    "suspect": _suspect,
    "direction": _direction,
    "vehicle": _vehicle,
    "plate": _plate,
    "property": lambda r, t: bool(r["property"]),
    "damage": lambda r, t: any(p["status"] == "damaged" for p in r["property"]),
    "property_look": _property_look,
    "amount": lambda r, t: any(p["value_hkd"] for p in r["property"]) or bool(r.get("amounts_hkd")),
    "person": lambda r, t: any(p["role"] in ("missing", "involved", "victim") and not p["is_caller"] for p in r["people"]),
    "person_look": _person_look,
    "persons": lambda r, t: any(not p["is_caller"] for p in r["people"]),
    "callback": _callback,
    "last_seen": lambda r, t: bool(r["occurred"]["start"]) and bool(r["locations"]),
    "topic": lambda r, t: len(t) > 12 if not t.isascii() else len(t.split()) > 5,
    "how_paid": _text_matches(r"\btransfer|\bbank|\bcash|\bcard\b|\bcheque|\bcheck\b|\bpaypal|\bby hand\b|\bdeposit|转(?:到|去|了|咗|入|走|过|俾|给)|信用卡|碌(?:咗|卡)|刷卡|过(?:咗|了)?(?:数|钱)|扫码|支票|亲手|当面|收(?:咗|了)?我|payme|\bfps\b|paypal|alipay|payme|octopus|bitcoin|crypto|usdt|gift card|转账|过数|转帐|汇款|入数|现金|转数快|信用卡|银行|户口|比特币|点数卡"),
    "suspect_contact": _text_matches(r"\b(?:call(?:ed)?|phone[ds]?|whatsapp|telegram|facebook|instagram|wechat|website|online|email|text(?:ed)?|message|dating app|carousell|sms|came to (?:my|his|her|our|the) (?:door|house|home|flat)|(?:his|her|my|our|the) door|in person|on the street)\b|上门|拍门|揿钟|按门铃|街上|街度|面前|名片|广告|电话|网上|网站|微信|whatsapp|telegram|脸书|ig\b|短讯|短信|电邮|来电|群组"),
    "safe_now": _text_matches(r"\b(?:i'm|i am|we're|we are) (?:now )?(?:safe|not safe|hiding|locked in|at the police|at my (?:friend|mother|parents|sister))|locked (?:myself|ourselves)|(?:安全|匿(?:咗|喺|埋)|躲(?:在|进)|锁(?:住|咗|了)?(?:自己|门)|唔安全|去咗朋友)"),
    "children": _text_matches(r"\b(?:child(?:ren)?|kids?|daughter|son|baby|no children)\b|细路|小朋友|个女|个仔|女儿|儿子|孩子|bb|仔女"),
    "lane": _text_matches(r"\b(?:lane|towards|bound|direction)\b|线|方向|往|慢线|快线"),
    "look": _text_matches(r"\b(?:black|white|red|blue|green|grey|brown|yellow|silver|big|small|large|metal|box|bag|dog|cat|snake|boar|monkey|drone with)\b|色|大|细|箱|袋|狗|猫|蛇|猪|猴"),
    "where_now": _text_matches(r"\b(?:with me|at my (?:home|place|shop|office|flat)|holding (?:it|on to it)|(?:bringing|taking|brought|took) (?:it|them) to|left (?:it|them) (?:at|with)|left it (?:with|at)|i have it|i've got it|handed|keep(?:ing)? it|in my|hand it in|hand them in|at the (?:counter|police|security))\b|我?放(?:在|喺|咗喺|咗响)|我?(?:已经)?交|喺我度|喺我呢度|在我这|我(?:而家|现在|暂时|仲)?(?:攞|拎|拿|揸|帮佢攞|保管|收)(?:住|着|埋)|我(?:现在|而家)(?:人)?(?:在|喺)|交咗|交给|交去|我攞住|我拿着|保管"),
    "account": _text_matches(r"whatsapp|facebook|instagram|gmail|email|wechat|telegram|bank account|apple id|icloud|\big\b|微信|脸书|电邮|户口|帐户|账户|账号|电脑|server|website"),
    "officer": _text_matches(r"\b(?:pc ?\d|officer \d|sergeant|constable|inspector|police station|warrant card|number \d)\b|警署|警员编号|沙展|督察|\d{4,5}"),
    "health": _text_matches(r"asthma|inhaler|epilep|insulin|pregnan|cancer|stroke|hearing aid|哮喘|癫痫|打针|怀孕|癌|中风|dementia|alzheimer|autis|diabet|medicine|medication|illness|disab|depress|suicid|heart|blind|deaf|认知障碍|失智|痴呆|自闭|脑退化|老人痴呆|健忘|唔认得人|抑郁|情绪|糖尿|心脏|食药|吃药|病|轮椅|想死|自杀"),
}  # fmt: skip


def questions_for(report: Report, text: str = "") -> list[dict[str, Any]]:
    """``missing`` of report/1 in the order of asking; none for a message that tells of nothing.

    ``text`` is the folded message: some questions are answered by words that are no finding.
    """
    types = report["incident_types"]
    if not types and not _tells(report):
        return []
    code = types[0]["code"] if types else ""
    wanted = {*(incident_types()[code].asks if types else ("what", "when")), "callback"}
    if code not in _PLACELESS:
        wanted.add("where")
    asked = [
        name
        for name in sorted(wanted, key=_place_in_order)
        if not (name in _ANSWERED and _ANSWERED[name](report, text))
    ]
    if len(asked) > _MAX:
        asked = [*asked[: _MAX - 1], asked[-1]]
    return [{"question": name, "prompt": _prompt(name, report["language"])} for name in asked]


def _tells(report: Report) -> bool:
    """Whether there is something to ask about where no incident was recognised.

    Most of all an emergency: who feels sleepy after all his pills is asked where he is.
    """
    if report.get("unread"):
        return True
    told = any(report[name] for name in ("locations", "property", "vehicles"))
    hurt = "yes" in (report["weapon"]["value"], report["injury"]["value"])
    return told or hurt or report["urgency"]["level"] != "routine"


def _place_in_order(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else _ORDER.index("injury")


def _prompt(name: str, language: str) -> dict[str, str]:
    """English and Chinese, and the caller's language where the question is written in it."""
    prompts = questions()[name]
    return {key: text for key, text in prompts.items() if key in _ALWAYS or key == language}
