"""The demonstration's two clients of the real API: a phone gateway, and an officer with a key."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from api.demo.samples import Sample
from voice_intake.errors import EarwitnessError
from voice_intake.gateways.standard_webhooks import sign


class DemoRequestError(EarwitnessError):
    """The API refused a request of the demonstration."""

    code = "demo_request"


@dataclass(frozen=True, slots=True)
class Posted:
    """An acknowledged upload."""

    sample: Sample
    message_id: int
    reference: str
    at: float


class Gateway:
    """Uploads recordings as a phone gateway does: multipart, signed by Standard Webhooks."""

    def __init__(self, base_url: str, source: str, secret: str, *, run: str) -> None:
        self._client = httpx.Client(base_url=base_url, timeout=30.0)
        self._source, self._secret, self._run = source, secret, run

    def post(self, sample: Sample) -> Posted:
        """Upload one sample; it returns once the message is safe."""
        request = self._client.build_request(
            "POST",
            "/v1/recordings",
            data=self._fields(sample),
            files={"audio": (sample.audio.name, sample.audio.read_bytes(), "audio/wav")},
        )
        identity, timestamp = f"msg_{secrets.token_hex(12)}", int(time.time())
        request.headers.update(
            {
                "webhook-id": identity,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": sign(self._secret, identity, timestamp, request.read()),
            }
        )
        answer = _checked(self._client.send(request))
        return Posted(sample, answer["message"], answer["reference"], time.monotonic())

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    def _fields(self, sample: Sample) -> dict[str, str]:
        fields = {"source": self._source, "provider_id": f"{self._run}-{sample.name}"}
        if sample.received_at:
            fields["facts"] = json.dumps({"left_at": sample.received_at})
        return fields


class Officer:
    """Reads messages with an API key."""

    def __init__(self, base_url: str, key: str) -> None:
        self._client = httpx.Client(
            base_url=base_url, timeout=30.0, headers={"Authorization": f"Bearer {key}"}
        )

    def message(self, message_id: int) -> Mapping[str, Any]:
        """The case of one message, as ``GET /v1/messages/{id}`` gives it."""
        return _checked(self._client.get(f"/v1/messages/{message_id}"))

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()


def _checked(response: httpx.Response) -> dict[str, Any]:
    if response.is_error:
        raise DemoRequestError(
            f"{response.request.url.path}: {response.status_code} {response.text}"
        )
    body: dict[str, Any] = response.json()
    return body
