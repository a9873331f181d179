"""Doubt: what a reader of a transcript must know before trusting it. Flag, never delete.

Whisper drops a silent segment only if ``no_speech_prob`` > 0.6 *and* ``avg_logprob`` <= -1.0, so
confident phantoms pass; here each sign is a flag of its own, on the word, the segment or the message
that it concerns. The officer sees and hears.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from voice_intake.audio import MIN_RECORDING_S, Waveform
from voice_intake.engines.base import Heard, wants_translation
from voice_intake.signals import Kind
from voice_intake.transcript import AudioSpan, Segment, Word

#: Every flag and what it means, for screens and for docs.
FLAGS: Mapping[str, str] = {
    "low_probability": "The model gave these words a low probability.",
    "no_speech": "Nobody seems to speak here.",
    "repetition": "The text repeats itself as a looping decoder's does.",
    "phantom": "A phrase that Whisper is known to write over silence and noise.",
    "outside_speech": "Words where voice activity found nobody speaking.",
    "no_words": "Somebody speaks but no words were heard.",
    "truncated": "The recording is cut or damaged: sound is missing.",
    "too_short": "The recording is too short to hold a message.",
    "clipped": "The recording is overdriven.",
    "quiet": "The speech is very quiet.",
    "sound_silence": "There is nothing to be heard.",
    "sound_keys": "Only keys being pressed are heard.",
    "sound_ringing": "Only a ringing tone is heard.",
    "sound_hang_up": "The caller hung up: a click, or the tone of a line that was cut.",
    "sound_tones": "Only tones are heard.",
    "sound_music": "Music is heard: hold music may have left words that nobody said.",
    "sound_noise": "Only noise is heard.",
    "sound_unclear": "There is sound, but not of anybody speaking.",
    "language_uncertain": "The language was guessed with little certainty.",
    "language_unsupported": "The model does not know the caller's language.",
    "not_translated": "A language that is not read as spoken, and no English was made of it.",
}

#: A word below this is doubtful.
MIN_WORD_PROBABILITY = 0.5
#: Whisper's own thresholds (``whisper.transcribe``).
MIN_AVG_LOGPROB = -1.0
MAX_NO_SPEECH_PROB = 0.6
MAX_COMPRESSION_RATIO = 2.4
#: The same word or syllables so often in a row are a loop, however short the text. Digits are not
#: counted: telephone numbers repeat them.
MAX_RUN = 5
_LOOP = re.compile(r"(\D{2,12}?)\1{4}")
#: Whisper's word times are this uncertain, seconds.
TIME_TOLERANCE_S = 0.3
#: Share of a message's words that must be doubtful for the message to be.
DOUBTFUL_SHARE = 0.4
MIN_LANGUAGE_PROBABILITY = 0.6
MAX_CLIPPED_SHARE = 0.005
#: dBFS over the spans of speech.
MIN_SPEECH_LEVEL_DBFS = -45.0


@dataclass(frozen=True, slots=True)
class Doubted:
    """Segments with their flags, and the message's own."""

    segments: tuple[Segment, ...]
    flags: tuple[str, ...]
    translation: tuple[Segment, ...] = ()


def judge(heard: Heard, spans: Sequence[AudioSpan]) -> Doubted:
    """Flag words, segments and the message by what the engine and voice activity say."""
    segments = tuple(_judged(segment, spans, heard.decoded_as) for segment in heard.segments)
    english = tuple(_judged(segment, spans, "en") for segment in heard.translation)
    return Doubted(segments, tuple(_message_flags(segments, heard)), english)


def of_recording(waveform: Waveform, speech_level_dbfs: float | None) -> list[str]:
    """Flags of the sound itself. ``speech_level_dbfs`` is None where nobody speaks."""
    signs = {
        "truncated": waveform.truncated,
        "too_short": waveform.duration_s < MIN_RECORDING_S,
        "clipped": waveform.quality.get("clipped_share", 0.0) > MAX_CLIPPED_SHARE,
        "quiet": speech_level_dbfs is not None and speech_level_dbfs < MIN_SPEECH_LEVEL_DBFS,
    }
    return [name for name, there in signs.items() if there]


def of_sound(kinds: Sequence[Kind | None], *, speech: bool) -> list[str]:
    """What is heard beside speech, or instead of it, on each channel.

    Where somebody speaks only music matters: a song's words may stand in the transcript.
    """
    if speech:
        return ["sound_music"] if Kind.MUSIC in kinds else []
    heard = [kind for kind in kinds if kind is not None]
    loud = [kind for kind in heard if kind is not Kind.SILENCE]
    return [f"sound_{kind}" for kind in dict.fromkeys(loud or heard[:1])]


