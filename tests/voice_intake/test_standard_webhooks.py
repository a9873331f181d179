"""Signatures of Standard Webhooks: the library's own signer is believed, and nobody else."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr
from standardwebhooks import Webhook

from voice_intake.errors import ConfigurationError, ReplayedError, SignatureError
from voice_intake.gateways.standard_webhooks import (
    WINDOW_S,
    SignedHeaders,
    Verifier,
    read_headers,
    sign,
)
from voice_intake.settings import GatewaySettings

SECRET = "whsec_" + base64.b64encode(b"a secret of twenty-four bytes").decode()
OTHER = "whsec_" + base64.b64encode(b"another secret of some bytes").decode()
BODY = b'{"heard": "nothing"}'
#: The present when the test began (a suite runs longer than the window of 300 s).
NOW = 0
WRONG = "v1," + base64.b64encode(bytes(32)).decode()


@pytest.fixture(autouse=True)
def _present() -> None:
    global NOW
    NOW = int(time.time())


def gateways(**secrets: str) -> dict[str, GatewaySettings]:
    return {name: GatewaySettings(secret=SecretStr(value)) for name, value in secrets.items()}


def headers(
    signature: str, *, identity: str = "msg_1", timestamp: str | None = None
) -> dict[str, str]:
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(NOW) if timestamp is None else timestamp,
        "webhook-signature": signature,
    }


def verify(
    sent: dict[str, str], known: dict[str, GatewaySettings], *chunks: bytes
) -> frozenset[str]:
    signed = read_headers(sent)
    assert isinstance(signed, SignedHeaders)
    verifier = Verifier(signed, known)
    for chunk in chunks:
        verifier.update(chunk)
    return verifier.verify()


def test_the_librarys_own_signature_is_accepted_over_a_streamed_body() -> None:
    """What the reference implementation signs verifies, in whatever pieces the body comes."""
    moment = datetime.now(UTC)
    signature = Webhook(SECRET).sign("msg_1", moment, BODY.decode())
    sent = headers(signature, timestamp=str(int(moment.timestamp())))
    assert verify(sent, gateways(demo=SECRET), BODY) == {"demo"}
    pieces = [BODY[at : at + 1] for at in range(len(BODY))]
    assert verify(sent, gateways(demo=SECRET), *pieces) == {"demo"}


def test_our_own_signer_is_accepted_by_the_library() -> None:
    """A gateway that uses ours speaks the standard."""
    Webhook(SECRET).verify(BODY, headers(sign(SECRET, "msg_1", NOW, BODY)))


@pytest.mark.parametrize("at", range(len(BODY)))
def test_one_changed_byte_of_the_body_is_refused(at: int) -> None:
    """Every byte counts."""
    changed = BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :]
    with pytest.raises(SignatureError):
        verify(headers(sign(SECRET, "msg_1", NOW, BODY)), gateways(demo=SECRET), changed)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_one_changed_character_of_a_header_is_refused(name: str) -> None:
    """Id, time and signature are each part of what is signed."""
    sent = headers(sign(SECRET, "msg_1", NOW, BODY))
    for at in range(len(sent[name])):
        changed = chr(ord(sent[name][at]) ^ 1)
        with pytest.raises((SignatureError, ReplayedError)):
            verify(
                sent | {name: sent[name][:at] + changed + sent[name][at + 1 :]},
                gateways(demo=SECRET),
                BODY,
            )


def test_while_a_secret_is_rotated_both_are_accepted_either_way() -> None:
    """Two secrets here, or two signatures there; unknown versions are passed over."""
    good, other = sign(SECRET, "msg_1", NOW, BODY), sign(OTHER, "msg_1", NOW, BODY)
    assert verify(headers(other), gateways(demo=f"{SECRET} {OTHER}"), BODY) == {"demo"}
    assert verify(headers(f"v1a,xyz {other} {good}"), gateways(demo=SECRET), BODY) == {"demo"}


def test_the_secret_tells_which_gateway_signed() -> None:
    """Each gateway is known by its own secret; those that share one are all named."""
    known = gateways(a=SECRET, b=OTHER, c=SECRET)
    assert verify(headers(sign(OTHER, "msg_1", NOW, BODY)), known, BODY) == {"b"}
    assert verify(headers(sign(SECRET, "msg_1", NOW, BODY)), known, BODY) == {"a", "c"}


def test_a_gateway_without_a_secret_accepts_nothing() -> None:
    """An empty secret is no key: what is signed with an empty key is refused."""
    import hashlib
    import hmac

    forged = hmac.new(b"", f"msg_1.{NOW}.".encode() + BODY, hashlib.sha256).digest()
    with pytest.raises(SignatureError):
        verify(headers("v1," + base64.b64encode(forged).decode()), gateways(demo=""), BODY)
    with pytest.raises(ConfigurationError):
        verify(headers(WRONG), gateways(demo="whsec_"), BODY)


def test_a_twilio_gateways_token_signs_no_webhook() -> None:
    """Kinds are kept apart."""
    known = {"tw": GatewaySettings(kind="twilio", secret=SecretStr(SECRET))}
    with pytest.raises(SignatureError):
        verify(headers(sign(SECRET, "msg_1", NOW, BODY)), known, BODY)


@pytest.mark.parametrize("offset", [-WINDOW_S - 1, WINDOW_S + 1, -86_400])
def test_outside_of_the_window_a_right_signature_is_refused(offset: int) -> None:
    """Five minutes either way, no more."""
    moment = NOW + offset
    sent = headers(sign(SECRET, "msg_1", moment, BODY), timestamp=str(moment))
    with pytest.raises(ReplayedError):
        read_headers(sent, now_s=NOW)


@pytest.mark.parametrize("offset", [-WINDOW_S, 0, WINDOW_S])
def test_inside_of_the_window_it_is_read(offset: int) -> None:
    """The window's edges belong to it."""
    assert read_headers(headers(WRONG, timestamp=str(NOW + offset)), now_s=NOW) is not None


@pytest.mark.parametrize(
    "sent",
    [
        {"webhook-id": "msg_1"},
        {"webhook-signature": WRONG},
        headers(WRONG, timestamp="NaN"),
        headers(WRONG, timestamp="-1"),
        headers(WRONG, timestamp="١٢٣"),
        headers(WRONG, timestamp="9" * 400),
        headers(WRONG, identity="has.dot"),
        headers(WRONG, identity="x" * 201),
        headers(WRONG, identity="a b"),
        headers(""),
        headers("v1"),
        headers("v1,***"),
        headers("v1,AAAA"),
        headers(WRONG.replace("v1", "v2")),
    ],
)
def test_missing_or_odd_headers_are_a_signature_error(sent: dict[str, str]) -> None:
    """Nothing of a stranger's header reaches further than here."""
    with pytest.raises((SignatureError, ReplayedError)):
        read_headers(sent, now_s=NOW)


def test_a_request_without_any_of_the_headers_is_not_signed() -> None:
    """Then it may carry a key instead."""
    assert read_headers({"authorization": "Bearer x"}) is None


def test_a_signature_has_one_spelling_only() -> None:
    """The letter before the padding has two bits that mean nothing; they must be zero."""
    good = sign(SECRET, "msg_1", NOW, BODY)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    at = alphabet.index(good[-2])
    for other in range(at, at + 4):
        spelled = good[:-2] + alphabet[other] + "="
        if spelled == good:
            assert verify(headers(spelled), gateways(demo=SECRET), BODY) == {"demo"}
        else:
            with pytest.raises(SignatureError):
                verify(headers(spelled), gateways(demo=SECRET), BODY)
