"""Any order of claims, renewals, ends, failures, pauses and clocks keeps the ledger's promises."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule
from sqlalchemy import select, update

from tests.builders import build_message
from voice_intake import audit, ledger
from voice_intake.db import Base, Database, now
from voice_intake.errors import EngineDiedError, LostClaimError
from voice_intake.ledger import Claim
from voice_intake.models import AuditEvent, Message
from voice_intake.settings import Settings
from voice_intake.stages import MAX_ATTEMPTS, TERMINAL, TRANSCRIBE, State

WORKERS = st.sampled_from(["a", "b", "c"])


@dataclass
class Model:
    """What must be true of one message."""

    #: The fence of the claim that may finish, None where nobody's may.
    holder: int | None = None
    finished: int = 0
    begun: int = 0


class LedgerMachine(RuleBasedStateMachine):
    """Workers that claim, work, pause, fail and come back late, on a real SQLite database."""

    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.settings = Settings(data_dir=Path(self._folder.name))
        self.database = Database("sqlite://")
        Base.metadata.create_all(self.database.engine)
        self.model: dict[int, Model] = {}

    def teardown(self) -> None:
        """Close the database and remove its folder."""
        self.database.close()
        self._folder.cleanup()

    @rule()
    def receive(self) -> None:
        """A message arrives."""
        with self.database.write() as session:
            message = build_message(session, self.settings, audio=bytes([len(self.model)]))
            self.model[message.id] = Model()

    @rule(target=claims, worker=WORKERS, limit=st.integers(1, 3))
    def claim(self, worker: str, limit: int) -> list[Claim]:
        """A worker takes what is due: only what nobody holds."""
        taken = ledger.claim(self.database, TRANSCRIBE, worker=worker, limit=limit, lease_s=1000)
        for item in taken:
            known = self.model[item.message_id]
            assert known.holder is None, "a held message was claimed again"
            assert known.finished == 0, "a finished message was claimed again"
            known.holder = item.fence
            known.begun = item.attempt
        return taken

    @rule(items=claims)
    def renew(self, items: list[Claim]) -> None:
        """Exactly the claims that hold are renewed."""
        kept = ledger.renew(self.database, items, lease_s=1000)
        assert kept == [item for item in items if self._fence_is_current(item)]
        for item in kept:
            self.model[item.message_id].holder = item.fence

    @rule(items=consumes(claims), target_state=st.sampled_from([TRANSCRIBE.target, State.READY]))
    def finish(self, items: list[Claim], target_state: State) -> None:
        """Who holds finishes; who does not is refused."""
        for item in items:
            if self._act(item, lambda item=item: self._finish(item, target_state)):
                self.model[item.message_id].finished += 1

    @rule(items=claims)
    def fail(self, items: list[Claim]) -> None:
        """A failure counts; the third one ends the machine's part."""
        for item in items:
            act: Callable[[], object] = lambda item=item: ledger.fail(  # noqa: E731
                self.database, item, EngineDiedError(), back_off_s=(0.0, 0.0)
            )
            if self._act(item, act) and item.attempt >= MAX_ATTEMPTS:
                self.model[item.message_id].finished += 1

    @rule(items=claims)
    def release(self, items: list[Claim]) -> None:
        """A claim that is given back costs nothing."""
        for item in items:
            self._act(
                item,
                lambda item=item: ledger.release(self.database, [item], wait_s=0, reason=None),
            )

    @rule()
    def leases_run_out(self) -> None:
        """Every worker sleeps past its lease: the messages are free again, their fences stay."""
        with self.database.write() as session:
            past = now(session) - timedelta(seconds=1)
            held = Message.lease_until.is_not(None)
            session.execute(update(Message).where(held).values(lease_until=past))
        for known in self.model.values():
            known.holder = None

    @rule()
    def sweep(self) -> None:
        """Exhausted messages that nobody holds go to a human."""
        for message_id in ledger.hand_over_exhausted(self.database):
            known = self.model[message_id]
            assert known.holder is None and known.begun >= MAX_ATTEMPTS
            known.finished += 1

    @invariant()
    def attempts_and_ends_are_counted_right(self) -> None:
        """At most three attempts; each message ended at most once, and the chain says the same."""
        with self.database.read() as session:
            rows = {row.id: row for row in session.scalars(select(Message))}
            ended = list(session.scalars(select(AuditEvent.subject_id)))
        for message_id, known in self.model.items():
            row = rows[message_id]
            assert row.attempts <= MAX_ATTEMPTS
            assert known.finished <= 1
            assert ended.count(str(message_id)) == known.finished
            done = State(row.state) in TERMINAL or row.state == TRANSCRIBE.target.value
            assert done == bool(known.finished)

    @invariant()
    def the_chain_verifies(self) -> None:
        """Nothing that happens breaks the audit chain."""
        with self.database.read() as session:
            assert audit.verify(session).intact

    def _fence_is_current(self, item: Claim) -> bool:
        with self.database.read() as session:
            row = session.get_one(Message, item.message_id)
        return row.fence == item.fence and row.state == item.state.value

    def _act(self, item: Claim, act: Callable[[], object]) -> bool:
        """Whether the act was taken; it must be exactly where the claim is the newest one."""
        allowed = self._fence_is_current(item)
        try:
            act()
        except LostClaimError:
            assert not allowed, "the holder was refused"
            return False
        assert allowed, "late work was taken"
        self.model[item.message_id].holder = None
        return True

    def _finish(self, item: Claim, target: State) -> None:
        with self.database.write() as session:
            ledger.finish(session, item, target)


LedgerMachine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
TestLedgerStates = LedgerMachine.TestCase
