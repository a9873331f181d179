"""Which part somebody has in what is told: by the verb beside them, their noun, and the incident."""

from __future__ import annotations

import re

from nlp.components.people import needs as people_needs
from nlp.components.people.sides import hides, in_company, lives_there, suffers
from nlp.components.people.words import Named
from nlp.notes import Cue, Notes

_DOMESTIC = frozenset(
    {
        "domestic_dispute",
        "harassment",
        "criminal_intimidation",
        "assault",
        "sexual_offence",
        "blackmail",
    }
)
#: Incidents in which the people told of have done nothing.
NO_OFFENDER = frozenset(
    {
        "welfare_check", "missing_person", "traffic_collision", "road_hazard", "lost_property",
        "found_property", "information_request", "animal", "noise", "complaint_against_police", "other", "",
    }
)  # fmt: skip
_DRIVING = frozenset({"hit_and_run", "dangerous_driving", "illegal_parking"})


#: Characters behind somebody's name in which his need is sought.
_REACH = 160
_LOUD = re.compile(
    r"^.{0,30}?(?:\b(?:scream\w*|shriek\w*)\b|喊)(?! (?:for help|in (?:pain|agony)|help)|救)"
)


def own_role(role: str, primary: str) -> bool:
    """Whether the caller's being a victim or a witness says anything in this incident."""
    if role == "victim":
        return primary not in ("lost_property", "found_property", "information_request")
    return primary not in NO_OFFENDER or primary == "traffic_collision"


def _harmed(notes: Notes, first: int, last: int) -> bool:
    """Object of an attack, or said to be hurt."""
    for cue in notes.near("harm_verb", first, last, 5):
        if (
            cue.value == "before"
            and cue.last <= first
            and first - cue.last <= 1
            and not _passive(notes, cue)
        ):
            return True
        if (
            cue.value == "after"
            and 0 <= cue.first - last <= 4
            and not _takes_object(notes, cue)
            and not _someone_between(notes, last, cue.first)
        ):
            return True
    return False


def _takes_object(notes: Notes, cue: Cue) -> bool:
    """ "Is choking" suffers, "is choking his wife" does not."""
    said = notes.folded[cue.start : cue.end + 10]
    return bool(re.search(r"\bchoking (?:me|us|him|her|his|an?|the|my|our|them)\b", said))


def _passive(notes: Notes, cue: Cue) -> bool:
    """俾人打……: the one who is hit was named before the verb."""
    before = notes.tokens[max(0, cue.first - 2) : cue.first]
    # 俾人非禮呀嗰個男人: by somebody.
    if (
        len(before) == 2
        and before[1] in ("人", "佢", "他")
        and before[0] in ("俾", "畀", "被", "遭")
    ):
        return True
    return bool(before) and before[-1] in ("俾", "畀", "被", "by", "遭")


def _someone_between(notes: Notes, last: int, first: int) -> bool:
    return bool(
        {"hit", "and", "who", "he", "she", "they", "i", "my", "打", "同", "我", "to"}
        & set(notes.tokens[last:first]) - {"who", "he", "she", "they"}
    )


def _acted_on_by(notes: Notes, first: int) -> bool:
    """ "By a man", 俾個男人: the one who did it."""
    before = list(notes.tokens[max(0, first - 2) : first])
    return bool(before) and (
        before[-1] in ("by", "被", "俾", "畀", "遭", "給", "给") or before[-1:] == ["from"]
    )


