"""The questions for a call back: what really is missing, in the order of asking, in the caller's language."""

from __future__ import annotations

import pytest

from nlp.missing import _ORDER
from tests.nlp.conftest import Read


def asked(read: Read, text: str, **options: str) -> list[str]:
    """The questions of a text."""
    return [m["question"] for m in read(text, **options)["missing"]]


@pytest.mark.parametrize(
    "text",
    ["someone stole my phone", "two men robbed me", "a car hit me and drove off", "我俾人打劫", "我阿媽唔見咗",
     "someone is dealing drugs", "樓上好嘈"],
)  # fmt: skip
def test_questions_come_in_the_order_of_asking(read: Read, text: str) -> None:
    """Where first, the telephone number last."""
    questions = asked(read, text)
    assert questions == sorted(questions, key=_ORDER.index)
    assert questions[0] == "where"
    assert questions[-1] == "callback"


@pytest.mark.parametrize(
    ("text", "not_asked"),
    [
        ("two men robbed me at knifepoint on Shanghai Street ten minutes ago one was tall wearing a black jacket they ran "
         "towards Jordan they took my phone nobody was hurt call me on 50123456",
         {"where", "when", "in_progress", "weapon", "suspect", "direction", "injury", "property", "callback"}),
        ("a white van plate AB1234 is parked on the pavement on Fa Po Street every morning", {"where", "plate", "vehicle", "in_progress", "when"}),
        ("I transferred eighty thousand dollars to a scammer who called me on whatsapp yesterday", {"where", "amount", "how_paid", "suspect_contact", "when"}),
        ("my mother is seventy eight she has dementia she has not come home since this morning wearing a purple jacket", {"person_look", "health"}),
        ("三個男人而家喺旺角朗豪坊門口打交 冇武器 有人流血", {"where", "in_progress", "weapon", "injury"}),
        ("what time does Mong Kok police station open tomorrow morning please", {"where", "topic"}),
        ("I don't want to leave my name somebody sells drugs in Kwun Tong", {"callback"}),
        ("my black Giant mountain bike was stolen at Mong Kok station exit B2 last night", {"where", "when", "property_look"}),
    ],
)  # fmt: skip
def test_what_was_said_is_not_asked_again(read: Read, text: str, not_asked: set[str]) -> None:
    """By a finding, or by words that answer without being one."""
    assert not_asked & set(asked(read, text)) == set()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("someone stole my phone in Mong Kok", "where"),
        ("a car hit me on Nathan Road and drove off", "plate"),
        ("a man robbed me", "suspect"),
        ("my son is missing", "person_look"),
        ("three men are fighting outside", "injury"),
        ("我俾人呃咗錢", "amount"),
    ],
)
def test_what_was_not_said_is_asked(read: Read, text: str, question: str) -> None:
    """An area is no place to send anybody to; "a man" is no description."""
    assert question in asked(read, text)


def test_nothing_is_asked_of_an_empty_message(read: Read) -> None:
    """Silence, and a wrong number, call for no question."""
    assert asked(read, "") == asked(read, "sorry wrong number bye") == []


@pytest.mark.parametrize(
    "text", ["i took all my medicine by mistake and i feel sleepy", "我車牌係 A B 一二三四 佢嗰架係粵Z 七八九零港"]
)  # fmt: skip
def test_the_place_is_asked_of_whatever_is_told(read: Read, text: str) -> None:
    """An emergency or a vehicle is asked about, whether or not an incident was recognised."""
    assert asked(read, text)[0] == "where"


def test_questions_are_written_in_the_callers_language(read: Read) -> None:
    """English and Chinese always; another language where the caller speaks it and the question is written in it."""
    text = "my bike was stolen"
    assert set(read(text)["missing"][0]["prompt"]) == {"en", "zh", "zh-Hans"}
    for language in ("tl", "id", "hi", "ur", "ne", "th", "vi", "pa"):
        prompt = read(text, language=language)["missing"][0]["prompt"]
        assert set(prompt) == {"en", "zh", "zh-Hans", language}


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("頭先喺彌敦道有個男人搶咗我條金鏈走咗去地鐵站嗰邊", "direction"),
        ("我媽媽唔見咗佢七十六歲有腦退化", "health"),
        ("我執到一個手袋喺巴士站我而家攞住", "where_now"),
        ("有人冒充公安骗我我转了四次一共二十八万", "how_paid"),
        ("someone stole my road bike from java road it was a black giant", "property_look"),
        ("my father paid a man six hundred thousand who came to his door and said i was in jail", "suspect_contact"),
    ],
)  # fmt: skip
def test_what_was_told_in_other_words_is_not_asked(read: Read, text: str, question: str) -> None:
    """Where he went, what ails her, who keeps it, how it was paid, how they came."""
    assert question not in [asked["question"] for asked in read(text)["missing"]]
