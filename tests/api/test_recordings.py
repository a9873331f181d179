"""``POST /v1/recordings`` over a real socket: safe before 2xx, and a clear refusal otherwise."""

from __future__ import annotations

import base64
import errno
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from api import auth
from api.app import create_app
from tests.live import serving
from tests.servers import free_port
from voice_intake import queue
from voice_intake.db import Database
from voice_intake.gateways.standard_webhooks import sign
from voice_intake.models import Message
from voice_intake.settings import GatewaySettings, Settings
from voice_intake.storage import Disk, RecordingStore

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four bytes").decode()
OTHER = "whsec_" + base64.b64encode(b"another secret of some bytes").decode()
AUDIO = b"RIFF" + bytes(range(256)) * 16
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(autouse=True)
def _no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "hint", lambda *_: False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Two signing gateways, one with a small allowance, and a Twilio one."""
    return Settings(
        data_dir=tmp_path / "data",
        gateways={
            "demo": GatewaySettings(secret=SecretStr(SECRET)),
            "other": GatewaySettings(secret=SecretStr(OTHER)),
            "tw": GatewaySettings(kind="twilio", secret=SecretStr("token")),
        },
    )


@contextmanager
def client_of(settings: Settings) -> Iterator[httpx.Client]:
    with (
        serving(create_app(settings)) as url,
        httpx.Client(base_url=url, timeout=60, trust_env=False) as client,
    ):
        yield client


@pytest.fixture
def client(settings: Settings, database: Database) -> Iterator[httpx.Client]:
    """A client of a real server over an empty SQLite database."""
    with client_of(settings) as opened:
        yield opened


@pytest.fixture
def key(database: Database) -> str:
    """A gateway's API key."""
    with database.write() as session:
        return auth.create_api_key(session, "pbx", "gateway", source="demo")


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def form(audio: bytes = AUDIO, **fields: str) -> httpx.Request:
    """A multipart request, encoded; what is signed is its body."""
    return httpx.Request(
        "POST",
        "http://x/v1/recordings",
        data=fields,
        files={"audio": ("call.wav", audio, "audio/wav")},
    )


def signed(
    request: httpx.Request, *, secret: str = SECRET, identity: str = "msg_1", at: int | None = None
) -> tuple[dict[str, str], bytes]:
    """The headers and body of a signed request."""
    body, moment = request.read(), int(time.time()) if at is None else at
    headers = {
        "content-type": request.headers["content-type"],
        "webhook-id": identity,
        "webhook-timestamp": str(moment),
        "webhook-signature": sign(secret, identity, moment, body),
    }
    return headers, body


def post_signed(client: httpx.Client, request: httpx.Request, **how: Any) -> httpx.Response:
    headers, body = signed(request, **how)
    return client.post("/v1/recordings", content=body, headers=headers)


def post_keyed(
    client: httpx.Client,
    key: str,
    audio: bytes = AUDIO,
    *,
    header: dict[str, str] | None = None,
    **fields: str,
) -> httpx.Response:
    return client.post(
        "/v1/recordings",
        data=fields,
        files={"audio": ("call.wav", audio, "audio/wav")},
        headers=bearer(key) | (header or {}),
    )


def messages(database: Database) -> list[Message]:
    with database.read() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def files_below(settings: Settings) -> list[str]:
    return sorted(p.name for p in settings.recordings_dir.rglob("*") if p.is_file())


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The response's problem details, which must be whole."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status and body["code"] == code
    assert body["title"] and body["detail"] and body["type"].endswith(code)
    return body


def test_a_signed_upload_is_stored_entered_and_answered_with_a_reference(
    client: httpx.Client, database: Database, settings: Settings
) -> None:
    """201; the row has what the gateway said; the bytes are the ones that were sent."""
    response = post_signed(
        client,
        form(
            source="demo",
            provider_id="call-1",
            language="yue",
            caller_number="+85220123456",
            facts='{"trunk": 7}',
        ),
    )
    assert response.status_code == 201, response.text
    body = response.json()
    (message,) = messages(database)
    assert body == {
        "reference": message.reference,
        "message": message.id,
        "state": "received",
        "created": True,
        "conflict": False,
    }
    assert response.headers["location"] == f"/v1/recordings/{message.reference}/status"
    assert (message.source, message.provider_id) == ("demo", "call-1")
    assert (message.requested_language, message.caller_number) == ("yue", "+85220123456")
    assert (message.file_name, message.media_type) == ("call.wav", "audio/wav")
    assert message.gateway_facts == {"trunk": 7}
    assert RecordingStore(settings).read(message.content_key) == AUDIO


