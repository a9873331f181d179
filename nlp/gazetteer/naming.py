"""Under which names a place may be said, and which names mean too much else.

A name is folded (``nlp.normalise.fold``). Words of everyday speech that happen to be a place's name
stand in ``everyday.txt``; they belong to the place but are never looked for by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files

from nlp.gazetteer.place import Place
from nlp.normalise import fold

#: English words of names: a name of other words is romanised and may be written as one word.
_ENGLISH = frozenset(
    {
        *("north", "south", "east", "west", "central", "point", "bay", "hill", "island", "coast"),
        *("market", "town", "village", "garden", "gardens", "estate", "plaza", "court", "house"),
        *("road", "street", "tunnel", "station", "park", "city", "hospital", "gold", "new"),
        *("the", "of", "and", "kings", "king's", "queens", "queen's", "prince", "edward"),
    }
)
#: Names that mean the place only beside "station", "MTR", "exit" ...
STATION_ONLY = frozenset(
    {
        "hong kong",
        "hongkong",
        "hong-kong",
        "university",
        "kowloon",
        "airport",
        "香港",
        "大学",
        "九龙",
        "机场",
    }
)
#: Two characters are too few for a street's name to be told from other words.
_SHORT_STREETS = frozenset({"庙街", "正街", "浸会大学"})
_SIGNS = re.compile(r"[().．·・\s-]")
#: Characters of the official lists that hardly anybody writes.
_CHARACTERS = str.maketrans(
    {"吿": "告", "巿": "市", "蔴": "麻", "菴": "庵", "鑛": "矿", "羗": "羌"}
)
#: Areas that are also written otherwise, alone or in other names (官塘碼頭).
_OTHERWISE = (
    ("观塘", "官塘"),
    ("深水埗", "深水步"),
    ("鲗鱼涌", "侧鱼涌"),
    ("鲗鱼涌", "则鱼涌"),
    ("筲箕湾", "梢箕湾"),
)
_ABBREVIATIONS = {"road": "rd", "street": "st", "avenue": "ave"}
#: Short forms that are said letter by letter.
_SPELLED = re.compile(r"[A-Z]{2,5}")
#: "Sands Street": a last s is hardly heard.
_PLURAL = re.compile(r"([a-z]{3,}[^su])s( (?:street|road|lane|terrace|path))")
_SIDES = re.compile(r"^(.+ (?:road|street|avenue)) (?:central|east|west|north|south)$")
_MANY = (
    ("garden", "gardens"), ("mansion", "mansions"), ("villa", "villas"), ("tower", "towers"),
)  # fmt: skip
#: Kind -> words that are said for one another at a name's end.
_LAST_WORDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "estate": (("estate", "estates", "housing estate", "chuen", "tsuen"), *_MANY),
    "building": _MANY,
    "landmark": _MANY,
    "village": (("village", "tsuen"),),
}
#: Spellings of the other side of the ocean, which recognisers print.
_AMERICAN = (("centre", "center"), ("harbour", "harbor"), ("theatre", "theater"))


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """``fold(name)``, kept: every index over the names asks for it again."""
    return fold(name)


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """Folded names that are everyday words: kept with the place, not looked for alone."""
    lines = files(__package__).joinpath("everyday.txt").read_text("utf-8").splitlines()
    return frozenset(fold(line.strip()) for line in lines if line.strip() and line[0] != "#")


def names_of(place: Place) -> Iterator[str]:
    """Every folded form under which a place may be said."""
    if place.kind == "district":
        full = (f"{place.name_en} District", place.name_zh, *place.aliases)
        yield from map(folded, full)
        return
    for name in (place.name_en, place.name_zh, *place.aliases):
        said = folded(name)
        if place.kind == "village" and not said.isascii() and said[-1] not in "村围":
            yield f"{said}村"
        if said in everyday() or (place.kind == "street" and not _telling_street(said)):
            continue
        yield said
        if said.isascii():
            if _SPELLED.fullmatch(name):
                # "l k f": recognisers print letter by letter what is said so.
                yield " ".join(said)
            yield from _english_forms(said, place.kind)
        else:
            yield from _chinese_forms(said)


def _chinese_forms(folded: str) -> Iterator[str]:
    """The same name as it is commonly written: without signs, with everyday characters."""
    plain = _SIGNS.sub("", folded).translate(_CHARACTERS)
    if plain != folded:
        yield plain
    for name, other in _OTHERWISE:
        if name in plain:
            yield plain.replace(name, other)


def _telling_street(folded: str) -> bool:
    if folded.isascii():
        return " " in folded
    return len(folded) >= 3 or folded in _SHORT_STREETS


def _english_forms(folded: str, kind: str) -> Iterator[str]:
    words = folded.split()
    yield from _spellings(folded)
    if kind == "street":
        if ", " in folded:
            # "Main Street, Ap Lei Chau" is called Ap Lei Chau Main Street.
            name, area = folded.split(", ", 1)
            yield f"{area} {name}"
            yield f"{name} {area}"
        if words[-1] in _ABBREVIATIONS:
            yield " ".join([*words[:-1], _ABBREVIATIONS[words[-1]]])
        if side := _SIDES.match(folded):
            yield side.group(1)
        if plural := _PLURAL.fullmatch(folded):
            yield plural.group(1) + plural.group(2)
        return
    if kind in _LAST_WORDS and len(words) > 1:
        for said in _LAST_WORDS[kind]:
            if words[-1] in said:
                yield from (" ".join([*words[:-1], word]) for word in said if word != words[-1])
    romanised = 2 <= len(words) <= 3 and not set(words) & _ENGLISH
    if romanised and kind in ("area", "mtr_station", "village"):
        yield "".join(words)
        yield "-".join(words)


def _spellings(folded: str) -> Iterator[str]:
    """The same name without its signs: ``st. paul's`` -> ``st paul's``, ``saint pauls``."""
    plain = " ".join(re.sub(r"[()-]", " ", folded).split())
    if plain.startswith("st. "):
        yield f"saint {plain[4:]}"
        yield f"saint {plain[4:]}".replace("'", "")
    american = plain
    for british, other in _AMERICAN:
        american = american.replace(british, other)
    for form in (plain, plain.replace(".", ""), plain.replace("&", "and"), american, folded):
        if form != folded:
            yield form
        if "'" in form:
            yield form.replace("'", "")
