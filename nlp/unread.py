"""Whether a text is in a script or a language that the reader does not read.

A report without findings then means that nothing was read, not that nothing was told.
"""

from __future__ import annotations

import re

from nlp.normalise import guess_language, words_of
from nlp.sound.romanised import common_words

#: Words without which hardly five words of English are said, and which are none of Tagalog, Indonesian,
#: Malay or Vietnamese (so no "at", "may", "no", "on", "a", "me").
_ENGLISH = words_of(
    """the is was my and i i'm it's to of it he she they there have has had with for from this that you
    please not are were someone somebody in your his her we our their be been who what when where how
    can could would will do did don't just about out by an then but or so if because which him them
    hello yes thanks thank sorry help police lost stolen stole gone missing found broken happened hurt
    knife fight call called number name phone man men woman people two three one street road station
    car taxi bus noise loud now today yesterday night last near outside inside"""
)
_WORD = re.compile(r"[^\W\d_]{2,}(?:'[a-z]+)?|\bi\b")
#: So many words must be there, and less than this share of them English.
_LEAST, _SHARE = 4, 0.1
#: Or less than this share is of the words that English commonly uses: "uh huh right okay", a headline.
_COMMON = 0.35
_LETTERS = 3


def unread(text: str, folded: str, language: str) -> bool:
    """True where no pipeline knows the script, or Latin letters write another language than English.

    ``folded`` is ``text`` folded, ``language`` a Whisper code or empty.
    """
    script = guess_language(text)
    if sum(c.isalpha() for c in text[:2000]) < _LETTERS:
        return False
    if script == "und" or language == "ja":
        return True
    if script != "en":
        return False
    words = _WORD.findall(folded[:4000])
    if len(words) < _LEAST:
        return False
    if sum(word in _ENGLISH for word in words) >= _SHARE * len(words):
        return False
    return sum(word in common_words() for word in words) < _COMMON * len(words)
