"""Training of the urgency classifier: cross-validate, train on everything, ship.

``python -m nlp.training`` does it after the incident classifier; ``--only urgency`` does it alone.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Config

from nlp.classifier import model as _architecture  # noqa: F401 - registers it with spaCy
from nlp.intervals import wilson
from nlp.normalise import fold
from nlp.training.fit import compact, fit_model
from nlp.training.messages import LANGUAGES, message_files, surroundings
from nlp.training.urgency_messages import Sample, folds, samples
from nlp.urgency_classifier import LEVELS, UrgencyClassifier
from nlp.urgency_classifier.spacy_parts import DangerTokeniser

Tell = Callable[[str], None]
#: Where ``nlp.urgency_classifier.shipped`` loads from.
FOLDER = Path(str(files("nlp.urgency_classifier"))) / "pipeline"
#: What would make the weights wrong if it changed, beside the messages that say how urgent they are.
_SOURCES = (
    ("nlp.training", "surroundings.jsonl"),
    ("nlp.classifier", "lexicon.jsonl"),
    ("nlp.classifier", "features.py"),
    ("nlp.training", "urgency.jsonl"),
    ("nlp.training", "urgency.cfg"),
    ("nlp.training", "regression.py"),
    ("nlp.urgency_classifier", "lexicon.jsonl"),
    ("nlp.urgency_classifier", "features.py"),
)


def config() -> Config:
    """``urgency.cfg``."""
    return Config().from_str(files(__package__).joinpath("urgency.cfg").read_text("utf-8"))


def fingerprint() -> str:
    """A short hash over everything that the classifier is made of, as it lies there now."""
    digest = hashlib.sha256()
    for content in _contents():
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:8]


def _contents() -> Iterator[bytes]:
    for package, name in _SOURCES:
        yield files(package).joinpath(name).read_bytes().replace(b"\r\n", b"\n")
    for file in message_files():
        content = file.read_bytes().replace(b"\r\n", b"\n")
        # The incident types' other messages are learned from at the next training.
        if b'"urgency"' in content:
            yield content


def dressed(sample: Sample, random_: random.Random) -> str:
    """The message with another opening, place and closing; never a time, which urgency hangs on."""

    def one_of(part: str) -> str:
        return random_.choice(surroundings()[sample.language, part])

    pieces = [sample.text]
    if not sample.own and random_.random() < 0.5:
        last = random_.random() < (0.8 if sample.language == "en" else 0.3)
        pieces.insert(len(pieces) if last else 0, one_of("place"))
    if random_.random() < 0.6:
        pieces.insert(0, one_of("opening"))
    pieces += [one_of("closing") for chance in (0.6, 0.3) if random_.random() < chance]
    return " ".join(pieces)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sample and its docs, as written and in other surroundings; every fold shares them."""

    sample: Sample
    docs: tuple[Doc, ...]


def prepare(messages: Sequence[Sample]) -> list[Prepared]:
    """The samples' docs with their features."""
    settings = config()["training"]
    random_ = random.Random(settings["seed"])
    tokenise = DangerTokeniser(Vocab())
    result = []
    for sample in messages:
        count = settings["dressed_own" if sample.own else "dressed"]
        texts = (sample.text, *(dressed(sample, random_) for _ in range(count)))
        result.append(Prepared(sample, tuple(tokenise(fold(text)) for text in texts)))
    return result


def fit(prepared: Sequence[Prepared], tell: Tell) -> Language:
    """Train on all of these. The same messages and configuration give the same weights."""
    whole = config()
    settings = whole.pop("training")
    whole.pop("thresholds")
    nlp = util.load_model_from_config(whole, auto_fill=True)
    pipe: Any = nlp.get_pipe("textcat_multilabel")
    for level in LEVELS:
        pipe.add_label(level)
    nlp.initialize()
    pairs = [(doc, one.sample.urgency) for one in prepared for doc in one.docs]
    wanted = np.array([[float(told == level) for level in LEVELS] for _, told in pairs], dtype="f")
    fit_model(pipe.model, [doc for doc, _ in pairs], wanted, settings, tell)
    return nlp


def classifier_of(nlp: Language) -> UrgencyClassifier:
    """The classifier as messages are read with it."""
    trained: Any = nlp.get_pipe("textcat_multilabel")
    return UrgencyClassifier(trained.model)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One message that the classifier had not seen, and what was said of it."""

    sample: Sample
    emergency: float
    pressing: float


def held_out(prepared: Sequence[Prepared], tell: Tell) -> list[HeldOut]:
    """All messages, each read by a classifier fitted to the other folds."""
    count = config()["training"]["folds"]
    place = folds([one.sample for one in prepared], count)
    result = []
    for number in range(count):
        tell(f"urgency: fold {number + 1} of {count}")
        rest = [one for one, where in zip(prepared, place, strict=True) if where != number]
        classifier = classifier_of(fit(rest, lambda _: None))
        for one in (one for one, where in zip(prepared, place, strict=True) if where == number):
            said = classifier.read([token.text for token in one.docs[0]])
            result.append(HeldOut(one.sample, said.emergency, said.pressing))
    return result


def measure(cases: Sequence[HeldOut]) -> dict[str, dict[str, list[int]]]:
    """language -> question -> ``[right, of]``, at the thresholds of urgency.cfg, no rules asked.

    ``whole`` looks at the messages written for this classifier, half of them near misses.
    """
    bars = config()["thresholds"]
    result: dict[str, dict[str, list[int]]] = {}
    for name in (*LANGUAGES, "whole"):
        own = [c for c in cases if c.sample.language == name or (name == "whole" and c.sample.own)]
        rows: dict[str, list[int]] = {}
        for level, likelihood, labels in (
            ("emergency", "emergency", LEVELS[:1]),
            ("pressing", "pressing", LEVELS[:2]),
        ):
            wanted = np.array([c.sample.urgency in labels for c in own])
            raised = np.array([getattr(c, likelihood) >= bars[level] for c in own])
            right = int((wanted & raised).sum())
            rows[f"{level} recall"] = [right, int(wanted.sum())]
            rows[f"{level} precision"] = [right, int(raised.sum())]
        result[name] = rows
    return result


def lines(measured: Mapping[str, Mapping[str, Sequence[int]]]) -> list[str]:
    """The figures as text."""
    result = []
    for name, rows in measured.items():
        for question, (right, of) in rows.items():
            low, high = wilson(right, of)
            share = right / of if of else 0.0
            result.append(
                f"{name:6} {question:20} {right:5} of {of:5}  {share:6.1%}  ({low:.1%} to {high:.1%})"
            )
    return result


def train(tell: Tell, folder: Path = FOLDER) -> None:
    """Cross-validate, print the figures, train on everything, write the pipeline."""
    prepared = prepare(samples())
    tell(f"urgency: {len(prepared)} messages, {fingerprint()}")
    measured = measure(held_out(prepared, tell))
    for line in lines(measured):
        tell(line)
    nlp = fit(prepared, tell)
    compact(nlp, config()["training"]["shipped"])
    nlp.meta["name"] = "urgency"
    nlp.meta["description"] = (
        "Urgency of messages to a police line (docs/reading-times-and-urgency.md)"
    )
    nlp.meta["earwitness"] = {
        "fingerprint": fingerprint(),
        "thresholds": dict(config()["thresholds"]),
        "measured": measured,
    }
    # The vocabulary and the tokeniser hold nothing that was learned.
    nlp.to_disk(folder, exclude=["vocab", "tokenizer"])
    tell(f"written to {folder}")
