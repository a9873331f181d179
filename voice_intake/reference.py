"""The reference that a caller is given: ``EW-XXXX-XXXX-XXXX-C``.

Twelve symbols of Crockford's base 32 (no I, L, O, U) carry 60 random bits; the thirteenth checks
them. Symbols are elements of GF(32), and a reference is right where the sum of
``2**position * symbol`` is zero in that field: as the weights of neighbours differ and none is zero,
every single wrong symbol and every exchange of two neighbours is found, the check symbol included.
"""

from __future__ import annotations

import secrets
import unicodedata

from voice_intake.errors import UnknownReferenceError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "EW"
RANDOM_BITS = 60
_SYMBOLS = RANDOM_BITS // 5
#: x^5 + x^2 + 1, primitive over GF(2): the powers of x run through all 31 elements that are not 0.
_POLYNOMIAL = 0b100101
#: What people write and say instead of the symbol that was meant (Crockford's own rule).
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}


def new_reference() -> str:
    """A fresh reference from the operating system's random numbers."""
    return from_number(secrets.randbits(RANDOM_BITS))


def from_number(number: int) -> str:
    """The reference that carries these 60 bits."""
    values = [number >> shift & 31 for shift in range(RANDOM_BITS - 5, -1, -5)]
    symbols = "".join(ALPHABET[value] for value in [*values, _check(values)])
    groups = [symbols[at : at + 4] for at in range(0, _SYMBOLS, 4)]
    return "-".join([PREFIX, *groups, symbols[_SYMBOLS:]])


def parse(text: str) -> str:
    """The reference in its one spelling, from what a person typed.

    Case, spaces, dashes and the prefix do not matter; O is read as 0, I and L as 1. Raises
    UnknownReferenceError for anything else, the same error as for a reference that nobody has.
    """
    plain = unicodedata.normalize("NFKC", text[:64]).upper()
    symbols = "".join(letter for letter in plain if letter.isalnum())
    if len(symbols) == len(PREFIX) + _SYMBOLS + 1 and symbols.startswith(PREFIX):
        symbols = symbols.removeprefix(PREFIX)
    values = [_VALUES.get(symbol, -1) for symbol in symbols.translate(_MISREAD)]
    if len(values) != _SYMBOLS + 1 or -1 in values or _check(values[:-1]) != values[-1]:
        raise UnknownReferenceError(next_step="Check the reference letter by letter.")
    number = 0
    for value in values[:-1]:
        number = number << 5 | value
    return from_number(number)


def _check(values: list[int]) -> int:
    """The symbol that makes the weighted sum zero; the last symbol weighs x, the check symbol 1."""
    total = 0
    for value in values:
        total = _times_x(total ^ value)
    return total


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _POLYNOMIAL if doubled & 32 else doubled
