"""Component ``earwitness_property``: things stolen, lost, found or damaged, and what they are worth."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.qualifiers import qualifiers_of
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.normalise import chinese_number, english_number
from nlp.notes import Cue, Notes, longest, notes_of

#: A thing belongs to the status word within so many tokens.
_REACH = 14
_MAX = 20
_CONSISTENT = {
    "lost_property": "lost", "found_property": "found", "theft": "stolen", "robbery": "stolen",
    "pickpocketing": "stolen", "bicycle_theft": "stolen", "burglary": "stolen",
    "criminal_damage": "damaged", "theft_from_vehicle": "stolen", "shop_theft": "stolen",
}  # fmt: skip


class PropertyComponent:
    """Adds findings of kind ``property``; facts: item, status, value_hkd, identifiers."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        amounts = _amounts(notes)
        found: dict[tuple[str, str], Finding] = {}
        for cue in longest(notes.cues_of("item", "item_pseudo")):
            if cue.kind != "item":
                continue
            status = _status(notes, cue)
            if status is None or Qualifier.NEGATED in qualifiers_of(notes, cue):
                continue
            item = notes.original[cue.start : cue.end]
            key = (notes.folded[cue.start : cue.end], status.value)
            value = _value_near(amounts, cue)
            if key not in found and len(found) < _MAX:
                found[key] = _finding(item, status, cue, value)
        found = _with_lone_amount(found, amounts)
        notes.findings += list(found.values())
        notes.shelf["amounts"] = amounts
        return doc


def _with_lone_amount(
    found: dict[tuple[str, str], Finding], amounts: list[tuple[int, Mention]]
) -> dict[tuple[str, str], Finding]:
    """One thing and one sum in the whole message belong together."""
    if len(found) != 1 or len(amounts) != 1:
        return found
    (key, finding), (value, mention) = next(iter(found.items())), amounts[0]
    if finding.facts["value_hkd"] is not None:
        return found
    facts = {**finding.facts, "value_hkd": value}
    return {key: replace(finding, facts=facts, mentions=(*finding.mentions, mention))}


def _status(notes: Notes, cue: Cue) -> Cue | None:
    """The nearest status word; the message's own incident breaks ties."""
    near = notes.near("property_status", cue.first, cue.last, _REACH)
    if not near:
        return None
    primary = next((f.value for f in notes.findings if f.kind is Kind.INCIDENT), "")
    wanted = _CONSISTENT.get(primary)

    def distance(status: Cue) -> tuple[int, int]:
        gap = max(status.first - cue.last, cue.first - status.last, 0)
        return (0 if status.value == wanted else 1, gap)

    return min(near, key=distance)


def _finding(item: str, status: Cue, cue: Cue, value: tuple[int, Mention] | None) -> Finding:
    mentions = [cue.mention, status.mention] + ([value[1]] if value else [])
    facts: dict[str, Any] = {
        "item": item,
        "status": status.value,
        "value_hkd": value[0] if value else None,
        "identifiers": [],
    }
    return Finding(Kind.PROPERTY, item, 0.8, tuple(mentions), facts=facts)


def _amounts(notes: Notes) -> list[tuple[int, Mention]]:
    found = []
    for cue in longest(notes.cues_of("amount", "amount_words")):
        value = amount(notes.folded[cue.start : cue.end])
        if value:
            found.append((value, Mention(cue.start, cue.end, cue.rule)))
    return found[:_MAX]


def amount(said: str) -> int | None:
    """``$3,000``, ``two grand``, ``三千蚊`` as Hong Kong dollars; None where it is none."""
    bare = re.sub(r"(?:hk)?\$|hong kong|dollars|hkd|bucks|[蚊元银几]|块钱|块|港[币纸]?", " ", said)
    bare = bare.replace(",", "").strip()
    chinese = chinese_number(bare)
    if chinese is not None:
        return chinese
    mixed = re.fullmatch(r"(\d+)([百千万])", bare)
    if mixed:
        return int(mixed[1]) * {"百": 100, "千": 1000, "万": 10_000}[mixed[2]]
    words = re.sub(r"(\d)(k)\b", r"\1 \2", bare).replace("-", " ").split()
    return english_number(words)


def _value_near(amounts: list[tuple[int, Mention]], cue: Cue) -> tuple[int, Mention] | None:
    after = [a for a in amounts if 0 <= a[1].start - cue.end <= 60]
    return after[0] if after else None


@Language.factory("earwitness_property")
def make(nlp: Language, name: str) -> PropertyComponent:
    """Factory for the pipeline."""
    return PropertyComponent()
