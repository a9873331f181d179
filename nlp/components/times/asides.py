"""Times that are told of something else than the incident: to be set aside before one is chosen.

When to call back, what a shop's hours are, when somebody usually comes home, what is planned, asked or
threatened, what was reported before, and what time it is at the call. English says it before the time
("I finish at six"), Chinese behind it (六點收工), so one language is judged by the words before a time
and the other by those behind it.
"""

from __future__ import annotations

import re
from datetime import timedelta

from nlp.components.expressions import Expression
from nlp.components.qualifiers import scopes_of
from nlp.components.times import english_asides
from nlp.components.times.chinese_asides import is_long_before, is_of_days_to_come
from nlp.components.times.clock import resolve
from nlp.components.times.going_on import codes
from nlp.components.times.points import is_to_come
from nlp.finding import Qualifier
from nlp.notes import Cue, Notes

#: "Good morning", "have a good evening", "evening officer", 晚上好我: greetings, and no parts of the day.
_GREETING = re.compile(
    r"\b(?:(?:good|gd)[ ,]+|have (?:a|an|yourself a) (?:very |really )?[a-z]+ |(?:enjoy|hope you have) (?:your|the rest of your|a good) )(?:early |late )?(?:morning|afternoon|evening|night|day|weekend)(?!'s| shift| time| before| of | class| market| bus| at the)(?!s)\b"
    r"|^(?:\W*(?:hi|hello|hey|hiya|halo|yes|um|uh|er|oh|well|okay|ok|there|sir|madam|dear|yeah|g'?day|top of the)\b)*\W*(?:morning|afternoon|evening|night)(?=[,.!]| (?:sir|madam|officer|officers|police|all|everyone|everybody|there|mate|um|uh|er|hello|hi|yes|yeah|my name|i'm|i am|i'd|i want|i would|i need|i have|i lost|i've|it's|this is|sorry|so|can|could|please|just|is this|someone|somebody|my|there's|there is|we|the)\b)"
    r"|(?:一大|大)?(?:清早|清晨|早上|早晨|上午|中午|下午|晚上|午安|晚间)(?:好(?!多|似|像|嘈|吵|大|小|少|夜|晚|早|耐|久|黑|冻|冷|热|静|眼|攰|累|难|惊|危|怕|几|彩|在|容|好睇|好食|醒|睡|瞓|心|人|看|听|玩|吃|用|转|端|唔|不|乱|暗|光|亮|急|快|慢|忙|远|近|嬲|烦|燥|鬼|奇|怪|臭|香|猛|激|鼓|长|短|高|低)|安(?!静|全|排|装|心|抚|检|慰|保))"
    r"|(?:祝|愿|祝福)(?:你|您|你哋|你们|大家)?[^，。,.\s]{0,4}?(?:早上|下午|晚上|夜晚|今日|今天|今晚)(?:愉快|开心|快乐|顺利|平安)"
    r"|(?:早上|下午|晚上|夜晚|今晚|今日|今天)(?:愉快|快乐)"
)
#: Tokens before an expression in which words may say that it is about something else.
_SKIP_REACH = 3
_AWAY = frozenset({"missing_person", "welfare_check"})
#: Characters of a clause that are looked at on either side.
_LEAD, _TAIL = 90, 40
#: "I've been waiting for half an hour": the caller's own patience.
_WAITING = re.compile(
    r"\b(?:i|we|i've|we've|i'd|been) (?:have |had )?(?:been )?(?:waiting|waited|queuing|queueing|queued|holding|on hold|driving|drove|walking|walked|standing|stood)(?: (?!he\b|she\b|they\b)[a-z']+){0,5} $"
)
#: "I left for work at seven": not the hours of the work.
_LEFT_FOR = re.compile(
    r"\b(?:left|leaving|went|got|came|going|walking|on my way) (?:for|to|from|home from) work(?: today| this morning| yesterday)? (?:at|around|about) $"
    r"|\b(?:got off|finished|left|came off|started|coming off|getting off|knocked off) work(?: late| early)? (?:at|around|about|just after) $"
)
_STOP_EN = re.compile(r"[.?!] ")
#: Another clause, or another time, was begun in between.
_NEXT_TIME = re.compile(
    r"\w (?:and|but|then|so)(?: then)? (?:at|around|about) |\b(?:then|but|because|and)(?: on)? $"
)
#: 收工嗰陣: when it happened, no plan.
_WHEN_ZH = re.compile(
    "(?:走|返|回)?(?:嗰阵|果阵|嗰时|那阵|那会|的时候|嘅时候|时候|之后|以后|后，|时，|途中|行过|路过)"
)
#: "It wasn't yesterday", but not "no, yesterday".
_DENIED = re.compile(
    r"\b(?:was|is|were)(?:n't| not)(?: on| at| in)? $|(?<!why )(?<!or )(?<!if )(?<!maybe )\bnot (?:on )?$"
)
#: "It's nearly midnight", "sorry to bother you at three": the time of the call.
_CALL = re.compile(
    r"\b(?:it'?s|it is|its|time is|is now)(?: now| already| nearly| almost| only| just| like| about| past| gone| well past)* $"
    r"|\b(?:now|nearly|almost)(?: it'?s| it is| at)? $"
    r"|\b(?:bother|wake|ring|call|phone|trouble|disturb)(?:ing)? (?:you |somebody |anyone )?(?:up )?(?:so (?:late|early) )?(?:now )?at $"
    r"|(?:而家|依家|宜家|现在|家阵|就嚟|就快|快到|都|已经)(?:都|已经|系|是|就嚟|快|差唔多|差不多|成)*$"
)
#: A time as near to the message as this is the time of the call, where the words before it say so.
_CALLED = timedelta(minutes=45)
#: "It's Sunday today": no more than what day it is.
_TODAY_IS = re.compile(
    r"(?:sun|mon|tues|wednes|thurs|fri|satur)day today$|(?:今日|今天)(?:系|是)?(?:星期|礼拜|周).$"
)
_TODAY_LEAD = re.compile(r"\b(?:today is|today's|today being)(?: a)? $")

