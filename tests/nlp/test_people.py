"""People: who is told of, in which role, how many, of which sex and age, and what they look like."""

from __future__ import annotations

from typing import Any

import pytest

from nlp.components.people.ages import age_of
from nlp.normalise import fold
from tests.nlp.conftest import Read


def people(read: Read, text: str, role: str = "") -> list[dict[str, Any]]:
    """The people of a text other than the caller, of one role if given."""
    return [
        p for p in read(text)["people"] if not p["is_caller"] and (not role or p["role"] == role)
    ]


@pytest.mark.parametrize(
    ("text", "count", "sex"),
    [
        ("two men robbed me", 2, "male"),
        ("a tall skinny woman stole my bag", 1, "female"),
        ("a gang of five youths beat up my friend", 5, None),
        ("a couple of guys broke into my shop", 2, "male"),
        ("three or four guys are fighting", None, "male"),
        ("some teenagers smashed the window", None, None),
        ("兩個男人打劫我", 2, "male"),
        ("有個女人偷咗我銀包", 1, "female"),
        ("一班後生仔打交", None, "male"),
        ("三四個古惑仔打人", None, None),
        ("十個人圍毆一個男仔", 10, None),
        ("有三名男子搶劫", 3, "male"),
    ],
)
def test_how_many_and_of_which_sex(
    read: Read, text: str, count: int | None, sex: str | None
) -> None:
    """A vague number stays a word and is no number."""
    suspect = people(read, text, "suspect")[0]
    assert (suspect["count"], suspect["sex"]) == (count, sex)


def test_a_vague_number_is_kept_in_the_callers_words(read: Read) -> None:
    """Nothing is made of "three or four", and nothing of it is lost."""
    assert "three or four" in people(read, "three or four guys are fighting")[0]["description"]
    assert "三四個" in people(read, "三四個古惑仔打人")[0]["description"]


@pytest.mark.parametrize(
    ("said", "age"),
    [
        ("about 30 years old", "30"), ("about twelve years old", "12"), ("in his fifties", "50s"),
        ("in her early twenties", "early 20s"), ("in his 40s", "40s"), ("aged 65", "65"), ("a 25-year-old", "25"),
        ("thirty something", "30s"), ("forty to fifty years old", "40-50"), ("in their late teens", "late teens"),
        ("三十幾歲", "30s"), ("十二歲", "12"), ("大約四十歲", "40"), ("廿幾歲", "20s"), ("七十八歲", "78"),
        ("二三十歲", "20-30"), ("十三四歲", "13-14"), ("三十出頭", "early 30s"), ("十幾歲", "teens"), ("hello", None),
    ],
)  # fmt: skip
def test_ages_in_figures(said: str, age: str | None) -> None:
    """Exact, by tens, by a span."""
    assert age_of(fold(said)) == age


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a man in his fifties wearing glasses and a grey suit touched my bottom", ["glasses and a grey suit"]),
        ("an indian man with a beard and a blue turban stole my phone he ran into the MTR station",
         ["indian", "beard and a blue turban", "ran into the MTR station"]),
        ("a bald guy with a scar on his face speaks mandarin he robbed me", ["bald", "scar on his face", "speaks mandarin"]),
        ("a guy robbed me he was very tall about 180 cm with short black hair and a tattoo on his left arm",
         ["very tall", "180 cm", "short black hair", "tattoo on his left arm"]),
        ("有個三十幾歲嘅男人着黑色衫戴口罩偷咗我部電話", ["着黑色衫戴口罩"]),
        ("有個南亞裔男人有鬍鬚手臂有紋身打劫我", ["南亞裔", "有鬍鬚", "手臂有紋身"]),
        ("一個高高瘦瘦的男人戴着帽子搶了我的包往尖沙咀方向跑了", ["高高瘦瘦", "戴着帽子", "往尖沙咀方向跑"]),
        ("有個光頭佬講普通話打咗我", ["光頭", "講普通話"]),
    ],
)  # fmt: skip
def test_looks_are_the_callers_own_words(read: Read, text: str, parts: list[str]) -> None:
    """Height, build, hair, clothes, marks, speech and the way they went, each with evidence."""
    suspect = people(read, text, "suspect")[0]
    assert [part for part in parts if part not in suspect["description"]] == []
    assert len(suspect["evidence"]) >= 2


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("two men robbed me one was tall and wearing a black hoodie the other was short with a red cap", ["tall, black hoodie", "short, red cap"]),
        ("有兩個男人打劫我 一個高一個矮 高嗰個着黑色衫", ["高，着黑色衫", "矮"]),
        ("兩男一女入嚟搶嘢 一個光頭 一個染金髮", ["光頭", "染金髮"]),
    ],
)  # fmt: skip
def test_several_people_are_told_apart(read: Read, text: str, looks: list[str]) -> None:
    """ "One ... the other ...": each has his own looks, and the group is not counted again."""
    found = people(read, text, "suspect")
    assert [p["description"] for p in found if p["description"]] == looks
    assert all(p["count"] == 1 for p in found if p["description"])


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("a taxi hit an old lady and the driver drove off", {"victim", "suspect"}),
        ("a security guard was beaten by three men", {"victim", "suspect"}),
        ("i saw a woman hitting a little boy", {"suspect", "victim"}),
        ("my friend was robbed by two south asian men", {"victim", "suspect"}),
        ("my son is ten years old he hasn't come home", {"missing"}),
        (
            "two men robbed a tourist and a security guard saw everything",
            {"suspect", "victim", "witness"},
        ),
        ("有架的士撞到個婆婆司機走咗", {"victim", "suspect"}),
        ("三個男人追打一個男仔", {"suspect", "victim"}),
        ("我阿媽今朝出咗去未返", {"missing"}),
        ("我老公打我", {"suspect"}),
    ],
)
def test_the_role_by_the_verb_and_the_incident(read: Read, text: str, roles: set[str]) -> None:
    """Who does it, whom it befalls, who saw it, who is sought."""
    assert {p["role"] for p in people(read, text)} == roles


