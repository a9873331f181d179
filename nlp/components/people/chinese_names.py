"""The caller's name in Chinese: 我叫陳大文, 我姓李, 我何太嚟㗎, 我係管理處陳生, 叫我阿明得啦.

A surname begins it (the Hundred Family Surnames), a title or a boundary ends it. Characters that begin
the next words (住, 想, 電話) are in a given name only where the name would end with them. "姓陳" behind
"my teacher" or "the fraudster" is somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.components.people.chinese_name_words import (
    BOUND,
    NOT_NAMES,
    OF_THEIRS,
    STOPS,
    SURNAME,
    TITLE,
    Found,
    given_end,
    nickname_at,
    surname_at,
    titled_end,
)
from nlp.components.people.name_lists import SURNAMES_ZH
from nlp.components.people.name_words import name_at
from nlp.finding import Kind
from nlp.notes import Notes
from nlp.sound.characters import common_words

_FULL = re.compile(
    r"(?:我(?:个|嘅|的|全)?(?:真)?(?:名|名字|姓名|全名|中文名|英文名)(?:(?:就)?(?:系|是|叫做|叫)|(?=[ ，,:]))|(?<![他她佢其])名字?(?:系|是|叫)|"
    r"我(?:系|是|就|就系|就是)?叫(?:做|作)?|我(?:系|是)[^，,。我佢他她]{1,10}[，, ]叫(?:做|作)?|(?<![他她佢])姓名(?:是|系|:)?|(?:本人|小弟|在下|鄙人)(?:叫|是|系|名叫)?|我名叫|全名(?:系|是)?|报案人(?:是|系|叫)?|"
    r"(?<![一-龥])叫做|联络人(?:系|是)?|联系人(?:是)?)[ ，,:]?"
)
#: "Call me ...": a command with 叫 before it ("佢叫我走") is none, so the name must end well.
_CALL_ME = re.compile(
    r"(?<![他她佢])(?<!察)(?<!姓)(?:(?:你|你哋|你们|您)?(?:可以|就|都|就咁)?(?:叫我|称呼我|喊我)(?:做|为|一声)?|(?:人哋|人人|大家|街坊|个个|朋友|别人|同事)(?:都|都会)?(?:叫我|喊我)(?:做)?)[ ，,]?"
)
_FAMILY = re.compile(
    r"(?:我(?:系|是|本)?姓|敝姓|小姓|免贵姓|本人姓|贱姓|(?<![一-龥])姓|报案人姓|我(?:住[^，。佢他她你]{1,9}|[^，。佢他她你个位叫]{1,8}(?:岁|住客|住户|业主|街坊|租客)了?)姓)[ ，,]?"
)
_SELF = re.compile(
    r"(?:我(?:系|是|就系|就是)|呢度(?:系|是)|这里是|这边是|呢边系|我这边是|我呢边系|(?<!我)(?<!我[想要])(?:揾|找)|打(?:返)?(?:俾|畀|给)|联络|联系|你好|喂|我)[ ，,]?"
    rf"(?={SURNAME})"
)
#: Whose relative or colleague the caller is: 我是她媽媽楊女士.
_KIN = (
    "爸爸|妈妈|阿爸|阿妈|父亲|母亲|老公|老婆|丈夫|妻子|太太|先生|儿子|女儿|孙女|孙子|孙仔|孙|哥哥|弟弟|姐姐|妹妹|家姐|细佬|细妹|大佬|个仔|个女|仔|女|"
    "朋友|同事|同学|邻居|街坊|老板|上司|下属|女婿|新抱|媳妇|侄仔|侄女|外甥|表哥|表弟|表姐|表妹|亲戚|监护人|老师|社工|室友|男朋友|女朋友|未婚夫|未婚妻"
)
#: 我係馬環保安程伯: what the caller is stands before the name.
_ROLE = re.compile(
    r"(?:我(?:自己)?(?:系|是|哋系|们是)|呢度(?:系|是)|这里是|我喺|我在)"
    rf"(?:(?:佢|他|她)(?:哋|们)?(?:的|嘅|个)?(?P<of>{_KIN})|(?P<what>[^，,。.!?！？;；、佢你他她它]{{1,14}}?))(?:嘅|的|，|,| )?"
    rf"(?P<name>{SURNAME}(?:{TITLE})|(?:叫|叫做)?(?:老|小|阿){SURNAME}|(?:叫|叫做)?(?:阿|亚)(?:[一-龥]|[a-z]{{2,}})|姓{SURNAME}(?:嘅|的)?|(?:叫做?|名叫){SURNAME}[一-龥]{{1,2}}|(?<=[嘅的孙女孙仔儿子妈妈爸爸丈夫妻子]){SURNAME}[一-龥]{{1,2}}(?=[零〇一二三四五六七八九]{{3}}|电话|手机|手提|我的?电话|[，,。 ]|$))"
)
_NO_ROLE = re.compile(
    r"被|俾|畀|给|同|和|跟|与|及|话|说|讲|见|打|揾|找|想|要|问|识|帮|撞|租(?!车)|住咗|投诉|举报|告|听|知|顾|教|服侍|湊|凑|有|无|冇|唔|不|没|收到|接到|叫|报|追|骂|闹|我|个|因|对"
)
#: "Ask for Mr Lam": the caller's own name where a number to call is told.
_ASKED_FOR = ("揾", "找", "打", "联")
#: 執到張身份證個名係……: the name on a thing that was found is its owner's.
_ON_A_THING = re.compile(
    r"(?:证|卡|单|簿|包|照|信封|上面|入面|里面|背面|写住|写着|印住|印着)(?:件)?(?:上|面|度|入面|里面|上面|边)?(?:写住|写着|印着)?(?:个|嘅|的)*(?:名|名字|姓名)?$"
)
_FOUND_ONE = re.compile("执到|执咗|拾到|拾获|捡到|捡了|检到|拣到")
_ME_WITH_TITLE = re.compile(rf"我(?={SURNAME}(?:{TITLE}))")
_IT_IS = re.compile(
    rf"(?P<name>{SURNAME}(?:{TITLE}))(?:嚟噶|嚟架|嚟㗎|嚟嘅|黎噶|黎架|黎㗎|来的|呀|啊)?(?=嚟|黎|来的)"
)
_WHOLE = re.compile(r"(?:我(?:系|是|就系|就是)|呢度(?:系|是)|这里是)[ ，,]?(?=[一-龥]{2,4})")
_LATIN = re.compile(
    r"(?:我(?:系|是)|呢度(?:系|是)|这里是|(?:可以|就)?叫我(?:做)?|我)[ ，,]?(?=[a-z]{2})"
)
_ROLE_ENDS = frozenset("人员生长客工主师友家民户店机警司仔女妹佬友商")
_OTHERS = re.compile(
    r"(?:佢|他|她|对方|骗徒|疑犯|个女人|个男人|老师|医生|同学|同事|朋友|邻居|老板|警员|阿sir|小朋友|事主|嗰个|那个|有个|一个|个仔|个女|叫做)(?:话|说|讲|自称|都|就|好似|应该)?[，, ]?$"
)
_QUOTED = re.compile(r"(?:话|说|讲|自称|称|冒充|扮|认|当)(?:佢|他|她|自己)?[，, :：\"“「]*$")


def chinese_names(notes: Notes) -> Iterator[Found]:
    """Names that may be the caller's."""
    folded = notes.folded
    if not re.search(r"[一-龥]", folded):
        return
    for pattern, read, confidence in (
        (_FULL, _full, 0.88), (_FAMILY, _family, 0.86), (_SELF, _titled, 0.85), (_CALL_ME, _called, 0.84),
        (_ME_WITH_TITLE, _titled, 0.84), (_WHOLE, _whole, 0.75), (_LATIN, _latin, 0.8),
    ):  # fmt: skip
        for match in pattern.finditer(folded):
            ahead = folded[max(0, match.start() - 8) : match.start()]
            if _QUOTED.search(ahead) or (_FOUND_ONE.search(folded) and _ON_A_THING.search(ahead)):
                continue
            found = read(notes, match.end(), match)
            if found is not None and not _is_of_theirs(folded, match):
                sure = confidence + found.confidence
                yield Found(found.start, found.end, sure, found.value)
    yield from _after_roles(folded)
    yield from _it_is(folded)
    yield from _beside_phones(notes)


