"""The one-sentence summaries: composed from findings, readable, and each in one language only."""

from __future__ import annotations

import re

import pytest

from nlp.summary_words import thing_in_chinese, thing_in_english
from tests.nlp.conftest import Read

TEXTS = [
    "my bike got nicked outside Mong Kok station exit B2 last night between eight and nine worth three thousand dollars nobody was hurt",
    "two men robbed me at knifepoint on Shanghai Street ten minutes ago they took my phone",
    "a white van is parked on Fa Po Street every morning plate TY8812",
    "my mother has dementia she's missing since this morning wearing a purple jacket",
    "I transferred eighty thousand dollars to a scammer please don't call me",
    "我架單車琴晚喺旺角地鐵站B2出口俾人偷咗 值三千蚊",
    "有架紅色的士撞到個婆婆 車牌AB1234 佢流緊血 喺屯門公路",
    "我奶奶今天早上出去到现在没回来 在大埔墟 穿紫色外套",
    "我唔想留名 有人喺觀塘賣毒品",
    "有個南亞裔男人喺尖沙咀搶咗我個手袋 佢着黑色衫",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_summary_is_one_clean_sentence(read: Read, text: str) -> None:
    """No "None", no empty brackets, no doubled signs, one full stop; neither holds the other's script."""
    report = read(text)
    english, chinese = report["summary"], report["summary_zh"]
    for sentence in (english, chinese):
        assert sentence
        assert not re.search(
            r"None|null|\(\)|（）|[;；,，:：] ?[;；,，。.:：]|\s{2}|\{|\[", sentence
        )
    assert english.isascii() or not re.search("[一-龥]", english)
    assert english.endswith(".") and chinese.endswith("。")
    assert not re.search(r"[a-z]{3,}", chinese)


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        (TEXTS[0], "bike stolen, HK$3,000", "單車被盜，約值3,000元"),
        (TEXTS[0], "at Mong Kok Station exit B2 (Yau Tsim Mong)", "旺角站B2出口（油尖旺區）"),
        (TEXTS[1], "on Shanghai Street", "上海街"),
        (TEXTS[1], "two male suspects", "兩名男疑犯"),
        (TEXTS[2], "white van TY8812", "白色客貨車（車牌TY8812）"),
        (
            TEXTS[3],
            "the missing person (female, the caller's mother, purple jacket)",
            "失蹤者（女性，來電者的母親，紫色外套）",
        ),
        (TEXTS[4], "HK$80,000 involved", "涉款80,000元"),
        (TEXTS[4], "does not want to be called back", "不希望警方回電"),
        (TEXTS[5], "bicycle stolen", "單車被盜"),
        (TEXTS[8], "stay anonymous", "要求匿名"),
    ],
)
def test_what_the_summary_says(read: Read, text: str, english: str, chinese: str) -> None:
    """The findings that matter, in both languages."""
    report = read(text)
    assert english in report["summary"]
    assert chinese in report["summary_zh"]


def test_one_suspect_is_singular(read: Read) -> None:
    """Numbers and nouns agree."""
    assert "one male suspect " in read("a tall man robbed me")["summary"]
    assert "three suspects" in read("three tall people robbed me")["summary"]


def test_an_empty_message_has_no_summary(read: Read) -> None:
    """Nothing is composed of nothing."""
    assert read("")["summary"] == read("")["summary_zh"] == ""


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("black backpack", "黑色背囊"),
        ("wallet", "銀包"),
        ("credit cards", "信用卡"),
        ("mountain bike", "越野單車"),
    ],
)
def test_common_things_are_known_in_both_languages(english: str, chinese: str) -> None:
    """With their colour; an unknown thing is left out, not mixed in."""
    assert thing_in_chinese(english) == chinese
    assert thing_in_chinese("theremin") is None
    assert thing_in_english("黑色背囊") == "black backpack"
    assert thing_in_english("某某") is None


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("somebody broke in yesterday evening", "the evening of", "晚上。"),
        ("somebody broke in last night", "the night of", "晚上至翌日清晨"),
    ],
)
def test_an_evening_ends_at_midnight_and_a_night_in_the_morning(
    read: Read, text: str, english: str, chinese: str
) -> None:
    """Only what reaches into the next day is told as the night."""
    report = read(text)
    assert english in report["summary"]
    assert chinese in report["summary_zh"]


def test_dangers_stand_first_and_denials_after_the_rest(read: Read) -> None:
    """A weapon and an injury follow the incident at once; what is denied comes behind the things."""
    text = "a man with a knife robbed me in Jordan he took my phone and my arm is bleeding"
    report = read(text)
    parts = report["summary"].split("; ")
    assert parts[1:3] == ["a weapon is mentioned", "somebody is hurt"]
    assert report["summary_zh"].split("；")[1:3] == ["提及武器", "有人受傷"]
    unhurt = read("my phone was stolen in Jordan nobody was hurt")["summary"]
    assert unhurt.index("phone stolen") < unhurt.index("nobody is hurt")


@pytest.mark.parametrize(
    ("text", "told", "untold"),
    [
        ("my son took his backpack and left home last night he is fifteen he hasn't come back", "missing", "backpack stolen"),
        ("有個男人攞咗六罐奶粉冇付錢就走咗", "milk powder", "money"),
        ("we paid fifty one grand for a flat in Kennedy Town that was not the lady's it's a scam", "HK$51,000", "HK$1,000"),
    ],
)  # fmt: skip
def test_a_summary_tells_nothing_that_was_not_said(
    read: Read, text: str, told: str, untold: str
) -> None:
    """What a missing person carries is not stolen, unpaid money is no thing, sums are read whole."""
    summary = read(text)["summary"]
    assert told in summary
    assert untold not in summary


def test_an_unsure_incident_is_told_as_perhaps(read: Read) -> None:
    """In both languages, and still one sentence; a sure one is told as it is."""
    from voice_intake.transcript import Word

    text = "my bike was stolen in Mong Kok"
    unheard = tuple(Word(f" {w}", i / 2, i / 2 + 0.4, 0.2) for i, w in enumerate(text.split()))
    sure, unsure = read(text), read(text, words=unheard)
    assert sure["summary"].startswith("Bicycle theft") and "可能" not in sure["summary_zh"]
    assert unsure["summary"].startswith("Perhaps bicycle theft")
    assert unsure["summary_zh"].startswith("可能係盜竊單車")
    assert unsure["summary"].count(".") == 1


def test_a_block_is_told_in_both_languages(read: Read) -> None:
    """In the caller's characters where those are Chinese, and as places spell it in English."""
    report = read("長發邨敬發樓三樓有人打交")
    assert report["locations"][0]["detail"]["block"] == "敬發樓"
    assert "floor 3, King Fat House, Cheung Fat Estate" in report["summary"]
    assert "長發邨敬發樓3樓" in report["summary_zh"]
    assert "block 5" in read("長發邨五座有人打交")["summary"]
