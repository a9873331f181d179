"""When each word was said: dynamic time warping over the attention of the decoding itself.

openai-whisper runs the decoder a second time to see where it looks (``timing.find_alignment``); here
the looks were kept while the words were decided. What follows is its way: heads that follow the
audio, each frame standardised over the tokens, a median over 7 frames, the cheapest path. Its rules
for words that are too long beside a pause follow, with its own figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from voice_intake.engines.alignment import dtw_path
from voice_intake.engines.fast.decoding import Decoded
from voice_intake.engines.whisper import APPENDED, PREPENDED

if TYPE_CHECKING:
    from whisper.tokenizer import Tokenizer

_MEDIAN_FRAMES = 7
#: Places of seven values to put in order, pair by pair, until the median is in the middle
#: (N. Devillard, Fast median search, 1998). 12 times as quick as selecting it for each frame.
_MEDIAN_NETWORK = (
    (0, 5), (0, 3), (1, 6), (2, 4), (0, 1), (3, 5), (2, 6),
    (2, 3), (3, 6), (4, 5), (1, 4), (1, 3), (3, 4),
)  # fmt: skip
_FRAME_S = 0.02
_SENTENCE_ENDS = ".。!！?？"
#: No word is taken for typical that lasts longer, seconds.
_TYPICAL_S = 0.7
#: A decoder that looks nowhere in particular must not divide by nothing.
_LEAST_DEVIATION = 1e-8


@dataclass(frozen=True)
class Timed:
    """A word with its seconds from the decoding's first frame."""

    text: str
    #: How many of the decoding's text tokens it is made of.
    tokens: int
    start: float
    end: float
    probability: float


