"""The urgency pipeline's tokeniser: it leaves the features that the architecture then sums.

The architecture is the incident classifier's (``nlp.classifier.model``), which takes a doc's features
from the doc where they lie there already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp.classifier.model import _CACHE, Tokeniser
from nlp.urgency_classifier.features import extract_dangers

#: Hash buckets, a power of two; the same as in nlp/training/urgency.cfg.
BUCKETS = 131072


class DangerTokeniser(Tokeniser):
    """Folded text in; tokens with the features of danger out."""

    def __init__(self, vocab: Vocab) -> None:
        super().__init__(vocab)

    def __call__(self, text: str) -> Doc:
        doc = super().__call__(text)
        doc.user_data[_CACHE] = extract_dangers([token.text for token in doc], BUCKETS)
        return doc


@spacy.registry.tokenizers("earwitness.danger_tokeniser.v1")
def make_tokeniser() -> Callable[[Any], DangerTokeniser]:
    """For ``[nlp.tokenizer]`` of urgency.cfg."""
    return lambda nlp: DangerTokeniser(nlp.vocab)
