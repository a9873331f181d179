"""Component ``earwitness_times``: when it happened, as an interval against ``received_at``.

Small atoms (a day, a part of day, a clock time, "half an hour ago") are found by the two grammars;
atoms that stand together make one expression; the most telling expression that is about the
incident is resolved in Hong Kong time. What lies after the message is never the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.clock import NOTHING, Interval, resolve
from nlp.components.danger import urgency_cues
from nlp.components.expressions import Expression, expressions
from nlp.components.qualifiers import qualifiers_of, scopes_of
from nlp.components.time_atoms import Atom
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.notes import Cue, Notes, longest, notes_of

#: Tokens before an expression in which words may say that it is about something else.
_SKIP_REACH = 3
#: Tokens between "I left home" or "I came back" and the time said of it.
_FRAME_REACH = 18
#: "At six I left": the words follow closely or not at all.
_FRAME_AFTER = 5
#: "It wasn't yesterday", but not "no, yesterday".
_DENIED = re.compile(r"\b(?:was|is|were)(?:n't| not)(?: on| at| in)? $")
#: Cues of urgency that tell of what goes on.
_NOW_VALUES = frozenset({"danger", "violence", "follow", "armed"})
#: A told time that ended longer ago than this: what is said in the present tense is a story.
_TOLD = timedelta(hours=2)


class TimeComponent:
    """Adds at most one finding of kind ``time``; facts: start, end (datetime), precision, flags."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        recurring = longest(notes.cues_of("recurring", "recurring_pseudo"))
        recurring = [cue for cue in recurring if cue.kind == "recurring"]
        found = [e for e in expressions(notes.folded, notes.phantoms) if _is_about(notes, e)]
        chosen = _framed(notes, found) or _chosen(found)
        interval = _interval(notes, chosen, bool(recurring))
        ongoing = _ongoing(notes, chosen, interval, bool(recurring))
        if chosen is None and not notes.of(Kind.INCIDENT):
            # "It's raining": the present tense of a message that tells of nothing says nothing.
            ongoing = [cue for cue in ongoing if cue.value != "tense"]
        mentions = [cue.mention for cue in (*ongoing[:1], *recurring[:1])]
        if chosen is not None:
            mentions[:0] = _mentions(chosen)
        if not mentions:
            return doc
        goes_on = bool(ongoing) or _lasts(chosen)
        interval = _until_now(notes, chosen, interval, ongoing, bool(recurring))
        notes.findings.append(_finding(interval, mentions, goes_on, bool(recurring)))
        return doc


def _interval(notes: Notes, chosen: Expression | None, recurring: bool) -> Interval:
    # "Every night until two" says when it recurs, not when it happened.
    if chosen is None or notes.received_at is None or (recurring and not chosen.dated):
        return NOTHING
    if recurring and chosen.has("recent") and not chosen.has("day", "weekday", "date", "clock"):
        return NOTHING
    return resolve(chosen.atoms, notes.received_at, chosen.later)


def _until_now(
    notes: Notes,
    chosen: Expression | None,
    interval: Interval,
    ongoing: list[Cue],
    recurring: bool,
) -> Interval:
    """What began then and goes on lasts until the message; what goes on has no other time."""
    now = notes.received_at
    if now is None or recurring or not ongoing:
        return interval
    if chosen is None:
        return Interval(now, now, "minute")
    told = any(cue.value != "tense" for cue in ongoing) or _lasts(chosen)
    if (
        interval.start is not None
        and told
        and chosen.has("clock", "ago", "for")
        and not chosen.later
    ):
        return Interval(interval.start, now, interval.precision)
    return interval


def _lasts(chosen: Expression | None) -> bool:
    """ "For an hour", "since Monday", "from last night till now": it lasts."""
    return chosen is not None and (
        chosen.has("for")
        or _till_now(chosen)
        or any(atom.side == "since" for atom in chosen.atoms if not chosen.later)
    )


def _till_now(chosen: Expression) -> bool:
    return any(atom.kind == "now" and atom.end > atom.start for atom in chosen.all)


def _ongoing(
    notes: Notes, chosen: Expression | None, interval: Interval, recurring: bool
) -> list[Cue]:
    """Words that say it goes on; the present tense alone does not, beside a time that is over."""
    cues = longest(notes.cues_of("ongoing", "ongoing_pseudo"))
    scopes = scopes_of(notes)
    over = (
        chosen is not None
        and chosen.has(
            "day", "weekday", "date", "ago", "clock", "week", "month", "long_ago", "recent"
        )
        and not _lasts(chosen)
        and (
            chosen.has("ago")
            or interval.end is None
            or notes.received_at is None
            or notes.received_at - interval.end > _TOLD
        )
    )
    kept = []
    for cue in cues:
        if cue.kind != "ongoing" or (cue.value == "tense" and (over or recurring)):
            continue
        over_it = scopes.over(cue.first, cue.last)
        supposed = Qualifier.HYPOTHETICAL in over_it and not scopes.possible(cue.first, cue.last)
        if Qualifier.NEGATED in over_it or supposed:
            continue
        kept.append(cue)
    if chosen is None and not recurring and not kept:
        kept = _told_as_now(notes)
    return kept


