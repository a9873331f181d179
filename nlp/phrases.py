"""Thousands of phrases, written as templates, found in a text at once.

A template of nine groups stands for thousands of phrases; written out, those of the patterns are two
hundred thousand, and a matcher of them takes two seconds to fill. So templates are kept as a graph of
their tokens, as short as they are written (a nondeterministic automaton, Thompson 1968), and only what
a text passes through becomes a table of next tokens (a deterministic one, built as it is needed).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from nlp.normalise import is_han, phrase_tokens

#: The signs of a template, and what stands between them and its spaces.
_PARTS = re.compile(r"[()|]|\s+|[^()|\s]+")
#: Tables of next tokens that are kept; then they are built anew.
_MOST_STATES = 50_000
_ROOT = 0
#: How a token that may grow lies behind: a space between, right before, before the edge of a group.
_APART, _BESIDE, _OVER_EDGE = 0, 1, 2

#: Where a template has come to: nodes of the graph, and how the last token lies behind.
_Ends = dict[int, int]


@lru_cache(maxsize=20_000)
def _tokens(part: str) -> tuple[tuple[str, ...], bool, bool]:
    """The tokens of a piece of a template, and whether its first and its last may be longer with what
    stands beside the piece."""
    return tuple(phrase_tokens(part)), _grows(part[0]), _grows(part[-1])


def _grows(character: str) -> bool:
    """All but signs and Han characters may be part of a longer token."""
    return character == "'" or (character.isalnum() and not is_han(character))


class _Grown(Exception):
    """A group's edge lies within a word ("stol(en|e)"): such a template is written out."""


class _State:
    """What follows here: next token -> nodes, which become a state when they are first reached."""

    __slots__ = ("keys", "moves")

    def __init__(self, moves: dict[str, _State | list[int]], keys: Sequence[int]) -> None:
        self.moves = moves
        self.keys = keys


class Phrases:
    """Phrases with their keys. ``expand`` writes a template out as its phrases, where it must be."""

    def __init__(
        self, expand: Callable[[str], Iterable[str]] = lambda template: [template]
    ) -> None:
        self._expand = expand
        self._nodes = 1
        #: Node -> arcs (token, next node); of the root apart, for there begins everything.
        self._arcs: dict[int, list[tuple[str, int]]] = defaultdict(list)
        self._starts: dict[str, list[int]] = defaultdict(list)
        #: Node -> nodes that are reached without a token.
        self._skips: dict[int, list[int]] = defaultdict(list)
        self._keys: dict[int, list[int]] = defaultdict(list)
        self._states: dict[frozenset[int], _State] = {}
        self._first: dict[str, _State] = {}

    def add(self, key: int, template: str) -> None:
        """A folded template of groups, alternatives and words, without gaps and classes."""
        try:
            ends = self._drawn(template)
        except _Grown:
            # What was drawn so far leads nowhere: no end of it has a key.
            for phrase in self._expand(template):
                self.add_phrase(key, phrase)
        else:
            self._end(key, ends)

    def add_phrase(self, key: int, phrase: str) -> None:
        """A folded phrase as it is: brackets are signs like others."""
        node = _ROOT
        for token in phrase_tokens(phrase):
            following = self._node()
            if node == _ROOT:
                self._starts[token].append(following)
            else:
                self._arcs[node].append((token, following))
            node = following
        self._end(key, {node: _APART})

    def _end(self, key: int, ends: _Ends) -> None:
        for end in ends.keys() - {_ROOT}:
            self._keys[end].append(key)

    def _drawn(self, template: str) -> _Ends:
        ends: _Ends = {_ROOT: _APART}
        groups: list[tuple[_Ends, _Ends]] = []
        for part in _PARTS.findall(template):
            if part in "()|":
                ends = self._structure(part, ends, groups)
            elif part.isspace():
                ends = dict.fromkeys(ends, _APART)
            else:
                tokens, grows_before, grows_behind = _tokens(part)
                if grows_before and _OVER_EDGE in ends.values():
                    raise _Grown
                for token in tokens:
                    ends = {self._token(token, ends): _APART}
                if grows_behind:
                    ends = dict.fromkeys(ends, _BESIDE)
        return ends

    def _structure(self, part: str, ends: _Ends, groups: list[tuple[_Ends, _Ends]]) -> _Ends:
        """What an edge of a group, or of an alternative, makes of where the template has come to."""
        ends = {node: _OVER_EDGE if lies == _BESIDE else lies for node, lies in ends.items()}
        if part == "(":
            groups.append((self._joined(ends), {}))
            return groups[-1][0]
        if not groups:
            # Alternatives without brackets around them, or a bracket that closes none.
            raise _Grown
        begun, done = groups[-1]
        for node, lies in ends.items():
            done[node] = max(lies, done.get(node, _APART))
        if part == "|":
            return begun
        groups.pop()
        return done

    def _joined(self, ends: _Ends) -> _Ends:
        """One node behind several; the root stays, for what begins there begins a phrase."""
        begun = {_ROOT: ends[_ROOT]} if _ROOT in ends else {}
        if len(ends) - len(begun) < 2:
            return ends
        node, lies = self._node(), _APART
        for end in ends.keys() - begun.keys():
            self._skips[end].append(node)
            lies = max(lies, ends[end])
        return {node: lies, **begun}

    def _token(self, token: str, ends: _Ends) -> int:
        node = self._node()
        for end in ends:
            if end == _ROOT:
                self._starts[token].append(node)
            else:
                self._arcs[end].append((token, node))
        return node

    def _node(self) -> int:
        self._nodes += 1
        return self._nodes - 1

    def find(self, tokens: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """``(key, first, last)`` of every phrase, by where it begins, then by its length."""
        if len(self._states) > _MOST_STATES:
            self._states.clear()
            self._first.clear()
        for first, token in enumerate(tokens):
            state = self._first.get(token)
            if state is None:
                if token not in self._starts:
                    continue
                state = self._first[token] = self._state(self._starts[token])
            last = first + 1
            while True:
                for key in state.keys:
                    yield key, first, last
                following = state.moves.get(tokens[last]) if last < len(tokens) else None
                if following is None:
                    break
                if not isinstance(following, _State):
                    following = state.moves[tokens[last]] = self._state(following)
                state = following
                last += 1

    def _state(self, nodes: Iterable[int]) -> _State:
        reached = set(nodes)
        waiting = [node for node in reached if node in self._skips]
        while waiting:
            for node in self._skips[waiting.pop()]:
                if node not in reached:
                    reached.add(node)
                    if node in self._skips:
                        waiting.append(node)
        name = frozenset(reached)
        if name not in self._states:
            moves: dict[str, _State | list[int]] = {}
            for node in name:
                for token, following in self._arcs.get(node, ()):
                    known = moves.setdefault(token, [])
                    assert isinstance(known, list)
                    known.append(following)
            keys = {key for node in name for key in self._keys.get(node, ())}
            self._states[name] = _State(moves, sorted(keys))
        return self._states[name]
