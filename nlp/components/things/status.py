"""Whether a thing was stolen, lost, found or damaged: by the words of its own clause.

A message may tell of two matters ("they broke the gate and took my bike", "my bike was stolen and I also
lost my phone"). The status word that costs least belongs to the thing: tokens between them, the ends
of clauses, and a wrong direction cost ("took my bike" speaks of what follows, "was taken" of what was
said before). The message's own incident only breaks ties. A thing that is still there has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.notes import Cue, Notes

#: What the end of a clause, a link of clauses and the wrong direction cost, in tokens.
_STOP, _LINK, _WRONG_WAY, _TOPIC = 8, 3, 5, 3
#: What another status word between costs: the thing is rather that one's.
_OTHER_BETWEEN = 5
#: Windows and locks are rather broken than taken.
_FIXTURE = 4
#: A fixture that is farther from its word is only where something happened.
_NEAR_FIXTURE = 7
_STOPS = frozenset(".?!;。？！；\n")
_COMMAS = frozenset(",，、")
_LINKS = frozenset(
    [
        "and",
        "but",
        "then",
        "while",
        "when",
        "so",
        "because",
        "also",
        "another",
        "then",
        "after",
        "before",
    ]
)
_LINKS_ZH = re.compile("跟住|然后|另外|但系|但是|后来|之后|仲有|还有|同时|又|但")
_GAP_ZH = re.compile(r"(?<=[一-龥])\s+(?=[一-龥a-z])")
_BE = frozenset(
    ["was", "were", "is", "are", "been", "being", "got", "be", "get", "gets", "getting", "has've"]
)
_ADVERBS = frozenset(
    ["all", "both", "just", "also", "already", "been", "now", "actually", "probably", "definitely"]
)
#: Said of what was named before: "it's gone", "somebody took it".
_OF_BEFORE = re.compile(
    r"^(?:is |was |were |are |have |has )?(?:gone|missing|stolen|taken|broken|torn|gone missing|fell out|pickpocketed|burnt|shattered|"
    r"dented|punctured|been taken|(?:was|were|been|got) (?:taken|pickpocketed))$"
)
_PRONOUN_NEXT = re.compile(r"\s+(?:it|them|this|that one)\b")
_OWN_OBJECT = re.compile(
    r"\s+(?:(?:open|up|all|off|through|into|in) )?(?:my|our|the|a|an|his|her|their|all|two|some|this|that|one|someone's|somebody's|three|four)\b"
)
#: "It was stolen", told of what somebody calls lost first.
_PRONOUN_BEFORE = re.compile(
    r"\b(?:it|they|it's|both)(?: was| were| is| has| have| had| must| may| might| been| all| probably| obviously| definitely| got| be)*\s*$"
)
_PASSIVE_ZH = re.compile("[俾畀被比遭给](?:人|佢|他|她|贼|对方)?[^，。,. ]{0,3}$")
#: "My glasses are fine", 部電話仲喺度.
_INTACT = re.compile(
    r"(?: (?:in|on|at|inside) my| (?!and\b|but\b|was\b|were\b|is\b|are\b|got\b|has\b|been\b|my\b)\w+){0,4}? (?:(?:is|are|was|were)(?: all| both)? (?:still|fine|ok|okay|safe|untouched|all right|alright|intact|there|here)"
    r"|(?:wasn't|weren't|isn't|aren't) (?:taken|stolen|touched|broken|damaged|missing|lost))\b"
)
_INTACT_ZH = re.compile(
    "(?:就|都|仲|还|倒|反而)?(?:一直(?:背|带|拿|揸|孭|喺|在)|仲喺|还在|冇事|没事|冇郁|没动|好好哋|好好的|完好|冇俾人|没被)"
)
_NEUTRAL = re.compile(
    r"gone|missing|唔见|不见|丢了|丢失|少了|少咗|冇咗|没了|找不到|揾唔到|搵唔到|can't find|cannot find|couldn't find"
)
#: Another left it with the caller, who has it now.
_LEFT_BY_OTHERS = re.compile(
    r"\b(?:lady|woman|man|guy|girl|boy|customer|passenger|guest|client|student|someone|somebody|tourist|couple|kid|he|she|they)(?:'s| has| had| have)? "
    r"(?:left|forgot|dropped)\b.{0,50}?\b(?:in|on|at|behind in) (?:my|our) (?:taxi|cab|car|van|bus|minibus|shop|store|restaurant|cafe|bar|office|stall|salon|clinic)"
    r"|(?:女士|男士|先生|小姐|乘客|客人|客|有人|佢|他|她|人|太太|学生|游客|阿婆|婆婆|阿伯)(?:[^，。,. ]{0,6})?(?:漏|跌|留|落|忘|掉|丢)(?:咗|低|了|下|在)?[^，。]{0,10}?(?:喺|在|响)(?:我|我哋|我们)(?:架|的|嘅|间|个|部|辆)?(?:的士|出租车|车|小巴|巴士|铺|舖|店|餐厅|档|公司|舖头)"
    r"|(?:把|将)[^，。]{1,8}(?:落|忘|漏|留|掉|丢)(?:在|喺)(?:了)?(?:我|我们|我哋)(?:的|架|嘅|辆|间)?(?:的士|出租车|车|店|铺|餐厅)"
)


def status_of(notes: Notes, item: Cue, wanted: str | None, reach: int) -> Cue | None:
    """The status word of the thing; None where there is none near, or the thing is still there."""
    near = [
        c
        for c in notes.near("property_status", item.first, item.last, reach)
        if _may(notes, c, item)
    ]
    if not near or is_intact(notes, item):
        return None
    cost, _, best = min(
        ((_cost(notes, item, status, near), status.value != wanted, status) for status in near),
        key=lambda found: found[:2],
    )
    fixed = item.facts.get("only") == "damaged"
    if fixed and (
        cost > _NEAR_FIXTURE or (best.value != "damaged" and not _is_object(notes, item, best))
    ):
        return None
    return _told_again(notes, item, best, near) or best


def value_of(notes: Notes, status: Cue, wanted: str | None) -> str:
    """``gone`` is stolen where things are stolen; what others left with the caller is found."""
    said = notes.folded[status.start : status.end]
    if status.value == "lost" and wanted == "stolen" and _NEUTRAL.search(said):
        return "stolen"
    if status.value == "lost" and _LEFT_BY_OTHERS.search(notes.folded):
        return "found"
    return status.value


def is_intact(notes: Notes, item: Cue) -> bool:
    """ "My own phone is fine": told only to say that nothing happened to it."""
    if notes.tokens[item.first].isascii():
        return bool(_INTACT.match(notes.folded, item.end))
    return bool(_INTACT_ZH.match(notes.folded, item.end))


def _may(notes: Notes, status: Cue, item: Cue) -> bool:
    if not status.facts.get("before") or status.first < item.last:
        return True
    return bool(_PRONOUN_NEXT.match(notes.folded, status.end))


def _is_object(notes: Notes, item: Cue, status: Cue) -> bool:
    """ "Stole the gate": right behind the word; "took the wrong door" is none."""
    said = notes.folded[status.start : status.end]
    plain = re.search("stole|steal|nicked|snatched|偷|抢", said)
    return bool(plain) and 0 <= item.first - status.last <= 2


def _cost(notes: Notes, item: Cue, status: Cue, near: Sequence[Cue]) -> int:
    follows = status.first >= item.last
    first, last = (item.last, status.first) if follows else (status.last, item.first)
    between = notes.tokens[first:last]
    cost = len(between) + _ends_between(notes, first, last)
    cost += _direction(notes, item, status, follows=follows)
    others = {c.value for c in near if first <= c.first and c.last <= last} - {status.value}
    cost += _OTHER_BETWEEN * len(others)
    if item.facts.get("only") == "damaged" and status.value != "damaged":
        cost += _FIXTURE
    return cost


def _ends_between(notes: Notes, first: int, last: int) -> int:
    """The ends and the links of clauses between two places; a list ("my bag, phone and keys") has none."""
    between = notes.tokens[first:last]
    cost = sum(_STOP for token in between if token in _STOPS)
    links = [token for token in between if token in _LINKS]
    listed = len(between) <= 6 and set(links) <= {"and"}
    if not listed:
        cost += _LINK * len(links)
    if 0 < first <= last < len(notes.starts):
        start, end = notes.ends[first - 1], notes.starts[last]
        gaps = sum(1 for _ in _GAP_ZH.finditer(notes.folded, start, end + 1))
        cost += _STOP * gaps + _LINK * len(_LINKS_ZH.findall(notes.folded, start, end))
        cost += sum(_LINK for token in between if token in _COMMAS and _in_chinese(notes, first))
    return cost


def _in_chinese(notes: Notes, at: int) -> bool:
    """Commas of Chinese end clauses, whichever way they are printed; those of English part a list."""
    return not notes.tokens[at - 1].isascii()


def _direction(notes: Notes, item: Cue, status: Cue, *, follows: bool) -> int:
    said = notes.folded[status.start : status.end]
    if not said.isascii():
        return _direction_zh(notes, status, follows=follows)
    before = _is_of_before(notes, status, said)
    if before == follows:
        return 0
    # "A stolen bike", "the broken window".
    adjacent = (
        not follows
        and item.first - status.last <= 2
        and said in ("stolen", "broken", "lost", "missing", "damaged")
    )
    return 0 if adjacent else _WRONG_WAY


def _is_of_before(notes: Notes, status: Cue, said: str) -> bool:
    if _PRONOUN_NEXT.match(notes.folded, status.end) or said.endswith((" it", " them")):
        return True
    at = status.first - 1
    while at >= 0 and notes.tokens[at] in _ADVERBS - {"been"}:
        at -= 1
    passive = at >= 0 and (notes.tokens[at] in _BE or notes.tokens[at].endswith("'s"))
    if passive and not said.endswith((" my", " the", " a", " our")):
        return not _OWN_OBJECT.match(notes.folded, status.end)
    return bool(_OF_BEFORE.match(said))


def _direction_zh(notes: Notes, status: Cue, *, follows: bool) -> int:
    """俾人偷咗 is of either side; 偷咗個銀包 of what follows, 把錢包偷走 of what is between."""
    said = notes.folded[status.start : status.end]
    ahead = notes.folded[max(0, status.start - 6) : status.start]
    if said[0] in "俾畀被比遭给" or _PASSIVE_ZH.search(ahead) or status.value == "lost":
        return 0 if follows else 1
    if follows:
        wide = notes.folded[max(0, status.start - 16) : status.start]
        return (
            0 if re.search("[把将](?:我|他|她|佢|人家|那|个|部)?[^，。]{1,12}$", wide) else _TOPIC
        )
    return 0


def _told_again(notes: Notes, item: Cue, best: Cue, near: Sequence[Cue]) -> Cue | None:
    """ "I lost my bike, it was stolen", "I dropped my phone and cracked it": the later word."""
    if best.value != "lost":
        return None
    for status in near:
        if status.first < item.last or status.value not in ("stolen", "damaged"):
            continue
        things = [
            c
            for c in notes.near("item", item.last, status.first, 0)
            if item.last <= c.first < status.first
        ]
        ahead = notes.folded[max(0, status.start - 30) : status.start]
        again = _PRONOUN_BEFORE.search(ahead) or _PRONOUN_NEXT.match(notes.folded, status.end)
        if again and not things:
            return status
    return None
