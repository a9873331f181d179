"""Fixtures of the third stage's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import nlp.models  # noqa: F401  (the imports register the tables for any_database)
from tests.api.world import World
from voice_intake.settings import Settings


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    """The application on SQLite."""
    built = World.create(settings)
    yield built
    built.database.close()