def _is_of_theirs(folded: str, match: re.Match[str]) -> bool:
    """佢叫阿怡全名係吳嘉怡: a name told in one breath with somebody else's."""
    if not match.group().startswith(("全名", "名", "姓名", "叫做")):
        return False
    return bool(
        re.search(
            r"[佢他她](?:嘅|的|个)?(?:叫|姓|名)[^我，。,]{0,8}$",
            folded[max(0, match.start() - 14) : match.start()],
        )
    )


def _titled(notes: Notes, at: int, match: re.Match[str]) -> Found | None:
    end = titled_end(notes.folded, at)
    if not end:
        return None
    lead = match.group()
    if lead.startswith(_ASKED_FOR) and not notes.of(Kind.PHONE):
        return None
    bare = lead.strip(" ，,") == "我"
    if bare and not BOUND.match(notes.folded, end):
        return None
    return Found(at, end, 0)


def _full(notes: Notes, at: int, match: re.Match[str]) -> Found | None:
    folded = notes.folded
    latin = _latin_name(notes, at)
    if latin is not None:
        return Found(*latin, 0)
    surname = surname_at(folded, at)
    if not surname:
        return nickname_at(folded, at)
    end = titled_end(folded, at)
    if end:
        return Found(at, end, 0)
    after = at + len(surname)
    end = given_end(folded, after, 2)
    if end == after or (folded.startswith(NOT_NAMES, at) and end - at < 3):
        return None
    return Found(at, end, 0)


