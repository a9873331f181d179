"""What the console makes of a report, a transcript and a form, without a browser."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from api.case_view import CorrectionView, TranscriptView, WordView
from api.console import acts, fields, times, words
from api.console.language import strings_of
from api.errors import ReviewInvalidError
from api.merge import merged
from tests.builders import THEFT, full_report, transcription
from voice_intake import doubt

ENGLISH, CHINESE = strings_of("en"), strings_of("zh-HK")


@pytest.fixture
def report() -> dict[str, Any]:
    """The machine's report of the stolen bicycle."""
    return full_report(THEFT, transcription(THEFT))


def correction(path: str, machine: Any, officer: Any) -> CorrectionView:
    """A correction as the case shows it."""
    at = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
    return CorrectionView(1, path, machine, officer, "Chan Siu-ming", at, None, 0)


def rows(report: dict[str, Any], *changes: CorrectionView) -> dict[str, fields.Field]:
    """The rows of a report by pointer, with corrections laid over it."""
    current = merged(report, [(item.path, item.officer_value) for item in changes])
    found = fields.sections(report, current, changes, ENGLISH)
    return {row.pointer: row for section in found for row in section.fields}


def test_a_finding_is_one_line_with_its_confidence_and_evidence(report: dict[str, Any]) -> None:
    """Place, detail and district stand together, and the evidence says which seconds."""
    row = rows(report)["/locations/0"]
    assert row.text == "Mong Kok Station Exit C2  旺角站C2出口 · Exit C2 · Yau Tsim Mong"
    assert (row.status, row.confidence) == ("machine", 0.88)
    assert row.evidence[0]["audio"]["start"] > 0


def test_each_row_says_who_it_comes_from(report: dict[str, Any]) -> None:
    """The machine's, accepted, corrected, added by hand, or nothing at all."""
    vehicle = {"plate": "AB1234", "kind": None, "make": None, "colour": None, "role": None}
    found = rows(
        report,
        correction("/urgency", report["urgency"], deepcopy(report["urgency"])),
        correction("/locations/0/district", "YTM", "SSP"),
        correction("/vehicles/0", None, {**vehicle, "evidence": []}),
    )
    status = {pointer: row.status for pointer, row in found.items()}
    assert status["/incident_types/0"] == "machine"
    assert status["/urgency"] == "accepted"
    assert status["/locations/0"] == "corrected"
    assert status["/vehicles/0"] == "added"
    assert status["/weapon"] == "empty"
    assert "Sham Shui Po" in found["/locations/0"].text
    assert "Yau Tsim Mong" in found["/locations/0"].machine_text
    assert "Yau Tsim Mong → Sham Shui Po" in found["/locations/0"].history[0].text


def test_a_correction_to_nothing_stays_visible(report: dict[str, Any]) -> None:
    """An officer who empties a value has corrected it; the machine's stays beside it."""
    row = rows(report, correction("/summary", report["summary"], None))["/summary"]
    assert (row.status, row.text) == ("corrected", "")
    assert row.machine_text == THEFT.report["summary"]


def test_candidates_are_offered_until_somebody_decided(report: dict[str, Any]) -> None:
    """An ambiguous place asks; once corrected, it asks no more."""
    report["locations"][0] |= {"ambiguous": True, "candidates": [{"name_en": "Mong Kok East"}]}
    asked = rows(report)["/locations/0"]
    assert [one["name_en"] for one in asked.candidates] == ["Mong Kok East"]
    assert asked.is_doubtful
    decided = rows(report, correction("/locations/0/ambiguous", True, False))["/locations/0"]
    assert not decided.candidates
    assert not decided.is_doubtful


def test_the_chinese_console_puts_chinese_names_first(report: dict[str, Any]) -> None:
    """The same report, read by somebody who works in Chinese."""
    found = fields.sections(report, report, (), CHINESE)
    place = next(row for section in found for row in section.fields if row.key == "locations")
    assert place.text == "旺角站C2出口  Mong Kok Station Exit C2 · 出口 C2 · 油尖旺區"


