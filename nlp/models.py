"""The second stage's table: report drafts, immutable, one per transcript and pipeline version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from voice_intake.db import Base, UtcDateTime
from voice_intake.models import BigId, Json


class ReportDraft(Base):
    """The machine's immutable proposal. The columns beside ``report`` serve the queue's filters."""

    __tablename__ = "report_draft"
    __table_args__ = (
        UniqueConstraint("transcript_id", "pipeline_version"),
        Index("ix_report_draft_urgency", "urgency"),
        Index("ix_report_draft_incident_type", "incident_type"),
        Index("ix_report_draft_district", "district"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcript.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pipeline_version: Mapped[str] = mapped_column(String(80))
    #: earwitness.report/1, whole.
    report: Mapped[dict[str, Any]] = mapped_column(Json)
    urgency: Mapped[str] = mapped_column(String(12))
    #: The primary incident's code, null where none was found.
    incident_type: Mapped[str | None] = mapped_column(String(40))
    #: The incident location's district code.
    district: Mapped[str | None] = mapped_column(String(4))
    language: Mapped[str] = mapped_column(String(8))
