"""The real application over a real database, asked in process by every role."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI

from api.app import create_app
from api.auth import Principal, create_api_key, principal_of_api_key
from api.permissions import Role
from tests import tables
from voice_intake.db import Database
from voice_intake.settings import Settings

ADDRESS = "http://127.0.0.1:8000"


@dataclass
class World:
    """An application, its database, and a key for each role."""

    app: FastAPI
    database: Database
    settings: Settings
    tokens: dict[str, str] = field(default_factory=dict)

    @classmethod
    def create(cls, settings: Settings) -> World:
        """Build everything; tables are made without migrations."""
        tables.sqlite_url(settings)
        app = create_app(settings)
        database: Database = app.state.database
        world = cls(app, database, settings)
        with database.write() as session:
            for role in Role:
                source = "demo" if role == Role.GATEWAY else None
                world.tokens[role] = create_api_key(session, f"{role} key", role, source=source)
        return world

    def who(self, role: str) -> Principal:
        """The principal behind the role's key."""
        with self.database.read() as session:
            found = principal_of_api_key(session, self.tokens[role])
        assert found is not None
        return found

    def ask(self, role: str | None, method: str, path: str, **more: Any) -> httpx.Response:
        """One request with the role's key (None: with nothing)."""
        return self.converse([(role, method, path, more)])[0]

    def get(self, role: str | None, path: str, **more: Any) -> httpx.Response:
        """A GET with the role's key."""
        return self.ask(role, "GET", path, **more)

    def post(self, role: str | None, path: str, json: Any = None, **more: Any) -> httpx.Response:
        """A POST with the role's key."""
        return self.ask(role, "POST", path, json=json, **more)

    def converse(
        self, requests: list[tuple[str | None, str, str, dict[str, Any]]]
    ) -> list[httpx.Response]:
        """Several requests of one client that keeps its cookies."""

        async def run() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
                return [await self._send(client, *request) for request in requests]

        return asyncio.run(run())

    async def _send(
        self,
        client: httpx.AsyncClient,
        role: str | None,
        method: str,
        path: str,
        more: dict[str, Any],
    ) -> httpx.Response:
        headers = dict(more.pop("headers", {}))
        if role is not None:
            headers["Authorization"] = f"Bearer {self.tokens[role]}"
        return await client.request(method, path, headers=headers, **more)
