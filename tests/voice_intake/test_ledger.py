"""The ledger: one holder a message, three attempts, one end, whatever happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.builders import build_message
from voice_intake import audit, ledger
from voice_intake.db import Database, now
from voice_intake.errors import EarwitnessError, EngineDiedError, LostClaimError, ModelMissingError
from voice_intake.ledger import Claim
from voice_intake.models import AuditEvent, Message
from voice_intake.settings import Settings
from voice_intake.stages import BACK_OFF_S, EXTRACT, FETCH, TRANSCRIBE, State


def new_messages(
    database: Database, settings: Settings, count: int, state: State = State.RECEIVED
) -> list[int]:
    """Messages that are due, oldest first."""
    with database.write() as session:
        return [build_message(session, settings, state=state).id for _ in range(count)]


def take(database: Database, limit: int = 1, worker: str = "a", lease_s: float = 30) -> list[Claim]:
    """Claim for transcription."""
    return ledger.claim(database, TRANSCRIBE, worker=worker, limit=limit, lease_s=lease_s)


def finish(database: Database, item: Claim, target: State = State.TRANSCRIBED) -> None:
    """Finish in a transaction of its own."""
    with database.write() as session:
        ledger.finish(session, item, target)


def row(database: Database, message_id: int) -> Message:
    """The message as it is now."""
    with database.read() as session:
        return session.get_one(Message, message_id)


def make_due(database: Database, message_id: int) -> None:
    """Let the back-off end."""
    with database.write() as session:
        session.execute(
            update(Message).where(Message.id == message_id).values(next_run_at=now(session))
        )


def expire(database: Database, message_id: int) -> None:
    """Let the lease run out."""
    with database.write() as session:
        past = now(session) - timedelta(seconds=1)
        session.execute(update(Message).where(Message.id == message_id).values(lease_until=past))


def test_a_claimed_message_is_claimed_by_nobody_else(
    any_database: Database, settings: Settings
) -> None:
    """Two workers that ask at once share the messages and never one message."""
    new_messages(any_database, settings, 3)
    first, second = take(any_database, 2, "a"), take(any_database, 2, "b")
    assert len(first) == 2 and len(second) == 1
    assert not {c.message_id for c in first} & {c.message_id for c in second}


def test_the_oldest_due_message_is_claimed_first(
    any_database: Database, settings: Settings
) -> None:
    """A batch holds the messages that wait longest, in their order."""
    ids = new_messages(any_database, settings, 5)
    assert [item.message_id for item in take(any_database, 3)] == ids[:3]


@pytest.mark.parametrize(
    ("stage", "state"),
    [(FETCH, State.NOTIFIED), (TRANSCRIBE, State.RECEIVED), (EXTRACT, State.TRANSCRIBED)],
)
def test_a_stage_claims_only_messages_in_its_own_state(
    database: Database, settings: Settings, stage, state: State
) -> None:
    """No stage works on what another one has to do first, and none on a terminal state."""
    for other in State:
        new_messages(database, settings, 1, other)
    items = ledger.claim(database, stage, worker="a", limit=99, lease_s=30)
    assert [row(database, item.message_id).state for item in items] == [state.value]


def test_finishing_moves_the_message_on_and_clears_the_lease(
    any_database: Database, settings: Settings
) -> None:
    """After a stage is done the next one starts with no attempts and nobody holding it."""
    new_messages(any_database, settings, 1)
    [item] = take(any_database)
    with any_database.write() as session:
        ledger.finish(session, item, State.TRANSCRIBED, duration_s=12.5, speech="some")
    message = row(any_database, item.message_id)
    assert (message.state, message.attempts) == ("transcribed", 0)
    assert (message.lease_until, message.leased_by, message.progress) == (None, None, None)
    assert (message.duration_s, message.speech) == (12.5, "some")


def test_who_finishes_late_is_refused_and_leaves_nothing_behind(
    any_database: Database, settings: Settings
) -> None:
    """A worker paused past its lease loses to the one that took over, output and all."""
    new_messages(any_database, settings, 1)
    [late] = take(any_database, worker="late", lease_s=30)
    expire(any_database, late.message_id)
    [current] = take(any_database, worker="current")
    with pytest.raises(LostClaimError), any_database.write() as session:
        audit.record(session, actor="late", action="x", subject_type="message", subject_id=1)
        ledger.finish(session, late, State.TRANSCRIBED)
    finish(any_database, current)
    with any_database.read() as session:
        actors = list(session.scalars(select(AuditEvent.actor)))
    assert actors == ["worker:current"]


def test_a_claim_finishes_once(any_database: Database, settings: Settings) -> None:
    """The same claim cannot finish twice, not even its holder's own second try."""
    new_messages(any_database, settings, 1)
    [item] = take(any_database)
    finish(any_database, item)
    with pytest.raises(LostClaimError):
        finish(any_database, item)


