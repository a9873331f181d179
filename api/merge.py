"""The machine's draft and the officers' corrections, laid over one another.

A path is a JSON pointer (RFC 6901) into earwitness.report/1; ``-`` at the end of a list's path
appends. The draft is never changed: corrections are applied to a copy, in the order they were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from math import isfinite
from typing import Any

from pydantic import ValidationError

from api.errors import ReviewInvalidError
from api.schemas import Report

#: Stands for "there is nothing at this path".
MISSING: Any = object()
#: A pointer is a column of this many characters.
MAX_PATH_CHARS = 200
#: Lists and objects within one another; the report itself needs five.
MAX_DEPTH = 12
#: The machine's own account of itself, which no officer rewrites.
PROTECTED = frozenset({"schema", "provenance"})


def empty_report(language: str | None) -> dict[str, Any]:
    """A report with every key and nothing in it: where a hand-typed report begins."""
    return Report(language=language).model_dump(mode="json", by_alias=True)


def tokens(path: str) -> tuple[str, ...]:
    """The pointer's parts. Raises ReviewInvalidError where it cannot be a corrected path."""
    if not path.startswith("/") or path == "/" or len(path) > MAX_PATH_CHARS:
        raise _bad_path("The path is not a JSON pointer into the report.")
    parts = tuple(part.replace("~1", "/").replace("~0", "~") for part in path[1:].split("/"))
    if parts[0] in PROTECTED or "evidence" in parts:
        raise _bad_path("This part is the machine's own account and stays as it is.")
    return parts


def value_at(document: Any, parts: Iterable[str]) -> Any:
    """The value there, or MISSING."""
    for part in parts:
        if isinstance(document, Mapping):
            document = document.get(part, MISSING)
        elif isinstance(document, list) and part.isdecimal() and int(part) < len(document):
            document = document[int(part)]
        else:
            return MISSING
    return document


def apply(report: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at ``path`` in place. Raises ReviewInvalidError where there is no such place."""
    *parents, last = tokens(path)
    holder = value_at(report, parents)
    if isinstance(holder, dict) and last in holder:
        holder[last] = deepcopy(value)
    elif isinstance(holder, list) and last.isdecimal() and int(last) <= len(holder):
        holder[int(last) : int(last) + 1] = [deepcopy(value)]
    else:
        raise _bad_path("The report has no such place.")


def settle(report: dict[str, Any], path: str, value: Any) -> tuple[str, Any]:
    """The path (``-`` made a number) and the value in full form, checked against the contract.

    Raises ReviewInvalidError where the path does not exist or the value does not fit there. What
    the machine got wrong elsewhere in the report does not stand in the officer's way.
    """
    parts = tokens(path)
    if not storable(path) or not storable(value):
        raise ReviewInvalidError(
            "The value holds characters, numbers or a depth that cannot be stored.",
            next_step="Leave out control characters, broken Unicode and endless numbers.",
        )
    trial = full(report)
    holder = value_at(trial, parts[:-1])
    if parts[-1] == "-" and isinstance(holder, list):
        path = path[:-1] + str(len(holder))
    apply(trial, path, value)
    try:
        checked = Report.model_validate(trial).model_dump(mode="json", by_alias=True)
    except ValidationError as error:
        _refuse_errors_at(path, error)
        return path, value
    return path, value_at(checked, tokens(path))


def full(report: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with every key of the contract, also those that the machine left out."""
    try:
        return Report.model_validate(report).model_dump(mode="json", by_alias=True)
    except ValidationError:
        return deepcopy(dict(report))


def _refuse_errors_at(path: str, error: ValidationError) -> None:
    parts = tokens(path)
    here = [
        item["msg"]
        for item in error.errors()
        if tuple(map(str, item["loc"]))[: len(parts)] == parts[: len(item["loc"])]
    ]
    if here:
        raise ReviewInvalidError(
            f"The value does not fit at {path}: {'; '.join(sorted(set(here))[:3])}.",
            next_step="See /v1/schema/report-1.json for what may stand there.",
        ) from None


def storable(value: Any, *, depth: int = MAX_DEPTH) -> bool:
    """Whether both databases and every reader take it: no zero byte, no half character, no NaN."""
    if depth == 0:
        return False
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, Mapping):
        return storable(list(value), depth=depth) and storable(list(value.values()), depth=depth)
    if isinstance(value, list):
        return all(storable(item, depth=depth - 1) for item in value)
    return True


def merged(base: Mapping[str, Any], corrections: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A copy of ``base`` with the corrections (path, value) laid over it, in order."""
    found = list(corrections)
    report = full(base) if found else deepcopy(dict(base))
    for path, value in found:
        apply(report, path, value)
    return report


def primary_incident(report: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The primary incident type, else the first one, else None."""
    found = report["incident_types"]
    return next((item for item in found if item.get("primary")), found[0] if found else None)


def incident_place(report: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Where it happened: the first location of that role, or None."""
    return next((item for item in report["locations"] if item.get("role") == "incident"), None)


def _bad_path(detail: str) -> ReviewInvalidError:
    return ReviewInvalidError(
        detail, next_step="Use a path like /summary or /locations/0/district; /locations/- appends."
    )
