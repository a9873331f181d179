"""The flat columns of an export and their dictionary (docs/export.md is made from it).

A column that the machine fills and an officer may correct comes twice: ``NAME`` is the value in
force, ``NAME_ai`` the machine's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.export.rows import ExportRow
from api.merge import incident_place, primary_incident
from api.times import HONG_KONG

#: Version of the columns and of the NDJSON and GeoJSON forms; a change of meaning is a new number.
EXPORT_SCHEMA = "earwitness.export/1"

Cell = str | int | float | bool | None
Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """A column about the message or the case."""

    name: str
    description: str
    value: Callable[[ExportRow], Cell]


@dataclass(frozen=True, slots=True)
class Finding:
    """A column about the report; it comes a second time as ``NAME_ai``."""

    name: str
    description: str
    value: Callable[[Report], Cell]
    personal: bool = False


def hong_kong(moment: datetime | None) -> str | None:
    """ISO 8601 in Hong Kong time, to the second."""
    return moment.astimezone(HONG_KONG).isoformat(timespec="seconds") if moment else None


def _incident(key: str) -> Callable[[Report], Cell]:
    return lambda report: (primary_incident(report) or {}).get(key)


def _place(key: str) -> Callable[[Report], Cell]:
    return lambda report: (incident_place(report) or {}).get(key)


def _inside(*keys: str) -> Callable[[Report], Cell]:
    def value(report: Report) -> Cell:
        found: Any = report
        for key in keys:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, str | int | float | bool) else None

    return value


def _each(items: str, key: str) -> Callable[[Report], Cell]:
    """The values of one key over a list, joined by ``; ``."""

    def value(report: Report) -> Cell:
        found = [item.get(key) for item in report.get(items) or ()]
        return "; ".join(str(item) for item in found if item not in (None, "")) or None

    return value


FACTS: tuple[Facts, ...] = (
    Facts("message_id", "Number of the message in this installation.", lambda r: r.message_id),
    Facts("reference", "The reference given to the caller.", lambda r: r.reference),
    Facts("received_at", "When the message was received.", lambda r: hong_kong(r.received_at)),
    Facts("source", "The gateway it came from.", lambda r: r.source),
    Facts("state", "Where it is on the machine's way; `erased`: nothing else is left.", lambda r: r.state),
    Facts("failure_code", "Why the machine gave up or waits.", lambda r: r.failure_code),
    Facts("language", "Whisper code of the language.", lambda r: r.language),
    Facts("duration_s", "Length of the recording, seconds.", lambda r: r.duration_s),
    Facts("speech", "`some`, or `none` where nobody speaks.", lambda r: r.speech),
    Facts("doubt", "Marks of doubt about the whole message, and what is heard where nobody speaks.", lambda r: "; ".join(r.doubt) or None),
    Facts("caller_number", "The calling number; masked by default.", lambda r: r.caller_number),
    Facts("status", "Where the case stands: waiting, claimed, released, closed.", lambda r: r.status),
    Facts("owner", "Who has it or closed it: `user:NUMBER` or `key:ID`.", lambda r: r.owner),
    Facts("disposition", "How the case ended.", lambda r: r.disposition),
    Facts("opened_at", "When an officer first acted on it.", lambda r: hong_kong(r.opened_at)),
    Facts("closed_at", "When it was closed.", lambda r: hong_kong(r.closed_at)),
    Facts("corrected_paths", "Places of report/1 that an officer corrected.", lambda r: "; ".join(r.corrected_paths) or None),
    Facts("transcript", "What was heard, as the machine wrote it; masked by default.", lambda r: r.transcript),
    Facts("model", "The speech model.", lambda r: r.model),
    Facts("pipeline", "The version of the reading pipeline.", lambda r: r.pipeline),
)  # fmt: skip

FINDINGS: tuple[Finding, ...] = (
    Finding("urgency", "emergency, priority or routine.", _inside("urgency", "level")),
    Finding("incident_type", "Code of the primary incident type.", _incident("code")),
    Finding("incident_label_en", "Its English label.", _incident("label_en")),
    Finding("incident_label_zh", "Its Chinese label.", _incident("label_zh")),
    Finding("incident_apco", "Its APCO 2.103.2 code.", _incident("apco")),
    Finding("other_incident_types", "Codes of all types found, in order.", _each("incident_types", "code")),
    Finding("district", "Council district of the incident.", _place("district")),
    Finding("place_kind", "Kind of the incident's place.", _place("kind")),
    Finding("place_en", "Its English name.", _place("name_en")),
    Finding("place_zh", "Its Chinese name.", _place("name_zh")),
    Finding("place_as_said", "The place in the caller's words.", _place("text")),
    Finding("place_ambiguous", "Whether several places fit.", _place("ambiguous")),
    Finding("lat", "Latitude, WGS 84 degrees; rounded where masked.", _place("lat")),
    Finding("lon", "Longitude, WGS 84 degrees; rounded where masked.", _place("lon")),
    Finding("precision_m", "How far the point may be off, metres.", _place("precision_m")),
    Finding("occurred_start", "Claimed beginning.", _inside("occurred", "start")),
    Finding("occurred_end", "Claimed end.", _inside("occurred", "end")),
    Finding("occurred_precision", "How exact the claim is.", _inside("occurred", "precision")),
    Finding("occurred_ongoing", "Whether it still goes on.", _inside("occurred", "ongoing")),
    Finding("weapon", "yes, no or unknown.", _inside("weapon", "value")),
    Finding("injury", "yes, no or unknown.", _inside("injury", "value")),
    Finding("people", "Roles of the people mentioned.", _each("people", "role")),
    Finding("people_described", "Their descriptions.", _each("people", "description"), personal=True),
    Finding("vehicles", "Kinds of the vehicles mentioned.", _each("vehicles", "kind")),
    Finding("plates", "Their plates.", _each("vehicles", "plate"), personal=True),
    Finding("property", "Things stolen, lost, found or damaged.", _each("property", "item")),
    Finding("property_status", "What happened to them.", _each("property", "status")),
    Finding("phones", "Telephone numbers said.", _each("phones", "number"), personal=True),
    Finding("contact_name", "The caller's name as said.", _inside("contact", "name"), personal=True),
    Finding("contact_phone", "The number to call back.", _inside("contact", "phone"), personal=True),
    Finding("callback", "Whether a call back is wished: yes, no or unknown.", _inside("contact", "callback")),
    Finding("anonymous", "Whether the caller wants to stay unnamed.", _inside("contact", "anonymous")),
    Finding("summary", "One sentence in English.", _inside("summary")),
    Finding("summary_zh", "One sentence in Chinese.", _inside("summary_zh")),
)  # fmt: skip

#: The last columns of every row: what it is and when it was true.
STAMP = ("export_schema", "as_of")


def names() -> list[str]:
    """All column names in order."""
    twice = [name for item in FINDINGS for name in (item.name, f"{item.name}_ai")]
    return [item.name for item in FACTS] + twice + list(STAMP)


def cells(row: ExportRow, as_of: datetime) -> list[Cell]:
    """One row's values, in the order of ``names``."""
    out: list[Cell] = [item.value(row) for item in FACTS]
    for item in FINDINGS:
        out.append(item.value(row.report) if row.report is not None else None)
        out.append(item.value(row.ai) if row.ai is not None else None)
    return [*out, EXPORT_SCHEMA, hong_kong(as_of)]


def dictionary() -> str:
    """The column dictionary as a Markdown table."""
    lines = ["| Column | Meaning |", "| --- | --- |"]
    lines += [f"| `{item.name}` | {item.description} |" for item in FACTS]
    for item in FINDINGS:
        masked = " Masked by default." if item.personal else ""
        lines.append(f"| `{item.name}`, `{item.name}_ai` | {item.description}{masked} |")
    lines.append("| `export_schema` | Version of these columns. |")
    lines.append("| `as_of` | The moment at which all values of the export were true. |")
    return "\n".join(lines)
