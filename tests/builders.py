"""Rows that look like real ones, for every test that needs a message, a transcript or a case.

Each builder adds one thing in the caller's write transaction and returns its row; what a test does
not say gets a value that a real system would have. ``build_ready_case`` does the whole way::

    with database.write() as session:
        message = build_ready_case(session, settings)
"""

from __future__ import annotations

import hashlib
import io
import itertools
import math
import struct
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.orm import Session

from api.models import User
from nlp.models import ReportDraft
from voice_intake.models import Message, Recording, Transcript
from voice_intake.reference import from_number
from voice_intake.settings import Settings
from voice_intake.stages import State
from voice_intake.transcript import Segment, Transcription, Word, align

PASSWORD = "correct horse battery staple"
RECEIVED_AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
PIPELINE_VERSION = "test-reading-1"
#: Argon2id at its cheapest: the tests' passwords guard nothing.
_HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
_COUNTER = itertools.count(1)


@dataclass(frozen=True)
class Scenario:
    """What a caller said and what the machine read in it.

    ``report`` maps an earwitness.report/1 key to its value; wherever an evidence list holds a plain
    string, ``build_draft`` replaces it by that quote's characters and seconds.
    """

    text: str
    language: str = "en"
    duration_s: float = 12.0
    urgency: str = "routine"
    report: Mapping[str, Any] = field(default_factory=dict)
    #: Words the transcriber was unsure of.
    doubtful: Sequence[str] = ()


THEFT = Scenario(
    text=(
        "Hello, somebody took my bicycle outside Mong Kok station exit C2 at about ten last night. "
        "It is a red mountain bike. My number is 5012 3456."
    ),
    urgency="routine",
    doubtful=("C2",),
    report={
        "incident_types": [
            {
                "code": "bicycle_theft",
                "label_en": "Bicycle theft",
                "label_zh": "偷單車",
                "apco": "LARCENY",
                "confidence": 0.93,
                "primary": True,
                "qualifiers": [],
                "evidence": ["somebody took my bicycle"],
            }
        ],
        "locations": [
            {
                "role": "incident",
                "kind": "mtr_exit",
                "text": "Mong Kok station exit C2",
                "name_en": "Mong Kok Station Exit C2",
                "name_zh": "旺角站C2出口",
                "district": "YTM",
                "lat": 22.3194,
                "lon": 114.1694,
                "precision_m": 20,
                "confidence": 0.88,
                "ambiguous": False,
                "candidates": [],
                "detail": {"exit": "C2"},
                "evidence": ["Mong Kok station exit C2"],
            }
        ],
        "occurred": {
            "start": "2026-11-21T21:45:00+08:00",
            "end": "2026-11-21T22:15:00+08:00",
            "precision": "hour",
            "ongoing": False,
            "recurring": False,
            "evidence": ["about ten last night"],
        },
        "property": [
            {
                "item": "red mountain bike",
                "status": "stolen",
                "value_hkd": None,
                "identifiers": [],
                "evidence": ["red mountain bike"],
            }
        ],
        "phones": [{"number": "50123456", "role": "caller", "evidence": ["5012 3456"]}],
        "contact": {
            "name": None,
            "phone": "50123456",
            "callback": "unknown",
            "anonymous": False,
            "safe_hours": None,
            "evidence": ["5012 3456"],
        },
        "missing": [
            {
                "question": "property_value",
                "prompt": {
                    "en": "About how much is the bicycle worth?",
                    "zh": "單車大約值幾多錢？",
                },
            }
        ],
        "summary": "Bicycle theft at Mong Kok Station Exit C2, last night at about 22:00.",
        "summary_zh": "昨晚約十時，旺角站C2出口有單車被盜。",
    },
)


