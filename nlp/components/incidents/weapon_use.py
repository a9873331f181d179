"""What the words around a weapon make of it: asked for, stolen, denied, corrected, a toy perhaps, hidden in clothes.

Everything here reads the characters before and behind one cue of ``notes.folded``; ``danger`` decides.
"""

from __future__ import annotations

import re

from nlp.notes import Cue, Notes

_BEFORE = 64
_BEHIND = 90
_A = r"(?:an? |the |some |any |your |my |one |his |her |their )?(?:\w+ ){0,2}?"
#: "Does anybody have a knife to open the box", "can I borrow a", "I need a": no one holds it.
_ASKED = re.compile(
    r"\b(?:(?:do|does|did|has|have|would|could|can) (?:any|some)(?:body|one)(?: else| there| here| happen to)*(?: (?:have|got|own|carry|lend|borrow|bring|pass|use|get))(?: me| us)?|"
    r"(?:any|some)(?:body|one) got|(?:do|would|have) you(?: guys| people| all| happen to)*(?: (?:have|got|own|keep|carry|sell|lend|need|know where))(?: me| us)?|"
    r"(?:can|could|may|should|shall|must|am|are|would)(?: i| we| you| one| people| tourists)(?: still| also| please| just| legally| allowed to| able to| permitted to)*"
    r" (?:borrow|have|use|get|bring|carry|own|take|buy|keep|lend|pass|pack|send|post|ship|import|sell)(?: me| us)?|"
    r"(?:i|we)(?: just| only| really| would|'d)*(?: need| want| require| like| am looking for|'m looking for)(?: to (?:borrow|buy|get|find|have|use|own|carry|bring))?|"
    r"(?:legal|illegal|allowed|okay|ok|against the law|permitted|a crime|an offence) to (?:carry|own|have|keep|bring|buy|sell|take|import|possess)|"
    rf"(?:where|how) (?:can|could|do|should) (?:i|we|you) (?:buy|get|find|register|hand in|dispose of|throw away|sharpen)) {_A}$"
)
_ASKED_ZH = re.compile(
    r"(?:想|要|可唔可以|可不可以|可以|能不能|能唔能)?借(?:住|咗|了|我)?(?:一|两)?(?:把|支|个|張|张)?$|"
    r"(?:有冇人|有无人|有没有人|边个|谁|你哋?有冇|你们?有没有|邊度|边度|哪里|哪儿)(?:识|会|有得|可以|能|有)?(?:有|带|借|买|卖|磨|俾|畀|给)?(?:一)?(?:把|支|张)?$|"
    r"(?:可唔可以|可不可以|可否|能不能|能唔能|得唔得|准唔准|犯唔犯法|犯法|合法)(?:[^，。,. ]{0,4}?)(?:带|攞|拿|揸|拎|有|用|买|借|寄|藏|管有)(?:一)?(?:把|支|张)?$"
)
#: "Stole my", behind which the weapon is the thing that is gone.
_STOLEN = re.compile(
    r"\b(?:stole|stolen|steals|stealing|nicked|pinched|swiped|shoplifted|shoplifting|lost|missing|misplaced)"
    r"(?: (?!with\b|using\b|at\b|by\b|and\b|then\b|he\b|she\b|they\b|has\b|had\b|carrying\b|holding\b)[\w']+){0,4} $"
)
_GONE = re.compile(
    r"^(?: set| sets| collection)?(?: of mine)?(?: (?:was|were|is|are|has|have|had|got|been|just|all|went|'s))+ (?:stolen|nicked|taken|lost|missing|pinched|swiped|gone)\b|^ (?:went|gone) missing\b"
)
_STOLEN_ZH = re.compile(
    r"(?:偷|盗|扒|唔见|不见|丢|遗失|漏|跌)(?:咗|了|走|低|左|过)[^，。,. 揸拎攞拿用有持亮拔带手指]{0,8}$"
)
_GONE_ZH = re.compile(
    r"^(?:都|就|已经|琴晚|昨晚|啱啱|刚刚|尋日|今朝|全部|头先){0,3}(?:(?:俾|畀|被|比|遭)[^，。,. ]{0,4}?(?:偷|拎走|攞走|拿走|盗|顺走|顺手|扒)|(?:唔见|不见|丢|冇|遗失)(?:咗|了|左))"
)
#: A denial right before the cue: 冇 + 揸刀打人. 有冇 asks.
_DENIED_ZH = re.compile(
    r"(?:(?<!有)冇|(?<!有)没有?|(?<![有手])无|未有|未曾|唔曾|从来冇|并未)(?:有)?(?:人|再|去|真系|真的|谁)?$"
)
_WEAPONS = r"(?:an? |the |any |his )?(?:\w+ ){0,2}?"
#: Between what was said first and what it really was: "on me sorry not a knife it was a pair of".
_CORRECTED = re.compile(
    r"(?:[ ,.]+(?!not\b|but\b|and\b)[\w']+){0,6}?[ ,.]+"
    r"(?:(?:oh|um|uh|er|well|no|wait|hang on|hold on)[ ,.]+)*"
    r"(?:(?:i'm )?sorry|i mean|i meant|no wait|no sorry|or rather|correction|scratch that|let me correct that|not (?=\w))[ ,.]*"
    rf"(?:(?:no|sorry|it|that|wasn't|was|isn't|is|not|well|actually|really|even)[ ,.]+)*(?:{_WEAPONS}[ ,.]*)??"
    r"(?:(?:sorry|no|but|actually|i mean|more like|rather|it|its|that|that's|they|it's|was|were|is|he|she|had|has|just|only)[ ,.]+)*"
    r"(?:a |an |some |the |like |one of those )*(?:pair of |kind of |sort of |big |small |long |metal |wooden )*"
)
_CORRECTED_ZH = re.compile(
    r"[^。！？]{0,10}?[，, ]*(?:唔好意思|对唔住|对不起|不好意思|sorry|呃|哦|噢|啊)?[，, ]*(?:讲错(?:咗|了)?|说错(?:咗|了)?|搞错(?:咗|了)?|唔系|不是|唔啱|不对)[，, ]*"
    r"[^，。！？]{0,5}?[，, ]*(?:而|应该|原来|其实|真正)?(?:系|是|就系|就是|用|攞|拎|拿)(?:一)?(?:把|支|条|枝|个|根)?"
)
_STILL_DENIED = re.compile(
    r"(?:\bnot|\bwasn't|\bisn't|\bno)(?: really| actually| even)? (?:an? |the |any )?(?:pair of )?$|(?:唔系|不是|冇|没有?)(?:一)?(?:把|支|条)?$"
)
#: "He has a", "they've got": in somebody's hand, whatever else the sentence tells of.
_HAS = re.compile(
    r"\b(?:he|she|they|who|one|man|guy|woman|someone|somebody)(?:'s| has| have| had|'ve)(?: also| now| still)?(?: got)? (?:an? |the |this |some )?(?:(?:big|small|huge|long|little|massive|large|kitchen) )?$"
)
_TAKEN_ZH = re.compile(
    r"(?:用|攞|拎|揸|拿|持|举)(?:住|着|咗|了|起)?(?:一|两|几)?(?:把|支|个|条|枝|根|只)?$"
)
#: "May be a toy": it is possible that it is none.
_DOUBTED_TOY = re.compile(
    r"\b(?:might|may|could|maybe|perhaps|possibly|probably|i think|i guess|not sure)\b(?: [\w']+){0,6}? (?:toy|fake|plastic|imitation|replica|prop|airsoft|bb gun|water gun)\b|"
    r"(?:可能|好似|好像|或者|也许|或许|唔知|不知|唔肯定|不确定|怀疑|疑似|应该|有机会)[^，。,.]{0,8}?(?:玩具|假|道具|仿真|模型|水枪)"
)
_AIMED = re.compile(
    r"\b(?:point\w*|aim\w*|threaten\w*|waving|shot|shoot\w*|fired|robb\w+)\b|[指对](?:住|着|向|准)|瞄|打劫|抢|威胁|恐吓"
)
_CLOTHES = r"(?:trousers|pants|jeans|waistband|jacket|coat|sleeve|shirt|hoodie|top|belt|sock|boot|back|clothes|shorts|vest|jumper|raincoat|trouser leg)"
_HIDDEN = re.compile(
    rf"^(?: \w+)??(?: (?:tucked|hidden|stuck|shoved|stuffed|sticking|poking|concealed|pushed|hanging|stashed|slipped))? (?:down|in|into|up|under|inside|out of|behind|beneath|through|from)(?: the| the back of| the front of)? (?:his|her|their|the)(?: \w+)? ?{_CLOTHES}\b"
)
_HID = re.compile(
    rf"\b(?:hid|hides|hiding|tucked|stuffed|concealing|concealed|slipped)(?: \w+){{0,3}} $|\b(?:down|in|inside|under|up) (?:his|her|their) {_CLOTHES} (?:there(?:'s| is| was) |he has |he had |was |is |i saw )?{_A}$"
)
_BODY_ZH = r"(?:腰|衫|裤|袖|外套|身上|背脊|褛|衣服|怀)"
_HIDDEN_ZH = re.compile(
    rf"(?:{_BODY_ZH}[^，。]{{0,6}}(?:插|收|藏|塞|别|夹|摄|有)(?:住|着|咗|了|埋)?(?:一)?(?:把|支|条|枝|根)?|(?:插|收|藏|塞|别|摄)(?:住|着|咗|了|埋)(?:一)?(?:把|支|条|枝|根)?)$"
)
_HIDDEN_AFTER_ZH = re.compile(
    rf"^[^，。]{{0,3}}(?:插|收|藏|塞|别|摄)(?:住|着|咗|了|埋)?(?:喺|在)?[^，。]{{0,4}}{_BODY_ZH}"
)
#: 手上…好似係鎅刀: what is in somebody's hand is seen, though not well.
_SEEN_IN_HAND = re.compile(
    r"(?:手上|手入面|手里|手度|手中|拎住|揸住|攞住|拿着|拎着|握住|握着|举着|举起|揸着)[^。！？]{0,14}?(?:好似|好像|似|似乎|睇落|看起来)(?:系|是)?(?:一)?(?:把|支|条|枝|根)?[^，。 ]{0,2}$"
)


