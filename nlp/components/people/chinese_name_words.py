"""Characters of a Chinese name: surnames, titles, nicknames, and where a given name ends.

Text is folded (simplified characters, lower case). Positions are those of the folded text, which are
those of the text as it came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.components.people.name_lists import COMPOUND_SURNAMES, SURNAMES_ZH
from nlp.sound.characters import common_words

_TITLE = (
    "先生", "小姐", "太太", "女士", "医生", "老师", "师傅", "姑娘", "师奶", "阿姨", "伯伯", "婆婆", "叔叔", "大哥", "大姐", "经理",
    "主任", "教授", "律师", "校长", "老板", "同学", "护士", "奶奶", "爷爷", "大爷", "大妈", "伯母", "生", "太", "伯", "叔", "婶", "姨",
    "嫂", "婆", "公", "sir", "哥", "姐",
)  # fmt: skip
#: Titles of one character, and the characters after which they are another word (生意, 太多).
_NOT_AFTER = {
    "生": "意病日气活命仔果产存态育", "太": "多大过耐远嘈吵热阳古平子迟早", "公": "司园安屋厕众路共用寓", "姐": "夫妹",
    "哥": "们哋", "婆": "媳", "叔": "侄", "姨": "妈",
}  # fmt: skip
SURNAME = f"(?:{'|'.join(sorted(COMPOUND_SURNAMES))}|[{''.join(sorted(SURNAMES_ZH))}])"
TITLE = "|".join(_TITLE)
#: Characters that are in no given name, or begin the next words.
STOPS = frozenset(
    "我你佢他她它的嘅系是有喺在要想住打电话报咗左了啊呀呢哦喂唔不冇没和同跟就都又也因为而且手号码这那嗰边间"
    "个部架隻只条张啲们哋谢请麻烦可应该见看听说讲问俾被畀给将来去返到从由于与及今昨琴寻头早晚朝点几多年月日时分一二三四五六七八九十零两借搭"
)
_FINE = frozenset("一二三四五六七八九十月年日朝早来见应可为心将边分时")
_PARTICLES = frozenset("啊呀呢哦喂啦喇㗎噶嘅的吖嘞咯")
#: Words that begin with a surname's character and are no names.
NOT_NAMES = (
    "白车", "左邻", "何时", "何人", "方便", "高佬", "安全", "单车", "车", "于是", "程度", "司机", "保安", "经理", "安保", "路人",
    "高中", "成年", "华人", "江苏", "文员", "白领", "常客", "游客", "师", "管理", "管工", "管家", "单身", "单亲", "高级", "公司",
    "云南", "安徽", "温州", "江西", "宁波", "贵州", "广", "马来", "韩国", "英国", "祝", "利用", "申请", "谢谢", "连续", "连", "金融",
    "包租", "水电", "花店", "左手", "左脚", "向", "应该", "应届", "幸好", "幸亏", "习惯", "全", "古董", "石硖", "石门", "黄大仙", "元朗", "荔",
    "万宁", "黄埔", "马鞍", "马湾", "马头", "钟意", "东", "于", "池", "段", "项", "成日", "成个", "成班", "孙女", "孙仔", "卫生", "时", "支", "那", "严重", "严",
    "尚", "平时", "平日", "乐富", "康", "景", "葵", "雷", "戴", "柴", "梅窝", "凌晨", "文", "章", "强",
)  # fmt: skip
_KIN = frozenset("妈爸哥姐爷嫲公婆伯叔姨姑仔女嫂弟妹头差蛇灿娘太爹嬷妗爺")
_NICK = re.compile(r"(?:阿|亚)(?:[一-龥]|[a-z]{2,})|(?:小|老|大)[一-龥]")
BOUND = re.compile(
    r"$|[^一-龥]|[零〇一二三四五六七八九两]{3}|借|搭|联络|联系|用|我|电话|手机|手提|想|打|住|喺|在|嘅|的|呀|啊|吖|㗎|噶|要|系|是|报|叫|唔该|啦|喇|你|之前|昨|琴|寻|今|刚|啱|头先|而家|现在|嚟|来|黎|吧|"
    r"就得|就可以|就行|得|同埋|多谢|谢谢|麻烦|请|因为|前日|有|投诉|举报|啫|嘞|咯|先|，|就"
)
OF_THEIRS = re.compile(
    r"(?:嘅|的)(?!我|想|要|话|电话)[一-龥]|(?:个|家|屋企|隔离|隔壁|楼上|条|间|啲|架|部)(?:女|仔|老|太|先|妈|爸|朋|同|邻|员|司|儿|丈|妻|孙|姐|妹|哥|弟|阿|车|家|店|屋|公|亲|客|助|秘)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A name: where it is said, what it is where that is more than the characters, how sure."""

    start: int
    end: int
    confidence: float
    value: str = ""


