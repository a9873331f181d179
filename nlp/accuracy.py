"""What the reader is worth, to read and to hold: docs/accuracy.md, and floors that a change may not
fall below.

Floors are a JSON object, split -> language -> "kind measure" -> least share of 1:
``{"unseen": {"en": {"incident primary accuracy": 0.9}}}``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from nlp import evaluate
from nlp.evaluate import Result, Row
from nlp.reader import Reader
from voice_intake.errors import ConfigurationError

#: dev and test were looked at while the reader was built; unseen was not.
SPLITS = ("unseen", "test", "dev")
_LANGUAGES = {"en": "English", "yue": "Cantonese", "zh": "Mandarin"}

Floors = Mapping[str, Mapping[str, Mapping[str, float]]]

_HEAD = """# How well messages are read

Written by `make accuracy` (`earwitness evaluate reading --write docs/accuracy.md`); a test fails where
these figures are no longer the measured ones, and where one falls below its floor in
`samples/labelled/floors.json`. What each label means: [samples/labelled](../samples/labelled/README.md).

Right / counted, the share, and its 95 % interval (Wilson). *Recall*: of what the label names, found.
*Precision*: of what was found, named by the label. *Never yes falsely*: where the label does not say
yes, yes was not reported. *Nothing found*: small talk, wrong numbers and television left the report
empty. A place is right with its name and its district; a time within an hour at both ends.
"""
_SPLIT_HEADS = {
    "unseen": (
        "## Messages that the reader's builders did not look at",
        "The figures to believe. Written apart from the reader, by somebody who did not see its "
        "patterns; opened by nobody who works on it.",
    ),
    "test": (
        "## Messages measured now and then",
        "They were looked at when something was wrong: these figures say that nothing got worse.",
    ),
    "dev": ("## Messages the reader was built with", "For comparison only."),
}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A measure below its floor; ``row`` is None where it was not measured at all."""

    split: str
    language: str
    measure: str
    least: float
    row: Row | None

    def __str__(self) -> str:
        got = "not measured" if self.row is None else f"{self.row.right} of {self.row.of}"
        return f"{self.split} {self.language}: {self.measure} {got}, floor {100 * self.least:.0f} %"


def measure(reader: Reader | None = None, folder: Path | None = None) -> dict[str, Result]:
    """Every split's result; splits without messages are left out."""
    reader = reader or Reader()
    found = {split: evaluate.load(folder, split) for split in SPLITS}
    return {split: evaluate.run(items, reader) for split, items in found.items() if items}


def floors(path: Path | None = None) -> Floors:
    """The committed floors, or those of a file."""
    source = files("samples").joinpath("labelled", "floors.json") if path is None else path
    try:
        content: Floors = json.loads(source.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"{source} holds no floors: {error}",
            next_step="Give a JSON file of split -> language -> measure -> least share.",
        ) from error
    return content


def shortfalls(results: Mapping[str, Result], least: Floors) -> list[Shortfall]:
    """What lies below its floor."""
    found = []
    for split, languages in least.items():
        rows = _by_measure(results.get(split, Result()).rows)
        for language, measures in languages.items():
            for name, share in measures.items():
                row = rows.get((language, name))
                if row is None or row.share < share:
                    found.append(Shortfall(split, language, name, share, row))
    return found


def document(results: Mapping[str, Result]) -> str:
    """docs/accuracy.md."""
    parts = [_HEAD]
    for split, result in results.items():
        title, remark = _SPLIT_HEADS[split]
        parts += [f"{title}\n", f"{remark}\n", _table(result.rows)]
    return "\n".join(parts)


def _by_measure(rows: Sequence[Row]) -> dict[tuple[str, str], Row]:
    return {(row.language, f"{row.kind} {row.measure}"): row for row in rows}


def _table(rows: Sequence[Row]) -> str:
    """One line a measure, one column a language."""
    found = _by_measure(rows)
    languages = [code for code in _LANGUAGES if any(row.language == code for row in rows)]
    lines = [
        "| | " + " | ".join(_LANGUAGES[code] for code in languages) + " |",
        "|---|" + "---|" * len(languages),
    ]
    for name in sorted({name for _, name in found}):
        cells = (_cell(found.get((code, name))) for code in languages)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(row: Row | None) -> str:
    if row is None:
        return ""
    low, high = row.interval
    return f"{row.right}/{row.of} **{100 * row.share:.0f} %** ({100 * low:.0f}-{100 * high:.0f})"
