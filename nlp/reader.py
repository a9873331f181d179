"""``Reader().read(text)``: one message's text into report/1. It never raises for any text."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from spacy.language import Language
from spacy.vocab import Vocab

from nlp import classifier, gazetteer, patterns, time_classifier, urgency_classifier
from nlp.draft import Hearing, compose
from nlp.normalise import fold, guess_language
from nlp.notes import Notes, attach
from nlp.phantoms import phantoms as phantoms_of
from nlp.pipeline import build
from voice_intake import languages
from voice_intake.transcript import Segment, Transcription, Word, align

#: Flags of a whole message that are doubts about its words; others speak of its sound or length.
_WORD_FLAGS = frozenset({"no_speech", "repetition", "phantom", "low_probability", "outside_speech"})
#: A known phantom phrase where nobody was heard to speak: nothing is found there. A phantom flag
#: alone only lowers confidence, since the segment may hold real words beside the phrase.
_NOBODY_SPEAKS = frozenset({"no_speech", "outside_speech"})
_ENGLISH = frozenset({"en"})
_CHINESE = frozenset({"yue", "zh"})

Doubt = str | tuple[int, int] | tuple[int, int, str]


def _package_version() -> str:
    try:
        return version("earwitness")
    except PackageNotFoundError:
        return "0"


@lru_cache(maxsize=1)
def provenance() -> dict[str, str]:
    """Versions of what shaped a report; ``classifier``: of all three that were trained."""
    trained = _classifiers()
    return {
        "pipeline": f"{_package_version()}+{patterns.fingerprint()}.{gazetteer.fingerprint()}.{trained}",
        "gazetteer": gazetteer.fingerprint(),
        "rules": patterns.fingerprint(),
        "classifier": trained,
    }


def _classifiers() -> str:
    """A short hash over the fingerprints of the classifiers of incidents, urgency and times."""
    marks = (m.fingerprint() for m in (classifier, urgency_classifier, time_classifier))
    return sha256(".".join(marks).encode()).hexdigest()[:8]


#: Changes with the package, the patterns, the gazetteer or the classifier; at most 80 characters.
PIPELINE_VERSION: str = provenance()["pipeline"]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No search for cyclic garbage meanwhile, nor through what was made ever after.

    Hundreds of thousands of new objects all stay: to look through them took a tenth of the time of
    making them, and again whenever a process that reads looks for its garbage.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


class Reader:
    """The loaded pipelines; make one a process. Loading takes seconds, reading milliseconds."""

    def __init__(self) -> None:
        self._vocab = Vocab()
        self._pipelines: dict[str, Language] = {}
        self._pipeline("en")

    def _pipeline(self, language: str) -> Language:
        if language not in self._pipelines:
            with _undisturbed():
                self._pipelines[language] = build(language, self._vocab)
        return self._pipelines[language]

    def read(
        self,
        text: str,
        *,
        language: str | None = None,
        received_at: datetime | None = None,
        words: Sequence[Word] = (),
        caller_number: str | None = None,
        doubt: Iterable[Doubt] = (),
    ) -> dict[str, Any]:
        """The report on one message.

        ``language`` is a Whisper code, guessed from the script where it is missing. ``words`` carry
        times and probabilities and must be those of ``text``. ``doubt`` holds character spans
        ``(start, end)`` or ``(start, end, flag)``, or a flag that is meant for the whole text.
        Without ``received_at`` no relative time can be resolved.
        """
        spoken = language or guess_language(text)
        doubtful, phantoms = _spans(doubt, len(text))
        folded = fold(text)
        notes = Notes(
            original=text,
            folded=folded,
            received_at=_aware(received_at),
            caller_number=caller_number,
            language=spoken,
            phantoms=[*phantoms, *phantoms_of(folded)],
        )
        name = _pipeline_for(spoken, text)
        if name is not None and text.strip():
            self._run(self._pipeline(name), notes)
        alignment = align(text, words) if words else None
        return compose(notes, spoken, Hearing(alignment, doubtful), provenance())

    def read_transcription(
        self,
        transcription: Transcription,
        *,
        received_at: datetime | None = None,
        caller_number: str | None = None,
    ) -> dict[str, Any]:
        """The report on a transcription: its words, and its segments' doubt flags as spans.

        A language that is not read as spoken is read in its English translation: the report then
        says ``"read_from": "translation"``, character spans are those of the translation's text,
        and a finding's seconds are its segments'. Of a stereo call whose caller's channel is known
        only the caller's words are read: a call-taker who asks about a knife has seen none.
        """
        english = transcription.translation and not languages.is_read(transcription.language)
        text = transcription.translation_text if english else transcription.text
        segments = transcription.translation if english else transcription.segments
        caller = transcription.caller_channel
        if caller is not None:
            text = _only(caller, text, segments)
            segments = tuple(segment for segment in segments if segment.channel == caller)
        words = _whole(segments) if english else tuple(w for s in segments for w in s.words)
        report = self.read(
            text,
            language=transcription.language or None,
            received_at=received_at,
            words=words,
            caller_number=caller_number,
            doubt=doubt_of(text, segments),
        )
        return {**report, "read_from": "translation"} if english else report

    @staticmethod
    def _run(pipeline: Language, notes: Notes) -> None:
        doc = pipeline.make_doc(notes.folded)
        attach(doc, notes)
        pipeline(doc)


def doubt_of(text: str, segments: Sequence[Segment]) -> list[tuple[int, int, str]]:
    """Character spans of the segments that carry doubt flags, in the text's order."""
    spans: list[tuple[int, int, str]] = []
    cursor = 0
    for segment in segments:
        bare = segment.text.strip()
        at = text.find(bare, cursor) if bare else -1
        if at < 0:
            continue
        cursor = at + len(bare)
        spans += [(at, cursor, flag) for flag in segment.flags]
    return spans


