"""The reader as a whole: evidence, audio, doubt, languages, and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.reader import PIPELINE_VERSION, Reader
from tests.nlp.conftest import RECEIVED_AT, Read, evidences
from voice_intake.transcript import Segment, Transcription, Word

TEXT = "my bike was stolen in Mong Kok"


def words_of(text: str, probability: float = 0.9) -> tuple[Word, ...]:
    """A word each half second."""
    return tuple(
        Word(f" {word}", index / 2, index / 2 + 0.4, probability)
        for index, word in enumerate(text.split())
    )


def test_evidence_points_at_the_second_of_audio(read: Read) -> None:
    """ "Mong Kok" is words six and seven: 2.5 s to 3.4 s."""
    place = read(TEXT, words=words_of(TEXT))["locations"][0]
    assert place["evidence"][0]["audio"] == {"start": 2.5, "end": 3.4}


def test_a_doubted_word_lowers_confidence(read: Read) -> None:
    """The same words, heard badly, are believed less."""
    clear = read(TEXT, words=words_of(TEXT))["locations"][0]
    doubted = read(TEXT, words=words_of(TEXT, 0.2))["locations"][0]
    assert doubted["confidence"] < clear["confidence"]
    assert doubted["evidence"][0]["confidence"] < clear["evidence"][0]["confidence"]


def transcription(*segments: tuple[str, tuple[str, ...]]) -> Transcription:
    """A transcription of the segments ``(text, flags)``."""
    made = tuple(
        Segment(i, float(i), i + 1.0, text, -0.2, 0.1, 1.0, 0.0, flags=flags)
        for i, (text, flags) in enumerate(segments)
    )
    return Transcription(" ".join(s.text for s in made), "en", 0.99, 3.0, made)


def test_a_doubtful_segment_lowers_confidence_and_hides_nothing(reader: Reader) -> None:
    """Flagged words still are findings, less sure ones."""
    sure = reader.read_transcription(transcription(("my bike was stolen", ())))
    unsure = reader.read_transcription(transcription(("my bike was stolen", ("repetition",))))
    assert unsure["incident_types"][0]["code"] == "bicycle_theft"
    assert unsure["incident_types"][0]["confidence"] < sure["incident_types"][0]["confidence"]


def test_a_phantom_where_nobody_speaks_becomes_no_finding(reader: Reader) -> None:
    """Words written over silence are no robbery; the segment beside them counts."""
    heard = transcription(
        ("my bike was stolen", ()), ("robbery in Mong Kok", ("phantom", "no_speech"))
    )
    report = reader.read_transcription(heard)
    assert [item["code"] for item in report["incident_types"]] == ["bicycle_theft"]
    assert report["locations"] == []


def test_the_callers_own_number_counts_only_when_named(read: Read) -> None:
    """ "On this number" means the calling one; else it stays with the gateway's facts."""
    named = read("please call me back on this number", caller_number="+85250123456")
    assert named["contact"]["phone"] == "50123456"
    assert read("please call me back", caller_number="+85250123456")["contact"]["phone"] is None


@pytest.mark.parametrize(
    ("text", "language", "spoken"),
    [
        ("my bike was stolen", None, "en"),
        ("我架單車俾人偷咗", None, "yue"),
        ("我的自行车被偷了", None, "zh"),
        ("我架單車俾人偷咗", "en", "en"),
        ("my bike was stolen", "ur", "ur"),
    ],
)
def test_a_language_is_guessed_from_the_script(
    read: Read, text: str, language: str | None, spoken: str
) -> None:
    """A missing code is guessed; a wrong one does not hide what the words say."""
    report = read(text, language=language)
    assert report["language"] == spoken
    assert report["incident_types"][0]["code"] == "bicycle_theft"


@pytest.mark.parametrize(
    ("text", "language"),
    [("میرا پرس چوری ہو گیا", "ur"), ("मेरी साइकिल चोरी हो गई", "hi"), ("กระเป๋าหาย", "th")],
)
def test_other_scripts_give_a_report_that_says_so(read: Read, text: str, language: str) -> None:
    """What cannot be read is not guessed at, and does not look like a message that tells nothing."""
    report = read(text, language=language)
    assert report["incident_types"] == report["locations"] == []
    assert report["unread"] is True
    asked = {item["question"]: item["prompt"] for item in report["missing"]}
    assert list(asked) == ["where", "what", "when", "callback"]
    assert language in asked["what"]
    assert "Not read" in report["summary"] and "未能閱讀" in report["summary_zh"]


