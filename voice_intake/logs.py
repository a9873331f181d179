"""How every process writes its log: one event a line, ids only.

Never a word of a transcript, a number or a finding; an exception's type, never its text, because a
database error repeats the row it was about.
"""

from __future__ import annotations

import logging
import sys
from typing import TextIO, cast

import structlog

from voice_intake.settings import Settings


class _Stderr:
    """The process's stderr as it is when something is written.

    One that was replaced meanwhile may be closed, and a log that cannot be written must not leave a
    job half failed.
    """

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(settings: Settings, *, for_people: bool = False) -> None:
    """Write to stderr: JSON lines, or readable ones with ``EARWITNESS_LOG_JSON=false``.

    A command ``for_people``, which prints what it has to say, logs errors only, unless somebody
    asked for more with ``EARWITNESS_LOG_LEVEL``.
    """
    asked = "log_level" in settings.model_fields_set
    name = "ERROR" if for_people and not asked else settings.log_level.upper()
    level = logging.getLevelNamesMapping().get(name, logging.INFO)
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    stderr = cast(TextIO, _Stderr())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=stderr, force=True)
    logging.getLogger("rq").setLevel(logging.WARNING)
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
