"""What must hold on any weights, and what is only told.

Parity, word times and silence are properties of the program: they pass or fail. Word errors, the
language that was detected and the speed are properties of the weights and the machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from api.self_check.cases import Case
from api.self_check.hear import Run
from nlp import word_errors
from voice_intake import doubt, languages
from voice_intake.engines.base import Heard
from voice_intake.transcript import Word

#: Share of the words that may differ from the reference's. faster-whisper computes its spectrogram
#: by other code, whose rounding may turn a word now and then; the fast engine has no excuse.
MAX_DIFFERENT = {"ct2": 0.05}
#: Share of the words that must lie where somebody speaks.
MIN_INSIDE = 0.9
#: Whisper's times are multiples of 0.02 s; rounding may put one word's start a hair before the last.
_HAIR_S = 0.021


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold."""

    name: str
    engine: str
    passed: bool
    detail: str


def right_language(case: Case, heard: Heard) -> bool:
    """Whether the caller's language was found; Cantonese may come as Chinese from a vocabulary
    without it."""
    return heard.language in (case.language, languages.FALLBACKS.get(case.language or ""))


def parity(reference: Run, other: Run) -> Check:
    """Whether ``other`` wrote the reference's words.

    A message is left out where one of the two sampled: their random numbers differ.
    """
    alike, wrong, of, sampled = 0, 0, 0, 0
    for name, theirs in reference.heard.items():
        ours = other.heard[name]
        if any(segment.temperature > 0 for segment in (*theirs.segments, *ours.segments)):
            sampled += 1
            continue
        alike += theirs.text == ours.text
        part_wrong, part_of = word_errors.count(theirs.text, ours.text)
        wrong, of = wrong + part_wrong, of + part_of
    compared = len(reference.heard) - sampled
    share = wrong / max(of, 1)
    allowed = MAX_DIFFERENT.get(other.engine)
    fine = alike == compared if allowed is None else share <= allowed
    told = f"{alike} of {compared} messages equal, {share:.1%} of the words differ"
    left_out = f"; {sampled} left out: sampled" if sampled else ""
    return Check("same words as the reference", other.label, fine and compared > 0, told + left_out)


def times(run: Run, cases: Sequence[Case]) -> Check:
    """Whether words follow one another, within their window, where somebody speaks."""
    words = backwards = inside = 0
    for case in cases:
        heard = run.heard.get(case.name)
        if heard is None:
            continue
        said = [word for segment in heard.segments for word in segment.words]
        words += len(said)
        backwards += sum(_backwards(said))
        inside += sum(doubt.lies_in(word, case.spans) for word in said)
    share = inside / words if words else 1.0
    told = f"{words} words, {backwards} before the one before, {share:.0%} where somebody speaks"
    return Check("word times", run.label, backwards == 0 and share >= MIN_INSIDE, told)


def _backwards(words: Sequence[Word]) -> Iterator[bool]:
    last = 0.0
    for word in words:
        yield word.start < last - _HAIR_S or word.end < word.start
        last = max(last, word.start)


def silence(runs: Sequence[Run], cases: Sequence[Case]) -> Check:
    """Whether nothing is written where nobody speaks: mostly voice activity gives nothing to hear."""
    silent = [case for case in cases if case.language is None]
    wrong = [
        case.name
        for case in silent
        if any(case.name in run.heard and run.heard[case.name].text for run in runs)
    ]
    told = f"{len(silent) - len(wrong)} of {len(silent)} recordings without speech stay empty"
    return Check("silence", "all", not wrong, told + (f"; not {', '.join(wrong)}" if wrong else ""))


def checks(runs: Sequence[Run], cases: Sequence[Case]) -> list[Check]:
    """All that must hold. ``runs[0]`` is the reference; the fast engine is compared without word
    times, which are looked at as configured."""
    compared = [run for run in runs[1:] if run.exact]
    return [
        *(parity(runs[0], run) for run in compared),
        *(times(run, cases) for run in runs if not (run.exact and run.engine == "fast")),
        silence(runs, cases),
    ]


def figures(run: Run, cases: Sequence[Case]) -> dict[str, dict[str, Any]]:
    """Language -> messages, right languages, error rate, seconds, real-time factor."""
    told: dict[str, dict[str, Any]] = {}
    for language in dict.fromkeys(case.language for case in cases if case.name in run.heard):
        part = [case for case in cases if case.language == language and case.name in run.heard]
        wrong, of = (
            sum(pair) for pair in zip(*(_counted(case, run) for case in part), strict=True)
        )
        audio_s = sum(case.duration_s for case in part)
        took_s = sum(run.took_s[case.name] for case in part)
        told[language or "nobody"] = {
            "messages": len(part),
            "language_right": sum(right_language(case, run.heard[case.name]) for case in part),
            "error_rate": round(wrong / max(of, 1), 4),
            "audio_s": round(audio_s, 1),
            "took_s": round(took_s, 2),
            "real_time_factor": round(took_s / max(audio_s, 1e-9), 3),
        }
    return told


def _counted(case: Case, run: Run) -> tuple[int, int]:
    return word_errors.count(case.spoken, run.heard[case.name].text, case.language)
