"""Time atoms that stand together make an expression: joined, corrected, or the ends of a range."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlp.components.times.atoms import Atom, atoms

_FILL = r"(?:\s|[,，、.。的嘅呀啊喇啦嗯呢]|\b(?:uh|um|er|erm|like|maybe|say|i think|gone|just gone|probably|sometime|some time|approximately|roughly|or so|just|exactly|sharp)\b|大概|大约|约|左右|成|差不多|差唔多|应该|好似|好像|系|是|咁上下|嗰日|嗰|那天|那|当天|当日|放假|假期|即系|即是|也就是|亦即|--)*"
_PLACED = r"(?:\b(?:at|on|around|about|in the|of|in|by|during|from|the|it was|that was|since|between|after|before|past)\b|在|喺|由|从|自|于)?"
#: What may stand between two atoms of one expression.
_JOINT = re.compile(rf"{_FILL}(?:{_PLACED}{_FILL}){{0,2}}")
#: The second end of a range.
_RANGE = re.compile(
    rf"{_FILL}(?:\b(?:to|till|until|and|through|or)\b|-|~|[做开搞玩唱嘈打吵响食饮坐等播演上去踢睇瞓睡练跑行返]{{0,3}}(?:咗|了)?到|至|同|或者|或|定系|定|抑或|还是){_FILL}(?:{_PLACED}{_FILL}){{0,2}}"
)
#: "At eight, no, nine": what came before is taken back.
_CORRECTION = re.compile(
    rf"{_FILL}(?:in the )?(?:(?:\b(?:no|wait|sorry|actually|i mean|i meant|or rather|rather|correction|make that|scratch that|oh|well|hang on|it was|it's|it must have been|more like|closer to|nearer|let me think|let's say|thinking about it)\b"
    rf"|唔系|唔啱|唔好意思|讲错|错咗|应该系|应该是|不对|不是|不好意思|说错了|错了|哦|我意思系|系){_FILL}){{1,5}}(?:{_PLACED}{_FILL}){{0,2}}"
)
#: "At nine, not eight": what comes after is denied.
_DENIED = re.compile(rf"{_FILL}(?:\bnot\b|而不是|唔系话){_FILL}{_PLACED}{_FILL}")
#: 係琴日唔係今日: what comes after is denied, where what comes before is asserted.
_DENIED_ZH = re.compile(r"\s*(?:，|,)?(?:唔系|不是)")
_ASSERTED_ZH = re.compile(r"(?<![唔不])(?:系|是)$")
#: 唔係琴日係前日, "not yesterday, the day before": what comes before is denied.
_NOT_BUT = re.compile(
    r"(?<![系是])(?:唔系|不是|并非)$|(?<!why )(?<!or )\b(?:not|wasn't)(?: on| at| in)? $"
)
_NOT_THAT = re.compile("(?:唔系|不是|并非)$")
_BUT_THIS = re.compile(r"[\s,，]*(?:而)?(?:系|是)")
#: 十一點開始嘈到依家: the verb belongs to the range.
_ON_UNTIL = re.compile("(?:左右|钟)?(?:就|已经)?(?:一直)?(?:开始|起)[^，。,\\s]{0,4}")
_RATHER = re.compile("应该|准确|正确")
_THE_CALL = re.compile(r"\b(?:it's|it is|its)\b")
_AT_THE_CALL = re.compile("(?:而家|依家|宜家|家阵|现在)(?:系|是|都|已经)?$")
_NOW = re.compile(r" (?:now|already)\b")
#: "All night", 成晚: how long, and no day of what follows.
_WHOLE = re.compile(r"(?:\b(?:all|whole|entire) |(?:成|一|整))$")
_BETWEEN = re.compile(
    r"\b(?:between|from)(?: (?:about|around|at|the|like|sometime|maybe|say|just|after|before|late|early|on|roughly))* ?$|[由从自]\s*$"
)
#: Where an English sentence ends.
_STOP = re.compile(r"[.?!] ")
#: "I left at six and at nine ...": two times, no range.
_AND = re.compile(r"\band\b|同|又")
_AND_AT = re.compile(r"\band (?:at|by)\b")
_CLASSES = {
    "day": "day", "weekday": "day", "date": "day", "week": "day", "month": "day", "clock": "clock",
    "part": "part", "ago": "ago", "just": "ago", "same_time": "ago",
}  # fmt: skip
#: Between two times of the day, "and" joins the ends of a range only where these kinds meet.
_ENDS = frozenset({"clock", "day", "weekday", "date", "part", "now"})
#: A bare number behind these is none of their hours.
_LENGTHS = frozenset({"for", "ago", "just", "same_time"})
_MOST_ATOMS = 8
_MAX_EXPRESSIONS = 200
_DAYS = ("day", "weekday", "date")
_WORTH = (("clock", 5), ("ago", 6), ("same_time", 5), ("day", 3), ("weekday", 3), ("date", 3.5), ("for", 2),
          ("just", 1.5), ("part", 1), ("week", 1), ("month", 0.6), ("recent", 0.4))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expression:
    """Atoms that stand together; ``later`` are those of a range's other end."""

    atoms: tuple[Atom, ...]
    later: tuple[Atom, ...] = ()
    #: Where an atom that was left out ended ("open until six yesterday ..."), 0 for none.
    left_out: int = 0

    @property
    def all(self) -> tuple[Atom, ...]:
        """The atoms of both ends."""
        return self.atoms + self.later

    def has(self, *kinds: str) -> bool:
        """True where an atom is of one of these kinds."""
        return any(atom.kind in kinds for atom in self.all)

    @property
    def start(self) -> int:
        """First character."""
        return min(atom.start for atom in self.all)

    @property
    def end(self) -> int:
        """Character after the last."""
        return max(atom.end for atom in self.all)

    @property
    def dated(self) -> bool:
        """True where it says which day."""
        return self.has(
            "day", "weekday", "date", "ago", "just", "week", "for", "same_time", "recent"
        )

    @property
    def only_until(self) -> bool:
        """ "Till ten", and not since when."""
        return not self.later and bool(self.atoms) and self.atoms[0].side == "until"

    @property
    def telling(self) -> float:
        """How closely it says when: an answer's choice, not its quality."""
        kinds = {atom.kind for atom in self.all}
        worth = sum(worth for kind, worth in _WORTH if kind in kinds)
        named = sorted(worth for kind, worth in _WORTH if kind in kinds and kind in _DAYS)
        # 今日大年初二 is one day.
        worth -= sum(named[:-1])
        # "For half an hour now" says more than "this afternoon".
        lasting = any(atom.kind == "for" and atom.values["open"] for atom in self.all)
        return worth + 2.5 if lasting else worth


