"""Chinese names that were printed with other characters of the same sound."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.components.misheard_guess import MAX_ASKED, Guess, guess
from nlp.notes import Notes
from nlp.sound import characters
from nlp.sound.syllables import Syllable

_BEFORE = frozenset("喺系在响到去住由从近往经过至")
_AFTER = (
    "站", "地铁", "港铁", "铁路", "嘅", "的", "附近", "嗰", "那", "出口", "有", "俾", "畀", "被", "比人",
    "个", "见", "遇", "唔见", "不见", "丢", "发生", "市中心", "商场", "街市", "呢", "这", "对面", "门口",
    "mtr", "俾人", "一", "a", "b", "c", "d", "e", "出闸", "大堂", "月台", "警署", "差馆", "先", "打", "搭",
    "坐", "上车", "落车", "下车", "嗰度", "嗰边", "那边", "里", "码头", "巴士", "公园", "，", "。", ",", " ",
)  # fmt: skip
_BREAKS = frozenset("，。,.?!？！、 ")
_STATION = ("站", "地铁", "港铁", "mtr", "铁路站", "出口", "a出口", "b出口")
#: Characters that hardly stand in a name.
_FUNCTION = frozenset(
    "我你佢他她的嘅咗了嗰呢这那条個个是系喺在有冇唔不就都也同和跟俾畀被把啲些几多"
)


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
        self._asked = 0

    def guesses(self) -> Iterator[Guess]:
        """Every run of characters that is near enough to a name."""
        for first in range(len(self._reading)):
            if self._reading[first] is None or self._asked > MAX_ASKED * 4:
                continue
            before = self._is_expected(first)
            for length in range(characters.MAX_LENGTH, characters.MIN_LENGTH - 1, -1):
                if one := self._ask(first, first + length, before):
                    yield one

    def _is_expected(self, first: int) -> bool:
        if not first:
            return True
        token = self._notes.tokens[first - 1]
        return token in _BEFORE or token in _BREAKS

    def _ask(self, first: int, last: int, before: bool) -> Guess | None:
        heard = self._heard(first, last)
        if heard is None:
            return None
        text = "".join(self._notes.tokens[first:last])
        after = self._after(last)
        wanted = self._short(text, before and first > 0, after)
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

    def _heard(self, first: int, last: int) -> list[Syllable] | None:
        """The syllables of a free stretch of characters; None where there is none."""
        heard = [one for one in self._reading[first:last] if one is not None]
        return heard if len(heard) == last - first and not any(self._taken[first:last]) else None

    def _short(self, text: str, before: bool, after: str) -> tuple[bool, float] | None:
        """(whether near sounds count, the bar) of two characters; None where they are not asked about."""
        if text[0] in _FUNCTION | _BEFORE:
            return None
        if after.startswith(_STATION):
            return self._native, 0.84
        return (False, 0.95) if before and (not after or after.startswith(_AFTER)) else None

    def _long(self, text: str, before: bool, after: str) -> tuple[bool, float]:
        """The same of three characters or more."""
        strong = before or after.startswith(_STATION) or text[-1] in characters.GENERICS
        return (True, 0.79) if strong and self._native else (False, 0.95)

    def _after(self, last: int) -> str:
        if last >= len(self._notes.starts):
            return ""
        start = self._notes.starts[last]
        return self._notes.folded[start : start + 6]


def _may_be(one: characters.Alike, text: str, before: bool, functions: int) -> bool:
    """A street's name of two syllables sounds like many words: it needs its place and more."""
    if one.places[0].kind != "street":
        return True
    return before and not functions and (len(text) > 3 or one.likeness >= 0.8)