def test_the_caller_is_a_victim_or_a_witness(read: Read) -> None:
    """By what they say befell them, or what they saw."""
    for text, role in (
        ("my phone was stolen by a man", "victim"),
        ("我俾人打劫", "victim"),
        ("I saw a man breaking into a shop he stole a watch", "witness"),
        ("我見到有個男人喺度偷單車", "witness"),
    ):
        assert [p["role"] for p in read(text)["people"] if p["is_caller"]] == [role], text


def test_the_man_after_a_man_is_the_same(read: Read) -> None:
    """Told twice, counted once; "another man" is somebody else."""
    same = people(read, "a man robbed me the man had a knife and that man ran away")
    other = people(read, "a man robbed me and another man took my bag")
    assert (len(same), len(other)) == (1, 2)


def test_only_a_pronoun_is_a_person_too(read: Read) -> None:
    """ "He was about fifty" without any noun."""
    suspect = people(read, "I was robbed he was about fifty, fat, wearing slippers", "suspect")[0]
    assert (suspect["sex"], suspect["age"]) == ("male", "50")
    assert "slippers" in suspect["description"]


@pytest.mark.parametrize(
    "text",
    ["my bike was stolen I was wearing a red jacket", "nobody was there", "no man did it", "Ladies Market in Mong Kok",
     "I want to speak to a person", "個人資料俾人偷咗", "女人街好多人"],
)  # fmt: skip
def test_nobody_is_made_up(read: Read, text: str) -> None:
    """The caller's own clothes, nobody, places and plain words name no person."""
    assert people(read, text) == []


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("a bus driver was slapped by a passenger", ["victim", "suspect"]),
        ("an old man was pushed over by a teenager", ["victim", "suspect"]),
        ("a cleaner says a young woman was slapped and robbed by two men", ["victim", "suspect"]),
        ("a man exposed himself to school girls", ["suspect", "victim"]),
        ("i'm a taxi driver two passengers ran away without paying", ["suspect"]),
        ("i'm a domestic helper my employer hit me with a broom", []),
        ("i am a security guard a man is breaking into the office", ["suspect"]),
        ("there's a strange man outside i'm locked in the bathroom with the kids", ["suspect", "involved"]),
        ("my sister and her kids are hiding from her husband he is beating her", ["victim"]),
        ("a bus driver slapped a passenger", ["suspect", "victim"]),
        ("有個女人俾個男人打", ["victim", "suspect"]),
        ("有個阿伯啱啱被兩個後生仔推", ["victim", "suspect"]),
        ("a strange man is hiding in my wardrobe", ["suspect"]),
        ("two men are breaking into the shop where i am a man is holding a knife", ["suspect", "suspect"]),
        ("i was in the lift with a strange man he touched me", ["suspect"]),
    ],
)  # fmt: skip
def test_who_suffers_it_and_who_does_it(read: Read, text: str, roles: list[str]) -> None:
    """The subject of a passive suffers it; children with the caller and what callers say they are do nothing."""
    assert [p["role"] for p in people(read, text)] == roles


@pytest.mark.parametrize(
    ("text", "age", "look"),
    [
        ("theres a man trying car doors hes skinny about twenty five with a shaved head", "25", "shaved head"),
        ("a bloke ran off he was white about fifty wearing a hi vis vest", "50", "hi vis vest"),
        ("a man hit my car he was bald about thirty wearing glasses", "30", "glasses"),
        ("有個男人打我佢大約廿零歲著黑色帽衫同牛仔褲", "20s", "黑色帽衫同牛仔褲"),
        ("有个男的打我他穿橙色马甲包是香奈儿的", None, "穿橙色马甲"),
        ("有个男的打我他穿蓝色格子衬衫灰裤子三十多岁", "30s", "穿蓝色格子衬衫灰裤"),
        ("有個男人打我佢五十幾歲剷青行路有少少跛", "50s", "剷青"),
    ],
)  # fmt: skip
def test_ages_without_is_and_looks_without_what_follows(
    read: Read, text: str, age: str | None, look: str
) -> None:
    """ "Hes skinny about twenty five"; clothes end where another thing begins."""
    person = next(p for p in read(text)["people"] if not p["is_caller"])
    assert person["age"] == age
    assert look in (person["description"] or "")
    assert "包是" not in person["description"]


def test_the_driver_who_was_a_woman_is_one_person(read: Read) -> None:
    """What somebody is said to be names nobody else."""
    for text in (
        "a car hit me and drove off the driver was a blonde woman with sunglasses",
        "有辆车撞了我就跑司机是个年轻女的长头发",
    ):
        told = [p for p in read(text)["people"] if not p["is_caller"]]
        assert [(p["sex"], p["count"]) for p in told] == [("female", 1)], text


def test_a_dogs_looks_are_nobodys(read: Read) -> None:
    """ "Brown, very big" of the dog that bit her."""
    told = read("有隻流浪狗啡色好大隻咬咗隔籬個阿婆隻腳")["people"]
    assert all("大隻" not in (p["description"] or "") for p in told)
