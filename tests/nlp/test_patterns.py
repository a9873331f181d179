"""Every line of every pattern file keeps its promise."""

from __future__ import annotations

import re

import pytest
from spacy.vocab import Vocab

from nlp import patterns
from nlp.catalogue import incident_types, questions
from nlp.components.cues import CueMatcher
from nlp.normalise import fold
from nlp.notes import Notes, attach
from nlp.pipeline import Tokeniser


@pytest.fixture(scope="module")
def matcher() -> CueMatcher:
    """The compiled patterns alone, without the other components."""
    return CueMatcher()


@pytest.mark.parametrize("pattern", patterns.load(), ids=lambda pattern: pattern.name)
def test_a_pattern_matches_its_own_example(matcher: CueMatcher, pattern: patterns.Pattern) -> None:
    """The example beside a pattern is found by that pattern, not by another one."""
    example = pattern.example.replace("<", " <").split(" <")
    text = "".join(part.split(">", 1)[-1] if i else part for i, part in enumerate(example))
    notes = Notes(original=text, folded=fold(text))
    attach(Tokeniser(Vocab())(notes.folded), notes)
    assert pattern.name in {cue.rule for cue in matcher.match(notes)}


def test_pattern_names_are_unique() -> None:
    """A rule's name in the evidence points at one line."""
    names = [pattern.name for pattern in patterns.load()]
    assert sorted(set(names)) == sorted(names)


def test_every_incident_type_has_cues_in_english_and_in_chinese() -> None:
    """No code of the list is out of reach of either language; ``other`` is for officers alone."""
    told: dict[str, set[bool]] = {}
    for pattern in patterns.load():
        if pattern.kind == "incident":
            for pieces in pattern.phrases:
                told.setdefault(pattern.value, set()).update(piece.isascii() for piece in pieces)
    assert set(told) == set(incident_types()) - {"other"}
    assert all(scripts == {True, False} for scripts in told.values())


def test_every_question_that_is_asked_has_its_prompts() -> None:
    """Prompts exist in English and in Chinese for whatever an incident type asks."""
    for kind in incident_types().values():
        for name in kind.asks:
            assert {"en", "zh"} <= set(questions()[name])


def test_what_a_type_supersedes_is_in_the_list() -> None:
    """The catalogue names no type that it does not have."""
    known = set(incident_types())
    assert all(set(kind.supersedes) <= known for kind in incident_types().values())


def test_templates_expand_groups_options_and_classes() -> None:
    """The template language does what its docstring says."""
    assert patterns.expand("(a|b) c(d|)") == ["a cd", "a c", "b cd", "b c"]
    assert "the car" in patterns.expand("the {car}")


def test_a_phrase_that_stands_for_many_is_a_regex_that_means_the_same() -> None:
    """What would be too many phrases is matched as a regex: options, classes and gaps included."""
    template = "(took|stole) (my |our |) (red |) {bike} ... (again|cut the lock)"
    first, last = template.split("...")
    assert patterns.stands_for("(a|b) c(d|)") == 4
    regex = re.compile(patterns.as_regex(template, 3))
    for phrase in patterns.expand(first):
        assert regex.search(f"yes he {phrase} at three, {patterns.expand(last)[0]} sir")
    assert regex.search("they stole our red bike and cut the lock")
    assert not regex.search("they stole our red bike. he did it again")
    assert not regex.search("they stole our red bike on the very same day again")
    assert not regex.search("mistook my bike again")
