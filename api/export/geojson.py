"""GeoJSON (RFC 7946): a point for every incident location that has coordinates, with its precision.

Messages without such a place are counted in the foreign member ``unlocated_messages`` at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from api.export.columns import EXPORT_SCHEMA, FACTS, FINDINGS, hong_kong
from api.export.rows import ExportRow

#: About a decimetre (RFC 7946, section 11.2).
DECIMALS = 6
_FACTS = ("message_id", "reference", "received_at", "language", "status", "disposition", "state")
_FINDINGS = ("urgency", "incident_type", "occurred_start", "occurred_end", "weapon", "injury")
_PLACE = ("kind", "name_en", "name_zh", "text", "district", "precision_m", "confidence", "ambiguous")  # fmt: skip


def write(rows: Iterable[ExportRow], as_of: datetime) -> Iterator[str]:
    """The file in pieces, one a feature."""
    head = {"type": "FeatureCollection", "export_schema": EXPORT_SCHEMA, "as_of": hong_kong(as_of)}
    yield _json(head)[:-1] + ',"features":['
    separator, unlocated = "\n", 0
    for row in rows:
        found = list(features(row))
        unlocated += not found
        for feature in found:
            yield separator + _json(feature)
            separator = ",\n"
    yield f'\n],"unlocated_messages":{unlocated}}}\n'


def features(row: ExportRow) -> Iterator[dict[str, Any]]:
    """The row's incident locations as GeoJSON features; longitude comes first."""
    for index, place in enumerate((row.report or {}).get("locations", ())):
        lat, lon = place.get("lat"), place.get("lon")
        if place.get("role") != "incident" or lat is None or lon is None:
            continue
        point = [round(lon, DECIMALS), round(lat, DECIMALS)]
        yield {
            "type": "Feature",
            "id": f"{row.message_id}/{index}",
            "geometry": {"type": "Point", "coordinates": point},
            "properties": _properties(row, place),
        }


def _properties(row: ExportRow, place: Mapping[str, Any]) -> dict[str, Any]:
    assert row.report is not None
    facts = {item.name: item.value(row) for item in FACTS if item.name in _FACTS}
    found = {item.name: item.value(row.report) for item in FINDINGS if item.name in _FINDINGS}
    return facts | found | {key: place.get(key) for key in _PLACE}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
