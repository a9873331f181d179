"""The contract of the report as a JSON schema."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.schemas import report_schema

router = APIRouter(prefix="/v1/schema", tags=["schema"])


@router.get("/report-1.json")
def report_1() -> JSONResponse:
    """earwitness.report/1 as JSON Schema (draft 2020-12)."""
    schema: dict[str, Any] = report_schema()
    return JSONResponse(schema, media_type="application/schema+json")
