"""The smallest pieces of time expressions in English, Cantonese and Mandarin, in the text's order.

The two grammars are ``time_english`` and ``time_chinese``; this module runs both, so that a caller
who mixes the languages is understood, and sorts out the numbers that are no times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import ModuleType
from typing import Any

from nlp.components.times import chinese as time_chinese
from nlp.components.times import english as time_english
from nlp.openings import Regexes

_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[a-z]|\\d[:.]\\d")
#: Words before an expression that open an interval on one side.
_SIDES = (
    (
        "near",
        re.compile(
            r"\b(?:just|shortly|soon|right|a (?:bit|little)) (?:after|past|before|gone)(?: about)? $"
        ),
    ),
    (
        "since",
        re.compile(r"\b(?:ever since|since)(?: about| around| the)? $|(?:自从|打从|由|从)$"),
    ),
    ("from", re.compile(r"\bfrom(?: about| around| the)? $")),
    ("after", re.compile(r"\b(?:after|past)(?: about| around)? $")),
    ("before", re.compile(r"\bbefore(?: about| around)? $")),
    (
        "until",
        re.compile(
            r"\b(?:until|till|(?<!home )(?<!back )(?<!bed )(?<![.] )(?<!, )(?<!and )(?<!but )by)(?: about| around| last| the)? $|(?:直?到|至)$"
        ),
    ),
)
#: "Every Monday", "by Friday": no day of the incident.
_NOT_A_DAY = re.compile(
    r"\b(?:every|each|any|most|other|by|first|second|third|fourth) $|\b(?:every|each|most) [a-z]{3,}day (?:and|or) $|(?:每个?|逢|隔个?|个个|(?:每个?|逢)(?:星期|礼拜|周)[一二三四五六日天](?:和|同|跟|、|,))$"
    r"|\b(?:ring|ringing|call|calling|bother|bothering|disturb|phone|phoning|trouble|troubling)(?: you)? (?:again )?on an? $"
)
#: "We didn't open again till nine": at nine.
_NOT_TILL = re.compile(
    r"(?:n't|\bnot|\bnobody|\bno one|\bnever)(?: (?!hear|know|find|notice|reali|see\b|discover|learn|tell|call|ring|report|stop|finish|end|leave|left|go\b|let|quit|ease|cease|sleep|get|home|shut|calm|quiet)[a-z']+){1,5} (?:till|until)(?: about| around)? $"
)
_LEAD = 40
#: "Since Saturday, which is when it happened".
_WHEN_IT = re.compile(r",? (?:which is|that's|that is|which was) when it happened")
#: What is done of an evening.
_EVENING_BEFORE = re.compile(
    r"\b(?:show|film|movie|concert|gig|opera|dinner|supper|drinks|the pub|karaoke|hotpot|night market)(?: (?:was|started|began|starts))?(?: (?:at|around|about|from))+ $"
    r"|(?:睇戏|睇show|演唱会|晚饭|打边炉|酒吧|宵夜|唱k|晚会)[^，。,]{0,4}$"
)
_EVENING_BEHIND = re.compile(
    r" for (?:dinner|supper|drinks|a drink|the show|the film|the concert|karaoke|hotpot)\b"
    r"|[^，。,]{0,5}(?:睇戏|睇show|看演出|看电影|演唱会|食晚饭|吃晚饭|打边炉|饮酒|喝酒|宵夜|唱k)"
)
#: 等咗兩個鐘: so long has the caller waited.
_WAITED = re.compile(r"(?:等|排|揸|搭|飞|坐车|排队)(?:咗|了|足|左)?[^，。,佢他她]{0,8}$")
#: "He's been banging on my door for ten minutes": until now.
_BEEN = re.compile(
    r"\bbeen (?!waiting|holding|on hold|trying to (?:ring|call|get))(?:[a-z']+ ){0,6}$"
)


@dataclass(frozen=True, slots=True)
class Atom:
    """One piece: what kind, where, and its values."""

    kind: str
    start: int
    end: int
    #: ago: ``minutes``, ``unit``; clock: ``hour``, ``minute``, ``half`` (am, pm, 24); day: ``back``, ``part`` ...
    values: dict[str, Any] = field(default_factory=dict)
    #: A plain number that may be a clock time.
    bare: bool = False
    #: since, after, before, until: the words before it say so.
    side: str | None = None

    def with_values(self, **values: Any) -> Atom:
        """The same piece with some values changed."""
        return replace(self, values={**self.values, **values})


@lru_cache(maxsize=4)
def atoms(folded: str) -> tuple[Atom, ...]:
    """All atoms in the order of the text. Kept: several components ask for those of one message."""
    return tuple(_atoms(folded))


def _atoms(folded: str) -> Iterator[Atom]:
    english = _LATIN.search(folded) is not None
    chinese = _HAN.search(folded) is not None
    if chinese and english:
        found = [*_found(time_chinese, folded), *_found(time_english, folded)]
        yield from _apart(sorted(found, key=lambda atom: (atom.start, -atom.end)))
    elif chinese:
        yield from _found(time_chinese, folded)
    elif english:
        yield from _found(time_english, folded)


def _apart(found: list[Atom]) -> Iterator[Atom]:
    """Without those that overlap an earlier one: 8:30 is read by both grammars."""
    end = -1
    for atom in found:
        if atom.start >= end:
            end = atom.end
            yield atom


def _found(grammar: ModuleType, folded: str) -> Iterator[Atom]:
    hour: Atom | None = None
    for _, match in _pattern(grammar).find(folded):
        kind = match.lastgroup or ""
        said = match.group().strip()
        lead = folded[max(0, match.start() - _LEAD) : match.start()]
        tail = folded[match.end() : match.end() + _LEAD]
        if kind in ("weekday", "date", "part", "day") and _NOT_A_DAY.search(lead):
            continue
        if kind == "clock" and grammar.is_no_time(said, lead, tail):
            continue
        values = grammar.READERS[kind](said)
        if values is None:
            continue
        if kind == "clock" and _is_of_an_evening(values, lead, tail):
            values["half"] = "pm"
        atom = _atom(grammar, kind, match.start(), match.end(), values, (said, lead, tail))
        if kind == "clock" and atom.values["hour"] is None:
            if hour is None or atom.start - hour.end > _LEAD:
                continue
            atom = _completed(atom, hour)
        hour = atom if kind == "clock" else hour
        yield atom


@lru_cache(maxsize=2)
def _pattern(grammar: ModuleType) -> Regexes:
    return Regexes([grammar.PATTERN])


def _is_of_an_evening(values: dict[str, Any], lead: str, tail: str) -> bool:
    """ "To see the show at eight": in the evening."""
    if values["half"] is not None or values["hour"] is None or not 5 <= values["hour"] <= 11:
        return False
    return bool(_EVENING_BEFORE.search(lead) or _EVENING_BEHIND.match(tail))


def _completed(atom: Atom, other: Atom) -> Atom:
    """ "Quarter to seven and quarter past": the first such minute after the other time."""
    hour, minute = other.values["hour"], other.values["minute"]
    if atom.values["minute"] <= minute:
        hour = hour % 12 + 1 if other.values["half"] != "24" else (hour + 1) % 24
    return atom.with_values(hour=hour, half=other.values["half"])


def _atom(
    grammar: ModuleType,
    kind: str,
    start: int,
    end: int,
    values: dict[str, Any],
    words: tuple[str, str, str],
) -> Atom:
    said, lead, tail = words
    happened = _WHEN_IT.match(tail) is not None
    side = values.pop("side", None) or next(
        (name for name, form in _SIDES if form.search(lead) and not happened), None
    )
    if side == "until" and _NOT_TILL.search(lead):
        side = None
    if kind in ("ago", "days_ago", "half_ago"):
        return _ago(start, end, values, side)
    if kind == "for":
        been = bool(values["open"] or _BEEN.search(lead))
        values["open"] = been and _WAITED.search(lead + said) is None
    if kind == "holiday":
        return Atom("date", start, end, {"month": None, "day": 0, **values}, side=side)
    if kind == "named_month":
        return Atom("month", start, end, {"back": 0, **values}, side=side)
    bare = kind == "clock" and values["hour"] is not None and grammar.is_bare(said, lead, tail)
    return Atom(kind, start, end, values, bare, side)


def _ago(start: int, end: int, values: dict[str, Any], side: str | None) -> Atom:
    """Days ago are a day; weeks, months and years ago are no nearer than they say."""
    unit = values["unit"]
    if unit in ("days", "nights"):
        back = int(min(values["minutes"], 400 * 1440) // 1440)
        part = values.get("part") or ("night" if unit == "nights" else None)
        return Atom("day", start, end, {"back": back, "part": part}, side=side)
    if unit == "weeks":
        back = int(min(values["minutes"], 400 * 1440) // 10080)
        values = {"back": back, "weekend": False, "days": back * 7}
        return Atom("week", start, end, values, side=side)
    if unit == "months":
        return Atom("month", start, end, {"back": min(values["count"], 24), "third": None})
    return Atom("long_ago" if unit == "years" else "ago", start, end, values, side=side)
