"""The sample messages: each recording has its words, sounds like a telephone, and is labelled right."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import av
import numpy as np
import phonenumbers
import pytest

from api.schemas import PlaceDetail, Report
from voice_intake.stages import TERMINAL

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.json"))
KEYS = ["name", "language", "voice", "made_by", "received_at", "spoken", "expected", "gold"]

#: The codes that a report may name.
INCIDENT_TYPES = frozenset(
    json.loads(line)["code"]
    for line in (SAMPLES.parent / "nlp" / "incident_types.jsonl").read_text("utf-8").splitlines()
)
#: The keys of report/1's objects that a label may use (no evidence: a label is not a finding).
GOLD_KEYS: Mapping[str, frozenset[str]] = {
    "incident_types": frozenset({"code", "primary"}),
    "urgency": frozenset({"level"}),
    "locations": frozenset({"role", "kind", "text", "name_en", "name_zh", "district", "detail"}),
    "occurred": frozenset({"start", "end", "precision", "ongoing", "recurring"}),
    "people": frozenset({"role", "is_caller", "count", "sex", "age", "description"}),
    "vehicles": frozenset({"plate", "kind", "colour"}),
    "property": frozenset({"item", "status", "value_hkd"}),
    "weapon": frozenset({"value"}),
    "injury": frozenset({"value"}),
    "phones": frozenset({"number", "role"}),
    "contact": frozenset({"name", "phone", "callback", "anonymous", "safe_hours"}),
}


def label(name: str) -> dict[str, Any]:
    """What NAME.json says."""
    data: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return data


def decode(name: str) -> tuple[np.ndarray[Any, np.dtype[np.float64]], int]:
    """The recording's samples in -1..1 at its own rate, and that rate."""
    with av.open(io.BytesIO((SAMPLES / f"{name}.wav").read_bytes())) as container:
        stream = container.streams.audio[0]
        assert stream.channels == 1
        resampler = av.AudioResampler("s16", "mono", stream.rate)
        frames = [part for frame in container.decode(stream) for part in resampler.resample(frame)]
    pieces = [frame.to_ndarray()[0] for frame in frames]
    return np.concatenate(pieces).astype(np.float64) / 32768, stream.rate


def test_every_recording_has_its_words_and_every_words_their_recording() -> None:
    """No file stands alone, and README explains each of them."""
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert sorted(path.stem for path in SAMPLES.glob("*.wav")) == NAMES
    assert [name for name in NAMES if f"| `{name}` |" not in readme] == []


def test_the_set_holds_what_a_line_receives() -> None:
    """Three languages, an emergency, and the recordings in which there is nothing to read."""
    languages = [label(name)["language"] for name in NAMES]
    assert languages.count("en") >= 6
    assert languages.count("yue") >= 3
    assert languages.count("zh") >= 2
    flags = {flag for name in NAMES for flag in label(name)["expected"]["flags"]}
    assert {"no_speech", "too_short", "truncated"} <= flags
    assert "emergency" in {label(name)["expected"].get("urgency") for name in NAMES}


def test_the_recordings_are_small_enough_to_live_in_a_repository() -> None:
    """Six megabytes together at most."""
    assert sum(path.stat().st_size for path in SAMPLES.glob("*.wav")) < 6_000_000


@pytest.mark.parametrize("name", NAMES)
def test_a_label_has_the_agreed_form(name: str) -> None:
    """The keys in their order, a fixed Hong Kong time, a final state."""
    data = label(name)
    assert list(data) == KEYS
    assert data["name"] == name
    assert datetime.fromisoformat(data["received_at"]).utcoffset() == timedelta(hours=8)
    assert data["expected"]["state"] in {str(state) for state in TERMINAL}
    assert data["expected"]["speech"] == ("some" if data["spoken"] else "none")
    assert (data["language"] is None) == (data["voice"] is None) == (not data["spoken"])


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_sounds_like_a_telephone(name: str) -> None:
    """8 kHz mono, next to nothing above 3.6 kHz, loud enough and not clipped."""
    samples, rate_hz = decode(name)
    assert rate_hz == 8_000
    power = np.abs(np.fft.rfft(samples)) ** 2
    frequency_hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    assert power[frequency_hz > 3_600].sum() < 0.01 * power.sum()
    assert np.abs(samples).max() < 0.99
    if label(name)["spoken"]:
        assert 6 < len(samples) / rate_hz < 25
        assert -35 < 20 * np.log10(np.sqrt(np.mean(samples**2))) < -15