def _family(notes: Notes, at: int, match: re.Match[str]) -> Found | None:
    folded = notes.folded
    surname = surname_at(folded, at)
    if not surname or _OTHERS.search(folded[max(0, match.start() - 8) : match.start()]):
        return None
    end = titled_end(folded, at)
    if end:
        return Found(at, end, 0)
    after = at + len(surname)
    called = re.match(
        r"[，, ]?(?:嘅|的)?[，, ]?(?:名|叫|名叫|叫做|全名|名字叫|名字是)(?:系|是)?(?=[一-龥])",
        folded[after:],
    )
    if called:
        begin = after + called.end()
        second = surname_at(folded, begin)
        later = given_end(folded, begin + len(second), 2)
        if second == surname and later > begin + len(second):
            return Found(begin, later, 0)
        later = given_end(folded, begin, 2)
        if later > begin:
            said = notes.original
            return Found(at, later, 0, said[at:after] + said[begin:later])
    titled = re.match(rf"(?:(?:嘅|的)?[，, ]|嘅|的)(?={surname}(?:{TITLE}))", folded[after:])
    if titled:
        # 我姓周嘅 周太: what people call her.
        begin = after + titled.end()
        return Found(begin, titled_end(folded, begin), 0)
    # 我姓陳，陳大文: the name again, in full.
    again = re.match(rf"(?P<pause>[，, ]*){surname}", folded[after:])
    if again:
        later = given_end(folded, after + again.end(), 2)
        if later - (after + again.end()) >= 1 and (
            re.match(r"$|[^一-龥]|我", folded[later:])
            or (not again["pause"] and BOUND.match(folded, later))
        ):
            return Found(after + again.end("pause"), later, 0)
    plain = bool(BOUND.match(folded, after))
    # 我姓賈維修估計……: whatever follows, a surname was told.
    told = match.group().lstrip().startswith(("我", "本人")) and not OF_THEIRS.match(folded, after)
    return Found(at, after, 0 if plain else -0.1) if plain or told else None


def _named_after_family(folded: str, at: int) -> Found:
    """老闆姓羅叫羅永昌: the full name where it is told, else the surname."""
    surname = surname_at(folded, at)
    after = at + len(surname)
    called = re.match(rf"[，, ]?(?:叫|名叫|叫做)?(?={surname}[一-龥])", folded[after:])
    if called:
        begin = after + called.end()
        later = given_end(folded, begin + len(surname), 2)
        if later > begin + len(surname):
            return Found(begin, later, 0.82)
    return Found(at, after, 0.8)


def _called(notes: Notes, at: int, match: re.Match[str]) -> Found | None:
    folded = notes.folded
    end = titled_end(folded, at)
    if end and BOUND.match(folded, end):
        return Found(at, end, 0)
    elder = re.match(r"[一-龥][伯叔婆姨嫂姐哥]", folded[at:])
    if elder and elder.group()[0] not in STOPS and BOUND.match(folded, at + 2):
        return Found(at, at + 2, 0)
    nick = nickname_at(folded, at)
    if nick is not None and BOUND.match(folded, nick.end):
        return nick
    surname = surname_at(folded, at)
    later = given_end(folded, at + len(surname), 2) if surname else at
    if (
        surname
        and later - at >= 2
        and re.match(r"就得|就可以|就行|得啦|得喇|啦|喇|吧|[，, 。]|$", folded[later:])
    ):
        return Found(at, later, 0)
    return None


def _whole(notes: Notes, at: int, match: re.Match[str]) -> Found | None:
    """我係陳大文, 我是梁芳, 我係阿強: nothing but the end proves it."""
    folded = notes.folded
    nick = nickname_at(folded, at, strict=True)
    if nick is not None:
        return (
            nick
            if BOUND.match(folded, nick.end) and not OF_THEIRS.match(folded, nick.end)
            else None
        )
    surname = surname_at(folded, at)
    if not surname or folded.startswith(NOT_NAMES, at) or _is_place(notes, at):
        return None
    end = given_end(folded, at + len(surname), 2)
    if end == at + len(surname) or not BOUND.match(folded, end) or OF_THEIRS.match(folded, end):
        return None
    said = folded[at:end]
    short = end - at == 2 and (
        folded[end - 1] in _ROLE_ENDS or not re.match(r"$|[，,。.! ]|我|呀|啊", folded[end:])
    )
    return (
        None if short or said in common_words() or folded[end - 1] in "员客" else Found(at, end, 0)
    )


