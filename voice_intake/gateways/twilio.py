"""Twilio: whether a request is Twilio's, and what the caller hears (TwiML).

The signature is checked by Twilio's own validator over the raw form and the public URL. The call::

    voice      notice, choice of language       -> language
    language   "after the tone", Record         -> finished (the caller), recording (the audio)
    finished   the reference is read out
    recording  Twilio's word that the audio is there, or that there is none
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)
from twilio.twiml.voice_response import Gather, VoiceResponse

from voice_intake.errors import SignatureError, UnknownGatewayError
from voice_intake.intake import Notification
from voice_intake.settings import GatewaySettings, Settings

PREFIX: Final = "/gateways/twilio"
#: Seconds of one message, and of silence that end it.
MAX_MESSAGE_S: Final = 300
SILENCE_S: Final = 10
#: Twilio's own "connection overrides": without them it does not try again after a 5xx.
TRY_AGAIN: Final = "#rc=5&rp=5xx,ct,rt"
#: Key -> Whisper code; 4 and no key at all: detect.
KEYS: Final[Mapping[str, str]] = {"1": "yue", "2": "zh", "3": "en"}
#: Whisper code -> the language that Twilio's voices speak.
_VOICES: Final = {"yue": "zh-HK", "zh": "zh-CN", "en": "en-GB"}

NOTICE: Final = {
    "yue": "呢條線會錄音，由電腦同警務人員處理。如果有人有危險，請收線，打九九九。",
    "en": "This line is recorded and read by a computer and by an officer. "
    "If anyone is in danger, hang up and dial 9 9 9.",
    "zh": "本线路会录音，由电脑和警务人员处理。如果有人有危险，请挂断，拨打九九九。",
}
CHOICE: Final = {
    "yue": "廣東話請按一。",
    "zh": "普通话请按二。",
    "en": "For English, press 3. For any other language, press 4.",
}
BEFORE_TONE: Final = {
    "yue": "請喺嘟一聲之後講低發生咩事、喺邊度、幾時。講完請按井字鍵。",
    "zh": "请在提示音后说出发生了什么事、在哪里、什么时候。说完请按井号键。",
    "en": "After the tone, say what happened, where and when. Press hash when you have finished.",
}
AFTER: Final = {
    "yue": "多謝。你嘅參考編號係：",
    "zh": "谢谢。您的参考编号是：",
    "en": "Thank you. Your reference is: ",
}
NOTHING_HEARD: Final = {
    "yue": "我哋收唔到錄音。請再打嚟。",
    "zh": "我们没有收到录音。请再打来。",
    "en": "We received no recording. Please call again.",
}


NOT_CONFIRMED: Final = {
    "yue": "我哋而家未能夠確認你嘅錄音。請遲啲再打嚟。",
    "zh": "我们现在无法确认您的录音。请稍后再打来。",
    "en": "We cannot confirm your message at this moment. Please call again later.",
}


class Form(Protocol):
    """A parsed form that may hold a name twice, such as Starlette's ``FormData``."""

    def getlist(self, key: Any) -> list[Any]:
        """All values of one name."""

    def __iter__(self) -> Any:
        """The names."""


@dataclass(frozen=True, slots=True)
class TwilioGateway:
    """A configured gateway of kind ``twilio`` and its name."""

    name: str
    settings: GatewaySettings


def authenticate(
    settings: Settings, path_and_query: str, form: Form, headers: Mapping[str, str]
) -> TwilioGateway:
    """The gateway whose auth token signed this request; ``headers`` finds names in any case.

    Raises UnknownGatewayError where no gateway of the kind is configured, else SignatureError.
    """
    gateways = [item for item in settings.gateways.items() if item[1].kind == "twilio"]
    if not gateways:
        raise UnknownGatewayError(
            "No gateway of kind twilio is configured.",
            next_step="Name one in EARWITNESS_GATEWAYS with Twilio's auth token as its secret.",
        )
    plain = settings.public_url.rstrip("/") + path_and_query
    urls = (plain, plain + TRY_AGAIN)  # whether what follows # is signed is not documented
    signature = headers.get(SIGNATURE_HEADER) or ""
    algorithm = get_signature_algorithm(headers.get(SIGNATURE_SETTINGS_HEADER))
    for name, gateway in gateways:
        token = gateway.secret.get_secret_value()
        validate = RequestValidator(token).validate
        if token and any(validate(url, form, signature, algorithm) for url in urls):
            return TwilioGateway(name, gateway)
    raise SignatureError(
        "This is not signed by Twilio for this URL.",
        next_step="EARWITNESS_PUBLIC_URL must be the address that Twilio calls, and the gateway's "
        "secret the account's auth token.",
    )


