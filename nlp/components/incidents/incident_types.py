"""Component ``earwitness_incident_types``: which of the listed incidents the words tell of.

Two see the message. Patterns name the words that they saw, and obey qualifiers; the trained classifier
(``nlp.classifier``) gives every type a share, of the whole message and of each part of it. A pattern's
finding multiplies the odds of its type (``JOINING``, fitted on held-out messages); what comes out on
top is the primary incident, unless it is *none*. Where only the classifier sees an incident, the
evidence is the stretch of words that adds most to it. A type that says the same more exactly
displaces the plainer one (a stolen bicycle is not also a theft).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from nlp import classifier
from nlp.catalogue import incident_types
from nlp.components.qualifiers import qualifiers_of, scopes_of
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.notes import Cue, Notes, longest, notes_of

#: Rule name of evidence that only the classifier saw.
RULE = "classifier"
#: Where the notes keep the joint shares of *none* and of the likeliest type, for ``nlp.nothing``.
SHELF = "incident_shares"
#: A supposed or long past incident is told with less weight.
_DISCOUNT = {Qualifier.HYPOTHETICAL: 0.45, Qualifier.PAST: 0.8, Qualifier.REPORTED: 0.9}
_MAX_TYPES = 6
_MAX_MENTIONS = 12
#: How much the severest type gains over the mildest where words support both alike.
_SEVERITY_SHARE = 0.35
#: Share from which a second type counts that only a part of the message tells of.
_SECOND = 0.8
#: Confidence below which a type beside the first is left out: "a big crash" in a quarrel is no collision.
_FAINT = 0.25
#: ... and below which a type that only the classifier sees is not even the first.
_GUESS = 0.2
#: Severity from which a pattern's finding may stand against a whole that looks like none, and the
#: share of the whole from which it does: a robbery named outright is not talked away.
_GRAVE, _NAMED = 60, 0.25
#: From this confidence a pattern names its crime outright; then only this share of *none* talks it away.
_OUTRIGHT, _TALKED_AWAY = 0.85, 0.97
#: Tokens of a part of the message, and how far the next part begins after it.
_PART, _STEP, _LEAST = 18, 6, 5
#: Tokens of the longest stretch that is shown as the classifier's evidence.
_STRETCH = 14
#: A type whose support lies under a qualifier to this share stands under it.
_COVERED = 0.6
_STOPS = frozenset(".?!;。？！；\n")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Joining:
    """How patterns and classifier are weighed; fitted by ``python -m nlp.training``."""

    #: What a pattern's confidence of 1 adds to the logarithm of its type's odds.
    pattern: float
    #: Scores are divided by this: 1 leaves the shares as they are, more makes them humbler.
    temperature: float

    def shares(self, shares: Floats, patterns: Floats) -> Floats:
        """(labels,) shares of the classifier and (labels,) confidences of patterns -> joint shares."""
        scores = (np.log(shares + 1e-9) + self.pattern * patterns) / self.temperature
        raised = np.exp(scores - scores.max())
        result: Floats = raised / raised.sum()
        return result


@dataclass(frozen=True, slots=True)
class Calibration:
    """A joint share as the confidence that it deserves: what was right of held-out messages.

    Straight lines between the means of the measured fifths; the fifths never fall (isotonic).
    """

    said: tuple[float, ...]
    right: tuple[float, ...]

    @classmethod
    def of(cls, bins: Sequence[Mapping[str, float]]) -> Calibration:
        """``bins``: ``said`` (mean share), ``right``, ``of`` of each fifth, from low to high."""
        right = np.maximum.accumulate([row["right"] / row["of"] for row in bins])
        return cls(
            (0.0, *(row["said"] for row in bins), 1.0),
            (0.0, *(float(value) for value in right), max(0.97, float(right[-1]))),
        )

    def confidence(self, share: float) -> float:
        """0..1 for a share of 0..1."""
        return float(np.interp(share, self.said, self.right))


class IncidentComponent:
    """Adds findings of kind ``incident_type``, the primary one first."""

    def __init__(self) -> None:
        self._classifier = classifier.shipped()
        self._joining = Joining(**classifier.facts()["joining"])
        self._calibration = Calibration.of(classifier.facts()["measured"]["calibration"])

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        seen = from_patterns(notes)
        if any(token[0].isalpha() for token in notes.tokens):
            reading = self._classifier.read(_spoken(notes))
            seen = self._joined(notes, reading, seen)
        notes.findings += _standing(seen)[:_MAX_TYPES]
        return doc

    def _joined(
        self, notes: Notes, reading: classifier.Reading, seen: list[Finding]
    ) -> list[Finding]:
        whole = self.joint(reading, seen, (0, len(notes.tokens)))
        at_none = reading.labels.index(classifier.NONE)
        notes.shelf[SHELF] = (float(whole[at_none]), float(np.delete(whole, at_none).max()))
        if reading.labels[int(whole.argmax())] == classifier.NONE:
            return self._despite(notes, reading, seen, whole)
        best = {code: float(whole[i]) for i, code in enumerate(reading.labels)}
        found = {finding.value: finding for finding in seen}
        top = max(found_or_best(best), key=best.__getitem__)
        if not found and self._calibration.confidence(best[top]) < _GUESS:
            return []
        for code in [top, *self._seconds(notes, reading, set(found) | {top})]:
            if code not in found:
                told = _told(notes, reading, code)
                if told is not None:
                    found[code] = told
        order = sorted(found.values(), key=lambda f: _weight(f, best[f.value]), reverse=True)
        weighed = [self._weighed(finding, best[finding.value]) for finding in order]
        return [f for n, f in enumerate(weighed) if n == 0 or f.confidence >= _FAINT]

    def joint(
        self, reading: classifier.Reading, seen: Sequence[Finding], span: tuple[int, int]
    ) -> Floats:
        """(labels,): the shares of a stretch of tokens, with what patterns found in the message."""
        shares = reading.probabilities([span])[0]
        return self._joining.shares(shares, pattern_confidences(reading.labels, seen))

    def _despite(
        self, notes: Notes, reading: classifier.Reading, seen: list[Finding], whole: Floats
    ) -> list[Finding]:
        """Grave findings of patterns that a part of a long, chatty message bears out by itself, or
        that are nearly as likely as nothing."""
        types = incident_types()
        grave = [f for f in seen if f.asserted and types[f.value].severity >= _GRAVE]
        if not grave:
            return []
        place = {f.value: reading.labels.index(f.value) for f in grave}
        best = {f.value: float(whole[place[f.value]]) for f in grave if not f.past}
        standing = {code for code, share in best.items() if share >= _NAMED}
        if float(whole[reading.labels.index(classifier.NONE)]) < _TALKED_AWAY:
            standing |= {f.value for f in grave if not f.past and f.confidence >= _OUTRIGHT}
        standing |= {f.value for f in grave if not f.past and _is_all(notes, f)}
        if len(parts := _parts(notes)) >= 2:
            shares = reading.probabilities(parts).max(axis=0)
            best |= {f.value: float(shares[place[f.value]]) for f in grave}
            standing |= {code for code, share in best.items() if share >= _SECOND}
        return [self._weighed(f, best[f.value]) for f in grave if f.value in standing]

    def _weighed(self, finding: Finding, share: float) -> Finding:
        return _weighed(finding, self._calibration.confidence(share))

    def _seconds(self, notes: Notes, reading: classifier.Reading, known: set[str]) -> list[str]:
        """Types that a part of the message tells of so clearly that they stand beside the first."""
        parts = _parts(notes)
        if len(parts) < 2:
            return []
        shares = reading.probabilities(parts)
        codes = {reading.labels[i] for i in shares.argmax(axis=1)[shares.max(axis=1) >= _SECOND]}
        return sorted(codes - known - {classifier.NONE, "other", "information_request"})


def _is_all(notes: Notes, finding: Finding) -> bool:
    """True where little but the finding's words is said: somebody shouts 打劫呀 and hangs up."""
    spans = [(m.start, m.end) for m in finding.mentions]
    words = [i for i, token in enumerate(notes.tokens) if token[0].isalnum()]
    named = [i for i in words if any(a <= notes.starts[i] < b for a, b in spans)]
    return 3 * len(named) >= 2 * len(words)


