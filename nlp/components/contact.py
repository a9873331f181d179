"""Component ``earwitness_contact``: phone numbers, the caller's name, and the wish to be called.

A Hong Kong number is eight digits that begin with 2, 3, 5, 6, 7, 8 or 9, in whatever way they are said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.time_atoms import atoms
from nlp.finding import Finding, Kind, Mention
from nlp.normalise import Spelled, spelled
from nlp.notes import Cue, Notes, longest, notes_of

_FILLERS = frozenset(["-", ",", "，", ".", "(", ")", "+", "、", "and", " ", "\n", "\t"])
_MAX = 20
#: Words that cannot be a name after "I am" / "this is".
_NOT_NAMES = frozenset(
    [
        "calling",
        "speaking",
        "at",
        "in",
        "on",
        "a",
        "an",
        "the",
        "not",
        "very",
        "so",
        "just",
        "from",
        "here",
        "scared",
        "afraid",
        "is",
        "was",
        "to",
        "my",
        "at",
        "your",
        "about",
        "reporting",
        "outside",
        "inside",
        "really",
        "sure",
        "sorry",
        "urgent",
        "serious",
        "happening",
        "and",
        "but",
        "for",
        "you",
        "i",
        "can",
        "please",
        "we",
        "he",
        "she",
        "they",
        "it",
        "there",
        "got",
        "have",
        "had",
        "was",
        "were",
        "would",
        "could",
        "will",
        "want",
        "live",
        "that",
        "who",
        "with",
        "number",
        "phone",
        "someone",
        "somebody",
        "again",
        "just",
        "today",
        "yesterday",
    ]
)


class ContactComponent:
    """Adds findings of kinds ``phone``, ``name``, ``callback``, ``anonymous``, ``safe_hours``."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        notes.findings += list(phones(notes))[:_MAX]
        notes.findings += list(_names(notes))[:3]
        _callback(notes)
        for kind in (Kind.ANONYMOUS, Kind.SAFE_HOURS):
            for cue in longest(notes.cues_of(kind.value))[:3]:
                value = notes.original[cue.start : cue.end].strip()
                if kind is Kind.SAFE_HOURS:
                    value = _hours(notes.folded[cue.start : cue.end]) or value
                notes.findings.append(Finding(kind, value, 0.85, (cue.mention,)))
        return doc


def _hours(said: str) -> str | None:
    """``after six o'clock`` -> ``after 18:00``; None where no clock time is said."""
    found = [atom for atom in atoms(said) if atom.kind == "clock"]
    side = re.search(r"after|before|后|前", said)
    if not found or not side:
        return None
    hour, half = found[0].values["hour"], found[0].values["half"]
    # Nobody asks to be called before eight in the morning.
    if (half == "pm" and hour < 12) or (half is None and hour < 8):
        hour += 12
    word = "after" if side.group() in ("after", "后") else "before"
    return f"{word} {hour:02d}:{found[0].values['minute']:02d}"


def phones(notes: Notes) -> Iterator[Finding]:
    """Runs of eight spoken or written digits."""
    for run in digit_runs(notes):
        digits = "".join(piece.characters for piece in run)
        if digits.startswith("852") and len(digits) == 11:
            digits = digits[3:]
        if len(digits) != 8 or digits[0] not in "235678 9":
            continue
        start, end = notes.starts[run[0].token], notes.ends[run[-1].token]
        role = _role(notes, run[0].token, run[-1].token + 1)
        yield Finding(
            Kind.PHONE,
            digits,
            0.9,
            (Mention(start, end, "phone.eight_digits"),),
            facts={"role": role},
        )


def digit_runs(notes: Notes) -> Iterator[list[Spelled]]:
    """Longest runs of tokens that spell digits; spaces, commas and hyphens between do no harm."""
    run: list[Spelled] = []
    for index, piece in enumerate(spelled(notes.tokens)):
        if piece is not None and (piece.characters.isdecimal() or not piece.characters):
            run.append(piece)
        elif notes.tokens[index] not in _FILLERS or not run:
            if run:
                yield from _whole_numbers(run)
            run = []
    if run:
        yield from _whole_numbers(run)


def _whole_numbers(run: list[Spelled]) -> Iterator[list[Spelled]]:
    """A run as it is, or cut where whole numbers of eight digits stand in it."""
    while run and not run[-1].characters:
        run = run[:-1]
    total = sum(len(piece.characters) for piece in run)
    if total <= 11:
        yield run
        return
    part: list[Spelled] = []
    for piece in run:
        part.append(piece)
        if sum(len(p.characters) for p in part) >= 8:
            yield part
            part = []


def _role(notes: Notes, first: int, last: int) -> str:
    cues = [c for c in notes.near("phone_role", first, last, 8) if c.last <= first]
    return cues[-1].value if cues else "caller"


def _names(notes: Notes) -> Iterator[Finding]:
    for cue in longest(notes.cues_of("name")):
        start = cue.start + _name_offset(notes, cue)
        name = re.split(r"[,.，。]", notes.original[start : cue.end])[0].strip()
        words = name.split()
        words = _until_not_a_name(words)
        if cue.rule == "name.en" and not _is_english_name(words):
            continue
        if words:
            value = " ".join(words)
            at = notes.original.index(value, start) if value in notes.original[start:] else start
            yield Finding(Kind.NAME, value, 0.85, (Mention(at, at + len(value), cue.rule),))


def _until_not_a_name(words: list[str]) -> list[str]:
    """Recognisers print no full stops: a name ends where another sentence begins."""
    for index, word in enumerate(words):
        if word.lower() in _NOT_NAMES:
            return words[:index]
    return words


def _is_english_name(words: list[str]) -> bool:
    return bool(words) and words[0].lower() not in _NOT_NAMES and len(words) <= 4


def _name_offset(notes: Notes, cue: Cue) -> int:
    said = notes.folded[cue.start : cue.end]
    lead = re.match(
        r"my name(?:'s| is) |this is |i am |i'm |name is |speaking,? it's "
        r"|我叫做|我叫|我的名字是|我个名[系是]|我名叫|姓名是|我姓|小姓|我[系是]",
        said,
    )
    return lead.end() if lead else 0


def _callback(notes: Notes) -> None:
    cues = longest(notes.cues_of("callback"))
    # "Please don't call me back" holds "call me back": the refusal is longer and wins.
    refusals = [cue for cue in cues if cue.value == "no"]
    for cue in (refusals or cues)[:3]:
        notes.findings.append(Finding(Kind.CALLBACK, cue.value, 0.9, (cue.mention,)))
    own = longest(notes.cues_of("this_number"))
    if own and notes.caller_number and not refusals:
        mention = own[0].mention
        digits = re.sub(r"\D", "", notes.caller_number)
        number = digits[3:] if len(digits) == 11 and digits.startswith("852") else digits
        notes.findings.append(
            Finding(Kind.PHONE, number, 0.8, (mention,), facts={"role": "caller"})
        )


@Language.factory("earwitness_contact")
def make(nlp: Language, name: str) -> ContactComponent:
    """Factory for the pipeline."""
    return ContactComponent()
