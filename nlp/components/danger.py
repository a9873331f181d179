"""Component ``earwitness_danger``: weapons, injuries and the cues of urgency.

A denied weapon is an answer too ("no"); a supposed one is no answer. What is denied is never "yes".
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.qualifiers import qualifiers_of
from nlp.finding import Finding, Kind, Qualifier
from nlp.notes import Cue, Notes, longest, notes_of

_MAX = 20


class DangerComponent:
    """Adds findings of kinds ``weapon``, ``injury`` (value yes, no, unknown) and ``urgency_cue``."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        for kind in (Kind.WEAPON, Kind.INJURY):
            notes.findings += [_answer(notes, kind, cue) for cue in _cues(notes, kind)[:_MAX]]
        for cue in longest_by_value(notes.cues_of("urgency"))[: 3 * _MAX]:
            qualifiers = qualifiers_of(notes, cue)
            notes.findings.append(
                Finding(Kind.URGENCY, cue.value, cue.weight, (cue.mention,), qualifiers)
            )
        return doc


def _cues(notes: Notes, kind: Kind) -> list[Cue]:
    cues = longest(notes.cues_of(kind.value, f"{kind.value}_pseudo"))
    return [cue for cue in cues if cue.kind == kind.value]


def _answer(notes: Notes, kind: Kind, cue: Cue) -> Finding:
    qualifiers = qualifiers_of(notes, cue)
    value = "yes"
    if Qualifier.NEGATED in qualifiers:
        value = "no"
    elif Qualifier.HYPOTHETICAL in qualifiers:
        value = "unknown"
    return Finding(kind, value, cue.weight, (cue.mention,), qualifiers)


def longest_by_value(cues: list[Cue]) -> list[Cue]:
    """The longest cues of each value, in the order of the text."""
    values = dict.fromkeys(cue.value for cue in cues)
    kept = [c for value in values for c in longest(cue for cue in cues if cue.value == value)]
    return sorted(kept, key=lambda cue: cue.first)


@Language.factory("earwitness_danger")
def make(nlp: Language, name: str) -> DangerComponent:
    """Factory for the pipeline."""
    return DangerComponent()