def test_an_upload_with_a_key_needs_no_signature(
    client: httpx.Client, database: Database, key: str
) -> None:
    """The key says which gateway it is."""
    assert post_keyed(client, key).status_code == 201
    assert messages(database)[0].source == "demo"


@pytest.mark.parametrize("name", ["en-bicycle-theft.wav", "en-cut-off.wav"])
def test_a_real_recording_arrives_as_it_was(
    client: httpx.Client, settings: Settings, key: str, database: Database, name: str
) -> None:
    """One of the sample messages, byte for byte."""
    audio = (SAMPLES / name).read_bytes()
    assert post_keyed(client, key, audio).status_code == 201
    assert RecordingStore(settings).read(messages(database)[0].content_key) == audio


def test_the_same_upload_again_is_200_with_the_same_reference(
    client: httpx.Client, database: Database, key: str
) -> None:
    """With a key or a signature, with an id, an Idempotency-Key or nothing but the bytes."""
    for how in ({"provider_id": "a"}, {"header": {"Idempotency-Key": "b"}}, {}):
        first, again = post_keyed(client, key, **how), post_keyed(client, key, **how)  # type: ignore[arg-type]
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json() == first.json() | {"created": False}
    assert [m.provider_id for m in messages(database)] == [
        "a",
        "b",
        messages(database)[2].content_key,
    ]


def test_an_honest_retry_of_a_signed_upload_is_200(
    client: httpx.Client, database: Database
) -> None:
    """The same bytes replayed, and the same message in a form with a new boundary, signed anew."""
    headers, body = signed(form(provider_id="call-1"))
    first = client.post("/v1/recordings", content=body, headers=headers)
    replay = client.post("/v1/recordings", content=body, headers=headers)
    again = post_signed(client, form(provider_id="call-1"))
    assert [r.status_code for r in (first, replay, again)] == [201, 200, 200]
    assert len(messages(database)) == 1


def test_a_signed_id_used_for_another_message_is_refused(
    client: httpx.Client, database: Database
) -> None:
    """The nonce stands for one message."""
    assert post_signed(client, form(provider_id="1")).status_code == 201
    problem(post_signed(client, form(provider_id="2")), 401, "replayed")
    assert len(messages(database)) == 1


def test_the_same_id_with_other_bytes_keeps_both(
    client: httpx.Client, database: Database, key: str
) -> None:
    """201 twice; the second is marked."""
    post_keyed(client, key, b"one", provider_id="a")
    second = post_keyed(client, key, b"two", provider_id="a")
    assert second.status_code == 201 and second.json()["conflict"]
    assert len(messages(database)) == 2


def test_one_hundred_equal_uploads_at_once_are_one_row(
    client: httpx.Client, database: Database, settings: Settings, key: str
) -> None:
    """One 201, ninety-nine 200, one blob, one reference."""
    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(lambda _: post_keyed(client, key, provider_id="a"), range(100)))
    statuses = [answer.status_code for answer in answers]
    assert sorted(set(statuses)) == [200, 201] and statuses.count(201) == 1
    assert len({answer.json()["reference"] for answer in answers}) == 1
    assert len(messages(database)) == 1 and len(files_below(settings)) == 1


def test_one_hundred_equal_uploads_on_any_database(
    any_database: Database, settings: Settings
) -> None:
    """The same on PostgreSQL."""
    url = any_database.engine.url.render_as_string(hide_password=False)
    settings = settings.model_copy(update={"database_url": url})
    with any_database.write() as session:
        token = auth.create_api_key(session, "pbx", "gateway", source="demo")
    with client_of(settings) as client, ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(lambda _: post_keyed(client, token), range(100)))
    assert [answer.status_code for answer in answers].count(201) == 1
    assert len(messages(any_database)) == 1


