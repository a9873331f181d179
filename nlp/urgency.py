"""How urgent: emergency, priority or routine, with the cues that say so.

A denied, supposed or past cue does not raise; in doubt, raise. It orders the queue and may raise an
escalation; it never hides, closes or dispatches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nlp.finding import Finding, Kind, Mention

#: Incidents in which somebody is in danger while they go on.
SERIOUS = frozenset(
    [
        "robbery",
        "assault",
        "burglary",
        "domestic_dispute",
        "sexual_offence",
        "triad_activity",
        "trespass",
    ]
)
#: Incidents that are urgent by themselves while fresh.
PRESSING = frozenset(
    [
        "robbery",
        "assault",
        "burglary",
        "domestic_dispute",
        "sexual_offence",
        "missing_person",
        "welfare_check",
        "blackmail",
        "criminal_intimidation",
        "hit_and_run",
        "objects_from_height",
        "suspicious_object",
    ]
)
#: Incidents that an offender may still be near of.
_CRIMES = PRESSING | frozenset(
    [
        "theft",
        "theft_from_vehicle",
        "vehicle_theft",
        "bicycle_theft",
        "pickpocketing",
        "shop_theft",
        "criminal_damage",
        "fraud",
        "harassment",
        "indecent_exposure",
        "dangerous_driving",
        "traffic_collision",
        "suspicious_person",
        "trespass",
        "drugs",
        "drunk_disorder",
        "dispute",
        "animal",
        "triad_activity",
        "road_hazard",
    ]
)
#: Incidents that a caller watches while telling of them, unless a time is given.
_WATCHED = frozenset({"suspicious_person", "trespass", "indecent_exposure", "drunk_disorder"})
_FRESH = timedelta(hours=2)
_STALE = timedelta(hours=3)


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
    injuries: list[Finding]
    stale: bool
    fresh: bool
    ongoing: bool
    #: A time was given, or that it happens again and again.
    timed: bool

    @property
    def codes(self) -> set[str]:
        """Codes of the incidents that the caller asserts."""
        return {finding.value for finding in self.incidents}


def assess(findings: Sequence[Finding], received_at: datetime | None) -> tuple[str, list[Reason]]:
    """``(level, reasons)``; a routine message has no reasons."""
    facts = _facts(findings, received_at)
    reasons = [*_emergency(facts)] or [*_priority(facts)]
    return (reasons[0].level if reasons else "routine"), reasons[:8]


def _facts(findings: Sequence[Finding], received_at: datetime | None) -> _Facts:
    cues: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.kind is Kind.URGENCY and finding.asserted and not finding.past:
            cues.setdefault(finding.value, []).append(finding)
    time = next((f for f in findings if f.kind is Kind.TIME), None)
    end: Any = time.facts.get("end") if time else None
    ongoing = bool(time and time.facts["ongoing"])
    start: Any = time.facts.get("start") if time else None
    age = received_at - end if received_at and end else None
    since = received_at - start if received_at and start else None
    return _Facts(
        cues=cues,
        incidents=[f for f in findings if f.kind is Kind.INCIDENT and f.asserted and not f.past],
        weapons=_said(findings, Kind.WEAPON),
        injuries=_said(findings, Kind.INJURY),
        stale=age is not None and age > _STALE and not ongoing,
        fresh=since is not None and since <= _FRESH,
        ongoing=ongoing,
        timed=bool(time and (time.facts["start"] or time.facts["recurring"])),
    )


def _said(findings: Sequence[Finding], kind: Kind) -> list[Finding]:
    return [f for f in findings if f.kind is kind and f.value == "yes" and not f.past]


def _emergency(facts: _Facts) -> list[Reason]:
    if facts.stale:
        return []
    reasons = [_reason("emergency", f, "urgency.danger_now") for f in facts.cues.get("danger", ())]
    now = facts.cues.get("in_progress", [])
    serious = [f for f in facts.incidents if f.value in SERIOUS]
    if serious and (now or facts.ongoing):
        reasons += [
            _reason("emergency", f, "urgency.serious_in_progress") for f in (*now, *serious)
        ]
    # A weapon in somebody's hand, unless the message is of things found, lost or told of.
    if facts.weapons and (now or facts.ongoing or facts.fresh or _with_people(facts)):
        reasons += [_reason("emergency", f, "urgency.weapon") for f in facts.weapons]
    hurt = {"assault", "domestic_dispute", "traffic_collision", "hit_and_run", "robbery"}
    if facts.injuries and facts.codes & hurt:
        reasons += [_reason("emergency", f, "urgency.injured") for f in facts.injuries]
    return reasons


def _with_people(facts: _Facts) -> bool:
    return bool(
        facts.codes
        & (SERIOUS | {"criminal_intimidation", "dispute", "suspicious_person", "drunk_disorder"})
    )


def _priority(facts: _Facts) -> list[Reason]:
    reasons = [_reason("priority", f, "urgency.weapon_told") for f in facts.weapons]
    reasons += [_reason("priority", f, "urgency.danger_told") for f in facts.cues.get("danger", ())]
    reasons += [_reason("priority", f, "urgency.injury_told") for f in facts.injuries]
    reasons += [
        _reason("priority", f, "urgency.pressing_incident")
        for f in facts.incidents
        if f.value in PRESSING and f.confidence >= 0.5
    ]
    crimes = facts.codes & _CRIMES
    if crimes and not facts.stale:
        near = facts.cues.get("near", [])
        reasons += [_reason("priority", f, "urgency.offender_near") for f in near]
        reasons += [
            _reason("priority", f, "urgency.in_progress") for f in facts.cues.get("in_progress", ())
        ]
        if facts.fresh and crimes - {"lost_property", "fraud"}:
            reasons += [
                _reason("priority", f, "urgency.fresh")
                for f in facts.incidents
                if f.value in crimes
            ]
    if not facts.timed:
        watched = [f for f in facts.incidents if f.value in _WATCHED]
        reasons += [_reason("priority", f, "urgency.told_as_present") for f in watched]
    if crimes:
        reasons += [
            _reason("priority", f, "urgency.vulnerable") for f in facts.cues.get("vulnerable", ())
        ]
    return reasons


def _reason(level: str, finding: Finding, rule: str) -> Reason:
    return Reason(level, finding.value, rule, finding.mentions[:3])
