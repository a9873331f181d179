"""The queue on both databases: order, age floor, lists, filters, pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from api import review
from api.auth import Principal
from api.errors import ReviewInvalidError
from api.queue_view import (
    AGE_CEILING,
    AGE_FLOOR,
    SLOW_AFTER,
    QueueFilters,
    QueueRow,
    count_lists,
    list_queue,
)
from tests.builders import (
    THEFT,
    Scenario,
    build_message,
    build_ready_case,
    build_transcript,
    build_user,
)
from voice_intake.db import Database
from voice_intake.settings import Settings
from voice_intake.stages import State

MINUTE = timedelta(minutes=1)


def ago(delta: timedelta) -> datetime:
    """A moment in the past."""
    return datetime.now(UTC) - delta


def scenario(urgency: str, **more: Any) -> Scenario:
    """The usual theft at another urgency."""
    return Scenario(text=THEFT.text, urgency=urgency, report=THEFT.report, **more)


def ids(session: Session, filters: QueueFilters | None = None) -> list[int]:
    """The messages of the first page, in order."""
    return [row.message_id for row in list_queue(session, filters).rows]


def row_of(session: Session, message_id: int, name: str = "work") -> QueueRow:
    """The line of one message in a list."""
    rows = list_queue(session, QueueFilters(list=name)).rows
    return next(row for row in rows if row.message_id == message_id)


def officer(session: Session) -> Principal:
    """Somebody to act."""
    user = build_user(session)
    return Principal("user", str(user.id), "officer", None, user.display_name)


def test_urgency_comes_first_then_age(any_database: Database, settings: Settings) -> None:
    """Emergency, priority, routine; the older one first within each."""
    made = {}
    with any_database.write() as session:
        for name, urgency, age in (
            ("r1", "routine", 50),
            ("e2", "emergency", 1),
            ("p1", "priority", 30),
            ("e1", "emergency", 2),
            ("r2", "routine", 40),
            ("p2", "priority", 20),
        ):
            row = build_ready_case(
                session, settings, scenario(urgency), received_at=ago(age * MINUTE)
            )
            made[name] = row.id
    with any_database.read() as session:
        assert ids(session) == [made[name] for name in ("e1", "e2", "p1", "p2", "r1", "r2")]


def test_a_routine_message_rises_with_age_and_never_starves(
    any_database: Database, settings: Settings
) -> None:
    """After the floor it stands among the priorities, after the ceiling among the emergencies."""
    with any_database.write() as session:

        def at(urgency: str, age: timedelta) -> int:
            made = build_ready_case(session, settings, scenario(urgency), received_at=ago(age))
            return made.id

        fresh = at("routine", MINUTE)
        priority = at("priority", AGE_FLOOR - MINUTE)
        floor = at("routine", AGE_FLOOR + MINUTE)
        emergency = at("emergency", MINUTE)
        ceiling = at("routine", AGE_CEILING + MINUTE)
    with any_database.read() as session:
        assert ids(session) == [ceiling, emergency, floor, priority, fresh]


def test_what_no_machine_could_read_ranks_as_priority(
    any_database: Database, settings: Settings
) -> None:
    """Failed and quarantined messages come before routine ones, and can be played."""
    with any_database.write() as session:
        routine = build_ready_case(session, settings, received_at=ago(9 * MINUTE)).id
        human = build_message(
            session, settings, state=State.NEEDS_HUMAN, received_at=ago(8 * MINUTE)
        ).id
        broken = build_message(
            session, settings, state=State.QUARANTINED, received_at=ago(7 * MINUTE)
        ).id
    with any_database.read() as session:
        assert ids(session) == [human, broken, routine]
        row = row_of(session, human)
    assert (row.urgency, row.summary, row.has_audio) == (None, None, True)


def test_each_message_stands_in_the_list_it_belongs_to(
    any_database: Database, settings: Settings
) -> None:
    """Nothing that was acknowledged is in no list; erased messages are in none."""
    with any_database.write() as session:
        who = officer(session)
        received = ago(MINUTE)
        ready = build_ready_case(session, settings, received_at=received).id
        silent = build_message(
            session, settings, state=State.READY, speech="none", received_at=received
        ).id
        held = {"progress": 0.4, "lease_until": ago(-MINUTE)}
        working = build_message(session, settings, received_at=received, **held).id
        slow = build_message(session, settings, received_at=ago(SLOW_AFTER + MINUTE)).id
        waiting = build_message(
            session, settings, state=State.NOTIFIED, received_at=received, recording_sha256=None
        ).id
        taken = build_message(session, settings, received_at=received).id
        closed = build_ready_case(session, settings, received_at=received).id
        erased = build_message(session, settings, state=State.ERASED, received_at=received).id
    with any_database.write() as session:
        review.claim(session, who, taken)
        review.claim(session, who, closed)
        review.dispose(session, who, closed, "advised")
    with any_database.read() as session:
        lists = {
            name: set(ids(session, QueueFilters(list=name)))
            for name in ("work", "no_speech", "processing", "closed", "all")
        }
        counts = count_lists(session)
        assert row_of(session, working, "processing").progress == 0.4
    assert lists == {
        "work": {ready, slow, taken},
        "no_speech": {silent},
        "processing": {working, slow, waiting, taken},
        "closed": {closed},
        "all": {ready, silent, working, slow, waiting, taken, closed},
    }
    assert counts == {name: len(found) for name, found in lists.items()}
    assert erased not in set().union(*lists.values())


def test_a_line_says_what_where_and_when(any_database: Database, settings: Settings) -> None:
    """The gist of the report, the doubt marks and the case's state are on the line."""
    ambiguous = {**THEFT.report["locations"][0], "ambiguous": True}
    doubtful = Scenario(
        text=THEFT.text, report={**THEFT.report, "locations": [ambiguous]}, duration_s=12.0
    )
    with any_database.write() as session:
        message = build_ready_case(session, settings, doubtful, provider_conflict=True)
        message_id = message.id
        build_transcript(session, message, flags=("clipped",), model={"other": True})
    with any_database.read() as session:
        row = row_of(session, message_id)
    assert (row.what_en, row.what_zh) == ("Bicycle theft", "偷單車")
    assert (row.where_en, row.where_zh) == ("Mong Kok Station Exit C2", "旺角站C2出口")
    assert row.district == "YTM"
    assert row.when is not None
    assert row.when["precision"] == "hour"
    assert "evidence" not in row.when
    assert row.summary == THEFT.report["summary"]
    assert row.language == "en"
    assert row.duration_s == 12.0
    assert row.doubt == ("ambiguous_place", "provider_conflict")
    assert (row.status, row.owner, row.version, row.escalated) == ("waiting", None, 0, False)


