"""The caller's name, out of "my name is ...", "this is ... speaking", 我叫……, 我姓……

A name ends where a word begins that is no name. Recognisers print no full stop there and often no
capitals, so what may be a name is decided by words that are none, by capitals where the text has
them, and by the surnames of Hong Kong as they are romanised and written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.components.name_lists import (
    COMPOUND_SURNAMES,
    GIVEN,
    NOT_NAMES,
    SURNAMES,
    SURNAMES_ZH,
)
from nlp.finding import Finding, Kind, Mention
from nlp.normalise import words_of
from nlp.notes import Notes

_TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "dr", "madam", "mister", "missus", "sir", "professor"]
)
#: Said before a name; ``sure`` ones need no proof that the words are a name.
_SURE = re.compile(
    r"\b(?:my (?:full |last |first |own |english |chinese )?name(?:'s| is| it's|, it's)|my surname(?:'s| is)|the name(?:'s| is)|"
    r"caller(?:'s)? name(?: is)?|i am called|i'm called|i go by|you can ask for|ask for|name is|name,|"
    r"(?:^|(?<=[.,!?] ))name)(?: (?:actually|just|um|uh|er))?[,:]? "
)
_UNSURE = re.compile(
    r"\b(?:this is|i am|i'm|it's|it is|here is|speaking,? it's|you can call me|call me|just call me)(?: (?:um|uh|er))?[,:]? "
)
#: Said after a name.
_AFTER = re.compile(
    r"(?: and i'm| and i am|,)? (?:speaking|calling|here|from (?:flat|block|room|the|\d))\b"
)
_MAX_WORDS = 4
_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
#: Syllables that end in -ing and stand in Chinese names.
_ING = words_of(
    """ming ching ting ling ping ning wing ying king sing hing tsing jing bing ding qing xing yeung
    keung cheung leung heung fung tung hung lung chung kung ring sterling"""
)
_ZH_LEAD = re.compile(
    r"(?P<full>我个名(?:字)?(?:系|是|叫)|我嘅名(?:字)?(?:系|是|叫)|我的名字(?:是|叫)|名字(?:是|叫)|我(?:系|是)?叫(?:做|作)?|姓名(?:是|系|：|:)?|本人(?:叫|是|系)?|我名叫|全名(?:系|是)|"
    r"(?<![一-龥])叫做|联络人(?:系|是)?|联系人(?:是)?)[ ，,:：]?"
    r"|(?P<surname>我(?:系|是)?姓|敝姓|小姓|免贵姓|本人姓|贱姓|姓)[ ，,]?"
    r"|(?P<title>我(?:系|是)|呢度(?:系|是)|这里是|我这边是|叫我|揾|找|打俾|你好)(?=[一-龥]{1,2}(?:先生|小姐|太太|女士|太|生(?![意病日气活命])|医生|老师|师傅|姑娘))"
    r"|(?P<whole>我(?:系|是))(?=[一-龥]{2,4})"
)
_ZH_TITLE = ("先生", "小姐", "太太", "女士", "医生", "老师", "师傅", "姑娘", "太", "生")
#: Characters that are in no given name, or begin the next words.
_ZH_STOPS = frozenset(
    "我你佢他她它的嘅系是有喺在要想住打电话报咗左了啊呀呢哦喂唔不冇没和同跟就都又也因为而且手号码这那嗰边间"
    "个部架隻只条张啲们哋谢请麻烦可应该见看听说讲问俾被畀给将来去返到从由于与及今昨琴寻头早晚朝点几多年月日时分一二三四五六七八九十零两"
)
_ZH_FINE = frozenset("一二三四五六七八九十月年日朝早来见应可为心将边分时")
_ZH_NOT = (
    "白车",
    "左邻",
    "何时",
    "何人",
    "方便",
    "高佬",
    "安全",
    "单车",
    "车",
    "于是",
    "程度",
    "司机",
    "保安",
    "经理",
)


def names(notes: Notes) -> list[Finding]:
    """Findings of kind ``name``, the surest first."""
    found = [*_english(notes), *_chinese(notes)]
    found.sort(key=lambda finding: (-finding.confidence, finding.start))
    return found


def _english(notes: Notes) -> Iterator[Finding]:
    for pattern, sure in ((_SURE, True), (_UNSURE, False)):
        for match in pattern.finditer(notes.folded):
            if _in_phantom(notes, match.start(), match.end()):
                continue
            span = _name_from(notes, match.end(), sure=sure, lead=match.group())
            if span is not None:
                yield _finding(notes, span, "name.en", 0.9 if sure else 0.8)


def _in_phantom(notes: Notes, start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in notes.phantoms)


def _finding(notes: Notes, span: tuple[int, int], rule: str, confidence: float) -> Finding:
    value = re.sub(r"\s+", " ", notes.original[span[0] : span[1]]).strip()
    return Finding(Kind.NAME, value, confidence, (Mention(span[0], span[1], rule),))


def _name_from(notes: Notes, start: int, *, sure: bool, lead: str) -> tuple[int, int] | None:
    words = _words(notes, start)
    if not words:
        return None
    folded = [notes.folded[a:b] for a, b in words]
    titled = folded[0] in _TITLES
    if titled and len(words) == 1:
        return None
    if not sure and not titled and not _is_told_of(notes, words, folded, lead):
        return None
    last = words[: 3 if titled else _MAX_WORDS][-1]
    if _is_place(notes, start, last[1]) and not titled and not sure:
        return None
    return start, last[1]


def _words(notes: Notes, start: int) -> list[tuple[int, int]]:
    """Words from ``start`` on that may belong to a name, at most four."""
    words: list[tuple[int, int]] = []
    at = start
    cased = not notes.original.islower() and not notes.original.isupper()
    while len(words) < _MAX_WORDS:
        match = _WORD.match(notes.folded, at)
        if match is None:
            break
        word, said = match.group(), notes.original[match.start() : match.end()]
        capital = said[:1].isupper()
        if word in _TITLES:
            if words:
                break
        elif not _may_be_name(word, capital=capital, first=not words) or (
            cased and words and not capital and notes.original[words[0][0]].isupper()
        ):
            break
        words.append(match.span())
        at = match.end()
        if notes.folded[at : at + 2] == ". " and word in _TITLES:
            at += 1
        if notes.folded[at : at + 1] != " ":
            break
        at += 1
    return _cut(notes, words)


def _may_be_name(word: str, *, capital: bool, first: bool) -> bool:
    if word in GIVEN or word in SURNAMES or word in _ING:
        if word in ("to", "so", "or", "on", "an", "no", "me"):
            return capital and not first
        return word not in NOT_NAMES or capital or (not first and word in SURNAMES)
    if word in NOT_NAMES or (len(word) > 5 and word.endswith(("ing", "ly")) and not capital):
        return False
    return len(word) > 1


def _cut(notes: Notes, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Two western names, or one with a Chinese one, are enough; what follows is another sentence."""
    folded = [notes.folded[a:b] for a, b in words]
    if len(folded) >= 3 and folded[0] in GIVEN and folded[1] in SURNAMES:
        short = [w for w in folded[2:] if len(w) <= 5 and (w in SURNAMES or w in _SYLLABLES)]
        return words[: 2 + len(short)]
    return words


