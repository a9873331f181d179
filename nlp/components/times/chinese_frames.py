"""What somebody finds on coming back, in Chinese: 八點去睇戲,十一點返到嚟就發現道鐵閘剪開咗.

The clause of the second time tells of coming back (or waking, opening, fetching) and of what was found; the first
time is whatever was told before it, where nobody was met there. Folded text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.components.expressions import Expression
from nlp.components.times.chinese_asides import MET, is_fine_then, is_lesser, is_said_by_others
from nlp.components.times.clock import resolve
from nlp.notes import Notes

_CAME_BACK = "(?:返(?!工|学|早|夜|更)|回(?!复|覆|答)|出(?:嚟|来|返)|落(?:嚟|到|楼|返|去)|下(?:来|楼|去)|上(?:嚟|来|返|到|楼)|醒|起身|起床|起来|开(?:舖|铺|门|档|店|闸|工)|返工|上班|攞|取|拿|收工|放工|下班|散会|散场|完(?!全)|退房|行过去|行到|再去|埋单|买单|结账|结帐|落班|放学|要用|想(?:用|踩|揸|骑)|去开车|去(?:到|攞|取|拿)|到(?:店|公司|车|停车场|屋企|家|了就)|来(?:一看|到|取|拿)|过(?:嚟|来))"
_FOUND = "(?:见到|发现|发觉|睇到|看到|看见|唔见|不见|冇咗|没了|冇晒|烂|撬|换咗|被换|换了|畀人|俾人|被人|被|少咗|少了|净返|只剩|剩返|空晒|空了|花晒|打开咗|开咗|断咗|凹|攞走|拿走|搬走|偷咗|偷了|拎走)"
_BACK = re.compile(f"[^。.,]{{0,14}}?{_CAME_BACK}[^。.]{{0,16}}?{_FOUND}")
#: 九點我發現: told without how they came.
_ENDS = ("clock",)


def found_on_return(notes: Notes, found: Sequence[Expression]) -> Expression | None:
    """From the time before to that of coming back, or the range that was told before it; None for neither."""
    points = [e for e in found if e.has(*_ENDS)]
    for number, after in enumerate(points):
        if number == 0 or after.later or not _BACK.match(notes.folded, after.end):
            continue
        before = points[number - 1]
        if notes.folded[before.start].isascii():
            return None
        if before.later:
            return before
        if MET.search(notes.folded, before.end, after.start):
            # 七點有人打我,九點返到屋企見到手機爛咗.
            return None
        fine = is_fine_then(notes, before) and not is_said_by_others(notes, before)
        lesser = is_lesser(notes, before, found) and not fine
        if lesser and _others(notes, found, before, after):
            return None
        return Expression(before.atoms, after.atoms) if _in_order(notes, before, after) else None
    return None


def _others(
    notes: Notes, found: Sequence[Expression], before: Expression, after: Expression
) -> list[Expression]:
    told = [e for e in found if e is not before and e is not after and e.has("clock", "day", "ago")]
    return [e for e in told if not is_lesser(notes, e, found)]


def _in_order(notes: Notes, before: Expression, after: Expression) -> bool:
    if notes.received_at is None:
        return True
    whole = resolve(before.atoms, notes.received_at, after.atoms)
    return whole.start is not None and whole.end is not None and whole.start < whole.end
