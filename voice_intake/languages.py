"""Whisper's language codes and their English names, as data of our own.

The codes that a caller's key press, a gateway and ``--language`` may name. Copied from
openai-whisper 20250625 (``whisper/tokenizer.py``, MIT licence) so that no process needs torch to
check one; a test compares the two. Vocabularies before large-v3 lack ``yue``: there Cantonese is
decoded as ``zh`` (``FALLBACKS``).
"""

from __future__ import annotations

from collections.abc import Sequence

from voice_intake.errors import UnknownLanguageError

#: Code -> English name, in Whisper's order.
NAMES: dict[str, str] = {
    "en": "English",
    "zh": "Chinese",
    "de": "German",
    "es": "Spanish",
    "ru": "Russian",
    "ko": "Korean",
    "fr": "French",
    "ja": "Japanese",
    "pt": "Portuguese",
    "tr": "Turkish",
    "pl": "Polish",
    "ca": "Catalan",
    "nl": "Dutch",
    "ar": "Arabic",
    "sv": "Swedish",
    "it": "Italian",
    "id": "Indonesian",
    "hi": "Hindi",
    "fi": "Finnish",
    "vi": "Vietnamese",
    "he": "Hebrew",
    "uk": "Ukrainian",
    "el": "Greek",
    "ms": "Malay",
    "cs": "Czech",
    "ro": "Romanian",
    "da": "Danish",
    "hu": "Hungarian",
    "ta": "Tamil",
    "no": "Norwegian",
    "th": "Thai",
    "ur": "Urdu",
    "hr": "Croatian",
    "bg": "Bulgarian",
    "lt": "Lithuanian",
    "la": "Latin",
    "mi": "Maori",
    "ml": "Malayalam",
    "cy": "Welsh",
    "sk": "Slovak",
    "te": "Telugu",
    "fa": "Persian",
    "lv": "Latvian",
    "bn": "Bengali",
    "sr": "Serbian",
    "az": "Azerbaijani",
    "sl": "Slovenian",
    "kn": "Kannada",
    "et": "Estonian",
    "mk": "Macedonian",
    "br": "Breton",
    "eu": "Basque",
    "is": "Icelandic",
    "hy": "Armenian",
    "ne": "Nepali",
    "mn": "Mongolian",
    "bs": "Bosnian",
    "kk": "Kazakh",
    "sq": "Albanian",
    "sw": "Swahili",
    "gl": "Galician",
    "mr": "Marathi",
    "pa": "Punjabi",
    "si": "Sinhala",
    "km": "Khmer",
    "sn": "Shona",
    "yo": "Yoruba",
    "so": "Somali",
    "af": "Afrikaans",
    "oc": "Occitan",
    "ka": "Georgian",
    "be": "Belarusian",
    "tg": "Tajik",
    "sd": "Sindhi",
    "gu": "Gujarati",
    "am": "Amharic",
    "yi": "Yiddish",
    "lo": "Lao",
    "uz": "Uzbek",
    "fo": "Faroese",
    "ht": "Haitian Creole",
    "ps": "Pashto",
    "tk": "Turkmen",
    "nn": "Nynorsk",
    "mt": "Maltese",
    "sa": "Sanskrit",
    "lb": "Luxembourgish",
    "my": "Myanmar",
    "bo": "Tibetan",
    "tl": "Tagalog",
    "mg": "Malagasy",
    "as": "Assamese",
    "tt": "Tatar",
    "haw": "Hawaiian",
    "ln": "Lingala",
    "ha": "Hausa",
    "ba": "Bashkir",
    "jw": "Javanese",
    "su": "Sundanese",
    "yue": "Cantonese",
}

#: Where a model's vocabulary lacks the code: the one to decode with instead.
FALLBACKS: dict[str, str] = {"yue": "zh"}

#: Languages that the reading stage reads as they are spoken; from others English is made.
READ = frozenset({"en", "yue", "zh"})


def is_read(code: str) -> bool:
    """Whether reports are made from this language itself, not from its English translation.

    >>> is_read("yue"), is_read("ur")
    (True, False)
    """
    return code in READ


def is_known(code: str) -> bool:
    """Whether Whisper has a token for this language.

    >>> is_known("yue"), is_known("xx"), is_known("YUE")
    (True, False, False)
    """
    return code in NAMES


#: Multilingual vocabularies have so many tokens or more; that of the ``.en`` models has one less.
FIRST_MULTILINGUAL_VOCABULARY = 51_865
#: Tokens of a multilingual vocabulary that are not languages.
_OTHER_TOKENS = 51_766


def tokens_of(vocabulary: int) -> int:
    """Language tokens of a vocabulary of this size (openai-whisper's ``num_languages``).

    >>> tokens_of(51_864), tokens_of(51_865), tokens_of(51_866)
    (0, 99, 100)
    """
    return max(vocabulary - _OTHER_TOKENS, 0) if vocabulary >= FIRST_MULTILINGUAL_VOCABULARY else 0


def of_vocabulary(count: int) -> tuple[str, ...]:
    """The codes of a vocabulary with ``count`` language tokens; English alone where it has none.

    >>> of_vocabulary(0), of_vocabulary(3)
    (('en',), ('en', 'zh', 'de'))
    """
    return tuple(NAMES)[:count] or ("en",)


def decoded_as(language: str, known: Sequence[str]) -> str:
    """The code to decode ``language`` with, of a vocabulary's codes: itself where it is there.

    >>> decoded_as("yue", ("en", "zh")), decoded_as("ur", ("en", "zh"))
    ('zh', 'en')
    """
    return next(code for code in (language, FALLBACKS.get(language, "en"), "en") if code in known)


def candidates(wanted: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """What detection chooses between: of ``wanted`` what can be decoded, else all of ``known``.

    >>> candidates(("en", "yue", "xx"), ("en", "zh", "de")), candidates((), ("en", "zh"))
    (('en', 'zh'), ('en', 'zh'))
    """
    chosen = [decoded_as(code, known) for code in wanted if is_known(code)]
    return tuple(dict.fromkeys(chosen)) or tuple(known)


def check_language(code: str | None) -> str | None:
    """The Whisper code in lower case, or None (detect) for nothing, ``auto`` or ``detect``.

    Raises UnknownLanguageError.
    """
    plain = (code or "").strip().lower()
    if plain in ("", "auto", "detect"):
        return None
    if plain not in NAMES:
        raise UnknownLanguageError(
            next_step="Use a code such as en, yue or zh, or leave the language out to detect it."
        )
    return plain


def code_of(value: str) -> str:
    """A code from a code or an English name, in any case, as the whisper command line takes them.

    Raises UnknownLanguageError.

    >>> code_of("Cantonese"), code_of("EN")
    ('yue', 'en')
    """
    wanted = value.strip().lower()
    if wanted in NAMES:
        return wanted
    for code, name in NAMES.items():
        if name.lower() == wanted:
            return code
    raise UnknownLanguageError(
        f"Whisper knows no language {value!r}.",
        next_step="Use one of its codes, for example en, yue, zh, ur, hi, ne, tl, id, th, pa or vi.",
    )
