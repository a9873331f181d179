"""References: random, readable over a telephone, and wrong ones are noticed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_intake.errors import UnknownReferenceError
from voice_intake.reference import ALPHABET, RANDOM_BITS, from_number, new_reference, parse

numbers = st.integers(0, 2**RANDOM_BITS - 1)


def symbols(reference: str) -> str:
    return reference.removeprefix("EW").replace("-", "")


def spelled(thirteen: str) -> str:
    return f"EW-{thirteen[:4]}-{thirteen[4:8]}-{thirteen[8:12]}-{thirteen[12]}"


def is_refused(text: str) -> bool:
    try:
        parse(text)
    except UnknownReferenceError:
        return True
    return False


def test_a_new_reference_has_the_printed_form_and_is_its_own_spelling() -> None:
    """EW, three groups of four, one check symbol; parsing it changes nothing."""
    reference = new_reference()
    assert re.fullmatch(r"EW(-[0-9A-HJKMNP-TV-Z]{4}){3}-[0-9A-HJKMNP-TV-Z]", reference)
    assert parse(reference) == reference


def test_references_use_all_sixty_bits() -> None:
    """Over a few thousand draws every bit is seen both set and not set, and none repeats."""
    drawn = {new_reference() for _ in range(3000)}
    assert len(drawn) == 3000
    seen = [0, 0]
    for reference in drawn:
        number = 0
        for symbol in symbols(reference)[:12]:
            number = number << 5 | ALPHABET.index(symbol)
        seen = [seen[0] | number, seen[1] | ~number & (2**RANDOM_BITS - 1)]
    assert seen == [2**RANDOM_BITS - 1] * 2


@given(numbers, st.integers(0, 12), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_always_noticed(number: int, place: int, other: str) -> None:
    """Any single substitution, of the check symbol too."""
    right = symbols(from_number(number))
    wrong = right[:place] + other + right[place + 1 :]
    assert is_refused(spelled(wrong)) == (wrong != right)


@given(numbers, st.integers(0, 11))
def test_two_neighbours_exchanged_are_always_noticed(number: int, place: int) -> None:
    """Any adjacent transposition, that of the last symbol with the check symbol too."""
    right = symbols(from_number(number))
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert is_refused(spelled(wrong)) == (wrong != right)


@given(numbers, st.randoms())
def test_case_spaces_dashes_and_misread_letters_do_not_matter(number: int, random) -> None:  # type: ignore[no-untyped-def]
    """What a person types is understood: lower case, spaces, O for 0, I and L for 1."""
    reference = from_number(number)
    typed = symbols(reference)
    typed = "".join(random.choice({"0": "0Oo", "1": "1IiLl"}.get(s, s + s.lower())) for s in typed)
    typed = "".join(letter + random.choice(["", " ", "-", "."]) for letter in typed)
    assert parse(random.choice(["EW-", "ew", "", "E W "]) + typed) == reference


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EW",
        "EW-0000-0000-0000",
        "EW-0000-0000-0000-00",
        "EW-U000-0000-0000-0",
        "../etc",
        "9" * 500,
    ],
)
def test_anything_else_is_an_unknown_reference(text: str) -> None:
    """The same error as for a reference that nobody was given, so that nothing can be learned."""
    with pytest.raises(UnknownReferenceError):
        parse(text)


def test_full_width_letters_are_read() -> None:
    """A Chinese input method's full-width characters are the same reference."""
    reference = from_number(1)
    wide = "".join(chr(ord(c) + 0xFEE0) if c != "-" else "－" for c in reference)
    assert parse(wide) == reference
