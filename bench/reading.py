"""How fast the reader reads: milliseconds for 100 words, growth, start-up, memory.

    .venv/bin/python bench/reading.py [--rounds N] [--json FILE]

The baseline of the same run is spaCy doing the least of the work: a blank pipeline and a
PhraseMatcher over the gazetteer's names on the same folded text. Texts are the project's visible
labelled messages of a language, one behind the other, cut to the length; several are read in turn.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

#: What counts as one word: a Latin word, or so many Chinese characters.
_CHARACTERS_A_WORD = 1.5
_ROOT = Path(__file__).parent.parent
LENGTHS = (100, 1_000, 10_000)
#: Least seconds that one measured run lasts, so that it reads all texts and the clock's grain does
#: not matter.
_LEAST_S = 0.4
#: Texts of a length that are read in turn.
_TEXTS = 16

_STARTS = {
    "reader": "from nlp.reader import Reader; r = Reader(); r.read('help'); r.read('救命', language='yue')",
    "baseline": "from bench.reading import baseline; m = baseline('en'); m('help')",
}
#: Linux counts the parent's memory in a child's ``ru_maxrss``; its own peak is in /proc.
_AFTER = "; from bench.reading import peak_mb; print(peak_mb())"


def texts(language: str, words: int) -> list[str]:
    """The labelled messages of a language behind one another, cut into texts of ``words`` words.

    So many texts that a call does not read the one before it again; where the messages are too few,
    each text begins elsewhere in them.
    """
    from nlp import evaluate

    messages = [m.text for m in evaluate.load(None, "dev") if m.language == language]
    said: Sequence[str] = " ".join(messages).split() if language == "en" else "".join(messages)
    length = words if language == "en" else int(words * _CHARACTERS_A_WORD)
    again = (*said,) * (length // len(said) + 2)
    starts = [(turn * length) % len(said) for turn in range(_TEXTS)]
    between = " " if language == "en" else ""
    return [between.join(again[start : start + length]) for start in dict.fromkeys(starts)]


def baseline(language: str) -> Callable[[str], Any]:
    """A blank spaCy pipeline that finds the gazetteer's names and does nothing else."""
    import spacy
    from spacy.matcher import PhraseMatcher

    from nlp import gazetteer
    from nlp.normalise import fold
    from nlp.pipeline import Tokeniser

    nlp = spacy.blank("en" if language == "en" else "zh")
    nlp.tokenizer = Tokeniser(nlp.vocab)
    nlp.max_length = 1_000_000_000
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("place", [nlp.make_doc(name) for name in sorted(gazetteer.names())])
    return lambda text: matcher(nlp.make_doc(fold(text)))


def peak_mb() -> int:
    """MB that this process held at most (Linux)."""
    status = Path("/proc/self/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) // 1024


def seconds(work: Callable[[], Any]) -> float:
    """Processor seconds of one call, over as many as fill ``_LEAST_S``."""
    calls, begun = 0, time.process_time()
    while time.process_time() - begun < _LEAST_S:
        work()
        calls += 1
    return (time.process_time() - begun) / calls


def in_turn(read: Callable[[str], Any], said: Sequence[str]) -> Callable[[], Any]:
    """A call that reads the next of the texts each time."""
    following = cycle(said)
    return lambda: read(next(following))


def speeds(language: str, rounds: int) -> dict[int, dict[str, list[float]]]:
    """Length -> program -> processor seconds of each round, the programs in turn."""
    from nlp.reader import Reader

    reader, least = Reader(), baseline(language)
    found: dict[int, dict[str, list[float]]] = {}
    for words in LENGTHS:
        said = texts(language, words)
        programs: dict[str, Callable[[], Any]] = {
            "reader": in_turn(partial(reader.read, language=language), said),
            "baseline": in_turn(least, said),
        }
        for program in programs.values():
            program()
        found[words] = {name: [] for name in programs}
        for _ in range(rounds):
            for name, program in programs.items():
                found[words][name].append(seconds(program))
    return found


def starts(rounds: int) -> dict[str, tuple[float, int]]:
    """Program -> (median seconds of a fresh process to its first report, MB at most)."""
    found = {}
    for name, code in _STARTS.items():
        taken, memory = [], 0
        for _ in range(rounds):
            begun = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", code + _AFTER],
                capture_output=True, text=True, check=True, cwd=_ROOT,
            )  # fmt: skip
            taken.append(time.perf_counter() - begun)
            memory = max(memory, int(done.stdout))
        found[name] = (median(taken), memory)
    return found


def show(
    speed: dict[str, dict[int, dict[str, list[float]]]], start: dict[str, tuple[float, int]]
) -> str:
    """The tables."""
    lines = [
        "Reading, one core, processor time (median of rounds; ratio: how many times the baseline)",
        f"{'':14}{'words':>8}{'ms':>10}{'ms/100 w':>10}{'baseline ms':>13}{'ratio':>8}",
    ]
    for language, lengths in speed.items():
        for words, runs in lengths.items():
            ours, theirs = median(runs["reader"]), median(runs["baseline"])
            ratio = median(a / b for a, b in zip(runs["reader"], runs["baseline"], strict=True))
            lines.append(
                f"{language:14}{words:>8}{1e3 * ours:>10.2f}{1e5 * ours / words:>10.2f}"
                f"{1e3 * theirs:>13.2f}{ratio:>8.1f}"
            )
    lines.append("\nA fresh process until its first reports in English and Chinese (by the clock)")
    lines += [f"{name:14}{taken:>8.2f} s{mb:>8} MB" for name, (taken, mb) in start.items()]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="every round's figures")
    options = parser.parse_args(arguments)
    speed = {language: speeds(language, options.rounds) for language in ("en", "yue", "zh")}
    start = starts(min(3, options.rounds))
    print(show(speed, start))
    if options.json:
        options.json.write_text(json.dumps({"speed": speed, "start": start}, indent=1))
    print(f"\nthis process, with three readers, at most {peak_mb()} MB")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(_ROOT))
    raise SystemExit(main())
