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
from re import _constants as op  # type: ignore[attr-defined]  # the standard library's own parser
from re import _parser  # type: ignore[attr-defined]
from typing import Any

#: Characters of a beginning that are looked at; of one with Han characters, which tell more.
LONGEST, LONGEST_HAN = 4, 2
#: A regex with more beginnings has them shortened; with more even then it is tried everywhere.
_MOST = 600
#: A range of more characters is not written out.
_WIDEST = 64
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


def openings(regex: re.Pattern[str]) -> tuple[frozenset[str], bool]:
    """What any match begins with, in ``plain`` form, and whether at a boundary of words (``\\b``).

    No strings where a match may be empty or begin with anything.
    """
    parsed = _parser.parse(regex.pattern, regex.flags)
    found = {plain(text) for text, _ in _sequence(parsed)}
    if "" in found or len(found) > _MOST or regex.flags & re.IGNORECASE:
        return frozenset(), False
    # A beginning of another beginning says it all.
    least = {t for t in found if not any(t[:n] in found for n in range(1, len(t)))}
    return frozenset(least), _is_bounded(parsed)


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
        #: Numbers of those that may begin anyhow.
        self._anyhow: list[int] = []
        for number, regex in enumerate(regexes):
            texts, bounded = openings(regex)
            if not texts:
                self._anyhow.append(number)
            table = self._bounded if bounded else self._free
            for text in texts:
                table[text].append(number)
        self._lengths = {
            id(table): _lengths_by_first(table) for table in (self._free, self._bounded)
        }

    def find(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """``(number, match)`` of each regex in turn, as its ``finditer`` gives them."""
        places = self._places(text)
        for number in sorted([*places, *self._anyhow]):
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
        free, bounded = (self._lengths[id(table)] for table in (self._free, self._bounded))
        was_word = False
        for at, character in enumerate(seen):
            is_word = character.isalnum() or character == "_"
            for length in free.get(character, ()):
                for number in self._free.get(seen[at : at + length], ()):
                    found[number].append(at)
            if is_word != was_word:
                for length in bounded.get(character, ()):
                    for number in self._bounded.get(seen[at : at + length], ()):
                        found[number].append(at)
            was_word = is_word
        return found


def _lengths_by_first(table: dict[str, list[int]]) -> dict[str, list[int]]:
    """First character -> the lengths of the beginnings that begin with it."""
    found: dict[str, set[int]] = defaultdict(set)
    for text in table:
        found[text[0]].add(len(text))
    return {first: sorted(lengths) for first, lengths in found.items()}
