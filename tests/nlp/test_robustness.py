"""Texts that no caller said, or not like this: a report always, quickly, and nothing made of nothing."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.normalise import fold
from nlp.phantoms import phantoms
from nlp.reader import Reader
from tests.nlp.conftest import RECEIVED_AT, Read, evidences

LISTS = ("locations", "people", "vehicles", "property", "phones")


@pytest.mark.parametrize(
    "text",
    [
        "thank you " * 40, "thank you thank you thank you", "thanks for watching please subscribe to my channel",
        "請不吝點讚訂閱轉發打賞支持明鏡與點點欄目", "字幕由Amara.org社群提供", "謝謝觀看 下次再見", "you you you you you you you you",
        "the the the the the the the the the the", "嗯嗯嗯嗯嗯嗯嗯嗯嗯嗯", "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0",
        "1234567890 " * 50, "9" * 400, "🎉🚲📞🏠", "\x00\x01\x02\x1b[31m", "....,,,!!!???", "a b c d e f g h",
    ],
)  # fmt: skip
def test_silence_loops_and_noise_hold_no_finding(read: Read, text: str) -> None:
    """What recognisers write over silence, digits alone, signs alone."""
    report = read(text)
    assert {name: report[name] for name in LISTS if report[name]} == {}
    assert report["contact"]["name"] is None


def test_of_a_loop_what_was_said_once_remains(read: Read) -> None:
    """A stuck decoder's words count once or twice, not forty times; a cry for help is no noise."""
    once, looped = read("my bike was stolen"), read("my bike was stolen " * 40)
    assert looped["incident_types"][0]["code"] == once["incident_types"][0]["code"]
    assert len(looped["incident_types"][0]["evidence"]) <= 4
    assert phantoms("help " * 40)[0][0] == len("help ") * 2


@pytest.mark.parametrize(
    "text",
    [
        "the the the", "and and and and and", "okay okay okay", "to the to the to the", "對對對對對", "嗯嗯嗯", "那个那个那个",
        "係係係係", "哈哈哈哈", "然后呢然后呢然后呢", "for English press one for Cantonese press two",
        "the number you have dialled is not in service", "all our operators are busy please stay on the line",
        "please mind the gap", "請勿靠近車門", "下一站旺角右邊車門將會打開", "您拨打的电话暂时无法接通请稍后再拨", "請按一",
        "字幕由義工團隊提供", "請不吝點贊訂閱", "下期再见", "多謝收看",
    ],
)  # fmt: skip
def test_of_idle_loops_and_of_machines_nothing_is_read(read: Read, text: str) -> None:
    """Three rounds of a word that tells nothing; menus, announcements, subtitles."""
    report = read(text)
    assert report["incident_types"] == []
    assert report["urgency"]["level"] == "routine"
    assert [place for place in report["locations"] if place["role"] == "incident"] == []


@pytest.mark.parametrize(
    "text",
    [
        "he came in because the door is open", "I want to press charges", "she had to press the alarm twice", "help help help",
        "stop stop stop", "no no no", "有人係咁按門鐘", "他按了三下门铃", "我喺下一站落車報警", "佢打我電話", "救命救命救命", "我聽到一聲之後有人嗌",
    ],
)  # fmt: skip
def test_what_callers_say_is_no_machine(text: str) -> None:
    """The words of a prompt in a caller's sentence are the caller's."""
    assert phantoms(fold(text)) == []


def test_what_a_caller_says_after_a_machine_is_read(read: Read) -> None:
    """A recorded prompt before the message hides nothing of it."""
    text = "please leave a message after the tone hello my bike was stolen in Mong Kok"
    report = read(text)
    assert report["incident_types"][0]["code"] == "bicycle_theft"
    assert report["locations"][0]["role"] == "incident"


def test_repeated_digits_of_a_number_are_no_loop(read: Read) -> None:
    """ "Five oh oh oh oh oh oh oh" is a telephone number."""
    assert phantoms("five oh oh oh oh oh oh oh") == []
    assert read("call me on five oh oh oh oh oh oh oh")["phones"][0]["number"] == "50000000"


