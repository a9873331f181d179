"""The tokens of one decoding -> segments, and where the next decoding of the window begins.

Whisper marks segments by pairs of timestamps. The rules are those of openai-whisper's
``transcribe()``: what stands after the last pair is unfinished and decoded again from there.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voice_intake.engines.fast.decoding import Decoded

if TYPE_CHECKING:
    from whisper.tokenizer import Tokenizer

#: Whisper's timestamps count in frames of 20 ms, its features in frames of 10 ms.
TIMESTAMP_S = 0.02
MEL_FRAMES_A_TIMESTAMP = 2
#: openai-whisper's thresholds: too repetitive, too unlikely, nobody speaks.
COMPRESSION_RATIO, LOGPROB, NO_SPEECH = 2.4, -1.0, 0.6


@dataclass(frozen=True)
class Part:
    """A segment of one decoding: its tokens are ``tokens[first:last]`` of the decoding's."""

    first: int
    last: int
    #: Seconds from the decoding's first frame.
    start: float
    end: float

    def tokens(self, decoded: Decoded) -> list[int]:
        """The part's tokens, timestamps among them."""
        return decoded.tokens[self.first : self.last]


def is_doubtful(decoded: Decoded) -> bool:
    """Whether Whisper would try again at a higher temperature."""
    if decoded.no_speech_prob > NO_SPEECH and decoded.avg_logprob < LOGPROB:
        return False  # silence is no reason
    return decoded.compression_ratio > COMPRESSION_RATIO or decoded.avg_logprob < LOGPROB


def is_silent(decoded: Decoded) -> bool:
    """Whether Whisper would throw this away as silence."""
    return decoded.no_speech_prob > NO_SPEECH and decoded.avg_logprob <= LOGPROB


def is_closed(decoded: Decoded, timestamp_begin: int) -> bool:
    """Whether a single timestamp ends it, which says that nobody speaks behind it."""
    return [token >= timestamp_begin for token in decoded.tokens[-2:]] == [False, True]


def split(decoded: Decoded, frames: int, timestamp_begin: int) -> tuple[list[Part], int]:
    """The finished segments of a decoding of ``frames`` mel frames, and the frames they use up."""
    tokens = decoded.tokens
    stamped = [token >= timestamp_begin for token in tokens]
    pairs = [i + 1 for i, both in enumerate(itertools.pairwise(stamped)) if all(both)]
    closed = is_closed(decoded, timestamp_begin)
    if not pairs:
        return [_only_part(tokens, stamped, frames, timestamp_begin)], frames
    edges = [0, *pairs, *([len(tokens)] if closed else [])]
    parts = [
        Part(
            first,
            last,
            (tokens[first] - timestamp_begin) * TIMESTAMP_S,
            (tokens[last - 1] - timestamp_begin) * TIMESTAMP_S,
        )
        for first, last in itertools.pairwise(edges)
    ]
    if closed:
        return parts, frames
    return parts, (tokens[edges[-1] - 1] - timestamp_begin) * MEL_FRAMES_A_TIMESTAMP


def _only_part(
    tokens: Sequence[int], stamped: Sequence[bool], frames: int, timestamp_begin: int
) -> Part:
    """One segment over everything, to the last timestamp where there is one."""
    stamps = [token for token, is_one in zip(tokens, stamped, strict=True) if is_one]
    end = frames / 100
    if stamps and stamps[-1] != timestamp_begin:
        end = (stamps[-1] - timestamp_begin) * TIMESTAMP_S
    return Part(0, len(tokens), 0.0, end)


def to_items(
    decoded: Decoded, parts: Sequence[Part], offset_s: float, tokenizer: Tokenizer
) -> list[dict[str, Any]]:
    """Segments under openai-whisper's names; those without length or words are left out.

    ``offset_s``: where the decoding began, seconds from the window's start. ``part`` is kept for the
    word times.
    """
    items = []
    for part in parts:
        text = tokenizer.decode([t for t in part.tokens(decoded) if t < tokenizer.eot])
        if part.start == part.end or not text.strip():
            continue
        items.append(
            {
                "part": part,
                "start": offset_s + part.start,
                "end": offset_s + part.end,
                "text": text,
                "temperature": decoded.temperature,
                "avg_logprob": decoded.avg_logprob,
                "compression_ratio": decoded.compression_ratio,
                "no_speech_prob": decoded.no_speech_prob,
                "words": [],
            }
        )
    return items


#: Decodes some windows at one temperature, in order.
DecodeAt = Callable[[Sequence[int], float], list[Decoded]]


def with_fallback(count: int, temperatures: Sequence[float], decode: DecodeAt) -> list[Decoded]:
    """Decode ``count`` windows; those that stay doubtful again at the next temperature.

    Where no temperature lifts the doubt, the likeliest that does not repeat itself is kept (as in
    faster-whisper; openai-whisper keeps the last): with few temperatures the last is no better.
    """
    results: dict[int, Decoded] = {}
    left = list(range(count))
    for temperature in temperatures:
        for i, found in zip(left, decode(left, temperature), strict=True):
            if i not in results or not is_doubtful(found) or _rank(found) > _rank(results[i]):
                results[i] = found
        left = [i for i in left if is_doubtful(results[i])]
        if not left:
            break
    return [results[i] for i in range(count)]


def _rank(decoded: Decoded) -> tuple[bool, float]:
    """More is better, among doubtful ones."""
    return decoded.compression_ratio <= COMPRESSION_RATIO, decoded.avg_logprob
