"""Cross-validation of classifier, patterns and both together; how they are joined is fitted here.

Every message is scored by a classifier that saw neither it nor its neighbours (``messages.folds``),
in surroundings drawn anew. The patterns were not written for these messages.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

from nlp.classifier.model import Tokeniser
from nlp.components.cues import CueComponent
from nlp.components.incidents.incident_types import Joining, from_patterns, pattern_confidences
from nlp.components.qualifiers import QualifierComponent
from nlp.intervals import wilson
from nlp.normalise import fold
from nlp.notes import Notes, attach
from nlp.training.fit import Tell, classifier_of, config, fit
from nlp.training.messages import LANGUAGES, NONE, Written, dressed, folds, labels

Floats = NDArray[np.float32]
_PATTERN = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
_TEMPERATURE = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One message that the classifier had not seen, and what was said of it."""

    message: Written
    #: (labels,) shares of the classifier.
    shares: Floats
    #: (labels,) confidences of the patterns.
    patterns: Floats

    def right(self, scores: Floats) -> bool:
        """True where the highest score is one of the message's labels."""
        return labels()[int(scores.argmax())] in self.message.labels


class PatternReader:
    """The patterns and their qualifiers, without the rest of the reading pipeline."""

    def __init__(self) -> None:
        vocab = Vocab()
        self._tokenise = Tokeniser(vocab)
        self._components = (CueComponent(), QualifierComponent())

    def read(self, text: str) -> tuple[Sequence[str], Floats]:
        """Tokens and (labels,) confidences of the patterns."""
        notes = Notes(original=text, folded=fold(text))
        doc = self._tokenise(notes.folded)
        attach(doc, notes)
        for component in self._components:
            component(doc)
        return notes.tokens, pattern_confidences(labels(), from_patterns(notes))


def held_out(messages: Sequence[Written], tell: Tell) -> list[HeldOut]:
    """All messages, each scored by a classifier fitted to the other folds."""
    settings = config()["training"]
    place = folds(messages, settings["folds"])
    random_ = random.Random(settings["seed"] + 1)
    reader = PatternReader()
    result = []
    for number in range(settings["folds"]):
        tell(f"fold {number + 1} of {settings['folds']}")
        rest = [m for m, where in zip(messages, place, strict=True) if where != number]
        classifier = classifier_of(fit(rest, lambda _: None))
        for message in (m for m, where in zip(messages, place, strict=True) if where == number):
            tokens, patterns = reader.read(dressed(message, random_))
            reading = classifier.read(tokens)
            result.append(HeldOut(message, reading.probabilities([(0, len(tokens))])[0], patterns))
    return result


def fit_joining(cases: Sequence[HeldOut]) -> Joining:
    """The joining under which the right labels are likeliest (Platt's way, with two numbers)."""
    return max(
        (Joining(pattern, temperature) for pattern in _PATTERN for temperature in _TEMPERATURE),
        key=lambda joining: _likelihood(cases, joining),
    )


def _likelihood(cases: Sequence[HeldOut], joining: Joining) -> float:
    place = {label: i for i, label in enumerate(labels())}
    return sum(
        float(np.log(max(joint[place[label]] for label in case.message.labels) + 1e-6))
        for case in cases
        for joint in (joining.shares(case.shares, case.patterns),)
    )


def table(cases: Sequence[HeldOut], joining: Joining) -> dict[str, dict[str, list[int]]]:
    """language -> what was asked -> ``[right, of]``."""
    result: dict[str, dict[str, list[int]]] = {}
    for language in LANGUAGES:
        own = [case for case in cases if case.message.language == language]
        told = [case for case in own if case.message.codes]
        rows = {
            "classifier": [case.right(case.shares) for case in told],
            "patterns": [bool(case.patterns.any()) and case.right(case.patterns) for case in told],
            "both": [case.right(joining.shares(case.shares, case.patterns)) for case in told],
            "nothing told": [
                case.right(joining.shares(case.shares, case.patterns))
                for case in own
                if not case.message.codes
            ],
        }
        result[language] = {name: [sum(row), len(row)] for name, row in rows.items()}
    return result


def calibration(cases: Sequence[HeldOut], joining: Joining) -> list[dict[str, Any]]:
    """By fifths of the highest share: how many messages, the mean share, the share that was right."""
    pairs = []
    for case in cases:
        joint = joining.shares(case.shares, case.patterns)
        if labels()[int(joint.argmax())] != NONE:
            pairs.append((float(joint.max()), case.right(joint)))
    bins = []
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = [
            pair for pair in pairs if low <= pair[0] < low + 0.2 or (low == 0.8 and pair[0] == 1)
        ]
        if inside:
            said = sum(share for share, _ in inside) / len(inside)
            right = sum(was for _, was in inside)
            bins.append({"from": low, "said": round(said, 3), "right": right, "of": len(inside)})
    return bins


def lines(measured: Mapping[str, Any]) -> list[str]:
    """The figures as text."""
    result = []
    for language, rows in measured["table"].items():
        for name, (right, of) in rows.items():
            low, high = wilson(right, of)
            share = right / of if of else 0.0
            result.append(
                f"{language:4} {name:13} {right:5} of {of:5}  {share:6.1%}  ({low:.1%} to {high:.1%})"
            )
    result += [
        f"confidence {row['said']:.2f} said, {row['right'] / row['of']:.2f} right ({row['of']})"
        for row in measured["calibration"]
    ]
    return result
