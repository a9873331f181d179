"""What is said around a place's name: exit, street number, block, floor, flat, lamp post, relation.

Each form (``place_forms``) is found once over the whole text; a place then asks for those that stand
near it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

from nlp.components.places.forms import FORMS, spelling, value_of
from nlp.components.places.parts import Part, without_corrected
from nlp.notes import Notes
from nlp.openings import needles

#: How far a part may stand from the name, in tokens.
_REACH = {"exit": 8, "station": 3, "relation": 4, "bus_stop": 3}
_DEFAULT_REACH = 10
#: Parts of a place that stand near it, in the order in which they are asked for.
_PARTS = ("block", "floor", "flat", "lamp_post", "marker_post", "relation")
#: Parts that may stand beyond another name: "flat 5 in Mong Kok, Sino Centre".
_PARTED = frozenset({"block", "floor", "flat", "lamp_post", "marker_post"})
#: Codes that are said character by character, and what a whole one looks like.
_CODES = {
    "lamp_post": re.compile(r"[a-z]{0,3}\d{3,6}"),
    "marker_post": re.compile(r"[a-z]{1,2}\d{2,4}"),
}
_CODE_TOKENS = 10
#: So near behind a name a part is its own even where the next name follows: "Kornhill flat 3, Taikoo".
_JOINED = 3
#: Parts that are corrected by themselves: "exit C, no, exit D".
_SAID_ANEW = frozenset({"exit", "block", "floor", "flat"})
#: 12號 before one of these is a bus, a berth, a block, a typhoon signal: no house.
_NO_HOUSE = re.compile("楼(?![下上])|巴士|小巴|车|线|风球|仔|月台|闸|出口|码头|干线|泳滩")
#: 9 of "ten past nine King's Road", 104 of "bus 104 Nathan Road", 11 of 7-Eleven: no house.
_RIDDEN = r"take|takes|taking|took|taken|catch|caught|board|boarded|ride|riding|rode|drives|drove"
_NO_HOUSE_BEFORE = re.compile(
    r"\b(?:past|quarter to|half|(?:five|ten|twenty|twenty five) to|platform|bus|buses|minibus|mini bus|tram|coach|route|"
    rf"(?:on|off|in|by) the|(?:{_RIDDEN})(?: the| a)?) $|\d[.:]$|[-$]$"
)
#: What stands before a bus's number but no house's: "the number 104 on Nathan Road", "the 711".
_THE = re.compile(r"\b(?:the|a|an|this|that|another) $")
#: "Five to eight": the time, unless it is printed in figures.
_CLOCK = re.compile(
    r"(?:five|ten|twenty|twenty[ -]five) to (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
)
_SEVEN_ELEVEN = re.compile(r"(?:seven|7)[ -]?(?:eleven|11)\b|711\b")
#: A number behind one of these is a flat's or a block's: "flat 5A Mei Foo Sun Chuen".
_INDOORS = re.compile(r"\b(?:flat|room|unit|apartment|suite|shop|block|tower|phase|floor|level) ?$")


class Surroundings:
    """All forms of one message, asked by the place they stand near."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._parts: dict[str, list[Part]] = {}
        for name, form in FORMS.items():
            told = _needles(name)
            if told and not any(one in notes.folded for one in told):
                self._parts[name] = []
                continue
            found = [_part(name, match, notes) for match in form.finditer(notes.folded)]
            parts = [part for part in found if part is not None]
            self._parts[name] = without_corrected(parts, notes) if name in _SAID_ANEW else parts
        self._taken: set[tuple[str, int]] = set()
        self._floor, self._ceiling = 0, len(notes.tokens)
        self._begin: frozenset[int] = frozenset()
        self._end: frozenset[int] = frozenset()

    def housed(self, names: Iterable[tuple[int, int]]) -> None:
        """The tokens of the names that have blocks and floors of their own."""
        pairs = list(names)
        self._begin = frozenset(first for first, _ in pairs)
        self._end = frozenset(last for _, last in pairs)

    def between(self, floor: int, ceiling: int) -> None:
        """From now on, forms beyond these tokens are another name's: 將軍澳坑口站."""
        self._floor, self._ceiling = floor, ceiling

    def _near(self, name: str, first: int, last: int, reach: int) -> Part | None:
        """The nearest form within reach that no other name parts from this one."""
        parts = self._parts[name]
        best: tuple[int, Part] | None = None
        at = bisect_left(parts, first - reach - _CODE_TOKENS, key=lambda part: part.first)
        for part in parts[at:]:
            if part.first > last + reach:
                break
            gap = part.first - last if part.first >= last else first - part.last
            if name not in _PARTED and not self._floor <= part.first < self._ceiling:
                continue
            if name in _PARTED and self._is_anothers(part, first, last):
                continue
            if gap > reach or (gap < 0 and name != "station") or (name, part.start) in self._taken:
                continue
            if best is None or gap < best[0]:
                best = (gap, part)
        return best[1] if best else None

    def _is_anothers(self, part: Part, first: int, last: int) -> bool:
        """Whether a part touches another name and not this one: "I live in A but at block 3 B"."""
        gap = part.first - last if part.first >= last else first - part.last
        if gap <= 1:
            return False
        return part.first in self._end or (gap > _JOINED and part.last in self._begin)

    def exit(self, first: int, last: int) -> Part | None:
        """``Exit B2``, ``B2出口``."""
        return self._near("exit", first, last, _REACH["exit"])

    def station(self, first: int, last: int) -> Part | None:
        """``MTR station``, 地鐵站, beside the name."""
        return self._near("station", first, last, _REACH["station"])

    def bus_stop(self, first: int, last: int) -> Part | None:
        """``bus stop``, 巴士站, beside the name."""
        return self._near("bus_stop", first, last, _REACH["bus_stop"])

    def number(self, start: int, end: int) -> Part | None:
        """A house's number: before an English name, after a Chinese one or "number", touching it."""
        folded = self._notes.folded
        for part in self._parts["building_no"][self._index("building_no", start - 48) :]:
            if part.start > end + 10:
                return None
            if part.end <= start and folded[part.end : start].strip(" ,") in ("", "the"):
                return part if self._is_house(part) else None
            if part.start >= end and part.first >= self._ceiling:
                # 機場一號客運大樓: the number is a part of the next name.
                return None
            between = folded[end : part.start].strip(" ,，嘅的") if part.start >= end else "?"
            said = folded[part.start : part.end]
            if between == "" and ("号" in said or said.startswith(("number", "no", "house"))):
                return None if _NO_HOUSE.match(folded, part.end) else part
        return None

    def _is_house(self, part: Part) -> bool:
        """Whether a number before a street's name is no flat's, no bus's, no shop's name and no time."""
        folded = self._notes.folded
        said = folded[part.start : part.end].rstrip()
        hinged = said.endswith((" on", " of"))
        if said.startswith(("at ", "on ")):
            # "On number 104 on Nathan Road": a bus, while "on number 104 Nathan Road" is a house.
            return not (hinged and said.startswith("on "))
        before = folded[max(0, part.start - 24) : part.start]
        brand = _SEVEN_ELEVEN.match(said)
        if (hinged or brand) and _THE.search(before):
            return False
        if _INDOORS.search(before) or _NO_HOUSE_BEFORE.search(before) or _CLOCK.match(said):
            return False
        return not brand or said.startswith("711")

    def _index(self, name: str, start: int) -> int:
        return bisect_left(self._parts[name], start, key=lambda part: part.start)

    def parts(self, first: int, last: int) -> Iterator[tuple[str, Part]]:
        """Block, floor, flat, lamp post and relation near the name; each belongs to one name."""
        for name in _PARTS:
            part = self._near(name, first, last, _REACH.get(name, _DEFAULT_REACH))
            if part:
                self._taken.add((name, part.start))
                yield name, part


@lru_cache(maxsize=len(FORMS))
def _needles(name: str) -> frozenset[str]:
    """What one of a form's matches must hold: most messages tell nothing of most forms."""
    return needles(FORMS[name])


def _part(name: str, match: re.Match[str], notes: Notes) -> Part | None:
    first, last = notes.span_tokens(match.start(), match.end())
    end = match.end()
    if name in _CODES:
        code = _code(name, last, notes)
        if code is None:
            return None
        value, last = code
        end = notes.ends[last - 1]
    else:
        groups = [group for group in match.groups() if group]
        value = value_of(name, groups) if groups else match.group().strip()
    # A form may reach over the space that follows it.
    end -= len(match.group()) - len(match.group().rstrip(" ,")) if name == "building_no" else 0
    return Part(name, value, match.start(), end, first, last)


def _code(name: str, first: int, notes: Notes) -> tuple[str, int] | None:
    """The code that begins at a token, and the token after it: ``e b one two three four`` -> EB1234."""
    said, best = "", None
    for offset, token in enumerate(notes.tokens[first : first + _CODE_TOKENS]):
        characters = spelling(token)
        if characters is None:
            break
        said += characters
        if _CODES[name].fullmatch(said):
            best = (said.upper(), first + offset + 1)
    return best
