"""Fetching a recording: a URL never chooses where this machine connects."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

import pytest
from pydantic import SecretStr

from tests.media import AUDIO, MediaServer, media_server
from voice_intake.errors import (
    AudioNotReadyError,
    EmptyUploadError,
    FetchError,
    ForbiddenSourceError,
    UploadTooLargeError,
)
from voice_intake.gateways.fetch import check, fetch
from voice_intake.settings import GatewaySettings, Settings
from voice_intake.storage import RecordingStore

PUBLIC = "93.184.216.34"


@pytest.fixture
def media() -> Iterator[MediaServer]:
    with media_server() as server:
        yield server


@pytest.fixture
def store(settings: Settings) -> RecordingStore:
    return RecordingStore(settings)


def gateway(*hosts: str) -> GatewaySettings:
    return GatewaySettings(
        kind="twilio", secret=SecretStr("token"), account_sid="AC1", allowed_hosts=hosts
    )


def test_a_recording_is_fetched_with_the_accounts_credentials(
    store: RecordingStore, media: MediaServer
) -> None:
    """Basic authentication, the path with its query, and the bytes as they are."""
    fetched = fetch(store, gateway(media.host), f"http://{media.host}/ok?a=1")
    assert store.read(fetched.stored.sha256) == AUDIO
    assert fetched.media_type == "audio/wav"
    path, headers = media.requests[0]
    assert path == "/ok?a=1" and headers["host"] == media.host
    assert headers["authorization"] == "Basic " + base64.b64encode(b"AC1:token").decode()


@pytest.mark.parametrize(
    "url",
    [
        "http://{host}/ok",
        "https://{host}/ok",
        "http://localhost:{port}/ok",
        "http://127.1:{port}/ok",
        "http://2130706433:{port}/ok",
        "http://0x7f000001:{port}/ok",
        "http://[::ffff:127.0.0.1]:{port}/ok",
        "http://api.twilio.com@{host}/ok",
        "http://{host}#@api.twilio.com/",
        "http://{host}\\@api.twilio.com/ok",
        "//{host}/ok",
        "ftp://api.twilio.com/x",
        "file:///etc/passwd",
        "gopher://{host}/ok",
        "http://api.twilio.com/ok",
        "http://api.twilio.com:443/ok",
        "https://api.twilio.com:8443/ok",
        "https://api.twilio.com.evil.org/",
        "https://evil-api.twilio.com/",
        "https://api.twilio.com./",
        "https://api.twilio.com\r\nHost: x/",
        "https://ap\u0131.twilio.com/",
        "https:///ok",
        "https://api.twilio.com:99999/",
        "",
    ],
)
def test_a_url_off_the_list_is_never_connected_to(
    store: RecordingStore, media: MediaServer, url: str
) -> None:
    """No host but the listed one, no scheme but https, no trick of spelling."""
    text = url.format(host=media.host, port=media.server_address[1])
    resolved: list[str] = []

    def resolve(host: str, _port: int) -> Sequence[str]:
        resolved.append(host)
        return ["127.0.0.1"]

    with pytest.raises(ForbiddenSourceError):
        fetch(store, gateway("api.twilio.com"), text, resolve=resolve)
    assert media.connections == 0 and resolved == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "::1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "0.0.0.0",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
    ],
)
def test_a_listed_name_with_an_inner_address_is_never_connected_to(
    store: RecordingStore, address: str
) -> None:
    """Whoever answers for the name: loopback, link-local, private and odd ones are refused."""
    for addresses in ([address], [PUBLIC, address]):
        with pytest.raises(ForbiddenSourceError):
            fetch(
                store,
                gateway("api.twilio.com"),
                "https://api.twilio.com/x",
                resolve=lambda _host, _port, found=addresses: found,
            )


def test_the_name_is_resolved_once_and_its_address_is_used() -> None:
    """A second answer (rebinding) is never asked for: the address that was judged is pinned."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    target = check(
        "https://api.twilio.com/a?b=c", ["api.twilio.com"], lambda _host, _port: next(answers)
    )
    assert (target.address, target.host, target.port) == (PUBLIC, "api.twilio.com", 443)
    assert target.path == "/a?b=c"
    assert list(answers) == [["127.0.0.1"]]


def test_a_public_address_in_an_ipv6_coat_is_the_address_itself() -> None:
    """Mapped addresses are judged, and used, as what they stand for."""
    target = check("https://api.twilio.com/", ["api.twilio.com"], lambda *_: [f"::ffff:{PUBLIC}"])
    assert target.address == PUBLIC


def test_a_loopback_name_that_points_elsewhere_is_refused(store: RecordingStore) -> None:
    """An explicit loopback host stays on this machine."""
    with pytest.raises(ForbiddenSourceError):
        fetch(store, gateway("localhost:9"), "http://localhost:9/", resolve=lambda *_: [PUBLIC])


def test_a_loopback_host_needs_its_port_on_the_list(
    store: RecordingStore, media: MediaServer
) -> None:
    """`127.0.0.1` alone opens nothing."""
    for entry in ("127.0.0.1", "127.0.0.1:1"):
        with pytest.raises(ForbiddenSourceError):
            fetch(store, gateway(entry), f"http://{media.host}/ok")
    assert media.connections == 0


def test_a_listed_private_address_is_allowed_over_https_only() -> None:
    """The operator named exactly this machine of the premises."""
    hosts = ["10.1.2.3", "10.1.2.4:8443"]
    assert check("https://10.1.2.3/x", hosts).address == "10.1.2.3"
    assert check("https://10.1.2.4:8443/x", hosts).port == 8443
    for url in (
        "http://10.1.2.3/x",
        "http://10.1.2.4:8443/x",
        "https://10.1.2.4/x",
        "https://10.1.2.5/x",
    ):
        with pytest.raises(ForbiddenSourceError):
            check(url, hosts)


def test_a_redirect_is_not_followed(store: RecordingStore, media: MediaServer) -> None:
    """302 is an answer like any other wrong one; the target sees nobody."""
    with pytest.raises(ForbiddenSourceError):
        fetch(store, gateway(media.host), f"http://{media.host}/moved")
    assert [path for path, _ in media.requests] == ["/moved"]


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("missing", AudioNotReadyError),
        ("broken", FetchError),
        ("packed", FetchError),
        ("cut", FetchError),
        ("empty", EmptyUploadError),
        ("announced", UploadTooLargeError),
        ("endless", UploadTooLargeError),
    ],
)
def test_what_is_not_a_whole_recording_is_not_stored(
    store: RecordingStore, media: MediaServer, path: str, error: type[Exception]
) -> None:
    """Not there yet, broken, cut short, compressed, empty, too large: nothing is kept."""
    with pytest.raises(error):
        fetch(store, gateway(media.host), f"http://{media.host}/{path}")
    assert list(store.hashes()) == [] and not list(store.root.glob("incoming/*"))


def test_a_host_that_stops_in_the_middle_is_cut_off(
    store: RecordingStore, media: MediaServer
) -> None:
    """The deadline holds for the whole download, not for each read."""
    with pytest.raises(FetchError, match="too long"):
        fetch(store, gateway(media.host), f"http://{media.host}/stuck", deadline_s=0.2)
    assert not list(store.root.glob("incoming/*"))


def test_a_name_without_an_address_may_have_one_later(store: RecordingStore) -> None:
    """A failing resolver is a passing error, not a forbidden source."""

    def resolve(_host: str, _port: int) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(FetchError):
        fetch(store, gateway("api.twilio.com"), "https://api.twilio.com/", resolve=resolve)
