"""Opening a message and playing its audio: who looks is written down before they see.

The console and the API both come through here. Roles that do not work on a message say why they
look (``api.permissions.Purpose``), unless they have claimed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.actors import owns
from api.auth import Principal
from api.case_view import CaseView, get_case
from api.errors import NoAudioError, NotFoundError, PurposeRequiredError
from api.models import Case
from api.permissions import PURPOSE_REQUIRED, Purpose
from voice_intake import audit
from voice_intake.db import Database, now
from voice_intake.models import AuditEvent, Message
from voice_intake.settings import Settings
from voice_intake.storage import RecordingStore

#: Further ranges of a recording within this time belong to the play that was written down.
SAME_PLAY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Audio:
    """A recording to send: its file, and what it calls itself."""

    path: Path
    sha256: str
    media_type: str
    file_name: str


def open_case(
    database: Database, who: Principal, message_id: int, *, purpose: Purpose | None = None
) -> CaseView:
    """The case, after the view is in the audit log.

    Raises NotFoundError, or PurposeRequiredError where the role must say why.
    """
    with database.write() as session:
        _check_purpose(session, who, message_id, purpose)
        _record(session, who, "message.viewed", message_id, purpose)
    with database.read() as session:
        return get_case(session, message_id)


def open_audio(
    database: Database,
    settings: Settings,
    who: Principal,
    message_id: int,
    *,
    purpose: Purpose | None = None,
    from_start: bool = True,
) -> Audio:
    """The recording's file, after the play is in the audit log.

    ``from_start`` is False for a later range: it is written down again only where no play of the
    same person within ten minutes is. Raises NotFoundError, PurposeRequiredError, NoAudioError.
    """
    with database.write() as session:
        message = _check_purpose(session, who, message_id, purpose)
        audio = _audio(settings, message)
        if from_start or not _played_lately(session, who, message_id):
            _record(session, who, "message.played", message_id, purpose)
    return audio


def needs_purpose(session: Session, who: Principal, message_id: int) -> bool:
    """Whether this principal must say why before opening the message."""
    case = session.get(Case, message_id)
    return who.role in PURPOSE_REQUIRED and not (case is not None and owns(who, case))


def _check_purpose(
    session: Session, who: Principal, message_id: int, purpose: Purpose | None
) -> Message:
    message = session.get(Message, message_id)
    if message is None:
        raise NotFoundError("There is no such message.", next_step="Look at the queue again.")
    if purpose is None and needs_purpose(session, who, message_id):
        raise PurposeRequiredError(
            f"The role {who.role} must say why it opens a message.",
            next_step=f"Add ?purpose= with one of {', '.join(Purpose)}, or claim the message.",
        )
    return message


def _audio(settings: Settings, message: Message) -> Audio:
    sha256 = message.recording_sha256
    path = RecordingStore(settings).path(sha256) if sha256 else None
    if sha256 is None or path is None or not path.is_file():
        raise NoAudioError(
            "There is no recording of this message here.",
            next_step="It has not arrived yet or was erased; `earwitness reconcile` tells which.",
        )
    return Audio(path, sha256, media_type_of(path), f"{message.reference}{_suffix(message)}")


def media_type_of(path: Path) -> str:
    """What the bytes are, by their first ones: what the gateway said of them is not trusted.

    >>> media_type_of(Path("/dev/null"))
    'application/octet-stream'
    """
    with path.open("rb") as file:
        head = file.read(16)
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    if head[:3] == b"ID3" or head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return "audio/mpeg"
    known = {b"OggS": "audio/ogg", b"fLaC": "audio/flac", b"\x1aE\xdf\xa3": "audio/webm"}
    if head[:5] == b"#!AMR":
        return "audio/amr"
    return known.get(head[:4], "application/octet-stream")


def _suffix(message: Message) -> str:
    suffix = Path(message.file_name or "").suffix.lower()
    return suffix if suffix[1:].isalnum() and len(suffix) <= 6 else ""


def _played_lately(session: Session, who: Principal, message_id: int) -> bool:
    found = session.scalar(
        select(AuditEvent.seq)
        .where(
            AuditEvent.subject_type == "message",
            AuditEvent.subject_id == str(message_id),
            AuditEvent.action == "message.played",
            AuditEvent.actor == who.actor,
            AuditEvent.at > now(session) - SAME_PLAY,
        )
        .limit(1)
    )
    return found is not None


def _record(
    session: Session, who: Principal, action: str, message_id: int, purpose: Purpose | None
) -> None:
    audit.record(
        session,
        actor=who.actor,
        action=action,
        subject_type="message",
        subject_id=message_id,
        detail={"purpose": purpose.value} if purpose else {},
    )
