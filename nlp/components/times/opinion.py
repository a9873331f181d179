"""What the trained classifiers make of the times: whose each is, and whether the incident still goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from nlp import time_classifier
from nlp.components.expressions import Expression
from nlp.components.times.choice import distance
from nlp.components.times.clock import Interval, resolve
from nlp.components.times.going_on import primary
from nlp.notes import Notes
from nlp.time_classifier.features import Time
from nlp.time_classifier.goes_on import Scene

#: Of more times the classifier is not asked: nobody tells so many of one incident.
_MOST = 24
#: The likeliest time that the rules leave is set aside only below this.
_AT_LEAST = 0.1
#: Only a moment that has gone by is doubted to go on: nothing that began just now, and no stretch of time.
_BEGUN, _MOMENT = timedelta(minutes=10), timedelta(minutes=61)
#: People who are missing until somebody finds them.
_AWAY = frozenset({"missing_person", "welfare_check"})
#: Cues that speak of the present, or of what is over.
_CUES = ("ongoing", "present", "cleared", "left_scene", "told_past")


def of_the_incident(
    notes: Notes, said: Sequence[Expression], found: Sequence[Expression]
) -> list[Expression]:
    """Those ``found`` times that the classifier does not hold to be told of something else.

    ``said``: all of the message's times in its order, ``found``: those that the rules leave. Of these
    the likeliest stays unless it is quite unlikely: somebody mostly says when it was.
    """
    if not found or not 2 <= len(said) <= _MOST:
        # One time alone is the best there is, whatever stands beside it.
        return list(found)
    times = [described(notes, expression) for expression in said]
    likely = time_classifier.shipped().likelihoods(notes.tokens, times)
    told = {id(expression): p for expression, p in zip(said, likely, strict=True)}
    best = max(found, key=lambda expression: told[id(expression)])
    bar = min(time_classifier.aside(), max(_AT_LEAST, told[id(best)]))
    return [expression for expression in found if told[id(expression)] >= bar]


def described(notes: Notes, expression: Expression) -> Time:
    """What the classifier may know of an expression."""
    first, last = notes.span_tokens(expression.start, expression.end)
    end = None
    if notes.received_at is not None:
        end = resolve(expression.atoms, notes.received_at, expression.later).end
    return Time(
        first=first,
        last=last,
        kinds=frozenset(atom.kind for atom in expression.all),
        is_range=bool(expression.later),
        only_until=expression.only_until,
        over=end is not None and notes.received_at is not None and end < notes.received_at,
        telling=expression.telling,
        distance=distance(notes, expression),
    )


def may_go_on(notes: Notes, interval: Interval) -> bool:
    """False where a moment was told that has gone by, and the message reads like what is over.

    Not asked of people: who walked out at two is missing still.
    """
    if notes.received_at is None or interval.start is None or interval.end is None:
        return True
    if primary(notes) in _AWAY:
        return True
    if notes.received_at - interval.start <= _BEGUN or interval.end - interval.start > _MOMENT:
        return True
    likely = time_classifier.shipped().goes_on(notes.tokens, scene_of(notes, interval))
    return likely >= time_classifier.over()


def scene_of(notes: Notes, interval: Interval) -> Scene:
    """What the classifier may know of a message; ``interval``: as told, not until now."""
    ages = None
    if notes.received_at is not None and interval.start and interval.end:
        told = (interval.start, interval.end)
        began, ended = ((notes.received_at - one).total_seconds() / 60 for one in told)
        ages = (began, ended)
    return Scene(
        ages=ages,
        precision=interval.precision,
        code=primary(notes),
        urgent=frozenset(cue.value for cue in notes.cues_of("urgency")),
        cues=tuple((c.kind, c.value, c.first, c.last) for c in notes.cues_of(*_CUES)),
    )
