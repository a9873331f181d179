"""The urgency classifier: what it was trained on, what it raises, and what it must leave alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from nlp import evaluate, urgency, urgency_classifier
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.normalise import fold, tokenise
from nlp.training import urgency as training
from nlp.training.urgency_messages import Sample, folds, samples
from tests.nlp.conftest import RECEIVED_AT, Read

LEVELS = {"routine": 0, "priority": 1, "emergency": 2}


@pytest.fixture(scope="module")
def written() -> list[Sample]:
    return samples()


@pytest.fixture(scope="module")
def few(written: list[Sample]) -> list[training.Prepared]:
    """A few messages, enough to train a small classifier in a second."""
    return training.prepare([s for s in written if s.own and s.language == "zh"])


def opinion(text: str) -> urgency_classifier.Opinion:
    return urgency_classifier.shipped().read(tokenise(fold(text))[0])


def test_the_shipped_classifier_is_of_the_data_and_configuration_that_lie_here() -> None:
    """Whoever changes a message, a lexicon or urgency.cfg runs `python -m nlp.training` again."""
    assert urgency_classifier.fingerprint() == training.fingerprint(), (
        "run `python -m nlp.training --only urgency`"
    )


def test_every_language_has_emergencies_priorities_and_near_misses_of_its_own(
    written: list[Sample],
) -> None:
    own = Counter((s.language, s.urgency) for s in written if s.own)
    least = {"en": 150, "yue": 120, "zh": 80}
    for language, wanted in least.items():
        assert own[language, "emergency"] + own[language, "priority"] >= wanted
        assert own[language, "routine"] >= 0.7 * wanted


def test_no_labelled_message_is_trained_on(written: list[Sample]) -> None:
    """What measures the reader is not what taught it."""
    trained = {fold(s.text) for s in written}
    assert not [m.id for m in evaluate.load() if fold(m.text) in trained]


def test_lines_written_in_one_breath_are_held_out_together(written: list[Sample]) -> None:
    place = folds(written, 5)
    noise = [
        p for s, p in zip(written, place, strict=True) if (s.language, s.group) == ("en", "noise")
    ]
    assert noise == sorted(noise)
    assert set(noise) == set(range(5))


def test_the_same_messages_give_the_same_weights(few: list[training.Prepared]) -> None:
    first, second = (training.fit(few, lambda _: None).get_pipe("textcat_multilabel") for _ in "ab")
    weights: list[Any] = [pipe.model.get_param("W") for pipe in (first, second)]
    assert weights[0].any()
    assert np.array_equal(*weights)


def test_spacy_and_the_reader_compute_the_same_shares(few: list[training.Prepared]) -> None:
    nlp = training.fit(few, lambda _: None)
    text = "门口有个男的拿着刀在砸门"
    shares = training.classifier_of(nlp).read(tokenise(fold(text))[0]).reading
    whole = shares.probabilities([(0, len(tokenise(fold(text))[0]))])[0]
    by_spacy = nlp(fold(text)).cats
    assert whole == pytest.approx(
        [by_spacy[level] for level in urgency_classifier.LEVELS], abs=1e-4
    )


def test_the_shipped_pipeline_says_how_well_it_did_on_messages_it_had_not_seen() -> None:
    measured = urgency_classifier.facts()["measured"]
    for language in ("en", "yue", "zh", "whole"):
        for question in ("emergency recall", "emergency precision", "pressing recall"):
            right, of = measured[language][question]
            assert 0 < right <= of


#: Written after the training, in words that nobody trained on.
TOLD_OTHERWISE = [
    "the ceiling's come down on the old fellow and he isn't answering",
    "she's got the baby out over the window and says she'll drop him",
    "there's water up to the seats and my mother is still in the car",
    "some chap has my daughter by the hair and he's pulling her towards a van",
    "the paint store's going up and there are men on the roof of it",
    "he's had the lot the whole bottle and now he's snoring funny",
    "阿公喺樓梯碌咗落嚟 個頭流血 叫佢又唔應",
    "有個女人抱住個bb企咗出窗外面",
    "我細佬俾人綁住喺間屋 佢偷偷打俾我",
    "成班人圍住個阿叔係咁踢 佢已經冇晒反應",
    "浓烟从楼下上来 我们一家困在阳台",
    "有人掉进河里 正在往下沉",
]


def test_danger_told_in_other_words_is_rarely_missed(read: Read) -> None:
    missed = [t for t in TOLD_OTHERWISE if read(t)["urgency"]["level"] != "emergency"]
    assert len(missed) <= 2, missed
    assert all(read(text)["urgency"]["level"] == "priority" for text in missed)


@pytest.mark.parametrize(
    "text",
    [
        "I'd like a copy of the report about my car I was hit last May and I'm fine now",
        "could you tell me how to get a licence for a food stall",
        "thanks so much for finding my dad he's home and having his tea",
        "我想攞返上年嗰單意外嘅報告 隻腳好返晒",
        "今晚去唔去打邊爐呀",
        "我想问一下丢了的身份证在哪里补办",
        "the blue one the blue folder under the printer",
        "turn it up I love this song",
    ],
)
def test_what_is_settled_asked_or_chatter_stays_routine(read: Read, text: str) -> None:
    assert read(text)["urgency"]["level"] == "routine"


def test_small_talk_is_never_raised_by_the_classifier(read: Read) -> None:
    raised = []
    for message in (m for m in evaluate.load() if m.id.startswith("small")):
        reasons = read(message.text, language=message.language)["urgency"]["reasons"]
        raised += [message.id for reason in reasons if reason["rule"] == "classifier"]
    assert len(raised) <= 1


def test_the_evidence_is_the_clause_that_carries_the_danger(read: Read) -> None:
    text = (
        "hello good evening my name is Gillian and I live in Provident Centre on the fourth floor "
        "well I was just making tea when I looked across and there's a woman on the ledge "
        "she is going to jump I thought I had better ring you my number is 50123456"
    )
    urgency_ = read(text)["urgency"]
    evidence = [e for r in urgency_["reasons"] if r["rule"] == "classifier" for e in r["evidence"]]
    assert urgency_["level"] == "emergency"
    assert len(evidence) == 1
    assert "ledge" in evidence[0]["text"]
    assert "Provident" not in evidence[0]["text"]


def cue(value: str, *qualifiers: Qualifier) -> Finding:
    mention = Mention(0, 4, "classifier")
    return Finding(Kind.URGENCY, value, 0.8, (mention,), frozenset(qualifiers))


INCIDENT = Finding(Kind.INCIDENT, "noise", 0.9, (Mention(0, 4, "x"),))


def level(findings: Iterable[Finding]) -> str:
    return urgency.assess(list(findings), RECEIVED_AT)[0]


def test_an_opinion_raises_and_says_so() -> None:
    got, reasons = urgency.assess([cue("reads_emergency"), INCIDENT], RECEIVED_AT)
    assert got == "emergency"
    assert [(r.cue, r.rule) for r in reasons] == [("reads_emergency", "classifier")]
    assert level([cue("reads_priority"), INCIDENT]) == "priority"


@pytest.mark.parametrize("qualifier", [Qualifier.NEGATED, Qualifier.HYPOTHETICAL, Qualifier.PAST])
def test_an_opinion_on_denied_supposed_or_past_words_does_not_raise(qualifier: Qualifier) -> None:
    assert level([cue("reads_emergency", qualifier), INCIDENT]) == "routine"


def test_a_likely_priority_alone_does_not_raise_what_tells_of_no_incident() -> None:
    assert level([cue("reads_priority")]) == "routine"
    assert level([cue("reads_emergency")]) == "emergency"


def told(kind: Kind, value: str, weight: float = 0.8) -> Finding:
    return Finding(kind, value, weight, (Mention(5, 9, "x"),))


def test_a_middling_opinion_raises_only_what_the_rules_hold_for_a_priority() -> None:
    assert level([cue("reads_grave"), told(Kind.INCIDENT, "welfare_check")]) == "emergency"
    assert level([cue("reads_grave"), INCIDENT]) == "priority"


def test_words_of_danger_in_a_message_that_reads_like_none_are_a_priority() -> None:
    """A fire in a figure of speech; what fails life, suicide, ledges and devices are not taken back."""
    assert level([told(Kind.URGENCY, "danger"), INCIDENT]) == "emergency"
    assert level([told(Kind.URGENCY, "danger"), cue("reads_calm"), INCIDENT]) == "priority"
    assert level([told(Kind.URGENCY, "danger", 0.9), cue("reads_calm"), INCIDENT]) == "emergency"
    assert level([told(Kind.URGENCY, "device"), cue("reads_calm")]) == "emergency"


def test_what_the_rules_are_unsure_of_needs_a_message_that_reads_so() -> None:
    """ "Now" beside an assault may be about the caller; a knife in a hand may not."""
    serious = [told(Kind.INCIDENT, "assault"), told(Kind.URGENCY, "in_progress")]
    assert level(serious) == "emergency"
    assert level([*serious, cue("reads_mild")]) == "priority"
    assert level([*serious, told(Kind.WEAPON, "yes"), cue("reads_mild")]) == "emergency"


def test_a_weak_priority_falls_where_the_message_reads_like_routine() -> None:
    fresh = [told(Kind.INCIDENT, "dispute"), told(Kind.URGENCY, "fresh")]
    assert level(fresh) == "priority"
    assert level([*fresh, cue("reads_routine")]) == "routine"
    assert level([told(Kind.INCIDENT, "robbery"), cue("reads_routine")]) == "priority"


def test_to_be_followed_is_a_priority_unless_the_message_reads_graver() -> None:
    followed = [told(Kind.INCIDENT, "harassment"), told(Kind.URGENCY, "follow")]
    assert level(followed) == "priority"
    assert level([*followed, cue("reads_grave")]) == "emergency"


def test_the_classifier_lowers_no_plain_emergency(read: Read) -> None:
    report = read("there is a man with a knife in the lobby right now he is stabbing people")
    assert report["urgency"]["level"] == "emergency"
    assert any(r["rule"].startswith("urgency.") for r in report["urgency"]["reasons"])


def test_one_clear_sentence_counts_in_a_long_message() -> None:
    chatter = "we were talking about the weather and the price of fish and then my aunt rang " * 3
    danger = "a child has fallen into the harbour and is going under "
    alone, within, without = opinion(danger), opinion(chatter + danger + chatter), opinion(chatter)
    assert without.emergency < within.emergency <= alone.emergency


def test_a_message_of_one_sign_or_of_none_is_read_without_an_error(read: Read) -> None:
    for text in ("", "?", "救", "1 2 3", "\u200b", "a" * 5000):
        assert read(text)["urgency"]["level"] in LEVELS


def test_parts_cover_every_token_once_or_more() -> None:
    for length in (1, 5, 20, 21, 26, 27, 100, 101):
        covered = {
            i for first, last in urgency_classifier.parts(length) for i in range(first, last)
        }
        assert covered == set(range(length))