def found_or_best(best: dict[str, float]) -> list[str]:
    """The codes among the labels."""
    return [code for code in best if code != classifier.NONE]


def pattern_confidences(labels: Sequence[str], seen: Sequence[Finding]) -> Floats:
    """(labels,): how sure the patterns are of each type; past and supposed ones count less."""
    result = np.zeros(len(labels), dtype="f")
    place = {label: i for i, label in enumerate(labels)}
    for finding in seen:
        share = 0.4 if finding.past or not finding.asserted else 1.0
        result[place[finding.value]] = max(result[place[finding.value]], finding.confidence * share)
    return result


def _spoken(notes: Notes) -> Sequence[str]:
    """The tokens, those in phantoms blanked: nothing is found there."""
    if not notes.phantoms:
        return notes.tokens
    return [
        " " if any(a < end and start < b for a, b in notes.phantoms) else token
        for token, start, end in zip(notes.tokens, notes.starts, notes.ends, strict=True)
    ]


def from_patterns(notes: Notes) -> list[Finding]:
    """What the patterns alone see, superseded types left out."""
    by_type: dict[str, list[tuple[Cue, frozenset[Qualifier]]]] = defaultdict(list)
    grouped: dict[str, list[Cue]] = defaultdict(list)
    for cue in notes.cues_of("incident", "incident_pseudo"):
        grouped[cue.value].append(cue)
    for code, cues in grouped.items():
        for cue in _armed(longest(cues)):
            qualifiers = qualifiers_of(notes, cue)
            if Qualifier.NEGATED not in qualifiers:
                by_type[code].append((cue, qualifiers))
    findings = [_finding(code, cues) for code, cues in by_type.items() if cues]
    return _standing([*findings, *_fled(notes, findings)])


