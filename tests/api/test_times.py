"""Times that people give: a zone is assumed, and the calendar's ends are refused in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from api.times import TimeOutOfRangeError, aware


def test_a_time_without_a_zone_is_meant_in_hong_kong() -> None:
    """Eight hours before UTC's."""
    meant = aware(datetime(2026, 11, 22, 9, 30))  # noqa: DTZ001  (people write no zone)
    assert meant.astimezone(UTC) == datetime(2026, 11, 22, 1, 30, tzinfo=UTC)


def test_a_zone_that_is_given_is_kept() -> None:
    """Whoever says UTC means UTC."""
    given = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert aware(given) == given
    assert aware(None) is None


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(1, 1, 1),  # noqa: DTZ001  (in Hong Kong: eight hours too early)
        datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))),
    ],
)
def test_a_time_outside_of_the_calendar_is_refused(moment: datetime) -> None:
    """The calendar's first and last hours cannot be told in UTC: 422, not 500."""
    with pytest.raises(TimeOutOfRangeError):
        aware(moment)
