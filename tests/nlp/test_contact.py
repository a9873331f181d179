"""Telephone numbers, names, the wish to be called, when, and the wish to stay unnamed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from nlp.reader import Reader
from tests.nlp.conftest import Read
from tests.nlp.spoken import phones


@settings(max_examples=60, deadline=None)
@given(told=phones())
def test_every_phone_number_reads_back_however_it_is_spoken(
    reader: Reader, told: tuple[str, str]
) -> None:
    """Printed, by words, in groups, doubled, with +852, repeated, corrected, in Chinese."""
    number, text = told
    assert [p["number"] for p in reader.read(text)["phones"]] == [number]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("five zero one two, no sorry, five zero two one, three four five six", ["50213456"]),
        ("my number is five zero one two three four five, no, five six", ["50123456"]),
        ("call me on fifty twelve thirty four fifty six", ["50123456"]),
        ("flat 5 5012 3456 is my number", ["50123456"]),
        (
            "my number is five zero one two three four five six three days ago he called",
            ["50123456"],
        ),
        ("my mainland number is 138 1234 5678", ["13812345678"]),
        ("plus 44 7700 900123", ["+447700900123"]),
        ("5012 3456 or 5061 2345", ["50123456", "50612345"]),
        ("電話五零一二 三四五六", ["50123456"]),
        ("電話五零三條五一二三", ["50555123"]),
        ("five oh double one two two three four", ["50112234"]),
        ("it's five zero, triple six, one two nine", ["50666129"]),
        ("five o five o one two three four", ["50501234"]),
        ("fifty twenty-one thirty-three forty-four", ["50213344"]),
        ("20 18 19 17 is the office", ["20181917"]),
        ("five zero one, two three four, five six", ["50123456"]),
        ("five zero for one two three to six", ["50412326"]),
        ("my number's 5 0 7 7 8 8 9 9", ["50778899"]),
        ("五零 七七 八八 九九", ["50778899"]),
        ("五零孖七三條八九", ["50778889"]),
        ("五洞幺二 三四五六", ["50123456"]),
        ("五零一二，三四，五六", ["50123456"]),
        ("call five zero eight oh oh oh one two", ["50800012"]),
        ("five zero one two ... three four five six", ["50123456"]),
        ("eight five two five zero one two three four five six", ["50123456"]),
        ("my number ends five six sorry it's five oh one two three four five six", ["50123456"]),
        ("five nought one two three four five six", ["50123456"]),
        ("it's 5012-3456, extension 12", ["50123456"]),
        ("two oh double four double five six one", ["20445561"]),
        ("5 0 1 2 3 4 5 6 that's 5 0 1 2 3 4 5 6", ["50123456"]),
    ],
)
def test_numbers_with_corrections_and_company(read: Read, text: str, numbers: list[str]) -> None:
    """What was taken back is gone; other digits beside a number do no harm."""
    assert [p["number"] for p in read(text)["phones"]] == numbers


@pytest.mark.parametrize(
    "text",
    [
        "my account number is 50123456", "octopus card number 50123456", "I paid $50123456",
        "case number 20261234", "it happened on 20261120", "I came at 2030 and left at 2130",
        "my HKID is A123456(7)", "the IMEI is 356938035643809", "八達通號碼五零一二三四五六", "5 5 5 5 5 5 5 5 5 5 5 5",
        "my number is five zero one two three", "1234567890 " * 20,
    ],
)  # fmt: skip
def test_other_digits_are_no_phone_numbers(read: Read, text: str) -> None:
    """Accounts, cards, sums, cases, dates, times, and a number that is not whole."""
    assert read(text)["phones"] == []


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("my number is 5012 3456", {"50123456": "caller"}),
        ("he keeps calling me from 5061 2345", {"50612345": "suspect"}),
        ("5061 2345 keeps calling me", {"50612345": "suspect"}),
        ("my wife's number is 5012 3456", {"50123456": "other"}),
        ("the scammer's number is 5061 2345 and mine, my number is 5012 3456", {"50612345": "suspect", "50123456": "caller"}),
        ("佢個電話係五零六一二三四五，我電話係五零一二三四五六", {"50612345": "suspect", "50123456": "caller"}),
        ("我姓陳 電話五零一二三四五六 六點之後打俾我", {"50123456": "caller"}),
        ("有個號碼打嚟話係入境處 個號碼係五零六一二三四五", {"50612345": "suspect"}),
    ],
)  # fmt: skip
def test_whose_number_it_is(read: Read, text: str, roles: dict[str, str]) -> None:
    """By the words before it, or straight after it."""
    assert {p["number"]: p["role"] for p in read(text)["phones"]} == roles


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my name's chan tai man i live in sha tin", "chan tai man"),
        ("my name is peter wong you can call me on 5012 3456", "peter wong"),
        ("hello i am mrs cheung", "mrs cheung"),
        ("it's Karen here", "Karen"),
        ("this is ng siu ming speaking", "ng siu ming"),
        ("name is muhammad ali khan number 5012 3456", "muhammad ali khan"),
        ("my surname is Leung", "Leung"),
        ("我係李太", "李太"), ("我叫Peter陳 麻煩你", "Peter陳"), ("搵陳生 電話五零一二三四五六", "陳生"),
        ("敝姓王，叫王小明", "王小明"), ("我叫黃志強我的電話係二零一二三四五六", "黃志強"),
        ("我姓歐陽 想報案", "歐陽"), ("你好 我叫周小玲 手機五零一二三四五六", "周小玲"),
    ],
)  # fmt: skip
def test_a_name_ends_where_the_next_words_begin(read: Read, text: str, name: str) -> None:
    """Without a full stop and without capitals too."""
    assert read(text)["contact"]["name"] == name


@pytest.mark.parametrize(
    "text",
    [
        "i'm calling about a fight", "i am scared he will come back", "this is about my neighbour",
        "this is urgent", "i am in Sha Tin", "this is Sham Shui Po", "i'm not sure", "it's really loud",
        "i am bleeding please help", "my name is not important", "this is the third time",
        "我叫佢停手佢唔聽", "我叫的士去醫院", "我叫咗白車", "我係想報案", "我係喺沙田", "我是来投诉的", "我叫救命",
    ],
)  # fmt: skip
def test_ordinary_words_are_no_names(read: Read, text: str) -> None:
    """What only follows "I am", 我叫 or 我係."""
    assert read(text)["contact"]["name"] is None


@pytest.mark.parametrize(
    ("text", "wish", "hours"),
    [
        ("please ring me back on 5012 3456 after six", "yes", "after 18:00"),
        ("please don't call after ten at night my husband works early", "yes", "not after 22:00"),
        ("call me between nine and five", "yes", "09:00–17:00"),
        ("you can reach me any time", "yes", "any time"),
        ("only call me on weekdays", "yes", "on weekdays"),
        ("please don't call me back", "no", None),
        ("no need to call me back", "no", None),
        ("I'd rather not be contacted", "no", None),
        ("六點之後先打俾我", "yes", "after 18:00"),
        ("我係李太 唔好夜晚打 我老公喺屋企", "yes", "唔好夜晚"),
        ("放工之後先打", "yes", "放工之後"),
        ("唔想留名 唔使覆我", "no", None),
        ("nobody has called me back", "unknown", None),
        ("he called me back and shouted", "unknown", None),
        ("唔好打我呀救命", "unknown", None),
        ("佢打電話俾我話要錢", "unknown", None),
    ],
)
def test_when_and_whether_to_call(read: Read, text: str, wish: str, hours: str | None) -> None:
    """A refusal of some hours refuses no call; what others did is no wish of the caller's."""
    contact = read(text)["contact"]
    assert (contact["callback"], contact["safe_hours"]) == (wish, hours)


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to leave my name", "I'd rather not give my name", "please keep my name confidential",
        "without giving my name", "don't tell them who I am", "唔想留名", "唔方便透露姓名", "我不想說我是誰 我要求保密",
        "唔想俾人知係我報警",
    ],
)  # fmt: skip
def test_the_wish_to_stay_unnamed(read: Read, text: str) -> None:
    """However it is put."""
    assert read(text)["contact"]["anonymous"]