#: Words between a verb and its time.
_AT = r"(?:(?:at|around|about|by|before|after|from|until|till|on|for|only|just|again|back|work|here|there|in|the|like|today|tomorrow|this|or)\s)*$"
#: No word of a new clause: "I usually walk home and" begins one.
_WORD = r"(?!and\b|but\b|then\b|when\b|because\b|so\b|while\b|he\b|she\b|they\b|i\b|we\b|somebody\b|someone\b)[a-z']+"
_ROUTINE = (
    r"start|begin|finish|open|close|lock up|get up|get off|get home|get back|get in|get out|go to|go home|go on|leave|come home"
    r"|come in|come back|come off|knock off|wake up|wake|sleep|eat|work|have (?:dinner|lunch|breakfast|tea|supper)|pick (?:him|her|them|up|my [a-z]+)(?: up)?|drop"
)
_ROUTINES = (
    r"starts|begins|finishes|opens|closes|shuts|ends|leaves|gets (?:up|off|home|back|in|out)|goes (?:to|home|off|on)"
    r"|comes (?:home|back|in|round|on|off)|departs|runs|arrives|knocks off|wakes up|does (?:his|her|the|their) rounds?|works|sleeps|locks up"
)
_ARRANGED = (
    r"appointments?|meeting|class|classes|exams?|lessons?|flight|interview|delivery|deadline|hearing|surgery|operation"
    r"|viewing|booking|reservation|check ?up|scan|rehearsal|shift|doctor|dentist|tuition|tutorial|mass|viewing"
)
#: In the words before an English time; none of them is said of a day that is over.
_BEFORE_EN = re.compile(
    rf"\b(?:i|we|you|they)(?:'m|'re| am| are)? (?:(?:always|usually|normally|only|then|all|also|don't|do not|can) )*(?:{_ROUTINE})(?: {_WORD}){{0,3}} {_AT}"
    rf"|\b(?:children|kids|students|pupils|parents|residents|customers|staff|workers|people) (?:(?:always|usually) )?(?:come|go|get|leave|start|finish|arrive)(?: {_WORD}){{0,5}} {_AT}"
    rf"|\b[a-z']+ (?:(?:always|usually|normally|only|often) )*(?:{_ROUTINES})(?: {_WORD}){{0,2}} {_AT}"
    rf"|\b(?:{_ARRANGED})(?:'s| is| was| are)?(?: today| tomorrow| booked| set| due)? {_AT}"
    rf"|(?<!\bit)(?<!\bthat)(?<!\bthis)(?<!\bhe)(?<!\bshe)(?<!\bthey)(?<!\bthere)(?<!\bwhich)(?:(?<=train)'s|(?<=bus)'s|(?<=flight)'s|(?<=ferry)'s|(?<=concert)'s|(?<=funeral)'s|(?<=wedding)'s|(?<=exam)'s| is| are) (?:not )?(?:at|on|for|until|till) (?:the )?$"
    rf"|(?:'m|'s|'re|\bam|\bis|\bare|\bbe) (?:not |only |usually |normally |always )*(?:off|back|free|home|at home|at work|on duty|due|open|closed|shut|available|reachable|in|up|working|awake)(?: {_WORD}){{0,2}} {_AT}"
    rf"|(?<!\ba )(?<!\bthe )(?<!\banother )(?<!\bphone )(?<!\bthis )(?<!\bhis )(?<!\bher )(?<!\bmy )(?<!\bfirst )(?<!\blast )\b(?:call|ring|phone|text|contact|reach|whatsapp|message|email|reply|callback)(?: me| us| back| you| my [a-z]+| this number| on [\d ]+| any ?time| please)* {_AT}"
    rf"|(?<!\bit)(?<!\bthat)(?<!\bthis)(?:'ll| will| won't| shall| going to| gonna| should| might| may| must| need to| needs to| have to| has to| got to| supposed to| meant to| wants to| due to| plan to| planning to| about to| ought to| hope to| hoping to| promised to| said to| told me to| asked me to)(?! have| 've| be about| be around| say| think)(?: {_WORD}){{1,4}} {_AT}"
    rf"|\b(?:said|says|promised|threatened|warned|told (?:me|us)|afraid|scared|worried)(?: that)? (?:he|she|they|it)'?(?:d| would)(?: {_WORD}){{1,4}} {_AT}"
    rf"|\b(?:usually|normally|always|generally)(?: {_WORD}){{0,5}} {_AT}"
    rf"|\bevery (?:day|morning|night|evening|afternoon|week|weekday|school day|[a-z]+day)(?: {_WORD}){{0,3}} {_AT}"
    rf"|\b(?:pay|deliver|return|bring|transfer|hand)(?: {_WORD}){{0,4}} (?:by|before|on|at) {_AT}"
)
#: In the words behind an English time.
_BEHIND_EN = re.compile(
    r" (?:or (?:so|later) |onwards )?(?:is|would be|will be|works|suits)(?: \w+)? (?:fine|best|good|okay|ok|better|great|alright|all right|me)\b"
    r"| (?:usually|normally|as a rule|generally|most days|tops|at the latest|on (?:mon|tues|wednes|thurs|fri|satur|sun)days|on weekdays)\b"
    r"| (?:every (?:single )?(?:day|morning|night|evening)|daily|each day|on weekdays|on school days)\b"
)
#: "I called yesterday about the noise", "I told you last week": what was reported, not what happened.
_REPORTED_EN = re.compile(
    r"\b(?:i|we)(?:'ve|'d| have| had)?(?: already| also| even)? (?:called|rang|rung|phoned|reported|complained|told|emailed|spoke|spoken|informed|contacted|made a report|filed a report|left (?:you )?a message)"
    r"(?! me\b| him\b| her\b| them\b)(?:(?: to| with)? (?:you|the police|police|999|the guard|the management|management|security|the office|it|this|again|my (?:teacher|boss|mum|mother|dad|husband|wife|landlord|bank)|the (?:school|bank|manager|owner)|about [a-z ]{2,24}))* (?:at |on |around |about |back |earlier )*$"
)
#: "He came yesterday as well": the time before this one.
_BEFORE_THIS_EN = re.compile(r"(?: [a-z']+){0,2} (?:as well|too)\b")
#: "Thinking about it all night": the caller's own night.
_AWAKE = re.compile(
    r"\b(?:thinking|think|awake|up|sleep|slept|worried|worrying|crying|cried|sat)(?: [a-z']+){0,3} all $"
    r"|(?:想|谂|瞓唔著|睡不著|失眠|喊|哭|冇瞓|没睡|等)(?:了|咗)?(?:成|一|整|整整一|成成一)个?$"
)

