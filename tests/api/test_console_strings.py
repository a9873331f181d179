"""The console speaks two languages completely, and knows every code that the system uses."""

from __future__ import annotations

import re
from importlib import resources
from string import Formatter

import pytest

from api.console.describe import machine_reason
from api.console.language import LANGUAGES, _load, strings_of
from api.console.queue_page import FILTERS, LISTS
from api.console.schema import INCIDENT_TYPES, LEAVES
from api.permissions import Purpose
from api.review_moves import Act, Disposition, LinkKind, Status
from nlp import patterns
from nlp.catalogue import incident_types
from voice_intake.stages import State


def placeholders(words: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    """No sentence is missing in one language or forgets what the other one says."""
    english, chinese = _load("en"), _load("zh-HK")
    assert english.keys() == chinese.keys()
    for key, words in english.items():
        assert placeholders(words) == placeholders(chinese[key]), key


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_code_has_words(language: str) -> None:
    """States, acts, dispositions, links, lists, districts, incidents: none is shown as a code."""
    table = strings_of(language).table
    needed = [f"state.{state.value}" for state in State]
    needed += [f"status.{status.value}" for status in Status]
    needed += [f"{prefix}.{act.value}" for act in Act for prefix in ("act", "act.done")]
    needed += [f"history.act.{act.value}" for act in Act]
    needed += [f"disposition.{item.value}" for item in Disposition]
    needed += [f"link_kind.{item.value}" for item in LinkKind]
    needed += [f"purpose.{item.value}" for item in Purpose]
    needed += [f"list.{name}" for name in LISTS]
    needed += [f"{prefix}.{code}" for prefix, codes in FILTERS.values() for code in codes]
    for leaf in (leaf for leaves in LEAVES.values() for leaf in leaves):
        needed += [f"{leaf.words}.{code}" for code in leaf.choices]
        needed += [f"leaf.{leaf.path}"] if leaf.path else []
    assert [key for key in needed if key not in table] == []


def test_every_rule_of_urgency_has_words() -> None:
    """Why the machine ranked a message so is never shown as the name of a rule or a cue."""
    source = resources.files("nlp").joinpath("urgency.py").read_text("utf-8")
    rules = {"classifier", *re.findall(r'"urgency\.([a-z_]+)"', source)}
    assert len(rules) > 10
    assert [rule for rule in sorted(rules) if f"urgency_rule.{rule}" not in _load("en")] == []


def test_every_cue_of_urgency_has_words() -> None:
    """An escalation that the machine raised shows no code, whatever cue or incident raised it."""
    cues = {pattern.value for pattern in patterns.load() if pattern.kind == "urgency"}
    cues |= {"reads_emergency", "reads_grave", "reads_priority", "weapon", "injury"}
    told = {"danger", "violence", "child", "follow", "device", "threat", "worry"}
    for language in LANGUAGES:
        words = strings_of(language)
        assert [cue for cue in sorted(cues) if f"urgency_cue.{cue}" not in words.table] == []
        assert [cue for cue in told if f"urgency_rule.{cue}_told" not in words.table] == []
        codes = "; ".join(("reads_grave", "in_progress", "assault"))
        assert "_" not in machine_reason(codes, words)
        assert "assault" not in machine_reason(codes, words).split("; ")


def test_every_key_of_the_templates_has_words() -> None:
    """A key that a template names is in the string files."""
    table = _load("en")
    folder = resources.files("api.console") / "templates"
    for file in folder.iterdir():
        keys = re.findall(r'\bt\("([a-z_.]+)"[,)]', file.read_text(encoding="utf-8"))
        keys += re.findall(r"\bt\('([a-z_.]+)'[,)]", file.read_text(encoding="utf-8"))
        assert [key for key in keys if key not in table] == [], file.name


def test_the_incident_types_to_choose_from_are_those_that_the_machine_knows() -> None:
    """An officer can choose each type that the reading knows, and no other."""
    assert set(INCIDENT_TYPES) == set(incident_types())
