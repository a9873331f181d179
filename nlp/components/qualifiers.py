"""Component ``earwitness_qualifiers``: what is denied, supposed, told by others, or long ago.

The way of ConText: a cue has a direction and a reach in tokens; its scope ends early at a
terminator ("but", 不過, the end of a sentence). Speech has no punctuation, so a new subject ends a
denial too ("nobody was hurt he has a knife"), unless the denial is of what was seen or thought
("I don't think he had a knife"). A pseudo cue ("not only", 唔見咗) covers a shorter one and disarms it.

>>> # "nobody had a knife": negated covers "knife"
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc

from nlp.finding import Qualifier
from nlp.notes import Cue, Notes, longest, notes_of

_SHELF = "scopes"
_HARD_STOPS = frozenset(".?!;。？！；\n")
_REACH = {"negated": 7, "hypothetical": 14, "reported": 20, "past": 12}
#: A denial goes on so far behind a comma: "no knives, guns or sticks".
_BEHIND_COMMA = 3
#: Kinds of cues that a modal ("he will", "they could") makes uncertain; a threat stays a threat.
_MODAL_KINDS = frozenset({"weapon", "injury"})


@dataclass(frozen=True, slots=True)
class Scope:
    """Tokens ``first:last`` stand under a qualifier because of ``cue``."""

    qualifier: Qualifier
    first: int
    last: int
    cue: Cue

    def holds(self, first: int, last: int) -> bool:
        """True over a span that begins in the scope and does not hold the cue itself, or its end.

        "Is not" is no denial of "not breathing": the words deny already what they say.
        """
        if not self.first <= first < self.last:
            return False
        # "My husband used to hit me" holds its own cue, and is past.
        return bool(self.cue.facts.get("inside")) or not first < self.cue.last <= last


@dataclass(slots=True)
class Scopes:
    """All scopes of a message, to be asked span by span."""

    scopes: list[Scope] = field(default_factory=list)
    longest: int = 0
    #: Where the scopes begin, in order as they are.
    firsts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.firsts = [scope.first for scope in self.scopes]

    def around(self, first: int, last: int) -> list[Scope]:
        """The scopes that hold the first token of the span."""
        low = bisect_left(self.firsts, first - self.longest)
        high = bisect_right(self.firsts, last)
        return [scope for scope in self.scopes[low:high] if scope.holds(first, last)]

    def over(self, first: int, last: int) -> frozenset[Qualifier]:
        """Qualifiers of the span, modal ones left out."""
        return frozenset(
            s.qualifier for s in self.around(first, last) if not s.cue.facts.get("modal")
        )

    def possible(self, first: int, last: int) -> bool:
        """True where the span is only supposed, but as something that may be so now."""
        supposed = [s for s in self.around(first, last) if s.qualifier is Qualifier.HYPOTHETICAL]
        return bool(supposed) and all(s.cue.facts.get("possible") for s in supposed)


def scopes_of(notes: Notes) -> Scopes:
    """The scopes that the component left, or none."""
    scopes = notes.shelf.get(_SHELF)
    return scopes if isinstance(scopes, Scopes) else Scopes()


def qualifiers_of(notes: Notes, cue: Cue) -> frozenset[Qualifier]:
    """What stands over one cue; a pattern may bring its own (``冇受傷`` is negated by itself)."""
    own = frozenset(Qualifier(name) for name in cue.facts.get("qualifiers", ()))
    scopes = scopes_of(notes)
    around = scopes.over(cue.first, cue.last)
    if cue.kind in _MODAL_KINDS:
        around |= {s.qualifier for s in scopes.around(cue.first, cue.last)}
    if cue.facts.get("self_contained"):
        around -= {Qualifier.NEGATED}
    return own | around


class QualifierComponent:
    """Turns qualifier cues into scopes."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        cues = _unasked(longest(notes.cues_of("qualifier", "pseudo_qualifier")))
        stops = _Stops(notes, cues)
        scopes = [stops.scope(cue) for cue in cues if cue.kind == "qualifier"]
        scopes.sort(key=lambda scope: scope.first)
        notes.shelf[_SHELF] = Scopes(scopes, max((s.last - s.first for s in scopes), default=0))
        return doc


def _unasked(cues: list[Cue]) -> list[Cue]:
    """Without the denial in a question's own words: 有冇人 asks, though 冇人 denies."""
    asked = [(cue.first, cue.last) for cue in cues if cue.facts.get("question")]
    return [
        cue
        for cue in cues
        if cue.facts.get("question") or not any(a <= cue.first < b for a, b in asked)
    ]


class _Stops:
    """Where scopes end: for all, for denials, for what is past."""

    def __init__(self, notes: Notes, cues: Iterable[Cue]) -> None:
        self._length = len(notes.tokens)
        self._tokens = notes.tokens
        hard = [i for i, token in enumerate(notes.tokens) if token in _HARD_STOPS]
        by_value: dict[str, list[int]] = {"": hard, "subject": [], "past": [], "question": []}
        for cue in longest(notes.cues_of("terminator")):
            by_value[cue.value].append(cue.first)
        by_value["question"] = [c.first for c in cues if c.facts.get("question")]
        everywhere = by_value[""]
        denials = sorted(everywhere + by_value["subject"] + by_value["question"])
        self._everywhere = sorted(everywhere)
        self._commas = [i for i, word in enumerate(notes.tokens) if word == ","]
        self._forward = {
            "negated": denials,
            "through": sorted(everywhere + by_value["question"]),
            "past": sorted(everywhere + by_value["past"]),
            "clause": sorted({*denials, *by_value["past"]}),
        }
        self._backward = {"past": sorted(everywhere + by_value["subject"])}

    def scope(self, cue: Cue) -> Scope:
        """What the cue stands over."""
        reach = int(cue.facts.get("reach", _REACH[cue.value]))
        direction = cue.facts.get("direction", "forward")
        first, last = cue.first, cue.last
        if direction in ("forward", "both"):
            last = self._end(cue, reach)
        if direction in ("backward", "both"):
            stops = self._backward.get(cue.value, self._everywhere)
            at = bisect_left(stops, cue.first) - 1
            # The word that stops is of the nearer clause: "he was hit last year".
            first = max(cue.first - int(cue.facts.get("back", reach)), stops[at] if at >= 0 else 0)
        return Scope(Qualifier(cue.value), first, max(last, cue.last), cue)

    def _end(self, cue: Cue, reach: int) -> int:
        name = "through" if cue.facts.get("through") else cue.facts.get("stops", cue.value)
        stops = self._forward.get(name, self._everywhere)
        at = bisect_left(stops, cue.last)
        stop = stops[at] if at < len(stops) else self._length
        end = min(cue.last + reach, stop)
        if cue.value != "negated":
            return end
        for comma in self._commas[bisect_left(self._commas, cue.last) :]:
            if comma >= end:
                break
            # "No, he ..." denies nothing; "no knives, guns" goes on for a word or two.
            end = comma if comma == cue.last else min(comma + _BEHIND_COMMA, stop)
        return end


@Language.factory("earwitness_qualifiers")
def make(nlp: Language, name: str) -> QualifierComponent:
    """Factory for the pipeline."""
    return QualifierComponent()
