"""A folder as a gateway: what a phone system drops there becomes a message.

::

    FOLDER/call-17.wav            arrives; taken when it has not changed for a moment
    FOLDER/done/call-17.wav       it has its row and its reference
    FOLDER/refused/call-17.wav    it was refused; call-17.wav.txt says why

A file leaves the folder only after its row is committed. Killed in between, the watcher takes it
again, finds that it is known, and moves it. A disk or database that is away leaves it where it is.
Names that begin with a dot or end in .part, .tmp or .partial are still being written.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog
import watchfiles

from voice_intake.db import Database
from voice_intake.errors import EarwitnessError, RefusedError, UnavailableError
from voice_intake.gateways.local_file import ChangedFileError, FileFacts, receive_file
from voice_intake.intake import Receipt
from voice_intake.settings import Settings
from voice_intake.storage import RecordingStore

#: Seconds for which a file must not have changed.
SETTLE_S = 2.0
#: Seconds between two looks at the folder, whether the system told of a change or not.
LOOK_EVERY_S = 1.0
#: Seconds of rest after the disk or the database was away.
REST_S = 5.0
_UNFINISHED = (".part", ".tmp", ".partial", ".filepart", ".crdownload")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: a receipt, or the reason why it was refused."""

    path: Path
    receipt: Receipt | None
    reason: EarwitnessError | None


@dataclass(slots=True)
class _Seen:
    size: int
    mtime_ns: int
    since: float


class WatchFolder:
    """One watched folder. ``look`` takes what has settled; ``run`` looks until it is stopped."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        folder: Path,
        source: str,
        *,
        settle_s: float = SETTLE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.database, self.settings = database, settings
        self.folder, self.source = folder, source
        self.store = RecordingStore(settings)
        self._settle_s, self._clock = settle_s, clock
        self._seen: dict[Path, _Seen] = {}

    def run(self, stop: threading.Event, on_taken: Callable[[Taken], None] | None = None) -> None:
        """Look whenever something changes, and each second, until ``stop`` is set."""
        self._make_folders()
        changes = watchfiles.watch(
            self.folder,
            stop_event=stop,
            yield_on_timeout=True,
            rust_timeout=int(LOOK_EVERY_S * 1000),
            recursive=False,
            raise_interrupt=False,
        )
        for _ in changes:
            try:
                for taken in self.look():
                    if on_taken is not None:
                        on_taken(taken)
            except (UnavailableError, OSError) as error:
                log.warning("watch.waits", source=self.source, error=type(error).__name__)
                stop.wait(REST_S)

    def look(self) -> Iterator[Taken]:
        """Take every file that has settled. Raises UnavailableError where it must wait instead."""
        self._make_folders()
        waiting = sorted(path for path in self.folder.iterdir() if _is_candidate(path))
        self._seen = {path: seen for path, seen in self._seen.items() if path in set(waiting)}
        for path in waiting:
            if self._has_settled(path):
                taken = self._take(path)
                if taken is not None:
                    self._seen.pop(path, None)
                    yield taken

    def _has_settled(self, path: Path) -> bool:
        try:
            status = path.lstat()
        except FileNotFoundError:
            return False
        seen = self._seen.get(path)
        if seen is None or (seen.size, seen.mtime_ns) != (status.st_size, status.st_mtime_ns):
            self._seen[path] = _Seen(status.st_size, status.st_mtime_ns, self._clock())
            return self._settle_s == 0
        return self._clock() - seen.since >= self._settle_s

    def _take(self, path: Path) -> Taken | None:
        facts = FileFacts(self.source)
        try:
            receipt = receive_file(self.database, self.settings, path, facts, store=self.store)
        except ChangedFileError:
            self._seen.pop(path, None)
            return None
        except RefusedError as error:
            self._refuse(path, error)
            return Taken(path, None, error)
        self._move(path, self.folder / "done")
        log.info("watch.taken", message_id=receipt.message_id, created=receipt.created)
        return Taken(path, receipt, None)

    def _refuse(self, path: Path, error: RefusedError) -> None:
        """The reason is written first: a refused file never lies there without one."""
        folder = self.folder / "refused"
        target = _free_name(folder, path.name)
        (folder / f"{target.name}.txt").write_text(f"{error.code}: {error}\n", encoding="utf-8")
        path.rename(target)
        log.warning("watch.refused", source=self.source, code=error.code)

    def _move(self, path: Path, folder: Path) -> None:
        path.rename(_free_name(folder, path.name))

    def _make_folders(self) -> None:
        for name in ("done", "refused"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)


def _is_candidate(path: Path) -> bool:
    unfinished = path.name.startswith(".") or path.name.lower().endswith(_UNFINISHED)
    return not unfinished and (path.is_symlink() or not path.is_dir())


def _free_name(folder: Path, name: str) -> Path:
    """The name, or the name with a number where an earlier file has it."""
    candidate, number = folder / name, 1
    while candidate.exists() or candidate.is_symlink():
        number += 1
        candidate = folder / f"{Path(name).stem}~{number}{Path(name).suffix}"
    return candidate
