"""What goes on now, in three languages: said, told in the present, or a scene that is watched."""

from __future__ import annotations

from datetime import datetime

import pytest

from nlp.components.times.clock import HONG_KONG
from tests.nlp.conftest import RECEIVED_AT, Read

#: Told while it goes on; no time is said.
GOES_ON = [
    "two men fighting outside the seven eleven",
    "the couple upstairs are screaming at each other",
    "a drunk guy is lying in the middle of the road",
    "there's a wild boar outside the school",
    "there is a van blocking our car park",
    "somebody dumped a fridge in the middle of the road",
    "a big tree has come down across both lanes",
    "two blokes totally drunk throwing chairs about on the pier",
    "a man with a megaphone shouts at people outside the station",
    "I can hear a woman screaming for help next door",
    "someone is in my house I'm hiding in the wardrobe",
    "some students climbed over the fence and they're on the roof",
    "music is blasting from the flat upstairs",
    "my son is lost he was holding my hand in the market",
    "they're gambling in the park",
    "有兩個女人喺巴士站嗌交",
    "有個男人喺大堂拍門唔走",
    "有個女人坐咗喺天台邊隻腳吊咗出去",
    "樓上打麻雀好嘈",
    "條路有棵樹冧咗",
    "有隻牛喺馬路中間企喺度",
    "有三架車霸住條緊急通道",
    "班細路喺公園踢波踢到好大聲",
    "有人喺公園賭錢",
    "個仔放學都未返屋企",
    "有人在楼下吵架",
    "有个男的在地铁口发酒疯",
    "一辆货车停在消防通道上",
    "前面路上有一块铁板",
    "几个人围着一个学生打",
    "我孩子放学没回家",
    "隔壁在装修，吵死了",
    "无人机在我窗口飞",
    "有个老人迷路了，在便利店门口坐着",
]

#: Over, or no more than what recurs, or nothing that can go on.
IS_OVER = [
    "two men were fighting outside the bar last night",
    "there was a man asleep in our lobby",
    "kids were on the roof of the school but they have gone",
    "a dog bit me just now and the owner ran away",
    "a man exposed himself to me on the minibus this morning",
    "there was a van blocking our car park yesterday morning but it drove off",
    "I lost my phone yesterday I'm calling from a friend's phone now",
    "I found a wallet on the bus and I'm on my way to work now",
    "some boys hit my son an hour ago we're going to the hospital now",
    "my car was broken into last night and I'm standing beside it now",
    "a homeless man sleeps in our stairwell every night",
    "a man followed me from the station but I got home safe",
    "he sent me a threat at ten last night I'm safe at my sister's for now",
    "there's a guy who sells drugs here every night",
    "琴晚有人喺樓下嗌交嗌到兩點",
    "有隻狗咬親我，走咗喇",
    "我執到部電話，而家喺我度",
    "啱啱有人打我，流緊血，佢走咗",
    "我個銀包尋日唔見咗，我而家喺差館",
    "公園日日都有人賭錢",
    "几个人把一个学生打了，跑了",
    "我现在在医院，昨晚被人打了",
    "昨天有无人机在我窗口飞",
    "他打了我就走了",
    "the lorry that was blocking us has been towed",
    "my husband slapped me but he's gone out now",
    "a drone flew past my window",
    "有人喺度嗌交，不過已經散咗",
    "路上有个坑，已经补好了",
    "那辆车挡了我两个小时，后来开走了",
]


@pytest.mark.parametrize("text", GOES_ON)
def test_what_is_told_while_it_happens_goes_on(read: Read, text: str) -> None:
    """It goes on, and its time is that of the message."""
    occurred = read(text)["occurred"]
    assert occurred["ongoing"] is True
    assert _times(occurred) == ("20 10:30", "20 10:30")
    assert occurred["evidence"]


@pytest.mark.parametrize("text", IS_OVER)
def test_what_is_over_does_not_go_on(read: Read, text: str) -> None:
    """Told in the past, gone, lost and found, or done again and again."""
    assert read(text)["occurred"]["ongoing"] is False


#: Said at a quarter past ten on Friday evening: what began and lasts until the message.
LASTS = [
    ("my dad walked out at two this afternoon and nobody has seen him", "20 14:00"),
    ("a party on the roof started at nine and my baby cannot sleep", "20 21:00"),
    ("a man has been trying the car doors for the last hour", "20 21:15"),
    (
        "there are two cars on the zebra crossing they've been there for an hour one is red",
        "20 21:15",
    ),
    ("樓上由九點開始打麻雀好嘈", "20 21:00"),
    ("我爸爸下晝兩點出咗去到而家都未返", "20 14:00"),
    ("架車霸住個消防通道兩個鐘", "20 20:15"),
    ("走廊有个男的，最近一个小时在按每一家的门铃", "20 21:15"),
    ("楼下停了一辆车两个小时没熄火，里面的人拿望远镜看我们", "20 20:15"),
    ("我妈下午两点出去买菜，到现在没回来", "20 14:00"),
]


@pytest.mark.parametrize(("text", "start"), LASTS)
def test_what_began_then_and_goes_on_lasts_until_the_message(
    read: Read, text: str, start: str
) -> None:
    """From when it began to when it was told."""
    occurred = read(text, received_at=RECEIVED_AT.replace(hour=22, minute=15))["occurred"]
    assert occurred["ongoing"] is True
    assert _times(occurred) == (start, "20 22:15")


@pytest.mark.parametrize(
    "text",
    [
        "sorry to bother you at three in the morning there's a boy standing outside the railing on the roof",
        "it's nearly three in the morning and they are drilling next door",
        "都凌晨三點喇樓下仲喺度唱K",
    ],
)
def test_the_time_of_the_call_is_not_the_time_of_the_incident(read: Read, text: str) -> None:
    """The clock of the caller says when it goes on: now."""
    occurred = read(text, received_at=RECEIVED_AT.replace(hour=2, minute=52))["occurred"]
    assert occurred["ongoing"] is True
    assert _times(occurred) == ("20 02:52", "20 02:52")


def test_again_tonight_goes_on_and_recurs(read: Read) -> None:
    """What happens every week and happens now has both flags, and the time of the message."""
    now = RECEIVED_AT.replace(hour=22, minute=50)
    text = (
        "racing again on the hill road tonight six cars engines screaming they do it every friday"
    )
    occurred = read(text, received_at=now)["occurred"]
    assert (occurred["ongoing"], occurred["recurring"]) == (True, True)
    assert _times(occurred) == ("20 22:50", "20 22:50")


def test_a_scene_that_is_only_watched_does_not_press(read: Read) -> None:
    """A parked lorry goes on, which is no reason to hurry."""
    assert read("一辆货车停在消防通道上")["urgency"]["level"] == "routine"


def _times(occurred: dict[str, object]) -> tuple[str, str]:
    ends = [datetime.fromisoformat(str(occurred[name])) for name in ("start", "end")]
    start, end = (moment.astimezone(HONG_KONG).strftime("%d %H:%M") for moment in ends)
    return start, end
