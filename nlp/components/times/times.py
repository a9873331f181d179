"""Component ``earwitness_times``: when it happened, as an interval against ``received_at``.

Small atoms (a day, a part of day, a clock time, "half an hour ago") are found by the two grammars;
atoms that stand together make one expression; the most telling expression that is about the
incident is resolved in Hong Kong time. What lies after the message is never the answer. Whether it goes
on is for ``going_on``, what lies between leaving and coming back for ``frames``.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.expressions import Expression, expressions
from nlp.components.times.asides import greetings, is_about, is_late, is_of_the_call
from nlp.components.times.chinese_asides import is_frame
from nlp.components.times.chinese_frames import found_on_return
from nlp.components.times.choice import NEAR, chosen_of, days, with_day, with_part
from nlp.components.times.clock import NOTHING, Interval, resolve
from nlp.components.times.english_habits import sentence
from nlp.components.times.frames import framed, spanned
from nlp.components.times.going_on import SCENES, STATES, GoingOn, begun, going_on, lasts, primary
from nlp.components.times.opinion import may_go_on, of_the_incident
from nlp.components.times.recurring import recurring_of
from nlp.finding import Finding, Kind, Mention
from nlp.notes import Cue, Notes, notes_of

#: Where the notes keep the interval as it was told, for the training.
TOLD = "time_told"
#: Bare numbers are no times by themselves, but these are said of the clock.
_NOW_IT_IS = re.compile(
    r"\bnow it'?s (?:already |nearly |almost |about |gone |past |just )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter|noon|midnight|\d)"
)
_EACH = re.compile("[呢这]段时间|each time|every time|每次|次次|每一次")
#: Habits so many characters away from the time of one deed are none of it.
_APART = 25
#: Words that show that somebody has not come back.
_AWAY = frozenset({"missing_person", "welfare_check"})
#: 下午五點半的事: it happened then.
_EVENT = re.compile("(?:左右)?(?:的事|嘅事|发生)")
_HAPPENED = re.compile(r"\b(?:happened|occurred|took place)(?: [a-z]+){0,3} $")
#: "All evening", 成晚: since it began.
_ALL = re.compile(r"\b(?:all|whole|entire)(?: of)?(?: the| this)? $|(?:成|整|整个|一)$")


class TimeComponent:
    """Adds at most one finding of kind ``time``; facts: start, end (datetime), precision, flags."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        said = list(expressions(notes.folded, [*notes.phantoms, *greetings(notes.folded)]))
        found = [e for e in said if is_about(notes, e)]
        found = [e for e in found if not is_late(notes, e)] or found
        found = of_the_incident(notes, said, found)
        clocked = any(is_of_the_call(notes, e) for e in said if e.has("clock"))
        clocked = clocked or _NOW_IT_IS.search(notes.folded) is not None
        recurring = recurring_of(notes)
        chosen = spanned(notes, said, found)
        if chosen is not None:
            # One call after the other, "each time" for the same thing.
            recurring = [cue for cue in recurring if not _EACH.match(notes.folded, cue.start)]
        chosen = chosen or found_on_return(notes, found)
        if chosen is None:
            chosen = framed(notes, found, clocked=clocked)
            if chosen is not None and not is_frame(notes, found, chosen):
                chosen = None
        if chosen is None:
            chosen = chosen_of(notes, found)
        else:
            chosen = with_part(notes, with_day(chosen, days(found)), found)
        interval = _interval(notes, chosen, recurring)
        # "The mother keeps running at people" is done now.
        again = [
            cue for cue in recurring if cue.kind != "recurring_habit" or not _keeps(notes, cue)
        ]
        notes.shelf[TOLD] = interval
        ongoing = going_on(notes, chosen, interval, recurring=bool(again))
        if ongoing and not recurring and not may_go_on(notes, interval):
            ongoing = GoingOn()
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
    open_end = any(a.side == "since" or a.kind == "now" or a.values.get("open") for a in chosen.all)
    return open_end or not over


