"""``earwitness extract``: texts to reports, without database, queue or speech model."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Literal, overload

import structlog
import typer

from voice_intake import logs
from voice_intake.errors import BadFieldError, ConfigurationError, EarwitnessError
from voice_intake.languages import check_language
from voice_intake.settings import get_settings

if TYPE_CHECKING:
    from nlp.reader import Reader

#: A terminal is told of every so many messages.
_TOLD_EACH = 500


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(extract)


def extract(
    input: Annotated[
        str, typer.Option(help="JSON lines with id, text, language, received_at; -: stdin.")
    ] = "",
    output: Annotated[str, typer.Option(help="JSON lines with id, report; -: stdout.")] = "-",
    text: Annotated[str | None, typer.Option(help="One text instead of a file.")] = None,
    language: Annotated[
        str, typer.Option(help="Whisper code; guessed from the script if empty.")
    ] = "",
    received_at: Annotated[
        str, typer.Option("--received-at", "--received_at", help="ISO time of the message.")
    ] = "",
) -> None:
    """Read texts into reports: one JSON line each, in the same order."""
    from nlp.reader import Reader

    if (text is None) == (not input):
        raise ConfigurationError(
            "extract needs a text or a file.", next_step='Give --text "..." or --input FILE.jsonl.'
        )
    moment, code = _moment(received_at), check_language(language)
    if text is not None:
        with _writing(output) as sink:
            try:
                report = Reader().read(text, language=code, received_at=moment)
            except Exception as error:
                tell_fault(error)
                raise fault() from None
            _line(sink, {"report": report})
        return
    failures = 0
    with _reading(input) as source, _writing(output) as sink:
        reader = Reader()
        for count, result in enumerate(_results(reader, source, code, moment), start=1):
            failures += "error" in result
            _line(sink, result)
            _tell(count)
    if failures:
        typer.echo(f"{failures} line(s) could not be read; see their 'error'.", err=True)
        raise typer.Exit(1)


def _results(
    reader: Reader, source: IO[bytes], language: str | None, received_at: datetime | None
) -> Iterator[dict[str, Any]]:
    """One result a line, in order; a line that is no message has an ``error`` in place of a report."""
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        item: Any = None
        try:
            item = _item(line)
            report = _read(reader, item, language, received_at)
            yield {"id": item.get("id"), "report": report}
        except EarwitnessError as error:
            yield _unread(item, number, str(error))
        except Exception as error:  # a fault of the reader: one line's trouble is its own
            tell_fault(error, line=number, id=str(_id(item))[:64])
            yield _unread(item, number, str(fault()))


def _unread(item: Any, number: int, error: str) -> dict[str, Any]:
    """The result of a line that could not be read."""
    return {"id": _id(item), "report": None, "error": f"line {number}: {error}"}


def _id(item: Any) -> Any:
    return item.get("id") if isinstance(item, dict) else None


def fault() -> EarwitnessError:
    """What is told of a text on which the reader failed. It says nothing of the text."""
    error = EarwitnessError(
        "The reader failed on this text.",
        next_step="Read the text yourself, and report the fault with the log's line; all others were read.",
    )
    error.code = "reader_failed"
    return error


def tell_fault(error: Exception, **ids: Any) -> None:
    """A line in the log: ids and the type of the fault, for its own text may repeat the caller's."""
    logs.configure(get_settings(), for_people=True)
    structlog.get_logger(__name__).error("extract.failed", error=type(error).__name__, **ids)


def _item(line: bytes) -> Any:
    """The JSON value of a line; raises BadFieldError."""
    try:
        # Some editors put a byte order mark before the first line.
        return json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadFieldError(
            "This line is not UTF-8.", next_step="Save the file as UTF-8 and run it again."
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadFieldError(
            "This line is not JSON.",
            next_step='Write {"id": "1", "text": "what was said"}, one message a line.',
        ) from error


def _tell(count: int) -> None:
    """How far a long file is, where somebody looks on."""
    if count % _TOLD_EACH == 0 and sys.stderr.isatty():
        typer.echo(f"{count} messages read", err=True)


def _read(
    reader: Reader, item: Any, language: str | None, received_at: datetime | None
) -> dict[str, Any]:
    """The report of one line's value; what the line leaves out is as the command line says.

    Raises BadFieldError, UnknownLanguageError and ConfigurationError.
    """
    if not isinstance(item, dict):
        raise BadFieldError(
            "This is not a JSON object.", next_step='Write {"id": ..., "text": "..."} on the line.'
        )
    text, code = item.get("text"), item.get("language")
    if not isinstance(text, str):
        raise BadFieldError("`text` is not a string.", next_step="Give what was said.")
    if not isinstance(code, str | None):
        raise BadFieldError("`language` is not a string.", next_step="Give a code or leave it out.")
    moment = _moment(item.get("received_at") or "") or received_at
    return reader.read(text, language=check_language(code) or language, received_at=moment)


def _moment(said: str) -> datetime | None:
    if not said:
        return None
    try:
        return datetime.fromisoformat(said)
    except (ValueError, TypeError) as error:
        raise ConfigurationError(
            f"{said!r} is not a time.", next_step="Write it as 2026-11-20T10:15:00+08:00."
        ) from error


def _reading(name: str) -> contextlib.AbstractContextManager[IO[bytes]]:
    return contextlib.nullcontext(sys.stdin.buffer) if name == "-" else _opened(name, "rb")


def _writing(name: str) -> contextlib.AbstractContextManager[IO[str]]:
    return contextlib.nullcontext(sys.stdout) if name == "-" else _opened(name, "w")


@overload
def _opened(name: str, mode: Literal["rb"]) -> IO[bytes]: ...
@overload
def _opened(name: str, mode: Literal["w"]) -> IO[str]: ...
def _opened(name: str, mode: Literal["rb", "w"]) -> IO[bytes] | IO[str]:
    try:
        return Path(name).open(mode, encoding=None if mode == "rb" else "utf-8")
    except OSError as error:
        act = "read" if mode == "rb" else "written"
        raise ConfigurationError(
            f"{name} cannot be {act}: {error.strerror or error}.", next_step="Check the path."
        ) from error


def _line(sink: IO[str], result: dict[str, Any]) -> None:
    try:
        sink.write(json.dumps(result, ensure_ascii=False) + "\n")
    except UnicodeEncodeError:
        # A text with half a surrogate pair in it cannot leave as UTF-8, but as an escape it can.
        sink.write(json.dumps(result) + "\n")
