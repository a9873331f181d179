"""The fingerprint of data and configuration, and the folder in which the trained pipeline is shipped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from spacy.language import Language

from nlp.training.messages import load

#: Where ``nlp.classifier.shipped`` loads from.
FOLDER = Path(str(files("nlp.classifier"))) / "pipeline"
#: What the weights depend on, beside the written messages and the libraries.
_SOURCES = (
    ("nlp.training", "config.cfg"),
    ("nlp.training", "surroundings.jsonl"),
    ("nlp.classifier", "lexicon.jsonl"),
    ("nlp.classifier", "features.py"),
    ("nlp.training", "regression.py"),
)


def _contents() -> Iterator[bytes]:
    for message in load():
        # What the classifier learns from; a line may say more (its urgency), for others.
        yield repr((message.text, message.language, message.codes)).encode()
    for package, name in _SOURCES:
        yield files(package).joinpath(name).read_bytes().replace(b"\r\n", b"\n")


def fingerprint() -> str:
    """A short hash over everything that the classifier is made of, as it lies there now."""
    digest = hashlib.sha256()
    for content in _contents():
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()[:8]


def ship(nlp: Language, facts: Mapping[str, Any], folder: Path = FOLDER) -> None:
    """Write the pipeline in spaCy's own form: config.cfg, meta.json, and the weights.

    ``facts``: what ``nlp.classifier.facts`` gives back, the fingerprint taken before the training.
    """
    nlp.meta["name"] = "incidents"
    nlp.meta["description"] = (
        "Incident types of messages to a police line (docs/reading-incidents.md)"
    )
    nlp.meta["earwitness"] = dict(facts)
    # The vocabulary and the tokeniser hold nothing that was learned.
    nlp.to_disk(folder, exclude=["vocab", "tokenizer"])
