"""Which of the told times is the incident's: the most telling one, nearest to what tells the incident.

A clock time says more than a day, and takes its day from elsewhere; of two that say as much, the one
beside the words of the primary incident is meant, not the one of what was before, after, or noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nlp.components.expressions import Expression
from nlp.components.times import english_asides
from nlp.components.times.asides import is_of_before, is_of_hours
from nlp.components.times.atoms import Atom
from nlp.components.times.chinese_asides import is_lesser, is_yet_to_come
from nlp.components.times.clock import resolve
from nlp.components.times.frames import aside, is_noticed, noticed
from nlp.components.times.going_on import SCENES, STATES, primary
from nlp.finding import Kind
from nlp.notes import Notes

#: Kinds that say when within a day.
NEAR = ("clock", "ago", "for", "same_time")
_POINTS = ("clock", "ago", "same_time")
_DAYS = ("day", "weekday", "date")
#: Up to so many tokens a time stands beside the incident.
_BESIDE = 10
#: What a time gains that somebody corrected.
_CORRECTED = 1.0
#: What a token farther away costs, and the most that distance costs (a clock time is worth 5).
_PER_TOKEN, _MOST = 0.15, 3.0
#: A time told in another sentence is so many tokens farther away.
_SENTENCE = 6
_ENDS = frozenset(".?!。？！")
#: "He got on the bus at twelve", 佢十二點上咗巴士: how it ended.
_AFTER_EN = re.compile(
    r"\b(?:he|she|they|police|ambulance|firemen|fire brigade|guard|it|driver|man|who)(?: was| were| had| all| then| finally| only)? (?:got (?:on|off|into|away)|left|went|ran|drove|walked|came|arrived|turned up|gone|over|stopped|finished|calmed)(?: [a-z']+){0,4} (?:at|around|about|by) $"
)
_AFTER_ZH = re.compile(
    "(?:先|才|就|都)*(?:上咗|落咗|走咗|散咗|停咗|离开|上了|下了|走了|散了|停了|到场|到咗|先到|才到|先走|才走|先停|才停|先散|才散)"
)
#: Nearer than this the day stands beside the incident, farther than that the end of it does not.
_CLOSE, _FAR = 6, 8
#: From a time to that of the next clause.
_NEXT_CLAUSE = 10
#: So many characters between a day and the time of that day at most.
_SAME_CLAUSE = 6
#: Characters between a time and the part of the day it takes.
_NEAR_PART = 220
#: So many tokens nearer to the incident is the time that is meant.
_NEARER = 4
#: What somebody has just noticed happened before.
_NOTICED = re.compile(
    r"(?: i| we| and)* (?:noticed|realis|realiz|found|discover|saw|got home|came home|woke|called|opened)"
    r"|(?:先|才|至|我|就|再)*(?:发现|发觉|知|返|回到|回家|报|打电话|打嚟|收到|睇到|睇返|看到|见到|醒|起身|起床|出院|执|查|开门)"
)


def chosen_of(notes: Notes, found: Sequence[Expression]) -> Expression | None:
    """The expression that tells the incident's time; a clock time takes its day from elsewhere."""
    told = found
    found = _without_lesser(notes, _without_vague(notes, found))
    usable = [e for e in found if not _is_ahead(notes, e)] or list(found)
    best = _most_telling(notes, usable)
    if best is None:
        return None
    finer = [e for e in found if _is_just_then(notes, e)]
    if finer and (_is_part_of_today(notes, best) or _is_nearer(notes, finer[0], best)):
        return finer[0]
    best = aside(notes, found, best)
    best = noticed(notes, usable, best)
    best = _not_its_end(notes, usable, best)
    best = _after_work(best, [e for e in told if e not in found])
    others = [e for e in usable if e.has("day") and e is not best]
    return with_part(notes, with_day(best, [*days(usable), *others]), usable)


