"""Incident types as patterns and classifier find them together, and the words they point at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.components.incidents.incident_types import RULE, Joining, stretch
from nlp.training.measure import PatternReader
from nlp.training.messages import labels
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

#: What the patterns alone must name; other words for it stand in no training data either.
NAMED = [
    ("theft", "I left my tablet on the table to fetch a fork and when I came back it was gone"),
    ("vehicle_theft", "while I carried the parcels up he drove off in my van"),
    ("vehicle_theft", "somebody test drove my motorbike yesterday and never came back"),
    ("bicycle_theft", "the lock was cut and lying there and no sign of the bike"),
    ("pickpocketing", "a girl brushed past me on the stairs and a minute later my purse was missing"),
    ("pickpocketing", "somebody slit my handbag in the queue"),
    ("shop_theft", "she went straight past the till with two bottles up her sleeve"),
    ("burglary", "someone has been in our flat the drawers are all over the floor"),
    ("robbery", "the tall one wanted my watch and the other stood behind me"),
    ("robbery", "he yanked the chain off my neck and got on a motorbike"),
    ("criminal_damage", "three of the tyres were slashed last night"),
    ("fraud", "I paid eight thousand dollars for a watch and the box was full of stones"),
    ("fraud", "a man said he was from the bank and she read out the code to him"),
    ("blackmail", "I have to pay him or he sends the video to my wife"),
    ("criminal_intimidation", "the note says next time it will be the children"),
    ("harassment", "he waits outside my office every single evening"),
    ("sexual_offence", "he put his hand up my skirt on the bus"),
    ("sexual_offence", "the man tried to pull my dress off behind the toilets"),
    ("indecent_exposure", "he showed the girls his private parts through the fence"),
    ("assault", "an old man whacked a schoolboy and there is an ear bleeding"),
    ("dispute", "a waiter and a customer are shouting at each other about the bill"),
    ("domestic_dispute", "my stepfather keeps hitting us when he has lost"),
    ("noise", "they have karaoke on until three every weekend"),
    ("illegal_parking", "a lorry has parked across our gate and I can't get my car out"),
    ("road_hazard", "some planks fell off a truck and are lying in the middle lane"),
    ("dangerous_driving", "the minibus driver is watching a video and going through red lights"),
    ("traffic_collision", "a taxi went straight through the railings by the pier"),
    ("hit_and_run", "a van clipped the boy's scooter by the school and went off without stopping"),
    ("abandoned_vehicle", "a lorry with flat tyres and no plates has been there for months"),
    ("suspicious_person", "a man in a cap is shining a torch into the cars and trying the handles"),
    ("suspicious_vehicle", "a grey van sits by the kindergarten with the engine running and two men inside watching"),
    ("suspicious_object", "a suitcase has been on its own by the escalator for hours nobody knows whose"),
    ("trespass", "they are camping on my land and say they have permission from nobody"),
    ("lost_property", "I left my little clarinet on the train I think"),
    ("found_property", "I picked up a purse and want to find the owner"),
    ("missing_person", "I lost sight of my little boy by the escalator"),
    ("welfare_check", "a girl is sitting on the edge of the roof with her feet over"),
    ("drugs", "he sells ice out of a van by the market"),
    ("gambling", "they play mah jong for money in the back and my uncle lost his wages there"),
    ("vice", "different men go up to her flat every half hour"),
    ("illegal_hawking", "a couple with a cart are selling sausages on the bridge"),
    ("animal", "there's a cow in the middle of the road"),
    ("animal", "he kicks his dog every evening"),
    ("drunk_disorder", "a drunken guest has been sick in the lobby and won't get out"),
    ("objects_from_height", "a bottle came down and smashed next to the pram"),
    ("drone", "a little flying thing with a camera hovers outside our bathroom"),
    ("cybercrime", "every computer in the office is locked with a message asking for bitcoin"),
    ("triad_activity", "forty men in black shirts are waiting for their boss"),
    ("crime_information", "I know the man wanted on your poster"),
    ("complaint_against_police", "the constable laughed at me and would not write anything"),
]  # fmt: skip

#: What only sounds like one: the patterns name nothing surely.
FIGURES = [
    "her little girl stole the show at the concert",
    "we were robbed of a goal by the referee",
    "a burglar walks into a bar no wait I tell it wrong",
    "I lost four kilos by walking",
    "my battery is about to die so ring the other one",
    "mum will kill me if I forget the eggs",
    "we beat them by two goals",
    "I heard a noise and it was only the cat",
]

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


@pytest.fixture(scope="module")
def patterns_alone() -> PatternReader:
    return PatternReader()


@pytest.mark.parametrize(("code", "text"), NAMED, ids=[text[:24] for _, text in NAMED])
def test_told_plainly_a_pattern_names_it_without_the_classifier(
    patterns_alone: PatternReader, code: str, text: str
) -> None:
    _, confidences = patterns_alone.read(text)
    assert labels()[int(confidences.argmax())] == code
    assert confidences.max() >= 0.5


@pytest.mark.parametrize("text", FIGURES, ids=[text[:24] for text in FIGURES])
def test_figures_of_speech_are_disarmed(patterns_alone: PatternReader, text: str) -> None:
    _, confidences = patterns_alone.read(text)
    assert confidences.max() < 0.5


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


def test_a_faint_second_type_is_left_out(read: Read) -> None:
    """ "A big crash" in the flat above is no collision beside the quarrel."""
    text = (
        "I can hear the lady in the flat above us she's been screaming stop it for ten minutes and there "
        "was a big crash and now a child is crying"
    )
    assert [item["code"] for item in read(text)["incident_types"]] == ["domestic_dispute"]


def test_a_mere_guess_is_no_incident(read: Read) -> None:
    """Without a pattern and below a fifth of being right, the classifier's likeliest type is not told."""
    assert (
        read("it happened three days ago not yesterday at the Tesco in Sha Tin")["incident_types"]
        == []
    )
