"""Two matters in one message: each thing has the status of its own clause.

A line of ``property_lines.tsv`` holds the things with their status (``wallet=stolen;window=damaged``; ``!jewellery``:
not told of) and the text.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.normalise import fold
from tests.nlp.conftest import Read

_LINES = (Path(__file__).parent / "property_lines.tsv").read_text("utf-8").splitlines()
#: Lines that may be wrong: what is known to be missing.
_MISSED = 4


def _is_right(wanted: str, things: list[tuple[str, str]]) -> bool:
    left = [(fold(item.lower()), status) for item, status in things]
    for one in wanted.split(";"):
        item, _, status = one.partition("=")
        hit = next((t for t in left if fold(item.lstrip("!")) in t[0] and t[1] == status), None)
        if one.startswith("!"):
            continue
        if hit is None:
            return False
        left.remove(hit)
    return not left


def test_each_thing_has_the_status_of_its_own_clause(read: Read) -> None:
    """Stolen, lost, found and damaged things are told apart, nothing more is told, but for a few lines."""
    wrong = []
    for row in _LINES:
        if row.startswith("#"):
            continue
        wanted, text = row.split("\t")
        things = [(thing["item"], thing["status"]) for thing in read(text)["property"]]
        if not _is_right(wanted, things):
            wrong.append((things, text))
    assert len(wrong) <= _MISSED, wrong


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("they broke the window and took my bike", [("window", "damaged"), ("bike", "stolen")]),
        ("I took the wrong door and my wallet was stolen", [("wallet", "stolen")]),
        ("my wallet's gone I must have dropped it on the tram", [("wallet", "lost")]),
        ("somebody broke into the shop and all the cameras are gone", [("cameras", "stolen")]),
        ("I lost my bike it was stolen outside the gym", [("bike", "stolen")]),
        ("my bag was stolen my phone is still with me", [("bag", "stolen")]),
    ],
)
def test_what_a_word_of_status_speaks_of(
    read: Read, text: str, things: list[tuple[str, str]]
) -> None:
    """Of what follows or of what was said before; what is still there has none."""
    assert [(thing["item"], thing["status"]) for thing in read(text)["property"]] == things
