"""Romanised names that were heard as other words: the stretches that are asked about, and the bar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

from nlp.components.places.misheard_guess import (
    MAX_ASKED,
    OVER_KNOWN,
    WIDE,
    Guess,
    covers_known,
    guess,
)
from nlp.components.places.spots import TITLES
from nlp.normalise import fold
from nlp.notes import Notes
from nlp.sound import romanised
from nlp.sound.english import key_of, syllables
from nlp.sound.romanised import common_words, generic_of, words_of

_BEFORE = words_of(
    """in at near on from to outside inside around by opposite behind towards toward beside of
    through via between past leaving"""
)
_SKIPPED = words_of("the mtr er um uh like called old over down up")
_STATION = frozenset(["station", "mtr", "exit", "interchange", "terminus", "underground"])
_EDGES = words_of(
    """the a an my his her our their your this that these those and or is was were are he she they
    we it with at in near of for but because there when where very some someone somebody from by
    me him them us us' be been being not no as if so then just now i'm it's he's she's there's
    that's still also about after before around every last next please hello hi yes
    i side"""
)
#: Words at an edge that may yet begin a name behind "at" or "in": "at now tau cock station", "a moy gardens".
_SOFT_EDGES = words_of("a now so i some")
#: "To" leads to a place behind these: "came to", "the bus to".
_MOTION = words_of(
    """go goes going went gone come comes came coming get got getting back way walk walked drive drove
    bus minibus train ferry taxi mtr ran run moved travel return returned home over up down out next close"""
)
#: What a name with such an edge must be alike.
_EDGED = 0.94
#: Syllables of names that stand among the everyday words and hardly are: "yew tong".
_SYLLABLES = words_of("tong shing yee wo kin sham sung tak hung lam chan wong pun lap")
#: A name has none of these inside, and no recogniser puts them there.
_NEVER_WITHIN = words_of("at near of from by with and or but because was were is are they he she")
_DETERMINERS = words_of("the a this that my our any every each some whole same main")
#: "The Fanling highway", but no "the Shanghai street".
_WITH_THE = words_of("highway tunnel bridge bypass flyover corridor interchange")
_NEVER = 2.0
#: Three sounds or one syllable are only told by a name that sounds the same.
_SHORT = 0.97
#: Names with these words are houses': an area's name that only sounds alike is not meant.
_HOUSES = words_of("building mansion mansions tower towers house")
#: "At" before and "estate" behind are more than either.
_PLACED = 0.04
#: The same of a name that lies in the district of the message's other places.
_NEAR = 0.06
#: Before "station" and "MTR" a station is meant.
_STATION_SAID = 0.04
_STRONG = 2
#: The key of a name of everyday words must be as long.
_PLAIN_SOUNDS = 6
#: "In the canteen" is not in Kam Tin: these have no article.
_WITHOUT_THE = ("area", "mtr_station", "village", "estate", "district")
#: So many syllables of a village's name sound like anything.
_SMALL_SYLLABLES = 2
_PEOPLE = words_of("name name's called sir") | TITLES


class English:
    """The romanised names of one message."""

    def __init__(self, notes: Notes, taken: bytearray, near: frozenset[str]) -> None:
        self._notes = notes
        self._tokens = notes.tokens
        # Capitals tell names only in a text that does not write everything with them.
        letters = [notes.original[start] for start in notes.starts]
        self._cased = 0 < sum(one.isupper() for one in letters) < 0.5 * len(letters) + 1
        self._taken = taken
        self._near = near
        #: How many of the tokens before each have a meaning of their own, and how many are in no name.
        self._plain = _sums(self._is_everyday(at) for at in range(len(self._tokens)))
        self._unfit = _sums(not _may_be_within(token) for token in self._tokens)
        self._asked: set[tuple[int, int, str, int]] = set()
        #: Where a generic of two words begins: "a state".
        self._double: set[int] = set()
        #: Stretches that begin with a known name.
        self._longer: set[tuple[int, int]] = set()

    @property
    def asked(self) -> int:
        """How many stretches were compared with the index."""
        return len(self._asked)

    def guesses(self) -> Iterator[Guess]:
        """Every stretch of words that is near enough to a name."""
        for at, token in enumerate(self._tokens):
            if len(self._asked) > MAX_ASKED or not token.isascii() or not token[0].isalnum():
                continue
            for first, last, generic, level in self._stretches(at, token):
                if one := self._ask(first, last, generic, level):
                    yield one

    def _stretches(self, at: int, token: str) -> Iterator[tuple[int, int, str, int]]:
        """(first, last, generic, level) of the stretches that this token asks for."""
        end = at
        generic = generic_of(token)
        if at and (self._tokens[at - 1], token) in romanised.TWO_WORDS:
            end, generic = at - 1, romanised.TWO_WORDS[self._tokens[at - 1], token]
            self._double.add(end)
        if generic and not self._taken[at]:
            for length in (1, 2, 3, 4):
                yield end - length, end, generic, 2
        if token in _STATION:
            end = at - 1 if at and self._tokens[at - 1] in _STATION else at
            for length in (1, 2, 3, 4, 5):
                yield end - length, end, "", 2
        if token in _BEFORE:
            begin = at + 1
            while begin < len(self._tokens) and self._tokens[begin] in _SKIPPED:
                begin += 1
            for length in (1, 2, 3, 4, 5):
                yield begin, begin + length, "", 1
        if self._taken[at] == WIDE and (not at or self._taken[at - 1] != WIDE):
            # "Mei Foo soon chuen": what follows may belong to a longer name.
            end = at + 1
            while end < len(self._tokens) and self._taken[end] == WIDE:
                end += 1
            for length in (1, 2):
                self._longer.add((at, end + length))
                yield at, end + length, "", 1
        if len(token) >= 3 and token.isalpha() and token not in common_words():
            for before in (0, 1, 2):
                for after in (1, 2, 3):
                    yield at - before, at + after, "", 0

    def _ask(self, first: int, last: int, generic: str, level: int) -> Guess | None:
        words = self._tokens[max(first, 0) : last]
        if first < 0 or last > len(self._tokens) or (first, last, generic, level) in self._asked:
            return None
        if not self._is_asked(first, last, words, generic, level):
            return None
        self._asked.add((first, last, generic, level))
        end = last
        if generic:
            end += 2 if last in self._double else 1
        said = " ".join(self._tokens[first:end])
        found = list(self._good(first, last, generic, level))
        if not found or any(one.name == said for one in found):
            # A name that was printed rightly and yet is no place: "Jordan told me".
            return None
        found, end = self._on_its_side(found, generic, end)
        pairs = [(one.places, one.likeness) for one in found]
        return guess(first, end, pairs, self._near, "sound.en")

    def _good(self, first: int, last: int, generic: str, level: int) -> Iterator[romanised.Alike]:
        """The names that are alike enough for where these words stand."""
        # "Tai Hang's main road" is in Tai Hang.
        words = [*self._tokens[first : last - 1], self._tokens[last - 1].removesuffix("'s")]
        everyday = self._everyday(first, last)
        before = self._tokens[first - 1] if first else ""
        placed = level == _STRONG and before in _BEFORE
        after_the = level < _STRONG and before == "the"
        least = OVER_KNOWN if any(self._taken[first:last]) else 0.0
        if words[0] in _SOFT_EDGES or words[-1] in _SOFT_EDGES:
            least = _EDGED
        if not generic and self._tokens[last : last + 1] and self._tokens[last] in _HOUSES:
            # "Hang Shing Building" is a house of its own, and no bay that sounds like it.
            least = max(least, _SHORT)
        for one in romanised.index().like(words, generic):
            if one.plain:
                if _is_plain(one, words, level, everyday):
                    yield one
                continue
            wanted = self._wanted(one, level, everyday, len(words), after_the=after_the)
            wanted -= _PLACED * placed
            if not generic and level == _STRONG and one.places[0].kind == "mtr_station":
                wanted -= _STATION_SAID
            short = len(one.sounds) <= romanised.MIN_SOUNDS
            if one.likeness >= max(wanted, least, _SHORT if short else 0.0):
                yield one

    def _on_its_side(
        self, found: list[romanised.Alike], generic: str, end: int
    ) -> tuple[list[romanised.Alike], int]:
        """ "Prints Edward Road west": the part of the road that was said."""
        side = self._tokens[end] if generic and end < len(self._tokens) else ""
        if side not in romanised.SIDES:
            return found, end
        there = [
            replace(one, places=tuple(p for p in one.places if fold(p.name_en).endswith(side)))
            for one in found
        ]
        there = [one for one in there if one.places]
        return (there, end + 1) if there else (found, end)

    def _wanted(
        self, one: romanised.Alike, level: int, everyday: float, words: int, *, after_the: bool
    ) -> float:
        """How alike this name must be: a small place surely, one of the message's district less."""
        length = syllables(one.sounds)
        if one.places[0].kind == "village" and (length <= _SMALL_SYLLABLES or not level):
            return _SHORT
        if after_the and one.places[0].kind in _WITHOUT_THE:
            return _SHORT
        near = level == _STRONG and any(self._near & set(p.districts) for p in one.places)
        return _bar(length, level, everyday, words) - _NEAR * near

    def _is_asked(
        self, first: int, last: int, words: Sequence[str], generic: str, level: int
    ) -> bool:
        if self._unfit[first] < self._unfit[last]:
            return False
        if self._is_edged(first, last, words, generic, level):
            return False
        end = last + 1 if generic else last
        longer = generic or (first, last) in self._longer
        if any(self._taken[first:end]) and not (longer and covers_known(self._taken, first, end)):
            return False
        before = self._tokens[first - 1] if first else ""
        if before in _PEOPLE or (level == 0 and before in ("is", "i'm", "am")):
            return False
        everyday = self._everyday(first, last) == 1 and not any(self._taken[first:last])
        if everyday and generic and self._tokens[last] in romanised.SOFT:
            return False
        if everyday and before == "to" and level == 1 and self._tokens[first - 2] not in _MOTION:
            # "To warn you" is no way to Wun Yiu.
            return False
        return not everyday or self._may_be_everyday(before, words, generic, level)

    def _is_edged(
        self, first: int, last: int, words: Sequence[str], generic: str, level: int
    ) -> bool:
        """Whether a small word stands at an edge that cannot be part of a name there."""
        begins, ends = words[0] in _EDGES, words[-1] in _EDGES
        if not begins and not ends:
            return False
        if level < _STRONG or len(words) < 2 or (self._everyday(first, last) == 1 and not ends):
            return True
        placed = first > 0 and self._tokens[first - 1] in _BEFORE
        if begins and not (words[0] == "a" or (placed and words[0] in _SOFT_EDGES)):
            return True
        return ends and not (placed and words[-1] == "a" and generic != "")

    def _everyday(self, first: int, last: int) -> float:
        """The share of words that have a meaning of their own and no capital in mid-sentence."""
        return (self._plain[last] - self._plain[first]) / (last - first)

    def _is_everyday(self, at: int) -> bool:
        token = self._tokens[at]
        return token in common_words() and token not in _SYLLABLES and not self._is_capital(at)

    def _is_capital(self, at: int) -> bool:
        start = self._notes.starts[at]
        before = self._notes.original[max(0, start - 2) : start].strip()
        return (
            self._cased
            and at > 0
            and not before.endswith((".", "?", "!"))
            and self._notes.original[start].isupper()
            and self._tokens[at] != "i"
        )

    @staticmethod
    def _may_be_everyday(before: str, words: Sequence[str], generic: str, level: int) -> bool:
        """Everyday words are asked about only where they hardly make sense as such."""
        if generic and before in _DETERMINERS and not (before == "the" and generic in _WITH_THE):
            return False
        if level == 1 and before == "the":
            return False
        return level > 0 and (len(words) > 1 or level == 2)