_SO = "(?:就|先|都|至|才|再|可以|得|你哋|你们|你|我哋|我们|我|佢哋|佢|他们|他|她|也|会|仲|还|又|之前|之后|以前|以后|前|后|左右|开始|唔该|麻烦|请|最好|嘅话|的话)*"
_CALL_ME = "(?:打|覆|回)(?:得|返|番|回|个|电话|返个)*(?:电话)?(?:畀|俾|给|比)我|(?:畀|俾|给|同|跟)我(?:打|覆|回)"
_DONE = "(?!咗|了|到|完|嗰阵|果阵|的时候|嘅时候|时候|之后|以后|先发|才发|先见|才看|先知|才知|就发|就见|就看)"
#: In the words behind a Chinese time: asked, planned, or hours of work; never said of what is done.
_BEHIND_ZH = re.compile(
    rf"{_SO}(?:"
    rf"{_CALL_ME}|打(?:返)?(?:过)?(?:嚟|来)(?!嘅|的)(?:就|得|都|吧|啦)?|联络我|联系我|覆电|回电|听(?:到)?电话|方便|得闲|有空"
    rf"|(?:过|上|落)(?:嚟|来)(?:就|都|得|我|吧|啦|攞|拿|揾|找)"
    rf"|(?:要|须|必须|一定要|就要)(?!命|害)(?!.{{0,5}}(?:咗|了|就|才|先|发现))|(?:仲|还)(?:要|有(?:课|堂|会|考试|事))|有(?:课|堂|考试|个会)"
    rf"|(?:开档|开始营业|熄灯|开会|考试|登机|起飞|开船|开车|开演|开场|交更|交班|换更|换班|送货|交货|交租|交房租|交匙|交钥匙|交钱|交数|睇医生|看医生|睇牙|看牙|见工|面试|到期|截止){_DONE}"
    rf")"
)
#: Hours of work and sleep: set aside where another time is told, else they may frame what was found.
_HOURS_ZH = re.compile(
    rf"{_SO}(?:收工|放工|下班|放学|落班|收铺|关铺|关店|上班|返工|开工|返学|上学|上课|上堂|开门|开铺|(?<=就)(?:睡|瞓)(?:了|咗|觉)?|瞓觉|瞓|睡觉|睡(?!著)|起身|起床|出摊|摆摊|回家|返屋企|接(?:个|我|孩|仔|女|小)|巡楼|开到){_DONE}"
)
#: In the words before a Chinese time, within its clause: what usually is, or was only said.
_BEFORE_ZH = re.compile(
    r"(?:平时|平日|日日|天天|每日|每天|一向|通常|正常|朝朝|晚晚|本来话|本来说|本来|原本|约咗|约了|约好|预约|开到|营业到|尾班车系|末班车是|演唱会系|演唱会是)[^，。,\s]{0,10}$"
)
#: 話禮拜五之前要交錢: what somebody says shall be.
_SAID_ZH = re.compile(r"(?:话|说|讲|叫我|要我|叫佢|惊佢|怕他|怕)[^，。,\s]{0,6}$")
_SHALL_ZH = re.compile(
    rf"{_SO}(?:之前|前|之内)?{_SO}(?:要|会|打|来|嚟|交|还|俾|畀|给|返嚟|回来|又|见面|碰面|退|赔|等|取|拿)"
)
#: 琴日九點都嚟過: the time before this one, or what was reported then.
_BEFORE_THIS_ZH = re.compile(
    r"(?:先|已经|就|曾经)?(?:(?:都|也|亦)(?:有)?[^，。,\s冇没未不唔]{1,3}过(?!去|来|嚟|门)|打过(?:嚟|来|电话|俾你|畀你|给你)|打(?:咗|了)?电话(?:投诉|报|嚟|来)|报过|报咗|报了|投诉过|投诉咗|投诉了|同你哋讲|跟你们说|同你讲|跟你说)"
)
_WHEN_BEHIND_ZH = re.compile(
    r"[^，。,\s]{0,6}?(?:嗰阵|果阵|嗰时|那阵|那会|的时候|嘅时候|时(?!间)|途中|路上)"
)
#: 圖書館七點關門: told of no day and not of the caller's own place.
_SHUTS_ZH = re.compile(rf"{_SO}(?:关门|闩门|打烊|关铺|收铺|开门|开铺){_DONE}")
#: "He finishes school at four", of somebody who has not come home: last known then.
_LAST_KNOWN = re.compile(
    rf"\b(?:he|she|school|class|it|they) (?:finishes|gets out|comes out|leaves|ends|gets off|finish)(?: {_WORD}){{0,2}} {_AT}"
)
#: 禮拜五夜晚成日: one of many.
_MANY_ZH = re.compile("(?:都|就|会)?(?:成日|经常|老是|老在|老|总是|总|常常|时时|例必)")
#: 有個男人三點打畀我: a call that came, where nobody says that it shall.
_CALLED_ZH = re.compile(f"{_SO}(?:又|再)?(?:{_CALL_ME})")
_AGAIN_ZH = re.compile("[又再]打(?!来|嚟|过|返|畀|俾|给)")
_OTHERS_ZH = re.compile(
    "^(?!.*(?:话|说|讲|叫)).*(?:佢|他|她|有人|有个|男人|女人|男的|女的|银行|公司|客服|号码)"
)
_CLAUSE_ZH = re.compile(r"[，。,.!?！？;；\s]")


