"""Days with a name (除夕, 年初二, Mid-Autumn, Christmas Eve, Good Friday) and their latest date.

Hong Kong's fixed holidays; those of the moon from a table of the Chinese calendar's days (the Hong Kong
Observatory publishes the same conversion), Ching Ming and the winter solstice from the sun's mean year,
Easter by the anonymous Gregorian computus. Outside the table's years a day of the moon has no date.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_FIRST_YEAR = 2024
#: Month and day of each year from 2024 on.
_MOON: dict[str, tuple[int, ...]] = {
    "new_year": (210, 129, 217, 206, 126, 213, 203, 123, 211, 131, 219, 208, 128, 215, 204, 124, 212),
    "buddha": (515, 505, 524, 513, 502, 520, 509, 528, 516, 506, 525, 515, 503, 522, 511, 430, 518),
    "ghosts": (818, 906, 827, 816, 903, 824, 813, 901, 820, 809, 828, 818, 905, 825, 815, 903, 822),
    "dragon_boat": (610, 531, 619, 609, 528, 616, 605, 624, 612, 601, 620, 610, 530, 618, 607, 527, 614),
    "mid_autumn": (917, 1006, 925, 915, 1003, 922, 912, 1001, 919, 908, 927, 916, 1004, 924, 913, 1002, 920),
    "chung_yeung": (1011, 1029, 1018, 1008, 1026, 1016, 1005, 1024, 1012, 1001, 1020, 1009, 1027, 1017, 1007, 1026, 1014),
}  # fmt: skip
_FIXED: dict[str, int] = {
    "new_years_day": 101, "valentine": 214, "labour_day": 501, "handover": 701, "national_day": 1001,
    "halloween": 1031, "women": 308, "children": 601, "christmas_eve": 1224, "christmas": 1225, "boxing_day": 1226, "new_years_eve": 1231,
}  # fmt: skip
#: Month, and which Sunday of it.
_SUNDAYS = {"mothers": (5, 2), "fathers": (6, 3)}
_NUMBERS = "一二三四五六七八九"

ENGLISH = (
    r"(?:(?:chinese|lunar|cny) new year'?s? eve|(?:the )?(?:first|second|third|fourth|fifth) day of (?:the )?(?:chinese |lunar )?new year"
    r"|(?:chinese|lunar) new year'?s? day|new year'?s (?:eve|day)|christmas (?:eve|day)|boxing day|halloween|valentine'?s(?: day)?"
    r"|good friday|easter (?:sunday|monday)|(?:the )?mid[- ]autumn(?: festival)?(?: (?:day|night))?|ching ming(?: festival)?|chung yeung(?: festival)?"
    r"|(?:the )?dragon boat(?: festival| day)|national day|labour day|(?:the )?winter solstice|mother'?s day|father'?s day|buddha'?s birthday|(?:the )?hungry ghost(?: festival| day| night)?|women'?s day|children'?s day)"
    r"(?! (?:party|parties|decorations?|presents?|tree|lights?|cards?|gifts?|dinner|shopping|sales?|fair|costumes?|market|mooncakes?))"
)
CHINESE = (
    "(?:年三十晚?|年廿[八九]晚?|大年三十|除夕夜?|团年(?:饭)?嗰晚|大?年初[一二三四五六七八九]|大年夜|元宵节?|人日|平安夜|圣诞(?:节|前夕|夜|日|当日)|拆礼物日"
    "|元旦|端午节?|中秋(?:节)?|重阳(?:节)?|清明(?:节)?|冬至|做冬|过冬|国庆(?:节|日)?|回归纪念日|七一(?=嗰|当|那|晚|下|上|朝|游|放|凌|早|中|夜|[，。,])|劳动节|五一节|五一(?=嗰|当|那|放)|佛诞|浴佛节|盂兰(?:节)?|鬼节|七夕|母亲节|父亲节|(?:耶稣)?受难(?:日|节)(?:翌日)?|三八节|妇女节|儿童节|正月十五|十月一(?:国庆)?(?=嗰|当|那|放)|万圣节|情人节|复活节)(?!礼物|礼券|派对|月饼|灯|树|大餐|卡|快乐)"
)


def named(said: str) -> str:
    """The key of a day's name as :func:`latest` takes it; ``name+2`` is two days after it."""
    forms = (
        (r"(?:chinese|lunar|cny) new year'?s? eve|年三十|大年夜|团年", "new_year-1"),
        (r"年廿九", "new_year-1"),
        (r"年廿八", "new_year-2"),
        (r"除夕", "eve"),
        (r"元宵|正月十五", "new_year+14"),
        (r"人日", "new_year+6"),
        (r"new year'?s eve", "new_years_eve"),
        (r"(?:chinese|lunar) new year'?s? day", "new_year+0"),
        (r"new year'?s day|元旦", "new_years_day"),
        (r"christmas eve|平安夜|圣诞前夕", "christmas_eve"),
        (r"christmas|圣诞", "christmas"),
        (r"boxing|拆礼物", "boxing_day"),
        (r"halloween|万圣", "halloween"),
        (r"valentine|情人", "valentine"),
        (r"good friday", "easter-2"),
        (r"easter monday", "easter+1"),
        (r"easter|复活", "easter+0"),
        (r"mid|中秋", "mid_autumn"),
        (r"ching|清明", "ching_ming"),
        (r"chung|重阳", "chung_yeung"),
        (r"dragon|端午", "dragon_boat"),
        (r"national|国庆", "national_day"),
        (r"labour|劳动|五一", "labour_day"),
        (r"七一|回归", "handover"),
        (r"solstice|冬至|做冬|过冬", "solstice"),
        (r"佛|buddha", "buddha"),
        (r"盂兰|鬼节|ghost", "ghosts"),
        (r"七夕", "ghosts-8"),
        (r"母亲|mother", "mothers"),
        (r"父亲|father", "fathers"),
        (r"受难.*翌日", "easter-1"),
        (r"受难", "easter-2"),
        (r"三八|妇女|women", "women"),
        (r"儿童|children", "children"),
        (r"十月一", "national_day"),
    )
    if day := re.search(rf"年初([{_NUMBERS}])", said):
        return f"new_year+{_NUMBERS.index(day[1])}"
    if day := re.search(r"(first|second|third|fourth|fifth) day", said):
        return f"new_year+{('first', 'second', 'third', 'fourth', 'fifth').index(day[1])}"
    return next((key for form, key in forms if re.search(form, said)), "")