def test_renewing_says_which_claims_still_hold(any_database: Database, settings: Settings) -> None:
    """Of two claims, the one that was taken over is missing from the answer."""
    new_messages(any_database, settings, 2)
    kept, lost = take(any_database, 2)
    expire(any_database, lost.message_id)
    take(any_database, worker="b")
    assert ledger.renew(any_database, [kept, lost], lease_s=30) == [kept]


def test_a_renewed_lease_keeps_others_away(any_database: Database, settings: Settings) -> None:
    """A lease that was about to end is renewed, and the message stays with its holder."""
    new_messages(any_database, settings, 1)
    [item] = take(any_database, lease_s=0.2)
    ledger.renew(any_database, [item], lease_s=30)
    expired_at = row(any_database, item.message_id).lease_until
    with any_database.read() as session:
        assert expired_at is not None and expired_at > now(session) + timedelta(seconds=20)
    assert take(any_database, worker="b") == []


def test_three_failures_hand_the_message_to_a_human(
    any_database: Database, settings: Settings
) -> None:
    """Failed twice it waits and is tried again; the third failure ends the machine's part."""
    [message_id] = new_messages(any_database, settings, 1)
    reason = EngineDiedError(next_step="Listen to it.")
    for attempt, wait_s in enumerate(BACK_OFF_S[:2], start=1):
        [item] = take(any_database)
        assert ledger.fail(any_database, item, reason) is State.RECEIVED
        message = row(any_database, message_id)
        assert (message.attempts, message.failure_code) == (attempt, "engine_died")
        with any_database.read() as session:
            waits_s = (message.next_run_at - now(session)).total_seconds()
        assert wait_s - 5 < waits_s <= wait_s
        assert take(any_database) == []
        make_due(any_database, message_id)
    [item] = take(any_database)
    assert ledger.fail(any_database, item, reason) is State.NEEDS_HUMAN
    assert row(any_database, message_id).state == "needs_human"
    assert take(any_database) == []


def test_a_message_that_failed_is_tried_alone(any_database: Database, settings: Settings) -> None:
    """Should it kill its worker, it takes no other message with it, and others don't wait for it."""
    ids = new_messages(any_database, settings, 4)
    bad = take(any_database)[0]
    ledger.fail(any_database, bad, EngineDiedError(), back_off_s=(-1000.0, -1000.0))
    assert bad.message_id == ids[0]
    rest = take(any_database, 4)
    alone = take(any_database, 4)
    assert sorted([len(rest), len(alone)]) == [1, 3]
    assert {c.message_id for c in rest} != {c.message_id for c in alone}
    single = min(rest, alone, key=len)
    assert [c.message_id for c in single] == [ids[0]]


