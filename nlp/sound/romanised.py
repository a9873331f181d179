"""The gazetteer's romanised names by their sound: which of them a few English words may stand for.

Names are kept apart by their last common word ("road", "estate", "temple"; none for an area or a
station), which is heard well, and are found by their steady consonants with at most one of them
lost or added; only the few names found so are compared sound by sound.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from nlp import gazetteer
from nlp.gazetteer import Place
from nlp.sound.english import VOWELS, alike, key_of, skeleton


def words_of(said: str) -> frozenset[str]:
    """The words of a list written with spaces."""
    return frozenset(said.split())


#: Words that say what a name is of; a recogniser knows them.
GENERICS = words_of(
    """road rd street st avenue lane path drive terrace crescent estate court garden gardens village
    market park temple tunnel bridge hospital plaza mall centre center tower towers
    building house mansion mansions pier beach square school college bay hill hills highway bypass
    flyover corridor interchange playground library stadium bazaar island"""
)
SIDES = frozenset(["east", "west", "north", "south", "central"])
#: The same thing said otherwise.
_SAME = {"rd": "road", "st": "street", "center": "centre", "gardens": "garden", "hills": "hill"}
#: What a recogniser prints for them: "Temple straight", "Lion Rock rode".
SOFT = {"straight": "street", "rode": "road", "row": "road"}
#: The same of two words: "Kwai Shing East a state".
TWO_WORDS = {("a", "state"): "estate", ("mark", "it"): "market", ("a", "way"): "highway"}
#: Shorter keys sound like too many things.
MIN_SOUNDS = 3
#: Names less alike than this are not compared further.
_FLOOR = 0.7
#: How near a word that means nothing is to the generic it stands for ("plasa", "tunel").
_GENERIC, _LEAST_LETTERS = 0.85, 5
#: How near a name of everyday words must be, short or long, and what is long.
_SAME_SOUND, _NEAR_SOUND, _LONG_KEY = 0.97, 0.92, 8
#: The same where words that mean nothing, or their division, tell it.
_PLAIN = 0.88
#: A syllable of Cantonese as Hong Kong writes it; names of other words are English, French ...
_SYLLABLE = re.compile(
    r"(?:b|p|m|f|d|t|n|l|g|k|ng|h|gw|kw|w|ch|ts|tz|s|sh|j|y)?"
    r"(?:aai|aau|a|ai|ak|am|an|ang|ap|at|au|e|ei|ek|eng|eu|euk|eung|eun|i|ik|im|in|ing|ip|it|iu|o|oi|ok|"
    r"on|ong|oo|oon|ot|ou|ow|u|ue|uen|uet|ui|uk|um|un|ung|ut|ah|ee|ze|z|aa|aan|aam)"
)
_LONGEST_SYLLABLE = 6
_AI, _TS = re.compile("ai(?=[^aeiou])"), re.compile(r"\bts")
_WORD = re.compile(r"[a-z0-9']+")
_LETTER = re.compile(r"[A-Za-z]")
#: Names of streets that are also words of the token list: who says them mostly means the street.
_PROPER = words_of(
    """nathan lockhart jaffe hollywood hennessy gloucester carnarvon canton chatham austin argyle
    waterloo portland johnston connaught wellington lyndhurst peel graham caine robinson bonham elgin
    staunton stubbs kennedy cameron granville kimberley salisbury ashley prince edward cornwall essex
    durham somerset cumberland suffolk norfolk devon oxford lancashire rutland knight perth sheung
    leighton percival matheson russell paterson morrison cannon marsh fleming stewart luard gresson
    electric java fortress wharf nullah anton landale thomson amoy tonnochy marble"""
)
#: A name without such a syllable is printed rightly as long as it is short: "Parc City" is heard as
#: "Park City", and nobody says it for "back seat".
_LEAST_FOREIGN = 10
#: So many names are compared sound by sound.
_COMPARED = 16


@dataclass(frozen=True, slots=True)
class Alike:
    """A name that sounds like the words heard, 0..1, and the places it stands for."""

    name: str
    likeness: float
    places: tuple[Place, ...]
    sounds: str
    #: A name of everyday or English words: printed rightly unless the words are divided otherwise.
    plain: bool = False


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Everyday English words: alone they are no misheard name (docs/reading-places.md)."""
    return frozenset(files(__package__).joinpath("common_words.txt").read_text("utf-8").split())


