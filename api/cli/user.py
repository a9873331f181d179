"""``earwitness user``: the people who sign in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from voice_intake.db import Database

group = typer.Typer(help="The people who sign in.", no_args_is_help=True)
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read one line from stdin.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(group, name="user")


@contextmanager
def database() -> Iterator[Database]:
    """The installation's database, closed at the end."""
    from voice_intake.db import open_database
    from voice_intake.settings import get_settings

    opened = open_database(get_settings())
    try:
        yield opened
    finally:
        opened.close()


@group.command("add")
def add(
    name: Annotated[str, typer.Argument(help="User name: a-z 0-9 . _ -")],
    role: Annotated[str, typer.Option(help="officer, supervisor, analyst or admin.")],
    display_name: Annotated[str, typer.Option(help="As shown beside a claim.")] = "",
    password_stdin: FromStdin = False,
) -> None:
    """Add a user; the password is asked for, or read from stdin."""
    from api.auth import create_user

    password = _password(password_stdin)
    with database() as opened, opened.write() as session:
        user = create_user(session, name, password, role, display_name=display_name, actor="cli")
        username = user.username
    Console(stderr=True).print(f"{username} may sign in as {role}.", highlight=False)


@group.command("list")
def list_users() -> None:
    """List all users."""
    from sqlalchemy import select

    from api.models import User

    table = Table("name", "shown as", "role", "active")
    with database() as opened, opened.read() as session:
        for user in session.scalars(select(User).order_by(User.username)):
            table.add_row(
                user.username, user.display_name, user.role, "yes" if user.active else "no"
            )
    Console().print(table)


@group.command("deactivate")
def deactivate(name: Annotated[str, typer.Argument(help="User name.")]) -> None:
    """Let a user in no more; all sessions end."""
    from api import auth

    with database() as opened, opened.write() as session:
        auth.deactivate(session, auth.user_by_name(session, name), actor="cli")


@group.command("password")
def password(
    name: Annotated[str, typer.Argument(help="User name.")], password_stdin: FromStdin = False
) -> None:
    """Give a user a new password; all sessions end."""
    from api import auth

    fresh = _password(password_stdin)
    with database() as opened, opened.write() as session:
        auth.set_password(session, auth.user_by_name(session, name), fresh, actor="cli")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked
