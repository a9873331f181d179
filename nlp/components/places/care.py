"""A hospital where somebody lies or waits now is not where it happened, once another place is told.

"I was hit by a taxi in Hennessy Road, now I'm at Queen Mary Hospital", 琴晚喺旺角俾人打，而家喺廣華醫院,
"I'm at a clinic on Nathan Road, I was robbed in Mong Kok". What happens at a hospital stays there: no
other place is told, or what is told of follows the hospital.
"""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.components.places.spots import Spot
from nlp.finding import Kind
from nlp.notes import Notes

#: How far before the name being there is said, in characters.
_LEAD = 48
_CARE_NAMES = ("Hospital", "Clinic", "Medical Centre", "Health Centre")
_THERE_EN = re.compile(
    r"\b(?:now|currently|i'm|i am|im|we're|we are|he's|he is|she's|she is|they're|they are|is|still)"
    r"(?: (?:now|still|here|currently|being|getting|treated|checked|recovering|lying|sitting|waiting|in bed|stuck|"
    r"i'm|i am|we're|we are|he's|he is|she's|she is))*"
    r"(?: (?:in|at|inside))?(?: (?:the|a|an|hospital|clinic|ward|doctor's|doctor|doctors|emergency room|emergency|"
    r"casualty|accident and emergency|a and e|a & e|a&e|department|room|in|at|of|on))*$"
)
_THERE_ZH = re.compile(
    r"(?:而家|宜家|依家|家下|现在|目前|我|我哋|我们|佢|他|她|人)(?:仲|还|就|都|人|已经)?"
    r"(?:喺|在|系|响|入咗|住咗|住进|住进了|留喺|来到|来了|嚟咗|嚟到|去咗)$"
)
#: "A clinic on Nathan Road", 旺角嘅診所: the street or the area only says where the hospital is.
_UNNAMED_EN = re.compile(
    r"\b(?:hospital|clinic|doctor's|doctor|doctors|emergency room|casualty|a and e|a&e|a & e) (?:in|on|at|near)(?: the)?$"
)
_UNNAMED_ZH = re.compile(r"(?:嘅|的)?(?:一间|间|一家)?(?:医院|诊所|急症室|急诊)")
#: What happened elsewhere is told as past.
_PAST = re.compile(
    r"\b(?:was|were|got|had|hit|yesterday|last|ago|earlier|this morning|robbed|attacked|fell)\b"
    r"|昨|琴|寻日|噚|今朝|头先|刚才|早上|啱|之前|俾人|畀人|被"
)
#: Two names of one spot stand no further apart.
_APART = re.compile(
    r"[ ,，]*(?:in|at|on|of|near|opposite|next to|beside|behind|by|over in|the|嘅|的|近|附近|对面)?[ ,，]*(?:the)?[ ]*"
)


def without_care(spots: list[Spot], notes: Notes) -> list[Spot]:
    """The spots; a place of care where somebody is now gives up being the incident's."""
    return [
        replace(spot, role="other")
        if spot.role == "incident" and _is_care(spot, notes) and _told_elsewhere(spot, spots, notes)
        else spot
        for spot in spots
    ]


def _is_care(spot: Spot, notes: Notes) -> bool:
    """Whether somebody is said to be at this hospital or clinic now."""
    lead = notes.folded[max(0, spot.start - _LEAD) : spot.start].rstrip(" ,，")
    if not (_THERE_EN.search(lead) or _THERE_ZH.search(lead)):
        return False
    return _is_named(spot) or bool(
        _UNNAMED_EN.search(lead) or _UNNAMED_ZH.match(notes.folded, spot.end)
    )


def _is_named(spot: Spot) -> bool:
    return spot.options[0].name_en.endswith(_CARE_NAMES)


def _told_elsewhere(care: Spot, spots: list[Spot], notes: Notes) -> bool:
    """Whether the incident is told at another place: before the hospital, or after it as past."""
    told = [m.start for f in notes.of(Kind.INCIDENT)[:1] for m in f.mentions]
    for spot in spots:
        if spot is care or _is_named(spot) or spot.role not in ("incident", "visited"):
            continue
        if spot.end <= care.start:
            between = notes.folded[spot.end : care.start]
            if not _APART.fullmatch(between) and any(start < care.start for start in told):
                return True
        elif care.end <= spot.start:
            between = notes.folded[care.end : spot.start]
            later = any(care.end <= start for start in told)
            if not _APART.fullmatch(between) and later and _PAST.search(between):
                return True
    return False
