"""How urgent: emergency, priority or routine, with the cues that say so.

A denied, supposed or past cue does not raise; in doubt, raise. It orders the queue and may raise an
escalation; it never hides, closes or dispatches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.urgency_kinds import (
    CRIMES,
    FINDABLE,
    HURTING,
    MILD,
    NOTICED,
    PRESSING,
    SELDOM,
    SERIOUS,
    WATCHED,
    WITH_PEOPLE,
)

#: What it must be surer than, and how surely the type must be told for that.
_SURER, _TOLD = 0.55, 0.7
#: From where on a priority of the classifier counts though only mild types are told of.
_MILD_BAR = 0.7
#: "I can hear her", "he's outside": as near as "right now".
_PRESSING_RULES = frozenset({"present.senses_en", "present.be_en"})
#: Cues of danger from this weight on (life failing, suicide, a ledge) are never taken back.
_SURE = 0.9
#: Emergencies that hold only if the message does not read like a lesser matter.
_UNSURE = frozenset({"urgency.serious_in_progress", "urgency.injured"})
#: Priorities that hold only if the message does not read like a routine matter.
_WEAK = frozenset(
    {
        "urgency.fresh", "urgency.in_progress", "urgency.vulnerable", "urgency.told_as_present",
        "urgency.offender_near",
    }
)  # fmt: skip
#: Cues that somebody is or will be hurt though nobody is yet.
_HARM = frozenset(
    {"danger", "violence", "child", "follow", "device", "armed", "plea", "looming", "threat"}
)
#: What the classifier calls an emergency; as the reason of a priority it says no more than that.
_READ_GRAVE = frozenset({"reads_emergency", "reads_grave"})
#: Findings whose value ("yes") tells an officer nothing.
_ANSWERS = (Kind.WEAPON, Kind.INJURY)
_MOST_REASONS = 8
_FRESH = timedelta(hours=2)
_STALE = timedelta(hours=3)
_JUST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a level was chosen."""

    level: str
    #: The words, or the code of the incident.
    cue: str
    rule: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the rules look at."""

    cues: dict[str, list[Finding]]
    incidents: list[Finding]
    weapons: list[Finding]
    #: Weapons that there may be.
    possible_weapons: list[Finding]
    injuries: list[Finding]
    #: The told time is over for hours, and nothing says that it goes on.
    stale: bool
    fresh: bool
    just: bool
    ongoing: bool
    #: Words say that it goes on; the kind of incident alone does not press.
    told_now: bool
    #: Said to be unhurt, and nothing is told that hurts: the classifier alone does not raise that.
    unhurt: bool
    #: Some incident was seen, be it only supposed.
    any_incident: bool
    #: A time was given, or that it happens again and again.
    timed: bool
    recurring: bool

    @property
    def codes(self) -> set[str]:
        """Codes of the incidents that the caller asserts."""
        return {finding.value for finding in self.incidents}

    @property
    def now(self) -> bool:
        """Words say that it goes on now."""
        return "in_progress" in self.cues or self.told_now

    @property
    def over(self) -> bool:
        """Helped, arrested, put out: settled, and nothing says that it goes on."""
        return "settled" in self.cues and "in_progress" not in self.cues

    @property
    def habit(self) -> bool:
        """Told as what happens again and again, not as what happens now."""
        return "habit" in self.cues and not self.now and "plea" not in self.cues

    @property
    def asked(self) -> bool:
        """Only asked about: "what does one do when somebody is beaten"."""
        return "enquiry" in self.cues and not self.now and "plea" not in self.cues

    @property
    def grave_reading(self) -> bool:
        """The message as a whole reads like an emergency."""
        return "reads_emergency" in self.cues or "reads_grave" in self.cues

    @property
    def calm(self) -> bool:
        """The message as a whole reads like no emergency, and no words of life and death deny that."""
        return "reads_calm" in self.cues and not self.mortal and "device" not in self.cues

    @property
    def mortal(self) -> bool:
        """Words of life and death."""
        return any(finding.confidence >= _SURE for finding in self.cues.get("danger", ()))

    @property
    def agreed(self) -> bool:
        """A danger to life is named, and the whole message reads like an emergency, old time or not."""
        return "danger" in self.cues and "reads_emergency" in self.cues

    @property
    def seldom(self) -> bool:
        """Surely of a type that is seldom an emergency."""
        told = [f for f in self.incidents if f.confidence >= _TOLD]
        return bool(told) and told[0].value in SELDOM

    @property
    def grave_opinions(self) -> list[Finding]:
        """Of the classifier, those that raise by themselves."""
        if self.unhurt or self.asked:
            return []
        bar = _SURER if self.seldom else 0.0
        found = self.cues.get("reads_emergency", ())
        return [finding for finding in found if finding.confidence >= bar]

    @property
    def of_people(self) -> bool:
        """Not of an animal that is ill, trapped or beaten."""
        return self.codes != {"animal"} or "reads_emergency" in self.cues

    @property
    def mild(self) -> bool:
        """Only things lost, found, asked for or complained of."""
        return bool(self.codes) and self.codes <= MILD


def assess(findings: Sequence[Finding], received_at: datetime | None) -> tuple[str, list[Reason]]:
    """``(level, reasons)``; a routine message has no reasons."""
    facts = _facts(findings, received_at)
    reasons = _told_once(_weighed(facts, [*_emergency(facts)], [*_priority(facts)]))
    return (reasons[0].level if reasons else "routine"), reasons[:_MOST_REASONS]


def _told_once(reasons: Iterable[Reason]) -> list[Reason]:
    """As an officer reads them: each cue and place once, and no more than the level they are reasons of."""
    told: dict[tuple[object, ...], Reason] = {}
    for reason in reasons:
        if reason.level == "priority" and reason.cue in _READ_GRAVE:
            reason = replace(reason, cue="reads_priority")
        spans = tuple((mention.start, mention.end) for mention in reason.mentions)
        told.setdefault((reason.cue, spans), reason)
    return list(told.values())


def _weighed(facts: _Facts, grave: list[Reason], pressing: list[Reason]) -> list[Reason]:
    """The reasons of the level that holds, after the classifier's second opinion."""
    unsure = "reads_mild" in facts.cues and all(reason.rule in _UNSURE for reason in grave)
    if facts.calm or unsure:
        # The words of a cue stand in a message that reads like none of the emergencies.
        pressing = [*(replace(reason, level="priority") for reason in grave), *pressing]
        grave = []
    ruled = any(reason.rule != "classifier" for reason in pressing)
    if ruled and not (facts.stale or facts.over or facts.asked or facts.unhurt or facts.seldom):
        grave += _reasons("emergency", facts.cues.get("reads_grave", ()), "classifier")
    if "reads_routine" in facts.cues and all(reason.rule in _WEAK for reason in pressing):
        pressing = []
    return grave or pressing


