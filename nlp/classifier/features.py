"""What the incident classifier sees of a message: hashed features, each at the token where it lies.

Beside words, pairs of words, runs of Han characters and pieces of words (a recogniser's slip leaves
most pieces standing), the words' meanings count: ``lexicon.jsonl`` names about a hundred kinds of
words (things one carries, relatives, words for taking away ...) in English and Chinese alike. A kind,
and the order of two kinds, are features too: a sentence that nobody wrote for the training is then
still seen as *stranger takes thing*, in whichever language it is said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.normalise import fold_all, phrase_tokens

#: Weights of words and pairs, of pairs with a gap, of pieces of words.
WORD, SKIP, PIECE = 1.0, 0.5, 0.5
#: Weights of a kind, of a kind with its neighbour, of two kinds in their order. All chosen by training
#: on some writers' messages and reading others' (docs/decisions/0013).
KIND, NEIGHBOUR, ORDER = 1.0, 0.5, 0.5
#: A pair of kinds counts where the second begins within so many tokens (a Han character is less).
_REACH, _REACH_HAN = 9, 14
#: ... and is one of so many next ones.
_NEXT = 4
_PIECE = 4
_VOWELS = frozenset("aeiouy")

#: hash of its name, token index (among the words), weight
_Feature = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Features:
    """Feature ``i`` lies in hash bucket ``rows[i]``, begins at token ``at[i]``, weighs ``values[i]``."""

    rows: NDArray[np.int64]
    at: NDArray[np.int64]
    values: NDArray[np.float32]

    def damped(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(features,) weights, and what each adds to the square of the vector's length.

        What is said again counts less each time: together, the occurrences of a feature weigh the
        root of the sum of their values.
        """
        _, place = np.unique(self.rows, return_inverse=True)
        totals = np.bincount(place, weights=self.values)[place]
        return (self.values / np.sqrt(totals)).astype("f"), self.values


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """An English word without its commonest endings; a number as ``#``; Han characters as they are."""
    if word.isdecimal():
        return "#"
    word = word.replace("'", "")
    if len(word) < 4 or not word.isascii():
        return word
    for ending, least in (("ing", 3), ("ied", 2), ("ies", 2), ("ed", 3), ("es", 3), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending in ("ied", "ies") else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in _VOWELS:
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


class Lexicon:
    """Phrases of stemmed tokens with their kinds, found from left to right, the longest first."""

    def __init__(self, package: str) -> None:
        """Reads ``lexicon.jsonl`` of the package: ``name`` of a kind, its phrases in ``en`` and ``zh``."""
        text = files(package).joinpath("lexicon.jsonl").read_text("utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
        phrases = [(row["name"], said) for row in rows for said in (*row["en"], *row["zh"])]
        kinds: dict[tuple[str, ...], set[str]] = {}
        for (name, _), folded in zip(phrases, fold_all([said for _, said in phrases]), strict=True):
            kinds.setdefault(tuple(map(stem, phrase_tokens(folded))), set()).add(name)
        self._kinds = {key: tuple(sorted(names)) for key, names in kinds.items()}
        lengths: dict[str, set[int]] = {}
        for key in kinds:
            lengths.setdefault(key[0], set()).add(len(key))
        #: First token -> how long the phrases are that begin with it, the longest first.
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def find(self, words: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
        """``(first, last, kinds)`` of the phrases in a text's stemmed words."""
        found: list[tuple[int, int, tuple[str, ...]]] = []
        at = 0
        while at < len(words):
            for length in self._lengths.get(words[at], ()):
                names = self._kinds.get(tuple(words[at : at + length]))
                if names:
                    found.append((at, at + length, names))
                    at += length
                    break
            else:
                at += 1
        return found


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The kinds of words that an incident is told with."""
    return Lexicon(__package__)


def _is_han(word: str) -> bool:
    return len(word) == 1 and ord(word) > 0x2E7F


def kinds_of(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """``(first, last, kind)`` of the lexicon's phrases, one for each kind of a phrase."""
    return [(a, b, name) for a, b, names in lexicon().find(words) for name in names]


def hashed(name: str, before: int = 0) -> int:
    """The 32 bits of a feature's name; with those of its beginning, of the whole."""
    return crc32(name.encode("utf-8", "replace"), before)


@lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[int, int, tuple[int, ...]]:
    """The hashes of a word and of it with what parts it from a second next word; of its pieces."""
    alone = hashed(word)
    if _is_han(word):
        return alone, hashed("_", alone), ()
    padded = f"<{word}>" if len(word) > _PIECE else ""
    pieces = (padded[k : k + _PIECE] for k in range(len(padded) - _PIECE + 1))
    return alone, hashed(" _ ", alone), tuple(hashed(f"~{piece}") for piece in pieces)


def _word_features(words: list[str]) -> Iterator[_Feature]:
    last = len(words) - 1
    for i, word in enumerate(words):
        alone, skipping, pieces = _parts(word)
        yield alone, i, WORD
        if i < last:
            han = _is_han(word)
            pair = hashed(words[i + 1] if han else f" {words[i + 1]}", alone)
            yield pair, i, WORD
            if i + 1 < last:
                if han:
                    yield hashed(words[i + 2], pair), i, WORD
                yield hashed(words[i + 2], skipping), i, SKIP
        for piece in pieces:
            yield piece, i, PIECE


def _kind_features(words: list[str]) -> Iterator[_Feature]:
    found = kinds_of(words)
    for n, (first, last, kind) in enumerate(found):
        yield hashed("K" + kind), first, KIND
        if first:
            yield hashed(f"{words[first - 1]}K{kind}"), first, NEIGHBOUR
        if last < len(words):
            yield hashed(f"K{kind} {words[last]}"), first, NEIGHBOUR
        reach = last + (_REACH_HAN if _is_han(words[first]) else _REACH)
        for other_first, _, other in found[n + 1 : n + 1 + _NEXT]:
            if other_first <= reach and other != kind:
                yield hashed(f"K{kind}>{other}"), first, ORDER


@lru_cache(maxsize=2)
def _extracted(
    tokens: tuple[str, ...],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Hashes, tokens and weights of the features. Kept: two classifiers read each message, one
    after the other, with other numbers of buckets."""
    places = [i for i, token in enumerate(tokens) if token[0].isalnum()]
    words = [stem(tokens[i]) for i in places]
    found = [*_word_features(words), *_kind_features(words)]
    hashes = np.array([one[0] for one in found], dtype=np.int64)
    at = np.array([places[one[1]] for one in found], dtype=np.int64)
    values = np.array([one[2] for one in found], dtype=np.float32)
    for kept in (hashes, at, values):
        kept.flags.writeable = False
    return hashes, at, values


def extract(tokens: Sequence[str], buckets: int) -> Features:
    """The features of folded tokens; ``buckets`` is a power of two. Punctuation is passed over."""
    hashes, at, values = _extracted(tuple(tokens))
    return Features(hashes & (buckets - 1), at, values)
