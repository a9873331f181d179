"""Noun phrases that name people: how many, of which sex and age, and the words that describe them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.components.people.chinese_grammar import chinese_people
from nlp.components.people.words import (
    ADJECTIVES,
    DULL,
    ENGLISH,
    NUMBERS,
    VAGUE,
    Named,
    Noun,
)
from nlp.finding import Kind
from nlp.normalise import words_of
from nlp.notes import Cue, Notes, longest

_MAX = 60
_STOPS = words_of("""is was were are be been am it's it its and but with in on at from for by me i he she they we you who that's which
    when then so as not no has have had did do into out up off over hit saw see there here what where how because if
    while after before to told said says by him her them us stole took because against like just got get than every each
    any which whose him near outside behind""")
#: A noun after which the person is somebody else's word: "old man's bag", "people mover".
_AFTER = frozenset(
    [
        "'s",
        "street",
        "road",
        "shop",
        "toilet",
        "changing",
        "clothes",
        "bike",
        "seat",
        "door",
        "firm",
        "company",
        "office",
        "app",
        "service",
        "uniform",
        "entrance",
        "van",
        "room",
        "quarters",
        "window",
        "windows",
        "side",
        "mirror",
        "airbag",
    ]
)
#: After these, 個女 or 個仔 is the beginning of another word.
_ZH_LONGER = tuple("孩人仔子士生性童学厕")
_JOINTS = frozenset(["of", "or", "my", "his", "her", "our"])
_ARTICLES = frozenset(["a", "an", "the", "this", "that", "another", "my", "his", "her", "our"])
_IS_GOING_ON = words_of(
    """been being got getting just still now not very lying trying crying
    screaming bleeding coming going running hiding refusing"""
)
#: What is done to somebody whose thing or body is named next.
_TAKES_FROM = re.compile(
    r"\b(?:snatch\w*|grabb\w*|grabs?|took|taking|takes|stole|stealing|steals|ripp\w+|pull\w*|yank\w*|tore|nicked|cut|slash\w*|"
    r"round|around|up|at|into|on|over|to|broke|kick\w*|punch\w*|slap\w*|hit|hitting|twist\w*|bit|burn\w*|touch\w*|grop\w+)"
    r"(?: (?:a|an|the|this|some|one|another|that|old|elderly|young|little|other|poor|teenage|school)){1,4} $"
)
_OF_SOMEBODY = re.compile(
    r" (?:\w+ )?(?:neck|throat|face|head|hair|arm|hand|leg|back|nose|jaw|ear|eye|bottom|chest|skirt|bag|handbag|purse|phone|necklace|chain|"
    r"wallet|watch|ring|backpack|earrings?|bracelet|pocket|trolley|shopping|bike|money|octopus|umbrella|glasses|clothes|top|mask|helmet)\b"
)
_UNSAID = frozenset(["-", ",", "my", "his", "her", "our"])
_NOT_BEFORE = frozenset(["no", "in", "police", "other", "fire", "post"])


def named(notes: Notes) -> list[Named]:
    """All of them in the order of the text."""
    found = [*_english(notes), *chinese_people(notes)]
    kin = kin_cues(notes)
    places = [m for f in notes.of(Kind.LOCATION) for m in f.mentions]
    found = [
        n for n in found
        if not any(m.start < n.end and n.start < m.end for m in places)
        and not any(a < n.end and n.start < b for a, b in notes.phantoms)
        and not any(c.start < n.end and n.start < c.end for c in kin)
    ]  # fmt: skip
    return sorted(found, key=lambda n: (n.start, -n.end))[:_MAX]


def kin_cues(notes: Notes) -> list[Cue]:
    """Words for the caller's own people: 個女, but not 個女人."""
    return [
        cue
        for cue in longest(notes.cues_of("person_kin"))
        if notes.folded[cue.end : cue.end + 1] not in _ZH_LONGER
        and not _is_anybody(notes.folded, cue)
        and notes.folded[max(0, cue.start - 1) : cue.start] != "老"
    ][:20]


def _is_anybody(folded: str, cue: Cue) -> bool:
    """是個女的: a woman, and nobody's daughter."""
    return (
        folded[cue.start] == "个"
        and folded.startswith("的", cue.end)
        and folded[max(0, cue.start - 1) : cue.start] != "我"
    )


def _english(notes: Notes) -> Iterator[Named]:
    for index, token in enumerate(notes.tokens):
        following = notes.tokens[index + 1] if index + 1 < len(notes.tokens) else ""
        plain = token.removesuffix("'s")
        noun = ENGLISH.get(plain)
        if noun is None or following in ("'s", "-"):
            continue
        if following in ENGLISH or following in _AFTER:
            continue
        robbed = plain != token and _is_robbed(notes, index)
        if plain != token and not (robbed or _goes_on(following)):
            continue
        phrase = _phrase(notes, index, noun, len(plain))
        if phrase is not None:
            phrase.robbed = robbed
            yield phrase


def _goes_on(following: str) -> bool:
    """ "A girl's been grabbed", "a man's shouting": is, not whose."""
    return following in _IS_GOING_ON or (following.endswith("ing") and len(following) > 5)


def _is_robbed(notes: Notes, index: int) -> bool:
    """ "Snatched an old lady's handbag", "his hands round a woman's neck": whose is the victim."""
    before = notes.folded[max(0, notes.starts[index] - 40) : notes.starts[index]]
    after = notes.folded[notes.ends[index] : notes.ends[index] + 24]
    return bool(_TAKES_FROM.search(before) and _OF_SOMEBODY.match(after))


