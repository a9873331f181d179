"""The page of figures, and floors under which a change may not fall."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import build
from nlp import accuracy
from nlp.evaluate import Result, Row
from voice_intake.errors import ConfigurationError

RESULTS = {
    "unseen": Result([Row("en", "incident", "primary accuracy", 9, 10)]),
    "dev": Result([Row("yue", "incident", "primary accuracy", 3, 4)]),
}


def test_a_measure_below_its_floor_is_named_with_its_counts() -> None:
    """At the floor is enough."""
    name = "incident primary accuracy"
    assert accuracy.shortfalls(RESULTS, {"unseen": {"en": {name: 0.9}}}) == []
    below = accuracy.shortfalls(RESULTS, {"unseen": {"en": {name: 0.95}}})
    assert [str(item) for item in below] == [f"unseen en: {name} 9 of 10, floor 95 %"]


def test_a_measure_that_was_not_taken_is_below_its_floor() -> None:
    """A label that vanished must not pass for a floor that is kept."""
    floors = {"unseen": {"zh": {"plate recall": 0.0}}, "test": {"en": {"plate recall": 0.0}}}
    assert [item.row for item in accuracy.shortfalls(RESULTS, floors)] == [None, None]


def test_the_page_holds_each_split_with_counts_shares_and_intervals() -> None:
    """The messages kept apart come first, and languages are columns."""
    page = accuracy.document(RESULTS)
    assert page.index("did not look at") < page.index("built with")
    assert "| incident primary accuracy | 9/10 **90 %** (60-98) |" in page
    assert "| | Cantonese |" in page


def test_floors_that_cannot_be_read_say_what_to_give(tmp_path: Path) -> None:
    """A missing file, and one that is no JSON."""
    (tmp_path / "cut.json").write_text("{")
    for name in ("none.json", "cut.json"):
        with pytest.raises(ConfigurationError) as caught:
            accuracy.floors(tmp_path / name)
        assert "JSON" in (caught.value.next_step or "")


def test_the_command_fails_below_a_floor_and_writes_the_page(tmp_path: Path) -> None:
    """Exit code 1 and a line for the measure; the page is written all the same."""
    message = {
        "id": "a", "split": "dev", "language": "en", "received_at": "2026-11-20T10:15:00+08:00",
        "text": "someone stole my wallet", "gold": {"incident": "drone"},
    }  # fmt: skip
    (tmp_path / "en.jsonl").write_text(json.dumps(message), "utf-8")
    floors, page = tmp_path / "floors.json", tmp_path / "page.md"
    command = ["evaluate", "reading", "--folder", str(tmp_path), "--check"]
    command += ["--floors", str(floors), "--write", str(page)]
    for least, code in ((0.0, 0), (0.5, 1)):
        floors.write_text(json.dumps({"dev": {"en": {"incident primary accuracy": least}}}))
        done = CliRunner().invoke(build(), command)
        assert done.exit_code == code, done.output
    assert "dev en: incident primary accuracy 0 of 1, floor 50 %" in done.output
    assert "| incident primary accuracy | 0/1 **0 %** (0-79) |" in page.read_text("utf-8")
