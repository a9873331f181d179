"""The bad-input corpus: every broken file ends in sound or in a refusal in words, within its caps.

What is refused here is QUARANTINED by the job (``test_jobs``); what decodes is transcribed.
"""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.voice_intake import sounds
from voice_intake.audio import Decoder, Waveform
from voice_intake.errors import UndecodableError

TONE = sounds.tone(1.0)
MAX_S = 60.0

#: Real files of every container, one second each.
CONTAINERS: dict[str, Callable[[], bytes]] = {
    "wav": lambda: sounds.wav(TONE),
    "wav mulaw": lambda: sounds.encode(TONE, "wav", "pcm_mulaw"),
    "au": lambda: sounds.encode(TONE, "au", "pcm_mulaw"),
    "aiff": lambda: sounds.encode(TONE, "aiff", "pcm_s16be"),
    "caf": lambda: sounds.encode(TONE, "caf", "pcm_alaw"),
    "amr": lambda: sounds.encode(TONE, "amr", "libopencore_amrnb"),
    "3gp": lambda: sounds.encode(TONE, "3gp", "libopencore_amrnb"),
    "m4a": lambda: sounds.encode(TONE, "ipod", "aac"),
    "aac": lambda: sounds.encode(TONE, "adts", "aac"),
    "mp3": lambda: sounds.encode(TONE, "mp3", "libmp3lame"),
    "ogg": lambda: sounds.encode(TONE, "ogg", "libopus"),
    "webm": lambda: sounds.encode(TONE, "webm", "libopus"),
    "flac": lambda: sounds.encode(TONE, "flac", "flac"),
}


@cache
def whole(name: str) -> bytes:
    """One file, made once."""
    return CONTAINERS[name]()


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    """One decoder for the module: a bad file must not harm what comes after it."""
    with Decoder(max_recording_s=MAX_S) as decoder:
        yield decoder


def outcome(decoder: Decoder, data: bytes, **facts: str) -> Waveform | str:
    """The sound, or the words of the refusal; both within their bounds."""
    try:
        waveform = decoder.decode(data, **facts)
    except UndecodableError as error:
        words = str(error)
        assert len(error.detail) > 20
        assert error.detail.endswith(".")
        assert "Traceback" not in words
        return words
    assert waveform.duration_s <= MAX_S + 0.1
    for _, samples in waveform.voices:
        assert samples.dtype == np.float32
        assert np.isfinite(samples).all()
        assert np.abs(samples).max(initial=0.0) <= 1.0
    return waveform


def header(rate_hz: int = 8_000, channels: int = 1, *, form: int = 1, bits: int = 16) -> bytes:
    """A WAV's header up to its data chunk."""
    width = channels * bits // 8
    return b"RIFF\xff\xff\xff\x7fWAVEfmt " + struct.pack(
        "<IHHIIHH", 16, form, channels, rate_hz, rate_hz * width & 0xFFFFFFFF, width & 0xFFFF, bits
    )


def wav_of(data: bytes, declared: int | None = None, **form: int) -> bytes:
    """A WAV whose data chunk declares another size than it has."""
    size = len(data) if declared is None else declared
    return header(**form) + b"data" + struct.pack("<I", size) + data


