"""Component ``earwitness_people``: who is told of, in which role, how many, and what they look like.

People are named by noun phrases (``people_grammar``); what is said of looks (``descriptions``) belongs
to the last one named before it whose sex the pronoun allows. "One tall, one short" makes two of a
group. Somebody named again ("the man") is the same.
"""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.people.ages import age_of, is_age
from nlp.components.people.descriptions import Look, looks
from nlp.components.people.grammar import kin_cues, named
from nlp.components.people.owners import PRONOUN, Person, owner_at
from nlp.components.people.roles import NO_OFFENDER, kin, own_role, role_of
from nlp.components.people.sides import is_caller
from nlp.components.people.words import Named
from nlp.components.qualifiers import qualifiers_of
from nlp.finding import Finding, Kind, Mention, Qualifier
from nlp.notes import Cue, Notes, longest, notes_of

_MAX = 12


class PeopleComponent:
    """Adds findings of kind ``person``; facts are the fields of report/1."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        primary = next((f.value for f in notes.findings if f.kind is Kind.INCIDENT), "")
        people = _gone_with(_kin(notes, primary), _from_nouns(notes, primary))
        people.sort(key=lambda p: p.mentions[0].start)
        people = _split(notes, people)
        _give_ages(notes, people)
        unowned = _give_looks(notes, people)
        _give_sex(notes, people)
        people = _merged(notes, people)
        if not any(p.role in ("suspect", "missing", "involved") for p in people):
            people += _unnamed(notes, primary, unowned)
        people = _without_idle(people)[:_MAX]
        caller = _caller(notes, primary)
        notes.findings += [_finding(notes, p) for p in [*people, *([caller] if caller else [])]]
        return doc


def _kin(notes: Notes, primary: str) -> list[Person]:
    """Relatives: the missing one, the one who is hurt, or the one who did it at home."""
    found: dict[tuple[str, str], Person] = {}
    for cue in kin_cues(notes):
        role = kin(notes, cue, primary)
        if role is None or notes.tokens[cue.last : cue.last + 1] == ["'s"]:
            continue
        said = notes.original[cue.start : cue.end]
        key = (said.lower(), role)
        if key in found:
            found[key].mentions.append(cue.mention)
            continue
        sex = str(cue.facts["sex"]) or None
        found[key] = Person(role, 1, sex, None, [cue.mention], [said], confidence=0.75)
    people = list(found.values())
    missing = [p for p in people if p.role == "missing"]
    return missing[:1] if missing else people[:4]


def _gone_with(relatives: list[Person], others: list[Person]) -> list[Person]:
    """ "My brother ... left with two men": who cannot be the missing relative is not missed."""
    missing = next((p for p in relatives if p.role == "missing"), None)
    for person in others:
        other = missing is not None and (
            person.count != 1 or (person.sex is not None and person.sex != missing.sex)
        )
        if other and person.role == "missing":
            person.role = "involved"
    return relatives + others


def _from_nouns(notes: Notes, primary: str) -> list[Person]:
    people: list[Person] = []
    for person in named(notes):
        cue = Cue(
            "person", "", "person.named", person.first, person.last, person.start, person.end, 0.6
        )
        if Qualifier.NEGATED in qualifiers_of(notes, cue) or is_caller(notes, person):
            continue
        known = _known(people, person)
        known = known or _said_to_be(notes, people, person)
        if known is not None:
            known.mentions.append(person.mention)
            known.sex = known.sex or person.noun.sex
            known.age = known.age or person.age
            if person.looks and not any(person.looks in text for text in known.texts):
                known.texts.append(person.looks)
            continue
        if len(people) >= 2 * _MAX:
            break
        role = role_of(notes, person, primary)
        people.append(
            Person(
                role, person.count, person.noun.sex, person.age, [person.mention],
                [person.looks] if person.looks else [], other=person.other,
            )
        )  # fmt: skip
    return people


def _said_to_be(notes: Notes, people: list[Person], person: Named) -> Person | None:
    """ "The driver was a blonde woman": one person."""
    before = people[-1] if people else None
    if before is None or before.count != 1 or person.count != 1 or before.last > person.start:
        return None
    fits = before.sex is None or person.noun.sex in (None, before.sex)
    between = notes.folded[before.last : person.start]
    # 有個人……是個女的: only somebody, of whom nothing was told.
    anybody = (
        before.sex is None and not before.texts and re.fullmatch("[^，。]{0,10}[是系]", between)
    )
    return before if fits and (anybody or _IS_ONE.fullmatch(between)) else None


def _known(people: list[Person], person: Named) -> Person | None:
    """Who was meant before by the same words, or by "the man"."""
    if person.other:
        return None
    for known in reversed(people):
        same_sex = known.sex == person.noun.sex or (person.noun.sex is None and person.noun.loose)
        plural = (known.count != 1) == (person.count != 1)
        if person.definite and same_sex and (plural or person.count is None):
            return known
        hinted = person.definite and person.noun.hint == "suspect" and known.role == "suspect"
        alike = same_sex and known.count == person.count
        own = set(person.looks.split()) - {w for text in known.texts for w in text.split()}
        if hinted or (alike and not own and known.age == person.age):
            return known
    return None


def _split(notes: Notes, people: list[Person]) -> list[Person]:
    """ "One was tall, the other ..." after two men: each one by himself."""
    cues = longest(notes.cues_of("split"))[:8]
    result = list(people)
    for cue in cues:
        groups = [p for p in people if p.count != 1 and p.mentions[0].start <= cue.start]
        if not groups:
            continue
        group = groups[-1]
        if any(p.part and p.mentions[0].start == cue.start for p in result):
            continue
        result.append(
            Person(group.role, 1, group.sex, group.age, [cue.mention], confidence=0.55, part=True)
        )
    return sorted(result, key=lambda p: p.mentions[0].start)


def _give_ages(notes: Notes, people: list[Person]) -> None:
    for cue in longest(notes.cues_of("age"))[:20]:
        said = notes.folded[cue.start : cue.end]
        age = age_of(said)
        before = notes.folded[max(0, cue.start - 12) : cue.start]
        if not is_age(before, said, notes.folded[cue.end : cue.end + 40]):
            continue
        if age is None or re.search(r"\b(?:i'm|i am)(?: \w+)? $|我(?:今年|系|是)?$", before):
            continue
        owner = owner_at(notes, people, cue.start, cue.end)
        if owner is not None and (owner.age is None or not any(c.isdecimal() for c in owner.age)):
            owner.age = age
            owner.mentions.append(Mention(cue.start, cue.end, cue.rule))


def _give_looks(notes: Notes, people: list[Person]) -> list[Look]:
    """Looks to their owners; those that nobody owns are returned."""
    unowned: list[Look] = []
    for look in looks(notes):
        inside = any(
            m.start <= look.mention.start and look.mention.end <= m.end
            for p in people
            for m in p.mentions[:1]
        )
        if inside:
            continue
        owner = owner_at(notes, people, look.mention.start, look.mention.end)
        if owner is None:
            unowned.append(look)
        elif not any(look.text.lower() in text.lower() for text in owner.texts):
            owner.seen.append(look)
            owner.texts.append(look.text)
    return unowned


#: Between two words for one person: "the driver was | a blonde woman", 司機是 | 個年輕女的.
_IS_ONE = re.compile(
    r" ?(?:is|was|'s|looks? like|looked like|seems? to be|appeared to be)(?: just| like| actually| probably| clearly)? ?|(?:就|应该)?(?:是|系)"
)


_SEX = re.compile(
    r"\b(?:is|was|are|were|suspects?|be|he's|she's) (?:an? |probably |both |all )*(male|female)\b"
)


def _give_sex(notes: Notes, people: list[Person]) -> None:
    """ "The suspect is male": said after the noun."""
    for match in _SEX.finditer(notes.folded):
        owner = owner_at(notes, people, *match.span())
        if owner is not None and owner.sex is None:
            owner.sex = match[1]


def _merged(notes: Notes, people: list[Person]) -> list[Person]:
    """高嗰個, "the taller one": the part of which that was said before."""
    result: list[Person] = []
    for person in people:
        said = notes.folded[person.mentions[0].start : person.mentions[0].end]
        word = next(
            (w for w in ("tall", "short", "高", "矮") if said.startswith((w, f"the {w}"))), ""
        )
        host = next(
            (p for p in result if p.part and word and any(w in word for w in p.texts)), None
        )
        if person.part and host is not None:
            host.texts += person.texts
            host.seen += person.seen
            host.mentions += person.mentions
            host.age = host.age or person.age
        else:
            result.append(person)
    return result


def _unnamed(notes: Notes, primary: str, unowned: list[Look]) -> list[Person]:
    """ "He was about fifty and wore slippers": somebody whom only a pronoun names."""
    found = [look for look in unowned if look.kind != "way"]
    ages = [
        (c, age_of(notes.folded[c.start : c.end]))
        for c in longest(notes.cues_of("age"))[:5]
        if is_age(
            notes.folded[: c.start][-12:], notes.folded[c.start : c.end], notes.folded[c.end :][:40]
        )
    ]
    before = max((look.mention.start for look in found), default=0)
    pronouns = [m.group() for m in PRONOUN.finditer(notes.folded[: before + 1])]
    if not found or primary in NO_OFFENDER - {""} or not (pronouns or notes.cues_of("split")):
        return []
    said = pronouns[-1] if pronouns else "they"
    sex = (
        "female"
        if said in ("she", "her", "she's", "她")
        else "male"
        if said in ("he", "his", "him", "he's")
        else None
    )
    parts = longest(notes.cues_of("split"))[:6]
    role = "suspect" if primary else "involved"
    people = [Person(role, 1, sex, None, [c.mention], confidence=0.5, part=True) for c in parts]
    if not people:
        count = None if said.startswith("the") else 1
        people = [Person(role, count, sex, None, [found[0].mention], confidence=0.5)]
    for cue, age in ages:
        if age is not None:
            people[0].age = people[0].age or age
            people[0].mentions.append(cue.mention)
    if not parts:
        people[0].texts.append(found[0].text)
    _give_looks(notes, people)
    return people


def _without_idle(people: list[Person]) -> list[Person]:
    """Without parts of whom nothing is said, and groups that their parts tell wholly."""
    kept = [p for p in people if not p.part or p.texts or p.age]
    parts = [p for p in kept if p.part]
    if not parts or len(parts) == len(kept):
        return kept
    return [
        p for p in kept
        if p.part or p.count == 1 or p.count is None or p.count > len(parts)
        or parts[0].mentions[0].start < p.mentions[0].start
    ]  # fmt: skip


def _caller(notes: Notes, primary: str) -> Person | None:
    """The caller as victim or as witness."""
    for role, kind, confidence in (
        ("victim", "self_victim", 0.8),
        ("witness", "self_witness", 0.6),
    ):
        cues = [
            c
            for c in longest(notes.cues_of(kind))
            if Qualifier.NEGATED not in qualifiers_of(notes, c)
        ]
        if cues and own_role(role, primary):
            return Person(
                role, 1, None, None, [cues[0].mention], confidence=confidence, is_caller=True
            )
    return None


def _finding(notes: Notes, person: Person) -> Finding:
    mentions = list(dict.fromkeys((*person.mentions, *(look.mention for look in person.seen))))
    chinese = any(not text.isascii() for text in person.texts)
    text = ("，" if chinese else ", ").join(dict.fromkeys(t for t in person.texts if t))
    facts: dict[str, Any] = {
        "role": person.role, "is_caller": person.is_caller, "count": person.count,
        "sex": person.sex, "age": person.age, "description": text[:300] or None,
    }  # fmt: skip
    value = "caller" if person.is_caller else person.role
    return Finding(Kind.PERSON, value, person.confidence, tuple(mentions[:20]), facts=facts)


@Language.factory("earwitness_people")
def make(nlp: Language, name: str) -> PeopleComponent:
    """Factory for the pipeline."""
    return PeopleComponent()
