"""The store: bytes are durable before anybody is told so, and lie under their hash."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from voice_intake.errors import (
    EmptyUploadError,
    StorageError,
    UnknownRecordingError,
    UploadTooLargeError,
)
from voice_intake.settings import Settings
from voice_intake.storage import Disk, RecordingStore

AUDIO = bytes(range(256)) * 1000
SHA256 = hashlib.sha256(AUDIO).hexdigest()


class TracingDisk(Disk):
    """The real disk, which writes down what was asked of it."""

    def __init__(self) -> None:
        self.trace: list[str] = []

    def create(self, path: Path) -> int:
        self.trace.append("create")
        return super().create(path)

    def write(self, descriptor: int, data: memoryview) -> int:
        self.trace.append("write")
        return super().write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        self.trace.append("fsync")
        super().fsync(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        self.trace.append("rename")
        super().rename(old, new)

    def sync_folder(self, folder: Path) -> None:
        self.trace.append(f"fsync {folder.name}")
        super().sync_folder(folder)


class FailingDisk(TracingDisk):
    """A disk on which one call fails."""

    def __init__(self, call: str, number: int) -> None:
        super().__init__()
        self.call, self.number = call, number

    def _fail(self, call: str) -> None:
        if call == self.call:
            raise OSError(self.number, os.strerror(self.number))

    def create(self, path: Path) -> int:
        self._fail("create")
        return super().create(path)

    def write(self, descriptor: int, data: memoryview) -> int:
        self._fail("write")
        return super().write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        self._fail("fsync")
        super().fsync(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        self._fail("rename")
        super().rename(old, new)

    def sync_folder(self, folder: Path) -> None:
        self._fail("sync_folder")
        super().sync_folder(folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_bytes_lie_under_their_hash_and_come_back(settings: Settings) -> None:
    """Two levels of folders, the hash as the name, readable by nobody else."""
    store = RecordingStore(settings)
    stored = store.keep(AUDIO)
    assert (stored.sha256, stored.size_bytes) == (SHA256, len(AUDIO))
    path = settings.recordings_dir / SHA256[:2] / SHA256[2:4] / SHA256
    assert store.path(SHA256) == path
    assert store.read(SHA256) == AUDIO
    assert path.stat().st_mode & 0o077 == 0
    assert list(store.hashes()) == [SHA256]


def test_the_order_is_write_fsync_rename_fsync_of_the_folders(settings: Settings) -> None:
    """The name appears only after the bytes are on the disk; the answer only after the name is."""
    disk = TracingDisk()
    RecordingStore(settings, disk=disk).keep(AUDIO)
    assert disk.trace == [
        "create",
        "write",
        "fsync",
        "rename",
        f"fsync {SHA256[2:4]}",
        f"fsync {SHA256[:2]}",
        "fsync recordings",
    ]


def test_the_same_bytes_twice_are_one_file(settings: Settings) -> None:
    """A second upload of a recording replaces it by itself and heals a rotten copy."""
    store = RecordingStore(settings)
    store.keep(AUDIO)
    store.path(SHA256).chmod(0o600)
    store.path(SHA256).write_bytes(b"rotten")
    assert not store.is_intact(SHA256)
    store.keep(AUDIO)
    assert store.is_intact(SHA256)
    assert names(settings.recordings_dir) == [SHA256]


def test_an_empty_body_is_refused_and_leaves_nothing(settings: Settings) -> None:
    """No bytes are no recording."""
    with pytest.raises(EmptyUploadError):
        RecordingStore(settings).keep(b"")
    assert names(settings.recordings_dir) == []


def test_the_cap_is_exact(settings: Settings) -> None:
    """As many bytes as allowed are taken, one more is refused and leaves nothing."""
    settings = settings.model_copy(update={"max_upload_bytes": len(AUDIO)})
    store = RecordingStore(settings)
    store.keep(AUDIO)
    with pytest.raises(UploadTooLargeError):
        store.keep(AUDIO + b"x")
    assert names(settings.recordings_dir) == [SHA256]


@pytest.mark.parametrize("call", ["create", "write", "fsync", "rename", "sync_folder"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_failing_disk_is_a_storage_error_and_leaves_no_temporary_file(
    settings: Settings, call: str, number: int
) -> None:
    """Wherever the disk fails there is no acknowledgement; the same upload succeeds afterwards."""
    with pytest.raises(StorageError, match=errno.errorcode[number]) as caught:
        RecordingStore(settings, disk=FailingDisk(call, number)).keep(AUDIO)
    assert caught.value.status == 503
    assert not list((settings.recordings_dir / "incoming").iterdir())
    assert RecordingStore(settings).keep(AUDIO).sha256 == SHA256


def test_a_really_full_device_is_a_storage_error(settings: Settings) -> None:
    """The kernel's own ENOSPC, from /dev/full."""

    class FullDevice(Disk):
        def create(self, path: Path) -> int:
            path.touch()
            return os.open("/dev/full", os.O_WRONLY)

    with pytest.raises(StorageError, match="ENOSPC"):
        RecordingStore(settings, disk=FullDevice()).keep(AUDIO)
    assert names(settings.recordings_dir) == []