def _sums(flags: Iterable[bool]) -> list[int]:
    """How many of the flags before each place are true; one more than there are flags."""
    return [0, *accumulate(flags)]


def _may_be_within(word: str) -> bool:
    """Whether a name may have this token inside."""
    letters = word == "1" or word.replace("'", "").isalpha()
    return letters and word.isascii() and word not in _NEVER_WITHIN


def _is_plain(one: romanised.Alike, words: Sequence[str], level: int, everyday: float) -> bool:
    """ "Tell ford garden", "new town plasa": a name of English words that was divided or spelled otherwise."""
    known = "".join(romanised.words_of_name(one.name))
    divided = Levenshtein.distance("".join(words), known) <= 1
    if not divided and syllables(key_of(tuple(words))) != syllables(one.sounds):
        return False
    spelled = level == _STRONG and not everyday
    if not divided and not spelled and one.likeness < romanised.least_of_plain(one.sounds):
        return False
    if level == _STRONG:
        return everyday < 1 or divided or len(one.sounds) >= _PLAIN_SOUNDS
    return level == 1 and len(one.sounds) >= _PLAIN_SOUNDS and (everyday < 1 or divided)


def _bar(length: int, level: int, everyday: float, words: int) -> float:
    """How alike a name of so many syllables must be; above 1 means never.

    ``everyday`` is the share of words that have a meaning of their own.
    """
    if length < 2:
        return _SHORT if level == 2 and everyday < 1 else _NEVER
    if everyday == 1:
        if length <= 2:
            return (_NEVER, 0.97 if words > 1 else _NEVER, 0.915)[level]
        return (_NEVER, 0.86, 0.84)[level]
    if length <= 2:
        return (0.97, 0.9 if everyday else 0.86, 0.85)[level]
    return (0.9, 0.82, 0.79)[level]
