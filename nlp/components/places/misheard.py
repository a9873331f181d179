"""Names that were misheard: words where a place is expected, and what they sound like.

``nlp.sound`` finds the names that sound like some words; here it is decided which words are asked
about and how sure the answer must be. Words stand for a place

* before "station", "road", "estate", 站, 街, 邨 (strong),
* after "at", "in", "live in", 喺, 在 (fair),
* anywhere (weak): only long names of words that nobody says otherwise.

Everyday words alone need a better likeness than words that are in no dictionary, and short names a
better one than long ones: "in time" sounds nearly like Tin Wan. What is found says so (``heard``), is
less sure than a name that was printed rightly, and is ambiguous where a second name sounds as near.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nlp.components.places.misheard_chinese import Chinese
from nlp.components.places.misheard_english import English
from nlp.components.places.misheard_guess import FIRM, WIDE, WIDE_TOO, Guess
from nlp.components.places.spots import Spot, distinct
from nlp.finding import Mention
from nlp.normalise import guess_language
from nlp.notes import Notes
from nlp.sound import characters, romanised
from nlp.sound.romanised import generic_of

#: An exact name's confidence is higher; this much is left where a name is only alike.
_CONFIDENCE = 0.78
#: Two characters may be a part of any name: 淘大花圓.
_SHORT = 2
#: A longer name takes the place of its beginning where it is alike as well.
_AS_GOOD = 0.12
#: What may be the beginning of a longer name.
_WIDE = ("area", "mtr_station", "district", "village")


def prepare(language: str) -> None:
    """Build the indexes that a pipeline of this language asks, so that no message waits for them."""
    romanised.index()
    if language == "zh":
        for code in characters.COLUMNS:
            characters.index(code)


def misheard(notes: Notes, known: Sequence[Spot]) -> list[Spot]:
    """Spots of names that were not printed rightly; over a known name only longer ones.

    "Fan ling highway" is Fanling Highway, though Fan Ling is an area by itself.
    """
    taken = bytearray(len(notes.tokens))
    for spot in known:
        mark = _mark(spot, notes)
        if mark == WIDE and spot.first and taken[spot.first - 1] == WIDE:
            mark = WIDE if notes.tokens[spot.first].isascii() else WIDE_TOO
        taken[spot.first : spot.last] = bytes([mark]) * (spot.last - spot.first)
    for start, end in notes.phantoms:
        first, last = notes.span_tokens(start, end)
        taken[first:last] = bytes([FIRM]) * (last - first)
    near = frozenset(
        spot.options[0].districts[0]
        for spot in known
        if len(spot.options[0].districts) == 1 and len({p.districts for p in spot.options}) == 1
    )
    guesses = [*English(notes, taken, near).guesses(), *_chinese(notes, taken, near)]
    return [_spot(guess, notes) for guess in _apart(guesses)]


def _mark(spot: Spot, notes: Notes) -> int:
    short = spot.last - spot.first <= _SHORT and spot.options[0].name_zh[:1] > "\u3400"
    wide = spot.kind in _WIDE or (short and spot.end - spot.start <= _SHORT)
    if not wide and spot.last < len(notes.tokens):
        # "Lion Rock tunel" is no part of the country park.
        after = notes.tokens[spot.last]
        wide = after.isascii() and notes.tokens[spot.first].isascii() and generic_of(after) != ""
    return WIDE if wide else FIRM


def _apart(guesses: Iterable[Guess]) -> list[Guess]:
    """The best guesses that do not lie over each other, in the order of the text."""
    kept: list[Guess] = []
    every = list(guesses)
    begun = [guess for guess in every if not any(_goes_on(guess, other) for other in every)]
    for guess in sorted(begun, key=lambda one: (-one.rank, one.first)):
        if all(guess.last <= other.first or other.last <= guess.first for other in kept):
            kept.append(guess)
    return sorted(kept, key=lambda one: one.first)


def _goes_on(guess: Guess, longer: Guess) -> bool:
    """ "Lychee cock park": Lai Chi Kok is only the beginning of Lai Chi Kok Park."""
    name, other = (one.places[0][0].name_en.replace(" ", "").lower() for one in (guess, longer))
    return (
        longer.first <= guess.first
        and guess.last < longer.last
        and longer.scores[0] > guess.scores[0] - _AS_GOOD
        and other != name
        and other.startswith(name)
    )


def _spot(guess: Guess, notes: Notes) -> Spot:
    start, end = notes.starts[guess.first], notes.ends[guess.last - 1]
    ambiguous = len(guess.places) > 1
    names = [distinct(name) for name in guess.places]
    options = tuple(option for name in names for option in (name[:1] if ambiguous else name))
    return Spot(
        guess.first,
        guess.last,
        start,
        end,
        options,
        options[0].kind,
        confidence=_CONFIDENCE * guess.scores[0],
        mentions=(Mention(start, end, guess.rule),),
        scores=guess.scores if ambiguous else (),
        heard=True,
    )


def _chinese(notes: Notes, taken: bytearray, near: frozenset[str]) -> Iterator[Guess]:
    """The Chinese names of one message, in the language it was spoken in and then in the other."""
    if not any("\u3400" <= token[0] <= "\u9fff" for token in notes.tokens if token):
        return
    spoken = notes.language if notes.language in characters.COLUMNS else ""
    spoken = spoken or guess_language(notes.original)
    order = ("zh", "yue") if spoken == "zh" else ("yue", "zh")
    for number, language in enumerate(order):
        yield from Chinese(notes, taken, near, language, native=number == 0).guesses()
