"""One sentence in English and one in written Chinese, composed from the report's own fields, nothing added.

What the caller said in the other language is put in by a list of common words or left out: a
summary never mixes the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nlp.summary_looks import look_in_chinese, look_in_english
from nlp.summary_where import place_en, place_zh, when_en, when_zh
from nlp.summary_words import (
    COLOURS,
    MAKES,
    VEHICLES,
    thing_in_chinese,
    thing_in_english,
    traditional,
)

Report = Mapping[str, Any]
_STATUS_ZH = {"stolen": "被盜", "lost": "遺失", "found": "拾獲", "damaged": "遭破壞"}
#: Incidents whose sums are what is lost or asked for.
_MONEY = frozenset({"fraud", "blackmail", "cybercrime"})
_ITEMS = 3
_DESCRIPTION = 90


def english(report: Report) -> str:
    """``Bicycle theft at Mong Kok Station exit B2 (Yau Tsim Mong), Thu 19 Nov, 20:00–21:00; bike stolen.``"""
    head = _head(report, "label_en", "Message without a recognised incident")
    if place := place_en(report):
        head += f" {place}"
    if when := when_en(report["occurred"]):
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
    told = [text for text in (place_zh(report), when_zh(report["occurred"])) if text]
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


#: Incidents that are about people who did nothing: they are told of, where no one else is.
_OF_PEOPLE = frozenset(
    {"welfare_check", "missing_person", "traffic_collision", "animal", "dispute", "noise", "other"}
)
#: People told of at the most.
_PEOPLE = 3


def _shown(report: Report) -> list[Mapping[str, Any]]:
    """The people that a reader must know of first: who is sought, who did it, whom it befell, who else."""
    people = [p for p in report["people"] if not p["is_caller"] and _is_described(p)]
    by_role = {
        role: [p for p in people if p["role"] == role]
        for role in ("missing", "suspect", "victim", "involved")
    }
    if by_role["missing"]:
        return by_role["missing"][:2]
    told = [*by_role["suspect"], *by_role["victim"][:1]][:_PEOPLE]
    if by_role["victim"] and by_role["victim"][0] not in told:
        told = [*told[: _PEOPLE - 1], by_role["victim"][0]]
    types = report["incident_types"]
    if types and types[0]["code"] not in _OF_PEOPLE:
        return told
    return told or [p for p in by_role["involved"] if p["age"] or p["description"]][:1]


def _is_described(person: Mapping[str, Any]) -> bool:
    told = person["description"] or person["age"] or person["sex"] or person.get("name")
    return bool(told or (person["count"] or 1) > 1)


def _people_en(report: Report) -> list[str]:
    return [_person_en(person) for person in _shown(report)]


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS_ZH = ("零", "一", "兩", "三", "四", "五", "六", "七", "八", "九", "十")
_ROLES_EN = {
    "suspect": ("suspect", "suspects"), "victim": ("victim", "victims"),
    "involved": ("person involved", "people involved"),
}  # fmt: skip
_SEXED_EN = {
    "male": ("man involved", "men involved"),
    "female": ("woman involved", "women involved"),
}
_INVOLVED_ZH = {"男": "涉事男子", "女": "涉事女子", "": "涉事人士"}
_ROLES_ZH = {"suspect": "疑犯", "victim": "受害人"}


def _person_en(person: Mapping[str, Any]) -> str:
    count, sex, age = person["count"], person["sex"] or "", person["age"] or ""
    told = [f"aged {age}" if age[:1].isdecimal() and age.isdecimal() else age]
    name = person.get("name") or ""
    if name.isascii():
        told.insert(0, name)
    description = look_in_english(person["description"] or "")
    if len(description) <= _DESCRIPTION:
        told.append(re.sub(r"^(?:my|our) ", "the caller's ", description))
    if person["role"] == "missing":
        told.insert(0, sex)
        head = "the missing person"
    else:
        one, many = _ROLES_EN[person["role"]]
        if person["role"] == "involved" and sex:
            (one, many), sex = _SEXED_EN[sex], ""
        number = "several" if count is None else _NUMBERS[count] if count <= 10 else str(count)
        head = " ".join(w for w in (number, sex, one if count == 1 else many) if w)
    told = [text for text in dict.fromkeys(told) if text]
    return f"{head} ({', '.join(told)})" if told else head


_AGES_ZH = {
    "child": "小童", "baby": "嬰兒", "teenage": "青少年", "young": "年輕", "middle-aged": "中年",
    "elderly": "年長", "teens": "十多歲", "early teens": "十多歲", "late teens": "十多歲",
}  # fmt: skip


def _people_zh(report: Report) -> list[str]:
    return [_person_zh(person) for person in _shown(report)]


def _person_zh(person: Mapping[str, Any]) -> str:
    sex = {"male": "男", "female": "女"}.get(person["sex"] or "", "")
    count, age = person["count"], person["age"] or ""
    told = [traditional(person.get("name") or ""), _age_zh(age)]
    description = traditional(look_in_chinese(person["description"] or ""))
    if re.fullmatch("(?:好?[幾多數一]|成)(?:個|名|群|羣|班|幫|伙)?人", description):
        description = ""
    if len(description) <= _DESCRIPTION // 2:
        told.append(re.sub("^我(?:個|的|嘅|哋)?", "來電者的", description))
    if person["role"] == "missing":
        told.insert(0, f"{sex}性" if sex else "")
        head = "失蹤者"
    else:
        number = "數" if count is None else _NUMBERS_ZH[count] if count <= 10 else str(count)
        role = _ROLES_ZH.get(person["role"])
        head = f"{number}名{sex}{role}" if role else f"{number}名{_INVOLVED_ZH[sex]}"
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
        known = _valued(things, thing_in_english, " (HK${:,})")
        text = f"{_listed(known, 'and') or 'property'} {status}"
        if len(things) == 1 and things[0]["value_hkd"]:
            text += f", HK${things[0]['value_hkd']:,}"
        parts.append(text)
    return parts[:2]


def _valued(
    things: Sequence[Mapping[str, Any]], name_of: Callable[[str], str | None], form: str
) -> list[str]:
    """The things' names, the first and the dearest of many, each with its value where several are told."""
    values: dict[str, int] = {}
    for thing in things:
        name = name_of(thing["item"])
        if name:
            values[name] = max(values.get(name, 0), thing["value_hkd"] or 0)
    shown = list(values)
    if len(shown) > _ITEMS:
        # What was said first, and what is worth most.
        first = [*shown[:1], *sorted(shown[1:], key=lambda name: -values[name])][:_ITEMS]
        shown = [name for name in shown if name in first]
    if len(things) == 1:
        return shown
    return [name + (form.format(values[name]) if values[name] else "") for name in shown]


