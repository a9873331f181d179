"""Letters, then digits, read from one place on: what may become a registration mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.components.vehicles.plate_words import adjacent, leads_here
from nlp.normalise import words_of
from nlp.notes import Notes
from nlp.spelling import Spelled

#: What follows a plain number and makes it no part of a mark.
UNITS = words_of(
    """minutes minute hours hour days day weeks months years times people men women guys o'clock
    oclock pm am dollars thousand hundred million % percent 点 蚊 元 块 岁 个 次 日 分 楼 座 万 千 百 月 年 天 位
    名 号 inch inches gb kg km litre litres hkd meters metres floor street road seater door 年 架 台"""
)  # fmt: skip
_DIGITS_MAX = 4
_HUNDREDS = (["hundred"], ["thousand"], ["百"], ["千"])


@dataclass(slots=True)
class Reading:
    """Letters, then digits, as read from one place on."""

    letters: str = ""
    digits: str = ""
    first: int = 0
    last: int = 0
    sure: int = 0
    sounds: int = 0
    #: The letters stood in one printed token.
    printed: bool = False
    #: Letters and digits stood in one printed token.
    glued: bool = False
    overlong: bool = False


def read_at(notes: Notes, pieces: Sequence[Spelled], index: int) -> Reading | None:
    """Up to two letters and four digits that follow each other from piece ``index`` on."""
    read = Reading(first=pieces[index].first, last=pieces[index].last)
    for at in range(index, min(index + 8, len(pieces))):
        piece = pieces[at]
        if at > index and not adjacent(notes, pieces[at - 1], piece):
            break
        text = _meant(notes, read, piece, pieces[at + 1] if at + 1 < len(pieces) else None)
        if text is None:
            break
        letters = text.rstrip("0123456789")
        digits = text[len(letters) :]
        if letters and (read.digits or len(read.letters) + len(letters) > 2):
            break
        if digits and notes.tokens[piece.last : piece.last + 1] in _HUNDREDS:
            _add_hundreds(notes, pieces, at, read)
            break
        if digits and _counts(notes, piece) and (read.digits or not read.letters):
            break
        if len(read.digits) + len(digits) > _DIGITS_MAX:
            # "AB1234 5 minutes": a printed group is whole by itself.
            read.overlong = piece.single or len(read.digits) < 3
            break
        read.letters += letters
        read.digits += digits
        read.last = piece.last
        read.sure += bool(letters and piece.sure) * len(letters)
        read.sounds += bool(letters and piece.sound and len(letters) == 1)
        read.printed |= len(letters) == 2 and not piece.sure and piece.last == piece.first + 1
        read.glued |= len(letters) == 2 and bool(digits)
    return read


def _add_hundreds(notes: Notes, pieces: Sequence[Spelled], at: int, read: Reading) -> None:
    """ "plate B N three hundred and five": a number said in full, straight after a word for "plate"."""
    scale = notes.tokens[pieces[at].last]
    digit = pieces[at].characters
    if read.digits or len(digit) != 1 or not scale.isascii() or not leads_here(notes, read.first):
        return
    noughts = 2 if scale == "hundred" else 3
    last, rest = pieces[at].last + 1, ""
    if notes.tokens[last : last + 1] == ["and"] and at + 1 < len(pieces):
        following = pieces[at + 1]
        if (
            following.first == last + 1
            and following.characters.isdecimal()
            and len(following.characters) <= 2
        ):
            last, rest = following.last, following.characters
    read.digits, read.last = digit + rest.zfill(noughts), last


def _meant(notes: Notes, read: Reading, piece: Spelled, following: Spelled | None) -> str | None:
    """The characters of a piece at this place: "oh" and "for" are digits among digits."""
    text = piece.characters
    printed = notes.tokens[piece.first]
    numeral = following is not None and following.characters[:1].isdecimal()
    # "BE 1234" and "EE 1234" are two letters; "be" before another letter is one.
    both = piece.sound and len(printed) == 2 and not read.letters + read.digits
    if both and numeral and following is not None and not following.sound:
        return printed
    if re.fullmatch(r"[a-z]{3,}[0-9]+", text):
        return None
    if read.digits or (len(read.letters) == 2 and not piece.letter):
        if piece.sound and text.isdecimal():
            follows = following is not None and following.first == piece.last
            return text if follows and numeral else None
        return "0" * len(text) if set(text) == {"o"} else text
    if piece.sound:
        return piece.letter or None
    return text


def _counts(notes: Notes, piece: Spelled) -> bool:
    after = notes.tokens[piece.last : piece.last + 1]
    return bool(after) and after[0] in UNITS