def greetings(folded: str) -> list[tuple[int, int]]:
    """Spans of a folded text in which somebody is only greeted."""
    return [match.span() for match in _GREETING.finditer(folded)]


def is_about(notes: Notes, expression: Expression) -> bool:
    """False for a time to be called at, a shop's hours, the time of the call, what is supposed or denied."""
    first, last = notes.span_tokens(expression.start, expression.end)
    if notes.received_at is not None and any(
        is_to_come(atom, notes.received_at) for atom in expression.all
    ):
        return False
    if expression.only_until or is_of_the_call(notes, expression) or is_planned(notes, expression):
        return False
    if is_long_before(notes, expression) or is_of_days_to_come(notes, expression):
        return False
    lead = notes.folded[max(0, expression.start - 40) : expression.start]
    if {atom.kind for atom in expression.all} == {"for"} and _WAITING.search(lead):
        return False
    if _LEFT_FOR.search(lead):
        return True
    before = notes.near("not_occurred", first, first, _SKIP_REACH)
    if any(cue.last <= first and _covers(notes, cue, expression) for cue in before):
        return False
    after = notes.near("not_occurred_after", last, last, 2)
    if any(cue.first >= last for cue in after) and not expression.has("day"):
        return _has_called(notes, expression)
    if _DENIED.search(notes.folded, max(0, expression.start - 20), expression.start):
        return False
    qualifiers = scopes_of(notes).over(first, last)
    return not qualifiers & {Qualifier.HYPOTHETICAL} or expression.has(
        "clock", "ago", "day", "just"
    )