def latest(key: str, today: date) -> date | None:
    """The latest such day that is not after ``today``; None where the table has none."""
    if key == "eve":
        # 除夕 is the moon's, or the last of December.
        told = [d for d in (latest("new_year-1", today), latest("new_years_eve", today)) if d]
        return max(told, default=None)
    name, sign, count = re.fullmatch(r"([a-z_]+)(?:([+-])(\d+))?", key).groups()  # type: ignore[union-attr]
    away = timedelta(days=int(count or 0) * (-1 if sign == "-" else 1))
    for year in (today.year + 1, today.year, today.year - 1):
        day = _day_of(name, year)
        if day is not None and day + away <= today:
            return day + away
    return None


def _day_of(name: str, year: int) -> date | None:
    if name in _FIXED:
        return date(year, *divmod(_FIXED[name], 100))
    if name == "easter":
        return _easter(year)
    if name in _SUNDAYS:
        month, number = _SUNDAYS[name]
        first = date(year, month, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))
    if name == "ching_ming":
        return date(year, 4, 4 if year % 4 in (0, 1) else 5)
    if name == "solstice":
        return date(year, 12, 21 if year % 4 in (0, 1) else 22)
    days = _MOON.get(name, ())
    index = year - _FIRST_YEAR
    return date(year, *divmod(days[index], 100)) if 0 <= index < len(days) else None


def _easter(year: int) -> date:
    """Meeus, Jones and Butcher's rule."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)
