"""A recording's seconds stay its own: through pauses in transmission, lost packets, other rates and
the windows that an engine hears."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import av
import numpy as np
import pytest

from tests.conftest import ROOT
from tests.voice_intake import sounds
from tests.voice_intake.engines import Reporting
from voice_intake import speech
from voice_intake.audio import SAMPLE_RATE_HZ, Decoder
from voice_intake.decoding import Refused, decode
from voice_intake.transcriber import LocalTranscriber, SpokenInput
from voice_intake.transcript import Transcription

#: AMR's mark of a frame that was not sent (3GPP TS 26.101: frame type 15), and of comfort noise.
NO_DATA = 15
COMFORT_NOISE = 8
#: The same in AMR wide band (3GPP TS 26.201).
WIDE_COMFORT_NOISE = 9
#: Bytes of an AMR narrow-band frame by its type.
AMR_BYTES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1)


def two_bursts(rate_hz: int = sounds.RATE_HZ) -> np.ndarray:
    """Noise from 0.5 to 1.5 and from 6.5 to 7.5 of eight seconds: five seconds of pause between."""
    line = np.zeros(8 * rate_hz)
    for start in (0.5, 6.5):
        burst = sounds.noise(1.0, 0.3, rate_hz)
        line[round(start * rate_hz) :][: len(burst)] = burst
    return line


def onsets(data: bytes, pause_s: float = 0.5) -> tuple[list[float], dict[str, Any]]:
    """The seconds at which sound begins after a pause, and what else is known of the recording."""
    facts, sound = decode(data, None, 900)
    samples = np.concatenate(sound.kept())
    step = sound.rate_hz // 200
    level = np.sqrt(np.add.reduceat(np.square(samples), np.arange(0, len(samples), step)) / step)
    loud = np.flatnonzero(level > 0.05) / 200
    return [float(loud[0]), *(float(b) for a, b in pairwise(loud) if b - a > pause_s)], facts


def amr_frames(data: bytes) -> list[bytes]:
    """The frames of an AMR file."""
    frames, at = [], len(b"#!AMR\n")
    while at < len(data):
        size = AMR_BYTES[data[at] >> 3 & 15]
        frames.append(data[at : at + size])
        at += size
    return frames


@pytest.mark.parametrize("container", ["amr", "3gp"])
def test_amr_with_pauses_in_transmission_keeps_its_seconds(container: str) -> None:
    """The encoder sends nothing, or comfort noise, while nobody speaks: the second word stays late."""
    data = sounds.with_gaps(
        two_bursts(), container, "libopencore_amrnb", stream_options={"dtx": "1"}
    )
    if container == "amr":
        kinds = {frame[0] >> 3 & 15 for frame in amr_frames(data)}
        assert {NO_DATA, COMFORT_NOISE} <= kinds  # the encoder really paused
    found, facts = onsets(data)
    assert found == pytest.approx([0.5, 6.5], abs=0.04)
    assert facts["duration_s"] == pytest.approx(8.0, abs=0.05)
    assert facts["packet_errors"] == 0
    assert not facts["truncated"]


def test_amr_frames_that_were_never_sent_keep_their_seconds() -> None:
    """A gateway may write every frame of a pause as not sent, comfort noise too."""
    data = sounds.with_gaps(two_bursts(), "amr", "libopencore_amrnb", stream_options={"dtx": "1"})
    empty = bytes([NO_DATA << 3 | 4])
    frames = [empty if frame[0] >> 3 & 15 == COMFORT_NOISE else frame for frame in amr_frames(data)]
    found, facts = onsets(b"#!AMR\n" + b"".join(frames))
    assert found == pytest.approx([0.5, 6.5], abs=0.04)
    assert facts["packet_errors"] == 0


def test_wide_band_amr_keeps_the_seconds_of_its_pauses() -> None:
    """FFmpeg's own decoder refuses comfort noise; a second of such frames is a second."""
    noise, nothing = bytes([WIDE_COMFORT_NOISE << 3 | 4, *bytes(5)]), bytes([NO_DATA << 3 | 4])
    facts, _ = decode(b"#!AMR-WB\n" + (noise + nothing * 4) * 10, None, 900)
    assert (facts["duration_s"], facts["packet_errors"]) == (1.0, 0)
    assert not facts["truncated"]


