"""What a gateway says, made fit for a column: no control characters, no broken text, no excess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any

#: Deeper or wider facts than these are cut: they are for people to look at, not a store of files.
_MAX_DEPTH = 6
_MAX_ITEMS = 100
_MAX_TEXT = 2_000
#: U+0000 and halves of surrogate pairs.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def fits(value: str, limit: int) -> bool:
    """Whether ``value`` is 1 to ``limit`` printable characters."""
    return 0 < len(value) <= limit and value.isprintable()


def plain_text(value: str | None, limit: int) -> str | None:
    """``value`` without control characters and halves of surrogate pairs; None for nothing.

    The end is cut off beyond ``limit`` characters.
    """
    if value is None:
        return None
    kept = "".join(letter if letter.isprintable() else "�" for letter in value)
    return kept.strip()[:limit] or None


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """JSON facts of a gateway that every database can hold: PostgreSQL refuses U+0000."""
    plain = _plain(facts, 0)
    assert isinstance(plain, dict)
    return plain


def _plain(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if depth >= _MAX_DEPTH:
        return "…"
    if isinstance(value, Mapping):
        pairs = list(value.items())[:_MAX_ITEMS]
        return {plain_text(str(key), 100) or "": _plain(item, depth + 1) for key, item in pairs}
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1) for item in list(value)[:_MAX_ITEMS]]
    return _UNSTORABLE.sub("�", str(value))[:_MAX_TEXT]
