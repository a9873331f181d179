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

from nlp import evaluate
from nlp.evaluate import Labelled, Result
from nlp.intervals import wilson
from nlp.reader import Reader
from nlp.training import messages

#: (kind, measure) -> least share over all languages: a little under what was measured when 146
#: fresh messages and 100 lines of small talk joined those that the patterns had been written for.
FLOORS = {
    ("incident", "primary accuracy"): 0.65,
    ("location", "recall"): 0.88,
    ("location", "precision"): 0.88,
    ("time", "interval accuracy"): 0.8,
    ("urgency", "emergency+ recall"): 0.68,
    ("urgency", "priority+ recall"): 0.68,
    ("plate", "recall"): 0.95,
    ("phone", "recall"): 0.95,
    ("weapon", "never yes falsely"): 0.98,
    ("injury", "never yes falsely"): 0.98,
}

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
def result(reader: Reader) -> Result:
    """One run over everything."""
    return evaluate.run(evaluate.load(), reader)


@pytest.mark.parametrize(("kind", "measure"), list(FLOORS))
def test_a_measure_stays_above_its_floor(result: Result, kind: str, measure: str) -> None:
    """Over all three languages together."""
    rows = [row for row in result.rows if (row.kind, row.measure) == (kind, measure)]
    assert sum(row.right for row in rows) >= FLOORS[kind, measure] * sum(row.of for row in rows) > 0


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
    spoken = [gold for gold in unseen if gold["incident"] is not None]
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
