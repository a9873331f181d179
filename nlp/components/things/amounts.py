"""Sums of money as they are said: ``$3,000``, ``two grand``, ``三千幾蚊``, ``一皮嘢``.

Hong Kong's slang: 嚿水 is a hundred dollars, 撇 a thousand, 皮 ten thousand, 球 a million. A sum in other
money, and one that is only "a few thousand", has no value in Hong Kong dollars.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.finding import Mention
from nlp.normalise import chinese_number, english_number
from nlp.notes import Cue, Notes, longest

_MAX = 20
_FOREIGN = re.compile(
    r"\b(?:us|american|australian|canadian|singapore|taiwan|usd|rmb|cny|renminbi|yuan|pounds?|sterling|euros?|yen|baht|pesos?|"
    r"rupees?|won|ringgit|bitcoins?|usdt|tether)\b|人民币|美金|美元|英镑|日元|日圆|欧元|台币|泰铢|澳元|加元|澳币|加币|比特币|usdt"
)
_CURRENCY = re.compile(
    r"(?:hk|hong kong )?\$|\bhong kong\b|\bdollars?\b|\bhkd\b|\bbucks?\b|[蚊元银]|块钱|块|港[币纸元]?|大洋|现金|嘢|水$"
)
_OFFICER = re.compile(
    r"(?:(?<![a-z])(?:officer|constable|sergeant|inspector|badge|warrant card|policeman|policewoman|pc)"
    r"|警员|警长|警号|警察|编号)(?:'?s)?[ ,:]*(?:badge|编号|号码)?[ ]*(?:number|no\.?|num)?[ :]*(?:is|was|系|是)?[ :]*$"
)
#: 一塊歐米茄手錶: a piece, and no dollar.
_PIECE = re.compile("[一-龥](?<![钱左上多几现的啊呀了吧就都给])|[a-z]")
_MEASURE = re.compile(
    r" ?(?:met(?:er|re)s?|feet|foot|kilos?|kg|km|pages|bottles|boxes|cartons|packets|bags|pieces|units|people|men|litres?)\b|[米呎尺寸吋斤磅克升头页箱包樽瓶罐盒支部台架隻只个条张位名间层楼号室年期]"
)
_SLANG = {"皮": 10_000, "球": 1_000_000, "嚿": 100, "旧": 100, "撇": 1000, "草": 10}
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "k": 1000, "m": 1_000_000, "w": 10_000}


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum that was said; ``value`` in Hong Kong dollars is None where it is vague or other money."""

    value: int | None
    mention: Mention
    first: int
    last: int


def amounts(notes: Notes) -> list[Amount]:
    """The sums in the order of the text."""
    found = []
    for cue in longest(notes.cues_of("amount", "amount_words", "amount_bare"))[: 3 * _MAX]:
        if cue.kind == "amount_bare" and not _of_money(notes, cue):
            continue
        # "A phone and two thousand dollars": the sum begins after the "and".
        lead = re.match(r"(?:and[ -])+", notes.folded[cue.start : cue.end])
        start = cue.start + (lead.end() if lead else 0)
        said = notes.folded[start : cue.end]
        if said.endswith("块") and _PIECE.match(notes.folded, cue.end):
            continue
        around = notes.folded[start : cue.end + 16]
        value = None if _FOREIGN.search(around[: len(said) + 14]) else amount(said)
        if value != 0:
            first = notes.token_at(start)
            found.append(Amount(value, Mention(start, cue.end, cue.rule), first, cue.last))
    return found[:_MAX]


def _of_money(notes: Notes, cue: Cue) -> bool:
    """A number without a currency is money after "worth", "paid", 值, 過咗 ...; an officer's never."""
    if _OFFICER.search(notes.folded[max(0, cue.start - 30) : cue.start]):
        return False
    measured = _MEASURE.match(notes.folded, cue.end)
    if measured or re.search("[a-z]$", notes.folded[max(0, cue.start - 1) : cue.start]):
        # 三百米銅線, 型號EW三百.
        return False
    return any(
        c.last <= cue.first and cue.first - c.last <= 5
        for c in notes.near("money_cue", cue.first, cue.last, 6)
    )


def amount(said: str) -> int | None:
    """The sum in Hong Kong dollars; None where it is none, or only "a few thousand"."""
    said = said.strip()
    slang = re.fullmatch(
        r"([0-9]+|[零一二两三四五六七八九十百]+)?(?:几)?([皮球嚿旧撇草])(半)?(?:野|嘢|水|钱|银|几)*",
        said,
    )
    if slang:
        count = 1 if slang[1] is None else chinese_number(slang[1])
        unit = _SLANG[slang[2]]
        return None if count is None else count * unit + (unit // 2 if slang[3] else 0)
    if re.search(
        r"^(?:好)?几[百千万十]|十几|\b(?:few|several|couple|some|many)\b|^数[百千万十]|上[百千万]",
        said,
    ):
        return None
    bare = _CURRENCY.sub(" ", said).replace(",", "").strip()
    bare = re.sub(r"[几多余]$|(?<=[百千万])[几多余]", "", bare.replace("几 ", " ")).strip()
    decimal = re.fullmatch(r"(\d+(?:\.\d+)?) ?([百千万kmw])?(半)?", bare)
    if decimal:
        scale = _SCALES.get(decimal[2] or "", 1)
        return round(float(decimal[1][:12]) * scale) + (scale // 2 if decimal[3] else 0)
    half = re.fullmatch(r"(.+[百千万])半", bare)
    if half:
        whole = chinese_number(half[1])
        return None if whole is None else whole + _SCALES[half[1][-1]] // 2
    chinese = chinese_number(re.sub(r"\s", "", bare))
    if chinese is not None:
        return chinese
    return _english(bare)


def _english(bare: str) -> int | None:
    bare = re.sub(r"(\d)(k)\b", r"\1 \2", bare).replace("-", " ")
    bare = re.sub(r"\b(\d+)\.(\d)\d? (million|thousand|k)\b", _scaled, bare)
    half = re.fullmatch(r"half a (million|thousand)", bare)
    if half:
        return 500_000 if half[1] == "million" else 500
    and_half = re.fullmatch(r"(.+?) and a half (hundred|thousand|grand|million|k)", bare)
    if and_half:
        whole = english_number([*and_half[1].split(), and_half[2]])
        unit = english_number(["one", and_half[2]])
        return None if whole is None or unit is None else whole + unit // 2
    words = bare.split()
    while words and words[-1] == "and":
        words.pop()
    while words and words[0] in ("and", "half"):
        words.pop(0)
    if not words or words == ["a"] or words[0] == "k":
        return None
    return english_number(words)


def _scaled(match: re.Match[str]) -> str:
    scale = {"million": 1_000_000, "thousand": 1000, "k": 1000}[match[3]]
    return str(int(match[1]) * scale + int(match[2]) * scale // 10)