def is_phantom(text: str, language: str) -> bool:
    """Whether the text is, or holds, a phrase known for being written over silence.

    >>> is_phantom(" Thanks for watching!", "en"), is_phantom(" Thank you, officer.", "en")
    (True, False)
    """
    bare = _bare(text)
    whole, inside = _phrases(language)
    return bool(bare) and (bare in whole or any(phrase in bare for phrase in inside))


def _judged(segment: Segment, spans: Sequence[AudioSpan], language: str) -> Segment:
    words = tuple(replace(word, flags=tuple(_word_flags(word, spans))) for word in segment.words)
    outside = [word for word in words if "outside_speech" in word.flags]
    signs = {
        "low_probability": segment.avg_logprob < MIN_AVG_LOGPROB,
        "no_speech": segment.no_speech_prob > MAX_NO_SPEECH_PROB,
        "repetition": segment.compression_ratio > MAX_COMPRESSION_RATIO or loops(segment.text),
        "phantom": is_phantom(segment.text, language),
        "outside_speech": bool(outside) and len(outside) * 2 > len(words),
    }
    flags = tuple(name for name in signs if signs[name])
    shared = tuple(flag for flag in flags if flag in _OF_EVERY_WORD)
    words = tuple(replace(word, flags=(*word.flags, *shared)) for word in words)
    return replace(segment, words=words, flags=flags)


#: What is said of a segment as a whole is true of each of its words, which are read one by one.
_OF_EVERY_WORD = frozenset({"no_speech", "repetition", "phantom"})


def _word_flags(word: Word, spans: Sequence[AudioSpan]) -> list[str]:
    flags = []
    if word.probability < MIN_WORD_PROBABILITY:
        flags.append("low_probability")
    if not lies_in(word, spans):
        flags.append("outside_speech")
    return flags


def lies_in(word: Word, spans: Sequence[AudioSpan]) -> bool:
    """Whether a word touches a span, give or take ``TIME_TOLERANCE_S``."""
    return any(
        word.start < span.end + TIME_TOLERANCE_S and word.end > span.start - TIME_TOLERANCE_S
        for span in spans
    )


def _message_flags(segments: Sequence[Segment], heard: Heard) -> list[str]:
    words = [word for segment in segments for word in segment.words]
    weak = [word for word in words if "low_probability" in word.flags]
    raised = {flag for segment in segments for flag in segment.flags}
    flags: list[str] = [
        flag for flag in ("repetition", "phantom", "outside_speech") if flag in raised
    ]
    if "low_probability" in raised or len(weak) > DOUBTFUL_SHARE * max(len(words), 1):
        flags.append("low_probability")
    if not heard.text:
        flags.append("no_words")
    if heard.language_probability < MIN_LANGUAGE_PROBABILITY:
        flags.append("language_uncertain")
    if heard.decoded_as != heard.language and (heard.language, heard.decoded_as) != ("yue", "zh"):
        flags.append("language_unsupported")
    if wants_translation(heard) and not heard.translation:
        flags.append("not_translated")
    return flags


def loops(text: str) -> bool:
    """Whether a word or a few syllables stand ``MAX_RUN`` times in a row.

    >>> loops("no no no no no"), loops("Laiaiaiaiaiai I was"), loops("my number is 5000 0000")
    (True, True, False)
    """
    words = [word for word in _bare(text).split() if not word.isdecimal()]
    return any(len(set(words[i : i + MAX_RUN])) == 1 for i in range(len(words) - MAX_RUN + 1)) or (
        _LOOP.search(" ".join(words)) is not None
    )


@cache
def _phrases(language: str) -> tuple[Collection[str], Collection[str]]:
    """Phrases of a language that count as a whole segment, and those that count anywhere."""
    name = {"yue": "zh"}.get(language, language)
    file = resources.files("voice_intake") / "phantoms" / f"{name}.txt"
    if not file.is_file():
        return frozenset(), ()
    lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
    phrases = [line for line in lines if line and not line.startswith("#")]
    whole = frozenset(_bare(phrase[1:]) for phrase in phrases if phrase.startswith("="))
    inside = tuple(_bare(phrase) for phrase in phrases if not phrase.startswith("="))
    return whole, inside


def _bare(text: str) -> str:
    """Letters and digits in lower case, one space between words."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in folded)
    return " ".join(kept.split())
