"""What the demonstration prints: the measured outcome, readable on a narrow terminal."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from api.demo.compare import Outcome
from api.demo.samples import Sample
from api.demo.show import error_lines, print_outcome, print_summary


def outcome(
    *, heard: str = "I lost my bag", state: str = "ready", flags: tuple[str, ...] = ()
) -> Outcome:
    """How a lost bag ended."""
    sample = Sample(
        "en-emergency-wrong-line",
        Path("x.wav"),
        "en",
        "I lost my bag",
        {"state": "ready", "speech": "some", "flags": ["truncated"] if flags else []},
        {"urgency": {"level": "routine"}},
    )
    report = {"urgency": {"level": "priority"}, "summary": "Lost property."}
    return Outcome(sample, state, "some", flags, heard, "en", report, None, 12.34, "EW-1")


def printed(*outcomes: Outcome, width: int = 80) -> str:
    """The lines of the whole show."""
    console = Console(file=io.StringIO(), width=width)
    for number, item in enumerate(outcomes, 1):
        print_outcome(console, item, number, len(outcomes))
    print_summary(console, outcomes)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_said_and_heard_and_each_field_stand_beside_each_other() -> None:
    """Nothing is left out because it is unflattering."""
    text = printed(outcome(heard="I lost my rag"))
    assert "said   I lost my bag" in text
    assert "heard  I lost my rag" in text
    assert "1/4" in text  # one word of four was wrong
    assert "0/1" in text  # the one field differs
    assert "en: word error rate 25% (1 of 4)" in text


def test_a_state_or_a_flag_that_was_not_expected_is_said() -> None:
    """The exit code follows the same list."""
    surprised = outcome(state="quarantined", flags=("clipped",))
    assert surprised.surprises == [
        "state quarantined, expected ready",
        "flags missing: truncated",
    ]
    assert "flags missing: truncated" in printed(surprised, width=120)


def test_names_and_numbers_are_whole_on_eighty_columns() -> None:
    """The summary cuts no name short where a terminal has its usual width."""
    text = printed(outcome())
    row = next(line for line in text.splitlines() if line.startswith("en-emergency-wrong-line"))
    assert row.split() == [
        "en-emergency-wrong-line",
        "ready",
        "en",
        "0/4",
        "0/1",
        "12.3",
        "as",
        "expected",
    ]


def test_no_rate_is_given_for_a_language_in_which_nothing_was_said() -> None:
    """A rate over nothing would be a made-up figure."""
    assert error_lines([]) == []
