"""openai-whisper behind the seam: real code over checkpoints of random weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.voice_intake import sounds
from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake.audio import SAMPLE_RATE_HZ, Decoder
from voice_intake.engines.alignment import dtw_path
from voice_intake.engines.base import Utterance
from voice_intake.engines.whisper import WhisperEngine
from voice_intake.errors import ModelBrokenError, UndecodableError, UnknownLanguageError
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings
from voice_intake.speech import VoiceActivity
from voice_intake.transcriber import LocalTranscriber, SpokenInput, open_transcriber
from voice_intake.transcript import AudioSpan, Transcription

MESSAGE = ROOT / "samples" / "en-cut-off.wav"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> ModelFile:
    """A tiny random checkpoint with Cantonese in its vocabulary."""
    path = tmp_path_factory.mktemp("models") / "random.pt"
    return ModelFile(write_random_checkpoint(path), "random")


@pytest.fixture(scope="module")
def engine(checkpoint: ModelFile) -> WhisperEngine:
    """Loaded once."""
    return WhisperEngine(checkpoint, device="cpu", threads=1, detect_among=("en", "yue", "zh"))


@pytest.fixture(scope="module")
def transcriber(engine: WhisperEngine) -> Iterator[LocalTranscriber]:
    """The whole way over it."""
    transcriber = LocalTranscriber(engine, VoiceActivity(), Decoder(max_recording_s=900))
    yield transcriber
    transcriber.close()


def utterance(language: str | None = None) -> Utterance:
    """Four seconds of noise, of which the engine is to hear two."""
    samples = sounds.noise(4, 0.1, SAMPLE_RATE_HZ).astype(np.float32)
    return Utterance(samples, (AudioSpan(1.0, 2.0), AudioSpan(2.5, 3.5)), language)


def test_words_come_in_the_recordings_own_time(engine: WhisperEngine) -> None:
    """Segments and words lie within the windows, numbered through; the text is their sum."""
    told: list[float] = []
    (heard,) = engine.hear([utterance("en")], lambda i, done: told.append(done))
    assert told == [0.5, 1.0]
    assert heard.segments
    assert [segment.id for segment in heard.segments] == list(range(len(heard.segments)))
    for segment in heard.segments:
        inside = [
            w for w in utterance().windows if w.start <= segment.start <= segment.end <= w.end
        ]
        assert inside
        assert all(inside[0].start <= word.start <= word.end for word in segment.words)
    assert heard.text == "".join(segment.text for segment in heard.segments).strip()


def test_the_same_message_gives_the_same_words(engine: WhisperEngine) -> None:
    """Temperatures sample, but from the same seed."""
    first, second = engine.hear([utterance("en"), utterance("en")], lambda *_: None)
    assert first == second


def test_a_language_is_detected_among_the_settings_only(engine: WhisperEngine) -> None:
    """Random weights would else speak Welsh."""
    (heard,) = engine.hear([utterance()], lambda *_: None)
    assert heard.language in ("en", "yue", "zh")
    assert 1 / 3 <= heard.language_probability <= 1.0


def test_cantonese_is_decoded_as_chinese_where_the_vocabulary_lacks_it(tmp_path: Path) -> None:
    """Vocabularies before large-v3 have 99 languages; the caller's choice is kept."""
    older = ModelFile(write_random_checkpoint(tmp_path / "o.pt", vocabulary=51_865), "older")
    engine = WhisperEngine(older, device="cpu", threads=1, detect_among=("yue", "en"))
    (heard,) = engine.hear([utterance("yue")], lambda *_: None)
    assert (heard.language, heard.decoded_as) == ("yue", "zh")
    assert engine.facts["parameters"]["detect_among"] == ["zh", "en"]


def test_the_facts_say_what_shaped_the_text(engine: WhisperEngine, checkpoint: ModelFile) -> None:
    """Name, sha256, engine, version, parameters; plain data."""
    facts = engine.facts
    assert facts["name"] == "random"
    assert facts["sha256"] == checkpoint.sha256
    assert facts["engine"] == "openai-whisper"
    assert facts["engine_version"]
    assert facts["synthetic_only"] is False
    assert facts["parameters"]["condition_on_previous_text"] is False