def surname_at(folded: str, at: int) -> str:
    if folded[at : at + 2] in COMPOUND_SURNAMES:
        return folded[at : at + 2]
    return folded[at] if at < len(folded) and folded[at] in SURNAMES_ZH else ""


def _title(folded: str, at: int) -> str:
    for title in _TITLE:
        if folded.startswith(title, at):
            following = folded[at + len(title) : at + len(title) + 1]
            if len(title) > 1 or not following or following not in _NOT_AFTER.get(title, ""):
                return title
    return ""


def titled_end(folded: str, at: int) -> int:
    """The end of a surname with a title that begin at ``at``, 0 where there is none."""
    surname = surname_at(folded, at)
    title = _title(folded, at + len(surname)) if surname else ""
    if not title or (
        folded.startswith(NOT_NAMES, at) and len(title) == 1 and folded[at : at + 2] in NOT_NAMES
    ):
        return 0
    end = at + len(surname) + len(title)
    return 0 if OF_THEIRS.match(folded, end) else end


def given_end(folded: str, at: int, most: int) -> int:
    """Where a given name of one or two characters that begins at ``at`` ends."""
    bounded = re.match(r"[一-龥]{1,2}(?=$|[，,。.!、 ]|我|电话|手机)", folded[at:])
    said = bounded.group() if bounded else ""
    plain = len(said) == 1 and said in "我你佢他她系是想在喺有要住"
    if said and not (plain or set(said) & _PARTICLES or said in common_words()):
        return at if _title(folded, at) else at + len(said)
    end = at
    while end < len(folded) and end - at < most and "一" <= folded[end] <= "龥":
        if folded.startswith(("先生", "小姐", "太太", "女士"), end):
            break
        if folded[end] in STOPS and not (folded[end] in _FINE and _name_goes_on(folded, end, at)):
            break
        if end > at and folded[end : end + 2] in common_words():
            break
        end += 1
    return end


def _name_goes_on(folded: str, end: int, at: int) -> bool:
    """A character such as 一 or 朝 in a name, where the name ends with it or after one more."""
    rest = folded[end + 1 : end + 3]
    return end > at and (not rest or not "一" <= rest[0] <= "龥" or rest[0] in "我电手想住打")


def nickname_at(folded: str, at: int, *, strict: bool = False) -> Found | None:
    """``阿強``, ``阿May``; ``老陳`` and ``小王`` with a surname, or straight after 我叫."""
    match = _NICK.match(folded, at)
    if match is None:
        return None
    head, tail = match.group()[0], match.group()[1:]
    if head in "阿亚":
        if (
            tail == "sir"
            or tail in _KIN
            or tail in STOPS
            or folded.startswith(("阿妈", "阿伯"), at)
        ):
            return None
        more = folded[match.end() : match.end() + 1]
        wide = more and "一" <= more <= "龥" and more in "姐哥伯叔婆姨" and not tail.isascii()
        return Found(at, match.end() + bool(wide), 0)
    if tail not in SURNAMES_ZH or match.group() in (
        "小车",
        "小时",
        "小区",
        "大成",
        "老家",
        "大家",
        "小巴",
        "大白",
        "大方",
        "老于",
    ):
        return None
    if head == "大" or (strict and not BOUND.match(folded, match.end())):
        return None
    return Found(at, match.end(), 0)
