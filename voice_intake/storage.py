"""Recordings on the local disk, each under the sha256 of its bytes.

::

    data_dir/recordings/incoming/<random>.part   a body that is still arriving
    data_dir/recordings/ab/cd/<sha256>           a recording, immutable

The order is what makes a 2xx true: write and hash -> fsync of the file -> rename -> fsync of the
folders. Names are hashes and nothing else; ``RecordingStore.path`` is the only place where one is
made.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from voice_intake.errors import (
    EmptyUploadError,
    StorageError,
    UnknownRecordingError,
    UploadTooLargeError,
)
from voice_intake.settings import Settings

_SHA256 = re.compile(r"[0-9a-f]{64}")
#: Free space is looked at again after so many bytes of one upload.
_FREE_SPACE_CHECK_BYTES = 4_000_000
#: Seconds; a younger temporary file is never swept, even where nobody holds it.
ABANDONED_AFTER_S = 60.0
_READ_BYTES = 1 << 20


class Disk:
    """The few system calls that the store makes, in one place so that their order can be proven."""

    def create(self, path: Path) -> int:
        """Open a new file for writing, readable by nobody else; gives its descriptor."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write some of ``data``; gives how many bytes were taken."""
        return os.write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        """Return once the file's bytes are on the disk."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close a descriptor of ``create``."""
        os.close(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        """Give the file its name, replacing one of the same bytes."""
        old.replace(new)

    def sync_folder(self, folder: Path) -> None:
        """Return once the folder's entries are on the disk."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class StoredRecording:
    """Bytes that are on the disk for good."""

    sha256: str
    size_bytes: int


class RecordingStore:
    """The recordings of one installation."""

    def __init__(self, settings: Settings, *, disk: Disk | None = None) -> None:
        self.settings = settings
        self.root = settings.recordings_dir
        self.incoming = self.root / "incoming"
        self.disk = disk or Disk()

    def begin(self) -> IncomingRecording:
        """Open a temporary file for a body. Raises StorageError where there is no room."""
        with _storage_errors():
            self.incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.check_free_space()
            path = self.incoming / f"{uuid.uuid4().hex}.part"
            descriptor = self.disk.create(path)
        return IncomingRecording(self, path, descriptor)

    def keep(self, data: bytes) -> StoredRecording:
        """Store bytes that are already in memory."""
        incoming = self.begin()
        try:
            incoming.write(data)
            return incoming.commit()
        finally:
            incoming.abort()

    def check_free_space(self) -> None:
        """Raise StorageError where less than ``min_free_bytes`` would remain."""
        with _storage_errors():
            if self.settings.free_bytes() < self.settings.min_free_bytes:
                raise OSError(errno.ENOSPC, "less than min_free_bytes is free")

    def path(self, sha256: str) -> Path:
        """Where the recording of this hash lies (or would lie).

        Raises UnknownRecordingError for anything but 64 lower-case hexadecimal digits, and for a
        path that a symbolic link leads out of the store.
        """
        if not _SHA256.fullmatch(sha256):
            raise UnknownRecordingError
        path = self.root / sha256[:2] / sha256[2:4] / sha256
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise UnknownRecordingError
        return path

    def read(self, sha256: str) -> bytes:
        """The recording's bytes. Raises UnknownRecordingError where there is none."""
        path = self.path(sha256)
        try:
            with _storage_errors():
                return path.read_bytes()
        except StorageError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise UnknownRecordingError from error
            raise

    def is_intact(self, sha256: str) -> bool:
        """Whether the bytes on the disk are still those of the hash (False where they are gone)."""
        digest = hashlib.sha256()
        try:
            with _storage_errors(), self.path(sha256).open("rb") as file:
                while block := file.read(_READ_BYTES):
                    digest.update(block)
        except StorageError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return False
            raise
        return digest.hexdigest() == sha256

    def hashes(self) -> Iterator[str]:
        """The names of all recordings on the disk, in order."""
        for path in sorted(self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
            if _SHA256.fullmatch(path.name):
                yield path.name

    def sweep_incoming(self, *, older_than_s: float = ABANDONED_AFTER_S) -> int:
        """Remove temporary files whose writer is gone; gives how many.

        A writer holds a lock on its file for as long as it lives, so that a slow upload is safe
        whatever the clock says; the age spares a file between its creation and its lock.
        """
        removed = 0
        for path in self.incoming.glob("*.part"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime >= older_than_s and _nobody_holds(path):
                    path.unlink()
                    removed += 1
        return removed


class IncomingRecording:
    """A body on its way to the disk: ``write`` ... then ``commit``; ``abort`` is always allowed."""

    def __init__(self, store: RecordingStore, path: Path, descriptor: int) -> None:
        self._store = store
        self._path = path
        self._descriptor: int | None = descriptor
        self._hash = hashlib.sha256()
        self._next_check = _FREE_SPACE_CHECK_BYTES
        self.size_bytes = 0
        with suppress(OSError):  # a file system without locks: the age alone protects
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def write(self, chunk: bytes) -> None:
        """Append. Raises UploadTooLargeError beyond the cap, StorageError where the disk fails."""
        limit = self._store.settings.max_upload_bytes
        if self.size_bytes + len(chunk) > limit:
            raise UploadTooLargeError(
                f"The recording is larger than {limit:,} bytes.",
                next_step="Send a shorter recording, or one in a compressed format.",
            )
        if self.size_bytes + len(chunk) > self._next_check:
            self._next_check += _FREE_SPACE_CHECK_BYTES
            self._store.check_free_space()
        self._write_all(memoryview(chunk))
        self._hash.update(chunk)
        self.size_bytes += len(chunk)

    def commit(self) -> StoredRecording:
        """Make the bytes durable under their hash. Raises EmptyUploadError for no bytes at all."""
        if not self.size_bytes:
            raise EmptyUploadError(next_step="Send the audio in the field `audio`.")
        sha256 = self._hash.hexdigest()
        final = self._store.path(sha256)
        disk, descriptor = self._store.disk, self._open_descriptor()
        with _storage_errors():
            disk.fsync(descriptor)
            final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # The same bytes may be there: replacing them costs nothing and heals a rotten copy.
            disk.rename(self._path, final)
            for folder in (final.parent, final.parent.parent, self._store.root):
                disk.sync_folder(folder)
            self._close()
        return StoredRecording(sha256, self.size_bytes)

    def abort(self) -> None:
        """Forget the bytes, unless they were committed."""
        if self._descriptor is None:
            return
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
        with suppress(OSError):
            self._close()

    def _write_all(self, rest: memoryview) -> None:
        descriptor = self._open_descriptor()
        with _storage_errors():
            while rest:
                taken = self._store.disk.write(descriptor, rest)
                if taken <= 0:
                    raise OSError(errno.EIO, "the disk took no bytes")
                rest = rest[taken:]

    def _open_descriptor(self) -> int:
        if self._descriptor is None:
            raise ValueError("this recording was already committed or aborted")
        return self._descriptor

    def _close(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            self._store.disk.close(descriptor)


@contextmanager
def _storage_errors() -> Iterator[None]:
    """An error of the operating system becomes one of ours, without its path."""
    try:
        yield
    except OSError as error:
        name = errno.errorcode.get(error.errno or 0, "unknown error")
        raise StorageError(
            f"The recording could not be written or read safely ({name}).",
            next_step="Send it again in a moment; the operator must look at the data folder's disk.",
        ) from error


def _nobody_holds(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
