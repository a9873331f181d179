"""Our list of languages is Whisper's, without importing torch to ask."""

from __future__ import annotations

import pytest

from voice_intake import languages
from voice_intake.errors import UnknownLanguageError


def test_the_list_is_whispers_own_in_its_order() -> None:
    """A new openai-whisper with another list fails here first."""
    from whisper.tokenizer import LANGUAGES

    assert list(languages.NAMES) == list(LANGUAGES)
    assert {code: name.lower() for code, name in languages.NAMES.items()} == LANGUAGES
    assert len(languages.NAMES) == 100


@pytest.mark.parametrize(
    ("value", "code"), [("yue", "yue"), ("Cantonese", "yue"), (" EN ", "en"), ("chinese", "zh")]
)
def test_a_language_is_taken_by_code_or_name(value: str, code: str) -> None:
    """As the whisper command line takes it."""
    assert languages.code_of(value) == code
    assert languages.is_known(code)


def test_an_unknown_language_is_refused_with_examples() -> None:
    """``cn`` is a usual mistake."""
    with pytest.raises(UnknownLanguageError, match=r"'cn'.*yue"):
        languages.code_of("cn")
