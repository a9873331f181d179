"""Doc + what is known of the message -> report draft (report/1). Pure: no clock, no file, no state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nlp import fallback, missing, nothing, summary, urgency
from nlp.catalogue import incident_types
from nlp.finding import Evidence, Finding, Kind, Mention
from nlp.notes import Notes
from nlp.unread import unread
from voice_intake.transcript import Alignment

SCHEMA = "earwitness.report/1"
_MAX_EVIDENCE = 12
#: A span that the recogniser doubted keeps this share of its confidence.
_DOUBTED = 0.5
#: From this word probability on, words count as heard well.
_CLEAR = 0.6


@dataclass(frozen=True, slots=True)
class Hearing:
    """How the words were heard: seconds and probabilities, and the spans that are in doubt."""

    alignment: Alignment | None = None
    #: Character spans of doubtful segments.
    doubtful: Sequence[tuple[int, int]] = ()

    def trust(self, start: int, end: int) -> float:
        """0..1: what is left of a rule's confidence over these words."""
        share = 1.0
        if any(a < end and start < b for a, b in self.doubtful):
            share = _DOUBTED
        probability = self.alignment.probability(start, end) if self.alignment else None
        if probability is not None and probability < _CLEAR:
            share *= max(0.2, probability / _CLEAR)
        return share

    def seconds(self, start: int, end: int) -> tuple[float, float] | None:
        """When these words were heard."""
        span = self.alignment.audio(start, end) if self.alignment else None
        return (span.start, span.end) if span else None


@dataclass(frozen=True, slots=True)
class _Draft:
    """Builds the parts of one report."""

    notes: Notes
    hearing: Hearing

    def evidence(self, mentions: Iterable[Mention], confidence: float) -> list[dict[str, Any]]:
        """EVs of the mentions, each cut from the original text."""
        unique = list(dict.fromkeys(mentions))[:_MAX_EVIDENCE]
        return [
            Evidence(
                start=m.start,
                end=m.end,
                text=self.notes.original[m.start : m.end],
                rule=m.rule,
                confidence=round(confidence * self.hearing.trust(m.start, m.end), 3),
                audio=self.hearing.seconds(m.start, m.end),
            ).as_dict()
            for m in unique
        ]

    def confidence(self, finding: Finding) -> float:
        """The finding's confidence after doubt: its best-heard mention counts."""
        trust = max(self.hearing.trust(m.start, m.end) for m in finding.mentions)
        return round(finding.confidence * trust, 3)

    def backed(self, finding: Finding) -> list[dict[str, Any]]:
        """The evidence of one finding."""
        return self.evidence(finding.mentions, finding.confidence)


def compose(
    notes: Notes, language: str, hearing: Hearing, provenance: Mapping[str, str]
) -> dict[str, Any]:
    """The whole report."""
    notes.findings = fallback.told(notes, notes.findings, nothing.heard(notes))
    draft = _Draft(notes, hearing)
    report: dict[str, Any] = {
        "schema": SCHEMA,
        "language": language,
        "incident_types": _incidents(draft),
        "urgency": _urgency(draft),
        "locations": [_location(draft, f) for f in notes.of(Kind.LOCATION)],
        "occurred": _occurred(draft),
        "people": [{**f.facts, "evidence": draft.backed(f)} for f in notes.of(Kind.PERSON)],
        "vehicles": [{**f.facts, "evidence": draft.backed(f)} for f in notes.of(Kind.VEHICLE)],
        "property": [{**f.facts, "evidence": draft.backed(f)} for f in notes.of(Kind.PROPERTY)],
        "weapon": _answer(draft, Kind.WEAPON),
        "injury": _answer(draft, Kind.INJURY),
        "phones": _phones(draft),
        "contact": _contact(draft),
        "amounts_hkd": [
            {"value": value, "evidence": draft.evidence([mention], 0.85)}
            for value, mention in notes.shelf.get("amounts", ())
        ],
    }
    if not notes.of(Kind.INCIDENT) and unread(notes.original, notes.folded, language):
        report["unread"] = True
    report["missing"] = missing.questions_for(report, notes.folded)
    empty = not notes.findings and "unread" not in report
    report["summary"] = "" if empty else summary.english(report)
    report["summary_zh"] = "" if empty else summary.chinese(report)
    report["provenance"] = dict(provenance)
    return report


