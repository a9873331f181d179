"""FastEngine: many messages at once, each as if it were alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.voice_intake import sounds
from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake.audio import SAMPLE_RATE_HZ
from voice_intake.audio import Decoder as AudioDecoder
from voice_intake.engines.base import Utterance
from voice_intake.engines.choice import open_engine
from voice_intake.engines.fast.decoding import Decoded
from voice_intake.engines.fast.engine import AudioContext, FastEngine
from voice_intake.engines.fast.segments import split, with_fallback
from voice_intake.errors import ConfigurationError, ModelBrokenError
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings
from voice_intake.speech import VoiceActivity, windows
from voice_intake.transcript import AudioSpan

DEMO = ModelFile(ROOT / "samples" / "demo_model" / "demo.pt", "demo")
BEGIN = 50_365  # the timestamp <|0.00|> of the newest vocabulary


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("data"), engine_threads=1)


@pytest.fixture(scope="module")
def engine(settings: Settings) -> FastEngine:
    """The demo's model as it is used."""
    return FastEngine(settings, DEMO)


@pytest.fixture(scope="module")
def utterances() -> list[Utterance]:
    """Three sample messages with their windows of speech, languages to be found."""
    return [sample(name) for name in ("en-cut-off", "yue-pickpocket", "zh-threat")]


def sample(name: str) -> Utterance:
    decoder = AudioDecoder(max_recording_s=60)
    try:
        data = (ROOT / "samples" / f"{name}.wav").read_bytes()
        wave = decoder.decode(data, media_type=None, file_name=None)
    finally:
        decoder.close()
    spans = VoiceActivity().spans(wave.samples)
    return Utterance(wave.samples, windows(spans, wave.duration_s), None)


def test_a_message_is_heard_alike_alone_and_among_others(
    engine: FastEngine, utterances: list[Utterance]
) -> None:
    """Words, times, probabilities, language: nothing comes from the neighbours."""
    together = engine.hear(utterances, lambda *_: None)
    for utterance, heard in zip(utterances, together, strict=True):
        (alone,) = engine.hear([utterance], lambda *_: None)
        assert alone.text == heard.text
        assert (alone.language, alone.decoded_as) == (heard.language, heard.decoded_as)
        assert alone.language_probability == pytest.approx(heard.language_probability, abs=1e-3)
        pairs = zip(alone.segments, heard.segments, strict=True)
        for mine, theirs in pairs:
            assert [w.word for w in mine.words] == [w.word for w in theirs.words]
            assert [w.start for w in mine.words] == pytest.approx(
                [w.start for w in theirs.words], abs=0.05
            )


def test_words_are_the_texts_and_lie_in_order_in_their_windows(
    engine: FastEngine, utterances: list[Utterance]
) -> None:
    """Every word has its seconds, and all words together are the text."""
    for utterance, heard in zip(utterances, engine.hear(utterances, lambda *_: None), strict=True):
        assert heard.text
        assert [segment.id for segment in heard.segments] == list(range(len(heard.segments)))
        for segment in heard.segments:
            assert "".join(word.word for word in segment.words) == segment.text
            # Times are rounded to a millisecond.
            own = [
                AudioSpan(w.start - 0.001, w.end + 0.001)
                for w in utterance.windows
                if w.start - 0.001 <= segment.start <= segment.end <= w.end + 0.001
            ]
            assert own
            for word in segment.words:
                assert own[0].start <= word.start <= word.end <= own[0].end
                assert 0 <= word.probability <= 1
            starts = [word.start for word in segment.words]
            assert starts == sorted(starts)


def test_word_times_are_near_those_of_whispers_own_alignment(
    settings: Settings, utterances: list[Utterance]
) -> None:
    """The looks of the decoding tell what a second pass of the decoder tells."""
    changed = {"precision": "fp32", "audio_context": "full", "temperatures": (0.0,)}
    ours = FastEngine(settings.model_copy(update=changed), DEMO)
    theirs = open_engine(settings.model_copy(update={**changed, "engine": "reference"}), DEMO)
    apart = []
    said = [*utterances[:1], sample("en-bicycle-theft")]
    for mine, reference in zip(
        ours.hear(said, lambda *_: None), theirs.hear(said, lambda *_: None), strict=True
    ):
        assert mine.text == reference.text
        words = [word for segment in mine.segments for word in segment.words]
        others = [word for segment in reference.segments for word in segment.words]
        assert [word.word for word in words] == [word.word for word in others]
        apart += [abs(a.start - b.start) for a, b in zip(words, others, strict=True)]
    assert len(apart) > 20
    assert float(np.median(apart)) <= 0.04


