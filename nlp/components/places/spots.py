"""The gazetteer's names in a text: each name once, the longest at each place, with its meanings."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from nlp import gazetteer
from nlp.components.places.forms import DIGITS, spelling
from nlp.finding import Mention
from nlp.gazetteer import Place
from nlp.notes import Notes
from nlp.phrases import Phrases
from nlp.sound.romanised import common_words

#: How closely a kind says where; the incident's place is the closest one.
CLOSENESS = {
    "mtr_exit": 10, "street_address": 10, "intersection": 9, "building": 9, "estate": 8,
    "landmark": 7, "mtr_station": 6, "street": 6, "bus_stop": 6, "road_point": 6, "village": 6,
    "country_park": 5, "area": 3, "district": 2,
}  # fmt: skip
#: A report lists no more places than these.
MAX_PLACES = 60
_EN_BEFORE = frozenset(
    [
        "in",
        "at",
        "near",
        "to",
        "from",
        "around",
        "on",
        "by",
        "off",
        "outside",
        "of",
        "opposite",
        "behind",
        "mtr",
    ]
)


_SHORT_NAME = 2
#: 西洋菜南街, 德輔道中: a street's part by its side.
_PART = re.compile(r"(.{2,}?)[东西南北中]?([街道路])[东西南北中]?")
_EN_ALONG = frozenset(
    [
        "along",
        "down",
        "up",
        "crossing",
        "and",
        "across",
        "number",
        "off",
        "into",
        "over",
        "onto",
        "between",
        "via",
    ]
)
_SIDES = frozenset(["north", "south", "east", "west"])
_MARKET = re.compile("市(?!民|区|政|面|集|中心)")
#: What stands before people's names.
TITLES = frozenset(
    ["mr", "mrs", "miss", "ms", "dr", "doctor", "officer", "sergeant", "madam", "inspector"]
)
_ARTICLES = frozenset(["the", "a", "an", "this", "that", "my", "our", "same"])
_STATION_WORDS = frozenset(["mtr", "station", "exit", "站"])
#: 道 and 路, which are taken for one another.
_ROADS = {"道": "路", "路": "道"}
_ESTATE_WORDS = frozenset(["estate", "court", "chuen"])
_INDOOR_WORDS = frozenset(["block", "house", "market", "shopping", "mall", "plaza", "playground"])
#: Also people's names: "Jordan told me".
_GIVEN_NAMES = frozenset(["jordan", "stanley", "austin", "sha", "may"])


@dataclass(frozen=True, slots=True)
class Spot:
    """One place as said: its possible meanings, what was said around it, and its role."""

    first: int
    last: int
    start: int
    end: int
    options: tuple[Place, ...]
    kind: str
    detail: dict[str, Any] = field(default_factory=dict)
    role: str = "incident"
    confidence: float = 0.85
    mentions: tuple[Mention, ...] = ()
    exact: tuple[float, float] | None = None
    #: One score an option where several names sound as near; else empty.
    scores: tuple[float, ...] = ()
    #: The words only sound like the name.
    heard: bool = False
    #: The street that crosses this one.
    crossing: Place | None = None
    #: Districts that are left of its options'.
    within: tuple[str, ...] = ()
    #: One end of a stretch ("between A and B").
    between: bool = False
    #: Says only where on another place.
    reference: bool = False
    #: Somebody went or something drives that way.
    heading: bool = False
    #: Told by a word for its kind beside its area.
    inferred: bool = False


class PlaceMatcher:
    """The gazetteer's names."""

    def __init__(self) -> None:
        self._phrases = Phrases()
        self._options: list[tuple[Place, ...]] = []
        for name, options in {**_other_names(), **gazetteer.names()}.items():
            self._phrases.add_phrase(len(self._options), name)
            self._options.append(options)

    def spots(self, notes: Notes) -> list[Spot]:
        """Names in the order of the text; a name inside a longer one is left out."""
        matches = sorted(self._phrases.find(notes.tokens), key=lambda m: (m[1], -m[2]))
        found: list[Spot] = []
        for key, first, last in _parted(notes, matches):
            start, end = notes.starts[first], notes.ends[last - 1]
            options = distinct(self._options[key])
            if _is_name(notes, first, last, options) and not _in_phantom(notes, start, end):
                mention = Mention(start, end, f"gazetteer.{options[0].kind}")
                found.append(
                    Spot(first, last, start, end, options, options[0].kind, mentions=(mention,))
                )
                found += _short_street(notes, found[-1])
        return found