def voice(language_url: str = f"{PREFIX}/language") -> str:
    """TwiML: the notice in three languages, then one key for the language."""
    response = VoiceResponse()
    for code, words in NOTICE.items():
        response.say(words, language=_VOICES[code])
    gather = Gather(num_digits=1, timeout=6, action=language_url, method="POST")
    for code, words in CHOICE.items():
        gather.say(words, language=_VOICES[code])
    response.append(gather)
    response.redirect(language_url, method="POST")  # no key: the language is detected
    return str(response)


def record(public_url: str, digits: str | None) -> str:
    """TwiML: record up to five minutes; # or hanging up ends it and loses nothing."""
    code = KEYS.get(digits or "")
    response = VoiceResponse()
    for spoken in [code] if code else ["yue", "zh", "en"]:
        response.say(BEFORE_TONE[spoken], language=_VOICES[spoken])
    base, query = public_url.rstrip("/") + PREFIX, _query(code)
    response.record(
        action=f"{base}/finished{query}",
        method="POST",
        max_length=MAX_MESSAGE_S,
        timeout=SILENCE_S,
        finish_on_key="#",
        play_beep=True,
        trim="do-not-trim",
        recording_status_callback=f"{base}/recording{query}{TRY_AGAIN}",
        recording_status_callback_method="POST",
        recording_status_callback_event="completed absent",
    )
    _say_nothing_heard(response, code)
    return str(response)


def finished(reference: str | None, language: str | None) -> str:
    """TwiML: read the reference out twice, then hang up."""
    code = language if language in _VOICES else "en"
    response = VoiceResponse()
    if reference is None:
        _say_nothing_heard(response, language)
    else:
        for _ in range(2):
            response.say(AFTER[code] + spell(reference), language=_VOICES[code])
            response.pause(length=1)
    response.hangup()
    return str(response)


def not_confirmed(language: str | None) -> str:
    """TwiML where the message could not be entered now: the caller must not believe it was."""
    response = VoiceResponse()
    for spoken in [language] if language in _VOICES else ["yue", "zh", "en"]:
        assert spoken is not None
        response.say(NOT_CONFIRMED[spoken], language=_VOICES[spoken])
    response.hangup()
    return str(response)


def spell(reference: str) -> str:
    """The reference as a voice must say it: symbol by symbol, with a rest between the groups."""
    return ". ".join(", ".join(group) for group in reference.split("-"))


def notification(
    gateway: str, form: Mapping[str, str], language: str | None
) -> Notification | None:
    """What Twilio says of a recording; None while it is still being made, or without its id."""
    status = form.get("RecordingStatus") or "completed"
    if status == "in-progress" or not form.get("RecordingSid"):
        return None
    facts = {name: form[name] for name in sorted(form) if name in _FACTS}
    return Notification(
        source=gateway,
        provider_id=form["RecordingSid"],
        recording_url=form.get("RecordingUrl") or None,
        requested_language=language if language in KEYS.values() else None,
        caller_number=form.get("From") or None,
        gateway_facts=facts,
        never_made=None if status == "completed" else status,
    )


#: Of what Twilio sends, that which says something of the call, and no credential.
_FACTS: Final = frozenset(
    {
        "AccountSid",
        "CallSid",
        "To",
        "Digits",
        "ErrorCode",
        "RecordingStatus",
        "RecordingDuration",
        "RecordingChannels",
        "RecordingStartTime",
        "RecordingSource",
    }
)


def _query(code: str | None) -> str:
    return "?" + urlencode({"language": code}) if code else ""


def _say_nothing_heard(response: VoiceResponse, code: str | None) -> None:
    for spoken in [code] if code in _VOICES else ["yue", "zh", "en"]:
        assert spoken is not None
        response.say(NOTHING_HEARD[spoken], language=_VOICES[spoken])
