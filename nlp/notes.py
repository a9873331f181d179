"""What the components write on one ``Doc``: the original text, its cues and its findings."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from spacy.tokens import Doc

from nlp.finding import Finding, Kind, Mention

_KEY = "earwitness"


@dataclass(frozen=True, slots=True)
class Cue:
    """One match of a pattern: tokens ``first`` to ``last`` (exclusive), characters likewise."""

    kind: str
    value: str
    rule: str
    first: int
    last: int
    start: int
    end: int
    weight: float
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mention(self) -> Mention:
        """The cue as the occurrence it is."""
        return Mention(self.start, self.end, self.rule)


@dataclass(slots=True)
class Notes:
    """One message on its way through the pipeline."""

    #: As it came; evidence is cut from this.
    original: str
    #: ``fold(original)``: same length, what the patterns see.
    folded: str
    tokens: Sequence[str] = ()
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    received_at: datetime | None = None
    caller_number: str | None = None
    #: Whisper code of the language spoken; empty where nobody said.
    language: str = ""
    #: Cues by kind, each list in the order of the text.
    cues: dict[str, list[Cue]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    #: Character spans in which a phantom is known: nothing is found there.
    phantoms: Sequence[tuple[int, int]] = ()
    #: Whatever one component keeps for another.
    shelf: dict[str, Any] = field(default_factory=dict)

    def of(self, *kinds: Kind) -> list[Finding]:
        """Findings of these kinds, in the order in which they were found."""
        return [finding for finding in self.findings if finding.kind in kinds]

    def cues_of(self, *kinds: str) -> list[Cue]:
        """Cues of these kinds in the order of the text."""
        if len(kinds) == 1:
            return self.cues.get(kinds[0], [])
        merged = [cue for kind in kinds for cue in self.cues.get(kind, ())]
        return sorted(merged, key=lambda cue: (cue.first, cue.last))

    def token_at(self, character: int) -> int:
        """Index of the token that holds ``character``, or of the next one."""
        index = bisect_right(self.starts, character) - 1
        if index >= 0 and self.ends[index] > character:
            return index
        return index + 1

    def span_tokens(self, start: int, end: int) -> tuple[int, int]:
        """Token range that covers the characters ``start:end``."""
        return self.token_at(start), bisect_left(self.starts, end)

    def near(self, kind: str, first: int, last: int, reach: int) -> list[Cue]:
        """Cues of a kind that lie within ``reach`` tokens of the tokens ``first:last``."""
        cues = self.cues.get(kind, [])
        low = bisect_left(cues, first - reach - 12, key=lambda cue: cue.first)
        high = bisect_right(cues, last + reach, key=lambda cue: cue.first)
        return [cue for cue in cues[low:high] if cue.last + reach >= first]


def attach(doc: Doc, notes: Notes) -> None:
    """Put the notes on the doc, with the token offsets filled in."""
    notes.tokens, notes.starts = [], []
    for token in doc:
        notes.tokens.append(token.text)
        notes.starts.append(token.idx)
    notes.ends = [start + len(text) for start, text in zip(notes.starts, notes.tokens, strict=True)]
    doc.user_data[_KEY] = notes


def notes_of(doc: Doc) -> Notes:
    """The notes of a doc; made from its text where nobody attached any."""
    notes = doc.user_data.get(_KEY)
    if not isinstance(notes, Notes):
        notes = Notes(original=doc.text, folded=doc.text)
        attach(doc, notes)
    return notes


def longest(cues: Iterable[Cue]) -> list[Cue]:
    """Cues that lie in no longer one; of equal ones the surest. In the order of the text."""
    kept: list[Cue] = []
    for cue in sorted(cues, key=lambda c: (c.first, -c.last, -c.weight)):
        if kept and cue.last <= kept[-1].last:
            continue
        kept.append(cue)
    return kept