def test_only_what_was_changed_becomes_a_correction(report: dict[str, Any]) -> None:
    """A form holds every leaf; what equals the report is left alone."""
    form = {"item": "/property/0", "leaf.item": "red mountain bike", "leaf.value_hkd": "4,500"}
    assert list(acts.changes(report, form)) == [("/property/0/value_hkd", 4500)]


def test_a_time_that_means_the_same_minute_is_not_a_change(report: dict[str, Any]) -> None:
    """The form shows Hong Kong minutes; the report may hold seconds and another zone."""
    report["occurred"]["start"] = "2026-11-21T13:45:30+00:00"
    form = {"item": "/occurred", "leaf.start": "2026-11-21T21:45", "leaf.ongoing": "false"}
    assert list(acts.changes(report, form)) == []
    form["leaf.start"] = "2026-11-21T21:50"
    assert list(acts.changes(report, form)) == [("/occurred/start", "2026-11-21T21:50:00+08:00")]


def test_a_leaf_that_the_report_lacks_is_set_in_what_holds_it(report: dict[str, Any]) -> None:
    """A place without a floor, even without detail, can be given one."""
    form = {"item": "/locations/0", "leaf.detail/floor": "12"}
    assert list(acts.changes(report, form)) == [
        ("/locations/0/detail", {"exit": "C2", "floor": "12"})
    ]
    del report["locations"][0]["detail"]
    (path, value), *rest = acts.changes(report, form)
    assert (path, value["detail"], rest) == ("/locations/0", {"floor": "12"}, [])


def test_another_incident_type_brings_its_labels(report: dict[str, Any]) -> None:
    """Code, both labels and the APCO code change together."""
    form = {"item": "/incident_types/0", "leaf.code": "robbery"}
    changed = dict(acts.changes(report, form))
    assert changed["/incident_types/0/code"] == "robbery"
    assert changed["/incident_types/0/label_en"] == "Robbery"
    assert changed["/incident_types/0/apco"] == "ROBBERY"


def test_an_empty_new_item_is_not_added(report: dict[str, Any]) -> None:
    """Save on an untouched form adds nothing."""
    assert list(acts.changes(report, {"item": "/people/-", "leaf.is_caller": "false"})) == []
    form = {"item": "/people/-", "leaf.role": "suspect", "leaf.is_caller": "false"}
    assert list(acts.changes(report, form)) == [
        ("/people/-", {"role": "suspect", "is_caller": False})
    ]


@pytest.mark.parametrize(
    "item", ["", "/", "/people", "/people/0/role", "/schema", "/urgency/level"]
)
def test_a_form_names_an_item_that_an_officer_may_edit(report: dict[str, Any], item: str) -> None:
    """Anything else is refused before it reaches the review."""
    with pytest.raises(ReviewInvalidError):
        list(acts.changes(report, {"item": item}))


def heard(text: str, *said: tuple[str, float, tuple[str, ...]]) -> TranscriptView:
    """A transcript view of these (word, probability, flags), one second each."""
    views, cursor = [], 0
    for second, (word, probability, flags) in enumerate(said):
        start = text.index(word, cursor)
        cursor = start + len(word)
        views.append(WordView(word, float(second), second + 1.0, start, cursor, probability, flags))
    return TranscriptView(
        1, text, "en", 0.9, 3.0, "some", (), tuple(views), (), {"synthetic_only": True}, {}
    )


def test_the_words_and_what_stands_between_them_are_the_text() -> None:
    """Nothing of a transcript is lost or doubled on its way into spans."""
    text = " Exit  C2, I think… "
    shown = words.spoken(heard(text, ("Exit", 0.9, ()), ("C2,", 0.2, ()), ("think…", 0.2, ())), [])
    whole = "".join(word.lead + word.text for word in shown.words) + shown.tail
    assert whole == text
    assert shown.synthetic_only


