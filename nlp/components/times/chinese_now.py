"""Words of the present (而家, 緊, 仲) that tell of something else than what is done: Cantonese and Mandarin.

Where the caller is and waits (我哋而家喺急症室), what is left of it (條頸而家仲痛), who comes to help (佢媽咪而家
趕緊嚟), why the call comes only now (現在才打電話), and what somebody did besides (還打了我). Folded text.
"""

from __future__ import annotations

import re

from nlp.notes import Cue, Notes

_CLAUSE = re.compile(r"[，。,.!?！？;；、\s]")
_NOW_BEFORE = re.compile("而家|宜家|依家|家阵|现在")
_LEAD, _TAIL = 24, 20
#: 現在才打電話, 執到而家先得閒.
_REPORTS = re.compile(
    "[^，。,\\s]{0,10}?(?:先至|先|才|至)(?:得闲|有时间|有空|可以|敢|谂起|想起|记得|有机会)*(?:打|报|嚟|来|同你|跟你|通知|致电|发现|发觉|知|睇到|看到)"
    "|(?:想|要|嚟|来|去)?(?:报案|报警|报失|落口供|录口供|补报|做笔录)|打(?:嚟|来|电话)"
)
#: 還打了我一巴掌: what was done besides.
_BESIDES = re.compile(
    "[仲还](?:有)?(?![在喺系是未没冇有])[^，。,\\s躺瞓睡坐企站泊停困压匿留]{1,3}(?:了|咗|过(?!来|嚟|去)|埋)|[仲还]有(?:另外|其他|别的|第二)"
)
#: 我架車泊咗喺度: where, and no tense.
_LEFT_THERE = re.compile(
    "我(?:哋|们)?[^，。,\\s佢他她有]{0,6}(?:泊|停|放|摆|擺|住|企|坐|留)(?:咗|低|了)?$"
)
#: 條頸而家仲痛, 佢而家好驚.
_FEELS = re.compile(
    "(?:我|佢|他|她|个人)?(?:仲|还|都|好|非常|很|有少少|有点|有啲|系|是|觉得|成个人)*(?:痛|疼|肿|瘀|晕|震|发抖|手震|惊|怕|喊|哭|急(?!刹)|紧张|著急|担心|攰|累|唔舒服|不舒服|瞓唔著|睡不著|唔敢|不敢|冇事|没事|好返|清醒)"
)
_BODY = re.compile(
    "(?:颈|手|脚|脚趾|膝|膝头|头|腰|背|眼|鼻|面|脸|嘴|耳|膊头|肩|手臂|手指|心|肚|胸|腿|身)(?:度|部|盖|都)?$"
)
#: Who comes to help, or takes care.
_HELPER = re.compile(
    "(?:妈咪|妈妈|阿妈|老妈|爸爸|爹哋|阿爸|老公|老婆|先生|太太|家姐|哥哥|阿哥|细佬|屋企人|家人|家属|家长|亲戚|朋友|同事|男朋友|女朋友|仔|女|儿子|女儿|保安|管理员|救护员|救护车|白车|十字车|消防员?|医生|护士|师傅|老师|站长|职员|经理)(?:都|就)?$"
)
_HELPS = re.compile(
    "(?:已经|都|就|仲|正)?(?:赶|嚟|来|到|过|接|送|陪|照顾|包|帮|睇住|看著|处理|救|急救|止血|返|坐车|喺(?:度)?(?:陪|照顾|帮)|在(?:陪|照顾|帮))"
)
#: 我而家喺急症室, 我哋而家等緊: the caller, unless behind a door or at the scene.
_WHERE = re.compile(
    "(?:我(?:哋|们)?|人)?(?:仲|还|就|已经|都|先)?(?:喺|在|去|返|到|坐|企|站|等|陪|送|赶|揸|开车|食|吃|饮|做|休息|嚟到|来到|急症|医院|差馆|警署|返紧|等紧|搭紧)"
)
#: 阿婆而家喺我舖頭坐緊.
_AT_OURS = re.compile(
    "(?:佢|他|她|人|仲|还|就|都)*(?:喺|在)我(?:哋|们)?[^，。,\\s]{0,4}(?:铺|店|管理处|屋企|家|车|公司|校|度|这|里)"
)
_I = re.compile("我(?:哋|们)?[^，。,\\s佢他她有]{0,5}$")
#: 而家路都封咗, 現在沒聲音了, 現在腫得穿不上鞋: how it is left.
_OVER_NOW = re.compile(
    "[^，。,\\s有人]{0,4}?(?:封咗|封了|封路|冇声|没声|没有声|静|肿|瘀|痛|疼|结痂|缝|散晒|散了|收咗|收了)"
    "|(?:两个|两边|佢哋|他们|大家|个个|全部|人|都|已经|就)*(?:走晒|走光|走清|走咗|走了|坐咗|上咗|坐上|散咗|离开|送咗|送了|去咗)"
)
_TOWED = re.compile("等(?:紧|住)?(?:拖车|白车|救护车|十字车|车|朋友|屋企人|家人)")
#: 而家喺站長室: where the caller waits, where nobody else is named.
_IN_SAFETY = re.compile(
    "(?:我(?:哋|们)?)?(?:就|已经|都|仲)?(?:喺|在|返到|返咗|回到|到咗)[^，。,\\s佢他她人]{0,6}(?:站长室|保安室|管理处|办公室|校务处|值班室|服务台|公司|屋企|家|家里|酒店|学校|写字楼|急症室|医院)(?:等|坐|休息|度|里)?[^，。,\\s]{0,4}"
)
_THEY = re.compile("(?:佢|他|她|人|友|女|仔|伯|叔)(?:哋|们)?$")
#: 拖車仲未嚟.
_HELP_WAITED = re.compile(
    "(?:拖车|白车|救护车|十字车|消防|警察|差人|交警|师傅|管理员|保安|经理)(?:到而家|到现在)?(?:都)?$"
)
#: 仲叫佢上車, of somebody who is gone: besides.
_BESIDES_TO = re.compile(
    "[仲还](?:叫|话|说|闹|骂|想|要|用|踢|推|拉|扯|影|偷|攞|抢|打)(?:埋)?(?:我|佢|他|她|人)"
)
_WAITS = re.compile("等|坐|休息|陪|瞓|躺|安全")
_CARE = re.compile("急症室|急诊|医院|诊所|差馆|警署|派出所")
_FETCHED = re.compile("嚟咗|来了|来接|嚟接|到咗|到了|接走|接咗|送咗")
_WATCHES = re.compile(
    "睇住|看著|望住|见到|看到|听到|听见|跟住|跟著|匿|躲|困|锁|反锁|追|佢|他|她|有人|有个|着火|火"
)


