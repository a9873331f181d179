"""NDJSON: one whole case a line: facts, the report in force and the machine's own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from api.export.columns import EXPORT_SCHEMA, FACTS, hong_kong
from api.export.rows import ExportRow


def write(rows: Iterable[ExportRow], as_of: datetime) -> Iterator[str]:
    """The file in pieces, one a row."""
    for row in rows:
        facts = {item.name: item.value(row) for item in FACTS}
        line = {
            "export_schema": EXPORT_SCHEMA,
            "as_of": hong_kong(as_of),
            **facts,
            "corrected_paths": list(row.corrected_paths),
            "report": row.report,
            "report_ai": row.ai,
        }
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
