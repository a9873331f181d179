"""The reader against the project's labelled messages: floors under which a change is a step back."""

from __future__ import annotations

from collections import Counter

import pytest

from nlp import evaluate
from nlp.evaluate import Result
from nlp.intervals import wilson
from nlp.reader import Reader

#: (kind, measure) -> least share over all languages.
FLOORS = {
    ("incident", "primary accuracy"): 0.9,
    ("location", "recall"): 0.88,
    ("location", "precision"): 0.88,
    ("time", "interval accuracy"): 0.86,
    ("urgency", "emergency+ recall"): 0.95,
    ("urgency", "priority+ recall"): 0.85,
    ("plate", "recall"): 0.95,
    ("phone", "recall"): 0.95,
    ("weapon", "never yes falsely"): 1.0,
    ("injury", "never yes falsely"): 1.0,
}


@pytest.fixture(scope="module")
def result(reader: Reader) -> Result:
    """One run over everything."""
    return evaluate.run(evaluate.load(), reader)


@pytest.mark.parametrize(("kind", "measure"), list(FLOORS))
def test_a_measure_stays_above_its_floor(result: Result, kind: str, measure: str) -> None:
    """Over all three languages together."""
    rows = [row for row in result.rows if (row.kind, row.measure) == (kind, measure)]
    assert sum(row.right for row in rows) >= FLOORS[kind, measure] * sum(row.of for row in rows) > 0


def test_there_are_messages_of_each_language_and_split() -> None:
    """At least 25 English, 20 Cantonese, 15 Mandarin, each with a part kept for testing."""
    counts = Counter((m.language, m.split) for m in evaluate.load())
    totals = Counter(m.language for m in evaluate.load())
    assert totals["en"] >= 25 and totals["yue"] >= 20 and totals["zh"] >= 15
    assert all(counts[language, "test"] >= 4 for language in ("en", "yue", "zh"))


def test_wilsons_interval() -> None:
    """The textbook case, and the case of no data."""
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson(0, 0) == (0.0, 1.0)
