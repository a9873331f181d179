"""Component ``earwitness_qualifiers``: what is denied, supposed, told by others, or long ago.

The way of ConText: a cue has a direction and a reach in tokens; its scope ends early at a
terminator ("but", 不過, the end of a sentence). A pseudo cue ("not only", 唔見咗) covers a shorter one
and disarms it.

>>> # "nobody had a knife": negated covers "knife"
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc

from nlp.finding import Qualifier
from nlp.notes import Cue, Notes, longest, notes_of

_SHELF = "scopes"
_HARD_STOPS = frozenset(".?!;。？！；\n")
_REACH = {"negated": 6, "hypothetical": 12, "reported": 20, "past": 12}


@dataclass(frozen=True, slots=True)
class Scope:
    """Tokens ``first:last`` stand under a qualifier because of ``cue``."""

    qualifier: Qualifier
    first: int
    last: int
    cue: Cue


@dataclass(slots=True)
class Scopes:
    """All scopes of a message, to be asked span by span."""

    scopes: list[Scope] = field(default_factory=list)
    longest: int = 0

    def over(self, first: int, last: int) -> frozenset[Qualifier]:
        """Qualifiers whose scope holds the first token of the span, their own cue set apart."""
        low = bisect_left(self.scopes, first - self.longest, key=lambda s: s.first)
        high = bisect_right(self.scopes, last, key=lambda s: s.first)
        return frozenset(
            scope.qualifier
            for scope in self.scopes[low:high]
            if scope.first <= first < scope.last
            and not (first <= scope.cue.first and scope.cue.last <= last)
        )


def scopes_of(notes: Notes) -> Scopes:
    """The scopes that the component left, or none."""
    scopes = notes.shelf.get(_SHELF)
    return scopes if isinstance(scopes, Scopes) else Scopes()


def qualifiers_of(notes: Notes, cue: Cue) -> frozenset[Qualifier]:
    """What stands over one cue; a pattern may bring its own (``冇受傷`` is negated by itself)."""
    own = frozenset(Qualifier(name) for name in cue.facts.get("qualifiers", ()))
    if cue.facts.get("self_contained"):
        return own | (scopes_of(notes).over(cue.first, cue.last) - {Qualifier.NEGATED})
    return own | scopes_of(notes).over(cue.first, cue.last)


class QualifierComponent:
    """Turns qualifier cues into scopes."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        stops = _stops(notes)
        cues = longest(notes.cues_of("qualifier", "pseudo_qualifier"))
        scopes = [_scope(notes, cue, stops) for cue in cues if cue.kind == "qualifier"]
        scopes.sort(key=lambda scope: scope.first)
        notes.shelf[_SHELF] = Scopes(scopes, max((s.last - s.first for s in scopes), default=0))
        return doc


def _stops(notes: Notes) -> list[int]:
    hard = [i for i, token in enumerate(notes.tokens) if token in _HARD_STOPS]
    return sorted(hard + [cue.first for cue in notes.cues_of("terminator")])


def _scope(notes: Notes, cue: Cue, stops: list[int]) -> Scope:
    qualifier = Qualifier(cue.value)
    reach = int(cue.facts.get("reach", _REACH[cue.value]))
    first, last = cue.first, cue.last
    if cue.facts.get("direction", "forward") in ("forward", "both"):
        at = bisect_left(stops, cue.last)
        stop = stops[at] if at < len(stops) else len(notes.tokens)
        last = min(cue.last + reach, stop)
    if cue.facts.get("direction") in ("backward", "both"):
        at = bisect_left(stops, cue.first) - 1
        stop = stops[at] + 1 if at >= 0 else 0
        first = max(cue.first - reach, stop)
    return Scope(qualifier, first, max(last, cue.last), cue)


@Language.factory("earwitness_qualifiers")
def make(nlp: Language, name: str) -> QualifierComponent:
    """Factory for the pipeline."""
    return QualifierComponent()