def test_a_doubtful_word_matters_where_a_finding_or_a_digit_hangs_on_it() -> None:
    """Weak words are many; marked are those that somebody would act on."""
    text = "Exit C2 near Argyle maybe"
    view = heard(
        text,
        ("Exit", 0.9, ()),
        ("C2", 0.2, ()),
        ("Argyle", 0.9, ("outside_speech",)),
        ("maybe", 0.2, ()),
    )
    shown = words.spoken(view, [(13, 19)])
    assert [(word.text, word.reasons) for word in shown.doubts] == [
        ("C2", ("low_probability",)),
        ("Argyle", ("outside_speech",)),
    ]
    assert shown.words[-1].reasons == ("low_probability",)
    assert not shown.words[-1].matters


def test_evidence_is_found_wherever_it_stands(report: dict[str, Any]) -> None:
    """In lists, in reasons, in single findings."""
    assert len(words.evidence_spans(report)) == 6


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-11-21T21:45:00+08:00", "2026-11-21T22:15:00+08:00", "2026-11-21 21:45–22:15"),
        ("2026-11-21T15:00:00Z", "2026-11-21T16:00:00Z", "2026-11-21 23:00–24:00"),
        ("2026-11-20T09:00", "2026-11-22T10:00", "2026-11-20 09:00 – 2026-11-22 10:00"),
        ("2026-11-21T21:45:00+08:00", None, "2026-11-21 21:45"),
        (None, None, ""),
        ("some day", None, ""),
    ],
)
def test_an_interval_is_said_once_and_in_hong_kong(
    start: str | None, end: str | None, said: str
) -> None:
    """The day is not repeated, midnight is the day's end, nonsense is silence."""
    assert times.interval(start, end) == said


@pytest.mark.parametrize(
    ("seconds", "age"), [(-5, (0, "minutes")), (59 * 60, (59, "minutes")), (3_600, (1, "hours"))]
)
def test_an_age_is_said_in_its_largest_unit(seconds: float, age: tuple[int, str]) -> None:
    """Minutes, hours, days; never negative."""
    assert times.short_age(seconds) == age


def test_evidence_in_a_translation_marks_no_word_of_the_transcript() -> None:
    """Its characters are those of another text; the translation stands beside the words."""
    evidence = [{"start": 0, "end": 4, "text": "bike"}]
    assert words.evidence_spans({"locations": [{"evidence": evidence}]}) == [(0, 4)]
    read = {"read_from": "translation", "locations": [{"evidence": evidence}]}
    assert words.evidence_spans(read) == []
    english = {"start": 0.0, "end": 2.0, "text": " My bike."}
    view = replace(heard("سائیکل", ("سائیکل", 0.9, ())), translation=(english,))
    assert words.spoken(view, []).translation == ((0.0, 2.0, "My bike.", None),)


def test_each_turn_of_a_stereo_call_says_whose_it_is() -> None:
    """The caller's name stands where the turn begins; without the fact, the channel's number."""
    view = heard("Help Where Here", ("Help", 0.9, ()), ("Where", 0.9, ()), ("Here", 0.9, ()))
    channels = (0, 1, 1)
    said = tuple(replace(w, channel=c) for w, c in zip(view.words, channels, strict=True))
    segments = ({"start": 0.0, "end": 1.0, "text": " Help", "channel": 0},)
    known = words.spoken(replace(view, words=said, segments=segments, caller_channel=0), [(0, 4)])
    assert [word.turn for word in known.words] == [
        ("transcript.caller", 0),
        ("transcript.agent", 1),
        None,
    ]
    assert known.segments == ((0.0, 1.0, "Help", ("transcript.caller", 0)),)
    unknown = words.spoken(replace(view, words=said), [])
    assert [word.turn for word in unknown.words[:2]] == [
        ("transcript.channel", 0),
        ("transcript.channel", 1),
    ]
    assert ENGLISH("transcript.channel", number=1) == "Channel 1"
    assert CHINESE("transcript.caller") == "來電者"


def test_every_doubt_has_a_name_in_both_languages() -> None:
    """Also what is heard where nobody speaks: an officer reads why a transcript is empty."""
    for flag in doubt.FLAGS:
        for strings in (ENGLISH, CHINESE):
            assert strings.of("flag", flag) != flag.replace("_", " "), flag
