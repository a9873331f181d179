"""A place by an everyday word and its area: "the ferry pier in Mui Wo", 香港仔嘅魚市場, 浅水湾 ... 泳滩.

The word names a kind of place; where the gazetteer holds one of that kind which bears the area's name, it
is told beside the area, less sure than a name that was said in full.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from nlp import gazetteer
from nlp.components.places.spots import Spot
from nlp.finding import Mention
from nlp.gazetteer import Place
from nlp.normalise import fold
from nlp.notes import Notes

#: Kind -> how it is said in English and Chinese; the gazetteer's names end with one of these.
_KINDS: Mapping[str, tuple[str, str]] = {
    "pier": ("ferry pier|ferry terminal|public pier|piers?|jetty", "渡輪碼頭|公眾碼頭|碼頭"),
    "beach": ("main beach|bathing beach|beach", "泳灘|沙灘|海灘"),
    "pool": ("swimming pools?|swimming complex|public pool|pool", "游泳池|泳池|泳館"),
    "library": ("public library|library", "公共圖書館|圖書館"),
    "fish_market": ("wholesale fish market|fish market", "魚市場|魚類批發市場"),
    "market": ("wet market|market", "街市|菜市場|市場"),
    "sports_centre": ("sports centre|sports center|sports hall|indoor games hall", "體育館|室內運動場"),
    "sports_ground": ("sports ground|stadium|running track|athletics track", "運動場"),
    "police_station": ("police station", "警署|差館|派出所|警局"),
    "post_office": ("post office", "郵政局|郵局"),
    "clinic": ("general out-patient clinic|health centre|clinic", "診所|健康院"),
    "hospital": ("hospital", "醫院"),
    "bus_terminus": ("bus terminus|bus terminal|bus station", "巴士總站|公交總站"),
    "playground": ("playground", "遊樂場"),
    "country_park": ("country park", "郊野公園"),
    "park": ("park", "公園"),
    "barbecue": (
        "barbecue site|bbq site|barbecue area|bbq area|barbecue pits?|bbq pits?|barbecue place|barbecue spot",
        "燒烤場|燒烤區|燒烤點|燒烤爐|燒烤地點",
    ),
    "toilet": ("public toilets?", "公廁|公共廁所|公眾廁所"),
    "town_hall": ("town hall|civic centre", "大會堂|文娛中心"),
    "court": ("magistrates' courts?|magistracy|law courts", "裁判法院|法院"),
    "typhoon_shelter": ("typhoon shelter", "避風塘"),
    "fire_station": ("fire station", "消防局"),
    "mall": ("shopping centre|shopping center|shopping mall|mall", "商場|購物中心"),
    "cemetery": ("cemetery", "墳場"),
}  # fmt: skip
#: Kinds of which one is taken up later in the message: 来浅水湾玩，车停在泳滩旁边.
_TAKEN_UP = frozenset({"beach", "pier", "pool", "library", "fish_market", "barbecue"})
#: The one beach of a bay may have more in its name: Stanley Main Beach.
_BY_FIRST_WORD = frozenset({"beach"})
#: What is said of these is mostly what was done there, not what happened.
_OFFICES = frozenset({"police_station", "hospital", "clinic"})
#: Kinds of names that stand for what lies around.
_AROUND = frozenset({"area", "village", "mtr_station", "district", "estate"})
#: Between the word and the area's name.
_JOINT_EN = re.compile(
    r" (?:over |out |down |up |here |)(?:in|at|of|on|near|by)(?: the)?(?: area of)? ?"
)
_JOINT_ZH = re.compile(r"(?:站)?(?:嘅|的|个|嗰个|那个|嗰边嘅|那边的|嗰度嘅|里面的|上嘅|岛的)*")
#: How far behind the area the bare word may stand, in characters, and what leads to it.
_LATER = 26
_LEADS_LATER = r"(?:喺|在|到|去|个|嗰个|那个|呢个|这个|嘅|的)"
_SURE = 0.7


def with_kinds(spots: list[Spot], notes: Notes) -> list[Spot]:
    """The spots; before an area beside which a kind of place is said the place of that kind."""
    result: list[Spot] = []
    said = list(_said(notes))
    for at, spot in enumerate(spots):
        ceiling = spots[at + 1].start if at + 1 < len(spots) else len(notes.folded)
        floor = spots[at - 1].end if at else 0
        if said and spot.kind in _AROUND and (one := _named(spot, said, notes, floor, ceiling)):
            result.append(one)
        result.append(spot)
    return result


_Said = tuple[str, int, int]


def _said(notes: Notes) -> Iterator[_Said]:
    for match in _words().finditer(notes.folded):
        yield _kind_of()[match.group()], match.start(), match.end()


def _named(spot: Spot, said: list[_Said], notes: Notes, floor: int, ceiling: int) -> Spot | None:
    for kind, start, end in said:
        if floor and end <= spot.start and start <= floor + 1:
            # "Yuen Chau Kok park in Sha Tin": the other name's park.
            continue
        if not (floor <= start and end <= ceiling) or not _belongs(spot, kind, start, end, notes):
            continue
        if place := _place(spot, kind):
            mentions = (*spot.mentions, Mention(start, end, f"place_kind.{kind}"))
            role = "other" if kind in _OFFICES and spot.role == "incident" else spot.role
            return replace(
                spot,
                options=(place,),
                kind=place.kind,
                role=role,
                mentions=mentions,
                confidence=min(spot.confidence, _SURE),
                scores=(),
                exact=None,
                within=(),
                inferred=True,
            )
    return None


def _belongs(spot: Spot, kind: str, start: int, end: int, notes: Notes) -> bool:
    folded = notes.folded
    if end <= spot.start:
        return bool(_JOINT_EN.fullmatch(folded, end, spot.start))
    between = folded[spot.end : start]
    if folded[start].isascii():
        return between in (" ", "'s ")
    if _JOINT_ZH.fullmatch(between):
        return True
    return (
        kind in _TAKEN_UP
        and len(between) <= _LATER
        and re.search(f"{_LEADS_LATER}$", between) is not None
        and not any(stop in between for stop in "。！？.!?")
    )


def _place(spot: Spot, kind: str) -> Place | None:
    """The one place of the kind that bears the area's name."""
    names = {fold(name) for option in spot.options for name in (option.name_en, option.name_zh)}
    codes = {code for option in spot.options for code in option.districts}
    places = _of_kind().get(kind, ())
    exact = {place.id: place for base, place in places if base in names}
    begins = (
        exact
        if exact or kind not in _BY_FIRST_WORD
        else {
            place.id: place
            for base, place in places
            if any(base.startswith(f"{name} " if name.isascii() else name) for name in names)
        }
    )
    there = [place for place in begins.values() if codes & set(place.districts)]
    return there[0] if len(there) == 1 else None


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    english = "|".join(one for one, _ in _KINDS.values())
    words = sorted((fold(word) for _, zh in _KINDS.values() for word in zh.split("|")), key=len)
    return re.compile(rf"\b(?:{english})\b(?! road| street)|{'|'.join(reversed(words))}")


