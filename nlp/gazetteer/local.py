"""A force's own folder: what it imported, and where that came from.

``places.csv`` holds the places, each with the source that told it; ``sources.json`` the sources. A
source is written into ``sources.json`` before its rows are put in place, so that no row is ever
without its source; ``places.csv`` is replaced in one step.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from nlp.gazetteer.compile import COLUMNS
from nlp.gazetteer.files import EXIT, LOCAL_PLACES, LOCAL_SOURCES, key_of
from nlp.gazetteer.official import BadRow, Form
from nlp.gazetteer.stream import GazetteerImportError

SCHEMA = "earwitness.gazetteer/1"
#: So many bad rows are told one by one.
TOLD = 10
_COLUMNS = (*COLUMNS, "source")


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows came from, as ``sources.json`` keeps it."""

    #: The rows' ``source``; the same name replaces what it told before.
    name: str
    form: str
    file: str
    sha256: str
    #: When the data were published, as told; empty if unknown.
    date: str
    imported_at: str
    licence: str
    attribution: str
    rows: int = 0
    places: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did."""

    source: Source
    #: "row 7: ...", of the rows left out; at most ``TOLD``.
    problems: tuple[str, ...]
    left_out: int


def sha256_of(path: Path) -> str:
    """The file's digest, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def import_file(
    folder: Path, path: Path, form: Form, source: Source, *, skip_bad: bool, alone: bool | None
) -> Outcome:
    """Put a file's places into ``folder``; all of them, or with ``skip_bad`` those that can be used.

    Raises GazetteerImportError, and then nothing has changed. ``alone`` says whether the shipped list
    is left out from now on; None leaves that as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder), _part(folder) as (part, name):
        writer = csv.DictWriter(part, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        _keep_others(folder, source.name, writer)
        done = _copy(path, form, source, writer)
        problems, left_out, rows, places = done
        if (left_out and not skip_bad) or not places:
            raise _refused(path, problems, left_out, places)
        part.flush()
        os.fsync(part.fileno())
        told = Source(**{**asdict(source), "rows": rows, "places": places})
        _write_sources(folder, told, alone)
        name.replace(folder / LOCAL_PLACES)
    return Outcome(told, problems, left_out)


def _copy(
    path: Path, form: Form, source: Source, writer: csv.DictWriter[str]
) -> tuple[tuple[str, ...], int, int, int]:
    """Write the usable rows; (problems, rows left out, rows read, places written)."""
    seen: set[tuple[str, ...]] = set()
    problems: list[str] = []
    left_out = rows = 0
    for number, row in form.read(path):
        rows += 1
        try:
            for found in form.rows(row):
                key = key_of(found["kind"], found["name_en"], found["name_zh"])
                full = (*key, found["districts"], found["aliases"] if found["kind"] == EXIT else "")
                if full not in seen:
                    seen.add(full)
                    mark = hashlib.sha256("\0".join(full).encode()).hexdigest()[:12]
                    writer.writerow(
                        {"id": f"{found['kind']}-{mark}", "source": source.name} | found
                    )
        except BadRow as error:
            left_out += 1
            problems += [f"row {number}: {error}"] if len(problems) < TOLD else []
    return tuple(problems), left_out, rows, len(seen)


def _refused(
    path: Path, problems: tuple[str, ...], left_out: int, places: int
) -> GazetteerImportError:
    if not left_out:
        return GazetteerImportError(
            f"{path.name} holds no place.", next_step="Is it the file you meant, and is it whole?"
        )
    more = f"\n... and {left_out - len(problems)} more" if left_out > len(problems) else ""
    return GazetteerImportError(
        f"{left_out} row(s) of {path.name} cannot be used:\n" + "\n".join(problems) + f"{more}\n",
        next_step="Nothing was imported. Mend the rows"
        + (", or import the others with --skip-bad." if places else "."),
    )


def _keep_others(folder: Path, name: str, writer: csv.DictWriter[str]) -> None:
    path = folder / LOCAL_PLACES
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["source"] != name:
                writer.writerow(row)


def sources(folder: Path) -> dict[str, Any]:
    """What ``sources.json`` says; an empty one where there is none."""
    path = folder / LOCAL_SOURCES
    if not path.is_file():
        return {"schema": SCHEMA, "alone": False, "sources": []}
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _write_sources(folder: Path, source: Source, alone: bool | None) -> None:
    told = sources(folder)
    others = [known for known in told["sources"] if known["name"] != source.name]
    told["sources"] = [*others, asdict(source)]
    told["alone"] = told.get("alone", False) if alone is None else alone
    with _part(folder) as (part, name):
        json.dump(told, part, ensure_ascii=False, indent=1)
        part.flush()
        os.fsync(part.fileno())
        name.replace(folder / LOCAL_SOURCES)


@contextmanager
def _part(folder: Path) -> Iterator[tuple[IO[str], Path]]:
    """A new file in the folder; gone afterwards unless it was moved into its place."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=folder, prefix=".import-", delete=False
    ) as file:
        name = Path(file.name)
        try:
            name.chmod(0o644)
            yield file, name
        finally:
            name.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One import at a time; the second is told so at once."""
    with (folder / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GazetteerImportError(
                f"Another import into {folder} is running.",
                next_step="Wait for it, then try again.",
            ) from None
        yield
