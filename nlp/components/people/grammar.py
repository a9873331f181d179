"""Noun phrases that name people: how many, of which sex and age, and the words that describe them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.components.people.words import (
    ADJECTIVES,
    CHINESE,
    DULL,
    ENGLISH,
    NUMBERS,
    VAGUE,
    Noun,
)
from nlp.finding import Kind, Mention
from nlp.normalise import chinese_number, words_of
from nlp.notes import Cue, Notes, longest

_MAX = 60
_STOPS = words_of("""is was were are be been am it's it its and but with in on at from for by me i he she they we you who that's which
    when then so as not no has have had did do into out up off over hit saw see there here what where how because if
    while after before to told said says by him her them us stole took because against like just got get than every each
    any which whose him near outside behind""")
#: A noun after which the person is somebody else's word: "old man's bag", "people mover".
_AFTER = frozenset(
    [
        "'s",
        "street",
        "road",
        "shop",
        "toilet",
        "changing",
        "clothes",
        "bike",
        "seat",
        "door",
        "firm",
        "company",
        "office",
        "app",
        "service",
        "uniform",
        "entrance",
        "van",
        "room",
        "quarters",
    ]
)
#: After these, 個女 or 個仔 is the beginning of another word.
_ZH_LONGER = tuple("孩人仔子士生性童学厕")
_JOINTS = frozenset(["of", "or", "my", "his", "her", "our"])
_ARTICLES = frozenset(["a", "an", "the", "this", "that", "another", "my", "his", "her", "our"])
_IS_GOING_ON = words_of(
    """been being got getting just still now not very lying trying crying
    screaming bleeding coming going running hiding refusing"""
)
#: What is done to somebody whose thing or body is named next.
_TAKES_FROM = re.compile(
    r"\b(?:snatch\w*|grabb\w*|grabs?|took|taking|takes|stole|stealing|steals|ripp\w+|pull\w*|yank\w*|tore|nicked|cut|slash\w*|"
    r"round|around|up|at|into|on|over|to|broke|kick\w*|punch\w*|slap\w*|hit|hitting|twist\w*|bit|burn\w*|touch\w*|grop\w+)"
    r"(?: (?:a|an|the|this|some|one|another|that|old|elderly|young|little|other|poor|teenage|school)){1,4} $"
)
_OF_SOMEBODY = re.compile(
    r" (?:\w+ )?(?:neck|throat|face|head|hair|arm|hand|leg|back|nose|jaw|ear|eye|bottom|chest|skirt|bag|handbag|purse|phone|necklace|chain|"
    r"wallet|watch|ring|backpack|earrings?|bracelet|pocket|trolley|shopping|bike|money|octopus|umbrella|glasses|clothes|top|mask|helmet)\b"
)
_UNSAID = frozenset(["-", ",", "my", "his", "her", "our"])
_NOT_BEFORE = frozenset(["no", "in", "police", "other", "fire", "post"])


@dataclass(slots=True)
class Named:
    """A person or a group that the words ``first:last`` name."""

    first: int
    last: int
    start: int
    end: int
    noun: Noun
    count: int | None
    #: Descriptive words of the phrase itself, in the caller's words; "" where there are none.
    looks: str
    age: str | None
    #: "The man", 嗰個男人: somebody already spoken of.
    definite: bool = False
    #: "Another man": somebody else.
    other: bool = False
    #: "An old lady's handbag" was snatched.
    robbed: bool = False

    @property
    def mention(self) -> Mention:
        """Where it is said."""
        return Mention(self.start, self.end, "person.named")


def named(notes: Notes) -> list[Named]:
    """All of them in the order of the text."""
    found = [*_english(notes), *_chinese(notes)]
    kin = kin_cues(notes)
    places = [m for f in notes.of(Kind.LOCATION) for m in f.mentions]
    found = [
        n for n in found
        if not any(m.start < n.end and n.start < m.end for m in places)
        and not any(a < n.end and n.start < b for a, b in notes.phantoms)
        and not any(c.start < n.end and n.start < c.end for c in kin)
    ]  # fmt: skip
    return sorted(found, key=lambda n: (n.start, -n.end))[:_MAX]


def kin_cues(notes: Notes) -> list[Cue]:
    """Words for the caller's own people: 個女, but not 個女人."""
    return [
        cue
        for cue in longest(notes.cues_of("person_kin"))
        if notes.folded[cue.end : cue.end + 1] not in _ZH_LONGER
        and notes.folded[max(0, cue.start - 1) : cue.start] != "老"
    ][:20]


