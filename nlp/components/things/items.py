"""Things by name: words for things with the colour, make and size said of them, and what a verb takes.

"My black Giant mountain bike" is found by its noun and read back to its "my"; a thing that nobody
listed ("someone stole my saxophone") is what stands after the verb, and is believed less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nlp.finding import Kind, Mention
from nlp.normalise import fold, words_of
from nlp.notes import Cue, Notes, longest

_DETERMINERS = words_of(
    """a an the my our his her their some two three four five six several this that another one
    your both all ten seven eight nine many few"""
)
#: Words that end the reading back.
#: Words behind an article that say nothing of the thing.
_WHOLE = frozenset(["whole", "entire", "other", "same", "last", "only", "poor", "usual"])
_STOPS = words_of(
    """is was were are be been being am it's its it and or but with in on at from of to for by my
    me i he she they we you who that which when then so as stole stolen took taken lost left
    found dropped grabbed snatched forgot has have had not no any did didn't into out up off
    over about worth cost like just also only inside some someone somebody broke broken smashed
    damaged scratched missing nicked called phone's wearing holding carrying there here what
    where how because if yesterday today last night morning gone mine yours him her them us
    hundred thousand million grand dollars bucks hkd"""
)
_BRANDS_ZH = (
    "苹果|三星|华为|小米|索尼|劳力士|欧米茄|卡地亚|古驰|路易威登|香奈儿|爱马仕|普拉达|佳能|尼康|联想|捷安特|任天堂|"
    "浪琴|天梭|周大福|戴森|lv|gucci|chanel|iphone|apple|samsung|sony|rolex|omega|nike|adidas|prada|hermes|casio|giant|"
    "trek|dior|burberry|canon|nikon|dell|hp|lenovo|coach|longchamp|porter|outdoor|lowepro|herschel|samsonite"
)
_LEFT_ZH = re.compile(
    rf"(?:(?:[深浅粉银]?(?:[黑白红蓝绿灰银黄啡棕橙紫金青米])[黑白红蓝绿灰]?色(?:的|嘅)?|(?:{_BRANDS_ZH})(?:牌)?(?:的|嘅)?|"
    r"[大细小新旧名真]|皮|牛皮|女装|男装|钻石|黄金|(?<!现)金|(?<![现白])银|[a-z]+(?= ?$)) ?)+$"
)
_RIGHT = re.compile(
    r"(?: ?(?:\d{1,2}(?!\d)(?! (?:men|people|dollars|hours|minutes|o'clock|days|am|pm))|pro|max|plus|mini|air|ultra|promax|case|charger|box|bag|cover|"
    r"series \d|galaxy|fold|flip)(?![a-z0-9]))+"
)
_MONEY = re.compile(r"cash|money|现金|银纸|钱$")
_LIKE = (
    frozenset(["bike", "bicycle", "bikes", "bicycles", "单车", "自行车", "脚踏车"]),
    frozenset(
        ["phone", "iphone", "mobile", "smartphone", "cellphone", "handset", "电话", "手机", "手提"]
    ),
    frozenset(["laptop", "computer", "macbook", "notebook", "电脑"]),
    frozenset(
        ["bag", "handbag", "backpack", "rucksack", "purse", "袋", "包", "书包", "背囊", "背包"]
    ),
    frozenset(["wallet", "purse", "银包", "钱包", "荷包"]),
    frozenset(["watch", "rolex", "手表", "名表", "表", "劳力士"]),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that was named: its noun's cue, and the words that describe it."""

    cue: Cue
    text: str
    mention: Mention
    #: What the verb that it was read from says of it.
    status: str | None = None
    #: Read from a verb, not from a word for a thing.
    guessed: bool = False

    @property
    def is_money(self) -> bool:
        """Cash, whose value is the sum said beside it."""
        return bool(_MONEY.search(fold(self.text)))

    def same_as(self, other: Item) -> bool:
        """The same noun, or one that people say for it."""
        mine, theirs = _head(self.text), _head(other.text)
        if mine == theirs:
            return True
        plain = {self.text.lower(), other.text.lower()} & {h for like in _LIKE for h in like}
        return bool(plain) and any(mine in like and theirs in like for like in _LIKE)


