"""The values that flow through the reading stage: cue -> mention -> finding -> evidence.

Character spans run over the original text of the message; token spans over the spaCy ``Doc``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Qualifier(StrEnum):
    """What a sentence does to a fact in it."""

    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    REPORTED = "reported"
    PAST = "past"


class Kind(StrEnum):
    """The kinds of findings, one component each."""

    INCIDENT = "incident_type"
    LOCATION = "location"
    TIME = "time"
    PERSON = "person"
    VEHICLE = "vehicle"
    PROPERTY = "property"
    WEAPON = "weapon"
    INJURY = "injury"
    PHONE = "phone"
    NAME = "name"
    CALLBACK = "callback"
    ANONYMOUS = "anonymous"
    SAFE_HOURS = "safe_hours"
    URGENCY = "urgency_cue"


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence in the text: ``text[start:end]`` of the original, and the rule that saw it."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One asserted fact, backed by mentions."""

    kind: Kind
    #: The normalised value: a code, a plate, a place's id ...
    value: str
    confidence: float
    mentions: tuple[Mention, ...]
    qualifiers: frozenset[Qualifier] = frozenset()
    #: The kind's own fields (a location's detail, a person's sex ...).
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """Character at which the first mention begins."""
        return min(mention.start for mention in self.mentions)

    @property
    def end(self) -> int:
        """Character after the last mention."""
        return max(mention.end for mention in self.mentions)

    @property
    def asserted(self) -> bool:
        """True where the caller says that it is so: neither denied nor supposed."""
        return not self.qualifiers & {Qualifier.NEGATED, Qualifier.HYPOTHETICAL}

    @property
    def past(self) -> bool:
        """True where it is told as something long over."""
        return Qualifier.PAST in self.qualifiers


@dataclass(frozen=True, slots=True)
class Evidence:
    """A mention as the report shows it: its words, its seconds, how sure."""

    start: int
    end: int
    text: str
    rule: str
    #: 0..1, lowered where the recogniser doubted these words.
    confidence: float
    #: Seconds from the recording's start, or None where the words have no times.
    audio: tuple[float, float] | None = None

    def as_dict(self) -> dict[str, Any]:
        """EV of report/1."""
        seconds = None
        if self.audio is not None:
            seconds = {"start": round(self.audio[0], 2), "end": round(self.audio[1], 2)}
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "rule": self.rule,
            "confidence": self.confidence,
            "audio": seconds,
        }
