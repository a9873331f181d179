"""The machine's stages: from which state to which, by which job, on which queue, how long, how often.

The job is a dotted string, so that this room names the next one without importing it; a test
resolves each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a message is on the machine's way. Only ``voice_intake.ledger`` writes it."""

    NOTIFIED = "notified"  # the gateway said there is audio at a URL
    RECEIVED = "received"  # the bytes are fsynced
    TRANSCRIBED = "transcribed"
    READY = "ready"
    NEEDS_HUMAN = "needs_human"  # a machine step failed three times: an officer listens
    QUARANTINED = "quarantined"  # not decodable; kept, visible, downloadable
    ERASED = "erased"  # tombstone


#: No machine work is due in these.
TERMINAL = frozenset({State.READY, State.NEEDS_HUMAN, State.QUARANTINED, State.ERASED})

#: Failed attempts of one stage before a human takes over.
MAX_ATTEMPTS = 3
#: Seconds before the second, third and later attempts.
BACK_OFF_S = (10.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the machine."""

    name: str
    source: State
    target: State
    #: ``package.module:function``; takes one message id.
    job: str
    #: Seconds RQ lets the job run, a last resort; the stage's own deadlines are shorter (a full
    #: batch of the longest recordings, transcribed in ten times their length).
    timeout_s: int
    #: Messages claimed at once, at most.
    batch: int

    @property
    def queue(self) -> str:
        """The RQ queue; one queue a worker."""
        return f"earwitness-{self.name}"


FETCH = Stage("fetch", State.NOTIFIED, State.RECEIVED, "voice_intake.jobs.fetch", 120, 1)
TRANSCRIBE = Stage(
    "transcribe", State.RECEIVED, State.TRANSCRIBED, "voice_intake.jobs.transcribe", 300_000, 32
)
EXTRACT = Stage("extract", State.TRANSCRIBED, State.READY, "nlp.jobs.extract", 120, 8)

STAGES = (FETCH, TRANSCRIBE, EXTRACT)
BY_NAME = {stage.name: stage for stage in STAGES}
BY_SOURCE = {stage.source: stage for stage in STAGES}
