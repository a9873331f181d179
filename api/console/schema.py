"""What an officer may edit in earwitness.report/1: the leaves of each kind of item, and how to read
them from a form.

A pointer is a JSON pointer (RFC 6901) of one item, such as ``/locations/0``; a leaf is a path below
it, such as ``detail/exit``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from api.console.times import HONG_KONG, parse_time
from api.schemas import Answer, District, Level, PlaceKind

DISTRICTS: tuple[str, ...] = get_args(District)
INCIDENT_TYPES = (
    "theft",
    "theft_from_vehicle",
    "vehicle_theft",
    "bicycle_theft",
    "pickpocketing",
    "shop_theft",
    "burglary",
    "robbery",
    "criminal_damage",
    "fraud",
    "blackmail",
    "criminal_intimidation",
    "harassment",
    "sexual_offence",
    "indecent_exposure",
    "assault",
    "dispute",
    "domestic_dispute",
    "noise",
    "illegal_parking",
    "road_hazard",
    "dangerous_driving",
    "traffic_collision",
    "hit_and_run",
    "abandoned_vehicle",
    "suspicious_person",
    "suspicious_vehicle",
    "suspicious_object",
    "trespass",
    "lost_property",
    "found_property",
    "missing_person",
    "welfare_check",
    "drugs",
    "gambling",
    "vice",
    "illegal_hawking",
    "animal",
    "drunk_disorder",
    "objects_from_height",
    "drone",
    "cybercrime",
    "triad_activity",
    "public_nuisance",
    "information_request",
    "crime_information",
    "complaint_against_police",
    "other",
)
KINDS: tuple[str, ...] = get_args(PlaceKind)
URGENCIES: tuple[str, ...] = get_args(Level)
YES_NO_UNKNOWN: tuple[str, ...] = get_args(Answer)


@dataclass(frozen=True)
class Leaf:
    """One editable value. ``kind``: text, long, number, time, flag or choice."""

    path: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    #: Prefix of the choices' words in the string files.
    words: str = ""

    @property
    def name(self) -> str:
        """Its name in a form: ``leaf.`` and its path."""
        return f"leaf.{self.path}"

    def parse(self, typed: str) -> Any:
        """The value of what was typed; empty is null. Raises ValueError where it cannot be."""
        value = typed.strip()
        if self.kind == "flag":
            return value == "true"
        if value == "":
            return None
        if self.kind == "number":
            return _number(value)
        if self.kind == "time":
            return parse_time(value).isoformat()
        if self.kind == "choice" and value not in self.choices:
            raise ValueError(value)
        return value

    def same(self, old: Any, new: Any) -> bool:
        """Whether two values mean the same to an officer: null, "" and absence do."""
        if self.kind == "flag":
            return bool(old) is bool(new)
        if self.kind == "time" and old and new:
            return _minute(old) == _minute(new)
        return (None if old == "" else old) == (None if new == "" else new)


_DETAILS = (
    "exit", "building_no", "estate", "block", "floor", "flat", "lamp_post", "marker_post", "relation",
)  # fmt: skip

#: Key of report/1 -> its leaves. Keys in ``LISTS`` hold several items.
LEAVES: Mapping[str, tuple[Leaf, ...]] = {
    "incident_types": (Leaf("code", "choice", INCIDENT_TYPES, "incident"),),
    "urgency": (Leaf("level", "choice", URGENCIES, "urgency"),),
    "locations": (
        Leaf("name_en"),
        Leaf("name_zh"),
        Leaf("district", "choice", DISTRICTS, "district"),
        Leaf("kind", "choice", KINDS, "kind"),
        Leaf("role", "choice", ("incident", "caller", "other"), "role"),
        *(Leaf(f"detail/{name}") for name in _DETAILS),
    ),
    "occurred": (
        Leaf("start", "time"),
        Leaf("end", "time"),
        Leaf(
            "precision",
            "choice",
            ("minute", "hour", "part_of_day", "day", "week", "unknown"),
            "precision",
        ),
        Leaf("ongoing", "flag"),
        Leaf("recurring", "flag"),
    ),
    "people": (
        Leaf("role", "choice", ("suspect", "victim", "witness", "missing", "involved"), "role"),
        Leaf("count", "number"),
        Leaf("sex", "choice", ("male", "female", "unknown"), "sex"),
        Leaf("age"),
        Leaf("description", "long"),
        Leaf("is_caller", "flag"),
    ),
    "vehicles": (
        Leaf("plate"),
        Leaf("kind"),
        Leaf("make"),
        Leaf("colour"),
        Leaf("role"),
    ),
    "property": (
        Leaf("item"),
        Leaf("status", "choice", ("stolen", "lost", "found", "damaged"), "property_status"),
        Leaf("value_hkd", "number"),
    ),
    "weapon": (Leaf("value", "choice", YES_NO_UNKNOWN, "yes_no"),),
    "injury": (Leaf("value", "choice", YES_NO_UNKNOWN, "yes_no"),),
    "phones": (
        Leaf("number"),
        Leaf("role", "choice", ("caller", "suspect", "other"), "role"),
    ),
    "contact": (
        Leaf("name"),
        Leaf("phone"),
        Leaf("callback", "choice", YES_NO_UNKNOWN, "yes_no"),
        Leaf("anonymous", "flag"),
        Leaf("safe_hours"),
    ),
    "summary": (Leaf("", "long"),),
    "summary_zh": (Leaf("", "long"),),
}
LISTS = frozenset({"incident_types", "locations", "people", "vehicles", "property", "phones"})


def key_of(pointer: str) -> str:
    """The report's key that a pointer leads into."""
    return pointer.strip("/").split("/")[0]


def resolve(report: Any, pointer: str) -> Any:
    """The value at a pointer, or None where the way ends before."""
    value = report
    for part in (part for part in pointer.split("/") if part):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _number(value: str) -> int | float:
    number = float(value.replace(",", ""))
    return int(number) if number.is_integer() else number


def _minute(value: Any) -> datetime | None:
    try:
        return parse_time(str(value)).astimezone(HONG_KONG).replace(second=0, microsecond=0)
    except ValueError:
        return None
