"""Standard Webhooks: HMAC-SHA256 over ``id.timestamp.body``, computed while the body streams by.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md. A body
may be 25 MB, so it is never held: ``Verifier.update`` takes each chunk, ``verify`` tells at the end
which gateways' secrets made the signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from voice_intake.errors import ConfigurationError, ReplayedError, SignatureError
from voice_intake.settings import GatewaySettings

#: Seconds that the sender's clock may differ from ours.
WINDOW_S: Final = 300
#: Signatures looked at in one header; a sender that rotates its secret sends two.
_MAX_SIGNATURES = 10
_ID = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,200}")
_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


@dataclass(frozen=True, slots=True)
class SignedHeaders:
    """The three headers of a signed request; times are seconds since 1970."""

    id: str
    timestamp: str
    signatures: tuple[bytes, ...]


def read_headers(headers: Mapping[str, str], *, now_s: float | None = None) -> SignedHeaders | None:
    """The signature's headers (names in lower case), or None where the request has none.

    Raises SignatureError where one is missing or unreadable, ReplayedError outside of the window.
    """
    found = [headers.get(name) for name in _HEADERS]
    if not any(found):
        return None
    identity, timestamp, signature = (value or "" for value in found)
    if not _ID.fullmatch(identity):
        raise SignatureError(
            "`webhook-id` must be 1 to 200 visible ASCII characters without a full stop."
        )
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise SignatureError("`webhook-timestamp` must be whole seconds since 1970.")
    if abs((time.time() if now_s is None else now_s) - int(timestamp)) > WINDOW_S:
        raise ReplayedError(
            f"`webhook-timestamp` is more than {WINDOW_S} seconds away from this machine's clock.",
            next_step="Sign again with the present time; check both clocks.",
        )
    return SignedHeaders(identity, timestamp, _signatures(signature))


class Verifier:
    """Checks one request's signature against the secrets of every gateway that may have signed it."""

    def __init__(self, headers: SignedHeaders, gateways: Mapping[str, GatewaySettings]) -> None:
        self._signatures = headers.signatures
        prefix = f"{headers.id}.{headers.timestamp}.".encode()
        self._digests = [
            (name, hmac.new(secret, prefix, hashlib.sha256))
            for name, gateway in gateways.items()
            if gateway.kind == "webhook"
            for secret in secrets_of(gateway)
        ]

    def update(self, chunk: bytes) -> None:
        """Take the next bytes of the raw body."""
        for _, digest in self._digests:
            digest.update(chunk)

    def verify(self) -> frozenset[str]:
        """The names of the gateways whose secret made a signature; raises SignatureError for none.

        Every secret is compared with every signature, in constant time.
        """
        names = {
            name
            for name, digest in self._digests
            if sum(hmac.compare_digest(digest.digest(), given) for given in self._signatures)
        }
        if not names:
            raise SignatureError(
                "The signature does not match any configured gateway.",
                next_step="Sign the raw body with the secret of EARWITNESS_GATEWAYS.",
            )
        return frozenset(names)


def secrets_of(gateway: GatewaySettings) -> list[bytes]:
    """The gateway's keys: one ``whsec_...``, or several with spaces between while one is rotated.

    A gateway without a secret has no key, so nothing can be signed for it.
    """
    return [_key(part) for part in gateway.secret.get_secret_value().split()]


def sign(secret: str, identity: str, timestamp_s: int, body: bytes) -> str:
    """The ``webhook-signature`` header for a body: what a gateway of our own sends."""
    digest = hmac.new(_key(secret), f"{identity}.{timestamp_s}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(digest.digest()).decode()


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_") + "==", validate=False)
    except binascii.Error as error:
        raise ConfigurationError(
            "A gateway's secret is not base64.",
            next_step="Write it as whsec_ followed by base64 of at least 24 random bytes.",
        ) from error
    if not key:
        raise ConfigurationError("A gateway's secret is empty after whsec_.")
    return key


def _signatures(header: str) -> tuple[bytes, ...]:
    found = []
    for part in header.split()[:_MAX_SIGNATURES]:
        version, _, text = part.partition(",")
        with suppress(ValueError):
            signature = base64.b64decode(text, validate=True)
            # The last letter has bits that mean nothing: only the one canonical spelling counts.
            canonical = base64.b64encode(signature).decode() == text
            if version == "v1" and canonical and len(signature) == hashlib.sha256().digest_size:
                found.append(signature)
    if not found:
        raise SignatureError("`webhook-signature` holds no `v1,` signature.")
    return tuple(found)
