"""Twilio's requests, signed by Twilio's own library: the call, and the word of a recording."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode
from xml.etree import ElementTree

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select, text
from twilio.request_validator import RequestValidator

from api.app import create_app
from tests.live import serving
from voice_intake import queue
from voice_intake.db import Database
from voice_intake.gateways.twilio import TRY_AGAIN, spell
from voice_intake.models import Message
from voice_intake.settings import GatewaySettings, Settings

PUBLIC = "https://voice.example.org"
TOKEN = "12345"
COMPLETED = {
    "AccountSid": "AC1",
    "CallSid": "CA1",
    "RecordingSid": "RE1",
    "RecordingUrl": "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1",
    "RecordingStatus": "completed",
    "RecordingDuration": "14",
    "ErrorCode": "",
}


@pytest.fixture(autouse=True)
def _no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "hint", lambda *_: False)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """One Twilio gateway, called `hotline`, behind a public address."""
    return Settings(
        data_dir=tmp_path / "data",
        public_url=PUBLIC + "/",
        gateways={
            "webhook": GatewaySettings(),
            "hotline": GatewaySettings(kind="twilio", secret=SecretStr(TOKEN), account_sid="AC1"),
        },
    )


@pytest.fixture
def client(settings: Settings, database: Database) -> Iterator[httpx.Client]:
    """A client of a real server."""
    with (
        serving(create_app(settings)) as url,
        httpx.Client(base_url=url, timeout=60, trust_env=False) as opened,
    ):
        yield opened


def sign(path: str, form: dict[str, str], *, token: str = TOKEN, algorithm: str = "") -> str:
    return str(RequestValidator(token).compute_signature(PUBLIC + path, form, algorithm or None))


def call(
    client: httpx.Client,
    path: str,
    form: dict[str, str] | None = None,
    signature: str | None = None,
) -> httpx.Response:
    form = {"CallSid": "CA1", "From": "+85250123456", "Digits": ""} if form is None else form
    return client.post(
        path,
        content=urlencode(form),
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "x-twilio-signature": sign(path, form) if signature is None else signature,
        },
    )


def twiml(response: httpx.Response) -> ElementTree.Element:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/xml")
    return ElementTree.fromstring(response.content)


def messages(database: Database) -> list[Message]:
    with database.read() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def test_a_call_hears_the_notice_and_chooses_a_language(client: httpx.Client) -> None:
    """The notice in three languages names 999; a key leads on, and so does no key."""
    answer = twiml(call(client, "/gateways/twilio/voice"))
    said = [(say.get("language"), say.text or "") for say in answer.findall("Say")]
    assert [language for language, _ in said] == ["zh-HK", "en-GB", "zh-CN"]
    assert "recorded" in said[1][1] and "9 9 9" in said[1][1]
    gather = answer.find("Gather")
    assert gather is not None and gather.get("numDigits") == "1"
    assert gather.get("action") == answer.findtext("Redirect") == "/gateways/twilio/language"


@pytest.mark.parametrize(
    ("digits", "query"),
    [("1", "?language=yue"), ("2", "?language=zh"), ("3", "?language=en"), ("4", ""), ("", "")],
)
def test_the_key_chooses_the_language_of_the_recording(
    client: httpx.Client, digits: str, query: str
) -> None:
    """Record: five minutes, # ends it, and its words come to us with the language."""
    answer = twiml(call(client, "/gateways/twilio/language", {"Digits": digits}))
    record = answer.find("Record")
    assert record is not None
    assert (record.get("maxLength"), record.get("finishOnKey")) == ("300", "#")
    assert record.get("action") == f"{PUBLIC}/gateways/twilio/finished{query}"
    callback = f"{PUBLIC}/gateways/twilio/recording{query}"
    assert record.get("recordingStatusCallback") == callback + TRY_AGAIN, "5xx: Twilio comes again"
    assert record.get("playBeep") == "true"


