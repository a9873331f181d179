"""The body of an upload, read once as it streams by: hashed, verified, parsed and stored at a time.

What is held in memory does not grow with the body. A body that cannot be parsed is still read to
its end where it is signed, so that a forged one is told apart from a clumsy one: 401 before 400.
"""

from __future__ import annotations

from dataclasses import dataclass

import anyio
from anyio.to_thread import run_sync
from fastapi import Request

from voice_intake.errors import MalformedUploadError, UploadTooLargeError, UploadTooSlowError
from voice_intake.gateways.multipart import MAX_FIELD_BYTES, MultipartReader
from voice_intake.gateways.standard_webhooks import Verifier
from voice_intake.storage import IncomingRecording, RecordingStore, StoredRecording

#: Audio goes to the disk in pieces of this size; until the first one there is no temporary file.
_FLUSH_BYTES = 256 * 1024
#: What a form may be longer than its file: fields, headers, boundaries.
_OVERHEAD_BYTES = MAX_FIELD_BYTES + 32_000


@dataclass(frozen=True, slots=True)
class Arrived:
    """A whole body: its fields, what the file was called, and who may have signed it."""

    fields: dict[str, str]
    file_name: str | None
    media_type: str | None
    #: Gateways whose secret signed the body; empty where it came with a key.
    signed_by: frozenset[str]


class UploadBody:
    """Reads one request's body; then ``commit``. ``abort`` at the end, whatever happened."""

    def __init__(self, request: Request, store: RecordingStore, verifier: Verifier | None) -> None:
        self._request, self._store, self._verifier = request, store, verifier
        self._incoming: IncomingRecording | None = None
        self._audio = bytearray()
        self._malformed: MalformedUploadError | None = None
        self._total = 0

    async def read(self, deadline_s: float) -> Arrived:
        """Read to the end.

        Raises UploadTooSlowError, UploadTooLargeError, SignatureError, MalformedUploadError and
        StorageError.
        """
        self._check_announced()
        try:
            with anyio.fail_after(deadline_s):
                reader = await self._stream()
        except TimeoutError:
            raise UploadTooSlowError(
                f"The body did not arrive within {deadline_s:g} seconds.",
                next_step="Send it again over a faster line, or compressed.",
            ) from None
        signed_by = self._verifier.verify() if self._verifier else frozenset[str]()
        if self._malformed is not None or reader is None:
            raise self._malformed or MalformedUploadError
        reader.finish()
        return Arrived(reader.fields, reader.file_name, reader.media_type, signed_by)

    async def commit(self) -> StoredRecording:
        """Make the audio durable. Raises EmptyUploadError and StorageError."""
        return await run_sync(self._commit)

    async def abort(self) -> None:
        """Forget what was not committed."""
        if self._incoming is not None:
            with anyio.CancelScope(shield=True):
                await run_sync(self._incoming.abort)

    async def _stream(self) -> MultipartReader | None:
        reader = self._make_reader()
        async for chunk in self._request.stream():
            self._total += len(chunk)
            self._check_size(self._total)
            if self._verifier is not None:
                self._verifier.update(chunk)
            self._parse(reader, chunk)
            if len(self._audio) >= _FLUSH_BYTES:
                await run_sync(self._flush)
        return reader

    def _make_reader(self) -> MultipartReader | None:
        try:
            content_type = self._request.headers.get("content-type", "")
            return MultipartReader(content_type, self._audio.extend)
        except MalformedUploadError as error:
            self._fail(error)
            return None

    def _parse(self, reader: MultipartReader | None, chunk: bytes) -> None:
        if reader is None or self._malformed is not None:
            return
        try:
            reader.feed(chunk)
        except MalformedUploadError as error:
            self._fail(error)

    def _fail(self, error: MalformedUploadError) -> None:
        """Without a signature there is nothing to wait for."""
        if self._verifier is None:
            raise error
        self._malformed = error
        self._audio.clear()

    def _flush(self) -> None:
        if self._incoming is None:
            self._incoming = self._store.begin()
        self._incoming.write(bytes(self._audio))
        self._audio.clear()

    def _commit(self) -> StoredRecording:
        self._flush()
        assert self._incoming is not None
        return self._incoming.commit()

    def _check_announced(self) -> None:
        announced = self._request.headers.get("content-length", "")
        if announced.isdecimal():
            self._check_size(int(announced))

    def _check_size(self, total: int) -> None:
        limit = self._store.settings.max_upload_bytes
        if total > limit + _OVERHEAD_BYTES:
            raise UploadTooLargeError(
                f"The recording is larger than {limit:,} bytes.",
                next_step="Send a shorter recording, or one in a compressed format.",
            )