@pytest.mark.parametrize("name", NAMES)
def test_a_gold_label_speaks_the_reports_language(name: str) -> None:
    """Codes, districts, roles and keys are those of report/1; the first type is the primary one."""
    data = label(name)
    gold = data["gold"]
    assert gold.keys() <= GOLD_KEYS.keys()
    for field, value in gold.items():
        for item in value if isinstance(value, list) else [value]:
            assert item.keys() <= GOLD_KEYS[field], field
            assert item.get("detail", {}).keys() <= PlaceDetail.model_fields.keys()
    Report.model_validate(gold)
    if gold:
        assert data["expected"]["urgency"] == gold["urgency"]["level"]
        types = gold["incident_types"]
        assert {item["code"] for item in types} <= INCIDENT_TYPES
        assert [item["primary"] for item in types] == [True] + [False] * (len(types) - 1)
        assert data["expected"]["incident_types"] == [item["code"] for item in types]


@pytest.mark.parametrize("name", NAMES)
def test_a_gold_label_says_only_what_was_said(name: str) -> None:
    """Places and numbers of the label are found in the words, letter by letter."""
    data = label(name)
    digits = re.sub(r"\D", "", data["spoken"])
    for place in data["gold"].get("locations", ()):
        assert place["text"] in data["spoken"]
    for phone in data["gold"].get("phones", ()):
        assert phone["number"] in digits
    for car in data["gold"].get("vehicles", ()):
        assert (car["plate"] or "") in data["spoken"].replace(" ", "")
    contact = data["gold"].get("contact", {})
    assert (contact.get("name") or "") in data["spoken"]


def test_no_sample_gives_somebodys_telephone_number() -> None:
    """Eight digits in a row would ring nowhere: the numbering plan has not allocated them."""
    found = [
        number
        for name in NAMES
        for number in re.findall(r"\d{8}", label(name)["spoken"].replace(" ", ""))
    ]
    assert found
    for number in found:
        parsed = phonenumbers.parse(number, "HK")
        assert phonenumbers.is_possible_number(parsed)
        assert not phonenumbers.is_valid_number(parsed), number


def test_a_cut_file_ends_before_its_header_says() -> None:
    """The sample that stands for a broken upload is really broken."""
    cut = [name for name in NAMES if "truncated" in label(name)["expected"]["flags"]]
    assert cut
    for name in cut:
        data = (SAMPLES / f"{name}.wav").read_bytes()
        at = data.index(b"data")
        assert len(data) - at - 8 < int.from_bytes(data[at + 4 : at + 8], "little")


def test_every_sample_can_be_made_again() -> None:
    """The script knows each recording, and each voice is the one that its label names."""
    make = pytest.importorskip("samples.make", reason="needs scipy: make install-dev")
    assert sorted([*make.RECIPES, *make.WORDLESS]) == NAMES
    for name, recipe in make.RECIPES.items():
        assert label(name)["voice"] == recipe.voice
    for name in make.WORDLESS:
        assert label(name)["voice"] is None


def test_the_mu_law_encoder_is_the_decoders_inverse() -> None:
    """What FFmpeg decodes is within G.711's step of what was encoded."""
    make = pytest.importorskip("samples.make", reason="needs scipy: make install-dev")
    wave = 0.9 * np.sin(np.arange(8_000) / 7.0).astype(np.float32)
    with av.open(io.BytesIO(make.wav(wave, 7))) as container:
        heard = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    assert np.abs(heard / 32768 - wave).max() < 0.03
