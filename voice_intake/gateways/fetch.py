"""The audio behind a gateway's URL, without letting the URL choose where we connect.

Only hosts of the gateway's ``allowed_hosts``; https; the name is resolved once and the connection
goes to that address; loopback, link-local, private and multicast addresses are refused; a redirect
is an error; bytes and seconds are capped. Entries of ``allowed_hosts``:

- ``api.twilio.com``, ``media.example.org:8443``: https, the named port or 443, public addresses only;
- ``10.1.2.3`` or ``10.1.2.3:8443``: https to exactly this address;
- ``127.0.0.1:9000``, ``[::1]:9000``, ``localhost:9000``: a loopback host with its port may also be
  http (a simulator, a media server on the same machine).
"""

from __future__ import annotations

import base64
import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from voice_intake.errors import (
    AudioNotReadyError,
    FetchError,
    ForbiddenSourceError,
    UploadTooLargeError,
)
from voice_intake.settings import GatewaySettings
from voice_intake.storage import RecordingStore, StoredRecording

#: Seconds for one step of the connection, and for the whole download.
STEP_S: Final = 10.0
DEADLINE_S: Final = 60.0
_READ_BYTES: Final = 1 << 16
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: (host, port) -> addresses as text.
Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that passed every check, and the one address to connect to."""

    scheme: str
    host: str
    port: int
    address: str
    #: Path and query.
    path: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A downloaded recording, durable."""

    stored: StoredRecording
    media_type: str | None


def resolve_by_system(host: str, port: int) -> list[str]:
    """The addresses that the system's resolver gives."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(item[4][0]) for item in found]


def fetch(
    store: RecordingStore,
    gateway: GatewaySettings,
    url: str,
    *,
    resolve: Resolver = resolve_by_system,
    deadline_s: float = DEADLINE_S,
) -> Fetched:
    """Download a recording into the store.

    Raises ForbiddenSourceError (nothing was connected to, or a redirect came; trying again will not
    help), AudioNotReadyError (404), FetchError (anything else that may pass), UploadTooLargeError,
    EmptyUploadError and StorageError.
    """
    target = check(url, gateway.allowed_hosts, resolve)
    with _connection(target, deadline_s) as connection:
        connection.request("GET", target.path, headers=_headers(gateway))
        response = connection.getresponse()
        _check_status(response.status)
        expected = _announced_size(response, store.settings.max_upload_bytes)
        stored = _save(store, response, expected)
        return Fetched(stored, response.headers.get("Content-Type"))


def check(url: str, allowed_hosts: Sequence[str], resolve: Resolver = resolve_by_system) -> Target:
    """Judge the URL and resolve its host, once. Raises ForbiddenSourceError or FetchError."""
    parts = _split(url)
    host, port, explicit = _allowed(parts, allowed_hosts)
    try:
        addresses = [_address(text) for text in resolve(host, port)]
    except (OSError, ValueError) as error:
        raise FetchError("The recording's host has no address now.") from error
    if not addresses:
        raise FetchError("The recording's host has no address now.")
    if not all(_may_connect(address, host, explicit) for address in addresses):
        raise ForbiddenSourceError("The recording's host has an address that is not public.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, str(addresses[0]), path)


def _split(url: str) -> SplitResult:
    if not re.fullmatch(r"[\x21-\x7e]{1,2000}", url) or "\\" in url:
        raise ForbiddenSourceError("The recording's URL holds characters that no URL has.")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (raises where the port is no number)
    except ValueError as error:
        raise ForbiddenSourceError("The recording's URL cannot be read.") from error
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise ForbiddenSourceError("The recording's URL holds a user name.")
    if parts.scheme not in ("http", "https"):
        raise ForbiddenSourceError("The recording's URL is not https.")
    return parts


def _allowed(parts: SplitResult, allowed_hosts: Sequence[str]) -> tuple[str, int, bool]:
    """The host, the port, and whether the entry names a loopback host with its port."""
    host = (parts.hostname or "").lower()
    literal = _literal(host)
    if literal is None and not _HOST.fullmatch(host):
        raise ForbiddenSourceError
    port = parts.port or (443 if parts.scheme == "https" else 80)
    for entry in allowed_hosts:
        entry_host, entry_port = _entry(entry)
        if entry_host != host or (entry_port or 443) != port:
            continue
        loopback = entry_port is not None and _names_loopback(host)
        if parts.scheme == "https" or loopback:
            return host, port, loopback
    raise ForbiddenSourceError(next_step="The operator may add it to the gateway's allowed_hosts.")


def _entry(entry: str) -> tuple[str, int | None]:
    parts = urlsplit(f"//{entry.strip().lower()}")
    return parts.hostname or "", parts.port


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _names_loopback(host: str) -> bool:
    literal = _literal(host)
    return host == "localhost" or (literal is not None and literal.is_loopback)


def _address(text: str) -> Address:
    """An address without the disguises that hide an IPv4 one."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _may_connect(address: Address, host: str, explicit_loopback: bool) -> bool:
    if explicit_loopback:
        return address.is_loopback
    if _literal(host) is not None:  # the operator named exactly this address
        return address == _address(host) and not (address.is_loopback or address.is_link_local)
    if isinstance(address, ipaddress.IPv6Address) and (address.sixtofour or address.teredo):
        return False
    return address.is_global and not address.is_multicast


