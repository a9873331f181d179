"""Fitting the classifier to written messages, with spaCy's own training step."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy import util
from spacy.language import Language
from spacy.training import Example
from thinc.api import Config, fix_random_seed

from nlp.classifier import model as _architecture  # noqa: F401 - registers it with spaCy
from nlp.normalise import fold
from nlp.training.messages import Written, dressed, labels

Tell = Callable[[str], None]


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
    examples = [
        example
        for message in messages
        for text in variants(message, settings["dressed"], shuffle)
        for example in (_example(nlp, text, message.labels),)
    ]
    pipe = nlp.get_pipe("textcat_multilabel")
    for label in labels():
        pipe.add_label(label)
    optimizer = spacy.util.registry.resolve({"optimizer": settings["optimizer"]})["optimizer"]
    nlp.initialize(lambda: examples[:64], sgd=optimizer)
    for epoch in range(settings["epochs"]):
        shuffle.shuffle(examples)
        losses: dict[str, float] = {}
        for batch in util.minibatch(examples, settings["batch_size"]):
            # Not nlp.update: it copies every doc, and with it the features would be lost.
            pipe.update(batch, sgd=optimizer, losses=losses)
        tell(f"epoch {epoch + 1} of {settings['epochs']}, loss {sum(losses.values()):.4f}")
    return nlp


def variants(message: Written, count: int, random_: random.Random) -> list[str]:
    """The message as written, and in ``count`` surroundings."""
    return [message.text, *(dressed(message, random_) for _ in range(count))]


def _example(nlp: Language, text: str, wanted: Sequence[str]) -> Example:
    cats = {label: float(label in wanted) for label in labels()}
    return Example.from_dict(nlp.make_doc(fold(text)), {"cats": cats})


def weights(nlp: Language) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """``(W, b)`` of a trained pipeline: buckets x labels, labels."""
    trained: Any = nlp.get_pipe("textcat_multilabel").model
    return trained.get_param("W"), trained.get_param("b")