def _property_zh(report: Report) -> list[str]:
    parts = []
    for status, things in _by_status(report).items():
        known = _valued(things, thing_in_chinese, "（{:,}元）")
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
    for vehicle in _told_vehicles(report):
        kind = vehicle["kind"] if vehicle["kind"] != "car" or not vehicle["make"] else ""
        words = [vehicle["colour"], vehicle["make"], kind, vehicle["plate"]]
        text = " ".join(word for word in words if word)
        if part := _part_of_plate(vehicle):
            text += f", plate partly seen{f': {part!r}' if part.isascii() else ''}"
        owner = _OWNERS.get(vehicle["role"]) if _roles_differ(report) else None
        parts.append(f"{owner[0]} {text}" if owner else text)
    return parts


#: Said where vehicles of both sides are told of.
_OWNERS = {"suspect": ("the suspect's", "疑犯的"), "victim": ("the victim's", "受害人的")}


def _told_vehicles(report: Report) -> list[Mapping[str, Any]]:
    return [
        v for v in report["vehicles"]
        if v["plate"] or v["colour"] or v["make"] or _part_of_plate(v)
    ][:2]  # fmt: skip


def _roles_differ(report: Report) -> bool:
    return len({v["role"] for v in _told_vehicles(report)}) > 1


def _part_of_plate(vehicle: Mapping[str, Any]) -> str:
    said = (ev["text"] for ev in vehicle["evidence"] if ev["rule"] == "plate.partial")
    return "" if vehicle["plate"] else next(said, "")


def _vehicles_zh(report: Report) -> list[str]:
    parts = []
    for vehicle in _told_vehicles(report):
        colour = COLOURS.get(vehicle["colour"] or "", "")
        kind = VEHICLES.get(vehicle["kind"] or "", "車輛")
        text = f"{colour}{_make_zh(vehicle['make'])}{kind}"
        if vehicle["plate"]:
            text += f"（車牌{vehicle['plate']}）"
        elif part := _part_of_plate(vehicle):
            text += f"（只看到部分車牌{'' if part.isascii() else f'：{traditional(part)}'}）"
        owner = _OWNERS.get(vehicle["role"]) if _roles_differ(report) else None
        parts.append(f"{owner[1]}{text}" if owner else text)
    return parts


def _make_zh(make: str | None) -> str:
    """``Toyota Hiace`` -> ``豐田Hiace``, a make that has no Chinese name with a space behind it."""
    known = next((name for name in MAKES if (make or "").startswith(name)), "")
    if known:
        return MAKES[known] + (make or "").removeprefix(known).strip()
    return f"{make} " if make else ""


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
