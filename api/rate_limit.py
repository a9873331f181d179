"""How often one source may ask: a token bucket a key, in this process's memory."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from api.errors import TooManyAttemptsError

#: Keys remembered; beyond that the full (idle) buckets are forgotten.
_MAX_KEYS = 10_000


class RateLimit:
    """``check(key, a_minute)`` takes one token or raises. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        #: key -> (tokens left, at this moment).
        self._buckets: dict[str, tuple[float, float]] = {}

    def check(self, key: str, a_minute: int) -> None:
        """Raise TooManyAttemptsError above ``a_minute``; 0 is no limit."""
        if a_minute <= 0:
            return
        with self._lock:
            tokens = self._refilled(key, a_minute)
            self._buckets[key] = (max(tokens - 1, 0) if tokens >= 1 else tokens, self._clock())
            self._forget_idle()
        if tokens < 1:
            error = TooManyAttemptsError(
                f"More than {a_minute} requests a minute.",
                next_step="Wait as long as Retry-After says, then send the same again.",
            )
            error.retry_after_s = max(1, math.ceil((1 - tokens) * 60 / a_minute))
            raise error

    def _refilled(self, key: str, a_minute: int) -> float:
        tokens, at = self._buckets.get(key, (float(a_minute), self._clock()))
        return min(float(a_minute), tokens + (self._clock() - at) * a_minute / 60)

    def _forget_idle(self) -> None:
        if len(self._buckets) > _MAX_KEYS:
            oldest = sorted(self._buckets, key=lambda key: self._buckets[key][1])
            for key in oldest[: _MAX_KEYS // 2]:
                del self._buckets[key]
