"""Whether what is told goes on now: said in words, told in the present, or a scene that is watched.

Three grounds, the surest first. Words say so ("still here", 仲喺度, "right now"). The sentence is in the
present ("is shouting", "I can hear her", 打緊). Or the incident is of a kind that lasts until somebody
ends it (a blocked road, a missing person) or that a caller watches while telling (a quarrel, a drunk),
and nothing says that it is over: no time gone by, nobody who left, no story told in the past.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from nlp.components.expressions import Expression
from nlp.components.incidents.danger import urgency_cues
from nlp.components.incidents.incident_types import RULE as GUESSED
from nlp.components.qualifiers import qualifiers_of, scopes_of
from nlp.components.times.chinese_now import is_left_of_it
from nlp.components.times.clock import Interval
from nlp.components.times.now_words import of_the_call
from nlp.finding import Kind, Mention, Qualifier
from nlp.notes import Cue, Notes, longest

#: Rules of mentions: words of the caller, or what kind of incident it is.
SCENE_RULE = "ongoing.scene"
#: They last until somebody ends them, whatever tense tells how they began.
STATES = frozenset(
    {
        "illegal_parking", "road_hazard", "suspicious_object", "missing_person", "welfare_check",
        "abandoned_vehicle",
    }
)  # fmt: skip
#: Told while watched, unless they are told as over.
SCENES = frozenset(
    {
        "noise", "dispute", "domestic_dispute", "suspicious_person", "suspicious_vehicle", "trespass",
        "drunk_disorder", "dangerous_driving", "drone", "animal", "illegal_hawking", "gambling",
        "triad_activity", "public_nuisance", "assault",
    }
)  # fmt: skip
#: Over when they are told, whatever else the caller is doing now.
DONE = frozenset(
    {"lost_property", "found_property", "information_request", "complaint_against_police"}
)
#: Done to somebody who finds it later: a present tense beside a time is about something else.
FOUND_LATER = frozenset(
    {
        "theft", "theft_from_vehicle", "vehicle_theft", "bicycle_theft", "pickpocketing", "hit_and_run",
        "criminal_damage", "fraud",
    }
)  # fmt: skip
#: Done at one moment: what the caller does now, or how somebody feels, is not the incident.
MOMENTS = FOUND_LATER | {
    "robbery", "sexual_offence", "indecent_exposure", "traffic_collision", "burglary",
    "objects_from_height", "assault", "shop_theft",
}  # fmt: skip
#: "I'm still here", 我而家喺醫院: the caller, not the incident.
_CALLER = re.compile(
    r"\b(?:i'?m|i am|i'?ve|i|we'?re|we are|we'?ve|we|me|us|my [a-z]+)(?: (?!and\b|he\b|she\b|they\b|it\b|him\b|them\b)[a-z']+){0,5} $"
    r"|我(?:哋|们)?[^，。,\s佢他她有个]{0,12}$"
)
#: What is left of a deed: "he's bleeding", 流緊血, the ambulance that is coming.
_AFTERMATH = re.compile(
    r"\b(?:bleeding|limping|hurting|aching|shaking|crying|swelling|standing|coming|hanging|waiting|sitting|resting|recovering|holding|throbbing|leaking)$"
    r"|(?:流|痛|哭|震|嚟|过|去|赶|等)(?:紧|紧血)|正在(?:流|哭|等|去|来|赶)"
)
#: Gone is gone, but a missing person who left is missing still.
_LEAVING_STATES = frozenset({"missing_person", "welfare_check", "road_hazard", "suspicious_object"})
#: Cues of urgency that tell of what goes on.
_NOW_VALUES = frozenset({"danger", "violence", "follow", "armed"})
_OVER_VALUES = frozenset({"departed", "settled", "habit", "enquiry"})
#: A told time that ended longer ago than this: what is said in the present tense is a story.
_TOLD = timedelta(hours=2)
#: Who did it so short ago may be there still.
_JUST_DONE = timedelta(hours=1)
#: What blocked the road so short ago blocks it still.
_STILL_LASTS = timedelta(hours=3)
#: What was found on coming back is over.
_FOUND_THEN = timedelta(minutes=10)
#: A kind of incident that only the classifier saw is worth building on from this confidence on.
_CLEAR = 0.6
#: What started so long ago may go on.
_BEGUN = timedelta(hours=12)
_BEGAN = re.compile(
    r"\b(?:start(?:ed|ing)?|began|kicked off|been going|going)(?: up| off| again| up again)?(?: at| around| about| from| since| just after| after)* $"
)
_BEGAN_AT = re.compile(r"(?:左右|度)?(?:就|已经|先)?(?:开始|起(?!身|床|飞|来|嚟))")
#: "There was a van blocking the gate": no headline.
_WAS = re.compile(
    r"\b(?:was|were|saw|seen|heard|noticed|watched|had|spotted|caught|met)(?: [a-z']+){0,3} $"
)
#: 十分鐘前還在: still there then.
_THEN = re.compile(
    r"(?:前|点(?:半|钟)?|昨晚|琴晚|尋晚|寻晚|昨天|琴日|寻日|今朝|嗰阵|时候|出门时)(?:都|就|佢|他|她|架车|车)?$"
)
#: What comes down is no aftermath.
_FALLING = "objects_from_height"
#: No tense is told by a place and a verb.
_PLACED = "ongoing.place_zh"
#: 仲鬧人, 还骂人: what he did besides.
_BESIDES = re.compile("[仲还](?!喺|在|系|未|没|有人|有一|停|泊)")
_STOPPED = re.compile("停|散")
#: Kinds of atoms that name a time that may be over.
_TIMED = ("day", "weekday", "date", "ago", "clock", "week", "month", "long_ago", "recent")


@dataclass(frozen=True, slots=True)
class GoingOn:
    """Why it goes on: mentions, and how it was told."""

    mentions: tuple[Mention, ...] = ()
    #: Words beyond the tense say so ("still", "now").
    said: bool = False
    #: Told in the present, by words or by a verb.
    present: bool = False

    def __bool__(self) -> bool:
        return bool(self.mentions)


def lasts(chosen: Expression | None, code: str = "") -> bool:
    """ "For an hour", "since Monday", "from last night till now": it lasts, unless it is over by kind."""
    if chosen is None or code in DONE:
        return False
    until_now = any(atom.kind == "now" and atom.end > atom.start for atom in chosen.all)
    since = any(atom.side in ("since", "from") for atom in chosen.atoms) and not chosen.later
    # "I was in there for ten minutes": not so long has the bicycle been stolen.
    dated = chosen.has("day", "weekday", "date")
    told = chosen.has("clock") and code not in SCENES | STATES
    stay = not told and any(
        a.kind == "for"
        and not a.values.get("within")
        and (a.values["open"] or not (dated or code in FOUND_LATER))
        for a in chosen.all
    )
    return stay or until_now or since


def codes(notes: Notes) -> frozenset[str]:
    """Codes of all incidents that are told of."""
    return frozenset(f.value for f in notes.of(Kind.INCIDENT) if f.asserted)


def primary(notes: Notes) -> str:
    """Code of the incident that the message is about; empty for none."""
    found = [f for f in notes.of(Kind.INCIDENT) if f.asserted]
    return found[0].value if found else ""


def going_on(
    notes: Notes, chosen: Expression | None, interval: Interval, *, recurring: bool
) -> GoingOn:
    """The surest ground on which the incident goes on; empty where none is."""
    code = primary(notes)
    if code in DONE:
        return GoingOn()
    words = _words(notes)
    said = [cue for cue in words if cue.value != "tense"]
    if (code in MOMENTS or (not code and chosen is not None)) and not lasts(chosen, code):
        late = _over(notes, chosen, interval, _JUST_DONE)
        past = _over(notes, chosen, interval, _TOLD)
        words = _of_the_deed(notes, words, code, timed=chosen is not None, late=late, past=past)
        said = [cue for cue in words if cue.value != "tense"]
    if said:
        return GoingOn((said[0].mention,), said=True, present=True)
    story = _over(notes, chosen, interval, _TOLD)
    tense = [] if story else [cue for cue in words if cue.value == "tense"]
    tense = [cue for cue in tense if code not in SCENES or not _ended_behind(notes, cue)]
    if chosen is not None and chosen.later and _over(notes, chosen, interval, _FOUND_THEN):
        # "From nine until ten there was a man filming": ended then.
        tense = []
    tense = [cue for cue in tense if not _left_since(notes, cue, chosen)]
    if tense and not recurring and (chosen is not None or notes.of(Kind.INCIDENT)):
        # "It's raining": the present tense of a message that tells of nothing says nothing.
        return GoingOn((tense[0].mention,), present=True)
    if recurring and not _again_now(notes, code, chosen):
        return GoingOn()
    if recurring and not story and (shown := _present(notes)) and code in SCENES | STATES:
        return GoingOn((shown[0].mention,), present=True)
    if chosen is None and (dangers := _told_as_now(notes)):
        return GoingOn((dangers[0].mention,), present=True)
    if chosen is not None and begun(notes, chosen, interval):
        return GoingOn((Mention(chosen.start, chosen.end, SCENE_RULE),), present=True)
    return _scene(notes, code, chosen, interval)


def _of_the_deed(
    notes: Notes, words: list[Cue], code: str, *, timed: bool, late: bool, past: bool
) -> list[Cue]:
    """Of what was done at one moment: only words about those who do it, and not once they are gone."""
    if timed and code in FOUND_LATER:
        # "He took my bag just now and he's still in the shop."
        words = [] if late else [cue for cue in words if cue.value == "still"]
    if timed and past:
        words = [cue for cue in words if not _BESIDES.match(notes.folded, cue.start)]
    gone = bool(_values(notes) & {"departed", "settled"}) or bool(notes.cues_of("left_scene"))
    frames = {cue.start for cue in notes.cues_of("frame_before")}
    kept = []
    if timed:
        # 有個男人喺扶手電梯影我裙底: no tense is told.
        words = [cue for cue in words if cue.rule != _PLACED]
    if timed:
        words = [cue for cue in words if not is_left_of_it(notes, cue)]
    for cue in (cue for cue in words if cue.start not in frames):
        lead = notes.folded[max(0, cue.start - 40) : cue.start]
        if cue.value == "still" and not _CALLER.search(lead):
            kept.append(cue)
        elif gone or cue.value in ("still", "till") or (timed and _CALLER.search(lead)):
            continue
        elif not (
            timed
            and code != _FALLING
            and _AFTERMATH.search(notes.folded[max(0, cue.start - 1) : cue.end])
        ):
            kept.append(cue)
    return kept


def begun(notes: Notes, chosen: Expression | None, interval: Interval) -> bool:
    """ "It started at nine": a scene that nothing has ended since, some hours ago at most."""
    now = notes.received_at
    if chosen is None or not chosen.has("clock") or chosen.later or interval.start is None:
        return False
    lead = notes.folded[max(0, chosen.start - 40) : chosen.start]
    tail = notes.folded[chosen.end : chosen.end + 8]
    if not (_BEGAN.search(lead) or _BEGAN_AT.match(tail)) or now is None:
        return False
    ended = _values(notes) & {"settled", "departed"}
    return primary(notes) in SCENES | STATES and not ended and now - interval.start <= _BEGUN


def _over(notes: Notes, chosen: Expression | None, interval: Interval, slack: timedelta) -> bool:
    """True where a time is told that has gone by for more than ``slack``."""
    if chosen is None or lasts(chosen) or not chosen.has(*_TIMED):
        return False
    if interval.end is None or notes.received_at is None:
        return True
    if chosen.has("ago") and slack == _TOLD:
        return True
    return notes.received_at - interval.end > slack


def _words(notes: Notes) -> list[Cue]:
    """Words and tenses that say it goes on, neither denied nor supposed."""
    scopes = scopes_of(notes)
    lasting = primary(notes) in STATES
    kept = []
    for cue in longest(notes.cues_of("ongoing", "ongoing_pseudo")):
        over_it = scopes.over(cue.first, cue.last)
        supposed = Qualifier.HYPOTHETICAL in over_it and not scopes.possible(cue.first, cue.last)
        if _THEN.search(notes.folded[max(0, cue.start - 6) : cue.start]) and cue.value == "still":
            continue
        if of_the_call(notes, cue, lasting=lasting):
            continue
        if cue.kind == "ongoing" and Qualifier.NEGATED not in over_it and not supposed:
            kept.append(cue)
    return kept


def _told_as_now(notes: Notes) -> list[Cue]:
    """Danger told without any time, and not as over, is danger now."""
    if _values(notes) & _OVER_VALUES or notes.cues_of("safe_now"):
        return []
    dangers = [cue for cue in urgency_cues(notes) if cue.value in _NOW_VALUES]
    return [cue for cue in dangers if not qualifiers_of(notes, cue) - {Qualifier.REPORTED}]


def _values(notes: Notes) -> set[str]:
    return {cue.value for cue in notes.cues_of("urgency")}


def _ended_behind(notes: Notes, cue: Cue) -> bool:
    """喺度嗌交,不過已經散咗: unmarked for time, and ended by what follows."""
    if notes.folded[cue.start].isascii():
        return False
    ends = [c for c in notes.cues_of("urgency") if c.value in ("departed", "settled")]
    return any(c.first >= cue.last for c in (*ends, *notes.cues_of("cleared")))


def _left_since(notes: Notes, cue: Cue, chosen: Expression | None) -> bool:
    """ "Half an hour ago a man is slapping her and he ran away": a story told in the present."""
    if chosen is None or not chosen.has("ago", "clock") or not notes.folded[cue.start].isascii():
        return False
    ends = [c for c in notes.cues_of("urgency") if c.value in ("departed", "settled")]
    return any(c.first >= cue.last for c in (*ends, *notes.cues_of("left_scene")))


def _departures(notes: Notes) -> list[Cue]:
    return [cue for cue in notes.cues_of("urgency") if cue.value == "departed"]


def _again_now(notes: Notes, code: str, chosen: Expression | None) -> bool:
    """ "Again tonight", "he's here again": what recurs goes on at this moment too."""
    shown = _present(notes)
    if any(cue.value == "strong" for cue in shown) and chosen is None:
        return True
    if not notes.cues_of("again_now"):
        return False
    told = chosen is not None or bool(notes.cues_of("told_past"))
    return bool(shown) or (code in SCENES | STATES and not told)


def _present(notes: Notes) -> list[Cue]:
    """Words that show the scene as it is now: "there's a man", "he's outside", 坐咗喺邊度."""
    scopes = scopes_of(notes)
    return [
        cue
        for cue in longest(notes.cues_of("present", "present_pseudo"))
        if cue.kind == "present"
        and not (
            cue.value == "headline"
            and _WAS.search(notes.folded[max(0, cue.start - 48) : cue.start])
        )
        and not scopes.over(cue.first, cue.last) & {Qualifier.HYPOTHETICAL, Qualifier.NEGATED}
    ]


def _is_named(notes: Notes) -> bool:
    """False where the kind of incident was only guessed."""
    incident = next(iter(notes.of(Kind.INCIDENT)))
    return any(mention.rule != GUESSED for mention in incident.mentions)


def _is_clear(notes: Notes) -> bool:
    """False where the kind of incident was guessed from a few words that show nothing."""
    incident = next(iter(notes.of(Kind.INCIDENT)))
    return incident.confidence >= _CLEAR or any(m.rule != GUESSED for m in incident.mentions)


def _scene(notes: Notes, code: str, chosen: Expression | None, interval: Interval) -> GoingOn:
    timed = chosen is not None
    over = _over(notes, chosen, interval, timedelta(0))
    values = _values(notes)
    if code != "noise" and all(_STOPPED.match(notes.folded, c.start) for c in _departures(notes)):
        # 停了 is "stopped" of noise, and "parked" of a car.
        values -= {"departed"}
    shown = _present(notes)
    past = any(f.past for f in notes.of(Kind.INCIDENT) if f.value == code)
    if ("enquiry" in values and not shown) or past or notes.cues_of("cleared"):
        return GoingOn()
    if chosen is not None and chosen.later and _over(notes, chosen, interval, _FOUND_THEN):
        # "From eight until six, when I came back": found then.
        return GoingOn()
    if code in STATES:
        ended = {"settled"} if code in _LEAVING_STATES else {"settled", "departed"}
        told = over and not shown and _over(notes, chosen, interval, _STILL_LASTS)
        lasting = not values & ended and (code == "missing_person" or not told)
        if (
            timed
            and code == "missing_person"
            and not notes.cues_of("away")
            and ("departed" in values or not _is_named(notes))
        ):
            # Guessed from "he went", and nobody says who is away.
            return GoingOn()
        return _shown(notes, shown) if lasting else GoingOn()
    if over or values & {"settled", "departed"}:
        return GoingOn()
    strong = [cue for cue in shown if cue.value == "strong"]
    if code not in SCENES:
        return GoingOn((strong[0].mention,), present=True) if strong and not timed else GoingOn()
    told_past = notes.cues_of("told_past")
    if code in MOMENTS:
        # "He hit me, please send someone": asked for what is over as well.
        shown = [cue for cue in shown if cue.value != "ask"]
    if shown and (strong or chosen is None or not chosen.has("just")):
        return _shown(notes, shown)
    return GoingOn() if told_past or timed else _shown(notes, [])


def _shown(notes: Notes, shown: list[Cue]) -> GoingOn:
    if shown:
        return GoingOn((shown[0].mention,), present=True)
    if not _is_clear(notes):
        return GoingOn()
    mention = next(iter(notes.of(Kind.INCIDENT))).mentions[0]
    return GoingOn((Mention(mention.start, mention.end, SCENE_RULE),))
