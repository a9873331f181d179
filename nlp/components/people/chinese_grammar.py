"""Noun phrases that name people in Chinese: 兩個男人, 一個五十幾歲嘅肥佬, 保安."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.components.people.words import CHINESE, Named, Noun
from nlp.normalise import chinese_number
from nlp.notes import Notes

_ZH_NUMBER = "[一二两三四五六七八九十廿几0-9]"
#: Verbs and the like right before 個, which counts without a number: 打個男仔, 俾個女人.
_ZH_BEFORE = "到畀俾被住咗亲了倒同将把掴扇打踢推闹骂捉揸掐箍勒追抱攬摸撞拉扯着是系"
_ZH_COUNT = (
    rf"(?P<count>(?:{_ZH_NUMBER}{{1,3}}(?:[至到或、])?{_ZH_NUMBER}?(?:多|几)?(?:个|名|位)|一?大?(?:班|群|伙|堆)|[一大]帮|"
    rf"有(?:个|名|位)|(?<![没冇我你佢他她家都带仲还])有(?=小孩|小朋友|孩子|细路|老人|婆婆|阿婆|阿伯|女人|男人|女仔|男仔|男子|女子|妇人|小女孩|小男孩|女孩|男孩|后生|婴儿)|呢(?:个|名|班)|嗰(?:个|名|班)|那(?:个|名|些|帮|群)|这(?:个|名|些|帮|群)|[𠮶](?:个|班)|另外?(?:一)?(?:个|名)|其中(?:一)?(?:个|名)|好多|很多|一些|成班|(?<![一-龥])个|(?<=[佢他她])个(?=男人|女人|男子|女子|老伯|阿伯|阿婆|婆婆|后生)|(?:带头|为首|领头)(?:的|嘅|嗰个|那个|果个)(?:是|系)?(?:一?个)?|(?<=[屋篱离壁边度房里])个|(?<=楼[上下])个|[{_ZH_BEFORE}]个|名))"
)
_ZH_LOOK = (
    "中年|年轻|后生|(?:中|小|大)[一二三四五六](?!个)|胖|瘦高|高胖|高个子?|小个子?|矮个子?|壮|斯文|高高|胖胖|瘦瘦|年老|年长|年约|高高瘦瘦|高瘦|肥矮|矮肥|高大|肥胖|肥|瘦|矮|高|大只|光头|秃头|长发|短发|金发|醉酒|饮醉酒|饮醉咗|喝醉|"
    "可疑|陌生|外籍|外国|南亚裔?|印度|巴基斯坦|尼泊尔|菲律宾|印尼|越南|非洲|非裔|欧美|黑人|白人|内地|大陆|本地|中国|华裔|蒙面|"
    "口罩|赤裸|裸体|半裸|戴口罩|戴眼镜|纹身|有纹身|未成年|讲普通话|说普通话|独居|失智|孕妇|骑单车|揸刀|持刀"
)
_ZH_CLAUSE = r"(?:[一-龥]{2,5}?[嘅的](?=[男女后青老小阿人后细婆伯])|[著穿戴揸拿攞持背骑开驾推拖坐](?:住|咗|了|著|着)?[一-龥]{1,8}?[嘅的])"
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
#: Whom the words behind make a victim: 保安被打到流鼻血.
_ZH_TELLING = "|".join(
    sorted((w for w, n in CHINESE.items() if len(w) > 1 and n.telling), key=len, reverse=True)
)
_ZH_AGE = rf"(?:大约|大概|约|年约)?{_ZH_NUMBER}{{1,4}}(?:几|多|来)?岁(?:左右|上下)?(?:嘅|的)?"
_ZH = re.compile(
    rf"{_ZH_COUNT}(?P<looks>(?:(?:{_ZH_LOOK}|{_ZH_CLAUSE}|{_ZH_AGE})(?:嘅|的|、)?){{0,4}})(?P<head>{_ZH_HEADS})(?![口力权行类士嘅的]?[格群街])"
    rf"|(?P<strong>{_ZH_STRONG}|(?:{_ZH_TELLING})(?=(?:俾|畀|被)(?:人|佢|他|她)?[^，。]{{0,2}}(?:打|撞|推|骂|闹|抢|非礼|咬)))"
)
#: 長者八達通, 老人院, 學生證, 兒童醫院: whom a thing or a place is for.
_OF_OTHERS = frozenset(
    ["长者", "老人", "学生", "儿童", "青年", "青少年", "工人", "司机", "游客", "小童", "客人"]
)
_ZH_HEAD_LAST = re.compile(rf"(?:{_ZH_HEADS}|佢|他|她|自己)$")
_ZH_MIXED = re.compile(rf"(?P<men>{_ZH_NUMBER})男(?P<women>{_ZH_NUMBER})女")
#: Counts that count nobody: with a noun that is also said of other things they name no person.
_LOOSE_COUNTS = (
    "好多", "很多", "一些", "个", "名", "呢个", "嗰个", "那个", "这个", "",
)  # fmt: skip


def chinese_people(notes: Notes) -> Iterator[Named]:
    """People whom Chinese noun phrases name, in the order of the text."""
    if notes.folded.isascii():
        return
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
    bare = noun.loose and not looks and (said in _LOOSE_COUNTS or _is_no_person(notes, end))
    if bare or _is_part_of_a_word(notes, word, said, (start, end)):
        return None
    count, vague = _chinese_count(said)
    first, last = notes.span_tokens(start, end)
    shown = _looks_shown(notes, looks, match.start("looks") if looks else end)
    noun_said = notes.original[end - len(word) : end]
    if vague:
        shown = f"{notes.original[start : start + len(said)]}{shown}{noun_said}"
    elif noun.telling:
        shown += noun_said
    age = (
        "middle-aged" if "中年" in looks else "young" if re.search("年轻|后生", looks) else noun.age
    )
    return Named(
        first, last, start, end, noun, count, shown, age,
        definite=said[:1] in tuple("呢嗰那这𠮶"), other=said.startswith("另"),
    )  # fmt: skip


def _is_part_of_a_word(notes: Notes, word: str, said: str, span: tuple[int, int]) -> bool:
    """學生證, 男仔頭, 我女: the noun belongs to another word, or 一個人 means alone."""
    start, end = span
    behind = notes.folded[end : end + 1]
    if word in _OF_OTHERS and behind in tuple("八咭卡中院屋证生医票宿会专"):
        return True
    alone = said == "一个" and word == "人"
    if alone and _ZH_HEAD_LAST.search(notes.folded[max(0, start - 6) : start]):
        # 有個小孩一個人喺車入面: alone.
        return True
    if word in tuple("男女伯佬") and behind in tuple("仔友性装厕朋子人士儿性生"):
        return True
    return not said and notes.folded[max(0, start - 1) : start] in tuple("我佢你他她")


def _looks_shown(notes: Notes, looks: str, at: int) -> str:
    """The looks in the caller's own writing, without the age, which is told apart."""
    hidden = re.search(_ZH_AGE, looks)
    spans = [(0, hidden.start()), (hidden.end(), len(looks))] if hidden else [(0, len(looks))]
    shown = "".join(notes.original[at + a : at + b] for a, b in spans).strip("的嘅、")
    return re.sub("年轻|年輕|中年|后生|後生", "", shown).strip("的嘅、")


def _is_no_person(notes: Notes, end: int) -> bool:
    """人 that begins another word, 個人 as "personal", 一個人住 as "alone"."""
    return notes.folded[end : end + 1] in tuple("口数民物行工群家员格资住")


def _chinese_count(said: str) -> tuple[int | None, str]:
    if said.startswith(("带头", "为首", "领头")):
        return 1, ""
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
