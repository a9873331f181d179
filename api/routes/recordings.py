"""Uploads of voice messages, and what a caller may know of one.

``POST /v1/recordings`` answers 2xx only when the bytes are on the disk and the row is committed. It
is signed with Standard Webhooks by a configured gateway, or carries a gateway's API key.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import select
from starlette.requests import ClientDisconnect

from api import auth
from api.auth import Principal
from api.deps import DatabaseDep, SettingsDep
from api.errors import NotSignedInError, PermissionDeniedError, problem_of
from api.permissions import Permission
from api.rate_limit import RateLimit
from api.upload_body import Arrived, UploadBody
from voice_intake import reference as references
from voice_intake.db import Database
from voice_intake.errors import (
    BadFieldError,
    UnknownGatewayError,
    UnknownReferenceError,
    UploadTooSlowError,
)
from voice_intake.gateways.standard_webhooks import SignedHeaders, Verifier, read_headers
from voice_intake.intake import Receipt, Upload, check_ids, receive
from voice_intake.languages import check_language
from voice_intake.models import Message
from voice_intake.nonces import SignedId
from voice_intake.settings import Settings
from voice_intake.stages import State
from voice_intake.storage import RecordingStore, StoredRecording

#: Questions after a reference that one address may ask in a minute.
STATUS_A_MINUTE = 60

router = APIRouter(tags=["recordings"])


class ReceiptBody(BaseModel):
    """The answer to an upload."""

    reference: str
    message: int
    state: State
    #: False where the same upload was here before.
    created: bool
    #: The same provider id came before with other bytes; both are kept.
    conflict: bool


class StatusBody(BaseModel):
    """Where a message is, in plain words."""

    reference: str
    received_at: datetime
    #: ``received``, ``with_officers`` or ``erased``.
    status: str
    words: dict[str, str]


def install(app: FastAPI) -> None:
    """Give the application its counters."""
    app.state.upload_limit = RateLimit()
    app.state.status_limit = RateLimit()


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": {"application/problem+json": {}}}
    for status, words in {
        400: "The body is not the form that was announced",
        401: "Not signed, a wrong signature, an old one, or an unknown key",
        403: "The key may not upload for this source",
        404: "No gateway of this name",
        408: "The body came too slowly",
        413: "Larger than 25 MB",
        422: "Empty, an unknown language, or a field that cannot be used",
        429: "Too many; see Retry-After",
        503: "Not kept: send it again; see Retry-After",
    }.items()
}
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["audio"],
                    "properties": {
                        "audio": {"type": "string", "format": "binary"},
                        "source": {"type": "string", "description": "The gateway's name"},
                        "provider_id": {
                            "type": "string",
                            "description": "Your id of the recording; "
                            "default: Idempotency-Key, else the sha256 of the audio",
                        },
                        "language": {"type": "string", "examples": ["yue", "en", "zh"]},
                        "caller_number": {"type": "string", "examples": ["+85220123456"]},
                        "facts": {
                            "type": "string",
                            "description": "A JSON object, kept as is; `left_at`: when it was left",
                        },
                    },
                }
            }
        },
    }
}


@router.post(
    "/v1/recordings",
    status_code=201,
    response_model=ReceiptBody,
    responses={200: {"model": ReceiptBody, "description": "Here before"}, **_PROBLEMS},
    openapi_extra=_FORM,
)
async def upload(
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    idempotency_key: Annotated[str | None, Header(alias="Idempotency-Key")] = None,
) -> Response:
    """Hand in a voice message: 201 with a reference when it is safe, 200 when it was safe before."""
    signed = read_headers(request.headers)
    principal = None if signed else await run_sync(_key_holder, database, request)
    if principal is not None:
        _limit(request, settings, principal.source or "")
    verifier = Verifier(signed, settings.gateways) if signed else None
    body = UploadBody(request, RecordingStore(settings), verifier)
    try:
        arrived = await body.read(settings.upload_deadline_s)
        source = _source(arrived, principal, settings)
        if principal is None:
            _limit(request, settings, source)
        check_language(arrived.fields.get("language"))
        facts = _facts(arrived.fields.get("facts"))
        given_id = arrived.fields.get("provider_id") or idempotency_key
        check_ids(source, given_id or "sha256")
        stored = await body.commit()
        entry = _upload(arrived, source, given_id or stored.sha256, stored, facts, signed)
        receipt = await run_sync(receive, database, settings, entry)
    except UploadTooSlowError as error:
        response = problem_of(error)
        response.headers["Connection"] = "close"  # the rest of the body is not waited for
        return response
    except ClientDisconnect:
        return Response(status_code=499)  # nobody is there to read it
    finally:
        await body.abort()
    return _answer(receipt)


@router.get(
    "/v1/recordings/{reference}/status",
    response_model=StatusBody,
    responses={404: _PROBLEMS[404] | {"description": "No such reference"}, 429: _PROBLEMS[429]},
)
def status(
    reference: str, request: Request, database: DatabaseDep, settings: SettingsDep
) -> StatusBody:
    """Where the message of this reference is; who has the reference may ask."""
    del settings
    limit: RateLimit = request.app.state.status_limit
    limit.check(request.client.host if request.client else "", STATUS_A_MINUTE)
    wanted = references.parse(reference)
    with database.read() as session:
        row = session.execute(
            select(Message.received_at, Message.state).where(Message.reference == wanted)
        ).first()
    if row is None:
        raise UnknownReferenceError(next_step="Check the reference letter by letter.")
    status_name = _STATUS.get(State(row.state), "received")
    return StatusBody(
        reference=wanted,
        received_at=row.received_at,
        status=status_name,
        words=_WORDS[status_name],
    )


_STATUS = {
    State.READY: "with_officers",
    State.NEEDS_HUMAN: "with_officers",
    State.QUARANTINED: "with_officers",
    State.ERASED: "erased",
}
_WORDS = {
    "received": {
        "en": "Your message is safe and is being prepared for an officer.",
        "zh-HK": "你的訊息已經收妥，正在準備交給警務人員。",
    },
    "with_officers": {
        "en": "Your message is with the officers on duty.",
        "zh-HK": "你的訊息已經交到值勤警務人員手上。",
    },
    "erased": {
        "en": "Your message was erased under the rules for keeping messages.",
        "zh-HK": "你的訊息已按照保存規則刪除。",
    },
}


def _key_holder(database: Database, request: Request) -> Principal:
    """Whoever's API key this is, if it may upload."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedInError(
            "The upload is neither signed nor does it carry an API key.",
            next_step="Sign it (Standard Webhooks), or send Authorization: Bearer with a "
            "gateway's key: earwitness key add NAME --role gateway --source NAME.",
        )
    with database.read() as session:
        principal = auth.principal_of_api_key(session, token.strip())
    if principal is None:
        raise NotSignedInError("The API key is unknown or revoked.")
    if not principal.may(Permission.UPLOAD) or not principal.source:
        raise PermissionDeniedError(
            "This key may not upload.", next_step="Make one with --role gateway --source NAME."
        )
    return principal


