"""A multipart form read as it streams by: the file goes on in pieces, the fields are small.

Nothing but the fields and one header is held in memory, whatever the size of the body.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from voice_intake.errors import MalformedUploadError

#: The file's field.
AUDIO: Final = "audio"
MAX_FIELDS: Final = 20
#: Bytes of all fields together.
MAX_FIELD_BYTES: Final = 64_000


class MultipartReader:
    """Feed it the body; ``on_audio`` gets the bytes of the file, ``fields`` the rest.

    Raises MalformedUploadError from ``__init__``, ``feed`` and ``finish``.
    """

    def __init__(self, content_type: str, on_audio: Callable[[bytes], None]) -> None:
        self.fields: dict[str, str] = {}
        self.file_name: str | None = None
        self.media_type: str | None = None
        self.has_audio = False
        self._on_audio = on_audio
        self._headers: dict[str, bytes] = {}
        self._header_name = self._header_value = b""
        self._field: str | None = None
        self._value = bytearray()
        self._field_bytes = 0
        self._ended = False
        self._parser = self._make_parser(content_type)

    def feed(self, chunk: bytes) -> None:
        """Read the next bytes of the body."""
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise MalformedUploadError(next_step=_HOW) from error

    def finish(self) -> None:
        """The body has ended: it must have ended with the last boundary and held a file."""
        if not self._ended:
            raise MalformedUploadError("The body ends before its last boundary.", next_step=_HOW)
        if not self.has_audio:
            raise MalformedUploadError("The form has no file `audio`.", next_step=_HOW)

    def _make_parser(self, content_type: str) -> MultipartParser:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise MalformedUploadError("This is not multipart/form-data.", next_step=_HOW)
        try:
            return MultipartParser(
                boundary,
                {
                    "on_part_begin": self._on_part_begin,
                    "on_header_field": self._on_header_field,
                    "on_header_value": self._on_header_value,
                    "on_header_end": self._on_header_end,
                    "on_headers_finished": self._on_headers_finished,
                    "on_part_data": self._on_part_data,
                    "on_part_end": self._on_part_end,
                    "on_end": self._on_end,
                },
            )
        except FormParserError as error:
            raise MalformedUploadError("The boundary cannot be used.", next_step=_HOW) from error

    def _on_part_begin(self) -> None:
        self._headers, self._field, self._value = {}, None, bytearray()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._header_name.decode("latin-1").lower()] = self._header_value
        self._header_name = self._header_value = b""

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        self._field = _text(options.get(b"name", b""))
        if not self._field or self._field in self.fields or len(self.fields) >= MAX_FIELDS:
            raise MalformedUploadError("A part has no name, or one too many.", next_step=_HOW)
        if self._field != AUDIO:
            return
        if self.has_audio:
            raise MalformedUploadError("The form has two files `audio`.", next_step=_HOW)
        self.has_audio = True
        self.file_name = _text(options.get(b"filename", b"")) or None
        self.media_type = _text(self._headers.get("content-type", b"")) or None

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._field == AUDIO:
            self._on_audio(data[start:end])
            return
        self._field_bytes += end - start
        if self._field_bytes > MAX_FIELD_BYTES:
            raise MalformedUploadError("The fields are too long.", next_step=_HOW)
        self._value += data[start:end]

    def _on_part_end(self) -> None:
        if self._field is not None and self._field != AUDIO:
            self.fields[self._field] = _text(bytes(self._value))

    def _on_end(self) -> None:
        self._ended = True


_HOW: Final = "Send multipart/form-data with the file in `audio`; see /openapi.json."


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise MalformedUploadError("A field is not UTF-8.", next_step=_HOW) from error
