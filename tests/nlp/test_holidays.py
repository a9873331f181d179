"""Days with a name: which date they had last."""

from __future__ import annotations

from datetime import date

import pytest

from nlp.components.times.holidays import latest, named


@pytest.mark.parametrize(
    ("said", "today", "day"),
    [
        ("年初二", date(2027, 2, 9), date(2027, 2, 7)),
        ("年三十晚", date(2027, 2, 9), date(2027, 2, 5)),
        ("除夕", date(2027, 1, 3), date(2026, 12, 31)),
        ("除夕", date(2027, 2, 9), date(2027, 2, 5)),
        ("中秋节", date(2026, 11, 20), date(2026, 9, 25)),
        ("重阳", date(2026, 11, 20), date(2026, 10, 18)),
        ("清明", date(2026, 11, 20), date(2026, 4, 5)),
        ("冬至", date(2027, 1, 5), date(2026, 12, 22)),
        ("平安夜", date(2026, 12, 25), date(2026, 12, 24)),
        ("christmas eve", date(2026, 12, 24), date(2026, 12, 24)),
        ("boxing day", date(2027, 1, 2), date(2026, 12, 26)),
        ("good friday", date(2026, 11, 20), date(2026, 4, 3)),
        ("easter monday", date(2025, 5, 1), date(2025, 4, 21)),
        ("chinese new year's eve", date(2026, 3, 1), date(2026, 2, 16)),
        ("the third day of chinese new year", date(2026, 3, 1), date(2026, 2, 19)),
        ("new year's day", date(2026, 11, 20), date(2026, 1, 1)),
    ],
)
def test_a_named_day_is_its_latest_one(said: str, today: date, day: date) -> None:
    """Of the moon, of the sun, and fixed; never ahead of the message."""
    assert latest(named(said), today) == day


def test_a_day_of_the_moon_outside_the_table_has_no_date() -> None:
    """Nothing is made up for years that the table does not hold."""
    assert latest(named("中秋节"), date(2051, 1, 1)) is None
