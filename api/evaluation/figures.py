"""Figures of one variant, by language, and of one variant beside another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from api.evaluation.listen import Hearing, Run
from api.evaluation.recordings import Recording
from nlp import intervals, word_errors

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figures:
    """One variant's over the recordings of one group, or over all."""

    messages: int
    unheard: int
    #: Words (Chinese: characters) wrong, and said; 0 of 0 where nothing is labelled.
    wrong: int
    said: int
    #: 95 %, messages resampled; None where they are too few.
    interval: Interval | None
    empty: int
    repeating: int
    #: Doubt flag -> messages that bear it.
    flags: dict[str, int]
    #: Messages with any flag.
    doubted: int
    audio_s: float
    seconds: float
    cpu_s: float

    @property
    def error_rate(self) -> float | None:
        """``wrong / said``; None where nothing was said or labelled."""
        return self.wrong / self.said if self.said else None

    @property
    def real_time_factor(self) -> float:
        """Seconds of work for a second of sound."""
        return self.seconds / self.audio_s if self.audio_s else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """A variant beside the first one."""

    #: Places of the recordings whose words differ.
    changed: tuple[int, ...]
    #: Words (Chinese: characters) that differ, and those that the first wrote.
    different: int
    written: int
    #: Language -> what its error rate is above the first's, and its paired interval.
    errors: dict[str, tuple[float, Interval | None]]
    #: A name of ``FAULTS`` -> places where only this variant has it, and where only the first.
    faults: dict[str, tuple[tuple[int, ...], tuple[int, ...]]]
    #: Whether both computed by the same parameters on the same model.
    same_facts: bool
    #: Its CPU seconds by the first's; the clock's where a GPU works.
    cost: float
    cost_of: str


#: What no variant may do more often than the first: a fault in words, and whether a message has it.
FAULTS: dict[str, Callable[[Recording, Hearing], bool]] = {
    "repeat themselves": lambda _, hearing: hearing.repeats,
    "come out empty": lambda recording, hearing: recording.spoken != "" and not hearing.text,
    "get words though nobody speaks": lambda recording, hearing: (
        recording.spoken == "" and bool(hearing.text)
    ),
}


def groups(recordings: Sequence[Recording]) -> list[str]:
    """Languages first, then what has none."""
    last = ("nobody speaks", "not labelled")
    return sorted({item.group for item in recordings}, key=lambda name: (name in last, name))


def measure(run: Run, recordings: Sequence[Recording], group: str | None = None) -> Figures:
    """The figures of a group, or of all."""
    pairs = [
        (recording, hearing)
        for recording, hearing in zip(recordings, run.hearings, strict=True)
        if group in (None, recording.group)
    ]
    counts = [count(*pair) for pair in pairs]
    heard = [hearing for _, hearing in pairs]
    flags = Counter(flag for hearing in heard for flag in hearing.flags)
    return Figures(
        messages=len(pairs),
        unheard=sum(item.error is not None for item in heard),
        wrong=sum(wrong for wrong, _ in counts),
        said=sum(said for _, said in counts),
        interval=intervals.of_rate(*_columns([pair for pair in counts if pair[1]])),
        empty=sum(item.empty for item in heard),
        repeating=sum(item.repeats for item in heard),
        flags=dict(sorted(flags.items(), key=lambda item: (-item[1], item[0]))),
        doubted=sum(bool(item.flags) for item in heard),
        audio_s=sum(item.duration_s for item in heard),
        seconds=sum(item.seconds for item in heard),
        cpu_s=sum(item.cpu_s for item in heard),
    )


def count(recording: Recording, hearing: Hearing) -> tuple[int, int]:
    """(wrong, said) of one recording; (0, 0) where nobody wrote down what is said.

    A recording that could not be heard has all its words wrong: an officer gets none of them.
    """
    if not recording.spoken:
        return 0, 0
    return word_errors.count(recording.spoken, hearing.text, recording.language)


def compare(first: Run, other: Run, recordings: Sequence[Recording]) -> Difference:
    """``other`` beside ``first``, recording by recording."""
    pairs = list(zip(first.hearings, other.hearings, strict=True))
    apart = [word_errors.count(a.text, b.text) for a, b in pairs]
    clock = first.on_gpu or other.on_gpu
    costs = [
        sum(item.seconds if clock else item.cpu_s for item in run.hearings)
        for run in (first, other)
    ]
    return Difference(
        changed=tuple(i for i, (wrong, _) in enumerate(apart) if wrong),
        different=sum(wrong for wrong, _ in apart),
        written=sum(of for _, of in apart),
        errors=_errors(first, other, recordings),
        faults=_faults(first, other, recordings),
        same_facts=first.facts == other.facts,
        cost=costs[1] / max(costs[0], 1e-9),
        cost_of="seconds" if clock else "CPU seconds",
    )


def _faults(
    first: Run, other: Run, recordings: Sequence[Recording]
) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    found = {}
    for name, has in FAULTS.items():
        before, after = (
            {i for i, pair in enumerate(zip(recordings, run.hearings, strict=True)) if has(*pair)}
            for run in (first, other)
        )
        found[name] = tuple(sorted(after - before)), tuple(sorted(before - after))
    return found


def _errors(
    first: Run, other: Run, recordings: Sequence[Recording]
) -> dict[str, tuple[float, Interval | None]]:
    """By language: what it makes more (or fewer) errors than the first, message by message."""
    found = {}
    for group in groups(recordings):
        places = [i for i, item in enumerate(recordings) if item.group == group and item.spoken]
        before = [count(recordings[i], first.hearings[i]) for i in places]
        after = [count(recordings[i], other.hearings[i]) for i in places]
        said = [of for _, of in before]
        if any(said):
            more = [b[0] - a[0] for a, b in zip(before, after, strict=True)]
            found[group] = sum(more) / sum(said), intervals.of_rate(more, said)
    return found


def _columns(counts: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [wrong for wrong, _ in counts], [said for _, said in counts]
