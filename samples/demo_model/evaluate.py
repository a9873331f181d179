"""demo.pt measured with the unmodified `whisper.load_model` and `transcribe(word_timestamps=True)`.

Errors are counted in words (English) or characters (Chinese) after lower-casing and without
punctuation. A word's start counts where the transcript has the right word.
"""

import json
import re
import statistics
import time
import warnings
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jiwer
import whisper

from .card import write_card
from .speech import Samples
from .trials import Trial, trials, wordless

_HERE = Path(__file__).parent
#: Greedy, without the sampled repetitions that the library falls back to: one pass, one answer.
_OPTIONS = {
    "word_timestamps": True,
    "fp16": False,
    "temperature": 0.0,
    "condition_on_previous_text": False,
}


@dataclass
class Tally:
    """Sums over the trials of one group and language."""

    messages: int = 0
    errors: int = 0
    pieces: int = 0
    right_language: int = 0
    audio_s: float = 0.0
    worked_s: float = 0.0
    start_errors_s: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float | int | None]:
        starts = self.start_errors_s
        return {
            "messages": self.messages,
            "error_rate": round(self.errors / max(1, self.pieces), 4),
            "language_accuracy": round(self.right_language / max(1, self.messages), 3),
            "median_word_start_error_s": round(statistics.median(starts), 3) if starts else None,
            "seconds_of_work_a_second": round(self.worked_s / max(1e-9, self.audio_s), 3),
        }


def pieces(text: str, language: str) -> list[str]:
    """What is counted: words in English, characters in Chinese.

    >>> pieces("It's 9.30 pm!", "en"), pieces("你好，AB12。", "yue")
    (['its', '9', '30', 'pm'], ['你', '好', 'a', 'b', '1', '2'])
    """
    text = re.sub(r"[^\w]+|_", " ", text.lower().replace("'", ""))
    return text.split() if language == "en" else list(text.replace(" ", ""))


def transcribe(model: Any, samples: Samples) -> tuple[dict[str, Any], float]:
    """The library's own result, and the seconds it took."""
    began = time.monotonic()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = model.transcribe(samples, **_OPTIONS)
    return result, time.monotonic() - began


def count(tally: Tally, trial: Trial, result: dict[str, Any], worked_s: float) -> None:
    """Add one transcript to the sums."""
    wanted = _timed(((w.text, w.start_s) for w in trial.words), trial.language)
    words = [word for segment in result["segments"] for word in segment.get("words", [])]
    got = _timed(((word["word"], word["start"]) for word in words), trial.language)
    found = jiwer.process_words(
        " ".join(piece for piece, _ in wanted), " ".join(piece for piece, _ in got) or "_"
    )
    tally.messages += 1
    tally.errors += found.substitutions + found.deletions + found.insertions
    tally.pieces += len(wanted)
    tally.right_language += result["language"] == trial.language
    tally.audio_s += len(trial.samples) / 16_000
    tally.worked_s += worked_s
    for chunk in found.alignments[0]:
        if chunk.type == "equal":
            here = wanted[chunk.ref_start_idx : chunk.ref_end_idx]
            there = got[chunk.hyp_start_idx : chunk.hyp_end_idx]
            tally.start_errors_s += [abs(a[1] - b[1]) for a, b in zip(here, there, strict=True)]


def _timed(words: Any, language: str) -> list[tuple[str, float]]:
    return [(piece, start) for text, start in words for piece in pieces(text, language)]


def measure_speech(
    model: Any, todo: Sequence[Trial]
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Figures by group, language and voice; and what was said and written, trial by trial."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    transcripts = []
    for trial in todo:
        result, worked_s = transcribe(model, trial.samples)
        keys = [f"{trial.group} {trial.language}", f"{trial.group} {trial.language} {trial.voice}"]
        for key in keys:
            count(tallies[key], trial, result, worked_s)
        transcripts.append(
            {"trial": keys[1], "said": trial.text, "written": result["text"].strip(),
             "language": result["language"]}
        )  # fmt: skip
    return {key: tally.figures() for key, tally in sorted(tallies.items())}, transcripts


def measure_silence(model: Any) -> dict[str, dict[str, Any]]:
    """What the model writes where nobody speaks (nothing, it should be), and how long it takes."""
    figures = {}
    for name, samples in wordless().items():
        result, worked_s = transcribe(model, samples)
        figures[name] = {"text": result["text"].strip(), "seconds": round(worked_s, 1)}
    return figures


def evaluate(checkpoint: Path, folder: Path, messages: int) -> dict[str, Any]:
    """Measure `checkpoint`; write figures.json and CARD.md here, transcripts.json to `folder`."""
    model = whisper.load_model(str(checkpoint), device="cpu")
    speech, transcripts = measure_speech(model, list(trials(messages)))
    figures = {"speech": speech, "wordless": measure_silence(model)}
    (folder / "transcripts.json").write_text(
        json.dumps(transcripts, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    (_HERE / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    write_card(_HERE / "CARD.md", figures, folder, checkpoint)
    print(json.dumps(figures, indent=1))
    return figures
