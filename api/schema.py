"""The database's schema, moved by Alembic; the steps themselves are in ``migrations/``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from alembic import command
from alembic.config import Config

from voice_intake.errors import ConfigurationError


def configuration(url: str) -> Config:
    """Alembic's configuration for one database; no ini file is needed."""
    spec = find_spec("migrations")
    if spec is None or spec.origin is None:
        raise ConfigurationError("The folder `migrations` is not installed beside this package.")
    config = Config()
    config.set_main_option("script_location", str(Path(spec.origin).parent))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Go up to ``revision``; nothing happens where the database is there already."""
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Go down to ``revision`` (``-1``, ``base`` or a name)."""
    command.downgrade(configuration(url), revision)