def zipped() -> bytes:
    """An archive with a recording in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("message.wav", whole("wav"))
    return file.getvalue()


NOISE = np.random.default_rng(11).bytes(20_000)
REFUSED: dict[str, bytes] = {
    "zero bytes": bytes(0),
    "zeros": bytes(20_000),
    "one byte": b"R",
    "a header's beginning": whole("wav")[:30],
    "RIFF, then noise": b"RIFF" + NOISE,
    "Ogg, then noise": b"OggS" + NOISE,
    "FLAC, then noise": b"fLaC" + NOISE,
    "Matroska, then noise": b"\x1a\x45\xdf\xa3" + NOISE,
    "MP4, then noise": b"\x00\x00\x00\x18ftypM4A " + NOISE,
    "an index without sound": whole("m4a")[:40],
    "1 Hz": wav_of(bytes(8_000), rate_hz=1),
    "0 Hz": wav_of(bytes(8_000), rate_hz=0),
    "2 GHz": wav_of(bytes(8_000), rate_hz=2_000_000_000),
    "no channels": wav_of(bytes(8_000), channels=0),
    "65,535 channels": wav_of(bytes(8_000), channels=65_535),
    "too long": wav_of(bytes(8_000 * 61), bits=8),
    "a playlist": b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:1/a.wav\n",
    "a live playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nfile:///etc/passwd\n",
    "ffconcat": b"ffconcat version 1.0\nfile /etc/hostname\n",
    "sdp": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio 5004 RTP/AVP 0\r\n",
    "a subtitle": b"1\n00:00:01,000 --> 00:00:02,000\nHello\n",
    "text": b"My bicycle was stolen. " * 100,
    "html": b"<!doctype html><html><body><h1>404</h1></body></html>",
    "json": b'{"error": "no such recording"}',
    "pdf": b"%PDF-1.7\n" + NOISE,
    "zip": zipped(),
    "gzip": b"\x1f\x8b\x08\x00" + NOISE,
    "png": b"\x89PNG\r\n\x1a\n" + NOISE,
    "a program": b"\x7fELF" + NOISE,
    "midi": b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x60MTrk\x00\x00\x00\x04\x00\xff\x2f\x00",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_holds_no_message_is_refused_in_words(decoder: Decoder, name: str) -> None:
    """Also under the name and the type of a recording."""
    said = outcome(decoder, REFUSED[name], media_type="audio/wav", file_name="message.wav")
    assert isinstance(said, str), said


FLOATS = np.tile(np.array([np.nan, np.inf, -np.inf, 1e30, 0.25, -0.25], "<f4"), 2_000)
TAKEN: dict[str, bytes] = {
    "header only": wav_of(b""),
    "declared 4 GB": wav_of(bytes(16_000), declared=0xFFFFFFF0),
    "declared 2 GB": wav_of(bytes(16_000), declared=0x7FFFFFFE),
    "declared less than there is": wav_of(bytes(16_000), declared=8_000),
    "of a pipe": wav_of(bytes(16_000), declared=0xFFFFFFFF),
    "floats that are no numbers": wav_of(FLOATS.tobytes(), form=3, bits=32),
    "32 channels": wav_of(bytes(64_000), channels=32),
    "192 kHz": sounds.wav(sounds.tone(0.5, rate_hz=192_000), 192_000),
    "4 kHz": sounds.wav(sounds.tone(0.5, rate_hz=4_000), 4_000),
    "8 bit": wav_of(bytes(range(256)) * 40, bits=8),
    "odd number of bytes": wav_of(bytes(16_001)),
    "text behind the sound": whole("wav") + b"<html>404</html>" * 100,
    "two recordings in one": whole("ogg") + whole("ogg"),
    "noise behind an MP3": whole("mp3") + NOISE,
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_can_be_heard_in_spite_of_its_faults_is_taken(decoder: Decoder, name: str) -> None:
    """Strange, wrong or unfinished headers: whatever sound there is."""
    heard = outcome(decoder, TAKEN[name])
    assert isinstance(heard, Waveform), heard
    assert heard.duration_s <= 4.0


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_cut_anywhere_keeps_what_came_before_or_says_why(
    decoder: Decoder, name: str
) -> None:
    """At sixteen places; never more sound than the whole, never an exception of another kind."""
    data = whole(name)
    for part in range(1, 16):
        heard = outcome(decoder, data[: len(data) * part // 16])
        assert isinstance(heard, str) or heard.duration_s <= 1.3


def test_a_small_file_that_unpacks_to_hours_is_refused_quickly(decoder: Decoder) -> None:
    """300 kB of FLAC hold half an hour of silence: counted while decoding, stopped at the cap."""
    bomb = sounds.encode(np.zeros(8_000 * 1_800), "flac", "flac")
    assert len(bomb) < 400_000
    began = time.process_time()
    assert "too long" in str(outcome(decoder, bomb))
    assert time.process_time() - began < 5  # ours: the child has its own limit
    assert isinstance(outcome(decoder, whole("wav")), Waveform)


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A real file with bytes changed, removed, doubled or cut off, mostly in its header."""
    data = bytearray(whole(draw(st.sampled_from(sorted(CONTAINERS)))))
    for _ in range(draw(st.integers(1, 4))):
        near = draw(st.booleans())
        at = draw(st.integers(0, min(len(data), 200) if near else len(data)))
        kind = draw(st.sampled_from(["set", "cut", "remove", "double", "insert"]))
        size = draw(st.integers(1, 64))
        if kind == "set":
            data[at : at + size] = draw(st.binary(min_size=size, max_size=size))
        elif kind == "cut" and not near:
            del data[at:]
        elif kind == "remove":
            del data[at : at + size]
        elif kind == "double":
            data[at:at] = data[at : at + size]
        elif kind == "insert":
            data[at:at] = b"\xff" * size
    return bytes(data)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(mutations())
@example(b"\x00")
def test_no_mutation_of_a_real_file_does_harm(decoder: Decoder, data: bytes) -> None:
    """Sound within the caps or a refusal in words; nothing else, whatever the bytes."""
    outcome(decoder, data)
