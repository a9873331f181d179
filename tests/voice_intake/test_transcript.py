"""Characters and seconds: the alignment that lets every field point at its audio."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from voice_intake.transcript import AudioSpan, Segment, Transcription, Word, align

_TEXT = st.text(alphabet="abc 旺角站,.'", min_size=1, max_size=8).filter(lambda text: text.strip())


@st.composite
def words(draw: st.DrawFn) -> list[Word]:
    """Words in the order of time, as an engine gives them."""
    found = []
    at = 0.0
    for text in draw(st.lists(_TEXT, max_size=12)):
        length = draw(st.floats(0.01, 2.0))
        probability = draw(st.floats(0, 1))
        found.append(Word(text, at, at + length, probability, ("low_probability",)))
        at += length
    return found


@given(words())
def test_every_word_of_a_text_that_is_their_sum_is_found_at_its_own_seconds(
    spoken: list[Word],
) -> None:
    """The text is the words' concatenation: each has its characters, in order, and its audio."""
    text = "".join(word.word for word in spoken).strip()
    alignment = align(text, spoken)
    assert list(alignment.words) == spoken
    assert list(alignment.starts) == sorted(alignment.starts)
    for start, end, word in zip(alignment.starts, alignment.ends, spoken, strict=True):
        assert text[start:end] == word.word.strip()
        assert alignment.audio(start, end) == AudioSpan(word.start, word.end)
        assert alignment.probability(start, end) == word.probability


@given(words(), st.integers(0, 60), st.integers(0, 60))
def test_a_span_of_characters_is_heard_within_the_words_it_touches(
    spoken: list[Word], one: int, other: int
) -> None:
    """From the first touched word's start to the last one's end; None where no word is touched."""
    text = "".join(word.word for word in spoken).strip()
    start, end = sorted((one, other))
    alignment = align(text, spoken)
    touched = [
        word
        for word, s, e in zip(alignment.words, alignment.starts, alignment.ends, strict=True)
        if s < end and e > start
    ]
    heard = alignment.audio(start, end)
    if start < end and touched:
        assert heard == AudioSpan(touched[0].start, touched[-1].end)
    if not touched:
        assert heard is None
        assert alignment.probability(start, end) is None


@given(words(), st.text(max_size=30))
def test_words_that_are_not_in_the_text_are_left_out_and_never_misplaced(
    spoken: list[Word], text: str
) -> None:
    """An officer's corrected text: what is still there keeps its seconds."""
    alignment = align(text, spoken)
    for start, end, word in zip(alignment.starts, alignment.ends, alignment.words, strict=True):
        assert text[start:end] == word.word.strip()


@given(words(), st.sampled_from(["en", "yue", "zh"]))
def test_a_transcription_survives_its_stored_form(spoken: list[Word], language: str) -> None:
    """``from_dict`` undoes ``as_dict``, through JSON too."""
    segment = Segment(0, 0.0, 9.0, "text", -0.5, 0.1, 1.2, 0.0, tuple(spoken), ("phantom",))
    before = Transcription(
        text="text",
        language=language,
        language_probability=0.9,
        duration_s=9.0,
        segments=(segment,),
        flags=("truncated",),
        quality={"codec": "gsm"},
        model={"name": "demo"},
    )
    assert Transcription.from_dict(json.loads(json.dumps(before.as_dict()))) == before
    assert before.words == tuple(spoken)


def test_a_stored_transcript_says_the_channel_and_one_without_still_loads() -> None:
    """Most are mono: then no channel stands in it at all, as in those stored before there were any."""
    word = Word(" Help", 0.0, 1.0, 0.9, channel=1)
    segment = Segment(0, 0.0, 1.0, " Help", -0.2, 0.1, 1.0, 0.0, (word,), channel=1)
    call = Transcription("Help", "en", 1.0, 1.0, (segment,), caller_channel=1)
    stored = json.loads(json.dumps(call.as_dict()))
    assert stored["segments"][0]["words"][0]["channel"] == 1
    assert Transcription.from_dict(stored) == call
    mono = Transcription("Help", "en", 1.0, 1.0)
    assert not {"channel", "caller_channel"} & set(mono.as_dict())
    assert Transcription.from_dict(mono.as_dict()).caller_channel is None
