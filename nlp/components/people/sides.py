"""On whose side somebody stands: who suffers what is told, who is with the caller, who is the caller.

In a passive the subject is the victim ("a bus driver was slapped by a passenger"); so is who hides or is
locked in, and to whom somebody exposes himself. "With the kids" does nothing, and what callers say they
are ("I'm a taxi driver") names nobody else.
"""

from __future__ import annotations

import re

from nlp.components.people.words import Named
from nlp.notes import Cue, Notes

#: Characters after a name in which its verb is sought.
_REACH = 90
#: Where somebody is, between the words for them and what befalls them.
_WHERE = r"(?: (?:upstairs|downstairs|next door|above|below|outside|inside|here|there|(?:in|on|at|by|near|from|across|opposite) (?:the |my |our |a |an )?(?:\w+ ){0,2}?\w+)){0,2}?"
_BE = (
    r"(?: who)?(?:'s)?(?: just| has| have| had| also| was| were| is| are| got| gets| been| being| getting)*"
    r"(?: just| badly| nearly| almost| repeatedly| allegedly)?"
)
#: What is done to somebody; a bare "was arrested" or "was seen" harms nobody.
_DONE = (
    r"slapped|pushed|shoved|knocked|hit|punched|kicked|beaten|beat|attacked|assaulted|stabbed|slashed|chopped|"
    r"robbed|mugged|groped|molested|touched|raped|threatened|scammed|cheated|conned|spat|bitten|scratched|"
    r"choked|strangled|headbutted|elbowed|grabbed|dragged|tripped|struck|bullied|harassed|followed|stalked|"
    r"chased|abused|insulted|pickpocketed|kidnapped|injured|hurt|wounded|shot|burned|burnt|bashed|"
    r"upskirted|flashed|cornered|locked|trapped|burgled|blackmailed|sworn|shouted|yelled|screamed|smacked|spanked|whacked|thumped|"
    r"battered|caned|whipped|pulled|thrown|hauled|pinned|held|bundled|forced|manhandled|roughed|ganged|set upon|jumped|surrounded|"
    r"pestered|catcalled|tricked|duped|defrauded|swindled|snatched|tied|gagged|drugged|filmed|abducted|thrashed|knifed|bumped"
)
#: "Had her necklace snatched", "had soup thrown at him".
_HAD = re.compile(
    r"^(?: who)?(?: has| have|'s)? had (?:his|her|their|a|some|\w+)(?: \w+){0,2}? (?:snatched|stolen|taken|grabbed|ripped|nicked|smashed|slashed|torn|"
    r"pulled|cut|broken|thrown|poured|splashed|spat|chucked)\b"
)
#: "Have got a boy on the ground".
_HELD = re.compile(
    r"^ (?:on the (?:ground|floor)|pinned|in a headlock|by the (?:hair|neck|throat|arm|collar)|up against|against the)"
)
_HOLDS = re.compile(
    r"\b(?:got|have|has|had|holding|hold|held|keeping|dragging|pinning)(?: (?:a|an|the|this|some|another|one))?$"
)
#: "A woman says a man followed her".
_TELLS = re.compile(
    r"^ (?:says|said|tells|told|claims|claimed|reports|reported|complained|complains)\b.{0,60}?\b(?:follow\w*|hit|touch\w*|grop\w+|robb\w+|attack\w*|punch\w*|"
    r"slap\w*|threaten\w*|grabb\w*|chas\w+|push\w*|kick\w*|spat at|stalk\w*|harass\w*|beat|hurt|rap\w+) (?:her|him|them)\b"
    r"|^(?:话|说|讲|喊住话|哭着说)(?:有人|有个|有班|有两个|有一个|个|俾|被|畀)[^，。]{0,20}?(?:打|跟|摸|非礼|抢|骂|闹|推|踢|追|吓|威胁|恐吓|骗|呃|箍|捉)(?:住|咗|了|着|踪|紧)*(?:佢|她|他)"
)
#: Whom the guards chase has done something.
_BY_GUARDS = (
    r"(?: \w+)? by (?:the |a |an |our |some |two )?(?:police|security|guards?|staff|officers?)\b"
)
_PASSIVE = re.compile(rf"^{_WHERE}{_BE} (?:{_DONE})\b(?!{_BY_GUARDS})")
_AUXILIARY = re.compile(r"\b(?:was|were|is|are|got|gets|been|being|getting)\b")
_HIDES = re.compile(
    r"^(?: and (?:her|his|their|the|my|two|three) (?:\w+ )?\w+)?(?: (?:is|are|has|have|was|were|been|'s|'re|both|all|still|now))*"
    r" (?:(?:hiding|hid|sheltering)(?! (?:outside|behind|near|by))|locked in|locked inside|trapped|terrified|scared|frightened)\b"
)
#: 有個女人俾個男人打: the subject is named before 俾, who does it behind.
_DONE_ZH = (
    "打|撞|抢|捅|斩|踢|非礼|摸|推|咬|骗|砍|刺|欺负|掌掴|掴|恐吓|闹|骂|喊住闹|拖|拉|扯|掟|捉|扇|追|跟|困|锁|虐|吓|呃|拦|围|侮辱|强奸|掐|按|撳|揿|搜|"
    "影咗|影了|拍咗|拍了|勒索|割|烧|烫|淋|泼|偷|箍|勒|绑|迷|侵犯|骚扰|威胁|殴|劫"
)
_PASSIVE_ZH = re.compile(
    r"^的?(?:(?:话|说|讲)(?:佢|自己|她|他)?)?(?:[啱刚琴昨晚日头先今朝喺在又成不停一直经常老天仲正度楼上都即次次夜]{0,6}|(?:在|喺)[^，。,. 俾被畀]{1,6})(?:俾|畀|被|遭)(?![捕拘控判定保])(?!(?:我|我哋|我们|保安|职员|店员|员工|同事|街坊|途人|路人|人)?[^，。打]{0,2}?(?:捉|抓|截|制服|发现|揭发|扣))[^，。,. 保警差见睇看影]{0,10}?"
    rf"(?:{_DONE_ZH})|^[啱刚又成日晚在喺度不停一直]{{0,4}}(?:挨|捱)(?:打|骂|揍)"
)
#: 揸住個女人條頸, 將個男仔撳低: whom the verb before takes.
_ACTED_ZH = re.compile(
    r"(?:打|撞|抢|捅|斩|踢|非礼|摸|推|咬|骗|砍|刺|欺负|掌掴|掴|恐吓|闹|骂|拖住|拖走|拉住|拉扯|扯|捉|扇|追|跟踪|尾随|虐待|吓|呃|拦住|围住|侮辱|强奸|掐|撳|揿|"
    r"箍|勒|绑|侵犯|骚扰|威胁|殴打|打劫|揸|捏|揍|缠住|压住|偷拍)(?:住|着|著|咗|了|紧|到|埋|实|低|晕|倒|伤|过|走)*(?:一)?$"
)
_THEN_ZH = re.compile("(?:跟住|跟着|跟著)$")
_DISPOSED_ZH = re.compile("[将把]$")
_TREATED_ZH = re.compile(rf"^[^，。,. ]{{0,5}}?(?:{_DONE_ZH}|揸|捏|揍|攬|抱|压|推)")
#: "Exposed himself to school girls", "flashed two women".
_TO_THEM = re.compile(
    r"\b(?:expos(?:ed|es|ing) (?:him|her|them)sel(?:f|ves) (?:to|at|in front of)|flash(?:ed|es|ing)(?: at)?|"
    r"(?:masturbat|jerk)\w+(?: off)? (?:at|in front of|at the sight of)|show(?:ed|s|ing)(?: off)? (?:his|himself)(?: \w+)? to|"
    r"(?:threatened|swore|swearing|spat|spitting|shouted|screamed|yelled|yelling|shouting|screaming) (?:at|on))(?: (?:a|an|the|some|two|three|several|group|of))*$"
)
_COMPANY = re.compile(r"\b(?:i|i'm|we|we're|me|us|my \w+|she|she's|her)\b[^.,!?]{0,60}\bwith$")
#: "I'm a taxi driver", "I work as a security guard", 我係的士司機.
_SELF = re.compile(
    r"(?:(?<!where )(?<!here )\b(?:i'm|i am|im|i was|i work as|i'm working as|i am working as|speaking as)"
    r"(?: only| just| actually| also| myself)?|(?<![打抢偷摸跟骂推踢撞追])(?:我|本人)(?:系|是|做)(?:一个|一名|个|名|位)?)$"
)


