"""A phonetic key for Hong Kong's romanised names and for the English words heard in their place.

One character a sound, so that ``Kwun Tong``, ``Quin Tong`` and ``Ku on Tong`` lie close together:

    consonants  P T K C S X F L R M N G H W Y   (C: ch, j, ts; X: sh; G: ng; voice is not told apart,
                since Cantonese has none: b is P, d is T, g is K)
    vowels      A I E O U and the glides J (sky) V (now) Q (boy, and romanised ui)

``wan`` and ``one``, ``tsui`` and ``choy``, ``wai`` and ``why`` have one key each. The division into
words is not kept. Distances are weighted edits: vowels and glides cost little, final stops and
nasals less than first consonants. The weights were set by hand on names and on what recognisers
wrote for them; none was fitted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from math import inf
from string import ascii_uppercase

VOWELS = frozenset("AIEOUJVQ")
#: Words whose letters mislead.
_WHOLE = {
    "one": "WAN", "two": "TU", "shoe": "XU", "shoes": "XUS", "who": "HU", "do": "TU", "to": "TU",
    "eye": "J", "i": "J", "eyes": "JS", "you": "YU", "your": "YO", "talk": "TOK", "walk": "WOK",
    "quay": "KI", "key": "KI", "the": "TA", "know": "NO", "tsz": "CI", "sze": "SI", "sz": "SI",
    "ng": "AG", "are": "A", "our": "VA", "four": "FO", "for": "FO", "eight": "ET", "tough": "TAF",
    "bow": "PV", "show": "XO", "low": "LO", "tow": "TO", "gloucester": "KLOSTA", "leicester": "LESTA", "row": "RO", "1": "WAN",
    "2": "TU", "8": "ET", "4": "FO", "des": "TE", "voeux": "FO", "un": "YUN", "wrong": "WOG", "heart": "HAT", "jaffe": "CAFI", "dess": "TE", "une": "YUN", "yuan": "YUN", "hugh": "HU", "wong": "WOG",
    "eau": "O", "chai": "CJ", "yi": "YI", "ee": "YI", "queen": "KWIN", "queens": "KWINS",
    "come": "KAM", "some": "SAM", "son": "SAN", "won": "WAN", "young": "YAG", "mun": "MUN", "kwun": "KWUN", "pun": "PUN", "tongue": "TAG",
    "monk": "MAGK", "front": "FRANT", "love": "LAF", "d": "TI", "b": "PI", "c": "SI", "t": "TI",
    "k": "KE", "o": "O", "a": "A", "y": "WJ", "u": "YU", "p": "PI", "g": "CI", "cha": "CA",
}  # fmt: skip
#: Letters -> sounds, the first that fits; ``$`` is the word's end, ``^`` its beginning.
_RULES: tuple[tuple[str, str], ...] = (
    (r"tch", "C"), (r"tsz", "CI"), (r"^(?:ts|tz|cz|dj)", "C"), (r"(?:ts|tz)(?=[aeiouy])", "C"),
    (r"sch", "X"), (r"sh", "X"), (r"ch", "C"), (r"dge?$", "C"), (r"dg", "C"), (r"^x", "X"),
    (r"tion", "XAN"), (r"j", "C"), (r"ge$", "C"), (r"gy$", "CI"), (r"ph", "F"), (r"wh", "W"),
    (r"^kn", "N"), (r"^wr", "R"), (r"^ng(?=[aeiou])", "G"), (r"(?:eigh|aigh)", "E"),
    (r"igh", "J"), (r"(?:augh|ough)", "O"), (r"gh", "K"), (r"ck", "K"),
    (r"qu(?=[aeiouy])", "KW"), (r"(?:kw|gw)", "KW"), (r"[kg]u(?=a[^u])", "KW"), (r"q", "C"),
    (r"c(?=[eiy])", "S"), (r"x", "KS"), (r"n(?=[gk])g?", "G"), (r"mb$", "M"),
    (r"(?<=.)ye$", "J"), (r"y(?=[aeiou])", "Y"), (r"w(?=[aeiouy])", "W"), (r"h(?=[aeiouy])", "H"),
    (r"(?:eung|eong|oeng)", "OG"), (r"(?:euk|eok|oek)", "OK"),
    (r"(?:uen|ewn|uan)$", "UN"), (r"uk$", "UK"), (r"uet$", "UT"), (r"eau", "O"),
    (r"(?<=[bg])uy", "J"), (r"(?:uy|ui|uey|ooey|oey|oei|oi|oy|uoy)", "Q"), (r"our$", "A"), (r"(?:au|ao|ow|ou)", "V"),
    (r"(?:aw|oar|oor|or(?![aeiouy])|oa|oe|oh|o$)", "O"), (r"(?:ai$|ie$)", "J"), (r"y(?=[bcdfgklmnpst]e$)", "J"), (r"iu", "YU"), (r"oo(?=ng)", "A"),
    (r"aye", "J"), (r"(?:ai|ay|ei|ey|ea(?=[kr])|a(?=[bcdfgklmnpst]e$))", "E"),
    (r"(?:ee|ea|ie|y$)", "I"), (r"i(?=[bcdfgklmnpst]e$)", "J"), (r"o(?=[bcdfgklmnpst]e$)", "O"),
    (r"u(?=[bcdfgklmnpst]e$)", "U"), (r"(?:oo|ou|ew|eu|ue|u$)", "U"),
    (r"stle$", "SEL"), (r"(?:[aeiu]r(?![aeiouy])|ah)", "A"), (r"e$", ""), (r"(?<=[kgtdpbfvlmn])es$", "S"), (r"e", "E"), (r"a", "A"), (r"[iy]", "I"),
    (r"o", "O"), (r"u", "A"), (r"r", "R"), (r"[bp]", "P"), (r"[dt]", "T"), (r"[kgc]", "K"),
    (r"z", "S"), (r"v", "F"), (r"s", "S"), (r"f", "F"), (r"l", "L"), (r"m", "M"), (r"n", "N"),
)  # fmt: skip
#: All rules at once: the first that fits is the group that matched.
_FITTING = re.compile("|".join(f"({rule})" for rule, _ in _RULES))
_SHORT = re.compile(r"[^aeiouy]{1,3}[ey]")


@lru_cache(maxsize=20_000)
def sounds(word: str) -> str:
    """The key of one lower-case word; letters that have no sound are left out."""
    word = word.replace("'", "").replace("-", "")
    if word in _WHOLE:
        return _WHOLE[word]
    if _SHORT.fullmatch(word):
        # "by", "sky", "be", "me": the last vowel is full where the word has no other.
        return "".join(_scan(word[:-1])) + ("J" if word.endswith("y") else "I")
    return re.sub(r"([A-Z])\1", r"\1", "".join(_scan(word)))


def _scan(word: str) -> list[str]:
    found, at = [], 0
    while at < len(word):
        match = _FITTING.match(word, at)
        if match is None or match.lastindex is None:
            at += 1
            continue
        found.append(_RULES[match.lastindex - 1][1])
        at = match.end()
    return found


def key_of(words: list[str] | tuple[str, ...]) -> str:
    """The key of several words, written on without a gap; a nasal before M is not heard."""
    return re.sub(r"([A-Z])\1|[NG](?=M)", r"\1", "".join(map(sounds, words)))


_COARSE = str.maketrans("XCSRMG", "CCCLNN", "AIEOUJVQWYH")


def skeleton(key: str) -> str:
    """Only the steady consonants, in broad classes: what hardly ever is misheard."""
    return key.translate(_COARSE)


#: What it costs to take one sound for another; other vowels 0.55, other consonants 1.
_CLOSE = {
    "AO": 0.3, "AE": 0.3, "AU": 0.35, "AI": 0.5, "AJ": 0.45, "AV": 0.35, "OU": 0.3, "OV": 0.2,
    "OQ": 0.35, "EI": 0.25, "EJ": 0.3, "IJ": 0.35, "UQ": 0.2, "JQ": 0.35, "IQ": 0.35,
    "EQ": 0.35, "UV": 0.35, "IU": 0.45, "OE": 0.35, "UW": 0.05, "IY": 0.2, "OW": 0.4, "VW": 0.5,
    "CS": 0.3, "CX": 0.25, "SX": 0.2, "CT": 0.45, "MN": 0.35, "NG": 0.15, "MG": 0.45,
    "LN": 0.35, "LR": 0.35, "PF": 0.6, "WF": 0.5, "KH": 0.55, "KT": 0.5, "PT": 0.6, "KP": 0.65,
    "ST": 0.6, "CK": 0.7, "WL": 0.6, "YC": 0.5, "WR": 0.5, "XH": 0.6, "RW": 0.5, "FH": 0.6,
    "PW": 0.7,
}  # fmt: skip
_GAP = {"W": 0.25, "Y": 0.2, "H": 0.35, "R": 0.3, "K": 0.5, "T": 0.5, "P": 0.6, "N": 0.6, "G": 0.6}


def _substitution(a: str, b: str) -> float:
    if a == b:
        return 0.0
    both_vowels = a in VOWELS and b in VOWELS
    return _CLOSE.get(a + b) or _CLOSE.get(b + a) or (0.55 if both_vowels else 1.0)


#: The costs of a sound by the other one, and of losing or adding one.
_COSTS = {a: {b: _substitution(a, b) for b in ascii_uppercase} for a in ascii_uppercase}
_GAPS = {sound: 0.45 if sound in VOWELS else _GAP.get(sound, 0.9) for sound in ascii_uppercase}


@lru_cache(maxsize=50_000)
def distance(a: str, b: str, most: float = inf) -> float:
    """Weighted edits between two keys; 0 where they sound alike. More than ``most`` is infinite."""
    gaps = [_GAPS[sound] for sound in b]
    row = [0.0, *accumulate(gaps)]
    for one in a:
        costs, gap = _COSTS[one], _GAPS[one]
        before, least = row[0], row[0] + gap
        following = [least]
        for at, other in enumerate(b):
            cost = before + costs[other]
            before = row[at + 1]
            cost = min(cost, before + gap, following[at] + gaps[at])
            following.append(cost)
            least = min(least, cost)
        if least > most:
            # No way through this row ends below it.
            return inf
        row = following
    return row[-1]


#: Sums of costs may be off by this much.
_ROUNDING = 1e-9


def alike(a: str, b: str, least: float = 0.0) -> float:
    """0..1: how alike two keys sound; 1 where no difference is heard, 0 where less than ``least``."""
    longest = max(len(a), len(b))
    if not longest:
        return 0.0
    first = 0.15 if a[:1] != b[:1] and distance(a[:1], b[:1]) > 0.35 else 0.0
    most = (1.0 - first - least) * 0.6 * longest + _ROUNDING
    likeness = 1.0 - first - distance(a, b, most) / (0.6 * longest)
    return likeness if likeness >= max(least, 0.0) else 0.0


def syllables(key: str) -> int:
    """How many vowels a key has."""
    return sum(sound in VOWELS for sound in key)
