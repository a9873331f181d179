"""English time expressions: the pieces that are found, and what each one says.

Runs over folded text (small letters). Recognisers print numbers as words or as digits, with and
without colons ("eight thirty", "8:30", "8 30 p m"), so each form is read both ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from nlp.normalise import english_number

Values = dict[str, Any]

_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TEENS = "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fourty|fifty"
_COUNT = (
    rf"\d{{1,3}}|(?:(?:{_TENS}|sixty|seventy|eighty|ninety)(?:[- ](?:{_UNITS}))?|{_TEENS}|{_HOURS})"
    r"(?:(?: or|,|-)? (?:two|three|four|five|six|ten|fifteen|twenty|thirty)(?= (?:min|hour|day|night|week)))?"
    r"|(?:a |three )?quarters? of an?|a few|a couple of|a couple|couple of|several|an?|half an?|some|many"
)
_MINUTES = (
    rf"(?:{_TENS})(?:[- ](?:{_UNITS}))?|{_TEENS}|ten|eleven|twelve|five"
    rf"|(?:oh|o|zero)[- ](?:{_UNITS})|[0-5]\d"
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = rf"(?:{'|'.join(_MONTHS)}|jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)"
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", "twenty first", "twenty second", "twenty third",
    "twenty fourth", "twenty fifth", "twenty sixth", "twenty seventh", "twenty eighth",
    "twenty ninth", "thirtieth", "thirty first",
)  # fmt: skip
_ORDINAL = "|".join(sorted((o.replace(" ", "[- ]") for o in _ORDINALS), key=len, reverse=True))
_DAY_OF_MONTH = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL})"
_ABOUT = r"(?:about |around |maybe |only |just |roughly |like |nearly |almost |over |at least |approximately |less than |more than )*"
_AGO = r"(?:ago|earlier|back(?! (?:to|in|at|from|with|home|door|seat|yard|of)\b))"
_HALF = r"(?: ?[ap]\.? ?m\b\.?)"
_NUMBERED = r"flat|floor|block|room|unit|shop|gate|platform|exit|number|no|bus|route|stop|tower|line|door|lot|stall|level|house|aged?|phase|lane|pier|section|minibus|seat|apartment|building|is|only|of|all|every|other|next|last|these|those|the|another|with|and|or"
#: What may follow a bare number that is a time: anything but a thing that is counted.
_COUNTED = (
    r"(?! ?(?:men|man|people|women|woman|hours?|hrs?|minutes?|mins?|seconds?|days?|guys?|times?|cars?|boys?|girls?"
    r"|weeks?|months?|years?|of (?!november|december|january|february|march|april|may|june|july|august|september|october)"
    r"|dollars?|bucks?|hkd|hundred|thousand|grand|million|kids?|children|others?|more|by (?!the)|percent|%|persons?"
    r"|nights?|bags?|phones?|floors?|stops?|metres?|meters?|blocks?|dogs?|cats?|police|officers?|or (?:three|four|five|six|seven|eight|nine|ten|eleven) (?:men|people|guys|of)"
    r"|youths?|teenagers?|ladies|friends?|steps?|k\b|nil|zero|double|triple|\d))"
)

_FORMS: dict[str, str] = {
    "same_time": r"\b(?:(?:around |about )?(?:this|the same) time )(?:last week|last night|yesterday|the other day|last month)\b",
    "future": rf"\b(?:tomorrow(?: night| morning| evening| afternoon)?|next (?:week|month|weekend|{'|'.join(WEEKDAYS)})|later (?:today|tonight|on)|from now on|coming (?:{'|'.join(WEEKDAYS)}))\b",
    "half_ago": rf"\b{_ABOUT}(?:(?:{_COUNT}) and a half (?:hours|hrs)|(?:an|one) hour and a half|(?:an|one|\d|two|three) hours? and (?:a quarter|\w+ minutes)) {_AGO}\b",
    "ago": rf"\b{_ABOUT}(?:{_COUNT}) (?:minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|fortnights?|months?|years?|seconds?)(?: or so| or two)? (?:{_AGO}|before(?= now\b| i called| calling| and| but| i\b|\s*$|[.,]))\b"
    rf"|\b(?:minutes|hours|days|seconds) ago\b",
    "for": rf"\b(?:for|in|over|during|these) {_ABOUT}(?:(?:the )?(?:last|past) )?(?:(?:{_COUNT}) )?(?:and a half )?(?:minutes?|mins?|hours?|hrs?)(?: and a half)?(?: or so)?(?: now| already)?\b"
    rf"|\b(?:almost|nearly|over|more than|a good) (?:{_COUNT}) (?:minutes|mins|hours|hrs|hour)(?! (?:ago|later|before|earlier|away|back|drive|walk|late|from|of|after|long|till|until))\b"
    rf"|\b(?:been|it's|its|is) {_ABOUT}(?:{_COUNT}) (?:minutes?|mins?|hours?|hrs?)(?= (?:since|now|already))",
    "just": r"\b(?:just now|(?:just|only|literally) (?:this|a) (?:very )?(?:second|minute|moment|instant)(?: ago)?|right now (?=he|she|they)(?!)|a (?:moment|second|minute|few moments|few seconds) ago|moments ago|(?:just )?a (?:little |short )?while (?:ago|back)|not long ago"
    r"|just(?= (?:(?:been|got|gotten|had|have|has|happened|saw|seen|left|ran|came|went|took|taken|stole|stolen|hit|lost|found|heard|broke|broken|bitten|gave|told|fell|drove|woke|run|gone|done|started|finished|attacked|arrived)\b|(?!need|want|called|wonder|wish|asked|tried|used)[a-z]{2,}ed\b)))",
    "recent": r"\b(?:the other (?:day|night|evening|morning|week)|a few (?:days|nights) (?:ago|back)|recently|in the (?:last|past) (?:few|couple of) days)\b",
    "long_ago": r"\b(?:last year|the year before|a long time ago|long ago|years ago|months ago|ages ago|in (?:19|20)\d\d)\b",
    "date": rf"\b(?:the )?(?:{_DAY_OF_MONTH}|\d{{1,2}})(?: of)? {_MONTH}\b|\b(?!may (?!\d|the))(?!march (?!\d|the)){_MONTH} (?:the )?(?:{_DAY_OF_MONTH}|\d{{1,2}})\b(?! ?[:.]\d)"
    rf"|(?:(?<=\bfrom )|(?<=\bbetween ))the {_DAY_OF_MONTH}(?= (?:to|until|till|and) the )"
    rf"|(?:(?<=(?:th|rd|nd|st) to )|(?<=(?:th|rd|nd|st) and )|(?<=(?:th|rd|nd|st) until ))the {_DAY_OF_MONTH}\b(?! (?:floor|time|street|level|half|one))"
    rf"|(?<=\bsince )(?:the )?{_DAY_OF_MONTH}\b(?! (?:floor|time|street|level|half))|\bon (?:the )?{_DAY_OF_MONTH}\b(?! (?:floor|time|street|avenue|day|one|person|level|half|hand|of (?!last|this))\b)|(?<=\bon )\d{{1,2}}/\d{{1,2}}\b",
    "named_month": rf"(?<=\bin )(?:early |late |mid[- ])?(?:{'|'.join(_MONTHS)})\b(?! (?:the )?\d)|(?<=\bsince )(?:early |late |mid[- ])?(?:last )?(?:{'|'.join(_MONTHS)})\b(?! (?:the )?\d)|\b(?:last|this) (?:{'|'.join(_MONTHS)})\b(?! (?:the )?\d)",
    "month": r"\b(?:(?:the )?(?:end|beginning|start|middle|early|late) (?:of )?)?(?:last|this|the) month\b",
    "weekday": rf"\b(?:last |this |on |past |this past |early |late )*(?:{'|'.join(WEEKDAYS)})(?!s)\b(?: before last)?",
    "day": r"\b(?:(?:the )?(?:day|night|evening|morning|afternoon) before (?:yesterday|last)|yesterday|last night|last evening|(?:earlier )?today|tonight|overnight"
    r"|(?:early |late |later |earlier )?(?:this|yesterday) (?:early )?(?:morning|afternoon|evening|lunchtime)|(?:early|late) last night)\b",
    "week": r"\b(?:(?:earlier |the )?(?:last|this) (?:week(?:end)?)|the week(?:end)? before last|(?:at|over|on|during|in) the weekend|(?:this |last |over the )?past week(?:end)?)\b",
    "clock": rf"\b(?:"
    rf"half[- ](?:past )?(?:{_HOURS})|half past (?:midnight|noon)|half past \d{{1,2}}"
    rf"|(?:a )?quarter (?:past|to|after|of|before) (?:{_HOURS}|\d{{1,2}})\b"
    rf"|(?<!from )(?<!between )(?:five|ten|twenty|twenty[- ]five|\d{{1,2}})(?: minutes?)? (?:past|to|before|after) (?:{_HOURS}|midnight|noon|1[0-2]|[1-9])(?! ?[:.]\d)"
    rf"|(?:(?<=and )|(?<=to )|(?<=or )|(?<=till )|(?<=until ))(?:a )?(?:half|quarter|ten|twenty(?:[- ]five)?) past(?! (?:the|{_HOURS}|midnight|noon|me|us|him|her|my|our|\d))"
    rf"|(?:[01]?\d|2[0-4])[:.][0-5]\d{_HALF}?"
    rf"|(?:1[0-2]|0?[1-9])(?: ?[0-5]\d)?{_HALF}"
    rf"|(?:{_HOURS})(?:[ -](?:{_MINUTES}))?(?:{_HALF}| ?o'? ?clock|[- ]?ish)"
    rf"|(?:1[0-2]|[1-9]) ?(?:o'? ?clock|[- ]?ish)"
    rf"|(?:[01]\d|2[0-3])[0-5]\d ?(?:hours|hrs|h)\b|(?:(?:zero|oh) (?:{_UNITS})|{_HOURS}|{_TEENS}|twenty(?:[- ](?:one|two|three))?)(?: (?:{_TENS}|{_TEENS}|hundred))(?: (?:{_UNITS}))? hours"
    rf"|(?:{_TEENS}|twenty(?:[- ](?:one|two|three))?) (?:(?:{_TENS})(?:[- ](?:{_UNITS}))?|{_TEENS}|(?:oh|zero) (?:{_UNITS}))(?= (?:last|yesterday|today|this|on))"
    rf"|noon|midday|midnight"
    rf"|(?:{_HOURS})(?:[ -](?:{_MINUTES}))?(?! (?:or|to) (?:{_UNITS}|ten) of)"
    rf"|(?:(?<=at )|(?<=around )|(?<=about )|(?<=between )|(?<=from )|(?<=since )|(?<=after )|(?<=before )|(?<=until )|(?<=till )|(?<=and )|(?<=to )|(?<=or )|(?<=no ))(?:1[0-2]|[1-9]|[01]?\d[0-5]\d|2[0-3][0-5]\d|(?:1[0-2]|[1-9]) [0-5]\d)"
    rf")\b(?!['/-]\w|[:.]\d){_COUNTED}",
    "part": r"\b(?:in the middle of the night|(?:in the |in |early |late |that |during the |mid[- ]|at |around |over )*(?:small hours|early hours|lunchtime|lunch time|lunch|lunch hour|breakfast ?time|breakfast|brunch|tea ?time|supper ?time|supper|dinner ?time|bed ?time|daybreak|sunset|morning|afternoon|evening|night|dawn|dusk|daytime))\b(?! (?:shift|market|club|bus|school))",
    "now": r"\b(?:(?:until|till|to|up to|up until|and) (?:now|this moment)|to date)\b",
}
PATTERN = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items()))
_PARTS: tuple[tuple[str, str], ...] = (
    ("small_hours", r"small hours|early hours|middle of the night"),
    ("dawn", r"\bdawn|daybreak"),
    ("early_morning", r"early.*morning"),
    ("late_morning", r"late.*morning|mid.*morning"),
    ("morning", r"morning"),
    ("noon", r"lunch|brunch"),
    ("early_morning", r"breakfast"),
    ("late_afternoon", r"late.*afternoon|tea ?time"),
    ("afternoon", r"afternoon"),
    ("dusk", r"dusk|sunset|early.*evening"),
    ("late_evening", r"late.*(?:night|evening)|bed ?time"),
    ("evening", r"evening|dinner|supper"),
    ("night", r"night"),
)
_VAGUE = {"few": 4, "couple": 2, "several": 5, "some": 20, "many": 30}
_MINUTES_IN = {"sec": 1, "min": 1, "hour": 60, "hr": 60, "day": 1440, "night": 1440, "week": 10080,
               "fortnight": 20160}  # fmt: skip


def part_of(said: str) -> str | None:
    """The part of day that English words name."""
    return next((part for part, form in _PARTS if re.search(form, said)), None)


def amount_of(said: str) -> float | None:
    """How many the words say: "a couple of" 2, "one and a half" 1.5, "two or three" 2.5."""
    half = 0.5 if "and a half" in said else 0.25 if "and a quarter" in said else 0.0
    if quarter := re.search(r"\b(three )?quarters? of an?\b", said):
        return 0.75 if quarter[1] else 0.25
    if re.search(r"\bhalf an?\b", said):
        return 0.5
    for word, number in _VAGUE.items():
        if re.search(rf"\b{word}\b", said):
            return number + half
    words = re.findall(r"[a-z]+|\d+", said.split(" and ")[0])
    numbers: list[int] = []
    run: list[str] = []
    for word in [*words, "."]:
        if english_number([word]) is not None and word not in ("and", "a", "an", "k"):
            run.append(word)
        elif run:
            value = english_number(run)
            numbers += [value] if value is not None else []
            run = []
    if not numbers:
        return 1 + half
    if len(numbers) == 1 and numbers[0] > 10 and re.match(r"\w+ (?:two|three|four)\b", said):
        return float(numbers[0])
    return sum(numbers[:2]) / len(numbers[:2]) + half


def _ago(said: str) -> Values | None:
    unit = re.search(r"\b(sec|min|hour|hr|day|fortnight|night|week|month|year)", said)
    amount = amount_of(re.sub(r"^(?:about|around|over|at least|more than|less than) ", "", said))
    if unit is None or amount is None:
        return None
    if unit[1] == "year":
        return {"unit": "years", "minutes": 0}
    if unit[1] == "month":
        return {"unit": "months", "count": int(amount), "minutes": 0}
    extra = re.search(r"hours? and (\w+) minutes", said)
    minutes = amount * _MINUTES_IN[unit[1]] + (english_number([extra[1]]) or 0 if extra else 0)
    units = {
        "week": "weeks",
        "fortnight": "weeks",
        "day": "days",
        "night": "nights",
        "hour": "hours",
        "hr": "hours",
    }
    return {"minutes": minutes, "unit": units.get(unit[1], "minutes")}


def _lasting(said: str) -> Values | None:
    """``open``: it lasts until the message by its own words."""
    values = _ago(said)
    if values is not None:
        values["open"] = re.search(r"\b(?:now|already|last|past|been|these)\b", said) is not None
    return values


def _day(said: str) -> Values:
    back = 1 if re.search(r"yesterday|last night|last evening|overnight", said) else 0
    if "before" in said:
        back = 2
    words = said.replace("the day before", "").replace("yesterday", "").replace("today", "")
    part = "night" if "overnight" in said else part_of(words)
    return {"back": back, "part": part}


def _weekday(said: str) -> Values:
    number = next(n for n, name in enumerate(WEEKDAYS) if name in said)
    if said.endswith("before last"):
        return {"weekday": number, "last": False, "before_last": True}
    return {"weekday": number, "last": "last" in said}


def _date(said: str) -> Values | None:
    if numbers := re.fullmatch(r"(\d{1,2})/(\d{1,2})", said):
        day, month = int(numbers[1]), int(numbers[2])
        return {"month": month, "day": day} if 1 <= month <= 12 and 1 <= day <= 31 else None
    names = re.findall(rf"\b{_MONTH}\b", said)
    month_number = None
    if names:
        month_number = next(n for n, m in enumerate(_MONTHS, 1) if m.startswith(names[-1][:3]))
    digits = re.search(r"\d{1,2}", said)
    ordinal = re.search(_ORDINAL, said)
    if digits:
        day = int(digits.group())
    elif ordinal:
        day = _ORDINALS.index(ordinal.group().replace("-", " ")) + 1
    else:
        return None
    return {"month": month_number, "day": day} if 1 <= day <= 31 else None


def _named_month(said: str) -> Values:
    number = next(n for n, m in enumerate(_MONTHS, 1) if m in said)
    third = "start" if "early" in said else "end" if "late" in said else None
    return {"month": number, "third": third or ("middle" if "mid" in said else None)}


def _month(said: str) -> Values:
    third = None
    if re.search(r"end|late", said):
        third = "end"
    elif re.search(r"beginning|start|early", said):
        third = "start"
    elif "middle" in said:
        third = "middle"
    return {"back": 1 if "last" in said else 0, "third": third}


def _week(said: str) -> Values:
    back = 2 if "before last" in said else 1 if re.search(r"\blast|past", said) else 0
    return {"back": back, "weekend": "weekend" in said}


def clock(said: str) -> Values | None:
    """Hour, minute, half (am, pm, 24) of a spoken or written clock time; None where it is none."""
    if short := re.fullmatch(r"(?:a )?(half|quarter|ten|twenty(?:[- ]five)?) past", said):
        # "Between quarter to seven and quarter past": the hour is the other end's.
        counts = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20}
        return {"hour": None, "minute": counts.get(short[1], 25), "half": None}
    if said in ("noon", "midday"):
        return {"hour": 12, "minute": 0, "half": "24"}
    if said == "midnight":
        return {"hour": 0, "minute": 0, "half": "24"}
    half = (
        "pm" if re.search(r"p\.? ?m\b", said) else "am" if re.search(r"a\.? ?m\b", said) else None
    )
    vague = said.endswith("ish")
    bare = re.sub(r" ?(?:[ap]\.? ?m\b\.?|o'? ?clock|[- ]?ish$|hours$|hrs$|h$)", "", said).strip()
    values = _phrase(bare) or _digits(bare) or _words(bare)
    if values is None or values["hour"] > 24 or values["minute"] > 59:
        return None
    if values["hour"] > 12 or values["hour"] == 0 or said.endswith("hours"):
        half = "24"
    return {"half": half, "vague": vague, **values}


def _phrase(said: str) -> Values | None:
    """Half past, quarter to, twenty past."""
    if said in ("half past midnight", "half past noon"):
        return {"hour": 0 if "midnight" in said else 12, "minute": 30, "half": "24"}
    if said.startswith("half"):
        hour = english_number([re.split("[ -]", said)[-1]])
        return None if hour is None else {"hour": hour, "minute": 30}
    found = re.fullmatch(r"(.+?)(?: minutes?)? (past|to|after|before|of) (\w+)", said)
    if found is None:
        return None
    named = {"midnight": 12, "noon": 12}
    hour = named.get(found[3]) or english_number([found[3]])
    count = 15 if "quarter" in found[1] else english_number(re.split("[- ]", found[1]))
    if count is None or hour is None or not 0 < count < 60:
        return None
    if found[2] in ("to", "before", "of"):
        return {"hour": hour - 1 or 12, "minute": 60 - count}
    return {"hour": hour, "minute": count}


def _digits(said: str) -> Values | None:
    if re.fullmatch(r"\d{3,4}", said):
        return {"hour": int(said[:-2]), "minute": int(said[-2:])}
    digits = re.fullmatch(r"(\d{1,2})(?:[:. ] ?([0-5]\d))?", said)
    return {"hour": int(digits[1]), "minute": int(digits[2] or 0)} if digits else None


def _words(said: str) -> Values | None:
    words = re.split("[- ]", said)
    if words[0] in ("zero", "oh") and len(words) > 2:
        words = words[1:]
    take = 2 if words[0] == "twenty" and words[1:2] and words[1] in ("one", "two", "three") else 1
    hour = english_number(words[:take])
    rest = [word for word in words[take:] if word not in ("oh", "o", "zero", "hundred")]
    minute = english_number(rest) if rest else 0
    return None if hour is None or minute is None else {"hour": hour, "minute": minute}


def is_bare(said: str, lead: str, tail: str) -> bool:
    """A number that means a time only beside something that says so."""
    if not re.fullmatch(
        rf"(?:{_HOURS})(?:[ -](?:{_MINUTES}))?|\d{{1,2}}(?: \d\d)?|\d{{3,4}}", said
    ):
        return False
    if re.search(r"\b(?:road|street|avenue|terrace|path|estate|court|mansion)\b", tail[:28]):
        return True
    if " " in said and re.search(r"\b(?:about|maybe|say|roughly|probably|like) $", lead):
        # "About eight twenty" is no number of things.
        return False
    return not re.search(
        r"\b(?:at|between|around|since|until|till|by|from)(?: about| around)? $", lead
    )


def is_no_time(said: str, lead: str, tail: str) -> bool:
    """A number of a flat, a bus, a phone, a person's age."""
    if not re.fullmatch(rf"(?:{_HOURS})(?:[ -](?:{_MINUTES}))?|\d{{1,4}}(?: \d\d)?", said):
        return False
    digit = rf"(?:zero|oh|{_UNITS}|\d+|double|triple|hundred|thousand)"
    if re.search(rf"\b{digit} $", lead) and not re.search(r"\b(?:at|no|and) \w+ $", lead):
        return True
    if re.match(rf" (?:{digit}) (?:{digit})\b", tail):
        return True
    told = re.search(r"\b(?:at|around|about) $", lead)
    if re.match(rf" (?:{digit})\b", tail) and not told:
        return True
    return re.search(rf"\b(?:{_NUMBERED}) $", lead) is not None and not re.search(
        r"\b(?:between|from) (?:\S+ ){1,3}(?:and|to|or) $|\b(?:at|around|about) \S+ or $"
        r"|\b(?:at|around|about|from|since|until|by) \S+(?: o'?clock)? (?:oh )?no $",
        lead,
    )


READERS: dict[str, Callable[[str], Values | None]] = {
    "same_time": lambda said: {"days": 1 if re.search("yesterday|night", said) else 7},
    "future": lambda said: {},
    "half_ago": _ago,
    "ago": _ago,
    "for": lambda said: _lasting(said),
    "just": lambda said: {
        "minutes": 60 if "while" in said or "long" in said else 10,
        "sure": "now" in said or "ago" in said,
    },
    "recent": lambda said: {"days": 7, "part": part_of(said)},
    "long_ago": lambda said: {},
    "date": _date,
    "named_month": _named_month,
    "month": _month,
    "weekday": _weekday,
    "day": _day,
    "week": _week,
    "clock": clock,
    "part": lambda said: {"part": part_of(said)},
    "now": lambda said: {},
}
