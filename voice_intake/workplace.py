"""What a worker's jobs share: settings, database, name, transcriber, sign of life.

RQ calls a job with a message id and nothing else, so the process has one workplace that the jobs
find by ``current()``. A worker opens it; a job called from anywhere else gets one made from
the environment's settings.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog

from voice_intake.components import OK, Heart, own_name
from voice_intake.db import Database, open_database
from voice_intake.errors import EarwitnessError
from voice_intake.settings import Settings, get_settings

if TYPE_CHECKING:
    from voice_intake.transcriber import Transcriber

log = structlog.get_logger(__name__)

MakeTranscriber = Callable[[Settings], "Transcriber"]


class Workplace:
    """One process's bench. ``stopping`` is set when the process was asked to end."""

    def __init__(
        self,
        settings: Settings,
        kind: str,
        *,
        make_transcriber: MakeTranscriber | None = None,
    ) -> None:
        self.settings = settings
        self.kind = kind
        self.worker = own_name(kind)
        self.database: Database = open_database(settings)
        self.heart = Heart(self.database, f"worker:{self.worker}", f"worker:{kind}")
        self.stopping = threading.Event()
        self._make_transcriber = make_transcriber or _engine_process
        self._transcriber: Transcriber | None = None

    @property
    def transcriber(self) -> Transcriber:
        """The resident transcriber, made when it is first needed and then kept."""
        if self._transcriber is None:
            self._transcriber = self._make_transcriber(self.settings)
        return self._transcriber

    def say(self, trouble: EarwitnessError | None) -> None:
        """Tell the sign of life what this worker waits for; None where all is well."""
        if trouble is None:
            self.heart.say(OK)
        else:
            self.heart.say(trouble.code, reason=str(trouble))

    def warm_up(self) -> None:
        """Load the model before the first message comes; say so where it is missing or broken."""
        start = getattr(self.transcriber, "start", None)
        if start is None:
            return
        try:
            start()
        except EarwitnessError as error:
            log.warning("worker.model", code=error.code)
            self.say(error)

    def drop_transcriber(self) -> None:
        """End the engine, also under the work of another thread; the next work starts a new one."""
        engine, self._transcriber = self._transcriber, None
        if engine is not None:
            engine.close()

    def close(self) -> None:
        """End the engine and give the connections back."""
        try:
            self.drop_transcriber()
        finally:
            self.database.close()


_current: Workplace | None = None


def current() -> Workplace:
    """This process's workplace."""
    global _current
    if _current is None:
        _current = Workplace(get_settings(), "job")
    return _current


@contextmanager
def opened(place: Workplace) -> Iterator[Workplace]:
    """Make ``place`` the process's workplace for the block; closes it at the end."""
    global _current
    before, _current = _current, place
    try:
        yield place
    finally:
        _current = before
        place.close()


def _engine_process(settings: Settings) -> Transcriber:
    from voice_intake.engines.process import EngineProcess

    return EngineProcess(settings)
