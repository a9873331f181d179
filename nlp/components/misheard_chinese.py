"""Chinese names that were printed with other characters of the same sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from nlp.components.misheard_guess import MAX_ASKED, Guess, guess
from nlp.notes import Notes
from nlp.sound import characters

_BEFORE = frozenset("喺系在响到去住由从近往经过至")
_AFTER = (
    "站", "地铁", "港铁", "铁路", "嘅", "的", "附近", "嗰", "那", "出口", "有", "俾", "畀", "被", "比人",
    "个", "见", "遇", "唔见", "不见", "丢", "发生", "市中心", "商场", "街市", "呢", "这", "对面", "门口",
    "mtr", "俾人", "一", "a", "b", "c", "d", "e", "出闸", "大堂", "月台", "警署", "差馆", "先", "打", "搭",
    "坐", "上车", "落车", "下车", "嗰度", "嗰边", "那边", "里", "码头", "巴士", "公园", "，", "。", ",", " ",
)  # fmt: skip
#: A street's or an estate's name: what stands before it may be its area.
_STREET = re.compile(r"[\u4e00-\u9fff]{2,4}[街道路村苑]")
_BREAKS = frozenset("，。,.?!？！、 ")
_THERE = (
    "这边", "这里", "那边", "嗰边", "呢边", "呢度", "嗰度", "嗰头", "附近", "对面", "门口", "一带", "码头",
    "商场", "广场", "医院", "公园", "街市", "运动场", "体育馆", "游泳池", "图书馆", "隧道", "法院", "警署",
    "差馆", "邮局", "消防局", "村", "中学", "小学", "大厦", "熟食中心",
)  # fmt: skip
_STATION = ("站", "地铁", "港铁", "mtr", "铁路站", "出口", "a出口", "b出口")
#: From here on the syllables are the same.
_SAME = 0.95
#: Characters that hardly stand in a name.
_FUNCTION = frozenset(
    "我你佢他她的嘅咗了嗰呢这那条個个是系喺在有冇唔不就都也同和跟俾畀被把啲些几多"
)


class _Expected(IntEnum):
    """What stands before a stretch: nothing that asks for a place, a pause, 喺, or another place."""

    NO = 0
    PAUSE = 1
    WORD = 2
    PLACE = 3


class Chinese:
    """The Chinese names of one message by the sounds of one language."""

    def __init__(
        self, notes: Notes, taken: bytearray, near: frozenset[str], language: str, *, native: bool
    ) -> None:
        self._notes = notes
        self._taken = taken
        self._near = near
        self._index = characters.index(language)
        self._native = native
        self._rule = f"sound.{language}"
        said = [
            notes.original[start] if len(token) == 1 else "\0"
            for start, token in zip(notes.starts, notes.tokens, strict=True)
        ]
        self._reading = characters.reading(said, language)
        self._free = self._free_runs()
        self._is_end = [self._ends_name(last) for last in range(len(self._reading) + 1)]
        self._asked = 0
        self._ends: set[int] = set()

    def _free_runs(self) -> list[int]:
        """For each token how many characters from it on are free to be a name."""
        runs = [0] * (len(self._reading) + 1)
        for at in range(len(self._reading) - 1, -1, -1):
            free = self._reading[at] is not None and not self._taken[at]
            runs[at] = runs[at + 1] + 1 if free else 0
        return runs

    def _ends_name(self, last: int) -> bool:
        ends = last > 0 and self._notes.tokens[last - 1] in characters.GENERICS
        return ends or self._after(last).startswith(_STATION)

    def guesses(self) -> Iterator[Guess]:
        """Every run of characters that is near enough to a name."""
        for first in range(len(self._reading)):
            if self._free[first] < characters.MIN_LENGTH or self._asked > MAX_ASKED * 4:
                continue
            before = self._is_expected(first)
            for length in self._lengths(first, before):
                if one := self._ask(first, first + length, before):
                    yield one
                    # A street may follow its area: 官塘水和街.
                    self._ends.add(one.last)
                    break

    def _lengths(self, first: int, before: _Expected) -> list[int]:
        """How many characters are asked about from here on, the most first."""
        longest = min(characters.MAX_LENGTH, self._free[first])
        lengths = range(longest, characters.MIN_LENGTH - 1, -1)
        if before > _Expected.PAUSE or not lengths:
            return list(lengths)
        one, other = self._reading[first : first + 2]
        if one is not None and other is not None and self._index.may_begin(one, other):
            return list(lengths)
        if not self._native:
            return []
        # Else only what ends as names do may be one that is a little off.
        return [length for length in lengths if self._is_end[first + length]]

    def _is_expected(self, first: int) -> _Expected:
        if first and (self._taken[first - 1] or first in self._ends):
            return _Expected.PLACE
        if not first or self._notes.folded[self._notes.starts[first] - 1] in _BREAKS:
            return _Expected.PAUSE
        before = self._notes.tokens[first - 1]
        return _Expected.WORD if before in _BEFORE else _Expected.NO

    def _ask(self, first: int, last: int, before: _Expected) -> Guess | None:
        heard = [one for one in self._reading[first:last] if one is not None]
        text = "".join(self._notes.tokens[first:last])
        after = self._after(last)
        wanted = self._short(text, before, after)
        if last - first > characters.MIN_LENGTH:
            wanted = self._long(text, before, after)
        if text in characters.common_words() or wanted is None:
            return None
        self._asked += 1
        close, bar = wanted
        functions = sum(character in _FUNCTION for character in text)
        found = (self._index.like if close else self._index.same)(heard, text)
        good = [
            (one.places, one.likeness)
            for one in found
            if one.likeness >= bar + 0.05 * functions and _may_be(one, text, before, functions)
        ]
        return guess(first, last, good, self._near, self._rule) if good else None

    def _short(self, text: str, before: _Expected, after: str) -> tuple[bool, float] | None:
        """(whether near sounds count, the bar) of two characters; None where they are not asked about."""
        if text[0] in _FUNCTION | _BEFORE:
            return None
        if after.startswith(_STATION):
            return self._native, 0.84
        bounded = not after or after.startswith(_AFTER)
        if before is _Expected.PAUSE:
            bounded = after.startswith(_THERE)
        bounded = bounded or _STREET.match(after) is not None
        return (False, _SAME) if before and bounded else None

    def _long(self, text: str, before: _Expected, after: str) -> tuple[bool, float]:
        """The same of three characters or more."""
        strong = after.startswith(_STATION) or text[-1] in characters.GENERICS
        strong = strong or before > _Expected.PAUSE
        return (True, 0.79) if strong and self._native else (False, _SAME)

    def _after(self, last: int) -> str:
        if last >= len(self._notes.starts):
            return ""
        start = self._notes.starts[last]
        return self._notes.folded[start : start + 6]


def _may_be(one: characters.Alike, text: str, before: _Expected, functions: int) -> bool:
    """A street's name of two syllables sounds like many words: it needs its place and more."""
    if one.places[0].kind != "street":
        return True
    if one.likeness >= _SAME and before is _Expected.PLACE:
        return True
    if len(text) > characters.MIN_LENGTH + 1 and one.likeness >= _SAME:
        return not functions
    return before > 0 and not functions and (len(text) > 3 or one.likeness >= 0.8)
