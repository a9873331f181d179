"""A watched folder: what is dropped there becomes a message, and nothing leaves before its row."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from voice_intake import queue
from voice_intake.db import Database
from voice_intake.errors import UnavailableError
from voice_intake.gateways.watch_folder import Taken, WatchFolder
from voice_intake.models import Message
from voice_intake.settings import Settings
from voice_intake.storage import RecordingStore


class Clock:
    """A clock that the test turns."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "hint", lambda *_: False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "drop"
    path.mkdir()
    return path


def watcher(
    database: Database, settings: Settings, folder: Path, settle_s: float = 0
) -> WatchFolder:
    return WatchFolder(database, settings, folder, "pbx", settle_s=settle_s, clock=Clock())


def messages(database: Database) -> list[Message]:
    with database.read() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def listing(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if not p.is_dir())


def test_a_file_becomes_a_message_and_is_moved_to_done(
    database: Database, settings: Settings, folder: Path
) -> None:
    """Its name and hash are its id; its bytes are in the store."""
    (folder / "call-17.wav").write_bytes(b"RIFF")
    (taken,) = watcher(database, settings, folder).look()
    assert taken.receipt is not None and taken.receipt.created
    (message,) = messages(database)
    assert (message.source, message.file_name) == ("pbx", "call-17.wav")
    assert message.provider_id == f"call-17.wav:{message.content_key}"
    assert message.media_type in ("audio/x-wav", "audio/wav")
    assert RecordingStore(settings).read(message.content_key) == b"RIFF"
    assert listing(folder) == ["done/call-17.wav"]


def test_a_file_that_still_grows_is_left_until_it_has_settled(
    database: Database, settings: Settings, folder: Path
) -> None:
    """Two seconds without a change, counted anew after each."""
    looking = watcher(database, settings, folder, settle_s=2)
    clock = looking._clock
    assert isinstance(clock, Clock)
    file = folder / "call.wav"
    for second, audio in enumerate([b"a", b"ab", b"abc"]):
        file.write_bytes(audio)
        clock.now = second
        assert list(looking.look()) == []
    clock.now = 3.9
    assert list(looking.look()) == []
    clock.now = 4.0
    assert len(list(looking.look())) == 1
    assert RecordingStore(settings).read(messages(database)[0].content_key) == b"abc"


@pytest.mark.parametrize("name", [".call.wav", "call.wav.part", "call.TMP", "call.wav.filepart"])
def test_names_of_unfinished_files_are_left_alone(
    database: Database, settings: Settings, folder: Path, name: str
) -> None:
    """A phone system that renames when it is done is understood."""
    (folder / name).write_bytes(b"half")
    assert list(watcher(database, settings, folder).look()) == []
    assert listing(folder) == [name]


def test_refused_files_lie_beside_their_reason(
    database: Database, settings: Settings, folder: Path
) -> None:
    """Empty and too large ones; the folder is free of them and nothing is deleted."""
    settings = settings.model_copy(update={"max_upload_bytes": 10})
    (folder / "empty.wav").touch()
    (folder / "large.wav").write_bytes(b"x" * 11)
    taken = list(watcher(database, settings, folder).look())
    assert [item.reason.code for item in taken if item.reason] == [
        "empty_upload",
        "upload_too_large",
    ]
    assert listing(folder) == [
        "refused/empty.wav",
        "refused/empty.wav.txt",
        "refused/large.wav",
        "refused/large.wav.txt",
    ]
    assert "larger than 10 bytes" in (folder / "refused/large.wav.txt").read_text()
    assert messages(database) == []


def test_links_and_pipes_are_refused_and_not_read(
    database: Database, settings: Settings, folder: Path, tmp_path: Path
) -> None:
    """A link to a secret is moved away as a link; a pipe is not waited for."""
    (tmp_path / "secret").write_text("secret")
    (folder / "link.wav").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe.wav")
    taken = list(watcher(database, settings, folder).look())
    assert [item.reason.code for item in taken if item.reason] == ["not_a_file"] * 2
    assert (folder / "refused/link.wav").is_symlink()
    assert list(RecordingStore(settings).hashes()) == []


def test_a_name_used_again_is_another_message_and_overwrites_nothing(
    database: Database, settings: Settings, folder: Path
) -> None:
    """PBXs start again at call-1; both recordings stay in done/."""
    looking = watcher(database, settings, folder)
    for audio in (b"one", b"two"):
        (folder / "call-1.wav").write_bytes(audio)
        list(looking.look())
    assert len(messages(database)) == 2
    assert listing(folder) == ["done/call-1.wav", "done/call-1~2.wav"]
    assert (folder / "done/call-1.wav").read_bytes() == b"one"


def test_with_the_disk_full_files_stay_where_they_are(
    database: Database, settings: Settings, folder: Path
) -> None:
    """Nothing is refused for what is our own fault; later it is taken."""
    (folder / "call.wav").write_bytes(b"RIFF")
    full = settings.model_copy(update={"min_free_bytes": 1 << 60})
    with pytest.raises(UnavailableError):
        list(watcher(database, full, folder).look())
    assert listing(folder) == ["call.wav"]
    assert len(list(watcher(database, settings, folder).look())) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from voice_intake.db import open_database
from voice_intake.gateways import watch_folder
from voice_intake.settings import Settings

settings = Settings(data_dir=sys.argv[1], redis_url="redis://127.0.0.1:1")
kill = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "before the row":
    watch_folder.receive_file.__globals__["receive"] = kill
else:
    watch_folder.WatchFolder._move = kill
watcher = watch_folder.WatchFolder(
    open_database(settings), settings, Path(sys.argv[2]), "pbx", settle_s=0
)
list(watcher.look())
"""


@pytest.mark.parametrize("moment", ["before the row", "before the move"])
def test_killed_in_the_middle_nothing_is_lost_or_doubled(
    database: Database, settings: Settings, folder: Path, moment: str
) -> None:
    """kill -9, start again: one message, and the file in done/."""
    (folder / "call.wav").write_bytes(b"RIFF")
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(settings.data_dir), str(folder), moment]
    )
    assert ended.returncode == -signal.SIGKILL
    assert listing(folder) == ["call.wav"]
    (taken,) = watcher(database, settings, folder).look()
    assert taken.receipt is not None
    assert taken.receipt.created == (moment == "before the row")
    assert len(messages(database)) == 1 and listing(folder) == ["done/call.wav"]


def test_the_running_watcher_takes_what_was_there_and_what_comes(
    database: Database, settings: Settings, folder: Path
) -> None:
    """Files from before it started and files dropped later, until it is stopped."""
    (folder / "before.wav").write_bytes(b"one")
    stop, seen = threading.Event(), list[Taken]()
    running = WatchFolder(database, settings, folder, "pbx", settle_s=0.05)
    thread = threading.Thread(target=running.run, args=(stop, seen.append))
    thread.start()
    try:
        _await(lambda: len(seen) == 1)
        (folder / "later.wav").write_bytes(b"two")
        _await(lambda: len(seen) == 2)
    finally:
        stop.set()
        thread.join()
    assert listing(folder) == ["done/before.wav", "done/later.wav"]


def _await(condition) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "the watcher did not take the file"
        time.sleep(0.02)
