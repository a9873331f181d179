"""Numbers by which a thing is known again: serial numbers, IMEI, an Octopus number, a card's last digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.finding import Mention
from nlp.notes import Notes
from nlp.spelling import Spelled, spelled

#: What a word for a number is about, and which things it fits.
_FITS = {
    "octopus": r"octopus|八达通|八達通",
    "imei": r"phone|mobile|iphone|电话|手机|samsung|手提",
    "serial": r"rolex|phone|laptop|macbook|ipad|tablet|camera|bike|bicycle|watch|computer|电话|手机|电脑|相机|单车|自行车|表|scooter",
    "card": r"card|卡|wallet|purse|银包|钱包",
    "id": r"id card|identity|hkid|身份证",
    "passport": r"passport|护照",
}
#: 車牌……尾數零四: a mark's end, and no card's.
_OF_A_PLATE = re.compile(r"车牌|字头|[a-z]字|\bplate|registration|licen[cs]e|号码?牌")
_NAMED_NUMBER = re.compile(r"imei|serial|octopus|passport")
_KINDS = {"imei": "imei", "serial": "serial", "octopus": "octopus", "passport": "passport"}
_FILLERS = frozenset(
    [
        " ",
        "-",
        ",",
        "，",
        ".",
        "。",
        "、",
        "is",
        "was",
        "are",
        "系",
        "是",
        ":",
        "：",
        "the",
        "号",
        "码",
        "为",
        "/",
    ]
)
_MAX_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number as it should be written, and its words."""

    #: E.g. ``IMEI 356938035643809``, ``card ending 4321``.
    text: str
    kind: str
    mention: Mention

    def fits(self, item: str) -> bool:
        """Whether it can be this thing's."""
        return bool(re.search(_FITS.get(self.kind, r"$^"), item.lower()))


def identifiers(notes: Notes) -> list[Identifier]:
    """Identifiers in the order of the text: what follows a word for such a number."""
    cues = notes.cues_of("identifier")
    if not cues:
        return []
    pieces = spelled(notes.tokens)
    found: list[Identifier] = []
    for cue in cues[:20]:
        ahead = notes.folded[max(0, cue.start - 24) : cue.start]
        if cue.value == "ending" and _OF_A_PLATE.search(ahead):
            continue
        run = _after(notes, pieces, cue.last)
        text = "".join(piece.characters for piece in run).upper()
        low, high = (2, 6) if cue.value == "ending" else (6, _MAX_LENGTH)
        if not low <= len(text) <= high or not any(c.isdecimal() for c in text):
            continue
        start, end = notes.starts[run[0].first], notes.ends[run[-1].last - 1]
        if any(known.mention.start < end and start < known.mention.end for known in found):
            continue
        mention = Mention(start, end, cue.rule)
        kind = "card" if cue.value == "ending" else cue.value
        label = str(cue.facts["label"])
        if cue.value == "ending" and (named := _NAMED_NUMBER.search(ahead)):
            kind, label = _KINDS[named.group()], f"{named.group().upper()} {label}"
        found.append(Identifier(f"{label} {text}", kind, mention))
    return found


def _after(notes: Notes, pieces: list[Spelled], token: int) -> list[Spelled]:
    """What is spelled from a token on: pieces, and printed groups of letters and digits."""
    starts = {piece.first: piece for piece in pieces}
    run: list[Spelled] = []
    at = token
    while at < len(notes.tokens) and len(run) <= _MAX_LENGTH:
        word, piece = notes.tokens[at], starts.get(at)
        printed = word.isascii() and word.isalnum() and any(c.isdecimal() for c in word)
        if piece is not None and not piece.sound and not _is_word(notes, piece):
            run.append(piece)
            at = piece.last
        elif printed:
            run.append(Spelled(at, at + 1, word))
            at += 1
        elif word in _FILLERS:
            at += 1
        else:
            break
    return run


def _is_word(notes: Notes, piece: Spelled) -> bool:
    """Two small letters printed together are a word ("is"), not a part of a number."""
    said = notes.original[notes.starts[piece.first] : notes.ends[piece.last - 1]]
    return len(said) == 2 and said.isalpha() and said.isascii() and not said.isupper()