def test_short_writes_are_continued(settings: Settings) -> None:
    """A disk that takes seven bytes at a time loses none."""

    class Stingy(Disk):
        def write(self, descriptor: int, data: memoryview) -> int:
            return super().write(descriptor, data[:7])

    store = RecordingStore(settings, disk=Stingy())
    assert store.keep(AUDIO[:1000]).sha256 == hashlib.sha256(AUDIO[:1000]).hexdigest()
    assert store.is_intact(hashlib.sha256(AUDIO[:1000]).hexdigest())


def test_a_disk_that_takes_nothing_is_an_error_and_no_endless_loop(settings: Settings) -> None:
    """A write of no bytes is an input/output error."""

    class Deaf(Disk):
        def write(self, descriptor: int, data: memoryview) -> int:
            return 0

    with pytest.raises(StorageError, match="EIO"):
        RecordingStore(settings, disk=Deaf()).keep(AUDIO)


def test_too_little_free_space_refuses_before_a_byte_is_written(settings: Settings) -> None:
    """The database must not be the first to find the disk full."""
    settings = settings.model_copy(update={"min_free_bytes": 1 << 60})
    with pytest.raises(StorageError, match="ENOSPC"):
        RecordingStore(settings).begin()


@pytest.mark.parametrize(
    "name",
    ["", "..", "../../etc/passwd", SHA256.upper(), SHA256[:-1], SHA256 + "0", "0" * 63 + "\n"],
)
def test_only_hashes_are_names(settings: Settings, name: str) -> None:
    """Whatever is not 64 lower-case hexadecimal digits has no path."""
    with pytest.raises(UnknownRecordingError):
        RecordingStore(settings).path(name)


def test_a_link_out_of_the_store_is_not_followed(settings: Settings, tmp_path: Path) -> None:
    """A symbolic link planted in the store leads nowhere."""
    (tmp_path / "elsewhere").mkdir()
    settings.recordings_dir.mkdir(parents=True)
    (settings.recordings_dir / SHA256[:2]).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnknownRecordingError):
        RecordingStore(settings).path(SHA256)


def test_a_missing_recording_is_unknown_and_not_intact(settings: Settings) -> None:
    """Reading what is not there says so."""
    store = RecordingStore(settings)
    with pytest.raises(UnknownRecordingError):
        store.read(SHA256)
    assert not store.is_intact(SHA256)


def test_the_sweep_takes_what_nobody_holds_and_spares_a_slow_upload(settings: Settings) -> None:
    """An upload in progress is safe whatever its age; an abandoned file is not."""
    store = RecordingStore(settings)
    slow = store.begin()
    slow.write(AUDIO)
    abandoned = store.incoming / "abandoned.part"
    abandoned.write_bytes(b"half")
    assert store.sweep_incoming() == 0, "it is younger than a minute"
    for path in store.incoming.iterdir():
        os.utime(path, (0, 0))
    assert store.sweep_incoming() == 1
    assert not abandoned.exists()
    assert slow.commit().sha256 == SHA256


RECEIVER = """
import os, signal, sys
from voice_intake.settings import Settings
from voice_intake.storage import Disk, RecordingStore

class Killed(Disk):
    def rename(self, old, new):
        if sys.argv[2] == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        super().rename(old, new)
        os.kill(os.getpid(), signal.SIGKILL)

RecordingStore(Settings(data_dir=sys.argv[1]), disk=Killed()).keep(bytes(range(256)) * 1000)
"""


@pytest.mark.parametrize(("moment", "kept"), [("before", []), ("after", [SHA256])])
def test_a_receiver_killed_around_the_rename_leaves_a_store_that_takes_the_retry(
    settings: Settings, moment: str, kept: list[str]
) -> None:
    """kill -9 leaves a temporary file or the whole recording, never half of one under its name."""
    ended = subprocess.run([sys.executable, "-c", RECEIVER, str(settings.data_dir), moment])
    assert ended.returncode == -signal.SIGKILL
    store = RecordingStore(settings)
    assert list(store.hashes()) == kept
    assert store.sweep_incoming(older_than_s=0) == (1 if moment == "before" else 0)
    assert store.keep(AUDIO).sha256 == SHA256
    assert names(settings.recordings_dir) == [SHA256]


def test_the_writers_lock_ends_with_its_process(settings: Settings) -> None:
    """The sweep's question is a lock, which the kernel gives back when a process dies."""
    incoming = RecordingStore(settings).begin()
    path = next((settings.recordings_dir / "incoming").iterdir())
    with path.open("rb") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    incoming.abort()
    assert not path.exists()
