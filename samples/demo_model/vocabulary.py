"""The tokens the model uses, among Whisper's own, and the phones its encoder learns to hear.

Whisper's vocabulary stays as it is (51,866 tokens: 100 languages and Cantonese), so that the
unmodified library reads the checkpoint. Training and softmax see only the few thousand used here,
in a compact numbering; `whisper_ids` leads back.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from whisper.tokenizer import get_tokenizer

from .synthesise import load_shard
from .texts import WRITERS

WHISPER_VOCABULARY = 51_866
LANGUAGES = ("en", "yue", "zh")
TIMESTAMPS = 1501
TIMESTAMP_S = 0.02
#: Phone and word classes 0 mean that nobody speaks; `UNKNOWN` frames teach nothing.
SILENCE, UNKNOWN = 0, -100

#: espeak-ng's English phones as flite (cmulex) names them, so that both teach the same class.
_AS_FLITE = {
    "@": "ax", "@2": "ax", "@5": "ax", "a#": "ax", "3": "er", "3:": "er", "@L": "ax", "A:": "aa", "A#": "aa",
    "A@": "aa", "a": "ae", "aa": "ae", "aI": "ay", "aI@": "ay", "aU": "aw", "aU@": "aw", "E": "eh", "e@": "eh",
    "eI": "ey", "I": "ih", "I#": "ih", "I2": "ih", "I@": "ih", "i": "iy", "i:": "iy", "i@": "iy",
    "i@3": "iy", "0": "aa", "0#": "aa", "o@": "ao", "O:": "ao", "O": "ao", "O@": "ao", "O2": "ao", "OI": "oy", "oU": "ow",
    "U": "uh", "U@": "uh", "u:": "uw", "u": "uw", "V": "ah", "dZ": "jh", "tS": "ch", "D": "dh",
    "T": "th", "S": "sh", "Z": "zh", "N": "ng", "j": "y", "t2": "t", "t#": "t", "d#": "d", "r-": "r", "h": "hh", "H": "hh", "?": "t",
    "l#": "l", "w#": "w", "n-": "n", "l-": "l",
}  # fmt: skip
_PAUSES = ("pau", "_", "_:", "_|", "_!", "(", "")


@cache
def tokenizer() -> Any:
    """Whisper's own multilingual tokenizer."""
    return get_tokenizer(True, num_languages=100, language="en", task="transcribe")


def phone_class(name: str, language: str) -> str:
    """The training class of a synthesiser's phone; "" for a pause.

    >>> phone_class("dZ", "en"), phone_class("_|", "yue"), phone_class("oeng", "yue")
    ('jh', '', 'yue:oeng')
    """
    if name in _PAUSES or name.startswith(("(", "_")):
        return ""
    return _AS_FLITE.get(name, name) if language == "en" else f"{language}:{name}"


@dataclass(frozen=True)
class Vocabulary:
    """Whisper ids in use (text first, then specials, then timestamps) and phone classes."""

    text_ids: tuple[int, ...]
    phones: tuple[str, ...]

    @cached_property
    def whisper_ids(self) -> list[int]:
        special = [
            tokenizer().sot, tokenizer().eot, tokenizer().transcribe, tokenizer().no_timestamps,
            tokenizer().no_speech, tokenizer().sot_prev,
            *(tokenizer().to_language_token(code) for code in LANGUAGES),
        ]  # fmt: skip
        begin = tokenizer().timestamp_begin
        return [*self.text_ids, *special, *range(begin, begin + TIMESTAMPS)]

    @cached_property
    def index(self) -> dict[int, int]:
        """Whisper id -> compact index."""
        return {whisper_id: compact for compact, whisper_id in enumerate(self.whisper_ids)}

    @cached_property
    def phone_index(self) -> dict[str, int]:
        """Phone class -> head output; `SILENCE` is 0."""
        return {name: number for number, name in enumerate(("", *self.phones))}

    @property
    def no_word(self) -> int:
        """The class of a frame that belongs to no token, in the word head's numbering."""
        return len(self.text_ids)

    def timestamp(self, time_s: float) -> int:
        """The compact index of the timestamp nearest to `time_s` of the window."""
        steps = min(TIMESTAMPS - 1, max(0, round(time_s / TIMESTAMP_S)))
        return self.index[tokenizer().timestamp_begin] + steps

    def language(self, code: str) -> int:
        return self.index[tokenizer().to_language_token(code)]

    def encode(self, word: str, language: str) -> list[int]:
        """A written word as compact indices (English words bring their leading space)."""
        return list(self._encode(word, language))

    @cached_property
    def _known(self) -> dict[bytes, int]:
        decode = tokenizer().encoding.decode_single_token_bytes
        return {decode(whisper_id): n for n, whisper_id in enumerate(self.text_ids)}

    @cached_property
    def _memory(self) -> dict[tuple[str, str], tuple[int, ...]]:
        return {}

    def _encode(self, word: str, language: str) -> tuple[int, ...]:
        key = (word, language)
        if key not in self._memory:
            pieces = [self._cover(piece) for piece in split_word(word, language)]
            self._memory[key] = tuple(number for piece in pieces for number in piece)
        return self._memory[key]

    def _cover(self, piece: bytes) -> list[int]:
        """The piece in known tokens: Whisper's own split where known, else the longest that fit."""
        own = tokenizer().encoding.encode_ordinary(piece.decode("utf-8", "ignore"))
        if all(token in self.index for token in own):
            return [self.index[token] for token in own]
        covered, at = [], 0
        while at < len(piece):
            end = next((e for e in range(len(piece), at, -1) if piece[at:e] in self._known), at)
            if end > at:
                covered.append(self._known[piece[at:end]])
            at = max(end, at + 1)
        return covered

    def decode(self, indices: Iterable[int]) -> str:
        """The text of compact indices; specials and timestamps are left out."""
        ids = [self.text_ids[i] for i in indices if i < len(self.text_ids)]
        return str(tokenizer().encoding.decode(ids))

    def as_dict(self) -> dict[str, list[Any]]:
        return {"text_ids": list(self.text_ids), "phones": list(self.phones)}

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.as_dict()), encoding="utf-8")


