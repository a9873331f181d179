"""Incidents that only the findings tell: what befell a thing, whom a car hit, a fight spoken of as known."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("my phone was taken off the table", {"theft"}),
        ("the fight is at exit c of mong kok station", {"assault", "dispute"}),
        ("佢偷咗我兩千多港幣", {"theft"}),
        ("佢偷咗我二百蚊", {"theft"}),
        ("撞我嗰架係白色的士", {"hit_and_run", "traffic_collision"}),
        ("撞我嗰架係白色私家車車牌AB1234", {"hit_and_run", "traffic_collision"}),
        ("張枱上面部電話俾人攞走咗", {"theft"}),
    ],
)
def test_what_befell_a_thing_tells_the_incident(read: Read, text: str, codes: set[str]) -> None:
    """A report never says "stolen" beside "no recognised incident"."""
    first = read(text)["incident_types"][0]
    assert first["code"] in codes
    assert first["evidence"]


def test_an_incident_of_a_fallback_is_modest_and_has_its_place(read: Read) -> None:
    """It is told as perhaps, with the words that tell it, at the place that was named."""
    report = read("the fight is at exit c of mong kok station")
    [incident] = report["incident_types"]
    assert incident["confidence"] < 0.6
    assert "fight" in incident["evidence"][0]["text"]
    assert report["locations"][0]["role"] == "incident"
    assert report["summary"].startswith("Perhaps ") and report["summary_zh"].startswith("可能")


@pytest.mark.parametrize(
    "text",
    [
        "sorry i found my phone again ignore this", "我部電話喺度搵返咗", "i dropped my phone and cracked it haha anyway see you at seven",
        "mum i left my umbrella at grandma's can you bring it", "i took some medicine and feel bad", "you stole my heart baby",
    ],
)  # fmt: skip
def test_small_talk_and_what_is_taken_back_tell_no_incident(read: Read, text: str) -> None:
    """Things are named in all talk."""
    assert read(text)["incident_types"] == []
