"""Chinese times that are told of something else than the incident, by what their clause goes on to say.

Chinese puts a time before its verb, so what a time is of stands behind it, up to the end of the clause: what
somebody is yet to do (三點仲要開會, 七點先返嚟), duties and hours (八點交更, 舖頭九點半收), what came after (救護車
兩點零五分先到, 送完佢返屋企先打嚟報), and what was long before (上個月先搬入嚟). Folded text throughout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.components.expressions import Expression
from nlp.components.times.atoms import Atom
from nlp.components.times.points import HONG_KONG, ROUNDED, point
from nlp.notes import Notes

#: Characters of a clause that are looked at on either side.
_LEAD, _TAIL = 40, 26
_CLAUSE = re.compile(r"[，。,.!?！？;；、\s]")
#: Who acts, and small words, between a time and its verb.
_SO = (
    "(?:钟|正|左右|之前|以前|前|之后|以后|后|就|先至|先|至|才|再|仲|还|又|都|也|得|可以|应该|一定|最好|嗰|那|已经|经已"
    "|我哋|我们|我|你哋|你们|佢哋|佢|他们|她们|他|她|啦|呀|公司|佢妈咪)*"
)
_KIN = "(?:个|我|佢|他|她)*(?:仔仔|囡囡|仔|女儿|女|囡|儿子|孩子|孙|细路|小朋友|老婆|老公|妈咪|妈妈|阿妈|爸爸|阿爸|太太|先生|朋友|客|同事|学生|人)?"
#: What is yet to be done.
_SHALL = re.compile(
    f"{_SO}(?:"
    "(?:须|需|必须)?要(?!命|害|求|挟|胁|佢|他|她|我|钱)|会(?!所|议|计|展|员)|约(?:咗|了|好|埋|定)?|(?:订|预)(?:咗|了|好|定)|预约|打算|准备|谂住"
    "|赶(?:住|着|去|到|回|返|紧|飞机|车|船|时间)|(?:仲|还)?有(?:得|约|课|堂|个?会|班(?!人)|考试|面试|工开|师傅|客|人接|(?:小朋友|学生|同事|客人|细路|孩子|客)(?:返|上|来|嚟|到))"
    ")"
)
#: Duties and hours, unless they are told as done.
_DUTY = re.compile(
    f"{_SO}(?:(?:去|来|嚟|返去|回去)?(?:接|送)(?:更|班|放学|{_KIN}(?:放学|返学|上学|收工|放工|机))"
    f"|{_KIN}(?:都|就)?(?:放学|返学|上学)"
    "|(?:去|来|嚟)?(?:做|上|落|下|交|换|接|返|开|收|放|轮)(?:更|夜更|早更|班|夜班|早班|工|会|课|堂|学|档|铺|铺头|市|饭|船|机|场|考|始营业|始卸货|始上班|始返工|门营业)"
    "|(?:去|来|嚟)(?:做|上|面试|考|机场|保险|领事|银行|急症|看急诊|睇医|看医|睇牙|看牙|覆诊|复诊|产检|拜|律师|学校|饮|食|吃|搭|坐|赶|攞|拿|取|车房)"
    "|飞(?!走|出|落|咗|了|过|嚟|来|入|埋|车|机|起)|(?:截止|到期|覆诊|复诊|面试|考试|产检|起飞|登机|开船|开车|开演|开场|完场|散场|打烊|关门|闩门|收(?=$))"
    "|(?:嘅|的)?[条班架场份]?(?:飞机|航班|高铁|火车|直通巴|船(?!上|家)|机票|船票|车票|电影|戏(?=$)|小巴(?=$)|巴士(?=$)|尾班车|医生|预约|会议|婚礼|课)"
    ")"
)
#: 六點先放工: not before that.
_UNTIL_THEN = re.compile(
    f"(?:左右|钟|正|之前|以前|前|之后|后)*(?:我哋|我们|我|佢哋|佢|他|她)?(?:先至|先|至|才)(?:会|能|可以|有(?!人)|得|再|开始)*{_KIN}"
    "(?:得闲|有空|方便|放|收|落班|下班|返|回|过|开|有(?!人|个)|有人(?:返|嚟|来|接|开|上|跟|处理|睇|看)|嚟|来|到|接|交|换|睇|看|做|食|吃|饮|瞓|睡|去|走|离|师傅|人|车|执|挤|搵|找|煮|出)"
)
#: Done, or when something else was done: no plan.
_DONE = re.compile(
    "咗(?!更)|了(?!吧)|过(?!嚟|来|去|关|年|节)|完(?!$)|嗰阵|果阵|嗰时|那阵|那会|时候|途中|路上|见到|看到|看见|睇到|发现|发觉|听到|听见|畀人|俾人|被|有人|有个|有架|返到|回到|返嚟|走到|落到|就(?!要|会|得|可以|有|返工|开工|收|放|上班|下班)"
)
#: Bought, moved in or met: long before.
_LONG_BEFORE = re.compile(
    "(?:份|嗰阵|我哋|我们|我)?(?:先至|先|至|才|刚刚?|啱啱|新)(?:刚刚?|啱啱)?(?:由[^，。,\\s]{1,6})?(?:搬(?!走)|花[^，。,\\s]{1,6}买|买|换(?!咗人)|装(?!作)|装修|入伙|租|订|识|认识|结婚|退休|出院|整(?!跌|亲|烂|伤)|修|考到|入职|学识|开张|落订)"
    "|(?:同(?:老公|老婆|我))?(?:搬(?:入|进|来|嚟|咗?嚟|咗?过)(?!.{0,6}(?:嗰阵|时候|嗰日))|买嘅|买㗎|买的(?!时候)|买落|买返嚟嘅|买回来的|入伙|入职|出世|出生|租落|装修(?:完|好))"
)
#: 救護車五點到: what came after.
_HELP = re.compile(
    "(?:救护车|救护员|白车|十字车|消防车?|消防员|警察|差人|交警|军装|拖车|保安|管理员|经理|师傅|屋企人|佢妈咪|佢老公|佢老婆|家属|家长)(?:大概|大约|约|喺|在|就|系|是|都|要)*$"
)
_CAME = re.compile(f"{_SO}(?:到(?!而家|现在)|接|嚟|来|赶|出现|抵|送)")
#: 三點去睇咗醫生: what the caller did after it.
_CARED = re.compile(
    f"{_SO}(?:去|送(?:咗|了|去|到|佢|她|他)*|入(?:咗|了)?)?(?:睇|看|到|咗|了|返|去)*(?:医生|急症|急诊|医院|跌打|照(?:X光|片)|验伤|缝针|落口供|录口供|做笔录|差馆|警署|派出所|银行|领事馆|车房|补证|报失|挂失|报案|报警|求诊|覆诊)|{_SO}打(?:咗|了)?(?:电话)?(?:去|畀|俾|给)(?!我|佢|他|她)"
)
#: ... 先得閒打嚟: when and why the call came only then.
_REPORT = re.compile(
    "[^，。,\\s]{0,14}?(?:先至|先|至|才|就)(?:得闲|有时间|有空|有机会|可以|敢|谂起|记起|想起|记得|搵到|找到|能|够胆|即刻|马上)*(?:要|去|再)?(?:打(?:嚟|来|电话|畀你|俾你|给你|999|九九九|返|$)|报(?:警|案|$|失)|同你哋讲|跟你们说|通知|致电|求助)"
)
#: 佢話五點還會再打來: what somebody said.
_PLACE_OF = re.compile(
    "(?:铺头|铺|店里|店|商场|餐厅|茶餐厅|超市|街市|银行|诊所|公园|管理处|酒吧|戏院|医院|图书馆|停车场|会所|学校|幼稚园|公司|地盘|场戏?|戏|席|船|巴士|尾班车|航班|飞机|散货场)(?:大概|大约|约|就|系|是|都|平时|夜晚|晚上|朝早|早上|今晚|嗰边|那边|里面|入面)*$"
)
_SHUTS = re.compile(
    f"{_SO}(?:开(?!枪|咗|了|走|始有)|收|关|闩|熄灯|打烊|完(?!咗|了|全)|散|结束|截止|起飞|登机|嘅(?:$|[，。,\\s])|的(?:$|[，。,\\s])|泊|到(?!而家|现在)|走)"
)


#: 琴晚瞓嗰陣仲未有事.
_FINE = re.compile(
    r"[^，。,\s]{0,12}?(?:(?:仲|还|都|也)(?:系|是)?(?:好地地|好好|冇事|没事|正常|未有事|未有嘢|冇嘢|没有?异常|冇异样|见到佢|见到架)|未有(?:事|嘢)|乜(?:事|嘢)都冇|什么事都没|一切正常)"
)
#: 七點我送個仔返學,有架貨車衝紅燈: met, and not found later.
MET = re.compile("(?<![见到现觉看知话])有(?:个|架|人|两|三|班|条|辆|只|群)")
#: 放在沙灘上的包: which one, and not when it was put there.
_OF_WHAT = re.compile(r"[放摆停泊锁搁](?:咗)?[在喺][^，。,\s]{1,8}[的嘅](?!时候|时)")
#: 聽日要去拜山,星期一先返: told of days to come.
_TO_COME = re.compile(
    "(?:听日|听晚|听朝|明天|明早|明晚|后日|后天|下个?星期|下个?礼拜|下周|迟啲)[^。]{0,18}$"
)
#: 今朝八點要用先發現: no plan.
_FOUND_THEN = re.compile("(?:先|才|就|至)(?:发现|发觉|见到|看到|睇到|看见)")
_FOUND_BEHIND = re.compile("发现|发觉|见到|看到|睇到|唔见|不见|冇咗|没了|知")
#: So many characters of a clause later, what is done is another thing.
_APART = 8
#: Before this hour "at ten in the evening" is over.
_MORNING = 6


#: 保安話佢九點先巡到.
_SAYS = re.compile(
    "(?:佢|他|她|保安|管理员|看更|经理|老板|老板娘|店员|侍应|医生|司机|学生|邻居|隔篱|街坊|村长|店长|对方|银行|公司|管理处|管业处|睇更|职员)(?:们|哋|的)?(?:就|又)?(?:话|说|讲|称)(?:佢哋|他们|佢|他|她)?(?:都|喺|在|系|是)?$"
)
_SEEN = re.compile(
    "有(?:个|人|架|两|三|班)|见到|听到|听见|看到|睇到|畀|俾|被|发生|唔见|不见|丢|打(?!电话)|偷|抢"
)
_LEARNT = re.compile(
    r"[^，。,\s]{0,2}(?:先至|先|至|才)[^，。,\s发见]{0,8}(?:知道?|听讲|听说|得知|醒觉|醒悟|醒起|惊觉|谂起|记起|记得|想起|明白|觉得)"
    r"|[^，。,\s]{0,14}?(?:话(?:畀|俾|返)?我知|告诉我|通知我|讲我知)|[^，。,\s]{0,14}?(?:先至|先|至|才)(?:敢|肯|舍得)?(?:话(?:畀|俾|返)?我|讲(?:畀|俾)?我|同我哋?讲|跟我们?说|告诉我|承认|坦白)"
)
#: 今日等到六點都冇人嚟: so long somebody waited.
_WAITED = re.compile(r"(?:一直)?等到|[^，。,\s]{0,2}等咗?成")


def _around(notes: Notes, expression: Expression) -> tuple[str, str]:
    """What the clause says before and behind a time."""
    lead = notes.folded[max(0, expression.start - _LEAD) : expression.start]
    tail = notes.folded[expression.end : expression.end + _TAIL]
    return _CLAUSE.split(lead)[-1], _CLAUSE.split(tail, maxsplit=1)[0]


def is_long_before(notes: Notes, expression: Expression) -> bool:
    """上個月先搬入嚟, 上年五月先買㗎: background, whatever else is told."""
    return _LONG_BEFORE.match(_around(notes, expression)[1]) is not None


def is_of_days_to_come(notes: Notes, expression: Expression) -> bool:
    """聽日要去拜山,星期一先返: the next Monday."""
    if not expression.has("weekday") or any(
        a.values.get("weeks_back") is not None for a in expression.all if a.kind == "weekday"
    ):
        return False
    lead = notes.folded[max(0, expression.start - _LEAD) : expression.start]
    tail = _around(notes, expression)[1]
    yet = _SHALL.match(tail) or _UNTIL_THEN.match(tail)
    if yet is None:
        return False
    behind = notes.folded[expression.end : expression.end + _LEAD]
    return _TO_COME.search(lead) is not None or not (
        expression.has("clock") or _FOUND_BEHIND.search(behind)
    )


def is_after_it(notes: Notes, expression: Expression) -> bool:
    """救護車兩點先到, 三點去睇咗醫生, 六點先得閒報: what came after the incident."""
    lead, tail = _around(notes, expression)
    helped = _HELP.search(lead) is not None and _CAME.match(tail) is not None
    return helped or bool(_CARED.match(tail) or _REPORT.match(tail))


def is_said_by_others(notes: Notes, expression: Expression) -> bool:
    """保安話佢九點先巡到, 佢話今朝八點出門: what somebody tells of himself."""
    lead, tail = _around(notes, expression)
    return _SAYS.search(lead) is not None and not _SEEN.search(tail)


def is_learnt(notes: Notes, expression: Expression) -> bool:
    """八點先喺朋友度知道: when somebody learnt of it."""
    return _LEARNT.match(_around(notes, expression)[1]) is not None


def is_yet_to_come(notes: Notes, expression: Expression) -> bool:
    """三點仲要開會, 六點先放工, 我哋舖頭九點半收: plans, duties and hours."""
    lead, tail = _around(notes, expression)
    if _PLACE_OF.search(lead) and _SHUTS.match(tail):
        return True
    if _is_past(expression):
        return False
    if "到而家" in tail or "到现在" in tail or "到宜家" in tail or "到依家" in tail:
        return False
    if _FOUND_THEN.search(tail):
        return False
    if _SHALL.match(tail) or _UNTIL_THEN.match(tail) or _WAITED.match(tail):
        return True
    if re.search("等到(?:大概|大约|约)?$", lead):
        return True
    if any(a.kind == "clock" and a.side == "before" for a in expression.all):
        # 三點前答覆我: by then, unless it is told as done.
        return not _DONE.search(tail)
    told = _DUTY.match(tail)
    done = _DONE.search(tail, told.end()) if told else None
    return told is not None and (done is None or done.start() - told.end() >= _APART)


def _is_past(expression: Expression) -> bool:
    """琴日放學: a day that is over, and no clock time of it."""
    if expression.has("clock"):
        return False
    return any(a.kind == "day" and a.values["back"] >= 1 for a in expression.all)


def _is_ahead(notes: Notes, expression: Expression, found: Sequence[Expression]) -> bool:
    """下晝兩點, said at noon: a part of the day that is still to come."""
    if notes.received_at is None or not (expression.has("clock") and expression.has("part")):
        return False
    now = notes.received_at.astimezone(HONG_KONG)
    if now.hour < _MORNING or expression.has("day", "weekday", "date", "week", "month"):
        return False
    if any(e is not expression and _names_a_day(e) for e in found):
        # 昨天七一放假,下午四點: of that day.
        return False
    today = Atom("day", expression.start, expression.start, {"back": 0, "part": None})
    told = point((today, *expression.atoms), now).start
    return told is not None and told > now + ROUNDED


def _names_a_day(expression: Expression) -> bool:
    """A day that has no part of its own, so that another time may be of it."""
    parts = [a for a in expression.all if a.kind == "part" or a.values.get("part")]
    return expression.has("day", "weekday", "date") and not parts


def is_fine_then(notes: Notes, expression: Expression) -> bool:
    """琴晚十二點瞓嗰陣仲未有事: it happened after that."""
    return _FINE.match(_around(notes, expression)[1]) is not None


def is_lesser(notes: Notes, expression: Expression, found: Sequence[Expression] = ()) -> bool:
    """True for a time that counts only where no other is told."""
    if notes.folded[expression.start :][:1].isascii() and notes.folded[: expression.end].isascii():
        return False
    if "等到" in notes.folded[expression.start : expression.end]:
        return True
    if expression.later or not expression.has("clock", "part", "day", "weekday", "date"):
        return False
    return (
        is_after_it(notes, expression)
        or is_yet_to_come(notes, expression)
        or is_fine_then(notes, expression)
        or is_learnt(notes, expression)
        or is_said_by_others(notes, expression)
        or _is_ahead(notes, expression, found)
    )


def is_frame(notes: Notes, found: Sequence[Expression], chosen: Expression) -> bool:
    """False for a frame that is made of what is none: both ends are duties, and another time is told."""
    within = [e for e in found if _holds(chosen, e)]
    others = [e for e in found if not _holds(chosen, e) and not is_lesser(notes, e, found)]
    if any(is_after_it(notes, e) for e in within):
        return False
    if not chosen.later or any(atom.kind == "now" for atom in chosen.later):
        begun = notes.folded[chosen.start : chosen.end + _TAIL + _TAIL]
        return begun.isascii() or not (MET.search(begun) or _OF_WHAT.search(begun))
    told = [e for e in others if e.has("clock", "day", "part", "ago")]
    return not told or not any(is_lesser(notes, e, found) for e in within)


def _holds(frame: Expression, expression: Expression) -> bool:
    return any(atom in frame.all for atom in expression.all)
