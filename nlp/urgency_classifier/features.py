"""What the urgency classifier sees: what the incident classifier sees, and kinds of danger.

``lexicon.jsonl`` names some thirty kinds of words that make or unmake an emergency, in English and
Chinese alike: signs of life failing, edges and water, somebody inside or hiding, what is going on
now; and what is settled, long ago, only supposed or only a film. A kind, its neighbouring words and
the order of two kinds are features, so that *a hurt that is told as long ago* differs from a hurt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from nlp.classifier.features import Features, Lexicon, extract, hashed, stem

#: Weights of a kind, of a kind with its neighbour, of two kinds; chosen by cross-validation.
KIND, NEIGHBOUR, PAIR = 2.0, 1.0, 1.5
#: A pair of kinds counts where the second begins within so many tokens (a Han character is less).
_REACH, _REACH_HAN = 14, 20
#: ... and is one of so many next ones.
_NEXT = 5


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The kinds of danger, and of what tells of none."""
    return Lexicon(__package__)


def dangers_of(words: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    """``(first, last, kinds)`` of the lexicon's phrases, from left to right, the longest first."""
    return lexicon().find(words)


def _danger_features(words: list[str]) -> Iterator[tuple[str, int, float]]:
    found = dangers_of(words)
    for n, (first, last, names) in enumerate(found):
        for name in names:
            yield f"D{name}", first, KIND
            if first:
                yield f"{words[first - 1]}D{name}", first, NEIGHBOUR
            if last < len(words):
                yield f"D{name} {words[last]}", first, NEIGHBOUR
        reach = last + (_REACH_HAN if words[first] > "\u2e7f" else _REACH)
        for other_first, _, others in found[n + 1 : n + 1 + _NEXT]:
            if other_first <= reach:
                for name in names:
                    for other in others:
                        if other != name:
                            yield f"D{name}>{other}", first, PAIR


def extract_dangers(tokens: Sequence[str], buckets: int) -> Features:
    """The features of folded tokens; ``buckets`` is a power of two. Punctuation is passed over."""
    plain = extract(tokens, buckets)
    places = [i for i, token in enumerate(tokens) if token[0].isalnum()]
    own = list(_danger_features([stem(tokens[i]) for i in places]))
    if not own:
        return plain
    mask = buckets - 1
    rows = [hashed(name) & mask for name, _, _ in own]
    return Features(
        np.concatenate([plain.rows, np.array(rows, dtype=np.int64)]),
        np.concatenate([plain.at, np.array([places[i] for _, i, _ in own], dtype=np.int64)]),
        np.concatenate([plain.values, np.array([v for _, _, v in own], dtype=np.float32)]),
    )
