"""Personalised marks: up to eight letters and digits, printed or said letter by letter.

Nothing in their shape tells them from other words, so they are believed straight after a word for
"plate" only. I, O and Q are in none (Transport Department, personalised vehicle registration marks).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.components.vehicles.plate_words import LEADS, Plate, adjacent, leads_here
from nlp.normalise import words_of
from nlp.notes import Notes
from nlp.spelling import Spelled

#: After "plate" and before digits, but no part of a chosen mark.
_NO_PERSONAL = words_of(
    """ends ending ended starts starting started begins beginning began has had with something unknown part
    partly last first half says reads reading shows showing and but then from between about under over"""
)


def personalised(notes: Notes, found: Sequence[Plate]) -> Iterator[Plate]:
    """Marks such as ``LUCKY 8``, straight after a word for "plate"."""
    for cue in notes.cues_of("plate_cue"):
        first = cue.last
        while first < len(notes.tokens) and first < cue.last + 6 and notes.tokens[first] in LEADS:
            first += 1
        last, value = first, ""
        while last < len(notes.tokens) and last < first + 3:
            token = notes.tokens[last]
            if not (token.isascii() and token.isalnum()) or len(value) + len(token) > 8:
                break
            if value and not token.isdecimal() and not _is_capital(notes, last):
                break
            value, last = value + token, last + 1
        if any(plate.first < last and first < plate.last for plate in found):
            continue
        if value and _may_be_personal(notes, cue.facts.get("personal", False), value, first, last):
            yield Plate(value.upper(), first, last, 0.7)


def _may_be_personal(notes: Notes, named: bool, value: str, first: int, last: int) -> bool:
    if value.isdecimal() or len(value) < 2 or set(value) & set("ioq"):
        return False
    if notes.tokens[first] in _NO_PERSONAL:
        return False
    told = any(c.isdecimal() for c in value) or named or _all_capitals(notes, first, last)
    return told and sum(c.isalpha() for c in value) >= (2 if any(map(str.isdecimal, value)) else 3)


def spelled_out(notes: Notes, pieces: Sequence[Spelled], found: Sequence[Plate]) -> Iterator[Plate]:
    """A chosen mark said letter by letter straight after a word for "plate": ``B O S S 1``."""
    taken = {token for plate in found for token in range(plate.first, plate.last)}
    for index, piece in enumerate(pieces):
        if not piece.letter_alone or piece.first in taken:
            continue
        if index and adjacent(notes, pieces[index - 1], piece) and pieces[index - 1].letter_alone:
            continue
        run = [piece]
        for following in pieces[index + 1 : index + 9]:
            worded = following.characters.isalpha() and not (
                following.letter_alone or following.sure
            )
            if following.sound or worded or not adjacent(notes, run[-1], following):
                break
            run.append(following)
        value = "".join(p.characters for p in run)
        letters = sum(c.isalpha() for c in value)
        if (
            letters >= 3
            and len(value) <= 8
            and not set(value) & set("ioq")
            and leads_here(notes, piece.first)
        ):
            yield Plate(value.upper(), piece.first, run[-1].last, 0.7)


def _is_capital(notes: Notes, token: int) -> bool:
    said = notes.original[notes.starts[token] : notes.ends[token]]
    return said.isupper() and not notes.original.isupper()


def _all_capitals(notes: Notes, first: int, last: int) -> bool:
    return all(
        _is_capital(notes, index) or notes.tokens[index].isdecimal() for index in range(first, last)
    )