def _head(text: str) -> str:
    """The last noun: ``black mountain bike`` -> ``bike``, ``黑色單車`` -> ``单车``."""
    folded = re.sub(_RIGHT, "", text.lower()).strip()
    for like in _LIKE:
        for noun in like:
            if folded.endswith(noun):
                return noun
    if not folded.isascii() or not folded:
        return folded[-2:]
    words = folded.split()
    return " ".join(words[-2:]) if words[-1] in ("card", "cards", "key", "keys") else words[-1]


def items(notes: Notes, expected: str | None) -> Iterator[Item]:
    """Things in the order of the text; ``expected`` is the status that the incident gives to things."""
    known: list[Item] = []
    cues = [c for c in longest(notes.cues_of("item", "item_pseudo")) if c.kind == "item"]
    for cue in cues[:60]:
        item = _described(notes, cue)
        joint = notes.folded[known[-1].mention.end : cue.start] if known else ""
        if known and (known[-1].mention.end > item.mention.start or joint == " of "):
            # "Camera bag", "bottles of wine": two nouns make one thing.
            first = known.pop()
            start = min(first.mention.start, item.mention.start)
            item = Item(
                cue, notes.original[start : item.mention.end].strip(),
                Mention(start, item.mention.end, cue.rule),
            )  # fmt: skip
        if not _is_worn(notes, cue) and not _leads_to_number(notes, cue):
            known.append(item)
    yield from known
    if expected is not None:
        yield from _guessed(notes, known)


def _described(notes: Notes, cue: Cue) -> Item:
    start = _left(notes, cue) if notes.tokens[cue.first].isascii() else _left_zh(notes, cue)
    more = _RIGHT.match(notes.folded, cue.end)
    end = more.end() if more else cue.end
    text = notes.original[start:end].strip()
    if text.endswith("s") and _IS_SINGULAR.match(notes.folded, end):
        text = text[:-1]
    return Item(
        cue, text, Mention(start, start + len(notes.original[start:end].rstrip()), cue.rule)
    )


#: "My phones been stolen": is, printed without its apostrophe.
_IS_SINGULAR = re.compile(r" (?:(?:just|also|now) )?(?:been|gone|missing|got)\b")


def _left(notes: Notes, cue: Cue) -> int:
    """Where the words of the thing begin: after its "my" or "a", at most four words back."""
    for back in range(1, 6):
        at = cue.first - back
        if at < 0:
            break
        token = notes.tokens[at]
        if token in _DETERMINERS:
            while notes.tokens[at + 1] in _WHOLE and at + 1 < cue.first:
                at += 1
            return notes.starts[at + 1]
        if token in _STOPS or not token.isascii() or not token.replace("'s", "").isalnum():
            break
    # No "my": only words that are plainly of the thing.
    at = cue.first
    while at > 0 and _is_colour_or_make(notes, at - 1):
        at -= 1
    return notes.starts[at]


def _is_colour_or_make(notes: Notes, token: int) -> bool:
    return any(
        c.first <= token < c.last
        for kind in ("colour", "make", "item")
        for c in notes.near(kind, token, token + 1, 1)
    )


def _left_zh(notes: Notes, cue: Cue) -> int:
    before = notes.folded[max(0, cue.start - 14) : cue.start]
    match = _LEFT_ZH.search(before)
    if match and match.group() == "皮" and not _LEATHER.match(notes.folded, cue.start):
        return cue.start  # 擦破了皮車燈……: skin
    return cue.start - (len(before) - match.start()) if match else cue.start


_LEATHER = re.compile("[袋包鞋带夹褛衣帽裤箱手银钱]")


def _leads_to_number(notes: Notes, cue: Cue) -> bool:
    """電話五零一……: the word for a number that follows."""
    return any(
        0 <= notes.token_at(mention.start) - cue.last <= 2
        for finding in notes.of(Kind.PHONE)
        for mention in finding.mentions
    )


