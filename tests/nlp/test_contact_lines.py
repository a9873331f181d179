"""The caller's name without "my name is", wishes for a call, hours and anonymity as people put them.

A line of ``contact_lines.tsv`` holds the name (``-``: none), the wish (``y``, ``n``, ``u``), ``a`` for a wish to
stay unnamed, ``+`` for hours that are told, and the text. Names on things that were found, of
neighbours, sons and cheats are not the caller's.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nlp.conftest import Read

_LINES = (Path(__file__).parent / "contact_lines.tsv").read_text("utf-8").splitlines()
_WISHES = {"y": "yes", "n": "no", "u": "unknown"}
#: Lines that may be wrong of each thing asked: what is known to be missing.
_MISSED = 3


def test_who_calls_and_how_they_want_to_be_called(read: Read) -> None:
    """Name, wish, hours and anonymity are right but for a few lines."""
    wrong: dict[str, list[str]] = {"name": [], "callback": [], "anonymous": [], "hours": []}
    for row in _LINES:
        if row.startswith("#"):
            continue
        name, wish, anonymous, hours, text = row.split("\t")
        contact = read(text)["contact"]
        told = {
            "name": (contact["name"] or "-") == name,
            "callback": contact["callback"] == _WISHES[wish],
            "anonymous": contact["anonymous"] is (anonymous == "a"),
            "hours": bool(contact["safe_hours"]) is (hours == "+"),
        }
        for kind, right in told.items():
            if not right:
                wrong[kind].append(text)
    assert all(len(texts) <= _MISSED for texts in wrong.values()), wrong


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I lost my passport on the ferry the name in it is Niamh Geraghty", "Niamh Geraghty"),
        ("I found a passport on the ferry the name in it is Niamh Geraghty", None),
        ("我執到張身份證個名係陳大文 交去邊", None),
        ("我唔見咗張身份證 我個名係陳大文", "陳大文"),
        ("a dog is loose in Lei Cheng Uk. Lei Cheng Uk, block 3", None),
    ],
)
def test_the_name_on_a_thing_is_its_owners(read: Read, text: str, name: str | None) -> None:
    """Whoever lost a passport is the one whose name is in it; whoever found one is not."""
    assert read(text)["contact"]["name"] == name


def test_home_at_seven_is_an_hour_only_where_calls_are_spoken_of(read: Read) -> None:
    """ "I finish at ten" tells when to call only beside a number or a wish."""
    alone = read("he waits for me at work and I finish at ten I'm scared")["contact"]
    called = read("my bike was stolen call me on 5012 3456 I finish at six")["contact"]
    assert (alone["safe_hours"], alone["callback"]) == (None, "unknown")
    assert called["safe_hours"] == "after 18:00"
