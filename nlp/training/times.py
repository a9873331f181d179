"""Training of the classifier of times: cross-validate, train on everything, ship.

Every time that is told in a line of ``times/`` is an example: the incident's if what it means, alone or
with a day told elsewhere, is the line's interval, one end of it, or the day or part of the day it lies in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.vocab import Vocab

from nlp.components.expressions import Expression, expressions
from nlp.components.times.asides import greetings
from nlp.components.times.choice import days, with_day
from nlp.components.times.clock import Interval, resolve
from nlp.components.times.opinion import described
from nlp.intervals import wilson
from nlp.normalise import fold
from nlp.notes import Notes, attach
from nlp.pipeline import build
from nlp.time_classifier.features import Rows, rows_of
from nlp.training import goes_on
from nlp.training.logistic import fitted
from nlp.training.time_lines import LANGUAGES, TimeLine, load

Tell = Callable[[str], None]
#: Where ``nlp.time_classifier.shipped`` loads from.
FOLDER = Path(str(files("nlp.time_classifier")))
BUCKETS = 32768
FOLDS = 10
#: Penalty and rounds of the regression.
L2, ROUNDS = 1e-3, 100
#: The likelihood below which a time is set aside. Less than one half: in the lines every second time is of
#: another matter, in plain messages one of four, and a time wrongly set aside costs more.
ASIDE = 0.2
#: Both ends are told to the hour.
_TOLERANCE = timedelta(minutes=61)
#: The component of times and those behind it see nothing that this needs.
_LAST = "earwitness_times"
#: Kinds that name a stretch: of what lies in it, it is the incident's time too.
_DAYS = ("day", "weekday", "date", "part", "week")
_SOURCES = (
    ("nlp.classifier", "lexicon.jsonl"),
    ("nlp.time_classifier", "features.py"),
    ("nlp.time_classifier", "goes_on.py"),
    ("nlp.training", "times.py"),
    ("nlp.training", "goes_on.py"),
    ("nlp.training", "logistic.py"),
    ("nlp.training", "regression.py"),
)
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """One time of one line: its features, and whether it is the incident's."""

    line: int
    language: str
    rows: Rows
    wanted: bool


def fingerprint() -> str:
    """A short hash over everything that the classifier is made of, as it lies there now."""
    digest = hashlib.sha256()
    for line in load():
        digest.update(repr((line.language, line.received_at, line.start, line.end)).encode())
        digest.update(line.text.encode())
    for package, name in _SOURCES:
        content = files(package).joinpath(name).read_bytes().replace(b"\r\n", b"\n")
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:8]


def train(tell: Tell, folder: Path = FOLDER) -> None:
    """Cross-validate, train on all lines, write ``weights.npy`` and ``meta.json``."""
    mark = fingerprint()
    lines = load()
    found = examples(lines)
    tell(f"times: {len(lines)} lines, {len(found)} times, {mark}")
    measured = measure(found)
    for line in told(measured):
        tell(f"times: {line}")
    weights, bias = fit(found)
    np.save(folder / "weights.npy", weights.astype(np.float16), allow_pickle=False)
    facts = {"fingerprint": mark, "bias": bias, "aside": ASIDE, "measured": measured}
    facts["goes_on"] = goes_on.train(lines, folder, tell)
    (folder / "meta.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    tell(f"written to {folder}")


def examples(lines: Sequence[TimeLine]) -> list[Example]:
    """Every time of every line, as the reading pipelines see it."""
    vocab = Vocab()
    result: list[Example] = []
    for name in ("en", "zh"):
        pipeline = build(name, vocab)
        at = pipeline.pipe_names.index(_LAST)
        pipes = [pipe for _, pipe in pipeline.pipeline[:at]]
        for number, line in enumerate(lines):
            if (line.language == "en") is not (name == "en"):
                continue
            notes = Notes(
                original=line.text,
                folded=fold(line.text),
                received_at=line.received_at,
                language=line.language,
            )
            doc = pipeline.make_doc(notes.folded)
            attach(doc, notes)
            for pipe in pipes:
                doc = pipe(doc)
            result += _examples(number, line, notes)
    return result


def _examples(number: int, line: TimeLine, notes: Notes) -> Iterator[Example]:
    said = list(expressions(notes.folded, [*notes.phantoms, *greetings(notes.folded)]))
    times = [described(notes, expression) for expression in said]
    rows = rows_of(notes.tokens, times, BUCKETS)
    for expression, row in zip(said, rows, strict=True):
        yield Example(number, line.language, row, is_wanted(line, expression, said))


def is_wanted(line: TimeLine, expression: Expression, said: Sequence[Expression]) -> bool:
    """Whether a line's interval is what an expression means, or an end of it, or lies in it."""
    others = [day for day in days(said) if day is not expression]
    meant = [expression, *(with_day(expression, [day]) for day in others)]
    found = [resolve(one.atoms, line.received_at, one.later) for one in meant]
    if any(_has_an_end(line, interval) for interval in found):
        return True
    return expression.has(*_DAYS) and not expression.has("clock") and _holds(line, found[0])


def _has_an_end(line: TimeLine, interval: Interval) -> bool:
    pairs = ((interval.start, line.start), (interval.end, line.end))
    return any(a and b and abs(a - b) <= _TOLERANCE for a, b in pairs)


def _holds(line: TimeLine, interval: Interval) -> bool:
    if not (interval.start and interval.end and line.start and line.end):
        return False
    return interval.start <= line.start + _TOLERANCE and line.end <= interval.end + _TOLERANCE


def fit(found: Sequence[Example]) -> tuple[Floats, float]:
    """``(weights, bias)`` of a logistic regression: (buckets,), and what is added."""
    return fitted([e.rows for e in found], [e.wanted for e in found], BUCKETS, L2, ROUNDS)


def measure(found: Sequence[Example]) -> dict[str, dict[str, list[int]]]:
    """language -> of the incident's times those kept, of the others those set aside: ``[right, of]``.

    Every line is judged by a classifier that saw no time of it.
    """
    kept: dict[str, list[bool]] = {language: [] for language in LANGUAGES}
    put: dict[str, list[bool]] = {language: [] for language in LANGUAGES}
    for fold_number in range(FOLDS):
        weights, bias = fit([e for e in found if e.line % FOLDS != fold_number])
        for example in (e for e in found if e.line % FOLDS == fold_number):
            rows, values = example.rows
            score = float(weights[rows] @ values) + bias
            likely = 1.0 / (1.0 + np.exp(-score)) >= ASIDE
            side = kept if example.wanted else put
            side[example.language].append(bool(likely) is example.wanted)
    return {
        language: {
            "kept": [sum(kept[language]), len(kept[language])],
            "set aside": [sum(put[language]), len(put[language])],
        }
        for language in LANGUAGES
    }


def told(measured: Mapping[str, Any]) -> Iterator[str]:
    """The figures as text."""
    for language, rows in measured.items():
        for name, (right, of) in rows.items():
            low, high = wilson(right, of)
            share = right / of if of else 0.0
            yield f"{language:4} {name:9} {right:5} of {of:5}  {share:6.1%}  ({low:.1%} to {high:.1%})"