def _is_worn(notes: Notes, cue: Cue) -> bool:
    """ "Wearing glasses", 戴眼鏡: what somebody looks like, not a thing in question."""
    before = notes.folded[max(0, cue.start - 26) : cue.start]
    worn = re.search(
        r"\b(?:wearing|wears|wore|dressed in|carrying|holding|with|has|had)"
        r"(?: (?!my)(?:a|an|the|and|his|her|black|white|[a-z]{3,9})){0,3} $"
        r"|[戴著着穿揸拎背孭](?:住|着|著|咗|了)?(?:一?[个副顶对支把])?(?:[一-龥]色)?$",
        before,
    )
    return worn is not None and not re.search(
        r"\b(?:stole|lost|found|left|took|my)\b|我", before[worn.start() :]
    )


_TAKERS = (
    (
        "stolen",
        r"stole|nicked|pinched|swiped|snatched|grabbed|robbed me of|ran off with|made off with|took off with|walked off with",
    ),
    ("stolen", r"took(?= (?:my|our))|taken(?= (?:my|our))"),
    (
        "lost",
        r"lost|misplaced|forgot|left(?= my)|dropped(?= my)|can't find|cannot find|couldn't find",
    ),
    ("found", r"found(?= (?:a|an|some)\b)|picked up(?= (?:a|an|some)\b)|handed in"),
    (
        "damaged",
        r"smashed|damaged|scratched|vandalised|vandalized|slashed|destroyed|broke|dented|spray ?painted|graffitied|keyed|kicked in|ripped",
    ),
)
_ACTIVE = re.compile(
    "|".join(
        rf"\b(?:{verbs}) (?:also |all |both |up |away |even )?(?P<a{n}>(?:my|our|his|her|their|the|a|an|some|two|three|one of my) (?:[a-z0-9'-]+ ?){{1,5}})"
        for n, (_, verbs) in enumerate(_TAKERS)
    )
)
_PASSIVE = re.compile(
    r"\b(?:my|our) (?P<what>(?:[a-z0-9'-]+ ){1,4}?)(?:was|were|is|are|has been|have been|had been|got|has|been|just got|had)(?: all| also| just| both| been| now| being)? "
    r"(?P<how>stolen|taken|nicked|snatched|pinched|swiped|gone|missing|damaged|smashed|scratched|lost|broken|vandalised|slashed|destroyed|dented|ripped)\b"
)
_HOW = {
    "gone": "lost", "missing": "lost", "lost": "lost", "stolen": "stolen", "taken": "stolen", "nicked": "stolen",
    "snatched": "stolen", "pinched": "stolen", "swiped": "stolen",
}  # fmt: skip
_CLASSIFIER = "[个部只隻架条對对双件张台辆把支本包箱樽瓶副块幅盒袋串枚啲些]"
_NOUN_ZH = r"(?P<{}>(?:[a-z0-9]+ ?)*[一-龥]{{1,7}}?)"
_END_ZH = r"(?=[，。,. !！？]|同|和|跟|就|之|然|喺|在|俾|被|畀|我|佢|他|她|呀|啊|了|呢|啦|值|大概|但|因|而|系|是|入面|里面|不|唔|今|琴|昨|$)"
_ACTIVE_ZH = re.compile(
    rf"(?:偷|抢|攞|顺)(?:咗|走咗?|了|左|去)+(?:我|我哋|我们|佢|他|她|人)?(?:的|嘅)?(?:[一两三几]?{_CLASSIFIER})?{_NOUN_ZH.format('stolen')}{_END_ZH}"
    rf"|(?:唔见咗|唔见左|不见了|丢了|遗失了?|遗失咗|漏咗|漏低咗?|跌咗|掉了|揾唔到|找不到)(?:我|我的|我嘅)?[一两]?{_CLASSIFIER}{_NOUN_ZH.format('lost')}{_END_ZH}"
    rf"|(?:执到|拾到|捡到|拾获|捡了)[一两]?{_CLASSIFIER}{_NOUN_ZH.format('found')}{_END_ZH}"
    rf"|(?:整烂|打烂|砸烂|刮花|踢烂|打爆|破坏|损坏|弄坏|砸坏)(?:咗|左|了)?(?:我|我的|我嘅|我哋)?{_CLASSIFIER}{_NOUN_ZH.format('damaged')}{_END_ZH}"
)
_NOT_THINGS = words_of(
    """car van taxi bus train tram ferry minibus lorry truck motorbike motorcycle vehicle number
    son daughter mother father wife husband child kid kids boy girl man woman guy person people
    baby dog cat dog's time way job mind temper control balance signal consciousness contact
    patience weight money voice house home flat apartment building office room shop place
    station street road school life leg legs arm hand head face nose ribs law window's record
    promise silence news call phone's lot body one it everything something anything nothing
    thing things stuff picture pictures photo photos video videos look seat breath fight fire
    bath shower break walk case game match connection touch track interest friend friends
    neighbour password account memory bit door's heart finger wrist ankle tooth teeth savings
    grandmother grandfather grandma grandpa mum dad brother sister uncle aunt family identity
    data deposit"""
)
_NOT_THINGS_ZH = re.compile(
    r"^[了走咗的去系是喺在嘅呢啦呀已就都又仲还因但而]|人|仔|女$|老公|老婆|妈|爸|婆|伯|命|工作|联络|方向|信心|机会|样|时间|路|狗|猫|小朋友|细路|孩|车$|嘢$|东西|钱$|脚|手$|头$|面$|电话费|一个|条街|尸"
)


