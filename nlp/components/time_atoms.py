"""The smallest pieces of time expressions in English, Cantonese and Mandarin.

Everything runs over folded text (small letters, simplified characters).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nlp.normalise import chinese_number, english_number

_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBER = rf"\d{{1,3}}|{_HOURS}|fifteen|twenty|thirty|forty|forty[- ]five|fifty|a few|a couple of|a couple|several|a|an|half an|half a"
_MINUTES = r"o'?clock|thirty|fifteen|forty[- ]five|twenty|ten|five|oh five|forty|fifty|[0-5]\d"
_ZH = "[0-9零一二两三四五六七八九十廿半几]"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip

_PATTERN = re.compile(
    "|".join(
        f"(?P<{name}>{form})"
        for name, form in {
            "ago": rf"\b(?:about |around |maybe |only |just |roughly )?(?:{_NUMBER}) (?:and a half )?(?:minutes?|mins?|hours?|hrs?|days?|nights?) (?:ago|earlier|before)\b"
            rf"|(?:大概|大约|约|成)?(?:{_ZH}{{1,4}}(?:个|個)?(?:几)?(?:分钟|分|小时|钟头|粒钟|钟|日|天|字)|半(?:个)?(?:小时|钟头|钟|粒钟))(?:左右)?(?:之?前|以前)",
            "for": rf"\b(?:for|in) (?:about |around |over |more than |nearly |almost )?(?:the (?:last|past) )?(?:{_NUMBER}) (?:and a half )?(?:minutes?|mins?|hours?|hrs?)(?: now| already)?\b"
            rf"|已经?(?:有|足足)?(?:{_ZH}{{1,4}}个?(?:多)?(?:小时|钟头|分钟)|半个?(?:小时|钟头|钟))(?:了|喇)?",
            "just": r"\b(?:just now|a moment ago|moments ago|a (?:little )?while ago|has just|have just|just happened|a few moments ago|earlier today|i just|we just)\b"
            r"|头先|啱啱|刚才|刚刚|正话|啱先|先头|刚(?=有|看|见|被|在|才)",
            "long_ago": rf"\b(?:last year|last month|years ago|(?:{_NUMBER}) (?:weeks?|months?|years?) ago|a long time ago)\b|旧年|上年|去年|前年|上个?月|(?:{_ZH}{{1,3}})(?:个?月|年|个?星期|个?礼拜)(?:之?前)|以前",
            "date": rf"\b(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{'|'.join(_MONTHS)})\b|\b(?:{'|'.join(m for m in _MONTHS if m != 'may')}|may(?= \d)) (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b|\bon the \d{{1,2}}(?:st|nd|rd|th)\b(?! floor)|{_ZH}{{1,3}}月{_ZH}{{1,3}}[日号]",
            "weekday": rf"\b(?:last |this |on |past )?(?:{'|'.join(_WEEKDAYS)})s?\b|(?:上个?|呢个?|这个?|今个?)?(?:星期|礼拜|周)[一二三四五六日天](?!前)",
            "day": r"\b(?:the day before yesterday|the night before last|yesterday|last night|last evening|today|tonight|this morning|this afternoon|this evening|overnight)\b"
            r"|今日|今天|今朝早|今朝|今早|今晚|今夜|今晏|琴日|寻日|昨日|昨天|噚日|琴晚|寻晚|昨晚|昨夜|噚晚|昨天晚上|前日|前天|前晚|大前日",
            "week": r"\b(?:last week|this week|last weekend|at the weekend|over the weekend|this weekend)\b|上个?(?:星期|礼拜|周末|周)(?![一二三四五六日天])|呢个(?:星期|礼拜)|这个?(?:星期|周)(?![一二三四五六日天])|周末",
            "clock": rf"(?:(?<=between )|(?<=from ))(?:1[0-2]|[1-9])(?= (?:and|to) (?:1[0-2]|[1-9])(?:[:.][0-5]\d)? ?(?:[ap]\.?m|o'?clock|last night|yesterday|this|in the|at night|tonight))"
            rf"|\b(?:(?:half past|half) (?:{_HOURS})|(?:a )?quarter (?:past|to) (?:{_HOURS}|\d{{1,2}})|(?:{_HOURS}|ten|twenty|five|twenty[- ]five) (?:minutes )?(?:past|to) (?:{_HOURS})"
            rf"|(?:[01]?\d|2[0-3])[:.][0-5]\d(?: ?[ap]\.?m\b\.?)?|(?:1[0-2]|0?[1-9])(?: ?[0-5]\d)? ?[ap]\.?m\b\.?|(?:{_HOURS})(?:[ -](?:{_MINUTES}))?(?: ?[ap]\.? ?m\b\.?)?|(?:1[0-2]|[1-9]) o'?clock|noon|midday|midnight)(?! (?:men|people|women|hours?|minutes?|days?|guys|times|cars|boys|girls|weeks?|months?|years?|of|dollars|hundred|thousand|grand|kids|children|other|or|more|by|\d))"
            rf"|(?:{_ZH}{{1,3}})(?:点|时)(?:钟|正|整)?(?:半|一个?骨|三个?骨|{_ZH}{{1,3}}个?字|[0-5]?[0-9]分?|{_ZH}{{1,3}}分|几)?(?:钟)?|[01]?\d:[0-5]\d|正午|午夜",
            "part": r"\b(?:in the |early |late |that |during the |mid |at )?(?:morning|afternoon|evening|night|lunchtime|lunch time|dawn|small hours|daytime)\b"
            r"|朝头早|朝早|早上|上昼|上午|清晨|清早|晏昼|中午|下昼|下午|傍晚|黄昏|夜晚|晚上|晚间|夜间|半夜|深夜|凌晨|通宵",
        }.items()
    )
)
#: Hours from and to of the parts of a day; beyond 24 is the next day.
PARTS = {"morning": (6, 12), "noon": (11, 14), "afternoon": (12, 18), "evening": (18, 24), "night": (18, 30), "small_hours": (0, 6)}  # fmt: skip
_PART_WORDS = (
    ("small_hours", ("small hours", "dawn", "凌晨", "半夜", "深夜")),
    ("morning", ("morning", "朝", "早", "上昼", "上午", "清晨")),
    ("noon", ("lunch", "中午", "晏昼", "今晏")),
    ("afternoon", ("afternoon", "下昼", "下午")),
    ("evening", ("evening", "傍晚", "黄昏", "晚上", "晚间", "夜晚")),
    ("night", ("night", "晚", "夜", "通宵")),
)
_VAGUE = {"a few": 4, "a couple of": 2, "a couple": 2, "several": 5, "a": 1, "an": 1}


@dataclass(frozen=True, slots=True)
class Atom:
    """One piece: what kind, where, and its values."""

    kind: str
    start: int
    end: int
    #: ago: ``minutes``, ``unit``; clock: ``hour``, ``minute``, ``half`` (am, pm); day: ``back``, ``part`` ...
    values: dict[str, Any]
    #: A plain number that may be a clock time.
    bare: bool = False


def atoms(folded: str) -> Iterator[Atom]:
    """All atoms in the order of the text."""
    for match in _PATTERN.finditer(folded):
        kind = match.lastgroup or ""
        said = match.group()
        values = _READERS[kind](said)
        lead = folded[max(0, match.start() - 12) : match.start()]
        # "By Friday", "until tomorrow": a deadline, not when it happened.
        deadline = kind in ("weekday", "date") and lead.endswith((" by ", " until ", " before "))
        if values is None or deadline:
            continue
        bare = kind == "clock" and _is_bare(said, lead)
        yield Atom(kind, match.start(), match.end(), values, bare)


def _is_bare(said: str, lead: str) -> bool:
    if re.search(r"\b(?:at|around|about|between|by|since|until|till|before|after)\s$", lead):
        # "at one", "at five thirty" say a time; "about two" rarely does.
        return not re.search(r"\b(?:at|between|around|since|until|till|by)\s$", lead)
    return re.fullmatch(rf"(?:{_HOURS})(?:[ -](?:{_MINUTES}))?", said) is not None and (
        "o'clock" not in said and "oclock" not in said
    )


def part_of(said: str) -> str | None:
    """The part of day that the words name."""
    return next((part for part, words in _PART_WORDS if any(w in said for w in words)), None)


def _ago(said: str) -> dict[str, Any] | None:
    unit = "minutes"
    for name, words in (
        ("hours", ("hour", "hr", "小时", "钟头", "粒钟")),
        ("days", ("day", "night", "日", "天")),
    ):
        if any(word in said for word in words):
            unit = name
    if unit == "minutes" and "钟" in said and "分" not in said:
        unit = "hours"
    amount = _amount(said, unit)
    if amount is None:
        return None
    if "字" in said:
        amount, unit = amount * 5, "minutes"
    scale = {"minutes": 1, "hours": 60, "days": 1440}[unit]
    return {"minutes": amount * scale, "unit": unit}


def _amount(said: str, unit: str) -> float | None:
    half = 0.5 if "and a half" in said or "个半" in said else 0.0
    if "half a" in said or re.search(r"(?<!个)半", said):
        return 0.5
    bare = re.sub(
        r"\b(?:about|around|maybe|only|just|roughly|and a half|minutes?|mins?|hours?|hrs?|days?|nights?|ago|earlier|before|for|in|the|last|past|over|more than|nearly|almost|now|already)\b",
        "",
        said,
    )
    bare = bare.strip()
    if bare in _VAGUE:
        return _VAGUE[bare] + half
    english = english_number(bare.replace("-", " ").split()) if bare.isascii() else None
    if english is not None:
        return english + half
    digits = re.search(r"[0-9零一二两三四五六七八九十廿几]+", said)
    if not digits:
        return None
    if digits.group() in ("几", "十几"):
        return {"几": 4, "十几": 15}[digits.group()]
    number = chinese_number(digits.group().replace("几", ""))
    return None if number is None else number + half


def _day(said: str) -> dict[str, Any]:
    back = 0
    if re.search(r"yesterday|last night|last evening|overnight|琴|寻|昨|噚", said):
        back = 1
    if re.search(r"before yesterday|night before last|^前|大前", said):
        back = 3 if said.startswith("大前") else 2
    part = part_of(said.replace("today", "").replace("yesterday", "").replace("the day before", ""))
    if "overnight" in said:
        part = "night"
    return {"back": back, "part": part}


def _weekday(said: str) -> dict[str, Any]:
    for number, name in enumerate(_WEEKDAYS):
        if name in said:
            return {"weekday": number, "last": "last" in said or "past" in said}
    number = "一二三四五六日天".index(said[-1])
    return {"weekday": min(number, 6), "last": False, "week_before": said.startswith("上")}


def _date(said: str) -> dict[str, Any] | None:
    month = next((n for n, name in enumerate(_MONTHS, start=1) if name in said), None)
    digits = re.search(r"\d{1,2}", said)
    if "月" in said:
        left, _, right = said.partition("月")
        month, day = chinese_number(left), chinese_number(right.rstrip("日号"))
    else:
        day = int(digits.group()) if digits else None
    if not day or day > 31 or (month is not None and not 1 <= month <= 12):
        return None
    return {"month": month, "day": day}


def _clock(said: str) -> dict[str, Any] | None:
    if said in ("noon", "midday", "正午"):
        return {"hour": 12, "minute": 0, "half": "24"}
    if said in ("midnight", "午夜"):
        return {"hour": 0, "minute": 0, "half": "24"}
    half = "pm" if re.search(r"p\.? ?m", said) else "am" if re.search(r"a\.? ?m", said) else None
    bare = re.sub(r"[ap]\.? ?m\b\.?", "", said).strip()
    values = _chinese_clock(bare) if not bare.isascii() else _english_clock(bare)
    if values is None or values["hour"] > 24 or values["minute"] > 59:
        return None
    if values["hour"] > 12:
        half = "24"
    return {**values, "half": half}


def _english_clock(said: str) -> dict[str, Any] | None:
    to_past = re.fullmatch(r"(.+?) (?:minutes )?(past|to) (.+)", said)
    if said.startswith("half "):
        hour = english_number([said.split()[-1]])
        return None if hour is None else {"hour": hour, "minute": 30}
    if to_past:
        count = 15 if "quarter" in to_past[1] else english_number(re.split("[- ]", to_past[1]))
        hour = english_number([to_past[3]])
        if count is None or hour is None:
            return None
        if to_past[2] == "to":
            return {"hour": hour - 1 or 12, "minute": 60 - count}
        return {"hour": hour, "minute": count}
    digits = re.fullmatch(r"(\d{1,2})[:. ]?([0-5]\d)?(?: ?o'?clock)?", said)
    if digits:
        return {"hour": int(digits[1]), "minute": int(digits[2] or 0)}
    words = re.split("[- ]", said)
    hour = english_number(words[:1])
    rest = [word for word in words[1:] if "clock" not in word]
    minute = english_number(rest) if rest else 0
    return None if hour is None or minute is None else {"hour": hour, "minute": minute}


def _chinese_clock(said: str) -> dict[str, Any] | None:
    digits = re.fullmatch(r"(\d{1,2}):(\d\d)", said)
    if digits:
        return {"hour": int(digits[1]), "minute": int(digits[2])}
    hour_said, rest = re.split("[点时]", said, maxsplit=1)
    hour = chinese_number(hour_said.replace("几", ""))
    if hour is None or "半" in hour_said:
        return None
    rest = re.sub("[钟正整]", "", rest)
    minute = 0
    vague = "几" in rest or "几" in hour_said
    if "半" in rest:
        minute = 30
    elif "骨" in rest:
        minute = 45 if "三" in rest else 15
    elif rest and not vague:
        count = chinese_number(rest.rstrip("分字个"))
        if count is not None:
            minute = (
                count * 5
                if "字" in rest or ("分" not in rest and count <= 11 and not rest[0].isdigit())
                else count
            )
    return {"hour": hour, "minute": min(minute, 59), "vague": vague}


_READERS: dict[str, Any] = {
    "ago": _ago,
    "for": _ago,
    "just": lambda said: {
        "minutes": 60 if re.search(r"头先|刚才|先头|while|earlier", said) else 10
    },
    "long_ago": lambda said: {},
    "date": _date,
    "weekday": _weekday,
    "day": _day,
    "week": lambda said: {
        "back": 1 if said.startswith(("last", "上")) else 0,
        "weekend": "weekend" in said or "末" in said,
    },
    "clock": _clock,
    "part": lambda said: {"part": part_of(said)},
}
