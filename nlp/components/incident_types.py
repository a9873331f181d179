"""Component ``earwitness_incident_types``: which of the listed incidents the words tell of.

Each cue that is neither denied nor supposed adds to its type; cues of one type combine as independent
witnesses do. A type that says the same more exactly displaces the plainer one (a stolen bicycle is
not also a theft).
"""

from __future__ import annotations

from collections import defaultdict

from spacy.language import Language
from spacy.tokens import Doc

from nlp.catalogue import incident_types
from nlp.components.qualifiers import qualifiers_of
from nlp.finding import Finding, Kind, Qualifier
from nlp.notes import Cue, Notes, longest, notes_of

#: A supposed or long past incident is told with less weight.
_DISCOUNT = {Qualifier.HYPOTHETICAL: 0.45, Qualifier.PAST: 0.8, Qualifier.REPORTED: 0.9}
_MAX_TYPES = 6
#: Different hints of one type that make a finding.
_HINTS = 2
_MAX_MENTIONS = 12
#: How much the severest type gains over the mildest where words support both alike.
_SEVERITY_SHARE = 0.35


class IncidentComponent:
    """Adds findings of kind ``incident_type``, the primary one first."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        by_type: dict[str, list[tuple[Cue, frozenset[Qualifier]]]] = defaultdict(list)
        grouped: dict[str, list[Cue]] = defaultdict(list)
        for cue in notes.cues_of("incident", "incident_pseudo"):
            grouped[cue.value].append(cue)
        for code, cues in grouped.items():
            for cue in longest(cues):
                qualifiers = qualifiers_of(notes, cue)
                if cue.kind == "incident" and Qualifier.NEGATED not in qualifiers:
                    by_type[code].append((cue, qualifiers))
        findings = [_finding(code, cues) for code, cues in by_type.items() if cues]
        findings += _fled(notes, findings)
        if not any(finding.asserted for finding in findings):
            findings += _hinted(notes)
        notes.findings += _ranked(findings)[:_MAX_TYPES]
        return doc


def _hinted(notes: Notes) -> list[Finding]:
    """Where no pattern speaks, several words of one topic together do, with little confidence."""
    by_type: dict[str, dict[str, Cue]] = defaultdict(dict)
    for cue in longest(notes.cues_of("hint")):
        if not qualifiers_of(notes, cue) & {Qualifier.NEGATED, Qualifier.HYPOTHETICAL}:
            by_type[cue.value].setdefault(notes.folded[cue.start : cue.end], cue)
    ranked = sorted(by_type.items(), key=lambda item: -len(item[1]))
    if not ranked or len(ranked[0][1]) < _HINTS:
        return []
    code, cues = ranked[0]
    runner_up = len(ranked[1][1]) if len(ranked) > 1 else 0
    confidence = 0.55 if len(cues) > max(runner_up, _HINTS) else 0.45
    mentions = tuple(cue.mention for cue in cues.values())[:_MAX_MENTIONS]
    return [Finding(Kind.INCIDENT, code, confidence, mentions)]


def _fled(notes: Notes, findings: list[Finding]) -> list[Finding]:
    """A collision whose driver went away is a hit and run, however far apart the two are told."""
    codes = {finding.value: finding for finding in findings}
    collision = codes.get("traffic_collision")
    fled = [c for c in longest(notes.cues_of("fled")) if not scoped_negated(notes, c)]
    if collision is None or "hit_and_run" in codes or not fled:
        return []
    after = [cue for cue in fled if cue.start >= collision.start]
    if not after:
        return []
    mentions = (*collision.mentions[:4], after[0].mention)
    return [Finding(Kind.INCIDENT, "hit_and_run", 0.8, mentions, collision.qualifiers)]


def scoped_negated(notes: Notes, cue: Cue) -> bool:
    """True where the cue is denied from outside ("did not stop" denies itself, and stands)."""
    return Qualifier.NEGATED in qualifiers_of(notes, cue)


def _finding(code: str, cues: list[tuple[Cue, frozenset[Qualifier]]]) -> Finding:
    doubt = 1.0
    for cue, qualifiers in cues[:_MAX_MENTIONS]:
        weight = cue.weight
        for qualifier in qualifiers:
            weight *= _DISCOUNT.get(qualifier, 1.0)
        doubt *= 1 - min(weight, 0.95)
    shared = frozenset.intersection(*(qualifiers for _, qualifiers in cues))
    mentions = tuple(cue.mention for cue, _ in cues[:_MAX_MENTIONS])
    return Finding(Kind.INCIDENT, code, min(1 - doubt, 0.99), mentions, shared)


def _ranked(findings: list[Finding]) -> list[Finding]:
    types = incident_types()
    standing = {f.value: f for f in findings}
    dropped = {
        plain
        for finding in findings
        if finding.asserted and not finding.past and finding.confidence >= 0.6
        for plain in types[finding.value].supersedes
        if plain in standing
    }
    kept = [finding for finding in findings if finding.value not in dropped]
    return sorted(kept, key=_weight, reverse=True)


def _weight(finding: Finding) -> float:
    severity = incident_types()[finding.value].severity / 100
    supposed = 0.4 if not finding.asserted else 1.0
    past = 0.5 if finding.past else 1.0
    return finding.confidence * (1 - _SEVERITY_SHARE + _SEVERITY_SHARE * severity) * supposed * past


@Language.factory("earwitness_incident_types")
def make(nlp: Language, name: str) -> IncidentComponent:
    """Factory for the pipeline."""
    return IncidentComponent()
