"""The forms of Hong Kong's locators in both languages, and what each of them says.

Numbers come as digits, as words ("three hundred and twenty", 三百二十) or digit by digit ("three two
zero", 三二零), letters by their names ("exit bee two"). A form is a regex over the folded text whose
groups hold the value; ``value_of`` writes it in the one way of report/1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.normalise import CHINESE_NUMERALS, CHINESE_ONES, chinese_number, english_number

_UNITS = {
    "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
#: Words that say one digit.
DIGITS = frozenset(_UNITS)
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_ORDINALS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6",
    "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10", "eleventh": "11",
    "twelfth": "12", "thirteenth": "13", "fourteenth": "14", "fifteenth": "15",
    "sixteenth": "16", "seventeenth": "17", "eighteenth": "18", "nineteenth": "19",
    "twentieth": "20", "thirtieth": "30", "fortieth": "40", "fiftieth": "50",
}  # fmt: skip
#: Letters as they are called, and as recognisers print that.
_LETTERS = {
    "bee": "b", "be": "b", "see": "c", "sea": "c", "cee": "c", "dee": "d", "ee": "e", "eff": "f",
    "gee": "g", "aitch": "h", "jay": "j", "kay": "k", "el": "l", "em": "m", "en": "n", "pea": "p",
    "pee": "p", "ay": "a", "alpha": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e",
}  # fmt: skip
_LETTER = r"[a-p]|" + "|".join(_LETTERS)
_UNIT = "|".join(word for word in _UNITS if word != "o")
_WORD = rf"(?:{_UNIT}|{'|'.join([*_TEENS, *_TENS])}|hundred)\b"
#: "exit b to", heard for "B2": only where no verb follows.
_TWO = r"(?:to|too)(?=$|[,.]| (?:at|in|of|on|near|outside|mtr|station|and|there|where|yesterday|this|last)\b)"
#: A number in English: digits, or up to six of its words.
_EN = (
    rf"(?:\d{{1,4}}(?!\d|st\b|nd\b|rd\b|th\b)|(?:{_WORD})(?:(?: and |[ -])(?:{_WORD}|o(?= |\b)))*)"
)
#: "12 to 14", "12-14": houses that share one entrance.
_RANGE = rf" to {_EN}| ?- ?\d{{1,4}}"
_ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|(?:(?:{'|'.join(_TENS)})[ -])?(?:{'|'.join(_ORDINALS)}))"
_ZH = rf"[0-9{CHINESE_NUMERALS}]{{1,6}}"
_NOT_A_HOUSE = (
    r"(?!(?:into|the|village|my|our|your|their|his|her|a|an|in|at|to|of|this|that|old|empty|town|"
    r"public|same|whole|estate|near|is|and|on|from|broke|outside|block|whose|big|new|every|each|"
    r"another|first|s|light|power|ware|friend's|mother's|tea|open|full|safe|guest|any|no|with|by|"
    r"for|me|him|who|said|opera|club|white)\b)"
)
#: A character of a house's name behind an estate that is no 邨: 海富苑海寧閣, no 苑二樓, no 城入面酒樓.
_NAMED = rf"(?:(?![{CHINESE_NUMERALS}几嘅的喺在个间嗰那呢第大商平停对入里外酒茶])[一-龥])"

FORMS: dict[str, re.Pattern[str]] = {
    "exit": re.compile(
        rf"\bexit (?:number )?({_LETTER})(?:[ -]?({_UNIT}|{_TWO}|\d{{1,2}}))?\b"
        r"(?! (?:lot|few|bit|little|big|small|group|guy|man|woman|boy|girl|huge|couple))"
        r"|\b([a-p])(\d)? exit\b"
        rf"|(?<![a-z])([a-p]) ?([1-9{CHINESE_ONES}])? ?(?:号|嘅|的)?个?(?:出口|出入口|出闸口|闸口|口)"
        rf"|出口 ?([a-p]) ?([1-9{CHINESE_ONES}])?(?![a-z])"
    ),
    "station": re.compile(
        r"\b(?:(?:mtr|train|railway|underground|subway|metro|light rail) (?:station|stop)|mtr|m t r(?: station)?|station)\b"
        r"(?! (?:officer|sergeant|road|street|lane))"
        r"|地铁站|港铁站|铁路站|高铁站|mtr站|火车站|轻铁站|站(?!住|系|起|喺|在|立)|港铁|地铁"
    ),
    "building_no": re.compile(
        rf"\b(?:at |on )?(?:number|no\.?|num|house|house number) ({_EN} ?[a-h]?)(?:{_RANGE})?,?(?: (?:of|on))? (?=[a-z])"
        rf"|\b(\d{{1,4}} ?[a-h]?) of (?=[a-z])|\b({_EN} ?[a-h]?)(?:{_RANGE})?,? (?=[a-z])"
        rf"|\b(?:number|no\.?|house|house number) ({_EN} ?[a-h]?)\b"
        rf"|(?:门牌)?({_ZH}[a-h]?)(?:号|號)([a-h](?![0-9出座室]))?"
    ),
    "block": re.compile(
        rf"\b(?:block|tower|phase) (?:number )?({_EN}|[a-z]|{'|'.join(_LETTERS)})\b(?! (?:number|meter))"
        rf"|\b((?:{_NOT_A_HOUSE}[a-z]+ ){{1,2}}{_NOT_A_HOUSE}[a-z]+ house)\b"
        rf"|(?:第)?({_ZH}|[a-z]) ?(?:座|栋|幢|号楼(?![下上]))|((?<=村)[一-龥]{{2}}(?:楼|阁|苑)|(?<=[苑园城庭]){_NAMED}{{2}}(?:楼|阁))"
    ),
    "floor": re.compile(
        rf"\b({_ORDINAL}|ground|top)(?:-| )floor\b|\b(\d{{1,2}}|g) ?/ ?f\b|\b(?:floor|level) ({_EN})\b"
        rf"|({_ZH})(?:楼(?!下|上|梯|宇)|层(?!楼梯))|(天台|平台|顶楼)|(?<=[座阁楼苑])(地下)(?!铁)"
    ),
    "flat": re.compile(
        rf"\b(?:flat|room|unit|apartment|suite|shop) (?:number |no\.? )?({_EN}(?: ?[a-h](?![a-z']| (?:{_WORD})))?|[a-h]\b(?: ?{_EN})?)"
        rf"|({_ZH}[a-z]?|[a-z])(?:室|单位)|(?<=[楼座层])({_ZH})(?:号)?(?:房|室|铺)"
    ),
    "marker_post": re.compile(
        r"\b(?:distance|marker|hiking|trail) ?post(?: number| no\.?)?"
        r"|(?:标距柱|距离柱|标柱|路标柱)(?:编号|号码)?"
    ),
    "lamp_post": re.compile(
        r"\b(?:lamp|light) ?(?:post|pole)(?: number| no\.?)?|(?:路灯柱|街灯柱|灯柱)(?:编号|号码)?"
    ),
    "bus_stop": re.compile(
        r"\b(?:bus|minibus|tram|light rail) (?:stop|terminus|station)\b|巴士站|小巴站|电车站|巴士总站|公交站"
    ),
    "relation": re.compile(
        r"\b(opposite|next to|next door to|beside|near|close to|behind|at the back of|outside|"
        r"in front of|across from|across the road from|inside|under|underneath|above|on top of)\b"
        r"|\b(footbridge|foot bridge|pedestrian bridge|subway) (?:over|on|at|across|under|near|of)\b"
        r"|(对面|隔离|隔篱|隔壁|旁边|附近|后面|后边|前面|门口|门外|外面|出面|里面|入面|楼下|楼上|侧边|侧面|天桥底|天桥)"
    ),
}  # fmt: skip
_RELATIONS = {
    "opposite": ("opposite", "across from", "across the road from", "对面"),
    "next to": ("next to", "next door to", "beside", "隔离", "隔篱", "隔壁", "旁边", "侧边", "侧面"),
    "near": ("near", "close to", "附近"),
    "behind": ("behind", "at the back of", "后面", "后边"),
    "in front of": ("in front of", "前面"),
    "outside": ("outside", "门口", "门外", "外面", "出面"),
    "inside": ("inside", "里面", "入面"),
    "below": ("under", "underneath", "楼下", "天桥底"),
    "above": ("above", "on top of", "楼上"),
    "footbridge": ("footbridge", "foot bridge", "pedestrian bridge", "天桥"),
    "subway": ("subway",),
}  # fmt: skip
RELATION_OF = {word: name for name, words in _RELATIONS.items() for word in words}


def spoken_number(said: str) -> str | None:
    """``three hundred and twenty`` -> 320, ``fourteen oh six`` -> 1406, ``one two three`` -> 123."""
    words = [word for word in re.split(r"[ -]+", said.strip()) if word]
    if not words:
        return None
    if "hundred" in words:
        number = english_number([word for word in words if word != "oh"])
        return None if number is None else str(number)
    digits = ""
    for at, word in enumerate(words):
        if word.isdecimal():
            digits += word
        elif word in _UNITS:
            tens = at and words[at - 1] in _TENS and word not in ("oh", "o", "zero")
            digits = digits[:-1] + _UNITS[word] if tens else digits + _UNITS[word]
        elif word in _TEENS or word in _TENS:
            digits += str(_TEENS.get(word) or _TENS[word])
        elif word != "and":
            return None
    return digits


def value_of(name: str, groups: Sequence[str]) -> str:
    """What a form's groups say, in the spelling of report/1."""
    said = groups[0].strip()
    if name == "exit":
        first = _LETTERS.get(said, said)
        rest = [{"to": "2", "too": "2"}.get(one, one) for one in groups[1:]]
        return first.upper() + "".join(_UNITS.get(one) or _chinese(one) for one in rest)
    if name == "relation":
        return RELATION_OF[said]
    if name == "floor" and said in ("ground", "g", "地下"):
        return "G"
    if name == "floor" and said in ("top", "顶楼"):
        return "top"
    return _number("".join(groups) if len(groups) > 1 else said)