def _armed(cues: list[Cue]) -> list[Cue]:
    """The incident's cues that begin in no earlier pseudo cue: "差點逼我撞" disarms "撞護欄"."""
    kept: list[Cue] = []
    disarmed = -1
    for cue in cues:
        if cue.kind == "incident_pseudo":
            disarmed = max(disarmed, cue.last)
        elif cue.first >= disarmed:
            kept.append(cue)
    return kept


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


def _parts(notes: Notes) -> list[tuple[int, int]]:
    """Stretches of the message: its sentences where it has any, and windows over long ones."""
    cuts = [i + 1 for i, token in enumerate(notes.tokens) if token in _STOPS]
    edges = [0, *cuts, len(notes.tokens)]
    parts = []
    for first, last in pairwise(edges):
        for start in range(first, max(last - _PART + _STEP, first + 1), _STEP):
            end = min(start + _PART, last)
            if end - start >= _LEAST:
                parts.append((start, end))
    return parts


def _told(notes: Notes, reading: classifier.Reading, code: str) -> Finding | None:
    """The classifier's finding, with the words that speak for it; None where they are denied."""
    support = np.maximum(reading.support(reading.labels.index(code)), 0.0)
    total = float(support.sum())
    if total <= 0.0:
        return None
    scopes = scopes_of(notes)
    under: dict[Qualifier, float] = defaultdict(float)
    for i in np.flatnonzero(support):
        for qualifier in scopes.over(int(i), int(i) + 1):
            under[qualifier] += float(support[i])
    qualifiers = frozenset(name for name, share in under.items() if share >= _COVERED * total)
    if Qualifier.NEGATED in qualifiers:
        return None
    first, last = stretch(support)
    mention = Mention(notes.starts[first], notes.ends[last - 1], RULE)
    return Finding(Kind.INCIDENT, code, 0.0, (mention,), qualifiers)


def stretch(support: Floats) -> tuple[int, int]:
    """Tokens ``first:last`` that add most to a type: at most ``_STRETCH``, bare ends cut off."""
    sums = np.concatenate([[0.0], np.cumsum(support)])
    width = min(_STRETCH, len(support))
    first = int((sums[width:] - sums[:-width]).argmax())
    inside = np.flatnonzero(support[first : first + width] > 0.15 * support.max())
    return first + int(inside[0]), first + int(inside[-1]) + 1


def _weighed(finding: Finding, share: float) -> Finding:
    """The finding with the joint share as its confidence; a pattern's word keeps half of its own."""
    own = finding.confidence
    confidence = max(share, 0.5 * own) if own else share
    for qualifier in finding.qualifiers if not own else ():
        confidence *= _DISCOUNT.get(qualifier, 1.0)
    return Finding(
        finding.kind, finding.value, min(confidence, 0.99), finding.mentions, finding.qualifiers
    )


def _standing(findings: list[Finding]) -> list[Finding]:
    """Findings without those that a surer and more exact one displaces."""
    types = incident_types()
    codes = {finding.value for finding in findings}
    dropped = {
        plain
        for finding in findings
        if finding.asserted and not finding.past and finding.confidence >= 0.6
        for plain in types[finding.value].supersedes
        if plain in codes
    }
    return [finding for finding in findings if finding.value not in dropped]


def _weight(finding: Finding, share: float) -> float:
    severity = incident_types()[finding.value].severity / 100
    supposed = 0.4 if not finding.asserted else 1.0
    past = 0.5 if finding.past else 1.0
    return share * (1 - _SEVERITY_SHARE + _SEVERITY_SHARE * severity) * supposed * past


@Language.factory("earwitness_incident_types")
def make(nlp: Language, name: str) -> IncidentComponent:
    """Factory for the pipeline."""
    return IncidentComponent()
