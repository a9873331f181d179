"""One sentence in English and one in written Chinese, composed from the report's own fields, nothing added.

What the caller said in the other language is put in by a list of common words or left out: a
summary never mixes the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from nlp.components.times.clock import HONG_KONG
from nlp.summary_words import (
    COLOURS,
    DISTRICTS,
    VEHICLES,
    block_in_english,
    thing_in_chinese,
    thing_in_english,
    traditional,
)

Report = Mapping[str, Any]
_WEEKDAY = "一二三四五六日"
_STATUS_ZH = {"stolen": "被盜", "lost": "遺失", "found": "拾獲", "damaged": "遭破壞"}
_PREPOSITIONS = {
    "street": "on", "road_point": "on", "area": "in", "district": "in", "village": "in",
    "country_park": "in", "intersection": "at the junction of",
}  # fmt: skip
#: Incidents whose sums are what is lost or asked for.
_MONEY = frozenset({"fraud", "blackmail", "cybercrime"})
_ITEMS = 3
_DESCRIPTION = 90


def english(report: Report) -> str:
    """``Bicycle theft at Mong Kok Station exit B2 (Yau Tsim Mong), Thu 19 Nov, 20:00–21:00; bike stolen.``"""
    head = _head(report, "label_en", "Message without a recognised incident")
    if place := _place_en(report):
        head += f" {place}"
    if when := _when_en(report["occurred"]):
        head += f", {when}"
    if report["occurred"]["ongoing"]:
        head += ", still going on"
    elif report["occurred"]["recurring"]:
        head += ", recurring"
    dangers, denied = _answers(
        report,
        weapon=("a weapon is mentioned", "no weapon, the caller says"),
        injury=("somebody is hurt", "nobody is hurt, the caller says"),
    )
    parts = [head, *dangers, *_people_en(report), *_property_en(report), *_vehicles_en(report)]
    if money := _money(report):
        parts.append(f"HK${money:,} involved")
    parts += denied
    if report["contact"]["anonymous"]:
        parts.append("the caller wishes to stay anonymous")
    if report["contact"]["callback"] == "no":
        parts.append("the caller does not want to be called back")
    elif report["contact"].get("not_on"):
        parts.append("call back only as the caller says, never on the line refused")
    return "; ".join(parts) + "."


def chinese(report: Report) -> str:
    """``盜竊單車：旺角站B2出口（油尖旺區），11月19日（星期四）20:00至21:00；單車被盜。``"""
    head = _head(report, "label_zh", "未能識別事件的留言")
    told = [text for text in (_place_zh(report), _when_zh(report["occurred"])) if text]
    if report["occurred"]["ongoing"]:
        told.append("現仍持續")
    elif report["occurred"]["recurring"]:
        told.append("屢次發生")
    if told:
        head += "：" + "，".join(told)
    dangers, denied = _answers(
        report, weapon=("提及武器", "來電者稱無人持有武器"), injury=("有人受傷", "來電者稱無人受傷")
    )
    parts = [head, *dangers, *_people_zh(report), *_property_zh(report), *_vehicles_zh(report)]
    if money := _money(report):
        parts.append(f"涉款{money:,}元")
    parts += denied
    if report["contact"]["anonymous"]:
        parts.append("來電者要求匿名")
    if report["contact"]["callback"] == "no":
        parts.append("來電者不希望警方回電")
    elif report["contact"].get("not_on"):
        parts.append("只可按來電者所指方式回電，切勿致電其不許打的電話")
    return "；".join(parts) + "。"


#: Below this the primary incident is only what the message perhaps tells.
_SURE = 0.6
_UNREAD = {
    "label_en": "Not read: a language or script that the reader does not know, somebody who knows it must listen",
    "label_zh": "未能閱讀：留言所用語言或文字不在系統閱讀範圍，須由懂該語言的人員聽取",
}


def _head(report: Report, label: str, empty: str) -> str:
    types = report["incident_types"]
    if not types:
        return _UNREAD[label] if report.get("unread") else empty
    head: str = types[0][label]
    if types[0]["confidence"] < _SURE:
        head = f"可能係{head}" if label.endswith("zh") else f"Perhaps {_lowered(head)}"
    if "hypothetical" in types[0]["qualifiers"]:
        head += "（假設）" if label.endswith("zh") else " (supposed)"
    return head


def _lowered(label: str) -> str:
    """``Theft`` -> ``theft``, but ``HKID ...`` as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _incident_place(report: Report) -> Mapping[str, Any] | None:
    return next((p for p in report["locations"] if p["role"] == "incident"), None)


def _place_en(report: Report) -> str:
    place = _incident_place(report)
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


def _place_zh(report: Report) -> str:
    place = _incident_place(report)
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


def _when_en(occurred: Mapping[str, Any]) -> str:
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


def _when_zh(occurred: Mapping[str, Any]) -> str:
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


def _shown(report: Report) -> list[Mapping[str, Any]]:
    """The people that a reader must know of first: sought ones, then suspects who are described."""
    people = [p for p in report["people"] if not p["is_caller"]]
    missing = [p for p in people if p["role"] == "missing"]
    described = [
        p for p in people
        if p["role"] == "suspect" and (p["description"] or p["age"] or p["sex"] or (p["count"] or 1) > 1)
    ]  # fmt: skip
    return (missing or described)[:2]


def _people_en(report: Report) -> list[str]:
    return [_person_en(person) for person in _shown(report)]


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS_ZH = ("零", "一", "兩", "三", "四", "五", "六", "七", "八", "九", "十")


