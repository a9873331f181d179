"""What every fault test needs: an installation with short times, and how to look into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from tests.builders import build_message
from tests.running import Child
from voice_intake import audit, queue
from voice_intake.db import Database, now
from voice_intake.models import Message, Transcript
from voice_intake.settings import Settings
from voice_intake.stages import TRANSCRIBE

Start = Callable[..., Child]

#: Between "the claim is seen" and SIGSTOP: a process that is stopped inside its commit would hold
#: SQLite's write lock for as long as it sleeps, which is another fault than the one meant.
OUT_OF_COMMIT_S = 0.2


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Leases, pauses and rounds of about a second."""
    queue._line.cache_clear()
    return settings.model_copy(
        update={
            "lease_s": 1.5,
            "back_off_s": (0.2, 0.4),
            "model_wait_s": 0.3,
            "poll_s": 0.5,
            "sweep_every_s": 0.3,
            "drain_s": 1.0,
        }
    )


@dataclass(frozen=True)
class Line:
    """The phone line: messages come in as intake leaves them, outcomes are counted."""

    database: Database
    settings: Settings

    def leave(self, audio: bytes, *, hint: bool = True) -> int:
        """An acknowledged message: row committed, then the hint."""
        with self.database.write() as session:
            moment = now(session)
            message = build_message(session, self.settings, audio=audio, received_at=moment)
        if hint:
            queue.hint(self.settings, message.id, TRANSCRIBE)
        return message.id

    def message(self, message_id: int) -> Message:
        """One message as it is now."""
        with self.database.read() as session:
            return session.get_one(Message, message_id)

    def states(self) -> Counter[str]:
        """How many messages are where."""
        with self.database.read() as session:
            return Counter(session.scalars(select(Message.state)))

    def held(self) -> bool:
        """Whether somebody works on something."""
        with self.database.read() as session:
            held = select(Message.id).where(Message.lease_until.is_not(None))
            return session.scalar(held) is not None

    def all_are(self, state: str) -> bool:
        """Whether every message is in this state."""
        return set(self.states()) == {state}

    def assert_each_has_one_transcript(self) -> None:
        """Nothing lost, nothing twice, and the chain tells of each end once."""
        with self.database.read() as session:
            ids = list(session.scalars(select(Message.id)))
            made = Counter(session.scalars(select(Transcript.message_id)))
            ended = Counter(
                session.scalars(
                    select(audit.AuditEvent.subject_id).where(
                        audit.AuditEvent.action == "message.transcribed"
                    )
                )
            )
            assert audit.verify(session).intact
        assert made == dict.fromkeys(ids, 1)
        assert ended == {str(message_id): 1 for message_id in ids}


@pytest.fixture
def line(database: Database, settings: Settings) -> Line:
    """A line into an empty installation."""
    return Line(database, settings)
