"""The incident classifier: what it was trained on, that training repeats itself, what it measured."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from nlp import classifier
from nlp.catalogue import incident_types
from nlp.components.incidents.incident_types import Calibration
from nlp.normalise import fold, tokenise
from nlp.training import __main__ as command
from nlp.training import fit, messages, shipping

#: A few codes, enough to train a small classifier in a second.
CODES = {"noise", "robbery", "lost_property"}


@pytest.fixture(scope="module")
def written() -> list[messages.Written]:
    return messages.load()


@pytest.fixture(scope="module")
def few(written: list[messages.Written]) -> list[messages.Written]:
    """The English messages of three codes."""
    return [m for m in written if m.language == "en" and set(m.codes) & CODES]


def test_the_shipped_classifier_is_of_the_data_and_configuration_that_lie_here() -> None:
    """Whoever changes a message, the lexicon or config.cfg runs `python -m nlp.training` again."""
    assert classifier.fingerprint() == shipping.fingerprint(), "run `python -m nlp.training`"


def test_the_command_says_whether_a_new_training_is_due(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--check"]) == 0
    assert "of this data" in capsys.readouterr().out


def test_a_changed_lexicon_asks_for_a_new_training(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other bytes, another fingerprint, and the command says what to run."""
    contents = [*shipping._contents()]
    monkeypatch.setattr(shipping, "_contents", lambda: iter([*contents[:-1], b"other"]))
    assert command.main(["--check"]) == 1
    assert "python -m nlp.training" in capsys.readouterr().out


def test_every_incident_type_is_written_of_in_every_language(
    written: list[messages.Written],
) -> None:
    """At least 25 English, 20 Cantonese and 12 Mandarin messages a code, and many of nothing."""
    counts = Counter((m.language, label) for m in written for label in m.labels)
    least = {"en": 25, "yue": 20, "zh": 12}
    short = {
        (language, code): counts[language, code]
        for language, wanted in least.items()
        for code in incident_types()
        if counts[language, code] < wanted
    }
    assert not short
    assert min(counts[language, messages.NONE] for language in least) >= 200


def test_messages_of_one_code_and_language_are_spread_over_all_folds_in_runs(
    written: list[messages.Written],
) -> None:
    """Neighbouring lines stay together."""
    place = messages.folds(written, 4)
    noise = [
        where
        for m, where in zip(written, place, strict=True)
        if m.codes == ("noise",) and m.language == "en"
    ]
    assert noise == sorted(noise)
    assert set(noise) == {0, 1, 2, 3}


def test_training_twice_gives_the_same_weights_and_they_tell_the_codes_apart(
    few: list[messages.Written], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = fit.config()
    settings["training"].update(rounds=20, dressed=1)
    monkeypatch.setattr(fit, "config", lambda: settings.copy())
    told: list[str] = []
    first, second = fit.fit(few, told.append), fit.fit(few, told.append)
    weights = [nlp.get_pipe("textcat_multilabel").model.get_param("W") for nlp in (first, second)]
    assert np.array_equal(*weights)
    assert len(told) == 4
    cats = first(fold("a man with a knife took my watch from me")).cats
    assert max(cats, key=cats.__getitem__) == "robbery"


def test_spacy_and_the_reader_see_the_same_shares(few: list[messages.Written]) -> None:
    """The reader computes from the weights what spaCy's own component would say."""
    from spacy.util import load_model_from_path

    nlp = load_model_from_path(shipping.FOLDER, exclude=["tokenizer"])
    for message in few[::20]:
        text = fold(message.text)
        tokens, _ = tokenise(text)
        reading = classifier.shipped().read(tokens)
        ours = reading.probabilities([(0, len(tokens))])[0]
        theirs = nlp(text).cats
        assert ours == pytest.approx([theirs[label] for label in reading.labels], abs=1e-4)


def test_what_was_measured_on_held_out_messages_is_shipped_and_not_below_its_floor() -> None:
    """Counts of the cross-validation; both together are better than either.

    The held-out texts are short and of situations that the rest does not have: a hard measure, far
    below what whole messages give.
    """
    table = classifier.facts()["measured"]["table"]
    for language, floor in {"en": 0.42, "yue": 0.5, "zh": 0.48}.items():
        rows = {name: right / of for name, (right, of) in table[language].items()}
        assert rows["both"] >= max(floor, rows["classifier"], rows["patterns"])
        assert rows["nothing told"] >= 0.8


def test_confidence_means_the_share_that_was_right_of_held_out_messages() -> None:
    """Joint shares by fifths: what is reported for each is what was right; the raw shares are near."""
    bins = classifier.facts()["measured"]["calibration"]
    calibration = Calibration.of(bins)
    confidences = [calibration.confidence(row["said"]) for row in bins]
    assert confidences == sorted(confidences)
    for row, confidence in zip(bins, confidences, strict=True):
        assert row["of"] >= 300
        assert confidence == pytest.approx(row["right"] / row["of"], abs=0.02)
        assert row["right"] / row["of"] == pytest.approx(row["said"], abs=0.15)