def _told_as_now(notes: Notes) -> list[Cue]:
    """Danger told without any time, and not as over, is danger now."""
    values = {cue.value for cue in notes.cues_of("urgency")}
    if values & {"departed", "settled", "habit", "enquiry"}:
        return []
    dangers = [cue for cue in urgency_cues(notes) if cue.value in _NOW_VALUES]
    return [cue for cue in dangers if not qualifiers_of(notes, cue) - {Qualifier.REPORTED}]


def _is_about(notes: Notes, expression: Expression) -> bool:
    """False for a time to be called at, a shop's hours, what is supposed or denied."""
    first, _last = notes.span_tokens(expression.start, expression.end)
    before = notes.near("not_occurred", first, first, _SKIP_REACH)
    if any(cue.last <= first and cue.end > expression.left_out for cue in before):
        return False
    after = notes.near("not_occurred_after", _last, _last, 2)
    if any(cue.first >= _last for cue in after):
        return False
    if _DENIED.search(notes.folded, max(0, expression.start - 20), expression.start):
        return False
    qualifiers = scopes_of(notes).over(first, _last)
    return not qualifiers & {Qualifier.HYPOTHETICAL} or expression.has("clock", "ago", "day")


def _mentions(chosen: Expression) -> list[Mention]:
    """One mention a stretch of the text: the day may stand apart from the clock."""
    spans: list[list[int]] = []
    for atom in sorted(chosen.all, key=lambda atom: atom.start):
        if spans and 0 <= atom.start - spans[-1][1] <= 20:
            spans[-1][1] = atom.end
        else:
            spans.append([atom.start, atom.end])
    return [Mention(start, end, f"time.{chosen.atoms[0].kind}") for start, end in spans]


def _finding(
    interval: Interval, mentions: list[Mention], ongoing: bool, recurring: bool
) -> Finding:
    facts = {
        "start": interval.start,
        "end": interval.end,
        "precision": interval.precision,
        "ongoing": ongoing,
        "recurring": recurring,
    }
    return Finding(Kind.TIME, interval.precision, 0.85, tuple(mentions), facts=facts)


def _chosen(found: Iterable[Expression]) -> Expression | None:
    """The most telling expression; the first of equals. A clock takes its day from elsewhere."""
    best: tuple[float, Expression] | None = None
    days: list[Expression] = []
    for expression in found:
        score = 0.3 if expression.has("long_ago") else expression.telling
        if expression.has("day", "weekday", "date") and not expression.has("clock", "ago"):
            days.append(expression)
        if best is None or score > best[0]:
            best = (score, expression)
    if best is None:
        return None
    return _with_day(best[1], days)


def _with_day(chosen: Expression, days: list[Expression]) -> Expression:
    if not chosen.has("clock") or chosen.has("day", "weekday", "date", "same_time") or not days:
        return chosen
    # "Stolen last night ... between eight and nine": the day was said elsewhere.
    borrowed: tuple[Atom, ...] = days[0].all
    if chosen.has("part"):
        borrowed = tuple(
            atom.with_values(part=None) if atom.kind == "day" else atom
            for atom in borrowed
            if atom.kind != "part"
        )
    return Expression((*borrowed, *chosen.atoms), chosen.later)


def _framed(notes: Notes, found: list[Expression]) -> Expression | None:
    """ "I left at nine and came back at six": it happened in between."""
    ends = ("clock", "day", "weekday", "date", "part", "ago")
    points = [e for e in found if e.has(*ends) and not e.later]
    before = _near_frame(notes, points, "frame_before")
    if before is None:
        return None
    after = _near_frame(notes, [e for e in points if e.start > before.start], "frame_after")
    if after is not None:
        return Expression(before.atoms, after.atoms)
    # "I parked it at six": gone since, at whatever time before the message.
    if len(points) == 1 and before.has("clock") and notes.cues_of("frame_gone"):
        gone = Atom("now", before.end, before.end)
        return Expression(before.atoms, (gone,))
    return None


def _near_frame(notes: Notes, points: list[Expression], kind: str) -> Expression | None:
    """The first expression with such words before it, or close behind it, and no other between."""
    for expression in points:
        first, last = notes.span_tokens(expression.start, expression.end)
        for cue in notes.near(kind, first, last, _FRAME_REACH):
            if cue.first >= last + _FRAME_AFTER:
                continue
            low, high = min(cue.end, expression.end), max(cue.start, expression.start)
            others = (e for e in points if e is not expression)
            if not any(low <= other.start < high for other in others):
                return expression
    return None


@Language.factory("earwitness_times")
def make(nlp: Language, name: str) -> TimeComponent:
    """Factory for the pipeline."""
    return TimeComponent()