def _facts(findings: Sequence[Finding], received_at: datetime | None) -> _Facts:
    cues: dict[str, list[Finding]] = {}
    for finding in findings:
        # "He may be dying" is a danger; "if he dies" is none yet.
        real = finding.asserted or (
            finding.facts.get("possible") and Qualifier.NEGATED not in finding.qualifiers
        )
        if finding.kind is Kind.URGENCY and real and not finding.past:
            cues.setdefault(finding.value, []).append(finding)
    time = next((f for f in findings if f.kind is Kind.TIME), None)
    start, end = (time.facts["start"], time.facts["end"]) if time else (None, None)
    ongoing = bool(time and time.facts["ongoing"])
    watched = ongoing and time is not None and _is_only_watched(time)
    if watched and start == end == received_at:
        # No time was said: that a scene is watched does not press by itself.
        start = end = None
    age = received_at - end if received_at and end else None
    since = received_at - start if received_at and start else None
    wanted = [(f.start, f.end) for f in cues.get("tool_wanted", ())]
    weapons = [
        f
        for f in findings
        if f.kind is Kind.WEAPON
        and not f.past
        # "Does anybody have a knife to open the box": nobody has one in his hand.
        and not any(start < f.end and f.start < end for start, end in wanted)
    ]
    return _Facts(
        cues=cues,
        incidents=[f for f in findings if f.kind is Kind.INCIDENT and f.asserted and not f.past],
        weapons=[f for f in weapons if f.value == "yes"],
        possible_weapons=[f for f in weapons if f.facts.get("possible")],
        injuries=[f for f in findings if f.kind is Kind.INJURY and f.value == "yes" and not f.past],
        stale=age is not None and age > _STALE and not ongoing and "in_progress" not in cues,
        just=since is not None and since <= _JUST,
        fresh=(since is not None and since <= _FRESH) or (end is None and "fresh" in cues),
        ongoing=ongoing,
        told_now=ongoing and not watched,
        unhurt=_is_unhurt(findings) and not cues.keys() & _HARM,
        any_incident=any(f.kind is Kind.INCIDENT for f in findings),
        timed=bool(start or (time and time.facts["recurring"])),
        recurring=bool(time and time.facts["recurring"]),
    )


