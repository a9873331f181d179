"""Things stolen, lost, found or damaged: their words, worth and numbers."""

from __future__ import annotations

import pytest

from nlp.components.things.amounts import amount
from nlp.normalise import fold
from tests.nlp.conftest import Read


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("someone stole my saxophone", [("saxophone", "stolen")]),
        ("I left my umbrella and a blue Herschel backpack on the bus", [("umbrella", "lost"), ("blue Herschel backpack", "lost")]),
        ("my bike got nicked it's a black Giant mountain bike", [("black Giant mountain bike", "stolen")]),
        ("I found a brown leather wallet on the minibus", [("brown leather wallet", "found")]),
        ("someone smashed my shop window and the glass door", [("shop window", "damaged"), ("glass door", "damaged")]),
        ("someone left a phone in my taxi it's an iPhone", [("iPhone", "found")]),
        ("they stole two bottles of whisky", [("bottles of whisky", "stolen")]),
        ("有人偷咗我部iPhone 15 Pro Max同埋個LV手袋", [("iPhone 15 Pro Max", "stolen"), ("LV手袋", "stolen")]),
        ("我喺小巴度漏低咗個黑色背囊", [("黑色背囊", "lost")]),
        ("執到部三星電話 喺沙田公園", [("三星電話", "found")]),
        ("有人打爛咗我架車嘅倒後鏡", [("倒後鏡", "damaged")]),
        ("我在地铁上丢了白色的苹果手机", [("白色的苹果手机", "lost")]),
    ],
)  # fmt: skip
def test_things_with_their_words(read: Read, text: str, things: list[tuple[str, str]]) -> None:
    """Colour, make and material belong to the thing; one that nobody listed is read from its verb."""
    assert [(p["item"], p["status"]) for p in read(text)["property"]] == things


@pytest.mark.parametrize(
    "text",
    [
        "a man wearing glasses and a watch robbed me", "he threatened me by phone", "my phone number is 50123456 someone robbed me",
        "I lost my son in the mall", "I lost my job", "he took the bus", "they broke the law", "有個戴眼鏡嘅男人打劫我",
        "我電話係五零一二三四五六 有人打劫", "he lost his temper",
    ],
)  # fmt: skip
def test_what_is_no_thing_in_question(read: Read, text: str) -> None:
    """What people wear, telephone calls, people and abstractions."""
    assert read(text)["property"] == []


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("$3,000", 3000), ("hk$5,500", 5500), ("$1.2 million", 1_200_000), ("5k", 5000), ("two grand", 2000),
        ("around eight hundred hong kong dollars".removeprefix("around "), 800), ("three and a half thousand dollars", 3500),
        ("half a million dollars", 500_000), ("a hundred and twenty thousand dollars", 120_000), ("a few thousand dollars", None),
        ("三千蚊", 3000), ("三千五百幾蚊", 3500), ("兩萬幾蚊", 20_000), ("幾千蚊", None), ("十幾萬", None), ("一皮嘢", 10_000),
        ("三皮半", 35_000), ("五嚿水", 500), ("一球", 1_000_000), ("萬二蚊", 12_000), ("千五蚊", 1500), ("三萬半", 35_000),
        ("5萬", 50_000), ("1.5万", 15_000), ("八万块钱", 80_000), ("廿萬", 200_000),
    ],
)  # fmt: skip
def test_sums_as_they_are_said(said: str, value: int | None) -> None:
    """Figures, words, slang; what is vague has no value."""
    assert amount(fold(said)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my laptop was stolen it is worth about eight thousand", 8000),
        ("we lost three hundred thousand in jewellery", 300_000),
        ("個銀包唔見咗 值兩千幾蚊", 2000),
        ("我唔見咗現金五萬", 50_000),
        ("my watch was stolen it cost five thousand us dollars", None),
        ("the wallet was stolen at 2300", None),
    ],
)
def test_what_a_thing_is_worth(read: Read, text: str, value: int | None) -> None:
    """A sum near the thing; other money and times are none."""
    assert read(text)["property"][0]["value_hkd"] == value


def test_a_phone_and_a_sum_are_two_things(read: Read) -> None:
    """ "My phone and two thousand dollars": the money is not the phone's worth."""
    things = read("two men robbed me they took my phone and two thousand dollars")["property"]
    assert [(t["item"], t["value_hkd"]) for t in things] == [
        ("phone", None),
        ("two thousand dollars", 2000),
    ]


