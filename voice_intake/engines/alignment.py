"""Dynamic time warping for word times, as openai-whisper's ``timing.dtw_cpu`` does it, in NumPy.

The reference is compiled by numba in each process that uses it, which takes seconds at every start;
this fills the same table a row at a time and gives the same path (a test compares them).
"""

from __future__ import annotations

import numpy as np

_BOTH, _TOKEN, _FRAME = 0, 1, 2


def dtw_path(cost: np.ndarray) -> np.ndarray:
    """The cheapest monotonic path through ``cost``, (tokens, frames) -> (2, steps) indices."""
    i, j = cost.shape
    steps = _steps(cost).tolist()
    path = []
    while i > 0 or j > 0:
        path.append((i - 1, j - 1))
        # Along the borders there is one way only.
        step = _FRAME if i == 0 else _TOKEN if j == 0 else steps[i - 1][j - 1]
        i -= step != _FRAME
        j -= step != _TOKEN
    return np.array(path)[::-1].T


def _steps(cost: np.ndarray) -> np.ndarray:
    """For each token and frame, what advanced into it: both, the token, or the frame.

    Within a row the cheapest way d to frame j is c[j] + min(a[j], d[j - 1]), with a the cheaper of
    both ways out of the row above. Less the sum of all costs before it, that is a running minimum.
    """
    tokens, frames = cost.shape
    steps = np.empty((tokens, frames), np.int8)
    above, row = np.full(frames + 1, np.inf), np.full(frames + 1, np.inf)
    sums = np.zeros(frames + 1)
    above[0] = 0.0
    for i in range(tokens):
        np.cumsum(cost[i], dtype=np.float64, out=sums[1:])
        both, token, frame = above[:-1], above[1:], row[:-1]
        row[0] = np.inf
        row[1:] = sums[1:] + np.minimum.accumulate(np.minimum(both, token) - sums[:-1])
        if ((both == token) & (both < frame)).any():
            steps[i] = _one_by_one(cost[i], above, row)
        else:
            steps[i] = np.where(
                (both < token) & (both < frame),
                _BOTH,
                np.where((token < both) & (token < frame), _TOKEN, _FRAME),
            )
        above, row = row, above
    return steps


def _one_by_one(cost: np.ndarray, above: np.ndarray, row: np.ndarray) -> list[int]:
    """A row as the reference fills it where both ways from above cost the same: it takes the frame.

    Even where that is dearer. ``row`` is filled, what advanced into each frame is given.
    """
    steps = []
    frame, ways = float("inf"), above.tolist()
    for j, own in enumerate(cost.tolist()):
        both, token = ways[j], ways[j + 1]
        if both < token and both < frame:
            steps.append(_BOTH)
            frame = own + both
        elif token < both and token < frame:
            steps.append(_TOKEN)
            frame = own + token
        else:
            steps.append(_FRAME)
            frame = own + frame
        row[j + 1] = frame
    return steps
