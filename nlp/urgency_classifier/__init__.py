"""The trained classifier of urgency: how likely an emergency, how likely at least a priority.

It stands beside the cue rules of ``nlp.urgency``: it raises what no rule sees, and takes back an
emergency of the rules to a priority where the message reads like none. It is shipped as a spaCy
pipeline in ``pipeline/`` and trained by ``python -m nlp.training``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.classifier import Reading, of_model
from nlp.urgency_classifier.features import extract_dangers

#: The labels, in the order of the classifier's outputs.
LEVELS = ("emergency", "priority", "routine")
#: Tokens of a part of the message, and how far the next part begins after it.
PART, STEP = 20, 6
#: How much the most urgent part counts beside the whole message in the likelihood of an emergency;
#: cross-validated on messages that stand between two others: with one half they were drowned. That of
#: a priority keeps one half: those are hardly missed.
PART_COUNTS = 0.75
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Opinion:
    """How urgent a message reads. Likelihoods are 0..1, of the whole message and its best part."""

    emergency: float
    #: ... of a priority or an emergency.
    pressing: float
    #: Tokens ``first:last`` of the parts that speak most for an emergency, and for a priority.
    emergency_part: tuple[int, int]
    pressing_part: tuple[int, int]
    reading: Reading

    def support(self, level: str) -> Floats:
        """(tokens,): what each token adds to a level, never below nothing."""
        support = self.reading.support(LEVELS.index(level))
        if level == "priority":
            support = np.maximum(support, self.reading.support(0))
        result: Floats = np.maximum(support, 0.0)
        return result


def parts(length: int) -> list[tuple[int, int]]:
    """Overlapping stretches of ``length`` tokens; the message itself where it is short."""
    if length <= PART:
        return [(0, length)]
    return [(first, min(first + PART, length)) for first in range(0, length - PART + STEP, STEP)]


class UrgencyClassifier:
    """The weights of the shipped pipeline, and the reading of tokens with them."""

    def __init__(self, model: Any) -> None:
        """``model``: a trained or loaded thinc model."""
        self._classifier = of_model(model, LEVELS, extract_dangers)

    def read(self, tokens: Sequence[str]) -> Opinion:
        """``tokens``: of the folded text, as the pipelines' tokeniser gives them; at least one.

        A likelihood is the weighted geometric mean of the whole message's and its most urgent part's:
        one clear sentence counts in a long message, and what the rest says of it counts too.
        """
        reading = self._classifier.read(tokens)
        stretches = parts(len(tokens))
        shares = reading.probabilities([(0, len(tokens)), *stretches])
        emergency, pressing = shares[:, 0], shares[:, 0] + shares[:, 1]
        return Opinion(
            emergency=_mean(emergency, PART_COUNTS),
            pressing=_mean(pressing, 0.5),
            emergency_part=stretches[int(emergency[1:].argmax())],
            pressing_part=stretches[int(pressing[1:].argmax())],
            reading=reading,
        )


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which likelihoods on a message counts as what.

    A message reads as an emergency from ``emergency`` on, from ``grave`` on where the rules see a
    priority at least. Below ``mild`` it takes back what the rules are unsure of, below ``calm`` all but
    words of life and death. The likelihood of a priority or more raises from ``pressing`` on, and
    below ``routine`` takes back weak priorities.
    """

    emergency: float
    grave: float
    mild: float
    calm: float
    pressing: float
    routine: float


def _mean(shares: Floats, part_counts: float) -> float:
    """Of the whole message (first) and its most urgent part."""
    return float(shares[0] ** (1.0 - part_counts) * shares[1:].max() ** part_counts)


@lru_cache(maxsize=1)
def shipped() -> UrgencyClassifier:
    """The classifier of the shipped pipeline; loaded once."""
    from spacy.util import load_model_from_path

    from nlp.classifier import model as _architecture  # noqa: F401 - registers it with spaCy
    from nlp.urgency_classifier import spacy_parts as _tokeniser  # noqa: F401 - likewise

    with as_file(files(__package__).joinpath("pipeline")) as folder:
        pipe: Any = load_model_from_path(folder, exclude=["tokenizer"]).get_pipe(
            "textcat_multilabel"
        )
    return UrgencyClassifier(pipe.model)


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Any]:
    """What the training wrote about itself: ``fingerprint``, ``thresholds``, ``measured``."""
    import json

    text = files(__package__).joinpath("pipeline", "meta.json").read_text("utf-8")
    result: Mapping[str, Any] = json.loads(text)["earwitness"]
    return result


def thresholds() -> Thresholds:
    """Those of the shipped pipeline."""
    return Thresholds(**facts()["thresholds"])


def fingerprint() -> str:
    """A short hash over the data and configuration that the shipped pipeline was trained on."""
    return str(facts()["fingerprint"])
