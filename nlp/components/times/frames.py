"""Times that frame the incident: "I parked at nine and came back at six", 七點入去八點半出嚟.

What somebody finds on coming back happened between the two. Either end may be told first; where only
one is told to be an end, another time of the day may be the other one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from nlp.components.expressions import Expression
from nlp.components.times.atoms import Atom
from nlp.components.times.clock import resolve
from nlp.components.times.english_frames import told_ends
from nlp.components.times.going_on import FOUND_LATER, codes, primary
from nlp.notes import Cue, Notes

#: Tokens between "I left home" or "I came back" and the time said of it.
_REACH = 18
#: "At six I left": the words follow closely or not at all.
_AFTER = 5
#: 六點半我將架電單車泊喺: Chinese tells what is left in between.
_AFTER_ZH = 10
_LOOSE = 24
#: 六點先至返嚟: so many characters between at most.
_CLOSE = 4
#: "Left home at about six".
_AT = re.compile(
    r"(?:\s|\b(?:home|it|there|here|at|about|around|by|just|before|after|on|like|up|back|again|the|house|flat|office|to|only|was|this|until|till|since)\b)*"
)
_ENDS = ("clock", "day", "weekday", "date", "part", "ago")
#: Done to somebody's face: where they came from and went to is no frame of it.
_FACE_TO_FACE = frozenset(
    {
        "robbery", "assault", "sexual_offence", "indecent_exposure", "domestic_dispute", "dispute",
        "harassment", "criminal_intimidation", "traffic_collision", "dangerous_driving",
    }
)  # fmt: skip
_DAYS = ("day", "weekday", "date")
#: "It started on", 收到短訊開始; "the last payment was", 最後一次過數係.
_STARTED = re.compile(
    r"\b(?:started|began|starting|beginning|(?:the )?first (?:call|text|message|time|payment|one|letter|email)(?: [a-z']+){0,3})(?: (?:on|at|around|about|back|with|was|came|last))* $"
    r"|\b(?:started|began) $"
)
_STARTED_ZH = re.compile("[^，。,.]{0,10}?(?:开始|起(?=，|,))")
_LAST_ONE = re.compile(
    r"\b(?:last|latest|final|most recent) (?!night|week|month|year|time i|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?:[a-z']+ ){1,6}(?:was|came|on|at|were)?(?: on| at)? ?$"
    r"|最(?:后|近)(?:嗰|一|那)?(?:次|笔|个|封|条)[^，。,]{0,8}$"
)
_HAD = re.compile(
    r"\b(?:had (?:it|them|my [a-z]+)|last (?:had|saw|used|seen|remember)(?: (?:it|them|having it|seeing it|my [a-z]+))?|still had (?:it|them)) (?:at|around|about|until|till|on)? ?$"
)
_THEN_AT = re.compile(r"\b(?:then|again)(?: again)?(?: at| around| about)* $")
_AGAIN_AT = re.compile(r"\bagain (?:at|around|about)(?: about| around)? $")
#: "Somewhere between those", 就呢段時間: the two times that were told.
_IN_BETWEEN = re.compile(
    r"\b(?:between (?:those|the two|these)|in between|in (?:that|those) (?:time|hours?|two hours)|during that time|in the meantime|in that time)\b"
    r"|(?:呢|这|那|嗰)段时间|期间|中间(?:嗰|那)?段|就咁.{0,4}(?:钟|小时)"
)
_THEN_ZH = re.compile("(?:又|再)")
#: 七點出門先見到: on leaving it was noticed, and did not begin.
_NOTICED_ZH = re.compile(
    "(?:(?![今琴寻昨前噖]|点)[^。.]){0,18}?(?:先|才|至)(?:见到|看到|看见|睇到|发现|发觉|知|觉|问到|话我知|讲我知|话俾我|话畀我|同我讲|告诉我|跟我说|说出来|讲出嚟)"
    "|[^，。,\\s]{0,4}(?:返|回|到)(?:到|来|嚟|屋企|家|公司)*(?:先|才|就)?(?:听说|听讲|得知|知道)"
)
#: "She only told me today".
_TOLD_EN = re.compile(
    r"\b(?:told (?:me|us)|(?:i|we) (?:only |just )?(?:found out|learned|learnt|heard|realised|realized)|admitted it|mentioned it|came out|owned up)(?: (?!at\b|on\b)[a-z']+){0,4}? (?:at |on |around |about )?$"
    r"|\bonly (?:noticed|realised|realized|discovered|spotted|saw|found) (?:it |this |out )?(?:when (?:i|we|he|she|they)(?: [a-z']+){1,7} )?(?:at |on |around |about )?$"
)
_TOLD_TODAY_EN = re.compile(
    r" (?:she|he|they|mum|dad|my [a-z]+) (?:only |finally )?(?:told (?:me|us)|admitted|mentioned|rang me)"
)
#: 攞車就見到車頭燈爛咗: found on coming back, whatever it is taken for.
_DISCOVERED_ZH = re.compile(
    "(?:返|出嚟|出来|落嚟|落楼|下来|下楼|攞车|取车|拿车|开车|揸车|回到|回来|醒|起身|起床|起来)[^，。,]{0,8}(?:见到|发现|发觉|睇到|看到)"
    "[^，。,]{0,12}(?:烂|冇|唔见|不见|没了|撬|刮|花|凹|碎|破|开咗|打开|剪|断|被|畀人|俾人)"
)
#: Types that are found on coming back.
_GONE_SINCE = FOUND_LATER - {"fraud", "hit_and_run"} | {"burglary"}
_FOUND = FOUND_LATER - {"fraud"} | {"burglary", "lost_property"}


def _kinds(notes: Notes) -> frozenset[str]:
    """The told types; where none is known and something is gone, a theft."""
    gone = frozenset({"theft"}) if notes.cues_of("frame_gone") else frozenset[str]()
    return codes(notes) or gone


def framed(
    notes: Notes, found: Sequence[Expression], *, clocked: bool = False
) -> Expression | None:
    """The interval between leaving and coming back, where both can be told; else None.

    ``clocked``: the caller says what time it is now ("I came back at ten last night, now it's eight").
    """
    points = [e for e in found if e.has(*_ENDS) and not e.later]
    points = [e for e in points if not _is_loose_part(points, e)]
    if _is_face_to_face(notes):
        return None
    before = _near(notes, [e for e in points if not is_noticed(notes, e)], "frame_before")
    before = before or _away_since(points)
    went = before is None and "missing_person" not in codes(notes)
    if went:
        before = _near(notes, [e for e in points if not is_noticed(notes, e)], "frame_went")
    after = _near(notes, [e for e in points if e is not before], "frame_after")
    if clocked and len(points) == 1 and points[0].has("clock") and _kinds(notes) & _GONE_SINCE:
        return _until_the_call(points[0])
    if before is None:
        return _not_found_then(notes, points, after)
    if after is None and _kinds(notes) & _FOUND:
        after = _other_end(notes, points, before)
    if after is not None and _in_order(notes, before, after):
        return Expression(before.atoms, after.atoms)
    if went and before is not None:
        return None
    # "I parked it at six": gone since, at whatever time before the message.
    lost = "lost_property" in codes(notes) and not _last_had(notes, before)
    gone = (
        bool(_kinds(notes) & _GONE_SINCE)
        or _last_had(notes, before)
        or bool(notes.cues_of("frame_gone"))
    )
    if len(points) == 1 and before.has("clock") and gone and not lost:
        return _until_the_call(before)
    return None


def _is_loose_part(points: Sequence[Expression], expression: Expression) -> bool:
    """ "After evening service yesterday at eight": the evening of eight."""
    if {atom.kind for atom in expression.all} != {"part"}:
        return False
    return any(0 <= e.start - expression.end <= _LOOSE and e.has("clock") for e in points)


def _away_since(points: Sequence[Expression]) -> Expression | None:
    """ "We were in Taipei from Friday and got back last night": the first end."""
    return next((e for e in points if any(a.side == "from" for a in e.atoms)), None)


def _is_face_to_face(notes: Notes) -> bool:
    told = codes(notes)
    if not told & _FACE_TO_FACE or told & _FOUND:
        return False
    return _DISCOVERED_ZH.search(notes.folded) is None


def aside(notes: Notes, found: Sequence[Expression], chosen: Expression) -> Expression:
    """ "I finished work at ten and at eleven a man hit me": eleven, where both are as telling."""
    if not _is_face_to_face(notes) or not chosen.has("clock"):
        return chosen
    points = [e for e in found if e.has("clock") and not e.later]
    told = {
        id(e)
        for cue in notes.cues_of("frame_before", "frame_after")
        if (e := _beside(notes, points, cue)) is not None
    }
    if id(chosen) not in told:
        return chosen
    other = next((e for e in points if id(e) not in told), chosen)
    if other is chosen or other.has(*_DAYS, "part"):
        return other
    # 晚上九點下班,十點在巷子裡: ten in the evening.
    shared = tuple(atom for atom in chosen.all if atom.kind in (*_DAYS, "part"))
    return Expression((*shared, *other.atoms))


def noticed(notes: Notes, found: Sequence[Expression], chosen: Expression) -> Expression:
    """ "Over the weekend somebody broke in, the lads came at eight and found it": the weekend."""
    if chosen.later:
        return chosen
    late = is_noticed(notes, chosen)
    if not late and (not _kinds(notes) & _FOUND or primary(notes) in _FACE_TO_FACE):
        return chosen
    points = [e for e in found if e.has(*_ENDS, "week") and not e.later]
    told = {
        kind: {
            id(e) for cue in notes.cues_of(kind) if (e := _beside(notes, points, cue)) is not None
        }
        for kind in ("frame_before", "frame_after")
    }
    if id(chosen) not in told["frame_after"] and not is_noticed(notes, chosen):
        return chosen
    apart = [e for e in points if e is not chosen and id(e) not in told["frame_before"]]
    dated = [e for e in apart if e.has(*_DAYS, "week") and not is_noticed(notes, e)]
    if not chosen.has(*_DAYS):
        # "Yesterday on the train, I got off at seven": yesterday is the day of seven.
        dated = [e for e in dated if {atom.kind for atom in e.all} != {"day"} or _part_of(e)]
    return next((e for e in dated if _earlier(notes, e, chosen)), chosen)


def _part_of(expression: Expression) -> bool:
    return any(atom.kind == "day" and atom.values["part"] for atom in expression.all)


def is_noticed(notes: Notes, expression: Expression) -> bool:
    """ "I only found out at six", 食晚飯先話我知: when it was learnt, not when it happened."""
    lead = notes.folded[max(0, expression.start - 48) : expression.start]
    return bool(
        _NOTICED_ZH.match(notes.folded, expression.end)
        or _TOLD_EN.search(lead)
        or _TOLD_TODAY_EN.match(notes.folded, expression.end)
    )


def _earlier(notes: Notes, one: Expression, other: Expression) -> bool:
    first, second = _resolved(notes, one, 0), _resolved(notes, other, 0)
    return first is not None and second is not None and first < second


def _told_between(notes: Notes, said: Sequence[Expression]) -> Expression | None:
    """ "In bed by eleven and up at half five, and in between ...": from one to the other."""
    match = _IN_BETWEEN.search(notes.folded)
    told = [
        e for e in said if match and e.end <= match.start() and e.has("clock") and not e.only_until
    ]
    if len(told) == 1 and told[0].later:
        return told[0]
    if len(told) < 2 or told[-2].later or told[-1].later:
        return None
    one, other = told[-2:]
    if not _earlier(notes, one, other) and _is_told_back(notes, one):
        # "We came home at quarter past eight. We'd left at six".
        one, other = other, one
    return Expression(one.atoms, other.atoms)


def _is_told_back(notes: Notes, one: Expression) -> bool:
    return any(_beside(notes, [one], cue) is one for cue in notes.cues_of("frame_after"))


def spanned(
    notes: Notes, said: Sequence[Expression], found: Sequence[Expression]
) -> Expression | None:
    """ "It started on Tuesday ... the last payment was yesterday", or one call after the other."""
    points = [e for e in found if e.has("clock", *_DAYS) and not e.later]
    if (between := _told_between(notes, said)) is not None:
        return between
    gone = None if _is_face_to_face(notes) else bool(_kinds(notes) & _FOUND)
    if (ends := told_ends(notes, said, found, gone=gone)) is not None:
        return ends
    for number, first in enumerate(points[:-1]):
        last = points[-1]
        if _begins(notes, first) and _ends(notes, last) and _earlier(notes, first, last):
            return Expression(first.atoms, last.atoms)
        clocks = [e for e in points[number + 1 :] if e.has("clock")]
        series = [e for e in clocks if _again(notes, e)]
        last = clocks[-1] if clocks else last
        enough = len(series) >= 2 or (series and _AGAIN_AT.search(notes.folded, 0, last.start))
        if first.has("clock") and enough and series[-1] is last:
            return Expression(first.atoms, last.atoms)
    return None


def _begins(notes: Notes, expression: Expression) -> bool:
    return bool(
        _STARTED.search(notes.folded[max(0, expression.start - 40) : expression.start])
        or _STARTED_ZH.match(notes.folded, expression.end)
    )


def _ends(notes: Notes, expression: Expression) -> bool:
    return (
        _LAST_ONE.search(notes.folded[max(0, expression.start - 60) : expression.start]) is not None
    )


def _again(notes: Notes, expression: Expression) -> bool:
    lead = notes.folded[max(0, expression.start - 30) : expression.start]
    return bool(_THEN_AT.search(lead) or _THEN_ZH.match(notes.folded, expression.end))


def _last_had(notes: Notes, before: Expression) -> bool:
    """ "I had it at ten for sure": lost since."""
    lead = notes.folded[max(0, before.start - 30) : before.start]
    return _HAD.search(lead) is not None


def _until_the_call(expression: Expression) -> Expression:
    now = Atom("now", expression.end, expression.end)
    return Expression(expression.atoms, (now,))


def _not_found_then(
    notes: Notes, points: Sequence[Expression], after: Expression | None
) -> Expression | None:
    """ "I came down this evening and saw it, somebody hit it last night": last night."""
    if after is None or not _kinds(notes) & _FOUND or len(points) != 2:
        return None
    other = next(e for e in points if e is not after)
    end, start = _resolved(notes, other, 1), _resolved(notes, after, 0)
    over = end is not None and start is not None and end <= start
    return other if other.has(*_DAYS) and over else None


def _other_end(notes: Notes, points: Sequence[Expression], before: Expression) -> Expression | None:
    """The only other time, told behind the beginning and later than it."""
    others = [e for e in points if e is not before and e.start > before.start]
    if len(others) != 1 or not before.has("clock"):
        return None
    start, end = _resolved(notes, before, 0), _resolved(notes, others[0], 0)
    later = start is not None and end is not None and start < end
    return others[0] if later or others[0].has("clock") else None


def _in_order(notes: Notes, before: Expression, after: Expression) -> bool:
    """The beginning lies before the end; as told where nobody knows when the message came."""
    if before.start < after.start or (after.has(*_DAYS) and not before.has(*_DAYS)):
        # "At nine last night ... since six": the day of one is that of the other.
        return True
    start, end = _resolved(notes, before, 0), _resolved(notes, after, 1)
    return start is None or end is None or start <= end


def _resolved(notes: Notes, expression: Expression, end: int) -> datetime | None:
    if notes.received_at is None:
        return None
    interval = resolve(expression.atoms, notes.received_at)
    return interval.end if end else interval.start


def _near(notes: Notes, points: Sequence[Expression], kind: str) -> Expression | None:
    """The first expression that such words stand beside."""
    told = {id(e) for cue in notes.cues_of(kind) if (e := _beside(notes, points, cue)) is not None}
    return next((e for e in points if id(e) in told), None)


def _beside(notes: Notes, points: Sequence[Expression], cue: Cue) -> Expression | None:
    """The time that words of leaving or coming back belong to.

    English says it before the time ("came back at six"), Chinese behind it (六點返嚟); the other
    order is understood where nothing else stands there.
    """
    tokens = [(e, *notes.span_tokens(e.start, e.end)) for e in points]
    following = [(first - cue.last, e) for e, first, last in tokens if last > cue.last]
    preceding = [(cue.first - last, e) for e, first, last in tokens if last <= cue.first]
    ahead = min(following, key=lambda pair: pair[0], default=None)
    behind = min(preceding, key=lambda pair: pair[0], default=None)
    if ahead is not None and ahead[0] > _REACH:
        ahead = None
    chinese = not notes.folded[cue.start].isascii()
    if behind is not None and behind[0] >= (_AFTER_ZH if chinese else _AFTER):
        behind = None
    if ahead is None or behind is None:
        return ahead[1] if ahead else behind[1] if behind else None
    if chinese:
        apart = "," in notes.folded[cue.end : ahead[1].start]
        inside = apart and "," not in notes.folded[behind[1].end : cue.start]
        return behind[1] if behind[0] <= _CLOSE or inside else ahead[1]
    direct = _AT.fullmatch(notes.folded, cue.end, ahead[1].start) is not None
    said_first = behind[0] <= 1 and behind[1].has("clock")
    return ahead[1] if direct or not said_first else behind[1]
