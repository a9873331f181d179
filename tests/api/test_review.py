"""Officers' acts on both databases: what they leave behind and how they are refused."""

from __future__ import annotations

import threading
from copy import deepcopy
from typing import Any

import pytest
from sqlalchemy import func, select

from api import review
from api.auth import Principal, create_api_key, principal_of_api_key
from api.case_view import get_case
from api.errors import NotFoundError, ReviewError, ReviewForbiddenError, ReviewInvalidError
from api.models import CaseEvent, CaseLink, Correction, Escalation
from nlp.models import ReportDraft
from tests.builders import THEFT, Scenario, build_message, build_ready_case, build_user
from voice_intake import audit
from voice_intake.db import Database
from voice_intake.models import AuditEvent
from voice_intake.settings import Settings
from voice_intake.stages import State

EMERGENCY = Scenario(
    text="Somebody is breaking into my flat now.",
    urgency="emergency",
    report={"urgency": {"level": "emergency", "reasons": [{"cue": "now", "evidence": ["now"]}]}},
)


def officer(database: Database, name: str = "chan", role: str = "officer") -> Principal:
    """Somebody who can act."""
    with database.write() as session:
        user = build_user(session, name, role=role)
        return Principal("user", str(user.id), role, None, user.display_name)


def claimed(database: Database, who: Principal, settings: Settings, **more: Any) -> int:
    """A ready message in the hands of ``who``."""
    with database.write() as session:
        message_id = build_ready_case(session, settings, **more).id
    with database.write() as session:
        review.claim(session, who, message_id)
    return message_id


