"""Who needs help is no suspect, whatever the incident is taken for; who went is among the people; what is no age, no look."""

from __future__ import annotations

from typing import Any

import pytest

from nlp.components.people.ages import is_age
from tests.nlp.conftest import Read


def others(read: Read, text: str) -> list[dict[str, Any]]:
    """The people but the caller."""
    return [p for p in read(text)["people"] if not p["is_caller"]]


@pytest.mark.parametrize(
    "text",
    [
        "my wife just fell down the stairs and she won't wake up i didn't touch her",
        "my wife and i were in the kitchen and she fell and she won't wake up",
        "a woman is screaming upstairs", "there's a lady upstairs screaming her head off", "a child is crying next door all night",
        "my dad can't breathe", "my husband he can't breathe", "a woman with a baby came into my shop and asked me to hide her",
        "a girl is locked in the lift", "a man has collapsed on the platform", "the woman next door is calling for help",
        "there is an old man sitting in the middle of the road", "a teenage girl is sitting on the ledge of the roof",
        "there is a child alone in a parked car", "a white van is parked by the playground watching the children",
        "a little boy is lost in the mall crying for his mum", "my girlfriend says she's going to jump",
        "someone took photos of the school girls at the bus stop", "an old lady fell on the escalator",
        "隔籬屋個細路俾人打到喊成晚", "樓上有個細路俾人打到喊", "有個婆婆坐喺馬路中間", "有個女人喺樓上嗌救命", "個男人跌咗落樓梯唔郁",
        "有个女人在楼上尖叫", "樓上有個女人成日喊", "有個女仔走入我舖頭話有人跟住佢", "有个小孩一个人在车里", "有個男人瞓咗喺馬路",
        "有個後生仔企喺天橋欄杆度想跳", "有個細路喺商場搵唔到阿媽喊緊", "我媽媽跌倒了起不來", "隔离有小孩哭得好惨", "有个女的求我报警", "我同學話佢想跳樓",
        "an elderly man keeps ringing our bell he seems confused", "a domestic helper says her employer locked her out",
        "my friend went hiking yesterday and he's not back",
    ],
)  # fmt: skip
def test_who_needs_help_is_no_suspect(read: Read, text: str) -> None:
    """Nor in the summary; and somebody is told of."""
    report = read(text)
    assert others(read, text)
    assert not [p for p in others(read, text) if p["role"] == "suspect"]
    assert "suspect" not in report["summary"].replace("Suspicious", "").replace("suspicious", "")
    assert "疑犯" not in report["summary_zh"]


@pytest.mark.parametrize(
    ("text", "suspects"),
    [
        ("a man is screaming at the staff", 1),
        ("my husband came home drunk he fell over and then hit me", 1),
        ("two men are fighting one of them is bleeding", 1),
        ("a robber fell and hurt his leg", 1),
        ("my boyfriend is screaming and throwing things at me", 1),
        ("my son punched me and he's locked himself in his room", 1),
        ("a man is choking his wife", 1),
        ("two women hid in the toilet from a man with a knife", 1),
        ("a man tried to grab a child at the playground the child cried", 1),
        ("some kids are screaming and throwing bottles at people", 1),
        ("有個男人喊打喊殺打爛玻璃", 1),
    ],
)
def test_who_attacks_stays_the_suspect(read: Read, text: str, suspects: int) -> None:
    """A shout or a fall does not excuse."""
    assert len([p for p in others(read, text) if p["role"] == "suspect"]) == suspects


@pytest.mark.parametrize(
    ("text", "role", "sex"),
    [
        ("my son is fourteen he's gone off with some men he met on telegram", "missing", "male"),
        ("my daughter ran away with a man she met online", "missing", "female"),
        ("my husband hasn't come home since yesterday", "missing", "male"),
        ("我個女跟咗個網友走咗", "missing", "female"),
        ("阿女離家出走未返", "missing", "female"),
        ("我老公唔見咗兩日", "missing", "male"),
        ("阿仔話想死佢而家鎖埋房門", "involved", "male"),
    ],
)
def test_who_went_or_means_to_die_is_among_the_people(
    read: Read, text: str, role: str, sex: str
) -> None:
    """Whatever the incident is taken for."""
    assert (role, sex) in [(p["role"], p["sex"]) for p in others(read, text)]


def test_who_went_along_with_the_missing_is_not_missing(read: Read) -> None:
    """ "He left with two men"."""
    roles = [p["role"] for p in others(read, "my brother has been missing since monday he left with two men")]  # fmt: skip
    assert roles.count("missing") == 1


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("有個男人冇著衫喺街度打人", "冇著衫"),
        ("有个男人没穿衣服在街上走", "没穿衣服"),
        ("有個男人冇戴口罩打我", "冇戴口罩"),
        ("a man not wearing a shirt hit me", "not wearing a shirt"),
    ],
)
def test_what_somebody_does_not_wear_keeps_its_denial(read: Read, text: str, look: str) -> None:
    """Without it the description says the contrary."""
    assert look in (others(read, text)[0]["description"] or "")


@pytest.mark.parametrize("estate", ["長發邨", "長康邨"])
def test_an_estate_is_no_hair(read: Read, estate: str) -> None:
    """長髮 is in 長發邨 as it is written in the other script."""
    found = others(read, f"有個男人抱住個女企喺窗邊話要跳 我住青衣{estate}")
    assert not [p for p in found if p["description"] and "長" in p["description"]]


@pytest.mark.parametrize(
    ("before", "said", "behind", "right"),
    [
        ("", "about twenty", " guys are fighting", False),
        ("", "about twenty", " young guys", False),
        ("i think ", "twenty something", " floor", False),
        ("crying um block ", "12", " i think", False),
        ("a guy ", "about twenty", " hit me", True),
        ("a ", "twenty something", " guy hit me", True),
        ("", "大约二十几", "楼", False),
        ("", "三十几岁", "个男人", True),
    ],
)
def test_what_counts_or_names_is_no_age(before: str, said: str, behind: str, right: bool) -> None:
    """Twenty guys are not twenty years old."""
    assert is_age(before, said, behind) is right


def test_a_number_of_people_is_in_no_description(read: Read) -> None:
    """It is their count."""
    suspects = others(read, "about twenty guys are fighting outside the bar")[0]
    assert (suspects["count"], suspects["age"], suspects["description"]) == (20, None, None)
