"""The written messages, their folds, and the surroundings that they are put in.

``messages/*.jsonl`` holds one message a line: ``text``, ``language`` (``en``, ``yue``, ``zh``), ``codes``
(incident types, the primary one first; empty where nothing is told); ``urgency`` may follow. The
files ``long_*``, ``said_*``, ``rambled_*`` and ``worlds_*`` hold whole messages, most told without the usual words,
``short_*`` a few plain words, ``chat_*`` and ``talk_*`` mostly nothing to report. Most others are the heart of a message
only; ``surroundings.jsonl`` has openings, places, times and closings to put around them, so
that names, numbers and politeness say nothing.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from nlp.catalogue import incident_types
from voice_intake.errors import ConfigurationError

#: Label of a message that tells of no incident.
NONE = "none"
LANGUAGES = ("en", "yue", "zh")


@dataclass(frozen=True, slots=True)
class Written:
    """One written message."""

    text: str
    language: str
    codes: tuple[str, ...]
    #: How urgent its writer meant it; None where that was not said.
    urgency: str | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Its codes, or the label of none."""
        return self.codes or (NONE,)


def labels() -> list[str]:
    """Every label the classifier knows, in the order of its outputs."""
    return [*incident_types(), NONE]


def message_files() -> list[Traversable]:
    """The files of ``messages/``, sorted."""
    folder = files(__package__).joinpath("messages")
    return sorted((f for f in folder.iterdir() if f.name.endswith(".jsonl")), key=lambda f: f.name)


def load() -> list[Written]:
    """All written messages, in the order of the files."""
    messages = []
    for file in message_files():
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            messages.append(
                Written(row["text"], row["language"], tuple(row["codes"]), row.get("urgency"))
            )
    known = set(incident_types())
    for message in messages:
        if message.language not in LANGUAGES or not set(message.codes) <= known:
            raise ConfigurationError(
                f"A written message has an unknown language or code: {message.text!r}.",
                next_step="Correct the line in nlp/training/messages/; codes are those of nlp/incident_types.jsonl.",
            )
    return messages


def folds(messages: Sequence[Written], count: int) -> list[int]:
    """The fold of every message: runs of lines of one code and language stay together.

    Neighbouring lines, and a line and its counterparts in the other languages, were often written in
    one breath; taken apart at random they would flatter the figures.
    """
    sizes = Counter((m.language, m.codes) for m in messages)
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    result = []
    for message in messages:
        key = (message.language, message.codes)
        result.append(count * seen[key] // sizes[key])
        seen[key] += 1
    return result


@lru_cache(maxsize=1)
def surroundings() -> Mapping[tuple[str, str], Sequence[str]]:
    """(language, part) -> texts; the parts are ``opening``, ``place``, ``time``, ``closing``."""
    table: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in files(__package__).joinpath("surroundings.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        table[row["language"], row["part"]] += row["texts"]
    return table


def dressed(message: Written, random_: random.Random) -> str:
    """The message in other surroundings, as a whole message is left on a line."""

    def one_of(part: str) -> str:
        return random_.choice(surroundings()[message.language, part])

    pieces = [message.text]
    if message.codes:
        for part in ("place", "time"):
            if random_.random() < 0.5:
                # Before or after what happened: English puts places last, Chinese first.
                last = random_.random() < (0.8 if message.language == "en" else 0.3)
                pieces.insert(len(pieces) if last else 0, one_of(part))
    if random_.random() < 0.6:
        pieces.insert(0, one_of("opening"))
    pieces += [one_of("closing") for chance in (0.6, 0.3) if random_.random() < chance]
    return " ".join(pieces)