def test_of_two_officers_who_claim_at_once_one_wins(
    any_database: Database, settings: Settings
) -> None:
    """Eight officers claim the same message at the same moment: one has it, seven get a 409."""
    people = [officer(any_database, f"officer{number}") for number in range(8)]
    with any_database.write() as session:
        message_id = build_ready_case(session, settings).id
    barrier, results = threading.Barrier(len(people)), []

    def claim(who: Principal) -> None:
        barrier.wait()
        try:
            with any_database.write() as session:
                review.claim(session, who, message_id)
            results.append(("won", who.actor))
        except ReviewError as error:
            results.append((error.status, error.next_step))

    threads = [threading.Thread(target=claim, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [actor for outcome, actor in results if outcome == "won"]
    assert len(winners) == 1
    assert [outcome for outcome, _ in results if outcome != "won"] == [409] * 7
    with any_database.read() as session:
        assert get_case(session, message_id).owner == winners[0]
        assert session.scalar(select(func.count(CaseEvent.id))) == 1


def test_a_correction_stands_beside_the_machines_value(
    any_database: Database, settings: Settings
) -> None:
    """Both values, who, when and why are kept; the draft does not change by a byte."""
    who = officer(any_database)
    message_id = claimed(any_database, who, settings)
    with any_database.read() as session:
        before = deepcopy(session.scalars(select(ReportDraft)).one().report)
    with any_database.write() as session:
        review.correct(
            session, who, message_id, "/locations/0/district", "SSP", reason="She said Sham Shui Po"
        )
    with any_database.read() as session:
        case = get_case(session, message_id)
        assert session.scalars(select(ReportDraft)).one().report == before
    correction = case.corrections[0]
    assert (correction.machine_value, correction.officer_value) == ("YTM", "SSP")
    assert correction.by == "Chan"
    assert correction.reason == "She said Sham Shui Po"
    assert case.draft == before
    assert case.report["locations"][0]["district"] == "SSP"
    assert case.report["locations"][0]["text"] == before["locations"][0]["text"]


def test_the_newest_correction_of_a_place_is_in_force_and_earlier_ones_are_kept(
    any_database: Database, settings: Settings
) -> None:
    """Correcting twice keeps the machine's own value on both rows and shows the last."""
    who = officer(any_database)
    message_id = claimed(any_database, who, settings)
    for value in ("First try.", "Second try."):
        with any_database.write() as session:
            review.correct(session, who, message_id, "/summary", value)
    with any_database.read() as session:
        case = get_case(session, message_id)
        rows = session.scalars(select(Correction).order_by(Correction.id)).all()
        values = [(row.machine_value["value"], row.officer_value["value"]) for row in rows]
    machine = THEFT.report["summary"]
    assert values == [(machine, "First try."), (machine, "Second try.")]
    assert case.report["summary"] == "Second try."
    assert len(case.corrections) == 1
    assert case.corrections[0].superseded == 1


def test_a_report_is_typed_by_hand_where_no_machine_made_one(
    any_database: Database, settings: Settings
) -> None:
    """A message that needs a human gets its report from corrections over an empty one."""
    who = officer(any_database)
    with any_database.write() as session:
        message_id = build_message(session, settings, state=State.NEEDS_HUMAN).id
    with any_database.write() as session:
        review.claim(session, who, message_id)
        review.correct(session, who, message_id, "/incident_types/-", {"code": "noise"})
        review.correct(session, who, message_id, "/locations/-", {"text": "Nathan Road"})
        review.correct(session, who, message_id, "/locations/0/district", "YTM")
        review.correct(session, who, message_id, "/urgency/level", "routine")
        review.dispose(session, who, message_id, "report_taken")
    with any_database.read() as session:
        case = get_case(session, message_id)
    assert case.draft is None
    assert case.has_report
    assert case.report["incident_types"][0]["code"] == "noise"
    assert case.report["locations"][0]["text"] == "Nathan Road"
    assert case.report["locations"][0]["district"] == "YTM"
    assert case.report["locations"][0]["evidence"] == []
    assert case.corrections[0].machine_value is None
    assert (case.status, case.disposition) == ("closed", "report_taken")


def test_a_new_draft_never_replaces_a_corrected_one(
    any_database: Database, settings: Settings
) -> None:
    """Reading again with a newer pipeline leaves the reviewed report as the officer left it."""
    who = officer(any_database)
    message_id = claimed(any_database, who, settings)
    with any_database.write() as session:
        review.correct(session, who, message_id, "/summary", "As reviewed.")
        old = session.scalars(select(ReportDraft)).one()
        newer = ReportDraft(
            message_id=message_id,
            transcript_id=old.transcript_id,
            created_at=old.created_at,
            pipeline_version="newer",
            report={**old.report, "summary": "As read again.", "locations": []},
            urgency="emergency",
            incident_type=None,
            district=None,
            language="en",
        )
        session.add(newer)
    with any_database.read() as session:
        case = get_case(session, message_id)
    assert case.report["summary"] == "As reviewed."
    assert case.report["locations"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("", "x"),
        ("/", "x"),
        ("summary", "x"),
        ("/nothing", "x"),
        ("/locations/7/district", "YTM"),
        ("/locations/-1", {}),
        ("/locations/0/district", "Mong Kok"),
        ("/locations/0/lat", 123.0),
        ("/urgency/level", "extreme"),
        ("/urgency", "routine"),
        ("/schema", "earwitness.report/9"),
        ("/provenance/pipeline", "me"),
        ("/locations/0/evidence", []),
        ("/locations/0/evidence/0/text", "x"),
        ("/property/0/value_hkd", "a lot"),
        ("/incident_types/-", "theft"),
        ("/incident_types/0/code", "Bicycle Theft!"),
        ("/incident_types/0/code", "x" * 41),
        ("/summary/" + "x" * 300, "x"),
    ],
)
def test_a_value_that_does_not_fit_the_contract_is_refused(
    database: Database, settings: Settings, path: str, value: Any
) -> None:
    """A wrong path or value gets 422 with advice and leaves no row."""
    who = officer(database)
    message_id = claimed(database, who, settings)
    with pytest.raises(ReviewInvalidError) as caught, database.write() as session:
        review.correct(session, who, message_id, path, value)
    assert caught.value.status == 422
    assert caught.value.next_step
    with database.read() as session:
        assert session.scalars(select(Correction)).all() == []
        assert get_case(session, message_id).version == 1


def test_a_place_that_the_machine_left_out_can_be_filled(
    any_database: Database, settings: Settings
) -> None:
    """The contract's key counts, not whether the machine wrote it: detail/floor was not there."""
    who = officer(any_database)
    message_id = claimed(any_database, who, settings)
    with any_database.write() as session:
        review.correct(session, who, message_id, "/locations/0/detail/floor", "3/F")
    with any_database.read() as session:
        case = get_case(session, message_id)
    assert case.report["locations"][0]["detail"]["floor"] == "3/F"
    assert case.report["locations"][0]["detail"]["exit"] == "C2"
    assert "floor" not in case.draft["locations"][0]["detail"]  # type: ignore[index]
    assert case.corrections[0].machine_value is None


def test_a_slip_of_the_machine_elsewhere_does_not_stop_the_officer(
    database: Database, settings: Settings
) -> None:
    """A draft with a value outside the contract can be corrected, there and in other places."""
    who = officer(database)
    odd = {**THEFT.report["locations"][0], "kind": "spaceport"}
    message_id = claimed(
        database, who, settings, scenario=Scenario(THEFT.text, report={"locations": [odd]})
    )
    with database.write() as session:
        review.correct(session, who, message_id, "/summary", "Typed.")
    with pytest.raises(ReviewInvalidError), database.write() as session:
        review.correct(session, who, message_id, "/locations/0/kind", "moon base")
    with database.write() as session:
        review.correct(session, who, message_id, "/locations/0/kind", "landmark")
    with database.read() as session:
        report = get_case(session, message_id).report
    assert (report["summary"], report["locations"][0]["kind"]) == ("Typed.", "landmark")


def test_an_act_that_saw_an_older_version_changes_nothing(
    any_database: Database, settings: Settings
) -> None:
    """A stale page's act is refused with the advice to load again."""
    who = officer(any_database)
    message_id = claimed(any_database, who, settings)
    with any_database.write() as session:
        review.note(session, who, message_id, "one", version=1)
    with pytest.raises(ReviewError) as caught, any_database.write() as session:
        review.note(session, who, message_id, "two", version=1)
    assert caught.value.code == "stale_version"
    assert "Load it again" in caught.value.next_step


def test_the_machines_escalation_of_an_emergency_waits_for_a_person(
    any_database: Database, settings: Settings
) -> None:
    """It is there before anybody acts, blocks closing, and is acknowledged by name."""
    who = officer(any_database)
    message_id = claimed(any_database, who, settings, scenario=EMERGENCY)
    with any_database.read() as session:
        raised = get_case(session, message_id).open_escalations
    assert [(item.raised_by, item.reason) for item in raised] == [("machine", "now")]
    with pytest.raises(ReviewError) as caught, any_database.write() as session:
        review.dispose(session, who, message_id, "referred")
    assert "Acknowledge" in caught.value.next_step
    with any_database.write() as session:
        review.acknowledge(session, who, message_id)
        review.dispose(session, who, message_id, "referred")
    with any_database.read() as session:
        case = get_case(session, message_id)
        assert session.scalars(select(Escalation.raised_by)).all() == ["machine"]
    assert case.open_escalations == ()
    assert case.escalations[0].acknowledged_by == "Chan"


def test_links_are_seen_from_both_sides_and_can_be_taken_back(
    any_database: Database, settings: Settings
) -> None:
    """Linking twice is refused, unlinking keeps the row, linking again makes a new one."""
    who = officer(any_database)
    message_id = claimed(any_database, who, settings)
    with any_database.write() as session:
        other_id = build_ready_case(session, settings).id
    with any_database.write() as session:
        link_id = review.link(
            session, who, message_id, other_id, kind="same_incident", reason="same bicycle"
        ).subject_id
    assert link_id is not None
    with pytest.raises(ReviewError), any_database.write() as session:
        review.link(session, who, message_id, other_id)
    with pytest.raises(ReviewInvalidError), any_database.write() as session:
        review.link(session, who, message_id, message_id)
    with pytest.raises(NotFoundError), any_database.write() as session:
        review.unlink(session, who, message_id, 999)
    with any_database.read() as session:
        assert get_case(session, other_id).links[0].other_id == message_id
    with any_database.write() as session:
        review.unlink(session, who, message_id, link_id)
    with any_database.write() as session:
        review.link(session, who, message_id, other_id)
    with any_database.read() as session:
        assert session.scalar(select(func.count(CaseLink.id))) == 2
        assert get_case(session, message_id).links[0].unlinked_at is not None


def test_somebody_elses_case_is_named_in_the_refusal(
    any_database: Database, settings: Settings
) -> None:
    """The refusal says who has it and what to do; a supervisor may release it."""
    who, other = officer(any_database), officer(any_database, "wong")
    boss = officer(any_database, "lee", "supervisor")
    message_id = claimed(any_database, who, settings)
    with pytest.raises(ReviewForbiddenError) as caught, any_database.write() as session:
        review.correct(session, other, message_id, "/summary", "mine")
    assert "Chan" in caught.value.detail
    with pytest.raises(ReviewForbiddenError), any_database.write() as session:
        review.release(session, other, message_id)
    with any_database.write() as session:
        assert review.release(session, boss, message_id).status == "released"
    with any_database.write() as session:
        assert review.claim(session, other, message_id).status == "claimed"


def test_a_machine_with_an_officers_key_can_review(
    any_database: Database, settings: Settings
) -> None:
    """A key owns a case as a person does, and is named as its owner."""
    with any_database.write() as session:
        token = create_api_key(session, "dispatch system", "officer")
        message_id = build_ready_case(session, settings).id
    with any_database.read() as session:
        key = principal_of_api_key(session, token)
    assert key is not None
    with any_database.write() as session:
        review.claim(session, key, message_id)
        review.correct(session, key, message_id, "/summary", "From dispatch.")
    with any_database.read() as session:
        case = get_case(session, message_id)
    assert case.owner_name == "dispatch system"
    assert case.corrections[0].by == "dispatch system"


def test_an_erased_message_and_one_that_never_was_cannot_be_acted_on(
    database: Database, settings: Settings
) -> None:
    """The tombstone refuses every act; an unknown id is not found."""
    who = officer(database)
    with database.write() as session:
        erased = build_message(session, settings, state=State.ERASED).id
    with pytest.raises(ReviewError), database.write() as session:
        review.claim(session, who, erased)
    with pytest.raises(NotFoundError), database.write() as session:
        review.claim(session, who, 12345)


def test_what_officers_write_is_in_the_history_and_not_in_the_audit_log(
    database: Database, settings: Settings
) -> None:
    """The audit log keeps ids and codes of an act; its words stay with the case."""
    who = officer(database)
    message_id = claimed(database, who, settings)
    words = "zebra-canary 50123456"
    with database.write() as session:
        review.note(session, who, message_id, words)
        review.correct(session, who, message_id, "/summary", words, reason=words)
        review.escalate(session, who, message_id, words)
        review.acknowledge(session, who, message_id)
        review.dispose(session, who, message_id, "advised")
    boss = officer(database, "lee", "supervisor")
    with database.write() as session:
        review.reopen(session, boss, message_id, words)
    with database.read() as session:
        logged = " ".join(str(event.detail) for event in session.scalars(select(AuditEvent)))
        history = get_case(session, message_id).history
        assert audit.verify(session).intact
    assert "canary" not in logged
    assert "50123456" not in logged
    assert [item.act for item in history] == [
        "claim", "note", "correct", "escalate", "acknowledge", "dispose", "reopen",
    ]  # fmt: skip
    assert history[1].detail["text"] == words


@pytest.mark.parametrize("text", ["", "   ", "x" * 5000])
def test_a_text_must_say_something_and_not_everything(
    database: Database, settings: Settings, text: str
) -> None:
    """Empty and endless notes are refused."""
    who = officer(database)
    message_id = claimed(database, who, settings)
    with pytest.raises(ReviewInvalidError), database.write() as session:
        review.note(session, who, message_id, text)
