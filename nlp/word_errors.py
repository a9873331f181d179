"""Errors between what was said and what was written, in words or characters.

Case, punctuation, accents and the choice between traditional and simplified characters are no
errors (``nlp.normalise.fold``).
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from nlp.normalise import fold

#: Written without spaces: errors are counted by character.
BY_CHARACTER = frozenset({"zh", "yue", "ja", "th", "lo", "my"})
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def pieces(text: str, language: str | None = None) -> list[str]:
    """What errors are counted in, folded: words, and characters where the script has no spaces.

    Without a language, Chinese characters and the words of other scripts.

    >>> pieces("It's 9.30, in 旺角!"), pieces("係旺角 AB12。", "yue")
    (['its', '9', '30', 'in', '旺', '角'], ['系', '旺', '角', 'a', 'b', '1', '2'])
    """
    plain = re.sub(r"[^\w]+|_", " ", fold(text).replace("'", ""))
    if language in BY_CHARACTER:
        return list(plain.replace(" ", ""))
    return _CHINESE.sub(r" \g<0> ", plain).split()


def count(said: str, written: str, language: str | None = None) -> tuple[int, int]:
    """(substitutions + insertions + deletions, pieces said)."""
    wanted = pieces(said, language)
    return int(Levenshtein.distance(wanted, pieces(written, language))), len(wanted)
