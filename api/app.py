"""The web application. Nothing happens at import: ``create_app(settings)`` builds it.

``app.state`` holds ``settings`` and ``database``; routes reach them through ``api.deps``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module, metadata

from fastapi import FastAPI

from api.errors import install_error_handlers
from api.metrics import Metrics
from api.middleware import install_middleware
from api.openapi import RESPONSES, describe
from api.signin import SignInDesk
from voice_intake.db import open_database
from voice_intake.settings import Settings

#: Modules of ``api.routes``, each with a ``router``; a module may also have ``install(app)``.
ROUTES: tuple[str, ...] = (
    "recordings",
    "twilio",
    "auth",
    "queue",
    "reports",
    "review",
    "exports",
    "audit",
    "schema",
    "health",
    "console",
)


def create_app(settings: Settings) -> FastAPI:
    """The application over these settings; opens the database lazily and makes no table."""
    app = FastAPI(
        title="Earwitness",
        summary="Voice messages to the police become reports that point at the second of audio.",
        version=metadata.version("earwitness"),
        docs_url=None,  # Swagger's page would load from another host
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=RESPONSES,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.database = open_database(settings)
    app.state.metrics = Metrics()
    app.state.desk = SignInDesk(app.state.database, settings)
    install_error_handlers(app)
    install_middleware(app)
    for name in ROUTES:
        module = import_module(f"api.routes.{name}")
        app.include_router(module.router)
        if hasattr(module, "install"):
            module.install(app)
    describe(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Give the connections back at the end."""
    yield
    app.state.database.close()
