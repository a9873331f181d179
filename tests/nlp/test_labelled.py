"""The reader against the project's labelled messages: floors under which a change is a step back."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from nlp import accuracy, evaluate
from nlp.evaluate import Labelled, Result
from nlp.intervals import wilson
from nlp.reader import Reader
from nlp.training import messages

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
CODES = {
    json.loads(line)["code"]
    for line in files("nlp").joinpath("incident_types.jsonl").read_text("utf-8").splitlines()
}
#: The council districts, as the report names them.
DISTRICTS = {
    *("CW", "EST", "STH", "WC", "KLC", "KT", "SSP", "WTS", "YTM"),
    *("ILD", "KC", "NTH", "SK", "ST", "TP", "TW", "TM", "YL"),
}
KEYS = {
    *("incident", "urgency", "places", "other_places", "detail", "occurred", "plates", "phones"),
    *("weapon", "injury", "callback", "anonymous", "name"),
}
VALUES = {"yes", "no", "unknown"}


@pytest.fixture(scope="module")
def results(reader: Reader) -> dict[str, Result]:
    """One run over every split."""
    return accuracy.measure(reader)


def test_no_measure_is_below_its_floor(results: dict[str, Result]) -> None:
    """Floors lie a little under what was measured: below one, a change was a step back."""
    assert [str(item) for item in accuracy.shortfalls(results, accuracy.floors())] == []


def test_the_page_of_figures_holds_the_measured_ones(results: dict[str, Result]) -> None:
    """One message more or less is the rounding of another processor; else: make accuracy."""
    written = _cells(PAGE.read_text("utf-8"))
    measured = _cells(accuracy.document(results))
    assert written.keys() == measured.keys()
    for key, counts in measured.items():
        assert all(abs(a - b) <= 1 for a, b in zip(written[key], counts, strict=True)), key


def _cells(page: str) -> dict[tuple[str, str, int], tuple[int, int]]:
    """(split's heading, measure, column) -> (right, of)."""
    found, heading = {}, ""
    for line in page.splitlines():
        heading = line if line.startswith("## ") else heading
        for column, cell in enumerate(line.split("|")):
            if counts := re.match(r" (\d+)/(\d+) ", cell):
                key = (heading, line.split("|")[1].strip(), column)
                found[key] = (int(counts[1]), int(counts[2]))
    return found


@pytest.fixture(scope="module")
def everything() -> list[Labelled]:
    """All labelled messages, those kept apart too."""
    return evaluate.load(split="all")


def test_there_are_messages_of_each_language_and_split(everything: list[Labelled]) -> None:
    """So many that a figure per language means something; small talk is counted apart."""
    talk = [m for m in everything if "small" in m.id]
    counts = Counter((m.language, m.split) for m in everything if m not in talk)
    for language, visible, unseen in (("en", 100, 60), ("yue", 80, 50), ("zh", 50, 30)):
        assert counts[language, "dev"] + counts[language, "test"] >= visible
        assert counts[language, "test"] >= 10
        assert counts[language, "unseen"] >= unseen
    assert {m.language for m in talk} == {"en", "yue", "zh"} and len(talk) >= 200


def test_what_is_kept_apart_is_read_only_when_asked_for(
    everything: list[Labelled], tmp_path: Path
) -> None:
    """The default and the splits that developers use leave the folder ``unseen`` closed."""
    line = '{"id": "%s", "split": "%s", "language": "en", "received_at": "2026-11-20T10:00:00+08:00", "text": "", "gold": {}}'
    (tmp_path / "en.jsonl").write_text(line % ("a", "dev") + "\n" + line % ("b", "test"), "utf-8")
    (tmp_path / "unseen").mkdir()
    (tmp_path / "unseen" / "en.jsonl").write_text(line % ("c", "unseen"), "utf-8")
    wanted = {"dev": "a", "test": "b", "visible": "ab", "unseen": "c", "all": "abc"}
    for split, ids in wanted.items():
        assert "".join(m.id for m in evaluate.load(tmp_path, split)) == ids
    assert "".join(m.id for m in evaluate.load(tmp_path)) == "ab"
    assert {m.split for m in evaluate.load()} == {"dev", "test"}
    assert {m.id for m in everything if m.split == "unseen"} == {
        m.id for m in evaluate.load(split="unseen")
    }


def test_no_id_is_given_twice_and_no_text_either(everything: list[Labelled]) -> None:
    """A message that is in two splits would be known where it must not be."""
    for values in ([m.id for m in everything], [m.text for m in everything]):
        assert [value for value, times in Counter(values).items() if times > 1] == []


def test_no_labelled_message_is_trained_on(everything: list[Labelled]) -> None:
    """Not even one that differs in spaces and capitals: figures would flatter."""

    def bare(text: str) -> str:
        return "".join(text.split()).lower()

    labelled = {bare(m.text) for m in everything}
    assert not {bare(written.text) for written in messages.load()} & labelled


def test_every_incident_code_and_every_district_occurs(everything: list[Labelled]) -> None:
    """In the messages kept apart by themselves."""
    unseen = [m.gold for m in everything if m.split == "unseen"]
    codes = {code for gold in unseen for code in _several(gold.get("incident"))}
    assert codes - {None} == CODES
    assert {place["district"] for gold in unseen for place in gold.get("places", ())} == DISTRICTS
    urgent = [gold for gold in unseen if "emergency" in _several(gold["urgency"])]
    spoken = [gold for gold in unseen if gold.get("incident", "untold") is not None]
    assert len(urgent) >= 0.2 * len(spoken)


def test_labels_are_of_known_values(everything: list[Labelled]) -> None:
    """A label with a slip of the pen would count as a mistake of the reader."""
    for message in everything:
        gold = message.gold
        assert set(gold) <= KEYS, message.id
        assert set(_several(gold.get("incident"))) <= {*CODES, None}, message.id
        assert set(_several(gold.get("urgency"))) <= {"emergency", "priority", "routine", None}
        assert {gold.get(name, "no") for name in ("weapon", "injury", "callback")} <= VALUES
        places = [*gold.get("places", ()), *gold.get("other_places", ())]
        assert all(set(place) == {"name_en", "district"} for place in places), message.id
        assert {place["district"] for place in places} <= DISTRICTS, message.id
        assert all(re.fullmatch(r"[A-Z]{1,2}[1-9][0-9]{0,3}", p) for p in gold.get("plates", ()))
        assert all(re.fullmatch(r"[2-9][0-9]{7}", p) for p in gold.get("phones", ()))


def test_no_label_lies_in_the_future(everything: list[Labelled]) -> None:
    """What a message tells happened before it was left."""
    for message in everything:
        occurred = message.gold.get("occurred", {})
        assert message.received_at.utcoffset() == timedelta(hours=8), message.id
        if "start" in occurred:
            start, end = (datetime.fromisoformat(occurred[name]) for name in ("start", "end"))
            assert start <= end and start <= message.received_at, message.id
            assert start.utcoffset() == end.utcoffset() == timedelta(hours=8), message.id


def test_small_talk_holds_nothing(everything: list[Labelled]) -> None:
    """No incident, place, number, and nothing urgent."""
    for gold in (m.gold for m in everything if "small" in m.id):
        assert gold["incident"] is None and gold["urgency"] == "routine"
        assert gold["places"] == gold["plates"] == gold["phones"] == []


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_wilsons_interval() -> None:
    """The textbook case, and the case of no data."""
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)
    assert wilson(0, 0) == (0.0, 1.0)