def expressions(folded: str, phantoms: Sequence[tuple[int, int]] = ()) -> Iterator[Expression]:
    """The expressions of a folded text, in its order."""
    made = 0
    for run in _runs(folded, phantoms):
        if made >= _MAX_EXPRESSIONS:
            return
        if any(atom.kind == "future" for atom in run):
            continue
        expression = _expression(folded, run)
        if expression is not None:
            made += 1
            yield expression


def _runs(folded: str, phantoms: Sequence[tuple[int, int]]) -> Iterator[list[Atom]]:
    run: list[Atom] = []
    for atom in atoms(folded):
        if any(a < atom.end and atom.start < b for a, b in phantoms):
            continue
        if run and (len(run) >= _MOST_ATOMS or not _joined(folded, run, atom)):
            yield run
            run = []
        run.append(atom)
    if run:
        yield run


def _joined(folded: str, run: list[Atom], atom: Atom) -> bool:
    between = folded[run[-1].end : atom.start]
    but = len(run) > 1 and _BUT_THIS.fullmatch(between)
    if but and _NOT_THAT.search(folded[run[-2].end : run[-1].start]):
        # 琴晚八點半 唔係前晚 係琴晚: one time.
        return True
    if len(between) > 48 or _begins_anew(run, atom, between):
        return False
    if _THE_CALL.search(between) and (atom.values.get("holiday") or _NOW.match(folded, atom.end)):
        # "Quarter past ten, it's ten forty five now", "just now, it's Halloween".
        return False
    if atom.kind == "clock" == run[-1].kind and _AT_THE_CALL.search(folded[: run[-1].start][-8:]):
        # 而家一點半,係十二點九嘅事.
        return False
    if atom.kind in ("day", "weekday", "date") and _WHOLE.search(folded[: run[-1].start][-8:]):
        # "Thinking about it all night, yesterday at one ..."
        return False
    if _AND_AT.search(between) and not _BETWEEN.search(
        folded[max(0, run[0].start - 20) : run[0].start]
    ):
        return False
    if re.search(r"\band\b", between) and atom.kind in ("ago", "just"):
        return False
    if _STOP.search(between) and not _CORRECTION.fullmatch(between):
        # "Since October. Tonight it was at nine", "at the vet since half ten. At quarter to ten ..."
        return False
    if _AND.search(between) and _are_days(run, atom) and not _is_range(folded, run, atom, between):
        # "On Monday he stole, and today at noon ...": two times.
        return False
    if atom.kind == "now" and run[-1].kind == "clock" and _ON_UNTIL.fullmatch(between):
        return True
    return any(form.fullmatch(between) for form in (_JOINT, _RANGE, _CORRECTION, _DENIED))


