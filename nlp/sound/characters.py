"""The gazetteer's Chinese names by their sound in Cantonese or Mandarin.

A recogniser that does not know a name prints other characters of the same sound, one for each
syllable: so a name is sought among those of as many syllables, by all of its folded syllables, or by
all but one in broad classes. The last character of a street or an estate (街 道 邨) must be right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from nlp import gazetteer
from nlp.gazetteer import STATION_ONLY, Place
from nlp.normalise import fold
from nlp.sound.syllables import Syllable, alike, parse

#: Last characters that say what a name is of (folded).
GENERICS = frozenset("街道路里巷坊径台村苑阁楼厦园庙院校站桥湾山岛寺祠")
#: Where a language's sounds stand in the compiled files (``nlp.sound.compile``).
COLUMNS = {"yue": 1, "zh": 2}
#: 里 is mostly "inside" (包廂裏): a lane's name is only found as it is printed.
_INSIDE = "里"
#: Of these kinds even a name of two syllables is sought.
_SHORT_KINDS = frozenset({"area", "mtr_station", "district"})
MIN_LENGTH, MAX_LENGTH = 2, 7
#: How sure a street is of which only 街, 道 or 路 was printed as another character of that sound.
_ALL_BUT_GENERIC = 0.96
#: 廣東到香港 is a way; so are these.
_OTHER_PLACES = frozenset(
    (
        *(
            "广东",
            "上海",
            "北京",
            "南京",
            "天津",
            "重庆",
            "广州",
            "汉口",
            "海防",
            "西贡",
            "山东",
            "福建",
        ),
        *("江西", "湖南", "湖北", "四川", "云南"),
    )
)
#: 鰂魚涌: Mandarin speakers in the city say 冲, as Cantonese has it.
_IN_NAMES = {"zh": {"涌": "chong"}}
#: Names less alike than this are not told of.
_FLOOR = 0.72
_FOREIGN = re.compile(r"[^\x00-\x7f]*")


@dataclass(frozen=True, slots=True)
class Name:
    """One name with its reading."""

    text: str
    reading: tuple[Syllable, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """A name that sounds like the characters heard, 0..1, and the places it stands for."""

    name: str
    likeness: float
    places: tuple[Place, ...]


def reading(text: Sequence[str], language: str) -> list[Syllable | None]:
    """One syllable a character of ``text``; None for what is no Han character."""
    table = _table(language)
    return [table.get(character) for character in text]


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Everyday words, folded: alone they are no misheard name."""
    return frozenset(fold(word) for line in _lines("common_words_zh.txt") for word in line.split())


@lru_cache(maxsize=2)
def _table(language: str) -> dict[str, Syllable]:
    rows = (line.split("\t") for line in _lines("characters.txt"))
    column = COLUMNS[language]
    return {row[0]: parse(row[column], language) for row in rows if row[column]}


@lru_cache(maxsize=2)
def _in_names(language: str) -> dict[str, Syllable]:
    """Characters that are read otherwise in every name of the city."""
    return {sign: parse(sound, language) for sign, sound in _IN_NAMES.get(language, {}).items()}


@lru_cache(maxsize=2)
def _said_otherwise(language: str) -> dict[str, tuple[Syllable, ...]]:
    rows = (line.split("\t") for line in _lines("names.txt"))
    column = COLUMNS[language]
    return {row[0]: tuple(parse(sound, language) for sound in row[column].split()) for row in rows}


def _lines(name: str) -> list[str]:
    return files(__package__).joinpath(name).read_text("utf-8").splitlines()


