"""Whether only part of a registration mark was seen: such a part is no mark to look for.

"It starts with AB one two", "T F two and then I couldn't see", "車牌頭兩個字係 AB". Two letters with four
digits are a whole mark, whatever was hard to see.
"""

from __future__ import annotations

import re

from nlp.components.vehicles.plate_words import Plate
from nlp.notes import Notes

_WHOLE = re.compile(r"[A-Z]{2}[1-9][0-9]{3}")
_UNSEEN = r"(?:could ?n't|could not|can't|cannot|did ?n't|did not|couldn ?t|didn ?t|missed|lost|forgot|forget|do ?n't|never|not sure (?:about|of)|was ?n't able to)"
#: Straight before the characters.
_LED = re.compile(
    r"(?:\b(?:start(?:s|ed|ing)?|begin(?:s|ning)?|began|end(?:s|ed|ing)?)(?: (?:with|in|by|off|off with|is|are|was|it's|like|maybe|um|uh|the|letters?|numbers?|digits?))*"
    r"|\b(?:first|last|beginning|front|back(?= (?:half|part|bit|of the (?:plate|number plate|registration|licen[cs]e plate)))|end|half|part|bit|rest|middle)(?: (?:two|three|four|few|couple of|one|2|3|4|part|half|bit))*(?: (?:part|half|bit|of the|of its|of|letters?|digits?|numbers?|characters?|figures?|plate|number plate|registration|is|are|was|were|it's|like|something like|i think|maybe|um|uh|being|and|reads?|said))*"
    r"|\bpartial(?: (?:plate|number|registration|reg|mark|is|of|was|licen[cs]e|only))*"
    r"|(?:开头|字头|头[一两二三几]?(?:个)?(?:字|位|字母|英文)?|最?前面?[一两二三几]?(?:个)?(?:字|位|字母|英文|两个)|尾[一两二三四几]?(?:个)?(?:字|位|数|号)?|最?后面?[一两二三四几]?(?:个)?(?:字|位|数|数字)|中间|结尾|尾数|一部分|部分|一半)(?:系|是|为|好似|好像|得|有|只)*)[ ,:，]*$"
)
#: In the words before: what was seen is said to be a part.
_ONLY = re.compile(
    r"\b(?:only|just|all i)\b(?: \w+){0,3} (?:saw|caught|catch|got|get|read|see|seen|remember|remembered|noticed|make out|made out|managed|first|part)\b[^.?!]{0,60}$"
    r"|\b(?:first|last|part|half|partial|bit)\b[^.?!]{0,14}\b(?:plate|registration|number|mark)\b[^.?!]{0,30}$"
    r"|(?:只|净系|凈系|净|得|剩系|齋)(?:系|能|可以|得)?(?:睇到|看到|见到|记得|睇到|认到|看清|望到)[^。？！]{0,14}$"
)
#: Straight after the characters.
_LEFT_OPEN = re.compile(
    rf"[ ,.…-]*(?:(?:and|then|but|or|with|plus|followed by|the|maybe|um|uh)[ ,]*)*(?:something(?! like that)|somethings|somethin|blank|question mark|dot dot|et ?cetera|dash dash|xx+\b|\?\?+"
    rf"|(?:i |we |he |she |it |that's )?(?:{_UNSEEN})(?: \w+){{0,3}}? (?:the )?(?:rest|last|other|others|remaining|ending|end|first|beginning|see\b(?! (?:the driver|his|her|who|where|him))|catch\b(?! (?:him|her|up|the driver))|read\b|make out|get the|remember)"
    r"|(?:the )?(?:rest|last|remaining|others?)(?: (?:of it|digit|digits|two|one|letter|number|numbers|part|bit))* (?:was|were|is|are|i|wasn't|weren't|covered|hidden|dirty|missing|unclear|blurred|too)"
    r"|that's all i|that is all i|is all i|and that's it"
    r"|(?:之后|后面|后边|跟住|其余|其他|剩下|最后|然后|再后面|尾|前面)(?:嗰?[一两二三四几]?个?|的|嗰啲|啲)*(?:数字|字|数|号|位)?(?:就|都|我|系|是)*(?:睇唔|看不|冇睇|没看|唔记得|不记得|唔知|不知|记不|见唔|没记|冇记|睇漏|认唔|望唔)"
    r"|几(?!点)|乜乜|咩咩|什么什么|某某|乜嘢乜嘢|叉叉|几几)"
)


def is_partial(notes: Notes, first: int, last: int, value: str) -> bool:
    """Whether the tokens ``first:last`` are told as part of a mark only."""
    if _WHOLE.fullmatch(value) or value[:1] > "Z":
        return False
    start, end = notes.starts[first], notes.ends[last - 1]
    before = notes.folded[max(0, start - 90) : start]
    after = notes.folded[end : end + 60]
    few = sum(c.isdecimal() for c in value) < 3
    only = few and _ONLY.search(before)
    return bool(_LED.search(before) or only or _LEFT_OPEN.match(after))


_DIGIT = r"(?:\d|one|two|three|four|five|six|seven|eight|nine|zero|oh|double)"
_LETTER = r"(?:[a-z]|alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|juliet|kilo|lima|mike|november|oscar|papa|quebec|romeo|sierra|tango|uniform|victor|whisky|x-?ray|yankee|zulu)"
_ZH_DIGIT = "[0-9零〇一二三四五六七八九两 ]"
#: What was seen of a mark behind a word for it: "victor something then six six two", W字頭尾數零四.
_TOLD = re.compile(
    rf"\b(?:plate|registration|reg|number plate|licen[cs]e)\b(?: (?!and the)[a-z']+){{0,8}}? (?P<en>{_LETTER} (?:something|blank|question mark|dunno)(?: (?:something|then|and|blank))*(?: {_DIGIT}){{1,4}}"
    rf"|(?:start(?:s|ed|ing)?|begin(?:s|ning)?|began|end(?:s|ed|ing)?) (?:with|in)(?: the)?(?: letters?| numbers?| digits?)?(?: (?:{_LETTER}|{_DIGIT})){{1,4}})\b"
    rf"|(?:车牌|号牌)(?:号码?)?[^，。车]{{0,12}}?(?P<zh>[a-z]{{1,2}} ?(?:字(?:头|打头|开头|首)?|打头|开头)(?:[^，。车]{{0,4}}?尾[号数]?(?:系|是)?{_ZH_DIGIT}{{1,6}})?"
    rf"|头[一两二]?个?(?:字母|英文字母|英文|字)(?:系|是)? ?[a-z] ?[a-z]?|[a-z]{{1,2}} ?(?:什么|咩|乜嘢|乜|几|某){{1,3}} ?{_ZH_DIGIT}{{1,8}}"
    rf"|[最后]?尾[号数]?(?:[一两二三四]?(?:个|位)(?:字|数字|数)?)?(?:系|是|為|为)?{_ZH_DIGIT}{{2,6}}(?![个点岁时月]))"
)


def parts_told(notes: Notes, marks: list[Plate]) -> list[Plate]:
    """Parts of marks that were told as such and that no whole mark was read from."""
    found = []
    for match in _TOLD.finditer(notes.folded):
        group = match.lastgroup or "en"
        first, last = notes.span_tokens(*match.span(group))
        if not any(mark.first < last and first < mark.last for mark in marks):
            found.append(Plate("", first, last, 0.5))
    return found
