"""Training and test of the demo's speech model stay apart, and texts say what they write."""

import random

import pytest

from samples.demo_model import split
from samples.demo_model.speech import Unit, place_units
from samples.demo_model.texts import WRITERS
from samples.demo_model.texts.chinese_numbers import cardinal as chinese_cardinal
from samples.demo_model.texts.grammar import english_units
from samples.demo_model.texts.numbers import cardinal, ordinal

LANGUAGES = sorted(WRITERS)


def messages(language: str, count: int = 300) -> list[list[list[Unit]]]:
    rng = random.Random(99)
    write = WRITERS[language][0][0]
    return [split.training_message(write, language, rng) for _ in range(count)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_training_sentence_is_a_test_sentence(language: str) -> None:
    """What training may say and what tests say have no sentence in common."""
    rng = random.Random(7)
    write = WRITERS[language][0][0]
    tested = {
        split.normalised(split.written(units, language))
        for _ in range(20)
        for units in split.test_message(write, language, rng)
    }
    trained = {
        split.normalised(split.written(units, language))
        for message in messages(language)
        for units in message
    }
    assert tested and trained and not tested & trained


@pytest.mark.parametrize("language", LANGUAGES)
def test_hand_written_sentences_never_enter_training(language: str) -> None:
    """A sentence of held_out/ is refused, whatever its case and punctuation."""
    for text in split.hand_written(language):
        words = text.upper().replace(".", "!").split() if language == "en" else list(text)
        units = [Unit(word, word) for word in words]
        assert not split.may_train(units, language)


def test_test_sentences_are_the_residue_class_of_their_hash() -> None:
    """Case and punctuation do not move a sentence between training and test."""
    plain = english_units("My bicycle was stolen near the old library yesterday")
    loud = english_units("My bicycle was STOLEN, near the old library: yesterday!")
    assert split.is_test(plain, "en") == split.is_test(loud, "en")


def test_numbers_are_read_as_callers_read_them() -> None:
    """Digits on paper, words in the mouth."""
    assert cardinal(1215) == "one thousand two hundred and fifteen"
    assert ordinal(40) == "fortieth"
    assert chinese_cardinal(12_050) == "一萬二千零五十"
    assert english_units("at <9.30/nine thirty> <pm/P M>.")[1:] == [
        Unit("nine thirty", "9.30"),
        Unit("P M.", "pm."),
    ]


def test_words_without_a_time_share_their_gap() -> None:
    """Units whose start the synthesiser does not tell lie between their neighbours."""
    placed = place_units([0.0, None, None, 3.0], [1, 1, 1, 1], [], 4.0)
    assert [start for start, _ in placed] == [0.0, 1.0, 2.0, 3.0]