def _are_days(run: list[Atom], atom: Atom) -> bool:
    day = _CLASSES.get(atom.kind) == "day"
    return day and any(_CLASSES.get(other.kind) == "day" for other in run)


def _begins_anew(run: list[Atom], atom: Atom, between: str) -> bool:
    """晚上九點,早上七點: a second part of the day behind a clock time is another time."""
    if not _JOINT.fullmatch(between) or atom.kind not in ("part", "day", "weekday", "date"):
        return False
    kinds = [other.kind for other in run]
    return (
        atom.kind in kinds and "clock" in kinds[kinds.index(atom.kind) :] and _told_apart(between)
    )


def _told_apart(between: str) -> bool:
    return not re.search(r"[由从到至-]|\b(?:from|between|to|and|or)\b", between)


def _expression(folded: str, run: list[Atom]) -> Expression | None:
    """Corrected, without an end that was only "until", and split where it is a range."""
    groups: list[list[Atom]] = [[]]
    run = _without_denied(folded, run)
    for index, atom in enumerate(run):
        between = folded[run[index - 1].end : atom.start] if index else ""
        if index and atom.kind == "now" and _ON_UNTIL.fullmatch(between) and len(groups) == 1:
            groups.append([])
        elif index and (not _JOINT.fullmatch(between) or _is_rather(groups[-1], atom, between)):
            if _is_range(folded, groups[0], atom, between):
                groups = [groups[0] + groups[1], []] if len(groups) > 1 else [*groups, []]
            elif _CORRECTION.fullmatch(between) or _RATHER.search(between):
                groups = [_without(group, atom) for group in groups]
                groups = [group for group in groups if group] or [[]]
                if _CLASSES.get(atom.kind) == "clock":
                    atom = Atom(atom.kind, atom.start, atom.end, atom.values, False, atom.side)
        elif index and _until_now(folded, run[:index], atom) and len(groups) == 1:
            # 三點鐘到而家: the preposition is a part of "until now".
            groups.append([])
        elif atom.bare and run[index - 1].kind in _LENGTHS and index:
            # "For an hour one is black": a number, not a time.
            continue
        groups[-1] = [other for other in groups[-1] if not _named_again(other, atom)]
        groups[-1].append(atom)
    kept = [_standing(group, first=not number) for number, group in enumerate(groups)]
    dropped = [a.end for a in groups[0] if a.side == "until" and a not in kept[0]]
    return _whole(kept, max(dropped, default=0))


