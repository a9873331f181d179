"""Measure the reader on labelled messages: counts, shares and 95 % Wilson intervals.

A labelled message is one JSON line: ``id``, ``split`` (dev, test, or unseen: see samples/labelled/README.md), ``language``, ``received_at``,
``text``, ``gold``. What ``gold`` leaves out is not measured; an empty list says that there is nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from nlp.intervals import wilson
from nlp.reader import Reader
from voice_intake.errors import ConfigurationError

Gold = Mapping[str, Any]
#: "Right to the hour": both ends lie within this of the label's.
_TOLERANCE = timedelta(minutes=61)
#: What small talk's label says is empty.
_LISTS = ("places", "plates", "phones")
_LEVELS = {"routine": 0, "priority": 1, "emergency": 2}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled message."""

    id: str
    split: str
    language: str
    received_at: datetime
    text: str
    gold: Gold


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    language: str
    kind: str
    measure: str
    right: int
    of: int

    @property
    def share(self) -> float:
        """``right / of``."""
        return self.right / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval."""
        return wilson(self.right, self.of)


@dataclass(slots=True)
class Result:
    """The table, and each thing that was wrong: (message, kind, wanted, got)."""

    rows: list[Row] = field(default_factory=list)
    mistakes: list[tuple[str, str, str, str]] = field(default_factory=list)


def load(folder: Path | None = None, split: str = "visible") -> list[Labelled]:
    """The labelled messages of a folder; the project's own where none is given.

    ``split``: ``dev``, ``test``, ``visible`` (both), ``unseen`` or ``all``. The subfolder ``unseen``
    is opened for the last two only, so that nobody tunes to it by accident.
    """
    root = files("samples").joinpath("labelled") if folder is None else folder
    sources = _files(root)
    if split in ("unseen", "all") and root.joinpath("unseen").is_dir():
        sources += _files(root.joinpath("unseen"))
    if not sources:
        raise ConfigurationError(
            f"{root} holds no .jsonl file.", next_step="Give another --folder."
        )
    messages = [
        _labelled(json.loads(line))
        for item in sources
        for line in item.read_text("utf-8").splitlines()
        if line.strip()
    ]
    return [message for message in messages if _belongs(message.split, split)]


def _belongs(split: str, wanted: str) -> bool:
    return wanted in ("all", split) or (wanted == "visible" and split != "unseen")


def _files(root: Traversable) -> list[Traversable]:
    return sorted((item for item in root.iterdir() if item.name.endswith(".jsonl")), key=str)


def _labelled(row: Mapping[str, Any]) -> Labelled:
    return Labelled(
        id=row["id"],
        split=row["split"],
        language=row["language"],
        received_at=datetime.fromisoformat(row["received_at"]),
        text=row["text"],
        gold=row["gold"],
    )


def run(messages: Iterable[Labelled], reader: Reader | None = None) -> Result:
    """Read every message and compare."""
    reader = reader or Reader()
    counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    result = Result()
    for message in messages:
        report = reader.read(
            message.text, language=message.language, received_at=message.received_at
        )
        for kind, measure, right, wanted, got in _compare(message, report):
            count = counts[message.language, kind, measure]
            count[0] += right
            count[1] += 1
            if not right:
                result.mistakes.append((message.id, f"{kind} {measure}", str(wanted), str(got)))
    result.rows = [Row(*key, *count) for key, count in sorted(counts.items())]
    return result


Outcome = tuple[str, str, bool, Any, Any]


def _compare(message: Labelled, report: Mapping[str, Any]) -> Iterator[Outcome]:
    gold = message.gold
    yield from _incident(gold, report)
    yield from _nothing(gold, report)
    yield from _urgency(gold, report)
    yield from _places(gold, report)
    yield from _time(gold, report, message.received_at)
    yield from _sets(
        "plate", gold.get("plates"), [v["plate"] for v in report["vehicles"] if v["plate"]]
    )
    yield from _sets("phone", gold.get("phones"), [p["number"] for p in report["phones"]])
    for name in ("weapon", "injury"):
        if name in gold:
            got = report[name]["value"]
            yield name, "accuracy", got == gold[name], gold[name], got
            if gold[name] != "yes":
                yield name, "never yes falsely", got != "yes", gold[name], got
    for name in ("callback", "anonymous", "name"):
        if name in gold:
            got = report["contact"][name]
            yield f"contact {name}", "accuracy", got == gold[name], gold[name], got


def _incident(gold: Gold, report: Mapping[str, Any]) -> Iterator[Outcome]:
    if "incident" not in gold:
        return
    found = [item["code"] for item in report["incident_types"]]
    primary = found[0] if found else None
    wanted = gold["incident"]
    accepted = wanted if isinstance(wanted, list) else [wanted]
    yield "incident", "primary accuracy", primary in accepted, wanted, found


def _nothing(gold: Gold, report: Mapping[str, Any]) -> Iterator[Outcome]:
    """Where the label says that nothing is told, nothing may be reported that an officer acts on."""
    if gold.get("incident", "") is not None or any(gold.get(key, [0]) for key in _LISTS):
        return
    found = [item["code"] for item in report["incident_types"]]
    found += [item["text"] for item in report["locations"] if item["role"] == "incident"]
    found += [item["number"] for item in report["phones"]]
    found += [item["plate"] for item in report["vehicles"] if item["plate"]]
    found += [name for name in ("weapon", "injury") if report[name]["value"] == "yes"]
    if report["urgency"]["level"] != "routine":
        found.append(report["urgency"]["level"])
    yield "small talk", "nothing found", not found, [], found


def _urgency(gold: Gold, report: Mapping[str, Any]) -> Iterator[Outcome]:
    wanted = gold.get("urgency")
    if wanted is None:
        return
    got = report["urgency"]["level"]
    if isinstance(wanted, list):
        yield "urgency", "one of several", got in wanted, wanted, got
        return
    for level in ("emergency", "priority"):
        bar = _LEVELS[level]
        if _LEVELS[wanted] >= bar:
            yield "urgency", f"{level}+ recall", _LEVELS[got] >= bar, wanted, got
        if _LEVELS[got] >= bar:
            yield "urgency", f"{level}+ precision", _LEVELS[wanted] >= bar, wanted, got


def _places(gold: Gold, report: Mapping[str, Any]) -> Iterator[Outcome]:
    """Places of the incident: the right name and the right district."""
    if "places" not in gold:
        return
    wanted = {(item["name_en"], item["district"]) for item in gold["places"]}
    others = {(item["name_en"], item["district"]) for item in gold.get("other_places", ())}
    found = [item for item in report["locations"] if item["role"] == "incident"]
    got = {(item["name_en"], item["district"]) for item in found}
    for place in sorted(wanted, key=str):
        yield "location", "recall", place in got, place, sorted(got, key=str)
    for place in sorted(got, key=str):
        yield "location", "precision", place in wanted | others, sorted(wanted, key=str), place
    detail = gold.get("detail")
    if detail:
        first = found[0]["detail"] if found else {}
        said = {name: first.get(name) for name in detail}
        yield "location detail", "accuracy", said == detail, detail, said


def _time(gold: Gold, report: Mapping[str, Any], received_at: datetime) -> Iterator[Outcome]:
    wanted = gold.get("occurred")
    if wanted is None:
        return
    got = report["occurred"]
    if ends := [end for end in ("start", "end") if end in wanted]:
        right = all(_same(wanted[end], got[end], received_at) for end in ends)
        yield "time", "interval accuracy", right, wanted, (got["start"], got["end"])
    for name in ("ongoing", "recurring"):
        if name in wanted:
            yield "time", f"{name} accuracy", got[name] == wanted[name], wanted[name], got[name]


def _same(wanted: str | None, got: str | None, received_at: datetime) -> bool:
    """Within the tolerance; what a label says beyond the message counts up to the message."""
    if wanted is None or got is None:
        return wanted == got
    return (
        abs(min(datetime.fromisoformat(wanted), received_at) - datetime.fromisoformat(got))
        <= _TOLERANCE
    )


def _sets(kind: str, wanted: list[str] | None, got: list[str]) -> Iterator[Outcome]:
    if wanted is None:
        return
    for value in wanted:
        yield kind, "recall", value in got, value, got
    for value in got:
        yield kind, "precision", value in wanted, wanted, value
