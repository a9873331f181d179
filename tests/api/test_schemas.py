"""The contract of the report: its JSON schema, and the description of the interface."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from api.merge import empty_report
from api.schemas import Report, report_schema
from nlp.reader import Reader
from tests.api.world import World
from tests.builders import THEFT, full_report, transcription

SAMPLES = Path(__file__).parents[2] / "samples"
#: report/1 as the design froze it.
KEYS = [
    "schema", "language", "incident_types", "urgency", "locations", "occurred", "people",
    "vehicles", "property", "weapon", "injury", "phones", "contact", "missing", "summary",
    "summary_zh", "provenance",
]  # fmt: skip


def test_the_schema_is_served_to_anybody_and_is_a_schema(world: World) -> None:
    """Draft 2020-12, every frozen key required."""
    answer = world.get(None, "/v1/schema/report-1.json")
    assert answer.headers["content-type"] == "application/schema+json"
    jsonschema.Draft202012Validator.check_schema(answer.json())
    assert answer.json()["required"] == KEYS


def test_machines_reports_and_empty_ones_fit_the_schema() -> None:
    """What the pipeline's form allows is valid, and passes through the types unchanged."""
    validator = jsonschema.Draft202012Validator(report_schema())
    report = full_report(THEFT, transcription(THEFT))
    for valid in (report, empty_report("yue"), {**report, "added_later": 1}):
        validator.validate(valid)
        assert Report.model_validate(valid).model_dump(mode="json", by_alias=True).keys() >= set(
            KEYS
        )


@pytest.mark.parametrize("key", KEYS)
def test_a_report_without_one_of_the_frozen_keys_does_not_fit(key: str) -> None:
    """No key may be left out."""
    report: dict[str, Any] = full_report(THEFT, transcription(THEFT))
    del report[key]
    assert not jsonschema.Draft202012Validator(report_schema()).is_valid(report)


def test_the_interface_is_described_with_examples(world: World) -> None:
    """OpenAPI 3.1; every operation says what it does; every JSON body of the review has an example."""
    described = world.get(None, "/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    schemas = described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)
    bodies = (
        "CorrectionIn",
        "LinkIn",
        "ReasonIn",
        "DispositionIn",
        "NoteIn",
        "Credentials",
        "Seen",
    )
    for name in bodies:
        assert schemas[name]["examples"], name


def test_no_page_of_the_interface_loads_from_elsewhere(world: World) -> None:
    """The generated documentation pages, which use another host, are off."""
    assert world.get(None, "/docs").status_code == 404
    assert world.get(None, "/redoc").status_code == 404


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The real reading pipeline."""
    return Reader()


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_what_the_reader_says_of_each_sample_fits_the_schema(reader: Reader, sample: Path) -> None:
    """The words of every sample message become a report that the contract takes, unchanged."""
    spoken = json.loads(sample.read_text())
    report = reader.read(spoken["spoken"], language=spoken["language"])
    jsonschema.Draft202012Validator(report_schema()).validate(report)
    passed = Report.model_validate(report).model_dump(mode="json", by_alias=True)
    assert _subset(report, passed)


def _subset(part: Any, whole: Any) -> bool:
    """Whether all of ``part`` is in ``whole``, at the same places."""
    if isinstance(part, dict):
        return all(key in whole and _subset(value, whole[key]) for key, value in part.items())
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(_subset, part, whole))
    return bool(part == whole)