class _KindOf(dict[str, str]):
    """A word as it was said -> its kind; plurals are matched once and kept."""

    def __missing__(self, word: str) -> str:
        for kind, (english, chinese) in _KINDS.items():
            if re.fullmatch(english, word) or word in map(fold, chinese.split("|")):
                self[word] = kind
                return kind
        raise KeyError(word)


@lru_cache(maxsize=1)
def _kind_of() -> _KindOf:
    return _KindOf()


@lru_cache(maxsize=1)
def _of_kind() -> Mapping[str, list[tuple[str, Place]]]:
    """Kind -> (what stands before the kind's word in a name of the place, the place)."""
    found: dict[str, list[tuple[str, Place]]] = defaultdict(list)
    ends = {
        kind: re.compile(rf"(.+?) (?:{english})|(.+?)(?:{'|'.join(map(fold, chinese.split('|')))})")
        for kind, (english, chinese) in _KINDS.items()
    }
    for place in gazetteer.places():
        if place.kind not in ("landmark", "bus_stop", "building", "country_park"):
            continue
        for name in map(gazetteer.folded, (place.name_en, place.name_zh, *place.aliases)):
            for kind, form in ends.items():
                if match := form.fullmatch(name):
                    found[kind].append((match[1] or match[2], place))
                    break
    return found
