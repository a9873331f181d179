"""Rows of files that may be large, one by one, each with where it stands."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from voice_intake.errors import EarwitnessError

#: Characters read at a time; an object may be longer.
CHUNK = 65_536
#: The longest single JSON object taken: an estate has some 4 KB.
MAX_OBJECT = 4_000_000
#: A GeoJSON's features begin within so many characters.
HEAD = 65_536
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_DECODER = json.JSONDecoder()

Row = tuple[int, Mapping[str, Any]]


class GazetteerImportError(EarwitnessError):
    """The file cannot be imported into the gazetteer."""

    code = "gazetteer_import"


def csv_rows(path: Path) -> Iterator[Row]:
    """(line number in the file, row) of a CSV file with a header; quoted line ends count as lines."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            reader = csv.DictReader(file)
            for row in reader:
                yield reader.line_num, {(key or "").strip(): value for key, value in row.items()}
        except UnicodeDecodeError as error:
            raise not_utf8(path) from error
        except csv.Error as error:
            raise GazetteerImportError(
                f"{path.name} is no CSV after line {reader.line_num}: {error}.",
                next_step="Save it as comma-separated UTF-8 text.",
            ) from error


def json_objects(path: Path) -> Iterator[Row]:
    """(number from 1, object) of JSON: an array, a GeoJSON's features, or one object after another.

    Of ``{"features": [...]}`` the features are given, of every other object the object itself.
    """
    with path.open(encoding="utf-8-sig") as file:
        try:
            buffer = _Buffer(file, path)
            if buffer.opens_list():
                yield from enumerate(buffer.items(), start=1)
            else:
                yield from enumerate(buffer.sequence(), start=1)
        except UnicodeDecodeError as error:
            raise not_utf8(path) from error


def not_utf8(path: Path) -> GazetteerImportError:
    """What is said of a file in another encoding."""
    return GazetteerImportError(
        f"{path.name} is not UTF-8 text.",
        next_step="Save it as UTF-8 (in Excel: CSV UTF-8), then import it again.",
    )


class _Buffer:
    """JSON text that is read on as it is used up."""

    def __init__(self, file: IO[str], path: Path) -> None:
        self._file = file
        self._path = path
        self._text = ""
        self._done = 0

    def opens_list(self) -> bool:
        """Whether an array of rows begins here, at the top or behind ``"features":``; steps into it."""
        self._skip(" \t\r\n")
        if self._text[:1] == "[":
            self._text = self._text[1:]
            return True
        while not (found := _FEATURES.search(self._text)):
            if len(self._text) > HEAD or not self._more():
                return False
        if '"SuggestedAddress"' in self._text[: found.start()]:
            return False
        self._text = self._text[found.end() :]
        return True

    def items(self) -> Iterator[Mapping[str, Any]]:
        """The objects of the array that was stepped into."""
        while True:
            self._skip(" \t\r\n,")
            if self._text[:1] in ("]", ""):
                return
            yield self._object()

    def sequence(self) -> Iterator[Mapping[str, Any]]:
        """Objects one after another, with white space between (JSON lines too)."""
        while True:
            self._skip(" \t\r\n")
            if not self._text:
                return
            yield self._object()

    def _object(self) -> Mapping[str, Any]:
        self._done += 1
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text)
                break
            except json.JSONDecodeError as error:
                if len(self._text) > MAX_OBJECT or not self._more():
                    raise GazetteerImportError(
                        f"{self._path.name} is no JSON at object {self._done}: {error.msg}.",
                        next_step="Download it again; the file may have been cut off.",
                    ) from None
        self._text = self._text[end:]
        if not isinstance(value, dict):
            raise GazetteerImportError(
                f"{self._path.name} holds something else than objects at {self._done}.",
                next_step="docs/gazetteer.md lists the forms that can be imported.",
            )
        return value

    def _skip(self, signs: str) -> None:
        self._text = self._text.lstrip(signs)
        while not self._text and self._more():
            self._text = self._text.lstrip(signs)

    def _more(self) -> bool:
        chunk = self._file.read(max(CHUNK, len(self._text)))
        self._text += chunk
        return bool(chunk)
