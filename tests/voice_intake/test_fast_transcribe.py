"""FastEngine over a whole message is ``whisper.transcribe``: rounds, seeking, segments, word times.

In fp32, with the full context, greedily, on one window that holds everything: the library's own
settings. tests/voice_intake/test_fast_parity.py compares single decodings.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import whisper
from whisper import timing

from tests.conftest import ROOT
from tests.voice_intake.checkpoints import write_random_checkpoint
from tests.voice_intake.test_fast_engine import decoded
from voice_intake.audio import SAMPLE_RATE_HZ, Decoder
from voice_intake.engines.alignment import dtw_path
from voice_intake.engines.base import Heard, Utterance
from voice_intake.engines.fast import engine as fast
from voice_intake.engines.fast.engine import FastEngine
from voice_intake.engines.fast.segments import with_fallback
from voice_intake.engines.whisper import load_checkpoint
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings
from voice_intake.transcript import AudioSpan

DEMO = ModelFile(ROOT / "samples" / "demo_model" / "demo.pt", "demo")
BEGIN = 50_365  # the timestamp <|0.00|> of the newest vocabulary


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    torch.set_num_threads(1)
    yield


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Under which our engine and the library must agree."""
    return Settings(
        data_dir=tmp_path_factory.mktemp("data"), engine_threads=1, device="cpu",
        precision="fp32", audio_context="full", temperatures=(0.0,), beam_size=1,
    )  # fmt: skip


@pytest.fixture(scope="module")
def long() -> np.ndarray:
    """Three samples one behind the other: more than Whisper's 30 s, and timestamps that go astray."""
    decoder = Decoder(max_recording_s=60)
    try:
        waves = [
            decoder.decode((ROOT / "samples" / f"{name}.wav").read_bytes()).samples
            for name in ("en-suspicious-man", "en-lost-wallet", "en-fraud-call")
        ]
    finally:
        decoder.close()
    whole = np.concatenate(waves)
    assert len(whole) > 30 * SAMPLE_RATE_HZ
    return whole


def ours(settings: Settings, samples: np.ndarray, *, word_times: bool) -> Heard:
    engine = FastEngine(settings, DEMO, word_times=word_times)
    whole = (AudioSpan(0.0, len(samples) / SAMPLE_RATE_HZ),)
    return engine.hear([Utterance(samples, whole, "en")], lambda *_: None)[0]


def library(samples: np.ndarray, *, word_times: bool) -> list[dict[str, Any]]:
    """The library's segments with text."""
    result = whisper.transcribe(
        load_checkpoint(DEMO), samples, language="en", temperature=0.0, fp16=False,
        condition_on_previous_text=False, word_timestamps=word_times,
    )  # fmt: skip
    return [item for item in result["segments"] if item["text"].strip()]


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")
def test_without_word_times_the_segments_are_transcribes_own(
    settings: Settings, long: np.ndarray
) -> None:
    """Text, times and figures of every segment, over several rounds."""
    theirs = library(long, word_times=False)
    heard = ours(settings, long, word_times=False)
    assert len({item["seek"] for item in theirs}) > 1
    assert [segment.text for segment in heard.segments] == [item["text"] for item in theirs]
    for mine, item in zip(heard.segments, theirs, strict=True):
        limit = len(long) / SAMPLE_RATE_HZ
        assert mine.start == pytest.approx(min(item["start"], limit), abs=1e-3)
        assert mine.end == pytest.approx(min(item["end"], limit), abs=1e-3)
        assert mine.avg_logprob == pytest.approx(item["avg_logprob"], abs=1e-3)
        assert mine.no_speech_prob == pytest.approx(item["no_speech_prob"], abs=1e-3)
        assert mine.compression_ratio == pytest.approx(item["compression_ratio"], abs=1e-3)


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")
def test_with_word_times_it_goes_on_where_transcribe_does(
    settings: Settings, long: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the last word's end; words come a frame or two apart, for they need no second pass."""
    monkeypatch.setattr(timing, "dtw_cpu", dtw_path)  # the same path, without seconds of compiling
    theirs = [
        word for item in library(long, word_times=True) for word in item["words"] if word["word"]
    ]
    heard = ours(settings, long, word_times=True)
    words = [word for segment in heard.segments for word in segment.words]
    assert [word.word for word in words] == [word["word"] for word in theirs]
    apart = [abs(word.start - item["start"]) for word, item in zip(words, theirs, strict=True)]
    assert float(np.median(apart)) <= 0.04


@pytest.mark.parametrize(
    ("last_s", "used"),
    [(None, 0), (4.0, 0), (5.98, 98), (9.4, 440), (9.51, 500), (12.0, 500)],
)
def test_the_next_round_begins_behind_the_last_word(last_s: float | None, used: int) -> None:
    """Of five seconds from the fifth on. A rest that is only the margin around speech is none."""
    said = [{"words": []}] if last_s is None else [{"words": [{"end": last_s}]}, {"words": []}]
    assert fast._to_last_word(said, 500, 500) == used


def test_a_window_is_heard_to_its_end_however_slowly_the_model_moves(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model in doubt creeps; each half minute is given up by itself, never what follows it."""
    file = ModelFile(write_random_checkpoint(tmp_path / "r.pt"), "random")
    engine = FastEngine(settings, file)
    seeks: list[int] = []

    def creep(windows: Any, *_: Any) -> list[Any]:
        seeks.extend(window.seek for window in windows)
        return [decoded([BEGIN, 5, BEGIN + 50, BEGIN + 50]) for _ in windows]

    monkeypatch.setattr(engine, "_decode", creep)
    monkeypatch.setattr(engine, "_encode", lambda *_: None)
    silence = np.zeros(100 * SAMPLE_RATE_HZ, np.float32)
    engine.hear([Utterance(silence, (AudioSpan(0.0, 100.0),), "en")], lambda *_: None)
    assert max(seeks) >= 9_000 - 100
    assert len(seeks) <= 4 * fast._MOST_ROUNDS


def test_of_tries_that_all_stay_doubtful_the_likeliest_is_kept() -> None:
    """But never one that repeats itself where another does not."""
    tries = {
        0.0: [decoded([1], avg_logprob=-1.1), decoded([1], avg_logprob=-0.1, compression_ratio=3)],
        0.4: [decoded([2], avg_logprob=-1.9), decoded([2], avg_logprob=-1.5)],
    }
    found = with_fallback(2, (0.0, 0.4), lambda places, t: [tries[t][i] for i in places])
    assert [item.tokens for item in found] == [[1], [2]]
