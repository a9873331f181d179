"""Real sounds for tests, made on the spot: tones, noise, and files of every format by PyAV."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import av
import numpy as np

RATE_HZ = 8_000

#: One GSM 06.10 frame (20 ms) of silence.
GSM_SILENCE = bytes.fromhex("d820a2e15a50004924924924500049249249245000492492492450004924924924")


def tone(seconds: float, *frequencies: float, rate_hz: int = RATE_HZ) -> np.ndarray:
    """A mix of sines at a third of full scale."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    waves = [np.sin(2 * np.pi * f * time) for f in frequencies or (440.0,)]
    mixed: np.ndarray = 0.33 * np.sum(waves, axis=0) / len(waves)
    return mixed


def noise(seconds: float, level: float = 0.1, rate_hz: int = RATE_HZ) -> np.ndarray:
    """White noise, the same each time."""
    return np.random.default_rng(7).normal(0, level, round(seconds * rate_hz)).clip(-1, 1)


def dtmf(seconds: float, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Somebody who presses keys."""
    keys = [(697, 1209), (770, 1336), (852, 1477), (941, 1336), (697, 1477)]
    parts = []
    for low, high in keys * (round(seconds) // len(keys) + 1):
        parts += [tone(0.2, low, high, rate_hz=rate_hz), np.zeros(round(0.3 * rate_hz))]
    return np.concatenate(parts)[: round(seconds * rate_hz)]


def ringing(seconds: float, rate_hz: int = RATE_HZ) -> np.ndarray:
    """A telephone's ringing tone: one second on, two off."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    return tone(seconds, 440, 480, rate_hz=rate_hz) * ((time % 3) < 1)


def cadence(
    seconds: float, frequencies: Sequence[float], *pattern: float, rate_hz: int = RATE_HZ
) -> np.ndarray:
    """Tones in a rhythm: seconds on, off, on, off ..., over and over."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz % sum(pattern)
    ends = np.cumsum(pattern)
    on = np.searchsorted(ends, time, side="right") % 2 == 0
    beating: np.ndarray = tone(seconds, *frequencies, rate_hz=rate_hz) * on
    return beating


def music(seconds: float, seed: int, kind: str, rate_hz: int = RATE_HZ) -> np.ndarray:
    """Hold music of a kind: ``melody``, ``chords``, ``piano``, ``strings`` or ``pop``."""
    chance = np.random.default_rng(seed)
    line = np.zeros(round(seconds * rate_hz))
    step = chance.uniform(0.18, 0.5)
    at = 0.0
    while at < seconds:
        length = step * chance.choice([0.5, 1, 1, 2])
        start = round(at * rate_hz)
        time = np.arange(min(round(1.3 * length * rate_hz), len(line) - start)) / rate_hz
        line[start : start + len(time)] += _notes(time, length, kind, chance)
        at += length
    telephone = band_limited(line, rate_hz)
    scaled: np.ndarray = telephone / np.abs(telephone).max()
    return scaled


_SCALE = (0, 2, 4, 5, 7, 9, 11, 12, 14, 16, 17, 19)


def _notes(time: np.ndarray, length: float, kind: str, chance: np.random.Generator) -> np.ndarray:
    root = 220 * 2 ** (chance.choice(_SCALE) / 12)
    third = 2 ** (chance.choice([3, 4]) / 12)
    wave = np.zeros(len(time))
    for note in [root] if kind == "melody" else [root, root * third, root * 1.4983]:
        wobble = 0.003 * np.sin(2 * np.pi * 5.5 * time) if kind in ("melody", "strings") else 0.0
        phase = 2 * np.pi * note * time * (1 + wobble)
        fall = chance.uniform(0.8, 2)
        wave += sum(np.sin(k * phase) / k**fall for k in range(1, 8))
    if kind == "piano":
        struck: np.ndarray = wave * np.exp(-4 * time)
        return struck
    edge = np.clip(np.minimum(time, 1.3 * length - time) / 0.05, 0, 1)
    drum = 2 * chance.normal(0, 1, len(time)) * np.exp(-30 * time) if kind == "pop" else 0.0
    held: np.ndarray = wave * edge + drum
    return held


def band_limited(
    samples: np.ndarray, rate_hz: int = RATE_HZ, low: float = 300, high: float = 3400
) -> np.ndarray:
    """What a telephone line lets through."""
    spectrum = np.fft.rfft(samples)
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    spectrum[(frequencies < low) | (frequencies > high)] = 0
    limited: np.ndarray = np.fft.irfft(spectrum, len(samples))
    return limited


def wav(samples: np.ndarray, rate_hz: int = RATE_HZ, channels: int = 1) -> bytes:
    """16 bit PCM in a WAV; ``samples`` is (n,) or (n, channels)."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(rate_hz)
        writer.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()


def encode(
    samples: np.ndarray,
    container: str,
    codec: str,
    *,
    rate_hz: int = RATE_HZ,
    options: dict[str, str] | None = None,
) -> bytes:
    """Mono samples in a file of this container and codec."""
    file = io.BytesIO()
    with av.open(file, "w", format=container, options=options or {}) as output:
        stream = output.add_stream(codec, rate=rate_hz, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            (samples * 32767).astype(np.int16)[None, :], format="s16", layout="mono"
        )
        frame.sample_rate = rate_hz
        fifo = av.AudioFifo()
        fifo.write(frame)
        codec_context = stream.codec_context
        codec_context.open()
        resampler = av.AudioResampler(codec_context.format.name, "mono", rate_hz)
        size = codec_context.frame_size or 1024
        for block in _frames(fifo, size):
            for converted in resampler.resample(block):
                output.mux(stream.encode(converted))
        output.mux(stream.encode(None))
    return file.getvalue()


def _frames(fifo: av.AudioFifo, size: int) -> Sequence[av.AudioFrame]:
    frames = []
    while (frame := fifo.read(size)) is not None:
        frames.append(frame)
    if (rest := fifo.read(0, partial=True)) is not None:
        frames.append(rest)
    return frames


def with_gaps(
    samples: np.ndarray,
    container: str,
    codec: str,
    *,
    rate_hz: int = RATE_HZ,
    lost: tuple[float, float] = (0.0, 0.0),
    stream_options: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
) -> bytes:
    """As ``encode``, each packet with its time; those within ``lost`` (seconds) are never written."""
    file = io.BytesIO()
    with av.open(file, "w", format=container, options=options or {}) as output:
        stream = output.add_stream(codec, rate=rate_hz, layout="mono", options=stream_options or {})
        stream.codec_context.open()
        resampler = av.AudioResampler(stream.codec_context.format.name, "mono", rate_hz)
        frame = av.AudioFrame.from_ndarray(
            (samples * 32767).astype(np.int16)[None, :], format="s16", layout="mono"
        )
        frame.sample_rate = rate_hz
        fifo = av.AudioFifo()
        fifo.write(frame)
        at = 0
        for block in _frames(fifo, stream.codec_context.frame_size or 1024):
            for converted in resampler.resample(block):
                converted.pts, converted.time_base = at, Fraction(1, rate_hz)
                at += converted.samples
                _mux(output, stream.encode(converted), lost)
        _mux(output, stream.encode(None), lost)
    return file.getvalue()


def _mux(output: Any, packets: Sequence[Any], lost: tuple[float, float]) -> None:
    for packet in packets:
        at = float((packet.pts or 0) * packet.time_base)
        if not lost[0] < at < lost[1]:
            output.mux(packet)
