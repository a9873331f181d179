"""Chinese time expressions, Cantonese and Mandarin: the pieces, and what each one says.

Runs over folded text (simplified characters). 字 is five minutes on the clock face, 骨 and 刻 a
quarter; 七點三 is fifteen minutes past seven.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from nlp.components.times import holidays
from nlp.normalise import chinese_number

Values = dict[str, Any]

_ZH = "[0-9零〇一二两三四五六七八九十廿卅半几]"
_HOUR = "(?:十[一二]|二十[一二三四]?|廿[一二三四]?|十[一二]?[三四五六七八九]|[一二两三四五六七八九][一二两三四五六七八九十]|[一二两三四五六七八九十零〇]|十几|[01]?[0-9]|2[0-4])"
_LENGTH = (
    rf"(?:(?:{_ZH}{{1,4}}|好几|成|大半|小半)(?:个|個)?(?:半|几|多|零|来)?(?:几|多)?"
    r"(?:分钟|分|小时|钟头|粒钟|钟(?!头)|字|刻钟|骨|秒)|半(?:个)?(?:几|多)?(?:小时|钟头|钟|粒钟)|一?个(?:几|多|半)(?:小时|钟头|钟))"
)
_DAYS = rf"(?:{_ZH}{{1,3}}|好几|好多)(?:个)?(?:日|天|晚|夜|星期|礼拜|周|月|年)"
_WEEK = "(?:星期|礼拜|周)"
_PART = (
    "三更半夜|半夜三更|大半夜|夜妈妈|半夜|深夜|凌晨|后半夜|天未光|天蒙光|天光|天没亮|天刚亮|天亮|一?大清早|一大早|清晨|清早|"
    "朝头早|朝早|早上|早晨(?=[一二两三四五六七八九十0-9])|上昼|上午|晏昼|晏就|晌午|后晌|头晌|放学时间|放学嗰阵|放学的时候|放学嗰时|上学时间|返学时间|午饭|食晏|中午|正午时分|下昼|下午|午后|傍晚|黄昏|放工时间|"
    "食晚饭|晚饭|夜晚黑|晚黑|晚头黑|晚头|夜晚|晚上|晚间|夜间|夜里|通宵(?![茶餐巴小营店超])|午间"
)
#: 十九號去廿二號返: behind a day of the month, and behind no house number.
_TRIP = (
    "(?:先|才|就|至|我哋|我们|我|佢哋|佢|他们|一早)*(?:去(?!到)|飞|离(?:开|港)|出(?:发|门|街|差|国|游|咗门|咗去|去旅行)|走咗|走了|返(?:嚟|到|来|香港|屋企|港|大陆|乡下|返|$|[，。,\\s])"
    "|回(?:来|到|家|港|香港|国)|(?:到|至)(?:[0-9一二三四五六七八九十廿卅]{1,3}[号日]|今日|今天|而家|现在))"
)
_FORMS: dict[str, str] = {
    "same_time": rf"(?:(?:上个?{_WEEK}|[琴寻噖]日|昨日|昨天|昨晚|[琴寻噖]晚)(?:的|嘅)?(?:呢个|这个|同一|差不多呢个|差不多这个)(?:时候|时间|钟数))",
    "future": rf"听日|听晚|听朝|明天|明日|明早|明晚|后日|后天|下个?{_WEEK}[一二三四五六日天]?|下个月|迟啲|迟些|等阵|等下|待会",
    "ago": rf"(?:大概|大约|约|成|差不多|先|就)*{_LENGTH}(?:左右|多|几)?(?:之前|以前|前(?!往|面|边|门|台|后))",
    "days_ago": rf"{_DAYS}(?:之前|以前|前)(?:的|嘅)?(?:晚上|夜晚|下午|下昼|早上|朝早|中午|凌晨|半夜|晚(?!上))?",
    "for": rf"(?:已经|足足|过去|经过|最近|近|成|呢|这|前后)(?:有|呢|这)?(?:大概|大约|成|差不多)?{_LENGTH}(?:了|喇|啦)?(?!后|之后|以后)|(?:咗|左|了)(?:大概|大约|成|足足|差唔多|差不多|有|快|将近|近|都有|整整)*{_LENGTH}(?!后|之后|以后)|{_LENGTH}(?:了|喇|啦|咁耐|(?=没|冇|未|都(?:没|冇|未|唔|不|仲|还)|还(?:没|不|在)|仲(?!有|要)))|(?<=成)个(?:几)?钟(?:头)?(?!前|之前|后|以前)|(?:停|坐|企|站|瞓|躺|睡|吵|嘈|嗌|响|闹|打|哭|喊|叫|敲|跟|霸|占|守)[^，。,\s]{{0,6}}?(?:成|足)?(?<![前过])(?:{_LENGTH})(?!前|之前|以前|后|之后|以后|半|左右前)",
    "just": r"(?:头先|啱啱|刚才|刚刚|正话|啱先|先头|啱啱先|先至|唔久之前|不久前|不久之前|冇几耐之前|几分钟前|(?<![王李张陈黄刘周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖武莫孔])刚(?=有|看|见|被|在|才|发|抢|偷|打|撞|走|从|到|离|听|捡|拾|收|买|下|出|进|路|经|碰|遇|回|丢|掉|搭|坐|接|给|把|跟|和|就|过|开|停|跑|骗|摸|推|砸|闯|摔|跌|报|取|吃|上(?!任)))",
    "recent": r"前几(?:日|天|晚)|早几(?:日|天|晚)|早排|前排|前阵(?:子)?|前段时间|早前|日前",
    "long_ago": r"旧年|上年|去年|前年|好耐之前|很久以前|好多年前|多年前|以前(?!后)",
    "date": rf"(?:{_ZH}{{1,3}}|\d{{1,2}})月(?:初)?(?:{_ZH}{{1,3}}|\d{{1,2}})[日号]?(?![个月])"
    rf"|(?<![路道街里坊巷径围村邨楼座期第头口台线位园层室门])(?<![0-9零一二三四五六七八九十])(?:{_ZH}{{1,3}})(?:号|日)(?=(?:嗰|那|当|晚|朝|早|夜|上午|下午|下昼|晏昼|中午|凌晨|傍晚|半夜|深夜|大概|大约|左右|{_HOUR}点))|(?<=[喺在于系是])(?:{_ZH}{{1,3}})号(?=$|[，。,\s])|(?<=个月)(?:{_ZH}{{1,3}})[号日]"
    rf"|(?<![路道街里坊巷径围村邨楼座期第头口台线位园层室线车])(?<![0-9零一二三四五六七八九十])(?:{_ZH}{{1,3}}号|(?:[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?|[1-3][0-9])日)(?={_TRIP})",
    "holiday": holidays.CHINESE,
    "named_month": r"(?<![0-9一二三四五六七八九十个第])(?:1[0-2]|[1-9]|十[一二]|[一二三四五六七八九十])月(?:份)?(?:头|初|中|尾|底)?(?![0-9一二三四五六七八九十饼票台])",
    "month": r"(?:上个?月|呢个月|今个月|这个月|本月)(?:头|初|中|尾|底)?|月(?:头|初|尾|底)",
    "weekday": rf"(?:上上个?|上个?|呢个?|这个?|今个?|本)?{_WEEK}(?:[一二三四五六日]|天(?!天)|[1-6](?!个))(?![前间至])",
    "day": r"大前(?:日|天|晚)|前(?:日|天|晚)(?!子)|今日|今天(?!天天)|今朝早|今朝|今早|今晨|今晚|今夜|今晏|[琴寻擒㖊噖禽吟]日|昨日|昨天|昨儿|[琴寻擒㖊噖禽吟][晚夜]|昨晚|昨夜|[琴寻噖]朝早?|昨早|昨晨",
    "week": rf"上上个?{_WEEK}|上个?(?:{_WEEK}末|周末|{_WEEK})|(?:呢个?|今个?|这个?|本)(?:{_WEEK}末|周末|{_WEEK})|周末|{_WEEK}末",
    "clock": rf"(?:差(?P<less>[一二三五十两]+|一刻|[0-9]{{1,2}})分?(?:钟)?(?:到|就)?)?(?:踏正|搭正|正|成|就嚟|将近|差少少|差啲|差一点)?"
    rf"(?P<hour>{_HOUR})(?:点|點|(?<=[0-9])时(?!间|候|速)|(?<=[一二三四五六七八九十])时(?!间|候|速|时|常|刻|段))"
    r"(?!点|儿|嘢|啲|解|样|关系|意见|心|意思|要|事|睇法|看法|想|用|声)(?:(?<![一两]点)|(?!都|也|唔|不))"
    rf"(?P<rest>(?:钟)?(?:踏正|搭正|正|整)|(?:钟)?半(?!价|个)|[一三](?:个)?骨|[一三]刻|(?:{_ZH}{{1,3}})个?字|(?:踏|搭)(?:[一二三四五六七八九十]|十一)(?:个字)?|零?(?:{_ZH}{{1,3}})分|零[一二三四五六七八九]|[0-5][0-9](?!\d)|(?:二|三|四|五)十(?:[一二三四五六七八九]|几分?)?|[廿卅](?:[一二三四五六七八九]|几分?)?|十[一二三四五六七八九]?(?![几个])|[一二三四五六七八九](?![个個百千万十几名男女蚊元块年月日人架部辆]|间(?!$))|(?:几|多|来(?=钟|分|左右|的|度|$|[，。,\s]))(?:分)?)?"
    r"(?P<short>差(?:一刻|[零一二三五十两0-9]{1,2}分))?(?:钟|中(?!间|心|午|学|环|文|国|意|咗|门|途|巴))?(?P<tail>(?:左右|前后|度|嘅时候|的时候|嗰阵|嗰时)?(?:(?:之前|以前|前)(?:少少|一点点|一啲|不久|冇几耐|冇耐)|之前|以前|前(?!往|面|边|后)|之后|以后|后(?!面|生|楼|门|巷)|打后)?)"
    r"|(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)|正午(?!时分)|午夜",
    "part": rf"{_PART}|(?<=[日天])一早|(?<=[一二三四五六日天号两三几嗰那当])(?:晚(?!饭|会|餐|年|安)|朝(?!廷|阳)|(?:(?<!日)夜|(?<=期日)夜|(?<=拜日)夜)(?!市|总))",
    "now": r"(?:到|至|直到)(?:而家|依家|宜家|家阵|现在|(?:今日|今天)(?![早朝凌上下晚中晏0-9一二两三四五六七八九十])|目前)|至今",
}
PATTERN = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items()))
_PARTS: tuple[tuple[str, str], ...] = (
    ("school_run", "上学|返学"),
    ("after_school", "放学"),
    ("deep_night", "半夜|深夜|三更"),
    ("small_hours", "凌晨|夜妈妈"),
    ("dawn", "天光|天未光|天蒙光|天亮|天刚亮|天没亮"),
    ("early_morning", "大清早|一大早|清晨|清早|晨"),
    ("noon", "中午|晌午|午饭|食晏|午间|正午"),
    ("afternoon", "后晌|下昼|下午|晏|午后"),
    ("morning", "朝|早|头晌|上昼|上午"),
    ("dusk", "傍晚|黄昏|放工"),
    ("evening", "晚上|晚间|夜晚|晚饭|晚黑|晚头"),
    ("night", "晚|夜|通宵"),
)
_UNITS = (
    ("hours", 60, "小时|钟头|粒钟"),
    ("minutes", 15, "刻钟|骨"),
    ("minutes", 1, "分"),
    ("minutes", 5, "字"),
    ("minutes", 0.02, "秒"),
    ("hours", 60, "钟"),
)


def part_of(said: str) -> str | None:
    """The part of day that Chinese words name."""
    return next((part for part, form in _PARTS if re.search(form, said)), None)


def amount_of(said: str) -> float | None:
    """How many: 兩個半 2.5, 十幾 15, 兩三個 2.5, 半 0.5, 成個 1."""
    half = 0.5 if re.search("个(?:半|几|多|零)", said) else 0.0
    if re.search("(?<![0-9一二两三四五六七八九十几半])一?个[几多](?!个)", said):
        return 1.5
    if re.search("(?<!个)半", said) and not re.search(rf"{_ZH[:-4]}]+个", said):
        return 0.5
    digits = re.search("[0-9零〇一二两三四五六七八九十廿卅几]+", said)
    if digits is None:
        return 4.0 if "好几" in said else 1 + half if re.search("个|成", said) else None
    if digits.group() in ("几", "十几", "廿几", "二十几"):
        return {"几": 4.0, "十几": 15.0}.get(digits.group(), 25.0)
    number = chinese_number(digits.group().replace("几", ""))
    if number is None:
        return None
    if pair := _pair(digits.group()):
        return sum(pair) / 2
    return number + half


def _pair(said: str) -> tuple[int, int] | None:
    """兩三 -> (2, 3), 十一二 -> (11, 12): numbers that follow one another mean one or the other."""
    found = re.fullmatch("(十|二十|廿)?([一二两三四五六七八九])([二两三四五六七八九十])", said)
    if found is None:
        return None
    base = 0 if not found[1] else 10 if found[1] == "十" else 20
    low, high = chinese_number(found[2]), chinese_number(found[3])
    return (base + low, base + high) if low and high and high == low + 1 else None


def _ago(said: str) -> Values | None:
    amount = amount_of(said)
    if amount is None:
        return None
    unit, scale, _words = next(row for row in _UNITS if re.search(row[2], said))
    return {"minutes": amount * scale, "unit": unit}


def _lasting(said: str) -> Values | None:
    """``open``: it lasts until the message by its own words."""
    lengths = re.findall(_LENGTH, said)
    values = _ago(lengths[-1] if lengths else said)
    if values is None:
        return None
    # 打咗我半個鐘 may be over; 已經兩個鐘 and 兩個鐘喇 are not.
    until_now = re.search(
        "^(?:已|最近|近|呢|这|足足|过去)|(?:了|喇|啦|咁耐)$|^[停坐企站躺霸占守]", said
    )
    return {**values, "open": until_now is not None}


def _days_ago(said: str) -> Values | None:
    amount = amount_of(said.split("前")[0])
    if amount is None:
        return None
    count = int(amount)
    if "年" in said:
        return {"unit": "years", "minutes": 0}
    if "月" in said:
        return {"unit": "months", "count": count, "minutes": 0}
    if re.search(_WEEK, said):
        return {"unit": "weeks", "minutes": count * 10080}
    head, _, rest = said.partition("前")
    part = part_of(rest) or ("night" if re.search("晚|夜", head) else None)
    return {"unit": "days", "minutes": count * 1440, "part": part}


def _day(said: str) -> Values:
    back = 1 if re.search("[琴寻昨㖊擒噖禽吟]", said) else 0
    if "前" in said:
        back = 3 if said.startswith("大前") else 2
    return {"back": back, "part": part_of(said)}


def _weekday(said: str) -> Values:
    last = said[-1]
    number = int(last) - 1 if last.isdigit() else "一二三四五六日天".index(last)
    weeks = 2 if said.startswith("上上") else 1 if said.startswith("上") else None
    this = bool(re.match("呢|这|今|本", said))
    return {"weekday": min(number, 6), "last": False, "weeks_back": 0 if this else weeks}


def _date(said: str) -> Values | None:
    left, _, right = said.rpartition("月")
    month = chinese_number(left) if left else None
    day = chinese_number(re.sub("[日号初]", "", right))
    if not day or day > 31 or (left and (month is None or not 1 <= month <= 12)):
        return None
    return {"month": month, "day": day}


def _named_month(said: str) -> Values | None:
    number = chinese_number(said.partition("月")[0])
    return {**_month(said), "month": number} if number and 1 <= number <= 12 else None


def _month(said: str) -> Values:
    third = {"头": "start", "初": "start", "中": "middle", "尾": "end", "底": "end"}.get(said[-1])
    return {"back": 1 if said.startswith("上") else 0, "third": third}


def _week(said: str) -> Values:
    back = 2 if said.startswith("上上") else 1 if said.startswith("上") else 0
    return {"back": back, "weekend": "末" in said}


def clock(said: str) -> Values | None:
    """Hour, minute, half (24), whether vague, and ``to_hour`` where two hours are said."""
    if said in ("正午", "午夜"):
        return {"hour": 12 if said == "正午" else 0, "minute": 0, "half": "24"}
    written = re.fullmatch(r"(\d{1,2}):(\d\d)", said)
    if written:
        return _timed(int(written[1]), int(written[2]))
    found = PATTERN.fullmatch(said)
    if found is None or found["hour"] is None:
        return None
    pair = _pair(found["hour"])
    hour = pair[0] if pair else chinese_number(found["hour"].replace("几", ""))
    if hour is None or hour > 24:
        return None
    minute = _minute(found["rest"] or "")
    if minute is None:
        return None
    values = _timed(hour, minute)
    if less := found["less"] or (found["short"] or "")[1:].rstrip("分"):
        short = 15 if "刻" in less else chinese_number(less) or 0
        values = _timed(hour - 1 or 12, max(60 - short, 0) % 60)
    values["vague"] = bool(re.search("几|多|来", (found["rest"] or "") + found["hour"]))
    if pair:
        values["to_hour"] = pair[1]
    if tail := found["tail"]:
        values["side"] = "before" if "前" in tail and "前后" not in tail else "after"
        if re.search("(?:少少|一点点|一啲|不久|冇几耐|冇耐)$", tail):
            values["side"] = "near"
        if not re.search("(?:之前|以前|前|后|少少|一点点|一啲|不久|冇几耐|冇耐)$", tail):
            del values["side"]
    return values


def _timed(hour: int, minute: int) -> Values:
    return {"hour": hour, "minute": minute, "half": "24" if hour > 12 or hour == 0 else None}


def _minute(rest: str) -> int | None:
    """The minutes after 點: 半 30, 三個字 15, 踏八 40, 一刻 15, 零五分 5."""
    rest = rest.removeprefix("钟")
    if not rest or rest in ("踏正", "搭正", "正", "整") or re.match("几|多|来", rest):
        return 0
    if rest.startswith("半"):
        return 30
    if re.search("骨|刻", rest):
        return 45 if "三" in rest else 15
    if rest.endswith("半"):
        return 30
    count = chinese_number(re.sub("[踏搭分字个零〇几]", "", rest) or "零")
    if count is None or count > 59:
        return None
    marks = "字" in rest or re.match("踏|搭", rest) is not None
    # 七點三 is a quarter past; 七點十五 and 七點05 are minutes.
    plain = not re.search("分|零|〇|[0-9]", rest) and count <= 11
    return min(count * 5, 59) if marks or plain else count


def is_bare(said: str, lead: str, tail: str) -> bool:
    """一點 is "a little" and 兩點 "two points" as often as a time of day."""
    if not re.fullmatch("[一二两三四1-4]点", said):
        return False
    if re.search(
        r"(?:有|呢|这|快|好|慢|早|迟|大|小|多|少|远|近|差|高|低|细|讲|说|提|下|啲|第)$", lead
    ):
        return True
    if said[0] in "三四34":
        return False
    return not (
        re.search(
            r"(?:[朝早昼午晚夜晨]|凌晨|由|从|到|至|喺|在|大概|大约|约|左右|日|天|[一二三四五六日天]|号)\s?$",
            lead,
        )
        or re.match(
            r"\s?(?:左右|钟|到|至|度|嗰|的时候|几|多|半|放|返|出|走|来|嚟|去|回|收|入|进|落|停|泊|离|见|看|睇|上车|下车|上班|下班|之前|之后|打|给我|畀|俾|有人|有个|喺|在|被|抢|偷)",
            tail,
        )
    )


def is_no_time(said: str, lead: str, tail: str) -> bool:
    """Never by itself: the forms say what they are."""
    return False


READERS: dict[str, Callable[[str], Values | None]] = {
    "same_time": lambda said: {"days": 1 if re.search("日|天|晚", said) else 7},
    "future": lambda said: {},
    "ago": _ago,
    "days_ago": _days_ago,
    "for": lambda said: _lasting(said),
    "just": lambda said: {
        "minutes": 10 if "几分钟前" in said else 60,
        "sure": True,
    },
    "recent": lambda said: {"days": 7, "part": part_of(said)},
    "long_ago": lambda said: {},
    "date": _date,
    "holiday": lambda said: {
        "holiday": holidays.named(said),
        "part": "night" if re.search("[晚夜]$", said) else None,
    },
    "named_month": _named_month,
    "month": _month,
    "weekday": _weekday,
    "day": _day,
    "week": _week,
    "clock": clock,
    "part": lambda said: {"part": part_of(said)},
    "now": lambda said: {},
}