CHATTER = [
    "Mong Kok", "exit B two Prince Edward", "um sorry wrong number", "I'd like to speak to a person",
    "operator please", "can somebody call me back please", "the blue one not the red one yes that one",
    "荃灣西站B出口", "我喺沙田呀", "打錯電話呀唔好意思", "轉駁客戶服務主任", "唔該叫佢得閒打返俾我", "條鎖匙喺鞋櫃第二格",
    "在尖沙咀", "转人工", "我在楼下等你 快点下来", "把那个红色的袋子递给我", "嗯 好 那个 先这样", "喂 你到哪儿了",
]  # fmt: skip

IN_FEW_WORDS = [
    "my bike was stolen", "he has a knife", "there's a fire", "he touched me", "car crash", "he's hitting me",
    "打劫呀", "有人打交", "救命 佢攞住刀", "火燭呀", "我銀包唔見咗", "有人跳樓", "有人暈咗", "车被划了", "着火了", "我家进贼了",
    "孩子不见了", "他打我", "楼上太吵了",
]  # fmt: skip


@pytest.mark.parametrize("text", CHATTER)
def test_small_talk_tells_of_nothing(read: Read, text: str) -> None:
    """Places, objects, wrong numbers: no incident, no place where something happened, no hurry."""
    report = read(text)
    assert report["incident_types"] == []
    assert report["urgency"]["level"] == "routine"
    assert [place for place in report["locations"] if place["role"] == "incident"] == []


@pytest.mark.parametrize("text", IN_FEW_WORDS)
def test_a_report_in_few_words_is_heard(read: Read, text: str) -> None:
    """However little is said: an incident, or at least that it is urgent."""
    report = read(text)
    assert report["incident_types"] or report["urgency"]["level"] != "routine"


def test_an_address_stays_where_somebody_is_wanted_though_nothing_is_told(read: Read) -> None:
    """Who orders a pizza on the emergency line may want more than a pizza."""
    text = "I'd like to order a pizza please a large one to South Horizons block 18 thank you"
    assert [place["role"] for place in read(text)["locations"]] == ["incident"]


ODD = [
    "",
    " ",
    "\n\t",
    "\0\0",
    "1234567890 " * 50,
    "🎉🚲",
    "\ud800",
    "‮abc",
    "a" * 5000,
    "，。！",
    "éÉß ﬁ Ａ１",
    "\x1b[31mred",
]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("language", [None, "en", "yue", "xx", ""])
def test_odd_texts_give_a_report(read: Read, text: str, language: str | None) -> None:
    """Empty, digits, emoji, control characters, half surrogates, unknown codes: a valid report."""
    assert read(text, language=language)["schema"] == "earwitness.report/1"


PIECES = st.sampled_from(
    [
        "my",
        "bike",
        "was",
        "stolen",
        "not",
        "a",
        "knife",
        "no",
        "琴晚",
        "俾人",
        "偷咗",
        "旺角",
        "彌敦道",
        "同",
        "exit",
        "B2",
        "nine",
        "1",
        "2",
        "3",
        ",",
        ".",
        "，",
        "冇",
        "受傷",
        "between",
        "and",
        "flat",
        "block",
        "5",
        "call",
        "me",
        "back",
        "八點",
        "到",
        "is",
        "still",
        "here",
        "\n",
        "\t",
        "",
        "A",
        "B",
        "1234",
        "he",
        "said",
        "if",
    ]
)


@settings(max_examples=120, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map(" ".join)))
def test_any_text_gives_a_valid_report_with_true_evidence(text: str) -> None:
    """Never an exception; each evidence is a slice of the text."""
    report = _shared().read(text, received_at=RECEIVED_AT)
    for evidence in evidences(report):
        assert text[evidence["start"] : evidence["end"]] == evidence["text"] != ""


_READERS: list[Reader] = []


def _shared() -> Reader:
    """Hypothesis and function fixtures do not mix; one reader serves all its examples."""
    if not _READERS:
        _READERS.append(Reader())
    return _READERS[0]


MESSAGE = (
    "my bike was stolen last night in Mong Kok nobody was hurt 我架單車琴晚九點俾人偷咗 AB1234 "
)


def test_work_grows_no_faster_than_the_text(reader: Reader) -> None:
    """Ten times the text makes about ten times the steps, counted in executed lines, not in time."""
    steps = [_steps(reader, MESSAGE * times) for times in (40, 400)]
    assert steps[1] < 14 * steps[0]


