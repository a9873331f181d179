"""Make the recordings beside this file from their JSON: `python -m samples.make [NAME ...]`.

The words come from NAME.json, the voices from Debian's espeak-ng and flite, the telephone line from
`samples.demo_model.channel`. The same machine gives the same bytes each time. The recordings are in
the repository, so nobody needs this to use or test Earwitness.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import struct
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

from samples.demo_model.channel import LINE_RATE_HZ, NARROW_BAND_HZ, Line, noise, ringing, telephone
from samples.demo_model.speech import SAMPLE_RATE_HZ, Samples, Unit
from samples.demo_model.voices import VOICES, Manner, speak, units_of

FOLDER = Path(__file__).resolve().parent
#: Format tags of a WAV header (RIFF, WAVE_FORMAT_*).
_PCM, _MU_LAW = 1, 7
#: G.711 in 16-bit terms: added before the logarithm, and the loudest sample it can carry.
_MU_BIAS, _MU_CLIP = 132, 32635
#: Quiet before the first and after the last word; what a cut file still has after its last word.
_BREATH_S, _CUT_AFTER_S = 0.5, 0.1
_WORDLESS_DBFS = {"hiss": -58.0, "street": -26.0, "ringing": -24.0}


@dataclass(frozen=True)
class Recipe:
    """How one message sounds; its words are in NAME.json."""

    voice: str
    seed: int
    noise: str = "office"
    noise_db: float = 27.0
    peak: float = 0.5
    rate: float = 1.0
    pitch: int = 50
    encoding: int = _MU_LAW
    #: Written word -> how it is read, where the voice would read it wrongly.
    said: Mapping[str, str] = field(default_factory=dict)
    #: Words after those of the JSON, lost because the file ends before them.
    lost: str = ""


RECIPES: dict[str, Recipe] = {
    "en-bicycle-theft": Recipe("slt", 1, said={"3000": "three thousand"}),
    "en-noise-at-night": Recipe("rms", 2, peak=0.35, said={"12th": "twelfth"}),
    "en-hit-and-run": Recipe("awb", 3, noise="traffic", noise_db=22.0, said={"KM": "K M"}),
    "en-lost-wallet": Recipe("en-us", 4, rate=0.95, said={"800": "eight hundred"}),
    "en-fraud-call": Recipe("en-rp-f2", 5, pitch=55, said={"20000": "twenty thousand"}),
    "en-suspicious-man": Recipe("slt", 6, noise="rumble", encoding=_PCM),
    "en-painted-wall": Recipe("rms", 7, rate=1.05, encoding=_PCM),
    "en-missing-grandfather": Recipe("awb", 8, noise="hum", said={"82": "eighty two"}),
    "en-emergency-wrong-line": Recipe(
        "slt", 9, rate=1.1, noise_db=24.0, peak=0.8, said={"15th": "fifteenth", "B": "bee"}
    ),
    "yue-pickpocket": Recipe("yue", 10),
    "yue-mahjong-noise": Recipe("yue-f2", 11, noise="chatter", noise_db=30.0),
    "yue-traffic-collision": Recipe("yue", 12, noise="traffic", noise_db=25.0, encoding=_PCM),
    "yue-missing-mother": Recipe("yue-f2", 13, rate=1.05),
    "zh-lost-phone": Recipe("zh", 14),
    "zh-illegal-parking": Recipe("zh-f2", 15, noise="traffic", noise_db=28.0),
    "zh-threat": Recipe("zh", 16, peak=0.3, encoding=_PCM),
    "en-cut-off": Recipe(
        "en-us", 17, encoding=_PCM, lost="You can come and get it at my shop. My name is Mary Lau."
    ),
}


def _hiss(rng: np.random.Generator) -> Samples:
    return _at_level(noise("white", 6 * SAMPLE_RATE_HZ, rng), _WORDLESS_DBFS["hiss"])


def _street(rng: np.random.Generator) -> Samples:
    """Cars pass, and one sounds its horn."""
    sound = noise("traffic", 9 * SAMPLE_RATE_HZ, rng) + 0.5 * noise(
        "rumble", 9 * SAMPLE_RATE_HZ, rng
    )
    time_s = np.arange(len(sound)) / SAMPLE_RATE_HZ
    horn = np.sign(np.sin(2 * np.pi * 415 * time_s)) + np.sign(np.sin(2 * np.pi * 523 * time_s))
    sound += 0.4 * horn * ((time_s > 4.0) & (time_s < 4.5))
    return _at_level(sound.astype(np.float32), _WORDLESS_DBFS["street"])


def _click(rng: np.random.Generator) -> Samples:
    """A receiver put down: a burst that dies away within 0.12 s."""
    count = int(0.12 * SAMPLE_RATE_HZ)
    fading = np.exp(-np.arange(count) / (0.008 * SAMPLE_RATE_HZ))
    return (0.4 * fading * rng.standard_normal(count)).astype(np.float32)


def _ringing(rng: np.random.Generator) -> Samples:
    sound = ringing(12.0) + 0.002 * rng.standard_normal(12 * SAMPLE_RATE_HZ)
    return _at_level(sound.astype(np.float32), _WORDLESS_DBFS["ringing"])


#: Recordings in which nobody speaks.
WORDLESS: dict[str, Callable[[np.random.Generator], Samples]] = {
    "silence": _hiss,
    "street-noise": _street,
    "hang-up": _click,
    "ringing": _ringing,
}


def make(name: str) -> bytes:
    """The WAV file of one sample. Raises KeyError for a name that has no recipe."""
    if name in WORDLESS:
        rng = np.random.default_rng(100 + list(WORDLESS).index(name))
        return wav(_line_rate(WORDLESS[name](rng)), _PCM if name == "silence" else _MU_LAW)
    recipe = RECIPES[name]
    spoken = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["spoken"]
    heard = _call(recipe, spoken + " " + recipe.lost)
    if not recipe.lost:
        return wav(heard, recipe.encoding)
    whole = wav(heard, recipe.encoding)
    kept_s = _BREATH_S + len(_speak(recipe, spoken)) / SAMPLE_RATE_HZ + _CUT_AFTER_S
    return whole[: int(len(whole) * kept_s * LINE_RATE_HZ / len(heard))]


def _call(recipe: Recipe, words: str) -> Samples:
    """The words in the recipe's voice on its line, at `LINE_RATE_HZ`."""
    line = Line(mu_law=False, noise=recipe.noise, noise_db=recipe.noise_db, peak=recipe.peak)
    rng = np.random.default_rng(recipe.seed)
    return _line_rate(telephone(_padded(_speak(recipe, words)), rng, line))


