"""Scripts and languages that the reader does not know: the report says that nothing was read."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read


@pytest.mark.parametrize(
    "text",
    [
        "میرا فون چوری ہو گیا ہے", "मेरा फोन चोरी हो गया", "मेरो साइकल हरायो", "ช่วยด้วย มีคนทำร้ายฉัน", "내 지갑을 잃어버렸어요",
        "ninakaw po ang cellphone ko sa Mong Kok kagabi tulungan ninyo ako", "tolong saya dipukul majikan saya di rumah",
        "toi bi mat dien thoai o tram xe buyt", "me robaron el bolso en tsim sha tsui anoche",
        "hindi ako pinapasweldo ng amo ko at kinuha niya passport ko",
    ],
)  # fmt: skip
def test_what_is_not_read_says_so_and_is_asked_about(read: Read, text: str) -> None:
    """Nothing is told, both summaries say why, and the questions of every message are asked."""
    report = read(text)
    assert report["incident_types"] == []
    assert report["unread"] is True
    assert report["summary"].startswith("Not read") and report["summary_zh"].startswith("未能閱讀")
    assert {"what", "when", "callback"} <= {item["question"] for item in report["missing"]}


@pytest.mark.parametrize(
    "text",
    [
        "", "🎉🚲📞🏠", "50123456", "uh huh uh huh right right okay sure", "lovely weather we're having",
        "wedding firecrackers six a.m. village house again", "Mong Kok", "bike stolen mong kok station exit b",
        "mahjong upstairs 3am again", "Tsim Sha Tsui Star House", "你好 打錯電話", "我架單車俾人偷咗", "thank you bye bye",
    ],
)  # fmt: skip
def test_what_was_read_never_says_that_it_was_not(read: Read, text: str) -> None:
    """Headlines, chatter, names of places and nothing at all."""
    assert "unread" not in read(text)


def test_a_translation_is_read(read: Read) -> None:
    """English under the caller's own language code."""
    report = read("my phone was stolen in Mong Kok last night", language="tl")
    assert "unread" not in report and report["incident_types"]
