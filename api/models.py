"""The third stage's tables: people who sign in, their keys and sessions, and what officers do.

An officer's rows (case, correction, link, escalation) begin with the first officer's act: the queue
is the ledger and the drafts joined with them. Corrections and case events are append-only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voice_intake.db import Base, UtcDateTime
from voice_intake.models import BigId, Json


class User(Base):
    """Somebody who signs in. ``role``: officer, supervisor, analyst or admin."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(16))
    #: Argon2id.
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class UserSession(Base):
    """A console session; the cookie holds the token, the table its sha256."""

    __tablename__ = "user_session"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ApiKey(Base):
    """A key for machines: ``ew_<id>_<secret>``; only the secret's sha256 is kept."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    #: gateway, officer, supervisor, analyst or admin.
    role: Mapped[str] = mapped_column(String(16))
    #: The gateway whose messages a gateway key uploads.
    source: Mapped[str | None] = mapped_column(String(64))
    secret_sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Case(Base):
    """A message in officers' hands. Status is where it stands, disposition how it ended."""

    __tablename__ = "review_case"
    __table_args__ = (Index("ix_review_case_status", "status"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    #: ``waiting``, ``claimed``, ``released``, ``closed``; a message without a case is ``waiting``.
    status: Mapped[str] = mapped_column(String(16))
    #: Who claimed it: a user, or a machine with an officer's key.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    owner_key_id: Mapped[str | None] = mapped_column(ForeignKey("api_key.id"))
    disposition: Mapped[str | None] = mapped_column(String(20))
    #: Counts changes; a change names the version it saw, and loses if another came first.
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Whether an officer corrected something: from then on these columns, derived from the draft and
    #: the corrections, stand in place of the draft's own in filters and in the queue's order.
    corrected: Mapped[bool] = mapped_column(default=False)
    #: The draft that the corrections stand beside; null for a report typed by hand.
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("report_draft.id"))
    urgency: Mapped[str | None] = mapped_column(String(12))
    incident_type: Mapped[str | None] = mapped_column(String(40))
    district: Mapped[str | None] = mapped_column(String(4))


class CaseEvent(Base):
    """Append-only history of a case: one row an act, with who and when."""

    __tablename__ = "case_event"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: ``user:7`` or ``key:abc``.
    actor: Mapped[str] = mapped_column(String(120))
    #: claim, release, correct, link, unlink, escalate, acknowledge, dispose, reopen, note.
    act: Mapped[str] = mapped_column(String(20))
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class Correction(Base):
    """The officer's value beside the machine's: append-only, the newest of a path is in force."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("report_draft.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: JSON pointer (RFC 6901) into report/1, e.g. ``/locations/0/district``.
    path: Mapped[str] = mapped_column(String(200))
    #: Wrapped as ``{"value": ...}``, so that null is a value.
    machine_value: Mapped[dict[str, Any]] = mapped_column(Json)
    officer_value: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(Text)


class CaseLink(Base):
    """Two messages about one incident. Reversible: an unlink closes it and keeps the row."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("low_message_id", "high_message_id", "linked_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    low_message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    high_message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    #: ``same_incident``, ``duplicate``, ``related``.
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    linked_by: Mapped[str] = mapped_column(String(120))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    unlinked_by: Mapped[str | None] = mapped_column(String(120))
    unlinked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Escalation(Base):
    """A hand-over to live dispatch; raised by machine or person, acknowledged by a person."""

    __tablename__ = "escalation"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: ``machine`` or ``user:7``.
    raised_by: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str | None] = mapped_column(String(120))


class ExportRun(Base):
    """Who exported what, when, with which filters: logged and repeatable."""

    __tablename__ = "export_run"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(120))
    format: Mapped[str] = mapped_column(String(12))
    filters: Mapped[dict[str, Any]] = mapped_column(Json)
    masked: Mapped[bool]
    rows: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