def _after_work(best: Expression, left_out: Sequence[Expression]) -> Expression:
    """晚上九點下班,十點在巷子裡: ten in the evening of that day."""
    if not best.has("clock") or best.later or best.has(*_DAYS, "part", "week"):
        return best
    before = [e for e in left_out if 0 <= best.start - e.end <= _NEXT_CLAUSE and e.has("clock")]
    if not before:
        return best
    shared = tuple(a for a in before[-1].all if a.kind in (*_DAYS, "part"))
    return Expression((*shared, *best.atoms))


def days(found: Iterable[Expression]) -> list[Expression]:
    """What names a day and nothing nearer."""
    return [e for e in found if e.has(*_DAYS) and not e.has("clock", "ago")]


def with_day(chosen: Expression, told: Sequence[Expression]) -> Expression:
    """ "Stolen last night ... between eight and nine": the day was said elsewhere."""
    framed = bool(chosen.later) and chosen.has("part")
    if not (chosen.has("clock") or framed) or chosen.has(*_DAYS, "same_time") or not told:
        return chosen
    # 今天我下班六點半: the day that stands before it, if one does.
    ahead = [e for e in told if 0 <= chosen.start - e.end <= _SAME_CLAUSE]
    borrowed: tuple[Atom, ...] = (ahead[-1] if ahead else told[0]).all
    if chosen.has("part"):
        borrowed = tuple(
            atom.with_values(part=None) if atom.kind == "day" else atom
            for atom in borrowed
            if atom.kind != "part"
        )
    return Expression((*borrowed, *chosen.atoms), chosen.later)


def with_part(notes: Notes, chosen: Expression, found: Sequence[Expression]) -> Expression:
    """ "It was clean after evening service yesterday at eight": eight in the evening."""
    if any(_named_part(atom) for atom in chosen.all) or chosen.has("ago", "just"):
        return chosen
    clocks = [atom for atom in chosen.atoms if atom.kind == "clock"]
    if chosen.later and not clocks:
        return chosen
    told = [
        e
        for e in found
        if {a.kind for a in e.all} == {"part"} and not (_greets(notes, e) or is_noticed(notes, e))
    ]
    if len(told) != 1 or any(clock.values["half"] for clock in clocks):
        return chosen
    near = abs(told[0].start - chosen.start) <= _NEAR_PART
    dated = chosen.has(*_DAYS) and not chosen.has("week", "month", "for")
    part = replace(told[0].atoms[0], side=None)
    return Expression((*chosen.atoms, part), chosen.later) if near and dated else chosen


def _named_part(atom: Atom) -> bool:
    return atom.kind == "part" or bool(atom.kind == "day" and atom.values["part"])


def _greets(notes: Notes, expression: Expression) -> bool:
    """ "Good evening", "morning, yeah", 早上好."""
    lead = notes.folded[max(0, expression.start - 12) : expression.start]
    tail = notes.folded[expression.end : expression.end + 2]
    first = not lead.strip(" ,.")
    return bool(re.search(r"\bgood $", lead)) or tail.startswith("好") or first


def _is_nearer(notes: Notes, one: Expression, other: Expression) -> bool:
    """ "Yesterday my friend was robbed and just now a man snatched my phone": just now."""
    if other.has("clock", "ago"):
        return False
    near, far = distance(notes, one), distance(notes, other)
    return near is not None and far is not None and near <= _BESIDE and far - near >= _NEARER


def _not_its_end(notes: Notes, found: Sequence[Expression], best: Expression) -> Expression:
    """ "In the morning a man was filming kids ... he got on the bus at twelve": in the morning."""
    lead = notes.folded[max(0, best.start - 60) : best.start]
    if best.has(*_DAYS, "ago") or best.later or (distance(notes, best) or 0) < _FAR:
        return best
    if not (_AFTER_EN.search(lead) or _AFTER_ZH.match(notes.folded, best.end)):
        return best
    near = [e for e in found if e is not best and e.has(*_DAYS, "clock", "part")]
    return next((e for e in near if (distance(notes, e) or 0) <= _CLOSE), best)