_Match = tuple[int, int, int]


def _parted(notes: Notes, matches: Sequence[_Match]) -> list[_Match]:
    """The matches that stand: the longest where several begin, and none that begins in another.

    A name gives way to a longer one that begins inside: of Han characters where a shorter name is left of
    it (東涌|東薈城, not 東涌東), and "the Peak" to the Peak Tram Terminus.
    """
    taken: list[_Match] = []
    for match in matches:
        before = taken[-1] if taken else match
        if not before[1] <= match[1] < before[2] or match is before:
            taken.append(match)
        elif match[2] > before[2]:
            taken[-1:] = _given_way(notes, matches, before, match)
    return taken


def _given_way(
    notes: Notes, matches: Sequence[_Match], before: _Match, match: _Match
) -> list[_Match]:
    """What stands of two names that overlap: the first, or the second and what is left of the first."""
    _, first, last = match
    if notes.tokens[first].isascii():
        article = notes.tokens[before[1]] == "the" and first == before[1] + 1
        return [match] if article else [before]
    shorter = [m for m in _matches_at(matches, before[1]) if m[2] == first]
    return [*shorter[:1], match] if shorter and last - first > _SHORT_NAME else [before]


def _matches_at(matches: Sequence[_Match], first: int) -> Sequence[_Match]:
    """The sorted matches that begin at a token."""
    low = bisect_left(matches, first, key=lambda m: m[1])
    return matches[low : bisect_right(matches, first, key=lambda m: m[1])]


def _short_street(notes: Notes, area: Spot) -> list[Spot]:
    """油麻地碧街: a street's name of two characters is one only behind a place of its district."""
    said = "".join(notes.tokens[area.last : area.last + 2])
    options = gazetteer.narrowed(_short_streets().get(said, ()), area.options[0].districts)
    if not options or not set(options[0].districts) & set(area.options[0].districts):
        return []
    first, last = area.last, area.last + 2
    start, end = notes.starts[first], notes.ends[last - 1]
    mention = Mention(start, end, "gazetteer.street")
    return [Spot(first, last, start, end, options, "street", mentions=(mention,))]


def _other_names() -> dict[str, tuple[Place, ...]]:
    """Names that nobody wrote down but many say; a written name comes before them."""
    return {**_stems(), **_other_roads(), **_whole_streets()}


def _other_roads() -> dict[str, tuple[Place, ...]]:
    """大網仔道 for 大網仔路: 道 and 路 are taken for one another."""
    known = gazetteer.names()
    found: dict[str, tuple[Place, ...]] = {}
    for place in gazetteer.places():
        name = gazetteer.folded(place.name_zh)
        if place.kind == "street" and len(name) > _SHORT_NAME + 1 and name[-1] in _ROADS:
            other = name[:-1] + _ROADS[name[-1]]
            if other not in known:
                found[other] = (*found.get(other, ()), place)
    return found


def _stems() -> dict[str, tuple[Place, ...]]:
    """ "In Tin Yiu", "Yat Tung block three": an estate without its last word."""
    known = gazetteer.names()
    found: dict[str, tuple[Place, ...]] = {}
    for place in gazetteer.places():
        words = gazetteer.folded(place.name_en).split()
        stem = " ".join(words[:-1])
        if place.kind == "estate" and words[-1] in _ESTATE_WORDS and stem.count(" ") == 1:
            if words[0] in _EN_BEFORE or all(word in common_words() for word in words[:-1]):
                continue
            if stem not in known:
                found[stem] = (*found.get(stem, ()), place)
    return found


@lru_cache(maxsize=1)
def _stem_names() -> frozenset[str]:
    return frozenset(_stems())


def _whole_streets() -> dict[str, tuple[Place, ...]]:
    """西洋菜街, 皇后大道: people leave out which part (南街, 道中) of a long street they mean."""
    found: dict[str, tuple[Place, ...]] = {}
    for place in gazetteer.places():
        name = gazetteer.folded(place.name_zh)
        part = _PART.fullmatch(name) if place.kind == "street" else None
        base = part[1] + part[2] if part else ""
        if len(base) > _SHORT_NAME and base != name:
            found[base] = (*found.get(base, ()), place)
    return found


