"""Whose a look or an age is: the person spoken of at that place, by nearness and by pronoun."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nlp.components.people.descriptions import Look
from nlp.finding import Mention
from nlp.notes import Notes

#: Characters after the last mention of somebody in which a look may be his.
_REACH = 260


@dataclass(slots=True)
class Person:
    """One person, or several told of together, while their parts are put together."""

    role: str
    count: int | None
    sex: str | None
    age: str | None
    #: Where they are mentioned, in the order of the text.
    mentions: list[Mention]
    texts: list[str] = field(default_factory=list)
    seen: list[Look] = field(default_factory=list)
    confidence: float = 0.6
    is_caller: bool = False
    part: bool = False
    other: bool = False

    @property
    def last(self) -> int:
        """Character after the last mention."""
        return max(m.end for m in self.mentions)


PRONOUN = re.compile(r"\b(he|his|him|he'?s|hes|she|her|she'?s|they|their|they're)\b|(她|佢|他)")
_ANIMAL = re.compile(
    r"\b(?:dogs?|cats?|boars?|monkeys?|snakes?|alsatian|husky|poodle|bull|cow|cattle|puppy)\b|[狗猫蛇牛]|野猪|猴子|马骝"
)


def owner_at(notes: Notes, people: list[Person], start: int, end: int) -> Person | None:
    """Who is spoken of at these characters."""
    before = [p for p in people if p.mentions[0].start < end and start - p.last <= _REACH]
    animals = [m.end() for m in _ANIMAL.finditer(notes.folded, max(0, start - 30), start)]
    named = max((p.last for p in before if p.last <= start), default=0)
    if animals and animals[-1] > named and not PRONOUN.search(notes.folded, animals[-1], start):
        return None
    if not before:
        after = [p for p in people if 0 <= p.mentions[0].start - end <= 12]
        return after[0] if after else None
    pronouns = list(PRONOUN.finditer(notes.folded, max(0, start - 40), end))
    sex = None
    if pronouns:
        said = pronouns[-1].group()
        sex = "male" if said.startswith(("he", "hi")) and not said.startswith("her") else None
        sex = "female" if said.startswith(("she", "her")) or said == "她" else sex
    fit = [p for p in before if sex is None or p.sex in (sex, None)] or before
    if pronouns and not pronouns[-1].group().startswith("the"):
        fit = [p for p in fit if p.count == 1] or fit

    def nearness(person: Person) -> int:
        return max((m.start for m in person.mentions if m.start < end), default=0)

    # Looks are of those who did it or are sought, unless the victim alone was named close by.
    suspects = [p for p in fit if p.role in ("suspect", "missing", "involved")]
    nearest = max(fit, key=nearness)
    agreed = nearest.sex == sex and not any(p.sex == sex for p in suspects)
    if nearest.role == "victim" and suspects and sex is not None and not agreed:
        return max(suspects, key=nearness)
    return nearest