def _without_vague(notes: Notes, found: Sequence[Expression]) -> Sequence[Expression]:
    """ "Yesterday, could have been any hour ... I had dialysis from eight to one": yesterday."""
    dated = [e for e in found if e.has(*_DAYS) and not e.has("clock")]
    if not dated or not english_asides.is_vague(notes.folded):
        return found
    vague = [
        e
        for e in found
        if not e.has(*_DAYS, "ago") and english_asides.told_vaguely(notes.folded, e.start, e.end)
    ]
    left = [e for e in found if e not in vague and {a.kind for a in e.all} != {"part"}]
    return left or found


def _without_lesser(notes: Notes, found: Sequence[Expression]) -> list[Expression]:
    """Without hours of work and the time before this one, unless nothing else is told."""
    now = [e for e in found if not is_of_before(notes, e)]
    if not now and not notes.cues_of("ongoing"):
        now = list(found)
    kept = [e for e in now if not is_of_hours(notes, e)] or now
    told = [e for e in kept if not is_lesser(notes, e, kept)]
    # Beside no incident, or one that goes on, what is yet to come is no time of it.
    goes_on = primary(notes) in SCENES | STATES
    now_told = any(
        cue.value in ("now", "still", "till") or goes_on for cue in notes.cues_of("ongoing")
    ) or (goes_on and any(cue.value == "strong" for cue in notes.cues_of("present")))
    if told:
        # 前天我去報案等了三個半小時: how long alone says nothing.
        return told if any({a.kind for a in e.all} != {"for"} for e in told) else kept
    if now_told:
        return []
    return kept if primary(notes) else [e for e in kept if not is_yet_to_come(notes, e)]


def _most_telling(notes: Notes, found: Sequence[Expression]) -> Expression | None:
    """The most telling expression; the first of equals."""
    points = [e for e in found if e.has(*_POINTS)]
    rivals = len(points) > 1
    best: tuple[float, Expression] | None = None
    for expression in found:
        score = 0.3 if expression.has("long_ago") else expression.telling
        if rivals and expression.has(*_POINTS):
            score -= _cost(notes, expression)
            score += _CORRECTED * english_asides.is_corrected(notes.folded, expression.start)
        if best is None or score > best[0]:
            best = (score, expression)
    return best[1] if best else None


def _cost(notes: Notes, expression: Expression) -> float:
    away = distance(notes, expression)
    return 0.0 if away is None else min(max(0, away - _BESIDE) * _PER_TOKEN, _MOST)


def distance(notes: Notes, expression: Expression) -> int | None:
    """Tokens from an expression to the nearest words of the primary incident; None without one."""
    incident = next((f for f in notes.of(Kind.INCIDENT) if f.asserted), None)
    if incident is None:
        return None
    first, last = notes.span_tokens(expression.start, expression.end)
    return min(_between(notes, first, last, m.start, m.end) for m in incident.mentions)


def _between(notes: Notes, first: int, last: int, start: int, end: int) -> int:
    low, high = notes.span_tokens(start, end)
    if low < last and first < high:
        return 0
    gap = range(last, low) if low >= last else range(high, first)
    return len(gap) + _SENTENCE * sum(notes.tokens[i] in _ENDS for i in gap)


def _is_just_then(notes: Notes, expression: Expression) -> bool:
    """ "Just now", but not "I've just now noticed"."""
    tail = notes.folded[expression.end : expression.end + 24]
    sure = any(atom.kind == "just" and atom.values["sure"] for atom in expression.all)
    return sure and not _NOTICED.match(tail)


def _is_ahead(notes: Notes, expression: Expression) -> bool:
    """ "They will come tonight": a threat for later beside what happened."""
    return (
        notes.received_at is not None
        and expression.has("day")
        and (resolve(expression.atoms, notes.received_at, expression.later).start is None)
    )


def _is_part_of_today(notes: Notes, expression: Expression) -> bool:
    """A part of the day that is not over yet, and nothing nearer."""
    if notes.received_at is None or expression.has(*NEAR, "weekday", "date") or expression.later:
        return False
    told = resolve(expression.atoms, notes.received_at)
    return expression.has("day", "part") and told.end == notes.received_at