def _number(said: str) -> str:
    ordinal = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", said)
    *tens, last = re.split(r"[ -]", ordinal)
    if last in _ORDINALS:
        return str((_TENS.get(tens[0], 0) if tens else 0) + int(_ORDINALS[last]))
    # "12 b", "twelve b", 十二b; "b 12": a number with its letter.
    for form in (
        r"(?P<number>.+?)(?: (?=[a-z]$)|(?<=[^a-z])(?=[a-z]$))(?P<after>[a-z])",
        r"(?P<before>[a-z]) ?(?P<number>\d.*| .+)",
    ):
        if match := re.fullmatch(form, ordinal):
            parts = match.groupdict(default="")
            digits = spoken_number(parts["number"]) or _chinese(parts["number"].strip())
            if digits.isdecimal():
                return f"{parts.get('before', '')}{digits}{parts.get('after', '')}".upper()
    if number := spoken_number(ordinal):
        return number
    if " " in ordinal:
        return ordinal.title()
    return _LETTERS.get(ordinal, _chinese(ordinal)).upper()


def _chinese(said: str) -> str:
    number = chinese_number(said)
    return said if number is None else str(number)


def spelling(token: str) -> str | None:
    """The characters that one token of a code says; None where it says none."""
    if token in _UNITS:
        return _UNITS[token]
    if token in _LETTERS:
        return _LETTERS[token]
    if token.isascii() and re.fullmatch(r"[a-z]{0,3}\d{1,5}|[a-z]{1,2}", token):
        return token
    number = chinese_number(token) if len(token) == 1 else None
    return str(number) if number is not None and number < 10 else None
