"""Chinese names that were printed with other characters of the same sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from nlp.components.places.misheard_guess import (
    FIRM,
    MAX_ASKED,
    OVER_KNOWN,
    Guess,
    covers_known,
    guess,
)
from nlp.gazetteer import STATION_ONLY
from nlp.notes import Notes
from nlp.sound import characters

_BEFORE = frozenset("喺系在响到去住由从近往经过至")
_AWAY = frozenset("往到去")
#: 上班路上, 銀行路邊: a way and no street's name.
_ON_THE_WAY = ("上", "边", "中", "面")
#: 沙角街市: a market and no street.
_MARKET = re.compile("街市(?!民|区|政|面|集|中心)")
_AFTER = (
    "站", "地铁", "港铁", "铁路", "嘅", "的", "附近", "嗰", "那", "出口", "有", "俾", "畀", "被", "比人",
    "个", "见", "遇", "唔见", "不见", "丢", "发生", "市中心", "商场", "街市", "呢", "这", "对面", "门口",
    "mtr", "俾人", "一", "a", "b", "c", "d", "e", "出闸", "大堂", "月台", "警署", "差馆", "先", "打", "搭",
    "坐", "上车", "落车", "下车", "嗰度", "嗰边", "那边", "里", "码头", "巴士", "公园", "，", "。", ",", " ",
    "保安", "管理", "居民", "街坊", "入口", "对出", "出面", "出边", "外面", "海旁", "海傍", "海边", "沙滩", "桥", "隧道",
    "小巴", "天桥", "广场", "停车", "篮球", "足球", "球场", "体育", "运动", "中学", "小学", "医院", "派出所", "大街",
    "夜市", "屋邨", "屋村", "村", "楼上", "楼下", "后面", "旁边", "旁", "隔离", "隔篱", "近", "碰", "开", "住", "又", "今",
    "昨", "寻", "琴", "工业", "附近", "行人", "等", "买", "食", "吃", "逛", "行街", "做", "返工", "上班", "回旋", "迴旋",
)  # fmt: skip
#: A street's or an estate's name: what stands before it may be its area.
_STREET = re.compile(r"[\u4e00-\u9fff]{2,4}[街道路村苑]")
_BREAKS = frozenset("，。,.?!？！、 ")
_THERE = (
    "这边", "这里", "那边", "嗰边", "呢边", "呢度", "嗰度", "嗰头", "附近", "对面", "门口", "一带", "码头",
    "商场", "广场", "医院", "公园", "街市", "运动场", "体育馆", "游泳池", "图书馆", "隧道", "法院", "警署",
    "差馆", "邮局", "消防局", "村", "中学", "小学", "大厦", "熟食中心", "海旁", "海傍", "海边", "沙滩", "泳滩",
    "天桥", "迴旋处", "回旋处", "停车场", "屋邨", "屋村", "篮球场", "足球场", "球场", "会所", "消防", "避风塘",
)  # fmt: skip
#: What is said behind a place that a message begins with: 旺覺有人打交.
_HAPPENS = (
    "有人",
    "有个",
    "有架",
    "有两",
    "有三",
    "有几",
    "有班",
    "有一",
    "有辆",
    "有男",
    "有女",
    "发生",
    "有打",
    "有车",
    "有交通",
    "有外",
    "有南",
    "有好",
    "有不",
    "有狗",
    "有火",
    "火警",
    "有醉",
    "有阿",
    "有小",
)
_STATION = ("站", "地铁", "港铁", "mtr", "铁路站", "出口", "a出口", "b出口")
#: Places of these kinds are hardly named without a word before them.
_SMALL = ("estate", "building", "village")
#: Most everyday words have so many characters.
_WORD = 2
#: From here on the syllables are the same.
_SAME = 0.95
#: 深水铺有人: a message may begin so.
_BEFORE_WHAT_HAPPENS = 0.87
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
        self._behind = [notes.folded[start : start + 6] for start in notes.starts] + [""]
        self._is_end = [self._ends_name(last) for last in range(len(self._reading) + 1)]
        self._asked = 0
        self._ends: set[int] = set()

    def _free_runs(self) -> list[int]:
        """For each token how many characters from it on are free to be a name."""
        runs = [0] * (len(self._reading) + 1)
        for at in range(len(self._reading) - 1, -1, -1):
            free = self._reading[at] is not None and self._taken[at] != FIRM
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
                over = covers_known(self._taken, first, first + length)
                if over is None or (over and not self._native):
                    continue
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
        text = "".join(self._notes.tokens[first:last])
        after = self._after(last)
        if text[-1] in "去往" or (text[-1] in "路街道" and after.startswith(_ON_THE_WAY)):
            return None
        if text[-1] == "街" and _MARKET.match(f"街{after}"):
            return None
        asked = self._long if last - first > characters.MIN_LENGTH else self._short
        wanted = asked(text, before, after)
        if wanted is None or text in characters.common_words() or self._is_parted(first, last):
            return None
        self._asked += 1
        heard = [one for one in self._reading[first:last] if one is not None]
        close, bar = wanted
        if any(self._taken[first:last]):
            bar = max(bar, OVER_KNOWN)
        found = (self._index.like if close else self._index.same)(heard, text)
        if text[0] in _BEFORE:
            # 在望角 is "in" and a name, unless the name begins so.
            found = [one for one in found if one.name[0] == text[0]]
        if not found:
            return None
        cuts = self._cuts_word(first, last)
        functions = sum(character in _FUNCTION for character in text)
        good = [
            (one.places, one.likeness)
            for one in found
            if one.likeness
            >= (_SAME if cuts or text[:_WORD] in STATION_ONLY else bar) + 0.05 * functions
            and _may_be(one, text, before, functions)
            and not _says_else(one.name, text)
        ]
        return guess(first, last, good, self._near, self._rule) if good else None

    def _cuts_word(self, first: int, last: int) -> bool:
        """沙灘游泳衣|服: whether an everyday word lies over one of its ends."""
        tokens, words = self._notes.tokens, characters.common_words()
        over = ["".join(tokens[at - 1 : at + 1]) for at in (first, last) if 0 < at < len(tokens)]
        return any(word in words for word in over)

    def _is_parted(self, first: int, last: int) -> bool:
        """Whether the speaker paused within it: recognisers print a space."""
        notes = self._notes
        return notes.starts[last - 1] - notes.starts[first] != last - 1 - first

    def _short(self, text: str, before: _Expected, after: str) -> tuple[bool, float] | None:
        """(whether near sounds count, the bar) of two characters; None where they are not asked about."""
        if text[0] in _FUNCTION or text[0] in _BEFORE or text[1] in _AWAY:
            return None
        if after.startswith(_STATION):
            return self._native, 0.84
        bounded = not after or after.startswith(_AFTER)
        if before is _Expected.PAUSE:
            bounded = after.startswith(_THERE + _HAPPENS)
        bounded = bounded or _STREET.match(after) is not None
        return (False, _SAME) if before and bounded else None

    def _long(self, text: str, before: _Expected, after: str) -> tuple[bool, float] | None:
        """The same of three characters or more."""
        strong = after.startswith(_STATION) or text[-1] in characters.GENERICS
        strong = strong or before > _Expected.PAUSE
        if before is _Expected.PAUSE and self._native and after.startswith(_HAPPENS):
            return True, _BEFORE_WHAT_HAPPENS if not strong else 0.79
        return (True, 0.79) if strong and self._native else (False, _SAME)

    def _after(self, last: int) -> str:
        """What stands behind a stretch."""
        return self._behind[last]


def _says_else(name: str, text: str) -> bool:
    """今天四, 想知道: three characters that hold an everyday word which the name does not hold."""
    if len(text) != _WORD + 1:
        return False
    words = characters.common_words()
    # 白天村 may be 白田邨: where the last character tells of a place, the first two may be anything.
    begins = text[:_WORD] in words and text[-1] not in characters.GENERICS
    return (begins and name[:_WORD] != text[:_WORD]) or (text[1:] in words and name[1:] != text[1:])


def _may_be(one: characters.Alike, text: str, before: _Expected, functions: int) -> bool:
    """A street's name of two syllables sounds like many words: it needs its place and more."""
    kind = one.places[0].kind
    if kind in _SMALL and before is _Expected.NO and len(text) == _WORD + 1:
        return text[-1] in characters.GENERICS
    if kind != "street":
        return True
    if one.likeness >= _SAME and before is _Expected.PLACE:
        return True
    if len(text) > characters.MIN_LENGTH + 1 and one.likeness >= _SAME:
        return not functions
    return before > 0 and not functions and (len(text) > 3 or one.likeness >= 0.8)
