"""``earwitness submit``: hand in audio files, into the local store or over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from voice_intake.gateways.local_file import FileFacts

#: What became of one file: the line to print, and whether the file is safe.
Handed = tuple[str, bool]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(submit)


def submit(
    files: Annotated[list[Path], typer.Argument(help="Audio files.", show_default=False)],
    source: Annotated[str, typer.Option(help="The gateway's name that the messages get.")] = "cli",
    language: Annotated[
        str, typer.Option(help="Whisper's code (en, yue, zh ...); empty: detect.")
    ] = "",
    caller_number: Annotated[str, typer.Option(help="The calling number, if known.")] = "",
    url: Annotated[
        str, typer.Option(help="Send to this server instead, e.g. http://127.0.0.1:8000")
    ] = "",
    key: Annotated[str, typer.Option(help="API key of a gateway, with --url.")] = "",
    key_file: Annotated[
        Path | None, typer.Option(help="A file that holds the key, with --url.")
    ] = None,
) -> None:
    """Hand in audio files; prints the reference of each.

    The exit code is 1 where a file was not taken; those that were taken stay taken.
    """
    from voice_intake.gateways.local_file import FileFacts
    from voice_intake.languages import check_language

    facts = FileFacts(source, check_language(language), caller_number or None)
    if key_file is not None:
        key = key_file.read_text().strip()
    refused = 0
    with _over_http(facts, url, key) if url else _locally(facts) as hand_in:
        for path in files:
            line, taken = hand_in(path)
            typer.echo(_printable(line), err=not taken)
            refused += not taken
    if refused:
        raise typer.Exit(1)


@contextmanager
def _locally(facts: FileFacts) -> Iterator[Callable[[Path], Handed]]:
    """Straight into this machine's store and database, by the same ``receive`` as an upload."""
    from voice_intake.db import open_database
    from voice_intake.errors import EarwitnessError
    from voice_intake.gateways.local_file import receive_file
    from voice_intake.logs import configure
    from voice_intake.settings import get_settings
    from voice_intake.storage import RecordingStore

    settings = get_settings()
    configure(settings, for_people=True)
    database, store = open_database(settings), RecordingStore(settings)

    def hand_in(path: Path) -> Handed:
        try:
            receipt = receive_file(database, settings, path, facts, store=store)
        except EarwitnessError as error:
            return _refused(path, error.code, str(error))
        return _taken(path, _Answer(receipt.reference, receipt.created, receipt.conflict))

    try:
        yield hand_in
    finally:
        database.close()


@contextmanager
def _over_http(facts: FileFacts, url: str, key: str) -> Iterator[Callable[[Path], Handed]]:
    """Through the gateways' own endpoint."""
    import httpx

    form = {
        "source": facts.source if facts.source != "cli" else "",
        "language": facts.requested_language or "",
        "caller_number": facts.caller_number or "",
    }
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    client = httpx.Client(base_url=url, headers=headers, timeout=60)

    def hand_in(path: Path) -> Handed:
        try:
            with path.open("rb") as audio:
                files = {"audio": (path.name, audio)}
                response = client.post("/v1/recordings", data=_given(form), files=files)
            body = response.json()
        except OSError as error:
            return _refused(path, "not_a_file", error.strerror or "cannot be read")
        except (httpx.HTTPError, ValueError) as error:
            return _refused(path, "unreachable", type(error).__name__)
        if not response.is_success:
            detail = f"{body.get('detail', '')} {body.get('next_step', '')}".strip()
            return _refused(path, str(body.get("code", response.status_code)), detail)
        return _taken(path, _Answer(body["reference"], body["created"], body["conflict"]))

    with client:
        yield hand_in


@dataclass(frozen=True, slots=True)
class _Answer:
    reference: str
    created: bool
    conflict: bool


def _given(form: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in form.items() if value}


def _taken(path: Path, answer: _Answer) -> Handed:
    note = "" if answer.created else "  (was here before)"
    note += "  (same id as another recording)" if answer.conflict else ""
    return f"{answer.reference}  {path}{note}", True


def _refused(path: Path, code: str, detail: str) -> Handed:
    if code == "not_a_file":  # the line names the file already
        detail = detail.removeprefix(f"{path.name} ")
    return f"refused  {path}: {code}: {detail}", False


def _printable(line: str) -> str:
    """``line`` with escapes for what would break or reorder it on a terminal.

    >>> _printable("a\\nb\\u202ec")
    'a\\\\nb\\\\u202ec'
    """
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in line
    )
