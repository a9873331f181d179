"""95 % intervals: of a share of things counted, and of an error rate over messages."""

from __future__ import annotations

import math
from collections.abc import Sequence

#: With fewer messages a resampling says more about chance than about anything else.
MIN_MESSAGES = 5
_RESAMPLES = 2000


def wilson(right: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval (E. B. Wilson, 1927); (0, 1) where nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share = right / of
    centre = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def of_rate(wrong: Sequence[int], of: Sequence[int]) -> tuple[float, float] | None:
    """The interval of ``sum(wrong) / sum(of)``, an item a message; None below ``MIN_MESSAGES``.

    Errors of one message hang together (one bad line, one accent) and insertions may make them
    more than the words, so messages are resampled instead of words being counted as independent:
    M. Bisani, H. Ney, Bootstrap estimates for confidence intervals in ASR performance evaluation,
    ICASSP 2004. With differences of two systems in ``wrong`` it is their paired comparison. The
    same numbers give the same interval.
    """
    import numpy as np

    if len(of) < MIN_MESSAGES or not any(of):
        return None
    errors, pieces = np.asarray(wrong, dtype=float), np.asarray(of, dtype=float)
    chosen = np.random.default_rng(0).integers(0, len(of), size=(_RESAMPLES, len(of)))
    # A resample of messages without a word has no rate.
    totals = pieces[chosen].sum(axis=1)
    rates = errors[chosen].sum(axis=1)[totals > 0] / totals[totals > 0]
    low, high = np.quantile(rates, (0.025, 0.975))
    return float(low), float(high)
