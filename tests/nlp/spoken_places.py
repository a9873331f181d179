"""Messages about places as people say them, and the reader's score on them.

``spoken_places.tsv``: part, language, text, the incident's places, others that may be named, detail.
``A~B@YTM`` are right answers by turns, ``;`` stands between places, ``@*`` is any district. Run
``python -m tests.nlp.spoken_places dev`` to see what was wrong.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Answers = frozenset[tuple[str, str]]
Outcome = tuple[str, bool, str, str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of the file."""

    part: str
    language: str
    text: str
    incident: tuple[Answers, ...]
    others: frozenset[tuple[str, str]]
    detail: dict[str, str]


@dataclass(slots=True)
class Score:
    """(language, measure) -> [right, of]; and what was wrong."""

    counts: dict[tuple[str, str], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0, 0])
    )
    wrong: list[str] = field(default_factory=list)

    def share(self, measure: str) -> float:
        """Over all languages."""
        rows = [count for (_, name), count in self.counts.items() if name == measure]
        return sum(right for right, _ in rows) / max(1, sum(of for _, of in rows))


def load(part: str = "all") -> list[Spoken]:
    """The file's lines."""
    with Path(__file__).with_suffix(".tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", restval=""))
    return [_spoken(row) for row in rows if part in ("all", row["part"])]


def _spoken(row: dict[str, str]) -> Spoken:
    pairs = [item.split(":", 1) for item in (row["detail"] or "").split(";") if item]
    return Spoken(
        part=row["part"],
        language=row["language"],
        text=row["text"],
        incident=tuple(_answers(item) for item in row["incident"].split(";") if item),
        others=frozenset(
            a for item in (row["others"] or "").split(";") if item for a in _answers(item)
        ),
        detail=dict(pairs),
    )


def _answers(item: str) -> Answers:
    answers, waiting = set(), []
    for name, _, district in (part.partition("@") for part in item.split("~")):
        waiting.append(name)
        if district:
            answers |= {(one, district) for one in waiting}
            waiting = []
    return frozenset(answers)


def _right(answers: frozenset[tuple[str, str]], place: dict[str, Any]) -> bool:
    name, district = place["name_en"], place["district"] or "-"
    return (name, district) in answers or (name, "*") in answers


def measure(messages: list[Spoken], read: Callable[..., dict[str, Any]]) -> Score:
    """Recall and precision of the incident's places, and their details."""
    score = Score()
    for message in messages:
        for name, right, wanted, got in _compare(message, read):
            count = score.counts[message.language, name]
            count[0] += right
            count[1] += 1
            if not right:
                score.wrong.append(f"{name}: {message.text}\n    wanted {wanted}\n    got {got}")
    return score


def _compare(message: Spoken, read: Callable[..., dict[str, Any]]) -> Iterator[Outcome]:
    report = read(message.text, language=message.language)
    found = [place for place in report["locations"] if place["role"] == "incident"]
    # Where no incident is told a place is only named: the score is about places, not about incidents.
    named = found
    if not report["incident_types"]:
        named = [place for place in report["locations"] if place["role"] != "caller"]
    shown = str([(p["role"], p["name_en"], p["district"], p["text"]) for p in report["locations"]])
    for answers in message.incident:
        matching = [place for place in named if _right(answers, place)]
        yield "recall", bool(matching), str(sorted(answers)), shown
        for key, value in message.detail.items() if matching else ():
            got = matching[0]["detail"].get(key)
            yield "detail", got == value, f"{key}={value}", str(matching[0]["detail"])
    allowed = message.others.union(*message.incident)
    for place in found:
        yield "precision", _right(allowed, place), str(sorted(allowed)), shown


def main(part: str) -> None:
    """Print the score."""
    from datetime import datetime

    from nlp.reader import Reader

    reader = Reader()
    now = datetime.fromisoformat("2026-11-20T10:30:00+08:00")
    score = measure(
        load(part), lambda text, **options: reader.read(text, received_at=now, **options)
    )
    if part != "held":
        print("\n".join(score.wrong))
    for key, (right, of) in sorted(score.counts.items()):
        print(*key, f"{right}/{of}", f"{100 * right / of:.0f} %")
    for name in ("recall", "precision", "detail"):
        print(name, f"{100 * score.share(name):.1f} %")


if __name__ == "__main__":
    main(*sys.argv[1:] or ["all"])
