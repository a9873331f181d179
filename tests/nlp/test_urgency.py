"""How urgent, over many texts: an emergency is rarely missed, and what is over or asked is none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.nlp.conftest import Read

EMERGENCIES = [
    "there's a man in the street with blood pouring down his face and he's staggering about",
    "my sister's boyfriend is strangling her through the door I can hear it",
    "someone has fallen between the train and the platform",
    "the oven caught and now the curtains are going up",
    "two kids are on the frozen food truck roof on the highway hanging on",
    "I'm bleeding and he's still in the flat",
    "there's a robbery happening at the gold shop opposite me",
    "my roommate swallowed a load of painkillers and she's drowsy",
    "a bloke is threatening passengers with a screwdriver on the bus",
    "she's about to throw herself off the car park",
    "this guy grabbed my arm and he won't let go of me we're at the bus stop",
    "my mum can't speak and one side of her face has dropped",
    "there's people screaming and running someone's got a gun I think",
    "an old man got hit by a tram and isn't moving",
    "we're trapped on the hill the water's coming up and my friend is hurt",
    "he keeps punching the windscreen and there's a baby in the car",
    "嗰邊有人打大交仲有人流緊血",
    "我爸爸突然間講唔到嘢半邊身郁唔到",
    "有個後生仔攞住支鐵通喺巴士度嚇啲乘客",
    "個爐頭著火燒到窗簾喇",
    "有個女人抱住個BB企喺天台話要跳",
    "佢捉實我隻手唔放我走我喺巴士站",
    "我同屋食咗好多止痛藥而家好似瞓咗咁",
    "對面金舖而家有人打劫",
    "有個細路爬咗出冷氣機度",
    "水浸到上嚟我哋行唔到有人傷咗",
    "有人拿着铁棍在公交上吓唬乘客",
    "我爸突然说不出话半边身子不能动",
    "锅起火了窗帘都烧着了",
    "有个女人抱着孩子站在楼顶说要跳",
    "他抓着我的手不让我走",
    "金店正在被抢",
    "室友吃了很多止痛药现在叫不太醒",
    "有个孩子爬到空调外机上去了",
    "被电车撞了的老人一动不动",
    "no no he has a knife he has a knife",
    "he might have a knife I'm not sure he's still outside my door shouting",
    "I can't stop the bleeding",
    "she is not moving there is blood everywhere",
    "佢好似揸住把刀仲喺樓下",
    "someone is breaking into my flat right now please hurry",
    "there's a guy trying to force open my door",
    "my husband is hitting me please send someone",
    "an old man has collapsed on the pavement and he isn't breathing",
    "there's a woman standing on the ledge outside the 20th floor",
    "I don't want to live any more I've taken a lot of pills",
    "there's smoke coming out of the flat opposite",
    "I can smell gas really strong in the corridor",
    "my little boy is gone I turned around and he was gone five minutes ago at the playground",
    "a car hit a cyclist and he's lying on the road not moving",
    "they pushed a girl into a van and drove off",
    "a man has been following me since the MTR and I'm hiding in a shop",
    "someone called to say there is a bomb in the school",
    "a kid fell in the water and can't swim",
    "my father has terrible chest pain and can't breathe properly",
    "he's got my sister he won't let her out of the room and she is screaming",
    "there are four men beating up a guy outside the bar",
    "he cut his wrist there's so much blood",
    "we are stuck in the lift and there is smoke",
    "a man is forcing himself on a woman behind the toilets",
    "he says he's going to jump off the roof",
    "there is somebody in my house I can hear them downstairs",
    "a man pulled a knife on the cashier he's still in the store",
    "they're chasing him with choppers",
    "she has swallowed bleach",
    "I've been stabbed",
    "my neighbour is screaming for help and I hear things breaking",
    "he just punched me and he's coming back with his friends",
    "someone is lying in the street unconscious",
    "car crash people are trapped inside",
    "救命啊佢而家打緊我",
    "佢而家揸住把刀喺大堂",
    "有個阿伯流好多血",
    "我阿媽突然暈咗冇呼吸",
    "有個女仔坐喺天台邊想跳樓",
    "對面單位燒緊好大煙",
    "有人爆緊我門",
    "有個細路跌咗落水",
    "個小朋友啱啱喺商場唔見咗得三歲",
    "有個男人一直跟住我我而家匿喺便利店",
    "有人俾車撞到瞓喺馬路度郁都唔郁",
    "我老公掐住我條頸",
    "佢話要燒炭死咗佢算",
    "有班人拎住水喉通追斬一個人",
    "屋入面有人我聽到腳步聲",
    "成屋都係煤氣味",
    "我阿爸心口痛透唔到氣",
    "有人打電話嚟話擺咗炸彈",
    "有人被拖上车绑走了",
    "我女朋友吃了一整瓶安眠药叫不醒",
    "有人在砸我家的门要冲进来",
    "楼下着火了有人被困",
    "一个老人倒在地上没有反应",
    "他正在打我妈妈",
    "有人站在桥边上要跳下去",
    "有个男的拿刀在追人",
    "孩子掉进水里了",
    "他强奸我他还在外面",
]
CALM = [
    "I'd like to find out how my stolen bike case is going",
    "somebody took my laptop from the library yesterday afternoon",
    "there's a car blocking the fire lane outside our block again",
    "my neighbour plays the drums till midnight",
    "found a purse on the bench near the pier",
    "I was beaten up two weeks ago and want to add to my statement",
    "the boy who was missing has come home so please cancel",
    "hawkers are blocking the pavement outside the market",
    "a van has been dumped on the hill road for months",
    "some website charged my card for nothing",
    "how do I report a lost passport",
    "there was a stabbing here years ago and I want to write about it",
    "we held a safety drill with fake casualties yesterday nothing happened",
    "佢哋擺檔阻住條路",
    "我想問單車失竊單案點",
    "我部電腦琴日喺圖書館俾人攞咗",
    "隔籬打鼓打到十二點",
    "執到個銀包喺碼頭張櫈度",
    "唔見咗嗰個細路已經返咗屋企唔使搵喇",
    "兩個禮拜前我俾人打過而家想補充口供",
    "架van棄置咗喺斜坡幾個月",
    "我的自行车案子查得怎么样了",
    "昨天下午我的电脑在图书馆被人拿走了",
    "隔壁打鼓打到半夜",
    "在码头捡到一个钱包",
    "走丢的孩子已经回家了 不用找了",
    "有人在网上刷了我的卡",
    "摆摊的挡着路",
    "if he comes back he'll hit me he has gone now",
    "last year he broke my window",
    "如果佢再嚟我會報警",
    "we were cutting the cake with a knife when the lights went off",
    "I bought a kitchen knife online and it never arrived",
    "the kids were playing with a water gun",
    "there was a toy gun in the bag I found",
    "it sounded like gunshots but it was only fireworks",
    "they were there to shoot a video in the park and blocked the road",
    "我食刀削麵嗰陣漏低銀包",
    "班細路玩緊包剪揼同剪刀石頭布好嘈",
    "我執到個打火機",
    "樓下打鐵舖好嘈",
    "I saw a film last night about a man with a gun I just lost my wallet in the cinema",
    "my friend said somebody got stabbed there last year",
    "it was a joke nobody has a bomb",
    "there was a fire drill at my office and I lost my watch",
    "I cut my finger with scissors last week that is not why I call I lost my bag",
    "two years ago I was stabbed now I just want to ask about the case",
    "the dog looked injured but it ran away",
    "if there is a fire who do I call",
    "以前試過俾人斬傷",
    "聽人講嗰度舊年有人俾人打劫",
    "電視入面有人開槍我個仔嚇親 我想問下失物點搵",
    "咪開玩笑啦冇炸彈㗎",
    "小朋友玩水槍好嘈",
    "我想買刀片同鉸剪",
    "要是他再来我就报警",
    "去年有人在这里被捅伤",
    "我在看电影里面有人拿枪 然后钱包丢了",
    "my car was stolen on Monday please help me find it",
    "can you help me I lost my octopus card on the bus",
    "the fire was put out already and the firemen left I just want to report the damage",
    "the ambulance already came and took him to hospital yesterday",
    "the police already arrested him last night thank you",
    "I'd like to ask what time the police station opens",
    "two men had a fight here last week",
    "what is the procedure if someone threatens me with a knife",
    "my neighbours keep screaming at the football on TV",
    "the fire alarm test keeps going off every morning and it's noisy",
    "this noise is killing me every night",
    "my phone is dead and the charger burned out I lost the other one",
    "a cat is stuck in a tree",
    "I'm dying to know what happened to my case",
    "I jumped the queue and someone shouted at me last week",
    "someone stole my knife set from the garage",
    "舊年有人喺度跳樓我想問下個案進展",
    "琴晚隔籬嗌交嗌到好大聲而家冇事喇",
    "消防已經救熄咗火 我想問幾時可以返屋企",
    "我想問下報失護照點做",
    "救護車已經嚟咗送咗佢去醫院",
    "手機死咗火 銀包又漏咗喺的士",
    "嘈到死 晚晚裝修",
    "我血壓高想問下點樣攞無犯罪紀錄",
    "上个月被打了现在想问案件进展",
    "楼上吵死了天天晚上唱歌",
    "请问派出所几点开门",
    "警察已经把他抓走了没事了",
    "昨天两个人打架已经走了",
]
PRESSING = [
    "佢話如果我唔俾錢就斬我",
    "my daughter is thirteen and hasn't come home from school",
    "a man was just snatched his chain and ran off two minutes ago",
    "he said he'll kill me when he gets out",
    "there's a drunk guy pushing people on the platform",
    "my ex keeps waiting outside my office I'm frightened",
    "there's someone looking into cars in the car park now",
    "an old lady with dementia is lost in the market",
    "I was robbed ten minutes ago he ran towards the MTR",
    "someone threw a bottle from upstairs it nearly hit a child",
    "我婆婆失智走失咗三個鐘",
    "收數佬話要燒我屋企",
    "啱啱有人搶咗我條頸鏈走咗",
    "有個男人喺公園望住啲細路女行嚟行去",
    "有人一直在楼下等我我很害怕",
    "我孩子放学没回家十岁",
    "刚才有人抢了我的包往地铁站跑了",
]


def _levels(read: Read, texts: Sequence[str]) -> list[str]:
    return [read(text)["urgency"]["level"] for text in texts]


def test_emergencies_are_rarely_missed(read: Read) -> None:
    """Violence, weapons, fire, breath, ledges, children lost, doors forced: in three languages."""
    levels = _levels(read, EMERGENCIES)
    assert levels.count("emergency") >= 0.95 * len(levels)


def test_what_is_over_asked_or_harmless_is_rarely_an_emergency(read: Read) -> None:
    """Settled, long ago, on television, a drill, a question: at most one in twelve is raised."""
    levels = _levels(read, CALM)
    assert levels.count("emergency") <= len(levels) / 12


def test_what_presses_is_rarely_routine(read: Read) -> None:
    """Threats, the vulnerable, an offender near or just gone."""
    levels = _levels(read, PRESSING)
    assert levels.count("routine") <= 0.1 * len(levels)


@pytest.mark.parametrize(
    ("over", "now"),
    [
        ("last week a man was stabbed here", "a man is being stabbed here"),
        ("the fire was put out already", "the fire is spreading"),
        ("舊年有人喺度跳樓", "有人想跳樓"),
        ("if he comes back with a knife what do I do", "he came back with a knife he is here now"),
        ("去年有人在这里砍人", "有人在这里砍人"),
    ],
)
def test_the_same_danger_over_and_now(read: Read, over: str, now: str) -> None:
    """Tense and time decide."""
    assert read(over)["urgency"]["level"] != "emergency"
    assert read(now)["urgency"]["level"] == "emergency"


def test_a_reason_names_the_words_that_raised(read: Read) -> None:
    """An officer sees why: the cue's words, or the stretch that carries the classifier's opinion."""
    reasons = read("he says he is going to jump off the roof")["urgency"]["reasons"]
    assert any("jump" in evidence["text"] for reason in reasons for evidence in reason["evidence"])


#: Disguised, whispered, in passing: life, a child near water, smoke, gas, a door being forced.
TOLD_CALMLY = [
    "hello can I order a large pizza to 14C block 4 no I can't say he's right here",
    "I can't talk he's in the kitchen please send somebody to flat 5B",
    "I have to whisper there's a man in the hallway he thinks nobody's home",
    "my boy is five he went to get an ice cream by the water and he's not back his shoes are on the rocks",
    "granny has dementia she went out in her nightdress and it's freezing we can't find her",
    "he says he just wants some air but he's standing outside the railing on the thirtieth floor",
    "she texted look after the cat for me and I'm sorry and she's turned her phone off",
    "there's smoke coming from the flat next door and nobody answers",
    "the hallway smells of gas and my eyes sting",
    "two men are forcing the shutter of the goldsmith with a bar right now",
    "someone's trying to get into my flat I can hear the lock",
    "there's a man on the bus with a big knife on his lap he isn't doing anything with it",
    "a mattress is lying in the fast lane of Tolo Highway cars are swerving round it and a bike nearly hit it",
    "a car's driving the wrong way on the highway towards Sha Tin",
    "I woke up with no clothes on in a hotel and I don't remember anything there's a strange man here",
    "he's on the floor and they keep kicking him he isn't moving",
    "there's an old man collapsed in the lift his lips are blue",
    "我唔方便講嘢 佢喺隔離房 快啲派人嚟 十樓B",
    "個仔五歲話去買雪糕 兩個鐘未返 佢對鞋喺水邊",
    "有個女仔坐咗喺天台欄杆外面 佢話只係想靜下",
    "隔離屋罅有煙出 拍門冇人應",
    "有人撬緊我道門 我一個人喺屋企",
    "他说想一个人静静 坐在楼顶外面 腿悬着",
    "走廊全是煤气味 有人晕了",
    "有人在撬对面金店的卷帘门 现在还在撬",
    "hi i'd like to order a pizza please yes a large one to south horizons block 18 um no i can't he's right here yes the same one that was angry last time so just bring it quickly ok yes thank you",
    "想叫外賣呀 兩個飯 送上嚟十樓 佢坐喺我隔離 快啲得唔得",
]


#: Noticed later, long ago, over, a manner of speaking, or not meant as a call.
NOT_NOW = [
    "somebody lifted my purse in the market this morning I only want a report number",
    "the lady walked out without paying about half an hour ago nobody hurt we've got her on camera",
    "last year somebody pulled a knife on me there should be more lights",
    "we're shooting the wedding photos in the park on Saturday do we need a permit",
    "somebody's going to get hurt on that broken step one day",
    "the engines are screaming every friday night it's the noise I can't stand",
    "no rush at all but there's a burnt out car in the lane since october",
    "my boy has been found thank you he was at his friend's please cancel",
    "the fire is out now the firemen are packing up I only need the reference",
    "琴晚俾人偷咗電話 想攞個編號",
    "舊年俾人用刀指住 想問下個案",
    "火已經熄咗 消防走咗 想要份報告",
    "孩子找到了 谢谢 不用来了",
    "去年这里有人被砍 我想问问装灯的事",
    "I'd like to order a pizza with extra cheese please for seven o'clock",
    "can't talk now I'm in a meeting call you later he's here the client",
    "唔方便講嘢 開緊會 遲啲覆你",
    "keep my voice down the baby's asleep",
]


def test_danger_told_calmly_or_in_disguise_is_rarely_missed(read: Read) -> None:
    missed = [text for text in TOLD_CALMLY if read(text)["urgency"]["level"] != "emergency"]
    assert len(missed) <= 4, missed


def test_what_is_not_now_is_no_emergency(read: Read) -> None:
    raised = [text for text in NOT_NOW if read(text)["urgency"]["level"] == "emergency"]
    assert not raised


@pytest.mark.parametrize(
    "text",
    [
        "my baby is not breathing",
        "he is not breathing and his lips are blue",
        "my wife is not conscious",
        "they are shooting at us",
        "someone is shooting outside my building",
        "there's water up to the seats and my mother is still in the car",
        "the kitchen is on fire and my grandpa is still inside",
    ],
)
def test_life_failing_told_in_a_few_words_is_an_emergency(read: Read, text: str) -> None:
    """Words that deny by themselves ("not breathing") are not denied by the "is not" that they share."""
    assert read(text)["urgency"]["level"] == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "we were shooting hoops in the park",
        "they are shooting a film in our street",
        "the till was lying on the floor and the money is gone",
    ],
)
def test_what_only_sounds_like_danger_is_no_emergency(read: Read, text: str) -> None:
    assert read(text)["urgency"]["level"] != "emergency"
