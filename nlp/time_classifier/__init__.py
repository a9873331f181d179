"""The trained classifiers of times: whether a time is the incident's, and whether the incident goes on.

They stand beside the rules of ``nlp.components.times``, which know who finishes work at six and who
only waits for the bus now where they know the words. Shipped as ``weights.npy`` and ``goes_on.npy`` with
``meta.json``; trained by ``python -m nlp.training`` on whole messages with several times.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.time_classifier.features import Rows, Time, rows_of
from nlp.time_classifier.goes_on import Scene, rows_of_scene

Floats = NDArray[np.float32]


class TimeClassifier:
    """Two logistic regressions over hashed features; ``weights`` and ``going``: (buckets,)."""

    def __init__(
        self, weights: Floats, bias: float, going: Floats | None = None, going_bias: float = 0.0
    ) -> None:
        self._weights, self._bias = weights, bias
        self._going = np.zeros(1, dtype="f") if going is None else going
        self._going_bias = going_bias

    def likelihoods(self, tokens: Sequence[str], times: Sequence[Time]) -> list[float]:
        """0..1 for each of a message's times: how likely it is the incident's, or a part of it.

        ``tokens``: of the folded text; ``times``: all that are told in it, in its order.
        """
        found = rows_of(tokens, times, len(self._weights))
        return [likelihood(self._weights, self._bias, rows) for rows in found]

    def goes_on(self, tokens: Sequence[str], scene: Scene) -> float:
        """0..1: how likely the incident of a message still goes on when it comes."""
        rows = rows_of_scene(tokens, scene, len(self._going))
        return likelihood(self._going, self._going_bias, rows)


def likelihood(weights: Floats, bias: float, rows: Rows) -> float:
    """0..1 for a vector of features; ``weights``: (buckets,)."""
    score = float(weights[rows[0]] @ rows[1]) + bias
    return float(1.0 / (1.0 + np.exp(-score)))


@lru_cache(maxsize=1)
def shipped() -> TimeClassifier:
    """The shipped weights; loaded once."""
    bias, going_bias = float(facts()["bias"]), float(facts()["goes_on"]["bias"])
    return TimeClassifier(_loaded("weights.npy"), bias, _loaded("goes_on.npy"), going_bias)


def _loaded(name: str) -> Floats:
    with as_file(files(__package__).joinpath(name)) as path:
        weights: Floats = np.load(path, allow_pickle=False).astype("f")
    return weights


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Any]:
    """What the training wrote about itself: ``fingerprint``, ``bias``, ``aside``, ``measured``, ``goes_on``."""
    text = files(__package__).joinpath("meta.json").read_text("utf-8")
    result: Mapping[str, Any] = json.loads(text)
    return result


def aside() -> float:
    """Below this likelihood a time is told of something else."""
    return float(facts()["aside"])


def over() -> float:
    """Below this likelihood what the rules hold to go on is over."""
    return float(facts()["goes_on"]["over"])


def fingerprint() -> str:
    """A short hash over the lines and the features that the shipped weights were trained on."""
    return str(facts()["fingerprint"])
