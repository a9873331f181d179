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

from nlp.normalise import fold, phrase_tokens

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

#: name, token index (among the words), weight
_Feature = tuple[str, int, float]
_Phrase = tuple[tuple[str, ...], tuple[str, ...]]


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


@lru_cache(maxsize=1)
def lexicon() -> dict[str, list[_Phrase]]:
    """First token -> phrases that begin with it, the longest first, with their kinds."""
    kinds: dict[tuple[str, ...], set[str]] = {}
    for line in files(__package__).joinpath("lexicon.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        for phrase in (*row["en"], *row["zh"]):
            key = tuple(stem(token) for token in phrase_tokens(fold(phrase)))
            kinds.setdefault(key, set()).add(row["name"])
    table: dict[str, list[_Phrase]] = {}
    for key, names in sorted(kinds.items(), key=lambda item: -len(item[0])):
        table.setdefault(key[0], []).append((key, tuple(sorted(names))))
    return table


def _is_han(word: str) -> bool:
    return len(word) == 1 and ord(word) > 0x2E7F


def kinds_of(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """``(first, last, kind)`` of the lexicon's phrases, from left to right, the longest first."""
    table = lexicon()
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        step = 1
        for key, names in table.get(words[at], ()):
            if tuple(words[at : at + len(key)]) == key:
                found += [(at, at + len(key), name) for name in names]
                step = len(key)
                break
        at += step
    return found


def _word_features(words: list[str]) -> Iterator[_Feature]:
    last = len(words) - 1
    for i, word in enumerate(words):
        yield word, i, WORD
        if _is_han(word):
            if i < last:
                pair = word + words[i + 1]
                yield pair, i, WORD
                if i + 1 < last:
                    yield pair + words[i + 2], i, WORD
                    yield f"{word}_{words[i + 2]}", i, SKIP
            continue
        if i < last:
            yield f"{word} {words[i + 1]}", i, WORD
            if i + 1 < last:
                yield f"{word} _ {words[i + 2]}", i, SKIP
        if len(word) > _PIECE:
            padded = f"<{word}>"
            for k in range(len(padded) - _PIECE + 1):
                yield "~" + padded[k : k + _PIECE], i, PIECE


def _kind_features(words: list[str]) -> Iterator[_Feature]:
    found = kinds_of(words)
    for n, (first, last, kind) in enumerate(found):
        yield "K" + kind, first, KIND
        if first:
            yield f"{words[first - 1]}K{kind}", first, NEIGHBOUR
        if last < len(words):
            yield f"K{kind} {words[last]}", first, NEIGHBOUR
        reach = last + (_REACH_HAN if _is_han(words[first]) else _REACH)
        for other_first, _, other in found[n + 1 : n + 1 + _NEXT]:
            if other_first <= reach and other != kind:
                yield f"K{kind}>{other}", first, ORDER


def extract(tokens: Sequence[str], buckets: int) -> Features:
    """The features of folded tokens; ``buckets`` is a power of two. Punctuation is passed over."""
    places = [i for i, token in enumerate(tokens) if token[0].isalnum()]
    words = [stem(tokens[i]) for i in places]
    mask = buckets - 1
    rows, at, values = [], [], []
    for source in (_word_features(words), _kind_features(words)):
        for name, i, value in source:
            rows.append(crc32(name.encode("utf-8", "replace")) & mask)
            at.append(places[i])
            values.append(value)
    return Features(
        np.array(rows, dtype=np.int64),
        np.array(at, dtype=np.int64),
        np.array(values, dtype=np.float32),
    )
