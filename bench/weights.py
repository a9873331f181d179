"""Checkpoints of Whisper's true dimensions whose every engine says the same words by itself.

Random weights end a message after a random number of tokens, and a decoder that is forced to go on
is no longer the engine that people run. Here the weights themselves hold what is said: everything
is random as torch makes it, save that

- each position of the decoder points at the token that comes next (its positional embedding is the
  sum of those tokens' embeddings), and the layers' own contributions are small beside that;
- one head of the first layer looks back at the language token and raises the tokens that belong to
  it: the language given with a message so chooses what is said, and how long it is.

So an unmodified engine of any kind, in any precision, decodes ``script(seconds)`` and then ends.
The arithmetic costs what it costs over trained weights: nothing is zero, sparse or denormal.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

#: openai-whisper's published dimensions: mel bands, width, heads, encoder layers, decoder layers,
#: tokens. (openai/whisper, model card and ``ModelDimensions`` of its checkpoints.)
SIZES: Mapping[str, tuple[int, int, int, int, int, int]] = {
    "tiny": (80, 384, 6, 4, 4, 51_865),
    "base": (80, 512, 8, 6, 6, 51_865),
    "small": (80, 768, 12, 12, 12, 51_865),
    "medium": (80, 1024, 16, 24, 24, 51_865),
    "large-v3": (128, 1280, 20, 32, 32, 51_866),
    "turbo": (128, 1280, 20, 32, 4, 51_866),
}
#: Tokens a second of audio, timestamps included, as Whisper says of quick telephone speech.
TOKENS_A_SECOND = 3.4
#: What each language says: the words of a message of so many seconds. All are written with spaces.
LANGUAGES: Mapping[str, float] = {"fr": 5.0, "en": 10.0, "de": 20.0, "es": 30.0}
WINDOW_S = 30.0

#: Deviation of the token embedding; how strongly a position points at its token (the right language
#: adds as much again); how sharply the last normalisation tells them apart; the layers' own share.
_SPREAD, _POINT, _GAIN, _OWN = 0.05, 20.0, 3.0, 0.1
#: How strongly the end is pointed at: above a word of another language's script (1) and any word of
#: this language's (1), below the word that this one goes on with (2).
_END = 1.5
#: Width of the first position's mark and of a language's, and how strongly it is looked for.
_MARK, _TOLD, _SEEK = 20.0, 10.0, 40.0
#: Coordinates of the width: the mark of the language's position, then a language each, then the
#: token class that it raises.
_AT_MARK, _AT_TOLD = 0, 1
_AT_CLASS = _AT_TOLD + len(LANGUAGES)
#: Tokens of the prompt: start, language, task.
_PROMPT = 3


@dataclass(frozen=True)
class Script:
    """What is said of a window: the tokens before the end, and their text."""

    language: str
    tokens: tuple[int, ...]
    text: str


def language_of(seconds: float) -> str:
    """The language whose script fits a message of so many seconds; longer ones take 30 s windows.

    >>> language_of(10), language_of(60)
    ('en', 'es')
    """
    fitting = [code for code, longest in LANGUAGES.items() if seconds <= longest]
    return fitting[0] if fitting else max(LANGUAGES, key=LANGUAGES.__getitem__)


def script(seconds: float) -> Script:
    """The script of a window of so many seconds (one of ``LANGUAGES``)."""
    return _scripts()[language_of(seconds)]


@cache
def _scripts() -> Mapping[str, Script]:
    """Each language's script; no text token stands in two of them."""
    from whisper.tokenizer import get_tokenizer

    tokenizer = get_tokenizer(True, language="en", task="transcribe")
    words, endings = _plain_tokens(tokenizer)
    draw = random.Random(0)
    draw.shuffle(words)
    draw.shuffle(endings)
    found = {}
    for code, seconds in LANGUAGES.items():
        count = round(seconds * TOKENS_A_SECOND) - 2
        # Four tokens are three words and a bit: as in English as it is spoken.
        inner = [endings.pop() if i % 4 == 3 else words.pop() for i in range(count)]
        begin = tokenizer.timestamp_begin
        tokens = (begin, *inner, begin + round((seconds - 0.1) / 0.02))
        found[code] = Script(code, tokens, tokenizer.decode(inner).strip())
    return found