@pytest.mark.parametrize(
    ("container", "codec", "rate_hz", "options"),
    [
        ("webm", "libopus", 48_000, {}),
        ("matroska", "libopus", 48_000, {}),
        ("ogg", "libopus", 48_000, {"page_duration": "20000"}),
        ("mp4", "libopus", 48_000, {}),
        ("3gp", "libopencore_amrnb", 8_000, {}),
        ("matroska", "pcm_s16le", 8_000, {}),
    ],
)
def test_packets_that_were_lost_or_never_sent_leave_silence_of_their_length(
    container: str, codec: str, rate_hz: int, options: dict[str, str]
) -> None:
    """4.5 seconds are missing from the file; its time stamps tell, and later words stay later."""
    data = sounds.with_gaps(
        two_bursts(rate_hz), container, codec, rate_hz=rate_hz, lost=(1.8, 6.3), options=options
    )
    found, facts = onsets(data)
    assert found == pytest.approx([0.5, 6.5], abs=0.04)
    assert facts["duration_s"] == pytest.approx(8.0, abs=0.05)
    assert facts["filled_s"] == pytest.approx(4.4, abs=0.15)


def test_a_gap_that_no_message_could_have_is_left_out_and_said() -> None:
    """A damaged time stamp an hour later: the sound is kept, and flagged, without an hour of nothing."""
    data = sounds.with_gaps(two_bursts(48_000), "webm", "libopus", rate_hz=48_000, lost=(1.8, 6.3))
    facts, _ = decode(data, None, 5.0)
    assert facts["duration_s"] == pytest.approx(3.5, abs=0.1)
    assert facts["truncated"]
    with pytest.raises(Refused, match="too long"):
        decode(data, None, 2.0)


@pytest.fixture(scope="module")
def spoken() -> np.ndarray:
    """A sample message at 16 kHz, from its first sound on."""
    with Decoder(max_recording_s=900) as decoder:
        path = ROOT / "samples" / "en-bicycle-theft.wav"
        samples = decoder.decode(path.read_bytes()).samples
    return samples[int(np.argmax(np.abs(samples) > 0.03)) :]


@pytest.fixture(scope="module")
def transcriber() -> Iterator[LocalTranscriber]:
    """The whole way with an engine that reports the windows and the sounds in them."""
    with Decoder(max_recording_s=900) as decoder:
        yield LocalTranscriber(Reporting(), speech.VoiceActivity(), decoder)


def at_rate(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """16 kHz samples at another rate, by FFmpeg."""
    frame = av.AudioFrame.from_ndarray(
        (samples * 32767).astype(np.int16)[None, :], format="s16", layout="mono"
    )
    frame.sample_rate = SAMPLE_RATE_HZ
    resampler = av.AudioResampler("s16", "mono", rate_hz)
    blocks = [*resampler.resample(frame), *resampler.resample(None)]
    joined = np.concatenate([block.to_ndarray()[0] for block in blocks])
    return joined.astype(np.float64) / 32767


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 44_100, 48_000])
def test_seconds_in_are_seconds_out(
    transcriber: LocalTranscriber, spoken: np.ndarray, rate_hz: int
) -> None:
    """Words put at 1, 20 and 52.5 s are heard there to a fiftieth of a second, at every rate."""
    starts, length = (1.0, 20.0, 52.5), round(1.5 * SAMPLE_RATE_HZ)
    line = np.zeros(58 * SAMPLE_RATE_HZ, np.float32)
    for start in starts:
        first = round(start * SAMPLE_RATE_HZ)
        line[first : first + length] = spoken[:length]
    data = sounds.wav(at_rate(line, rate_hz), rate_hz)
    (told,) = transcriber.transcribe([SpokenInput(data, language="en")])
    assert isinstance(told, Transcription)
    assert told.duration_s == pytest.approx(58.0, abs=0.01)
    assert [word.start for word in told.words] == pytest.approx(starts, abs=0.02)
    assert [segment.start for segment in told.segments] == pytest.approx(starts, abs=0.02)
    assert told.flags == ()


def test_the_windows_hold_all_speech_once_and_no_long_pause(
    transcriber: LocalTranscriber, spoken: np.ndarray
) -> None:
    """A long message: cut in pauses, none over 30 s, in order, nothing heard twice."""
    line = np.zeros(60 * SAMPLE_RATE_HZ, np.float32)
    starts = (0.5, 6.0, 11.0, 17.0, 23.0, 29.0, 35.0, 55.0)
    for start in starts:
        first = round(start * SAMPLE_RATE_HZ)
        line[first : first + 2 * SAMPLE_RATE_HZ] = spoken[: 2 * SAMPLE_RATE_HZ]
    engine = transcriber._engine
    assert isinstance(engine, Reporting)
    engine.windows.clear()
    (told,) = transcriber.transcribe([SpokenInput(sounds.wav(line, 16_000), language="en")])
    assert isinstance(told, Transcription)
    (windows,) = engine.windows
    assert all(end - start <= speech.WINDOW_S for start, end in windows)
    assert all(first[1] <= second[0] for first, second in pairwise(windows))
    assert sum(end - start for start, end in windows) < 46
    assert [word.start for word in told.words] == pytest.approx(starts, abs=0.02)
