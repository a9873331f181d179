"""The voices the demo's checkpoint knows, those it must never hear in training, and `speak()`.

    >>> samples, words = speak("My bicycle was stolen.", VOICES["slt"])   # doctest: +SKIP
    >>> words[1]                                                          # doctest: +SKIP
    Span(text='bicycle', start_s=0.18, end_s=0.63)

`samples` are mono float32 at `SAMPLE_RATE_HZ`; spans name the words as a transcript writes them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from scipy.signal import resample_poly

from . import espeak, flite
from .speech import SAMPLE_RATE_HZ, RawSpeech, Samples, Span, Speech, Unit

__all__ = ["HELD_OUT_VOICES", "SAMPLE_RATE_HZ", "TRAINING_VOICES", "VOICES", "Manner", "Voice"]

_SILENCE = 0.02  # of the loudest sample
_KEEP_BEFORE_S, _KEEP_AFTER_S = 0.025, 0.05
_DIGITS = {
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "yue": list("零一二三四五六七八九"),
    "zh": list("零一二三四五六七八九"),
}


@dataclass(frozen=True)
class Voice:
    """A synthetic speaker: `speaker` is the engine's own name for it."""

    name: str
    engine: str
    speaker: str
    language: str
    #: Never used in training: the evaluation's stranger.
    held_out: bool = False


@dataclass(frozen=True)
class Manner:
    """How a voice speaks: `rate` 1.0 is its normal pace; `tape` plays it faster and higher."""

    rate: float = 1.0
    pitch: int = 50
    intonation: int = 50
    tape: float = 1.0


_CATALOGUE = (
    Voice("slt", "flite", "slt", "en"),
    Voice("rms", "flite", "rms", "en"),
    Voice("awb", "flite", "awb", "en"),
    Voice("en-us", "espeak", "en-us", "en"),
    Voice("en-rp-f2", "espeak", "en-gb-x-rp+f2", "en"),
    Voice("yue", "espeak", "yue", "yue"),
    Voice("yue-f2", "espeak", "yue+f2", "yue"),
    Voice("zh", "espeak", "cmn-latn-pinyin", "zh"),
    Voice("zh-f2", "espeak", "cmn-latn-pinyin+f2", "zh"),
    Voice("kal16", "flite", "kal16", "en", held_out=True),
    Voice("en-andrea", "espeak", "en-us+Andrea", "en", held_out=True),
    Voice("yue-andrea", "espeak", "yue+Andrea", "yue", held_out=True),
    Voice("zh-andrea", "espeak", "cmn-latn-pinyin+Andrea", "zh", held_out=True),
)
VOICES = {voice.name: voice for voice in _CATALOGUE}
TRAINING_VOICES = tuple(voice for voice in _CATALOGUE if not voice.held_out)
HELD_OUT_VOICES = tuple(voice for voice in _CATALOGUE if voice.held_out)


def units_of(text: str, language: str = "en") -> list[Unit]:
    """A plain written text as units: words in English, characters in Chinese.

    Runs of three and more digits are read digit by digit, as telephone numbers and plates are.

    >>> [unit.spoken for unit in units_of("Call 9123.")]
    ['Call', 'nine one two three.']
    """
    pieces = text.split() if language == "en" else _chinese_pieces(text)
    return [Unit(_read_digits(piece, language), piece) for piece in pieces]


def _chinese_pieces(text: str) -> list[str]:
    """Each character with the punctuation behind it; runs of Latin letters or digits stay whole."""
    return re.findall(r"(?:[A-Za-z]+|\d+|[^\sA-Za-z\d])[，。？！、；：,.?!]*", text)


def _read_digits(piece: str, language: str) -> str:
    names, joint = _DIGITS[language], " " if language == "en" else ""
    return re.sub(r"\d{3,}", lambda run: joint.join(names[int(d)] for d in run.group()), piece)


def speak(
    text_or_units: str | Sequence[Unit], voice: Voice, manner: Manner | None = None
) -> tuple[Samples, list[Span]]:
    """The voice reading the text: samples at `SAMPLE_RATE_HZ`, and where each word is heard."""
    speech = speak_fully(text_or_units, voice, manner)
    return speech.samples, speech.words


def speak_fully(
    text_or_units: str | Sequence[Unit], voice: Voice, manner: Manner | None = None
) -> Speech:
    """As `speak()`, with the phones too. Raises ValueError for an empty text."""
    if isinstance(text_or_units, str):
        text_or_units = units_of(text_or_units, voice.language)
    units = list(text_or_units)
    if not units:
        raise ValueError("nothing to say: give at least one word")
    raw = _synthesise(units, voice, manner or Manner())
    return _trim(_resample(raw, units, (manner or Manner()).tape))


def _synthesise(units: Sequence[Unit], voice: Voice, manner: Manner) -> RawSpeech:
    if voice.engine == "flite":
        return flite.speak(units, voice.speaker, manner.rate)
    separator = " " if voice.language == "en" else ""
    return espeak.speak(
        units, voice.speaker, separator, manner.rate, manner.pitch, manner.intonation
    )


def _resample(raw: RawSpeech, units: Sequence[Unit], tape: float) -> Speech:
    """At `SAMPLE_RATE_HZ`, played `tape` times as fast (times follow)."""
    source_hz = round(raw.rate_hz * tape / 10) * 10
    shared = gcd(SAMPLE_RATE_HZ, source_hz)
    samples = raw.samples
    if source_hz != SAMPLE_RATE_HZ:
        samples = resample_poly(samples, SAMPLE_RATE_HZ // shared, source_hz // shared)
    scale = len(samples) * raw.rate_hz / (SAMPLE_RATE_HZ * max(len(raw.samples), 1))
    words = [
        Span(unit.written, start, end).moved(0, scale)
        for unit, (start, end) in zip(units, raw.words, strict=True)
    ]
    phones = [Span(*phone).moved(0, scale) for phone in raw.phones]
    return Speech(samples.astype(np.float32), words, phones)


def _trim(speech: Speech) -> Speech:
    """Without the silence the synthesisers put before and after."""
    loud = np.abs(speech.samples)
    heard = np.nonzero(loud > _SILENCE * loud.max(initial=0.0))[0]
    if not len(heard):
        raise ValueError("the synthesiser stayed silent: is the text pronounceable for this voice?")
    first = max(0, int(heard[0] - _KEEP_BEFORE_S * SAMPLE_RATE_HZ))
    last = min(len(loud), int(heard[-1] + _KEEP_AFTER_S * SAMPLE_RATE_HZ))
    samples = speech.samples[first:last]
    duration_s, offset_s = len(samples) / SAMPLE_RATE_HZ, -first / SAMPLE_RATE_HZ

    def inside(span: Span) -> Span:
        start_s = min(max(span.start_s + offset_s, 0.0), duration_s)
        return Span(span.text, start_s, min(max(span.end_s + offset_s, start_s), duration_s))

    return Speech(samples, [inside(s) for s in speech.words], [inside(s) for s in speech.phones])
