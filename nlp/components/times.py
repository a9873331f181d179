"""Component ``earwitness_times``: when it happened, as an interval against ``received_at``.

Small atoms (a day, a part of day, a clock time, "half an hour ago") are found by the two grammars;
atoms that stand together make one expression; the most telling expression that is about the
incident is resolved in Hong Kong time. What lies after the message is never the answer. Whether it goes
on is for ``going_on``, what lies between leaving and coming back for ``time_frames``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.clock import NOTHING, Interval, resolve
from nlp.components.expressions import Expression, expressions
from nlp.components.going_on import SCENES, STATES, GoingOn, begun, going_on, lasts, primary
from nlp.components.qualifiers import scopes_of
from nlp.components.time_atoms import Atom
from nlp.components.time_frames import aside, framed
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.notes import Cue, Notes, longest, notes_of

#: Tokens before an expression in which words may say that it is about something else.
_SKIP_REACH = 3
#: "I've been waiting for half an hour": the caller's own patience.
_WAITING = re.compile(
    r"\b(?:i|we|i've|we've|i'd|been) (?:have |had )?(?:been )?(?:waiting|waited|queuing|queueing|queued|holding|on hold|driving|drove|walking|walked|standing|stood)(?: (?!he\b|she\b|they\b)[a-z']+){0,5} $"
)
#: "I left for work at seven": not the hours of the work.
_LEFT_FOR = re.compile(
    r"\b(?:left|leaving|went|got|came|going|walking|on my way) (?:for|to|from|home from) work(?: today| this morning| yesterday)? (?:at|around|about) $"
)
#: Another time was told in between.
_NEXT_TIME = re.compile(r"\w (?:and|but|then|so)(?: then)? (?:at|around|about) ")
#: "It wasn't yesterday", but not "no, yesterday".
_DENIED = re.compile(r"\b(?:was|is|were)(?:n't| not)(?: on| at| in)? $")
#: "It's nearly midnight", "sorry to bother you at three": the time of the call.
_CALL = re.compile(
    r"\b(?:it'?s|it is|its|time is|is now)(?: now| already| nearly| almost| only| just| like| about| past| gone| well past)* $"
    r"|\b(?:now|nearly|almost)(?: it'?s| it is| at)? $"
    r"|\b(?:bother|wake|ring|call|phone|trouble|disturb)(?:ing)? (?:you |somebody |anyone )?(?:up )?(?:so (?:late|early) )?(?:now )?at $"
    r"|(?:而家|依家|宜家|现在|家阵|就嚟|就快|快到|都|已经)(?:都|已经|系|是|就嚟|快|差唔多|差不多|成)*$"
)
#: Bare numbers are no times by themselves, but these are said of the clock.
_NOW_IT_IS = re.compile(
    r"\bnow it'?s (?:already |nearly |almost |about |gone |past |just )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter|noon|midnight|\d)"
)
#: A time as near to the message as this is the time of the call, where the words before it say so.
_CALLED = timedelta(minutes=45)
#: What somebody has just noticed happened before.
_NOTICED = re.compile(
    r"(?: i| we| and)* (?:noticed|realis|realiz|found|discover|saw|got home|came home|woke|called|opened)"
    r"|(?:先|才|至|我|就|再)*(?:发现|发觉|知|返|回到|回家|报|打电话|打嚟|收到|睇到|睇返|看到|见到|醒|起身|起床|出院|执|查|开门)"
)
#: "It's Sunday today": no more than what day it is.
_TODAY_IS = re.compile(
    r"(?:sun|mon|tues|wednes|thurs|fri|satur)day today$|(?:今日|今天)(?:系|是)?(?:星期|礼拜|周).$"
)
_TODAY_LEAD = re.compile(r"\b(?:today is|today's|today being)(?: a)? $")
#: "I take the train every day": the caller's own days.
_CALLERS_HABIT = re.compile(
    r"\b(?:i|we) (?:always |usually |normally )?(?:take|go|walk|drive|work|use|catch|ride|jog|run|park|swim|pass|commute|travel|visit|cycle|come|train|exercise|shop|eat)(?: (?!he\b|she\b|they\b|and\b|but\b)[a-z']+){0,8} $"
)
_CALLERS_WAY = re.compile(
    r"(?:都|也)?(?:返工|返学|上班|上学|放工|搭车|搭地铁|坐地铁|坐车|坐巴士|晨运|跑步|买餸|买菜|路过|经过|行过|去晨)"
)
#: Once is what these are; habits told beside are of the person.
_ONCE = frozenset(
    {
        "missing_person", "welfare_check", "burglary", "robbery", "lost_property", "found_property",
        "traffic_collision", "hit_and_run",
    }
)  # fmt: skip
#: Words that show that somebody has not come back.
_AWAY = frozenset({"missing_person", "welfare_check"})
#: 下午五點半的事: it happened then.
_EVENT = re.compile("(?:左右)?(?:的事|嘅事|发生)")
#: "All evening", 成晚: since it began.
_ALL = re.compile(r"\b(?:all|whole|entire)(?: of)?(?: the| this)? $|(?:成|整|整个|一)$")
_MINE = ("clock", "ago", "for", "same_time")


class TimeComponent:
    """Adds at most one finding of kind ``time``; facts: start, end (datetime), precision, flags."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        said = list(expressions(notes.folded, notes.phantoms))
        found = [e for e in said if _is_about(notes, e)]
        clocked = any(_is_of_the_call(notes, e) for e in said if e.has("clock"))
        clocked = clocked or _NOW_IT_IS.search(notes.folded) is not None
        recurring = _recurring(notes)
        chosen = framed(notes, found, clocked=clocked)
        chosen = _with_day(chosen, _days(found)) if chosen else _chosen(notes, found)
        interval = _interval(notes, chosen, bool(recurring))
        ongoing = going_on(notes, chosen, interval, recurring=bool(recurring))
        mentions = [*ongoing.mentions[:1], *(cue.mention for cue in recurring[:1])]
        if chosen is not None:
            mentions[:0] = _mentions(chosen)
        if not mentions:
            return doc
        goes_on = bool(ongoing) or (_lasts(notes, chosen) and not _is_span(chosen, recurring))
        interval = _until_now(notes, chosen, interval, ongoing, bool(recurring))
        notes.findings.append(_finding(interval, mentions, goes_on, bool(recurring)))
        return doc