@lru_cache(maxsize=8192)
def generic_of(word: str) -> str:
    """The generic that a word is or sounds like, in one spelling; empty where it is none."""
    if word in GENERICS:
        return _SAME.get(word, word)
    if word in SOFT or len(word) < _LEAST_LETTERS or word in common_words():
        return SOFT.get(word, "")
    key = key_of((word,))
    near = [(alike(key, other), name) for name, other in _generics().get(skeleton(key), ())]
    likeness, name = max(near, default=(0.0, ""))
    return _SAME.get(name, name) if likeness >= _GENERIC else ""


@lru_cache(maxsize=1)
def _generics() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Steady consonants -> the generics that have them, each with its key."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(GENERICS):
        key = key_of((name,))
        if len(name) >= _LEAST_LETTERS:
            found[skeleton(key)].append((name, key))
    return found


def _split(name: str) -> tuple[tuple[str, ...], str]:
    """``prince edward road west`` -> (``prince edward``, ``road west``)."""
    words = _WORD.findall(name)
    tail: list[str] = []
    if len(words) > 2 and words[-1] in SIDES and words[-2] in GENERICS:
        tail.insert(0, words.pop())
    if len(words) > 1 and words[-1] in GENERICS:
        tail.insert(0, generic_of(words.pop()))
    else:
        words += tail
        tail = []
    return tuple(words), tail[0] if tail else ""


class Romanised:
    """The index; made once a process from ``gazetteer.names()``."""

    def __init__(self, names: Mapping[str, tuple[Place, ...]]) -> None:
        self._keys: dict[str, dict[str, list[tuple[str, tuple[Place, ...]]]]] = defaultdict(dict)
        self._buckets: dict[tuple[str, str], list[str]] = defaultdict(list)
        #: (generic, steady consonants) -> names of everyday words: key, name, places.
        self._plain: dict[tuple[str, str], list[tuple[str, str, tuple[Place, ...]]]] = defaultdict(
            list
        )
        for name, options in names.items():
            if (
                name.isascii()
                and "-" not in name
                and _LETTER.search(name)
                and not _is_short_form(name, options)
                and name not in gazetteer.STATION_ONLY
            ):
                self._add(name, options)

    def _add(self, name: str, options: tuple[Place, ...]) -> None:
        words, generic = _split(name)
        key = key_of(tuple(map(_as_romanised, words)))
        # A name of everyday words alone ("Diamond Hill", "Ocean Park") is mostly printed as it is.
        everyday = common_words().issuperset(words) and (not generic or _PROPER.isdisjoint(words))
        if everyday or _is_too_short(words, key, options):
            self._plain[generic, skeleton(key)].append((key, name, options))
            return
        for sounding in dict.fromkeys((key, _lisped(name, key))):
            self._keep(sounding, generic, name, options)

    def _keep(self, key: str, generic: str, name: str, options: tuple[Place, ...]) -> None:
        # One syllable is enough where the road or the estate behind it is heard.
        if len(key) < MIN_SOUNDS or sum(sound in VOWELS for sound in key) < (1 if generic else 2):
            return
        known = self._keys[generic]
        if key not in known:
            known[key] = []
            for bone in _thinned(skeleton(key)):
                self._buckets[generic, bone].append(key)
        known[key].append((name, options))

    def like(self, words: Sequence[str], generic: str = "") -> list[Alike]:
        """Names that the words may stand for, the likeliest first; at most eight."""
        heard = key_of(tuple(words))
        if len(heard) < MIN_SOUNDS:
            return []
        found: dict[str, Alike] = {}
        for key in self._near(heard, generic):
            likeness = alike(heard, key, _FLOOR)
            if likeness < _FLOOR:
                continue
            for name, options in self._keys[generic][key]:
                known = found.get(options[0].id)
                if known is None or known.likeness < likeness:
                    found[options[0].id] = Alike(name, likeness, options, key)
        for one in self._of_everyday_words(heard, generic):
            if one.likeness > _FLOOR and one.places[0].id not in found:
                found[one.places[0].id] = one
        ordered = sorted(found.values(), key=lambda one: (-one.likeness, one.name))
        return ordered[:8]

    def _of_everyday_words(self, heard: str, generic: str) -> Iterator[Alike]:
        """ "Tell Ford Garden", "New Town Plasa": the same sounds, hardly a vowel off."""
        for key, name, options in self._plain.get((generic, skeleton(heard)), ()):
            if likeness := alike(heard, key, _PLAIN):
                yield Alike(name, likeness, options, key, plain=True)

    def _near(self, heard: str, generic: str) -> Iterator[str]:
        """The keys that share the steady consonants, few edits away: a dozen of thousands."""
        same = dict.fromkeys(
            key
            for bone in _thinned(skeleton(heard))
            for key in self._buckets.get((generic, bone), ())
        )
        nearest = process.extract(
            heard,
            list(same),
            scorer=Levenshtein.distance,
            score_cutoff=1 + len(heard) // 2,
            limit=_COMPARED,
        )
        return (key for key, _, _ in nearest)


