"""Which line may ring, and who means to call whom: a wrong line can hurt somebody."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read

ELSEWHERE = [
    ("唔好打俾我呢個電話我老公會聽到你打去公司二零三三四五六七", "20334567"),
    ("唔好打呢個號碼打俾我個妹五零二三四五六七", "50234567"),
    ("別打這個電話我老公會聽到打我公司電話20334567", "20334567"),
    ("請不要打這支手機，打我另一個號碼五零三三四五六七", "50334567"),
    ("唔好打我手機 whatsapp我得啦 五零三三四五六七", "50334567"),
    ("唔好打五零一二三四五六 打二零三三四五六七", "20334567"),
    ("屋企電話唔好打 打我手提五零一二三四五六", "50123456"),
    ("please don't call me he checks my phone you can text me at 5061 2277", "50612277"),
    ("you could whatsapp me on 5061 2277 don't call", "50612277"),
    ("don't call the house phone, call my office 2033 4567", "20334567"),
    ("please don't ring this number my husband checks it ring my sister on 5033 4567", "50334567"),
    ("do not call me at home call 5033 4567 instead", "50334567"),
    ("do not ring 5012 3456 ring 2033 4567 instead", "20334567"),
    ("never call this number he will hear you can reach me at work 2033 4567", "20334567"),
    ("this phone is not safe, my sister is on 5033 4567", "50334567"),
]


@pytest.mark.parametrize(("text", "number"), ELSEWHERE)
def test_who_refuses_a_line_is_called_where_they_say(read: Read, text: str, number: str) -> None:
    """The other number is the one to call, the refusal is kept, and both summaries warn of it."""
    report = read(text, caller_number="+85250998877")
    contact = report["contact"]
    assert (contact["callback"], contact["phone"]) == ("yes", number)
    assert contact["not_on"]
    assert "never on the line" in report["summary"] and "切勿" in report["summary_zh"]


@pytest.mark.parametrize(
    ("text", "wish", "hours"),
    [
        ("please don't call the house phone sunday only i am free", "yes", "sunday only"),
        ("唔好打嚟屋企 星期日先得閒", "yes", "星期日"),
        ("you can text me at 5061 2277", "yes", None),
        ("this phone is checked by my employer please do not call it", "no", None),
        ("please don't call this number", "no", None),
        ("please don't call me my number is 5012 3456 for your file", "no", None),
        ("do not call me at home", "no", None),
        ("可唔可以打嚟你哋度", "unknown", None),
        ("我可以打返嚟警署問嗎", "unknown", None),
        ("can i call back later to ask about it", "unknown", None),
        ("he told me don't call this number again", "unknown", None),
        ("唔好打俾我老公", "unknown", None),
        ("please call me on this number but not in the evening", "yes", "not in the evening"),
        ("you can reach me at work on 2033 4567", "yes", None),
    ],
)
def test_who_is_to_call_and_when(read: Read, text: str, wish: str, hours: str | None) -> None:
    """Days off, lines with no other beside them, and what is no wish of the caller's."""
    contact = read(text)["contact"]
    assert (contact["callback"], contact["safe_hours"]) == (wish, hours)
