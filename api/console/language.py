"""The console's words: one JSON file a language, flat keys, English where a key is missing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

#: Language tag -> the name it gives itself.
LANGUAGES = {"en": "English", "zh-HK": "繁體中文"}
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Strings:
    """The words of one language. ``strings("key", name=value)`` fills the placeholders in."""

    language: str
    table: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The words of ``key``; the key itself where no language has them."""
        words = self.table.get(key, key)
        return words.format(**values) if values else words

    def of(self, prefix: str, value: object) -> str:
        """The words of a coded value, ``prefix.value``; the value itself where there are none."""
        if value is None or value == "":
            return ""
        return self.table.get(f"{prefix}.{value}", str(value).replace("_", " "))

    @property
    def is_chinese(self) -> bool:
        """Whether Chinese names come before English ones."""
        return self.language.startswith("zh")


@lru_cache(maxsize=len(LANGUAGES))
def strings_of(language: str) -> Strings:
    """The strings of a language, English beneath them."""
    table = _load(DEFAULT_LANGUAGE)
    if language in LANGUAGES and language != DEFAULT_LANGUAGE:
        table = {**table, **_load(language)}
    known = language if language in LANGUAGES else DEFAULT_LANGUAGE
    return Strings(known, table)


def choose_language(cookie: str | None, accept_language: str) -> str:
    """The officer's choice, else what the browser asks for, else English."""
    if cookie in LANGUAGES:
        return cookie
    first = accept_language.split(",")[0].strip().lower()
    return "zh-HK" if first.startswith("zh") else DEFAULT_LANGUAGE


def _load(language: str) -> dict[str, str]:
    file = resources.files("api.console") / "strings" / f"{language}.json"
    table: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return table
