"""Exports: formats, filters, masking, formulas, constant memory, the log of runs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from api import review
from api.auth import Principal
from api.errors import FormatNotAvailableError
from api.export.columns import FACTS, FINDINGS, cells, dictionary, names
from api.export.csv_ import FORMULA_STARTS, safe
from api.export.rows import CHUNK, export_rows
from api.export.run import FORMATS, LATER, ExportOrder, export
from api.models import ExportRun
from api.queue_view import QueueFilters
from nlp.models import ReportDraft
from tests.api.world import World
from tests.builders import (
    RECEIVED_AT,
    THEFT,
    Scenario,
    build_message,
    build_ready_case,
    build_transcript,
    build_user,
)
from voice_intake import audit
from voice_intake.db import Database
from voice_intake.models import AuditEvent
from voice_intake.settings import Settings
from voice_intake.stages import State
from voice_intake.transcript import Segment

DOCUMENT = Path(__file__).parents[2] / "docs" / "export.md"


def made(database: Database, format_: str, masked: bool = True, **filters: Any) -> str:
    """An export as text."""
    order = ExportOrder(format_, "user:1", QueueFilters(list="all", **filters), masked)
    return b"".join(export(database, order)).decode()


def table(text: str) -> list[dict[str, str]]:
    """A CSV export as dictionaries."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def corrected(database: Database, settings: Settings) -> int:
    """A message whose district and summary an officer corrected."""
    with database.write() as session:
        user = build_user(session)
        who = Principal("user", str(user.id), "officer", None, "Chan")
        message_id = build_ready_case(session, settings).id
    with database.write() as session:
        review.claim(session, who, message_id)
        review.correct(session, who, message_id, "/locations/0/district", "SSP")
        review.dispose(session, who, message_id, "report_taken")
    return message_id


def test_the_corrected_and_the_machines_value_stand_beside_each_other(
    any_database: Database, settings: Settings
) -> None:
    """NAME is the value in force, NAME_ai the machine's; what was corrected is listed."""
    corrected(any_database, settings)
    row = table(made(any_database, "csv"))[0]
    assert (row["district"], row["district_ai"]) == ("SSP", "YTM")
    assert (row["incident_type"], row["incident_type_ai"]) == ("bicycle_theft",) * 2
    assert row["corrected_paths"] == "/locations/0/district"
    assert (row["status"], row["disposition"]) == ("closed", "report_taken")
    assert row["received_at"] == "2026-11-22T09:30:00+08:00"
    assert row["export_schema"] == "earwitness.export/1"
    assert datetime.fromisoformat(row["as_of"]) > RECEIVED_AT


def test_personal_data_is_masked_unless_asked_for(
    any_database: Database, settings: Settings
) -> None:
    """By default no format holds the number; unmasked every one that has a place for it does."""
    corrected(any_database, settings)
    for name in FORMATS:
        assert "50123456" not in made(any_database, name)
        assert "5012 3456" not in made(any_database, name)
    row = table(made(any_database, "csv", masked=False))[0]
    assert row["caller_number"] == "'+85250123456"
    assert row["contact_phone"] == "50123456"
    assert "50123456" in made(any_database, "ndjson", masked=False)


def test_ndjson_holds_whole_reports(any_database: Database, settings: Settings) -> None:
    """Each line stands for itself: facts, report in force and the machine's own."""
    corrected(any_database, settings)
    line = json.loads(made(any_database, "ndjson", masked=False))
    assert line["report"]["locations"][0]["district"] == "SSP"
    assert line["report_ai"]["locations"][0]["district"] == "YTM"
    assert line["report_ai"]["schema"] == "earwitness.report/1"
    assert line["corrected_paths"] == ["/locations/0/district"]
    assert line["transcript"] == THEFT.text


def test_a_stereo_call_is_exported_turn_by_turn_and_doubt_in_its_column(
    any_database: Database, settings: Settings
) -> None:
    """Who said what stays known; why nothing was said is told."""
    turns = [(0, " A man has a knife."), (1, " Where are you?"), (1, " Which floor?")]
    segments = tuple(
        Segment(i, float(i), i + 1.0, text, -0.2, 0.0, 1.0, 0.0, channel=channel)
        for i, (channel, text) in enumerate(turns)
    )
    with any_database.write() as session:
        call = build_message(session, settings, state=State.READY)
        build_transcript(session, call, segments=segments, caller_channel=0)
        silent = build_message(session, settings, state=State.READY)
        build_transcript(session, silent, text="", flags=("no_speech", "sound_ringing"))
    first, second = table(made(any_database, "csv", masked=False))
    assert first["transcript"].splitlines() == [
        "Caller: A man has a knife.",
        "Call-taker: Where are you? Which floor?",
    ]
    assert first["doubt"] == ""
    assert second["doubt"] == "no_speech; sound_ringing"


