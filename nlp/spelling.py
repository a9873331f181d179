"""What is spelled instead of said: registration marks, telephone numbers, serial numbers.

``spelled(tokens)`` gives the pieces that may stand for letters or digits, each with the characters
it stands for: ``alpha``, ``b for boy``, ``double five``, ``thirty-four``, ``孖六``, ``三條五``, ``AB1234``.
Whether they are a plate or a number is for others to say. The alphabet is ICAO's; the other
spelling words are only believed where the letter itself is said before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: ICAO words, and how recognisers write some of them.
PHONETIC = {
    "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "charly": "c", "delta": "d",
    "echo": "e", "foxtrot": "f", "golf": "g", "hotel": "h", "india": "i", "juliet": "j",
    "juliett": "j", "juliette": "j", "kilo": "k", "lima": "l", "mike": "m", "november": "n",
    "oscar": "o", "papa": "p", "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t",
    "uniform": "u", "victor": "v", "whiskey": "w", "whisky": "w", "xray": "x", "yankee": "y",
    "zulu": "z",
}  # fmt: skip
DIGIT_WORDS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9", "nought": "0",
    "naught": "0", "零": "0", "〇": "0", "一": "1", "幺": "1", "二": "2", "两": "2", "三": "3",
    "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "洞": "0",
}  # fmt: skip
#: Words that a recogniser writes for a digit; believed only between digits.
_DIGIT_SOUNDS = {
    "to": "2", "too": "2", "tu": "2", "for": "4", "fore": "4", "ate": "8", "won": "1", "tree": "3",
    "free": "3", "fife": "5", "sex": "6", "sicks": "6", "nein": "9", "o": "0", "fower": "4",
    "hero": "0", "nil": "0",
}  # fmt: skip
#: Words that a recogniser writes for the name of a letter; believed only in a plate.
_LETTER_SOUNDS = {
    "ay": "a", "eh": "a", "bee": "b", "be": "b", "bea": "b", "see": "c", "sea": "c", "cee": "c",
    "dee": "d", "ee": "e", "eff": "f", "ef": "f", "gee": "g", "jee": "g", "aitch": "h",
    "haitch": "h", "jay": "j", "jae": "j", "kay": "k", "cay": "k", "el": "l", "ell": "l", "em": "m",
    "en": "n", "pee": "p", "pea": "p", "are": "r", "ar": "r", "ess": "s", "es": "s", "tee": "t",
    "tea": "t", "you": "u", "yu": "u", "vee": "v", "ex": "x", "eggs": "x", "why": "y", "wai": "y",
    "wye": "y", "zee": "z", "zed": "z", "hey": "a", "si": "c", "she": "c", "sci": "c",
    "edge": "h", "age": "h", "ji": "g", "gay": "j", "okay": "k", "quay": "k", "hell": "l", "ale": "l",
    "our": "r", "axe": "x", "ass": "s", "ewe": "u", "yew": "u", "wee": "v", "we": "v", "said": "z",
    "set": "z", "emm": "m", "enn": "n", "arr": "r", "yoo": "u", "dubya": "w", "zet": "z", "if": "f", "elf": "f", "am": "m", "hem": "m", "pi": "p", "ti": "t",
}  # fmt: skip
#: Words of the alphabet that recognisers print as two.
_SPLIT_WORDS = {
    "fox trot": "f", "ex ray": "x", "eggs ray": "x", "char lee": "c", "juli et": "j",
}  # fmt: skip
_TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
_TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6",
    "seventy": "7", "eighty": "8", "ninety": "9",
}  # fmt: skip
_REPEATS = {"double": 2, "dubble": 2, "triple": 3, "treble": 3, "tripple": 3, "quadruple": 4}
_ZH_REPEATS = {"孖": 2, "双": 2}
_ZH_TIMES = {"两": 2, "三": 3, "四": 4}
_ZH_OF = frozenset("条个粒支")
_ZH_TENS = re.compile(
    r"(?:(?P<twenty>廿)|(?P<ten>[二三四五六七八九]?)十)(?P<unit>[一二三四五六七八九]?)"
)
_ZH_TENS_BEGIN = frozenset("廿十二三四五六七八九")
_PRINTED = re.compile(r"[0-9]+|[a-z]|[a-z]{2}|[a-z]{1,2}[0-9]{1,4}|[a-z]{3,7}[0-9]{1,5}")


#: Every word that a piece may begin with, but for printed groups.
_BEGINNINGS = frozenset(
    [
        *PHONETIC, *DIGIT_WORDS, *_DIGIT_SOUNDS, *_LETTER_SOUNDS, *_TEENS, *_TENS, *_REPEATS, *_ZH_REPEATS,
        *_ZH_TIMES, *_ZH_TENS_BEGIN, *(said.split()[0] for said in _SPLIT_WORDS),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spelled:
    """The tokens ``first:last`` read as characters of something spelled."""

    first: int
    last: int
    #: Lower-case letters and digits.
    characters: str
    #: A phonetic word, or a letter with its word ("b for boy"): surely a letter.
    sure: bool = False
    #: A common word that only sounds like a letter or a digit.
    sound: bool = False
    #: One digit or letter by one word, not a printed group and not "thirty-four".
    single: bool = False
    #: Characters where the words mean a letter's sound as well as a digit's ("for").
    letter: str = ""

    @property
    def letter_alone(self) -> bool:
        """One letter said for itself."""
        return len(self.characters) == 1 and self.characters.isalpha() and not self.sound


def spelled(tokens: Sequence[str], *, tens: bool = False) -> list[Spelled]:
    """The pieces in the order of the text; a token is part of at most one.

    ``tens``: 十九 is 19 too. Marks are said so, telephone numbers are not.
    """
    pieces: list[Spelled] = []
    at = 0
    while at < len(tokens):
        if not _may_begin(tokens[at]):
            at += 1
            continue
        piece = (_chinese_tens(tokens, at) if tens else None) or _piece(tokens, at)
        if piece is None:
            at += 1
        else:
            pieces.append(piece)
            at = piece.last
    return pieces


def _may_begin(word: str) -> bool:
    """Whether a piece may begin with this token: most words of a message are told by this at once."""
    return word in _BEGINNINGS or (word.isascii() and (len(word) < 3 or word[-1].isdigit()))


def _chinese_tens(tokens: Sequence[str], at: int) -> Spelled | None:
    """``十九`` is 19, ``八十`` 80, ``廿三`` 23."""
    said = "".join(tokens[at : at + 3])
    match = _ZH_TENS.match(said) if tokens[at] in _ZH_TENS_BEGIN else None
    if match is None:
        return None
    ten = "2" if match["twenty"] else DIGIT_WORDS.get(match["ten"] or "", "1")
    return Spelled(at, at + match.end(), ten + DIGIT_WORDS.get(match["unit"], "0"))


def _piece(tokens: Sequence[str], at: int) -> Spelled | None:
    word = tokens[at]
    if word in _REPEATS or word in _ZH_REPEATS or word in _ZH_TIMES:
        repeated = _repeated(tokens, at)
        if repeated is not None:
            return repeated
    letter = PHONETIC.get(word) or (word if len(word) == 1 and "a" <= word <= "z" else "")
    if letter:
        last = _with_its_word(tokens, at, letter)
        last = max(last, _twice(tokens, at, letter))
        return Spelled(at, last, letter, sure=word in PHONETIC or last > at + 1, single=True)
    split = _SPLIT_WORDS.get(" ".join(tokens[at : at + 2]))
    if split:
        return Spelled(at, at + 2, split, sure=True, single=True)
    if word in DIGIT_WORDS:
        return Spelled(at, at + 1, DIGIT_WORDS[word], single=True)
    if word in _TEENS:
        return Spelled(at, at + 1, _TEENS[word])
    if word in _TENS:
        return _tens(tokens, at)
    if word in _DIGIT_SOUNDS or word in _LETTER_SOUNDS:
        digit, sound = _DIGIT_SOUNDS.get(word, ""), _LETTER_SOUNDS.get(word, "")
        last = _with_its_word(tokens, at, sound) if sound else at + 1
        return Spelled(
            at, last, digit or sound, sure=last > at + 1, sound=last == at + 1, single=True,
            letter=sound,
        )  # fmt: skip
    if word.isascii() and _PRINTED.fullmatch(word):
        return Spelled(at, at + 1, word, single=len(word) == 1)
    return None


def _twice(tokens: Sequence[str], at: int, letter: str) -> int:
    """The end of ``x-ray`` and of a letter with its own word straight after it: ``d delta``, ``b, bravo``."""
    if tokens[at] == "x" and tokens[at + 1 : at + 3] == ["-", "ray"]:
        return at + 3
    if tokens[at] == "x" and tokens[at + 1 : at + 2] == ["ray"]:
        return at + 2
    comma = tokens[at + 1 : at + 2] in ([","], ["，"], ["-"])
    word = tokens[at + 1 + comma : at + 2 + comma]
    if len(tokens[at]) == 1 and word and PHONETIC.get(word[0]) == letter:
        return at + 2 + comma
    return at + 1


def _repeated(tokens: Sequence[str], at: int) -> Spelled | None:
    """``double five``, ``孖六``, ``三條五``; "double u" is a letter."""
    word, following = tokens[at], tokens[at + 1 : at + 3]
    if word in _ZH_TIMES:
        if len(following) < 2 or following[0] not in _ZH_OF or following[1] not in DIGIT_WORDS:
            return None
        return Spelled(at, at + 3, DIGIT_WORDS[following[1]] * _ZH_TIMES[word])
    if not following or following[0] in _REPEATS:
        return None
    if word == "double" and following[0] in ("u", "you", "yu", "ewe", "yew"):
        return Spelled(at, at + 2, "w", single=True)
    if word in _ZH_REPEATS:
        unit = DIGIT_WORDS.get(following[0]) or (following[0] if following[0].isdecimal() else "")
        return Spelled(at, at + 2, unit * 2) if len(unit) == 1 else None
    piece = _piece(tokens, at + 1)
    if piece is None or len(piece.characters) != 1:
        return None
    return Spelled(at, piece.last, piece.characters * _REPEATS[word], sure=piece.sure)


def _tens(tokens: Sequence[str], at: int) -> Spelled:
    """``thirty-four`` and ``thirty four`` are 34, ``thirty`` alone is 30."""
    unit = at + 2 if tokens[at + 1 : at + 2] == ["-"] else at + 1
    if unit < len(tokens) and tokens[unit].isascii():
        digit = DIGIT_WORDS.get(tokens[unit], "0")
        if digit != "0":
            return Spelled(at, unit + 1, _TENS[tokens[at]] + digit)
    return Spelled(at, at + 1, _TENS[tokens[at]] + "0")


def _with_its_word(tokens: Sequence[str], at: int, letter: str) -> int:
    """The token after ``b for boy``, ``b as in boy``, ``b like boy``; after ``b`` where nothing is."""
    following = list(tokens[at + 1 : at + 4])
    skip = 2 if following[:2] == ["as", "in"] else 1 if following[:1] in (["for"], ["like"]) else 0
    if skip and len(following) > skip:
        word = following[skip]
        if len(word) > 2 and word.startswith(letter) and word not in DIGIT_WORDS:
            return at + 2 + skip
    return at + 1