def test_every_flipped_byte_of_a_signed_request_is_401_and_no_row(
    client: httpx.Client, database: Database, settings: Settings
) -> None:
    """Boundary, field, file name or audio: a forged body is a forged body."""
    headers, body = signed(form(b"RIFF-audio", source="demo", language="en", provider_id="1"))
    for at in range(len(body)):
        changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        response = client.post("/v1/recordings", content=changed, headers=headers)
        problem(response, 401, "bad_signature")
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        for at in range(len(headers[name])):
            value = headers[name]
            value = value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
            response = client.post("/v1/recordings", content=body, headers=headers | {name: value})
            assert response.status_code == 401, (name, at, response.text)
    assert messages(database) == [] and files_below(settings) == []
    assert client.post("/v1/recordings", content=body, headers=headers).status_code == 201


def test_a_cut_body_is_401_even_where_it_is_no_form_any_more(
    client: httpx.Client, database: Database
) -> None:
    """Signed for more than what came."""
    headers, body = signed(form())
    for length in (0, 1, 100, len(body) - 1):
        response = client.post("/v1/recordings", content=body[:length], headers=headers)
        problem(response, 401, "bad_signature")


def test_an_old_signature_is_401(client: httpx.Client) -> None:
    """More than five minutes away."""
    problem(post_signed(client, form(), at=int(time.time()) - 301), 401, "replayed")


def test_without_signature_or_key_it_is_401_and_says_how(client: httpx.Client) -> None:
    """Nothing at all, a wrong scheme, a wrong key, a Twilio token as secret."""
    files = {"audio": ("a.wav", AUDIO)}
    body = problem(client.post("/v1/recordings", files=files), 401, "not_signed_in")
    assert "earwitness key add" in body["next_step"]
    for token in ("x", "ew_x_y", "nonsense"):
        response = client.post("/v1/recordings", files=files, headers=bearer(token))
        problem(response, 401, "not_signed_in")
    twilio = "whsec_" + base64.b64encode(b"token").decode()
    problem(post_signed(client, form(), secret=twilio), 401, "bad_signature")


def test_an_officers_key_may_not_upload(client: httpx.Client, database: Database) -> None:
    """403: only gateways upload."""
    with database.write() as session:
        token = auth.create_api_key(session, "desk", "officer")
    problem(post_keyed(client, token), 403, "permission_denied")


def test_an_unknown_gateway_is_404_and_another_ones_is_403(
    client: httpx.Client, database: Database, key: str
) -> None:
    """A right signature or key, but not for this source."""
    problem(post_signed(client, form(source="nobody")), 404, "unknown_gateway")
    problem(post_keyed(client, key, source="nobody"), 404, "unknown_gateway")
    problem(post_signed(client, form(source="other")), 403, "permission_denied")
    problem(post_keyed(client, key, source="other"), 403, "permission_denied")
    assert messages(database) == []


