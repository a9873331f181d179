"""Component ``earwitness_times``: when it happened, as an interval against ``received_at``.

Small atoms (a day, a part of day, a clock time, "half an hour ago") are found by the grammar of
``nlp.components.time_atoms``; atoms that stand together make one expression; the most telling
expression is resolved in Hong Kong time. What lies after the message is never the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.clock import Interval, resolve
from nlp.components.qualifiers import scopes_of
from nlp.components.time_atoms import Atom, atoms
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.notes import Cue, Notes, longest, notes_of

#: What may stand between two atoms of one expression.
_JOINTS = re.compile(
    r"[\s,，、的嘅]*(?:at|on|around|about|in the|of|in|between|and|to|till|until|from|approximately|"
    r"roughly|or so|just|maybe|say|i think|like|sometime|some time|between like|由|到|至|大概|大约|约|左右|成|差不多|在|喺|同|-)?[\s,，]*"
    r"(?:at|around|about|the|大概|大约|左右)?[\s]*"
)
_MAX_EXPRESSIONS = 200


@dataclass(frozen=True, slots=True)
class Expression:
    """Atoms that stand together."""

    atoms: tuple[Atom, ...]

    def has(self, *kinds: str) -> bool:
        """True where an atom is of one of these kinds."""
        return any(atom.kind in kinds for atom in self.atoms)

    @property
    def start(self) -> int:
        """First character."""
        return self.atoms[0].start

    @property
    def end(self) -> int:
        """Character after the last."""
        return self.atoms[-1].end

    @property
    def telling(self) -> int:
        """How closely it says when: an answer's choice, not its quality."""
        kinds = {atom.kind for atom in self.atoms}
        score = 0
        for kind, worth in (
            ("clock", 5),
            ("ago", 6),
            ("for", 2),
            ("day", 3),
            ("part", 1),
            ("week", 1),
        ):
            score += worth if kind in kinds else 0
        return score


class TimeComponent:
    """Adds at most one finding of kind ``time``; facts: start, end (datetime), precision, flags."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        ongoing = _ongoing(notes)
        recurring = longest(notes.cues_of("recurring"))
        chosen = _chosen(notes)
        mentions = [cue.mention for cue in (*ongoing[:1], *recurring[:1])]
        interval: Interval | None = None
        if chosen is not None:
            mentions[:0] = _mentions(chosen)
            # "Every night until two" says when it recurs, not when it happened.
            dated = chosen.has("day", "weekday", "date", "ago", "just", "week", "for")
            if notes.received_at is not None and (dated or not recurring):
                interval = resolve(chosen.atoms, notes.received_at)
                if (
                    ongoing
                    and not recurring
                    and interval.start
                    and chosen.has("clock", "ago", "for")
                ):
                    # It began then and goes on.
                    interval = Interval(interval.start, notes.received_at, interval.precision)
        elif any(cue.value == "now" for cue in ongoing) and notes.received_at is not None:
            interval = Interval(notes.received_at, notes.received_at, "minute")
        if mentions:
            notes.findings.append(
                _finding(
                    interval,
                    mentions,
                    bool(ongoing) or bool(chosen and chosen.has("for")),
                    bool(recurring),
                )
            )
        return doc


def _mentions(chosen: Expression) -> list[Mention]:
    """One mention a stretch of the text: the day may stand apart from the clock."""
    spans: list[list[int]] = []
    for atom in sorted(chosen.atoms, key=lambda atom: atom.start):
        if spans and 0 <= atom.start - spans[-1][1] <= 20:
            spans[-1][1] = atom.end
        else:
            spans.append([atom.start, atom.end])
    return [Mention(start, end, f"time.{chosen.atoms[0].kind}") for start, end in spans]


def _finding(
    interval: Interval | None, mentions: list[Mention], ongoing: bool, recurring: bool
) -> Finding:
    precision = interval.precision if interval else "unknown"
    facts = {
        "start": interval.start if interval else None,
        "end": interval.end if interval else None,
        "precision": precision,
        "ongoing": ongoing,
        "recurring": recurring,
    }
    return Finding(Kind.TIME, precision, 0.85, tuple(mentions), facts=facts)


def _ongoing(notes: Notes) -> list[Cue]:
    cues = longest(notes.cues_of("ongoing", "ongoing_pseudo"))
    scopes = scopes_of(notes)
    return [
        cue
        for cue in cues
        if cue.kind == "ongoing" and Qualifier.NEGATED not in scopes.over(cue.first, cue.last)
    ]


def _chosen(notes: Notes) -> Expression | None:
    """The most telling expression that is about the incident; the first of equals."""
    best: tuple[float, Expression] | None = None
    days: list[Expression] = []
    for expression in _expressions(notes):
        first, _last = notes.span_tokens(expression.start, expression.end)
        if any(cue.last <= first for cue in notes.near("not_occurred", first, first, 3)):
            continue
        score = float(expression.telling)
        if any(atom.kind == "long_ago" for atom in expression.atoms):
            score = 0.5
        if expression.has("day", "weekday", "date") and not expression.has("clock", "ago"):
            days.append(expression)
        if best is None or score > best[0]:
            best = (score, expression)
    if best is None:
        return None
    chosen = best[1]
    if chosen.has("clock") and not chosen.has("day", "weekday", "date") and days:
        # "stolen last night ... between eight and nine": the day was said elsewhere.
        return Expression((*days[0].atoms, *chosen.atoms))
    return chosen


def _expressions(notes: Notes) -> Iterator[Expression]:
    run: list[Atom] = []
    made = 0
    for atom in atoms(notes.folded):
        if any(a < atom.end and atom.start < b for a, b in notes.phantoms):
            continue
        if run and not _JOINTS.fullmatch(notes.folded[run[-1].end : atom.start]):
            yield from _whole(run)
            made += 1
            run = []
            if made >= _MAX_EXPRESSIONS:
                return
        if len(run) < 6:
            run.append(atom)
    if run:
        yield from _whole(run)


def _whole(run: list[Atom]) -> Iterator[Expression]:
    """A bare number of a clock ("nine") means a time only beside something that says so."""
    if any(not atom.bare for atom in run):
        yield Expression(tuple(run))


@Language.factory("earwitness_times")
def make(nlp: Language, name: str) -> TimeComponent:
    """Factory for the pipeline."""
    return TimeComponent()