def suffers(notes: Notes, first: int, last: int) -> bool:
    """Whether what is told is done to the one whom the words ``first:last`` name."""
    after = notes.folded[notes.ends[last - 1] : notes.ends[last - 1] + _REACH]
    passive = _PASSIVE.match(after)
    if (passive and _AUXILIARY.search(passive.group())) or _PASSIVE_ZH.match(after):
        return True
    if _HAD.match(after) or _TELLS.match(after):
        return True
    before = notes.folded[: notes.starts[first]].rstrip()[-_REACH:]
    held = _HELD.match(after) and _HOLDS.search(
        notes.folded[: notes.ends[last - 1]][-_REACH:].rsplit(" ", 1)[0]
    )
    return bool(held or _TO_THEM.search(before) or _is_object_zh(before, after))


def _is_object_zh(before: str, after: str) -> bool:
    """個男人揸住個女人條頸: the one behind the verb."""
    if after.startswith(("的", "嘅")):
        return False
    if _DISPOSED_ZH.search(before):
        return bool(_TREATED_ZH.match(after))
    return bool(_ACTED_ZH.search(before)) and not _THEN_ZH.search(before)


def hides(notes: Notes, cue: Cue) -> bool:
    """ "My sister and her kids are hiding": no former partner, and no one who lies in wait outside."""
    said = notes.folded[cue.start : cue.end]
    after = notes.folded[cue.end : cue.end + _REACH]
    return not re.search(r"\bex\b", said) and bool(_HIDES.match(after))


def in_company(notes: Notes, person: Named) -> bool:
    """ "I'm locked in the bathroom with the kids": children who are with the caller do nothing."""
    before = notes.folded[: notes.starts[person.first]].rstrip()[-_REACH:]
    return person.noun.age in ("child", "baby") and bool(_COMPANY.search(before))


#: 那家是一個老太太一個人住的: who lives there.
_LIVES = re.compile(
    r"^(?:一个人|自己|自己一个|独自)?(?:住|独居)|^ (?:who )?lives? (?:there|alone|in|on|at|next)"
)


def lives_there(notes: Notes, last: int) -> bool:
    """Whether all that is told of somebody is where he lives."""
    after = notes.folded[notes.ends[last - 1] : notes.ends[last - 1] + _REACH]
    return bool(_LIVES.match(after))


def is_caller(notes: Notes, person: Named) -> bool:
    """Whether the words for this person say what the caller is."""
    before = notes.folded[: notes.starts[person.first]].rstrip()[-40:]
    return person.count == 1 and bool(_SELF.search(before))
