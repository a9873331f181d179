"""What the trained classifier makes of each time that is told: the incident's, or another matter's."""

from __future__ import annotations

from collections.abc import Sequence

from nlp import time_classifier
from nlp.components.expressions import Expression
from nlp.components.times.choice import distance
from nlp.components.times.clock import resolve
from nlp.notes import Notes
from nlp.time_classifier.features import Time

#: Of more times the classifier is not asked: nobody tells so many of one incident.
_MOST = 24
#: The likeliest time that the rules leave is set aside only below this.
_AT_LEAST = 0.1


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
