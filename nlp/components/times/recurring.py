"""Whether it happens again and again: words of the incident's repetition, not of somebody's habits."""

from __future__ import annotations

import re

from nlp.components.times.english_habits import is_habit, is_of_others, sentence
from nlp.components.times.going_on import FOUND_LATER, MOMENTS, primary
from nlp.finding import Kind
from nlp.notes import Cue, Notes, longest

#: "I take the train every day": the caller's own days.
_CALLERS_HABIT = re.compile(
    r"\b(?:i|we)(?: am| are|'m|'re)? (?:always |usually |normally )?(?:(?:walk|go|work|jogg|runn|swimm|com|driv|shopp|fish|exercis|park|pass)ing|take|go|walk|drive|work|use|catch|ride|jog|run|park|swim|pass|commute|travel|visit|cycle|come|train|exercise|shop|eat|pick|collect|drop|feed|open|close|start|finish|leave|get up|sleep|study|teach|clean|deliver|bring|fetch|buy|sit|practise|play|pray|stand|sell)(?: (?!he\b|she\b|they\b|and\b|but\b)[a-z']+){0,8} $"
)
_CALLERS_WAY = re.compile(
    r"(?:都|也)?(?:返工|返学|上班|上学|放工|搭车|搭地铁|坐地铁|坐车|坐巴士|晨运|跑步|买餸|买菜|路过|经过|行过|去晨)"
)
#: 我日日五點接個仔: the caller's own days, unless each of them something is heard or seen.
_MINE_ZH = re.compile(
    r"(?:都|也|会)?(?:朝早|早上|夜晚|晚上|下午|下昼|上午|大概|[0-9一二两三四五六七八九十]{1,3}点(?:半|钟|几|多)?|[半几]){0,3}(?:就|都|会|要)?"
    r"(?:接|返|上|放|搭|坐|去|行|跑|买|送|开|瞓|睡|起|饮|食|吃|做|踩|骑|揸|路过|经过|带|晨运|游|打扫|收)(?![^，。,]{0,12}(?:都有|都见|都会|都听|都俾|都被|就有))"
)
_I_ZH = re.compile("(?:我|我哋|我们|我妈|我爸|阿妈|老公|老婆)(?:平时|都|一向|也)?$")
#: "I've been looking for two days": how long the caller looked, was away or ill.
_OWN_DAYS = re.compile(
    r"\b(?:looking|searching|waiting|trying|thinking|wondering|sick|ill|away|abroad|in hospital|holiday|macau|had (?:it|him|her|this)|lived here|living here|worked|working)(?: [a-z']+){0,3} $"
)
#: 今天天剛亮 holds no 天天; 琴晚呢段時間 is that night.
_NO_HABIT = re.compile("[今昨前后明]$")
_THAT_TIME = re.compile("(?:呢|这)段时间")
_TOLD_TIME = re.compile("(?:琴|寻|昨|今|前|晚|点|日|天)[^，。]{0,4}$")
#: Once is what these are; habits told beside are of the person.
_ONCE = frozenset(
    {
        "missing_person", "welfare_check", "burglary", "robbery", "lost_property", "found_property",
        "traffic_collision", "hit_and_run",
    }
)  # fmt: skip
#: "My gran who goes to the park every day", "the bus comes every ten minutes": their days, not the incident's.
_THEIR_HABIT = re.compile(
    r"\b(?:who|that|he|she|my [a-z]+|the [a-z]+|our [a-z]+|mum|dad|gran|grandma|grandpa)(?: (?:always|usually|normally))? "
    r"(?:goes to (?:the |a )?(?:park|school|work|church|gym|market|hospital|centre|center|shops?|clinic|temple|library|pool)|takes (?:her|his|the|a)"
    r"|visits|attends|swims|exercises|commutes|practises|does (?:tai chi|exercise)|has (?:breakfast|lunch|dinner|tea)|plays (?:chess|cards|tennis|football|mahjong)|works|eats|sleeps|walks (?:the|his|her|it|them|my)(?: dogs?)?)(?: (?!and\b|but\b)[a-z']+){0,6} $"
    r"|\b(?:bus|buses|train|trains|ferry|ferries|tram|trams|minibus|minibuses) (?:comes?|runs?|goes|go|leaves?) $"
)
#: "He usually parks there but today ...": what is told is the exception.
_EXCEPTION = re.compile(r"[^.?!]{0,60}?\bbut (?:today|yesterday|this|last|on |just now|when)")
#: "The second time I'm calling about my stolen phone".
_OWN_CALLS = re.compile(
    r" (?:that )?(?:i'm|i am|i've|i have|we've|we're|we|i)(?: had to| have to)? (?:calling|called|call|ringing|rung|ring|phoned|phoning|reporting|reported|trying|tried|asked|asking)\b"
)
#: "He hit me several times", 連續踢咗幾腳: one deed of many blows.
_BLOWS = re.compile(
    r"\b(?:hit|hitting|punched|punching|kicked|kicking|slapped|stabbed|beat|beaten|beating|struck|stamped|bit|elbowed|pushed|grabbed|shoved|whipped|scratched|cut|touched|squeezed)(?: (?!and then\b)[a-z']+){0,8} $"
    r"|(?:打|踢|刺|斩|捅|撞|揿|摑|㧻|扇|踩|推|掌掴|摸|砍)(?:咗|了|我|佢|他|她)*$"
)
_BLOWN = re.compile("(?:地)?(?:打|踢|刺|斩|捅|撞|摑|扇|踩|推|摸|砍)")
_BLOWS_TOLD = frozenset(
    {
        "repeatedly",
        "several times",
        "multiple times",
        "many times",
        "again and again",
        "over and over",
        "连续",
        "接连",
        "一连",
        "几次",
        "好几次",
        "两次",
        "三次",
        "四次",
        "多次",
    }
)
_CALLS_ZH = re.compile("(?:打|call|报|投诉|求助|致电)")
_STATE_FOR = re.compile(
    r"\b(?:been|sat|stood|parked|left|lain|lying|sitting|standing|dumped|abandoned|broken down|stuck|blocked|missing|gone|had no)(?: (?![a-z]+ing\b)[a-z']+){0,4} $"
)
#: 我打咗三次電話, 我去過嗰度好多次: what the caller did.
_I_DID_ZH = re.compile(
    "(?:我(?:哋|们)?|保安|管理员|管理处|看更|经理|邻居|警察|差人|老公|老婆)(?:都|已经|之前|上去|落去|上嚟|过去)*(?:拍过|劝过|警告过|赶过|敲过|讲过|投诉过|话过|嚟过|上过|去过|去咗|打咗|打了|打过|搭过|坐过|问咗|问了|试过|叫过|揾咗|找了|来过|嚟过)[^，。,]{0,6}$"
)
#: Done at one moment, in as many blows as it takes.
_DEEDS = frozenset(
    {"assault", "robbery", "sexual_offence", "domestic_dispute", "dispute", "criminal_damage", ""}
)


