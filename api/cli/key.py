"""``earwitness key``: API keys for gateways and other machines."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from api.cli.user import database

group = typer.Typer(help="API keys for gateways and other machines.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(group, name="key")


@group.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    role: Annotated[str, typer.Option(help="gateway, officer, supervisor, analyst or admin.")],
    source: Annotated[
        str | None, typer.Option(help="The gateway's name; only for gateways.")
    ] = None,
) -> None:
    """Add a key and print it; it is shown this once."""
    from api.auth import create_api_key

    with database() as opened, opened.write() as session:
        token = create_api_key(session, name, role, source=source, actor="cli")
    typer.echo(token)


@group.command("list")
def list_keys() -> None:
    """List all keys, without their secrets."""
    from sqlalchemy import select

    from api.models import ApiKey

    table = Table("id", "name", "role", "source", "revoked")
    with database() as opened, opened.read() as session:
        for key in session.scalars(select(ApiKey).order_by(ApiKey.created_at)):
            revoked = key.revoked_at.isoformat(timespec="seconds") if key.revoked_at else ""
            table.add_row(key.id, key.name, key.role, key.source or "", revoked)
    Console().print(table)


@group.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(help="The id, the middle part of the key.")],
) -> None:
    """Take a key back."""
    from api.auth import revoke_api_key

    with database() as opened, opened.write() as session:
        revoke_api_key(session, key_id, actor="cli")