def test_numbers_by_which_things_are_known(read: Read) -> None:
    """Octopus, card and serial numbers go to the thing that they fit, and are no telephone numbers."""
    report = read("I lost my octopus card number 50123456 and my credit card ending in 4321")
    assert [t["identifiers"] for t in report["property"]] == [["Octopus 50123456"], ["ending 4321"]]
    assert report["phones"] == []
    stolen = read("my Rolex was stolen serial number AB123456")["property"][0]
    assert stolen["identifiers"] == ["serial AB123456"]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("i lost my wallet officer 12345 told me to call", []),
        ("they took my phone i told constable 54321", []),
        ("i lost my wallet, badge number 12345", []),
        ("我部電話唔見咗 我搵過PC 12345", []),
        ("琴日俾人偷咗電話 警員編號12345話要等", []),
        ("i paid the officer 500 dollars", [500]),
        ("i lost my phone worth 8000", [8000]),
    ],
)
def test_an_officers_number_is_no_sum(read: Read, text: str, sums: list[int]) -> None:
    """Behind officer, constable, badge, PC or 編號 stands a number of service."""
    assert [one["value"] for one in read(text)["amounts_hkd"]] == sums


def test_bells_and_people_that_are_missed_are_no_property(read: Read) -> None:
    """ "Would ring" is no ring, and a phone that somebody did not take along is not lost."""
    asked = read("the officer said somebody would ring about my report but I've lost the paper")
    assert "ring" not in [item["item"] for item in asked["property"]]
    sought = read("我阿媽今朝落街到而家都未返手機又冇帶")
    assert sought["property"] == []


@pytest.mark.parametrize(
    "text",
    [
        "she took all the tablets", "i took some medicine and feel bad", "my daughter took too many sleeping pills",
        "the nurse gave me tablets and i took them", "我攞咗啲藥食", "i took my bag and left", "我拎咗個袋就走",
        "someone threw a flower pot from the 20th floor", "樓上有人扔花盆落嚟", "lost six thousand eight hundred buying a camera from a fake shop online",
        "上網買相機俾人呃咗六千八",
    ],
)  # fmt: skip
def test_what_is_swallowed_thrown_or_ones_own_is_no_property(read: Read, text: str) -> None:
    """Verbs of theft in daily life, what does the damage, and what money was lost over."""
    assert read(text)["property"] == []


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("they stole my medicine from the fridge", {("medicine", "stolen")}),
        ("there was a burglary they took my medicine", {("medicine", "stolen")}),
        ("我架單車俾人偷咗係喺大圍站", {("單車", "stolen")}),
        ("電話俾人搶咗係紅色嘅", {("電話", "stolen")}),
        ("樓上掟煙頭落嚟燒穿咗我張被", {("被", "damaged")}),
        ("some kids are throwing bottles and broke the window", {("window", "damaged")}),
        ("there was a robbery at the jewellers they smashed the glass and took watches", {("glass", "damaged"), ("watches", "stolen")}),
        ("我俾人偷咗千幾蚊", {("現金", "stolen")}),
        ("he took my bag", {("bag", "stolen")}),
    ],
)  # fmt: skip
def test_each_thing_is_what_befell_it(read: Read, text: str, things: set[tuple[str, str]]) -> None:
    """Sums are cash, words behind a verb that name nothing are no things."""
    assert {(p["item"], p["status"]) for p in read(text)["property"]} == things


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("地盤俾人偷咗三百米銅線價值六萬蚊", 60_000),
        ("我唔見咗個銀包入面有大概千二蚊現金", 1_200),
        ("they took the till about six thousand cash and ran", 6_000),
        ("我在地铁上把一把大提琴忘了大概值五万块钱", 50_000),
    ],
)
def test_metres_are_no_money_and_cash_has_its_own_sum(read: Read, text: str, value: int) -> None:
    """A measure behind a number makes no sum of it; the sum stands with the cash or the thing it is worth."""
    assert [p["value_hkd"] for p in read(text)["property"] if p["value_hkd"]] == [value]


def test_a_plates_end_is_no_things_number(read: Read) -> None:
    """ "It ends in zero four" of a mark; the end of an IMEI is the phone's."""
    report = read("有架的士撞我走咗車牌我只係睇到W字頭尾數零四我架車尾凹咗")
    assert all(not thing["identifiers"] for thing in report["property"])
    phone = read("someone stole my iphone the imei ends in 4471")["property"][0]
    assert phone["identifiers"] == ["IMEI ending 4471"]


def test_a_piece_is_no_dollar_and_a_motorcycle_no_bicycle(read: Read) -> None:
    """一塊手錶 counts a watch; 單車 in 電單車 is another vehicle."""
    assert [p["value_hkd"] for p in read("我在酒店丢了一块欧米茄手表")["property"]] == [None]
    assert read("我架電單車尋晚泊喺車房唔見咗")["property"] == []
