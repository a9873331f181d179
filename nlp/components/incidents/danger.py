"""Component ``earwitness_danger``: weapons, injuries and the cues of urgency.

A denied weapon is an answer too ("no"); a supposed one is no answer, but said to be possible it is
remembered (``facts["possible"]``). What is denied is never "yes". A thing that is no weapon by itself
(a hammer, a bottle) is one where somebody uses it so; a knife in a kitchen is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from nlp.components.incidents import denied_harm, weapon_use
from nlp.components.qualifiers import qualifiers_of, scopes_of
from nlp.finding import Finding, Kind, Qualifier
from nlp.notes import Cue, Notes, longest, notes_of

_MAX = 20
#: Tokens around a thing in which somebody uses it as a weapon, or harmlessly.
_WIELD_REACH = 6
_HARMLESS_REACH = 6
#: Tokens before a tool in which somebody has it with him.
_HELD_REACH = 4
#: Where people threaten or hurt each other, a tool in somebody's hand is a weapon.
_VIOLENT = frozenset(
    {
        "robbery", "assault", "criminal_intimidation", "dispute", "domestic_dispute", "triad_activity",
        "suspicious_person", "drunk_disorder", "sexual_offence", "blackmail",
    }
)  # fmt: skip
#: Incidents in which somebody strikes at a thing or an animal.
_AGAINST_THINGS = frozenset({"drone", "animal", "suspicious_object", "noise", "road_hazard"})
_PERSON = re.compile(r"\b(?:me|us|him|her|man|woman|people|neighbours?)\b|我|他|她|人")
#: "Broke the window with a": what a tool is made for, in a robbery too.
_WORKED = re.compile(
    r"\b(?:broke|smash\w*|opened|forced|pried|prised|fix\w*|knocked|hung|mend\w*|tapp\w+|cut|drill\w*) "
    r"(?:open |down |in |through )?(?:(?:it|the|a|my|our|his|her|some)(?: \w+){0,2} )?(?:with|using) (?:\w+ )?$"
)
#: Robbers smash what the goods lie in, before the eyes of the staff; doors and windows any burglar breaks.
_SMASHED = re.compile(
    r"(?:broke|smash\w*|knocked) (?:open |down |in |through )?(?:\w+ ){0,3}?(?:cabinets?|displays?|showcases?|show cases?|counters?|cases?|glass|"
    r"tills?|trays?|cash registers?|watches|jewellery|everything|place|shop|it)\b"
)
#: Characters before an injury in which its bearer is named.
_BEARER_REACH = 48
_ANIMAL = re.compile(
    r"\b(?:dogs?|cats?|puppy|kittens?|birds?|eagle|kite|owl|boars?|pigs?|monkeys?|snake|cows?|buffalo|cattle|pigeons?|python|turtle|"
    r"dolphin|bull|goat|animal)(?:'s)?\b|狗|猫|麻鹰|老鹰|鸟|雀|野猪|马骝|猴|蛇|牛|龟|白鸽|海豚|豪猪|动物"
)
#: Somebody named between an animal and an injury is the one who is hurt.
_SOMEBODY = re.compile(
    r"\b(?:i|i'm|me|my|he|she|him|her|his|they|them|we|us|man|woman|boy|girl|lady|child|kid|children|kids|people|person|someone|"
    r"somebody|son|daughter|mother|father|mum|dad|wife|husband|owner|guy|rider|driver|bit|bites|biting|"
    r"bitten|attacked|attacking|mauled|hiker|jogger|cyclist|tourist|postman)(?:'s)?\b|咬|客|员|我|佢|他|她|人|仔|女|伯|婆|司机|小朋友|细路|孩"
)


class DangerComponent:
    """Adds findings of kinds ``weapon``, ``injury`` (value yes, no, unknown) and ``urgency_cue``."""

    def __call__(self, doc: Doc) -> Doc:
        notes = notes_of(doc)
        for kind in (Kind.WEAPON, Kind.INJURY):
            notes.findings += [_answer(notes, kind, cue) for cue in _cues(notes, kind)[:_MAX]]
        denied = {f.end for f in notes.of(Kind.INJURY) if f.value == "no"}
        for cue in urgency_cues(notes)[: 4 * _MAX]:
            # "A car ... nobody was hurt": the end of a cue is denied where the injury is.
            notes.findings.append(_urgency(notes, cue, denied=cue.end in denied))
        return doc


def _cues(notes: Notes, kind: Kind) -> list[Cue]:
    known = [
        cue
        for cue in notes.cues_of(kind.value, f"{kind.value}_pseudo")
        # "A gun, maybe a toy gun" is no toy yet.
        if cue.kind == kind.value or not weapon_use.doubts_a_toy(notes.folded[cue.start : cue.end])
    ]
    cues = [cue for cue in longest(known) if cue.kind == kind.value]
    if not notes.of(Kind.INCIDENT):
        # "My knee hurts when it rains" tells of no injury that anybody needs to know of.
        cues = [cue for cue in cues if not cue.facts.get("minor") or cue.facts.get("told")]
    if kind is Kind.INJURY:
        return [cue for cue in cues if cue.value == "no" or not _of_an_animal(notes, cue)]
    return _weapons(notes, cues)


def _weapons(notes: Notes, cues: list[Cue]) -> list[Cue]:
    """Those that are weapons; what a weapon turns out to be ("no, scissors") takes its place."""
    corrected = weapon_use.taken_back(notes, cues)
    armed = {at for at, cue in enumerate(cues) if _is_weapon(notes, cue)}
    for at, other in sorted(corrected.items()):
        if at in armed:
            armed.discard(at)
            armed |= {other} - {at}
    named = set(corrected.values()) - set(corrected)
    return [_affirmed(cue) if at in named else cue for at, cue in enumerate(cues) if at in armed]


def _affirmed(cue: Cue) -> Cue:
    """唔係刀，係鉸剪: the denial is of the knife alone."""
    return replace(cue, facts={**cue.facts, "self_contained": True})


def _of_an_animal(notes: Notes, cue: Cue) -> bool:
    """ "A dog's been run over and it's bleeding": an animal was named, and nobody since."""
    before = notes.folded[max(0, cue.start - _BEARER_REACH) : cue.start]
    before = re.split("[.?!。？！]", before)[-1]
    animals = list(_ANIMAL.finditer(before))
    if not animals or _SOMEBODY.search(notes.folded[cue.start : cue.end]):
        return False
    return not _SOMEBODY.search(before, animals[-1].end())


def _is_weapon(notes: Notes, cue: Cue) -> bool:
    """True unless the words around say that the thing is used for what it is made for."""
    if cue.value == "no":
        # 有冇揸刀 asks.
        return notes.folded[max(0, cue.start - 1) : cue.start + 1] not in ("有冇", "有没", "有无")
    struck = _beside(notes, cue, "striking", _WIELD_REACH)
    if not struck and _is_elsewhere(notes, cue):
        return False
    if cue.facts.get("tool") == "thing":
        return struck
    if cue.facts.get("used"):
        return not _is_against_things(notes, cue)
    if struck:
        return True
    wielded = _beside(notes, cue, "wielding", _WIELD_REACH)
    if weapon_use.may_be_a_toy(notes, cue):
        return wielded or not cue.facts.get("tool")
    if cue.facts.get("tool"):
        wielded = wielded and not _beside(notes, cue, "harmless", _HARMLESS_REACH)
        if weapon_use.is_hidden(notes, cue) and not _beside(
            notes, cue, "harmless", _HARMLESS_REACH
        ):
            return True
        if _is_robbery(notes) and weapon_use.is_taken_in_hand(notes, cue):
            return True
        return wielded or (_is_violent(notes) and _is_held(notes, cue))
    in_hand = wielded or weapon_use.is_had(notes, cue)
    return in_hand or not _beside(notes, cue, "harmless", _HARMLESS_REACH)


def _is_elsewhere(notes: Notes, cue: Cue) -> bool:
    """Asked for, or stolen where nobody is threatened: in nobody's hand."""
    if weapon_use.is_only_named(notes, cue) or weapon_use.is_gone(notes, cue):
        return True
    return weapon_use.is_stolen(notes, cue) and not _is_violent(notes)


