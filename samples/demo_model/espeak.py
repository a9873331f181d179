"""espeak-ng in this process: text units in, samples with word and phoneme times out.

A thin ctypes binding to `libespeak-ng.so.1`. The library keeps global state, so one lock guards it.
Types and event numbers: espeak-ng's public header `speak_lib.h`.
"""

import ctypes
import threading
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .speech import RawSpeech, Unit, place_units

_LIBRARY = "libespeak-ng.so.1"
_SYNCHRONOUS = 2
_PHONEME_EVENTS = 1
_CHARS_UTF8 = 1
_POSITION_CHARACTER = 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_WORD, _CLAUSE_END, _PHONEME = 1, 5, 7
_NORMAL_WORDS_PER_MINUTE = 165


class _Event(ctypes.Structure):
    _fields_ = (
        ("kind", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class _Espeak:
    """The loaded library, its sample rate, and what its callback collected."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(_LIBRARY)
        self.rate_hz = int(self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS))
        if self.rate_hz <= 0:
            raise RuntimeError("espeak-ng did not start: is its data (espeak-ng-data) installed?")
        self._pieces: list[bytes] = []
        self._events: list[tuple[int, int, int, str]] = []
        self._callback = _Callback(self._collect)  # kept: the library holds only a pointer
        self._library.espeak_SetSynthCallback(self._callback)
        self._lock = threading.Lock()

    def _collect(self, wave, count, events) -> int:  # type: ignore[no-untyped-def]
        if count > 0:
            self._pieces.append(ctypes.string_at(wave, count * 2))
        index = 0
        while events[index].kind != 0:
            event = events[index]
            name = event.name.decode("utf-8", "ignore") if event.kind == _PHONEME else ""
            self._events.append((event.kind, event.text_position, event.sample, name))
            index += 1
        return 0

    def synthesise(
        self, text: str, voice: str, rate: float, pitch: int, intonation: int
    ) -> tuple[NDArray[np.float32], list[tuple[int, int, int, str]]]:
        """Samples at `rate_hz` and (kind, text position, sample, name) events."""
        with self._lock:
            if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
                raise ValueError(f"espeak-ng has no voice {voice!r}: see `espeak-ng --voices`")
            for parameter, value in (
                (_RATE, round(rate * _NORMAL_WORDS_PER_MINUTE)),
                (_PITCH, pitch),
                (_RANGE, intonation),
            ):
                self._library.espeak_SetParameter(parameter, value, 0)
            self._pieces.clear()
            self._events.clear()
            data = text.encode()
            self._library.espeak_Synth(
                data, len(data) + 1, 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None
            )
            self._library.espeak_Synchronize()
            samples = np.frombuffer(b"".join(self._pieces), np.int16).astype(np.float32)
            samples /= 32768
            return samples, list(self._events)


@cache
def _engine() -> _Espeak:
    return _Espeak()


def speak(
    units: Sequence[Unit], voice: str, separator: str, rate: float, pitch: int, intonation: int
) -> RawSpeech:
    """Speak `units` with espeak-ng's `voice` (for example `en-us+f3`)."""
    engine = _engine()
    positions: list[int] = []
    text = ""
    for unit in units:
        positions.append(len(text))
        text += unit.spoken + separator
    samples, events = engine.synthesise(text.strip(), voice, rate, pitch, intonation)
    duration_s = len(samples) / engine.rate_hz

    starts: list[float | None] = [None] * len(units)
    for kind, position, sample, _ in events:
        if kind == _WORD:
            index = bisect_right(positions, max(position - 1, 0)) - 1
            if starts[index] is None:
                starts[index] = sample / engine.rate_hz
    pauses = sorted(sample / engine.rate_hz for kind, _, sample, _ in events if kind == _CLAUSE_END)
    weights = [len(unit.spoken) for unit in units]
    words = place_units(starts, weights, pauses, duration_s)

    named = [
        (name, sample / engine.rate_hz) for kind, _, sample, name in events if kind == _PHONEME
    ]
    following = [start for _, start in named[1:]] + [duration_s]
    phones = [(name, start, end) for (name, start), end in zip(named, following, strict=True)]
    return RawSpeech(samples, engine.rate_hz, words, phones)
