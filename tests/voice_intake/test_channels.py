"""Stereo calls: each end is heard apart, and both stand in one transcript in the order of time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.voice_intake import sounds
from tests.voice_intake.engines import Reporting
from voice_intake import channels, doubt, speech
from voice_intake.audio import Decoder
from voice_intake.decoding import decode
from voice_intake.engines.base import Heard
from voice_intake.settings import GatewaySettings, Settings
from voice_intake.signals import Kind
from voice_intake.transcriber import LocalTranscriber, SpokenInput
from voice_intake.transcript import AudioSpan, Segment, Transcription, Word


@pytest.fixture(scope="module")
def transcriber() -> Iterator[LocalTranscriber]:
    """The whole way with an engine that reports what it was given."""
    with Decoder(max_recording_s=900) as decoder:
        yield LocalTranscriber(Reporting(), speech.VoiceActivity(), decoder)


def voice(name: str, seconds: float = 3.0) -> np.ndarray:
    """The first seconds of a sample message from its first sound on, 8 kHz."""
    _, sound = decode((ROOT / "samples" / f"{name}.wav").read_bytes(), None, 900)
    samples = np.concatenate(sound.kept()).astype(np.float64)
    first = int(np.argmax(np.abs(samples) > 0.03))
    return samples[first : first + round(seconds * sounds.RATE_HZ)]


@pytest.fixture(scope="module")
def caller() -> np.ndarray:
    """A caller who speaks from the second to the fifth second of twelve."""
    return at(2.0, voice("en-bicycle-theft"))


@pytest.fixture(scope="module")
def agent() -> np.ndarray:
    """A call-taker who speaks from the eighth to the eleventh second of twelve."""
    return at(8.0, voice("en-noise-at-night"))


def at(second: float, samples: np.ndarray, length_s: float = 12.0) -> np.ndarray:
    """Samples put at a second of a silent line of this length, 8 kHz."""
    line = np.zeros(round(length_s * sounds.RATE_HZ))
    start = round(second * sounds.RATE_HZ)
    line[start : start + len(samples)] = samples
    return line


def heard(transcriber: LocalTranscriber, *lines: np.ndarray, **facts: int) -> Transcription:
    """The transcription of a recording of these channels."""
    data = sounds.wav(np.stack(lines, axis=1), channels=len(lines))
    (result,) = transcriber.transcribe([SpokenInput(data, language="en", **facts)])  # type: ignore[arg-type]
    assert isinstance(result, Transcription)
    return result


def test_the_ends_of_a_call_are_heard_apart_and_told_in_the_order_of_time(
    transcriber: LocalTranscriber, caller: np.ndarray, agent: np.ndarray
) -> None:
    """The agent's words come later and say that they are of channel 1."""
    told = heard(transcriber, caller, agent, caller_channel=0)
    assert [segment.channel for segment in told.segments] == [0, 1]
    assert [word.channel for word in told.words] == [0, 1]
    first, second = told.segments
    assert first.start == pytest.approx(2.0, abs=0.1)
    assert second.start == pytest.approx(8.0, abs=0.1)
    assert told.text.count("\n") == 1
    assert (told.caller_channel, told.flags) == (0, ())
    assert told.quality["channels_heard"] == [0, 1]


def test_both_may_speak_at_once(transcriber: LocalTranscriber, caller: np.ndarray) -> None:
    """A mix would be a babble: here each keeps its own seconds."""
    told = heard(transcriber, caller, at(3.0, voice("en-noise-at-night")))
    assert {segment.channel for segment in told.segments} == {0, 1}
    assert told.caller_channel is None


@pytest.mark.parametrize("delay_s", [0.0, 0.12])
def test_what_one_end_hears_of_the_other_is_left_out(
    transcriber: LocalTranscriber, caller: np.ndarray, agent: np.ndarray, delay_s: float
) -> None:
    """The agent's headset picks the caller up, weaker and later: those words stand there once."""
    echo = 0.15 * np.roll(caller, round(delay_s * sounds.RATE_HZ))
    told = heard(transcriber, caller, agent + echo)
    assert [word.channel for word in told.words] == [0, 1]
    assert [word.start for word in told.words] == pytest.approx([2.0, 8.0], abs=0.1)