def _incidents(draft: _Draft) -> list[dict[str, Any]]:
    types = incident_types()
    rows = []
    for number, finding in enumerate(draft.notes.of(Kind.INCIDENT)):
        kind = types[finding.value]
        rows.append(
            {
                "code": kind.code,
                "label_en": kind.label_en,
                "label_zh": kind.label_zh,
                "apco": kind.apco,
                "confidence": draft.confidence(finding),
                "primary": number == 0,
                "qualifiers": sorted(finding.qualifiers),
                "evidence": draft.backed(finding),
            }
        )
    return rows


def _urgency(draft: _Draft) -> dict[str, Any]:
    level, reasons = urgency.assess(draft.notes.findings, draft.notes.received_at)
    return {
        "level": level,
        "reasons": [
            {"cue": r.cue, "rule": r.rule, "evidence": draft.evidence(r.mentions, 0.85)}
            for r in reasons
        ],
    }


def _location(draft: _Draft, finding: Finding) -> dict[str, Any]:
    detail = {
        name: finding.facts["detail"].get(name)
        for name in (
            "exit", "building_no", "estate", "block", "floor", "flat", "lamp_post", "relation",
        )
    }  # fmt: skip
    for name in ("block", "estate"):
        detail[name] = _as_said(draft.notes, detail[name])
    # An optional key: only hillside paths have such posts.
    if marker := finding.facts["detail"].get("marker_post"):
        detail["marker_post"] = marker
    return {
        **finding.facts,
        "detail": detail,
        "confidence": draft.confidence(finding),
        "evidence": draft.backed(finding),
    }


def _as_said(notes: Notes, part: str | None) -> str | None:
    """A part of an address in the characters in which it came, not in those it was sought in."""
    if not part or str(part).isascii():
        return part
    at = notes.folded.find(str(part))
    return notes.original[at : at + len(part)] if at >= 0 else part


def _utc(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def _occurred(draft: _Draft) -> dict[str, Any]:
    found = draft.notes.of(Kind.TIME)
    if not found:
        return {
            "start": None, "end": None, "precision": "unknown", "ongoing": False,
            "recurring": False, "evidence": [],
        }  # fmt: skip
    facts = dict(found[0].facts)
    facts["start"], facts["end"] = _utc(facts["start"]), _utc(facts["end"])
    return {**facts, "evidence": draft.backed(found[0])}


def _answer(draft: _Draft, kind: Kind) -> dict[str, Any]:
    """Yes where anybody says so, else no where it is denied, else unknown."""
    findings = draft.notes.of(kind)
    for value in ("yes", "no", "unknown"):
        backing = [f for f in findings if f.value == value]
        if backing:
            mentions = [m for f in backing for m in f.mentions]
            return {"value": value, "evidence": draft.evidence(mentions, backing[0].confidence)}
    return {"value": "unknown", "evidence": []}


def _phones(draft: _Draft) -> list[dict[str, Any]]:
    unique: dict[str, Finding] = {}
    for finding in draft.notes.of(Kind.PHONE):
        unique.setdefault(finding.value, finding)
    return [
        {"number": f.value, "role": f.facts["role"], "evidence": draft.backed(f)}
        for f in unique.values()
    ]


def _contact(draft: _Draft) -> dict[str, Any]:
    first: dict[Kind, Finding | None]
    first = {
        kind: next(iter(draft.notes.of(kind)), None)
        for kind in (Kind.NAME, Kind.CALLBACK, Kind.ANONYMOUS, Kind.SAFE_HOURS)
    }
    phone = draft.notes.shelf.get("call_on") or next(
        (f for f in draft.notes.of(Kind.PHONE) if f.facts["role"] == "caller"), None
    )
    backing = [f for f in (*first.values(), phone) if f is not None]
    callback = first[Kind.CALLBACK]
    name = first[Kind.NAME]
    hours = first[Kind.SAFE_HOURS]
    told: dict[str, Any] = {
        "name": name.value if name else None,
        "phone": phone.value if phone else None,
        "callback": callback.value if callback else "unknown",
        "anonymous": first[Kind.ANONYMOUS] is not None,
        "safe_hours": hours.value if hours else None,
        "evidence": [ev for f in backing for ev in draft.backed(f)],
    }
    # An optional key: the lines that must not ring, in the caller's words.
    if refused := draft.notes.shelf.get("not_on"):
        said = [draft.notes.original[cue.start : cue.end].strip(" ,.，。") for cue in refused]
        told["not_on"] = "; ".join(dict.fromkeys(said))
        told["evidence"] += draft.evidence([cue.mention for cue in refused], 0.85)
    return told
