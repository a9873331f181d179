"""Masking: personal data goes, in its field and in every text; what analysts count stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.redaction import Masker
from nlp.reader import Reader
from tests.builders import THEFT, Scenario, full_report, transcription

SAMPLES = Path(__file__).parents[2] / "samples"

PERSONAL = Scenario(
    text=(
        "My name is Chan Tai Man, I live at Flat 12B, Block 3, Mei Foo Sun Chuen. A red Toyota, "
        "plate AB 1234, hit my car outside Mong Kok station. Ring me at five zero one two three "
        "four five six or 2012 3456. My identity card is A123456(7), mail chan.tm@example.com."
    ),
    report={
        "locations": [
            {
                "role": "incident", "kind": "mtr_station", "text": "Mong Kok station",
                "name_en": "Mong Kok Station", "name_zh": "旺角站", "district": "YTM",
                "lat": 22.319412, "lon": 114.169418, "precision_m": 20, "ambiguous": False,
                "candidates": [], "detail": {"floor": "3", "flat": "12B"},
                "evidence": ["Mong Kok station"],
            },
            {
                "role": "caller", "kind": "estate", "text": "Flat 12B, Block 3, Mei Foo Sun Chuen",
                "name_en": "Mei Foo Sun Chuen", "name_zh": "美孚新邨", "district": "SSP",
                "lat": 22.337, "lon": 114.138, "precision_m": 50, "ambiguous": False,
                "candidates": [], "detail": {"block": "3", "flat": "12B"},
                "evidence": ["Flat 12B, Block 3, Mei Foo Sun Chuen"],
            },
        ],
        "vehicles": [
            {"plate": "AB1234", "kind": "car", "make": "Toyota", "colour": "red", "role": None,
             "evidence": ["plate AB 1234"]}
        ],
        "property": [
            {"item": "phone", "status": "stolen", "value_hkd": 900, "identifiers": ["356938035"],
             "evidence": []}
        ],
        "phones": [
            {"number": "50123456", "role": "caller",
             "evidence": ["five zero one two three four five six"]}
        ],
        "contact": {
            "name": "Chan Tai Man", "phone": "50123456", "callback": "yes", "anonymous": False,
            "safe_hours": None, "evidence": ["Chan Tai Man"],
        },
        "summary": "Chan Tai Man (50123456) reports that AB1234 hit a car at Mong Kok Station.",
    },
)  # fmt: skip
SECRETS = (
    "Chan Tai Man", "50123456", "2012 3456", "AB1234", "AB 1234", "A123456", "example.com",
    "Mei Foo", "美孚", "12B", "356938035", "five zero one two three", "22.319412", "114.138",
)  # fmt: skip


@pytest.fixture
def report() -> dict[str, Any]:
    """A report full of personal data."""
    return full_report(PERSONAL, transcription(PERSONAL))


def test_no_personal_word_is_left_in_report_or_transcript(report: dict[str, Any]) -> None:
    """Fields, evidence, summary and transcript are all clean."""
    masker = Masker.of(report, caller_number="+85250123456")
    out = json.dumps(masker.report(report), ensure_ascii=False) + str(masker.text(PERSONAL.text))
    assert [secret for secret in SECRETS if secret in out] == []


def test_what_is_counted_stays(report: dict[str, Any]) -> None:
    """Type, district, place of the incident, kinds and values keep their meaning."""
    masked = Masker.of(report).report(report)
    place, home = masked["locations"]
    assert (place["district"], place["name_en"], place["kind"]) == (
        "YTM", "Mong Kok Station", "mtr_station",
    )  # fmt: skip
    assert (place["lat"], place["lon"], place["precision_m"]) == (22.319, 114.169, 110.0)
    assert (home["district"], home["lat"], home["name_en"]) == ("SSP", None, "[place]")
    assert masked["vehicles"][0]["make"] == "Toyota"
    assert masked["vehicles"][0]["plate"] == "[plate]"
    assert masked["property"][0]["value_hkd"] == 900
    assert masked["property"][0]["identifiers"] == ["[identifier]"]
    assert masked["contact"]["callback"] == "yes"
    assert masked["contact"]["name"] == "[name]"


def test_masking_changes_a_copy(report: dict[str, Any]) -> None:
    """The report that came in is as it was."""
    before = json.dumps(report)
    Masker.of(report).report(report)
    assert json.dumps(report) == before


def test_words_of_the_machine_are_masked_in_the_officers_report_too() -> None:
    """A name that only the draft knows is masked where the officer's summary repeats it."""
    heard = transcription(PERSONAL)
    draft = full_report(PERSONAL, heard)
    report = {
        **draft,
        "contact": {**draft["contact"], "name": None},
        "summary": "CHAN TAI MAN rang.",
    }
    assert Masker.of(draft, report).report(report)["summary"] == "[name] rang."


def test_times_and_codes_are_not_taken_for_numbers() -> None:
    """ISO times, schema names and codes pass unharmed."""
    report = full_report(THEFT, transcription(THEFT))
    masked = Masker.of(report).report(report)
    assert masked["occurred"]["start"] == report["occurred"]["start"]
    assert masked["schema"] == "earwitness.report/1"
    assert masked["incident_types"][0]["code"] == "bicycle_theft"
    assert masked["provenance"] == report["provenance"]


@pytest.mark.parametrize(
    "number", ["50123456", "5012 3456", "5012-3456", "+852 5012 3456", "五零一二三四五六"]
)
def test_numbers_that_no_rule_found_are_masked_by_their_look(number: str) -> None:
    """A number in a transcript without any finding is masked all the same."""
    assert Masker(()).text(f"call {number} please") == "call [phone] please"


@given(st.text(alphabet="0123456789", min_size=8, max_size=8), st.sampled_from(["", " ", "-"]))
def test_no_telephone_number_survives_however_it_is_grouped(digits: str, gap: str) -> None:
    """Eight digits in two groups never come through."""
    text = Masker(()).text(f"it is {digits[:4]}{gap}{digits[4:]} I think")
    assert text is not None
    assert not any(letter.isdigit() for letter in text)


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The real reading pipeline."""
    return Reader()


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_no_number_plate_or_name_of_a_sample_survives(reader: Reader, sample: Path) -> None:
    """What the real reader finds in the samples is gone after masking, in words and in digits."""
    spoken = json.loads(sample.read_text())
    report = reader.read(spoken["spoken"], language=spoken["language"])
    masker = Masker.of(report)
    out = json.dumps(masker.report(report), ensure_ascii=False) + str(masker.text(spoken["spoken"]))
    personal = [phone["number"] for phone in report["phones"]]
    personal += [vehicle["plate"] for vehicle in report["vehicles"]]
    personal += [report["contact"]["name"], report["contact"]["phone"]]
    assert [word for word in personal if word and word in out] == []
    for finding in [*report["phones"], report["contact"]]:
        for evidence in finding["evidence"]:
            assert evidence["text"] not in out