def is_only_named(notes: Notes, cue: Cue) -> bool:
    """Whether somebody asks for the thing: it is in nobody's hand."""
    before = _before(notes, cue)
    return bool(_ASKED.search(before) or _ASKED_ZH.search(before))


def is_gone(notes: Notes, cue: Cue) -> bool:
    """Whether it is itself what is missing: 把刀唔見咗."""
    behind = _behind(notes, cue)
    return bool(_GONE.match(behind) or _GONE_ZH.match(behind))


def is_stolen(notes: Notes, cue: Cue) -> bool:
    """Whether it is what somebody stole or lost."""
    before = _before(notes, cue)
    return bool(_STOLEN.search(before) or _STOLEN_ZH.search(before))


def is_denied(notes: Notes, cue: Cue) -> bool:
    """Whether a denial stands right before it, though a longer one covers its first word (冇揸 + 揸刀打人)."""
    return bool(_DENIED_ZH.search(_before(notes, cue)))


def is_hidden(notes: Notes, cue: Cue) -> bool:
    """Whether somebody has it in his clothes."""
    before, behind = _before(notes, cue), _behind(notes, cue)
    return bool(
        _HIDDEN.match(behind)
        or _HID.search(before)
        or _HIDDEN_ZH.search(before)
        or _HIDDEN_AFTER_ZH.match(behind)
    )


