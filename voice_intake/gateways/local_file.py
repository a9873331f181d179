"""A file on this machine as an upload: what the watch folder and ``earwitness submit`` share."""

from __future__ import annotations

import mimetypes
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from voice_intake.db import Database
from voice_intake.errors import RefusedError
from voice_intake.intake import Receipt, Upload, receive
from voice_intake.settings import Settings
from voice_intake.storage import RecordingStore, StoredRecording

_READ_BYTES = 1 << 20


class NotAFileError(RefusedError):
    """This is not an ordinary file."""

    code = "not_a_file"


class ChangedFileError(RefusedError):
    """The file changed while it was read."""

    code = "file_changed"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is said of a file by whoever hands it in."""

    #: The gateway's name.
    source: str
    requested_language: str | None = None
    caller_number: str | None = None


def receive_file(
    database: Database, settings: Settings, path: Path, facts: FileFacts, *, store: RecordingStore
) -> Receipt:
    """Store the file and enter it; the same file again gives the same reference.

    Raises NotAFileError, ChangedFileError (try again when it is complete) and whatever the store
    and ``intake.receive`` raise.
    """
    stored = store_file(store, path)
    upload = Upload(
        source=facts.source,
        provider_id=provider_id(path.name, stored.sha256),
        stored=stored,
        file_name=path.name,
        media_type=mimetypes.guess_type(path.name)[0],
        requested_language=facts.requested_language,
        caller_number=facts.caller_number,
    )
    return receive(database, settings, upload)


def provider_id(name: str, sha256: str) -> str:
    """Name and hash: the same file twice is one message, a name used again is another one."""
    plain = "".join(letter if letter.isprintable() else "_" for letter in name)
    return f"{plain[:130]}:{sha256}"


def store_file(store: RecordingStore, path: Path) -> StoredRecording:
    """Copy the file into the store; it must not change meanwhile."""
    try:
        # No link is followed and no pipe is waited for: only what lies here itself is taken.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise NotAFileError(f"{path.name} cannot be opened: {error.strerror}.") from error
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        os.close(descriptor)
        raise NotAFileError(f"{path.name} is not an ordinary file.")
    with os.fdopen(descriptor, "rb") as file:
        incoming = store.begin()
        try:
            while block := file.read(_READ_BYTES):
                incoming.write(block)
            after = os.fstat(descriptor)
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise ChangedFileError(next_step="It is taken when it no longer changes.")
            return incoming.commit()
        finally:
            incoming.abort()