def _has_called(notes: Notes, expression: Expression) -> bool:
    """有個男人三點打畀我,四點再打: calls that came."""
    lead, tail = _around(notes, expression)
    if _AGAIN_ZH.match(tail):
        return True
    told = _CALLED_ZH.match(tail) is not None
    return told and _OTHERS_ZH.search(_CLAUSE_ZH.split(lead)[-1]) is not None


def is_planned(notes: Notes, expression: Expression) -> bool:
    """ "I finish at six", "ring before five today", 六點前過嚟, 話禮拜五之前要交錢."""
    lead, tail = _around(notes, expression)
    if _AWAKE.search(lead):
        return True
    if _REPORTED_EN.search(lead) or _is_over(expression):
        return _REPORTED_EN.search(lead) is not None
    if not expression.has("clock", "part", "day", "weekday", "date"):
        return False
    if codes(notes) & _AWAY and _LAST_KNOWN.search(lead):
        return False
    if _BEFORE_EN.search(lead) and not english_asides.in_a_story(lead):
        return True
    if _BEHIND_EN.match(tail):
        return True
    if tail.isascii() and lead.isascii():
        return english_asides.planned(lead, notes.folded)
    if _MANY_ZH.match(tail) and not expression.has("day", "clock"):
        return True
    clause = _CLAUSE_ZH.split(lead)[-1]
    if _has_called(notes, expression):
        return False
    usual = _BEFORE_ZH.search(clause) and expression.has("clock", "day", "weekday", "date")
    if usual or _BEHIND_ZH.match(tail):
        return True
    if _SHUTS_ZH.match(tail) and "我" not in clause and not expression.has("day", "weekday"):
        return True
    return _SAID_ZH.search(clause) is not None and _SHALL_ZH.match(tail) is not None


