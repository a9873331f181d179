"""The classifier as spaCy knows it: architecture and tokeniser by their registered names.

One softmax over sums of feature weights. It is linear, so what every token adds to every label is
known, and with it the words that speak for a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model

from nlp.classifier.features import Features, extract
from nlp.normalise import tokenise

Floats = NDArray[np.float32]
#: Sums are divided by the length of the feature vector and multiplied by this: a long message and a
#: short one then give scores of one size.
SCALE = 4.0
_CACHE = "earwitness_features"


class Tokeniser:
    """Folded text in, tokens as the reading pipelines have them out."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words, spaces = tokenise(text)
        return Doc(self.vocab, words=words, spaces=spaces)


@spacy.registry.tokenizers("earwitness.tokeniser.v1")
def make_tokeniser() -> Callable[[Any], Tokeniser]:
    """For ``[nlp.tokenizer]`` of config.cfg."""
    return lambda nlp: Tokeniser(nlp.vocab)


@spacy.registry.architectures("earwitness.SoftmaxOverFeatures.v1")
def softmax_over_features(buckets: int, nO: int | None = None) -> Model[Any, Any]:
    """Docs in, one row of probabilities a doc out. ``buckets``: hash buckets, a power of two."""
    return Model(
        "softmax_over_features",
        _forward,
        init=_init,
        dims={"nO": nO},
        params={"W": None, "b": None, "rarity": None, "row": None},
        attrs={"buckets": buckets, "multi_label": True},
    )


def _init(model: Model[Any, Any], X: Any = None, Y: Any = None) -> Model[Any, Any]:
    if Y is not None and model.has_dim("nO") is None:
        model.set_dim("nO", Y.shape[1])
    weights: Any = np.zeros((model.attrs["buckets"], model.get_dim("nO")), dtype="f")
    bias: Any = np.zeros((model.get_dim("nO"),), dtype="f")
    model.set_param("W", weights)
    model.set_param("b", bias)
    common: Any = np.ones((model.attrs["buckets"],), dtype="f")
    model.set_param("rarity", common)
    row: Any = np.arange(model.attrs["buckets"], dtype=np.int32)
    model.set_param("row", row)
    return model


def _features(doc: Doc, buckets: int) -> Features:
    """The doc's features; kept on it, for folds share their docs."""
    kept = doc.user_data.get(_CACHE)
    if not isinstance(kept, Features):
        kept = extract([token.text for token in doc], buckets)
        doc.user_data[_CACHE] = kept
    return kept


def rarity(docs: Sequence[Doc], buckets: int) -> Floats:
    """(buckets,): what a feature weighs for being rare: the root of log(1 + docs / docs with it).

    Inverse document frequency (Sparck Jones 1972); its root cross-validated better than itself.
    """
    counts = np.zeros(buckets)
    for doc in docs:
        counts[np.unique(_features(doc, buckets).rows)] += 1
    result: Floats = np.sqrt(np.log1p(len(docs) / np.maximum(counts, 1))).astype("f")
    return result


def _weighed(doc: Doc, buckets: int, rare: Floats) -> tuple[Features, Floats]:
    """The doc's features and their weights, divided by the length of the whole."""
    part = _features(doc, buckets)
    values, squares = part.damped()
    rare = rare[part.rows]
    length = max(float(np.sqrt((squares * rare * rare).sum())), 1.0)
    return part, values * rare * (SCALE / length)


def softmax(scores: Floats) -> Floats:
    """Rows of scores as rows of probabilities."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return shares


def matrix_of(model: Model[Any, Any], docs: Sequence[Doc]) -> Any:
    """scipy CSR (docs, rows of W): what the docs' features weigh, each row of length ``SCALE``."""
    # Training only: messages are read by nlp.classifier.Classifier, which needs no scipy.
    from scipy.sparse import csr_matrix

    rare: Any = model.get_param("rarity").astype("f", copy=False)
    row: Any = model.get_param("row")
    parts = [_weighed(doc, model.attrs["buckets"], rare) for doc in docs]
    ends = np.cumsum([0, *(len(part.rows) for part, _ in parts)])
    rows = row[np.concatenate([part.rows for part, _ in parts])]
    values = np.concatenate([weights for _, weights in parts])
    return csr_matrix((values, rows, ends), shape=(len(parts), len(model.get_param("W"))))


def _forward(
    model: Model[Any, Any], docs: Sequence[Doc], is_train: bool
) -> tuple[Floats, Callable[[Floats], list[Doc]]]:
    weights: Any = model.get_param("W").astype("f", copy=False)
    bias: Any = model.get_param("b")
    matrix = matrix_of(model, docs)

    def backprop(d_scores: Floats) -> list[Doc]:
        # What spaCy hands back is probability less truth: the gradient of the cross-entropy
        # before the softmax, so the softmax needs no derivative of its own.
        gradient: Any = np.ascontiguousarray(matrix.T @ d_scores, dtype="f")
        model.inc_grad("W", gradient)
        total: Any = d_scores.sum(axis=0)
        model.inc_grad("b", total)
        return list(docs)

    scores: Floats = np.asarray(matrix @ weights + bias, dtype="f")
    return softmax(scores), backprop


def compacted(
    weights: Floats, counts: Floats, keep: int
) -> tuple[NDArray[np.float16], NDArray[np.int32]]:
    """``(W, row)``: the ``keep`` buckets that move scores most, in half precision, and each bucket's row.

    ``weights``: (buckets, labels). ``counts``: (buckets,), how often a bucket came up. What is left out
    has row 0, which is of zeros.
    """
    moved = np.abs(weights - weights.mean(axis=1, keepdims=True)).max(axis=1) * np.sqrt(counts)
    best = np.sort(np.argsort(-moved, kind="stable")[: keep - 1])
    row = np.zeros(len(weights), dtype=np.int32)
    row[best] = np.arange(1, len(best) + 1)
    kept = np.concatenate([np.zeros((1, weights.shape[1]), dtype="f"), weights[best]])
    return kept.astype(np.float16), row
