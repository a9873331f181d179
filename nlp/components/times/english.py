"""English time expressions: the pieces that are found, and what each one says.

Runs over folded text (small letters). Recognisers print numbers as words or as digits, with and
without colons ("eight thirty", "8:30", "8 30 p m"), so each form is read both ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.components.times import holidays
from nlp.components.times.english_clock import (
    HALF,
    HOURS,
    MINUTES,
    MISHEARD,
    TEENS,
    TENS,
    UNITS,
    Values,
    clock,
    is_bare,
    is_no_time,
)
from nlp.normalise import english_number

_COUNT = (
    rf"\d{{1,3}}|(?:(?:{TENS}|sixty|seventy|eighty|ninety)(?:[- ](?:{UNITS}))?|{TEENS}|{HOURS})"
    r"(?:(?: or|,|-)? (?:two|three|four|five|six|ten|fifteen|twenty|thirty)(?= (?:min|hour|day|night|week)))?"
    r"|(?:a |three )?quarters? of (?:an? )?(?=hour)|a few|a couple of|a couple|couple of|several|an?|half(?: (?:an?|of(?: an?)?))?|couple|some|many"
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
#: What may follow a bare number that is a time: anything but a thing that is counted.
_COUNTED = (
    r"(?! ?(?:(?:men|man|people|women|woman|hours?|hrs?|minutes?|mins?|seconds?|days?|guys?|times?|cars?|boys?|girls?"
    r"|weeks?|months?|years?|of (?!november|december|january|february|march|april|may|june|july|august|september|october)"
    r"|dollars?|bucks?|hkd|hundred|thousand|grand|million|kids?|children|others?|more|by (?:\d|one|two|three|four|five|six|seven|eight|nine|ten)|percent|persons?"
    r"|nights?|bags?|phones?|floors?|stops?|metres?|meters?|blocks?|dogs?|cats?|police|officers?|or (?:three|four|five|six|seven|eight|nine|ten|eleven) (?:men|people|guys|of)"
    r"|youths?|teenagers?|ladies|friends?|steps?|in (?:the|a) (?:last|past|row|week|month)|k|nil|zero|double|triple)\b|%|\d))"
)

_FORMS: dict[str, str] = {
    "same_time": r"\b(?:(?:around |about )?(?:this|the same) time )(?:last week|last night|yesterday|the other day|last month)\b",
    "future": rf"\b(?:tomorrow(?: night| morning| evening| afternoon)?|next (?:week|month|weekend|{'|'.join(WEEKDAYS)})|later (?:today|tonight|on)|from now on|coming (?:{'|'.join(WEEKDAYS)}))\b",
    "half_ago": rf"\b{_ABOUT}(?:(?:{_COUNT}) and a half (?:hours|hrs)|(?:an|one) hour and a half|(?:an|one|\d|two|three) (?:good )?hours? and (?:a quarter|a bit|a little|a few minutes|\w+ minutes)) {_AGO}\b",
    "ago": rf"\b{_ABOUT}(?:{_COUNT}) ?(?:minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|fortnights?|months?|years?|seconds?)(?: or so| or two)? (?:{_AGO}|before(?= now\b| i called| calling| and| but| i\b|\s*$|[.,]))\b"
    rf"|\b(?:minutes|hours|days|seconds) ago\b"
    rf"|\bmust be {_ABOUT}(?:{_COUNT}) (?:minutes?|mins?|hours?|hrs?)(?: now)?(?= since)",
    "for": rf"\b(?:for|in|over|during|these|within|inside) {_ABOUT}(?:(?:the )?(?:last|past) )?(?:(?:{_COUNT}) )?(?:and a half )?(?:minutes?|mins?|hours?|hrs?)(?: and a half)?(?: or so)?(?: now| already)?\b"
    rf"|\b(?:almost|nearly|over|more than|a good) (?:{_COUNT}) (?:minutes|mins|hours|hrs|hour)(?! (?:ago|later|before|earlier|away|back|drive|walk|late|from|of|after|long|till|until))\b"
    rf"|\b(?:been|it's|its|is) {_ABOUT}(?:{_COUNT}) (?:minutes?|mins?|hours?|hrs?)(?= (?:since|now|already))",
    "just": r"\b(?:just now|(?:just|only|literally) (?:this|a) (?:very )?(?:second|minute|moment|instant)(?: ago)?|right now (?=he|she|they)(?!)|a (?:moment|second|minute|few moments|few seconds) ago|moments ago|(?:just )?a (?:little |short )?while (?:ago|back)|not long ago"
    r"|(?<!had )(?<!'d )just(?= (?:(?:been|got|gotten|had|have|has|happened|saw|seen|left|ran|came|went|took|taken|stole|stolen|hit|lost|found|heard|broke|broken|bitten|gave|told|fell|drove|woke|run|gone|done|started|finished|attacked|arrived|threw|thrown|shot|swung|spat|beat|flew|blew|shook|rang|tore|caught|cut|fought|fled|hid|led|leapt|rode|shut|sold|spun|struck|swept|pushed|drew|sent|paid|dropped|climbed|grabbed|drove|crashed|smashed|snatched)\b|(?!need|want|called|wonder|wish|asked|tried|used)[a-z]{2,}ed\b)))",
    "recent": r"\b(?:the other (?:day|night|evening|morning|week)|a few (?:days|nights) (?:ago|back)|recently|in the (?:last|past) (?:few|couple of) days)\b",
    "long_ago": r"\b(?:last year|the year before|a long time ago|long ago|years ago|months ago|ages ago|(?:in|since|from|before|back in) (?:19|20)\d\d(?! ?(?:hours|hrs|h)\b))\b",
    "date": rf"\b(?:the )?(?:{_DAY_OF_MONTH}|\d{{1,2}})(?: of)? {_MONTH}\b|\b(?!may (?!\d|the))(?!march (?!\d|the)){_MONTH} (?:the )?(?:{_DAY_OF_MONTH}|\d{{1,2}})\b(?! ?[:.]\d)"
    rf"|(?<=day )the {_DAY_OF_MONTH}\b(?! (?:floor|time|street|level|half|one|man|person|bus))"
    rf"|(?:(?<=\bfrom )|(?<=\bbetween ))the {_DAY_OF_MONTH}(?= (?:to|until|till|and) the )"
    rf"|(?:(?<=(?:th|rd|nd|st) to )|(?<=(?:th|rd|nd|st) and )|(?<=(?:th|rd|nd|st) until ))the {_DAY_OF_MONTH}\b(?! (?:floor|time|street|level|half|one))"
    rf"|(?<=\bsince )(?:the )?{_DAY_OF_MONTH}\b(?! (?:floor|time|street|level|half))|\b(?<!stuck )(?<!live )(?<!lives )(?<!living )(?<!trapped )(?<!flat )(?<!people )on (?:the )?{_DAY_OF_MONTH}\b(?! (?:floor|time|street|avenue|day|one|person|level|half|hand|of (?!last|this))\b)|(?<=\bon )\d{{1,2}}/\d{{1,2}}\b",
    "holiday": rf"\b{holidays.ENGLISH}\b",
    "named_month": rf"(?<=\bin )(?:early |late |mid[- ])?(?:{'|'.join(_MONTHS)})\b(?! (?:the )?\d)|(?<=\bsince )(?:early |late |mid[- ])?(?:last )?(?:{'|'.join(_MONTHS)})\b(?! (?:the )?\d)|\b(?:last|this) (?:{'|'.join(_MONTHS)})\b(?! (?:the )?\d)",
    "month": r"\b(?:(?:the )?(?:end|beginning|start|middle|early|late) (?:of )?)?(?:last|this|the) month\b",
    "weekday": rf"\b(?:last |this |on |past |this past |early |late )*(?:{'|'.join(WEEKDAYS)})(?!s)\b(?: before last)?",
    "day": r"\b(?:(?:the )?(?:day|night|evening|morning|afternoon) before (?:yesterday|last)|yesterday|last night|last evening|(?:earlier )?today|tonight|overnight"
    r"|(?:early |late |later |earlier )?(?:this|yesterday) (?:early )?(?:morning|afternoon|evening|lunchtime)|(?:early|late) last night)\b",
    "week": r"\b(?:(?:earlier |the )?(?:last|this) (?:week(?:end)?)|the week(?:end)? before last|(?:at|over|on|during|in) the weekend|(?:this |last |over the )?past week(?:end)?)\b",
    "clock": rf"\b(?:"
    rf"half[- ](?:{HOURS})|{HALF} (?:{HOURS}|midnight|noon|midday|\d{{1,2}})"
    rf"|(?:a )?quarter (?:past|pass(?:ed)?|to|after|of|before) (?:{HOURS}|midnight|noon|midday|\d{{1,2}})\b"
    rf"|(?<!from )(?<!between )(?:five|ten|twenty|twenty[- ]five|\d{{1,2}})(?: minutes?)? (?:past|pass(?:ed)?|to|before|after) (?:{HOURS}|midnight|noon|1[0-2]|[1-9])(?! ?[:.]\d)"
    rf"|(?:(?<=and )|(?<=to )|(?<=or )|(?<=till )|(?<=until )|(?<=to about )|(?<=till about )|(?<=until about )|(?<=and about ))(?:a )?(?:half|quarter|ten|twenty(?:[- ]five)?) past(?! (?:(?:the|{HOURS}|midnight|noon|me|us|him|her|my|our)\b|\d))"
    rf"|(?:[01]?\d|2[0-4])[:.][0-5]\d{_HALF}?"
    rf"|(?:1[0-2]|0?[1-9])(?: ?[0-5]\d)?{_HALF}"
    rf"|(?:{HOURS})(?:[ -](?:{MINUTES}))?(?:{_HALF}| ?o'? ?clock|[- ]?ish)"
    rf"|(?:1[0-2]|[1-9]) ?(?:o'? ?clock|[- ]?ish)|(?:{'|'.join(MISHEARD)}) o'? ?clock"
    rf"|(?:[01]\d|2[0-3])[0-5]\d ?(?:hours|hrs|h)\b|(?:(?:zero|oh) (?:{UNITS})|{HOURS}|{TEENS}|twenty(?:[- ](?:one|two|three))?)(?: (?:{TENS}|{TEENS}|hundred))(?: (?:{UNITS}))? hours"
    rf"|(?:{TEENS}|twenty(?:[- ](?:one|two|three))?) (?:(?:{TENS})(?:[- ](?:{UNITS}))?|{TEENS}|(?:oh|zero) (?:{UNITS}))(?= (?:last|yesterday|today|this|on))"
    rf"|noon|midday|midnight"
    rf"|(?:{HOURS})(?:[ -](?:{MINUTES}))?(?! (?:or|to) (?:{UNITS}|ten) of)"
    rf"|(?:(?<=at )|(?<=around )|(?<=about )|(?<=between )|(?<=from )|(?<=since )|(?<=after )|(?<=before )|(?<=until )|(?<=till )|(?<=and )|(?<=to )|(?<=or )|(?<=no ))(?:1[0-2]|[1-9]|[01]?\d[0-5]\d|2[0-3][0-5]\d|(?:1[0-2]|[1-9]) [0-5]\d)"
    rf")\b(?!['/-]\w|[:.]\d){_COUNTED}",
    "part": r"\b(?:in the middle of the night|(?:in the |in |early |late |that |during the |mid[- ]|at |around |over )*(?:small hours|early hours|lunchtime|lunch time|lunch hour|lunch break|lunch|school time|school run time|school run|home time|after school|rush hour|breakfast ?time|breakfast|brunch|tea ?time|supper ?time|supper|dinner ?time|bed ?time|daybreak|sunset|morning|afternoon|evening|night|dawn|dusk|daytime))\b(?! (?:shift|market|club|bus|school|running|in a row|straight|box|boxes|menu|set))",
    "now": r"\b(?:(?:until|till|to|up to|up until) (?:now|this moment)|and now(?! (?:on|at|in|it|its|it's|he|he's|she|she's|i|i'm|we|they|they're|you|today|this|yesterday|tonight|last|my|the|a|an|there|his|her|everything|nobody|somebody|someone|all|that|our|is|are|for|when)\b)|to date)\b",
}
__all__ = [
    "PATTERN",
    "READERS",
    "WEEKDAYS",
    "amount_of",
    "clock",
    "is_bare",
    "is_no_time",
    "part_of",
]
PATTERN = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items()))
_PARTS: tuple[tuple[str, str], ...] = (
    ("school_run", r"school (?:time|run)"),
    ("after_school", r"after school|home time"),
    ("rush", r"rush hour"),
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
    if quarter := re.search(r"\b(three )?quarters? of\b", said):
        return 0.75 if quarter[1] else 0.25
    if re.search(r"(?<!and a )\bhalf(?: an?)?\b", said):
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
        within = re.match(r"(?:in|within|inside|over|during) ", said) is not None
        lasting = r"now|already|been|these" if within else r"now|already|last|past|been|these"
        values["within"] = within
        values["open"] = re.search(rf"\b(?:{lasting})\b", said) is not None
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
    "holiday": lambda said: {"holiday": holidays.named(said), "part": part_of(said)},
    "named_month": _named_month,
    "month": _month,
    "weekday": _weekday,
    "day": _day,
    "week": _week,
    "clock": clock,
    "part": lambda said: {"part": part_of(said)},
    "now": lambda said: {},
}