@cache
def speech_like_wav(seconds: float = 12.0, *, rate_hz: int = 8_000, seed: int = 1) -> bytes:
    """A WAV file of tone bursts in the rhythm of speech: 16 bit, mono, telephone band."""
    frames = bytearray()
    for index in range(int(seconds * rate_hz)):
        t = index / rate_hz
        syllable = max(0.0, math.sin(2 * math.pi * 2.1 * t + seed))
        tone = math.sin(2 * math.pi * (180 + 40 * math.sin(t * 1.7 + seed)) * t)
        frames += struct.pack("<h", int(9_000 * syllable * tone))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(bytes(frames))
    return out.getvalue()


def build_user(
    session: Session, username: str = "officer", *, role: str = "officer", display_name: str = ""
) -> User:
    """Somebody who can sign in with ``PASSWORD``."""
    user = User(
        username=username,
        display_name=display_name or username.title(),
        role=role,
        password_hash=_HASHER.hash(PASSWORD),
        active=True,
        created_at=RECEIVED_AT,
    )
    session.add(user)
    session.flush()
    return user


def build_message(
    session: Session,
    settings: Settings,
    *,
    state: State = State.RECEIVED,
    audio: bytes | None = None,
    received_at: datetime = RECEIVED_AT,
    **columns: Any,
) -> Message:
    """A message and its recording, on disk and in the database."""
    number = next(_COUNTER)
    body = audio if audio is not None else speech_like_wav(1.0, seed=number)
    sha256 = store_recording(settings, body)
    if session.get(Recording, sha256) is None:
        session.add(Recording(sha256=sha256, size_bytes=len(body), stored_at=received_at))
        session.flush()
    values: dict[str, Any] = {
        "reference": from_number(number),
        "source": "demo",
        "provider_id": f"call-{number}",
        "first_provider_id": f"call-{number}",
        "content_key": sha256,
        "recording_sha256": sha256,
        "file_name": "message.wav",
        "media_type": "audio/wav",
        "caller_number": "+85250123456",
        "gateway_facts": {},
        "received_at": received_at,
        "state": state.value,
        "state_since": received_at + timedelta(seconds=20),
        "next_run_at": received_at,
    }
    message = Message(**{**values, **columns})
    session.add(message)
    session.flush()
    return message