def _only(channel: int, text: str, segments: Sequence[Segment]) -> str:
    """The text with spaces for what was said on other channels: character spans stay as they are."""
    cursor = 0
    for segment in segments:
        bare = segment.text.strip()
        at = text.find(bare, cursor) if bare else -1
        if at < 0:
            continue
        cursor = at + len(bare)
        if segment.channel != channel:
            text = text[:at] + " " * len(bare) + text[cursor:]
    return text


def _whole(segments: Sequence[Segment]) -> tuple[Word, ...]:
    """Segments in the place of words: translated words have no seconds of their own."""
    return tuple(
        Word(
            segment.text,
            segment.start,
            segment.end,
            min(math.exp(segment.avg_logprob), 1.0),
            channel=segment.channel,
        )
        for segment in segments
    )


def _spans(
    doubt: Iterable[Doubt], length: int
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """``(doubtful, phantom)`` spans; a flag without a span is meant for all of the text."""
    flags: dict[tuple[int, int], set[str]] = {}
    for item in doubt:
        if isinstance(item, str):
            if item in _WORD_FLAGS:
                flags.setdefault((0, length), set())
            continue
        named = {item[2]} if len(item) == 3 else set()
        flags.setdefault((item[0], item[1]), set()).update(named)
    phantoms = [
        span for span, names in flags.items() if "phantom" in names and names & _NOBODY_SPEAKS
    ]
    return list(flags), phantoms


def _pipeline_for(language: str, text: str) -> str | None:
    """The pipeline that can read this; None where the script is one that no pipeline knows."""
    script = guess_language(text)
    if script == "en":
        return "en"
    if script in _CHINESE:
        # Chinese characters under another language's code: Japanese, or a wrong detection.
        return None if language == "ja" else "zh"
    if not any(character.isalpha() for character in text):
        return "en"  # digits and signs alone: a number left, perhaps
    return "en" if language in _ENGLISH else "zh" if language in _CHINESE else None


def _aware(moment: datetime | None) -> datetime | None:
    """A time without a zone is taken as UTC, as everything stored is."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)