def test_one_voice_on_both_channels_is_heard_once(
    transcriber: LocalTranscriber, caller: np.ndarray
) -> None:
    """Dual mono has no ends; whose channel was whose is then unknown."""
    told = heard(transcriber, caller, caller, caller_channel=1)
    assert [segment.channel for segment in told.segments] == [None]
    assert told.caller_channel is None


def test_a_caller_beside_a_silent_channel_is_heard_once_and_by_name(
    transcriber: LocalTranscriber, agent: np.ndarray
) -> None:
    """Only the call-taker's announcement was recorded: nobody may take it for the caller."""
    told = heard(transcriber, np.zeros_like(agent), agent, caller_channel=0)
    assert [segment.channel for segment in told.segments] == [1]
    assert told.caller_channel == 0


def test_a_call_on_which_nobody_speaks_says_what_each_end_heard(
    transcriber: LocalTranscriber,
) -> None:
    """Ringing on one channel, noise on the other: both are reasons, silence beside them is none."""
    told = heard(transcriber, sounds.ringing(12.0), sounds.noise(12.0))
    assert (told.speech, told.text) == ("none", "")
    assert told.flags == ("no_speech", "sound_ringing", "sound_noise")
    assert doubt.of_sound([Kind.SILENCE, Kind.KEYS], speech=False) == ["sound_keys"]


def test_the_callers_channel_is_the_gateways_fact_or_the_setting_of_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A gateway that says 0 is not overruled by a general 1; a third channel is refused."""
    monkeypatch.setenv("EARWITNESS_CALLER_CHANNEL", "1")
    settings = Settings(
        gateways={"trunk": GatewaySettings(caller_channel=0), "hotline": GatewaySettings()}
    )
    told = [settings.caller_channel_of(name) for name in ("trunk", "hotline", "a folder")]
    assert told == [0, 1, 1]
    monkeypatch.delenv("EARWITNESS_CALLER_CHANNEL")
    assert Settings().caller_channel_of("hotline") is None
    with pytest.raises(ValueError, match="caller_channel"):
        Settings(caller_channel=2)


def part(channel: int, *said: tuple[float, str], language: str = "en") -> channels.Part:
    """What a channel said: one segment, a second a word."""
    words = tuple(Word(f" {text}", start, start + 1.0, 0.9) for start, text in said)
    text = "".join(word.word for word in words)
    start, end = said[0][0], said[-1][0] + 1.0
    segment = Segment(0, start, end, text, -0.2, 0.1, 1.0, 0.0, words)
    told = Heard(text.strip(), language, 1.0, (segment,), language)
    return channels.Part(channel, told, doubt.judge(told, [AudioSpan(0.0, 60.0)]))


def test_a_segment_is_parted_where_the_other_falls_in() -> None:
    """Nobody's sentence stands before what it answers; no word is lost or doubled."""
    caller = part(0, (0.0, "My"), (1.0, "bag"), (6.0, "In"), (7.0, "Mong"), (8.0, "Kok"))
    agent = part(1, (3.0, "Where?"))
    told = channels.merge([caller, agent], None)
    assert told.text == "My bag\nWhere?\nIn Mong Kok"
    assert [(part.id, part.channel, part.start, part.end) for part in told.segments] == [
        (0, 0, 0.0, 2.0),
        (1, 1, 3.0, 4.0),
        (2, 0, 6.0, 9.0),
    ]
    assert [word.word for part in told.segments for word in part.words] == [
        " My", " bag", " Where?", " In", " Mong", " Kok",
    ]  # fmt: skip


def test_the_messages_language_is_the_callers() -> None:
    """Known by his channel, else by who says more; no doubt of the other's is lost."""
    caller = part(1, (0.0, "喂"), language="yue")
    agent = part(0, (2.0, "Hello"), (3.0, "hello"), language="en")
    assert channels.merge([agent, caller], 1).main.language == "yue"
    assert channels.merge([agent, caller], None).main.language == "en"
    silent = channels.Part(1, Heard("", "en", 1.0, (), "en"), doubt.Doubted((), ("no_words",)))
    assert channels.merge([agent, silent], None).flags == ()
