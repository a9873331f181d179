"""Training of the classifier that says whether an incident still goes on; of the lines of ``times/``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

from nlp.components.times.opinion import scene_of
from nlp.components.times.times import TOLD
from nlp.normalise import fold
from nlp.notes import Notes, attach
from nlp.pipeline import build
from nlp.time_classifier import likelihood
from nlp.time_classifier.features import Rows
from nlp.time_classifier.goes_on import rows_of_scene
from nlp.training.fit import Tell
from nlp.training.logistic import fitted
from nlp.training.time_lines import TimeLine

BUCKETS = 65536
FOLDS = 10
L2, ROUNDS = 3e-4, 80
#: Below this likelihood what the rules hold to go on is over: they are mostly right, and to take for over
#: what goes on is the worse mistake.
OVER = 0.1
_TIMES = "earwitness_times"
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """One line: its features, and whether it goes on."""

    rows: Rows
    wanted: bool


def train(lines: Sequence[TimeLine], folder: Path, tell: Tell) -> dict[str, Any]:
    """Cross-validate, train, write ``goes_on.npy``; gives what ``meta.json`` says of it."""
    found = examples(lines)
    right = sum(held_out(found))
    tell(f"goes on: {len(found)} lines, {sum(e.wanted for e in found)} do; held out {right} right")
    weights, bias = fit(found)
    np.save(folder / "goes_on.npy", weights.astype(np.float16), allow_pickle=False)
    return {"bias": bias, "over": OVER, "measured": [right, len(found)]}


def examples(lines: Sequence[TimeLine]) -> list[Example]:
    """The lines whose flags say whether it goes on."""
    vocab = Vocab()
    result = []
    for name in ("en", "zh"):
        pipeline = build(name, vocab)
        pipes = pipeline.pipeline[: pipeline.pipe_names.index(_TIMES) + 1]
        for line in lines:
            if (line.language == "en") is not (name == "en") or "o" not in line.flags.lower():
                continue
            notes = Notes(line.text, fold(line.text), received_at=line.received_at)
            notes.language = line.language
            doc = pipeline.make_doc(notes.folded)
            attach(doc, notes)
            for _, pipe in pipes:
                doc = pipe(doc)
            rows = rows_of_scene(notes.tokens, scene_of(notes, notes.shelf[TOLD]), BUCKETS)
            result.append(Example(rows, "O" in line.flags))
    return result


def held_out(found: Sequence[Example]) -> list[bool]:
    """Whether each example is right, judged by a classifier that did not see it."""
    result = []
    for number in range(FOLDS):
        weights, bias = fit([e for n, e in enumerate(found) if n % FOLDS != number])
        own = [e for n, e in enumerate(found) if n % FOLDS == number]
        result += [(likelihood(weights, bias, e.rows) >= 0.5) is e.wanted for e in own]
    return result


def fit(found: Sequence[Example]) -> tuple[Floats, float]:
    """``(weights, bias)`` of a logistic regression: (buckets,), and what is added."""
    return fitted([e.rows for e in found], [e.wanted for e in found], BUCKETS, L2, ROUNDS)