def _steps(reader: Reader, text: str) -> int:
    """Python function calls while reading."""
    import sys

    count = 0

    def tracer(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(tracer)
    try:
        reader.read(text, received_at=RECEIVED_AT)
    finally:
        sys.setprofile(None)
    return count


def test_a_hundred_thousand_words_are_read(reader: Reader) -> None:
    """A very long text gives a report whose lists stay short."""
    report = reader.read(MESSAGE * 5000, received_at=RECEIVED_AT)
    assert report["incident_types"][0]["code"] == "bicycle_theft"
    assert len(report["locations"]) <= 60


def test_the_pipelines_version_fits_its_column(read: Read) -> None:
    """It names package, patterns and gazetteer, in at most eighty characters."""
    assert read("hello")["provenance"]["pipeline"] == PIPELINE_VERSION
    assert len(PIPELINE_VERSION) <= 80


def urdu(*english: Segment) -> Transcription:
    """A message in a language that is not read as spoken, with its English."""
    said = Segment(0, 0.0, 6.0, "میری سائیکل چوری ہو گئی", -0.2, 0.1, 1.0, 0.0)
    return Transcription(said.text, "ur", 1.0, 6.0, (said,), translation=english)


def test_another_language_is_read_in_its_english(reader: Reader) -> None:
    """Evidence is cut from the translation and points at the seconds of its segments."""
    report = reader.read_transcription(
        urdu(
            Segment(0, 0.0, 2.5, " Good evening.", -0.2, 0.1, 1.0, 0.0),
            Segment(1, 2.5, 6.0, " My bicycle was stolen in Mong Kok.", -0.2, 0.1, 1.0, 0.0),
        )
    )
    assert (report["language"], report["read_from"]) == ("ur", "translation")
    assert report["incident_types"][0]["code"] == "bicycle_theft"
    place = report["locations"][0]["evidence"][0]
    assert place["audio"] == {"start": 2.5, "end": 6.0}
    english = "Good evening. My bicycle was stolen in Mong Kok."
    assert english[place["start"] : place["end"]] == place["text"] == "Mong Kok"


def test_a_doubtful_translation_is_believed_less(reader: Reader) -> None:
    """By the segment's own probability and by its flags."""
    sure, doubtful = (
        reader.read_transcription(
            urdu(Segment(0, 0.0, 6.0, "My bicycle was stolen.", figure, 0.1, 1.0, 0.0, (), flags))
        )["incident_types"][0]["confidence"]
        for figure, flags in ((-0.2, ()), (-1.2, ("low_probability",)))
    )
    assert doubtful < sure / 2


def test_without_a_translation_nothing_is_found_in_another_language(reader: Reader) -> None:
    """And the report does not claim to have read one."""
    report = reader.read_transcription(urdu())
    assert report["incident_types"] == []
    assert "read_from" not in report


def call(caller_channel: int | None) -> Transcription:
    """A call-taker on channel 1 names a place and a weapon that the caller does not."""
    said = [
        (0, " My bicycle was stolen in Mong Kok."),
        (1, " Okay. Not in Sha Tin? Does he have a knife?"),
        (0, " Okay. I saw a tall man."),
    ]
    segments = tuple(
        Segment(
            i, 4.0 * i, 4.0 * i + 4, text, -0.2, 0.1, 1.0, 0.0, _spread(text, 4.0 * i, channel),
            channel=channel,
        )
        for i, (channel, text) in enumerate(said)
    )  # fmt: skip
    text = "\n".join(part.text.strip() for part in segments)
    return Transcription(text, "en", 1.0, 12.0, segments, caller_channel=caller_channel)


def _spread(text: str, start: float, channel: int) -> tuple[Word, ...]:
    step = 4.0 / len(text.split())
    return tuple(
        Word(" " + word, start + i * step, start + (i + 1) * step, 0.9, channel=channel)
        for i, word in enumerate(text.split())
    )


def test_of_a_stereo_call_the_callers_words_are_read(reader: Reader) -> None:
    """What a call-taker asks is no finding; evidence still points into the whole text."""
    heard = call(0)
    report = reader.read_transcription(heard)
    assert [place["text"] for place in report["locations"]] == ["Mong Kok"]
    assert report["weapon"]["value"] == "unknown"
    others = [person for person in report["people"] if not person["is_caller"]]
    for person in others:
        for item in person["evidence"]:
            assert heard.text[item["start"] : item["end"]] == item["text"]
            assert item["audio"]["start"] >= 8.0
    assert others
    both = reader.read_transcription(call(None))
    assert "Sha Tin" in [place["text"] for place in both["locations"]]