def _speak(recipe: Recipe, words: str) -> Samples:
    voice = VOICES[recipe.voice]
    units = [_as_said(unit, recipe.said) for unit in units_of(words.strip(), voice.language)]
    return speak(units, voice, Manner(rate=recipe.rate, pitch=recipe.pitch))[0]


def _as_said(unit: Unit, said: Mapping[str, str]) -> Unit:
    bare = unit.written.rstrip(",.")
    return Unit(said[bare] + unit.written[len(bare) :], unit.written) if bare in said else unit


def _padded(samples: Samples) -> Samples:
    """A breath before the first word and after the last."""
    count = int(_BREATH_S * SAMPLE_RATE_HZ)
    return np.pad(samples, (count, count))


def _line_rate(samples: Samples) -> Samples:
    """`samples` (16 kHz) at `LINE_RATE_HZ`, held to the telephone band."""
    narrow = resample_poly(samples, LINE_RATE_HZ, SAMPLE_RATE_HZ)
    band = butter(6, NARROW_BAND_HZ, "band", fs=LINE_RATE_HZ, output="sos")
    return np.asarray(np.clip(sosfilt(band, narrow), -1, 1), np.float32)


def _at_level(samples: Samples, dbfs: float) -> Samples:
    """`samples` with this root mean square over full scale."""
    rms = float(np.sqrt(np.mean(samples**2)))
    return (samples * (10 ** (dbfs / 20) / rms)).astype(np.float32)


def wav(samples: Samples, encoding: int) -> bytes:
    """A mono WAV file at `LINE_RATE_HZ`: 16-bit PCM (1) or G.711 mu-law (7)."""
    integers = np.round(samples * 32767).astype(np.int16)
    data = integers.astype("<i2").tobytes() if encoding == _PCM else mu_law(integers).tobytes()
    width = 2 if encoding == _PCM else 1
    head = struct.pack("<HHIIHH", encoding, 1, LINE_RATE_HZ, LINE_RATE_HZ * width, width, 8 * width)
    data += b"\0" * (len(data) % 2)
    chunks = b"WAVEfmt " + struct.pack("<I", len(head)) + head
    chunks += b"data" + struct.pack("<I", len(integers) * width) + data
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def mu_law(samples: NDArray[np.int16]) -> NDArray[np.uint8]:
    """G.711 mu-law codes of 16-bit samples (ITU-T G.711, segments of doubling width).

    >>> [hex(code) for code in mu_law(np.array([0, 32767, -32768], np.int16))]
    ['0xff', '0x80', '0x0']
    """
    loud = np.minimum(np.abs(samples.astype(np.int32)), _MU_CLIP) + _MU_BIAS
    segment = np.floor(np.log2(loud)).astype(np.int32) - 7
    step = (loud >> (segment + 3)) & 0x0F
    sign = np.where(samples < 0, 0x80, 0)
    return np.asarray(~(sign | (segment << 4) | step) & 0xFF, np.uint8)


def main() -> None:
    """Write the named samples, or all of them."""
    every = [*RECIPES, *WORDLESS]
    parser = argparse.ArgumentParser(prog="python -m samples.make", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which; all unless given")
    parser.add_argument("--output", type=Path, default=FOLDER, help="the folder to write to")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(every)
    if unknown:
        parser.error(f"no recipe for {', '.join(sorted(unknown))}; there are {', '.join(every)}")
    names = arguments.names or every
    # A process for each: espeak-ng remembers what it said, and says the next thing differently.
    fresh = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=1)
    with fresh as pool:
        for name, data in zip(names, pool.map(make, names), strict=True):
            (arguments.output / f"{name}.wav").write_bytes(data)
            print(f"{name}.wav  {len(data):>7} bytes")


if __name__ == "__main__":
    main()
