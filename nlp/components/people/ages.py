"""Ages as they are said: ``30``, ``50s``, ``early 20s``, ``20-30``; the tens of 三十幾歲 are ``30s``."""

from __future__ import annotations

import re

from nlp.normalise import chinese_number, english_number

_TENS = {
    "twenties": "20s", "thirties": "30s", "forties": "40s", "fifties": "50s", "sixties": "60s",
    "seventies": "70s", "eighties": "80s",
}  # fmt: skip
_NUMBER = (
    r"\d{1,2}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
)
_ZH_DIGITS = "一二三四五六七八九"


#: Nouns that such a number counts, and words before a number that is a name: "twenty guys", "block 12".
_COUNTED = re.compile(
    r"^(?:st|nd|rd|th)?(?:[- ](?:or so|of|odd|something|ish|more|other|young|old|big|black|white|local|angry|drunk|different|masked|thousand|hundred)){0,2}[- ]?"
    r"(?:guys|men|people|kids|boys|girls|women|youths|teenagers|lads|blokes|persons|students|children|cars|bikes|motorbikes|workers|customers|of (?:them|us|you)|thugs|gangsters|protesters|officers|dogs|"
    r"floors?|blocks?|flats?|stor(?:ey|eys|ies)|minutes?|mins|hours?|days?|weeks?|months?|seconds|times|dollars|bucks|hkd|k\b|grand|percent|metres?|meters?|miles|kilos?|kilometres?|feet|pills|tablets|bottles|calls|messages|"
    r"units?|rooms?|level|stops?|bus|route|lamp|phase|tower|house|shops?|street|road)\b"
)
_NAME_OF = re.compile(
    r"\b(?:block|flat|floor|number|no|room|unit|exit|bus|route|line|house|tower|building|shop|phase|gate|platform|pier|lane|zone|level|post|stall|stop|bay|carriage|seat|ward|page|channel|on the) ?$"
)
_OLD = re.compile(r"years?|y/?o\b|aged|\bin (?:his|her|their)\b|(?:ies|teens)\b|\d0'?s\b|[岁歲]")
_COUNTED_ZH = re.compile("^(?:多|几)?[楼樓层層座号號室房期栋个名位人蚊元分点米架部把次粒支樽间層]")


def is_age(before: str, said: str, behind: str) -> bool:
    """Whether a number is told as an age, and counts or names nothing: "about twenty guys", "block 12". All folded."""
    if _OLD.search(said):
        return True
    return not (_COUNTED.match(behind) or _COUNTED_ZH.match(behind) or _NAME_OF.search(before))


def age_of(said: str) -> str | None:
    """The age in figures; None where the words say none. ``said`` is folded."""
    return _english(said) if said.isascii() else _chinese(said)


def _english(said: str) -> str | None:
    part = next((w for w in ("early", "mid", "late") if re.search(rf"\b{w}\b", said)), "")
    if "teens" in said:
        return f"{part} teens".strip()
    tens = next((value for word, value in _TENS.items() if word in said), None)
    printed = re.search(r"\b([2-9]0)'?s\b", said)
    if tens or printed:
        return f"{part} {tens or (printed[1] + 's' if printed else '')}".strip()
    loose = re.search(
        r"\b(twenty|thirty|forty|fifty|sixty|seventy)[- ]?(?:ish|something|odd)", said
    )
    if loose:
        return f"{english_number([loose[1]])}s"
    numbers = [english_number(re.split("[- ]", m)) for m in re.findall(rf"\b(?:{_NUMBER})\b", said)]
    known = [n for n in numbers if n is not None and 0 < n < 110]
    if not known:
        return None
    if len(known) > 1 and re.search(r"\b(?:or|to)\b|-", said) and known[0] < known[-1]:
        return f"{known[0]}-{known[-1]}"
    return str(known[-1])


def _chinese(said: str) -> str | None:
    bare = re.sub(r"大约|大概|年约|约|差唔多|应该|成|得|[岁歲]|左右|上下", "", said)
    if "出头" in bare:
        number = chinese_number(bare.replace("出头", ""))
        return f"early {number}s" if number else None
    bare = re.sub("开外|(?<=[十廿卅])零$", "几", bare)
    both = re.fullmatch(rf"([{_ZH_DIGITS}])([{_ZH_DIGITS}])十(?:几|多)?", bare)
    if both:
        return f"{_ZH_DIGITS.index(both[1]) + 1}0-{_ZH_DIGITS.index(both[2]) + 1}0"
    pair = re.fullmatch(rf"(十?)([{_ZH_DIGITS}])([{_ZH_DIGITS}])", bare)
    if pair and not pair[1]:
        return f"{_ZH_DIGITS.index(pair[2]) + 1}-{_ZH_DIGITS.index(pair[3]) + 1}"
    if pair:
        return f"1{_ZH_DIGITS.index(pair[2]) + 1}-1{_ZH_DIGITS.index(pair[3]) + 1}"
    vague = bool(re.search("[几多来]", bare))
    number = chinese_number(re.sub("[几多来]", "", bare))
    if number is None or not 0 < number < 120:
        return None
    if vague:
        return "teens" if number == 10 else f"{number}s"
    return str(number)