BROKEN = {
    "empty": b"",
    "text": b"this is not a checkpoint",
    "a zip": b"PK\x03\x04" + bytes(1000),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_checkpoint_is_a_broken_model(tmp_path: Path, name: str) -> None:
    """With the command that finds out more."""
    file = tmp_path / "broken.pt"
    file.write_bytes(BROKEN[name])
    with pytest.raises(ModelBrokenError, match="earwitness models verify"):
        WhisperEngine(ModelFile(file, "broken"), device="cpu")


def test_a_cut_checkpoint_is_a_broken_model(checkpoint: ModelFile, tmp_path: Path) -> None:
    """As an interrupted copy leaves it."""
    file = tmp_path / "cut.pt"
    data = checkpoint.path.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelBrokenError):
        WhisperEngine(ModelFile(file, "cut"), device="cpu")


def test_a_published_name_with_other_bytes_is_a_broken_model(
    checkpoint: ModelFile, tmp_path: Path
) -> None:
    """``small`` must be OpenAI's small, or the results would carry a false name."""
    file = tmp_path / "small.pt"
    file.write_bytes(checkpoint.path.read_bytes())
    with pytest.raises(ModelBrokenError, match=r"sha256.*fetch --force small"):
        WhisperEngine(ModelFile(file, "small"), device="cpu")


def test_the_word_alignment_is_openai_whispers_own_path() -> None:
    """Ours in NumPy and theirs by numba, over random costs with ties."""
    from whisper import timing

    reference = timing.__dict__["dtw_cpu"]
    if reference is dtw_path:
        import importlib

        reference = importlib.reload(timing).dtw_cpu
    chance = np.random.default_rng(3)
    for tokens, frames in [(1, 1), (1, 9), (9, 1), (7, 40), (40, 300)]:
        for cost in (
            chance.normal(size=(tokens, frames)),
            chance.integers(0, 3, (tokens, frames)).astype(float),
        ):
            assert np.array_equal(dtw_path(cost), reference(cost))


def test_a_message_is_transcribed_with_its_quality_and_doubt(
    transcriber: LocalTranscriber,
) -> None:
    """From bytes to a Transcription: Whisper's fields, figures of the sound, flags."""
    (result,) = transcriber.transcribe([SpokenInput(MESSAGE.read_bytes(), language="en")])
    assert isinstance(result, Transcription)
    assert result.speech == "some"
    assert result.language == "en"
    assert "truncated" in result.flags
    assert result.quality["rate_hz"] == 8000
    assert result.quality["speech_s"] > 5
    assert result.model["name"] == "random"
    assert Transcription.from_dict(result.as_dict()) == result


def test_silence_never_reaches_the_engine(transcriber: LocalTranscriber) -> None:
    """No words, not even doubtful ones."""
    silence, click = transcriber.transcribe(
        [
            SpokenInput(sounds.wav(np.zeros(40_000)), language="yue"),
            SpokenInput(sounds.wav(sounds.tone(0.1))),
        ]
    )
    assert isinstance(silence, Transcription)
    assert (silence.speech, silence.text, silence.segments) == ("none", "", ())
    assert silence.flags == ("no_speech", "sound_silence")
    assert silence.language == "yue"
    assert isinstance(click, Transcription)
    assert set(click.flags) == {"no_speech", "too_short", "sound_hang_up"}


def test_one_bad_input_does_not_stop_the_others(transcriber: LocalTranscriber) -> None:
    """Results in order; progress begins at 0 and ends at 1 for each."""
    told: list[tuple[int, float]] = []
    results = transcriber.transcribe(
        [
            SpokenInput(b"no recording"),
            SpokenInput(sounds.wav(np.zeros(8_000)), language="xx"),
            SpokenInput(sounds.wav(np.zeros(8_000))),
        ],
        lambda *progress: told.append(progress),
    )
    assert isinstance(results[0], UndecodableError)
    assert isinstance(results[1], UnknownLanguageError)
    assert isinstance(results[2], Transcription)
    assert told == [(0, 0.0), (0, 1.0), (1, 0.0), (1, 1.0), (2, 0.0), (2, 1.0)]


def test_the_demos_checkpoint_loads_and_says_what_it_is(settings: Settings) -> None:
    """By the unmodified ``whisper.load_model``; consoles warn by ``synthetic_only``."""
    transcriber = open_transcriber(settings)
    transcriber.close()
    assert transcriber.facts["name"] == "demo"
    assert transcriber.facts["synthetic_only"] is True