def _without_denied(folded: str, run: list[Atom]) -> list[Atom]:
    """ "At nine, not eight" is nine, 唔係琴日係前日 the day before."""
    kept: list[Atom] = []
    for index, atom in enumerate(run):
        lead = folded[run[index - 1].end if index else max(0, atom.start - 12) : atom.start]
        of_class = _CLASSES.get(atom.kind)
        others = [a for a in run if a is not atom and _CLASSES.get(a.kind) == of_class]
        asserted = index and _ASSERTED_ZH.search(folded[: run[index - 1].start][-8:])
        denied = index and (_DENIED.fullmatch(lead) or (asserted and _DENIED_ZH.fullmatch(lead)))
        before = not index and others and _NOT_BUT.search(lead)
        following = run[index + 1] if index + 1 < len(run) else None
        if index and following and _CLASSES.get(following.kind) == of_class:
            # 琴晚 唔係前晚 係琴晚.
            behind = folded[atom.end : following.start]
            before = before or (_NOT_THAT.search(lead) and _BUT_THIS.fullmatch(behind))
        if not (denied or before):
            kept.append(atom)
    return kept or run


def _until_now(folded: str, before: list[Atom], atom: Atom) -> bool:
    if atom.kind != "now" or not any(other.kind in _ENDS | {"ago"} for other in before):
        return False
    return not folded.startswith("and", atom.start)


def _named_again(other: Atom, atom: Atom) -> bool:
    """ "Wednesday, the Wednesday before last": the second says which one is meant."""
    if not other.kind == atom.kind == "weekday":
        return False
    nearer = atom.values.get("before_last") or atom.values["last"]
    return bool(nearer) and other.values["weekday"] == atom.values["weekday"]


def _is_rather(group: Sequence[Atom], atom: Atom, between: str) -> bool:
    """一點半 應該係兩點半: the second of two clock times."""
    clocks = atom.kind == "clock" and any(other.kind == "clock" for other in group)
    return clocks and _RATHER.search(between) is not None


def _is_range(folded: str, first: list[Atom], atom: Atom, between: str) -> bool:
    if not _RANGE.fullmatch(between) or atom.kind not in _ENDS or not first:
        return False
    if atom.kind == "now":
        return True
    strong = re.search(r"\b(?:to|till|until|through|or)\b|-|~|到|至|或", between) is not None
    if {a.kind for a in first} & {"clock"} and atom.kind == "clock":
        return True
    if [a.kind for a in first] == [atom.kind] and atom.kind in ("weekday", "date"):
        # "On Monday and Tuesday".
        return True
    return (
        strong or _BETWEEN.search(folded[max(0, first[0].start - 20) : first[0].start]) is not None
    )


def _without(group: Iterable[Atom], atom: Atom) -> list[Atom]:
    """The group without what the atom corrects; "yesterday, no, the day before" takes the day back."""
    kind = _CLASSES.get(atom.kind)
    return [other for other in group if _CLASSES.get(other.kind) != kind]


def _standing(group: list[Atom], *, first: bool) -> list[Atom]:
    """Without "until six" of a group that begins nothing; a lone "now" says nothing."""
    if not first or (
        group and group[0].side == "until" and not any(a.kind in _DAYS for a in group)
    ):
        # "It went on till ten": the other end may be told elsewhere.
        return group
    kept = [atom for atom in group if atom.side != "until" and atom.kind != "now"]
    return kept if len(group) == 1 or kept else []


def _whole(groups: list[list[Atom]], left_out: int) -> Expression | None:
    """A bare number of a clock ("nine") means a time only beside something that says so."""
    groups = [group for group in groups if group]
    if not groups:
        return None
    everything = [atom for group in groups for atom in group]
    if all(atom.bare or atom.kind == "now" for atom in everything):
        return None
    if len(groups) == 1:
        return Expression(tuple(groups[0]), left_out=left_out)
    later = tuple(atom for group in groups[1:] for atom in group)
    return Expression(tuple(groups[0]), later, left_out)