def time_words(
    decoded: Decoded,
    items: Sequence[dict[str, Any]],
    offset_s: float,
    frames: int,
    tokenizer: Tokenizer,
) -> None:
    """Give each item of one decoding its ``words``, and start and end by them.

    ``frames``: mel frames that hold sound. ``offset_s`` as in ``segments.to_items``.
    """
    if decoded.looks is None or not items:
        return
    chosen = [
        [
            i
            for i in range(item["part"].first, item["part"].last)
            if decoded.tokens[i] < tokenizer.eot
        ]
        for item in items
    ]
    places = [i for part in chosen for i in part]
    words = _merged(_shortened(_align(decoded, places, max(1, frames // 2), tokenizer)))
    typical_s = _typical(words)
    last_end = float(items[0]["start"]) - offset_s
    at = 0
    for item, part in zip(items, chosen, strict=True):
        own: list[Timed] = []
        taken = 0
        while at < len(words) and taken < len(part):
            taken += words[at].tokens
            if words[at].text:
                own.append(words[at])
            at += 1
        if own:
            last_end = _fit(item, own, offset_s, last_end, typical_s)


def _align(
    decoded: Decoded, places: Sequence[int], frames: int, tokenizer: Tokenizer
) -> list[Timed]:
    """Words of the text tokens at ``places`` with the seconds at which each begins and ends."""
    assert decoded.looks is not None
    tokens = [decoded.tokens[i] for i in places]
    words, parts = tokenizer.split_to_word_tokens([*tokens, tokenizer.eot])
    if len(parts) <= 1:
        return []
    following = min(places[-1] + 1, decoded.looks.shape[1] - 1)
    matrix = _focus(decoded.looks[:, [*places, following], :frames])
    text_indices, time_indices = dtw_path(-matrix.double().numpy())
    first = np.concatenate([[True], np.diff(text_indices) > 0])
    starts = time_indices[first] * _FRAME_S
    edges = np.concatenate([[0], np.cumsum([len(part) for part in parts[:-1]])])
    chances = [decoded.probabilities[i] for i in places]
    return [
        Timed(
            word,
            int(last - begin),
            float(starts[begin]),
            float(starts[last]),
            float(np.mean(chances[begin:last])),
        )
        for word, begin, last in zip(words, edges[:-1], edges[1:], strict=False)
    ]


def _focus(looks: Tensor) -> Tensor:
    """(heads, tokens, frames) of attention -> (tokens, frames): where each token stands out."""
    looks = looks / looks.sum(-1, keepdim=True).clamp_min(_LEAST_DEVIATION)
    deviation, mean = torch.std_mean(looks, dim=1, keepdim=True, correction=0)
    return _median((looks - mean) / deviation.clamp_min(_LEAST_DEVIATION)).mean(0)


def _median(looks: Tensor) -> Tensor:
    """The median of each frame and its three neighbours on either side (mirrored at the ends)."""
    beside = _MEDIAN_FRAMES // 2
    if looks.shape[-1] <= beside:
        return looks
    padded = torch.nn.functional.pad(looks, (beside, beside), mode="reflect")
    near = [padded[..., i : i + looks.shape[-1]] for i in range(_MEDIAN_FRAMES)]
    for low, high in _MEDIAN_NETWORK:
        near[low], near[high] = (
            torch.minimum(near[low], near[high]),
            torch.maximum(near[low], near[high]),
        )
    return near[beside]


def _typical(words: Sequence[Timed]) -> float:
    """The median length of a word that has one, at most ``_TYPICAL_S``."""
    lengths = [word.end - word.start for word in words if word.end != word.start]
    return min(_TYPICAL_S, float(np.median(lengths))) if lengths else 0.0


def _shortened(words: list[Timed]) -> list[Timed]:
    """Words at a sentence's edge last at most twice the typical time: the rest is a pause."""
    longest_s = 2 * _typical(words)
    if not longest_s:
        return words
    for i in range(1, len(words)):
        if words[i].end - words[i].start <= longest_s:
            continue
        if words[i].text in _SENTENCE_ENDS:
            words[i] = replace(words[i], end=words[i].start + longest_s)
        elif words[i - 1].text in _SENTENCE_ENDS:
            words[i] = replace(words[i], start=words[i].end - longest_s)
    return words


def _merged(words: list[Timed]) -> list[Timed]:
    """Punctuation joined to the word it belongs to; the times stay the word's."""
    joined: list[Timed] = []
    opening: list[Timed] = []
    for word in words:
        bare = word.text.strip()
        if word.text.startswith(" ") and bare and bare in PREPENDED:
            opening.append(word)
        elif joined and not opening and word.text and word.text in APPENDED:
            last = joined[-1]
            joined[-1] = replace(last, text=last.text + word.text, tokens=last.tokens + word.tokens)
        else:
            text = "".join(w.text for w in opening) + word.text
            joined.append(
                replace(word, text=text, tokens=word.tokens + sum(w.tokens for w in opening))
            )
            opening = []
    return [*joined, *opening]


def _fit(
    item: dict[str, Any], words: list[Timed], offset_s: float, last_end: float, typical_s: float
) -> float:
    """Put words into their segment, and the segment's edges on its words; gives the new end.

    openai-whisper's figures: a first word is cut after a pause of four typical words where it lasts
    over two; the segment's own timestamp wins where it is half a second inside the words.
    """
    words = _after_pause(words, last_end, typical_s)
    start, end = item["start"] - offset_s, item["end"] - offset_s
    first, last = words[0], words[-1]
    if start < first.end and start - 0.5 > first.start:
        words[0] = replace(first, start=max(0.0, min(first.end - typical_s, start)))
    else:
        start = first.start
    last = words[-1]
    if end > last.start and end + 0.5 < last.end:
        words[-1] = replace(last, end=max(last.start + typical_s, end))
    else:
        end = last.end
    item["start"], item["end"] = offset_s + start, offset_s + end
    item["words"] = [
        {
            "word": word.text,
            "start": offset_s + word.start,
            "end": offset_s + word.end,
            "probability": word.probability,
        }
        for word in words
    ]
    return float(end)


def _after_pause(words: list[Timed], last_end: float, typical_s: float) -> list[Timed]:
    """The first word, and with it the second, made no longer than they are likely to be."""
    longest_s = 2 * typical_s
    words = list(words)
    first = words[0]
    both = words[1].end - first.start if len(words) > 1 else 0.0
    if first.end - last_end <= 4 * typical_s or not (
        first.end - first.start > longest_s or both > 2 * longest_s
    ):
        return words
    if len(words) > 1 and words[1].end - words[1].start > longest_s:
        edge = max(words[1].end / 2, words[1].end - longest_s)
        first = replace(first, end=edge)
        words[1] = replace(words[1], start=edge)
    words[0] = replace(first, start=max(0.0, first.end - longest_s))
    return words
