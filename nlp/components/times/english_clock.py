"""The English clock: what "half past eight", "8 30 pm" or "twenty one fifteen" say, and numbers that are none."""

from __future__ import annotations

import re
from typing import Any

from nlp.normalise import english_number

Values = dict[str, Any]

HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
TEENS = "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
UNITS = "one|two|three|four|five|six|seven|eight|nine"
TENS = "twenty|thirty|forty|fourty|fifty"
MINUTES = (
    rf"(?:{TENS})(?:[- ](?:{UNITS}))?|{TEENS}|ten|eleven|twelve|five"
    rf"|(?:oh|o|zero)[- ](?:{UNITS})|[0-5]\d"
)
#: Hours as they are misheard before "o'clock".
MISHEARD = {
    "free": 3,
    "tree": 3,
    "ate": 8,
    "won": 1,
    "for": 4,
    "fore": 4,
    "to": 2,
    "too": 2,
    "sex": 6,
    "tan": 10,
    "night": 9,
}
#: "Half past" as it is heard.
HALF = r"h(?:alf|ave|alve|af)[- ]pas(?:t|sed|s)"
_NUMBERED = r"flat|floor|block|room|unit|shop|gate|platform|exit|number|no|bus|route|stop|tower|line|door|lot|stall|level|house|aged?|phase|lane|pier|section|minibus|seat|apartment|building|is|only|of|all|every|other|next|last|these|those|the|another|with|and|or"


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
    bare = re.sub(rf"^{HALF}\b", "half past", bare)
    bare = re.sub(r" pass(?:ed)?\b", " past", bare)
    if bare in MISHEARD:
        return {"half": half, "vague": False, "hour": MISHEARD[bare], "minute": 0}
    values = _phrase(bare) or _digits(bare) or _words(bare)
    if values is None or values["hour"] > 24 or values["minute"] > 59:
        return None
    if values["hour"] > 12 or values["hour"] == 0 or said.endswith("hours"):
        half = "24"
    return {"half": half, "vague": vague, **values}


def _phrase(said: str) -> Values | None:
    """Half past, quarter to, twenty past."""
    if after := re.fullmatch(r"(.+?)(?: minutes?)? (?:past|after) (midnight|noon|midday)", said):
        # No doubt which half of the day it is.
        minute = _minutes_of(after[1])
        first = 0 if after[2] == "midnight" else 12
        return None if minute is None else {"hour": first, "minute": minute, "half": "24"}
    if said.startswith("half"):
        hour = english_number([re.split("[ -]", said)[-1]])
        return None if hour is None else {"hour": hour, "minute": 30}
    found = re.fullmatch(r"(.+?)(?: minutes?)? (past|to|after|before|of) (\w+)", said)
    if found is None:
        return None
    named = {"midnight": 12, "noon": 12, "midday": 12}
    hour = named.get(found[3]) or english_number([found[3]])
    count = _minutes_of(found[1])
    if count is None or hour is None or not 0 < count < 60:
        return None
    if found[2] in ("to", "before", "of"):
        return {"hour": hour - 1 or 12, "minute": 60 - count}
    return {"hour": hour, "minute": count}


def _minutes_of(said: str) -> int | None:
    if "half" in said or "quarter" in said:
        return 30 if "half" in said else 15
    return english_number(re.split("[- ]", said))


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
    if not re.fullmatch(rf"(?:{HOURS})(?:[ -](?:{MINUTES}))?|\d{{1,2}}(?: \d\d)?|\d{{3,4}}", said):
        return False
    if re.search(r"\b(?:road|street|avenue|terrace|path|estate|court|mansion)\b", tail[:28]):
        return True
    if _SAILING.match(tail) and lead.endswith("the ") and " " in said:
        # "The two fifteen boat".
        return False
    if " " in said and (_IT_WAS.search(lead) or (not lead.strip() and _AND_SO.match(tail))):
        return False
    if re.search(
        r"\b(?:it|that|this) was (?:about|around|nearly|roughly|probably|maybe|just gone|just after) $",
        lead,
    ):
        return False
    if " " in said and re.search(r"\b(?:about|maybe|say|roughly|probably|like) $", lead):
        # "About eight twenty" is no number of things.
        return False
    if _and_when(lead, tail) or (_MUST_BE.search(lead) and _AND_THEN.match(tail)):
        return False
    if _ABOUT.search(lead) and _AND_THEN.match(tail):
        return False
    return not re.search(
        r"\b(?:at|between|around|since|until|till|by|from|dot of|stroke of)(?: about| around)? $",
        lead,
    )


_SAILING = re.compile(
    r" (?:boat|ferry|train|bus|minibus|flight|tram|sailing|show|showing|screening|class|service|mass|coach)\b"
)
#: "Five fifteen and I know ...": said first.
_AND_SO = re.compile(r"(?:,| (?:and|when|it|a|this|there|in|on|i|we|my|somebody|someone)\b)")
_IT_WAS = re.compile(
    r"\b(?:it|that|this)(?: was|'d be| would be| would have been| must have been|'d have been| might have been)(?: like| say| maybe| probably| about| around)* $"
)
#: "There's seven tonight": counted.
_THERE = re.compile(r"\bthere(?:'s| is| are|'re| were| was)(?: about| only| at least| like)* $")
#: "This morning one said ...": somebody.
_ONE = re.compile(
    r" (?:in the|o'?clock|this|last|am\b|pm\b|on\b|yesterday|today|tonight|at night|thirty|fifteen|$)"
)
#: "I came home about seven and", but not "there were about seven and".
_ABOUT = re.compile(
    r"\b(?:home|back|work|morning|afternoon|evening|night|today|yesterday|tonight|started|began|finished|stopped|ended|left|came|arrived|up|out|down|off|there|here|school|gone|day|shop|office|late) (?:about|around|like|say|maybe) $"
)
_WHEN_THAT = re.compile(r", (?:when|by which time|at which)\b")
_MUST_BE = re.compile(
    r"\b(?:must have been|must've been|would have been|would've been|'d have been|must be|it'd be)(?: about| around| nearly| like)? $"
)
_AND_THEN = re.compile(
    r"[.,]|$| (?:he|she|they|i|we|it|and|but|when|in the|this|last|on|at|somebody|someone|a man|the|my|there|because|so|or)\b"
)
#: "We bought a new one last night".
_A_THING = re.compile(
    r"\b(?:new|another|same|old|big|little|small|good|bad|buy|bought|get|got|this|that|which|different|first|last|black|white|red|blue) $"
)
_AT = re.compile(
    r"\b(?:at|around|about|by|since|until|till|from|between|after|before|to|past|and|or|no)(?: about| around)? $"
)


def _and_when(lead: str, tail: str) -> bool:
    """ "Between seven, when I left, and nine, when I came back"."""
    return _WHEN_THAT.match(tail) is not None and lead.endswith("and ")


def is_no_time(said: str, lead: str, tail: str) -> bool:
    """A number of a flat, a bus, a phone, a person's age."""
    if not re.fullmatch(rf"(?:{HOURS})(?:[ -](?:{MINUTES}))?|\d{{1,4}}(?: \d\d)?", said):
        return False
    digit = rf"(?:zero|oh|{UNITS}|\d+|double|triple|hundred|thousand)"
    if re.search(r"\b(?:dot|stroke) of $", lead):
        return False
    if (_SAILING.match(tail) and " " in said) or _and_when(lead, tail):
        return False
    if _THERE.search(lead) or (said == "one" and not (_AT.search(lead) or _ONE.match(tail))):
        return True
    if said == "one" and _A_THING.search(lead):
        return True
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