_SYLLABLES = words_of(
    """ka yee wai man ming siu kit chi ho yan ying wing hoi tsz tai fai keung kwok kin kei hei lok
    yin ling mei lai fong ping shan hung ching chun hin long tin pak yuk suk sze yi yu yuen wah
    wa kam kuen sum sang shing sing ting tung wan hang him cheuk nga ngai oi on pui sau shun tak
    to yat yiu lun lam mun nam kiu kwan"""
)


def _is_told_of(notes: Notes, words: list[tuple[int, int]], folded: list[str], lead: str) -> bool:
    """Whether words after "this is" or "I am" are a name: by a capital, a known name, or "speaking"."""
    start, end = words[0][0], words[-1][1]
    after = bool(_AFTER.match(notes.folded, end))
    known = (
        folded[0] in GIVEN
        or (folded[0] in SURNAMES and len(folded) > 1)
        or (len(folded) > 1 and folded[-1] in SURNAMES and folded[0] in GIVEN)
    )
    capital = notes.original[start].isupper() and not notes.original.isupper()
    if folded[0] in NOT_NAMES and not (capital and after):
        return False
    if lead.startswith(("it's", "it is", "here is")) and not after:
        return False
    if "call me" in lead:
        return known or capital
    return after or known or (capital and len(folded) <= 3 and _stands_alone(notes, end))


def _stands_alone(notes: Notes, end: int) -> bool:
    following = notes.folded[end : end + 12].strip()
    return (
        not following
        or following[0] in ".,!?"
        or bool(
            re.match(
                r"(?:and|i|i'm|i'd|my|calling|speaking|from|here|just|want|can|could|please|on|at)\b",
                following,
            )
        )
    )


def _is_place(notes: Notes, start: int, end: int) -> bool:
    return any(
        mention.start < end and start < mention.end
        for finding in notes.of(Kind.LOCATION)
        for mention in finding.mentions
    )


