"""The trained classifier of incidents, as the reading pipelines use it.

It is shipped as a spaCy pipeline in ``pipeline/`` and trained by ``python -m nlp.training``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.classifier.features import Features, extract

#: Label of what tells of no incident.
NONE = "none"
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """One message as the classifier sees it; any stretch of tokens can be asked about."""

    labels: Sequence[str]
    #: (tokens + 1, labels): running sums of what the tokens add to each label.
    sums: Floats
    #: (tokens + 1,): running sums of squared feature weights, which scores are divided by.
    squares: Floats
    bias: Floats

    def probabilities(self, spans: Sequence[tuple[int, int]]) -> Floats:
        """(spans, labels): the share of each label, seen alone in each span of tokens."""
        from nlp.classifier.model import SCALE, softmax

        first = [span[0] for span in spans]
        last = [span[1] for span in spans]
        length = np.sqrt(np.maximum(self.squares[last] - self.squares[first], 1.0))
        scores = (self.sums[last] - self.sums[first]) * (SCALE / length[:, None]) + self.bias
        return softmax(scores)

    def support(self, label: int) -> Floats:
        """(tokens,): what each token adds to a label, beyond what it adds to the labels on average."""
        gained = np.diff(self.sums, axis=0)
        result: Floats = gained[:, label] - gained.mean(axis=1)
        return result


class Classifier:
    """The weights of the shipped pipeline, and the reading of tokens with them.

    ``weights``: (rows, labels); ``rarity``: (buckets,), 1 where not given; ``row``: (buckets,), the
    row of each bucket, its own number where not given.
    """

    def __init__(
        self,
        weights: Floats,
        bias: Floats,
        labels: Sequence[str],
        features: Callable[[Sequence[str], int], Features] = extract,
        rarity: Floats | None = None,
        row: NDArray[np.int32] | None = None,
    ) -> None:
        self.labels = tuple(labels)
        self._weights, self._bias = weights.astype("f", copy=False), bias
        self._row = np.arange(len(weights), dtype=np.int32) if row is None else row
        rarity = np.ones(len(self._row), dtype="f") if rarity is None else rarity
        self._rarity = rarity.astype("f", copy=False)
        self._extract = features

    def read(self, tokens: Sequence[str]) -> Reading:
        """``tokens``: of the folded text, as the pipelines' tokeniser gives them."""
        seen = self._extract(tokens, len(self._row))
        sums = np.zeros((len(tokens) + 1, len(self.labels)), dtype="f")
        squares = np.zeros(len(tokens) + 1, dtype="f")
        if len(seen.rows):
            order = np.argsort(seen.at, kind="stable")
            rare = self._rarity[seen.rows]
            values, parts = seen.damped()
            values, parts = (values * rare)[order], (parts * rare * rare)[order]
            at = seen.at[order]
            starts = np.flatnonzero(np.diff(at, prepend=-1))
            at = at[starts]
            added = self._weights[self._row[seen.rows[order]]] * values[:, None]
            sums[at + 1] = np.add.reduceat(added, starts, axis=0)
            squares[at + 1] = np.add.reduceat(parts, starts)
        return Reading(self.labels, sums.cumsum(axis=0), squares.cumsum(), self._bias)


@lru_cache(maxsize=1)
def shipped() -> Classifier:
    """The classifier of the shipped pipeline; loaded once."""
    from spacy.util import load_model_from_path

    from nlp.classifier import model as _architecture  # noqa: F401 - registers it with spaCy

    with as_file(files(__package__).joinpath("pipeline")) as folder:
        pipe: Any = load_model_from_path(folder, exclude=["tokenizer"]).get_pipe(
            "textcat_multilabel"
        )
    return of_model(pipe.model, pipe.labels)


def of_model(
    model: Any,
    labels: Sequence[str],
    features: Callable[[Sequence[str], int], Features] = extract,
) -> Classifier:
    """The classifier of a trained or loaded thinc model."""
    weights, bias, rarity, row = (model.get_param(name) for name in ("W", "b", "rarity", "row"))
    return Classifier(weights, bias, labels, features, rarity, row)


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Any]:
    """What the training wrote about itself: ``fingerprint``, ``joining``, ``measured``."""
    import json

    text = files(__package__).joinpath("pipeline", "meta.json").read_text("utf-8")
    result: Mapping[str, Any] = json.loads(text)["earwitness"]
    return result


def fingerprint() -> str:
    """A short hash over the data and configuration that the shipped pipeline was trained on."""
    return str(facts()["fingerprint"])
