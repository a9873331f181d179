"""Phrases written as templates: what they stand for is found, wherever it stands, and nothing else."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import gazetteer, patterns
from nlp.normalise import phrase_tokens
from nlp.phrases import Phrases

WORDS = ["a", "b", "it's", "stol", "en", "旺", "角", "12", ".", "'", "-"]

Found = set[tuple[int, int, int]]


def written_out(templates: list[str], tokens: list[str]) -> Found:
    """What a search for every phrase at every place finds."""
    found = set()
    for key, template in enumerate(templates):
        for phrase in map(phrase_tokens, patterns.expand(template)):
            for first in range(len(tokens) - len(phrase) + 1):
                if tokens[first : first + len(phrase)] == phrase:
                    found.add((key, first, first + len(phrase)))
    return found


def of(templates: list[str]) -> Phrases:
    phrases = Phrases(patterns.expand)
    for key, template in enumerate(templates):
        phrases.add(key, template)
    return phrases


_WORD = st.sampled_from([*WORDS, *(f"{word} " for word in WORDS), " "])
TEMPLATE = st.recursive(
    _WORD,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(st.one_of(inner, st.just("")), min_size=1, max_size=3).map(
            lambda options: "(" + "|".join(options) + ")"
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(TEMPLATE, min_size=1, max_size=4),
    st.lists(st.sampled_from([*WORDS, "stolen", "aa", "b12", "c"]), max_size=9),
)
def test_templates_find_what_they_stand_for_and_nothing_else(
    templates: list[str], tokens: list[str]
) -> None:
    """Groups, options, groups in groups, edges of groups within a word; twice, for tables are kept."""
    phrases, wanted = of(templates), written_out(templates, tokens)
    for _ in range(2):
        found = [*phrases.find(tokens)]
        assert set(found) == wanted
        assert len(found) == len(wanted)


def test_a_group_within_a_word_makes_words() -> None:
    """ "stol(en|e)" is one word, and "stol en" are two."""
    phrases = of(["(was |)stol(en|e) (my|our|) bike"])
    assert [*phrases.find(["was", "stolen", "our", "bike"])] == [(0, 0, 4), (0, 1, 4)]
    assert [*phrases.find(["stole", "bike"])] == [(0, 0, 2)]
    assert [*phrases.find(["was", "stol", "en", "my", "bike"])] == []


def test_the_brackets_of_a_name_are_signs() -> None:
    """Names are no templates."""
    phrases = Phrases()
    phrases.add_phrase(7, "lei tung (east)")
    assert [*phrases.find(phrase_tokens("at lei tung (east)"))] == [(7, 1, 6)]
    assert [*phrases.find(phrase_tokens("at lei tung east"))] == []


def test_what_is_kept_of_texts_is_let_go_and_found_again() -> None:
    """A process that reads for months keeps no more tables than it may."""
    phrases = of(["a b", "b (c|d)"])
    before = [*phrases.find(["a", "b", "c"])]
    phrases._states |= {frozenset({-n}): phrases._state([1]) for n in range(60_000)}
    assert [*phrases.find(["a", "b", "c"])] == before == [(0, 0, 2), (1, 1, 3)]
    assert len(phrases._states) < 10


def test_patterns_and_names_find_every_phrase() -> None:
    """A sample of the two hundred thousand phrases of the patterns, and of the gazetteer's names."""
    pieces = [piece for p in patterns.load() for phrase in p.phrases for piece in phrase]
    pieces = random.Random(1).sample(pieces, 400)
    templates = [patterns.with_classes(piece) for piece in pieces]
    phrases = of(templates)
    for key, template in enumerate(templates):
        for phrase in patterns.expand(template)[:50]:
            tokens = phrase_tokens(phrase)
            assert (key, 0, len(tokens)) in {*phrases.find(tokens)}, (template, phrase)
    names = random.Random(1).sample(sorted(gazetteer.names()), 400)
    known = Phrases()
    for key, name in enumerate(names):
        known.add_phrase(key, name)
    for key, name in enumerate(names):
        tokens = phrase_tokens(name)
        assert (key, 0, len(tokens)) in {*known.find(tokens)}
