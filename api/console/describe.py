"""Findings in an officer's words: one line a finding, in the console's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.console.language import Strings
from api.console.times import interval

_DOT = " · "


def value(key: str, item: Any, words: Strings) -> str:
    """One line for the item of a report's key; "" where it says nothing."""
    if item is None or item == "":
        return ""
    if isinstance(item, str):
        return item
    if not isinstance(item, Mapping):
        return loose(item)
    return _DESCRIBERS[key](item, words)


def loose(item: Any) -> str:
    """Any other value, as plainly as it goes."""
    if item is None:
        return ""
    if isinstance(item, Mapping):
        return _DOT.join(loose(part) for part in item.values() if part)
    if isinstance(item, list | tuple):
        return ", ".join(loose(part) for part in item)
    return str(item)


def notes(key: str, item: Mapping[str, Any], words: Strings) -> list[str]:
    """What must be said beside a finding: qualifiers, ambiguity, role, cue."""
    found = [words.of("qualifier", name) for name in item.get("qualifiers") or []]
    if item.get("primary"):
        found.append(words("note.primary"))
    if item.get("ambiguous"):
        found.append(words("note.ambiguous"))
    if key == "locations" and item.get("precision_m"):
        found.append(words("note.precision", metres=round(item["precision_m"])))
    if key == "urgency":
        found += urgency_reasons(item, words)
    return found


def urgency_reasons(urgency: Mapping[str, Any], words: Strings) -> list[str]:
    """Why the machine ranked it so, each reason once: the rule in words, else the cue."""
    said = [_reason(reason, words) for reason in urgency.get("reasons") or []]
    return list(dict.fromkeys(reason for reason in said if reason))


def machine_reason(stored: str, words: Strings) -> str:
    """The stored reason of a machine's escalation, cues and codes with "; " between, in words."""
    return "; ".join(dict.fromkeys(_cue(code, words) for code in stored.split("; ")))


def _reason(reason: Mapping[str, Any], words: Strings) -> str:
    key = "urgency_rule." + str(reason.get("rule") or "").removeprefix("urgency.")
    return words(key) if key in words.table else _cue(str(reason.get("cue") or ""), words)


def _cue(code: str, words: Strings) -> str:
    keys = (f"urgency_cue.{code}", f"incident.{code}", f"urgency.{code}")
    return next((words(key) for key in keys if key in words.table), code)


def place_name(item: Mapping[str, Any], words: Strings) -> str:
    """Both names of a place, the console's language first; the words as said where there is none."""
    names = [item.get("name_en"), item.get("name_zh")]
    if words.is_chinese:
        names.reverse()
    known = [str(name) for name in names if name]
    return "  ".join(known) or str(item.get("text") or "")


def _incident(item: Mapping[str, Any], words: Strings) -> str:
    return words.of("incident", item.get("code"))


def _urgency(item: Mapping[str, Any], words: Strings) -> str:
    return words.of("urgency", item.get("level"))


def _location(item: Mapping[str, Any], words: Strings) -> str:
    detail = item.get("detail") or {}
    name = place_name(item, words)
    parts = [
        name,
        *(
            _detail(key, said, words)
            for key, said in detail.items()
            if said and not (key == "estate" and str(said) in name)
        ),
        words.of("district", item.get("district")),
    ]
    if item.get("role") not in (None, "incident"):
        parts.append(words.of("role", item["role"]))
    return _DOT.join(part for part in parts if part)


def _detail(name: str, said: Any, words: Strings) -> str:
    if name == "relation":
        return words.of("relation", said)
    return f"{words(f'leaf.detail/{name}')} {said}"


def _occurred(item: Mapping[str, Any], words: Strings) -> str:
    parts = [interval(item.get("start"), item.get("end"))]
    if parts[0] and item.get("precision") not in (None, "unknown", "minute"):
        parts.append(words.of("precision", item["precision"]))
    parts += [words(f"leaf.{flag}") for flag in ("ongoing", "recurring") if item.get(flag)]
    return _DOT.join(part for part in parts if part)


def _person(item: Mapping[str, Any], words: Strings) -> str:
    count = item.get("count")
    parts = [
        words.of("role", item.get("role")),
        f"×{count}" if isinstance(count, int) and count > 1 else "",
        words.of("sex", item.get("sex")) if item.get("sex") != "unknown" else "",
        str(item.get("age") or ""),
        str(item.get("description") or ""),
        words("leaf.is_caller") if item.get("is_caller") else "",
    ]
    return _DOT.join(part for part in parts if part)


def _vehicle(item: Mapping[str, Any], words: Strings) -> str:
    parts = [item.get(name) for name in ("plate", "colour", "make", "kind")]
    role = words.of("role", item.get("role"))
    return _DOT.join(str(part) for part in [*parts, role] if part)


def _property(item: Mapping[str, Any], words: Strings) -> str:
    amount = item.get("value_hkd")
    parts = [
        str(item.get("item") or ""),
        words.of("property_status", item.get("status")),
        f"HK${amount:,.0f}" if isinstance(amount, int | float) else "",
        *(str(name) for name in item.get("identifiers") or []),
    ]
    return _DOT.join(part for part in parts if part)


def _yes_no(item: Mapping[str, Any], words: Strings) -> str:
    return "" if item.get("value") in (None, "unknown") else words.of("yes_no", item["value"])


def _phone(item: Mapping[str, Any], words: Strings) -> str:
    parts = [str(item.get("number") or ""), words.of("role", item.get("role"))]
    return _DOT.join(part for part in parts if part)


def _contact(item: Mapping[str, Any], words: Strings) -> str:
    callback = item.get("callback")
    parts = [
        str(item.get("name") or ""),
        str(item.get("phone") or ""),
        words(f"callback.{callback}") if callback in ("yes", "no") else "",
        words("leaf.anonymous") if item.get("anonymous") else "",
        str(item.get("safe_hours") or ""),
        str(item.get("not_on") or ""),
    ]
    return _DOT.join(part for part in parts if part)


_DESCRIBERS: Mapping[str, Callable[[Mapping[str, Any], Strings], str]] = {
    "incident_types": _incident,
    "urgency": _urgency,
    "locations": _location,
    "occurred": _occurred,
    "people": _person,
    "vehicles": _vehicle,
    "property": _property,
    "weapon": _yes_no,
    "injury": _yes_no,
    "phones": _phone,
    "contact": _contact,
}
