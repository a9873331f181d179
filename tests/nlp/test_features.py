"""What the classifiers see of a message, and folding many texts at once."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.classifier import features
from nlp.classifier.features import Lexicon, extract
from nlp.normalise import fold, fold_all, tokenise
from nlp.urgency_classifier.features import extract_dangers

TEXT = "my bike was stolen outside 旺角站 there's a man 喺度 with knives"


def tokens_of(text: str) -> list[str]:
    return tokenise(fold(text))[0]


def test_a_feature_lies_in_the_bucket_of_its_name() -> None:
    """Words, pairs, pairs with a gap, pieces of words, and the same of Han characters."""
    rows = set(extract(tokens_of(TEXT), 2**32).rows.tolist())
    words = {"bik", "my bik", "my _ was", "~<sto", "~len>", "旺角", "旺角站", "旺_站", "站ther"}
    assert {name for name in words if crc32(name.encode()) in rows} == words
    assert crc32("站 ther".encode()) not in rows


def test_fewer_buckets_hold_the_same_features() -> None:
    """Two classifiers of different sizes read one extraction: only the modulus differs."""
    tokens = tokens_of(TEXT)
    many, few = extract(tokens, 131072), extract(tokens, 32768)
    assert np.array_equal(many.rows % 32768, few.rows)
    assert np.array_equal(many.at, few.at)
    assert np.array_equal(many.values, few.values)


def test_a_message_is_not_seen_as_the_one_before() -> None:
    """What is kept of one message never answers for another, whoever asks in between."""
    first, second = tokens_of("he has a knife"), tokens_of("she lost her knife")
    features._extracted.cache_clear()
    alone = extract(second, 1024)
    extract(first, 1024)
    extract_dangers(first, 1024)
    again = extract(second, 1024)
    assert np.array_equal(alone.rows, again.rows)
    assert not np.array_equal(alone.rows, extract(first, 1024).rows)


def test_nobody_can_change_what_is_kept() -> None:
    """The arrays of an extraction are shared by its readers, so they are read-only."""
    seen = extract(tokens_of(TEXT), 1024)
    for shared in (seen.at, seen.values):
        with pytest.raises(ValueError, match="read-only"):
            shared[0] = 0


def test_the_longest_phrase_of_the_lexicon_wins_and_its_words_are_spent() -> None:
    """From left to right; a word of a phrase begins no other one."""
    lexicon = Lexicon("nlp.classifier")
    lexicon._kinds = {("a",): ("x",), ("a", "b"): ("y", "z"), ("b",): ("w",)}
    lexicon._lengths = {"a": [2, 1], "b": [1]}
    assert lexicon.find(["a", "b", "a", "c", "b"]) == [
        (0, 2, ("y", "z")), (2, 3, ("x",)), (4, 5, ("w",)),
    ]  # fmt: skip


@given(st.lists(st.text(st.sampled_from("aB`’é旺着妳ﬁß\n\0\ud800 0９裏"), max_size=5), max_size=6))
def test_many_texts_folded_at_once_are_each_folded(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]
