"""Plates, phones, names, amounts, people, property: however they are said."""

from __future__ import annotations

import pytest

from nlp.components.things.amounts import amount
from nlp.normalise import chinese_number, english_number, fold
from tests.nlp.conftest import Read


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("plate AB1234", "AB1234"),
        ("a van AB 1234 drove off", "AB1234"),
        ("alpha bravo one two three four", "AB1234"),
        ("the plate is A B one two double three", "AB1233"),
        ("車牌 A B 一二三四", "AB1234"),
        ("車牌係HB二零九三", "HB2093"),
        ("tango yankee eight eight one two", "TY8812"),
    ],
)
def test_a_plate_is_read_however_spelled(read: Read, text: str, plate: str) -> None:
    """Written, spelled, by the phonetic alphabet, in Chinese digits."""
    assert [v["plate"] for v in read(text)["vehicles"] if v["plate"]] == [plate]


@pytest.mark.parametrize(
    "text", ["at 9 am 30 people", "HK 3000 dollars", "a 24 hour shop", "MTR exit B2", "flat AB"]
)
def test_other_letters_and_digits_are_no_plates(read: Read, text: str) -> None:
    """Times, sums, exits and flats stay what they are."""
    assert [v["plate"] for v in read(text)["vehicles"] if v["plate"]] == []


@pytest.mark.parametrize(
    "text",
    [
        "call me on 5012 3456",
        "my number is five zero one two three four five six",
        "+852 5012 3456",
        "電話五零一二三四五六",
        "我电话是 50123456",
        "five zero one two, three four five six",
    ],
)
def test_a_phone_number_is_read_however_spoken(read: Read, text: str) -> None:
    """Eight digits in any form."""
    assert [p["number"] for p in read(text)["phones"]] == ["50123456"]


def test_double_digits_are_doubled(read: Read) -> None:
    """ "Double five" is two fives."""
    report = read("my number is five zero double five one two three four")
    assert [p["number"] for p in report["phones"]] == ["50551234"]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("三千蚊", 3000), ("三千五百蚊", 3500), ("三千五蚊", 3500), ("成十萬蚊", None),
        ("十二萬元", 120_000), ("$3,000", 3000), ("two grand", 2000),
        ("three thousand dollars", 3000), ("five hundred hong kong dollars", 500), ("20k dollars", 20_000),
    ],
)  # fmt: skip
def test_amounts_become_dollars(said: str, value: int | None) -> None:
    """In both languages; what is no number is none."""
    assert amount(fold(said)) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("十二", 12),
        ("廿五", 25),
        ("一二三", 123),
        ("一百零五", 105),
        ("二万", 20_000),
        ("好", None),
    ],
)
def test_chinese_numbers(said: str, value: int | None) -> None:
    """Read as counted or as spelled."""
    assert chinese_number(said) == value


def test_english_numbers() -> None:
    """Words, digits and their mixture."""
    assert english_number(["two", "hundred", "and", "five"]) == 205
    assert english_number(["8", "hundred"]) == 800
    assert english_number(["hello"]) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name is Peter Wong you can call me", "Peter Wong"),
        ("this is Mrs Leung I want to report", "Mrs Leung"),
        ("我叫陳大文", "陳大文"),
        ("我姓陳，我想報案", "陳"),
        ("this is about my neighbour", None),
        ("I am calling about noise", None),
    ],
)
def test_the_callers_name(read: Read, text: str, name: str | None) -> None:
    """As said, and never a word that only follows "I am"."""
    assert read(text)["contact"]["name"] == name


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("please call me back", "yes"),
        ("please don't call me back", "no"),
        ("唔好打返俾我", "no"),
        ("請打返俾我", "yes"),
        ("不要打电话给我", "no"),
        ("thank you", "unknown"),
    ],
)
def test_the_wish_to_be_called(read: Read, text: str, wish: str) -> None:
    """A refusal holds the words of the wish and wins over it."""
    assert read(text)["contact"]["callback"] == wish


def test_who_wants_to_stay_anonymous_is_heard(read: Read) -> None:
    """In both languages."""
    assert read("I'd like to remain anonymous")["contact"]["anonymous"]
    assert read("我想匿名舉報")["contact"]["anonymous"]


def test_a_person_is_described(read: Read) -> None:
    """Sex, count, age and clothes, with the words for each."""
    people = read("two men about 30 years old wearing black jackets robbed me")["people"]
    suspect = next(p for p in people if p["role"] == "suspect")
    assert (suspect["sex"], suspect["count"], suspect["age"]) == ("male", 2, "30")
    assert suspect["description"].startswith("black jackets")
    assert any(p["role"] == "victim" and p["is_caller"] for p in people)


def test_a_stolen_thing_has_its_value(read: Read) -> None:
    """The item, that it was stolen, and the sum said beside it."""
    item = read("my laptop was stolen it cost eight thousand dollars")["property"][0]
    assert (item["item"], item["status"], item["value_hkd"]) == ("laptop", "stolen", 8000)


def test_missing_asks_for_what_was_not_said(read: Read) -> None:
    """A bare theft asks where first; a full one no longer does."""
    bare = read("my bike was stolen")["missing"]
    assert bare[0]["question"] == "where"
    assert {"en", "zh"} <= set(bare[0]["prompt"])
    full = read("my bike was stolen at Mong Kok station exit B2 last night, call 50123456")
    assert not {"where", "when", "callback"} & {m["question"] for m in full["missing"]}


SMALL_TALK = [
    "hello hello can you hear me", "wrong number sorry bye", "thank you very much", "喂？聽唔聽到？",
    "打錯咗，唔好意思", "不好意思打错了", "testing one two three", "happy new year", "你食咗飯未", "今天天气很好",
]  # fmt: skip


@pytest.mark.parametrize("text", SMALL_TALK)
def test_small_talk_is_no_incident(read: Read, text: str) -> None:
    """Nothing is found where nothing is told."""
    report = read(text)
    assert report["incident_types"] == report["locations"] == report["phones"] == []
    assert report["urgency"]["level"] == "routine"
