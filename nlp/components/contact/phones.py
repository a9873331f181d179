"""Telephone numbers out of a message, however they are spoken or printed.

A Hong Kong number has eight digits; whether its first ones are given out is asked of ``phonenumbers``
(the numbering plan of the Office of the Communications Authority). Numbers of the Mainland and ones said with a
country's code are taken in full. A run of digits that is an account, a card or a date is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from nlp.finding import Finding, Kind, Mention
from nlp.normalise import words_of
from nlp.notes import Notes
from nlp.spelling import Spelled

_FILLERS = frozenset(
    ["-", ",", "，", ".", "。", "(", ")", "+", "、", " ", "\n", "\t", "/", "um", "uh", "er", "erm",
     "ah", "uhm", "hmm", "then", "area", "code", "啊", "呀", "嗯", "呃", "跟", "然", "后", "住", "再", "啦",
     "…", "dash", "space", "加"]
)  # fmt: skip
#: Words that take back what was said before them.
CORRECTIONS = words_of("""no sorry wait correction rather actually mean oops 唔 不 错 对 讲""")
_CORRECTION = re.compile(
    r"\b(?:no|sorry|wait|correction|rather|actually|i mean|oops|scrap that|make that)\b"
    r"|唔系|唔好意思|唔啱|讲错|说错|不对|不是|错了|错咗|更正|应该系"
)
_AGAIN = re.compile(
    r"\b(?:repeat|again|once more|that's|that is|so)\b|再讲|重复|再说|再一次|即系|也就是"
)
#: Words that may stand between two parts of one number.
_BETWEEN = re.compile(
    r"(?:[\s,，.。、;\-]|\b(?:no|sorry|wait|correction|rather|actually|i mean|oops|scrap that|make that|not|it's|is|"
    r"um|uh|er|and|then|repeat|again|once more|that's|that is|so|i|it|the|number|my|let me|say|i'll)\b|唔系|唔好意思|唔啱|讲错|说错|"
    r"不对|不是|错了|错咗|更正|应该系|应该是|系|是|再讲|重复|再说|一次|多|次|即系|也就是|啊|呀|咗|了|我|遍)*"
)
_UNITS = words_of(
    """minutes minute hours hour days day weeks week months years times people men women guys
    o'clock oclock pm am dollars thousand hundred million floor % percent years 点 蚊 元 块 岁 个 次 日
    分 号 楼 座 万 千 百 月 年 天 位 名 of"""
)  # fmt: skip
_WORTH = re.compile(r"(?:hk)?\$ ?$")
#: More digits in one run are no number but noise.
_MAX_DIGITS = 48


@dataclass(frozen=True, slots=True)
class Digits:
    """A number of which the tokens ``first:last`` tell."""

    number: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces of digits with nothing but fillers between them."""

    pieces: tuple[Spelled, ...]

    @property
    def text(self) -> str:
        """All its digits."""
        return "".join(piece.characters for piece in self.pieces)


@lru_cache(maxsize=4096)
def _given_out(number: str) -> bool:
    """Whether a Hong Kong number may be in use; ``phonenumbers`` knows the plan."""
    if len(number) != 8 or number[0] in "01":
        return False
    parsed = phonenumbers.PhoneNumber(country_code=852, national_number=int(number))
    return bool(phonenumbers.is_valid_number(parsed)) or number[0] in "235679"


def runs(notes: Notes, pieces: Sequence[Spelled]) -> Iterator[Run]:
    """Longest runs of digits."""
    current: list[Spelled] = []
    for index, piece in enumerate(pieces):
        digit = _as_digits(pieces, index, notes.tokens[piece.first])
        if digit is None or (current and not _joined(notes, current[-1], piece)):
            if current:
                yield Run(tuple(_without_counts(notes, current)))
            current = []
        if digit is not None:
            current.append(digit)
    if current:
        yield Run(tuple(_without_counts(notes, current)))


