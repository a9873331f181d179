"""Which token may follow which: Whisper's suppression and timestamp rules, on whole batches.

The rules are those of openai-whisper's ``SuppressBlank``, ``SuppressTokens`` and
``ApplyTimestampRules``, in their order; what each sequence has said is kept as two facts instead of
being read again at every step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

if TYPE_CHECKING:
    from whisper.decoding import DecodingOptions
    from whisper.tokenizer import Tokenizer

_NEVER = float("-inf")


@dataclass(frozen=True, slots=True)
class Said:
    """What the timestamp rules need to know of one sequence."""

    #: Tokens so far, and whether the last and the last but one of them are timestamps.
    count: int = 0
    last: bool = False
    before_last: bool = False
    #: The last timestamp token, 0 where there is none yet.
    timestamp: int = 0

    @property
    def paired(self) -> bool:
        """Whether a timestamp at the end would be the second of its pair (or the very first)."""
        return self.count < 2 or self.before_last

    def then(self, token: int, timestamp_begin: int) -> Said:
        """This sequence with ``token`` behind it."""
        stamped = token >= timestamp_begin
        return Said(self.count + 1, stamped, self.last, token if stamped else self.timestamp)


class Rules:
    """The rules of one set of options over one vocabulary."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        options: DecodingOptions,
        audio_frames: int,
        device: torch.device,
    ) -> None:
        self._eot = tokenizer.eot
        self._begin = tokenizer.timestamp_begin
        self._no_timestamps = tokenizer.no_timestamps
        self._stamped = not options.without_timestamps
        self._blank = _index(
            [*tokenizer.encode(" "), tokenizer.eot] if options.suppress_blank else [], device
        )
        self._suppressed = _index(suppressed_tokens(tokenizer, options), device)
        self._last_initial: int | None = None
        if options.max_initial_timestamp:
            frame_s = 30.0 / audio_frames
            self._last_initial = self._begin + round(options.max_initial_timestamp / frame_s)

    def apply(self, logits: Tensor, said: Sequence[Said], *, first: bool) -> None:
        """Change logits (rows, vocabulary) in place: what may not follow becomes -inf."""
        if first and len(self._blank):
            logits.index_fill_(1, self._blank, _NEVER)
        if len(self._suppressed):
            logits.index_fill_(1, self._suppressed, _NEVER)
        if not self._stamped:
            return
        if self._no_timestamps is not None:
            logits[:, self._no_timestamps] = _NEVER
        for row, facts in enumerate(said):
            self._pairs(logits[row], facts)
        if first:
            logits[:, : self._begin] = _NEVER
            if self._last_initial is not None:
                logits[:, self._last_initial + 1 :] = _NEVER
        self._prefer_timestamps(logits)

    def then(self, said: Sequence[Said], tokens: Sequence[int]) -> list[Said]:
        """The facts of each sequence with its next token."""
        pairs = zip(said, tokens, strict=True)
        return [facts.then(token, self._begin) for facts, token in pairs]

    def _pairs(self, logits: Tensor, facts: Said) -> None:
        """Timestamps come in pairs, save before the end, and never go back."""
        if facts.last:
            if facts.paired:
                logits[self._begin :] = _NEVER
            else:
                logits[: self._eot] = _NEVER
        if facts.timestamp:
            # Equal only as the second of a pair: no segment may be without length.
            soonest = facts.timestamp + (0 if facts.last and not facts.paired else 1)
            logits[self._begin : soonest] = _NEVER

    def _prefer_timestamps(self, logits: Tensor) -> None:
        """Where all timestamps together are likelier than any text, a timestamp it is."""
        stamps = logits[:, self._begin :].logsumexp(-1)
        for row in (stamps > logits[:, : self._begin].amax(-1)).nonzero().flatten().tolist():
            logits[row, : self._begin] = _NEVER


def suppressed_tokens(tokenizer: Tokenizer, options: DecodingOptions) -> list[int]:
    """Tokens that are never said: those the options name (-1: all that are not speech), and specials.

    None where ``options.suppress_tokens`` is None or empty, as in openai-whisper.
    """
    wanted = options.suppress_tokens
    if not wanted:
        return []
    named = [int(t) for t in (wanted.split(",") if isinstance(wanted, str) else wanted)]
    if -1 in named:
        named = [t for t in named if t >= 0] + list(tokenizer.non_speech_tokens)
    named += [
        tokenizer.transcribe, tokenizer.translate, tokenizer.sot, tokenizer.sot_prev,
        tokenizer.sot_lm,
    ]  # fmt: skip
    if tokenizer.no_speech is not None:
        named.append(tokenizer.no_speech)
    return sorted(set(named))


def _index(tokens: Sequence[int], device: torch.device) -> Tensor:
    return torch.tensor(sorted(set(tokens)), dtype=torch.int64, device=device)
