"""The interface's own description: how to sign a request, and that every error is problem details."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.deps import CSRF_HEADER
from api.errors import PROBLEM_JSON

#: Every operation may answer so.
PROBLEM: dict[str, Any] = {
    "description": "Problem details (RFC 9457)",
    "content": {
        PROBLEM_JSON: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail", "code", "next_step"],
                "properties": {
                    "type": {"type": "string", "format": "uri"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "code": {"type": "string", "description": "Stable name of the error."},
                    "next_step": {"type": "string", "description": "What to do now."},
                },
            },
            "example": {
                "type": "urn:earwitness:problem:review_conflict",
                "title": "Conflict",
                "status": 409,
                "detail": "The case is claimed by Chan: claim is not possible.",
                "code": "review_conflict",
                "next_step": "Take another one, or ask for its release.",
            },
        }
    },
}
RESPONSES: dict[int | str, dict[str, Any]] = {"4XX": PROBLEM, "5XX": PROBLEM, 422: PROBLEM}

SECURITY: dict[str, Any] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "`Authorization: Bearer ew_...`, made by `earwitness key add`.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "earwitness",
        "description": f"From /v1/auth/login; changes also carry {CSRF_HEADER}.",
    },
}
#: Operations that ask for no sign-in; gateways' routes are signed in their own ways.
OPEN = ("/healthz", "/readyz", "/metrics", "/v1/schema/", "/v1/auth/login", "/gateways/")


def describe(app: FastAPI) -> None:
    """Add the ways to sign a request to what FastAPI generates."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            described = generate()
            described.setdefault("components", {})["securitySchemes"] = SECURITY
            for path, operations in described["paths"].items():
                if not path.startswith(OPEN):
                    for operation in operations.values():
                        operation.setdefault("security", [{"key": []}, {"session": []}])
            app.openapi_schema = described
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