def _lasts(notes: Notes, chosen: Expression | None) -> bool:
    """It lasts by the time told, unless "but they've stopped"."""
    if chosen is None or not lasts(chosen, primary(notes)):
        return False
    over = {cue.value for cue in notes.cues_of("urgency")} & {"departed", "settled"}
    open_end = any(a.side or a.kind == "now" or a.values.get("open") for a in chosen.all)
    return open_end or not over


def _is_span(chosen: Expression | None, recurring: list[Cue]) -> bool:
    """ "Every night from nine": the hours of what recurs, not since when it goes on."""
    sides = {atom.side for atom in chosen.all} if chosen is not None else set()
    return bool(recurring) and "from" in sides and "since" not in sides


def _recurring(notes: Notes) -> list[Cue]:
    """Words that say it happens again and again: of the incident, not of somebody's habits."""
    cues = longest(notes.cues_of("recurring", "recurring_habit", "recurring_pseudo"))
    habits = primary(notes) not in _ONCE
    kept = []
    for cue in cues:
        lead = notes.folded[max(0, cue.start - 48) : cue.start]
        tail = notes.folded[cue.end : cue.end + 8]
        if cue.kind == "recurring_pseudo" or (cue.kind == "recurring_habit" and not habits):
            continue
        if not (_CALLERS_HABIT.search(lead) or _CALLERS_WAY.match(tail)):
            kept.append(cue)
    return kept


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
    ongoing: GoingOn,
    recurring: bool,
) -> Interval:
    """What began then and goes on lasts until the message; what goes on has no other time."""
    now = notes.received_at
    if now is None or not ongoing:
        return interval
    at_once = Interval(now, now, "minute")
    if chosen is not None and _is_at_once(notes, chosen, interval, ongoing):
        return at_once
    if recurring or chosen is None or interval.start is None:
        # Said in the present: it recurs, and this is one of the times.
        nothing_else = interval.start is None and (not recurring or ongoing.present)
        return at_once if nothing_else else interval
    code = primary(notes)
    if _is_whole(notes, chosen) and interval.end != now and ongoing.present:
        # 停咗成個下晝: the afternoon, and on until now.
        return Interval(interval.start, now, interval.precision)
    if not chosen.has(*_MINE) or chosen.later:
        return interval
    if code in _AWAY and not (ongoing.said or lasts(chosen) or notes.cues_of("away")):
        return interval
    if _EVENT.match(notes.folded, chosen.end):
        return interval
    on = ongoing.said or lasts(chosen) or code in STATES or begun(notes, chosen, interval)
    return Interval(interval.start, now, interval.precision) if on else interval


def _is_whole(notes: Notes, chosen: Expression) -> bool:
    """ "All evening": a part of the day from its beginning on."""
    lead = notes.folded[max(0, chosen.start - 20) : chosen.start]
    return {atom.kind for atom in chosen.all} <= {"day", "part"} and bool(_ALL.search(lead))