def _is_span(chosen: Expression | None, recurring: list[Cue]) -> bool:
    """ "Every night from nine": the hours of what recurs, not since when it goes on."""
    sides = {atom.side for atom in chosen.all} if chosen is not None else set()
    return bool(recurring) and "from" in sides and "since" not in sides


def _is_told_apart(notes: Notes, chosen: Expression, recurring: list[Cue]) -> bool:
    """ "Every Tuesday it's the same. Half eleven at night to four": a clock time of its own sentence."""
    first, last = sentence(notes.folded, chosen.start, chosen.end)
    if not any(atom.side for atom in chosen.all):
        first, last = max(first, chosen.start - _APART), min(last, chosen.end + _APART)
    return chosen.has("clock") and all(c.end <= first or last <= c.start for c in recurring)


def _interval(notes: Notes, chosen: Expression | None, recurring: list[Cue]) -> Interval:
    # "Every night until two" says when it recurs, not when it happened.
    if chosen is None or notes.received_at is None:
        return NOTHING
    if recurring and not chosen.dated and not _is_told_apart(notes, chosen, recurring):
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
    if recurring and ongoing.said and chosen is not None and _began_today(notes, chosen, interval):
        # "Every night ... tonight they began at two and they're still at it".
        return Interval(interval.start, now, interval.precision)
    if recurring or chosen is None or interval.start is None:
        # Said in the present: it recurs, and this is one of the times.
        nothing_else = interval.start is None and (not recurring or ongoing.present)
        return at_once if nothing_else else interval
    code = primary(notes)
    if _is_whole(notes, chosen) and interval.end != now and ongoing.present:
        # 停咗成個下晝: the afternoon, and on until now.
        return Interval(interval.start, now, interval.precision)
    if not chosen.has(*NEAR) or chosen.later:
        return interval
    if code in _AWAY and not (ongoing.said or lasts(chosen) or notes.cues_of("away")):
        return interval
    lead = notes.folded[max(0, chosen.start - 30) : chosen.start]
    if _EVENT.match(notes.folded, chosen.end) or _HAPPENED.search(lead):
        return interval
    on = ongoing.said or lasts(chosen) or code in STATES or begun(notes, chosen, interval)
    return Interval(interval.start, now, interval.precision) if on else interval


def _began_today(notes: Notes, chosen: Expression, interval: Interval) -> bool:
    today = any(atom.kind == "day" and not atom.values["back"] for atom in chosen.all)
    single = chosen.has("clock") and not chosen.later and interval.start is not None
    return single and (today or begun(notes, chosen, interval))


def _keeps(notes: Notes, cue: Cue) -> bool:
    return notes.folded[cue.start : cue.end] in ("keep", "keeps")


def _is_whole(notes: Notes, chosen: Expression) -> bool:
    """ "All evening": a part of the day from its beginning on."""
    lead = notes.folded[max(0, chosen.start - 20) : chosen.start]
    return {atom.kind for atom in chosen.all} <= {"day", "part"} and bool(_ALL.search(lead))


def _is_at_once(notes: Notes, chosen: Expression, interval: Interval, ongoing: GoingOn) -> bool:
    """ "They're racing again tonight": now, not since six o'clock."""
    if _is_holiday(chosen) and ongoing.said and interval.end == notes.received_at:
        # 而家有人放煙花,今日勞動節放假: the day's name says no time.
        return True
    if primary(notes) not in SCENES or not ongoing.present or lasts(chosen) or chosen.later:
        return False
    if _is_whole(notes, chosen):
        return False
    kinds = {atom.kind for atom in chosen.all}
    if not kinds <= {"day", "part"}:
        return False
    # 夜晚開賭, 而家都仲有人: the part of the day is when it is done, not since when.
    return interval.end == notes.received_at or (kinds == {"part"} and ongoing.said)


def _is_holiday(chosen: Expression) -> bool:
    named = any(atom.values.get("holiday") for atom in chosen.all)
    return named and {atom.kind for atom in chosen.all} <= {"day", "date", "weekday"}


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


@Language.factory("earwitness_times")
def make(nlp: Language, name: str) -> TimeComponent:
    """Factory for the pipeline."""
    return TimeComponent()
