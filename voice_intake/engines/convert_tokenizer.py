"""openai-whisper's vocabulary as the ``tokenizer.json`` that faster-whisper reads.

openai-whisper ships tiktoken ranks: byte strings in the order in which byte-pair encoding learned
them. The ``tokenizers`` library wants the same vocabulary in GPT-2's printable spelling of bytes, and
the merges written out. Both follow from the ranks, so nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any


def write_tokenizer(whisper_tokenizer: Any, path: Path) -> list[str]:
    """Write ``tokenizer.json`` for a ``whisper.tokenizer.Tokenizer``; gives its tokens by id.

    Raises ValueError where an id came out differently.
    """
    made = _made(whisper_tokenizer.encoding)
    made.save(str(path))
    return [str(made.id_to_token(number)) for number in range(made.get_vocab_size())]


@lru_cache(maxsize=2)
def _made(encoding: Any) -> Any:
    """A ``tokenizers.Tokenizer`` of a tiktoken encoding; seconds of work, the same for every size."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    ranks: Mapping[bytes, int] = encoding._mergeable_ranks
    spell = _speller()
    made = Tokenizer(
        models.BPE(
            vocab={spell(token): rank for token, rank in ranks.items()},
            merges=[(spell(left), spell(right)) for left, right in merges(ranks)],
        )
    )
    # GPT-2's way of cutting words, which is Whisper's.
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    special: Mapping[str, int] = encoding._special_tokens
    for name, wanted in sorted(special.items(), key=lambda item: item[1]):
        # Times are ordinary tokens there: decoding must be able to show them.
        if _is_time(name):
            made.add_tokens([AddedToken(name, special=False, normalized=False)])
        else:
            made.add_special_tokens([AddedToken(name, special=True, normalized=False)])
        if made.token_to_id(name) != wanted:
            raise ValueError(f"token {wanted} became {made.token_to_id(name)}")
    return made


def merges(ranks: Mapping[bytes, int]) -> list[tuple[bytes, bytes]]:
    """The two parts that each token was merged from, in the order of the ranks.

    A token's parts are what byte-pair encoding leaves of it when only earlier merges are known.

    >>> merges({b"a": 0, b"b": 1, b"ab": 2, b"aba": 3})
    [(b'a', b'b'), (b'ab', b'a')]
    """
    found = []
    for token, rank in sorted(ranks.items(), key=lambda item: item[1]):
        if len(token) < 2:  # single bytes, and the one empty token of the multilingual vocabulary
            continue
        parts = [token[i : i + 1] for i in range(len(token))]
        while len(parts) > 2:
            pairs = [ranks.get(left + right, rank) for left, right in pairwise(parts)]
            first = min(range(len(pairs)), key=pairs.__getitem__)
            if pairs[first] >= rank:
                raise ValueError(f"token {rank} cannot be reached by merges")
            parts[first : first + 2] = [parts[first] + parts[first + 1]]
        found.append((parts[0], parts[1]))
    return found


def _is_time(name: str) -> bool:
    """``<|0.02|>`` and the like."""
    return name[2:-2].replace(".", "").isdigit()


def _speller() -> Any:
    """GPT-2's spelling: printable bytes stand for themselves, the others for U+0100 and on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in printable]
    letters = {byte: chr(byte) for byte in printable}
    letters |= {byte: chr(0x100 + number) for number, byte in enumerate(hidden)}
    return lambda token: "".join(letters[byte] for byte in token)