def _person_en(person: Mapping[str, Any]) -> str:
    count, sex, age = person["count"], person["sex"] or "", person["age"] or ""
    told = [f"aged {age}" if age[:1].isdecimal() and age.isdecimal() else age]
    description = person["description"] or ""
    if description.isascii() and len(description) <= _DESCRIPTION:
        told.append(re.sub(r"^(?:my|our) ", "the caller's ", description))
    if person["role"] == "missing":
        told.insert(0, sex)
        head = "the missing person"
    else:
        number = "several" if count is None else _NUMBERS[count] if count <= 10 else str(count)
        head = " ".join(w for w in (number, sex, "suspect" if count == 1 else "suspects") if w)
    told = [text for text in dict.fromkeys(told) if text]
    return f"{head} ({', '.join(told)})" if told else head


_AGES_ZH = {
    "child": "小童", "baby": "嬰兒", "teenage": "青少年", "young": "年輕", "middle-aged": "中年",
    "elderly": "年長", "teens": "十多歲",
}  # fmt: skip


def _people_zh(report: Report) -> list[str]:
    return [_person_zh(person) for person in _shown(report)]


def _person_zh(person: Mapping[str, Any]) -> str:
    sex = {"male": "男", "female": "女"}.get(person["sex"] or "", "")
    count, age = person["count"], person["age"] or ""
    told = [_age_zh(age)]
    description = traditional(person["description"] or "")
    if re.fullmatch("(?:好?[幾多數一]|成)(?:個|名|群|羣|班|幫|伙)?人", description):
        description = ""
    if (
        description
        and not re.search("[A-Za-z]{2}", description)
        and len(description) <= _DESCRIPTION // 2
    ):
        told.append(re.sub("^我(?:個|的|嘅|哋)?", "來電者的", description))
    if person["role"] == "missing":
        told.insert(0, f"{sex}性" if sex else "")
        head = "失蹤者"
    else:
        number = "數" if count is None else _NUMBERS_ZH[count] if count <= 10 else str(count)
        head = f"{number}名{sex}疑犯"
    told = [text for text in dict.fromkeys(told) if text]
    return f"{head}（{'，'.join(told)}）" if told else head


def _age_zh(age: str) -> str:
    if age.isdecimal():
        return f"{age}歲"
    tens = re.fullmatch(r"(early |mid |late )?(\d0)s", age)
    if tens:
        return f"{tens[2]}多歲"
    span = re.fullmatch(r"(\d+)-(\d+)", age)
    return f"{span[1]}至{span[2]}歲" if span else _AGES_ZH.get(age, "")


def _by_status(report: Report) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for item in report["property"]:
        groups.setdefault(item["status"], []).append(item)
    return groups


def _property_en(report: Report) -> list[str]:
    parts = []
    for status, things in _by_status(report).items():
        named = [thing_in_english(thing["item"]) for thing in things]
        values = [thing["value_hkd"] for thing in things]
        known = [name for name in dict.fromkeys(named) if name][:_ITEMS]
        text = f"{_listed(known, 'and') or 'property'} {status}"
        if len(things) == 1 and values[0]:
            text += f", HK${values[0]:,}"
        parts.append(text)
    return parts[:2]


def _property_zh(report: Report) -> list[str]:
    parts = []
    for status, things in _by_status(report).items():
        known = [n for n in dict.fromkeys(thing_in_chinese(t["item"]) for t in things) if n][
            :_ITEMS
        ]
        names = "、".join(known[:-1]) + ("及" if len(known) > 1 else "") + "".join(known[-1:])
        text = (
            f"拾獲{names or '財物'}"
            if status == "found"
            else f"{names or '財物'}{_STATUS_ZH[status]}"
        )
        if len(things) == 1 and things[0]["value_hkd"]:
            text += f"，約值{things[0]['value_hkd']:,}元"
        parts.append(text)
    return parts[:2]


def _listed(names: Sequence[str], word: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _vehicles_en(report: Report) -> list[str]:
    parts = []
    for vehicle in report["vehicles"]:
        kind = vehicle["kind"] if vehicle["kind"] != "car" or not vehicle["make"] else ""
        words = [vehicle["colour"], vehicle["make"], kind, vehicle["plate"]]
        if vehicle["plate"] or vehicle["colour"] or vehicle["make"]:
            parts.append(" ".join(word for word in words if word))
    return parts[:2]


def _vehicles_zh(report: Report) -> list[str]:
    parts = []
    for vehicle in report["vehicles"]:
        if not (vehicle["plate"] or vehicle["colour"] or vehicle["make"]):
            continue
        colour = COLOURS.get(vehicle["colour"] or "", "")
        kind = VEHICLES.get(vehicle["kind"] or "", "車輛")
        plate = f"（車牌{vehicle['plate']}）" if vehicle["plate"] else ""
        make = f"{vehicle['make']} " if vehicle["make"] else ""
        parts.append(f"{colour}{make}{kind}{plate}")
    return parts[:2]


def _money(report: Report) -> int:
    """The largest sum of a fraud or a demand."""
    types = report["incident_types"]
    if not types or types[0]["code"] not in _MONEY:
        return 0
    return max((int(amount["value"]) for amount in report.get("amounts_hkd", ())), default=0)


def _answers(report: Report, **texts: tuple[str, str]) -> tuple[list[str], list[str]]:
    """What is said of weapons and injuries: the dangers, which come first, and what is denied."""
    said = [(report[name]["value"], texts[name]) for name in texts]
    return [text[0] for value, text in said if value == "yes"], [
        text[1] for value, text in said if value == "no"
    ]
