"""From logits to token sequences: greedy, sampled and beam search over a batch of messages.

A *group* is the sequences of one message: one when greedy, several samples, or a beam. Whatever
happens in one group, no other can change it; messages that are done leave the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

#: The seed of a message's own random numbers: the same message is sampled in the same way.
SEED = 0


@dataclass
class Candidate:
    """One finished sequence: its tokens without prompt and end, and the sum of their log-probabilities."""

    tokens: list[int]
    sum_logprob: float


@dataclass(frozen=True)
class Choice:
    """What one step decided for one group.

    ``sources``: which row of the group each next row continues. ``tokens``: each row's next token.
    """

    tokens: list[int]
    sources: list[int]
    done: bool


class Group(Protocol):
    """The sequences of one message."""

    def choose(self, logits: Tensor) -> Choice:
        """Choose each row's next token from filtered logits (rows of the group, vocabulary)."""
        ...

    def finished(self) -> list[Candidate]:
        """The candidates, when the group is done or may not go on."""
        ...


class Sampled:
    """Greedy (temperature 0) or sampled rows, each for itself; done when each has ended."""

    def __init__(self, rows: int, temperature: float, eot: int) -> None:
        self._temperature = temperature
        self._eot = eot
        self._tokens: list[list[int]] = [[] for _ in range(rows)]
        self._ended = [False] * rows
        self._sums = [0.0] * rows
        self._random = torch.Generator().manual_seed(SEED)

    def choose(self, logits: Tensor) -> Choice:
        """See ``Group.choose``."""
        chosen = self._pick(logits)
        sums = logits.gather(1, chosen[:, None])[:, 0] - logits.logsumexp(-1)
        tokens = chosen.tolist()
        for row, (token, logprob) in enumerate(zip(tokens, sums.tolist(), strict=True)):
            if self._ended[row]:
                tokens[row] = self._eot
                continue
            self._sums[row] += logprob
            if token == self._eot:
                self._ended[row] = True
            else:
                self._tokens[row].append(token)
        return Choice(tokens, list(range(len(tokens))), all(self._ended))

    def finished(self) -> list[Candidate]:
        """See ``Group.finished``."""
        pairs = zip(self._tokens, self._sums, strict=True)
        return [Candidate(tokens, total) for tokens, total in pairs]

    def _pick(self, logits: Tensor) -> Tensor:
        if self._temperature == 0:
            return logits.argmax(-1)
        # torch's Categorical, step by step, with random numbers of this message's own.
        scaled = logits / self._temperature
        chances = (scaled - scaled.logsumexp(-1, keepdim=True)).softmax(-1)
        drawn = torch.multinomial(chances.cpu(), 1, True, generator=self._random)
        return drawn[:, 0].to(logits.device)


class Beam:
    """Beam search as openai-whisper does it (``patience``: arXiv:2204.05424)."""

    def __init__(self, rows: int, patience: float | None, eot: int) -> None:
        self._eot = eot
        self._most = round(rows * (patience or 1.0))
        self._beams: list[tuple[int, ...]] = [()] * rows
        self._sums = [0.0] * rows
        self._done: dict[tuple[int, ...], float] = {}

    def choose(self, logits: Tensor) -> Choice:
        """See ``Group.choose``."""
        size = len(self._beams)
        logprobs, tokens = logits.log_softmax(-1).topk(size + 1)
        scores: dict[tuple[int, ...], float] = {}
        sources: dict[tuple[int, ...], int] = {}
        for row, beam in enumerate(self._beams):
            for logprob, token in zip(logprobs[row].tolist(), tokens[row].tolist(), strict=True):
                longer = (*beam, token)
                # In the reference's own precision, so that ties fall alike.
                scores[longer] = float(np.float32(self._sums[row]) + np.float32(logprob))
                sources[longer] = row
        return self._keep(scores, sources, size)

    def _keep(
        self, scores: dict[tuple[int, ...], float], sources: dict[tuple[int, ...], int], size: int
    ) -> Choice:
        """The best that go on; the best that ended are remembered."""
        kept: list[tuple[int, ...]] = []
        ended: dict[tuple[int, ...], float] = {}
        for sequence in sorted(scores, key=scores.__getitem__, reverse=True):
            if sequence[-1] == self._eot:
                ended[sequence] = scores[sequence]
                continue
            kept.append(sequence)
            if len(kept) == size:
                break
        for sequence in sorted(ended, key=ended.__getitem__, reverse=True):
            if len(self._done) >= self._most:
                break
            self._done[sequence] = ended[sequence]
        self._beams = kept
        self._sums = [scores[sequence] for sequence in kept]
        choice = [sequence[-1] for sequence in kept]
        return Choice(choice, [sources[s] for s in kept], len(self._done) >= self._most)

    def finished(self) -> list[Candidate]:
        """See ``Group.finished``; unfinished ones fill up where too few ended."""
        done = dict(self._done)
        for row in np.argsort(np.array(self._sums, np.float32))[::-1].tolist():
            if len(done) >= len(self._beams):
                break
            done[(*self._beams[row], self._eot)] = self._sums[row]
        return [
            Candidate(list(sequence[: sequence.index(self._eot)]), score)
            for sequence, score in done.items()
        ]


def best(candidates: Sequence[Candidate], length_penalty: float | None) -> Candidate:
    """The likeliest, by its length or Google NMT's penalty (arXiv:1609.08144, alpha)."""

    def score(candidate: Candidate) -> float:
        length = len(candidate.tokens)
        if length_penalty is None:
            return candidate.sum_logprob / max(length, 1)
        return float(candidate.sum_logprob / ((5 + length) / 6) ** length_penalty)

    return candidates[int(np.argmax([score(candidate) for candidate in candidates]))]