def test_a_finished_recording_waits_to_be_fetched(client: httpx.Client, database: Database) -> None:
    """204 after the commit; a NOTIFIED row of the configured gateway; again: the same row."""
    for _ in range(2):
        response = call(client, "/gateways/twilio/recording?language=yue", COMPLETED)
        assert response.status_code == 204, response.text
    (message,) = messages(database)
    assert (message.state, message.source, message.provider_id) == ("notified", "hotline", "RE1")
    assert message.recording_url == COMPLETED["RecordingUrl"]
    assert message.requested_language == "yue"
    assert message.gateway_facts["RecordingDuration"] == "14"


@pytest.mark.parametrize("callback_first", [True, False])
def test_the_caller_hears_the_reference_of_the_one_message(
    client: httpx.Client, database: Database, callback_first: bool
) -> None:
    """Record's own request has the number, the callback has the length; the order is not ours."""
    if callback_first:
        call(client, "/gateways/twilio/recording?language=en", COMPLETED)
    form = {k: v for k, v in COMPLETED.items() if k != "RecordingStatus"}
    form |= {"From": "+85250123456", "Digits": "#"}
    answer = twiml(call(client, "/gateways/twilio/finished?language=en", form))
    call(client, "/gateways/twilio/recording?language=en", COMPLETED)
    (message,) = messages(database)
    said = [say.text or "" for say in answer.findall("Say")]
    assert len(said) == 2 and all(spell(message.reference) in words for words in said)
    assert answer.find("Hangup") is not None
    assert message.caller_number == "+85250123456"


@pytest.mark.parametrize("status", ["absent", "failed"])
def test_a_recording_that_was_not_made_is_kept_as_such(
    client: httpx.Client, database: Database, status: str
) -> None:
    """QUARANTINED with Twilio's word, never a report."""
    form = COMPLETED | {"RecordingStatus": status, "RecordingUrl": ""}
    assert call(client, "/gateways/twilio/recording", form).status_code == 204
    (message,) = messages(database)
    assert message.state == "quarantined" and status in (message.failure_reason or "")


def test_a_recording_in_progress_makes_no_row(client: httpx.Client, database: Database) -> None:
    """Twilio may tell of that too."""
    form = COMPLETED | {"RecordingStatus": "in-progress"}
    assert call(client, "/gateways/twilio/recording", form).status_code == 204
    assert messages(database) == []


def test_a_caller_who_said_nothing_is_told_so(client: httpx.Client, database: Database) -> None:
    """Without a recording there is no reference to read out."""
    answer = twiml(call(client, "/gateways/twilio/finished?language=en", {"Digits": "hangup"}))
    assert "no recording" in " ".join(say.text or "" for say in answer.findall("Say"))
    assert messages(database) == []


def test_every_changed_byte_of_a_form_is_401_and_no_row(
    client: httpx.Client, database: Database
) -> None:
    """Whatever changes what the form says; the signature and the query count as well."""
    path, body = "/gateways/twilio/recording?language=en", urlencode(COMPLETED)
    signature, meant = sign(path, COMPLETED), parse_qsl(body, keep_blank_values=True)
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": signature,
    }
    for at in range(len(body)):
        changed = body[:at] + chr(ord(body[at]) ^ 1) + body[at + 1 :]
        if parse_qsl(changed, keep_blank_values=True) == meant:
            continue  # another spelling of the same form: %2F and %2f
        response = client.post(path, content=changed, headers=headers)
        assert response.status_code in (400, 401), (at, response.text)
    for at in range(len(signature)):
        changed = signature[:at] + chr(ord(signature[at]) ^ 1) + signature[at + 1 :]
        response = call(client, path, COMPLETED, changed)
        assert (response.status_code, response.json()["code"]) == (401, "bad_signature")
    for other in ("?language=yue", "?language=en&x=1", ""):
        path = f"/gateways/twilio/recording{other}"
        assert call(client, path, COMPLETED, signature).status_code == 401
    assert messages(database) == []


