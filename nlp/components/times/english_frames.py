"""Both ends told apart in English: "it began at ten and finished at one", "it was there when we started at nine and gone at ten".

Three ways to tell them: the ends of a process, "between A, when ..., and B, when ...", and what was still well at
one time and found at another. :func:`told_ends` gives one expression with both, or None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from nlp.components.expressions import Expression
from nlp.components.times import english_asides
from nlp.components.times.atoms import Atom
from nlp.components.times.clock import resolve
from nlp.notes import Notes

_NEAR = r"(?:(?:at|around|about|by|just|shortly|after|before|only|nearly|roughly|say|maybe|like|on|again|up|off|out|down|the|was|and)\s)*$"
_BEGAN = re.compile(
    rf"(?<!\bi )(?<!\bwe )(?<!shift )(?<!class )(?<!school )(?<!work )(?<!film )\b(?:start(?:ed|ing)?|began|begun|beginning|kicked off|got going|broke out|set up|struck up|fired up|switched on|turned on|went off|turned up|showed up|rolled up|pulled up|gathered|appeared|arrived|came|moved in|been at it|first)(?: (?!and\b|but\b|at\b)[a-z']+){{0,4}} {_NEAR}"
)
_FINISHED = re.compile(
    rf"(?<!\bi )(?<!\bwe )(?<!shift )(?<!class )(?<!school )(?<!work )(?<!film )\b(?:finish(?:ed|ing)|ended|end(?:s)? up|stopp(?:ed|ing)|was over|it was all over|died (?:down|away|out)|quietened(?: down)?|calmed|quiet|silent|packed (?:it )?(?:up|in)|broke up|gave up|went away|they left|he left|she left|cleared off|cleared out|pushed off|drove off|ran off|moved on|dispersed|switched off|turned off|shut (?:up|off|down)|called it a day|knocked off|put out|went out|didn't (?:stop|finish|end) (?:until|till)|not (?:stop|finish|end) (?:until|till)|gone)(?: (?!and\b|but\b|at\b)[a-z']+){{0,4}} {_NEAR}"
    r"|\b(?:right |all the way |on |up )?(?:through |on )?(?:until|till) (?:about |around |nearly |after |past |gone |well past )?$"
)
#: "By twenty to eleven they'd driven off".
_GONE_BY = re.compile(
    r"(?: [a-z]+){0,2} (?:they|he|she|it|everyone|everybody|all of them|the lot)(?:'d| had| was| were)(?: all| both)? (?:gone|left|over|scattered|driven|run|cleared|moved|packed|stopped|finished|dispersed|quiet|walked|wandered|vanished|disappeared|ended|done|taken)\b"
)
#: "Didn't open again till nine": the other end.
_NOT_TILL = re.compile(
    r"(?:n't|\bnot|\bnobody|\bno one|\bnever)(?: [a-z']+){1,5} (?:till|until)(?: about| around)? $"
)
_LASTED = re.compile(
    r"\b(?:went on|carried on|lasted|continued|kept (?:going|on|at it|it up|up)|at it|didn't (?:stop|finish|end|let up|leave|go)|did not stop|all the way|right|still going|stayed|hung about|hung around|were there|not stop|not finish|never stopped)(?: (?:like that|all|right|through|on|there|up|it|about|around|the|way))* (?:until|till)(?: about| around| nearly| after| past| gone| well)* $"
)
_FROM = re.compile(
    r"\b(?:between|from|(?:some ?time |somewhere )(?:between|after|from)|any ?time (?:between|from|after)) (?:about |around |roughly |say |like |at |on |just after |after |the )*$"
)
_TO = re.compile(
    r"\b(?:and|to|until|till|before|through to|up to|up until|right up to) (?:about |around |roughly |say |like |at |on |just |before |when i (?:got|came) (?:back|home) |the )*$"
)
#: The farthest that "between" is from its "and", in characters.
_APART = 120
_WELL = re.compile(
    r"\b(?:was|were|been|is)(?: (?:still|all|perfectly|definitely|completely|absolutely|just|sitting|hanging|standing|parked|lying|safely|chained|tied|locked|right|down and|closed and|shut and))* (?:there|here|fine|ok|okay|well|intact|good|all right|alright|in place|in order|shut|closed|locked|normal|clean|clear|untouched|undamaged|unbroken|whole|perfect|in (?:the|my|its|his|her|our|one|there)|on (?:the|my|its|his|her|our)|outside|under (?:the|my)|at the|by the|beside|next to|behind|left|full|working|down and locked)"
    r"|\bstill (?:there|had|in|on|hanging|working|standing|fine)\b|\ball (?:was )?well\b|\b(?:i|we|he|she|they)(?:'d| had)? (?:still )?had (?:it|them|my|the|our)\b|\bhad (?:it|them) (?:then|at|with|on|in)\b"
    r"|\blast (?:saw|used|seen|checked|looked|round|had|touched|counted|went)\b|\b(?:i|we|he|she|they|who)(?:'d| had| just| also)? (?:saw|checked|used|counted|left|parked|locked|chained|tied|put|hung|shut|closed|sealed|bolted|padlocked|set the alarm|nodded off|dozed off|drifted off|dropped off to sleep|fell asleep|turned in|went (?:out|to bed|to sleep|to work|home|off|in)|paid|set off|checked in|arrived|walked in|popped out|nipped out|stepped out|sat down|ordered|joined|got there|took off|watered|fed|tidied|swept|painted|delivered|tied up|filled)\b|\b(?:everything|all) in order\b"
    r"|\b(?:left|parked|locked|shut|closed|sealed|chained|tied|put|hung|bolted)(?: [a-z']+){0,4} (?:at|around|about|just)\b|\bi (?:lock|park|leave|put|chain)\b|\bnothing (?:was )?(?:wrong|amiss|missing|unusual)\b|\bno (?:damage|scratch|mark|sign)\b|\blocked up\b|\bclosed up\b|\bshut up shop\b|\bunattended from\b"
)
_AMISS = re.compile(
    r"(?:'s|\bhas|\bhave|'ve) been [a-z]+|\b(?:nicked|pinched|swiped|prised|jimmied|let down|drained|holes?|unlocked|(?:someone|somebody|they|he|something)(?: had|'d) [a-z]+|just (?:a|an|two|the)|nothing but|gone|missing|vanished|disappeared|empty|emptied|smashed|broken|forced|slashed|stolen|scratched|open|ajar|upside down|ransacked|levered|jemmied|drilled|damaged|cut|dented|nowhere|bare|keyed|peeled|taken|not there|no sign|no longer|half gone|in bits|in pieces|on the floor|all over)\b"
    r"|\b(?:wasn't|weren't|isn't|was not|wasnt) (?:there|in|on|locked|shut|anywhere)\b|\bhad been [a-z]+|\b(?:found|discovered|noticed|realised|realized|spotted)\b"
    r"|\b(?:came|got|went|come|gone|arrived|turned) (?:back|home|down|out|in)\b|\bno more [a-z]+|\b(?:was|were) (?:back|home|out|half (?:up|open))\b|\breturned\b|\bthere (?:it|they) (?:all )?(?:was|were)\b|\bbrought (?:it )?back\b|\breopened\b|\bhelped themselves\b|\bwalked off with\b|\bno (?:bike|car|bag|phone|wallet|sign)\b|\bwoke(?: up)?\b|\bopened(?: up)?\b|\blifted the\b|\blooked again\b"
)
#: Something is not where it was, whatever kind of incident that is taken for.
_ABSENT = re.compile(
    r"(?:'s|\bhas|\bhave|'ve) been (?:done over|broken into|burgled|robbed|ransacked|smashed|emptied|raided|nicked|stolen|cut|slashed|forced|let down|drilled|prised)\b|"
    r"\b(?:wasn't|weren't|isn't|was not|were not|no longer|not) (?:there|in (?:the|my|its)|on (?:the|my|its)|where)\b|\b(?:someone|somebody) (?:had|'d) [a-z]+|\bhad been [a-z]+(?:ed|en|ut|ft|ne)\b|\b(?:was|were|had|has|have|is|it's|'s|are) (?:all )?(?:gone|missing|disappeared|vanished)\b"
)
#: "When I got back it was in the gutter": where it is now is not where it was.
_CAME_BACK = re.compile(
    r"^(?!.*\bstill\b).*(?:\b(?:came|got|went|come) (?:back|home|down)\b|\breturned\b|\bwoke\b)"
)
#: The beginning of another clause.
_CLAUSE = re.compile(r",? (?:and|but|then|so|yet|only|before)\b|,|[.?!;]")
#: Who comes in the morning.
_MORNING = re.compile(
    r"\b(?:driver|staff|cleaner|cook|foreman|caretaker|watchman|nurse|teacher|lesson|opened|opening|came in|come in|turned up|woke|got up|came down|went down|unlocked|reopened|arrived|first)\b"
)
_STOP = re.compile(r"[.?!;]")


def told_ends(
    notes: Notes, said: Sequence[Expression], found: Sequence[Expression], *, gone: bool | None
) -> Expression | None:
    """Both ends as one expression; ``gone``: something was found stolen, lost or broken; None: it
    was done to somebody's face.

    ``said`` are all times of the message, ``found`` those that may be the incident's.
    """
    if notes.folded and not notes.folded.isascii():
        return None
    points = [e for e in found if e.has("clock", "day", "weekday", "date")]
    between = _process(notes, points) or _lasted(notes, points, [e for e in said if e.only_until])
    points = [e for e in points if not english_asides.lesser(notes.folded, e.start, e.end)]
    between = between or _between(notes, points)
    if len(found) < 2 or between is not None or not (gone or _ABSENT.search(notes.folded)):
        return between
    points = [e for e in found if e.has("clock", "day", "weekday", "date", "part")]
    return _found(notes, points, sure=gone is None)


def not_until(notes: Notes, expression: Expression) -> bool:
    """ "We didn't open again till nine": when it was seen next."""
    lead = notes.folded[max(0, expression.start - 60) : expression.start]
    return _NOT_TILL.search(lead) is not None


def _between(notes: Notes, points: Sequence[Expression]) -> Expression | None:
    """ "Between nine, when we sealed it, and quarter to eight this morning, when ..."."""
    for one, other in pairwise(points):
        gap = notes.folded[one.end : other.start]
        if one.later or other.later or len(gap) > _APART or _STOP.search(gap):
            continue
        lead = notes.folded[max(0, one.start - 40) : one.start]
        opened = _FROM.search(lead)
        if opened is None or not _TO.search(gap):
            continue
        if opened.group().startswith("from") and re.search(r"\band (?:[a-z]+ )*$", gap):
            continue
        return Expression(one.atoms, other.atoms)
    return None


def _process(notes: Notes, points: Sequence[Expression]) -> Expression | None:
    """ "It kicked off at twenty to seven and finished about ten past"."""
    clocked = [e for e in points if not e.later]
    for number, one in enumerate(clocked):
        lesser = english_asides.lesser(notes.folded, one.start, one.end)
        if lesser or not _BEGAN.search(_lead(notes, clocked, one)):
            continue
        for other in clocked[number + 1 :]:
            lead = _lead(notes, clocked, other)
            ended = _FINISHED.search(lead) or (
                lead.endswith("by ") and _GONE_BY.match(notes.folded, other.end)
            )
            if one.has("clock") and other.has("clock") and ended:
                return Expression(one.atoms, other.atoms)
    return None


def _lasted(
    notes: Notes, points: Sequence[Expression], ends: Sequence[Expression]
) -> Expression | None:
    """ "At half twelve two women were fighting, it went on till ten past one"."""
    for end in ends:
        lead = notes.folded[max(0, end.start - 40) : end.start]
        if not (end.has("clock") and _LASTED.search(lead)):
            continue
        before = [e for e in points if e.has("clock") and not e.later and e.end <= end.start]
        if before:
            return Expression(before[-1].atoms, end.atoms)
    return None


def _lead(notes: Notes, points: Sequence[Expression], one: Expression) -> str:
    """The words before a time, of its own sentence and behind the time before."""
    first = max((e.end for e in points if e.end <= one.start), default=0)
    lead = notes.folded[max(first, one.start - 70) : one.start]
    return _STOP.split(lead)[-1]


def _found(notes: Notes, points: Sequence[Expression], *, sure: bool) -> Expression | None:
    """What was well at one time and amiss at a later one; ``sure``: only where it was not there any more."""
    for one in points:
        around = _clause(notes, points, one)
        if not _WELL.search(around) or _AMISS.search(around):
            continue
        for other in points:
            if other is one or other.later or not other.has("clock"):
                continue
            behind = _clause(notes, points, other)
            if sure and not _ABSENT.search(behind):
                continue
            late = not_until(notes, other) or _AMISS.search(behind)
            if not late or (_WELL.search(behind) and not _CAME_BACK.search(behind)):
                continue
            begin, end = _last_of(one), _next_morning(notes, one, other, behind)
            if begin is not None and _precedes(notes, begin, end):
                return Expression(begin.atoms, end.atoms)
    return None


def _next_morning(notes: Notes, one: Expression, other: Expression, told: str) -> Expression:
    """ "Shut at eight last night, came in at seven": seven of this day."""
    dated = other.has("day", "weekday", "date", "part") or notes.received_at is None
    nightly = any(a.values.get("part") in ("night", "evening") for a in one.all)
    if dated or not nightly or not _MORNING.search(told):
        return other
    return Expression((*other.atoms, Atom("day", other.end, other.end, {"back": 0, "part": None})))


def _last_of(one: Expression) -> Expression | None:
    """ "She was there yesterday till nine": nine."""
    if not one.later:
        return one if one.has("clock") or one.has("day", "weekday") else None
    if not any(atom.side == "until" for atom in one.later):
        return None
    days = tuple(a for a in one.atoms if a.kind in ("day", "weekday", "date"))
    own = any(a.kind in ("day", "weekday", "date") for a in one.later)
    return Expression(one.later if own else (*days, *one.later))


def _clause(notes: Notes, points: Sequence[Expression], one: Expression) -> str:
    """The words around a time: its sentence, cut at the clause that holds another time."""
    text = notes.folded
    first = max((m.end() for m in _STOP.finditer(text, 0, one.start)), default=0)
    stop = _STOP.search(text, one.end)
    last = stop.start() if stop else len(text)
    for other in points:
        if other is not one and first <= other.start < one.start:
            first = _cut(text, other.end, one.start)
        if other is not one and one.end <= other.start < last:
            last = _cut(text, one.end, other.start)
    return text[max(first, one.start - 110) : min(last, one.end + 110)]


def _cut(text: str, start: int, end: int) -> int:
    cuts = list(_CLAUSE.finditer(text, start, end))
    strong = [cut for cut in cuts if len(cut.group()) > 1]
    return strong[-1].start() if strong else cuts[0].start() if cuts else start


def _precedes(notes: Notes, one: Expression, other: Expression) -> bool:
    first, last = _start(notes, one), _start(notes, other)
    return one.start < other.start or first is None or last is None or first < last


def _start(notes: Notes, one: Expression) -> datetime | None:
    return None if notes.received_at is None else resolve(one.atoms, notes.received_at).start
