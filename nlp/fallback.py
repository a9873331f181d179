"""An incident that only the findings tell: a thing that is stolen, a vehicle that hit somebody, "the fight is at".

Where neither the patterns nor the classifier name an incident, a report must not say "stolen phone" beside
"no recognised incident". The type follows from what befell the thing, with a modest confidence and the
thing's own evidence; not where the whole is small talk or is taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.components.incidents.incident_types import SHELF
from nlp.components.qualifiers import qualifiers_of
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.notes import Notes

_BY_STATUS = {
    "stolen": "theft", "lost": "lost_property", "found": "found_property", "damaged": "criminal_damage",
}  # fmt: skip
_BICYCLES = re.compile(r"\b(?:bike|bicycle)s?$|单车|单車|單車|自行车|自行車|脚踏车|腳踏車")
_CONFIDENCE = 0.45
#: From this share of *none* on the whole looks like small talk: surely, and so that of what is only lost,
#: found or broken nothing is believed.
_SMALL_TALK, _MILD_TALK = 0.97, 0.5
#: A message that goes on about something named before: the type, and the words for it.
_NAMED = (
    ("assault", r"fight|brawl|beating|stabbing|attack|assault|打交|打架|斗殴|打斗"),
    ("robbery", r"robbery|hold ?up|mugging|打劫|抢劫"),
    ("burglary", r"burglary|break ?in|爆窃|入屋盗窃"),
    ("theft", r"theft|stealing|偷窃|盗窃|偷嘢"),
    ("traffic_collision", r"crash|collision|car accident|traffic accident|车祸|交通意外|撞车"),
    ("noise", r"noise|loud music|噪音"),
    ("objects_from_height", r"falling objects|高空掷物"),
)
_TOPIC_EN = r"\b(?:the|this|that) (?:\w+ )?(?P<en{n}>{words})(?: \w+)? (?:is|was|happened|started|took place|are|were|goes on|'s)(?: \w+){{0,2}} (?:at|in|on|near|outside|by|opposite|inside|next to|behind)\b"
_TOPIC_ZH = r"(?:单|嗰单|个|呢单|那个|那起|这起|嗰场|场)(?P<zh{n}>{words})(?:系|是|就)?(?:发生)?(?:喺|在|响)"
_TOPICS = re.compile(
    "|".join(
        _TOPIC_EN.format(n=n, words="|".join(w for w in words.split("|") if w.isascii()))
        + "|"
        + _TOPIC_ZH.format(n=n, words="|".join(w for w in words.split("|") if not w.isascii()))
        for n, (_, words) in enumerate(_NAMED)
    )
)
#: Who breaks their own phone reports no crime.
_BY_OTHERS = re.compile(
    r"\b(?:someone|somebody|they|he|she|kids|people|man|men|woman|boys?|neighbours?|gang|was|were|been|got)\b|人|佢|他|她|被|俾"
)
_SUM_TAKEN = re.compile(
    r"(?:偷|抢|扒)(?:咗|走|了|去)+(?:我|我哋|我们|佢|人)?(?:[零一二两三四五六七八九十百千万几多0-9,]+)(?:蚊|元|块|港币|港纸|银)"
    r"|\b(?:stole|nicked|swiped|snatched) (?:\w+ ){0,4}(?:dollars|bucks|grand|hkd|money|cash)\b"
)
_HIT = re.compile(
    r"\b(?:car|taxi|van|bus|lorry|truck|minibus|motorbike|driver) (?:that|which|who) (?:hit|knocked|crashed into|ran into|struck) (?:me|us|my|him|her|the)\b"
    r"|(?:撞|车)(?:亲|到|倒|咗|了)?(?:我|佢|他|她|我哋)(?:的|嘅|嗰|那)?(?:[架辆部台])"
)


def told(notes: Notes, found: list[Finding], heard: list[Finding]) -> list[Finding]:
    """``heard``, what stands of ``found`` in the report; with an incident that the findings tell, all of it.

    Then the message tells of something after all: its places are the incident's again.
    """
    if any(f.kind is Kind.INCIDENT for f in heard) or _is_called_off(notes):
        return heard
    incident = next(_incidents(notes, heard), None)
    if incident is None:
        return heard
    return [incident, *(f for f in found if f.kind is not Kind.INCIDENT)]


def _is_called_off(notes: Notes) -> bool:
    return bool(notes.cues_of("taken_back")) or _none(notes) >= _SMALL_TALK


def _none(notes: Notes) -> float:
    """The classifier's share of *none*; surely nothing where nobody asked it."""
    none: float = notes.shelf.get(SHELF, (1.0, 0.0))[0]
    return none


def _incidents(notes: Notes, findings: list[Finding]) -> Iterator[Finding]:
    for finding in findings:
        if finding.kind is not Kind.PROPERTY or not _is_asserted(notes, finding):
            continue
        status = finding.facts["status"]
        if status != "stolen" and _none(notes) >= _MILD_TALK:
            continue
        if status == "damaged" and not _BY_OTHERS.search(notes.folded):
            continue
        code = _BY_STATUS[status]
        if code == "theft" and _BICYCLES.search(finding.facts["item"].lower()):
            code = "bicycle_theft"
        confidence = min(_CONFIDENCE, finding.confidence)
        yield Finding(Kind.INCIDENT, code, confidence, finding.mentions)
    if match := _SUM_TAKEN.search(notes.folded):
        yield _of_words(notes, "theft", match, "incident.fallback_sum")
    if match := _HIT.search(notes.folded):
        yield _of_words(notes, "traffic_collision", match, "incident.fallback_hit")
    if (match := _TOPICS.search(notes.folded)) and match.lastgroup:
        code = _NAMED[int(match.lastgroup[2:])][0]
        yield _of_words(notes, code, match, "incident.fallback_topic")


def _of_words(notes: Notes, code: str, match: re.Match[str], rule: str) -> Finding:
    mention = Mention(match.start(), match.end(), rule)
    return Finding(Kind.INCIDENT, code, _CONFIDENCE, (mention,))


def _is_asserted(notes: Notes, finding: Finding) -> bool:
    """Neither denied nor only supposed: "if somebody took my phone"."""
    spans = {(m.start, m.end) for m in finding.mentions}
    wrong = {Qualifier.NEGATED, Qualifier.HYPOTHETICAL}
    return not any(
        qualifiers_of(notes, cue) & wrong and cue.value != "lost"
        for cue in notes.cues_of("property_status", "item")
        if (cue.start, cue.end) in spans
    )
