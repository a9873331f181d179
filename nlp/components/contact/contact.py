"""Component ``earwitness_contact``: phone numbers, the caller's name, and the wish to be called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.contact.hours import hours_said, safe_hours
from nlp.components.contact.others import asked_for
from nlp.components.contact.phones import phones
from nlp.components.contact.refusals import Lines, anothers_refusal, lines, own_call
from nlp.components.people.names import names
from nlp.finding import Finding, Kind
from nlp.notes import Cue, Notes, longest, notes_of
from nlp.spelling import spelled

_MAX = 20
#: Tokens between a wish and the time that limits it.
_CLOSE = 4


class ContactComponent:
    """Adds findings of kinds ``phone``, ``name``, ``callback``, ``anonymous``, ``safe_hours``."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        notes.findings += list(phones(notes, spelled(notes.tokens)))[:_MAX]
        notes.findings += names(notes)[:3]
        hours = safe_hours(notes)
        _callback(notes, hours)
        for cue in longest(notes.cues_of(Kind.ANONYMOUS.value))[:3]:
            said = notes.original[cue.start : cue.end].strip()
            notes.findings.append(Finding(Kind.ANONYMOUS, said, 0.85, (cue.mention,)))
        values = {hours_said(notes, cue): cue for cue in hours[:3]}
        told = [value for value in values if value]
        if told:
            mentions = tuple(values[value].mention for value in told)
            notes.findings.append(Finding(Kind.SAFE_HOURS, "; ".join(told), 0.85, mentions))
        return doc


def _callback(notes: Notes, hours: Sequence[Cue]) -> None:
    cues = longest(notes.cues_of("callback", "callback_pseudo"))
    cues = [
        cue for cue in cues
        if cue.kind == "callback" and not _names(notes, cue) and not own_call(notes, cue)
    ]  # fmt: skip
    # "Please don't call me back" holds "call me back": the refusal is longer and wins; but
    # "please don't call after ten" refuses some hours only.
    limited = [c for c in hours if c.value == "not"]
    refusals = [
        cue for cue in cues
        if cue.value == "no" and not any(h.start < cue.end and cue.start < h.end for h in limited)
        and not anothers_refusal(notes, cue)
    ]  # fmt: skip
    wishes = [cue for cue in cues if cue.value == "yes"]
    left = lines(notes, refusals, wishes)
    if left.refused and (left.open or hours):
        _only_there(notes, left, hours)
        return
    wishes = wishes or _numbers_to_call(notes)
    refusals = refusals or list(left.refused)
    last = _last_word(refusals, wishes)
    for cue in last[:3]:
        notes.findings.append(Finding(Kind.CALLBACK, cue.value, 0.9, (cue.mention,)))
    other = asked_for(notes)
    if other is not None and not refusals:
        notes.shelf["call_on"] = other
        if not last:
            notes.findings.append(Finding(Kind.CALLBACK, "yes", 0.8, other.mentions))
            last = wishes
    if not last and hours:
        notes.findings.append(Finding(Kind.CALLBACK, "yes", 0.7, (hours[0].mention,)))
    _own_number(notes, refused=bool(last and last[0].value == "no"))


def _only_there(notes: Notes, left: Lines, hours: Sequence[Cue]) -> None:
    """A call is wished, but not on every line: the refusal is kept beside the wish."""
    backing = [cue.mention for cue in (*left.ways[:1], *hours[:1])]
    backing += list(left.number.mentions) if left.number else []
    notes.findings.append(Finding(Kind.CALLBACK, "yes", 0.85, tuple(backing)))
    notes.shelf["not_on"] = left.refused[:3]
    notes.shelf["call_on"] = left.number or asked_for(notes)
    if left.number is None and any(
        not any(r.first <= own.first < r.last + 3 for r in left.refused)
        for own in notes.cues_of("this_number")
    ):
        _own_number(notes, refused=False)


