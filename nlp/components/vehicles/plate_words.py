"""A registration mark, and the words that lead to one or stand between its characters."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.notes import Notes
from nlp.spelling import Spelled

FILLERS = frozenset(
    ["-", ",", "，", ".", "、", " ", "\n", "\t", "·", "um", "uh", "er", "erm", "ah", "then", "and",
     "同", "啊", "呀", "嗯", "呃", "'", '"', "space", "dash", "letter", "letters", "number", "numbers", "字", "头"]
)  # fmt: skip
LEADS = frozenset(
    ["is", "was", "it", "it's", "its", "the", "are", "like", "no", "number", "系", "是", ":", "：", "为",
     ",", "，", "i", "think", "says", "said", "reads", "read", "being", "of", "mark", "registration", "号", "码",
     "应", "该", "好", "似", "就", "with", "called", "plate", "a", "that", "would", "be", "叫", "写", "着", "著", "的", "嘅", " "]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plate:
    """A registration mark and the tokens that spelled it."""

    value: str
    first: int
    last: int
    #: 0..1, by how plainly it is one.
    confidence: float = 0.9


def adjacent(notes: Notes, before: Spelled, piece: Spelled) -> bool:
    between = notes.tokens[before.last : piece.first]
    if "and" in between and notes.tokens[piece.first] == "a":
        return False
    return len(between) <= 4 and all(token in FILLERS for token in between)


def leads_here(notes: Notes, first: int, *, reach: int = 6) -> bool:
    """Whether nothing but "is", "it's", 係 stands between a word for "plate" and the token."""
    cues = [c for c in notes.near("plate_cue", first, first, reach) if c.last <= first]
    if not cues or cues[-1].facts.get("part"):
        return False
    return all(token in LEADS or token in FILLERS for token in notes.tokens[cues[-1].last : first])