@pytest.mark.parametrize(
    ("audio", "fields", "status", "code"),
    [
        (b"", {}, 422, "empty_upload"),
        (AUDIO, {"language": "klingon"}, 422, "unknown_language"),
        (AUDIO, {"provider_id": "x" * 201}, 422, "bad_field"),
        (AUDIO, {"facts": "{"}, 422, "bad_field"),
        (AUDIO, {"facts": "[1]"}, 422, "bad_field"),
        (AUDIO, {"facts": "[" * 30_000}, 422, "bad_field"),
        (AUDIO, {"facts": " " * 70_000}, 400, "malformed_upload"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_leaves_nothing(
    client: httpx.Client,
    database: Database,
    settings: Settings,
    key: str,
    audio: bytes,
    fields: dict[str, str],
    status: int,
    code: str,
) -> None:
    """Each with its own code and what to do next; no row, no file."""
    problem(post_keyed(client, key, audio, **fields), status, code)
    assert messages(database) == [] and files_below(settings) == []


def test_other_bodies_are_400(client: httpx.Client, key: str) -> None:
    """JSON, a form without audio, and a body that is cut off."""
    headers = bearer(key)
    problem(client.post("/v1/recordings", json={}, headers=headers), 400, "malformed_upload")
    only = {"language": (None, "en")}
    problem(client.post("/v1/recordings", files=only, headers=headers), 400, "malformed_upload")
    request = form()
    response = client.post(
        "/v1/recordings",
        content=request.read()[:-20],
        headers=headers | {"content-type": request.headers["content-type"]},
    )
    problem(response, 400, "malformed_upload")


def test_what_is_not_audio_is_taken_all_the_same(
    client: httpx.Client, database: Database, key: str
) -> None:
    """The decoder judges it later; nothing is lost at the door."""
    assert post_keyed(client, key, b"#!/bin/sh\n").status_code == 201
    assert messages(database)[0].state == "received"


def streamed(size: int) -> tuple[int, Iterator[bytes]]:
    """A form with a file of ``size`` random-free bytes: its length, and its pieces as they go."""
    head = b'--XX\r\nContent-Disposition: form-data; name="audio"; filename="a"\r\n\r\n'
    tail = b"\r\n--XX--\r\n"

    def pieces() -> Iterator[bytes]:
        yield head
        for at in range(0, size, 50_000):
            yield bytes(min(50_000, size - at))
        yield tail

    return len(head) + size + len(tail), pieces()


def post_streamed(client: httpx.Client, key: str, size: int, *, announce: bool) -> httpx.Response:
    length, pieces = streamed(size)
    headers = bearer(key) | {"content-type": "multipart/form-data; boundary=XX"}
    if announce:
        headers["content-length"] = str(length)
    return client.post("/v1/recordings", content=pieces, headers=headers)


@pytest.mark.parametrize("announce", [True, False])
def test_25_mb_are_taken_and_more_is_413(
    client: httpx.Client, database: Database, settings: Settings, key: str, announce: bool
) -> None:
    """The limit is exact, whether the length is announced or not; nothing of a larger one stays."""
    limit = settings.max_upload_bytes
    for size in (limit + 1, 26_000_000, 60_000_000):
        problem(post_streamed(client, key, size, announce=announce), 413, "upload_too_large")
    assert files_below(settings) == []
    assert post_streamed(client, key, limit, announce=announce).status_code == 201
    assert len(messages(database)) == 1 and len(files_below(settings)) == 1


def test_memory_stays_flat_under_a_large_upload(client: httpx.Client, key: str) -> None:
    """25 MB pass through this process (both ends of it) without being held."""
    assert post_streamed(client, key, 100_000, announce=True).status_code == 201
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _peak_kb()
    assert post_streamed(client, key, 25_000_000, announce=True).status_code == 201
    assert _peak_kb() - before < 12_000


def _peak_kb() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def test_a_slow_body_is_408_and_leaves_nothing(settings: Settings, database: Database) -> None:
    """The whole body has a deadline: drop by drop does not help."""
    settings = settings.model_copy(update={"upload_deadline_s": 0.5})
    with database.write() as session:
        token = auth.create_api_key(session, "pbx", "gateway", source="demo")
    with client_of(settings) as client:
        address = urlsplit(str(client.base_url))
        with socket.create_connection((address.hostname, address.port)) as line:
            line.sendall(
                b"POST /v1/recordings HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n"
                b"Content-Type: multipart/form-data; boundary=XX\r\n"
                + f"Authorization: Bearer {token}\r\n\r\n".encode()
                + b'--XX\r\nContent-Disposition: form-data; name="audio"; filename="a"\r\n\r\n'
            )
            line.settimeout(0.1)
            answer = _dripping(line)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408") and b"connection: close" in head.lower()
    assert json.loads(body)["code"] == "upload_too_slow"
    assert messages(database) == [] and files_below(settings) == []


def _dripping(line: socket.socket) -> bytes:
    """Send a byte a tenth of a second until the other side answers and closes."""
    answer = b""
    while True:
        try:
            line.sendall(b"x")
            while piece := line.recv(65536):
                answer += piece
            return answer
        except TimeoutError:
            continue
        except OSError:
            return answer


def test_three_hundred_slow_lines_do_not_hold_up_an_honest_one(
    settings: Settings, database: Database, key: str
) -> None:
    """They cost a socket each, no file and no thread, and are sent away at the deadline."""
    settings = settings.model_copy(update={"upload_deadline_s": 5.0})
    with client_of(settings) as client, ExitStack() as open_lines:
        address = urlsplit(str(client.base_url))
        lines = [
            open_lines.enter_context(socket.create_connection((address.hostname, address.port)))
            for _ in range(300)
        ]
        for line in lines:
            line.sendall(
                b"POST /v1/recordings HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n"
                b"Content-Type: multipart/form-data; boundary=XX\r\n"
                + f"Authorization: Bearer {key}\r\n\r\n--XX\r\n".encode()
            )
        assert post_keyed(client, key).status_code == 201
        assert len(files_below(settings)) == 1, "the slow ones have no file"
        for line in lines:
            line.settimeout(60)
            assert line.recv(65536).startswith(b"HTTP/1.1 408")
    assert len(messages(database)) == 1


def test_a_gateway_that_hangs_up_in_the_middle_leaves_nothing(
    settings: Settings, database: Database, key: str
) -> None:
    """No row and no temporary file; the server goes on."""
    with client_of(settings) as client:
        address = urlsplit(str(client.base_url))
        with socket.create_connection((address.hostname, address.port)) as line:
            line.sendall(
                b"POST /v1/recordings HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n"
                b"Content-Type: multipart/form-data; boundary=XX\r\n"
                + f"Authorization: Bearer {key}\r\n\r\n".encode()
                + b'--XX\r\nContent-Disposition: form-data; name="audio"; filename="a"\r\n\r\n'
                + bytes(2_000_000)
            )
            _await(lambda: any(name.endswith(".part") for name in files_below(settings)))
        _await(lambda: not files_below(settings))
        assert post_keyed(client, key).status_code == 201
    assert len(messages(database)) == 1 and len(files_below(settings)) == 1


SERVER = """
import sys
import uvicorn
from api.app import create_app
from voice_intake.settings import Settings

settings = Settings(data_dir=sys.argv[1], redis_url="redis://127.0.0.1:1")
uvicorn.run(create_app(settings), port=int(sys.argv[2]), log_level="critical")
"""


def test_a_server_killed_in_the_middle_of_a_body_leaves_no_row_and_takes_the_retry(
    settings: Settings, database: Database, key: str
) -> None:
    """kill -9 of the web process: half a file, which the sweep removes; the gateway sends again."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", SERVER, settings.data_dir, str(port)])
    try:
        with _connected(port) as line:
            line.sendall(
                b"POST /v1/recordings HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n"
                b"Content-Type: multipart/form-data; boundary=XX\r\n"
                + f"Authorization: Bearer {key}\r\n\r\n".encode()
                + b'--XX\r\nContent-Disposition: form-data; name="audio"; filename="a"\r\n\r\n'
                + bytes(2_000_000)
            )
            _await(lambda: any(name.endswith(".part") for name in files_below(settings)))
    finally:
        process.kill()
        process.wait()
    assert messages(database) == [] and len(files_below(settings)) == 1
    assert RecordingStore(settings).sweep_incoming(older_than_s=0) == 1
    assert files_below(settings) == []
    with client_of(settings) as client:
        assert post_keyed(client, key).status_code == 201


def _connected(port: int) -> socket.socket:
    lines: list[socket.socket] = []

    def connect() -> bool:
        with suppress(ConnectionRefusedError):
            lines.append(socket.create_connection(("127.0.0.1", port)))
        return bool(lines)

    _await(connect)
    return lines[0]


def _await(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_full_disk_is_503_and_the_retry_is_taken(
    settings: Settings, database: Database, key: str
) -> None:
    """Retry-After; nothing half-stored; with room again the same upload is 201."""
    full = settings.model_copy(update={"min_free_bytes": 1 << 60})
    with client_of(full) as client:
        response = post_keyed(client, key)
        problem(response, 503, "storage_unavailable")
        assert int(response.headers["retry-after"]) > 0
    assert messages(database) == [] and files_below(settings) == []
    with client_of(settings) as client:
        assert post_keyed(client, key).status_code == 201


@pytest.mark.parametrize("call", ["write", "fsync", "rename", "sync_folder"])
def test_a_failing_disk_is_never_acknowledged(
    client: httpx.Client,
    database: Database,
    key: str,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
) -> None:
    """EIO at any step: 503 and no row."""

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "broken")

    with monkeypatch.context() as patch:
        patch.setattr(Disk, call, fail)
        problem(post_keyed(client, key), 503, "storage_unavailable")
    assert messages(database) == []
    assert post_keyed(client, key).status_code == 201


def test_a_database_that_is_away_is_503(
    client: httpx.Client, database: Database, settings: Settings
) -> None:
    """The bytes may lie there; without the row nobody is told that they are safe."""
    with database.write() as session:
        session.execute(text("alter table message rename to message_away"))
    response = post_signed(client, form())
    problem(response, 503, "database_unavailable")
    assert int(response.headers["retry-after"]) > 0
    with database.write() as session:
        session.execute(text("alter table message_away rename to message"))
    assert post_signed(client, form()).status_code == 201
    assert len(files_below(settings)) == 1


def test_too_many_uploads_are_429_and_another_gateway_is_not_held_up(
    settings: Settings, database: Database
) -> None:
    """Each gateway has its own allowance; Retry-After says when the next one is taken."""
    gateways = settings.gateways | {
        "demo": GatewaySettings(secret=SecretStr(SECRET), uploads_a_minute=2)
    }
    with client_of(settings.model_copy(update={"gateways": gateways})) as client:
        answers = [
            post_signed(client, form(provider_id=str(n)), identity=f"m{n}") for n in range(3)
        ]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        problem(answers[2], 429, "too_many_attempts")
        assert int(answers[2].headers["retry-after"]) > 0
        assert post_signed(client, form(), secret=OTHER).status_code == 201
    assert len(messages(database)) == 3


def test_gateways_that_share_a_secret_must_say_who_they_are(
    settings: Settings, database: Database
) -> None:
    """The form's `source` decides between those whose secret fits."""
    gateways = {name: GatewaySettings(secret=SecretStr(SECRET)) for name in ("a", "b")}
    with client_of(settings.model_copy(update={"gateways": gateways})) as client:
        problem(post_signed(client, form()), 422, "bad_field")
        assert post_signed(client, form(source="b")).status_code == 201
    assert messages(database)[0].source == "b"


def test_the_status_says_in_plain_words_where_a_message_is(
    client: httpx.Client, database: Database, key: str
) -> None:
    """However the reference is typed, and without a word of the message."""
    reference = post_keyed(client, key, caller_number="+85220123456").json()["reference"]
    typed = reference.lower().replace("-", " ")
    response = client.get(f"/v1/recordings/{typed}/status")
    assert response.status_code == 200
    body = response.json()
    assert body["reference"] == reference and body["status"] == "received"
    assert "safe" in body["words"]["en"] and body["words"]["zh-HK"]
    assert set(body) == {"reference", "received_at", "status", "words"}


def test_every_wrong_reference_is_the_same_404(client: httpx.Client) -> None:
    """Well-formed and unknown, badly formed, nonsense: one answer, so that nothing is learned."""
    from voice_intake.reference import new_reference

    answers = [
        problem(client.get(f"/v1/recordings/{wrong}/status"), 404, "unknown_reference")
        for wrong in (new_reference(), "EW-0000-0000-0000-1", "x", "%00")
    ]
    assert all(answer == answers[0] for answer in answers)


def test_guessing_references_is_slowed_down(client: httpx.Client) -> None:
    """A guesser gets 429 before long."""
    statuses = [client.get("/v1/recordings/x/status").status_code for _ in range(70)]
    assert statuses[0] == 404 and statuses[-1] == 429
