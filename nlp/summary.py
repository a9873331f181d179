"""One sentence in English and one in Chinese, composed from the report's own fields, nothing added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nlp.components.clock import HONG_KONG

_WEEKDAY = "一二三四五六日"
_PROPERTY_ZH = {"stolen": "被盜", "lost": "遺失", "found": "拾獲", "damaged": "損毀"}


def english(report: Mapping[str, Any]) -> str:
    """``Bicycle theft at Nathan Road (Yau Ma Tei ...), last night 22:00; bicycle stolen; no weapon.``"""
    parts = [_head(report, "label_en", "Message without a recognised incident")]
    if place := _place(report):
        parts[0] += f" at {place}"
    if when := _when(report["occurred"]):
        parts[0] += f", {when}"
    if report["occurred"]["ongoing"]:
        parts.append("still going on")
    if report["occurred"]["recurring"]:
        parts.append("happens repeatedly")
    parts += [f"{item['item']} {item['status']}" for item in report["property"][:2]]
    parts += [f"vehicle {v['plate']}" for v in report["vehicles"] if v["plate"]][:2]
    for name, yes, no in (
        ("weapon", "weapon mentioned", "no weapon, says the caller"),
        ("injury", "injury mentioned", "nobody hurt, says the caller"),
    ):
        value = report[name]["value"]
        if value != "unknown":
            parts.append(yes if value == "yes" else no)
    if report["contact"]["callback"] == "no":
        parts.append("caller does not want to be called back")
    return "; ".join(parts) + "."


def chinese(report: Mapping[str, Any]) -> str:
    """The same sentence in the force's written Chinese."""
    parts = [_head(report, "label_zh", "未能識別事件的留言")]
    place = _place(report, zh=True)
    if place:
        parts[0] += f"，地點：{place}"
    if when := _when(report["occurred"], zh=True):
        parts[0] += f"，時間：{when}"
    if report["occurred"]["ongoing"]:
        parts.append("仍在發生")
    if report["occurred"]["recurring"]:
        parts.append("重複發生")
    parts += [f"{p['item']}{_PROPERTY_ZH[p['status']]}" for p in report["property"][:2]]
    parts += [f"車輛 {v['plate']}" for v in report["vehicles"] if v["plate"]][:2]
    for name, yes, no in (
        ("weapon", "提及武器", "來電者稱沒有武器"),
        ("injury", "提及有人受傷", "來電者稱無人受傷"),
    ):
        value = report[name]["value"]
        if value != "unknown":
            parts.append(yes if value == "yes" else no)
    if report["contact"]["callback"] == "no":
        parts.append("來電者不希望回電")
    return "；".join(parts) + "。"


def _head(report: Mapping[str, Any], label: str, empty: str) -> str:
    types = report["incident_types"]
    if not types:
        return empty
    head: str = types[0][label]
    if "hypothetical" in types[0]["qualifiers"]:
        head += "（假設）" if label.endswith("zh") else " (supposed)"
    return head


def _place(report: Mapping[str, Any], *, zh: bool = False) -> str:
    places = [p for p in report["locations"] if p["role"] == "incident"]
    if not places:
        return ""
    place = places[0]
    name = place["name_zh"] if zh else place["name_en"]
    detail = place["detail"]
    if place["ambiguous"]:
        name += "（待確認）" if zh else " (to be confirmed)"
    if detail.get("building_no"):
        name = f"{name}{detail['building_no']}號" if zh else f"{detail['building_no']} {name}"
    if detail.get("exit"):
        name += f"{detail['exit']}出口" if zh else f" exit {detail['exit']}"
    return (
        f"{name}（{place['district']}）"
        if zh and place["district"]
        else (f"{name} ({place['district']})" if place["district"] else name)
    )


def _when(occurred: Mapping[str, Any], *, zh: bool = False) -> str:
    if not occurred["start"]:
        return ""
    start = datetime.fromisoformat(occurred["start"]).astimezone(HONG_KONG)
    end = datetime.fromisoformat(occurred["end"]).astimezone(HONG_KONG)
    day = f"{start.month}月{start.day}日" if zh else f"{start:%a} {start.day} {start:%b}"
    if occurred["precision"] in ("day", "week"):
        last = f"{end.month}月{end.day}日" if zh else f"{end:%a} {end.day} {end:%b}"
        return day if start.date() == end.date() else f"{day} – {last}"
    clock = f"{start:%H:%M}"
    if (end - start).total_seconds() >= 600:
        clock += f"–{end:%H:%M}"
    return f"{day} {clock}" if not zh else f"{day}（星期{_WEEKDAY[start.weekday()]}）{clock}"
