"""flite in this process: text units in, samples with word and phone times out.

A thin ctypes binding to `libflite.so.1` and its voices; names of features are flite's own.
"""

import ctypes
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np

from .speech import RawSpeech, Unit, place_units

_LOCK = threading.Lock()
_FIRST_PHONE_BEGINS = b"daughter1.R:SylStructure.daughter1.daughter1.R:Segment.p.end"
_LAST_PHONE_ENDS = b"daughtern.R:SylStructure.daughtern.daughtern.R:Segment.end"


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("rate_hz", ctypes.c_int),
        ("count", ctypes.c_int),
        ("channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class _VoiceHead(ctypes.Structure):
    """The first two fields of flite's `cst_voice`."""

    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "flite_synth_text": (ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_void_p]),
    "utt_wave": (ctypes.POINTER(_Wave), [ctypes.c_void_p]),
    "utt_relation": (ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_char_p]),
    "relation_head": (ctypes.c_void_p, [ctypes.c_void_p]),
    "item_next": (ctypes.c_void_p, [ctypes.c_void_p]),
    "item_daughter": (ctypes.c_void_p, [ctypes.c_void_p]),
    "ffeature_string": (ctypes.c_char_p, [ctypes.c_void_p, ctypes.c_char_p]),
    "ffeature_float": (ctypes.c_float, [ctypes.c_void_p, ctypes.c_char_p]),
    "feat_set_float": (None, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float]),
    "delete_utterance": (None, [ctypes.c_void_p]),
}


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libflite.so.1", ctypes.RTLD_GLOBAL)
    for part in ("libflite_usenglish.so.1", "libflite_cmulex.so.1"):
        ctypes.CDLL(part, ctypes.RTLD_GLOBAL)
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.flite_init()
    return library


@cache
def _voice(name: str) -> int:
    """The registered voice's address; raises OSError where its library is not installed."""
    _library()
    register = getattr(
        ctypes.CDLL(f"libflite_cmu_us_{name}.so.1", ctypes.RTLD_GLOBAL), f"register_cmu_us_{name}"
    )
    register.restype, register.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
    address: int = register(None)
    return address


def _items(utterance: int, relation: bytes) -> Iterator[int]:
    library = _library()
    item = library.relation_head(library.utt_relation(utterance, relation))
    while item:
        yield item
        item = library.item_next(item)


def _token_times(utterance: int) -> list[tuple[float, float] | None]:
    """(start, end) of each whitespace-separated token; None where nothing was said for it."""
    library = _library()
    return [
        (
            library.ffeature_float(item, _FIRST_PHONE_BEGINS),
            library.ffeature_float(item, _LAST_PHONE_ENDS),
        )
        if library.item_daughter(item)
        else None
        for item in _items(utterance, b"Token")
    ]


def _phones(utterance: int) -> list[tuple[str, float, float]]:
    library = _library()
    phones, start = [], 0.0
    for item in _items(utterance, b"Segment"):
        end = float(library.ffeature_float(item, b"end"))
        phones.append(
            (library.ffeature_string(item, b"name").decode("ascii", "ignore"), start, end)
        )
        start = end
    return phones


def _words(
    units: Sequence[Unit], tokens: list[tuple[float, float] | None], duration_s: float
) -> list[tuple[float, float]]:
    """(start, end) of each unit, from its tokens where flite split the text as we did."""
    counts = [len(unit.spoken.split()) for unit in units]
    weights = [len(unit.spoken) for unit in units]
    if sum(counts) != len(tokens):
        starts: list[float | None] = [None] * len(units)
        return place_units(starts, weights, [], duration_s)
    heard, index = [], 0
    for count in counts:
        heard.append([token for token in tokens[index : index + count] if token])
        index += count
    placed = place_units(
        [times[0][0] if times else None for times in heard], weights, [], duration_s
    )
    return [
        (start, min(end, max(times[-1][1], start + 0.02))) if times else (start, end)
        for (start, end), times in zip(placed, heard, strict=True)
    ]


def speak(units: Sequence[Unit], voice: str, rate: float) -> RawSpeech:
    """Speak `units` with flite's `voice` (`slt`, `rms`, `awb`, `kal16`), `rate` times as fast."""
    library = _library()
    text = " ".join(unit.spoken for unit in units).encode("ascii", "ignore")
    with _LOCK:
        address = _voice(voice)
        head = ctypes.cast(address, ctypes.POINTER(_VoiceHead)).contents
        library.feat_set_float(head.features, b"duration_stretch", 1 / rate)
        utterance = library.flite_synth_text(text, address)
        wave = library.utt_wave(utterance).contents
        samples = np.ctypeslib.as_array(wave.samples, (wave.count,)).astype(np.float32)
        samples /= np.float32(32768)
        rate_hz = int(wave.rate_hz)
        tokens, phones = _token_times(utterance), _phones(utterance)
        library.delete_utterance(utterance)
    duration_s = len(samples) / rate_hz
    scale = duration_s / phones[-1][2] if phones and phones[-1][2] else 1.0
    tokens = [(token[0] * scale, token[1] * scale) if token else None for token in tokens]
    phones = [(name, start * scale, end * scale) for name, start, end in phones]
    return RawSpeech(samples, rate_hz, _words(units, tokens, duration_s), phones)
