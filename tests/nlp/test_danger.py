"""Denied, supposed, past, told by others, or harmless: answers on weapons and injuries in spoken texts."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read

#: text, question, the answers that are right
ANSWERS = [
    ("nobody was hurt", "weapon", ["unknown"]),
    ("nobody was hurt", "injury", ["no"]),
    ("he didn't have a knife or anything", "weapon", ["no"]),
    ("I don't know if anyone's injured", "injury", ["unknown"]),
    ("if he comes back he'll hit me he has gone now", "injury", ["unknown"]),
    ("冇人受傷", "injury", ["no"]),
    ("佢冇揸刀", "weapon", ["no"]),
    ("好似話有刀", "weapon", ["unknown"]),
    ("we were cutting the cake with a knife when the lights went off", "weapon", ["unknown"]),
    ("I bought a kitchen knife online and it never arrived", "weapon", ["unknown"]),
    ("the kids were playing with a water gun", "weapon", ["unknown"]),
    ("there was a toy gun in the bag I found", "weapon", ["unknown"]),
    ("it sounded like gunshots but it was only fireworks", "weapon", ["unknown"]),
    ("they were there to shoot a video in the park and blocked the road", "weapon", ["unknown"]),
    ("我食刀削麵嗰陣漏低銀包", "weapon", ["unknown"]),
    ("班細路玩緊包剪揼同剪刀石頭布好嘈", "weapon", ["unknown"]),
    ("我執到個打火機", "weapon", ["unknown"]),
    ("樓下打鐵舖好嘈", "weapon", ["unknown"]),
    (
        "I saw a film last night about a man with a gun I just lost my wallet in the cinema",
        "weapon",
        ["unknown"],
    ),
    ("no no he has a knife he has a knife", "weapon", ["yes"]),
    ("he had no weapon as far as I could see", "weapon", ["no"]),
    ("I couldn't see whether he had a gun", "weapon", ["unknown"]),
    ("not a single person got injured thank god", "injury", ["no"]),
    ("there were no injuries no weapons just shouting", "weapon", ["no"]),
    ("there were no injuries no weapons just shouting", "injury", ["no"]),
    ("none of us were hurt but the car is damaged", "injury", ["no"]),
    ("the driver was fine he wasn't bleeding or anything", "injury", ["no"]),
    ("I don't think he had a knife", "weapon", ["no"]),
    ("I don't think anyone was hurt", "injury", ["no"]),
    ("he's not armed as far as I know", "weapon", ["no"]),
    ("he isn't hurt he is just drunk", "injury", ["no"]),
    (
        "he might have a knife I'm not sure he's still outside my door shouting",
        "weapon",
        ["unknown"],
    ),
    ("nobody came to help and he was bleeding", "injury", ["yes"]),
    ("he wouldn't stop hitting me and my nose is bleeding", "injury", ["yes"]),
    ("I can't stop the bleeding", "injury", ["yes"]),
    ("she is not moving there is blood everywhere", "injury", ["yes"]),
    ("without a weapon he just shouted", "weapon", ["no"]),
    ("he never pulled out a knife", "weapon", ["no"]),
    ("he threatened to stab me but I never saw a knife", "weapon", ["no"]),
    (
        "I cut my finger with scissors last week that is not why I call I lost my bag",
        "weapon",
        ["unknown"],
    ),
    ("佢冇刀冇槍乜都冇", "weapon", ["no"]),
    ("見唔到佢有冇刀", "weapon", ["unknown"]),
    ("唔知有冇人受傷", "injury", ["unknown"]),
    ("我冇事冇受傷", "injury", ["no"]),
    ("唔係刀係把遮嚟", "weapon", ["no"]),
    ("電視入面有人開槍我個仔嚇親 我想問下失物點搵", "weapon", ["unknown"]),
    ("小朋友玩水槍好嘈", "weapon", ["unknown"]),
    ("我想買刀片同鉸剪", "weapon", ["unknown"]),
    ("医生说没有受伤", "injury", ["no"]),
    ("没看到他有没有刀", "weapon", ["unknown"]),
    ("他手里没有拿任何武器", "weapon", ["no"]),
    ("不知道有没有人受伤", "injury", ["unknown"]),
    ("不是枪是玩具", "weapon", ["no", "unknown"]),
    ("没人受伤只是车门凹了", "injury", ["no"]),
    ("我在看电影里面有人拿枪 然后钱包丢了", "weapon", ["unknown"]),
    ("他没拿刀但是拿着铁棍打我", "weapon", ["yes"]),
    ("what is the procedure if someone threatens me with a knife", "weapon", ["unknown"]),
    ("this noise is killing me every night", "injury", ["unknown"]),
    ("my phone is dead and the charger burned out I lost the other one", "injury", ["unknown"]),
    ("someone stole my knife set from the garage", "weapon", ["unknown"]),
    ("手機死咗火 銀包又漏咗喺的士", "injury", ["unknown"]),
    ("嘈到死 晚晚裝修", "injury", ["unknown"]),
    ("我血壓高想問下點樣攞無犯罪紀錄", "injury", ["unknown"]),
    ("楼上吵死了天天晚上唱歌", "injury", ["unknown"]),
    ("no knife no nothing he just pushed me", "weapon", ["no"]),
    ("as far as I know none of them were injured", "injury", ["no"]),
    ("there wasn't any blood and he wasn't carrying anything", "injury", ["no"]),
    ("is anyone hurt I have no idea", "injury", ["unknown"]),
    ("I would have been hurt if the car hadn't stopped", "injury", ["unknown"]),
    ("someone could get hurt with that broken glass", "injury", ["unknown"]),
    ("he used to carry a knife years ago", "weapon", ["no", "unknown", "yes"]),
    ("thankfully everybody is okay", "injury", ["no"]),
    ("she's unhurt", "injury", ["no"]),
    ("I'm not injured but he took my bag with a knife to my neck", "weapon", ["yes"]),
    ("I'm not injured but he took my bag with a knife to my neck", "injury", ["no"]),
    ("the chef dropped a knife near the bin and I want it picked up", "weapon", ["unknown"]),
    ("lost a swiss army knife on the hiking trail", "weapon", ["unknown"]),
    ("they were shooting a commercial with fake guns", "weapon", ["unknown", "no"]),
    ("my son has a plastic sword and he left it on the bus", "weapon", ["unknown"]),
    ("佢冇傷到人", "injury", ["no"]),
    ("我諗佢冇刀", "weapon", ["no"]),
    ("唔覺佢有武器", "weapon", ["no"]),
    ("好彩冇人有事", "injury", ["no"]),
    ("佢話佢有槍但我睇唔到", "weapon", ["unknown", "no", "yes"]),
    ("買咗把菜刀返嚟係壞嘅想投訴", "weapon", ["unknown"]),
    ("沒有人流血", "injury", ["no"]),
    ("他没带刀也没带枪", "weapon", ["no"]),
    ("他可能有刀 但我不确定", "weapon", ["unknown"]),
    ("快递说里面是水果刀 结果没收到", "weapon", ["unknown"]),
    ("还好没人受伤", "injury", ["no"]),
]


@pytest.mark.parametrize(("text", "question", "right"), ANSWERS)
def test_an_answer_is_what_the_caller_meant(
    read: Read, text: str, question: str, right: list[str]
) -> None:
    """What is denied is never yes; a cake knife, a toy, a film and 刀削麵 are no weapons."""
    assert read(text)[question]["value"] in right


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("nobody was hurt he has a knife", "weapon", "yes"),
        ("nobody was hurt he has a knife", "injury", "no"),
        ("I don't think he had a knife he just shouted", "weapon", "no"),
        ("last year he broke my window now he is here with a knife", "weapon", "yes"),
        ("he threw a chair and hit me with a hammer", "weapon", "yes"),
        ("he fixed the shelf with a hammer", "weapon", "unknown"),
        ("冇人受傷但係有個人揸住把刀", "weapon", "yes"),
        ("冇人受傷但係有個人揸住把刀", "injury", "no"),
        ("佢用酒樽扑我個頭", "weapon", "yes"),
        ("我買咗支酒樽咁大嘅水", "weapon", "unknown"),
        ("他用锤子打我", "weapon", "yes"),
        ("师傅用锤子修门", "weapon", "unknown"),
    ],
)
def test_a_denial_ends_where_a_new_subject_begins(
    read: Read, text: str, question: str, value: str
) -> None:
    """Speech has no full stops; things are weapons in the hand of somebody who uses them so."""
    assert read(text)[question]["value"] == value
