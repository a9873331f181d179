"""The incident types (code, labels, APCO code, severity, what each asks) and the questions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class IncidentType:
    """One line of ``incident_types.jsonl``."""

    code: str
    label_en: str
    label_zh: str
    #: APCO 2.103.2 code where one fits.
    apco: str | None
    #: 0..100: orders types that the words support equally.
    severity: int
    #: Types that this one says more exactly: they are dropped beside it.
    supersedes: tuple[str, ...]
    #: Questions for the officer, the most useful first, beside ``where``.
    asks: tuple[str, ...]


def _lines(name: str) -> list[str]:
    return files("nlp").joinpath(name).read_text("utf-8").splitlines()


@lru_cache(maxsize=1)
def incident_types() -> Mapping[str, IncidentType]:
    """Code -> incident type."""
    rows = [json.loads(line) for line in _lines("incident_types.jsonl")]
    return {
        row["code"]: IncidentType(
            **{**row, "supersedes": tuple(row["supersedes"]), "asks": tuple(row["asks"])}
        )
        for row in rows
    }


@lru_cache(maxsize=1)
def questions() -> Mapping[str, Mapping[str, str]]:
    """Question -> prompts by language: ``en``, ``zh`` (as Cantonese writes), ``zh-Hans``."""
    rows = [json.loads(line) for line in _lines("questions.jsonl")]
    return {row["question"]: row["prompt"] for row in rows}
