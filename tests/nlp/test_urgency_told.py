"""What presses and what does not, told in ways that were once taken wrongly; and what an officer reads of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlp.components.times.clock import HONG_KONG
from tests.nlp.conftest import Read

CAME = datetime(2026, 11, 23, 16, 59, tzinfo=HONG_KONG)

EMERGENCIES = [
    "她吃了所有的药",
    "佢把啲藥全部食晒",
    "他把安眠药全吃了",
    "she swallowed the whole bottle of sleeping pills",
    "i think my son overdosed",
    "she took her own life",
    "he hanged himself",
    "我阿嫲俾啲藥我食完之後心跳得好快企唔穩",
    "i ran someone over i don't know if he is dead i kept driving",
    "i knocked an old man down and i drove off",
    "佢哋一陣會返嚟劈我",
    "佢話會今晚零晨嚟攞我命",
    "他說今晚要來殺我",
    "我弟弟被骗到缅甸了他们要赎金三十万",
    "寶林邨隔籬有煙冒出嚟",
    "smoke is coming from next door",
    "我媽媽俾人推落樓",
    "有人推佢落月台",
    "nobody is hurt yet but he has locked himself in with the kids",
    "暫時未有人受傷但佢同啲細路鎖埋喺房",
    "楼上关着几个女孩逼她们接客",
    "they locked the girls in the flat upstairs please help",
    "有人在我家里",
]
PRESSING = [
    "he pushed me down the stairs",
    "他说今天晚上要来找我算账",
    "佢話今晚返嚟打我",
    "他说要打断我的腿",
    "they said they will come tomorrow and break my legs",
    "the sir touches me at night and i am scared",
    "我先生晚上摸我我是外佣很害怕",
    "some girls are kept in the flat above the shop they asked me for help",
    "my sister was lured to cambodia and cannot leave",
]
#: Near misses, fears for some day, and words that only sound urgent.
CALM = [
    "差一点就砸到人了",
    "啲車日日衝燈有日實撞死人",
    "遲早會撞死人",
    "总有一天会死人的",
    "唔係好緊急嘅想問下點報失",
    "不是很紧急我想问一下",
    "唔算緊急嘅",
    "it's not that urgent i lost my umbrella at the station",
    "有隻狗喺度冇人理我唔敢掂",
    "does anybody have a knife to open the box",
    "can i borrow some scissors to cut the ribbon",
    "佢冇揸刀",
    "佢冇攞刀嘅",
    "he had no knife",
    "我推咗BB車落樓梯整爛咗",
    "佢喺走廊食煙啲煙飄入嚟好臭",
    "这个月房租涨了五百 真是要了我的命",
    "樓上日日裝修嘈到攞我命",
    "a kid handed in a phone and a key I will keep them in the tower until six",
    "she takes all her medication every morning",
]


@pytest.mark.parametrize("text", EMERGENCIES)
def test_who_is_dying_threatened_or_kept_is_an_emergency(read: Read, text: str) -> None:
    assert read(text, received_at=CAME)["urgency"]["level"] == "emergency"


@pytest.mark.parametrize("text", PRESSING)
def test_threats_and_who_is_touched_or_kept_press(read: Read, text: str) -> None:
    assert read(text, received_at=CAME)["urgency"]["level"] in ("priority", "emergency")


@pytest.mark.parametrize("text", CALM)
def test_what_only_sounds_urgent_is_routine(read: Read, text: str) -> None:
    assert read(text, received_at=CAME)["urgency"]["level"] == "routine"


@pytest.mark.parametrize(
    "text",
    ["有人在我家门口乱贴广告", "有個人喺我屋企門口派傳單", "楼上掉下来一块玻璃差一点就砸到人了"],
)
def test_who_is_before_the_door_is_not_in_the_home(read: Read, text: str) -> None:
    """No emergency; a suspicious person at the door or a thing that falls may be a priority."""
    assert read(text, received_at=CAME)["urgency"]["level"] != "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "有人揸住刀喺度斬人流血",
        "a man has a knife and my brother is bleeding",
        "我家门口有人拿着刀砍人流了很多血",
    ],
)
def test_reasons_name_the_weapon_and_the_injury_each_once(read: Read, text: str) -> None:
    reasons = read(text, received_at=CAME)["urgency"]["reasons"]
    told = [(r["cue"], [(e["start"], e["end"]) for e in r["evidence"]]) for r in reasons]
    assert {"weapon"} <= {cue for cue, _ in told}
    assert "yes" not in {cue for cue, _ in told}
    assert all(told.count(one) == 1 for one in told)


@pytest.mark.parametrize(
    "text",
    [
        "nobody is hurt but he is shouting and kicking the door",
        "有人喺樓下嗌交嗌得好大聲",
        "some girls are kept in the flat above the shop they asked me for help",
    ],
)
def test_a_priority_is_told_by_no_reason_of_an_emergency(read: Read, text: str) -> None:
    urgency = read(text, received_at=CAME)["urgency"]
    if urgency["level"] == "priority":
        assert not {r["cue"] for r in urgency["reasons"]} & {"reads_emergency", "reads_grave"}


@pytest.mark.parametrize(
    "text",
    [
        "我部車俾人整花咗鎖匙窿我住屯門有個男人跟住我",
        "佢打爛咗玻璃跟住衝咗入嚟揸住把刀",
        "我阿爸跌親咗喺廁所起唔到身",
        "他把门踢坏了冲进来打我",
    ],
)
def test_evidence_begins_where_a_word_begins(read: Read, text: str) -> None:
    for reason in read(text, received_at=CAME)["urgency"]["reasons"]:
        for evidence in reason["evidence"]:
            if reason["rule"] == "classifier" and reason["cue"].startswith("reads_"):
                assert evidence["text"][0] not in "咗了緊紧住着過过嘅的得"


GREETED = [
    "good evening my car was scratched",
    "hello good afternoon my wallet was stolen",
    "morning officer my bike is gone",
    "早上好我的车被刮了",
    "你好晚上好我的钱包不见了",
    "上午好我想报警我的车不见了",
    "my bike was stolen have a good evening bye",
    "my phone was stolen thank you and have a nice day",
    "我部車俾人刮花咗祝你晚上愉快",
]


@pytest.mark.parametrize("text", GREETED)
def test_a_greeting_is_no_time(read: Read, text: str) -> None:
    assert read(text, received_at=CAME)["occurred"]["start"] is None


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("good evening at six this morning my bike was stolen", "2026-11-22T22:00"),
        ("hello good afternoon my wallet was stolen this morning", "2026-11-22T22:00"),
        ("昨天晚上好像有人进了我家", "2026-11-22T10:00"),
        (
            "we went for noodles last night lovely evening and then a man kicked me",
            "2026-11-22T10:00",
        ),
        ("晚上好吵楼上", "2026-11-22T10:00"),
        ("my car was broken into last night have a nice day", "2026-11-22T10:00"),
    ],
)
def test_a_time_beside_a_greeting_is_kept(read: Read, text: str, start: str) -> None:
    assert read(text, received_at=CAME)["occurred"]["start"].startswith(start)


@pytest.mark.parametrize(
    "text",
    [
        "晚上六点以后再打给我我的自行车不见了",
        "我的自行车不见了晚上六点以后再打给我",
        "六點後先好打俾我呀我單車唔見咗",
        "call me after six in the evening my bike was stolen",
        "my bike is gone please ring me back tonight after six",
    ],
)
def test_when_to_call_back_is_no_time_of_the_incident(read: Read, text: str) -> None:
    assert read(text, received_at=CAME)["occurred"]["start"] is None


@pytest.mark.parametrize(
    "text",
    [
        "我十九號去廿二號返返到屋企俾人爆格",
        "我哋十九號去日本廿二號返嚟發現屋企俾人爆格",
        "我们十九号出门二十二号回来发现家里被偷了",
        "my flat was burgled we left on the nineteenth and came back on the twenty second",
        "we were away from the 19th to the 22nd and someone broke in",
    ],
)
def test_a_burglary_lies_between_the_days_of_a_trip(read: Read, text: str) -> None:
    occurred = read(text, received_at=CAME)["occurred"]
    assert occurred["start"].startswith("2026-11-18T16:00")
    assert occurred["end"].startswith("2026-11-22T15:59")


@pytest.mark.parametrize(
    "text",
    [
        "my husband hit me at lunchtime now he's out",
        "he hit my mum at lunchtime and now he's out",
        "at lunchtime he hit me now he's gone out",
        "a man punched my brother at lunchtime now he is out of hospital",
        "中午佢打我而家出咗去",
    ],
)
def test_who_is_out_now_did_it_then(read: Read, text: str) -> None:
    occurred = read(text, received_at=CAME)["occurred"]
    assert occurred["start"].startswith("2026-11-23T03:00")
    assert not occurred["ongoing"]


@pytest.mark.parametrize(
    "text",
    [
        "my husband used to hit me i lost my wallet on the bus",
        "he used to beat me years ago but today i lost my wallet",
        "i lost my wallet and my ex used to hit me",
    ],
)
def test_what_used_to_be_is_neither_now_nor_what_it_is_about(read: Read, text: str) -> None:
    report = read(text, received_at=CAME)
    assert report["incident_types"][0]["code"] == "lost_property"
    assert not report["occurred"]["ongoing"]


def test_what_used_to_be_hides_nothing_of_now(read: Read) -> None:
    text = "my husband used to hit me he is hitting me now"
    assert read(text, received_at=CAME)["urgency"]["level"] == "emergency"
