"""Dynamic time warping for word times, as openai-whisper's ``timing.dtw_cpu`` does it, in NumPy.

The reference is compiled by numba in each process that uses it, which takes seconds at every start;
this walks the same table a diagonal at a time and gives the same path (a test compares them).
"""

from __future__ import annotations

import numpy as np


def dtw_path(cost: np.ndarray) -> np.ndarray:
    """The cheapest monotonic path through ``cost``, (tokens, frames) -> (2, steps) indices."""
    tokens, frames = cost.shape
    trace = _trace(cost)
    i, j = tokens, frames
    path = []
    while i > 0 or j > 0:
        path.append((i - 1, j - 1))
        # Along the borders there is one way only.
        step = 2 if i == 0 else 1 if j == 0 else trace[i + j, i]
        i -= step != 2
        j -= step != 1
    return np.array(path)[::-1].T


def _trace(cost: np.ndarray) -> np.ndarray:
    """``trace[i + j, i]``: 0 both advanced, 1 the token did, 2 the frame did."""
    tokens, frames = cost.shape
    skewed = np.full((tokens + frames + 1, tokens + 1), np.inf)
    for i in range(1, tokens + 1):
        skewed[i + 1 : i + frames + 1, i] = cost[i - 1]
    trace = np.zeros(skewed.shape, dtype=np.int8)
    before, last = np.full(tokens + 1, np.inf), np.full(tokens + 1, np.inf)
    before[0] = 0.0
    for diagonal in range(2, tokens + frames + 1):
        both, token, frame = before[:-1], last[:-1], last[1:]
        # The reference's order of comparison: ties go to the frame.
        step = np.where(
            (both < token) & (both < frame), 0, np.where((token < both) & (token < frame), 1, 2)
        )
        following = np.full(tokens + 1, np.inf)
        following[1:] = skewed[diagonal, 1:] + np.choose(step, (both, token, frame))
        trace[diagonal, 1:] = step
        before, last = last, following
    return trace