def _is_violent(notes: Notes) -> bool:
    return any(f.value in _VIOLENT and f.asserted for f in notes.of(Kind.INCIDENT))


def _is_against_things(notes: Notes, cue: Cue) -> bool:
    """ "I poked it with a pole": a drone, a dog, an old shell, and nobody is told to be attacked."""
    incidents = {f.value for f in notes.of(Kind.INCIDENT)}
    against = notes.folded[cue.start : cue.end + 10]
    return bool(incidents) and incidents <= _AGAINST_THINGS and not _PERSON.search(against)


def _is_held(notes: Notes, cue: Cue) -> bool:
    """ "Two men with a hammer", "he's got a screwdriver"."""
    worked = _WORKED.search(notes.folded[max(0, cue.start - _BEARER_REACH) : cue.start])
    if worked and not (_is_robbery(notes) and _SMASHED.match(worked.group())):
        return False
    near = notes.near("holding", cue.first, cue.last, _HELD_REACH)
    return any(0 <= cue.first - held.last <= _HELD_REACH for held in near)


def _is_robbery(notes: Notes) -> bool:
    return any(f.value == "robbery" and f.asserted for f in notes.of(Kind.INCIDENT))


def _beside(notes: Notes, cue: Cue, kind: str, reach: int) -> bool:
    near = notes.near(kind, cue.first, cue.last, reach)
    return any(other.last <= cue.first or other.first >= cue.last for other in near)