def _is_unhurt(findings: Sequence[Finding]) -> bool:
    """Injuries are denied and none is told, and no weapon: "nobody was hurt"."""
    told = [f for f in findings if f.kind in (Kind.INJURY, Kind.WEAPON) and not f.past]
    denied = any(f.kind is Kind.INJURY and f.value == "no" for f in told)
    return denied and not any(f.value == "yes" or f.facts.get("possible") for f in told)


def _is_only_watched(time: Finding) -> bool:
    """True where it goes on by its kind and the scene that is shown, not by words of the caller."""
    rules = [mention.rule for mention in time.mentions]
    return any(
        rule.startswith("present.") or rule == "ongoing.scene" for rule in rules
    ) and not any(rule in _PRESSING_RULES for rule in rules)


def _emergency(facts: _Facts) -> Iterator[Reason]:
    cues = facts.cues
    if facts.over or (facts.stale and not facts.agreed):
        return
    if facts.of_people:
        yield from _reasons("emergency", cues.get("danger", ()), "urgency.danger_now")
    if facts.codes & {"suspicious_object"} or not facts.codes:
        yield from _reasons("emergency", cues.get("device", ()), "urgency.device")
    if not facts.habit and not facts.asked and ("departed" not in cues or facts.now):
        if facts.of_people:
            yield from _reasons("emergency", cues.get("violence", ()), "urgency.violence_now")
        if facts.grave_reading and not facts.recurring and not facts.mild:
            # By itself to be followed is a priority.
            yield from _reasons("emergency", cues.get("follow", ()), "urgency.followed_now")
    if facts.fresh or not facts.timed:
        yield from _reasons("emergency", cues.get("child", ()), "urgency.child_missing")
        if "missing_person" in facts.codes and facts.fresh:
            yield from _reasons("emergency", cues.get("vulnerable", ()), "urgency.child_missing")
    # People who climbed in to take pictures are no robbers.
    serious = [
        f
        for f in facts.incidents
        if f.value in SERIOUS and (f.value != "trespass" or facts.grave_reading)
    ]
    pressed = facts.now or "plea" in cues
    if serious and pressed and not facts.habit:
        now = cues.get("in_progress", [])
        yield from _reasons("emergency", [*now, *serious], "urgency.serious_in_progress")
    yield from _armed(facts)
    yield from _hurt(facts)
    # Not hushed by a mild type: a burning bicycle may be taken for a stolen one.
    yield from _reasons("emergency", facts.grave_opinions, "classifier")


