"""What a place is, and how the kinds stand to one another."""

from __future__ import annotations

from dataclasses import dataclass

#: From the most telling kind to the least, where two places share a name.
KINDS = (
    "area", "estate", "mtr_station", "landmark", "building", "road_point", "country_park",
    "village", "bus_stop", "street", "district",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the list."""

    id: str
    kind: str
    name_en: str
    name_zh: str
    #: District codes; a long street has several, the most likely first.
    districts: tuple[str, ...]
    #: Degrees (WGS 84); None where no public point bears the name.
    lat: float | None
    lon: float | None
    #: Metres within which the place lies; None without a coordinate.
    precision_m: int | None
    aliases: tuple[str, ...] = ()
    #: Which imported source told it; empty for the list that comes with Earwitness.
    source: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A name that stands for places; the likeliest first."""

    name: str
    places: tuple[Place, ...]

    @property
    def ambiguous(self) -> bool:
        """Whether the name alone leaves the district open."""
        return len({place.districts for place in self.places}) > 1
