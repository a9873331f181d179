"""The streaming form reader: any cut of the body reads the same, and nothing odd passes."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_intake.errors import MalformedUploadError
from voice_intake.gateways.multipart import MAX_FIELD_BYTES, MultipartReader

TYPE = "multipart/form-data; boundary=XX"


def part(name: str, value: bytes, extra: str = "") -> bytes:
    head = f'--XX\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n'
    return head.encode() + value + b"\r\n"


AUDIO = b"RIFF\r\n--X not a boundary\r\n-" + bytes(range(256))
FORM = (
    part("language", b"yue")
    + b'--XX\r\nContent-Disposition: form-data; name="audio"; filename="\xe9\x8c\x84.wav"\r\n'
    + b"Content-Type: audio/wav\r\n\r\n"
    + AUDIO
    + b"\r\n"
    + part("source", b"demo")
    + b"--XX--\r\n"
)


def read(body: bytes, size: int = 1 << 20, kind: str = TYPE) -> tuple[MultipartReader, bytes]:
    audio = bytearray()
    reader = MultipartReader(kind, audio.extend)
    for at in range(0, len(body), size):
        reader.feed(body[at : at + size])
    reader.finish()
    return reader, bytes(audio)


@given(st.integers(1, len(FORM)))
def test_a_form_reads_the_same_however_it_is_cut(size: int) -> None:
    """Chunks of one byte or of everything: the same audio, the same fields."""
    reader, audio = read(FORM, size)
    assert audio == AUDIO
    assert reader.fields == {"language": "yue", "source": "demo"}
    assert (reader.file_name, reader.media_type) == ("錄.wav", "audio/wav")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not a form",
        FORM[:-10],
        part("source", b"demo") + b"--XX--\r\n",
        part("audio", b"1", '; filename="a"') * 2 + b"--XX--\r\n",
        part("source", b"a") * 2 + part("audio", b"1") + b"--XX--\r\n",
        part("", b"a") + b"--XX--\r\n",
        part("source", b"\xff\xfe") + b"--XX--\r\n",
        part("facts", b"x" * (MAX_FIELD_BYTES + 1)) + b"--XX--\r\n",
        b"".join(part(f"f{n}", b"x") for n in range(30)) + b"--XX--\r\n",
    ],
)
def test_what_is_no_whole_form_is_refused(body: bytes) -> None:
    """Cut short, without audio, with audio twice, too long or not text: 400."""
    with pytest.raises(MalformedUploadError):
        read(body)


@given(st.data())
def test_a_damaged_form_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    """Whatever is changed, cut or inserted: no other exception."""
    body = bytearray(FORM)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(body)))
        body[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=8))
    with suppress(MalformedUploadError):
        read(bytes(body), data.draw(st.integers(1, 500)))


@given(st.binary(max_size=60))
def test_a_damaged_part_header_is_read_or_refused_and_nothing_else(header: bytes) -> None:
    """Content-Disposition is a stranger's text."""
    with suppress(MalformedUploadError):
        read(b"--XX\r\nContent-Disposition: form-data; " + header + b"\r\n\r\nx\r\n--XX--\r\n")


@pytest.mark.parametrize(
    "kind",
    ["", "application/json", "multipart/form-data", "multipart/form-data; boundary=" + "x" * 300],
)
def test_another_content_type_is_refused(kind: str) -> None:
    """Only multipart/form-data with a boundary."""
    with pytest.raises(MalformedUploadError):
        read(FORM, kind=kind)