def role_of(notes: Notes, person: Named, primary: str) -> str:
    """The role of somebody named by a noun."""
    hint = person.noun.hint
    if hint == "witness" or any(
        0 <= c.first - person.last <= 3
        for c in notes.near("witnessed", person.first, person.last, 4)
    ):
        return "witness"
    if _acted_on_by(notes, person.first) and primary not in NO_OFFENDER:
        return "suspect"
    if person.robbed:
        return "victim"
    if _PRETENDS.search(person.looks) and primary not in NO_OFFENDER:
        return "suspect"
    if (
        hint == "driver"
        and primary in _DRIVING | {"traffic_collision"}
        and not suffers(notes, person.first, person.last)
        # "A van clipped a cyclist and drove off": she is hit, he hits.
        and not _harmed(notes, person.first, person.last)
    ):
        # ……把老太太撞倒了 | 司機下來看了一眼: he did it.
        needs = _needs_help(notes, person)
        return "victim" if needs else "suspect" if primary in _DRIVING else "involved"
    if hint != "suspect" and (
        _harmed(notes, person.first, person.last)
        or suffers(notes, person.first, person.last)
        or _needs_help(notes, person)
    ):
        return "victim"
    if primary == "missing_person" and _is_missing(notes, person.first, person.last):
        return "missing"
    if hint == "suspect":
        return "suspect"
    if primary in NO_OFFENDER or hint == "bystander" or _does_nothing(notes, person):
        return "involved"
    if hint == "driver":
        return (
            "suspect"
            if primary in _DRIVING
            or primary in ("assault", "robbery", "sexual_offence", "fraud", "indecent_exposure")
            else "involved"
        )
    if person.noun.age == "baby":
        return "victim"
    aside = in_company(notes, person) or lives_there(notes, person.last)
    return "involved" if aside else "suspect"


_HELPS = re.compile(
    r"(?:就|都|仲|还|正)*(?:在|喺度|喺)?(?:旁边)?(?:照顾|扶(?:住|着|起)?|帮(?:手|忙|紧|住|佢|她|他)|救(?:人|她|他|佢)|陪(?:住|着)|劝|安慰|报(?:咗|了)?警|拍低|影低|睇住|看着)"
    r"|,? (?:who )?(?:is |was |are |were |has been |stopped to )?(?:helping|help|helped|looking after|looked after|comforting|comforted|staying with|called the (?:police|ambulance))\b"
)
_PRETENDS = re.compile("自称|冒充|假扮|扮")


def _after(notes: Notes, person: Named) -> str:
    return notes.folded[person.end : person.end + _REACH]


def _needs_help(notes: Notes, person: Named) -> bool:
    """Screams, falls, asks to be hidden: whatever the incident is taken for."""
    after, sex = _after(notes, person), person.noun.sex
    if sex == "male" and person.noun.age is None and _LOUD.match(after):
        # A man who screams in the street is as often the one who is complained of.
        return False
    return people_needs.suffers_alone(after, sex) or people_needs.seeks_help(after, sex)


def _does_nothing(notes: Notes, person: Named) -> bool:
    """Lost, in the middle of the road, or only looked at."""
    if people_needs.is_astray(_after(notes, person), person.noun.sex) or _HELPS.match(
        _after(notes, person)
    ):
        return True
    before = notes.folded[: person.start]
    if person.noun.sex == "female" and people_needs.is_filmed(before):
        return True
    young = person.noun.age in ("child", "baby")
    return young and people_needs.is_watched(before)


def _is_missing(notes: Notes, first: int, last: int) -> bool:
    return bool(notes.near("missing_word", first, last, 14))


def kin(notes: Notes, cue: Cue, primary: str) -> str | None:
    """The role of a relative of the caller; None where nothing is told of them."""
    after = notes.folded[cue.end : cue.end + _REACH]
    if _is_aside(notes, cue):
        return None
    fell = _harmed(notes, cue.first, cue.last) and not people_needs.hits_caller(
        after, str(cue.facts["sex"]) or None
    )
    if fell or suffers(notes, cue.first, cue.last) or hides(notes, cue):
        return "victim"
    in_need = _kin_in_need(notes, cue)
    if in_need and primary != "missing_person":
        return "involved" if primary in NO_OFFENDER and in_need == "victim" else in_need
    if primary == "missing_person":
        if people_needs.is_sought_by_child(notes.folded[: cue.start]):
            return None
        told = cue.facts["sex"] or in_need == "missing"
        return "missing" if told or _is_missing(notes, cue.first, cue.last) else None
    if primary == "welfare_check":
        return "missing" if _is_missing(notes, cue.first, cue.last) else "involved"
    if primary in _DECEITS and _PAID.match(after):
        return "victim"
    before = notes.folded[: cue.start][-_REACH:]
    if _AT.search(before):
        return "victim"
    if primary not in NO_OFFENDER and _BLAMED.search(before):
        return "suspect"
    if primary in _DOMESTIC and not _together(notes, cue):
        does_it = _does_it(notes, cue)
        # "My sister ... her husband pulled her by the hair": a woman who is only named did nothing.
        named = primary == "domestic_dispute" and cue.facts["sex"] != "female"
        return "suspect" if named or does_it else None
    return None


