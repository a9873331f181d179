"""Regexes that are tried only where they can begin find what they find when tried everywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import patterns
from nlp.components.places.forms import FORMS
from nlp.normalise import fold
from nlp.openings import Regexes, is_foreign, needles, openings

#: Beginnings that are optional, repeated, looked behind, of classes; endings that reach far.
ODD = [
    r"\b(?:don't|do not) call", r"(?<!he )\b(?:please |just )*call(?: me)?", r"\d{1,2} ?(?:am|pm)\b",
    r"(?:hk)?\$ ?(\d[\d,]*)", r"[唔不](?:想|要)留?", r"(?:喺|在)?(?:旺|觀).", r"a*?b+", r"(a|b)\1", r"x*",
    r"(?=c)\w+", r"[^a-z ]+", r"(?i:Call) me", r"\s+me", r".ll", r"(?:ab?){2,3}c", r"\bme$", r"^please",
    r"\b's (?:me|call)", r"(?>ab|a)c", r"\w+ me", r"[a-z]all", r"(?:a|)call",
]  # fmt: skip
PIECES = [
    "call", " me", "please ", "just ", "he ", "don't ", "do not ", "9", "٣", "12", " ", "\u00a0", "\n",
    "am", "hk", "$", "'s ", "唔", "想", "留", "喺", "旺角", "a", "b", "c", "ab", "x", ".", ",", "_", "é",
]  # fmt: skip


def tried_everywhere(regexes: list[re.Pattern[str]], text: str) -> list[tuple[int, re.Match[str]]]:
    return [(n, match) for n, regex in enumerate(regexes) for match in regex.finditer(text)]


def shown(found: list[tuple[int, re.Match[str]]]) -> list[tuple[int, tuple[int, int], object]]:
    return [(number, match.span(), match.groupdict()) for number, match in found]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_odd_regexes_find_the_same(text: str) -> None:
    """Lookbehinds, boundaries, repeats, digits and spaces of any script, empty matches."""
    regexes = [re.compile(one) for one in ODD]
    assert shown([*Regexes(regexes).find(text)]) == shown(tried_everywhere(regexes, text))


@pytest.fixture(scope="module")
def ours() -> tuple[Regexes, list[re.Pattern[str]]]:
    regexes = [pattern.regex for pattern in patterns.load() if pattern.regex is not None]
    return Regexes(regexes), regexes


EXAMPLES = [fold(re.sub(r"<[^>]*>", "", pattern.example)) for pattern in patterns.load()]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(EXAMPLES), st.integers(0, 30)), min_size=1, max_size=4))
def test_the_patterns_find_the_same(
    ours: tuple[Regexes, list[re.Pattern[str]]], said: list[tuple[str, int]]
) -> None:
    """Their examples, cut anywhere and run together."""
    text = "".join(example[cut:] for example, cut in said)
    assert shown([*ours[0].find(text)]) == shown(tried_everywhere(ours[1], text))


def test_a_beginning_is_as_long_as_it_helps() -> None:
    """Four letters or two Han characters; no beginning where a match may be empty."""
    none: frozenset[str] = frozenset()
    assert openings(re.compile(r"\b(?:calling|don't) me")) == (none, frozenset({"call", "don'"}))
    assert openings(re.compile(r"唔(?:想|使)留|\d点")) == (frozenset({"唔想", "唔使", "0点"}), none)
    assert openings(re.compile(r"(?:the )?man")) == (frozenset({"the ", "man"}), none)
    for anything in (r"x*", r".+", r"\w+ is", r"(?i)call"):
        assert openings(re.compile(anything)) == (none, none)


def test_each_alternative_has_a_boundary_of_its_own() -> None:
    """The English half of a regex is looked for where words begin, the Chinese half anywhere."""
    regex = re.compile(r"(?:\bcall me|唔使)|\bme\b")
    assert openings(regex) == (frozenset({"唔使"}), frozenset({"call", "me"}))
    found = [match.span() for _, match in Regexes([regex]).find("唔使call me 唔使 me time")]
    assert found == [match.span() for match in regex.finditer("唔使call me 唔使 me time")]


def test_what_needs_a_character_beyond_ascii_is_told() -> None:
    """Every alternative has one: in a class, a group or a part that must be there."""
    for foreign in (r"唔使", r"a*(?:喺|在)b", r"[一-龥]{1,3}x", r"(?:唔|[不没])+|a好"):
        assert is_foreign(re.compile(foreign)), foreign
    for ascii_too in (
        r"唔?x",
        r"唔|a",
        r"[^a]",
        r"[唔a]",
        r"(?=唔).",
        r"\w",
        r"(?i:唔)",
        r"(唔)*a",
    ):
        assert not is_foreign(re.compile(ascii_too)), ascii_too


def test_what_every_match_holds_is_told() -> None:
    """The longest of what must be there, of each alternative; nothing of what need not be."""
    assert needles(re.compile(r"\b(?:the )?lamp ?post (\d+)|灯柱")) == {"post ", "灯柱"}
    assert needles(re.compile(r"[a-z]+ house\b|\d(?:座|栋)")) == {" house", "座", "栋"}
    for nothing in (r"\d+", r"(?:flat|room)?\d", r"flat|\d", r"(?i)flat", r"[^f]", r"(?!flat)."):
        assert needles(re.compile(nothing)) == frozenset(), nothing


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=3).map(" ".join))
def test_a_text_without_what_a_match_holds_has_no_match(text: str) -> None:
    """Of the forms of locators, which are passed over so."""
    for form in FORMS.values():
        for match in form.finditer(text):
            assert any(needle in match.group() for needle in needles(form))


def test_hardly_any_pattern_is_tried_everywhere(
    ours: tuple[Regexes, list[re.Pattern[str]]],
) -> None:
    """A regex that may begin anyhow slows every message: give it words to begin with."""
    names = [pattern.name for pattern in patterns.load() if pattern.regex is not None]
    assert len(ours[0]._anyhow) <= 0.05 * len(names), [names[n] for n in ours[0]._anyhow]