def is_of_another_thing(notes: Notes, cue: Cue) -> bool:
    """現在才打電話, 還打了我一巴掌, 我架車泊咗喺度: says of no incident that it goes on."""
    said = notes.folded[cue.start : cue.end]
    if said.isascii():
        return False
    lead, tail = _around(notes, cue)
    if cue.value == "now":
        fetched = _HELPER.search(re.split("嚟咗|来了|来接|嚟接|到咗|到了|接走|接咗|送咗", tail)[0])
        if _OVER_NOW.match(tail) or (_I.search(lead) and _TOWED.search(tail)):
            return True
        if _IN_SAFETY.fullmatch(tail) and not _THEY.search(lead):
            return True
        kept = _AT_OURS.match(tail) and _WAITS.search(tail)
        cared = _CARE.search(tail) and not _WATCHES.search(tail)
        return bool(_REPORTS.match(tail) or kept or cared or (fetched and _FETCHED.search(tail)))
    if cue.value == "still" and _HELP_WAITED.search(lead):
        return True
    if said[0] in "仲还" and _BESIDES_TO.match(notes.folded, cue.start):
        return bool(notes.cues_of("left_scene"))
    if said == "喺度":
        return _LEFT_THERE.search(lead) is not None
    return said[0] in "仲还" and _BESIDES.match(notes.folded, cue.start) is not None


def is_left_of_it(notes: Notes, cue: Cue) -> bool:
    """Of a deed that is told with its time: what is left of it, who helps, where the caller is now."""
    if notes.folded[cue.start].isascii() or cue.value not in ("now", "tense", "still"):
        return False
    lead, tail = _around(notes, cue)
    if cue.value == "now":
        if _FEELS.match(tail) or _BODY.search(lead):
            return True
        if _HELPER.search(lead) and _HELPS.match(tail):
            return True
        inner = re.match(
            "(?:佢|他|她|个|我)*[^，。,\\s]{1,4}?(?=赶|嚟|来|接|陪|照顾|处理|送)", tail
        )
        if inner and _HELPER.search(inner.group()):
            return True
        if _AT_OURS.match(tail):
            return True
        own = _I.search(lead) or tail.startswith("我")
        return bool(own and _WHERE.match(tail) and not _WATCHES.search(tail))
    if (
        cue.value == "tense"
        and (now := _NOW_BEFORE.search(lead))
        and _AT_OURS.match(lead, now.end())
    ):
        return True
    if cue.value == "tense":
        return bool(re.search("(?:赶|等|食|饮|睇医生|包扎|缝|医|养|休息|返|去)$", lead)) and (
            _I.search(lead) is not None
            or _HELPER.search(re.sub("(?:赶|等)$", "", lead)) is not None
            or lead.endswith(("而家赶", "现在赶", "宜家赶"))
        )
    return _BODY.search(lead) is not None and _FEELS.match(tail) is not None


def _around(notes: Notes, cue: Cue) -> tuple[str, str]:
    lead = notes.folded[max(0, cue.start - _LEAD) : cue.start]
    tail = notes.folded[cue.end : cue.end + _TAIL]
    return _CLAUSE.split(lead)[-1], _CLAUSE.split(tail, maxsplit=1)[0]
