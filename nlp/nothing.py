"""What is left of the report where a message tells of nothing: small talk, a wrong number, a machine.

The classifier must say something of every text, of two words too, and of words that it never saw. So
where no pattern names an incident, nothing speaks of danger and nothing else of a report is there (a
place, a number plate, a telephone number), a type that only the classifier sees in a few words must be
much likelier than none; and of hardly any words it is not believed at all.

Nor is anything told where the caller takes it back: the thing was in the other bag, please ignore the
message. Only of things that turn up: "forget it" after a blow may be said by whom it was dealt.

Where no incident is left, an opinion on urgency that is not sure falls away, a place that is only named is no
incident's place, and a knife or a shot is no danger if the whole surely looks like nothing, unless
somebody cries for help.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlp.catalogue import incident_types
from nlp.components.incidents.incident_types import RULE, SHELF
from nlp.components.incidents.urgency_opinion import grave_likelihood
from nlp.finding import Finding, Kind
from nlp.notes import Notes

#: A Latin word counts as two, a Han character as one: with less in all nothing can be told, and with
#: little only what is nearly sure.
_LEAST, _LITTLE, _PLAINLY = 2, 5, 0.6
#: So much must be said that a type which only the classifier sees stands with nothing else of a report;
#: with less, the share that it must have, and how much likelier than *none* it must be: a grave one, any.
_ENOUGH = 24
_LONE, _TIMES_GRAVE, _TIMES = 0.25, 4.0, 8.0
_GRAVE = 60
#: Share of *none* from which a place that is only named is nobody's place and "I'll wait downstairs" no
#: stalker, from which words of danger are a manner of speaking, and cries for help too ("hurry up").
_RATHER, _SURELY, _UTTERLY = 0.5, 0.9, 0.97
_DANGER = (Kind.WEAPON, Kind.INJURY, Kind.URGENCY)
#: Of weapons and injuries, what claims no danger.
_ANSWERS = ("no", "unknown")
#: Values of urgency that say that somebody is in danger or calls for help.
_DANGEROUS = frozenset(
    {"danger", "violence", "plea", "armed", "device", "child", "follow", "threat", "worry", "near"}
)
_TOLD_OF = ("danger", "threat")
_SOFT = frozenset({"near", "follow"})
_RAISING = frozenset({"reads_priority", "reads_emergency", "reads_grave"})
#: An opinion on urgency from here on is believed though no incident is left, and though this surely looks
#: like nothing; below the others words of danger may be talked away, the last where this is nothing utterly.
_GRAVELY, _UNMOVED, _UNMOVED_UTTERLY = 0.75, 0.2, 0.6
#: Weights of the cues that no chatter talks away: a call for help that is disguised ("a pizza, please,
#: he's right here"), and, where the classifier of urgency agrees, life failing, shots and kidnaps.
_VEILED, _AGREED = 0.95, 0.85
#: Life failing, an overdose, a ledge: where that classifier finds an emergency not quite unlikely.
_MORTAL, _A_LITTLE = 0.9, 0.08
#: Incidents that end when the thing turns up, or that nobody is asked to see to any more.
_TURNS_UP = frozenset(
    {
        "lost_property", "found_property", "theft", "pickpocketing", "bicycle_theft", "vehicle_theft",
        "noise", "information_request", "illegal_parking",
    }
)  # fmt: skip
#: A message is called off in its last part: behind this share of its tokens.
_TOWARDS_THE_END = 0.4
#: Words before it that turn it round: "I can't forget it", "he told me to forget it".
_NOT_SO = frozenset(
    {"can't", "cannot", "won't", "don't", "couldn't", "not", "never", "to", "唔", "不"}
)
#: Details of a place that only somebody gives who wants to be found.
_ADDRESS = ("building_no", "block", "flat", "lamp_post")
#: Words that tell nothing, folded.
_IDLE = frozenset(
    (
        *"嗯啊哦噢喂系是对好得呢咁呀嘅的了咗喇啦吗咩喺在我你佢他请谢多唔该",
        "the", "a", "an", "and", "or", "but", "so", "to", "of", "in", "on", "at", "is", "it", "i", "you",
        "he", "she", "we", "they", "that", "this", "yes", "no", "not", "okay", "ok", "uh", "um", "er",
        "ah", "oh", "hello", "hi", "hey", "bye", "please", "sorry", "well", "right", "just", "my", "your",
    )
)  # fmt: skip


def heard(notes: Notes) -> list[Finding]:
    """The findings that may stand in the report."""
    findings = list(notes.findings)
    if notes.of(Kind.INCIDENT) and (_taken_back(notes) or not _told(notes)):
        findings = [f for f in findings if f.kind is not Kind.INCIDENT]
    elif notes.of(Kind.INCIDENT):
        return findings
    return _of_nothing(notes, findings)


def _taken_back(notes: Notes) -> bool:
    """True where what was lost is found again, or the report of a small matter is called off."""
    incidents = notes.of(Kind.INCIDENT)
    if any(f.value not in _TURNS_UP for f in incidents) or _danger(notes.findings):
        return False
    late = _TOWARDS_THE_END * len(notes.tokens)
    return any(
        cue.first >= late and notes.tokens[cue.first - 1] not in _NOT_SO
        for cue in notes.cues_of("taken_back")
    )


def _told(notes: Notes) -> bool:
    """True where the incidents found stand on more than a guess."""
    incidents = notes.of(Kind.INCIDENT)
    if any(m.rule != RULE for f in incidents for m in f.mentions) or _danger(notes.findings):
        return True
    said, covered = _content(notes), _content(notes, in_phantoms=True)
    if covered > said:
        return False
    none, share = _shares(notes)
    if said < _LITTLE:
        return said >= _LEAST and share >= _PLAINLY
    if any(f.kind in (Kind.LOCATION, Kind.PHONE) or f.facts.get("plate") for f in notes.findings):
        return True
    grave = any(incident_types()[f.value].severity >= _GRAVE for f in incidents)
    times = _TIMES_GRAVE if grave else _TIMES
    return said >= _ENOUGH or (share >= _LONE and share >= times * none)


def _of_nothing(notes: Notes, findings: Sequence[Finding]) -> list[Finding]:
    none, _ = _shares(notes)
    said = _content(notes)
    if said < _LITTLE and not _danger(findings):
        none = 1.0
    left = [f for f in findings if f.value not in _RAISING or _stands(f, none)]
    if none >= _RATHER:
        left = [f for f in left if not (f.kind is Kind.URGENCY and f.value in _SOFT)]
    cried = any(f.value in ("plea", "reads_emergency") and f.asserted for f in left)
    agreed = any(f.value in ("reads_emergency", "reads_grave") and f.asserted for f in findings)
    believed = _AGREED if agreed else _MORTAL if grave_likelihood(notes) >= _A_LITTLE else _VEILED
    sure = any(f.value in _TOLD_OF and f.asserted and f.confidence >= believed for f in left)
    bar = _UNMOVED_UTTERLY if none >= _UTTERLY else _UNMOVED
    unmoved = grave_likelihood(notes) < bar
    if none >= (_UTTERLY if cried else _SURELY) and said >= _LITTLE and unmoved and not sure:
        # A denial stands, "nobody was hurt" is an answer; and so does "if somebody gets hurt".
        left = [f for f in left if f.kind not in _DANGER or f.value in _ANSWERS]
    if none >= _RATHER and not _danger(left):
        left = [_named(f) if f.kind is Kind.LOCATION else f for f in left]
    return left


def _stands(finding: Finding, none: float) -> bool:
    """True of an opinion on urgency that outweighs the missing incident: most falls and illnesses and
    all who are lost at sea are of no type of the list."""
    if finding.kind is not Kind.URGENCY or finding.confidence >= _GRAVELY:
        return finding.value != "reads_priority" or finding.kind is not Kind.URGENCY
    if finding.value == "reads_emergency":
        return none < _SURELY
    return finding.value == "reads_grave" and none < _RATHER


def _named(place: Finding) -> Finding:
    """A place that is named and no more; an address stays the place where somebody is wanted."""
    if place.facts["role"] != "incident" or any(place.facts["detail"].get(n) for n in _ADDRESS):
        return place
    return replace(place, facts={**place.facts, "role": "other"})


def _danger(findings: Sequence[Finding]) -> bool:
    """True where a pattern sees a weapon, an injury, or a danger that is there."""
    for finding in findings:
        if not finding.asserted or all(m.rule == RULE for m in finding.mentions):
            continue
        if finding.kind is Kind.URGENCY and finding.value in _DANGEROUS:
            return True
        if finding.kind in (Kind.WEAPON, Kind.INJURY) and finding.value == "yes":
            return True
    return False


def _shares(notes: Notes) -> tuple[float, float]:
    """Shares of *none* and of the likeliest type; nobody asked: surely nothing."""
    shares: tuple[float, float] = notes.shelf.get(SHELF, (1.0, 0.0))
    return shares


def _content(notes: Notes, *, in_phantoms: bool = False) -> int:
    """How much is said beside names of places, phantoms and words that say nothing; or in phantoms."""
    phantoms = list(notes.phantoms)
    names = [(m.start, m.end) for f in notes.of(Kind.LOCATION) for m in f.mentions]
    said = {
        token
        for token, start, end in zip(notes.tokens, notes.starts, notes.ends, strict=True)
        if token[0].isalpha()
        and token not in _IDLE
        and in_phantoms == _touched(phantoms, start, end)
        and not _touched(names, start, end)
    }
    return sum(2 if token[0] < "⺀" else 1 for token in said)


def _touched(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in spans)
