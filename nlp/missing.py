"""What the caller did not say: the questions for a call back, by incident type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nlp.catalogue import incident_types, questions

#: Asked of every message that tells of something.
_MAX = 6

Report = Mapping[str, Any]


def _has_vehicle(report: Report) -> bool:
    return any(v["kind"] or v["make"] for v in report["vehicles"])


def _property(report: Report) -> bool:
    return bool(report["property"])


def _suspect(report: Report) -> bool:
    return any(p["role"] == "suspect" and (p["sex"] or p["description"]) for p in report["people"])


#: Question -> whether the report already answers it; a question that is not here is always asked.
_ANSWERED: Mapping[str, Callable[[Report], bool]] = {
    "where": lambda r: any(
        p["role"] == "incident" and p["kind"] not in ("district", "area") for p in r["locations"]
    ),
    "where_exact": lambda r: any(
        p["detail"].get("flat") or p["detail"].get("floor") for p in r["locations"]
    ),
    "what": lambda r: bool(r["incident_types"]),
    "when": lambda r: bool(r["occurred"]["start"]) or r["occurred"]["recurring"],
    "in_progress": lambda r: r["occurred"]["ongoing"],
    "weapon": lambda r: r["weapon"]["value"] != "unknown",
    "injury": lambda r: r["injury"]["value"] != "unknown",
    "suspect": _suspect,
    "vehicle": _has_vehicle,
    "plate": lambda r: any(v["plate"] for v in r["vehicles"]),
    "property": _property,
    "property_look": lambda r: any(p["identifiers"] for p in r["property"]),
    "amount": lambda r: any(p["value_hkd"] for p in r["property"]) or bool(r.get("amounts_hkd")),
    "person": lambda r: any(p["role"] == "missing" for p in r["people"]),
    "person_look": lambda r: any(
        p["role"] == "missing" and p["age"] and p["description"] for p in r["people"]
    ),
    "callback": lambda r: (
        r["contact"]["phone"] is not None
        or r["contact"]["callback"] == "no"
        or r["contact"]["anonymous"]
    ),
}


def questions_for(report: Report) -> list[dict[str, Any]]:
    """``missing`` of report/1: the most useful question first; none for an empty message."""
    types = report["incident_types"]
    if not types and not report["locations"]:
        return []
    wanted = ["where", *(incident_types()[types[0]["code"]].asks if types else ("what", "when"))]
    wanted.append("callback")
    prompts = questions()
    return [
        {"question": name, "prompt": dict(prompts[name])}
        for name in wanted
        if not (name in _ANSWERED and _ANSWERED[name](report))
    ][:_MAX]
