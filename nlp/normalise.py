"""Folding of a text for matching, with every offset kept, and what is spoken instead of written.

``fold(text)`` has exactly the length of ``text``: character i of one is character i of the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import opencc

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:'[^\W_{_CJK}]+)*|\s+|.", re.DOTALL)
#: The same, white space passed over.
_SOLID = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:'[^\W_{_CJK}]+)*|\S")
_HAS_CJK = re.compile(rf"[{_CJK}]")
_HAS_LETTER = re.compile("[A-Za-z]")

_DIGIT_WORDS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
    "零": "0", "〇": "0", "一": "1", "幺": "1", "二": "2", "两": "2", "三": "3", "四": "4",
    "五": "5", "六": "6", "七": "7", "八": "8", "九": "9",
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000, "million": 1_000_000}
_ZH_UNITS = {"十": 10, "百": 100, "千": 1000}
#: 廿三 is 二十三: tens that one character says.
_ZH_TENS = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})
#: For classes of regular expressions over a folded text: the digits from one on, all that count one by
#: one (二零三), and what numbers below a thousand are written with. ``chinese_number`` reads them.
CHINESE_ONES = "一二三四五六七八九"
CHINESE_DIGITS = f"零〇{CHINESE_ONES}两"
CHINESE_NUMERALS = f"{CHINESE_DIGITS}十廿卅卌百"


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    """One character to one: compatibility form, no accent, lower case."""
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    decomposed = unicodedata.normalize("NFKD", character)
    plain = decomposed[0] if decomposed else character
    if len(decomposed) > 1 and not all(unicodedata.combining(c) for c in decomposed[1:]):
        plain = character
    lowered = plain.lower()
    return lowered if len(lowered) == 1 else plain


def words_of(said: str) -> frozenset[str]:
    """The words of a line as a set, for lists of words in code."""
    return frozenset(said.split())


def to_simplified(text: str) -> str:
    """Simplified characters, same length."""
    folded: str = _converter().convert(text)
    if len(folded) == len(text):
        return folded
    return "".join(one if len(one) == 1 else c for c in text for one in (_converter().convert(c),))


#: Characters that Hong Kong's names are written with by turns.
_VARIANTS = str.maketrans(
    {
        "咀": "嘴",
        "邨": "村",
        "埔": "埗",
        "𠮶": "嗰",
        "着": "著",
        "妳": "你",
        "滙": "汇",
        "峯": "峰",
        "巿": "市",
    }
)


def fold(text: str) -> str:
    """The text for matching: same length, lower case, half width, simplified, no accents.

    Variants of one character (咀 and 嘴, 邨 and 村) become one.
    """
    text = text.translate(_QUOTES)
    if text.isascii():
        return text.lower()
    plain = "".join(map(_fold_character, text))
    if not _HAS_CJK.search(plain):
        return plain
    # OpenCC takes NUL for the end of the text.
    return to_simplified(plain.replace("\0", " ")).translate(_VARIANTS)


def fold_all(texts: Sequence[str]) -> list[str]:
    """``fold`` of each: thousands of names and phrases in a third of the time."""
    foreign = [text for text in texts if not text.isascii()]
    plain = "".join(map(_fold_character, "\n".join(foreign).translate(_QUOTES)))
    converted = str(_converter().convert(plain))
    parts = converted.translate(_VARIANTS).split("\n")
    if "\0" in plain or len(converted) != len(plain) or len(parts) != max(len(foreign), 1):
        # A text has lines of its own, or a NUL, which OpenCC takes for the end.
        return [fold(text) for text in texts]
    folded = iter(parts)
    return [t.replace("`", "'").lower() if t.isascii() else next(folded) for t in texts]


def tokenise(folded: str) -> tuple[list[str], list[bool]]:
    """Words and whether a space follows: one token a Han character, a Latin word or run of digits.

    The tokens with their spaces give back ``folded`` exactly, whatever it holds.
    """
    words: list[str] = []
    spaces: list[bool] = []
    for match in _TOKEN.finditer(folded):
        piece = match.group()
        if piece.isspace():
            if piece[0] == " " and words and not spaces[-1]:
                spaces[-1] = True
                piece = piece[1:]
            if piece:
                words.append(piece)
                spaces.append(False)
            continue
        words.append(piece)
        spaces.append(False)
    return words, spaces


def phrase_tokens(folded: str) -> list[str]:
    """The tokens of a phrase without its spaces; equal to those of ``tokenise``."""
    return _SOLID.findall(folded)


def is_han(character: str) -> bool:
    """Whether this character is a token by itself."""
    return _HAS_CJK.match(character) is not None


def chinese_number(said: str) -> int | None:
    """``三千五`` -> 3500, ``廿`` -> 20, ``十二`` -> 12, ``一二`` -> 12; None where it is no number."""
    said = to_simplified(said).translate(_ZH_TENS).replace("半", "")
    if said.isdecimal():
        return int(said)
    if (
        not said
        or len(said) > 16
        or any(c not in _DIGIT_WORDS and c not in _ZH_UNITS and c != "万" for c in said)
    ):
        return None
    if not any(c in _ZH_UNITS or c == "万" for c in said):
        return int("".join(_DIGIT_WORDS[c] for c in said))
    if "万" in said:
        high, _, low = said.partition("万")
        if "万" in low:
            return None
        rest = _below_ten_thousand(low)
        if len(low) == 1 and low in _DIGIT_WORDS:
            rest *= 1000
        # 万二 is 12,000.
        return (_below_ten_thousand(high) if high else 1) * 10_000 + rest
    return _below_ten_thousand(said)


def _below_ten_thousand(said: str) -> int:
    total, digit, last = 0, 0, 1
    for character in said:
        if character in _ZH_UNITS:
            last = _ZH_UNITS[character]
            total += (digit or 1) * last
            digit = 0
        else:
            if character in "零〇":
                last = 10
            digit = int(_DIGIT_WORDS[character])
    # 三千五 is 3500: a last digit without its unit counts in the next smaller one.
    return total + digit * (last // 10 if last >= 100 else 1)


def english_number(words: Sequence[str]) -> int | None:
    """``["two", "hundred", "and", "five"]`` -> 205; None where it is no number."""
    total, current, seen = 0, 0, False
    for word in words:
        if word == "and" and seen:
            continue
        if word in ("a", "an") and not seen:
            current, seen = 1, True
            continue
        small = _TEENS.get(word, _TENS.get(word))
        if word.isdecimal() and word.isascii():
            current += int(word[:9])
        elif small is not None:
            current += small
        elif word in _DIGIT_WORDS:
            current += int(_DIGIT_WORDS[word])
        elif word == "hundred":
            if current >= 100:
                # "Two hundred and two hundred": two numbers, and of a loop one without end.
                return None
            current = max(current, 1) * 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
        else:
            return None
        seen = True
    return total + current if seen else None


_CANTONESE = frozenset("喺嘅咗冇佢哋啲唔嗰咁嚟噉冚攞睇俾畀乜嘢啱啦喎㗎咩瞓諗佬")
_CANTONESE_PAIRS = (
    "琴晚",
    "琴日",
    "头先",
    "而家",
    "系度",
    "屋企",
    "我地",
    "边度",
    "点解",
    "几多",
    "今朝",
    "寻晚",
    "寻日",
)


def guess_language(text: str) -> str:
    """``en``, ``yue``, ``zh`` or ``und``, by the script and the words that only Cantonese writes."""
    sample = text[:20_000]
    if sample.isascii():
        return "en" if _HAS_LETTER.search(sample) else "und"
    han = sum(1 for _ in _HAS_CJK.finditer(sample))
    latin = sum(1 for c in sample if c.isascii() and c.isalpha())
    other = sum(1 for c in sample if c.isalpha()) - han - latin
    if han == latin == 0 or other > han + latin:
        return "und"
    # One Han character says about as much as three Latin letters.
    if han * 3 < latin:
        return "en"
    folded = to_simplified(sample.replace("\0", " "))
    marks = sum(1 for c in sample if c in _CANTONESE)
    marks += sum(folded.count(pair) for pair in _CANTONESE_PAIRS)
    return "yue" if marks else "zh"