ALPHABET = st.sampled_from(
    ["my", "the", "a", "two", "three", "men", "he", "she", "was", "stolen", "stole", "hit", "robbed", "plate", "number", "AB", "1234", "alpha", "bravo", "double", "five", "oh", "no", "sorry", "one", "call", "me", "back", "on", "after", "six", "my", "name", "is", "peter", "wong", "dollars", "thousand", "two", "grand", "worth", "wallet", "phone", "bike", "tall", "short", "wearing", "black", "jacket", "one", "of", "them", "the", "other", "俾人", "偷咗", "打劫", "個", "男人", "一個高", "一個矮", "着", "黑色衫", "車牌", "孖", "三條", "五零", "電話", "我叫", "陳大文", "我姓", "唔好", "打俾我", "三千蚊", "皮嘢", "廿", "幾歲", ",", ".", "\n", "\x00", "�", "🎉", "，。", "१२३", "﷽", "é", "Ａ１", "\u202e", "$", "$$", "+852", "(", ")", "00000"]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(text=st.lists(ALPHABET, max_size=50).map(" ".join))
def test_scrambled_words_give_a_report_with_true_evidence(reader: Reader, text: str) -> None:
    """Never an exception, whatever stands beside what."""
    report = reader.read(text, received_at=RECEIVED_AT)
    for evidence in evidences(report):
        assert text[evidence["start"] : evidence["end"]] == evidence["text"] != ""


HARD = [
    "a b c d e f double double five no six plate", "my name is call me after 我叫 個 三千蚊", "一個高一個矮 五零一二 兩個男人",
    "two men one tall one short he was about forty wearing black and white and",
    "white van black taxi thanks for watching my wallet my phone stolen",
    "... ,, ... ,, that's a b", "alpha bravo one two",
]  # fmt: skip


@pytest.mark.parametrize("piece", HARD)
def test_work_grows_with_the_text_and_no_faster(reader: Reader, piece: str) -> None:
    """Eight times the text is about eight times the work, counted in calls and not in time.

    A word of its own stands after each piece, so that no piece is left out as a decoder's loop.
    """
    texts = [" ".join(f"{piece} w{i}z" for i in range(times)) for times in (12, 96)]
    reader.read(texts[1], received_at=RECEIVED_AT)  # what is kept for the next time is made now
    short, long = (_calls(reader, text) for text in texts)
    assert long < 12 * short


def test_a_run_of_signs_is_read_in_a_moment(reader: Reader) -> None:
    """Patterns try it once and not at each of its places: minutes otherwise."""
    assert reader.read("... ,, " * 20_000 + "x", received_at=RECEIVED_AT)["property"] == []


def test_words_that_double_each_other_have_an_end(reader: Reader) -> None:
    """ "Double double double ..." stands for nothing, however long."""
    assert reader.read("double " * 3000 + "triple " * 3000 + "孖" * 3000)["phones"] == []


def test_numbers_that_never_end_are_no_number(reader: Reader) -> None:
    """A decoder's "two hundred and two hundred and ..." grows past what Python prints."""
    report = reader.read("two hundred and " * 4000)
    assert report["locations"] == report["property"] == []


def _calls(reader: Reader, text: str) -> int:
    """Python and C function calls while reading."""
    count = 0

    def tracer(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(tracer)
    try:
        reader.read(text, received_at=RECEIVED_AT)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "language", ["", "xx", "en-GB", "zh-HK", "YUE", "klingon", "ja", "\ud800", "🎉"]
)
def test_a_wrong_language_code_is_no_error(read: Read, language: str) -> None:
    """The words are read by their script."""
    report = read("my bike was stolen 電話五零一二三四五六", language=language)
    assert report["schema"] == "earwitness.report/1"


def test_both_scripts_in_one_message_are_read(read: Read) -> None:
    """Callers mix languages within a sentence."""
    report = read(
        "hello 我想report我架bike俾人偷咗 last night my number 係 five zero one two 三四五六"
    )
    assert report["incident_types"][0]["code"] in ("bicycle_theft", "theft")
    assert report["phones"][0]["number"] == "50123456"