def _as_digits(pieces: Sequence[Spelled], index: int, word: str) -> Spelled | None:
    piece = pieces[index]
    if piece.sound or set(piece.characters) == {"o"}:
        if not set(piece.characters) <= set("0123456789o") or not _between_digits(
            pieces, index, word
        ):
            return None
        return Spelled(piece.first, piece.last, piece.characters.replace("o", "0"), single=True)
    return piece if piece.characters.isdecimal() else None


#: Sounds of digits that recognisers print and that are no words of daily life.
_ONLY_DIGITS = frozenset(["fife", "fower", "sicks", "nein", "niner"])


def _between_digits(pieces: Sequence[Spelled], index: int, word: str) -> bool:
    before = pieces[index - 1] if index else None
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    piece = pieces[index]
    if before is None or before.last != piece.first or not before.characters.isdecimal():
        # "Fife oh six ...": no everyday word, so that it may begin a number.
        plain = after is not None and piece.last == after.first and after.characters.isdecimal()
        return plain and word in _ONLY_DIGITS
    return bool(
        before and after
        and before.last == piece.first and piece.last == after.first
        and before.characters[-1:].isdecimal()
        and (after.characters[:1].isdecimal() or after.characters == "o")
    )  # fmt: skip


def _joined(notes: Notes, before: Spelled, piece: Spelled) -> bool:
    between = notes.tokens[before.last : piece.first]
    if len(between) > 4:
        return False
    if "and" in between and before.single and piece.single:
        between = [word for word in between if word != "and"]
    return _FILLERS.issuperset(between)


def _without_counts(notes: Notes, run: list[Spelled]) -> list[Spelled]:
    """Without a last number that counts something: "... five six, three days ago"."""
    after = notes.tokens[run[-1].last : run[-1].last + 1]
    if len(run) > 1 and after and after[0] in _UNITS:
        return run[:-1]
    return run


def numbers(notes: Notes, found: Sequence[Run], *, told: bool | None = None) -> list[Digits]:
    """Telephone numbers of the runs, corrections and repetitions taken into account."""
    result: list[Digits] = []
    index = 0
    while index < len(found):
        run = found[index]
        joined = _with_following(notes, found, index)
        if joined is not None:
            result.append(joined)
            index += 2
            continue
        if len(run.text) <= _MAX_DIGITS and not _is_worth(notes, run):
            result += _in_run(notes, run)
        index += 1
    return result


def _is_worth(notes: Notes, run: Run) -> bool:
    start = notes.starts[run.pieces[0].first]
    return bool(_WORTH.search(notes.folded[max(0, start - 5) : start]))


def _with_following(notes: Notes, found: Sequence[Run], index: int) -> Digits | None:
    """ "Five zero, no, five one two ...": the later digits take the place of the last ones."""
    if index + 1 == len(found):
        return None
    run, following = found[index], found[index + 1]
    if following.pieces[0].first - run.pieces[-1].last > 7:
        return None
    between = notes.folded[
        notes.ends[run.pieces[-1].last - 1] : notes.starts[following.pieces[0].first]
    ]
    if not _BETWEEN.fullmatch(between):
        return None
    head, tail = _local(run.text), _local(following.text)
    first, last = run.pieces[0].first, following.pieces[-1].last
    if _CORRECTION.search(between):
        if len(tail) == 8 and _given_out(tail):
            return Digits(tail, following.pieces[0].first, last)
        over = len(head) + len(tail) - 8
        if 0 < over <= min(len(tail), 4, len(head)) and _given_out(head[:-over] + tail):
            return Digits(head[:-over] + tail, first, last)
        if len(head) == 8 and 1 <= len(tail) <= 4 and _given_out(head[: -len(tail)] + tail):
            return Digits(head[: -len(tail)] + tail, first, last)
        return None
    if len(head) < 8 and len(head) + len(tail) == 8 and not _AGAIN.search(between):
        return Digits(head + tail, first, last) if _given_out(head + tail) else None
    return None


