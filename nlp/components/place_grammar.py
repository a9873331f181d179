"""What is said around a place's name: exit, street number, block, floor, flat, lamp post, relation.

Each form is found once over the whole text; a place then asks for those that stand near it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.normalise import chinese_number, fold
from nlp.notes import Notes

_DIGITS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6",
}  # fmt: skip
_DIGIT = "one|two|three|four|five|six|seven|eight|nine"
_ORDINALS = [
    "ground",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "top",
]
_ORDINAL = "|".join(_ORDINALS)
_ZH_NUMBER = "[0-9零一二三四五六七八九十百]{1,6}"
#: How far a part may stand from the name, in tokens.
_REACH = {"exit": 8, "station": 3, "default": 10, "relation": 4}

_FORMS: dict[str, re.Pattern[str]] = {
    "exit": re.compile(
        rf"\bexit ([a-p])(?:[ -]?({_DIGIT}|\d{{1,2}}))?\b|\b([a-p])(\d)? exit\b"
        r"|(?<![a-z])([a-p])([1-9一二三四五六])?个?(?:出口|出入口|出闸口|口)"
    ),
    "station": re.compile(
        r"\b(?:mtr station|train station|mtr|railway station|underground station|station)\b"
        r"|地铁站|港铁站|铁路站|mtr站|火车站|站(?!住|系|起|喺|在)|港铁|地铁"
    ),
    "building_no": re.compile(
        rf"\b(?:number |no\.? ?)?(\d{{1,4}}[a-h]?)(?: to \d{{1,4}}| ?- ?\d{{1,4}})?,? (?=[a-z])"
        rf"|({_ZH_NUMBER})(?:号|號)"
    ),
    "block": re.compile(
        rf"\b(?:block|tower|phase) (\d{{1,2}}|[a-h]|{_DIGIT})\b|\b((?:(?!(?:into|the|village|my|our|his|her|a|an|in|at|to|of|this|that|old|empty|town|public|same|whole|estate|near|is|and|on|from|broke|outside|block)\b)[a-z]+ ){{1,3}}house)\b"
        rf"|({_ZH_NUMBER}|[a-z])座|((?<=村)[一-龥]{{2}}(?:楼|阁|苑))"
    ),
    "floor": re.compile(
        rf"\b(\d{{1,2}}|{_ORDINAL})(?:st|nd|rd|th)? floor\b|\b(\d{{1,2}}) ?/ ?f\b|\bfloor (\d{{1,2}})\b"
        rf"|({_ZH_NUMBER})(?:楼|层)|(天台|平台)"
    ),
    "flat": re.compile(
        r"\b(?:flat|room|unit|apartment) (\d{1,4}[a-z]?|[a-h])\b|([0-9]{1,4}[a-z]?|[a-h])室"
    ),
    "lamp_post": re.compile(r"\blamp ?post (?:number |no\.? ?)?([a-z]{1,2} ?\d{3,5})|灯柱(?:编号|号码)?([a-z]{1,2} ?\d{3,5})"),
    "relation": re.compile(
        r"\b(opposite|next to|beside|near|behind|outside|in front of|across from|inside|under|above)\b"
        r"|(对面|隔离|隔篱|隔壁|旁边|附近|后面|前面|门口|外面|出面|里面|入面|楼下|楼上|侧边|侧面)"
    ),
}  # fmt: skip
_RELATIONS = {
    "opposite": ("opposite", "across from", "对面"),
    "next to": ("next to", "beside", "隔离", "隔篱", "隔壁", "旁边", "侧边", "侧面"),
    "near": ("near", "附近"),
    "behind": ("behind", "后面"),
    "in front of": ("in front of", "前面"),
    "outside": ("outside", "门口", "外面", "出面"),
    "inside": ("inside", "里面", "入面"),
    "below": ("under", "楼下"),
    "above": ("above", "楼上"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One form found: its value and its characters."""

    name: str
    value: str
    start: int
    end: int
    first: int
    last: int


class Surroundings:
    """All forms of one message, asked by the place they stand near."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._parts: dict[str, list[Part]] = {
            name: [_part(name, match, notes) for match in form.finditer(notes.folded)]
            for name, form in _FORMS.items()
        }
        self._taken: set[tuple[str, int]] = set()

    def _near(self, name: str, first: int, last: int, reach: int) -> Part | None:
        """The nearest form within reach; one before the name counts as a little farther."""
        parts = self._parts[name]
        best: tuple[int, Part] | None = None
        at = bisect_left(parts, first - reach - 3, key=lambda part: part.first)
        for part in parts[at:]:
            if part.first > last + reach:
                break
            gap = part.first - last if part.first >= last else first - part.last
            if gap > reach or (gap < 0 and name != "station") or (name, part.start) in self._taken:
                continue
            if best is None or gap < best[0]:
                best = (gap, part)
        return best[1] if best else None

    def exit(self, first: int, last: int) -> Part | None:
        """``Exit B2``, ``B2出口``."""
        return self._near("exit", first, last, _REACH["exit"])

    def station(self, first: int, last: int) -> Part | None:
        """``MTR station``, 地鐵站, beside the name."""
        return self._near("station", first, last, _REACH["station"])

    def number(self, start: int, end: int) -> Part | None:
        """A street number: before an English name, after a Chinese one, and touching it."""
        for part in self._parts["building_no"][self._index("building_no", start - 16) :]:
            if part.start > end + 3:
                return None
            between = self._notes.folded[part.end : start] if part.end <= start else None
            touching = between is not None and between.strip(" ,") == ""
            after = 0 <= part.start - end <= 1 and "号" in self._notes.folded[part.start : part.end]
            if touching or after:
                return part
        return None

    def _index(self, name: str, start: int) -> int:
        return bisect_left(self._parts[name], start, key=lambda part: part.start)

    def parts(self, first: int, last: int) -> Iterator[tuple[str, Part]]:
        """Block, floor, flat, lamp post and relation near the name; each belongs to one name."""
        for name in ("block", "floor", "flat", "lamp_post", "relation"):
            part = self._near(name, first, last, _REACH.get(name, _REACH["default"]))
            if part:
                self._taken.add((name, part.start))
                yield name, part


def _part(name: str, match: re.Match[str], notes: Notes) -> Part:
    groups = [group for group in match.groups() if group]
    value = _value(name, groups) if groups else match.group().strip()
    first, last = notes.span_tokens(match.start(), match.end())
    return Part(name, value, match.start(), match.end(), first, last)


def _value(name: str, groups: list[str]) -> str:
    if name == "exit":
        return "".join(_DIGITS.get(group, group) for group in groups).upper()
    said = groups[0].strip()
    if name == "relation":
        return next(key for key, words in _RELATIONS.items() if fold(said) in words)
    if name in ("building_no", "floor", "block", "flat"):
        number = chinese_number(said)
        if number is not None:
            return str(number)
        if said in _ORDINALS[:-1]:
            return str(_ORDINALS.index(said)) if said != "ground" else "G"
        return said.title() if " " in said else _DIGITS.get(said, said.upper())
    return said.upper().replace(" ", "")