def store_recording(settings: Settings, body: bytes) -> str:
    """Put bytes where the store keeps them; gives back their sha256."""
    from voice_intake.storage import RecordingStore

    sha256 = hashlib.sha256(body).hexdigest()
    path = RecordingStore(settings).path(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return sha256


def transcription(scenario: Scenario, **changes: Any) -> Transcription:
    """The transcriber's value: the words spread evenly over the recording."""
    pieces = scenario.text.split() if " " in scenario.text else list(scenario.text)
    step = scenario.duration_s / max(len(pieces), 1)
    spaced = " " if " " in scenario.text else ""
    words = tuple(
        Word(
            word=spaced + piece,
            start=round(index * step, 2),
            end=round((index + 1) * step, 2),
            probability=0.31 if _is_doubtful(piece, scenario) else 0.97,
            flags=("low_probability",) if _is_doubtful(piece, scenario) else (),
        )
        for index, piece in enumerate(pieces)
    )
    segment = Segment(0, 0.0, scenario.duration_s, scenario.text, -0.2, 0.01, 1.3, 0.0, words)
    values: dict[str, Any] = {
        "text": scenario.text,
        "language": scenario.language,
        "language_probability": 0.98,
        "duration_s": scenario.duration_s,
        "segments": (segment,) if words else (),
        "speech": "some" if words else "none",
        "flags": () if words else ("no_speech",),
        "quality": {"codec": "pcm_s16le", "rate_hz": 8000, "channels": 1},
        "model": {"name": "small", "engine": "whisper", "sha256": "0" * 64},
    }
    return Transcription(**{**values, **changes})


def _is_doubtful(piece: str, scenario: Scenario) -> bool:
    return any(piece.strip(".,?!") == word for word in scenario.doubtful)


def build_transcript(
    session: Session, message: Message, scenario: Scenario = THEFT, **changes: Any
) -> Transcript:
    """The stored transcription of ``message``; ``changes`` go to ``transcription``."""
    value = transcription(scenario, **changes)
    row = Transcript(
        message_id=message.id,
        created_at=message.received_at + timedelta(seconds=10),
        input_hash=message.recording_sha256 or "",
        configuration_hash=hashlib.sha256(repr(sorted(value.model)).encode()).hexdigest(),
        language=value.language,
        speech=value.speech,
        duration_s=value.duration_s,
        text=value.text,
        transcription=value.as_dict(),
        took_s=3.2,
    )
    session.add(row)
    message.duration_s, message.speech = value.duration_s, value.speech
    session.flush()
    return row


def build_draft(
    session: Session, message: Message, transcript: Transcript, scenario: Scenario = THEFT
) -> ReportDraft:
    """The machine's proposal for ``transcript``."""
    report = full_report(scenario, Transcription.from_dict(transcript.transcription))
    primary = next(iter(report["incident_types"]), None)
    place = next((item for item in report["locations"] if item["role"] == "incident"), None)
    row = ReportDraft(
        message_id=message.id,
        transcript_id=transcript.id,
        created_at=message.received_at + timedelta(seconds=20),
        pipeline_version=PIPELINE_VERSION,
        report=report,
        urgency=report["urgency"]["level"],
        incident_type=primary["code"] if primary else None,
        district=place["district"] if place else None,
        language=scenario.language,
    )
    session.add(row)
    session.flush()
    return row


def full_report(scenario: Scenario, heard: Transcription) -> dict[str, Any]:
    """A whole earwitness.report/1 with every key, the scenario's findings in it."""
    unknown = {"value": "unknown", "evidence": []}
    report: dict[str, Any] = {
        "schema": "earwitness.report/1",
        "language": scenario.language,
        "incident_types": [],
        "urgency": {"level": scenario.urgency, "reasons": []},
        "locations": [],
        "occurred": {
            "start": None,
            "end": None,
            "precision": "unknown",
            "ongoing": False,
            "recurring": False,
            "evidence": [],
        },
        "people": [],
        "vehicles": [],
        "property": [],
        "weapon": unknown,
        "injury": unknown,
        "phones": [],
        "contact": {
            "name": None,
            "phone": None,
            "callback": "unknown",
            "anonymous": False,
            "safe_hours": None,
            "evidence": [],
        },
        "missing": [],
        "summary": "",
        "summary_zh": "",
        "provenance": {"pipeline": PIPELINE_VERSION, "gazetteer": "test", "rules": "test"},
    }
    filled: dict[str, Any] = _with_evidence({**report, **scenario.report}, heard)
    return filled


def _with_evidence(value: Any, heard: Transcription) -> Any:
    if isinstance(value, Mapping):
        return {
            key: [_evidence(quote, heard) if isinstance(quote, str) else quote for quote in item]
            if key == "evidence"
            else _with_evidence(item, heard)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_with_evidence(item, heard) for item in value]
    return value


def _evidence(quote: str, heard: Transcription) -> dict[str, Any]:
    start = heard.text.index(quote)
    span = align(heard.text, heard.words).audio(start, start + len(quote))
    return {
        "start": start,
        "end": start + len(quote),
        "text": quote,
        "rule": "test.rule",
        "confidence": 0.9,
        "audio": {"start": span.start, "end": span.end} if span else None,
    }


def build_ready_case(
    session: Session, settings: Settings, scenario: Scenario = THEFT, **columns: Any
) -> Message:
    """A READY message with its recording, transcript and draft; ``columns`` go to the message."""
    audio = columns.pop("audio", None) or speech_like_wav(scenario.duration_s)
    message = build_message(session, settings, state=State.READY, audio=audio, **columns)
    transcript = build_transcript(session, message, scenario)
    build_draft(session, message, transcript, scenario)
    return message
