"""What was heard beside what was said, and what was found beside what the words say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.demo.samples import Sample
from api.times import HONG_KONG, aware
from nlp import word_errors


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what the words say, what the machine found, and whether they agree."""

    name: str
    said: str
    found: str

    @property
    def agrees(self) -> bool:
        """Whether the machine found what was said, compared as printed."""
        return self.said == self.found


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one sample ended."""

    sample: Sample
    state: str
    speech: str | None
    flags: tuple[str, ...]
    heard: str
    language: str | None
    report: Mapping[str, Any] | None
    reason: str | None
    #: From the acknowledged upload to the final state, seconds.
    seconds: float
    reference: str

    @property
    def surprises(self) -> list[str]:
        """Each way in which the message did not end as expected, in words."""
        want = self.sample.expected
        found = []
        if self.state != want["state"]:
            found.append(f"state {self.state}, expected {want['state']}")
        if "speech" in want and self.speech != want["speech"]:
            found.append(f"speech {self.speech}, expected {want['speech']}")
        missing = sorted(set(want.get("flags", ())) - set(self.flags))
        if missing:
            found.append(f"flags missing: {', '.join(missing)}")
        return found

    @property
    def errors(self) -> tuple[int, int]:
        """(wrong, said) words or characters; the rate is the first by the second."""
        return word_errors.count(self.sample.spoken, self.heard, self.sample.language)

    @property
    def fields(self) -> list[Field]:
        """Field by field, what was said and what was found."""
        return compare_fields(self.sample.gold, self.report or {})


def compare_fields(gold: Mapping[str, Any], report: Mapping[str, Any]) -> list[Field]:
    """The fields that ``gold`` speaks of, each printed in one form for both sides."""
    return [
        Field(name, form(gold[name]), form(report.get(name)))
        for name, form in _FORMS.items()
        if gold.get(name) is not None
    ]


def _listed(items: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(item for item in items if item)) or "-"


def _incidents(value: Sequence[Any] | None) -> str:
    return _listed(item if isinstance(item, str) else item["code"] for item in value or ())


def _urgency(value: Any) -> str:
    return str(value.get("level") if isinstance(value, Mapping) else value or "-")


def _locations(value: Sequence[Mapping[str, Any]] | None) -> str:
    def one(place: Mapping[str, Any]) -> str:
        name = place.get("name_en") or place.get("name_zh") or place.get("text") or ""
        district = place.get("district")
        return f"{name} ({district})" if district else str(name)

    return _listed(one(place) for place in value or ())


def _occurred(value: Mapping[str, Any] | None) -> str:
    if not value or not (value.get("start") or value.get("end")):
        return "-"
    start, end = (_hong_kong(value.get(key)) for key in ("start", "end"))
    return start if not end or end == start else f"{start} to {end}"


def _hong_kong(moment: str | None) -> str:
    """To the minute, in Hong Kong time: the labels are written in it, the drafts in UTC."""
    if not moment:
        return ""
    return aware(datetime.fromisoformat(moment)).astimezone(HONG_KONG).strftime("%Y-%m-%d %H:%M")


def _people(value: Sequence[Mapping[str, Any]] | None) -> str:
    def one(person: Mapping[str, Any]) -> str:
        count = person.get("count")
        times = f" x{count}" if count and count != 1 else ""
        return f"{person.get('role', '?')}{times}"

    return _listed(one(person) for person in value or ())


def _vehicles(value: Sequence[Mapping[str, Any]] | None) -> str:
    return _listed(
        " ".join(str(car[key]) for key in ("colour", "kind", "plate") if car.get(key))
        for car in value or ()
    )


def _property(value: Sequence[Mapping[str, Any]] | None) -> str:
    return _listed(
        f"{thing.get('item')} {thing.get('status') or ''}".strip() for thing in value or ()
    )


def _answer(value: Any) -> str:
    return str(value.get("value") if isinstance(value, Mapping) else value or "-")


def _phones(value: Sequence[Any] | None) -> str:
    return _listed(item if isinstance(item, str) else item["number"] for item in value or ())


def _contact(value: Mapping[str, Any] | None) -> str:
    value = value or {}
    parts = [str(value[key]) for key in ("name", "phone") if value.get(key)]
    if value.get("callback") in ("yes", "no"):
        parts.append(f"callback {value['callback']}")
    if value.get("anonymous"):
        parts.append("anonymous")
    return _listed(parts)


_FORMS = {
    "incident_types": _incidents,
    "urgency": _urgency,
    "locations": _locations,
    "occurred": _occurred,
    "people": _people,
    "vehicles": _vehicles,
    "property": _property,
    "weapon": _answer,
    "injury": _answer,
    "phones": _phones,
    "contact": _contact,
}
