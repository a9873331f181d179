"""Recordings of every taken format become 16 kHz mono; hostile ones become a clear refusal."""

from __future__ import annotations

import os
import random
import signal
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.voice_intake import sounds
from voice_intake.audio import Decoder, _death, raw_format, resample
from voice_intake.errors import EngineDiedError, UndecodableError

TONE = sounds.tone(2.0)


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    """One decoder for the module, as a worker keeps one."""
    with Decoder(max_recording_s=900) as decoder:
        yield decoder


FORMATS = {
    "wav": lambda: sounds.wav(TONE),
    "wav mulaw": lambda: sounds.encode(TONE, "wav", "pcm_mulaw"),
    "au": lambda: sounds.encode(TONE, "au", "pcm_mulaw"),
    "aiff": lambda: sounds.encode(TONE, "aiff", "pcm_s16be"),
    "caf": lambda: sounds.encode(TONE, "caf", "pcm_alaw"),
    "amr": lambda: sounds.encode(TONE, "amr", "libopencore_amrnb"),
    "3gp amr": lambda: sounds.encode(TONE, "3gp", "libopencore_amrnb"),
    "m4a": lambda: sounds.encode(TONE, "ipod", "aac"),
    "aac": lambda: sounds.encode(TONE, "adts", "aac"),
    "mp3": lambda: sounds.encode(TONE, "mp3", "libmp3lame"),
    "ogg opus": lambda: sounds.encode(TONE, "ogg", "libopus"),
    "webm opus": lambda: sounds.encode(TONE, "webm", "libopus"),
    "flac": lambda: sounds.encode(TONE, "flac", "flac"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_of_a_gateway_or_a_telephone_decodes_whole(
    decoder: Decoder, name: str
) -> None:
    """Two seconds of a tone come back as two seconds at 16 kHz, about as loud, not truncated."""
    waveform = decoder.decode(FORMATS[name]())
    assert waveform.duration_s == pytest.approx(2.0, abs=0.2)
    assert not waveform.truncated
    assert waveform.samples.dtype == np.float32
    assert waveform.quality["channels"] == 1
    assert waveform.quality["level_dbfs"] == pytest.approx(-12.6, abs=3.0)
    assert waveform.quality["peak_dbfs"] < 0


def test_a_tone_keeps_its_pitch_through_resampling(decoder: Decoder) -> None:
    """440 Hz at 8 kHz are 440 Hz at 16 kHz."""
    waveform = decoder.decode(sounds.wav(TONE))
    spectrum = np.abs(np.fft.rfft(waveform.samples))
    assert np.argmax(spectrum) / waveform.duration_s == pytest.approx(440, abs=1)
    assert len(resample(np.zeros(0, np.float32), 8000)) == 0


def test_gsm_frames_decode(decoder: Decoder) -> None:
    """Bare GSM 06.10, as Asterisk writes it."""
    waveform = decoder.decode(sounds.GSM_SILENCE * 50, file_name="message.gsm")
    assert waveform.duration_s == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("codec", "media_type", "file_name"),
    [
        ("pcm_mulaw", "audio/basic", None),
        ("pcm_mulaw", "audio/PCMU;rate=8000", None),
        ("pcm_mulaw", None, "message.ul"),
        ("pcm_alaw", "audio/x-alaw-basic", None),
        ("pcm_alaw", "application/octet-stream", "MESSAGE.AL"),
    ],
)
def test_raw_mu_law_and_a_law_are_taken_at_the_telephones_rate(
    decoder: Decoder, codec: str, media_type: str | None, file_name: str | None
) -> None:
    """Headerless bytes say nothing of their rate: 8 kHz unless the type names another."""
    form = codec.removeprefix("pcm_")
    data = sounds.encode(TONE, form, codec)
    waveform = decoder.decode(data, media_type=media_type, file_name=file_name)
    assert waveform.quality["rate_hz"] == 8000
    assert waveform.duration_s == pytest.approx(2.0)
    assert waveform.quality["level_dbfs"] == pytest.approx(-12.6, abs=0.5)


def test_the_rate_of_the_media_type_is_believed(decoder: Decoder) -> None:
    """``rate=16000`` halves the length of the same bytes."""
    data = sounds.encode(TONE, "mulaw", "pcm_mulaw")
    assert decoder.decode(data, media_type="audio/basic; rate=16000").duration_s == 1.0


def test_a_wav_that_is_announced_as_raw_is_still_a_wav(decoder: Decoder) -> None:
    """A container's first bytes are believed more than a name."""
    assert decoder.decode(sounds.wav(TONE), media_type="audio/basic").duration_s == 2.0
    assert raw_format(b"....ftyp", "audio/basic", None) is None


def test_a_channel_on_which_nothing_is_does_not_halve_the_other(decoder: Decoder) -> None:
    """A caller on one channel is heard as loud as he was, and it is said which channel it was."""
    both = np.stack([np.zeros_like(TONE), TONE], axis=1)
    waveform = decoder.decode(sounds.wav(both, channels=2))
    assert waveform.quality["channels"] == 2
    assert [channel for channel, _ in waveform.voices] == [1]
    assert np.abs(waveform.samples).max() == pytest.approx(0.33, abs=0.02)


def test_the_two_ends_of_a_call_are_kept_apart(decoder: Decoder) -> None:
    """A caller at 440 Hz, an agent at 1 kHz: each channel holds its own."""
    both = np.stack([TONE, sounds.tone(2.0, 1000)], axis=1)
    waveform = decoder.decode(sounds.wav(both, channels=2))
    assert [channel for channel, _ in waveform.voices] == [0, 1]
    pitches = [np.argmax(np.abs(np.fft.rfft(samples))) / 2.0 for _, samples in waveform.voices]
    assert pitches == pytest.approx([440, 1000], abs=1)
    assert waveform.quality["channel_levels_dbfs"] == pytest.approx([-12.6, -12.6], abs=0.2)


@pytest.mark.parametrize("gain", [1.0, 0.25, -1.0])
def test_the_same_sound_twice_is_heard_once(decoder: Decoder, gain: float) -> None:
    """Dual mono, also at another level, also inverted: a mean of the two would be silence."""
    speech = sounds.noise(2.0)
    waveform = decoder.decode(sounds.wav(np.stack([speech * gain, speech], axis=1), channels=2))
    assert [channel for channel, _ in waveform.voices] == [None]
    assert waveform.quality["dual_mono"]
    assert waveform.samples.std() == pytest.approx(0.1, rel=0.2)


def test_surround_sound_is_mixed(decoder: Decoder) -> None:
    """Six channels are no call: one voice."""
    six = np.stack([TONE] * 6, axis=1)
    waveform = decoder.decode(sounds.wav(six, channels=6))
    assert waveform.second is None
    assert waveform.duration_s == 2.0


def test_overdriven_sound_has_a_clipped_share(decoder: Decoder) -> None:
    """Flat tops are counted, loud but whole waves are not."""
    assert decoder.decode(sounds.wav(TONE * 12)).quality["clipped_share"] > 0.3
    assert decoder.decode(sounds.wav(TONE * 2.9)).quality["clipped_share"] < 0.005


def test_a_recording_of_a_tenth_of_a_second_is_no_error(decoder: Decoder) -> None:
    """Somebody hung up: the doubt is for ``doubt`` to say."""
    assert decoder.decode(sounds.wav(TONE[:800])).duration_s == pytest.approx(0.1)
    assert decoder.decode(sounds.wav(TONE[:0])).duration_s == 0.0


@pytest.mark.parametrize("name", ["wav", "flac", "m4a", "mp3", "ogg opus", "amr", "webm opus"])
def test_a_recording_cut_anywhere_keeps_what_came_before(decoder: Decoder, name: str) -> None:
    """At every 64th of the file: either the beginning, or a clear refusal; never a crash."""
    data = FORMATS[name]()
    lengths = []
    for part in range(1, 64):
        try:
            waveform = decoder.decode(data[: len(data) * part // 64])
        except UndecodableError:
            lengths.append(0.0)
            continue
        assert waveform.duration_s <= 2.2
        lengths.append(waveform.duration_s)
    if name != "m4a":  # its index is at the end: without it nothing can be had
        assert lengths[-1] > 1.5
        assert sum(length > 0 for length in lengths) > 25


@pytest.mark.parametrize("name", ["wav", "flac", "ogg opus", "webm opus"])
def test_a_cut_recording_is_flagged(decoder: Decoder, name: str) -> None:
    """Three quarters of the bytes: the sound until there, and everybody is told."""
    data = FORMATS[name]()
    waveform = decoder.decode(data[: len(data) * 3 // 4])
    assert waveform.truncated
    assert 0.3 < waveform.duration_s < 1.9


def test_flipped_header_bits_never_harm_the_worker(decoder: Decoder) -> None:
    """A seeded hundred of damaged headers over four formats: a waveform or a refusal."""
    chance = random.Random(5)
    for name in ("wav", "flac", "m4a", "ogg opus"):
        whole = FORMATS[name]()
        for _ in range(25):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                data[chance.randrange(min(96, len(data)))] ^= 1 << chance.randrange(8)
            try:
                assert decoder.decode(bytes(data)).duration_s <= 900
            except UndecodableError as error:
                assert error.detail


NOT_AUDIO = {
    "text": b"My bicycle was stolen. " * 40,
    "zeros": bytes(50_000),
    "random": random.Random(1).randbytes(100_000),
    "png": b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(5_000),
    "pdf": b"%PDF-1.7\n" + random.Random(3).randbytes(5_000),
    "zip": b"PK\x03\x04" + random.Random(4).randbytes(5_000),
    "html": b"<html><body>404</body></html>",
    "one byte": b"R",
    "a playlist": b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:1/a.wav\n",
    "only a magic": b"OggS",
}


@pytest.mark.parametrize("name", NOT_AUDIO)
def test_bytes_that_are_no_recording_are_refused_in_words(decoder: Decoder, name: str) -> None:
    """The officer reads why, and what to do."""
    with pytest.raises(UndecodableError) as refused:
        decoder.decode(NOT_AUDIO[name], media_type="audio/wav", file_name="message.wav")
    assert "recording" in str(refused.value) or "sound" in str(refused.value)
    assert refused.value.next_step


def test_an_empty_recording_is_refused(decoder: Decoder) -> None:
    """No bytes, no child needed."""
    with pytest.raises(UndecodableError, match="no bytes"):
        decoder.decode(b"")


def test_a_text_file_that_names_another_recording_is_not_followed(
    decoder: Decoder, tmp_path: Path
) -> None:
    """An ffconcat script named .wav must not open the file that it names."""
    secret = tmp_path / "other.wav"
    secret.write_bytes(sounds.wav(TONE))
    script = f"ffconcat version 1.0\nfile '{secret}'\n".encode()
    with pytest.raises(UndecodableError):
        decoder.decode(script, file_name="message.wav")


def test_hours_in_a_few_bytes_are_refused(decoder: Decoder) -> None:
    """Silence packs well; the samples are counted while they are decoded."""
    hours = sounds.encode(np.zeros(1_000 * 8000), "flac", "flac")
    assert len(hours) < 500_000
    with pytest.raises(UndecodableError, match="too long: more than 900 seconds"):
        decoder.decode(hours)


def test_a_wav_that_claims_one_hertz_is_refused(decoder: Decoder) -> None:
    """100 kB at 1 Hz would be 1.6 GB at 16 kHz."""
    with pytest.raises(UndecodableError, match="rate of 1 Hz"):
        decoder.decode(sounds.wav(np.zeros(50_000), rate_hz=1))


def test_a_wav_that_claims_more_channels_than_it_holds_is_bounded(decoder: Decoder) -> None:
    """A header of 65,535 channels ends in a refusal or in silence, never in the memory."""
    data = bytearray(sounds.wav(TONE))
    struct.pack_into("<H", data, 22, 65_535)
    with pytest.raises(UndecodableError):
        decoder.decode(bytes(data))


def test_a_decoder_that_is_killed_fails_that_recording_and_no_other() -> None:
    """Killed from outside it is not the recording's fault: one attempt, and a fresh child."""
    with Decoder(max_recording_s=900) as decoder:
        decoder.decode(sounds.wav(TONE))
        assert decoder._child is not None
        first = decoder._child[0].pid
        os.kill(first, signal.SIGSTOP)  # hangs with the request in its pipe
        os.kill(first, signal.SIGKILL)
        try:
            decoder.decode(sounds.wav(TONE))
        except EngineDiedError:
            assert decoder.decode(sounds.wav(TONE)).duration_s == 2.0
        assert decoder._child[0].pid != first


def test_whose_fault_a_decoders_death_is() -> None:
    """Processor time and crashes are the recording's; a kill from outside and a hang are not."""
    assert isinstance(_death(-signal.SIGXCPU), UndecodableError)
    assert isinstance(_death(-signal.SIGSEGV), UndecodableError)
    assert isinstance(_death(-signal.SIGKILL), EngineDiedError)
    assert isinstance(_death(None), EngineDiedError)


def test_the_sandbox_holds_no_torch_and_can_open_nothing() -> None:
    """What a hostile file could take over: no model, no descriptor to be had, no core dump."""
    with Decoder(max_recording_s=900) as decoder:
        decoder.decode(sounds.wav(TONE))
        assert decoder._child is not None
        process = Path(f"/proc/{decoder._child[0].pid}")
        assert "libtorch" not in (process / "maps").read_text()
        limits = (process / "limits").read_text()
        environment = (process / "environ").read_bytes()
    table = {line[:26].strip(): line[26:].split() for line in limits.splitlines()}
    assert table["Max open files"][0] == "0"
    assert table["Max file size"][0] == "0"
    assert int(table["Max address space"][0]) <= 2 << 30
    assert int(table["Max cpu time"][0]) < 60
    assert b"EARWITNESS" not in environment
