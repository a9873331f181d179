"""Component ``earwitness_property``: things stolen, lost, found or damaged, and what they are worth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.qualifiers import qualifiers_of
from nlp.components.things.amounts import Amount, amounts
from nlp.components.things.apart import befalls
from nlp.components.things.identifiers import Identifier, identifiers
from nlp.components.things.items import Item, items
from nlp.components.things.status import is_intact, status_of, value_of
from nlp.components.things.together import goes_on, is_together
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.notes import Cue, Notes, notes_of

#: A thing belongs to the status word within so many tokens; in a message of no property, where somebody
#: is lost or a bell rings, only next to it.
_REACH, _REACH_ELSEWHERE = 14, 3
_MAX = 20
CONSISTENT = {
    "lost_property": "lost", "found_property": "found", "theft": "stolen", "robbery": "stolen",
    "pickpocketing": "stolen", "bicycle_theft": "stolen", "burglary": "stolen",
    "criminal_damage": "damaged", "theft_from_vehicle": "stolen", "shop_theft": "stolen",
}  # fmt: skip

#: Incidents that things are neither taken nor lost in.
_OF_NO_PROPERTY = frozenset(
    {
        "missing_person", "welfare_check", "information_request", "complaint_against_police", "noise",
        "domestic_dispute", "dispute", "suspicious_person", "illegal_parking", "drone", "animal",
    }
)  # fmt: skip


#: Incidents in which somebody is sought, with what he took along.
_SOUGHT = frozenset({"missing_person", "welfare_check"})


@dataclass(slots=True)
class _Thing:
    """A thing while its parts are being put together."""

    item: Item
    status: str
    mentions: list[Mention]
    value: Amount | None = None
    identifiers: list[Identifier] = field(default_factory=list)
    #: What it was in, or told together with.
    within: _Thing | None = None


class PropertyComponent:
    """Adds findings of kind ``property``; facts: item, status, value_hkd, identifiers."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        sums = amounts(notes)
        primary = next((f.value for f in notes.findings if f.kind is Kind.INCIDENT), "")
        things: list[_Thing] = []
        for item in items(notes, CONSISTENT.get(primary)):
            thing = _thing_of(notes, item, primary)
            if thing is not None:
                _add(things, thing)
            elif (host := _host(notes, things, item)) is not None:
                _add(things, _Thing(item, host.status, [item.mention], within=host.within or host))
            else:
                _enrich(things, item)
        things = _with_cash(notes, things, sums)[:_MAX]
        _give_values(notes, things, sums)
        _give_identifiers(things, identifiers(notes))
        notes.findings += [_finding(thing) for thing in things]
        notes.shelf["amounts"] = [(s.value, s.mention) for s in sums if s.value is not None]
        return doc


def _thing_of(notes: Notes, item: Item, primary: str) -> _Thing | None:
    if item.status is not None:
        return _Thing(item, item.status, [item.mention])
    cue = item.cue
    wanted = CONSISTENT.get(primary)
    reach = _REACH_ELSEWHERE if primary in _OF_NO_PROPERTY else _REACH
    status = status_of(notes, cue, wanted, reach)
    if status is None or Qualifier.NEGATED in qualifiers_of(notes, cue):
        return None
    if Qualifier.NEGATED in qualifiers_of(notes, status) and status.value != "lost":
        return None
    if not befalls(notes, cue, status, primary):
        return None
    value = value_of(notes, status, wanted)
    if value == "damaged" and item.is_money:
        # Cash in a safe that was broken open.
        value = wanted or "stolen"
    if value == "stolen" and primary in _SOUGHT:
        # "He took his backpack and left": whoever is missing has it with him.
        return None
    if primary == "found_property" and value == "lost" and not _OWN.search(_ahead(notes, cue)):
        # "Somebody left a phone in my taxi": lost by another, found by the caller.
        value = "found"
    return _Thing(item, value, [item.mention, status.mention])


def _host(notes: Notes, things: list[_Thing], item: Item) -> _Thing | None:
    """The thing that this one was in, or that is told right before it in a list."""
    if item.cue.facts.get("only") == "damaged" or is_intact(notes, item.cue):
        return None
    if Qualifier.NEGATED in qualifiers_of(notes, item.cue):
        return None
    if things and things[-1].within is not None and goes_on(notes, things[-1].item, item):
        return things[-1]
    for thing in reversed(things[-4:]):
        held = thing.status != "damaged" and is_together(notes, thing.item, item)
        if held and not any(t.item.same_as(item) for t in things):
            return thing
    return None


_OWN = re.compile(r"\b(?:i|my|our|we|i've)\b|我")


def _ahead(notes: Notes, cue: Cue) -> str:
    return notes.folded[max(0, cue.start - 24) : cue.start]


