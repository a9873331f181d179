"""Incident types as patterns and classifier find them together, and the words they point at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.components.incident_types import RULE, Joining, stretch
from tests.nlp.conftest import Read

#: Sentences of nobody's training data; no pattern was written for them.
TOLD = [
    ("en", "some chap tore my shopping trolley out of my hand and legged it with my purse inside", {"robbery", "theft"}),
    ("en", "she told my dad she was from the tax office and had him read out the numbers on his card", {"fraud"}),
    ("en", "the tenant and the agent are shouting at each other on the stairs over who keeps the deposit", {"dispute"}),
    ("en", "my little brother went to the toilet in the shopping centre and never came out we can't find him", {"missing_person"}),
    ("en", "the truck took off my mirror and just kept going", {"hit_and_run"}),
    ("yue", "有個阿叔喺車廂度不停挨埋嚟用身體擦我", {"sexual_offence"}),
    ("yue", "我放咗喺公司雪櫃隔籬嗰袋現金俾人攞走咗", {"theft"}),
    ("yue", "樓上成晚搬枱搬凳我成家人瞓唔到", {"noise"}),
    ("yue", "有班人喺地舖開咗張枱賭大細", {"gambling"}),
    ("yue", "我阿公食完晏出去散步到而家仲未返屋企", {"missing_person"}),
    ("zh", "有个自称快递理赔的人让我把验证码念给他 卡里的钱没了", {"fraud"}),
    ("zh", "我停在楼下的小货车今天早上不见了 钥匙还在我手里", {"vehicle_theft"}),
    ("zh", "楼顶有个姑娘坐在栏杆外面一直哭", {"welfare_check"}),
    ("zh", "隔壁男的又在打他媳妇 孩子在哭", {"domestic_dispute"}),
]  # fmt: skip

NOTHING = [
    ("en", "could you tell grandma that lunch is at one and that I am bringing the cake"),
    ("en", "we watched that series about the bank robbers all weekend it is brilliant"),
    ("en", "nobody broke in it was only the wind so there is no need to come"),
    ("yue", "阿媽話今晚煲湯 叫你早啲返嚟食飯"),
    ("yue", "原來唔係俾人偷咗 我自己漏咗喺屋企 唔使跟喇"),
    ("zh", "妈我到学校了 晚上吃完饭再给你打"),
    ("zh", "昨晚那部讲劫匪的电影真好看"),
]


@pytest.mark.parametrize(
    ("language", "text", "codes"), TOLD, ids=[text[:24] for _, text, _ in TOLD]
)
def test_what_no_pattern_was_written_for_is_still_seen(
    read: Read, language: str, text: str, codes: set[str]
) -> None:
    found = read(text, language=language)["incident_types"]
    assert found[0]["code"] in codes
    assert found[0]["primary"]
    assert found[0]["evidence"]


@pytest.mark.parametrize(("language", "text"), NOTHING, ids=[text[:24] for _, text in NOTHING])
def test_small_talk_films_and_what_turned_out_harmless_are_no_incidents(
    read: Read, language: str, text: str
) -> None:
    assert read(text, language=language)["incident_types"] == []


def test_evidence_of_the_classifier_is_the_stretch_that_speaks_for_the_type(read: Read) -> None:
    """The words around are left out: names, places and politeness say nothing."""
    text = (
        "hello good evening my name is Karen and I live in Mei Foo the thing is that "
        "the lads next door have been banging on their drums with the amplifier up and my walls are shaking thank you"
    )
    first = read(text)["incident_types"][0]
    assert first["code"] == "noise"
    evidence = [item for item in first["evidence"] if item["rule"] == RULE]
    assert evidence
    assert "drum" in evidence[0]["text"]
    assert "Karen" not in evidence[0]["text"]


def test_two_incidents_of_one_message_are_both_found(read: Read) -> None:
    text = (
        "two boys smashed the windscreen of my van with a hammer this morning. "
        "and last night somebody took my bicycle from the corridor they cut the lock."
    )
    codes = {item["code"] for item in read(text)["incident_types"]}
    assert {"criminal_damage", "bicycle_theft"} <= codes


def test_the_more_exact_type_displaces_the_plainer_one(read: Read) -> None:
    codes = [item["code"] for item in read("my bicycle was stolen from the rack")["incident_types"]]
    assert codes[0] == "bicycle_theft"
    assert "theft" not in codes


def test_a_message_of_signs_alone_tells_of_nothing(read: Read) -> None:
    for text in ("", "...", "12345 67", "😀 😀", " \n "):
        assert read(text)["incident_types"] == []


def test_confidence_falls_where_the_classifier_alone_is_unsure(read: Read) -> None:
    """A plain case is surer than a puzzling one."""
    plain = read("I was robbed at knifepoint he took my wallet")["incident_types"][0]
    puzzling = read("something is not right with the man and the boat over there")["incident_types"]
    assert plain["confidence"] >= 0.8
    assert not puzzling or puzzling[0]["confidence"] < plain["confidence"]


def test_a_pattern_raises_its_type_and_the_shares_stay_shares() -> None:
    joining = Joining(pattern=3.0, temperature=0.8)
    shares = np.array([0.5, 0.3, 0.2], dtype="f")
    joint = joining.shares(shares, np.array([0.0, 0.9, 0.0], dtype="f"))
    assert joint.sum() == pytest.approx(1.0)
    assert joint.argmax() == 1


@given(st.lists(st.floats(0, 5, width=32), min_size=1, max_size=60).filter(any))
def test_the_stretch_lies_inside_begins_and_ends_with_support_and_is_short(
    support: list[float],
) -> None:
    first, last = stretch(np.array(support, dtype="f"))
    assert 0 <= first < last <= len(support)
    assert last - first <= 14
    assert support[first] > 0
    assert support[last - 1] > 0


def test_a_grave_crime_named_outright_is_not_talked_away(read: Read) -> None:
    """What the message says besides may look like nothing; a metaphor that looks so stays nothing."""
    told = read("two men robbed a tourist and a security guard saw everything")
    assert [item["code"] for item in told["incident_types"]] == ["robbery"]
    assert read("the match was great but the referee robbed us")["incident_types"] == []
