"""Messages in other languages: transcribed as spoken, and in English by a model that can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import pytest

from tests.voice_intake import sounds
from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake.audio import SAMPLE_RATE_HZ
from voice_intake.engines.base import Heard, Utterance, wants_translation
from voice_intake.engines.choice import open_engine
from voice_intake.errors import ModelBrokenError, ModelMissingError
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings
from voice_intake.transcriber import LocalTranscriber, SpokenInput, open_transcriber
from voice_intake.transcript import AudioSpan, Segment, Transcription

MESSAGE = Path(__file__).parents[2] / "samples" / "en-cut-off.wav"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random checkpoints: one that can translate, one shaped like turbo, one that is English only."""
    folder = tmp_path_factory.mktemp("models")
    write_random_checkpoint(folder / "able.pt")
    write_random_checkpoint(folder / "other.pt", seed=1)
    write_random_checkpoint(folder / "turbo-like.pt", audio_layers=2)
    write_random_checkpoint(folder / "tiny-like.en.pt", vocabulary=51_864)
    return folder


@contextmanager
def opened(settings: Settings, **changes: str) -> Iterator[LocalTranscriber]:
    """A transcriber with these settings."""
    transcriber = open_transcriber(
        settings.model_copy(update={"engine": "reference", "engine_threads": 1, **changes})
    )
    try:
        yield transcriber
    finally:
        transcriber.close()


def hear(transcriber: LocalTranscriber, language: str) -> Transcription:
    """The sample, as if its caller had pressed the key of ``language``."""
    (result,) = transcriber.transcribe([SpokenInput(MESSAGE.read_bytes(), language=language)])
    assert isinstance(result, Transcription)
    return result


def figures(segments: Sequence[Segment]) -> list[float]:
    """How sure the decoder was: random weights hardly change their words."""
    return [segment.avg_logprob for segment in segments]


def test_a_message_in_another_language_is_kept_with_its_english(
    settings: Settings, models: Path
) -> None:
    """Two texts with times; the model that translated is named; what is read itself is left alone."""
    with opened(settings, model=str(models / "able.pt")) as transcriber:
        urdu, cantonese = hear(transcriber, "ur"), hear(transcriber, "yue")
    assert urdu.language == "ur"
    assert urdu.words
    assert urdu.translation
    assert figures(urdu.translation) != figures(urdu.segments)
    assert all(0 <= part.start <= part.end <= urdu.duration_s for part in urdu.translation)
    assert not any(part.words for part in urdu.translation)
    assert urdu.model["translation"]["name"] == "able"
    assert Transcription.from_dict(urdu.as_dict()) == urdu
    assert cantonese.text
    assert cantonese.translation == ()
    assert not {"not_translated"} & {*urdu.flags, *cantonese.flags}


@pytest.mark.parametrize("name", ["turbo-like", "tiny-like.en"])
def test_a_model_that_was_not_trained_for_it_does_not_translate(
    settings: Settings, models: Path, name: str
) -> None:
    """Whatever turbo would write under that task is no translation."""
    with opened(settings, model=str(models / f"{name}.pt")) as transcriber:
        urdu = hear(transcriber, "ur")
    assert urdu.translation == ()
    assert "translation" not in urdu.model
    assert "not_translated" in urdu.flags


def test_a_second_model_translates_for_one_that_cannot(settings: Settings, models: Path) -> None:
    """The words are the first model's, the English is what the second alone would give."""
    other = str(models / "other.pt")
    with opened(
        settings, model=str(models / "turbo-like.pt"), translation_model=other
    ) as transcriber:
        urdu = hear(transcriber, "ur")
    with opened(settings, model=other) as alone:
        assert hear(alone, "ur").translation == urdu.translation
    assert (urdu.model["name"], urdu.model["translation"]["name"]) == ("turbo-like", "other")


def test_a_translation_model_that_cannot_is_refused_at_the_start(
    settings: Settings, models: Path
) -> None:
    """Not when the first message in Urdu comes; a missing one neither."""
    able = str(models / "able.pt")
    with (
        pytest.raises(ModelBrokenError, match=r"not trained to translate.*TRANSLATION_MODEL"),
        opened(settings, model=able, translation_model=str(models / "turbo-like.pt")),
    ):
        pass
    with (
        pytest.raises(ModelMissingError, match="fetch medium"),
        opened(settings, model=able, translation_model="medium"),
    ):
        pass


def test_the_demos_model_never_translates(settings: Settings) -> None:
    """It saw one task only."""
    with opened(settings, model="demo") as transcriber:
        assert "translation" not in transcriber.facts


@pytest.mark.parametrize("name", get_args(Settings.model_fields["engine"].annotation))
def test_every_engine_that_is_asked_for_english_uses_whispers_own_task(
    settings: Settings, models: Path, name: str
) -> None:
    """The task's token reaches the decoder: it is sure of other things over the same sound."""
    chosen = settings.model_copy(update={"engine": name, "engine_threads": 1})
    engine = open_engine(chosen, ModelFile(models / "able.pt", "able"))
    assert engine.can_translate
    noise = sounds.noise(3, 0.1, SAMPLE_RATE_HZ).astype("float32")
    windows = (AudioSpan(0.0, 3.0),)
    said, english = engine.hear(
        [Utterance(noise, windows, "ur"), Utterance(noise, windows, "ur", "translate")],
        lambda *_: None,
    )
    assert figures(said.segments) != figures(english.segments)
    assert english.language == "ur"
    assert not any(segment.words for segment in english.segments)


def test_only_words_in_a_language_that_is_not_read_want_english() -> None:
    """Nothing heard is nothing to translate."""
    urdu = Heard("کچھ", "ur", 1.0, (), "ur")
    assert wants_translation(urdu)
    assert not wants_translation(Heard("", "ur", 1.0, (), "ur"))
    assert not any(
        wants_translation(Heard("x", code, 1.0, (), code)) for code in ("en", "yue", "zh")
    )