@lru_cache(maxsize=8192)
def _is_romanised(word: str) -> bool:
    """Whether a word is made of Cantonese syllables: ``fanling``, but not ``parc``."""
    ends = {0}
    for start in range(len(word)):
        if start in ends:
            longest = min(len(word), start + _LONGEST_SYLLABLE)
            ends |= {
                e for e in range(start + 1, longest + 1) if _SYLLABLE.fullmatch(word, start, e)
            }
    return len(word) in ends


def least_of_plain(key: str) -> float:
    """How alike a name of everyday words must be where everyday words were heard."""
    return _NEAR_SOUND if len(key) >= _LONG_KEY else _SAME_SOUND


def words_of_name(name: str) -> tuple[str, ...]:
    """A name's words without its generic: ``telford gardens`` -> (``telford``,)."""
    return _split(name)[0]


def _as_romanised(word: str) -> str:
    """``taikoo`` sounds as ``tai koo`` does, in which *ai* is that of *sky*."""
    return _AI.sub("igh", word) if "ai" in word[:-2] and _is_romanised(word) else word


def _lisped(name: str, key: str) -> str:
    """The key with S for each *ts*, as English ears have it: "Sing Yee", "Sim Sha Soy"."""
    if "ts" not in name or key.count("C") != len(_TS.findall(name)):
        return key
    return key.replace("C", "S")


def _is_short_form(name: str, options: Sequence[Place]) -> bool:
    """HKAPA, "i e c": said letter by letter, and printed so."""
    letters = name.replace(" ", "")
    if len(letters) * 2 == len(name) + 1:  # letters with a space between each two
        return True
    short = letters.upper()
    return any(short in place.aliases for place in options)


def _is_too_short(words: Sequence[str], key: str, options: Sequence[Place]) -> bool:
    """Names that would be found in words that mean something else."""
    kind = options[0].kind
    if kind not in ("estate", "building", "landmark"):
        return False
    foreign = not any(_is_romanised(word) and word not in common_words() for word in words)
    return foreign and len(key) < _LEAST_FOREIGN


def _thinned(bones: str) -> Iterable[str]:
    """The consonants, and the consonants with one of them left out."""
    if len(bones) < 3:
        return [bones]
    return dict.fromkeys([bones, *(bones[:at] + bones[at + 1 :] for at in range(len(bones)))])


@lru_cache(maxsize=1)
def index() -> Romanised:
    """The index over the compiled gazetteer."""
    return Romanised(gazetteer.names())