def test_words_never_go_back_over_the_rounds_of_a_window(settings: Settings) -> None:
    """What a decoding left unfinished is not where its words are looked for."""
    changed = {"precision": "fp32", "audio_context": "full", "temperatures": (0.0,)}
    engine = FastEngine(settings.model_copy(update=changed), DEMO)
    (heard,) = engine.hear([sample("en-bicycle-theft")], lambda *_: None)
    starts = [word.start for segment in heard.segments for word in segment.words]
    assert starts == sorted(starts)


def test_a_beam_has_word_times_too(settings: Settings, utterances: list[Utterance]) -> None:
    """From one pass over the winner."""
    changed = {"beam_size": 3, "temperatures": (0.0,)}
    engine = FastEngine(settings.model_copy(update=changed), DEMO)
    (heard,) = engine.hear(utterances[:1], lambda *_: None)
    assert heard.text
    assert all("".join(w.word for w in s.words) == s.text for s in heard.segments)
    assert engine.facts["parameters"]["beam_size"] == 3


def test_progress_only_grows_and_ends_at_one(
    engine: FastEngine, utterances: list[Utterance]
) -> None:
    """For each message by itself."""
    told: dict[int, list[float]] = {0: [], 1: [], 2: []}
    engine.hear(utterances, lambda i, done: told[i].append(done))
    for steps in told.values():
        assert steps == sorted(steps)
        assert steps[-1] == pytest.approx(1.0)
        assert len(steps) > 1


def test_a_known_language_is_not_questioned(engine: FastEngine) -> None:
    """The caller's key press wins over what the voice sounds like."""
    said = sample("en-cut-off")
    (heard,) = engine.hear([Utterance(said.samples, said.windows, "yue")], lambda *_: None)
    assert (heard.language, heard.language_probability, heard.decoded_as) == ("yue", 1.0, "yue")


def test_more_windows_than_a_batch_holds_are_all_heard(settings: Settings, tmp_path: Path) -> None:
    """Random weights say something about every second of noise."""
    file = ModelFile(write_random_checkpoint(tmp_path / "r.pt"), "random")
    engine = FastEngine(settings.model_copy(update={"batch_size": 2}), file)
    noise = sounds.noise(7, 0.1, SAMPLE_RATE_HZ).astype(np.float32)
    spans = tuple(AudioSpan(float(i), i + 1.0) for i in range(5))
    (heard,) = engine.hear([Utterance(noise, spans, "en")], lambda *_: None)
    assert {int(segment.start) for segment in heard.segments} >= {0, 1, 2, 3, 4}


def test_an_english_only_vocabulary_needs_no_detection(settings: Settings, tmp_path: Path) -> None:
    """It has no language tokens to ask for."""
    path = write_random_checkpoint(tmp_path / "en.pt", vocabulary=51_864)
    engine = FastEngine(settings, ModelFile(path, "english"))
    noise = sounds.noise(1, 0.1, SAMPLE_RATE_HZ).astype(np.float32)
    (heard,) = engine.hear([Utterance(noise, (AudioSpan(0, 1),), None)], lambda *_: None)
    assert (heard.language, heard.language_probability) == ("en", 1.0)
    assert not engine.can_translate


def test_the_facts_say_what_shaped_the_text(engine: FastEngine) -> None:
    """The fitted context is the demo's checkpoint's own, for it was trained on it."""
    parameters = engine.facts["parameters"]
    assert engine.facts["engine"] == "earwitness"
    assert engine.facts["synthetic_only"] is True
    assert parameters["audio_context"] == "exact"
    assert parameters["precision"] in ("int8", "bf16", "fp32")


@pytest.mark.parametrize(
    ("setting", "fitted", "frames"),
    [("auto", True, 500), ("auto", False, 3000), ("full", True, 3000), ("exact", False, 500),
     ("10", False, 1000), ("2.5", True, 500)],
)  # fmt: skip
def test_the_encoder_sees_as_much_as_the_setting_says(
    setting: str, fitted: bool, frames: int
) -> None:
    """Of 4.99 seconds of speech."""
    assert AudioContext.of(setting, fitted=fitted).frames(499) == frames


def test_a_precision_that_the_machine_lacks_is_refused(settings: Settings) -> None:
    """With the ones it has."""
    with pytest.raises(ConfigurationError) as caught:
        FastEngine(settings.model_copy(update={"precision": "fp16", "device": "cpu"}), DEMO)
    assert "int8" in caught.value.next_step


def _cut(path: Path) -> None:
    path.write_bytes(DEMO.path.read_bytes()[:100_000])


def _other_shape(path: Path) -> None:
    stored = torch.load(write_random_checkpoint(path), weights_only=True)
    del stored["model_state_dict"]["encoder.ln_post.weight"]
    torch.save(stored, path)


