"""Errors between said and written, and how sure their rate is: counted, not flattered."""

from __future__ import annotations

import pytest

from nlp import intervals, word_errors


@pytest.mark.parametrize(
    ("said", "heard", "language", "wrong", "total"),
    [
        ("I lost my bag.", "i lost my bag", "en", 0, 4),
        ("I lost my bag.", "I lost a bag", "en", 1, 4),
        ("I lost my bag.", "", "en", 4, 4),
        ("I lost my bag.", "well I lost my old bag", "en", 2, 4),
        ("It's here", "It’s HERE!", "en", 0, 2),
        ("我唔見咗個銀包。", "我唔見咗銀包", "yue", 1, 7),
        ("電話 5012 3478", "电话50123479。", "zh", 1, 10),
        ("", "Thank you", None, 2, 0),
    ],
)
def test_errors_are_counted_by_word_or_by_character(
    said: str, heard: str, language: str | None, wrong: int, total: int
) -> None:
    """Punctuation, case and kind of character are not errors; what nobody said is one."""
    assert word_errors.count(said, heard, language) == (wrong, total)


def test_without_a_language_chinese_is_counted_by_character_and_the_rest_by_word() -> None:
    """A caller may speak both in one message."""
    assert word_errors.count("喺 Mong Kok 嘅 shop", "喺 Mong Kok 個 shop") == (1, 5)


def test_the_interval_of_a_rate_holds_it_and_narrows_with_more_messages() -> None:
    """Messages are resampled; the same numbers give the same interval."""
    wrong, of = [0, 1, 5, 2, 0, 3], [10] * 6
    few = intervals.of_rate(wrong, of)
    many = intervals.of_rate(wrong * 20, of * 20)
    assert few is not None and many is not None
    assert few[0] < many[0] < sum(wrong) / sum(of) < many[1] < few[1]
    assert intervals.of_rate(wrong, of) == few


def test_a_rate_over_few_messages_or_none_has_no_interval() -> None:
    """Four messages say nothing of the fifth; messages without a word have no rate."""
    assert intervals.of_rate([1] * 4, [10] * 4) is None
    assert intervals.of_rate([0] * 9, [0] * 9) is None
    assert intervals.of_rate([1, 0, 0, 0, 0], [2, 0, 0, 0, 0]) == (0.5, 0.5)
