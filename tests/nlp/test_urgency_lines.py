"""Hundreds of emergencies and near misses, told in many ways: few are missed, few are made of nothing.

``urgency_lines/`` holds a line a message, ``E`` an emergency, ``N`` none. The rules were mended with these
lines in view: what the test holds is that nothing gets worse.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nlp.conftest import Read

FOLDER = Path(__file__).with_name("urgency_lines")


def _lines(language: str, mark: str) -> list[str]:
    rows = (FOLDER / f"{language}.txt").read_text("utf-8").splitlines()
    return [row[2:] for row in rows if row.startswith(f"{mark} ")]


@pytest.mark.parametrize("language", ["en", "yue", "zh"])
def test_hardly_an_emergency_is_missed(read: Read, language: str) -> None:
    """Collapses, falls, fires, water, weapons, pursuits, despair, roads, told plainly or not at all so."""
    told = _lines(language, "E")
    missed = [t for t in told if read(t, language=language)["urgency"]["level"] != "emergency"]
    assert len(missed) <= 0.06 * len(told), missed


@pytest.mark.parametrize("language", ["en", "yue", "zh"])
def test_hardly_a_near_miss_is_made_an_emergency(read: Read, language: str) -> None:
    """Long ago, settled, asked, denied, a film, a manner of speaking, a thing lost or found."""
    told = _lines(language, "N")
    raised = [t for t in told if read(t, language=language)["urgency"]["level"] == "emergency"]
    assert len(raised) <= 0.06 * len(told), raised


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("two cars bumped at the lights nobody was hurt we swapped our numbers", "routine"),
        ("兩架車喺路口輕輕撞咗下 冇人受傷 大家交換咗電話", "routine"),
        ("两辆车追尾了 没有人受伤 保险公司要报告", "routine"),
    ],
)
def test_where_nobody_is_hurt_the_classifier_alone_raises_nothing(
    read: Read, text: str, level: str
) -> None:
    """A denied injury and nothing that presses: at most a priority."""
    assert read(text)["urgency"]["level"] in (level, "priority")
