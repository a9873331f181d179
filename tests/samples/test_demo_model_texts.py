"""Training and test of the demo's speech model stay apart, and texts say what they write."""

import random
import re

import pytest

from samples.demo_model import split
from samples.demo_model.speech import Unit, place_units
from samples.demo_model.texts import WRITERS, everyday
from samples.demo_model.texts.chinese_numbers import cardinal as chinese_cardinal
from samples.demo_model.texts.grammar import english_units
from samples.demo_model.texts.numbers import cardinal, ordinal
from samples.demo_model.vocabulary import Vocabulary, extended

LANGUAGES = sorted(WRITERS)


WRITINGS = [(code, number) for code in LANGUAGES for number in range(len(WRITERS[code][0]))]


def messages(language: str, number: int, count: int = 300) -> list[list[list[Unit]]]:
    rng = random.Random(99)
    write = WRITERS[language][0][number]
    return [split.training_message(write, language, rng) for _ in range(count)]


@pytest.mark.parametrize(("language", "number"), WRITINGS)
def test_no_training_sentence_is_a_test_sentence(language: str, number: int) -> None:
    """What training may say and what tests say have no sentence in common, whoever writes it."""
    rng = random.Random(7)
    write = WRITERS[language][0][number]
    tested = {
        split.normalised(split.written(units, language))
        for _ in range(20)
        for units in split.test_message(write, language, rng)
    }
    trained = {
        split.normalised(split.written(units, language))
        for message in messages(language, number)
        for units in message
    }
    assert tested and trained and not tested & trained


@pytest.mark.parametrize("language", LANGUAGES)
def test_everyday_sentences_leave_no_blank(language: str) -> None:
    """Every rule that an everyday sentence refers to exists, and no mark is left in the text."""
    grammar = everyday.grammar(language)
    lines = " ".join(line for rule in grammar.rules.values() for line in rule)
    assert set(re.findall(r"\{(\w+)\}", lines)) <= set(grammar.rules) | set(grammar.slots)
    rng = random.Random(3)
    texts = [split.written(everyday.sentence(language, rng), language) for _ in range(500)]
    assert not [text for text in texts if re.search(r"[\[\]{}|<>]|  | $", text)]
    assert all(text[-1] in ".?。？" for text in texts)


def test_an_article_suits_the_sound_behind_it() -> None:
    """An hour and an umbrella, but a uniform and a one-way street."""
    text = "a umbrella and a hour, a uniform, a one-way street, a Indian"
    written = split.written(english_units(text), "en")
    assert written == "an umbrella and an hour, a uniform, a one-way street, an Indian"


def test_an_extended_vocabulary_keeps_every_place() -> None:
    """A run that resumes finds its tokens and phones where they were, and the new ones behind."""
    old = Vocabulary((7, 3, 9), ("b", "yue:oeng"))
    more = extended(old, Vocabulary((1, 3, 12), ("a", "b")))
    assert more == Vocabulary((7, 3, 9, 1, 12), ("b", "yue:oeng", "a"))
    assert extended(more, old) == more


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