@pytest.mark.parametrize("path", ["voice", "language", "finished", "recording"])
@pytest.mark.parametrize("signature", ["", "x", "é".encode().decode("latin-1")])
def test_without_twilios_signature_nothing_happens(
    client: httpx.Client, database: Database, path: str, signature: str
) -> None:
    """401 on each of the four."""
    headers = {"x-twilio-signature": signature} if signature else {}
    response = client.post(
        f"/gateways/twilio/{path}",
        data=COMPLETED,
        headers=[(k.encode(), v.encode("latin-1")) for k, v in headers.items()],
    )
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert messages(database) == []


def test_a_signature_of_another_token_or_for_another_address_is_401(
    client: httpx.Client, database: Database
) -> None:
    """The token is the gateway's, the address the public one."""
    path = "/gateways/twilio/recording"
    assert call(client, path, COMPLETED, sign(path, COMPLETED, token="x")).status_code == 401
    inner = RequestValidator(TOKEN).compute_signature(str(client.base_url) + path, COMPLETED)
    assert call(client, path, COMPLETED, inner).status_code == 401
    assert messages(database) == []


def test_a_signature_over_the_whole_address_with_its_fragment_is_accepted(
    client: httpx.Client, database: Database
) -> None:
    """Twilio may or may not sign what follows the #; both are Twilio."""
    path = "/gateways/twilio/recording?language=en"
    signature = sign(path + TRY_AGAIN, COMPLETED)
    assert call(client, path, COMPLETED, signature).status_code == 204
    assert len(messages(database)) == 1


def test_a_sha256_signature_is_read_by_its_announced_algorithm(client: httpx.Client) -> None:
    """Twilio's newer signature, and an algorithm that nobody knows."""
    path = "/gateways/twilio/voice"
    form = {"CallSid": "CA1"}
    for algorithm, status in (("HMAC_SHA256", 200), ("HMAC_SHA512", 401)):
        signature = sign(path, form, algorithm="HMAC_SHA256")
        response = client.post(
            path,
            data=form,
            headers={
                "x-twilio-signature": signature,
                "x-twilio-webhooks-signature-settings": f"key=k,algorithm={algorithm}",
            },
        )
        assert response.status_code == status


def test_a_token_that_is_empty_signs_nothing(settings: Settings, database: Database) -> None:
    """A gateway without a secret accepts no request, not even one signed with nothing."""
    gateways = {"hotline": GatewaySettings(kind="twilio")}
    settings = settings.model_copy(update={"gateways": gateways})
    path = "/gateways/twilio/recording"
    with serving(create_app(settings)) as url, httpx.Client(base_url=url) as client:
        response = call(client, path, COMPLETED, sign(path, COMPLETED, token=""))
    assert response.status_code == 401 and messages(database) == []


def test_without_a_twilio_gateway_it_is_404(settings: Settings, database: Database) -> None:
    """Problem details say what to configure."""
    settings = settings.model_copy(update={"gateways": {}})
    with serving(create_app(settings)) as url, httpx.Client(base_url=url) as client:
        response = call(client, "/gateways/twilio/voice")
    assert response.status_code == 404 and response.json()["code"] == "unknown_gateway"


def test_an_enormous_form_is_413(client: httpx.Client) -> None:
    """Nothing of Twilio's is that large."""
    response = client.post("/gateways/twilio/voice", content=b"a=" + b"x" * 100_000)
    assert response.status_code == 413


def test_with_the_database_away_twilio_is_told_to_come_again(
    client: httpx.Client, database: Database
) -> None:
    """503 and no 204: what is not committed is not acknowledged."""
    with database.write() as session:
        session.execute(text("alter table message rename to message_away"))
    assert call(client, "/gateways/twilio/recording", COMPLETED).status_code == 503
    answer = twiml(call(client, "/gateways/twilio/finished?language=en", COMPLETED))
    assert "cannot confirm" in (answer.findtext("Say") or ""), "the caller is not misled"
    assert call(client, "/gateways/twilio/voice").status_code == 200