def _chinese(notes: Notes) -> Iterator[Finding]:
    for match in _ZH_LEAD.finditer(notes.folded):
        if _in_phantom(notes, match.start(), match.end()):
            continue
        span = _chinese_name(notes, match)
        if span is not None:
            yield _finding(notes, span, "name.zh", 0.75 if match.lastgroup == "whole" else 0.88)


def _chinese_name(notes: Notes, match: re.Match[str]) -> tuple[int, int] | None:
    folded, at, kind = notes.folded, match.end(), match.lastgroup
    latin = _latin_name(notes, at) if kind == "full" else None
    if latin is not None:
        return latin
    surname = _surname(folded, at)
    if not surname:
        return _nickname(folded, at) if kind == "full" else None
    after = at + len(surname)
    title = next((t for t in _ZH_TITLE if folded.startswith(t, after)), "")
    if title == "生" and folded[after + 1 : after + 2] in tuple("意病日气活命"):
        title = ""
    if title:
        return at, after + len(title)
    if kind == "title":
        return None
    if kind == "surname":
        called = re.match(r"[，, ]?(?:名|叫|名叫|叫做|全名)(?=[一-龥])", folded[after:])
        if called:
            later = _given(folded, after + called.end(), 2)
            second = _surname(folded, after + called.end())
            if second and later - (after + called.end()) >= 1:
                return after + called.end(), _given(folded, after + called.end() + len(second), 2)
        return (at, after) if _ends_well(folded, after) else None
    end = _given(folded, after, 2)
    if end == after or folded.startswith(_ZH_NOT, at):
        return None
    if kind == "whole" and (end - at < 3 or not _ends_well(folded, end)):
        return None
    return at, end


def _surname(folded: str, at: int) -> str:
    if folded[at : at + 2] in COMPOUND_SURNAMES:
        return folded[at : at + 2]
    return folded[at] if at < len(folded) and folded[at] in SURNAMES_ZH else ""


def _given(folded: str, at: int, most: int) -> int:
    """Where a given name of one or two characters that begins at ``at`` ends."""
    end = at
    while end < len(folded) and end - at < most and "一" <= folded[end] <= "龥":
        character = folded[end]
        if folded.startswith(("先生", "小姐", "太太", "女士"), end):
            break
        if character in _ZH_STOPS and not (
            character in _ZH_FINE and _name_goes_on(folded, end, at)
        ):
            break
        end += 1
    return end


def _name_goes_on(folded: str, end: int, at: int) -> bool:
    """A character such as 一 or 朝 in a name, where the name ends with it or after one more."""
    rest = folded[end + 1 : end + 3]
    return end > at and (not rest or not "一" <= rest[0] <= "龥" or rest[0] in "我电手想住打")


def _ends_well(folded: str, at: int) -> bool:
    """What follows a name that nothing else proves."""
    rest = folded[at : at + 4]
    return (
        not rest
        or not ("一" <= rest[0] <= "龥")
        or rest.startswith(
            (
                "我",
                "电话",
                "想",
                "打",
                "住",
                "喺",
                "在",
                "嘅",
                "的",
                "呀",
                "啊",
                "手机",
                "要",
                "系",
                "是",
                "报",
                "叫",
                "唔该",
                "啦",
                "喇",
                "，",
                "你好",
                "之前",
                "昨",
                "琴",
                "今",
            )
        )
    )


def _nickname(folded: str, at: int) -> tuple[int, int] | None:
    """``阿強``: 阿 with one character, or with a name in Latin letters."""
    match = re.match(r"(?:阿|小)(?:[一-龥]|[a-z]+)", folded[at:])
    if (
        match is None
        or (folded[at + 1 : at + 2] in _ZH_STOPS)
        or match.group()
        in (
            "阿sir",
            "小姐",
            "小心",
            "小贩",
            "小朋",
            "小巴",
            "阿婆",
            "阿伯",
            "阿妈",
            "阿爸",
            "阿叔",
            "阿姨",
            "小孩",
            "小偷",
        )
    ):
        return None
    return at, at + match.end()


def _latin_name(notes: Notes, at: int) -> tuple[int, int] | None:
    """``我叫 Peter 陳``, ``我叫Amy Chan``."""
    match = re.match(r"[a-z]+(?:[ -][a-z]+){0,3}", notes.folded[at:])
    if match is None:
        return None
    words = _words(notes, at)
    if not words:
        return None
    end = words[-1][1]
    more = re.match(r" ?([一-龥])", notes.folded[end : end + 2])
    if more and more[1] in SURNAMES_ZH and _ends_well(notes.folded, end + more.end()):
        end += more.end()
    return at, end