@lru_cache(maxsize=1)
def _short_streets() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for place in gazetteer.places():
        name = gazetteer.folded(place.name_zh)
        if place.kind == "street" and len(name) == _SHORT_NAME:
            found[name] = (*found.get(name, ()), place)
    return found


@lru_cache(maxsize=8192)
def distinct(options: tuple[Place, ...]) -> tuple[Place, ...]:
    """Without the street list's entry of a tunnel or a bridge that stands there by itself."""
    points = {place.name_zh for place in options if place.kind == "road_point"}
    if not points:
        return options
    return tuple(p for p in options if p.kind != "street" or p.name_zh not in points)


def _in_phantom(notes: Notes, start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in notes.phantoms)


def _is_name(notes: Notes, first: int, last: int, options: Sequence[Place]) -> bool:
    said = notes.folded[notes.starts[first] : notes.ends[last - 1]]
    around = {*notes.tokens[max(0, first - 2) : first], *notes.tokens[last : last + 2]}
    if said in gazetteer.STATION_ONLY:
        return bool(around & _STATION_WORDS) or options[0].kind == "landmark"
    before = notes.tokens[first - 1] if first else ""
    if before in TITLES and options[0].kind != "street":
        return False
    if _is_of_another(notes, last, said, before, options):
        return False
    if last - first > 1 and all(len(token) == 1 for token in notes.tokens[first:last]):
        return _is_spelled_name(notes, first, last, before)
    if said in _stem_names():
        after = notes.tokens[last] if last < len(notes.tokens) else ""
        return before in _EN_BEFORE or after in _INDOOR_WORDS
    if last - first > 1 and said.isascii():
        return not _everyday(said, options) or _meant(notes, first, last, before)
    if not said.isascii():
        return True
    if around & _STATION_WORDS or before in _EN_BEFORE:
        return True
    if said in _GIVEN_NAMES:
        return False
    # "MK", "Central", "fanling": a capital, or a word that means nothing else.
    return notes.original[notes.starts[first]].isupper() or said not in common_words()


def _is_of_another(
    notes: Notes, last: int, said: str, before: str, options: Sequence[Place]
) -> bool:
    """Whether a longer name that nobody listed holds it: 沙角街|市, "south | Island Place"."""
    if said[-1] == "街":
        return _MARKET.match(notes.folded, notes.ends[last - 1]) is not None
    return before in _SIDES and all(place.kind in ("building", "estate") for place in options)


def _is_spelled_name(notes: Notes, first: int, last: int, before: str) -> bool:
    """ "In l k f", and no number plate: "M K one two three four"."""
    if not notes.tokens[first].isascii():
        return True
    after = notes.tokens[last] if last < len(notes.tokens) else ""
    if any(len(word) == 1 or word.isdigit() or word in DIGITS for word in (before, after)):
        return False
    placed = (
        before in _EN_BEFORE or after in _STATION_WORDS or (before == "the" and last - first > 2)
    )
    return placed and before not in ("from", "by")


@lru_cache(maxsize=8192)
def _everyday(said: str, options: tuple[Place, ...]) -> bool:
    """ "Middle Lane", "The ONE": a name that is said every day without a place being meant."""
    words = said.replace("'", "").split()
    if not all(word in common_words() or len(word) < 3 for word in words):
        return False
    return words[0] == "the" or all(place.kind == "street" for place in options)


def _meant(notes: Notes, first: int, last: int, before: str) -> bool:
    """Everyday words are a name with capitals, or right after a preposition."""
    if before in _ARTICLES:
        return False
    begins = [notes.original[notes.starts[at]] for at in range(first + 1, last)]
    capitals = all(one.isupper() or not one.isalpha() for one in begins)
    if notes.tokens[first] == "the":
        return capitals
    number = spelling(before) is not None and len(before) > 1
    return capitals or number or before in _EN_BEFORE or before in _EN_ALONG


@lru_cache(maxsize=1)
def matcher() -> PlaceMatcher:
    """One a process: pipelines share it."""
    return PlaceMatcher()
