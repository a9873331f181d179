"""One loaded reader for the whole run; reading is pure, so tests share it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import jsonschema
import pytest

from nlp.reader import Reader
from nlp.schema import report_schema

#: Friday, half past ten in the morning, in Hong Kong.
RECEIVED_AT = datetime.fromisoformat("2026-11-20T10:30:00+08:00")

Read = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The pipelines, loaded once."""
    return Reader()


@pytest.fixture(scope="session")
def read(reader: Reader) -> Read:
    """Read a text and hold the report against the schema and against its own text."""
    validator = jsonschema.Draft202012Validator(report_schema())

    def run(text: str, **options: Any) -> dict[str, Any]:
        options.setdefault("received_at", RECEIVED_AT)
        report = reader.read(text, **options)
        validator.validate(report)
        for evidence in evidences(report):
            assert text[evidence["start"] : evidence["end"]] == evidence["text"] != ""
        return report

    return run


def evidences(node: Any) -> list[dict[str, Any]]:
    """Every EV in a report."""
    if isinstance(node, list):
        return [found for item in node for found in evidences(item)]
    if not isinstance(node, dict):
        return []
    own = [node] if "rule" in node and "audio" in node else []
    return own + [found for value in node.values() for found in evidences(value)]


_MARK = re.compile(r"<(\w+)((?: \w+(?:=[^ >]+)?)*)>(.*?)</\1>")


def marked(sentence: str) -> tuple[str, list[tuple[str, set[str], str]]]:
    """``"nobody had a <weapon no>knife</weapon>"`` -> the plain text and (kind, marks, words)."""
    marks = [(m[1], set(m[2].split()), m[3]) for m in _MARK.finditer(sentence)]
    return _MARK.sub(lambda m: m[3], sentence), marks