def _source(arrived: Arrived, principal: Principal | None, settings: Settings) -> str:
    """The gateway that the message is from: as the form says, if the signer may say so."""
    wanted = arrived.fields.get("source")
    allowed = arrived.signed_by if principal is None else frozenset({principal.source or ""})
    if wanted in allowed:
        return wanted
    if not wanted and len(allowed) == 1:
        return next(iter(allowed))
    if not wanted:
        raise BadFieldError("`source` is missing: several gateways share this secret.")
    if wanted not in settings.gateways:
        raise UnknownGatewayError(next_step="Name it in EARWITNESS_GATEWAYS, or correct `source`.")
    raise PermissionDeniedError("This key or signature is of another gateway than `source`.")


def _limit(request: Request, settings: Settings, source: str) -> None:
    gateway = settings.gateways.get(source)
    limit: RateLimit = request.app.state.upload_limit
    limit.check(source, gateway.uploads_a_minute if gateway else 600)


def _facts(text: str | None) -> dict[str, Any]:
    if not text:
        return {}
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFieldError("`facts` is not JSON.") from error
    if not isinstance(facts, dict):
        raise BadFieldError("`facts` is not a JSON object.")
    return facts


def _upload(
    arrived: Arrived,
    source: str,
    provider_id: str,
    stored: StoredRecording,
    facts: dict[str, Any],
    signed: SignedHeaders | None,
) -> Upload:
    language = check_language(arrived.fields.get("language"))
    number = arrived.fields.get("caller_number") or None
    return Upload(
        source=source,
        provider_id=provider_id,
        stored=stored,
        file_name=arrived.file_name,
        media_type=arrived.media_type,
        requested_language=language,
        caller_number=number,
        gateway_facts=facts,
        signed=_signed_id(signed, [provider_id, stored.sha256, language, number, facts]),
    )


def _signed_id(signed: SignedHeaders | None, carried: list[Any]) -> SignedId | None:
    """What the id stands for. Not the raw body: a retry may draw another multipart boundary."""
    if signed is None:
        return None
    plain = json.dumps(carried, sort_keys=True, separators=(",", ":"))
    return SignedId(signed.id, hashlib.sha256(plain.encode()).hexdigest())


def _answer(receipt: Receipt) -> JSONResponse:
    body = ReceiptBody(
        reference=receipt.reference,
        message=receipt.message_id,
        state=receipt.state,
        created=receipt.created,
        conflict=receipt.conflict,
    )
    return JSONResponse(
        body.model_dump(mode="json"),
        status_code=201 if receipt.created else 200,
        headers={"Location": f"/v1/recordings/{receipt.reference}/status"},
    )
