"""Which words in a row are a name: by lists of names, by capitals, and by not being everyday words.

Recognisers print no full stop after a name and often no capitals, so a name ends where a word begins
that is none. A word that is in no list of names is part of one where it is capitalised, or where it is
no everyday word either and something else proves the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.components.people.name_lists import GIVEN, NOT_NAMES, SURNAMES
from nlp.finding import Kind
from nlp.normalise import words_of
from nlp.notes import Notes
from nlp.sound.romanised import common_words

TITLES = words_of(
    """mr mrs ms miss dr madam mister missus mistress professor prof auntie aunty uncle father sister
    pastor reverend rev captain lady lord nurse"""
)
#: Titles that are everyday words too: a title only where a name known as one follows.
_PLAIN_TITLES = words_of(
    "madam auntie aunty uncle father sister pastor captain lady lord nurse miss"
)
_CALENDAR = words_of("april may june august summer sunny dawn christmas")
#: Given names that are everyday words; read as names though nothing else says so.
_NAMES_FIRST = words_of("david tom jack nick adam matt phil todd ruth rose grace")
_MAX_WORDS = 4
_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
#: Syllables that end in -ing and stand in Chinese names.
_ING = words_of(
    """ming ching ting ling ping ning wing ying king sing hing tsing jing bing ding qing xing yeung
    keung cheung leung heung fung tung hung lung chung kung ring sterling"""
)
_SYLLABLES = words_of(
    """ka yee wai man ming siu kit chi ho yan ying wing hoi tsz tai fai keung kwok kin kei hei lok
    yin ling mei lai fong ping shan hung ching chun hin long tin pak yuk suk sze yi yu yuen wah
    wa kam kuen sum sang shing sing ting tung wan hang him cheuk nga ngai oi on pui sau shun tak
    to yat yiu lun lam mun nam kiu kwan choi chiu fan fat fun fuk gei ha hok hong kai kan ki
    king lan lap leung lik lim ling ming mo mui ngan ning nin pang po pong san sek shek sheung shuk
    sin sum sun sung tat ting tsun tuen wing wo wong yam yau yip yue yun yung zi ting tong"""
)
_SPEECH = words_of(
    """to so or on an no me i in at is of my we he she they it and but the a was has had do did be"""
)


@dataclass(frozen=True, slots=True)
class Name:
    """Words that may be a name."""

    start: int
    end: int
    size: int
    #: Mr, Mrs, Auntie before it.
    titled: bool
    #: Begins with a given name of the lists (or 阿-names: "Ah Keung").
    given: bool
    #: Has a word of the lists that proves it: a title, a given name, or two surnames' syllables.
    known: bool
    #: A title with a name, or a given name with another one.
    whole: bool
    #: Words that are no everyday words, a surname the last: a name where one is due.
    likely: bool
    #: Printed with a capital in a text that has capitals.
    capital: bool
    #: Its first word is an everyday word.
    common: bool
    #: A month or a season as well.
    calendar: bool
    #: "Peter's car": no name of the caller.
    possessive: bool

    @property
    def span(self) -> tuple[int, int]:
        """First character and the one after the last."""
        return self.start, self.end


def cased(notes: Notes) -> bool:
    """Whether the text is printed with capitals, "I" apart."""
    cached = notes.shelf.get("cased")
    if cached is None:
        cached = bool(re.search(r"\b[A-Z][a-z]", notes.original))
        notes.shelf["cased"] = cached
    return bool(cached)


def name_at(notes: Notes, at: int, *, sure: bool) -> Name | None:
    """The name that begins at a character; ``sure``: words before it prove that there is one."""
    words, possessive = _words(notes, at, sure=sure)
    return _name(notes, words, possessive) if words else None


def name_before(notes: Notes, end: int) -> Name | None:
    """The longest name that ends straight before a character and begins with a word known as one."""
    starts = [m.start() for m in _WORD.finditer(notes.folded, max(0, end - 60), end)]
    found = []
    for start in starts[-_MAX_WORDS:]:
        if start and notes.folded[start - 1].isalnum():
            continue
        name = name_at(notes, start, sure=False)
        if name is not None and name.end == end and not name.possessive and not _weak(name):
            found.append(name)
    proved = [name for name in found if name.titled or name.given or name.capital]
    return next(iter(proved or found), None)


def _weak(name: Name) -> bool:
    return not (name.known or (name.capital and not name.common))


def _name(notes: Notes, words: list[tuple[int, int]], possessive: bool) -> Name | None:
    folded = [notes.folded[a:b] for a, b in words]
    titled = folded[0] in TITLES or folded[0] == "ah"
    if titled and (len(folded) == 1 or not _fits_title(notes, words, folded)):
        return None
    first = folded[0]
    capital = _is_capital(notes, words[0])
    given = is_given(first, capital=capital) or first == "ah"
    listed = sum(_listed(word) for word in folded)
    whole = (titled and first != "ah") or (len(folded) > 1 and (given or listed >= 2))
    return Name(
        start=words[0][0], end=words[-1][1], size=len(folded), titled=titled, given=given,
        known=titled or given or (listed >= 2) or (capital and _listed(first)), whole=whole,
        likely=len(folded) > 1 and folded[-1] in SURNAMES and not any(w in common_words() or w in NOT_NAMES for w in folded[:-1]),
        capital=capital, common=first in common_words() and not given, calendar=first in _CALENDAR and len(folded) == 1,
        possessive=possessive,
    )  # fmt: skip


def is_given(word: str, *, capital: bool) -> bool:
    """Whether a word is a given name; one that is an everyday word too needs its capital."""
    head = word.split("-")[0]
    if word not in GIVEN and head not in GIVEN:
        return False
    return capital or word in _NAMES_FIRST or word not in common_words()


def _listed(word: str) -> bool:
    parts = word.split("-")
    return all(p in SURNAMES or p in GIVEN or p in _SYLLABLES or p in _ING for p in parts)


def _fits_title(notes: Notes, words: list[tuple[int, int]], folded: list[str]) -> bool:
    second = folded[1]
    if folded[0] == "ah":
        return _listed(second) and second not in _SPEECH
    if folded[0] in _PLAIN_TITLES:
        return (_listed(second) and second not in common_words()) or _is_capital(notes, words[1])
    return True


def _is_capital(notes: Notes, span: tuple[int, int]) -> bool:
    said = notes.original[span[0] : span[1]]
    return said[:1].isupper() and cased(notes) and not (len(said) > 1 and said.isupper())


def _words(notes: Notes, start: int, *, sure: bool) -> tuple[list[tuple[int, int]], bool]:
    """Words from ``start`` on that may belong to a name, and whether an owner's 's ended them."""
    words: list[tuple[int, int]] = []
    at, limit = start, _place_after(notes, start)
    while len(words) < _MAX_WORDS and at < limit:
        match = _WORD.match(notes.folded, at)
        if match is None:
            break
        word = match.group()
        if word.endswith("'s") and (_listed(word[:-2]) or _is_capital(notes, match.span())):
            return words, not _names_itself(notes, match.end()) or words == []
        if not _goes_on(notes, match, words, sure=sure):
            break
        words.append(match.span())
        at = match.end()
        if notes.folded[at : at + 2] == ". " and word in TITLES:
            at += 1
        if notes.folded[at : at + 1] != " ":
            break
        at += 1
    return _cut(notes, words), False


def _names_itself(notes: Notes, end: int) -> bool:
    """ "Peter Chan's my name" """
    return bool(re.match(r" (?:my|the) name", notes.folded[end : end + 10]))


def _place_after(notes: Notes, start: int) -> int:
    """Where a place begins behind the first word: "peter wong long ping estate"."""
    begins = [
        mention.start
        for finding in notes.of(Kind.LOCATION)
        for mention in finding.mentions
        if mention.start > start
    ]
    return min(begins, default=len(notes.folded))


def _goes_on(
    notes: Notes, match: re.Match[str], words: list[tuple[int, int]], *, sure: bool
) -> bool:
    word = match.group()
    capital = _is_capital(notes, match.span())
    if word in TITLES and (not words or word not in GIVEN):
        return not words
    if word == "ah":
        return not words and bool(_WORD.match(notes.folded, match.end() + 1))
    titled = len(words) == 1 and notes.folded[words[0][0] : words[0][1]] in TITLES
    led = not words or titled
    if not _may_be_name(word, capital=capital, first=not words, sure=sure and led):
        return False
    # Among capitals a small word is no part of a name that began with one.
    small = cased(notes) and words and not capital and _is_capital(notes, words[0])
    return not (small and word not in SURNAMES and not titled)


def _may_be_name(word: str, *, capital: bool, first: bool, sure: bool) -> bool:
    if len(word) == 1:
        return False
    if _listed(word):
        if word in _SPEECH:
            return capital and not first
        if word in NOT_NAMES:
            return capital or (not first and word in SURNAMES)
        return (
            first or capital or word in SURNAMES or word in _SYLLABLES or word not in common_words()
        )
    if word in NOT_NAMES or (len(word) > 5 and word.endswith(("ing", "ly")) and not capital):
        return False
    return capital or sure or word not in common_words()


def _cut(notes: Notes, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Two western names, or one with a Chinese one, are enough; what follows is another sentence."""
    folded = [notes.folded[a:b] for a, b in words]
    skip = 1 if folded and folded[0] in TITLES else 0
    if (
        skip
        and len(folded) > 2
        and folded[1] in SURNAMES
        and folded[2] not in _SYLLABLES | SURNAMES
    ):
        return words[:2]
    if len(folded) - skip >= 3 and folded[skip] in GIVEN and folded[skip + 1] in SURNAMES:
        short = [
            w for w in folded[skip + 2 :] if len(w) <= 5 and (w in SURNAMES or w in _SYLLABLES)
        ]
        return words[: skip + 2 + len(short)]
    return words