def _plain_tokens(tokenizer: Any) -> tuple[list[int], list[int]]:
    """Tokens of three to seven plain letters: those that begin a word, and those that go on."""
    words, endings = list[int](), list[int]()
    for token in range(1000, 20_000):
        text = tokenizer.decode([token])
        bare = text.strip()
        if bare.isascii() and bare.isalpha() and bare.islower() and 3 <= len(bare) <= 7:
            (words if text.startswith(" ") else endings).append(token)
    return words, endings


def make(size: str, path: Path) -> Path:
    """Write the checkpoint of this size in openai-whisper's form (fp16), unless it is there."""
    if not path.exists():
        from whisper.model import ModelDimensions

        mels, width, heads, hearing, saying, tokens = SIZES[size]
        dims = ModelDimensions(mels, 1500, width, heads, hearing, tokens, 448, width, heads, saying)
        write(dims, path, torch_seed=0)
    return path


def write(dims: Any, path: Path, *, torch_seed: int) -> None:
    """Write a checkpoint of these dimensions that says the scripts."""
    import torch
    from whisper.model import Whisper

    torch.manual_seed(torch_seed)
    model = Whisper(dims)
    with torch.no_grad():
        _fill(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    torch.save({"dims": vars(dims), "model_state_dict": model.half().state_dict()}, draft)
    draft.rename(path)


def _fill(model: Any) -> None:
    """Put the scripts into a model fresh from torch's initialisation."""
    from whisper.tokenizer import get_tokenizer

    tokenizer = get_tokenizer(True, num_languages=model.num_languages, language="en")
    decoder = model.decoder
    for block in decoder.blocks:
        for part in (block.attn.out, block.cross_attn.out, block.mlp[2]):
            part.weight.mul_(_OWN)
            part.bias.mul_(_OWN)
    table = decoder.token_embedding.weight.normal_(0.0, _SPREAD)
    table[:, : _AT_CLASS + len(LANGUAGES)] = 0.0
    # Vocabularies differ by a language token: what stands behind them moves.
    shift = tokenizer.timestamp_begin - _scripts()["en"].tokens[0]
    spoken = {
        code: [t + shift if t == s.tokens[0] or t == s.tokens[-1] else t for t in s.tokens]
        for code, s in _scripts().items()
    }
    languages = dict(zip(tokenizer.all_language_codes, tokenizer.all_language_tokens, strict=True))
    for i, (code, tokens) in enumerate(spoken.items()):
        table[languages[code], _AT_TOLD + i] = _TOLD
        table[tokens[1:], _AT_CLASS + i] = 1.0
    _point(decoder.positional_embedding, table, list(spoken.values()), tokenizer.eot)
    _look_back(decoder.blocks[0].attn)
    decoder.ln.weight.mul_(_GAIN)


def _point(positions: Any, table: Any, scripts: Sequence[Sequence[int]], eot: int) -> None:
    """Each position points at the next token of every script, and at the end where one ends."""
    plain = table.clone()
    plain[:, : _AT_CLASS + len(LANGUAGES)] = 0.0  # what a language raises is told by the head alone
    end = _POINT * _END
    positions[:] = end * plain[eot]
    positions[0] = _POINT * plain[1000]
    positions[1] = 0.0
    positions[1, _AT_MARK] = _MARK
    longest = max(len(tokens) for tokens in scripts)
    for step in range(longest):
        at = _PROMPT - 1 + step
        following = {tokens[step] for tokens in scripts if step < len(tokens)}
        positions[at] = sum(_POINT * plain[token] for token in following)
        if any(len(tokens) == step for tokens in scripts):
            positions[at] += end * plain[eot]


def _look_back(attention: Any) -> None:
    """The first head looks at the marked position and says which language stood there."""
    width = attention.query.weight.shape[0]
    head = width // attention.n_head
    for part in (attention.query, attention.key, attention.value):
        part.weight[:head] = 0.0
        if part.bias is not None:
            part.bias[:head] = 0.0
    attention.query.bias[0] = _SEEK
    attention.key.weight[0, _AT_MARK] = 1.0
    # What a normalised row holds in a language's place, at the marked position.
    told = width**0.5 * _TOLD / (_MARK**2 + _TOLD**2) ** 0.5
    attention.out.weight[:, :head] = 0.0
    for i in range(len(LANGUAGES)):
        attention.value.weight[i, _AT_TOLD + i] = 1.0
        attention.out.weight[_AT_CLASS + i, i] = _POINT * _SPREAD**2 * width / told