class Characters:
    """The index of one language, ``yue`` or ``zh``; made once a process."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._exact: dict[str, list[Name]] = defaultdict(list)
        self._close: dict[str, list[Name]] = defaultdict(list)
        #: How names begin: most stretches of a text are told from all of them by two syllables.
        self._begins: set[tuple[str, str]] = set()
        for name in _names(language):
            self._exact[_key(name.reading)].append(name)
            self._begins.add((name.reading[0].key, name.reading[1].key))
            if len(name.reading) > MIN_LENGTH or _is_short_kind(name.places):
                for key in _with_gaps(name.reading):
                    self._close[key].append(name)

    def may_begin(self, first: Syllable, second: Syllable) -> bool:
        """Whether any name begins with these folded syllables."""
        return (first.key, second.key) in self._begins

    def same(self, heard: Sequence[Syllable], text: str) -> list[Alike]:
        """Names of exactly these folded syllables."""
        names = self._exact.get(_key(heard))
        return self._ranked(names, heard, text) if names else []

    def like(self, heard: Sequence[Syllable], text: str) -> list[Alike]:
        """Names of which one syllable may be another and all may be a little off; best first."""
        found: dict[str, Name] = {}
        for key in _with_gaps(heard):
            for name in self._close.get(key, ()):
                found.setdefault(name.text, name)
        return self._ranked(found.values(), heard, text)

    @staticmethod
    def _ranked(names: Any, heard: Sequence[Syllable], text: str) -> list[Alike]:
        ranked = [
            Alike(name.text, likeness, name.places)
            for name in names
            if (likeness := _likeness(name, heard, text)) >= _FLOOR
        ]
        return sorted(ranked, key=lambda one: (-one.likeness, one.name))[:8]


def _likeness(name: Name, heard: Sequence[Syllable], text: str) -> float:
    """Alikeness of what stands before the generic; 0 where the generic is another."""
    last = name.text[-1]
    stem = len(heard)
    if text[-1] in GENERICS and last != text[-1] and name.reading[-1].key != heard[-1].key:
        return 0.0
    if last in GENERICS and len(heard) > 2:
        if last == text[-1]:
            stem -= 1
        elif name.reading[-1].key != heard[-1].key:
            return 0.0
        elif name.places[0].kind == "street":
            return _generic_lost(name.text, text)
    same = [a == b for a, b in zip(name.text[:stem], text[:stem], strict=True)]
    # The same character is a better witness than the same sound, however it is read here.
    said = [
        told if right else sound
        for right, told, sound in zip(same, name.reading, heard, strict=False)
    ]
    return alike(said, name.reading[:stem]) * (0.97 + 0.03 * sum(same) / stem)


def _generic_lost(name: str, text: str) -> float:
    """駱克到, 女人接: all of the street is right but the word for the street."""
    stem = name[:-1]
    told = stem == text[:-1] and stem not in _OTHER_PLACES and stem not in common_words()
    return _ALL_BUT_GENERIC if told else 0.0


def _key(syllables: Sequence[Syllable]) -> str:
    return ".".join([syllable.key for syllable in syllables])


def _with_gaps(syllables: Sequence[Syllable]) -> Iterator[str]:
    broad = [syllable.coarse for syllable in syllables]
    for at in range(len(broad)):
        yield ".".join([*broad[:at], "*", *broad[at + 1 :]])


def _is_short_kind(options: Sequence[Place]) -> bool:
    return any(place.kind in _SHORT_KINDS for place in options)


@lru_cache(maxsize=1)
def _written_names() -> tuple[tuple[str, str, tuple[Place, ...]], ...]:
    """Every Chinese name once: as it is written, folded, and the places it stands for."""
    known = gazetteer.names()
    found: dict[str, tuple[str, str, tuple[Place, ...]]] = {}
    for place in gazetteer.places():
        for written in (place.name_zh, *place.aliases):
            folded = gazetteer.folded(written)
            if folded not in found and folded in known and _fits(folded):
                found[folded] = written, folded, known[folded]
    return tuple(
        name
        for name in found.values()
        if name[1] not in STATION_ONLY
        and (len(name[1]) > MIN_LENGTH or _is_short_kind(name[2]))
        and name[1][-1] != _INSIDE
    )


def _names(language: str) -> Iterator[Name]:
    """Every Chinese name once, read as it is written."""
    otherwise, in_names = _said_otherwise(language), _in_names(language)
    for written, folded, options in _written_names():
        sounds = otherwise.get(written) or [
            in_names.get(sign, sound)
            for sign, sound in zip(written, reading(written, language), strict=True)
        ]
        syllables = tuple(one for one in sounds if one is not None)
        if len(syllables) == len(folded):
            yield Name(folded, syllables, options)


def _fits(name: str) -> bool:
    return MIN_LENGTH <= len(name) <= MAX_LENGTH and _FOREIGN.fullmatch(name) is not None


@lru_cache(maxsize=2)
def index(language: str) -> Characters:
    """The index over the compiled gazetteer."""
    return Characters(language)