@contextmanager
def _connection(target: Target, deadline_s: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to the pinned address, cut off at the deadline whatever it is doing."""
    connection: http.client.HTTPConnection
    expired = threading.Event()

    def cut() -> None:
        expired.set()
        if connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    connection = http.client.HTTPConnection(target.host, target.port, timeout=STEP_S)
    connection.default_port = 443 if target.scheme == "https" else 80
    connection.auto_open = 0  # it speaks through the pinned socket or not at all
    timer = threading.Timer(deadline_s, cut)
    timer.daemon = True
    timer.start()
    try:
        connection.sock = _open_socket(target)
        yield connection
    except (OSError, http.client.HTTPException) as error:
        detail = "took too long" if expired.is_set() else "broke off"
        raise FetchError(f"The download of the recording {detail}.") from error
    finally:
        timer.cancel()
        connection.close()


def _open_socket(target: Target) -> socket.socket:
    plain = socket.create_connection((target.address, target.port), timeout=STEP_S)
    if target.scheme == "http":
        return plain
    try:
        context = ssl.create_default_context()
        return context.wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _headers(gateway: GatewaySettings) -> dict[str, str]:
    headers = {"Accept": "audio/*", "Accept-Encoding": "identity", "User-Agent": "earwitness"}
    secret = gateway.secret.get_secret_value()
    if gateway.account_sid and secret:
        pair = f"{gateway.account_sid}:{secret}".encode()
        headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
    return headers


def _check_status(status: int) -> None:
    if 300 <= status < 400:
        raise ForbiddenSourceError("The recording's host sent us elsewhere; it was not followed.")
    if status in (404, 425):
        raise AudioNotReadyError
    if status != 200:
        raise FetchError(f"The recording's host answered {status}.")


def _announced_size(response: http.client.HTTPResponse, limit: int) -> int | None:
    if (response.headers.get("Content-Encoding") or "identity").lower() != "identity":
        raise FetchError("The recording's host sent it compressed, which was not asked for.")
    if response.length is not None and response.length > limit:
        raise UploadTooLargeError(f"The recording is larger than {limit:,} bytes.")
    return response.length


def _save(
    store: RecordingStore, response: http.client.HTTPResponse, expected: int | None
) -> StoredRecording:
    incoming = store.begin()
    try:
        while chunk := response.read(_READ_BYTES):
            incoming.write(chunk)
        # http.client ends a cut body without a word where it was read in pieces.
        if expected is not None and incoming.size_bytes != expected:
            raise FetchError("The download of the recording broke off.")
        return incoming.commit()
    finally:
        incoming.abort()
