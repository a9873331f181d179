"""``earwitness migrate``: bring the database to the newest schema."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate(
    revision: str = typer.Argument("head", help="Where to go; `-1` is one step down."),
) -> None:
    """Bring the database to the newest schema (or to REVISION)."""
    from api.schema import downgrade, upgrade
    from voice_intake.db import make_data_dir
    from voice_intake.settings import get_settings

    url = get_settings().sqlalchemy_url
    make_data_dir(get_settings())
    if revision.startswith("-") or revision == "base":
        downgrade(url, revision)
    else:
        upgrade(url, revision)
    typer.echo("The database is at the schema that was asked for.")