def test_geojson_has_a_point_for_every_place_that_is_known(
    any_database: Database, settings: Settings
) -> None:
    """RFC 7946: longitude first, precision in the properties; the others are counted."""
    with any_database.write() as session:
        build_ready_case(session, settings)
        build_message(session, settings, state=State.NEEDS_HUMAN)
    collection = json.loads(made(any_database, "geojson", masked=False))
    assert collection["type"] == "FeatureCollection"
    assert collection["unlocated_messages"] == 1
    (feature,) = collection["features"]
    assert feature["type"] == "Feature"
    assert feature["geometry"] == {"type": "Point", "coordinates": [114.1694, 22.3194]}
    assert feature["properties"]["precision_m"] == 20
    assert feature["properties"]["incident_type"] == "bicycle_theft"
    masked = json.loads(made(any_database, "geojson"))["features"][0]
    assert masked["geometry"]["coordinates"] == [114.169, 22.319]
    assert masked["properties"]["precision_m"] == 110


def test_an_empty_export_is_still_a_file_of_its_format(any_database: Database) -> None:
    """Header only, nothing, and an empty collection."""
    assert table(made(any_database, "csv")) == []
    assert made(any_database, "ndjson") == ""
    assert json.loads(made(any_database, "geojson"))["features"] == []


def test_filters_narrow_the_rows(any_database: Database, settings: Settings) -> None:
    """District by what is in force, time, language, type and urgency."""
    corrected(any_database, settings)
    with any_database.write() as session:
        build_ready_case(session, settings, received_at=RECEIVED_AT + timedelta(days=2))
    day = RECEIVED_AT + timedelta(days=1)
    for filters, expected in (
        ({}, 2),
        ({"district": ("SSP",)}, 1),
        ({"district": ("YTM",)}, 1),
        ({"since": day}, 1),
        ({"until": day}, 1),
        ({"language": ("yue",)}, 0),
        ({"incident_type": ("bicycle_theft",), "urgency": ("routine",)}, 2),
    ):
        assert len(table(made(any_database, "csv", **filters))) == expected, filters


def test_an_erased_message_is_a_tombstone(any_database: Database, settings: Settings) -> None:
    """Reference, time and state stay; nothing that was said; no filter finds it by what was in it."""
    with any_database.write() as session:
        message = build_ready_case(session, settings)
        message.state = State.ERASED.value
    row = table(made(any_database, "csv", masked=False))[0]
    kept = {name for name, value in row.items() if value}
    assert kept == {
        "message_id", "reference", "received_at", "source", "state", "export_schema", "as_of",
    }  # fmt: skip
    line = json.loads(made(any_database, "ndjson", masked=False))
    assert (line["report"], line["report_ai"], line["transcript"]) == (None, None, None)
    assert table(made(any_database, "csv", district=("YTM",))) == []
    assert len(table(made(any_database, "csv", until=RECEIVED_AT + timedelta(days=1)))) == 1


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(database: Database, settings: Settings, text: str) -> None:
    """What a caller said or an officer typed never computes in a spreadsheet."""
    scenario = Scenario(text="hello", report={**THEFT.report, "summary": text, "property": [],
                        "locations": [], "incident_types": [], "phones": [],
                        "occurred": _never(), "contact": _nobody()})  # fmt: skip
    with database.write() as session:
        build_ready_case(session, settings, scenario)
    row = table(made(database, "csv", masked=False))[0]
    assert row["summary"] == f"'{text}"
    assert not any((value or "").lstrip(" ").startswith(FORMULA_STARTS) for value in row.values())


def _never() -> dict[str, Any]:
    return {"start": None, "end": None, "precision": "unknown", "ongoing": None,
            "recurring": None, "evidence": []}  # fmt: skip


def _nobody() -> dict[str, Any]:
    return {"name": None, "phone": None, "callback": "unknown", "anonymous": False,
            "safe_hours": None, "evidence": []}  # fmt: skip


@given(st.text())
def test_a_safe_cell_never_begins_like_a_formula_and_loses_nothing(text: str) -> None:
    """Whatever the text: harmless, and the text itself is still there."""
    cell = str(safe(text))
    assert not cell.lstrip(" ").startswith(FORMULA_STARTS)
    assert cell.endswith(text)


def test_numbers_stay_numbers() -> None:
    """A negative number is no formula."""
    assert safe(-114.5) == -114.5
    assert safe(False) == "false"


