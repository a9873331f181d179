"""Reports that their caller takes back: the thing has turned up, the message is called off."""

from __future__ import annotations

import pytest

from nlp.reader import Reader


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "I lost my wallet on the bus oh wait actually no sorry it's in my bag so forget about it",
        ),
        ("en", "my phone is gone, oh it was in my coat all along, bye"),
        (
            "en",
            "a van was parked illegally on Nathan Road but it has gone, please ignore this message",
        ),
        ("yue", "我唔見咗個銀包呀 喺旺角 呀 原來喺我個袋度 唔好意思 當我冇講過"),
        ("yue", "樓上好嘈 而家冇聲喇 唔使嚟喇"),
    ],
)
def test_nothing_is_told_where_the_caller_takes_a_small_matter_back(
    reader: Reader, language: str, text: str
) -> None:
    assert reader.read(text, language=language)["incident_types"] == []


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "my bag was stolen in Mong Kok yesterday I can't forget about it", "theft"),
        ("en", "someone stole my bike and I found it for sale on Carousell please call", "bicycle_theft"),
        ("en", "they told me to forget it but my car was stolen from the car park", "vehicle_theft"),
        ("en", "my husband hit me last night please ignore this message", "domestic_dispute"),
        ("yue", "我老公打我 算啦 唔使理喇", "domestic_dispute"),
        ("en", "he hit me but it's fine", "assault"),
    ],
)  # fmt: skip
def test_what_is_not_taken_back_or_is_grave_stands(
    reader: Reader, language: str, text: str, code: str
) -> None:
    found = reader.read(text, language=language)["incident_types"]
    assert found and found[0]["code"] == code
