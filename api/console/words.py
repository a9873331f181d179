"""A transcript as words that an officer can click, hear and doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.case_view import TranscriptView, WordView

#: A word's probability below which it is doubtful where the transcriber set no flag itself.
DOUBTFUL_BELOW = 0.5


#: start, end, text and speaker (as ``SpokenWord.turn``) of a segment.
Line = tuple[float, float, str, tuple[str, int] | None]


@dataclass(frozen=True)
class SpokenWord:
    """One word: what stands before it in the text, its characters and its seconds."""

    lead: str
    text: str
    char_start: int
    char_end: int
    start: float
    end: float
    #: Why it is doubtful: codes of ``doubt.*`` strings; empty where it is not.
    reasons: tuple[str, ...] = ()
    #: A doubtful word that matters: a finding rests on it, or it holds a digit.
    matters: bool = False
    #: Whose turn begins with this word of a stereo call: a ``transcript.*`` string and its number.
    turn: tuple[str, int] | None = None

    @property
    def bare(self) -> str:
        """The word without the punctuation around it."""
        return self.text.strip(" .,;:!?。，、！？；：") or self.text


@dataclass(frozen=True)
class SpokenText:
    """What the page shows of a transcript."""

    words: tuple[SpokenWord, ...]
    #: What stands behind the last word.
    tail: str
    text: str
    model: Mapping[str, Any]
    flags: tuple[str, ...]
    #: Each segment, for reading without words.
    segments: tuple[Line, ...]
    #: The English translation in the same form; empty where there is none.
    translation: tuple[Line, ...] = ()

    @property
    def doubts(self) -> tuple[SpokenWord, ...]:
        """The doubtful words that matter."""
        return tuple(word for word in self.words if word.reasons and word.matters)

    @property
    def synthetic_only(self) -> bool:
        """Whether the demonstration model made it."""
        return bool(self.model.get("synthetic_only"))


def spoken(view: TranscriptView, evidence: Iterable[tuple[int, int]]) -> SpokenText:
    """Shape a transcript; ``evidence`` are the character spans that findings rest on."""
    spans = list(evidence)
    words: list[SpokenWord] = []
    cursor = 0
    before: int | None = None
    for word in view.words:
        begins = word.channel is not None and word.channel != before
        turn = _speaker(word.channel, view.caller_channel) if begins else None
        words.append(replace(_word(view.text, cursor, word, spans), turn=turn))
        cursor, before = word.end, word.channel
    return SpokenText(
        words=tuple(words),
        tail=view.text[cursor:],
        text=view.text,
        model=view.model,
        flags=view.flags,
        segments=_lines(view.segments, view.caller_channel),
        translation=_lines(view.translation, view.caller_channel),
    )


def _lines(segments: Iterable[Mapping[str, Any]], caller: int | None) -> tuple[Line, ...]:
    return tuple(
        (
            *(part["start"], part["end"], str(part["text"]).strip()),
            _speaker(part.get("channel"), caller),
        )
        for part in segments
    )


def _speaker(channel: int | None, caller: int | None) -> tuple[str, int] | None:
    """The string that names a channel's speaker, and the channel."""
    if channel is None:
        return None
    if caller is None:
        return "transcript.channel", channel
    return ("transcript.caller" if channel == caller else "transcript.agent"), channel


def _word(text: str, cursor: int, word: WordView, spans: Sequence[tuple[int, int]]) -> SpokenWord:
    unsure = word.probability < DOUBTFUL_BELOW
    said = text[word.start : word.end]
    used = any(left < word.end and right > word.start for left, right in spans)
    return SpokenWord(
        lead=text[cursor : word.start],
        text=said,
        char_start=word.start,
        char_end=word.end,
        start=word.start_s,
        end=word.end_s,
        reasons=tuple(word.flags) or (("low_probability",) if unsure else ()),
        matters=used or any(letter.isdigit() for letter in said),
    )


def evidence_spans(report: Any) -> list[tuple[int, int]]:
    """The character spans, in the transcript, of every evidence in a report, wherever it stands.

    A report that was read from the translation has spans of that text: none of them is here.
    """
    if isinstance(report, Mapping):
        if report.get("read_from") == "translation":
            return []
        found = [
            (item["start"], item["end"])
            for item in report.get("evidence") or []
            if isinstance(item, Mapping) and "start" in item
        ]
        for key, value in report.items():
            if key != "evidence":
                found += evidence_spans(value)
        return found
    if isinstance(report, list):
        return [span for item in report for span in evidence_spans(item)]
    return []