def load(path: Path) -> Vocabulary:
    content = json.loads(path.read_text(encoding="utf-8"))
    return Vocabulary(tuple(content["text_ids"]), tuple(content["phones"]))


def split_word(word: str, language: str) -> list[bytes]:
    """Where tokens may join: digits, capital runs and Chinese characters stand one by one.

    >>> split_word("9123,", "en"), split_word("taxi", "en")
    ([b' 9', b'1', b'2', b'3', b','], [b' taxi'])
    """
    pieces = re.findall(r"\d|[A-Z](?=[A-Z]|\d|\W|$)|[A-Za-z][a-z']*|.", word.replace(":", "."))
    if language == "en" and pieces:
        pieces[0] = " " + pieces[0]
    return [piece.encode() for piece in pieces]


def build(
    words: Iterable[tuple[str, str]], phones: Iterable[tuple[str, str]], at_least: int = 12
) -> Vocabulary:
    """The vocabulary for (word, language) and (phone, language) pairs seen in generated messages.

    English tokens seen fewer than `at_least` times are left out: shorter tokens spell their words.
    """
    counts: Counter[int] = Counter()
    always: set[int] = set(_basic_tokens())
    for word, language in words:
        for piece in split_word(word, language):
            tokens = tokenizer().encoding.encode_ordinary(piece.decode())
            counts.update(tokens)
            if language != "en":
                always.update(tokens)
    text = {token for token, count in counts.items() if count >= at_least} | always
    classes = {phone_class(name, language) for name, language in phones} - {""}
    return Vocabulary(tuple(sorted(text)), tuple(sorted(classes)))


def extended(old: Vocabulary, new: Vocabulary) -> Vocabulary:
    """`old` with what only `new` has behind it: nothing known changes its place or is lost."""
    text = [token for token in new.text_ids if token not in set(old.text_ids)]
    phones = [name for name in new.phones if name not in set(old.phones)]
    return Vocabulary((*old.text_ids, *text), (*old.phones, *phones))


def gather(folder: Path, rng: random.Random, messages: int = 12_000, first: int = 0) -> Vocabulary:
    """The vocabulary of the generators' texts, and of the phones heard in 20 shards in `folder`.

    The shards are the first from index `first` on, test shards included.
    """
    words = [
        (unit.written, language)
        for language, (writers, weights) in WRITERS.items()
        for _ in range(messages)
        for units in rng.choices(writers, weights)[0](rng)
        for unit in units
    ]
    phones = {
        (span.text, message.language)
        for path in _shards(folder, first)[:20]
        for message in load_shard(path.with_suffix(""))[1]
        for sentence in message.sentences
        for span in sentence.phones
    }
    return build(words, phones)


def _shards(folder: Path, first: int) -> list[Path]:
    return [path for path in sorted(folder.glob("*shards/*.json")) if int(path.stem) >= first]


def _basic_tokens() -> list[int]:
    """Every printable ASCII character alone, and behind a space; Chinese punctuation."""
    characters = [chr(code) for code in range(33, 127)]
    texts: Sequence[str] = [*characters, *(f" {c}" for c in characters), *"，。？！、"]
    return [token for text in texts for token in tokenizer().encoding.encode_ordinary(text)]
