"""Times that people give: with a zone, or meant in Hong Kong."""

from __future__ import annotations

from datetime import datetime
from typing import overload
from zoneinfo import ZoneInfo

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


@overload
def aware(value: datetime) -> datetime: ...
@overload
def aware(value: None) -> None: ...
def aware(value: datetime | None) -> datetime | None:
    """The same time with a zone: one without is meant in Hong Kong."""
    if value is None or value.tzinfo is not None:
        return value
    return value.replace(tzinfo=HONG_KONG)