def _add(things: list[_Thing], thing: _Thing) -> None:
    """The same thing told again adds its words: "my bike ... it's a black Giant mountain bike"."""
    for index, known in enumerate(things[:_MAX]):
        if known.status == thing.status and known.item.same_as(thing.item):
            fuller = max(known.item, thing.item, key=lambda item: len(item.text))
            mentions = list(dict.fromkeys((*known.mentions, *thing.mentions)))[:8]
            things[index] = replace(known, item=fuller, mentions=mentions)
            return
    things.append(thing)


def _enrich(things: list[_Thing], item: Item) -> None:
    """Words far from any "stolen" only say more of a thing that was: "it's a black Giant bike"."""
    for thing in things[:_MAX]:
        if thing.item.same_as(item) and len(item.text) > len(thing.item.text):
            thing.item = item
            thing.mentions = [*thing.mentions, item.mention][:8]
            return


def _with_cash(notes: Notes, things: list[_Thing], sums: list[Amount]) -> list[_Thing]:
    """ "They took my phone and two thousand dollars": the sum is a thing of its own."""
    for money in sums:
        told = [t for t in things if t.item.is_money and _overlap(t.item.mention, money.mention)]
        worth = _WORTH.search(notes.folded[max(0, money.mention.start - 8) : money.mention.start])
        if told and worth and len(things) > 1:
            # 大提琴……值五萬塊錢: its price, and no money.
            things.remove(told[0])
            continue
        if told:
            told[0].value = told[0].value or money
            continue
        lead = notes.folded[max(0, money.mention.start - 6) : money.mention.start]
        before = [t for t in things if 0 <= money.mention.start - t.item.mention.end <= 8]
        if not re.search(r"\band $|[同和及跟埋]$", lead) or not before or before[-1].item.is_money:
            continue
        cue = Cue(
            "item", "", money.mention.rule, money.first, money.last, money.mention.start, money.mention.end, 0.8
        )  # fmt: skip
        said = notes.original[money.mention.start : money.mention.end]
        item = Item(cue, said.strip(), money.mention)
        things.append(_Thing(item, before[-1].status, [money.mention], value=money))
    return things


_WORTH = re.compile(
    r"(?:值|价值|价钱|买|卖|要|花|用咗|赔|修|成本)(?:大概|大约|差不多|成|约|咗|了|返)*$|\bworth (?:about |around )?$"
)


def _overlap(one: Mention, other: Mention) -> bool:
    """They share a character, or the sum stands right before: 六万块 | 现金."""
    return one.start <= other.end and other.start < one.end


def _give_values(notes: Notes, things: list[_Thing], sums: list[Amount]) -> None:
    """A sum belongs to the thing before it; one thing and one sum of a message belong together."""
    own = {id(t.value) for t in things if t.value is not None}
    for money in (m for m in sums if id(m) not in own):
        before = [
            t for t in things
            if 0 <= money.mention.start - t.item.mention.end <= 60 and t.value is None
        ]  # fmt: skip
        cash = [
            t for t in things
            if t.item.is_money and abs(money.mention.start - t.item.mention.start) <= 40
        ]  # fmt: skip
        after = [
            t
            for t in things
            if re.fullmatch(
                r"[^.]{0,20}?\b(?:in|of|worth of) (?:my |the |an? )?",
                notes.folded[money.mention.end : max(t.item.mention.start, money.mention.end)],
            )
        ]
        owner = cash[:1] or after[:1] or before[-1:]
        if owner and owner[0].value is None:
            owner[0].value = money
    if len(things) == 1 and len(sums) == 1 and things[0].value is None:
        things[0].value = sums[0]


def _give_identifiers(things: list[_Thing], found: list[Identifier]) -> None:
    for identifier in found:
        fit = [t for t in things if identifier.fits(t.item.text)]
        if not fit and identifier.kind in ("passport", "id"):
            continue  # Somebody's passport number, told beside things that were taken.
        near = sorted(
            fit or things, key=lambda t: abs(t.item.mention.start - identifier.mention.start)
        )
        if near:
            near[0].identifiers.append(identifier)


def _finding(thing: _Thing) -> Finding:
    mentions = list(thing.mentions)
    if thing.value is not None:
        mentions.append(thing.value.mention)
    mentions += [i.mention for i in thing.identifiers]
    facts: dict[str, Any] = {
        "item": thing.item.text,
        "status": thing.status,
        "value_hkd": thing.value.value if thing.value else None,
        "identifiers": list(dict.fromkeys(i.text for i in thing.identifiers))[:6],
    }
    confidence = 0.65 if thing.item.guessed else 0.8
    return Finding(
        Kind.PROPERTY,
        re.sub(r"\s+", " ", thing.item.text),
        confidence,
        tuple(mentions),
        facts=facts,
    )


@Language.factory("earwitness_property")
def make(nlp: Language, name: str) -> PropertyComponent:
    """Factory for the pipeline."""
    return PropertyComponent()
