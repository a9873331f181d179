"""CSV for Excel, DuckDB and people: UTF-8 with BOM, RFC 4180, no cell that a spreadsheet computes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from api.export.columns import Cell, cells, names
from api.export.rows import ExportRow

BOM = "\ufeff"
#: Cells that begin so are formulas to a spreadsheet; the full-width forms are to some.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(rows: Iterable[ExportRow], as_of: datetime) -> Iterator[str]:
    """The file in pieces, one a row."""
    yield BOM + _line(names())
    for row in rows:
        yield _line([safe(cell) for cell in cells(row, as_of)])


def safe(cell: Cell) -> str | int | float:
    """The cell as a spreadsheet may see it: text that looks like a formula gets an apostrophe.

    >>> safe("=1+1"), safe("Nathan Road"), safe(-5), safe(True), safe(None)
    ("'=1+1", 'Nathan Road', -5, 'true', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return cell
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell


def _line(values: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()
