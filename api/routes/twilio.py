"""Twilio's requests: the call (TwiML) and the word that a recording is there.

Each is signed by Twilio over the public URL and the raw form; without that nothing happens. The
recording itself is fetched later, by the job ``voice_intake.jobs.fetch``.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData, UploadFile

from api.deps import DatabaseDep, SettingsDep
from voice_intake.errors import MalformedUploadError, UnavailableError, UploadTooLargeError
from voice_intake.gateways import twilio
from voice_intake.gateways.twilio import TwilioGateway
from voice_intake.intake import Receipt, notify

#: Bytes; Twilio's forms have some hundreds.
_MAX_FORM_BYTES = 64_000

router = APIRouter(prefix=twilio.PREFIX, tags=["twilio"])


class TwilioRequest:
    """A request that Twilio signed."""

    def __init__(self, gateway: TwilioGateway, form: FormData, language: str | None) -> None:
        self.gateway = gateway
        self.form = {name: str(value) for name, value in form.items()}
        self.language = language


async def twilio_request(request: Request, settings: SettingsDep) -> TwilioRequest:
    """The form, if Twilio signed it. Raises SignatureError and UnknownGatewayError."""
    form = await _form(request)
    query = request.url.query
    path = request.url.path + (f"?{query}" if query else "")
    gateway = twilio.authenticate(settings, path, form, request.headers)
    return TwilioRequest(gateway, form, request.query_params.get("language"))


TwilioDep = Annotated[TwilioRequest, Depends(twilio_request)]


@router.post("/voice", response_class=Response, responses={401: {"description": "Not Twilio"}})
async def voice(asked: TwilioDep) -> Response:
    """A call begins: the notice and the choice of language."""
    del asked
    return _twiml(twilio.voice())


@router.post("/language", response_class=Response, responses={401: {"description": "Not Twilio"}})
async def language(asked: TwilioDep, settings: SettingsDep) -> Response:
    """A key was pressed, or none: record the message."""
    return _twiml(twilio.record(settings.public_url, asked.form.get("Digits")))


@router.post("/finished", response_class=Response, responses={401: {"description": "Not Twilio"}})
async def finished(asked: TwilioDep, database: DatabaseDep, settings: SettingsDep) -> Response:
    """The caller has spoken: the message is entered and its reference read out.

    Twilio asks this even where the caller hung up; the recording's own callback may come before or
    after, and both lead to one message. Where it cannot be entered, the caller is told so, and the
    callback, which Twilio tries again, is the second chance.
    """
    said = twilio.notification(asked.gateway.name, asked.form, asked.language)
    try:
        receipt = None if said is None else await run_sync(notify, database, settings, said)
    except UnavailableError:
        return _twiml(twilio.not_confirmed(asked.language))
    reference = receipt.reference if receipt else None
    return _twiml(twilio.finished(reference, asked.language))


@router.post("/recording", status_code=204, responses={401: {"description": "Not Twilio"}})
async def recording(asked: TwilioDep, database: DatabaseDep, settings: SettingsDep) -> Response:
    """Twilio's word of a recording: to be fetched, or never made. 204 when it is committed."""
    said = twilio.notification(asked.gateway.name, asked.form, asked.language)
    headers = {}
    if said is not None:
        receipt: Receipt = await run_sync(notify, database, settings, said)
        headers["Location"] = f"/v1/recordings/{receipt.reference}/status"
    return Response(status_code=204, headers=headers)


async def _form(request: Request) -> FormData:
    """The raw form, blanks kept: a form model would drop them and break the signature."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM_BYTES:
            raise UploadTooLargeError("The form is larger than any of Twilio's.")
    pairs: list[tuple[str, str | UploadFile]] = []
    try:
        pairs += parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=200)
    except ValueError as error:
        raise MalformedUploadError("The form cannot be read.") from error
    return FormData(pairs)


def _twiml(text: str) -> Response:
    return Response(text, media_type="application/xml")
