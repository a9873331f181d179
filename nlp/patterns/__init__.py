"""The patterns, one named pattern a line of a ``*.jsonl`` file, each with an example it must match.

A line has ``name``, ``kind`` (which component reads it), ``value``, ``phrases`` and/or ``regex``,
``example`` and, where wanted, ``weight`` (0..1, how sure the words alone make us), ``gap`` and ``facts``.
Phrases are written in a small template language::

    (was|got|has been) stolen       alternatives; an empty one makes the group optional
    stole ... {bicycle}             up to GAP tokens between; a class of words from words.jsonl

Everything is folded as messages are (``nlp.normalise.fold``), so either script matches both. A phrase
that stands for very many is compiled to a regex of the same meaning.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from nlp.normalise import fold, fold_all

#: Words that may stand where a phrase says ``...``.
GAP = 7
#: One phrase may stand for so many; more is a mistake in the line.
MAX_EXPANSIONS = 60000
#: A phrase that stands for more than this is matched as a regex.
MANY = 300
_CLASS = re.compile(r"\{(\w+)\}")
_SIGNS = re.compile(r"[(|)]")
_SPACES = re.compile(r"([\w',-]?)\s+")
#: Stands for a space that may be there already, until groups are written as groups of a regex.
_MAYBE = "\0"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line, compiled."""

    name: str
    kind: str
    value: str
    example: str
    #: Each phrase as the templates of its pieces; between two pieces there may be a gap.
    phrases: tuple[tuple[str, ...], ...]
    regex: re.Pattern[str] | None = None
    weight: float = 0.8
    #: Words that may stand in a gap of this line.
    gap: int = GAP
    facts: Mapping[str, Any] = field(default_factory=dict)


def _lines(name: str) -> Iterator[dict[str, Any]]:
    for line in files(__package__).joinpath(name).read_text("utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def file_names() -> list[str]:
    """The pattern files, sorted; ``words.jsonl`` holds classes instead."""
    return sorted(
        item.name
        for item in files(__package__).iterdir()
        if item.name.endswith(".jsonl") and item.name != "words.jsonl"
    )


def fingerprint() -> str:
    """A short hash over all pattern files; part of the pipeline's version."""
    digest = hashlib.sha256()
    for name in [*file_names(), "words.jsonl"]:
        digest.update(files(__package__).joinpath(name).read_bytes())
    return digest.hexdigest()[:8]


@lru_cache(maxsize=1)
def word_classes() -> dict[str, str]:
    """Class name -> template group of its words."""
    return {
        line["name"]: fold("(" + "|".join(line["words"]) + ")") for line in _lines("words.jsonl")
    }


def with_classes(template: str) -> str:
    """The template with the words of its classes written out."""
    return _CLASS.sub(lambda match: word_classes()[match[1]], template)


def expand(template: str) -> list[str]:
    """All phrases that a template stands for, folded."""
    template = with_classes(template)
    results, _ = _alternatives(template, 0, top=True)
    if len(results) > MAX_EXPANSIONS:
        raise ValueError(f"{template[:60]!r}... stands for {len(results)} phrases; split the line")
    phrases = (re.sub(r"\s+", " ", phrase).strip() for phrase in results)
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


def _alternatives(template: str, at: int, *, top: bool) -> tuple[list[str], int]:
    """Parse from ``at`` to the group's end; returns the expansions and where it ended."""
    done: list[str] = []
    current = [""]
    while at < len(template):
        character = template[at]
        if character == "(":
            inner, at = _alternatives(template, at + 1, top=False)
            current = [left + right for left in current for right in inner]
        elif character == "|":
            done += current
            current = [""]
        elif character == ")" and not top:
            return done + current, at + 1
        else:
            current = [left + character for left in current]
        at += 1 if character != "(" else 0
    return done + current, at


def stands_for(template: str) -> int:
    """How many phrases a template stands for, at most; counted, not written out."""
    total, product = 0, 1
    stack: list[tuple[int, int]] = []
    for sign in _SIGNS.findall(template):
        if sign == "(":
            stack.append((total, product))
            total, product = 0, 1
        elif sign == "|":
            total, product = total + product, 1
        elif stack:
            inside = total + product
            total, product = stack.pop()
            product *= inside
    return total + product


def as_regex(template: str, gap: int) -> str:
    """A folded template of Latin words as a regex; a gap stays inside the sentence."""
    template = with_classes(template)
    pieces = [
        _SPACES.sub(_space, piece.strip()).replace("(", "(?:").replace(_MAYBE, r"(?:(?<=\s)|\s+)")
        for piece in template.split("...")
    ]
    between = r"(?:[\s,;:]+[^\s.?!]+){0,GAP}?[\s,;:]+".replace("GAP", str(gap))
    return r"\b(?:" + between.join(f"(?:{piece})" for piece in pieces) + r")\b"


def _space(match: re.Match[str]) -> str:
    """Behind a word a space; beside an optional group, where a space stands twice in the template and
    once in the text, one that may be there already."""
    return match[1] + r"\s+" if match[1] else _MAYBE


def _compile(line: Mapping[str, Any]) -> Pattern:
    gap = line.get("gap", GAP)
    phrases, regexes = [], [line["regex"]] if line.get("regex") else []
    for folded in fold_all(line.get("phrases", ())):
        if folded.isascii() and any(_many(piece) for piece in folded.split("...")):
            regexes.append(as_regex(folded, gap))
        else:
            phrases.append(tuple(piece.strip() for piece in folded.split("...")))
    regex = "|".join(regexes)
    return Pattern(
        name=line["name"],
        kind=line["kind"],
        value=line.get("value", ""),
        example=line["example"],
        phrases=tuple(dict.fromkeys(phrases)),
        regex=re.compile(fold_regex(regex)) if regex else None,
        weight=line.get("weight", 0.8),
        gap=gap,
        facts=line.get("facts", {}),
    )


def _many(piece: str) -> bool:
    return stands_for(with_classes(piece)) > MANY


def fold_regex(regex: str) -> str:
    """A regex with its Han characters folded; escapes keep their case."""
    return re.sub(r"[^\x00-\x7f]+", lambda match: fold(match.group()), regex)


@lru_cache(maxsize=1)
def load() -> tuple[Pattern, ...]:
    """Every pattern of every file."""
    return tuple(_compile(line) for name in file_names() for line in _lines(name))
