"""A small text grammar: rules with alternatives, expanded at random into units to be spoken.

    >>> grammar = Grammar(parse("@hello\\nGood [day|day], {who}.\\n@who\\nsir"), {})
    >>> grammar.expand("hello", random.Random(1))
    'Good day, sir.'

A word that is written otherwise than it is read stands as `<written/spoken>`: `<12/twelve>`.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files

from ..speech import Unit

Slot = Callable[[random.Random], str]

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_REFERENCE = re.compile(r"\{(\w+)\}")
_MARKED = re.compile(r"<([^/<>]+)/([^<>]+)>")
#: "a" before a vowel sound: not "a one-way street", "a European", "a uniform"; but "an hour".
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiouAEIO]|hour|honest)(?!one|eu|Eu|uni|us[eu]|I )")
_ENGLISH_PIECE = re.compile(r"(<[^<>]+>\S*|\S+)")
_CHINESE_PIECE = re.compile(r"(<[^<>]+>|[A-Za-z]+|[^\s])([，。？！、]*)")


def parse(text: str) -> dict[str, list[str]]:
    """Rules by name from "@name" headers and the lines under them; "#" begins a comment line."""
    rules: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("@"):
            name = line[1:].strip()
        elif line.strip() and not line.startswith("#"):
            rules.setdefault(name, []).append(line.strip())
    return rules


def load(resource: str) -> dict[str, list[str]]:
    """The rules in a text file beside this module."""
    return parse((files(__package__) / resource).read_text(encoding="utf-8"))


class Grammar:
    """Rules, and slots that make numbers, plates and the like."""

    def __init__(self, rules: Mapping[str, Sequence[str]], slots: Mapping[str, Slot]) -> None:
        self.rules = rules
        self.slots = slots

    def expand(self, rule: str, rng: random.Random) -> str:
        """One way to say `rule`, marked up."""
        if rule in self.slots:
            return self.slots[rule](rng)
        text = rng.choice(self.rules[rule])
        while "[" in text:
            text = _CHOICE.sub(lambda found: rng.choice(found.group(1).split("|")), text)
        return _REFERENCE.sub(lambda found: self.expand(found.group(1), rng), text)

    def references(self, rule: str, rng: random.Random) -> list[str]:
        """The names that one random alternative of `rule` refers to, in order."""
        return _REFERENCE.findall(rng.choice(self.rules[rule]))

    def words(self) -> set[str]:
        """Every word that stands in the rules themselves."""
        text = " ".join(line for lines in self.rules.values() for line in lines)
        return set(re.findall(r"[A-Za-z][A-Za-z'-]*", _REFERENCE.sub(" ", text)))


def english_units(text: str) -> list[Unit]:
    """
    >>> english_units("My flat is <12/twelve> <B/bee>.")[2:]
    [Unit(spoken='is', written='is'), Unit(spoken='twelve', written='12'), Unit(spoken='bee.', written='B.')]
    """
    text = re.sub(r"\s+([,.?!])", r"\1", re.sub(r"\s+", " ", text)).strip()
    text = _ARTICLE.sub(r"\1n ", text)
    return [_unit(piece) for piece in _ENGLISH_PIECE.findall(_split_marked(text))]


def _split_marked(text: str) -> str:
    """The spaces inside a marked word's spoken part protected, so that it stays one piece."""
    return _MARKED.sub(lambda found: found.group().replace(" ", "_"), text)


def _unit(piece: str) -> Unit:
    marked = _MARKED.match(piece)
    if not marked:
        return Unit(piece, piece)
    tail = piece[marked.end() :]
    return Unit(marked.group(2).replace("_", " ") + tail, marked.group(1) + tail)


def chinese_units(text: str) -> list[Unit]:
    """
    >>> chinese_units("好，<12/十二>。")
    [Unit(spoken='好，', written='好，'), Unit(spoken='十二。', written='12。')]
    """
    units = []
    for piece, tail in _CHINESE_PIECE.findall(text):
        marked = _MARKED.fullmatch(piece)
        spoken, written = (marked.group(2), marked.group(1)) if marked else (piece, piece)
        units.append(Unit(spoken + tail, written + tail))
    return units
