"""Many regexes over one text, each tried only where it can begin.

A regex that is searched for is tried at every character, a hundred and fifty of them took a fifth of
the reading. But most can only begin with one of a few dozen strings ("he is", "call me", 唔好): all
those strings are looked up at each place of the text at once, and a regex is matched only there.
What is found is what ``finditer`` finds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import add
from re import _constants as op  # type: ignore[attr-defined]  # the standard library's own parser
from re import _parser  # type: ignore[attr-defined]
from typing import Any

#: Characters of a beginning that are looked at; of one with Han characters, which tell more.
LONGEST, LONGEST_HAN = 4, 2
#: A regex with more beginnings has them shortened; with more even then it is tried everywhere.
_MOST = 600
#: A range of more characters is not written out.
_WIDEST = 64
_LAST_ASCII = 127
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s")
_ZERO_WIDTH = (op.AT, op.ASSERT, op.ASSERT_NOT)
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)

#: A beginning, and whether what follows in the regex may still be added to it.
_Begun = set[tuple[str, bool]]
#: Nothing is known of what comes next.
_ANYTHING: _Begun = {("", False)}
_NOTHING: _Begun = {("", True)}


def plain(text: str) -> str:
    """The text with one digit for all and one space for all, as beginnings are written."""
    return _SPACE.sub(" ", _DIGIT.sub("0", text))


def openings(regex: re.Pattern[str]) -> tuple[frozenset[str], frozenset[str]]:
    """What any match begins with, in ``plain`` form: anywhere, and only at a boundary of words (``\\b``).

    No strings where a match may be empty or begin with anything.
    """
    parsed = _parser.parse(regex.pattern, regex.flags)
    begun: dict[bool, _Begun] = {False: set(), True: set()}
    for alternative in _alternatives(parsed):
        begun[_is_bounded(alternative)] |= _sequence(alternative)
    free, bounded = ({plain(text) for text, _ in _shortened(begun[at])} for at in (False, True))
    if "" in free | bounded or len(free | bounded) > _MOST or regex.flags & re.IGNORECASE:
        return frozenset(), frozenset()
    return _least(free), _least(bounded)


def _least(found: set[str]) -> frozenset[str]:
    """A beginning of another beginning says it all."""
    return frozenset(t for t in found if not any(t[:n] in found for n in range(1, len(t))))


def _alternatives(parsed: Any) -> list[Any]:
    """The alternatives of which the whole regex consists; itself where it has none."""
    if len(parsed) == 1:
        code, value = parsed[0]
        if code is op.BRANCH:
            return [one for part in value[1] for one in _alternatives(part)]
        if code is op.SUBPATTERN and not value[1] & re.IGNORECASE:
            return _alternatives(value[3])
    return [parsed]


def needles(regex: re.Pattern[str]) -> frozenset[str]:
    """Strings of which every match holds at least one: where a text has none, there is no match.

    No strings where none are known.
    """
    if regex.flags & re.IGNORECASE:
        return frozenset()
    return frozenset(_needles(_parser.parse(regex.pattern, regex.flags)))


def _needles(parsed: Any) -> set[str]:
    """Those of the part of a regex that tells most: the longest, then the fewest."""
    parts, run = [], ""
    for code, value in parsed:
        if code is op.LITERAL:
            run += chr(value)
            continue
        parts += [{run}, _needles_of(code, value)]
        run = ""
    told = [part for part in (*parts, {run}) if part and "" not in part]
    return max(told, key=lambda part: (min(map(len, part)), -len(part)), default=set())


def _needles_of(code: Any, value: Any) -> set[str]:
    if code is op.BRANCH:
        parts = [_needles(part) for part in value[1]]
        return set().union(*parts) if all(parts) else set()
    if code is op.SUBPATTERN:
        return set() if value[1] & re.IGNORECASE else _needles(value[3])
    if code in _REPEATS:
        return _needles(value[2]) if value[0] > 0 else set()
    if code is op.IN and all(of is op.LITERAL for of, _ in value):
        return {chr(one) for _, one in value}
    return _needles(value) if code is op.ATOMIC_GROUP else set()


def is_foreign(regex: re.Pattern[str]) -> bool:
    """Whether no match is of ASCII alone: such a regex of Chinese is not tried on English texts."""
    return not regex.flags & re.IGNORECASE and _has_foreign(
        _parser.parse(regex.pattern, regex.flags)
    )


def _has_foreign(parsed: Any) -> bool:
    return any(_is_foreign(code, value) for code, value in parsed)


def _is_foreign(code: Any, value: Any) -> bool:
    """Whether one part of a regex takes a character beyond ASCII whatever it matches."""
    if code is op.LITERAL:
        return int(value) > _LAST_ASCII
    if code is op.IN:
        return all(
            (of is op.LITERAL and one > _LAST_ASCII) or (of is op.RANGE and one[0] > _LAST_ASCII)
            for of, one in value
        )
    if code is op.BRANCH:
        return all(map(_has_foreign, value[1]))
    if code is op.SUBPATTERN:
        return not value[1] & re.IGNORECASE and _has_foreign(value[3])
    if code in _REPEATS:
        return value[0] > 0 and _has_foreign(value[2])
    return code is op.ATOMIC_GROUP and _has_foreign(value)


def _is_bounded(parsed: Any) -> bool:
    for code, value in parsed:
        if code is op.AT and value is op.AT_BOUNDARY:
            return True
        if code not in _ZERO_WIDTH:
            return False
    return False


def _sequence(parsed: Any) -> _Begun:
    begun, run = _NOTHING, ""
    for code, value in parsed:
        if code is op.LITERAL:
            # Letters in a row are added at once.
            run += chr(value)
            if len(run) < LONGEST:
                continue
        if run:
            begun, run = _then(begun, {(run, True)}), ""
        if not any(goes_on for _, goes_on in begun):
            return begun
        if code is not op.LITERAL:
            begun = _then(begun, _one(code, value))
    return _then(begun, {(run, True)}) if run else begun


def _then(begun: _Begun, following: _Begun) -> _Begun:
    if begun == _NOTHING and all(len(text) <= LONGEST_HAN for text, _ in following):
        return following
    found = {one for one in begun if not one[1]}
    for text, goes_on in begun:
        if goes_on:
            for more, further in following:
                whole = text + more
                longest = LONGEST if whole.isascii() else LONGEST_HAN
                found.add((whole[:longest], further and len(whole) < longest))
    return _shortened(found)


def _shortened(begun: _Begun) -> _Begun:
    length = LONGEST
    while len(begun) > _MOST and length > 1:
        length -= 1
        begun = {(text[:length], goes_on and len(text) < length) for text, goes_on in begun}
    return begun


def _one(code: Any, value: Any) -> _Begun:
    if code is op.IN:
        return _class(value)
    if code is op.BRANCH:
        return set().union(*map(_sequence, value[1]))
    if code is op.SUBPATTERN:
        _, added, _, inside = value
        return _ANYTHING if added & re.IGNORECASE else _sequence(inside)
    if code is op.ATOMIC_GROUP:
        return _sequence(value)
    if code in _REPEATS:
        return _repeated(*value)
    return _NOTHING if code in _ZERO_WIDTH else _ANYTHING


def _repeated(least: int, most: int, inside: Any) -> _Begun:
    once = _sequence(inside)
    begun: _Begun = _NOTHING
    found: _Begun = _NOTHING if least == 0 else set()
    for times in range(1, min(int(most), LONGEST + least) + 1):
        begun = _then(begun, once)
        if times >= least:
            found = found | begun
        if not any(goes_on for _, goes_on in begun):
            return found | begun
    return found


def _class(items: Any) -> _Begun:
    found: _Begun = set()
    for code, value in items:
        if code is op.LITERAL:
            found.add((chr(value), True))
        elif code is op.RANGE and value[1] - value[0] < _WIDEST:
            found |= {(chr(one), True) for one in range(value[0], value[1] + 1)}
        elif code is op.CATEGORY and value is op.CATEGORY_DIGIT:
            found.add(("0", True))
        elif code is op.CATEGORY and value is op.CATEGORY_SPACE:
            found.add((" ", True))
        else:
            return _ANYTHING
    return found


class Regexes:
    """Compiled regexes, all looked for at once."""

    def __init__(self, regexes: Sequence[re.Pattern[str]]) -> None:
        self._regexes = regexes
        #: Beginning -> numbers of the regexes that may begin so; those that begin at a word's
        #: boundary apart.
        self._free: dict[str, list[int]] = defaultdict(list)
        self._bounded: dict[str, list[int]] = defaultdict(list)
        #: Numbers of those that have beginnings of both kinds, and of those that may begin anyhow.
        self._both: list[int] = []
        self._anyhow: list[int] = []
        for number, regex in enumerate(regexes):
            free, bounded = openings(regex)
            if not free and not bounded:
                self._anyhow.append(number)
            for text in free:
                self._free[text].append(number)
            for text in bounded:
                self._bounded[text].append(number)
            if free and bounded:
                self._both.append(number)
        self._free_lengths = _lengths_by_first(self._free)
        self._bounded_lengths = _lengths_by_first(self._bounded)
        #: The first two characters of the beginnings that may stand anywhere, and those of one alone:
        #: few places of a text have them, and only there all lengths are looked up.
        #: ... those of them that find nothing in a text of ASCII.
        self._foreign = frozenset(n for n in self._anyhow if is_foreign(regexes[n]))
        self._pairs = frozenset(text[:2] for text in self._free if len(text) > 1)
        self._bounded_pairs = frozenset(text[:2] for text in self._bounded if len(text) > 1)
        first = "".join(sorted(map(re.escape, self._bounded_lengths)))
        #: Where a word begins or ends before one of the characters that follow a boundary.
        self._edge = re.compile(rf"\b(?=[{first}])") if first else None
        self._singles = frozenset(text for text in self._free if len(text) == 1)
        self._free_is_foreign = not any(first.isascii() for first in self._free_lengths)

    def find(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """``(number, match)`` of each regex in turn, as its ``finditer`` gives them."""
        places = self._places(text)
        anyhow = set(self._anyhow) - self._foreign if text.isascii() else self._anyhow
        for number in sorted([*places, *anyhow]):
            regex = self._regexes[number]
            if number not in places:
                yield from ((number, match) for match in regex.finditer(text))
                continue
            end = 0
            for at in places[number]:
                if at >= end and (match := regex.match(text, at)):
                    yield number, match
                    end = match.end()

    def _places(self, text: str) -> dict[int, list[int]]:
        """Number -> where in the text the regex may begin, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        seen = plain(text)
        for at in self._free_places(seen):
            for length in self._free_lengths[seen[at]]:
                for number in self._free.get(seen[at : at + length], ()):
                    found[number].append(at)
        if self._edge:
            for edge in self._edge.finditer(seen):
                at = edge.start()
                if seen[at : at + 2] not in self._bounded_pairs and seen[at] not in self._bounded:
                    continue
                for length in self._bounded_lengths[seen[at]]:
                    for number in self._bounded.get(seen[at : at + length], ()):
                        found[number].append(at)
            for number in self._both:
                if number in found:
                    found[number].sort()
        return found

    def _free_places(self, seen: str) -> list[int]:
        """Where a beginning that may stand anywhere may stand, told by its first two characters."""
        if self._free_is_foreign and seen.isascii():
            return []
        pairs, singles = self._pairs, self._singles.intersection(seen)
        following = enumerate(map(add, seen, f"{seen[1:]} "))
        if singles:
            return [at for at, two in following if two in pairs or two[0] in singles]
        return [at for at, two in following if two in pairs]


def _lengths_by_first(table: dict[str, list[int]]) -> dict[str, list[int]]:
    """First character -> the lengths of the beginnings that begin with it."""
    found: dict[str, set[int]] = defaultdict(set)
    for text in table:
        found[text[0]].add(len(text))
    return {first: sorted(lengths) for first, lengths in found.items()}