def is_had(notes: Notes, cue: Cue) -> bool:
    """Whether somebody else is told to have it."""
    return bool(_HAS.search(_before(notes, cue)))


def is_taken_in_hand(notes: Notes, cue: Cue) -> bool:
    """用鎚仔: whether somebody works with it."""
    return bool(_TAKEN_ZH.search(_before(notes, cue)))


def may_be_a_toy(notes: Notes, cue: Cue) -> bool:
    """Whether the caller says that it may be none: 可能是玩具枪; what is pointed at somebody is taken for real."""
    behind = _behind(notes, cue)
    aimed = _AIMED.search(_before(notes, cue) + behind)
    return bool(_DOUBTED_TOY.search(behind)) and not aimed


def doubts_a_toy(said: str) -> bool:
    """Whether these words only suppose that it is a toy."""
    return bool(_DOUBTED_TOY.search(said))


def is_seen_in_hand(notes: Notes, cue: Cue) -> bool:
    """Whether it is seen in a hand: "seems to be" is said of its kind."""
    return bool(_SEEN_IN_HAND.search(_before(notes, cue)))


def taken_back(notes: Notes, cues: list[Cue]) -> dict[int, int]:
    """Corrections: index of a cue that is taken back -> index of what it was; itself where it was no weapon.

    "Pulled a knife ... sorry not a knife it was a pair of scissors".
    """
    found: dict[int, int] = {}
    for at, cue in enumerate(cues):
        said = notes.folded[cue.start : cue.end]
        behind = _behind(notes, cue)
        for other in range(len(cues) - 1, at, -1):
            between = notes.folded[cue.end : cues[other].start]
            if len(between) <= _BEHIND and _is_correction(between):
                found[at] = other
                break
        else:
            if _is_unsaid(said, behind):
                found[at] = at
    return found


def _is_correction(between: str) -> bool:
    if _STILL_DENIED.search(between):
        return False
    return bool(_CORRECTED.fullmatch(between) or _CORRECTED_ZH.fullmatch(between))


def _is_unsaid(said: str, behind: str) -> bool:
    """ "A knife ... sorry not a knife it was his phone": the same word denied, and another thing named."""
    word = re.escape(said)
    return bool(
        re.search(
            rf"\b(?:wasn't|isn't|not|no it wasn't)(?: really| actually| even)? (?:an? |the )?{word}[ ,.]+(?:but |sorry |no |actually )*(?:it|it's|that|that's|he|she|they|just|only|a|an|more like)\b",
            behind,
        )
        or re.search(
            rf"(?:唔系|不是)(?:把|支|一把|一支)?{word}[，, ]*(?:而|原来|其实)?(?:系|是)", behind
        )
    )


def _before(notes: Notes, cue: Cue) -> str:
    return notes.folded[max(0, cue.start - _BEFORE) : cue.start]


def _behind(notes: Notes, cue: Cue) -> str:
    return notes.folded[cue.end : cue.end + _BEHIND]