def test_a_correction_moves_the_message_in_order_and_filters(
    any_database: Database, settings: Settings
) -> None:
    """What the officer said counts: urgency, incident type and district are filtered by it."""
    with any_database.write() as session:
        who = officer(session)
        other = build_ready_case(session, settings, received_at=ago(3 * MINUTE)).id
        message_id = build_ready_case(session, settings, received_at=ago(MINUTE)).id
    with any_database.write() as session:
        review.claim(session, who, message_id)
        review.correct(session, who, message_id, "/urgency/level", "emergency")
        review.correct(session, who, message_id, "/incident_types/0/code", "robbery")
        review.correct(session, who, message_id, "/locations/0/district", "SSP")
    with any_database.read() as session:
        assert ids(session) == [message_id, other]
        assert row_of(session, message_id).urgency == "emergency"
        for filters, expected in (
            (QueueFilters(urgency=("emergency",)), [message_id]),
            (QueueFilters(incident_type=("robbery",)), [message_id]),
            (QueueFilters(incident_type=("bicycle_theft",)), [other]),
            (QueueFilters(district=("SSP", "KT")), [message_id]),
            (QueueFilters(district=("YTM",)), [other]),
            (QueueFilters(status=("claimed",)), [message_id]),
            (QueueFilters(status=("waiting",)), [other]),
            (QueueFilters(owner=who.actor), [message_id]),
            (QueueFilters(owner="none"), [other]),
            (QueueFilters(language=("en",)), [message_id, other]),
            (QueueFilters(language=("yue",)), []),
            (QueueFilters(since=ago(2 * MINUTE)), [message_id]),
            (QueueFilters(until=ago(2 * MINUTE)), [other]),
            (QueueFilters(state=("ready",)), [message_id, other]),
        ):
            assert ids(session, filters) == expected, filters


@pytest.mark.parametrize(
    "words", ["BICYCLE outside", "旺角站", "旺角站C2出口有单车", "mong kok station exit", "EW-0000"]
)
def test_words_are_found_in_both_scripts(
    any_database: Database, settings: Settings, words: str
) -> None:
    """Transcript, summaries and reference are searched; simplified finds traditional."""
    with any_database.write() as session:
        message_id = build_ready_case(session, settings).id
    with any_database.read() as session:
        assert ids(session, QueueFilters(text=words)) == [message_id]