def recurring_of(notes: Notes) -> list[Cue]:
    """Words that say it happens again and again: of the incident, not of somebody's habits."""
    cues = longest(notes.cues_of("recurring", "recurring_habit", "recurring_pseudo"))
    habits = primary(notes) not in _ONCE
    at_once = primary(notes) in _ONCE | MOMENTS
    kept = []
    for cue in cues:
        lead = notes.folded[max(0, cue.start - 70) : cue.start]
        tail = notes.folded[cue.end : cue.end + 8]
        if cue.kind == "recurring_pseudo" or (cue.kind == "recurring_habit" and not habits):
            continue
        if _CALLERS_HABIT.search(lead) or _THEIR_HABIT.search(lead[-48:]):
            continue
        if is_of_others(notes.folded, cue.start, cue.end):
            continue
        if at_once and _HIS_PLACE.search(lead[-48:]):
            continue
        if at_once and _is_told_apart(notes, cue):
            continue
        if not (_CALLERS_WAY.match(tail) or _is_own(notes, cue) or _is_one(notes, cue)):
            kept.append(cue)
    return kept


#: "The beggar sits there every day": who it was done to.
_HIS_PLACE = re.compile(
    r"\b(?:the|my|our|she|he) (?:[a-z]+ )?(?:sits|stands|sleeps|begs|sells (?:flowers|papers|fruit|fish)|works|parks|eats|plays|walks|waits|does)(?: [a-z']+){0,4} $"
)
#: A sentence longer than this was printed without stops; then so many characters are beside.
_LONG, _BESIDE = 150, 40


def _is_told_apart(notes: Notes, cue: Cue) -> bool:
    """ "A dad punched our lollipop man. He does that crossing every day": the days of another sentence."""
    if not is_habit(notes.folded, cue.start, cue.end):
        return False
    first, last = sentence(notes.folded, cue.start, cue.end)
    if last - first > _LONG:
        # Nothing ends a sentence: what stands near.
        first, last = cue.start - _BESIDE, cue.end + _BESIDE
    incident = next((f for f in notes.of(Kind.INCIDENT) if f.asserted), None)
    return incident is not None and not any(
        m.start < last and first < m.end for m in incident.mentions
    )


def _is_own(notes: Notes, cue: Cue) -> bool:
    """The caller's own days, or no habit at all."""
    lead, said = notes.folded[max(0, cue.start - 40) : cue.start], notes.folded[cue.start : cue.end]
    if said.isascii():
        return said.startswith("for ") and _OWN_DAYS.search(lead) is not None
    if said == "天天" and _NO_HABIT.search(lead):
        return True
    if _THAT_TIME.match(said) and _TOLD_TIME.search(lead):
        return True
    return bool(_I_ZH.search(lead) and _MINE_ZH.match(notes.folded, cue.end))


def _is_one(notes: Notes, cue: Cue) -> bool:
    """Many blows of one deed, the exception to a habit, the caller's own calls about one thing."""
    said = notes.folded[cue.start : cue.end]
    lead = notes.folded[max(0, cue.start - 60) : cue.start]
    code = primary(notes)
    as_ever = lead.endswith("like ") and code in FOUND_LATER | _ONCE | {""}
    if as_ever or ("第一次" in said and _CALLS_ZH.match(notes.folded, cue.end)):
        # "Like every morning", 我唔係第一次打嚟.
        return True
    if said == "kept" and code in FOUND_LATER | _ONCE:
        return True
    if said.startswith("for ") and _STATE_FOR.search(lead):
        # "It's been out for six days": once, and on since.
        return True
    if said in ("usually", "normally", "always") and _EXCEPTION.match(notes.folded, cue.end):
        return True
    if code in _ONCE | FOUND_LATER and _OWN_CALLS.match(notes.folded, cue.end):
        return True
    if said in _BLOWS_TOLD and code in _DEEDS:
        return bool(_BLOWS.search(lead) or _BLOWN.match(notes.folded, cue.end))
    return _I_DID_ZH.search(lead) is not None