def _is_place(notes: Notes, at: int) -> bool:
    return any(m.start <= at < m.end for f in notes.of(Kind.LOCATION) for m in f.mentions)


def _latin(notes: Notes, at: int, match: re.Match[str]) -> Found | None:
    """我係 Peter, 叫我 May 得啦, 我係Amy姐."""
    name = name_at(notes, at, sure=False)
    if name is None or not (name.titled or name.given):
        return None
    end = name.end
    if match.group().strip(" ，,") == "我" and not re.match(
        r" ?(?:呀|啊|嚟|来的)", notes.folded[end:]
    ):
        return None
    more = re.match(r" ?(姐|哥|sir|[一-龥])", notes.folded[end : end + 4])
    if more and (
        more[1] in ("姐", "哥")
        or (more[1] in SURNAMES_ZH and BOUND.match(notes.folded, end + more.end()))
    ):
        end += more.end()
    return Found(at, end, 0) if BOUND.match(notes.folded, end) else None


def _latin_name(notes: Notes, at: int) -> tuple[int, int] | None:
    """``我叫 Peter 陳``, ``我叫Amy Chan``."""
    if not re.match(r"[a-z]", notes.folded[at : at + 1]):
        return None
    name = name_at(notes, at, sure=True)
    if name is None:
        return None
    end = name.end
    more = re.match(r" ?([一-龥])", notes.folded[end : end + 2])
    if more and more[1] in SURNAMES_ZH and BOUND.match(notes.folded, end + more.end()):
        end += more.end()
    return at, end


def _after_roles(folded: str) -> Iterator[Found]:
    for match in _ROLE.finditer(folded):
        start, end = match.span("name")
        if _NO_ROLE.search(match["what"] or "") or OF_THEIRS.match(folded, end):
            continue
        said = match["name"]
        if said.startswith(("叫", "名叫")):
            start += len(re.match("叫做?|名叫", said).group())  # type: ignore[union-attr]
            said = folded[start:end]
        if said.startswith("姓"):
            yield _named_after_family(folded, start + 1)
        elif said[0] in "老小阿亚":
            if said[0] in "阿亚" and nickname_at(folded, start) is None:
                continue
            if said not in ("小车", "小时", "老家") and BOUND.match(folded, end):
                yield Found(start, end, 0.7)
        elif match["name"].startswith(("叫", "名叫")):
            later = given_end(folded, start + len(surname_at(folded, start)), 2)
            if later > start + 1:
                yield Found(start, later, 0.8)
        elif (folded[start - 1] in "嘅的" or match["of"]) and not titled_end(folded, start):
            if (
                said not in common_words()
                and not said.startswith(NOT_NAMES)
                and said[-1] not in _ROLE_ENDS
            ):
                yield Found(start, end, 0.75)
        elif said[0] not in "房车向" and titled_end(folded, start) and BOUND.match(folded, end):
            yield Found(start, end, 0.8)


def _it_is(folded: str) -> Iterator[Found]:
    """陳太嚟㗎: said of oneself."""
    for match in _IT_IS.finditer(folded):
        yield Found(*match.span("name"), 0.8)


def _beside_phones(notes: Notes) -> Iterator[Found]:
    """五零一二 三四五六 陳太, and 李先生，五零一二 ...."""
    for finding in notes.of(Kind.PHONE)[:6]:
        if finding.facts.get("role") != "caller":
            continue
        ahead = notes.folded[max(0, finding.start - 12) : finding.start]
        match = re.search(
            rf"(?:^|[，,。.! ]|谢|该|搵|揾|找)({SURNAME}(?:{TITLE})|miss ?{SURNAME})[，, :]*(?:(?:电话|手机|电话系|电话是|号码)[系是]?)?[，, :]*$",
            ahead,
        )
        if match:
            start = finding.start - len(ahead) + match.start(1)
            yield Found(start, start + len(match[1]), 0.7)
        owner = re.search(
            rf"(?:车主|事主|业主|本人|负责人|店主|经手人|申请人)(?:系|是|叫)?({SURNAME}[一-龥]{{1,2}})[，,。 ]*(?:(?:电话|手机|号码)(?:系|是)?)?[，, :]*$",
            ahead,
        )
        if owner:
            start = finding.start - len(ahead) + owner.start(1)
            yield Found(start, start + len(owner[1]), 0.7)
        later = re.match(
            rf"[，, 。]*(?:揾|找|我系|我是|叫我|联络)?({SURNAME}(?:{TITLE})|(?:miss|mr|mrs|ms) ?{SURNAME}|(?<=找|揾)(?:小|老|阿)[一-龥])(?=$|[，,。.! ]|唔该|多谢|谢谢|呀|啊)",
            notes.folded[finding.end :],
        )
        if later:
            start = finding.end + later.start(1)
            yield Found(start, start + len(later[1]), 0.7)
