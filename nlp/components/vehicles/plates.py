"""Registration marks out of a message, however they are spelled.

A Hong Kong mark is two letters (never I, O or Q) and one to four digits that do not begin with a nought;
the oldest have one letter or none. A personalised mark has up to eight letters and digits. What is
not plainly a mark by its shape is believed only beside a word for "plate" or beside a vehicle.
Marks of the Mainland (粵Z1234港) are kept with their Chinese characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from nlp.components.contact.phones import CORRECTIONS
from nlp.components.vehicles.chosen_plates import personalised, spelled_out
from nlp.components.vehicles.partial_plates import is_partial
from nlp.components.vehicles.plate_reading import UNITS, Reading, read_at
from nlp.components.vehicles.plate_words import Plate, leads_here
from nlp.normalise import words_of
from nlp.notes import Notes
from nlp.spelling import Spelled

#: Words of two letters that are said for themselves.
_WORDS = words_of(
    """of at in on to is it my by or so we he me be do go if no up us am as an ok oh pm hi la hk mk
    mr ms dr st rd tv id km cm kg vs ed ah eh um uh er mm ha ya ye lo ma pa re de el hm hr ft pc
    cd dj ai ii iv vi xi b1 b2 g1 mtr yo"""
)  # fmt: skip
#: Of those, what stands before a time or a sum, not before "is the plate": "at ten to nine, taxi number ...".
_PREPOSITIONS = frozenset(["at", "by", "to", "of", "up"])
_HESITATIONS = frozenset(["um", "uh", "er", "ah", "eh", "mm", "oh,"])
#: Behind these, "um" is a hesitation: "the plate is um 1234".
_PAUSES = (["is"], ["it's"], ["was"], [","], ["，"], ["like"], ["think"])
#: What digits said one by one begin with.
_DIGIT_WORDS = tuple(
    words_of(
        "one two three four five six seven eight nine double triple treble 一 二 三 四 五 六 七 八 九 双"
    )
)
#: Models of cars that look like marks.
_MODELS = words_of(
    """mx5 cx3 cx5 cx8 cx9 cx30 rx7 rx8 gr86 gt86 gt3 gt4 xc40 xc60 xc90 rx300 rx350 nx200 nx300 lx570 is250 is300
    es300 ct200 tt200 cb4 cb400 cb500 pcx125 pcx150 nv200 nv350 ex30 ev6 id3 id4 sl500 cl500 gl8"""
)
#: What is spent or earned: "HK 8000".
_SUMS = words_of(
    "earn earned paid pay cost costs worth owe owes spent lost of about for transferred sent"
)
_NOT_MARKS = frozenset(["hk", "am", "pm", "no", "mk", "us", "rm", "usb"])
_MAINLAND = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ ·.,-]?[a-z][ ·.,-]?(?:[a-z0-9零〇一二三四五六七八九幺][ ·-]?){4,6}[港澳]?"
)
_DIGITS = str.maketrans("零〇一二三四五六七八九幺", "001234567891")
#: What alone may stand between a mark and the digits that take the place of its last ones.
_PLAIN_CORRECTIONS = CORRECTIONS | words_of("it's it is 系 是 好 意 思 咗 了 啦 , ，")
_DENIAL = re.compile(
    r"(?:\b(?:not|isn't|wasn't)|唔系|不是|并非)[ ,，]*(?:the )?(?:plate |number )?(?:车牌)?[ ,，]*$"
)
_INSTEAD = re.compile(
    r"[ ,，.。;]*(?:(?:but|it is|it's|its|it was|that's|that is|the plate is|is|而系|而是|应该系|应该是|系|是)[ ,，]*){0,3}"
)
#: Tokens between two marks that are told one after the other.
_LIST_REACH = 14


def plates(notes: Notes, pieces: Sequence[Spelled]) -> list[Plate]:
    """The marks in the order of the text; one that is taken back is left out."""
    pieces = [piece for piece in pieces if not _hesitates(notes, piece)]
    found = list(_mainland(notes))
    taken = [(plate.first, plate.last) for plate in found]
    index = 0
    while index < len(pieces):
        plate = None
        if not any(a <= pieces[index].first < b for a, b in taken):
            plate = _at(notes, pieces, index, found)
        if plate is None:
            index += 1
            continue
        found.append(plate)
        while index < len(pieces) and pieces[index].first < plate.last:
            index += 1
    found += spelled_out(notes, pieces, found)
    found += personalised(notes, found)
    found = [plate for plate in found if not _put_aside(notes, plate)]
    return _corrected(notes, sorted(found, key=lambda plate: plate.first), pieces)


def _hesitates(notes: Notes, piece: Spelled) -> bool:
    """ "Um, AB 1234" hesitates; "plate UM 1234" and "MM 1 2 3 4" spell."""
    if notes.tokens[piece.first] not in _HESITATIONS:
        return False
    behind = "".join(notes.tokens[piece.last : piece.last + 2]).lstrip()
    if not (behind[:1].isdecimal() or behind.startswith(_DIGIT_WORDS)):
        return True
    said = notes.original[notes.starts[piece.first] : notes.ends[piece.last - 1]]
    if said.isupper() and not notes.original.isupper():
        return False
    pause = notes.tokens[piece.first - 1 : piece.first] in _PAUSES
    return pause or not leads_here(notes, piece.first)


def _mainland(notes: Notes) -> Iterator[Plate]:
    if not notes.cues_of("plate_cue") and "粤" not in notes.folded:
        return
    for match in _MAINLAND.finditer(notes.folded):
        value = re.sub(r"[ ·.,-]", "", match.group()).translate(_DIGITS).upper()
        first, last = notes.span_tokens(match.start(), match.start() + len(match.group().rstrip()))
        yield Plate(value, first, last)


def _put_aside(notes: Notes, plate: Plate) -> bool:
    """Whether only part of the mark was seen; it is kept as that and never told as a whole one."""
    if not is_partial(notes, plate.first, plate.last, plate.value):
        return False
    notes.shelf.setdefault("partial_plates", []).append(plate)
    return True


def _at(
    notes: Notes, pieces: Sequence[Spelled], index: int, found: Sequence[Plate]
) -> Plate | None:
    """The mark that begins with piece ``index``, if any."""
    read = read_at(notes, pieces, index)
    if read is None or not read.digits or read.digits.startswith("0") or read.overlong:
        return None
    if set(read.letters) & set("ioq"):
        return None
    if _is_tail(notes, pieces, index):
        return None
    if _leads_elsewhere(notes, read):
        return None
    told = _is_told_as_mark(notes, read)
    if not told and any(
        c.last <= read.first for c in notes.near("number_other", read.first, read.first, 4)
    ):
        return None
    if len(read.letters) < 2:
        return _other_letter(notes, pieces, index, read) or _early(notes, read, told)
    if read.sounds and not (told or (_near_vehicle(notes, read) and len(read.digits) >= 3)):
        return None
    if not (told or _plain(notes, read) or _in_list(notes, read, found) or _said_bare(notes, read)):
        return None
    return Plate(
        (read.letters + read.digits).upper(), read.first, read.last, 0.95 if told else 0.85
    )


def _leads_elsewhere(notes: Notes, read: Reading) -> bool:
    """ "At ten to nine this morning, taxi number TJ 4456": a time, though "number" follows closely."""
    if read.letters not in _PREPOSITIONS or not read.printed or read.glued:
        return False
    said = notes.original[notes.starts[read.first] : notes.ends[read.first]]
    return not said.isupper() and not leads_here(notes, read.first)


def _is_tail(notes: Notes, pieces: Sequence[Spelled], index: int) -> bool:
    """Whether it is the end of something longer that is spelled: ``G M B 44``, ``B E S T 8``."""
    if not index or not pieces[index].letter_alone:
        return False
    before = pieces[index - 1]
    article = before.characters in ("a", "i") and not before.sure
    return before.letter_alone and not article and before.last == pieces[index].first


def _in_list(notes: Notes, read: Reading, found: Sequence[Plate]) -> bool:
    """Another one close behind a mark: "... nine oh five, g d double two one seven and r x double six"."""
    near = any(0 <= read.first - plate.last <= _LIST_REACH for plate in found)
    after = notes.tokens[read.last : read.last + 1]
    word = read.printed and not read.glued and read.letters in _WORDS
    return near and not word and not read.sounds and not (after and after[0] in UNITS)


def _said_bare(notes: Notes, read: Reading) -> bool:
    """Two letters said one by one with three digits or four, in a message about a vehicle."""
    alone = not read.printed and not read.sounds and not read.glued
    model = read.letters + read.digits in _MODELS
    if not alone or model or len(read.digits) < 3 or read.letters in _NOT_MARKS:
        return False
    after = notes.tokens[read.last : read.last + 1]
    if after and after[0] in UNITS:
        return False
    before = notes.tokens[max(0, read.first - 3) : read.first]
    return "number" in before or bool(notes.near("vehicle", read.first, read.last, 60))


def _other_letter(
    notes: Notes, pieces: Sequence[Spelled], index: int, read: Reading
) -> Plate | None:
    """ "A B, no sorry, D one two three four": the second letter is taken back."""
    if len(read.letters) != 1 or index < 1 or read.sounds:
        return None
    before = [
        p for p in pieces[max(0, index - 2) : index] if p.characters.isalpha() and not p.sound
    ]
    letters = "".join(p.characters for p in before)[-2:]
    between = notes.tokens[pieces[index - 1].last : read.first]
    taken = any(token in CORRECTIONS for token in between) and len(between) <= 5
    if len(letters) != 2 or not taken or before[-1] is not pieces[index - 1]:
        return None
    value = (letters[0] + read.letters + read.digits).upper()
    return Plate(value, before[0].first, read.last, 0.8)


def _is_told_as_mark(notes: Notes, read: Reading) -> bool:
    """Whether a word for "plate" leads to it, or follows it closely."""
    near = notes.near("plate_cue", read.first, read.last, 8)
    return any(c.last <= read.first or 0 <= c.first - read.last <= 3 for c in near) and not any(
        c.last <= read.first for c in notes.near("number_other", read.first, read.first, 4)
    )


def _near_vehicle(notes: Notes, read: Reading) -> bool:
    return any(notes.near(kind, read.first, read.last, 14) for kind in ("vehicle", "make", "model"))


def _plain(notes: Notes, read: Reading) -> bool:
    """Whether the shape alone, or a vehicle beside it, makes it a mark."""
    if read.sure >= 2:
        return True
    said = notes.original[notes.starts[read.first] : notes.ends[read.last - 1]]
    letters = [c for c in said if c.isascii() and c.isalpha()]
    capitals = bool(letters) and all(c.isupper() for c in letters[:2])
    after = notes.tokens[read.last : read.last + 1]
    before = notes.tokens[max(0, read.first - 2) : read.first]
    if (after and after[0] in UNITS) or {
        "flight",
        "航班",
        "bus",
        "route",
        "room",
        "flat",
        "unit",
        "suite",
        "shop",
        "gate",
        "bay",
        "zone",
        "level",
        "exit",
        "seat",
        "platform",
        "page",
        "post",
        "房",
    } & set(before):
        return False
    if read.letters + read.digits in _MODELS or (read.letters == "hk" and _SUMS & set(before)):
        return False
    if read.letters in _NOT_MARKS and not notes.near("vehicle", read.first, read.last, 6):
        return False
    vehicle = _near_vehicle(notes, read)
    if read.printed and not read.glued and read.letters in _WORDS and not capitals:
        return False
    if capitals:
        return len(read.digits) >= 3 or vehicle
    beside = bool(notes.near("vehicle", read.first, read.last, 3))
    return vehicle and len(read.digits) >= (2 if read.printed or beside else 3)


def _early(notes: Notes, read: Reading, told: bool) -> Plate | None:
    """One letter or none: only straight after a word for "plate"."""
    if not told or read.sounds or not leads_here(notes, read.first):
        return None
    after = notes.tokens[read.last : read.last + 1]
    if after and (
        after[0] in UNITS or after[0] in ("of", "in", "on", "from", "for", "cars", "vehicles")
    ):
        return None
    if after and not read.letters and len(read.digits) == 1 and not after[0].isascii():
        return None
    if not read.letters and {"and", "the", "a", "this", "that", "of"} & set(
        notes.tokens[read.first - 1 : read.first]
    ):
        # "Not one has a plate and three ...", "the plate is the one ending ...".
        return None
    return Plate((read.letters + read.digits).upper(), read.first, read.last, 0.7)


def _corrected(notes: Notes, found: Sequence[Plate], pieces: Sequence[Spelled]) -> list[Plate]:
    """ "AB1234, no, sorry, AB1243": the later one stands; "no, 1243" keeps the letters."""
    kept: list[Plate] = []
    for index, plate in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        if following and (
            _taken_back(notes, plate.last, following.first) or _denied(notes, plate, following)
        ):
            continue
        if following and following.value != plate.value and following.value.startswith(plate.value):
            # "U K nine two oh, U K nine two oh three": said again, and whole.
            continue
        kept.append(_with_new_digits(notes, plate, pieces))
    return kept


def _denied(notes: Notes, plate: Plate, following: Plate) -> bool:
    """ "It is not AB 1234, it is AB 1243", 唔係AB1234 係AB1243."""
    between = notes.folded[notes.ends[plate.last - 1] : notes.starts[following.first]]
    if not _INSTEAD.fullmatch(between):
        return False
    first = notes.starts[plate.first]
    return _DENIAL.search(notes.folded[max(0, first - 40) : first]) is not None


def _taken_back(notes: Notes, last: int, first: int) -> bool:
    between = notes.tokens[last:first]
    return len(between) <= 7 and any(token in CORRECTIONS for token in between)


def _with_new_digits(notes: Notes, plate: Plate, pieces: Sequence[Spelled]) -> Plate:
    at = bisect_right(pieces, plate.last, key=lambda piece: piece.first)
    if at == len(pieces) or pieces[at].first > plate.last + 4:
        return plate
    if not pieces[at].characters.isdecimal() or pieces[at].sound:
        return plate
    if not _taken_back(notes, plate.last, pieces[at].first):
        return plate
    letters = plate.value.rstrip("0123456789")
    read = read_at(notes, pieces, at)
    if read is None or read.overlong or not read.digits:
        return plate
    missing = len(plate.value) - len(letters) - len(read.digits)
    if missing < 0 or (missing and not _plainly_last(notes, plate, read)):
        return plate
    kept = plate.value[len(letters) : len(letters) + missing]
    return Plate(letters + kept + read.digits, plate.first, read.last, plate.confidence)


def _plainly_last(notes: Notes, plate: Plate, read: Reading) -> bool:
    """ "... three four, sorry, five": nothing else stands between, and the digits count nothing."""
    between = notes.tokens[plate.last : read.first]
    strong = {*between} & CORRECTIONS - {"no", "不"}
    after = notes.tokens[read.last : read.last + 1]
    return (
        bool(strong)
        and _PLAIN_CORRECTIONS.issuperset(between)
        and not (after and after[0].isalnum())
    )