def _armed(facts: _Facts) -> Iterator[Reason]:
    """A weapon in somebody's hand, unless the message is of things found, lost or told of."""
    present = facts.now or facts.fresh or "plea" in facts.cues
    if facts.weapons and (
        present
        or facts.codes & (SERIOUS | WITH_PEOPLE)
        or ("armed" in facts.cues and not facts.mild and not facts.timed)
        or (not facts.codes and not facts.timed)
    ):
        yield from _reasons("emergency", facts.weapons, "urgency.weapon")
    if facts.possible_weapons and present:
        yield from _reasons("emergency", facts.possible_weapons, "urgency.weapon_possible")


def _hurt(facts: _Facts) -> Iterator[Reason]:
    grave = [f for f in facts.injuries if not f.facts.get("minor")]
    by_others = facts.codes & HURTING
    told_as_now = facts.now or facts.just or not facts.timed
    if grave and (by_others or (told_as_now and not facts.mild and "departed" not in facts.cues)):
        yield from _reasons("emergency", grave, "urgency.injured")


def _priority(facts: _Facts) -> Iterator[Reason]:
    cues = facts.cues
    yield from _reasons("priority", facts.weapons, "urgency.weapon_told")
    if not facts.mild:
        yield from _reasons("priority", facts.possible_weapons, "urgency.weapon_possible")
    for value in ("danger", "violence", "child", "follow", "device", "threat", "worry"):
        if not (facts.over or facts.asked) or not (facts.mild or facts.asked):
            yield from _reasons("priority", cues.get(value, ()), f"urgency.{value}_told")
    yield from _reasons("priority", facts.injuries, "urgency.injury_told")
    ended = FINDABLE if facts.over else frozenset[str]()
    pressing = [f for f in facts.incidents if f.value in PRESSING - ended and f.confidence >= 0.5]
    yield from _reasons("priority", pressing, "urgency.pressing_incident")
    yield from _near(facts)
    crimes = [f for f in facts.incidents if f.value in CRIMES]
    if crimes and facts.fresh and not facts.stale and not facts.asked:
        fresh = [f for f in crimes if f.value not in MILD | NOTICED]
        yield from _reasons("priority", fresh, "urgency.fresh")
    told_as_present = not facts.timed or facts.ongoing or (facts.fresh and not facts.recurring)
    if told_as_present and not facts.asked:
        watched = [f for f in facts.incidents if f.value in WATCHED]
        yield from _reasons("priority", watched, "urgency.told_as_present")
    troubled = "near" in cues or facts.now
    if facts.codes & CRIMES - MILD - {"criminal_damage"} - ended or (
        troubled and not (facts.mild or facts.recurring)
    ):
        yield from _reasons("priority", cues.get("vulnerable", ()), "urgency.vulnerable")
    for value in ("reads_emergency", "reads_grave"):
        yield from _reasons("priority", cues.get(value, ()), "classifier")
    if facts.any_incident:
        # A likely priority in a message that tells of nothing is chatter.
        told = [
            f for f in cues.get("reads_priority", ()) if f.confidence >= _MILD_BAR or not facts.mild
        ]
        yield from _reasons("priority", told, "classifier")


def _near(facts: _Facts) -> Iterator[Reason]:
    """An offender near, somebody afraid: with any crime, and without one too."""
    crimes = facts.codes & CRIMES
    if not facts.stale and (crimes or not facts.mild) and "settled" not in facts.cues:
        yield from _reasons("priority", facts.cues.get("near", ()), "urgency.offender_near")
    if crimes and not facts.stale:
        now = facts.cues.get("in_progress", ())
        yield from _reasons("priority", now, "urgency.in_progress")


def _reasons(level: str, findings: Iterable[Finding], rule: str) -> Iterator[Reason]:
    for finding in findings:
        cue = finding.kind.value if finding.kind in _ANSWERS else finding.value
        yield Reason(level, cue, rule, finding.mentions[:3])
