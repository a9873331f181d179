"""What the urgency classifier is trained on.

``urgency.jsonl`` holds ``language``, ``text``, ``urgency`` (emergency, priority, routine) of written
messages, each decided by reading it: those of ``messages/`` that are of types of which some are urgent
and some are not, and (``own``: true) whole messages and near misses written for this classifier. Where
it says nothing of a message of ``messages/``, the message's own ``urgency`` counts; where that is missing
too, one that tells of nothing, or only of types that never press, is routine, and any other is left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from nlp.training.messages import LANGUAGES, load
from nlp.urgency_classifier import LEVELS
from voice_intake.errors import ConfigurationError

#: Types of which every message is routine unless urgency.jsonl says otherwise.
CALM = frozenset(
    {
        "lost_property", "found_property", "information_request", "complaint_against_police", "noise",
        "illegal_parking", "abandoned_vehicle", "illegal_hawking", "fraud", "theft",
        "theft_from_vehicle", "gambling",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """One message and its urgency."""

    text: str
    language: str
    urgency: str
    #: Written for this classifier.
    own: bool
    #: Messages of one group and language were written in one breath.
    group: str


def samples() -> list[Sample]:
    """All that is decided, in the order of the files."""
    rows = [
        json.loads(line)
        for line in files(__package__).joinpath("urgency.jsonl").read_text("utf-8").splitlines()
    ]
    for row in rows:
        if row["language"] not in LANGUAGES or row["urgency"] not in LEVELS:
            raise ConfigurationError(
                f"A message has an unknown language or urgency: {row['text']!r}.",
                next_step="Correct the line in nlp/training/urgency.jsonl.",
            )
    decided = {(row["language"], row["text"]): row["urgency"] for row in rows if "own" not in row}
    result = []
    for message in load():
        calm = not message.codes or set(message.codes) <= CALM
        written = message.urgency or ("routine" if calm else None)
        urgency = decided.get((message.language, message.text), written)
        if urgency is not None:
            group = " ".join(message.codes)
            result.append(Sample(message.text, message.language, urgency, False, group))
    own = [row for row in rows if "own" in row]
    result += [
        Sample(row["text"], row["language"], row["urgency"], True, f"own {row['urgency']}")
        for row in own
    ]
    return result


def folds(messages: Sequence[Sample], count: int) -> list[int]:
    """The fold of every sample: runs of lines of one group and language stay together."""
    sizes = Counter((m.language, m.group) for m in messages)
    seen: Counter[tuple[str, str]] = Counter()
    result = []
    for message in messages:
        key = (message.language, message.group)
        result.append(count * seen[key] // sizes[key])
        seen[key] += 1
    return result
