"""earwitness.report/1 as types: the JSON schema is made from them, and corrections are checked by them.

Every list may be empty and every value null; unknown optional keys are kept (design: report/1 is
frozen, keys may be added). Character spans run over the transcript's text, audio spans are seconds.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_NAME: Literal["earwitness.report/1"] = "earwitness.report/1"

Level = Literal["emergency", "priority", "routine"]
Answer = Literal["yes", "no", "unknown"]
District = Literal[
    "CW", "EST", "STH", "WC", "KLC", "KT", "SSP", "WTS", "YTM",
    "ILD", "KC", "NTH", "SK", "ST", "TP", "TW", "TM", "YL",
]  # fmt: skip
PlaceKind = Literal[
    "mtr_exit", "mtr_station", "street_address", "street", "intersection", "estate", "building",
    "landmark", "area", "district", "bus_stop", "road_point", "village", "country_park",
]  # fmt: skip


class Part(BaseModel):
    """A part of the report; keys that a later minor version adds are kept."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)


class Audio(Part):
    """Seconds from the recording's start."""

    start: float
    end: float


class Evidence(Part):
    """Where a finding was heard, and what found it."""

    start: int
    end: int
    text: str
    rule: str | None = None
    confidence: float | None = None
    audio: Audio | None = None


class Evident(Part):
    """A finding with its evidence; one that an officer typed has none."""

    evidence: list[Evidence] = Field(default_factory=list)


class IncidentType(Evident):
    """One type of incident, by code."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,39}$")]
    label_en: str | None = None
    label_zh: str | None = None
    apco: str | None = None
    confidence: float | None = None
    primary: bool = False
    qualifiers: list[str] = Field(default_factory=list)


class UrgencyReason(Evident):
    """A cue that raised the urgency."""

    cue: str | None = None
    rule: str | None = None


class Urgency(Part):
    """How soon somebody should look."""

    level: Level | None = None
    reasons: list[UrgencyReason] = Field(default_factory=list)


class Candidate(Part):
    """A place that was perhaps meant."""

    name_en: str | None = None
    name_zh: str | None = None
    district: District | None = None
    score: float | None = None


class PlaceDetail(Part):
    """Where within the place."""

    exit: str | None = None
    building_no: str | None = None
    estate: str | None = None
    block: str | None = None
    floor: str | None = None
    flat: str | None = None
    lamp_post: str | None = None
    marker_post: str | None = None
    relation: str | None = None


class Location(Evident):
    """A place: of the incident, of the caller or another one. Coordinates are WGS 84 degrees."""

    role: Literal["incident", "caller", "other"] = "incident"
    kind: PlaceKind | None = None
    text: str | None = None
    name_en: str | None = None
    name_zh: str | None = None
    district: District | None = None
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    precision_m: float | None = Field(default=None, ge=0)
    confidence: float | None = None
    ambiguous: bool = False
    candidates: list[Candidate] = Field(default_factory=list)
    detail: PlaceDetail = Field(default_factory=PlaceDetail)


class Occurred(Evident):
    """When it happened, as claimed: an interval with a precision (ISO 8601)."""

    start: str | None = None
    end: str | None = None
    precision: Literal["minute", "hour", "part_of_day", "day", "week", "unknown"] = "unknown"
    ongoing: bool | None = None
    recurring: bool | None = None


class Person(Evident):
    """Somebody who was mentioned."""

    role: Literal["suspect", "victim", "witness", "missing", "involved"] | None = None
    is_caller: bool = False
    count: int | None = None
    sex: str | None = None
    age: str | int | None = None
    description: str | None = None


class Vehicle(Evident):
    """A vehicle that was mentioned."""

    plate: str | None = None
    kind: str | None = None
    make: str | None = None
    colour: str | None = None
    role: str | None = None


class Property(Evident):
    """A thing that was stolen, lost, found or damaged."""

    item: str | None = None
    status: Literal["stolen", "lost", "found", "damaged"] | None = None
    value_hkd: float | None = None
    identifiers: list[str] = Field(default_factory=list)


class YesNo(Evident):
    """Stated, denied or not known."""

    value: Answer = "unknown"


class Phone(Evident):
    """A telephone number that was said."""

    number: str | None = None
    role: Literal["caller", "suspect", "other"] | None = None


class Contact(Evident):
    """How, and whether, to call back."""

    name: str | None = None
    phone: str | None = None
    callback: Answer = "unknown"
    anonymous: bool = False
    safe_hours: str | None = None
    not_on: str | None = None


class Missing(Part):
    """A question that the message leaves open, and how to ask it."""

    question: str
    prompt: dict[str, str] = Field(default_factory=dict)


class Provenance(Part):
    """What made the draft; null for a report typed by hand."""

    pipeline: str | None = None
    gazetteer: str | None = None
    rules: str | None = None


class Report(Part):
    """earwitness.report/1."""

    schema_: Literal["earwitness.report/1"] = Field(default=SCHEMA_NAME, alias="schema")
    language: str | None = None
    incident_types: list[IncidentType] = Field(default_factory=list)
    urgency: Urgency = Field(default_factory=Urgency)
    locations: list[Location] = Field(default_factory=list)
    occurred: Occurred = Field(default_factory=Occurred)
    people: list[Person] = Field(default_factory=list)
    vehicles: list[Vehicle] = Field(default_factory=list)
    property: list[Property] = Field(default_factory=list)
    weapon: YesNo = Field(default_factory=YesNo)
    injury: YesNo = Field(default_factory=YesNo)
    phones: list[Phone] = Field(default_factory=list)
    contact: Contact = Field(default_factory=Contact)
    missing: list[Missing] = Field(default_factory=list)
    summary: str | None = None
    summary_zh: str | None = None
    provenance: Provenance = Field(default_factory=Provenance)


def report_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a report; every key of report/1 is required."""
    schema = Report.model_json_schema(mode="serialization", by_alias=True)
    keys = [field.alias or name for name, field in Report.model_fields.items()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "required": keys,
    }