def test_an_export_of_five_thousand_rows_holds_a_few_hundred(
    database: Database, settings: Settings
) -> None:
    """Rows are fetched in chunks while the file is written: never more than one chunk ahead."""
    total = 5_000
    with database.write() as session:
        first = build_message(session, settings, state=State.READY)
        build_transcript(session, first)
        values = {c.name: getattr(first, c.name) for c in first.__table__.columns}
        copies = [
            {**values, "id": first.id + n, "reference": f"EW-{n}", "provider_id": f"copy-{n}",
             "first_provider_id": f"copy-{n}"}
            for n in range(1, total)
        ]  # fmt: skip
        session.execute(first.__table__.insert(), copies)
    fetched = [0]

    def count_chunk(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT message."):
            fetched[0] += CHUNK

    written, most_ahead = -1, 0  # the first line is the header
    event.listen(database.engine, "before_cursor_execute", count_chunk)
    try:
        for piece in export(database, ExportOrder("csv", "user:1")):
            written += piece.count(b"\r\n")
            most_ahead = max(most_ahead, fetched[0] - written)
    finally:
        event.remove(database.engine, "before_cursor_execute", count_chunk)
    assert written == total
    assert fetched[0] >= total
    assert most_ahead <= CHUNK == 200


def test_every_run_is_logged_with_the_hash_of_its_file(
    any_database: Database, settings: Settings
) -> None:
    """Actor, format, filters, rows and sha256 of exactly the bytes that left."""
    corrected(any_database, settings)
    text = made(any_database, "ndjson", district=("SSP",))
    with any_database.read() as session:
        run = session.scalars(select(ExportRun)).one()
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.subject_type == "export").order_by(AuditEvent.seq)
        ).all()
        assert audit.verify(session).intact
    assert (run.actor, run.format, run.masked, run.rows) == ("user:1", "ndjson", True, 1)
    assert run.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert run.filters["district"] == ["SSP"]
    assert [item.action for item in events] == ["export.started", "export.finished"]
    assert events[1].detail["sha256"] == run.sha256


def test_an_export_that_is_broken_off_is_logged_as_begun(
    database: Database, settings: Settings
) -> None:
    """Who stops reading half-way has still been seen."""
    corrected(database, settings)
    pieces = export(database, ExportOrder("csv", "user:1"))
    assert isinstance(pieces, Iterator)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    with database.read() as session:
        assert session.scalars(select(ExportRun)).all() == []
        actions = session.scalars(select(AuditEvent.action)).all()
    assert "export.started" in actions
    assert "export.finished" not in actions


@pytest.mark.parametrize("name", [*LATER, "doc", ""])
def test_a_format_that_is_not_there_says_which_are(database: Database, name: str) -> None:
    """xlsx, parquet and eido are announced; anything else is unknown; both list the others."""
    with pytest.raises(FormatNotAvailableError) as caught:
        export(database, ExportOrder(name, "user:1"))
    assert "csv, ndjson, geojson" in caught.value.next_step
    assert ("not available in this version" in str(caught.value)) == (name in LATER)


def test_the_interface_streams_the_same_file(world: World) -> None:
    """Media type, file name, masked; another format gets 400 with the list."""
    corrected(world.database, world.settings)
    for name, item in FORMATS.items():
        answer = world.get("analyst", f"/v1/exports/{name}", params={"district": "SSP"})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == item.media_type
        assert answer.headers["content-disposition"] == f'attachment; filename="earwitness.{name}"'
        assert "50123456" not in answer.text
    refused = world.get("analyst", "/v1/exports/xlsx")
    assert (refused.status_code, refused.json()["code"]) == (400, "format_not_available")
    runs = world.get("supervisor", "/v1/exports").json()
    assert [run["format"] for run in runs] == ["geojson", "ndjson", "csv"]
    assert runs[0]["actor"] == world.who("analyst").actor


def test_times_without_a_zone_are_meant_in_hong_kong(world: World) -> None:
    """09:30 in Hong Kong is 01:30 UTC."""
    corrected(world.database, world.settings)
    for moment, rows in (("2026-11-22T09:29", 1), ("2026-11-22T09:31", 0)):
        answer = world.get("analyst", "/v1/exports/csv", params={"since": moment})
        assert len(table(answer.text)) == rows


def test_the_column_dictionary_is_in_the_documentation() -> None:
    """docs/export.md holds the table that the code makes, to the letter."""
    assert dictionary() in DOCUMENT.read_text()


def test_every_column_has_a_name_of_its_own_and_a_cell(
    database: Database, settings: Settings
) -> None:
    """Names are unique and as many as the cells of a row, also of a message without a report."""
    assert len(set(names())) == len(names())
    assert all(item.description.endswith(".") for item in (*FACTS, *FINDINGS))
    with database.write() as session:
        build_message(session, settings, state=State.QUARANTINED)
    with database.read() as session:
        rows = list(export_rows(session, QueueFilters(list="all"), masked=False))
    assert len(cells(rows[0], datetime.now(UTC))) == len(names())


def test_a_hand_typed_report_has_no_machine_values(database: Database, settings: Settings) -> None:
    """Where no machine made a draft the _ai columns are empty."""
    with database.write() as session:
        user = build_user(session)
        who = Principal("user", str(user.id), "officer", None, "Chan")
        message_id = build_message(session, settings, state=State.NEEDS_HUMAN).id
        review.claim(session, who, message_id)
        review.correct(session, who, message_id, "/summary", "Typed by hand.")
        assert session.scalars(select(ReportDraft)).all() == []
    row = table(made(database, "csv"))[0]
    assert (row["summary"], row["summary_ai"]) == ("Typed by hand.", "")