#: 偷咗我千幾蚊: what was taken is cash, and the sum its worth.
_SUM = re.compile(
    "[零一二两三四五六七八九十百千万几多成0-9,. 个]+(?:蚊|元|块钱?|银|港币|港纸|人民币|文|水|皮嘢|嘢)(?:左右|银纸|现金|港币|港纸)?"
)
_CASH_ZH = "現金"


def _guessed(notes: Notes, known: list[Item]) -> Iterator[Item]:
    taken = [(item.mention.start, item.mention.end) for item in known]
    for match in [*_ACTIVE.finditer(notes.folded), *_PASSIVE.finditer(notes.folded)][:20]:
        group = match.lastgroup or ""
        if group.startswith("a"):
            start, end, status = *match.span(group), _TAKERS[int(group[1:])][0]
        else:
            start, end = match.span("what")
            status = _HOW.get(match["how"], "damaged")
        span = _noun_phrase(notes, start, end)
        if span and not any(a < span[1] and span[0] < b for a, b in taken):
            taken.append(span)
            yield _item(notes, span, status)
    for match in list(_ACTIVE_ZH.finditer(notes.folded))[:20]:
        status = match.lastgroup or "stolen"
        span = match.span(status)
        if _SUM.fullmatch(match[status].strip()):
            taken.append(span)
            yield replace(_item(notes, span, status), text=_CASH_ZH)
            continue
        if _NOT_THINGS_ZH.search(match[status]) or any(
            a < span[1] and span[0] < b for a, b in taken
        ):
            continue
        taken.append(span)
        yield _item(notes, span, status)


def _item(notes: Notes, span: tuple[int, int], status: str) -> Item:
    first, last = notes.span_tokens(*span)
    cue = Cue("item", "", "item.guessed", first, last, span[0], span[1], 0.6)
    text = notes.original[span[0] : span[1]].strip()
    return Item(cue, text, Mention(span[0], span[0] + len(text), cue.rule), status, guessed=True)


def _noun_phrase(notes: Notes, start: int, end: int) -> tuple[int, int] | None:
    """The words up to the first that is part of no thing's name, without "my" or "a"."""
    words: list[tuple[int, int]] = []
    for match in re.finditer(r"[a-z0-9'-]+", notes.folded[start:end]):
        word = match.group()
        if word in _DETERMINERS and not words:
            continue
        if (
            word in _STOPS
            or word in _DETERMINERS
            or word.endswith("ly")
            or word in ("while", "near", "outside")
        ):
            break
        words.append((start + match.start(), start + match.end()))
    if not words or len(words) > 4:
        return None
    head = notes.folded[words[-1][0] : words[-1][1]]
    if head in _NOT_THINGS or len(head) < 3 or head.endswith("'s"):
        return None
    return words[0][0], words[-1][1]
