"""The trained classifier of times: whether a time that is told is the incident's.

It stands beside the rules of ``nlp.components.times``, which know who finishes work at six and when
a shop opens only where they know the words. Shipped as ``weights.npy`` with ``meta.json`` and trained by
``python -m nlp.training`` on whole messages in which the incident's time is one among others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.time_classifier.features import Time, rows_of

Floats = NDArray[np.float32]


class TimeClassifier:
    """A logistic regression over hashed features; ``weights``: (buckets,)."""

    def __init__(self, weights: Floats, bias: float) -> None:
        self._weights, self._bias = weights, bias

    def likelihoods(self, tokens: Sequence[str], times: Sequence[Time]) -> list[float]:
        """0..1 for each of a message's times: how likely it is the incident's, or a part of it.

        ``tokens``: of the folded text; ``times``: all that are told in it, in its order.
        """
        result = []
        for rows, values in rows_of(tokens, times, len(self._weights)):
            score = float(self._weights[rows] @ values) + self._bias
            result.append(float(1.0 / (1.0 + np.exp(-score))))
        return result


@lru_cache(maxsize=1)
def shipped() -> TimeClassifier:
    """The shipped weights; loaded once."""
    with as_file(files(__package__).joinpath("weights.npy")) as path:
        weights: Floats = np.load(path, allow_pickle=False).astype("f")
    return TimeClassifier(weights, float(facts()["bias"]))


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Any]:
    """What the training wrote about itself: ``fingerprint``, ``bias``, ``aside``, ``measured``."""
    text = files(__package__).joinpath("meta.json").read_text("utf-8")
    result: Mapping[str, Any] = json.loads(text)
    return result


def aside() -> float:
    """Below this likelihood a time is told of something else."""
    return float(facts()["aside"])


def fingerprint() -> str:
    """A short hash over the lines and the features that the shipped weights were trained on."""
    return str(facts()["fingerprint"])