def is_of_before(notes: Notes, expression: Expression) -> bool:
    """ "He came yesterday as well", 佢琴日九點都嚟過: the time before this one."""
    tail = _around(notes, expression)[1]
    return bool(_BEFORE_THIS_EN.match(tail) or _BEFORE_THIS_ZH.match(tail))


def is_of_hours(notes: Notes, expression: Expression) -> bool:
    """六點收工, "the ambulance came at ten": no matter where another time is told."""
    lead, tail = _around(notes, expression)
    if lead.isascii() and english_asides.lesser(notes.folded, expression.start, expression.end):
        return True
    dated = expression.has("day", "weekday", "date", "part")
    hours = _HOURS_ZH.match(tail)
    # 五點接個仔放學嗰時: when it happened.
    return not dated and hours is not None and not _WHEN_BEHIND_ZH.match(tail, hours.end())


def is_late(notes: Notes, expression: Expression) -> bool:
    """ "I was in meetings from two till six, that's why I'm calling now"."""
    return english_asides.is_late(notes.folded, expression.start, expression.end)


def _around(notes: Notes, expression: Expression) -> tuple[str, str]:
    lead = notes.folded[max(0, expression.start - _LEAD) : expression.start]
    return lead, notes.folded[expression.end : expression.end + _TAIL]


def _is_over(expression: Expression) -> bool:
    """Told of a day before this one: nobody plans for it."""
    for atom in expression.all:
        if atom.kind in ("ago", "just", "same_time", "long_ago", "recent"):
            return True
        if atom.kind == "day" and atom.values["back"] >= 1:
            return True
        if atom.kind in ("week", "month") and atom.values["back"] >= 1:
            return True
        if atom.kind == "weekday" and (atom.values["last"] or atom.values.get("weeks_back")):
            return True
    return False


def _covers(notes: Notes, cue: Cue, expression: Expression) -> bool:
    """ "My shift ends at ten": but not "work at six and at half seven ..."."""
    if cue.end <= expression.left_out or _frames(notes, cue, expression):
        return False
    between = notes.folded[cue.end : expression.start]
    if _STOP_EN.search(between):
        return False
    if not notes.folded[cue.start].isascii() and (
        _WHEN_ZH.match(between) or _CLAUSE_ZH.search(between)
    ):
        return False
    return _NEXT_TIME.search(notes.folded, cue.end, expression.start) is None


def _frames(notes: Notes, cue: Cue, expression: Expression) -> bool:
    """八點關門,今早八點來開門: told of a day, closing and opening are no opening hours."""
    if not expression.has("day"):
        return False
    spans = {(c.first, c.last) for c in notes.cues_of("frame_before", "frame_after")}
    return (cue.first, cue.last) in spans


def is_of_the_call(notes: Notes, expression: Expression) -> bool:
    """ "It's nearly midnight", "it's Sunday today": when somebody calls, not when it happened."""
    said = notes.folded[expression.start : expression.end]
    lead = notes.folded[max(0, expression.start - 48) : expression.start]
    if expression.has("weekday") and (_TODAY_IS.search(said) or _TODAY_LEAD.search(lead)):
        return not expression.has("clock", "part")
    if notes.received_at is None or expression.later:
        return False
    if all(atom.values.get("holiday") for atom in expression.all):
        # "It's Halloween I know": said on that day, a day's name tells no time.
        told = resolve(expression.atoms, notes.received_at)
        return told.end == notes.received_at
    if not expression.has("clock") or not _CALL.search(lead):
        return False
    told = resolve(expression.atoms, notes.received_at)
    return told.end is not None and notes.received_at - told.end <= _CALLED