def _not_numbers(path: Path) -> None:
    stored = torch.load(write_random_checkpoint(path), weights_only=True)
    stored["model_state_dict"]["encoder.ln_post.weight"][3] = float("nan")
    torch.save(stored, path)


@pytest.mark.parametrize(
    "spoil", [_cut, _other_shape, _not_numbers, lambda path: path.write_bytes(b"text")]
)
def test_a_file_that_is_no_whole_checkpoint_is_named(
    settings: Settings, tmp_path: Path, spoil: Any
) -> None:
    """With what to do next."""
    path = tmp_path / "spoilt.pt"
    spoil(path)
    with pytest.raises(ModelBrokenError) as caught:
        FastEngine(settings, ModelFile(path, "spoilt"))
    assert "spoilt" in caught.value.detail
    assert caught.value.next_step


def decoded(
    tokens: list[int],
    avg_logprob: float = -0.2,
    no_speech_prob: float = 0.0,
    compression_ratio: float = 1.0,
) -> Decoded:
    return Decoded(tokens, "x", avg_logprob, no_speech_prob, 0.0, compression_ratio)


@pytest.mark.parametrize(
    ("tokens", "parts", "used"),
    [
        ([BEGIN, 5, 6, BEGIN + 100], [(0, 4, 0.0, 2.0)], 900),
        ([BEGIN, 5, BEGIN + 50, BEGIN + 60, 6, BEGIN + 100],
         [(0, 3, 0.0, 1.0), (3, 6, 1.2, 2.0)], 900),
        ([BEGIN, 5, BEGIN + 50, BEGIN + 50, 6, 7], [(0, 3, 0.0, 1.0)], 100),
        ([BEGIN, 5, 6], [(0, 3, 0.0, 9.0)], 900),
        ([5, 6], [(0, 2, 0.0, 9.0)], 900),
    ],
)  # fmt: skip
def test_timestamps_cut_a_decoding_into_segments(
    tokens: list[int], parts: list[tuple[int, int, float, float]], used: int
) -> None:
    """What stands behind the last pair is left for the next decoding, as in ``transcribe()``."""
    found, frames = split(decoded(tokens), 900, BEGIN)
    assert [(p.first, p.last, round(p.start, 6), round(p.end, 6)) for p in found] == parts
    assert frames == used


@given(st.lists(st.integers(0, 40).map(lambda i: i if i < 20 else BEGIN + i * 7), max_size=30))
def test_segments_never_overlap_nor_reach_beyond_the_tokens(tokens: list[int]) -> None:
    """Whatever a model says."""
    found, _ = split(decoded(tokens), 900, BEGIN)
    edges = [edge for part in found for edge in (part.first, part.last)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(tokens) for edge in edges)


def test_only_the_doubtful_are_tried_again() -> None:
    """Repetition and unlikely words are doubt; silence is not."""
    asked: list[tuple[list[int], float]] = []
    first = [
        decoded([5]),
        decoded([5], compression_ratio=3.0),
        decoded([5], avg_logprob=-2.0),
        decoded([5], avg_logprob=-2.0, no_speech_prob=0.9),
    ]

    def decode(places: Any, temperature: float) -> list[Decoded]:
        asked.append((list(places), temperature))
        return [first[i] if temperature == 0 else decoded([7]) for i in places]

    found = with_fallback(4, (0.0, 0.4, 0.8), decode)
    assert asked == [([0, 1, 2, 3], 0.0), ([1, 2], 0.4)]
    assert [d.tokens for d in found] == [[5], [7], [7], [5]]


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    torch.set_num_threads(1)
    yield


@pytest.mark.parametrize("engine_name", ["fast", "reference", "ct2"])
@pytest.mark.parametrize(
    ("device", "words"), [("gpu", "There is no device 'gpu'"), ("cuda:7", "can be used here")]
)
def test_a_device_that_is_not_there_is_no_broken_model(
    settings: Settings, engine_name: str, device: str, words: str
) -> None:
    """Whatever the engine: the file is whole, and copying it again would help nobody."""
    changed = settings.model_copy(update={"engine": engine_name, "device": device})
    with pytest.raises(ConfigurationError, match=words) as caught:
        open_engine(changed, DEMO)
    assert "--device" in caught.value.next_step


def test_a_checkpoint_of_torchs_older_form_is_read(settings: Settings, tmp_path: Path) -> None:
    """As openai-whisper reads it."""
    path = write_random_checkpoint(tmp_path / "old.pt")
    stored = torch.load(path, weights_only=True)
    torch.save(stored, path, _use_new_zipfile_serialization=False)
    assert FastEngine(settings, ModelFile(path, "old")).facts["name"] == "old"