def test_giving_back_costs_no_attempt(any_database: Database, settings: Settings) -> None:
    """A missing model is not the message's fault: it waits, says why, and keeps its attempts."""
    [message_id] = new_messages(any_database, settings, 1)
    for _ in range(5):
        [item] = take(any_database)
        reason = ModelMissingError(next_step="Fetch it.")
        ledger.release(any_database, [item], wait_s=0, reason=reason)
        make_due(any_database, message_id)
    message = row(any_database, message_id)
    assert (message.attempts, message.state) == (0, "received")
    assert message.failure_code == "model_missing"
    assert "Fetch it." in (message.failure_reason or "")


def test_a_message_that_killed_three_workers_is_handed_over(
    any_database: Database, settings: Settings
) -> None:
    """Attempts are counted when they begin, so who never comes back is counted too."""
    [message_id] = new_messages(any_database, settings, 1)
    for _ in range(3):
        assert len(take(any_database)) == 1
        expire(any_database, message_id)
    assert take(any_database) == []
    assert ledger.hand_over_exhausted(any_database) == [message_id]
    message = row(any_database, message_id)
    assert (message.state, message.failure_code) == ("needs_human", "attempts_exhausted")
    assert ledger.hand_over_exhausted(any_database) == []


def test_a_third_attempt_that_still_runs_is_not_handed_over(
    any_database: Database, settings: Settings
) -> None:
    """As long as the lease of the last attempt holds, its worker may still finish."""
    [message_id] = new_messages(any_database, settings, 1)
    for _ in range(2):
        take(any_database)
        expire(any_database, message_id)
    [last] = take(any_database)
    assert ledger.hand_over_exhausted(any_database) == []
    finish(any_database, last)


def test_due_lists_what_nobody_works_on(any_database: Database, settings: Settings) -> None:
    """Held messages and terminal ones are not due; the others are, with their stage."""
    ids = new_messages(any_database, settings, 2)
    read = new_messages(any_database, settings, 1, State.TRANSCRIBED)
    new_messages(any_database, settings, 1, State.READY)
    take(any_database)
    assert ledger.due(any_database) == [(ids[1], TRANSCRIBE), (read[0], EXTRACT)]


def test_a_backlog_of_one_stage_hides_no_other_stages_work(
    database: Database, settings: Settings
) -> None:
    """However many wait to be transcribed, what waits to be read is due too."""
    new_messages(database, settings, 5)
    read = new_messages(database, settings, 1, State.TRANSCRIBED)
    assert [stage for _, stage in ledger.due(database, limit=2)] == [TRANSCRIBE] * 2 + [EXTRACT]
    assert (read[0], EXTRACT) in ledger.due(database, limit=2)


def test_progress_is_seen_and_stays_between_nothing_and_all(
    any_database: Database, settings: Settings
) -> None:
    """The officer sees how far the work is; a wild number is cut."""
    new_messages(any_database, settings, 1)
    [item] = take(any_database)
    ledger.report_progress(any_database, [(item, 1.7)])
    assert row(any_database, item.message_id).progress == 1.0


def test_depths_and_age_tell_how_the_queue_stands(
    any_database: Database, settings: Settings
) -> None:
    """Counts by state, and the oldest message that a machine stage still has to finish."""
    new_messages(any_database, settings, 2)
    new_messages(any_database, settings, 1, State.QUARANTINED)
    with any_database.read() as session:
        assert ledger.depths(session) == {State.RECEIVED: 2, State.QUARANTINED: 1}
        assert ledger.oldest_unfinished(session) is not None


def test_each_end_is_in_the_audit_chain(any_database: Database, settings: Settings) -> None:
    """Who finished what, at which attempt and why, without the reason's words."""
    new_messages(any_database, settings, 1)
    [item] = take(any_database)
    with any_database.write() as session:
        reason = EarwitnessError("a sentence")
        ledger.finish(session, item, State.QUARANTINED, reason=reason)
    with any_database.read() as session:
        [event] = session.scalars(select(AuditEvent))
        assert (event.action, event.subject_id) == ("message.quarantined", str(item.message_id))
        assert event.detail == {"attempt": 1, "reason": "error"}
        assert audit.verify(session).intact
