"""The caller's name: what the readers of English and of Chinese found, the surest first."""

from __future__ import annotations

import re

from nlp.components.people.chinese_name_words import Found
from nlp.components.people.chinese_names import chinese_names
from nlp.components.people.english_names import english_names
from nlp.finding import Finding, Kind, Mention
from nlp.notes import Notes


def names(notes: Notes) -> list[Finding]:
    """Findings of kind ``name``, the surest first; one that says more of the same before it."""
    found = [
        *((Found(*span, sure), "name.en") for span, sure in english_names(notes)),
        *((name, "name.zh") for name in chinese_names(notes)),
    ]
    told: dict[tuple[int, int], Finding] = {}
    for name, rule in found:
        if any(a < name.end and name.start < b for a, b in notes.phantoms):
            continue
        span = (name.start, name.end)
        if span not in told or told[span].confidence < name.confidence:
            told[span] = _finding(notes, name, rule)
    return sorted(told.values(), key=lambda f: (-f.confidence, f.start, -f.end))


def _finding(notes: Notes, name: Found, rule: str) -> Finding:
    said = name.value or notes.original[name.start : name.end]
    # "Ravi Ravi": said again, as one does before spelling it.
    value = re.sub(r"\b(\w{2,}) \1\b", r"\1", re.sub(r"\s+", " ", said).strip())
    return Finding(Kind.NAME, value, name.confidence, (Mention(name.start, name.end, rule),))