def _is_at_once(notes: Notes, chosen: Expression, interval: Interval, ongoing: GoingOn) -> bool:
    """ "They're racing again tonight": now, not since six o'clock."""
    if primary(notes) not in SCENES or not ongoing.present or lasts(chosen):
        return False
    if _is_whole(notes, chosen):
        return False
    kinds = {atom.kind for atom in chosen.all}
    if not kinds <= {"day", "part"}:
        return False
    # 夜晚開賭, 而家都仲有人: the part of the day is when it is done, not since when.
    return interval.end == notes.received_at or (kinds == {"part"} and ongoing.said)


def _is_about(notes: Notes, expression: Expression) -> bool:
    """False for a time to be called at, a shop's hours, the time of the call, what is supposed or denied."""
    first, _last = notes.span_tokens(expression.start, expression.end)
    if _is_of_the_call(notes, expression):
        return False
    lead = notes.folded[max(0, expression.start - 40) : expression.start]
    if {atom.kind for atom in expression.all} == {"for"} and _WAITING.search(lead):
        return False
    if _LEFT_FOR.search(lead):
        return True
    before = notes.near("not_occurred", first, first, _SKIP_REACH)
    if any(cue.last <= first and _covers(notes, cue, expression) for cue in before):
        return False
    after = notes.near("not_occurred_after", _last, _last, 2)
    if any(cue.first >= _last for cue in after) and not expression.has("day"):
        return False
    if _DENIED.search(notes.folded, max(0, expression.start - 20), expression.start):
        return False
    qualifiers = scopes_of(notes).over(first, _last)
    return not qualifiers & {Qualifier.HYPOTHETICAL} or expression.has(
        "clock", "ago", "day", "just"
    )


def _covers(notes: Notes, cue: Cue, expression: Expression) -> bool:
    """ "My shift ends at ten": but not "work at six and at half seven ..."."""
    if cue.end <= expression.left_out or _frames(notes, cue, expression):
        return False
    return _NEXT_TIME.search(notes.folded, cue.end, expression.start) is None


def _frames(notes: Notes, cue: Cue, expression: Expression) -> bool:
    """八點關門,今早八點來開門: told of a day, closing and opening are no opening hours."""
    if not expression.has("day"):
        return False
    spans = {(c.first, c.last) for c in notes.cues_of("frame_before", "frame_after")}
    return (cue.first, cue.last) in spans


def _is_of_the_call(notes: Notes, expression: Expression) -> bool:
    """ "It's nearly midnight", "it's Sunday today": when somebody calls, not when it happened."""
    said = notes.folded[expression.start : expression.end]
    lead = notes.folded[max(0, expression.start - 48) : expression.start]
    if expression.has("weekday") and (_TODAY_IS.search(said) or _TODAY_LEAD.search(lead)):
        return not expression.has("clock", "part")
    if not expression.has("clock") or notes.received_at is None or expression.later:
        return False
    if not _CALL.search(lead):
        return False
    told = resolve(expression.atoms, notes.received_at)
    return told.end is not None and notes.received_at - told.end <= _CALLED


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


def _chosen(notes: Notes, found: Sequence[Expression]) -> Expression | None:
    """The most telling expression; the first of equals. A clock takes its day from elsewhere."""
    best = _most_telling([e for e in found if not _is_ahead(notes, e)] or found)
    if best is None:
        return None
    finer = [e for e in found if _is_just_then(notes, e)]
    if finer and _is_part_of_today(notes, best):
        return finer[0]
    best = aside(notes, found, best)
    return _with_day(best, [*_days(found), *(e for e in found if e.has("day") and e is not best)])


def _days(found: Iterable[Expression]) -> list[Expression]:
    """What names a day and nothing nearer."""
    return [e for e in found if e.has("day", "weekday", "date") and not e.has("clock", "ago")]


def _most_telling(found: Iterable[Expression]) -> Expression | None:
    best: tuple[float, Expression] | None = None
    for expression in found:
        score = 0.3 if expression.has("long_ago") else expression.telling
        if best is None or score > best[0]:
            best = (score, expression)
    return best[1] if best else None


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
    if notes.received_at is None or expression.has(*_MINE, "weekday", "date") or expression.later:
        return False
    told = resolve(expression.atoms, notes.received_at)
    return expression.has("day", "part") and told.end == notes.received_at


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


@Language.factory("earwitness_times")
def make(nlp: Language, name: str) -> TimeComponent:
    """Factory for the pipeline."""
    return TimeComponent()
