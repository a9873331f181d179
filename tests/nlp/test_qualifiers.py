"""Marked-up sentences: what is denied, supposed, told by others or long ago is marked so."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read, marked

SENTENCES = [
    # denied: never "yes"
    "nobody had a <weapon no>knife</weapon>",
    "I didn't see any <weapon no>weapon</weapon>",
    "he ran off but he had no <weapon no>gun</weapon> on him",
    "they were not carrying <weapon no>knives</weapon>",
    "there was no <injury no>blood</injury> and nobody was <injury no>hurt</injury>",
    "none of the passengers were <injury no>injured</injury>",
    "luckily I was not <injury no>hurt</injury>",
    "我冇見到有<weapon no>刀</weapon>",
    "佢哋冇<weapon no>武器</weapon>",
    "他们没有<weapon no>刀</weapon>",
    "冇人<injury no>受傷</injury>",
    "没有人<injury no>受伤</injury>，我也没有<injury no>流血</injury>",
    # supposed: no answer
    "if somebody gets <injury unknown>hurt</injury> it will be too late",
    "I'm afraid he may have a <weapon unknown>knife</weapon>",
    "萬一有人<injury unknown>受傷</injury>點算",
    # said so
    "he has a <weapon yes>knife</weapon>",
    "he is not drunk but he has a <weapon yes>knife</weapon>",
    "not only a <weapon yes>knife</weapon>, he had a <weapon yes>gun</weapon> too",
    "I don't know him. He pulled out a <weapon yes>knife</weapon>",
    "佢手上有<weapon yes>刀</weapon>",
    "唔知點解佢攞住把<weapon yes>刀</weapon>",
    "个男人拿着<weapon yes>刀</weapon>",
    "我個仔<injury yes>流血</injury>",
    "he is not breathing, he is <injury yes>unconscious</injury>",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_an_answer_follows_the_qualifier(read: Read, sentence: str) -> None:
    """Weapon and injury say yes, no or unknown as the sentence does, on the marked words."""
    text, marks = marked(sentence)
    report = read(text)
    for kind, values, words in marks:
        answer = report[kind]
        assert answer["value"] in values
        assert any(words in ev["text"] or ev["text"] in words for ev in answer["evidence"])


INCIDENTS = [
    ("nothing was stolen", "theft", None),
    ("冇嘢俾人偷", "theft", None),
    ("last year my flat was burgled", "burglary", ["past"]),
    ("舊年我屋企俾人爆竊", "burglary", ["past"]),
    ("what if somebody is stealing bikes here", "bicycle_theft", ["hypothetical"]),
    ("the security guard told me a man was robbed", "robbery", ["reported"]),
    ("my flat was burgled", "burglary", []),
]


@pytest.mark.parametrize(("text", "code", "qualifiers"), INCIDENTS)
def test_an_incident_carries_its_qualifiers(
    read: Read, text: str, code: str, qualifiers: list[str] | None
) -> None:
    """A denied incident is none; a past, supposed or reported one says so."""
    found = {item["code"]: item["qualifiers"] for item in read(text)["incident_types"]}
    assert found.get(code) == qualifiers


URGENCY = [
    ("a man is stabbing somebody outside my door right now", "emergency"),
    ("救命呀有人斬人", "emergency"),
    ("请马上来，他拿着刀在砍门", "emergency"),
    ("two years ago a man was stabbed here", "routine"),
    ("舊年呢度有人斬人", "routine"),
    ("nobody is fighting and nobody is hurt, it is just noisy", "routine"),
    ("I lost my umbrella on the bus last week", "routine"),
    ("my son is missing since this morning", "priority"),
    ("I just got robbed", "priority"),
]


@pytest.mark.parametrize(("text", "level"), URGENCY)
def test_urgency_heeds_qualifiers_and_fails_upward(read: Read, text: str, level: str) -> None:
    """Present danger raises; what is denied or long over does not."""
    order = ["routine", "priority", "emergency"]
    got = read(text)["urgency"]["level"]
    if level == "priority":
        assert order.index(got) >= 1
    else:
        assert got == level