def _phrase(notes: Notes, head: int, noun: Noun, length: int) -> Named | None:
    """Read back from the noun, of so many characters, to its number or article."""
    first = _read_back(notes, head)
    while first < head and notes.tokens[first] in ("of", "or", ",", "-", "and"):
        first += 1
    words = list(notes.tokens[first:head])
    if _is_nobody(notes, first, words, noun):
        return None
    kept = [
        i for i in range(first, head)
        if notes.tokens[i] not in DULL and not notes.tokens[i].isdecimal() and notes.tokens[i] not in _UNSAID
    ]  # fmt: skip
    described = [notes.tokens[i] for i in kept]
    pointed = words[:1] in (["the"], ["this"], ["that"])
    if noun.loose and not noun.plural and pointed and not described:
        return None
    count, vague = _count(words, noun)
    end = notes.starts[head] + length
    looks = [notes.original[notes.starts[i] : notes.ends[i]] for i in kept]
    if vague or noun.telling:
        looks = [*([vague] if vague else []), *looks, notes.original[notes.starts[head] : end]]
    return Named(
        first, head + 1, notes.starts[first], end, _sexed(noun, described), count,
        " ".join(looks), _age(words, noun),
        definite=words[:1] in (["the"], ["this"], ["that"], ["these"], ["those"]),
        other="another" in words or "other" in words,
    )  # fmt: skip


def _read_back(notes: Notes, head: int) -> int:
    """The first token of the phrase: over describing words, and one unknown word, to its article."""
    first, unknown = head, 0
    while first > 0 and head - first < 8:
        token = notes.tokens[first - 1]
        if token in ADJECTIVES or (
            token in ("-", ",") and first - 2 >= 0 and notes.tokens[first - 2] in ADJECTIVES
        ):
            first -= 1
        elif token in NUMBERS or token in VAGUE or token in _JOINTS or token.isdecimal():
            first -= 1
            if token in _ARTICLES:
                break
        elif unknown < 1 and _may_describe(notes, first):
            first, unknown = first - 1, unknown + 1
        else:
            break
    return first


def _may_describe(notes: Notes, first: int) -> bool:
    """Whether an unlisted word stands between an article and what describes: "a scruffy man"."""
    token = notes.tokens[first - 1]
    return (
        token not in _STOPS
        and not (token in ENGLISH and notes.tokens[first] in NUMBERS)
        and token.isascii()
        and token.isalpha()
        and _det(notes, first - 2)
    )


def _is_nobody(notes: Notes, first: int, words: list[str], noun: Noun) -> bool:
    """ "People" alone, whom somebody wants to speak to, "no man", "my driver's"."""
    if not words and (noun.loose or not noun.plural):
        return True
    before = notes.tokens[first - 1] if first else ""
    spoken_to = before in ("to", "with") and notes.tokens[max(0, first - 2)] in ("speak", "talk")
    owned = (
        bool(words) and words[0] in ("my", "his", "her") and not noun.telling and noun.sex is None
    )
    return spoken_to or before in _NOT_BEFORE or owned


def _det(notes: Notes, index: int) -> bool:
    return index >= 0 and (
        notes.tokens[index]
        in ("a", "an", "the", "this", "that", "another", "one", "two", "three", "some")
        or notes.tokens[index] in ADJECTIVES
    )


def _sexed(noun: Noun, described: list[str]) -> Noun:
    if noun.sex is None and {"male", "female"} & set(described):
        sex = "female" if "female" in described else "male"
        return Noun(sex, noun.plural, noun.age, noun.hint, noun.loose, noun.telling)
    return noun


def _count(words: list[str], noun: Noun) -> tuple[int | None, str]:
    """``(how many, the vague words for it)``: "three or four" is no number but is kept."""
    numbers = [
        (i, NUMBERS.get(w) or (int(w[:4]) if w.isdecimal() else None)) for i, w in enumerate(words)
    ]
    said = [(i, n) for i, n in numbers if n is not None]
    if "couple" in words and "of" in words:
        return 2, ""
    if "dozen" in words:
        return (12, "") if not set(words) & {"half", "few"} else (None, "a few dozen")
    if len(said) >= 2 and {"or", "to", "-"} & set(words[said[-2][0] : said[-1][0]]):
        return None, f"{words[said[-2][0]]} or {words[said[-1][0]]}"
    if not noun.plural:
        return (said[-1][1] if said and said[-1][1] == 1 else 1), ""
    exact = [n for i, n in said if n > 1]
    if exact and words[-2:] != ["year", "old"]:
        return exact[-1], ""
    vague = [w for w in words if w in VAGUE]
    return None, {
        "group": "a group of",
        "gang": "a gang of",
        "bunch": "a bunch of",
        "crowd": "a crowd of",
        "lots": "many",
        "lot": "many",
    }.get(vague[0], vague[0]) if vague else ""


def _age(words: list[str], noun: Noun) -> str | None:
    if ("old" in words and "year" not in words) or "elderly" in words:
        return "elderly"
    if "teenage" in words or "teenaged" in words:
        return "teenage"
    if "young" in words:
        return "young"
    if "middle-aged" in words or ("middle" in words and "aged" in words):
        return "middle-aged"
    if noun.age == "child" and {"school", "little", "small"} & set(words):
        return "child"
    return noun.age
