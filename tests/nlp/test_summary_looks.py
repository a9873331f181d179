"""A summary tells what people look like in its own language."""

from __future__ import annotations

import pytest

from nlp.summary_looks import look_in_chinese, look_in_english


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ("black mask and a baseball cap", "黑色口罩、棒球帽"),
        (
            "my mother in law, about five feet one, grey curly hair",
            "來電者的外母，約高5呎1吋，灰色捲髮",
        ),
        ("tattoo on his left arm, no shirt", "左手臂有紋身，沒有恤衫"),
        ("tall indian, cream suit", "高、印度裔，米白色西裝"),
        ("speaks mandarin", "說普通話"),
        ("ran towards the pier", ""),
    ],
)
def test_english_looks_are_told_in_chinese(said: str, chinese: str) -> None:
    """Clothes with their colours, hair, build, height, kin; what no word is known for is left out."""
    assert look_in_chinese(said) == chinese


@pytest.mark.parametrize(
    ("said", "english"),
    [
        ("著件灰色外套背住個紅色背囊", "grey jacket, red backpack"),
        ("我媽媽，約一米五，短頭髮", "the caller's mother, about 150 cm tall, short hair"),
        ("冇戴口罩", "no mask"),
        ("我女，短頭髮", "the caller's daughter, short hair"),
        ("染金色頭髮", "blond hair"),
        ("头发全白，脸上有一颗大痣", "white hair, mole on the face"),
        ("講普通話，瘦高", "speaks Mandarin, tall and thin"),
        ("向碼頭方向走咗", ""),
    ],
)
def test_chinese_looks_are_told_in_english(said: str, english: str) -> None:
    """The same the other way, in either script."""
    assert look_in_english(said) == english


@pytest.mark.parametrize("said", ["black mask", "黑色口罩", ""])
def test_a_look_in_the_language_asked_for_stays(said: str) -> None:
    """Nothing is put into words that are there."""
    assert said in (look_in_english(said), look_in_chinese(said))