_DECEITS = frozenset({"fraud", "cybercrime", "blackmail"})
#: "My father ... he paid a man": whose money it was.
_PAID = re.compile(
    r"^(?!.{0,40}\b(?:my|i) (?:money|paid|lost|transferred)).{0,90}?\b(?:paid|gave|transferred|sent|lost|handed over|withdrew|was (?:cheated|conned|tricked|scammed)|got (?:cheated|conned|scammed|tricked)|bought|invested|remitted)\b"
    r"|^[^我。]{0,30}?(?:(?:俾|畀|被)(?:人)?(?:呃|骗)|(?:转|过|汇|俾|畀|给|交|付|入)(?:咗|了)[^我。]{0,6}?[0-9一二三四五六七八九十百千万几])"
)
#: "Threw a slipper at my son".
_AT = re.compile(
    r"\b(?:threw|throws?|throwing|chuck\w*|hurl\w*|swung|swing\w*|spat|spit\w*|shout\w*|scream\w*|yell\w*|swear\w*|swore|nearly hit|almost hit)(?: [a-z]+){0,4}? (?:at|on|towards) $"
    r"|(?:掟|扔|指|闹|骂|喝|吐|泼|淋)(?:住|紧|咗|了|向|中|亲|到|[^，。我]{1,4}向)$"
)
#: "I think it's my ex boyfriend", 我懷疑係我前夫.
_BLAMED = re.compile(
    r"\b(?:i (?:think|suspect|believe|bet|guess|reckon|am sure|know)|i'm (?:sure|certain)|must be|must have been|probably|possibly|done by)(?: that)?(?: it'?s| it is| it was| it'?s probably| it must be)? $"
    r"|(?:怀疑|估|应该|觉得|肯定|一定|好可能|很可能|八成|多数)(?:就)?(?:又)?(?:系|是)$"
)
#: Where the caller is, or whom to call: 喺我細妹度, "call my husband".
_ASIDE = re.compile(
    r"\b(?:call|ring|phone|text|contact|whatsapp|tell|told|ask|asked|with|at|to|from|staying with|stay with|by|reach|message) $"
    r"|(?:喺|在|去|去咗|打|打俾|打给|搵|找|联络|联系|同|和|跟|叫|话俾|告诉)$"
)


def _is_aside(notes: Notes, cue: Cue) -> bool:
    """Whether a relative is only where the caller is, or the one to be called."""
    after = notes.folded[cue.end : cue.end + 14]
    told = re.match(
        r"(?:个|嘅|的)?(?:度|家|那|屋企|电话|手机|[0-9零一二三四五六七八九])|'?s? (?:place|house|home|flat)|(?: on| at)? (?:five|two|six|nine|\d{4})",
        after,
    )
    return bool(told and _ASIDE.search(notes.folded[: cue.start]))


def _kin_in_need(notes: Notes, cue: Cue) -> str | None:
    """ "My dad can't breathe", "my son's gone off with some men", 阿仔話想死; None where nothing such is told."""
    after = notes.folded[cue.end : cue.end + _REACH]
    sex = str(cue.facts["sex"]) or None
    if people_needs.is_gone(after, sex):
        return "missing"
    if people_needs.suffers_alone(after, sex) or people_needs.seeks_help(after, sex):
        return "victim"
    return "involved" if people_needs.is_astray(after, sex) else None


def _together(notes: Notes, cue: Cue) -> bool:
    """ "With my daughter", 同個女: who is there too."""
    before = list(notes.tokens[max(0, cue.first - 2) : cue.first])
    return bool({"with", "and", "同", "和", "跟", "for"} & set(before[-1:]))


_TO_ME = re.compile(r"\b(?:me|us)\b|我|\bkeeps?\b|\bkept\b")


def _does_it(notes: Notes, cue: Cue) -> bool:
    """Whether a verb of what he does follows: "my ex keeps following me"."""
    after = notes.folded[cue.end : cue.end + 40]
    return bool(_TO_ME.search(after))