def test_a_doubted_number_says_so_and_is_asked_again(read: Read) -> None:
    """Evidence of a number heard badly is less sure, and the call-back number stays a question."""
    from voice_intake.transcript import Word

    text = "my bike was stolen in Mong Kok call me on 5012 3456"

    def heard(probability: float) -> tuple[Word, ...]:
        parts = text.split()
        return tuple(
            Word(f" {w}", i / 2, i / 2 + 0.4, probability if w.isdigit() else 0.95)
            for i, w in enumerate(parts)
        )

    sure, unsure = (read(text, words=heard(p)) for p in (0.95, 0.2))
    confidence = [r["phones"][0]["evidence"][0]["confidence"] for r in (sure, unsure)]
    assert confidence[1] < confidence[0] / 2
    asked = [{m["question"] for m in r["missing"]} for r in (sure, unsure)]
    assert "callback" not in asked[0]
    assert "callback" in asked[1]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("mum i'll be home at seven save me some soup", None),
        ("i left my phone in the taxi yesterday", None),
        ("i left my phone in the taxi yesterday please call me after six pm", "after 18:00"),
        ("i lost my phone after six pm", None),
        ("they call me after midnight and shout", None),
        ("i'm home after seven please call me", "after 19:00"),
        ("they can call me after six pm", "after 18:00"),
        ("call me in the morning", "in the morning"),
        ("佢先打我 我再還手", None),
        ("佢哋琴晚先打我", None),
        ("我好驚 你先打電話俾我", None),
        ("六點之後先打俾我", "after 18:00"),
        ("i'll be home at seven you can call me", "after 19:00"),
        ("I'm off work at five thirty please call me then", "after 17:30"),
    ],
)
def test_hours_are_those_of_a_call(read: Read, text: str, hours: str | None) -> None:
    """Supper at seven, a phone left in a taxi and 先打, a first blow, ask for no call."""
    assert read(text)["contact"]["safe_hours"] == hours