def _english(notes: Notes) -> Iterator[Named]:
    for index, token in enumerate(notes.tokens):
        following = notes.tokens[index + 1] if index + 1 < len(notes.tokens) else ""
        plain = token.removesuffix("'s")
        noun = ENGLISH.get(plain)
        if noun is None or following in ("'s", "-"):
            continue
        if following in ENGLISH or following in _AFTER:
            continue
        robbed = plain != token and _is_robbed(notes, index)
        if plain != token and not (robbed or _goes_on(following)):
            continue
        phrase = _phrase(notes, index, noun, len(plain))
        if phrase is not None:
            phrase.robbed = robbed
            yield phrase


def _goes_on(following: str) -> bool:
    """ "A girl's been grabbed", "a man's shouting": is, not whose."""
    return following in _IS_GOING_ON or (following.endswith("ing") and len(following) > 5)


def _is_robbed(notes: Notes, index: int) -> bool:
    """ "Snatched an old lady's handbag", "his hands round a woman's neck": whose is the victim."""
    before = notes.folded[max(0, notes.starts[index] - 40) : notes.starts[index]]
    after = notes.folded[notes.ends[index] : notes.ends[index] + 24]
    return bool(_TAKES_FROM.search(before) and _OF_SOMEBODY.match(after))


def _phrase(notes: Notes, head: int, noun: Noun, length: int) -> Named | None:
    """Read back from the noun, of so many characters, to its number or article."""
    first = _read_back(notes, head)
    while first < head and notes.tokens[first] in ("of", "or", ",", "-", "and"):
        first += 1
    words = list(notes.tokens[first:head])
    if _is_nobody(notes, first, words, noun):
        return None
    kept = [
        i for i in range(first, head)
        if notes.tokens[i] not in DULL and not notes.tokens[i].isdecimal() and notes.tokens[i] not in _UNSAID
    ]  # fmt: skip
    described = [notes.tokens[i] for i in kept]
    pointed = words[:1] in (["the"], ["this"], ["that"])
    if noun.loose and not noun.plural and pointed and not described:
        return None
    count, vague = _count(words, noun)
    end = notes.starts[head] + length
    looks = [notes.original[notes.starts[i] : notes.ends[i]] for i in kept]
    if vague or noun.telling:
        looks = [*([vague] if vague else []), *looks, notes.original[notes.starts[head] : end]]
    return Named(
        first, head + 1, notes.starts[first], end, _sexed(noun, described), count,
        " ".join(looks), _age(words, noun),
        definite=words[:1] in (["the"], ["this"], ["that"], ["these"], ["those"]),
        other="another" in words or "other" in words,
    )  # fmt: skip


def _read_back(notes: Notes, head: int) -> int:
    """The first token of the phrase: over describing words, and one unknown word, to its article."""
    first, unknown = head, 0
    while first > 0 and head - first < 8:
        token = notes.tokens[first - 1]
        if token in ADJECTIVES or (
            token in ("-", ",") and first - 2 >= 0 and notes.tokens[first - 2] in ADJECTIVES
        ):
            first -= 1
        elif token in NUMBERS or token in VAGUE or token in _JOINTS or token.isdecimal():
            first -= 1
            if token in _ARTICLES:
                break
        elif unknown < 1 and _may_describe(notes, first):
            first, unknown = first - 1, unknown + 1
        else:
            break
    return first


def _may_describe(notes: Notes, first: int) -> bool:
    """Whether an unlisted word stands between an article and what describes: "a scruffy man"."""
    token = notes.tokens[first - 1]
    return (
        token not in _STOPS
        and not (token in ENGLISH and notes.tokens[first] in NUMBERS)
        and token.isascii()
        and token.isalpha()
        and _det(notes, first - 2)
    )


def _is_nobody(notes: Notes, first: int, words: list[str], noun: Noun) -> bool:
    """ "People" alone, whom somebody wants to speak to, "no man", "my driver's"."""
    if not words and (noun.loose or not noun.plural):
        return True
    before = notes.tokens[first - 1] if first else ""
    spoken_to = before in ("to", "with") and notes.tokens[max(0, first - 2)] in ("speak", "talk")
    owned = (
        bool(words) and words[0] in ("my", "his", "her") and not noun.telling and noun.sex is None
    )
    return spoken_to or before in _NOT_BEFORE or owned


def _det(notes: Notes, index: int) -> bool:
    return index >= 0 and (
        notes.tokens[index]
        in ("a", "an", "the", "this", "that", "another", "one", "two", "three", "some")
        or notes.tokens[index] in ADJECTIVES
    )


