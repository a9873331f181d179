"""The first stage's jobs: ``fetch`` and ``transcribe``. Their argument is a hint, not an order.

A job claims what the ledger says is due, which may be other messages than the one named; run twice
or late, it finds nothing to do. What a transcriber answers becomes, message by message::

    Transcription         -> Transcript row, TRANSCRIBED
    UndecodableError      -> QUARANTINED with the reason
    ModelError            -> given back, no attempt counted; they wait for the model
    any other error       -> one attempt; the third time NEEDS_HUMAN
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from voice_intake import intake, ledger
from voice_intake.components import OK, vitals
from voice_intake.db import now
from voice_intake.errors import (
    AudioNotReadyError,
    EarwitnessError,
    ForbiddenSourceError,
    ModelError,
    UndecodableError,
    UnknownGatewayError,
)
from voice_intake.gateways.fetch import Fetched
from voice_intake.gateways.fetch import fetch as fetch_audio
from voice_intake.lease import Lease
from voice_intake.ledger import Claim
from voice_intake.models import Message, Transcript
from voice_intake.stages import FETCH, TRANSCRIBE, State
from voice_intake.steps import failed, given_back, hint_next, settling, taken
from voice_intake.storage import RecordingStore
from voice_intake.transcriber import SpokenInput
from voice_intake.transcript import Transcription
from voice_intake.workplace import Workplace, current

log = structlog.get_logger(__name__)

#: How long a batch that is not full waits for messages that arrive together with it; a lone message
#: is begun after the first look (``steps.LOOK_EVERY_S``).
BATCH_WINDOW_S = 0.15
#: How long audio that was announced may be late before its absence counts as failed attempts.
AUDIO_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Order:
    """One claimed message with its bytes."""

    claim: Claim
    sha256: str
    spoken: SpokenInput


def transcribe(message_id: int) -> None:
    """RQ's way in: transcribe a batch of what is due."""
    del message_id  # a hint that there is work; the ledger says which
    transcribe_batch(current())


def fetch(message_id: int) -> None:
    """RQ's way in: fetch the audio of a message that a gateway told us of."""
    del message_id
    fetch_batch(current())


def transcribe_batch(place: Workplace) -> int:
    """Transcribe one batch; gives the number of messages that were claimed."""
    limit = min(TRANSCRIBE.batch, place.transcriber.batch_size)
    if limit > 1:
        limit = min(limit, _share(place, limit))
    with taken(place, TRANSCRIBE, limit=limit, window_s=BATCH_WINDOW_S) as (claims, lease):
        orders = _read_all(place, lease, claims)
        if orders:
            _transcribe(place, lease, orders)
    return len(claims)


def _share(place: Workplace, limit: int) -> int:
    """What this worker takes of what is due: two idle ones halve it rather than one taking all.

    With more due than they hold together, each takes a full batch.
    """
    with place.database.read() as session:
        alive = {
            vital.name.removeprefix("worker:")
            for vital in vitals(session)
            if vital.kind == f"worker:{TRANSCRIBE.name}" and vital.alive and vital.condition == OK
        }
        due, busy = ledger.crowd(session, TRANSCRIBE, enough=limit * max(1, len(alive)))
    idle = len((alive - busy) | {place.worker})
    # Nothing to share: whoever arrives within the window is taken as well.
    return limit if due <= 1 else math.ceil(due / idle)


def fetch_batch(place: Workplace) -> int:
    """Fetch one batch; gives the number of messages that were claimed."""
    with taken(place, FETCH) as (claims, lease):
        for item in claims:
            try:
                _fetch(place, lease, item)
            except AudioNotReadyError as error:
                _wait_for_audio(place, lease, item, error)
            except ForbiddenSourceError as error:  # no later attempt could be allowed
                with settling(place, lease, item) as session:
                    ledger.finish(session, item, State.QUARANTINED, reason=error)
            except Exception as error:
                failed(place, lease, item, error)
    return len(claims)


def _wait_for_audio(place: Workplace, lease: Lease, item: Claim, error: AudioNotReadyError) -> None:
    """A gateway may announce audio before it can be fetched: wait, for some minutes uncounted."""
    with place.database.read() as session:
        told_at = session.get_one(Message, item.message_id).received_at
        patient = now(session) - told_at < AUDIO_PATIENCE
    if patient:
        given_back(place, lease, [item], wait_s=place.settings.back_off_s[0], reason=error)
    else:
        failed(place, lease, item, error)


def _fetch(place: Workplace, lease: Lease, item: Claim) -> None:
    fetched = _download(place, item)
    with settling(place, lease, item) as session:
        intake.attach_audio(session, item, fetched.stored, media_type=fetched.media_type)
    hint_next(place, item, FETCH.target)


def _download(place: Workplace, item: Claim) -> Fetched:
    with place.database.read() as session:
        message = session.get_one(Message, item.message_id)
    gateway = place.settings.gateways.get(message.source)
    if gateway is None:
        raise UnknownGatewayError(
            f"No gateway `{message.source}` is configured, so its recording cannot be fetched.",
            next_step="Put it into EARWITNESS_GATEWAYS.",
        )
    return fetch_audio(RecordingStore(place.settings), gateway, message.recording_url or "")


def _read_all(place: Workplace, lease: Lease, claims: Sequence[Claim]) -> list[Order]:
    orders = []
    for item in claims:
        try:
            orders.append(_read(place, item))
        except Exception as error:
            failed(place, lease, item, error)
    return orders


