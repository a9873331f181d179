"""Component ``earwitness_people``: who is told of, in which role, how many, and what they look like."""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.finding import Finding, Kind, Mention
from nlp.normalise import chinese_number
from nlp.notes import Cue, Notes, longest, notes_of

_COUNTS = {
    "a": 1, "an": 1, "one": 1, "the": 1, "this": 1, "that": 1, "some": None, "another": 1,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10,
    "一": 1, "个": 1, "名": 1, "有": 1, "𠮶": 1, "那": 1, "呢": 1, "这": 1, "两": 2, "三": 3,
    "四": 4, "五": 5, "六": 6,
}  # fmt: skip
_PLURALS = frozenset(
    [
        "men",
        "guys",
        "boys",
        "males",
        "women",
        "ladies",
        "girls",
        "females",
        "people",
        "persons",
        "youths",
        "teenagers",
        "kids",
    ]
)
_MISSING = frozenset({"missing_person", "welfare_check"})
_DOMESTIC = frozenset({"domestic_dispute", "harassment", "criminal_intimidation"})
#: Incidents in which the people told of have done nothing.
_NO_OFFENDER = frozenset(
    {
        "welfare_check", "missing_person", "traffic_collision", "road_hazard", "lost_property",
        "found_property", "information_request", "animal", "noise",
    }
)  # fmt: skip
_MAX = 12


class PeopleComponent:
    """Adds findings of kind ``person``; facts are the fields of report/1."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        primary = next((f.value for f in notes.findings if f.kind is Kind.INCIDENT), "")
        notes.findings += _kin(notes, primary)[:2]
        notes.findings += _strangers(notes, primary)[:_MAX]
        if victim := longest(notes.cues_of("self_victim")):
            facts = _facts("victim", is_caller=True, count=1)
            notes.findings.append(
                Finding(Kind.PERSON, "caller", 0.8, (victim[0].mention,), facts=facts)
            )
        return doc


def _facts(role: str, *, is_caller: bool = False, count: int | None = None) -> dict[str, Any]:
    return {
        "role": role, "is_caller": is_caller, "count": count, "sex": None, "age": None,
        "description": None,
    }  # fmt: skip


def _kin(notes: Notes, primary: str) -> list[Finding]:
    """Relatives: the missing one, or the one who did it at home."""
    role = "missing" if primary in _MISSING else "suspect" if primary in _DOMESTIC else None
    if role is None:
        return []
    found: dict[str, Finding] = {}
    for cue in longest(notes.cues_of("person_kin")):
        said = notes.original[cue.start : cue.end]
        facts = {**_facts(role, count=1), "sex": cue.facts["sex"], "description": said}
        facts["age"], age = _age(notes, cue)
        mentions = (cue.mention, *([age] if age else []), *_dress(notes, cue, facts))
        found.setdefault(said.lower(), Finding(Kind.PERSON, role, 0.75, mentions, facts=facts))
    return list(found.values())[:1] if role == "missing" else list(found.values())


def _strangers(notes: Notes, primary: str) -> list[Finding]:
    role = "involved" if primary in _NO_OFFENDER else "suspect"
    seen: set[tuple[Any, ...]] = set()
    found = []
    for cue in longest(notes.cues_of("person")):
        facts = _facts(role, count=_count(notes, cue))
        facts["sex"] = cue.value or None
        facts["age"], age = _age(notes, cue)
        if facts["age"] is None and notes.tokens[cue.last - 1] in ("teenagers", "teenager"):
            facts["age"] = notes.tokens[cue.last - 1]
        dress = _dress(notes, cue, facts)
        key = (facts["sex"], facts["count"])
        definite = notes.tokens[cue.first] in ("the", "this", "that", "𠮶", "那", "呢", "这")
        # "the man" after "a man" is the same person.
        if key in seen or (definite and any(sex == facts["sex"] for sex, _ in seen)):
            continue
        seen.add(key)
        mentions = (cue.mention, *([age] if age else []), *dress)
        found.append(Finding(Kind.PERSON, role, 0.6, mentions, facts=facts))
        if len(found) == _MAX:
            break
    return found


def _count(notes: Notes, cue: Cue) -> int | None:
    first, last = notes.tokens[cue.first], notes.tokens[cue.last - 1]
    if last in _PLURALS and first not in ("two", "three", "four", "five", "six", "ten"):
        return None
    if "几" in notes.tokens[cue.first : cue.last] or "班" in notes.tokens[cue.first : cue.last]:
        return None
    return _COUNTS.get(first)


def _age(notes: Notes, cue: Cue) -> tuple[str | None, Mention | None]:
    near = [c for c in notes.near("age", cue.first, cue.last, 30) if c.first >= cue.first - 4]
    if not near:
        return None, None
    said = notes.folded[near[0].start : near[0].end]
    digits = re.search(r"\d+", said)
    if digits:
        return digits.group(), near[0].mention
    chinese = chinese_number(re.sub(r"[大约岁歲几多]", "", said))
    return (str(chinese) if chinese else said.strip()), near[0].mention


def _dress(notes: Notes, cue: Cue, facts: dict[str, Any]) -> list[Mention]:
    near = [c for c in notes.near("clothes", cue.first, cue.last, 45) if c.first >= cue.first]
    if not near:
        return []
    said = notes.original[near[0].start : near[0].end].strip(" ,.")
    facts["description"] = re.sub(
        r"^(?:wearing|dressed in|[著着穿戴][住著着了]?) ?(?:an? )?", "", said
    )
    return [near[0].mention]


@Language.factory("earwitness_people")
def make(nlp: Language, name: str) -> PeopleComponent:
    """Factory for the pipeline."""
    return PeopleComponent()
