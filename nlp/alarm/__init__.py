"""The trained second opinion on urgency: what sounds like an emergency though no pattern says so.

One softmax over hashed features (``nlp.classifier.features``) of the whole message, and of each part
of it: a caller may tell of the danger in one half sentence of twenty. It is trained by ``python -m
nlp.alarm`` on the messages beside it and on those of ``nlp.training``; ``weights.npz`` is what came out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from nlp.classifier.features import extract

LEVELS = ("routine", "priority", "emergency")
#: Hash buckets of the features; a power of two.
BUCKETS = 1 << 15
#: Sums are divided by the length of the feature vector and multiplied by this (as the incidents' are).
SCALE = 4.0
#: Tokens of a part, and how far the next part begins after it.
_PART, _STEP = 16, 6

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Opinion:
    """How a message, or the most alarming part of it, sounds."""

    #: Shares of the levels for the whole message.
    whole: tuple[float, float, float]
    #: Share of emergency in the most alarming part, and the part's tokens.
    part: float
    first: int
    last: int


class Alarm:
    """The weights, and the reading of tokens with them."""

    def __init__(self, weights: Floats, bias: Floats) -> None:
        self._weights, self._bias = weights, bias

    def read(self, tokens: Sequence[str]) -> Opinion:
        """``tokens``: of the folded text, as the pipelines' tokeniser gives them."""
        features = extract(tokens, BUCKETS)
        gains = np.zeros((len(tokens) + 1, len(LEVELS)), dtype=np.float32)
        squares = np.zeros(len(tokens) + 1, dtype=np.float32)
        np.add.at(gains, features.at + 1, self._weights[features.rows] * features.values[:, None])
        np.add.at(squares, features.at + 1, features.values**2)
        gains, squares = np.cumsum(gains, axis=0), np.cumsum(squares)
        starts = range(0, max(len(tokens) - _PART, 0) + 1, _STEP)
        spans = [(0, len(tokens)), *((at, min(at + _PART, len(tokens))) for at in starts)]
        first, last = np.array(spans).T
        length = np.sqrt(np.maximum(squares[last] - squares[first], 1.0))
        shares = softmax((gains[last] - gains[first]) * (SCALE / length[:, None]) + self._bias)
        worst = 1 + int(shares[1:, 2].argmax())
        routine, priority, emergency = (float(share) for share in shares[0])
        return Opinion((routine, priority, emergency), float(shares[worst, 2]), *spans[worst])


def softmax(scores: Floats) -> Floats:
    """Shares along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return result


@lru_cache(maxsize=1)
def shipped() -> Alarm:
    """The trained weights of this package."""
    with as_file(files(__package__).joinpath("weights.npz")) as path, np.load(path) as arrays:
        return Alarm(arrays["weights"].astype(np.float32), arrays["bias"].astype(np.float32))