@pytest.mark.parametrize("words", ["elephant", "100%", "Mong_Kok", "尖沙咀"])
def test_words_that_nobody_said_find_nothing(
    any_database: Database, settings: Settings, words: str
) -> None:
    """Wildcards of the database mean themselves."""
    with any_database.write() as session:
        build_ready_case(session, settings)
    with any_database.read() as session:
        assert ids(session, QueueFilters(text=words)) == []


def test_what_an_officer_typed_is_found(any_database: Database, settings: Settings) -> None:
    """A hand-typed summary is as searchable as a machine's."""
    with any_database.write() as session:
        who = officer(session)
        message_id = build_message(session, settings, state=State.NEEDS_HUMAN).id
    with any_database.write() as session:
        review.claim(session, who, message_id)
        review.correct(session, who, message_id, "/summary_zh", "深水埗有人打架")
    with any_database.read() as session:
        assert ids(session, QueueFilters(text="打架")) == [message_id]


@pytest.mark.parametrize("name", ["work", "all"])
def test_pages_hold_every_message_once_though_others_arrive(
    any_database: Database, settings: Settings, name: str
) -> None:
    """Following the cursor neither skips nor repeats, with equal times and new arrivals."""
    moment = ago(5 * MINUTE)
    with any_database.write() as session:
        expected = {
            build_message(
                session, settings, state=State.NEEDS_HUMAN, received_at=moment, audio=b"same"
            ).id
            for _ in range(11)
        } | {
            build_ready_case(session, settings, scenario(urgency), received_at=ago(MINUTE)).id
            for urgency in ("emergency", "routine")
        }
    seen: list[int] = []
    cursor = None
    while True:
        with any_database.read() as session:
            page = list_queue(session, QueueFilters(list=name), cursor, limit=3)
        seen += [row.message_id for row in page.rows]
        with any_database.write() as session:
            build_ready_case(session, settings, scenario("emergency"), received_at=ago(MINUTE / 9))
        if page.next_cursor is None or len(seen) > 40:
            break
        cursor = page.next_cursor
    own = [key for key in seen if key in expected]
    assert sorted(own) == sorted(expected)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("cursor", ["x", "e30", "W10", "MTIz", "WzEsMiwzLDRd", "%%%", "é"])
def test_a_broken_cursor_is_refused_with_advice(database: Database, cursor: str) -> None:
    """A cursor that is not ours gets 422, not an error of ours."""
    with pytest.raises(ReviewInvalidError) as caught, database.read() as session:
        list_queue(session, cursor=cursor)
    assert "without a cursor" in caught.value.next_step


def test_an_unknown_list_and_owner_are_refused(database: Database) -> None:
    """Typing errors are told, not answered with an empty page."""
    for filters in (QueueFilters(list="works"), QueueFilters(owner="chan")):
        with pytest.raises(ReviewInvalidError), database.read() as session:
            list_queue(session, filters)


def test_escalations_show_on_the_line_until_somebody_takes_them(
    any_database: Database, settings: Settings
) -> None:
    """The machine's and a person's escalation are both marked, and the mark goes away."""
    with any_database.write() as session:
        who = officer(session)
        machine = build_ready_case(session, settings, scenario("emergency")).id
        person = build_ready_case(session, settings).id
        review.escalate(session, who, person, "it goes on")
    with any_database.read() as session:
        assert row_of(session, machine).escalated
        assert row_of(session, person).escalated
    with any_database.write() as session:
        review.acknowledge(session, who, machine)
        review.acknowledge(session, who, person)
    with any_database.read() as session:
        assert not row_of(session, machine).escalated
        assert not row_of(session, person).escalated


def test_a_page_costs_the_same_few_queries_however_long_it_is(
    database: Database, settings: Settings
) -> None:
    """No query a row: forty lines need as many as one, besides names of owners."""
    counted = []

    def count(*_: Any) -> None:
        counted.append(1)

    with database.write() as session:
        for _ in range(40):
            build_message(session, settings, state=State.NEEDS_HUMAN, audio=b"same")
    event.listen(database.engine, "before_cursor_execute", count)
    try:
        used = []
        for limit in (1, 40):
            counted.clear()
            with database.read() as session:
                assert len(list_queue(session, limit=limit).rows) == limit
            used.append(len(counted))
    finally:
        event.remove(database.engine, "before_cursor_execute", count)
    assert used[0] == used[1]
