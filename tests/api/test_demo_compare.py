"""The demonstration's comparison of what was found with what the words say."""

from __future__ import annotations

from api.demo.compare import compare_fields


def test_only_fields_that_the_words_speak_of_are_compared() -> None:
    """A field that the gold label leaves out is no agreement and no difference."""
    gold = {"urgency": {"level": "routine"}, "incident_types": [{"code": "theft"}], "phones": None}
    report = {
        "urgency": {"level": "routine"},
        "incident_types": [{"code": "fraud"}],
        "weapon": {"value": "yes"},
    }
    fields = {field.name: field for field in compare_fields(gold, report)}
    assert set(fields) == {"incident_types", "urgency"}
    assert fields["urgency"].agrees
    assert not fields["incident_types"].agrees
    assert (fields["incident_types"].said, fields["incident_types"].found) == ("theft", "fraud")


def test_a_missing_report_differs_in_every_field() -> None:
    """Nothing found is shown as a dash, never as an agreement."""
    fields = compare_fields({"weapon": {"value": "no"}, "vehicles": [{"plate": "AB1234"}]}, {})
    assert [field.found for field in fields] == ["-", "-"]
    assert not any(field.agrees for field in fields)


def test_the_same_moment_agrees_in_whatever_zone_it_is_written() -> None:
    """Labels are written in Hong Kong time, drafts in UTC."""
    gold = {"occurred": {"start": "2026-11-20T18:00:00+08:00", "end": "2026-11-21T06:00:00+08:00"}}
    found = {"occurred": {"start": "2026-11-20T10:00:00+00:00", "end": "2026-11-20T22:00:00+00:00"}}
    (field,) = compare_fields(gold, found)
    assert field.agrees
    assert field.said == "2026-11-20 18:00 to 2026-11-21 06:00"
