"""Things told together with another: what is in a bag that is gone, and what a list goes on with.

"My wallet ... has my ID card and two bank cards in it", 銀包入面有身份證同現金: what befell the bag befell
its contents, however many words stand between.
"""

from __future__ import annotations

import re

from nlp.components.things.items import Item
from nlp.notes import Notes

#: Characters from what holds a thing to the thing.
_REACH = 110
_HOLDS = re.compile(
    r"bag|wallet|purse|backpack|rucksack|suitcase|luggage|briefcase|case|box|safe|till|register|pouch|folder|holdall|袋|包|喼|箱|夹万|囊|柜|收银机",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    r"(?:入面|里面|内|里头|里)(?:仲|还|就|都|原来)?(?:有|装|放|系|是|总共|得)|装(?:着|住|了|咗|有)|连埋|连同"
    r"|\b(?:with|has|had|have|containing|contains|contained|inside|holding|holds) (?:it |is |was |were |are |there (?:is|was|were|are) )?(?:my|a|an|the|his|her|our|all|some|about|around|roughly|two|three|four|five|\d)"
)
#: Where what is in it ends: whose number it is, what somebody did.
_OVER = re.compile(
    r"\b(?:call|ring|my (?:number|name)|i was|i am|i'm|he|she|they|somebody|someone|please|driver|man|woman)\b|电话[系是]|我叫|我姓|[佢他她]|司机|麻烦|请|联络|联系|打(?:俾|给|返)"
)
_LIST_ZH = re.compile(
    r"(?:(?:价值|总共|一共|值|共)*(?:大约|大概|约|成)?[零一二两三四五六七八九十百千万几多0-9]+(?:蚊|元|块钱?))?(?:[、，, ]|还有|仲有|同埋|以及|和|同|跟|及|埋)*(?:[一二两三四五六七八九十几多0-9]{1,3}[个部只隻架条對对双件张台把支包箱樽瓶副块罐盒袋枝])[一-龥a-z]{0,4}"
)
_LIST_EN = re.compile(
    r"(?:,| and|,? and also|,? plus| as well as|,? also)(?: (?:a|an|the|my|her|his|our|two|three|four|five|six|some|one|several|both))?(?: [a-z]+){0,2} ?"
    r"|,? (?:a|an|my|two|three|four|five|six|several) (?:[a-z]+ ){0,2}"
)


def is_together(notes: Notes, known: Item, item: Item) -> bool:
    """Whether a thing is in the one told of before, or next in a list with it."""
    start, end = known.mention.end, item.mention.start
    if not 0 < end - start <= _REACH or known.text.lower() == item.text.lower():
        return False
    between = notes.folded[start:end]
    lists = _LIST_EN if notes.tokens[item.cue.first].isascii() else _LIST_ZH
    if lists.fullmatch(between):
        return True
    holds = bool(_HOLDS.search(known.text))
    return holds and bool(_INSIDE.search(between)) and not _OVER.search(between)


#: Characters from one thing in a bag to the next.
_NEXT = 45


def goes_on(notes: Notes, known: Item, item: Item) -> bool:
    """Whether the words between two things may still list what is in a bag."""
    start, end = known.mention.end, item.mention.start
    return 0 < end - start <= _NEXT and not _OVER.search(notes.folded[start:end])
