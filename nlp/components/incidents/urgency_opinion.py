"""Component ``earwitness_urgency_opinion``: what the trained classifier makes of the urgency.

Where it holds an emergency or a priority likely enough, it leaves a cue of urgency (value
``reads_emergency``, ``reads_grave``, ``reads_priority``) at the words that carry it, which
``nlp.urgency`` weighs with the cues of the rules; ``reads_mild``, ``reads_calm`` and
``reads_routine`` say how little it sees. Words that are mostly denied, supposed or long past carry those qualifiers, and
do not raise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from nlp import urgency_classifier
from nlp.components.incidents.incident_types import RULE, stretch
from nlp.components.qualifiers import Scopes, qualifiers_of, scopes_of
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.notes import Notes, notes_of
from nlp.urgency_classifier import Opinion, Thresholds

#: Words that lie under a qualifier to this share of their support stand under it.
_COVERED = 0.7

#: Where the likelihood of an emergency lies for what reads the whole message.
_SHELF = "grave_likelihood"

#: Fewer words than this beside what is denied tell of nothing.
_FEWEST = 3
#: With fewer words than this a message is not called calm.
_ENOUGH = 7
#: Characters that end a word or hang on one, and none that begins one; folded.
_HANGING = "咗了紧住着过嘅的得地到哋们呢啦喇吗呀晒埋返"
#: Characters before which a new group of words begins; so far back one is looked for.
_BEGINNING = re.compile(
    r"(?<=[\s，。,.!?！？])|(?=有人|有个|我|佢|他|她|俾人|被人|俾|被|畀|喺|啲|只|间|架|部|张|条|一)"
)
_WORD_REACH = 6

Floats = NDArray[np.float32]


def grave_likelihood(notes: Notes) -> float:
    """How likely an emergency the classifier finds the message, 0..1; nobody asked: not at all."""
    likelihood: float = notes.shelf.get(_SHELF, 0.0)
    return likelihood


class UrgencyOpinionComponent:
    """Adds findings of kind ``urgency_cue``."""

    def __init__(self) -> None:
        self._classifier = urgency_classifier.shipped()
        self._bars = urgency_classifier.thresholds()

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        if any(token[0].isalpha() for token in notes.tokens):
            opinion = self._opinion(notes)
            notes.shelf[_SHELF] = opinion.emergency
            notes.findings += _findings(notes, opinion, self._bars)
        return doc

    def _opinion(self, notes: Notes) -> Opinion:
        """With and without what is denied, the calmer of both: "he had no knife" tells of no knife."""
        spoken = _spoken(notes)
        opinion = self._classifier.read(spoken)
        denied = _denied(notes)
        if not denied or opinion.pressing < self._bars.routine:
            return opinion
        rest = [" " if i in denied else token for i, token in enumerate(spoken)]
        if sum(token[0].isalpha() for token in rest) < _FEWEST:
            # "He has no knife", 佢冇揸刀: all that could press is denied.
            return replace(opinion, emergency=0.0, pressing=0.0)
        without = self._classifier.read(rest)
        return replace(
            opinion,
            emergency=min(opinion.emergency, without.emergency),
            pressing=min(opinion.pressing, without.pressing),
        )


def _spoken(notes: Notes) -> Sequence[str]:
    """The tokens, those in phantoms blanked: nothing is found there."""
    if not notes.phantoms:
        return notes.tokens
    return [
        " " if any(a < end and start < b for a, b in notes.phantoms) else token
        for token, start, end in zip(notes.tokens, notes.starts, notes.ends, strict=True)
    ]


def _denied(notes: Notes) -> set[int]:
    """Tokens of weapons and injuries that there are none of, with the words that deny them, and of what
    only sounds like a danger ("I'm in a meeting, he's here")."""
    tokens: set[int] = set()
    for cue in notes.cues_of("weapon", "injury"):
        if Qualifier.NEGATED in qualifiers_of(notes, cue):
            around = scopes_of(notes).around(cue.first, cue.last)
            denials = [s.cue.first for s in around if s.qualifier is Qualifier.NEGATED]
            tokens.update(range(min([*denials, cue.first]), cue.last))
    for cue in notes.cues_of("urgency_pseudo"):
        tokens.update(range(cue.first, cue.last))
    return tokens


def _findings(notes: Notes, opinion: Opinion, bars: Thresholds) -> Iterator[Finding]:
    if opinion.emergency >= bars.emergency:
        yield _finding(notes, opinion, "reads_emergency")
    elif opinion.emergency >= bars.grave:
        yield _finding(notes, opinion, "reads_grave")
    elif opinion.pressing >= bars.pressing:
        yield _finding(notes, opinion, "reads_priority")
    # Few words are no ground to take back what a rule saw in them: 有人在我家里.
    few = sum(token[0].isalpha() for token in notes.tokens) < _ENOUGH
    for value, below in (
        ("reads_calm", opinion.emergency < bars.calm and not few),
        ("reads_mild", opinion.emergency < bars.mild),
        ("reads_routine", opinion.pressing < bars.routine),
    ):
        if below:
            whole = Mention(notes.starts[0], notes.ends[-1], RULE)
            yield Finding(Kind.URGENCY, value, 1.0 - opinion.emergency, (whole,))


def _finding(notes: Notes, opinion: Opinion, value: str) -> Finding:
    """The cue, at the stretch of the part that adds most to the level."""
    level = "priority" if value == "reads_priority" else "emergency"
    part = opinion.emergency_part if level == "emergency" else opinion.pressing_part
    support = opinion.support(level)[part[0] : part[1]]
    first, last = stretch(support) if support.any() else (0, len(support))
    likelihood = opinion.emergency if level == "emergency" else opinion.pressing
    start, end = part[0] + first, part[0] + last
    mention = Mention(_word_start(notes, start), _word_end(notes, end), RULE)
    qualifiers = _qualifiers(scopes_of(notes), support, part[0])
    return Finding(Kind.URGENCY, value, likelihood, (mention,), qualifiers)


def _word_start(notes: Notes, token: int) -> int:
    """Character at which the words of ``token`` begin: 咗鎖匙窿 is the end of 整花咗鎖匙窿."""
    at = notes.starts[token]
    if notes.folded[at] not in _HANGING:
        return at
    low = max(0, at - _WORD_REACH)
    begun = [match.start() for match in _BEGINNING.finditer(notes.folded, low, at)]
    if begun and begun[-1] < at:
        return begun[-1]
    while at > low and notes.folded[at] in _HANGING and notes.folded[at - 1].isalpha():
        at -= 1
    return at


def _word_end(notes: Notes, token: int) -> int:
    """Character behind the words before ``token``, with what hangs on the last of them."""
    at = notes.ends[token - 1]
    while at < len(notes.folded) and notes.folded[at] in "咗了紧住着过":
        at += 1
    return at


def _qualifiers(scopes: Scopes, support: Floats, offset: int) -> frozenset[Qualifier]:
    under: dict[Qualifier, float] = defaultdict(float)
    for i in np.flatnonzero(support):
        for qualifier in scopes.over(offset + int(i), offset + int(i) + 1):
            under[qualifier] += float(support[i])
    total = float(support.sum())
    return frozenset(name for name, share in under.items() if share >= _COVERED * total)


@Language.factory("earwitness_urgency_opinion")
def make(nlp: Language, name: str) -> UrgencyOpinionComponent:
    """Factory for the pipeline."""
    return UrgencyOpinionComponent()