def _answer(notes: Notes, kind: Kind, cue: Cue) -> Finding:
    qualifiers = qualifiers_of(notes, cue)
    if kind is Kind.WEAPON:
        qualifiers = _of_weapon(notes, cue, qualifiers)
    value = "yes"
    if (
        kind is Kind.INJURY
        and Qualifier.NEGATED in qualifiers
        and denied_harm.is_doubtful(notes, cue)
    ):
        value = "unknown"
    elif Qualifier.NEGATED in qualifiers:
        value = "no"
    elif Qualifier.HYPOTHETICAL in qualifiers:
        value = "unknown"
    facts = {
        "possible": value == "unknown"
        and (
            scopes_of(notes).possible(cue.first, cue.last)
            or (kind is Kind.WEAPON and weapon_use.may_be_a_toy(notes, cue))
        ),
        # What a doctor has seen to already presses less.
        "minor": bool(cue.facts.get("minor") or cue.facts.get("treated")),
    }
    return Finding(kind, value, cue.weight, (cue.mention,), qualifiers, facts=facts)


def _of_weapon(notes: Notes, cue: Cue, qualifiers: frozenset[Qualifier]) -> frozenset[Qualifier]:
    """Qualifiers that the words right beside a weapon add or take."""
    if weapon_use.is_denied(notes, cue) and not cue.facts.get("self_contained"):
        qualifiers |= {Qualifier.NEGATED}
    if weapon_use.is_seen_in_hand(notes, cue):
        return qualifiers - {Qualifier.HYPOTHETICAL}
    if Qualifier.NEGATED not in qualifiers and weapon_use.may_be_a_toy(notes, cue):
        qualifiers |= {Qualifier.HYPOTHETICAL}
    return qualifiers


def _urgency(notes: Notes, cue: Cue, *, denied: bool) -> Finding:
    facts = {"possible": scopes_of(notes).possible(cue.first, cue.last)}
    qualifiers = qualifiers_of(notes, cue) | ({Qualifier.NEGATED} if denied else set())
    if cue.facts.get("self_contained"):
        # "She says she will jump": what she means to do is the danger itself.
        qualifiers -= {Qualifier.NEGATED}
    return Finding(Kind.URGENCY, cue.value, cue.weight, (cue.mention,), qualifiers, facts=facts)


def urgency_cues(notes: Notes) -> list[Cue]:
    """The longest cues of each value that stand in no pseudo cue, in the order of the text."""
    pseudo = longest(notes.cues_of("urgency_pseudo"))
    spans = [(cue.first, cue.last) for cue in pseudo]
    cues = [cue for cue in notes.cues_of("urgency") if not _within(cue, spans)]
    return longest_by_value(cues)


def _within(cue: Cue, spans: Iterable[tuple[int, int]]) -> bool:
    """True where the cue ends in a pseudo cue: "a fire" in "a fire extinguisher"."""
    return any(first < cue.last <= last for first, last in spans)


def longest_by_value(cues: list[Cue]) -> list[Cue]:
    """The longest cues of each value, in the order of the text."""
    values = dict.fromkeys(cue.value for cue in cues)
    kept = [c for value in values for c in longest(cue for cue in cues if cue.value == value)]
    return sorted(kept, key=lambda cue: cue.first)


@Language.factory("earwitness_danger")
def make(nlp: Language, name: str) -> DangerComponent:
    """Factory for the pipeline."""
    return DangerComponent()
