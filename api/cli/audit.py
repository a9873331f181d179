"""``earwitness audit``: look through the audit log and prove that nobody changed it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from api.cli.user import database

if TYPE_CHECKING:
    from voice_intake.models import AuditEvent

group = typer.Typer(help="The audit log: list and verify.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(group, name="audit")


@group.command("verify")
def verify(
    head: Annotated[
        str | None, typer.Option(help="A hash noted earlier that must still be in the chain.")
    ] = None,
) -> None:
    """Recompute the whole chain; exit code 1 where it is broken."""
    from voice_intake import audit

    with database() as opened, opened.read() as session:
        report = audit.verify(session, expected_head=head)
    if report.intact:
        typer.echo(f"intact: {report.events} events, head {report.head}")
        return
    Console(stderr=True).print(
        f"[bold red]broken[/] at event {report.broken_at}: {report.reason}. "
        "Keep this database as it is and compare it with a backup.",
        highlight=False,
    )
    raise typer.Exit(1)


@group.command("list")
def list_events(
    limit: Annotated[int, typer.Option(help="How many, newest first.", min=1)] = 50,
    subject: Annotated[str | None, typer.Option(help="As TYPE:ID, e.g. message:7.")] = None,
    actor: Annotated[str | None, typer.Option(help="As user:7, key:ab12, system ...")] = None,
) -> None:
    """List events, newest first, one JSON object a line."""
    from sqlalchemy import select

    from voice_intake.models import AuditEvent

    query = select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(limit)
    if actor is not None:
        query = query.where(AuditEvent.actor == actor)
    if subject is not None:
        kind, _, key = subject.partition(":")
        query = query.where(AuditEvent.subject_type == kind, AuditEvent.subject_id == key)
    with database() as opened, opened.read() as session:
        for event in session.scalars(query):
            typer.echo(json.dumps(_plain(event), ensure_ascii=False))


def _plain(event: AuditEvent) -> dict[str, object]:
    return {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "action": event.action,
        "subject": f"{event.subject_type}:{event.subject_id}",
        "detail": event.detail,
        "hash": event.hash,
    }
