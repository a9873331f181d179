"""Where things lie: distances, the middle of points, and stops asked by the name of a place."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: Points farther apart than this do not say where a place is.
MAX_SPREAD_M = 2500
#: Words after a name that make it the name of a street: "Kowloon Park" in "Kowloon Park Drive".
_STREET_WORDS = frozenset(
    {
        *("road", "street", "drive", "avenue", "lane", "path", "terrace", "circuit", "crescent"),
        *("close", "rd", "st", "ave", "boulevard", "roundabout"),
    }
)

#: Words and signs before a name with which a stop says where it stands: "Opposite X", "Block 2 of X".
_LEADS = frozenset(
    {
        *("near", "outside", "opposite", "opp", "at", "of", "the", "to", "in", "on", "before"),
        *("after", "behind", "inside", "beside", "by", "from", "and"),
        *("house", "block", "tower", "phase", "exit", "entrance"),
    }
)

Point = tuple[float, float]
#: Rings of corners; the rings of one polygon after another.
Outline = Sequence[Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Middle:
    """Where a set of points lies: degrees, and the farthest point's distance in metres."""

    lat: float
    lon: float
    precision_m: int


def distance_m(a: Point, b: Point) -> float:
    """Metres between two points, flat over a city."""
    north = (a[0] - b[0]) * 110_600
    east = (a[1] - b[1]) * 111_320 * math.cos(math.radians(22.35))
    return math.hypot(north, east)


def middle(points: Sequence[Point], least_m: int) -> Middle | None:
    """The points' middle, or None where they lie too far apart to mean one place."""
    if not points:
        return None
    centre = (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))
    spread = max(distance_m(centre, point) for point in points)
    if spread > MAX_SPREAD_M:
        return None
    return Middle(round(centre[0], 5), round(centre[1], 5), max(least_m, math.ceil(spread)))


def squash(name: str) -> str:
    """For comparing names: lower case, letters and digits only."""
    return re.sub(r"[^a-z0-9]+", " ", name.lower().replace("'", "").replace("’", "")).strip()


def inside(point: Point, outline: Outline) -> bool:
    """Whether a point lies in an outline: an odd number of its edges stand east of the point."""
    odd = False
    for ring in outline:
        for (lat1, lon1), (lat2, lon2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (lat1 > point[0]) != (lat2 > point[0]):
                crossing = (lon2 - lon1) * (point[0] - lat1) / (lat2 - lat1) + lon1
                odd ^= point[1] < crossing
    return odd


def off_m(point: Point, outline: Outline) -> float:
    """Metres from a point to an outline's nearest corner; 0 inside of it."""
    if inside(point, outline):
        return 0.0
    return min(distance_m(point, corner) for ring in outline for corner in ring)


class Stops:
    """Named points, asked by the name of a street or place.

    ``rows`` hold ``name_en``, ``lat`` and ``lng``.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._stops = [
            (_parts(row["name_en"]), (float(row["lat"]), float(row["lng"]))) for row in rows
        ]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for index, (name, _) in enumerate(self._stops):
            for word in set(name.split()):
                self._by_word[word].append(index)

    def of(self, name: str, *, leading: bool) -> list[Point]:
        """Points of the stops that begin with (a street) or hold (a place) the name."""
        key = squash(name)
        rarest = min(key.split(), key=lambda word: len(self._by_word.get(word, ())), default="")
        found = []
        for index in self._by_word.get(rarest, ()):
            stop, point = self._stops[index]
            if stop.startswith(f" {key} ") if leading else _holds(stop, key):
                found.append(point)
        return found


def _parts(name: str) -> str:
    """A stop's name squashed, its parts (at commas, slashes, brackets) kept apart by a bar."""
    parts = (squash(part) for part in re.split(r"[,/;()&]| - |[-–](?=[A-Z])", name))
    return f" {' | '.join(part for part in parts if part)} "


def _holds(stop: str, key: str) -> bool:
    """Whether the name stands there as a whole: not the tail of a longer one, nor a street's head."""
    before, found, after = stop.partition(f" {key} ")
    preceding, following = before.split()[-1:], after.split()[:1]
    if not found or (following and following[0] in _STREET_WORDS):
        return False
    word = preceding[0] if preceding else "|"
    return word == "|" or word in _LEADS or word in _STREET_WORDS or word[:1].isdigit()
