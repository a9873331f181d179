"""The place and the time of a summary, in English and in written Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from nlp.components.times.clock import HONG_KONG
from nlp.summary_words import DISTRICTS, block_in_english, traditional

Report = Mapping[str, Any]
_WEEKDAY = "一二三四五六日"
_PREPOSITIONS = {
    "street": "on", "road_point": "on", "area": "in", "district": "in", "village": "in",
    "country_park": "in", "intersection": "at the junction of",
}  # fmt: skip


def incident_place(report: Report) -> Mapping[str, Any] | None:
    """The first place of the incident itself."""
    return next((p for p in report["locations"] if p["role"] == "incident"), None)


def place_en(report: Report) -> str:
    """``at Mong Kok Station exit B2 (Yau Tsim Mong)``; "" where none is known by name."""
    place = incident_place(report)
    if place is None or not place["name_en"]:
        return ""
    name = place["name_en"]
    detail = {k: v for k, v in place["detail"].items() if v and str(v).isascii()}
    block = place["detail"].get("block")
    if block and not str(block).isascii() and (spelt := block_in_english(str(block))):
        detail["block"] = spelt
    if detail.get("building_no") and detail["building_no"] != detail.get("block"):
        name = f"{detail['building_no']} {name}"
    if detail.get("exit"):
        name += f" exit {detail['exit']}"
    inside = [
        detail[word] if " " in str(detail[word]) else f"{word} {detail[word]}"
        for word in ("flat", "block")
        if detail.get(word)
    ]
    if detail.get("floor"):
        inside.insert(1 if detail.get("flat") else 0, f"floor {detail['floor']}")
    if inside:
        name = f"{', '.join(inside)}, {name}"
    notes = [DISTRICTS[place["district"]][0]] if place["district"] in DISTRICTS else []
    if place["kind"] == "district" or (notes and notes[0] == name):
        notes = []
    if place["ambiguous"]:
        notes.append("to be confirmed")
    preposition = _PREPOSITIONS.get(place["kind"], "at")
    if detail.get("building_no") or inside or " / " in name:
        preposition = "at"
    return f"{preposition} {name}" + (f" ({', '.join(notes)})" if notes else "")


def place_zh(report: Report) -> str:
    """``旺角站B2出口（油尖旺區）``."""
    place = incident_place(report)
    name = (place["name_zh"] or place["name_en"]) if place else ""
    if place is None or not name:
        return ""
    detail = place["detail"]
    if detail.get("building_no") and detail["building_no"] != detail.get("block"):
        name += f"{detail['building_no']}號"
    if detail.get("exit"):
        name += f"{detail['exit']}出口"
    for part, unit in (("block", "座"), ("floor", "樓"), ("flat", "室")):
        if detail.get(part):
            said = traditional(str(detail[part]))
            name += said if said.endswith(("樓", "座", "閣", "苑", "室", "號")) else f"{said}{unit}"
    notes = [DISTRICTS[place["district"]][1]] if place["district"] in DISTRICTS else []
    if place["kind"] == "district" or name in notes:
        notes = []
    if place["ambiguous"]:
        notes.append("待確認")
    return name + (f"（{'，'.join(notes)}）" if notes else "")


def _span(occurred: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    if not occurred["start"] or not occurred["end"]:
        return None
    start = datetime.fromisoformat(occurred["start"]).astimezone(HONG_KONG)
    return start, datetime.fromisoformat(occurred["end"]).astimezone(HONG_KONG)


def when_en(occurred: Mapping[str, Any]) -> str:
    """``Thu 19 Nov 20:00–21:00``; "" where no time is told."""
    span = _span(occurred)
    if span is None:
        return ""
    start, end = span
    if (
        start.date() != end.date()
        and occurred["precision"] not in ("day", "week")
        and _overnight(start, end)
    ):
        part = "evening" if _by_midnight(start, end) else "night"
        return f"the {part} of {start:%a} {start.day} {start:%b}"
    first, last = f"{start:%a} {start.day} {start:%b}", f"{end:%a} {end.day} {end:%b}"
    if occurred["precision"] in ("day", "week") or _whole_days(start, end):
        return first if start.date() == end.date() else f"{first} to {last}"
    if _till_midnight(start, end):
        return f"{first} {start:%H:%M}–24:00"
    if end - start < timedelta(minutes=20):
        return f"{first} about {start:%H:%M}"
    if start.date() == end.date():
        return f"{first} {start:%H:%M}–{end:%H:%M}"
    return f"{first} {start:%H:%M} to {last} {end:%H:%M}"


def when_zh(occurred: Mapping[str, Any]) -> str:
    """``11月19日（星期四）20:00至21:00``."""
    span = _span(occurred)
    if span is None:
        return ""
    start, end = span
    first = f"{start.month}月{start.day}日（星期{_WEEKDAY[start.weekday()]}）"
    last = f"{end.month}月{end.day}日（星期{_WEEKDAY[end.weekday()]}）"
    if (
        start.date() != end.date()
        and occurred["precision"] not in ("day", "week")
        and _overnight(start, end)
    ):
        return f"{first}晚上" if _by_midnight(start, end) else f"{first}晚上至翌日清晨"
    if occurred["precision"] in ("day", "week") or _whole_days(start, end):
        return first if start.date() == end.date() else f"{first}至{last}"
    if _till_midnight(start, end):
        return f"{first}{start:%H:%M}至24:00"
    if end - start < timedelta(minutes=20):
        return f"{first}約{start:%H:%M}"
    if start.date() == end.date():
        return f"{first}{start:%H:%M}至{end:%H:%M}"
    return f"{first}{start:%H:%M}至{last}{end:%H:%M}"


def _whole_days(start: datetime, end: datetime) -> bool:
    """From the first minute of a day to the last of another: a month, a season."""
    return (start.hour, start.minute, end.hour, end.minute) == (0, 0, 23, 59)


def _till_midnight(start: datetime, end: datetime) -> bool:
    """A time that ends as the next day begins."""
    return (end.hour, end.minute, (end.date() - start.date()).days) == (0, 0, 1)


def _by_midnight(start: datetime, end: datetime) -> bool:
    """An evening that ends as the next day begins."""
    return (end.hour, end.minute) == (0, 0) and start < end


def _overnight(start: datetime, end: datetime) -> bool:
    return start.hour >= 17 and end.hour <= 9 and (end.date() - start.date()).days == 1
