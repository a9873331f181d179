"""What people tell of weapons and injuries without those words, and what only sounds like them.

A line of ``danger_lines_LANGUAGE.tsv`` holds what is right of weapon and injury (``y``, ``n``, ``u``:
unknown) and the text. Tools of a trade, toys, things on a stage or in the rubbish are no weapons; threats,
animals and manners of speaking are no injuries.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nlp.conftest import Read

_FOLDER = Path(__file__).parent
_ANSWERS = {"y": "yes", "n": "no", "u": "unknown"}
#: Lines of each language that may be wrong: what is known to be missing.
_MISSED = {"en": 6, "yue": 4, "zh": 4}


@pytest.mark.parametrize("language", ["en", "yue", "zh"])
def test_weapons_and_injuries_are_told_in_many_ways(read: Read, language: str) -> None:
    """Yes, no and unknown are right but for a few lines; what is denied is never yes."""
    wrong = []
    for row in (_FOLDER / f"danger_lines_{language}.tsv").read_text("utf-8").splitlines():
        if row.startswith("#"):
            continue
        weapon, injury, text = row.split("\t")
        report = read(text, language=language)
        for kind, right in (("weapon", weapon), ("injury", injury)):
            value = report[kind]["value"]
            assert (right, value) != ("n", "yes"), text
            if value != _ANSWERS[right]:
                wrong.append((kind, value, text))
    assert len(wrong) <= _MISSED[language], wrong


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a dog's been run over on Tai Po Road and it's bleeding", "unknown"),
        ("a dog bit a man on Tai Po Road and he's bleeding", "yes"),
        ("有隻狗俾車撞到流晒血喺大埔公路", "unknown"),
        ("有隻狗咬咗個行山客，流緊血，喺大埔公路", "yes"),
    ],
)
def test_the_injuries_of_animals_are_nobodys(read: Read, text: str, value: str) -> None:
    """An animal that bleeds is no injury; whom it bites is."""
    assert read(text)["injury"]["value"] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two men are robbing the jeweller in Mong Kok with a hammer", "yes"),
        ("someone on the sixth floor is working with a hammer every night it's the noise", "unknown"),
        ("the robbers have gone but a workman left his hammer in the shop", "unknown"),
    ],
)  # fmt: skip
def test_a_tool_in_a_hand_is_a_weapon_where_people_are_attacked(
    read: Read, text: str, value: str
) -> None:
    """With a robbery the hammer that the men have is a weapon; with noise it is a hammer."""
    assert read(text)["weapon"]["value"] == value
