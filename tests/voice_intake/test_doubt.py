"""Doubt is flagged on the word, segment or message that it concerns; nothing is deleted."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest

from tests.conftest import ROOT
from voice_intake import doubt, languages
from voice_intake.audio import SAMPLE_RATE_HZ, Waveform
from voice_intake.engines.base import Heard
from voice_intake.signals import Kind
from voice_intake.transcript import AudioSpan, Segment, Word

SPANS = (AudioSpan(0.0, 10.0),)


def heard(*texts: str, language: str = "en", probability: float = 0.9) -> Heard:
    """One second a segment, its words shared evenly."""
    segments = tuple(segment(i, text, probability) for i, text in enumerate(texts))
    text = "".join(texts).strip()
    return Heard(text, language, 1.0, segments, language)


def segment(i: int, text: str, probability: float = 0.9) -> Segment:
    """A segment without doubt."""
    parts = text.split() or [text]
    step = 1 / len(parts)
    words = tuple(
        Word(" " + part, i + n * step, i + (n + 1) * step, probability)
        for n, part in enumerate(parts)
    )
    return Segment(i, float(i), i + 1.0, text, -0.3, 0.1, 1.2, 0.0, words)


def test_clear_speech_has_no_doubt() -> None:
    """No flags at any level, and nothing else changed."""
    given = heard(" My bicycle was stolen", " near exit B")
    judged = doubt.judge(given, SPANS)
    assert judged.flags == ()
    assert judged.segments == given.segments


def test_a_weak_word_is_flagged_and_kept() -> None:
    """The message as a whole is doubtful only when many words are."""
    given = heard(" My bicycle was stolen near exit B")
    first = given.segments[0]
    weak = replace(first, words=(replace(first.words[0], probability=0.2), *first.words[1:]))
    judged = doubt.judge(replace(given, segments=(weak,)), SPANS)
    assert judged.segments[0].words[0].flags == ("low_probability",)
    assert judged.segments[0].words[1].flags == ()
    assert judged.flags == ()
    assert "low_probability" in doubt.judge(heard(" a b c", probability=0.3), SPANS).flags


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"avg_logprob": -1.2}, "low_probability"),
        ({"no_speech_prob": 0.8}, "no_speech"),
        ({"compression_ratio": 2.5}, "repetition"),
    ],
)
def test_whispers_own_thresholds_flag_a_segment(changes: dict[str, float], flag: str) -> None:
    """Each by itself: Whisper only acts when two agree."""
    given = heard(" My bicycle was stolen")
    doubtful = replace(given.segments[0], **changes)  # type: ignore[arg-type]
    judged = doubt.judge(replace(given, segments=(doubtful,)), SPANS)
    assert judged.segments[0].flags == (flag,)
    assert judged.segments[0].text == given.segments[0].text
    # A figure of the whole segment says little of one word; the others condemn each of them.
    on_words = () if flag == "low_probability" else (flag,)
    assert {word.flags for word in judged.segments[0].words} == {on_words}


def test_a_word_said_over_and_over_is_a_loop() -> None:
    """Too short to compress well, and still a loop."""
    judged = doubt.judge(heard(" no no no no no no"), SPANS)
    assert judged.flags == ("repetition",)
    assert doubt.judge(heard(" no no no"), SPANS).flags == ()
    assert doubt.judge(heard("救命救命救命救命救命", language="yue"), SPANS).flags == (
        "repetition",
    )
    assert doubt.judge(heard(" Call nine 0 0 0 0 0 0 0"), SPANS).flags == ()


def test_words_where_nobody_speaks_are_flagged() -> None:
    """Voice activity and the engine disagree: the officer listens."""
    judged = doubt.judge(heard(" hello there", " and more"), (AudioSpan(0.0, 0.5),))
    assert judged.segments[0].flags == ()
    assert judged.segments[1].words[1].flags == ("outside_speech",)
    assert judged.segments[1].flags == ("outside_speech",)
    assert judged.flags == ("outside_speech",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (" Thanks for watching!", "en"),
        (" Thank you.", "en"),
        (" Subtitles by the Amara.org community", "en"),
        ("請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目", "yue"),
        ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", "zh"),
        ("字幕由Amara.org社區提供", "zh"),
        ("ご視聴ありがとうございました", "ja"),
        ("Cảm ơn các bạn đã theo dõi!", "vi"),
    ],
)
def test_known_phantoms_are_flagged(text: str, language: str) -> None:
    """With and without punctuation, in both scripts."""
    assert doubt.is_phantom(text, language)
    assert doubt.judge(heard(text, language=language), SPANS).flags[0] == "phantom"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (" Thank you officer, please call me back.", "en"),
        (" He is okay now", "en"),
        ("多謝你哋，我等你電話", "yue"),
        ("谢谢警察同志，请回电", "zh"),
        (" anything", "sw"),
        ("", "en"),
    ],
)
def test_what_callers_say_is_no_phantom(text: str, language: str) -> None:
    """Thanks within a sentence are thanks."""
    assert not doubt.is_phantom(text, language)


def test_every_phantom_file_is_a_language_and_names_its_sources() -> None:
    """A phrase without a source would be a guess."""
    files = (resources.files("voice_intake") / "phantoms").iterdir()
    texts = [file for file in files if file.name.endswith(".txt")]
    assert {"en.txt", "zh.txt"} <= {file.name for file in texts}
    for file in texts:
        assert languages.is_known(file.name.removesuffix(".txt"))
        head, *groups = file.read_text("utf-8").split("\n\n")
        assert "# Sources: " in head
        assert groups
        for group in groups:
            heading, *phrases = group.strip().splitlines()
            assert re.match(
                r"# (github\.com/\S+ (issue|pull request) \d+.*|.*not confirmed):$", heading
            )
            assert phrases
            assert not any(phrase.startswith("#") for phrase in phrases)


def test_the_recordings_own_faults_are_flagged() -> None:
    """Cut, overdriven, quiet, too short: of the sound, whatever was heard."""
    second = np.zeros(SAMPLE_RATE_HZ, np.float32)
    assert doubt.of_recording(Waveform(second), -20.0) == []
    assert doubt.of_recording(Waveform(second, truncated=True), None) == ["truncated"]
    assert doubt.of_recording(Waveform(second[:800]), None) == ["too_short"]
    clipped = Waveform(second, quality={"clipped_share": 0.1})
    assert doubt.of_recording(clipped, -60.0) == ["clipped", "quiet"]


def test_doubt_about_the_language_is_flagged() -> None:
    """A weak guess, and a model that lacks the caller's language; zh for yue is a known fallback."""
    clear = heard(" My bicycle was stolen")
    unsure = replace(clear, language_probability=0.4)
    assert doubt.judge(unsure, SPANS).flags == ("language_uncertain",)
    lacking = replace(clear, language="yue", decoded_as="en")
    assert doubt.judge(lacking, SPANS).flags == ("language_unsupported",)
    assert doubt.judge(replace(lacking, decoded_as="zh"), SPANS).flags == ()
    assert doubt.judge(replace(clear, text="", segments=()), SPANS).flags == ("no_words",)


def test_every_flag_that_is_raised_has_a_meaning() -> None:
    """Screens explain each."""
    source = resources.files("voice_intake").joinpath("doubt.py").read_text("utf-8")
    for flag in doubt.FLAGS:
        if flag.startswith("sound_"):  # put together from ``Kind``
            continue
        assert source.count(f'"{flag}"') >= 1
    assert "no_speech" in doubt.FLAGS
    assert {f"sound_{kind}" for kind in Kind} <= set(doubt.FLAGS)
    explained = (ROOT / "docs" / "recordings.md").read_text("utf-8")
    for flag, meaning in doubt.FLAGS.items():
        assert f"| `{flag}` | {meaning} |" in explained
