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
        params={"W": None, "b": None},
        attrs={"buckets": buckets, "multi_label": True},
    )


def _init(model: Model[Any, Any], X: Any = None, Y: Any = None) -> Model[Any, Any]:
    if Y is not None and model.has_dim("nO") is None:
        model.set_dim("nO", Y.shape[1])
    weights: Any = np.zeros((model.attrs["buckets"], model.get_dim("nO")), dtype="f")
    bias: Any = np.zeros((model.get_dim("nO"),), dtype="f")
    model.set_param("W", weights)
    model.set_param("b", bias)
    return model


def _features(doc: Doc, buckets: int) -> Features:
    """The doc's features; kept on it, for training sees each doc many times."""
    kept = doc.user_data.get(_CACHE)
    if not isinstance(kept, Features):
        kept = extract([token.text for token in doc], buckets)
        doc.user_data[_CACHE] = kept
    return kept


def normalised(values: Floats) -> Floats:
    """Weights of one text's features, divided by their length."""
    return values * (SCALE / max(float(np.sqrt((values * values).sum())), 1.0))


def softmax(scores: Floats) -> Floats:
    """Rows of scores as rows of probabilities."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return shares


def _forward(
    model: Model[Any, Any], docs: Sequence[Doc], is_train: bool
) -> tuple[Floats, Callable[[Floats], list[Doc]]]:
    # Training only: messages are read by nlp.classifier.Classifier, which needs no scipy.
    from scipy.sparse import csr_matrix

    weights: Any = model.get_param("W")
    bias: Any = model.get_param("b")
    parts = [_features(doc, model.attrs["buckets"]) for doc in docs]
    ends = np.cumsum([0, *(len(part.rows) for part in parts)])
    rows = np.concatenate([part.rows for part in parts])
    values = np.concatenate([normalised(part.values) for part in parts])
    matrix = csr_matrix((values, rows, ends), shape=(len(parts), len(weights)))

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