def _sexed(noun: Noun, described: list[str]) -> Noun:
    if noun.sex is None and {"male", "female"} & set(described):
        sex = "female" if "female" in described else "male"
        return Noun(sex, noun.plural, noun.age, noun.hint, noun.loose, noun.telling)
    return noun


def _count(words: list[str], noun: Noun) -> tuple[int | None, str]:
    """``(how many, the vague words for it)``: "three or four" is no number but is kept."""
    numbers = [
        (i, NUMBERS.get(w) or (int(w[:4]) if w.isdecimal() else None)) for i, w in enumerate(words)
    ]
    said = [(i, n) for i, n in numbers if n is not None]
    if "couple" in words and "of" in words:
        return 2, ""
    if "dozen" in words:
        return (12, "") if not set(words) & {"half", "few"} else (None, "a few dozen")
    if len(said) >= 2 and {"or", "to", "-"} & set(words[said[-2][0] : said[-1][0]]):
        return None, f"{words[said[-2][0]]} or {words[said[-1][0]]}"
    if not noun.plural:
        return (said[-1][1] if said and said[-1][1] == 1 else 1), ""
    exact = [n for i, n in said if n > 1]
    if exact and words[-2:] != ["year", "old"]:
        return exact[-1], ""
    vague = [w for w in words if w in VAGUE]
    return None, {
        "group": "a group of",
        "gang": "a gang of",
        "bunch": "a bunch of",
        "crowd": "a crowd of",
        "lots": "many",
        "lot": "many",
    }.get(vague[0], vague[0]) if vague else ""


def _age(words: list[str], noun: Noun) -> str | None:
    if ("old" in words and "year" not in words) or "elderly" in words:
        return "elderly"
    if "teenage" in words or "teenaged" in words:
        return "teenage"
    if "young" in words:
        return "young"
    if "middle-aged" in words or ("middle" in words and "aged" in words):
        return "middle-aged"
    if noun.age == "child" and {"school", "little", "small"} & set(words):
        return "child"
    return noun.age


_ZH_NUMBER = "[一二两三四五六七八九十廿几0-9]"
#: Verbs and the like right before 個, which counts without a number: 打個男仔, 俾個女人.
_ZH_BEFORE = "到畀俾被住咗亲了倒同将把掴扇打踢推闹骂捉揸掐箍勒追抱攬摸撞拉扯着"
_ZH_COUNT = (
    rf"(?P<count>(?:{_ZH_NUMBER}{{1,3}}(?:[至到或、])?{_ZH_NUMBER}?(?:多|几)?(?:个|名|位)|一?大?(?:班|群|伙|堆)|[一大]帮|"
    rf"有(?:个|名|位)|(?<![没冇我你佢他她家都带仲还])有(?=小孩|小朋友|孩子|细路|老人|婆婆|阿婆|阿伯|女人|男人|女仔|男仔|男子|女子|妇人|小女孩|小男孩|女孩|男孩|后生|婴儿)|呢(?:个|名|班)|嗰(?:个|名|班)|那(?:个|名|些|帮|群)|这(?:个|名|些|帮|群)|[𠮶](?:个|班)|另外?(?:一)?(?:个|名)|其中(?:一)?(?:个|名)|好多|很多|一些|成班|(?<![一-龥])个|(?<=[屋篱离壁边度房里])个|(?<=楼[上下])个|[{_ZH_BEFORE}]个|名))"
)
_ZH_LOOK = (
    "中年|年轻|后生|年老|年长|年约|高高瘦瘦|高瘦|肥矮|矮肥|高大|肥胖|肥|瘦|矮|高|大只|光头|秃头|长发|短发|金发|醉酒|饮醉酒|饮醉咗|喝醉|"
    "可疑|陌生|外籍|外国|南亚裔?|印度|巴基斯坦|尼泊尔|菲律宾|印尼|越南|非洲|非裔|欧美|黑人|白人|内地|大陆|本地|中国|华裔|蒙面|"
    "口罩|赤裸|裸体|半裸|戴口罩|戴眼镜|纹身|有纹身|未成年|讲普通话|说普通话|独居|失智|孕妇|骑单车|揸刀|持刀"
)
_ZH_CLAUSE = r"(?:[一-龥]{2,5}?[嘅的](?=[男女后青老小阿人后细婆伯])|[著穿戴揸拿攞持背](?:住|咗|了|著|着)?[一-龥]{1,8}?[嘅的])"
_ZH_HEADS = "|".join(sorted(CHINESE, key=len, reverse=True))
_ZH_STRONG = "|".join(
    sorted(
        (
            w
            for w, n in CHINESE.items()
            if len(w) > 1 and (n.hint in ("suspect", "driver", "witness") or n.age == "elderly")
        ),
        key=len,
        reverse=True,
    )
)
_ZH_AGE = rf"(?:大约|大概|约|年约)?{_ZH_NUMBER}{{1,4}}(?:几|多|来)?岁(?:左右|上下)?(?:嘅|的)?"
_ZH = re.compile(
    rf"{_ZH_COUNT}(?P<looks>(?:(?:{_ZH_LOOK}|{_ZH_CLAUSE}|{_ZH_AGE})(?:嘅|的|、)?){{0,4}})(?P<head>{_ZH_HEADS})(?![口力权行类士嘅的]?[格群街])"
    rf"|(?P<strong>{_ZH_STRONG})"
)
_ZH_HEAD_LAST = re.compile(rf"(?:{_ZH_HEADS}|佢|他|她|自己)$")
_ZH_MIXED = re.compile(rf"(?P<men>{_ZH_NUMBER})男(?P<women>{_ZH_NUMBER})女")


