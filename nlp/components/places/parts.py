"""One part of an address as it was said, and which of two a caller took back: "exit C, no, exit D"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.notes import Notes

#: How far the right one may stand behind the wrong one, in tokens.
_REACH = 14
#: Between the word of correction and what is right.
_SMALL = frozenset(
    """it it's its was is at the i i'm mean meant sorry wait no actually on , . er um uh of that's yes rather
    系 是 喺 在 唔 不 对 应 该 啱 ， 、 。 先 错 咗 了 个 係""".split()  # noqa: SIM905  one word a space
)
#: "Told me to wait at exit D" corrects nothing.
_TO_WAIT = frozenset(["to", "please", "and", "must", "should", "can", "you", "we", "i", "had"])
#: "Not exit C", 唔係C出口: what is denied, where nothing stands between.
_DENIED_EN = re.compile(r"\b(?:not|wasn't|isn't|rather than|instead of)(?: at| on| the| in)*$")
_DENIED_ZH = re.compile("(?:而唔系|而不是|(?<!系)唔系|(?<!是)不是|并非)(?:喺|在)?$")
#: 係三座唔係五座: "it is the third block, not the fifth".
_IT_IS = re.compile("(?:系|是)(?:喺|在)?[^，。,.]{0,8}$")


@dataclass(frozen=True, slots=True)
class Part:
    """One form found: its value and its characters."""

    name: str
    value: str
    start: int
    end: int
    first: int
    last: int


def without_corrected(parts: Sequence[Part], notes: Notes) -> list[Part]:
    """The parts of one form; of two that a correction joins the right one, where the wrong one stood."""
    kept: list[Part] = []
    for part in parts:
        before = kept[-1] if kept else None
        if _is_denied(part, before, notes):
            continue
        if before and _takes_back(before, part, notes):
            # It belongs to the name that the wrong one stood by; its own words are its evidence.
            kept[-1] = replace(part, first=before.first, last=before.last)
        else:
            kept.append(part)
    return kept


def _is_denied(part: Part, before: Part | None, notes: Notes) -> bool:
    """Whether it is what was denied; after another one 唔係 alone rather takes that one back."""
    lead = notes.folded[max(0, part.start - 24) : part.start].rstrip(" ")
    if _DENIED_EN.search(lead):
        return True
    denial = _DENIED_ZH.search(lead)
    if denial is None or before is None or part.first - before.last > _REACH:
        return denial is not None
    told = notes.folded[max(0, before.start - 16) : before.start]
    return denial.group().startswith("而") or _IT_IS.search(told) is not None


def _takes_back(before: Part, part: Part, notes: Notes) -> bool:
    if not 0 < part.first - before.last <= _REACH:
        return False
    if any(stop in notes.folded[before.end : part.start] for stop in "!?！？"):
        return False
    return any(
        before.last <= cue.first
        and cue.last <= part.first
        and notes.tokens[cue.first - 1] not in _TO_WAIT
        and all(token in _SMALL for token in notes.tokens[cue.last : part.first])
        for cue in notes.near("correction", before.last, part.first, 0)
    )
