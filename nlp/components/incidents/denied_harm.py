"""When "she's fine" is no answer: after an overdose, or where somebody else says it of himself.

Who swallowed a bottle of pills feels well for hours; who lies on the road says that he is all right.
"""

from __future__ import annotations

import re

from nlp.notes import Cue, Notes

_DRUG = (
    r"pills?|tablets?|capsules?|medicines?|medication|meds|paracetamol|panadol|aspirin|ibuprofen|tylenol|valium|xanax|sedatives?|antidepressants?|"
    r"bleach|detergent|disinfectant|pesticide|weed ?killer|rat poison|poison|antifreeze|toilet cleaner|drain cleaner|batter(?:y|ies)|mushrooms?|insulin|heroin|ketamine|drugs"
)
#: Harm that does not show yet.
_GRAVE = re.compile(
    rf"\boverdos\w*|\b(?:took|taken|takes|taking|swallow\w*|had|ate|eaten|drank|drunk|drink|downed|necked|popped|gulped)\b(?: [\w']+){{0,7}}? (?:{_DRUG})\b|"
    r"\b(?:poisoned|carbon monoxide|electrocuted|inhaled (?:gas|smoke)|cut (?:his|her|their) wrists?|hanged|tried to (?:hang|kill|drown)|suicide|"
    r"banged (?:his|her) head|hit (?:his|her) head|chest pains?|passed out|blacked out|unconscious|had a (?:stroke|seizure|fit))\b|"
    r"(?:食|吃|吞|饮|喝|服|灌|误食|误服)(?:咗|了|晒|过|落|左|下|食)*[^，。,!？]{0,10}?(?:安眠药|药|丸|必理痛|漂白水|洗洁精|洗衣液|洁厕|通渠水|消毒|老鼠药|农药|杀虫|滴露|电池|毒)|"
    r"烧炭|割脉|割腕|吊颈|上吊|自杀|服毒|煤气中毒|触电|撞亲个?头|撞到个?头|心口痛|胸口(?:痛|疼)|晕(?:咗|低|倒|过)|中风|抽筋"
)
_WELL = re.compile(
    r"\b(?:fine|okay|ok|all right|alright|good|well)\b|(?:冇|无|没有?)(?:乜|咩|什么)?(?:事|嘢|野|大碍)|好好|平安|唔使|不用"
)
#: "She says she's", 佢話: the mouth of another.
_SAID = re.compile(
    r"\b(?:he|she|they|husband|wife|son|daughter|mother|father|mum|dad|driver|man|woman|boy|girl|kid|friend|brother|sister|people|someone|somebody|granny|lady)"
    r"(?: just| now| still| only| keeps?| kept| always| all)* (?:says?|said|saying|insists?|insisted|claims?|claimed|swears?|swore|reckons?|reckoned|thinks?|tells? (?:me|us)|told (?:me|us)|promises?|pretends?)"
    r"(?: that| me| to me| us)?(?: (?:he|she|they|it))?(?:'s|'re| is| are| was)? ?$"
)
_SAID_ZH = re.compile(
    r"(?:佢哋?|他们?|她们?|阿[妈爸嫲爷公婆伯仔女]|妈妈|爸爸|老[公婆豆]|个[仔女]|司机|伤者|事主|婆婆|朋友|同事)(?:自己|就|都|又|净系|成日|仲|还|一直|只|而家)*(?:话|说|讲|坚持|声称|硬话|口口声声)(?!我)"
)


def is_doubtful(notes: Notes, cue: Cue) -> bool:
    """Whether a denied injury is left open: harm that does not show yet, or somebody's own word told on."""
    if _GRAVE.search(notes.folded):
        return True
    if not _WELL.search(notes.folded[cue.start : cue.end]):
        # "She says he never touched her" is an answer; "she says she's fine" is none.
        return False
    before = notes.folded[max(0, cue.start - 40) : cue.start]
    if _SAID.search(before):
        return True
    said = notes.folded[max(0, cue.start - 8) : cue.end]
    return bool(_SAID_ZH.search(said))
