"""Whisper's language codes and their English names, as data of our own.

The codes that a caller's key press, a gateway and ``--language`` may name. Copied from
openai-whisper 20250625 (``whisper/tokenizer.py``, MIT licence) so that no process needs torch to
check one; a test compares the two. Vocabularies before large-v3 lack ``yue``: there Cantonese is
decoded as ``zh`` (``FALLBACKS``).
"""

from __future__ import annotations

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
