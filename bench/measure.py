"""Runs that alternate, and what they say: medians, and ratios of pairs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from bench.child import Answer, Child
from bench.ears import Job

#: Seconds of the clock, or of this program's processor time: on one thread they are the same, save
#: what others on the machine take away.
Clock = Literal["wall", "cpu"]


@dataclass(frozen=True)
class Runs:
    """One program's runs of one job, in the order of the rounds."""

    wall_s: tuple[float, ...]
    cpu_s: tuple[float, ...]
    first_s: tuple[float, ...]
    texts: tuple[str, ...]
    #: Messages that one run heard.
    messages: int = 1

    @property
    def wall(self) -> float:
        """Median seconds of the clock a message."""
        return median(self.wall_s) / self.messages

    @property
    def cpu(self) -> float:
        """Median processor seconds a message."""
        return median(self.cpu_s) / self.messages

    def of(self, clock: Clock) -> tuple[float, ...]:
        """Seconds a message, round by round."""
        return tuple(s / self.messages for s in (self.wall_s if clock == "wall" else self.cpu_s))


#: (name, child, job): one contestant of a comparison.
Contestant = tuple[str, Child, Job]


def alternate(contestants: Sequence[Contestant], rounds: int) -> dict[str, Runs]:
    """Let each hear once unmeasured, then all in turn, ``rounds`` times, forth and back."""
    for _, child, job in contestants:
        child.hear(replace(job, times=1))
    answers: dict[str, list[Answer]] = {name: [] for name, _, _ in contestants}
    for number in range(rounds):
        for name, child, job in contestants[:: 1 if number % 2 == 0 else -1]:
            answers[name].append(child.hear(job))
    batches = {name: max(1, job.batch) for name, _, job in contestants}
    return {name: to_runs(found, batches[name]) for name, found in answers.items()}


def to_runs(answers: Sequence[Answer], messages: int) -> Runs:
    """Answers of the same job as runs."""
    return Runs(
        tuple(answer.wall_s for answer in answers),
        tuple(answer.cpu_s for answer in answers),
        tuple(answer.first_s for answer in answers),
        answers[-1].texts,
        messages,
    )


def ratio(slower: Runs, faster: Runs, clock: Clock = "cpu") -> float:
    """How many times as long ``slower`` takes: the median over the pairs of each round."""
    return median(a / b for a, b in zip(slower.of(clock), faster.of(clock), strict=True))


@dataclass(frozen=True)
class Pair:
    """The same program twice, side by side."""

    name: str
    children: tuple[Child, ...]
    job: Job


def side_by_side(pairs: Sequence[Pair], rounds: int) -> dict[str, tuple[float, ...]]:
    """Messages a minute of each pair, round by round, the pairs in turn."""
    found: dict[str, list[float]] = {pair.name: [] for pair in pairs}
    for pair in pairs:
        together(pair, 1)
    for number in range(rounds):
        for pair in pairs[:: 1 if number % 2 == 0 else -1]:
            seconds = together(pair, pair.job.times)
            messages = len(pair.children) * pair.job.times * max(1, pair.job.batch)
            found[pair.name].append(60 * messages / seconds)
    return {name: tuple(rates) for name, rates in found.items()}


def together(pair: Pair, times: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds until the last of the pair has heard its job ``times`` over."""
    begun = clock()
    for child in pair.children:
        child.begin(replace(pair.job, times=times))
    for child in pair.children:
        child.answer()
    return clock() - begun


def rates_ratio(faster: Sequence[float], slower: Sequence[float]) -> float:
    """How many times the messages a minute: the median over the rounds.

    >>> rates_ratio([30.0, 44.0], [10.0, 11.0])
    3.5
    """
    return median(a / b for a, b in zip(faster, slower, strict=True))
