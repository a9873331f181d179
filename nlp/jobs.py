"""The second stage's job: ``extract`` reads transcripts and writes report drafts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.models import ReportDraft
from voice_intake import ledger
from voice_intake.db import now
from voice_intake.lease import Lease
from voice_intake.ledger import Claim
from voice_intake.models import Message, Transcript
from voice_intake.stages import EXTRACT
from voice_intake.steps import failed, settling, taken
from voice_intake.transcript import Transcription
from voice_intake.workplace import Workplace, current

if TYPE_CHECKING:
    from nlp.reader import Reader


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader is given of one message."""

    transcript_id: int
    heard: Transcription
    received_at: datetime
    caller_number: str | None


def extract(message_id: int) -> None:
    """RQ's way in: read a batch of what is transcribed. The id is a hint, not an order."""
    del message_id
    extract_batch(current())


def extract_batch(place: Workplace) -> int:
    """Read one batch; gives the number of messages that were claimed."""
    with taken(place, EXTRACT) as (claims, lease):
        for item in claims:
            try:
                _extract(place, lease, item)
            except Exception as error:  # one message's trouble is its own
                failed(place, lease, item, error)
    return len(claims)


@lru_cache(maxsize=1)
def reader() -> Reader:
    """The process's reader, built when the first message comes."""
    from nlp.reader import Reader

    return Reader()


def _extract(place: Workplace, lease: Lease, item: Claim) -> None:
    with place.database.read() as session:
        reading = _newest(session, item.message_id)
    report = reader().read_transcription(
        reading.heard, received_at=reading.received_at, caller_number=reading.caller_number
    )
    with settling(place, lease, item) as session:
        version = str(report["provenance"]["pipeline"])
        ledger.finish(
            session,
            item,
            EXTRACT.target,
            detail={"transcript": reading.transcript_id, "pipeline": version},
        )
        _keep(session, item, reading, report, version)


def _newest(session: Session, message_id: int) -> Reading:
    transcript = session.scalars(
        select(Transcript)
        .where(Transcript.message_id == message_id)
        .order_by(Transcript.id.desc())
        .limit(1)
    ).one()
    message = session.get_one(Message, message_id)
    return Reading(
        transcript_id=transcript.id,
        heard=Transcription.from_dict(transcript.transcription),
        received_at=spoken_at(message),
        caller_number=message.caller_number,
    )


def spoken_at(message: Message) -> datetime:
    """When the caller spoke: what "last night" counts from.

    A gateway that hands messages in late says when each was left (``facts.left_at``, ISO 8601 with
    an offset); a time that cannot be read or lies in our future is not believed.
    """
    try:
        left_at = datetime.fromisoformat(str(message.gateway_facts.get("left_at")))
    except ValueError:
        return message.received_at
    believable = left_at.tzinfo is not None and left_at <= message.received_at
    return left_at if believable else message.received_at


def _keep(
    session: Session, item: Claim, reading: Reading, report: Mapping[str, Any], version: str
) -> None:
    """Write the draft, unless this transcript was read by this pipeline before: drafts never change."""
    known = select(ReportDraft.id).where(
        ReportDraft.transcript_id == reading.transcript_id, ReportDraft.pipeline_version == version
    )
    if session.scalar(known) is not None:
        return
    session.add(
        ReportDraft(
            message_id=item.message_id,
            transcript_id=reading.transcript_id,
            created_at=now(session),
            pipeline_version=version,
            report=dict(report),
            urgency=report["urgency"]["level"],
            incident_type=primary_incident(report["incident_types"]),
            district=incident_district(report["locations"]),
            language=report["language"],
        )
    )


def primary_incident(incident_types: Iterable[Mapping[str, Any]]) -> str | None:
    """The primary incident's code, None where nothing was found."""
    return next((str(item["code"]) for item in incident_types if item["primary"]), None)


def incident_district(locations: Iterable[Mapping[str, Any]]) -> str | None:
    """The district of the first incident location that has one and is not ambiguous."""
    codes = (
        item["district"]
        for item in locations
        if item["role"] == "incident" and not item["ambiguous"]
    )
    return next((str(code) for code in codes if code), None)
