"""Which sentences training may see. The rest is for tests, by construction and not by bookkeeping.

Three rules keep a sentence out of training: its hash falls in the test's residue class; it was
written by hand in held_out/; it is spoken in one of the repository's sample messages.
Short generated sentences ("Thank you.") are common property: they are never test sentences.
"""

import hashlib
import json
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from .speech import Unit

_HERE = Path(__file__).parent
_CLASSES = 16
_TEST_CLASS = 5
_SHORT = {"en": 5, "yue": 8, "zh": 8}  # words or characters
_TRIES = 2000

Writer = Callable[[random.Random], list[list[Unit]]]


def normalised(text: str) -> str:
    """Lower case, letters and digits only: what two sentences are compared by.

    >>> normalised("Hello, officer! 你好。")
    'hello officer 你好'
    """
    return " ".join(re.sub(r"[^\w]+|_", " ", text.lower()).split())


def written(units: Sequence[Unit], language: str) -> str:
    return (" " if language == "en" else "").join(unit.written for unit in units)


def sentences(text: str) -> list[str]:
    """The text cut behind its full stops, question and exclamation marks (not inside "9.30")."""
    return [part for part in re.split(r"(?<=[.?!])\s+|(?<=[。？！])", text.strip()) if part.strip()]


@cache
def hand_written(language: str) -> tuple[str, ...]:
    """The held-out sentences of one language, as written."""
    return tuple((_HERE / "held_out" / f"{language}.txt").read_text(encoding="utf-8").splitlines())


def _spoken_in_samples() -> set[str]:
    found: set[str] = set()
    for path in sorted(_HERE.parent.glob("**/*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        spoken = content.get("spoken") if isinstance(content, dict) else None
        if isinstance(spoken, list):
            spoken = " ".join(
                item if isinstance(item, str) else json.dumps(item) for item in spoken
            )
        if isinstance(spoken, str):
            found.update(normalised(sentence) for sentence in sentences(spoken))
    return found


@cache
def reserved() -> frozenset[str]:
    """Normalised sentences written by hand or spoken in the samples."""
    by_hand = {normalised(text) for code in ("en", "yue", "zh") for text in hand_written(code)}
    return frozenset(by_hand | _spoken_in_samples())


def is_short(units: Sequence[Unit], language: str) -> bool:
    return len(units) < _SHORT[language]


def is_test(units: Sequence[Unit], language: str) -> bool:
    """Whether the sentence's hash puts it in the test's residue class."""
    digest = hashlib.sha256(normalised(written(units, language)).encode()).digest()
    return int.from_bytes(digest, "big") % _CLASSES == _TEST_CLASS


def may_train(units: Sequence[Unit], language: str) -> bool:
    """Whether training may see this sentence."""
    if normalised(written(units, language)) in reserved():
        return is_short(units, language)
    return is_short(units, language) or not is_test(units, language)


def training_message(write: Writer, language: str, rng: random.Random) -> list[list[Unit]]:
    """A generated message without its test sentences (never empty)."""
    for _ in range(_TRIES):
        kept = [units for units in write(rng) if units and may_train(units, language)]
        if kept:
            return kept
    raise RuntimeError("the generator writes only test sentences: is its grammar too small?")


def test_message(write: Writer, language: str, rng: random.Random) -> list[list[Unit]]:
    """A generated message of two to four sentences that training can never contain."""
    kept: list[list[Unit]] = []
    wanted = rng.randint(2, 4)
    for _ in range(_TRIES):
        fresh = [u for u in write(rng) if not is_short(u, language) and is_test(u, language)]
        kept.extend(fresh[:1])
        if len(kept) >= wanted:
            return kept
    raise RuntimeError("the generator hardly writes test sentences: is its grammar too small?")
