"""The JSON schema of report/1, as the API publishes it and the tests hold every report against it."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def report_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of ``earwitness.report/1``."""
    schema: dict[str, Any] = json.loads(
        files("nlp").joinpath("report_schema.json").read_text("utf-8")
    )
    return schema
