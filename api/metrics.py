"""Counters of the web process, and the text that Prometheus reads (exposition format 0.0.4).

Labels are route patterns, methods, statuses and states: never a word, a number or an id.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Upper bounds of the latency histogram, seconds.
BUCKETS_S = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """Requests counted by route, with a latency histogram. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: Counter[float] = Counter()
        self._count = 0
        self._sum_s = 0.0

    def observe(self, route: str, method: str, status: int, took_s: float) -> None:
        """Count one request."""
        with self._lock:
            self._requests[route, method, status] += 1
            self._count += 1
            self._sum_s += took_s
            for bound in BUCKETS_S:
                if took_s <= bound:
                    self._buckets[bound] += 1

    def lines(self) -> list[str]:
        """The process's own metrics as exposition lines."""
        with self._lock:
            requests, buckets = dict(self._requests), dict(self._buckets)
            count, total = self._count, self._sum_s
        out = family(
            "earwitness_http_requests_total",
            "counter",
            "Requests served, by route pattern.",
            (
                ({"route": route, "method": method, "status": str(status)}, number)
                for (route, method, status), number in sorted(requests.items())
            ),
        )
        name = "earwitness_http_request_seconds"
        out += [f"# HELP {name} Time to serve a request.", f"# TYPE {name} histogram"]
        out += [f'{name}_bucket{{le="{bound}"}} {buckets.get(bound, 0)}' for bound in BUCKETS_S]
        return [
            *out,
            f'{name}_bucket{{le="+Inf"}} {count}',
            f"{name}_sum {total:.6f}",
            f"{name}_count {count}",
        ]


def family(
    name: str, kind: str, help_text: str, samples: Iterable[tuple[Mapping[str, str], float]]
) -> list[str]:
    """One metric with its samples, as exposition lines.

    >>> family("up", "gauge", "Whether it runs.", [({"part": "web"}, 1)])[-1]
    'up{part="web"} 1'
    """
    lines = [f"# HELP {name} {help_text}", f"# TYPE {name} {kind}"]
    for labels, value in samples:
        inner = ",".join(f'{key}="{_escape(text)}"' for key, text in labels.items())
        lines.append(f"{name}{{{inner}}} {value}" if inner else f"{name} {value}")
    return lines


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