def _names(notes: Notes, cue: Cue) -> bool:
    """ "Call me Ken" asks for no call."""
    said = notes.folded[cue.start : cue.end]
    return said.endswith(("call me", "叫我")) and any(
        0 <= f.start - cue.end <= 2 for f in notes.of(Kind.NAME)
    )


_CALL_IT = re.compile(
    r"(?:\b(?:call|ring|phone|dial|text|whatsapp|reach|contact|reachable|available|i am|i'm|on)(?: me| us| back| at| on| only| my number| this number| the number| (?:on )?(?:my|the) (?:mobile|cell|handphone|phone|office|landline|home|direct line|work phone|work number)(?: number)?|,? not the \w+|,? never the \w+)*"
    r"|(?:打|致电|拨打|覆|回电|联络|联系|call|whatsapp)(?:返|番|回|俾|畀|给|我|电话|呢个|这个|号码)*)[ ,:，]*$"
)
_TOLD_TO = re.compile(
    r"(?:told|tells|asked|asks|said|says|saying|wants?|made) (?:me |us |him |her |to |please )*$|叫我|要我|话要|让我"
)


def _numbers_to_call(notes: Notes) -> list[Cue]:
    """ "Please ring five oh ...", "I'm on five oh ...": a wish without "me"."""
    found = []
    for finding in notes.of(Kind.PHONE)[:6]:
        before = notes.folded[max(0, finding.start - 40) : finding.start]
        match = _CALL_IT.search(before)
        if (
            finding.facts["role"] != "caller"
            or not match
            or _TOLD_TO.search(before[: match.start()])
        ):
            continue
        start = finding.start - len(before) + match.start()
        first, last = notes.span_tokens(start, finding.end)
        found.append(
            Cue("callback", "yes", "callback.number", first, last, start, finding.end, 0.8)
        )
    return found or _asked_at_end(notes)


_ASKED_AT_END = re.compile(
    r"(?:\b(?:please|pls|kindly|do|and|then|so|just)|,|\d|nine|eight|seven|six|five|four|three|two|one|zero|oh) (?:ring|phone|call|contact|text|message|reply)(?: please| whenever| at any time| any hour| asap| soon| any ?time| thanks| thank you)*[ .!]*$"
)


#: "Please have somebody ring".
_HAVE_SOMEBODY = re.compile(
    r"\b(?:have|get|ask|let) (?:somebody|someone|an officer|one of your officers|one of your people|your officer|your people|the officer|"
    r"whoever is on duty|the station) (?:to )?(?:ring|call|phone|contact)\b"
)


def _asked_at_end(notes: Notes) -> list[Cue]:
    """ "... two oh nine two, please ring." """
    told = notes.of(Kind.PHONE)
    match = (
        (_ASKED_AT_END.search(notes.folded) or _HAVE_SOMEBODY.search(notes.folded))
        if told
        else None
    )
    if match is None:
        return []
    first, last = notes.span_tokens(*match.span())
    return [Cue("callback", "yes", "callback.asked", first, last, *match.span(), 0.8)]


def _last_word(refusals: list[Cue], wishes: list[Cue]) -> list[Cue]:
    """A refusal stands, unless the wish is said after it ("don't call my home, call me on ...")."""
    if refusals and wishes and wishes[-1].first > refusals[-1].last + _CLOSE:
        return wishes if wishes[-1].first - refusals[-1].last <= 12 else refusals
    return refusals or wishes


def _own_number(notes: Notes, *, refused: bool) -> None:
    own = longest(notes.cues_of("this_number"))
    if not own or not notes.caller_number or refused:
        return
    digits = re.sub(r"\D", "", notes.caller_number)
    number = digits[3:] if len(digits) == 11 and digits.startswith("852") else digits
    notes.findings.append(
        Finding(Kind.PHONE, number, 0.8, (own[0].mention,), facts={"role": "caller"})
    )


@Language.factory("earwitness_contact")
def make(nlp: Language, name: str) -> ContactComponent:
    """Factory for the pipeline."""
    return ContactComponent()
