"""Fitting the classifier, a spaCy pipeline, to written messages."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Config, fix_random_seed

from nlp.classifier import Classifier, of_model
from nlp.classifier.model import compacted, matrix_of, rarity
from nlp.normalise import fold
from nlp.training.messages import Written, dressed, labels
from nlp.training.regression import softmax_regression

Tell = Callable[[str], None]
Floats = NDArray[np.float32]
#: Texts that a feature must occur in.
_LEAST = 2


def config() -> Config:
    """``config.cfg``."""
    return Config().from_str(files(__package__).joinpath("config.cfg").read_text("utf-8"))


def pipeline() -> Language:
    """The untrained pipeline of the configuration."""
    whole = config()
    whole.pop("training")
    return util.load_model_from_config(whole, auto_fill=True)


def fit(messages: Sequence[Written], tell: Tell) -> Language:
    """Train on all of these. The same messages and configuration give the same weights."""
    settings = config()["training"]
    fix_random_seed(settings["seed"])
    shuffle = random.Random(settings["seed"])
    nlp = pipeline()
    written = [
        (text, message)
        for message in messages
        for text in variants(message, settings["dressed"], shuffle)
    ]
    docs = [nlp.make_doc(fold(text)) for text, _ in written]
    wanted = np.array([_shares(message) for _, message in written], dtype="f")
    pipe: Any = nlp.get_pipe("textcat_multilabel")
    for label in labels():
        pipe.add_label(label)
    nlp.initialize()
    fit_model(pipe.model, docs, wanted, settings, tell)
    return nlp


def fit_model(
    model: Any, docs: Sequence[Doc], wanted: Floats, settings: Mapping[str, Any], tell: Tell
) -> None:
    """Set the weights of an initialised ``SoftmaxOverFeatures`` model.

    ``wanted``: (docs, labels), rows that sum to 1. ``settings``: ``l2`` and ``rounds``.
    """
    model.set_param("rarity", rarity(docs, model.attrs["buckets"]))
    matrix = matrix_of(model, docs)
    # A feature of a single text says nothing of others.
    kept = np.flatnonzero(np.diff(matrix.tocsc().indptr) >= _LEAST)
    tell(f"{len(docs)} texts, {len(kept)} features")
    found, bias, loss = softmax_regression(
        matrix[:, kept], wanted, settings["l2"], settings["rounds"]
    )
    weights = np.zeros((model.attrs["buckets"], wanted.shape[1]), dtype="f")
    weights[kept] = found
    model.set_param("W", weights)
    model.set_param("b", bias)
    tell(f"loss {loss:.4f}")


def variants(message: Written, count: int, random_: random.Random) -> list[str]:
    """The message as written, and in ``count`` surroundings."""
    return [message.text, *(dressed(message, random_) for _ in range(count))]


def _shares(message: Written) -> list[float]:
    """What each label deserves: an equal part for each that the message has."""
    return [float(label in message.labels) / len(message.labels) for label in labels()]


def classifier_of(nlp: Language) -> Classifier:
    """The classifier as messages are read with it."""
    trained: Any = nlp.get_pipe("textcat_multilabel").model
    return of_model(trained, labels())


def compact(nlp: Language, shipped: int) -> None:
    """Leave all but ``shipped`` rows of weights out, and halve the precision of the rest, in place."""
    model: Any = nlp.get_pipe("textcat_multilabel").model
    rare = model.get_param("rarity")
    # rarity = sqrt(log(1 + n / count)), so this is count / n.
    counts = 1 / np.expm1(rare.astype("d") ** 2)
    weights, row = compacted(model.get_param("W"), counts, shipped)
    for name, value in (("W", weights), ("row", row), ("rarity", rare.astype(np.float16))):
        model.set_param(name, value)
