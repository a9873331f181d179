"""Times that people give: with a zone, or meant in Hong Kong."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload
from zoneinfo import ZoneInfo

from voice_intake.errors import RefusedError

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


class TimeOutOfRangeError(RefusedError):
    """This time cannot be told in UTC."""

    code = "time_out_of_range"
    status = 422


@overload
def aware(value: datetime) -> datetime: ...
@overload
def aware(value: None) -> None: ...
def aware(value: datetime | None) -> datetime | None:
    """The same time with a zone: one without is meant in Hong Kong."""
    if value is None:
        return None
    zoned = value if value.tzinfo is not None else value.replace(tzinfo=HONG_KONG)
    try:
        zoned.astimezone(UTC)
    except OverflowError:
        raise TimeOutOfRangeError(next_step="Name a time between the years 2 and 9998.") from None
    return zoned
