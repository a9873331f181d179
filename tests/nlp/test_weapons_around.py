"""What the words around a weapon or a wound make of it: denied, asked for, stolen, corrected, hidden, left open."""

from __future__ import annotations

import pytest

from tests.nlp.conftest import Read


@pytest.mark.parametrize(
    "text",
    [
        "冇揸刀冇打人淨係鬧", "佢哋冇拎刀打人只係嘈", "他没有拿刀砍人就是骂人", "佢無拎棍打人", "没带刀没打人",
        "他们没拿棍子打人", "佢冇用刀指住我", "they didn't have any knives they didn't hit anyone with bottles",
        "there was no knife he just shouted", "he had a knife no sorry not a knife it was his phone",
        "佢揸住把刀呀唔係刀係支筆",
    ],
)  # fmt: skip
def test_a_denied_weapon_is_never_yes(read: Read, text: str) -> None:
    """A denial holds though a longer span begins behind it, and though it is the caller's second thought."""
    assert read(text)["weapon"]["value"] == "no"


@pytest.mark.parametrize(
    "text",
    [
        "我把菜刀俾人偷咗", "我的刀被人偷了", "有人偷咗我舖頭嘅刀", "我啲刀唔見咗", "我屋企把刀唔見咗", "賊人偷咗幾把刀同埋個煲", "does anybody have a knife to open the box",
        "can i borrow a knife to cut the rope", "do you have a knife i can use", "i need a knife to open this parcel",
        "is it legal to carry a pepper spray", "someone stole a set of knives from my restaurant", "有冇人有把刀借我開箱",
        "可唔可以帶刀上飛機", "我想借把刀", "佢有冇揸刀我睇唔清", "has anyone got a screwdriver i locked myself out",
    ],
)  # fmt: skip
def test_a_thing_that_is_asked_for_or_gone_is_no_weapon(read: Read, text: str) -> None:
    """It is in nobody's hand."""
    assert read(text)["weapon"]["value"] == "unknown"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("he pulled a knife on me sorry not a knife it was a pair of scissors", "scissors"),
        ("he threatened me with a gun sorry i mean a knife", "knife"),
        ("she grabbed a hammer or rather a screwdriver and hit me", "screwdriver"),
        ("佢攞把刀出嚟 唔係刀 係鉸剪", "鉸剪"),
        ("他拿着枪 不对 说错了 是一把刀", "刀"),
        ("two men came in and smashed the cabinet with hammers and took the watches", "hammers"),
        ("three masked men used hammers to smash the display cases", "hammers"),
        ("有兩個男人用鎚仔打爛個玻璃櫃攞走金器", "鎚仔"),
        ("there's a guy outside with a baseball bat tucked down his trousers", "baseball bat"),
        ("a man has a hammer hidden under his coat", "hammer"),
        ("佢褲頭插住把螺絲批", "螺絲批"),
        ("佢手上拎住啲嘢好似係鎅刀嚟", "鎅刀"),
        ("he stole my bag and he has a knife", "knife"),
        ("佢偷咗我個袋仲攞刀指住我", "刀"),
    ],
)
def test_what_somebody_has_in_his_hand_or_clothes_is_shown(
    read: Read, text: str, shown: str
) -> None:
    """After a correction the evidence is what it was, and nothing else."""
    weapon = read(text)["weapon"]
    assert weapon["value"] == "yes"
    assert all(shown in ev["text"] for ev in weapon["evidence"])


@pytest.mark.parametrize(
    "text",
    ["有個男人拿枪在街上走 可能是玩具枪", "there's a man with a gun maybe it's a toy gun", "佢揸住支槍唔知係咪玩具"],
)  # fmt: skip
def test_what_may_be_a_toy_is_possible(read: Read, text: str) -> None:
    """No answer, but what was seen is kept as evidence and presses."""
    report = read(text)
    assert report["weapon"]["value"] == "unknown"
    assert report["weapon"]["evidence"]
    assert report["urgency"]["level"] == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "there was a fight in the restaurant one of the staff is cut on the hand", "two men fighting his ear's hanging off",
        "he bit off part of my ear", "my husband hit me last night i've got bruises all over", "他满身瘀伤 俾人打",
        "架車撞到我冇乜嘢只係擦損少少", "she was knocked down she only has a few scratches", "he was hit by a bike slightly hurt",
        "a man is slashed across the face", "his finger was cut off by the machine", "her arm is all scratched up", "他的耳朵被咬掉了",
    ],
)  # fmt: skip
def test_small_and_odd_injuries_are_injuries(read: Read, text: str) -> None:
    """Whatever it is that is cut, torn or bruised."""
    assert read(text)["injury"]["value"] == "yes"


@pytest.mark.parametrize(
    "text",
    ["there are just a few scratches on the car door", "a small scratch on my bumper", "just a few marks on the wall"],
)  # fmt: skip
def test_what_is_scratched_is_a_thing(read: Read, text: str) -> None:
    """Paint does not bleed."""
    assert read(text)["injury"]["value"] == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "我阿媽食咗成樽安眠藥佢話冇事喎", "my mother took twenty sleeping pills an hour ago she says she's fine",
        "he fell off his bike he insists he's fine", "司機話冇事", "個仔飲咗洗潔精佢冇事", "she swallowed a battery but she's okay",
        "my dad banged his head he says he's alright", "my husband drank weed killer he says he's okay",
    ],
)  # fmt: skip
def test_feeling_well_is_no_answer_after_an_overdose_or_from_a_third_mouth(
    read: Read, text: str
) -> None:
    """ "Nobody is hurt" would be the machine's own claim."""
    assert read(text)["injury"]["value"] != "no"


@pytest.mark.parametrize(
    "text", ["i'm fine nobody was hurt", "架車撞欄 人冇事", "the car hit the wall we're all okay"]
)
def test_who_speaks_of_himself_is_believed(read: Read, text: str) -> None:
    """What the caller saw or is."""
    assert read(text)["injury"]["value"] == "no"
