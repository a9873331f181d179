"""Component ``earwitness_cues``: every pattern of every file, matched once.

All phrases stand in one graph (``nlp.phrases``: its time does not grow with their number); phrases with
a gap are matched piece by piece and put together by position; the regexes run over the folded text,
each where it can begin. The other components read cues by their kind and never search for words themselves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from nlp import patterns
from nlp.notes import Cue, Notes, notes_of
from nlp.openings import Regexes
from nlp.phrases import Phrases

#: A gap does not reach over the end of a sentence.
_STOPS = frozenset(".?!。？！\n")


class CueMatcher:
    """The compiled patterns."""

    def __init__(self) -> None:
        self._patterns = [p for p in patterns.load() if p.regex is not None]
        self._regexes = Regexes([p.regex for p in self._patterns if p.regex is not None])
        self._phrases = Phrases(patterns.expand)
        #: Key of a piece -> patterns that it completes alone.
        self._whole: dict[int, list[patterns.Pattern]] = defaultdict(list)
        #: Key of a first piece -> (pattern, following pieces).
        self._firsts: dict[int, list[tuple[patterns.Pattern, tuple[int, ...]]]] = defaultdict(list)
        self._keys: dict[str, int] = {}
        for pattern in patterns.load():
            for phrase in pattern.phrases:
                self._add(pattern, phrase)

    def _add(self, pattern: patterns.Pattern, phrase: tuple[str, ...]) -> None:
        keys = tuple(self._key(piece) for piece in phrase)
        if len(keys) == 1:
            self._whole[keys[0]].append(pattern)
        else:
            self._firsts[keys[0]].append((pattern, keys[1:]))

    def _key(self, piece: str) -> int:
        if piece not in self._keys:
            self._keys[piece] = len(self._keys)
            self._phrases.add(self._keys[piece], patterns.with_classes(piece))
        return self._keys[piece]

    def match(self, notes: Notes) -> list[Cue]:
        """All cues of a message, overlapping ones included, unordered."""
        cues: list[Cue] = []
        pieces: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for key, first, last in self._phrases.find(notes.tokens):
            pieces[key].append((first, last))
            cues += [_cue(pattern, notes, first, last) for pattern in self._whole.get(key, ())]
        for key in pieces:
            for pattern, rest in self._firsts.get(key, ()):
                if all(piece in pieces for piece in rest):
                    cues += self._with_gaps(pattern, notes, pieces, (key, *rest))
        for number, match in self._regexes.find(notes.folded):
            pattern, span = self._patterns[number], match.span()
            first, last = notes.span_tokens(*span)
            cues.append(_cue(pattern, notes, first, last, span, match.groupdict()))
        return cues

    def _with_gaps(
        self,
        pattern: patterns.Pattern,
        notes: Notes,
        pieces: dict[int, list[tuple[int, int]]],
        keys: tuple[int, ...],
    ) -> list[Cue]:
        found = []
        for first, last in pieces[keys[0]]:
            end = last
            for key in keys[1:]:
                end = _next_piece(notes, pieces[key], end, pattern.gap)
                if end < 0:
                    break
            else:
                found.append(_cue(pattern, notes, first, end))
        return found


def _next_piece(notes: Notes, spans: list[tuple[int, int]], after: int, gap: int) -> int:
    """End of the first of ``spans`` that begins within a gap after ``after``; -1 for none."""
    index = bisect_left(spans, (after, 0))
    # A Han character is a token, and about half a word.
    reach = gap * (1 if notes.tokens[after - 1].isascii() else 2)
    if index == len(spans) or spans[index][0] > after + reach:
        return -1
    if any(token in _STOPS for token in notes.tokens[after : spans[index][0]]):
        return -1
    return spans[index][1]


def _cue(
    pattern: patterns.Pattern,
    notes: Notes,
    first: int,
    last: int,
    span: tuple[int, int] | None = None,
    groups: dict[str, str | None] | None = None,
) -> Cue:
    start, end = span or (notes.starts[first], notes.ends[last - 1])
    facts = dict(pattern.facts)
    if groups:
        facts.update({k: v for k, v in groups.items() if v is not None})
    return Cue(
        pattern.kind, pattern.value, pattern.name, first, last, start, end, pattern.weight, facts
    )


@lru_cache(maxsize=1)
def _matcher() -> CueMatcher:
    return CueMatcher()


class CueComponent:
    """Fills ``notes.cues``. Example: ``notes_of(nlp("nobody was hurt")).cues_of("injury")``."""

    def __init__(self) -> None:
        self._matcher = _matcher()

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        by_kind: dict[str, list[Cue]] = defaultdict(list)
        for cue in self._matcher.match(notes):
            if not any(a < cue.end and cue.start < b for a, b in notes.phantoms):
                by_kind[cue.kind].append(cue)
        notes.cues = {
            kind: sorted(set_of(cues), key=lambda c: (c.first, c.last))
            for kind, cues in by_kind.items()
        }
        return doc


def set_of(cues: list[Cue]) -> list[Cue]:
    """One cue a rule and place."""
    return list({(cue.rule, cue.first, cue.last): cue for cue in cues}.values())


@Language.factory("earwitness_cues")
def make(nlp: Language, name: str) -> CueComponent:
    """Factory for the pipeline."""
    return CueComponent()