def _chinese(notes: Notes) -> Iterator[Named]:
    for match in _ZH_MIXED.finditer(notes.folded):
        first, last = notes.span_tokens(*match.span())
        for group, sex in (("men", "male"), ("women", "female")):
            count = chinese_number(match[group])
            yield Named(first, last, *match.span(), Noun(sex, plural=count != 1), count, "", None)
    for match in _ZH.finditer(notes.folded):
        phrase = _chinese_phrase(notes, match)
        if phrase is not None:
            yield phrase


def _chinese_phrase(notes: Notes, match: re.Match[str]) -> Named | None:
    word = match["head"] or match["strong"]
    noun = CHINESE[word]
    start, end = match.span()
    said = match["count"] or ""
    if said[:1] in tuple(_ZH_BEFORE):
        start, said = start + 1, said[1:]
    looks = (match["looks"] or "").strip("的嘅、")
    if (
        noun.loose
        and (
            said in ("好多", "很多", "一些", "个", "名", "呢个", "嗰个", "那个", "这个", "")
            or _is_no_person(notes, end)
        )
        and not looks
    ):
        return None
    if (
        said == "一个"
        and word == "人"
        and _ZH_HEAD_LAST.search(notes.folded[max(0, start - 6) : start])
    ):
        # 有個小孩一個人喺車入面: alone.
        return None
    if (
        len(word) == 1
        and word in "男女伯佬"
        and notes.folded[end : end + 1] in tuple("仔友性装厕朋子人士儿性生")
    ):
        return None
    if not said and notes.folded[max(0, start - 1) : start] in tuple("我佢你他她"):
        return None
    count, vague = _chinese_count(said)
    first, last = notes.span_tokens(start, end)
    at = match.start("looks") if looks else end
    hidden = re.search(_ZH_AGE, looks)
    spans = [(0, hidden.start()), (hidden.end(), len(looks))] if hidden else [(0, len(looks))]
    shown = "".join(notes.original[at + a : at + b] for a, b in spans).strip("的嘅、")
    noun_said = notes.original[end - len(word) : end]
    if vague:
        shown = f"{notes.original[start : start + len(said)]}{shown}{noun_said}"
    elif noun.telling:
        shown += noun_said
    age = (
        "middle-aged" if "中年" in looks else "young" if re.search("年轻|后生", looks) else noun.age
    )
    return Named(
        first, last, start, end, noun, count, shown.strip("的嘅、"), age,
        definite=said[:1] in tuple("呢嗰那这𠮶"), other=said.startswith("另"),
    )  # fmt: skip


def _is_no_person(notes: Notes, end: int) -> bool:
    """人 that begins another word, 個人 as "personal", 一個人住 as "alone"."""
    return notes.folded[end : end + 1] in tuple("口数民物行工群家员格资住")


def _chinese_count(said: str) -> tuple[int | None, str]:
    bare = re.sub("[个名位]$", "", said)
    if (
        not bare
        or said in ("有", "有个", "有名", "有位")
        or said[:1] in tuple("呢嗰那这𠮶另")
        or bare.startswith("其中")
    ):
        plural = said[-1:] in tuple("班些帮群")
        return (None if plural else 1), ""
    if re.fullmatch("[一二两三四五六七八九十0-9廿]+", bare):
        pair = re.fullmatch("[一二两三四五六七八九]{2}", bare)
        number = None if pair else chinese_number(bare)
        return number, (said if pair else "")
    return None, said