def _local(digits: str) -> str:
    """Without Hong Kong's country code."""
    for lead in ("00852", "001852", "852"):
        if digits.startswith(lead) and len(digits) == len(lead) + 8:
            return digits[len(lead) :]
    return digits


def _in_run(notes: Notes, run: Run) -> list[Digits]:
    digits = run.text
    pieces = run.pieces
    whole = Digits(_local(digits), pieces[0].first, pieces[-1].last)
    if _given_out(whole.number):
        return [] if _is_date(notes, run) else [whole]
    foreign = _foreign(notes, run)
    if foreign:
        return [Digits(foreign, whole.first, whole.last)]
    once = _said_once(run)
    if once:
        return [Digits(once, whole.first, whole.last)]
    return _tiled(pieces) or _well_grouped(pieces)


def _is_date(notes: Notes, run: Run) -> bool:
    """20261120 printed in one piece, with no sign that it is a number to call."""
    written = re.fullmatch(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", run.text)
    if not written or len(run.pieces) > 1:
        return False
    first = run.pieces[0].first
    return not [c for c in notes.near("phone_cue", first, first, 8) if c.last <= first]


def _foreign(notes: Notes, run: Run) -> str | None:
    """A Mainland mobile number, or one that is said with "+" and a country's code."""
    digits = run.text
    if re.fullmatch(r"(?:0086|86)?1[3-9]\d{9}", digits):
        return digits[-11:]
    first = notes.starts[run.pieces[0].first]
    plus = notes.folded[max(0, first - 5) : first].rstrip(" (").endswith(("+", "plus", "加"))
    if not plus or not 9 <= len(digits) <= 15:
        return None
    try:
        parsed = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _said_once(run: Run) -> str | None:
    """A number whose first part, or which as a whole, was said twice."""
    digits = run.text
    if len(set(digits)) == 1:
        return None
    if len(digits) == 16 and digits[:8] == digits[8:] and _given_out(digits[:8]):
        return digits[:8]
    for size in (4, 3, 2):
        for at in range(0, len(digits) - 2 * size + 1, size if size > 2 else 2):
            if digits[at : at + size] == digits[at + size : at + 2 * size] and size > 2:
                rest = digits[:at] + digits[at + size :]
                if len(rest) == 8 and _given_out(rest):
                    return rest
    return None


def _tiled(pieces: Sequence[Spelled]) -> list[Digits]:
    """Several whole numbers in one run: each begins and ends with a piece."""
    found: list[Digits] = []
    held: list[Spelled] = []
    for piece in pieces:
        held.append(piece)
        text = "".join(p.characters for p in held)
        if _given_out(_local(text)) and not (text.startswith("852") and len(text) == 8):
            found.append(Digits(_local(text), held[0].first, held[-1].last))
            held = []
        elif len(text) > 13:
            return []
    return [] if held else found


_SHAPES = ((8,), (4, 4), (2, 2, 2, 2), (3, 8), (3, 4, 4), (2, 3, 3), (3, 3, 2))


def _well_grouped(pieces: Sequence[Spelled]) -> list[Digits]:
    """A number in printed groups beside other digits: "flat 5 5012 3456"."""
    sizes = [len(piece.characters) for piece in pieces]
    for shape in _SHAPES:
        for at in range(len(pieces) - len(shape) + 1):
            if tuple(sizes[at : at + len(shape)]) != shape:
                continue
            part = pieces[at : at + len(shape)]
            number = _local("".join(piece.characters for piece in part))
            rest = sizes[:at] + sizes[at + len(shape) :]
            if _given_out(number) and all(size < 8 for size in rest) and sum(rest) <= 6:
                return [Digits(number, part[0].first, part[-1].last)]
    return []


def phones(notes: Notes, pieces: Sequence[Spelled]) -> Iterator[Finding]:
    """Findings of kind ``phone``; facts: role. What is told as another number is left out."""
    for digits in numbers(notes, list(runs(notes, pieces))):
        start, end = notes.starts[digits.first], notes.ends[digits.last - 1]
        if _is_other_number(notes, digits) or any(a < end and start < b for a, b in notes.phantoms):
            continue
        mention = Mention(
            notes.starts[digits.first], notes.ends[digits.last - 1], "phone.eight_digits"
        )
        role = _role(notes, digits)
        yield Finding(Kind.PHONE, digits.number, 0.9, (mention,), facts={"role": role})


def _is_other_number(notes: Notes, digits: Digits) -> bool:
    """Whether the nearest word before it names another kind of number (card, account, case)."""
    before = {
        kind: [c for c in notes.near(kind, digits.first, digits.first, 9) if c.last <= digits.first]
        for kind in ("number_other", "phone_cue", "phone_role")
    }
    others = before["number_other"]
    # "Account number is" holds "number is".
    plain = [
        cue for cue in (*before["phone_cue"], *before["phone_role"])
        if not any(o.first < cue.last and cue.first < o.last for o in others)
    ]  # fmt: skip
    last = max((cue.last for cue in plain), default=-1)
    return bool(others) and max(o.last for o in others) >= last


#: 佢叫阿怡……電話係, 對方自稱王警官號碼是: told in one breath with somebody else's name.
_OF_THEIRS = re.compile(
    r"(?:[佢他她](?:哋|们)?|对方|骗徒|骗子|卖家|中介|经纪|事主|失主)(?:嘅|的|个)?(?:名字?)?(?:又|就)?(?:叫|自称|名叫|姓|话自己叫|全名)[^我，。]{1,26}(?:电话|号码|手机|微信|whatsapp|手提)(?:号码)?(?:[系是:：]| )*$"
    r"|[佢他她](?:哋|们)?(?:嘅|的|个)(?:微信|ig|脸书|电报|telegram|whatsapp|facebook|网名)(?:名|号|账号|户口)?(?:系|是|叫)?[^我，。]{0,16}(?:电话|号码|手机)(?:号码)?(?:[系是:：]| )*$"
    r"|(?:发|send|传|打)(?:来|嚟)?(?:[^，。我]{0,4})?(?:短信|短讯|讯息|信息|whatsapp|微信|电话)(?:来|嚟)?(?:的|嘅|嗰个)(?:号码|电话|手机)(?:[系是:：]| )*$"
    r"|(?:名片|卡片|单张|传单|广告|招牌|网页|帖子)(?:上面|上|度|写住|写着|印住|印着|的|嘅)*(?:电话|号码|手机)(?:号码)?(?:[系是:：]| )*$"
    r"|\b(?:his|her|their|the) (?:business |name )?(?:card|flyer|leaflet|advert|ad|website) (?:says|said|has|had|gives|shows|is|with)(?: the)?(?: (?:number|phone|tel))*(?: is)? $"
)
_DECEITS = frozenset(
    {"fraud", "cybercrime", "blackmail", "harassment", "criminal_intimidation", "theft"}
)


def _is_of_theirs(notes: Notes, digits: Digits) -> bool:
    start = notes.starts[digits.first]
    return bool(_OF_THEIRS.search(notes.folded[max(0, start - 50) : start]))


def _role(notes: Notes, digits: Digits) -> str:
    cues = notes.near("phone_role", digits.first, digits.last, 9)
    before = [c for c in cues if c.last <= digits.first and not c.facts.get("after")]
    after = [
        c
        for c in cues
        if c.first >= digits.last and c.facts.get("after") and c.first - digits.last <= 4
    ]
    if _is_of_theirs(notes, digits):
        primary = next((f.value for f in notes.of(Kind.INCIDENT)), "")
        return "suspect" if primary in _DECEITS else "other"
    if before:
        return max(before, key=lambda c: (c.last, c.last - c.first)).value
    return after[0].value if after else "caller"
