"""Component ``earwitness_danger``: weapons, injuries and the cues of urgency.

A denied weapon is an answer too ("no"); a supposed one is no answer, but said to be possible it is
remembered (``facts["possible"]``). What is denied is never "yes". A thing that is no weapon by itself
(a hammer, a bottle) is one where somebody uses it so; a knife in a kitchen is none.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.qualifiers import qualifiers_of, scopes_of
from nlp.finding import Finding, Kind, Qualifier
from nlp.notes import Cue, Notes, longest, notes_of

_MAX = 20
#: Tokens around a thing in which somebody uses it as a weapon, or harmlessly.
_WIELD_REACH = 6
_HARMLESS_REACH = 6


class DangerComponent:
    """Adds findings of kinds ``weapon``, ``injury`` (value yes, no, unknown) and ``urgency_cue``."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        for kind in (Kind.WEAPON, Kind.INJURY):
            notes.findings += [_answer(notes, kind, cue) for cue in _cues(notes, kind)[:_MAX]]
        denied = {f.end for f in notes.of(Kind.INJURY) if f.value == "no"}
        for cue in urgency_cues(notes)[: 4 * _MAX]:
            # "A car ... nobody was hurt": the end of a cue is denied where the injury is.
            notes.findings.append(_urgency(notes, cue, denied=cue.end in denied))
        return doc


def _cues(notes: Notes, kind: Kind) -> list[Cue]:
    cues = longest(notes.cues_of(kind.value, f"{kind.value}_pseudo"))
    cues = [cue for cue in cues if cue.kind == kind.value]
    if not notes.of(Kind.INCIDENT):
        # "My knee hurts when it rains" tells of no injury that anybody needs to know of.
        cues = [cue for cue in cues if not cue.facts.get("minor")]
    return [cue for cue in cues if kind is not Kind.WEAPON or _is_weapon(notes, cue)]


def _is_weapon(notes: Notes, cue: Cue) -> bool:
    """True unless the words around say that the thing is used for what it is made for."""
    struck = _beside(notes, cue, "striking", _WIELD_REACH)
    if cue.facts.get("tool") == "thing":
        return struck
    wielded = struck or _beside(notes, cue, "wielding", _WIELD_REACH)
    if cue.facts.get("tool"):
        return wielded
    return wielded or not _beside(notes, cue, "harmless", _HARMLESS_REACH)


def _beside(notes: Notes, cue: Cue, kind: str, reach: int) -> bool:
    near = notes.near(kind, cue.first, cue.last, reach)
    return any(other.last <= cue.first or other.first >= cue.last for other in near)


def _answer(notes: Notes, kind: Kind, cue: Cue) -> Finding:
    qualifiers = qualifiers_of(notes, cue)
    value = "yes"
    if Qualifier.NEGATED in qualifiers:
        value = "no"
    elif Qualifier.HYPOTHETICAL in qualifiers:
        value = "unknown"
    facts = {
        "possible": value == "unknown" and scopes_of(notes).possible(cue.first, cue.last),
        "minor": bool(cue.facts.get("minor")),
    }
    return Finding(kind, value, cue.weight, (cue.mention,), qualifiers, facts=facts)


def _urgency(notes: Notes, cue: Cue, *, denied: bool) -> Finding:
    facts = {"possible": scopes_of(notes).possible(cue.first, cue.last)}
    qualifiers = qualifiers_of(notes, cue) | ({Qualifier.NEGATED} if denied else set())
    if cue.facts.get("self_contained"):
        # "She says she will jump": what she means to do is the danger itself.
        qualifiers -= {Qualifier.NEGATED}
    return Finding(Kind.URGENCY, cue.value, cue.weight, (cue.mention,), qualifiers, facts=facts)


def urgency_cues(notes: Notes) -> list[Cue]:
    """The longest cues of each value that stand in no pseudo cue, in the order of the text."""
    pseudo = longest(notes.cues_of("urgency_pseudo"))
    spans = [(cue.first, cue.last) for cue in pseudo]
    cues = [cue for cue in notes.cues_of("urgency") if not _within(cue, spans)]
    return longest_by_value(cues)


def _within(cue: Cue, spans: Iterable[tuple[int, int]]) -> bool:
    """True where the cue ends in a pseudo cue: "a fire" in "a fire extinguisher"."""
    return any(first < cue.last <= last for first, last in spans)


def longest_by_value(cues: list[Cue]) -> list[Cue]:
    """The longest cues of each value, in the order of the text."""
    values = dict.fromkeys(cue.value for cue in cues)
    kept = [c for value in values for c in longest(cue for cue in cues if cue.value == value)]
    return sorted(kept, key=lambda cue: cue.first)


@Language.factory("earwitness_danger")
def make(nlp: Language, name: str) -> DangerComponent:
    """Factory for the pipeline."""
    return DangerComponent()
