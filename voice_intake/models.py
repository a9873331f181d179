"""The first stage's tables: recording, message, transcript, audit event, nonce, component.

A **recording** is bytes, known by their sha256. A **message** is one voice message left on the line:
the ledger's row, pointing at its recording. Only ``voice_intake.ledger`` writes ``message.state``
and the columns of the lease; only ``voice_intake.audit`` writes audit events.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voice_intake.db import Base, UtcDateTime

#: 64 bits everywhere; SQLite counts only plain INTEGER keys by itself.
BigId = BigInteger().with_variant(Integer, "sqlite")
#: Binary JSON where the database has it.
Json = JSON().with_variant(JSONB, "postgresql")


class Recording(Base):
    """The received bytes, immutable, stored under their sha256."""

    __tablename__ = "recording"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int]
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Message(Base):
    """One voice message: what the gateway said of it, and where it is on the machine's way."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("source", "provider_id", "content_key"),
        # What the claim and the sweeper look for: due work of one state.
        Index("ix_message_state_next_run_at", "state", "next_run_at"),
        Index("ix_message_received_at", "received_at"),
        # The first message of a provider's id is unique; others with other bytes are conflicts.
        Index(
            "uq_message_source_first_provider_id",
            "source",
            "first_provider_id",
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    #: Given to the caller: ``EW-XXXX-XXXX-XXXX-C`` (60 random bits and a check character).
    reference: Mapped[str] = mapped_column(String(24), unique=True)
    #: The gateway's name.
    source: Mapped[str] = mapped_column(String(64))
    #: The gateway's own id of the recording.
    provider_id: Mapped[str] = mapped_column(String(200))
    #: ``provider_id`` for the first message with it, null for a conflicting one.
    first_provider_id: Mapped[str | None] = mapped_column(String(200))
    #: The sha256, or ``pending`` while the audio has not been fetched.
    content_key: Mapped[str] = mapped_column(String(64))
    recording_sha256: Mapped[str | None] = mapped_column(ForeignKey("recording.sha256"), index=True)
    #: Where a NOTIFIED message's audio waits.
    recording_url: Mapped[str | None] = mapped_column(Text)
    file_name: Mapped[str | None] = mapped_column(String(255))
    media_type: Mapped[str | None] = mapped_column(String(100))
    #: What the caller pressed: a Whisper code, or null to detect.
    requested_language: Mapped[str | None] = mapped_column(String(8))
    #: The calling number as the gateway gave it.
    caller_number: Mapped[str | None] = mapped_column(String(32))
    #: Other facts of the gateway, kept as they came.
    gateway_facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

    state: Mapped[str] = mapped_column(String(16))
    state_since: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Attempts begun of the present stage.
    attempts: Mapped[int] = mapped_column(default=0)
    #: Counts claims; whoever finishes must still hold the number of its claim.
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leased_by: Mapped[str | None] = mapped_column(String(100))
    next_run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: 0..1 while a stage works on it.
    progress: Mapped[float | None]
    #: Why the last attempt failed, or why the message waits: an error's code and its words.
    failure_code: Mapped[str | None] = mapped_column(String(40))
    failure_reason: Mapped[str | None] = mapped_column(Text)

    #: Known once decoded, seconds.
    duration_s: Mapped[float | None]
    #: ``some`` or ``none`` once transcribed; ``none`` goes to a list of its own.
    speech: Mapped[str | None] = mapped_column(String(8))
    #: The same provider id came with other bytes: both are kept.
    provider_conflict: Mapped[bool] = mapped_column(default=False)
    legal_hold: Mapped[bool] = mapped_column(default=False)

    recording: Mapped[Recording | None] = relationship()
    transcripts: Mapped[list[Transcript]] = relationship(
        back_populates="message", order_by="Transcript.id"
    )


class Transcript(Base):
    """A stored transcription: one per message, recording and configuration."""

    __tablename__ = "transcript"
    __table_args__ = (UniqueConstraint("message_id", "input_hash", "configuration_hash"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: sha256 of the recording.
    input_hash: Mapped[str] = mapped_column(String(64))
    #: sha256 over model and parameters.
    configuration_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    speech: Mapped[str] = mapped_column(String(8))
    duration_s: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    #: ``Transcription.as_dict()``, whole.
    transcription: Mapped[dict[str, Any]] = mapped_column(Json)
    #: How long the engine took, seconds.
    took_s: Mapped[float]

    message: Mapped[Message] = relationship(back_populates="transcripts")


class AuditEvent(Base):
    """Who did what to which row, chained by hashes (``voice_intake.audit``)."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_type", "subject_id"),)

    #: 1, 2, 3 ... without a gap.
    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: ``user:7``, ``gateway:demo``, ``worker:transcribe@host``, ``system``.
    actor: Mapped[str] = mapped_column(String(120))
    #: ``message.received``, ``report.corrected`` ...
    action: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(80))
    #: Facts without personal data: ids, codes, hashes.
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Nonce(Base):
    """A signed request's id, so that it is taken once."""

    __tablename__ = "nonce"

    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(200), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    #: sha256 of the body that it came with, so that an honest retry gets its answer.
    body_sha256: Mapped[str] = mapped_column(String(64))


class Component(Base):
    """The last sign of life of a worker or sweeper, and what it waits for."""

    __tablename__ = "component"

    #: ``worker:transcribe@host:123``.
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: ``ok``, or the error code of what it waits for (``model_missing``).
    condition: Mapped[str] = mapped_column(String(40))
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
