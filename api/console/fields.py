"""A report as rows for an officer: the value in force, the machine's beside it, evidence, doubt,
what may be edited, and the history of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.case_view import CorrectionView
from api.console import describe
from api.console.language import Strings
from api.console.schema import LEAVES, LISTS, Leaf, key_of, resolve
from api.console.times import clock, for_input

#: The sections in the order a call-taker asks; the keys of report/1 in each.
SECTIONS = (
    ("summary", ("summary", "urgency", "incident_types")),
    ("where", ("locations",)),
    ("when", ("occurred",)),
    ("danger", ("weapon", "injury")),
    ("who", ("people", "vehicles", "property")),
    ("contact", ("phones", "contact")),
)
#: A confidence below it is shown as a doubt.
LOW_CONFIDENCE = 0.6
_EVIDENCE_KEYS = ("text", "start", "end", "audio", "rule", "confidence")
_CANDIDATE_KEYS = ("name_en", "name_zh", "district", "score")


@dataclass(frozen=True)
class Input:
    """One field of an edit form."""

    name: str
    label: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The values that may be chosen."""
        return tuple(code for code, _ in self.choices)


@dataclass(frozen=True)
class ChangeLine:
    """One correction in words."""

    text: str
    reason: str | None


@dataclass(frozen=True)
class Field:
    """One row. ``status``: machine, accepted, corrected, added, or empty (nothing was found)."""

    pointer: str
    key: str
    label: str
    text: str = ""
    machine_text: str = ""
    status: str = "empty"
    confidence: float | None = None
    evidence: Sequence[Mapping[str, Any]] = ()
    inputs: Sequence[Input] = ()
    history: Sequence[ChangeLine] = ()
    candidates: Sequence[Mapping[str, Any]] = ()
    notes: Sequence[str] = ()

    @property
    def dom_id(self) -> str:
        """The row's id in the page."""
        return "field-" + self.pointer.strip("/").replace("/", "-")

    @property
    def is_unsure(self) -> bool:
        """Whether the machine's confidence is low."""
        return self.confidence is not None and self.confidence < LOW_CONFIDENCE

    @property
    def is_doubtful(self) -> bool:
        """Whether the machine is unsure and no officer has spoken yet."""
        return self.status == "machine" and (self.is_unsure or bool(self.candidates))


@dataclass(frozen=True)
class Section:
    """Rows under one heading, and what may be added to it."""

    name: str
    fields: Sequence[Field]
    addable: Sequence[Field]


def sections(
    machine: Mapping[str, Any],
    current: Mapping[str, Any],
    changes: Sequence[CorrectionView],
    words: Strings,
) -> list[Section]:
    """All sections of a report; ``current`` is the machine's with the corrections laid over it."""
    return [
        Section(
            name,
            [row for key in keys for row in _rows(key, machine, current, changes, words)],
            [_blank(key, words) for key in keys if key in LISTS],
        )
        for name, keys in SECTIONS
    ]


def _rows(
    key: str,
    machine: Mapping[str, Any],
    current: Mapping[str, Any],
    changes: Sequence[CorrectionView],
    words: Strings,
) -> list[Field]:
    pointers = [_summary_pointer(words) if key == "summary" else f"/{key}"]
    if key in LISTS:
        pointers = [f"/{key}/{index}" for index in range(len(current.get(key) or []))]
    return [_row(key, pointer, machine, current, changes, words) for pointer in pointers]


def _summary_pointer(words: Strings) -> str:
    return "/summary_zh" if words.is_chinese else "/summary"


def _row(
    key: str,
    pointer: str,
    machine: Mapping[str, Any],
    current: Mapping[str, Any],
    changes: Sequence[CorrectionView],
    words: Strings,
) -> Field:
    proposed, now = resolve(machine, pointer), resolve(current, pointer)
    mine = [change for change in changes if _belongs(change.path, pointer)]
    text, machine_text = describe.value(key, now, words), describe.value(key, proposed, words)
    source = proposed if isinstance(proposed, Mapping) else {}
    return Field(
        pointer=pointer,
        key=key,
        label=words(f"field.{key}"),
        text=text,
        machine_text=machine_text,
        status=_status(mine, pointer, proposed, text, machine_text),
        confidence=_confidence(source),
        evidence=_evidence(source),
        inputs=[_input(leaf, pointer, now, words) for leaf in LEAVES[key]],
        history=[_line(change, words) for change in mine],
        candidates=[] if mine else _candidates(source),
        notes=describe.notes(key, now if isinstance(now, Mapping) else {}, words),
    )


