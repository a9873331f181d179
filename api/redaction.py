"""Masking of personal data: what analysts see and what leaves in an export by default.

Names, numbers, plates and identifiers become ``[name]``, ``[phone]``, ``[plate]``, ``[identifier]``,
in their own fields and wherever the same words stand in a text. Known words are masked by what the
report says of them, unknown ones by their look (long digit groups, identity cards, e-mail). A home
is masked to its district and coordinates are rounded. Masking rather takes too much than too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from api.case_view import CaseView, CorrectionView, HistoryItem
from api.queue_view import QueueRow

NAME, PHONE, PLATE, IDENTIFIER, PLACE, TEXT = (
    "[name]",
    "[phone]",
    "[plate]",
    "[identifier]",
    "[place]",
    "[masked]",
)
#: Decimal places kept of a coordinate, and what that means on the ground, metres.
COORDINATE_PLACES, COORDINATE_PRECISION_M = 3, 110.0

#: How personal data looks where nobody said what it is.
LOOKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), IDENTIFIER),
    (re.compile(r"(?:\+?\d[\s-]?){7,}\d"), PHONE),
    (re.compile(r"[零〇一二三四五六七八九兩两]{7,}"), PHONE),
    # A Hong Kong identity card: one or two letters, six digits, a check digit.
    (re.compile(r"\b[A-Za-z]{1,2}\d{6}\s?[(（]?[0-9Aa]?[)）]?"), IDENTIFIER),
    (re.compile(r"\d{6,}"), IDENTIFIER),
    (re.compile(r"\b[A-Z]{2}\s?\d{1,4}\b"), PLATE),
)
#: A single Latin letter or digit is not looked for in texts; a single Chinese one is a surname.
TOO_SHORT = re.compile(r"[\x00-\x7f]?")


@dataclass(frozen=True, slots=True)
class Masker:
    """Masks texts by the personal words that one case's reports and message name."""

    known: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, *reports: Mapping[str, Any] | None, caller_number: str | None = None) -> Masker:
        """A masker that knows what these reports (machine's and officer's) call personal."""
        words: dict[str, str] = {}
        for report in reports:
            for word, mask in _personal_words(report) if report is not None else ():
                if not TOO_SHORT.fullmatch(word.strip()):
                    words.setdefault(word.strip(), mask)
        if caller_number:
            words.setdefault(caller_number, PHONE)
        longest_first = sorted(words.items(), key=lambda item: -len(item[0]))
        return cls(tuple(longest_first))

    def text(self, text: str | None) -> str | None:
        """The text with every known and every likely personal word masked."""
        if not text:
            return text
        for word, mask in self.known:
            text = re.sub(re.escape(word), mask, text, flags=re.IGNORECASE)
        for look, mask in LOOKS:
            text = look.sub(mask, text)
        return text

    def report(self, report: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of a report/1 with its personal fields masked and its texts cleaned."""
        masked: dict[str, Any] = deepcopy(dict(report))
        for location in masked["locations"]:
            _mask_place(location)
        for phone in masked["phones"]:
            _set(phone, "number", PHONE)
        for vehicle in masked["vehicles"]:
            _set(vehicle, "plate", PLATE)
        for thing in masked["property"]:
            thing["identifiers"] = [IDENTIFIER] * len(thing.get("identifiers") or ())
        _set(masked["contact"], "name", NAME)
        _set(masked["contact"], "phone", PHONE)
        cleaned: dict[str, Any] = self.value(masked)
        return cleaned

    def value(self, value: Any) -> Any:
        """The same value with every text in it cleaned; codes and times stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {
                key: item if key in _PLAIN_KEYS else self.value(item) for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return value


#: Keys whose values are codes, times or versions and never personal.
_PLAIN_KEYS = frozenset(
    [
        "schema",
        "language",
        "code",
        "apco",
        "label_en",
        "label_zh",
        "level",
        "kind",
        "role",
        "district",
        "status",
        "precision",
        "start",
        "end",
        "value_hkd",
        "sex",
        "callback",
        "rule",
        "pipeline",
        "gazetteer",
        "rules",
        "question",
        "prompt",
        "qualifiers",
    ]
)


def _personal_words(report: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    contact = report["contact"]
    yield from _named(contact.get("name"), NAME)
    yield from _named(contact.get("phone"), PHONE)
    yield from _quoted(contact, TEXT)
    for phone in report["phones"]:
        yield from _named(phone.get("number"), PHONE)
        yield from _quoted(phone, PHONE)
    for vehicle in report["vehicles"]:
        yield from _named(vehicle.get("plate"), PLATE)
        if vehicle.get("plate"):
            yield from _quoted(vehicle, PLATE)
    for thing in report["property"]:
        for identifier in thing.get("identifiers") or ():
            yield from _named(str(identifier), IDENTIFIER)
    for place in report["locations"]:
        if place.get("role") == "caller":
            for key in ("text", "name_en", "name_zh"):
                yield from _named(place.get(key), PLACE)
            yield from _quoted(place, PLACE)


def _named(word: str | None, mask: str) -> Iterable[tuple[str, str]]:
    if word:
        yield word, mask


def _quoted(finding: Mapping[str, Any], mask: str) -> Iterable[tuple[str, str]]:
    for evidence in finding.get("evidence") or ():
        yield str(evidence.get("text") or ""), mask


def _mask_place(place: dict[str, Any]) -> None:
    """A caller's place keeps its district; any place loses its door and its last metres."""
    detail = place.get("detail") or {}
    for key in ("floor", "flat"):
        _set(detail, key, PLACE)
    if place.get("role") == "caller":
        for key in ("text", "name_en", "name_zh"):
            _set(place, key, PLACE)
        place["lat"] = place["lon"] = place["precision_m"] = None
        place["detail"], place["candidates"] = {}, []
        return
    if place.get("lat") is not None and place.get("lon") is not None:
        place["lat"] = round(place["lat"], COORDINATE_PLACES)
        place["lon"] = round(place["lon"], COORDINATE_PLACES)
        place["precision_m"] = max(place.get("precision_m") or 0.0, COORDINATE_PRECISION_M)


def _set(holder: dict[str, Any], key: str, mask: str) -> None:
    if holder.get(key):
        holder[key] = mask


def mask_case(case: CaseView) -> CaseView:
    """The case as an analyst sees it: no personal data, no words of officers, no audio's words."""
    masker = Masker.of(case.draft, case.report, caller_number=case.message.caller_number)
    transcript = case.transcript
    if transcript is not None:
        # Words carry the text a second time, one by one: masking them one by one would not hold.
        # What was read in its translation is known by English words, and those do not find the
        # caller's own: nothing of either is shown.
        masked = TEXT if transcript.translation else masker.text(transcript.text) or ""
        transcript = replace(transcript, text=masked, words=(), segments=(), translation=())
    return replace(
        case,
        message=replace(
            case.message,
            caller_number=PHONE if case.message.caller_number else None,
            file_name=None,
        ),
        transcript=transcript,
        draft=masker.report(case.draft) if case.draft is not None else None,
        report=masker.report(case.report),
        corrections=tuple(_mask_correction(item) for item in case.corrections),
        history=tuple(_mask_history(item) for item in case.history),
        links=tuple(replace(item, reason=TEXT if item.reason else None) for item in case.links),
        escalations=tuple(replace(item, reason=TEXT) for item in case.escalations),
    )


def mask_row(row: QueueRow) -> QueueRow:
    """A line of the queue for an analyst: codes stay; what may name somebody goes.

    A line does not hold the report by which a name in its summary could be known: the summary is
    left out, and is in the masked report.
    """
    masker = Masker(())
    return replace(
        row,
        summary=None,
        summary_zh=None,
        where_en=masker.text(row.where_en),
        where_zh=masker.text(row.where_zh),
    )


def _mask_correction(item: CorrectionView) -> CorrectionView:
    """Which path was corrected stays; the values are in the masked reports."""
    return replace(
        item,
        machine_value=TEXT,
        officer_value=TEXT,
        reason=TEXT if item.reason else None,
    )


def _mask_history(item: HistoryItem) -> HistoryItem:
    detail = {key: TEXT if key == "text" else value for key, value in item.detail.items()}
    return replace(item, detail=detail)