def _read(place: Workplace, item: Claim) -> Order:
    with place.database.read() as session:
        message = session.get_one(Message, item.message_id)
    sha256 = message.recording_sha256 or ""
    spoken = SpokenInput(
        audio=RecordingStore(place.settings).read(sha256),
        media_type=message.media_type,
        file_name=message.file_name,
        language=message.requested_language,
        caller_channel=place.settings.caller_channel_of(message.source),
    )
    return Order(item, sha256, spoken)


def _transcribe(place: Workplace, lease: Lease, orders: Sequence[Order]) -> None:
    """Transcribe these together; where the batch as a whole breaks, one by one what is left of it."""
    batch = _Batch(place, lease, orders)
    try:
        batch.run()
    except ModelError as error:
        _wait_for_model(place, lease, [order.claim for order in batch.left()], error)
    except Exception as error:
        if place.stopping.is_set() or len(orders) == 1:
            raise
        log.warning("transcribe.batch_broke", size=len(orders), error=type(error).__name__)
        for order in batch.left():
            _transcribe_alone(place, lease, order)


def _transcribe_alone(place: Workplace, lease: Lease, order: Order) -> None:
    try:
        _transcribe(place, lease, [order])
    except Exception as error:
        if place.stopping.is_set():
            raise
        failed(place, lease, order.claim, error)


class _Batch:
    """Messages in the transcriber together, each settled as soon as its result is there."""

    def __init__(self, place: Workplace, lease: Lease, orders: Sequence[Order]) -> None:
        self._place, self._lease, self._orders = place, lease, orders
        self._began = time.monotonic()
        self._answered: set[int] = set()
        #: Results that could not be stored: the engine goes on with the others meanwhile.
        self._unsettled: list[tuple[Order, Exception]] = []

    def run(self) -> None:
        """Transcribe and settle; raises what the transcriber raises."""
        spoken = [order.spoken for order in self._orders]
        transcribe = self._place.transcriber.transcribe
        try:
            for i, result in enumerate(transcribe(spoken, self._on_progress, self._on_result)):
                self._on_result(i, result)
        finally:
            for order, error in self._unsettled:
                failed(self._place, self._lease, order.claim, error)

    def left(self) -> list[Order]:
        """Those that have no result."""
        return [order for i, order in enumerate(self._orders) if i not in self._answered]

    def _on_progress(self, i: int, fraction: float) -> None:
        self._lease.progress(self._orders[i].claim, fraction)

    def _on_result(self, i: int, result: Transcription | EarwitnessError) -> None:
        if i in self._answered:
            return
        self._answered.add(i)
        # The batch's time so far, shared out: nobody knows what each of them cost.
        took_s = (time.monotonic() - self._began) / len(self._orders)
        try:
            _settle(self._place, self._lease, self._orders[i], result, took_s)
        except Exception as error:
            self._unsettled.append((self._orders[i], error))


def _settle(
    place: Workplace,
    lease: Lease,
    order: Order,
    result: Transcription | EarwitnessError,
    took_s: float,
) -> None:
    if isinstance(result, Transcription):
        place.say(None)
        _store(place, lease, order, result, took_s)
    elif isinstance(result, UndecodableError):
        with settling(place, lease, order.claim) as session:
            ledger.finish(session, order.claim, State.QUARANTINED, reason=result)
    elif isinstance(result, ModelError):
        _wait_for_model(place, lease, [order.claim], result)
    elif place.stopping.is_set():  # the engine was ended under it
        given_back(place, lease, [order.claim])
    else:
        failed(place, lease, order.claim, result)


def _store(
    place: Workplace, lease: Lease, order: Order, heard: Transcription, took_s: float
) -> None:
    with settling(place, lease, order.claim) as session:
        configuration = configuration_hash(heard.model)
        ledger.finish(
            session,
            order.claim,
            TRANSCRIBE.target,
            detail={"input": order.sha256, "configuration": configuration},
            duration_s=heard.duration_s,
            speech=heard.speech,
        )
        if not _has_transcript(session, order, configuration):
            session.add(
                Transcript(
                    message_id=order.claim.message_id,
                    created_at=now(session),
                    input_hash=order.sha256,
                    configuration_hash=configuration,
                    language=heard.language,
                    speech=heard.speech,
                    duration_s=heard.duration_s,
                    text=heard.text,
                    transcription=heard.as_dict(),
                    took_s=took_s,
                )
            )
    hint_next(place, order.claim, TRANSCRIBE.target)


def configuration_hash(model: Mapping[str, Any]) -> str:
    """sha256 over everything that shaped the text: model, engine, parameters."""
    plain = json.dumps(dict(model), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def _has_transcript(session: Session, order: Order, configuration: str) -> bool:
    """Whether the same bytes were transcribed the same way before (a message worked on again)."""
    query = select(Transcript.id).where(
        Transcript.message_id == order.claim.message_id,
        Transcript.input_hash == order.sha256,
        Transcript.configuration_hash == configuration,
    )
    return session.scalar(query) is not None


def _wait_for_model(
    place: Workplace, lease: Lease, claims: Sequence[Claim], error: ModelError
) -> None:
    """The messages are not to blame: they wait, and can be listened to."""
    # An engine that was ended while it loaded looks like a broken model.
    if place.stopping.is_set():
        given_back(place, lease, claims)
        return
    place.say(error)
    log.warning("transcribe.model", code=error.code, waiting=len(claims))
    given_back(place, lease, claims, wait_s=place.settings.model_wait_s, reason=error)