def _blank(key: str, words: Strings) -> Field:
    """An item that an officer may append."""
    pointer = f"/{key}/-"
    inputs = [_input(leaf, pointer, {}, words) for leaf in LEAVES[key]]
    return Field(pointer, key, words(f"field.{key}"), inputs=inputs)


def _belongs(path: str, pointer: str) -> bool:
    return path == pointer or path.startswith(pointer + "/")


def _status(
    mine: Sequence[CorrectionView], pointer: str, proposed: Any, text: str, machine_text: str
) -> str:
    if not mine:
        return "machine" if text else "empty"
    if proposed is None and key_of(pointer) in LISTS:
        return "added"
    same = text == machine_text and all(
        change.officer_value == change.machine_value for change in mine if change.path != pointer
    )
    return "accepted" if same else "corrected"


def _confidence(item: Mapping[str, Any]) -> float | None:
    """The finding's own confidence, else that of its strongest evidence."""
    if isinstance(item.get("confidence"), int | float):
        return float(item["confidence"])
    known = [piece.get("confidence") for piece in _evidence(item)]
    return max((float(value) for value in known if value is not None), default=None)


def _candidates(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if not item.get("ambiguous"):
        return []
    return [{key: one.get(key) for key in _CANDIDATE_KEYS} for one in item.get("candidates") or []]


def _evidence(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = [*(item.get("evidence") or [])]
    for reason in item.get("reasons") or []:
        found += reason.get("evidence") or []
    once = {(piece.get("start"), piece.get("end")): piece for piece in reversed(found)}
    return [{key: piece.get(key) for key in _EVIDENCE_KEYS} for piece in reversed(once.values())]


def _input(leaf: Leaf, pointer: str, item: Any, words: Strings) -> Input:
    value = resolve(item, leaf.path) if leaf.path else item
    label = words(f"leaf.{leaf.path or 'summary'}")
    choices: tuple[tuple[str, str], ...] = ()
    if leaf.kind == "choice":
        choices = tuple((code, words.of(leaf.words, code)) for code in leaf.choices)
    if leaf.kind == "flag":
        choices = (("false", words("yes_no.no")), ("true", words("yes_no.yes")))
    return Input(leaf.name, label, leaf.kind, _shown(leaf, value), choices)


def _shown(leaf: Leaf, value: Any) -> str:
    if leaf.kind == "flag":
        return "true" if value else "false"
    if leaf.kind == "time":
        return for_input(value)
    if leaf.kind == "number" and isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _line(change: CorrectionView, words: Strings) -> ChangeLine:
    key = key_of(change.path)
    parts = change.path.strip("/").split("/")
    whole = len(parts) == 1 or (key in LISTS and len(parts) == 2)
    leaf = "" if whole else words(f"leaf.{'/'.join(parts[2 if key in LISTS else 1 :])}") + ": "
    old, new = (
        describe.value(key, value, words) if whole else _plain(key, parts[-1], value, words)
        for value in (change.machine_value, change.officer_value)
    )
    empty = words("field.empty_value")
    text = words(
        "field.changed",
        who=change.by,
        when=clock(change.at),
        old=leaf + (old or empty),
        new=new or empty,
    )
    return ChangeLine(text, change.reason)


def _plain(key: str, name: str, value: Any, words: Strings) -> str:
    """One leaf's value in words."""
    if isinstance(value, bool):
        return words("yes" if value else "no")
    leaf = next((item for item in LEAVES[key] if item.path.split("/")[-1] == name), None)
    if leaf is not None and leaf.kind == "choice":
        return words.of(leaf.words, value)
    if leaf is not None and leaf.kind == "time":
        return clock(value)
    return describe.loose(value)
