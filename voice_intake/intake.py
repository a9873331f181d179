"""Where a message begins: the bytes are durable, then one transaction, then the reference.

``receive`` takes an upload whose bytes the store has committed; ``notify`` notes that a gateway has
audio at a URL; ``attach_audio`` ends the fetching of the latter. What comes twice is told by unique
keys, so that a hundred equal uploads at once become one row:

- the same source, provider id and bytes: the first one's reference again (``created=False``);
- the same source and provider id with other bytes: both are kept, the later one is marked.

After the commit a hint goes to the queue; where it is lost, the sweeper gives another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from voice_intake import audit, ledger, nonces, queue
from voice_intake.db import Database, now
from voice_intake.errors import (
    BadFieldError,
    DatabaseUnavailableError,
    EarwitnessError,
    RecordingNeverMadeError,
)
from voice_intake.languages import check_language
from voice_intake.models import Message, Recording
from voice_intake.nonces import SignedId
from voice_intake.reference import new_reference
from voice_intake.settings import Settings
from voice_intake.stages import BY_SOURCE, State
from voice_intake.storage import StoredRecording
from voice_intake.tidy import fits, plain_facts, plain_text

#: ``content_key`` of a message whose audio has not been fetched.
PENDING = "pending"
#: ``content_key`` of a message that the gateway says has no audio.
NEVER_MADE = "none"
#: A race lost by a unique key is run again so often; each time it finds the winner's row.
_RACES = 5
#: PostgreSQL's SQLSTATE of a table that is not there.
_UNDEFINED_TABLE = "42P01"
_AGAIN = "Send the message again in a moment."

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded voice message; its bytes are in the store already."""

    #: The gateway's name.
    source: str
    #: The gateway's own id of the recording.
    provider_id: str
    stored: StoredRecording
    file_name: str | None = None
    media_type: str | None = None
    #: A Whisper code, or None to detect.
    requested_language: str | None = None
    caller_number: str | None = None
    gateway_facts: Mapping[str, Any] = field(default_factory=dict)
    #: Of a signed request: what makes a replay known.
    signed: SignedId | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """A gateway's word that there is audio at a URL, or, with ``never_made``, that there is none."""

    source: str
    provider_id: str
    recording_url: str | None
    media_type: str | None = None
    requested_language: str | None = None
    caller_number: str | None = None
    gateway_facts: Mapping[str, Any] = field(default_factory=dict)
    #: The gateway's own word for why there is no audio: ``absent``, ``failed``.
    never_made: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a gateway: a row that is committed."""

    message_id: int
    reference: str
    #: False where the same upload was here before.
    created: bool
    #: The same provider id came before with other bytes; both are kept.
    conflict: bool
    state: State


def receive(database: Database, settings: Settings, upload: Upload) -> Receipt:
    """Enter an upload into the ledger, once.

    Raises BadFieldError, UnknownLanguageError, ReplayedError and DatabaseUnavailableError; after
    any of them there is no row, and the upload may be sent again.
    """
    check_ids(upload.source, upload.provider_id)
    check_language(upload.requested_language)
    return _commit_once(database, settings, lambda session: _receive(session, upload))


def notify(database: Database, settings: Settings, notification: Notification) -> Receipt:
    """Enter a notification: a NOTIFIED message, or, with ``never_made``, a QUARANTINED one.

    A second notification of the same recording adds the facts that the first one lacked (the
    calling number, the language) and gives the same reference. Raises as ``receive`` does.
    """
    check_ids(notification.source, notification.provider_id)
    check_language(notification.requested_language)
    return _commit_once(database, settings, lambda session: _notify(session, notification))


def attach_audio(
    session: Session, item: ledger.Claim, stored: StoredRecording, *, media_type: str | None = None
) -> State:
    """Give a fetched recording to its claimed NOTIFIED message, in the caller's write transaction.

    Gives the message's new state: RECEIVED, or QUARANTINED where the same bytes came another way
    under the same provider id (that message goes on; this one says so). Raises LostClaimError.
    """
    message = session.get_one(Message, item.message_id)
    _keep_recording(session, stored)
    columns: dict[str, Any] = {"recording_sha256": stored.sha256}
    if media_type:
        columns["media_type"] = plain_text(media_type, 100)
    twin = _find(session, message.source, message.provider_id, stored.sha256)
    if twin is not None:
        reason = EarwitnessError(f"The same recording is already here as {twin.reference}.")
        reason.code = "same_recording"
        ledger.finish(session, item, State.QUARANTINED, reason=reason, **columns)
        return State.QUARANTINED
    columns["content_key"] = stored.sha256
    detail = {"sha256": stored.sha256, "size_bytes": stored.size_bytes}
    ledger.finish(session, item, State.RECEIVED, detail=detail, **columns)
    return State.RECEIVED


def check_ids(source: str, provider_id: str) -> None:
    """Raise BadFieldError for ids that are empty, too long or hold control characters."""
    for name, value, limit in (("source", source, 64), ("provider_id", provider_id, 200)):
        if not fits(value, limit):
            raise BadFieldError(
                f"`{name}` must be 1 to {limit} printable characters.",
                next_step="Send the gateway's own id of the recording, or leave it out.",
            )


def _commit_once(
    database: Database, settings: Settings, enter: Callable[[Session], tuple[Message, bool]]
) -> Receipt:
    """Run ``enter`` in a transaction, again where a unique key says that another one was faster."""
    with _database_errors():
        for race in range(_RACES):
            try:
                with database.write() as session:
                    message, created = enter(session)
                    receipt = _receipt(message, created)
                break
            except IntegrityError:
                if race == _RACES - 1:
                    raise
    if receipt.created:
        _hint(settings, receipt)
    return receipt


def _receive(session: Session, upload: Upload) -> tuple[Message, bool]:
    if upload.signed is not None:
        nonces.take(session, upload.source, upload.signed)
    known = _find(session, upload.source, upload.provider_id, upload.stored.sha256)
    if known is not None:
        return known, False
    _keep_recording(session, upload.stored)
    conflict = _holder_of(session, upload.source, upload.provider_id) is not None
    message = _new_message(session, upload, State.RECEIVED, content_key=upload.stored.sha256)
    message.first_provider_id = None if conflict else upload.provider_id
    message.provider_conflict = conflict
    message.recording_sha256 = upload.stored.sha256
    message.file_name = plain_text(upload.file_name, 255)
    _enter(
        session,
        message,
        {
            "sha256": upload.stored.sha256,
            "size_bytes": upload.stored.size_bytes,
            "conflict": conflict,
        },
    )
    return message, True


def _notify(session: Session, notification: Notification) -> tuple[Message, bool]:
    source, provider_id = notification.source, notification.provider_id
    known = _holder_of(session, source, provider_id)
    if known is None and notification.never_made:
        known = _find(session, source, provider_id, NEVER_MADE)
    if known is not None:
        _add_facts(session, known, notification)
        return known, False
    if notification.never_made:
        return _enter_never_made(session, notification, notification.never_made), True
    message = _new_message(session, notification, State.NOTIFIED, content_key=PENDING)
    message.first_provider_id = provider_id
    message.recording_url = notification.recording_url
    _enter(session, message, {})
    return message, True


def _enter_never_made(session: Session, notification: Notification, word: str) -> Message:
    """Kept as such, visible to officers, and never a report."""
    message = _new_message(session, notification, State.QUARANTINED, content_key=NEVER_MADE)
    message.first_provider_id = None  # should the recording come after all, it is the first one
    reason = RecordingNeverMadeError()
    message.failure_code = reason.code
    message.failure_reason = f"{reason} Its word: {plain_text(word, 40)}."
    _enter(session, message, {"reason": reason.code})
    return message


def _new_message(
    session: Session, said: Upload | Notification, state: State, *, content_key: str
) -> Message:
    moment = now(session)
    facts = dict(plain_facts(said.gateway_facts))
    number = plain_text(said.caller_number, 200)
    if number is not None and len(number) > 32:  # a SIP address: kept whole, among the facts
        facts["caller_number_as_given"], number = number, None
    return Message(
        reference=new_reference(),
        source=said.source,
        provider_id=said.provider_id,
        content_key=content_key,
        media_type=plain_text(said.media_type, 100),
        requested_language=check_language(said.requested_language),
        caller_number=number,
        gateway_facts=facts,
        received_at=moment,
        state=state.value,
        state_since=moment,
        next_run_at=moment,
    )


def _enter(session: Session, message: Message, detail: Mapping[str, Any]) -> None:
    """Write the row and its audit event; a lost race shows here as IntegrityError."""
    session.add(message)
    session.flush()
    audit.record(
        session,
        actor=f"gateway:{message.source}",
        action=f"message.{message.state}",
        subject_type="message",
        subject_id=message.id,
        detail=detail,
    )


def _add_facts(session: Session, known: Message, notification: Notification) -> None:
    """What the first notification did not know; nothing that is there is changed."""
    number = plain_text(notification.caller_number, 200)
    offered = {
        "caller_number": number if number and len(number) <= 32 else None,
        "requested_language": check_language(notification.requested_language),
    }
    added: dict[str, Any] = {
        k: v for k, v in offered.items() if v is not None and getattr(known, k) is None
    }
    facts = {**plain_facts(notification.gateway_facts), **known.gateway_facts}
    if facts != known.gateway_facts:
        added["gateway_facts"] = facts
    if not added:
        return
    session.execute(update(Message).where(Message.id == known.id).values(**added))
    audit.record(
        session,
        actor=f"gateway:{known.source}",
        action="message.facts_added",
        subject_type="message",
        subject_id=known.id,
        detail={"columns": sorted(added)},
    )


def _find(session: Session, source: str, provider_id: str, content_key: str) -> Message | None:
    return session.scalar(
        select(Message).where(
            Message.source == source,
            Message.provider_id == provider_id,
            Message.content_key == content_key,
        )
    )


def _holder_of(session: Session, source: str, provider_id: str) -> Message | None:
    """The first message with this provider id."""
    return session.scalar(
        select(Message).where(Message.source == source, Message.first_provider_id == provider_id)
    )


def _keep_recording(session: Session, stored: StoredRecording) -> None:
    values = {
        "sha256": stored.sha256,
        "size_bytes": stored.size_bytes,
        "stored_at": now(session),
    }
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if on_postgresql else sqlite.insert
    session.execute(insert(Recording).values(**values).on_conflict_do_nothing())


def _receipt(message: Message, created: bool) -> Receipt:
    return Receipt(
        message.id, message.reference, created, message.provider_conflict, State(message.state)
    )


def _hint(settings: Settings, receipt: Receipt) -> None:
    stage = BY_SOURCE.get(receipt.state)
    if stage is None:
        return
    try:
        queue.hint(settings, receipt.message_id, stage)
    except Exception as error:  # the row is committed: nothing after that may refuse the message
        log.warning("intake.hint", message_id=receipt.message_id, error=type(error).__name__)


@contextmanager
def _database_errors() -> Iterator[None]:
    """The driver's own words hold SQL and its parameters: they stay inside."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        if _lacks_tables(error):
            raise DatabaseUnavailableError(
                "The database has no tables yet.", next_step="Run `earwitness migrate`."
            ) from error
        if isinstance(error, ProgrammingError):
            raise
        raise DatabaseUnavailableError(next_step=_AGAIN) from error
    except (InterfaceError, IntegrityError, PoolTimeoutError) as error:
        raise DatabaseUnavailableError(next_step=_AGAIN) from error


def _lacks_tables(error: OperationalError | ProgrammingError) -> bool:
    """SQLite says it in words, PostgreSQL with a code."""
    undefined = getattr(error.orig, "sqlstate", None) == _UNDEFINED_TABLE
    return undefined or "no such table" in str(error.orig)
