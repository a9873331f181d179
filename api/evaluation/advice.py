"""Which variant to take, in one sentence, and no further than the recordings bear it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from api.evaluation.figures import Difference, Interval
from api.evaluation.listen import Run

#: Messages with speech below which no change is advised.
MIN_SPOKEN = 20
#: So much more of the words may be wrong, at the interval's worse end, for a quicker variant.
MARGIN = 0.02
#: A variant that saves less is not worth a change.
MAX_COST = 0.9


@dataclass
class _Verdict:
    """What speaks about one variant, in words."""

    label: str
    cost: float
    against: list[str] = field(default_factory=list)
    #: Why nobody can say yet.
    open: list[str] = field(default_factory=list)
    #: Why it is better than the first, and what only makes it no worse.
    better: list[str] = field(default_factory=list)
    as_good: list[str] = field(default_factory=list)

    @property
    def is_fit(self) -> bool:
        return bool(self.better) and not self.against and not self.open

    @property
    def reason(self) -> str:
        """Why it is not taken."""
        told = self.against or self.open
        return ", ".join(told) or f"`{self.label}` is neither better nor much quicker"


def advise(first: Run, others: Sequence[Run], differences: Sequence[Difference]) -> str:
    """One sentence. What is worse anywhere is refused; what is not proven is said to be open."""
    spoken = sum(item.speech for item in first.hearings)
    verdicts = [
        _judge(run.label, difference, spoken, len(first.hearings))
        for run, difference in zip(others, differences, strict=True)
    ]
    fit = [item for item in verdicts if item.is_fit]
    if fit:
        best = min(fit, key=lambda item: item.cost)
        return f"Take `{best.label}`: {', '.join([*best.better, *best.as_good])}."
    undecided = any(item.open and not item.against for item in verdicts)
    reasons = "; ".join(item.reason for item in verdicts)
    return f"Keep `{first.label}`{' for now' if undecided else ''}: {reasons}."


def _judge(label: str, difference: Difference, spoken: int, messages: int) -> _Verdict:
    verdict = _Verdict(label, difference.cost)
    if difference.same_facts:
        verdict.against.append(f"`{label}` means the same to this engine and model")
        return verdict
    _weigh_faults(verdict, difference, messages)
    if difference.changed:
        _weigh_errors(verdict, difference)
    else:
        verdict.as_good.append(f"it writes the same words in all {spoken} messages")
    if difference.cost <= MAX_COST:
        verdict.better.append(f"it takes {difference.cost:.2f} of the {difference.cost_of}")
    if spoken < MIN_SPOKEN:
        few = f"{spoken} {'message' if spoken == 1 else 'messages'} with speech"
        verdict.open = [f"{few} cannot decide on `{label}` (hear at least {MIN_SPOKEN})"]
    return verdict


def _weigh_faults(verdict: _Verdict, difference: Difference, messages: int) -> None:
    for fault, (new, gone) in difference.faults.items():
        if len(new) > len(gone):
            also = f", and {len(gone)} no more" if gone else ""
            verdict.against.append(
                f"{len(new)} of {messages} messages {fault} under `{verdict.label}` alone{also}"
            )
        elif len(gone) > len(new):
            verdict.better.append(f"{len(gone) - len(new)} fewer messages {fault}")


def _weigh_errors(verdict: _Verdict, difference: Difference) -> None:
    label = verdict.label
    if not difference.errors:
        verdict.open.append(
            f"the words of {len(difference.changed)} messages differ under `{label}` and no "
            "message is labelled: read them"
        )
    for language, (more, interval) in difference.errors.items():
        told = f"{language} {points(more, interval)}"
        if interval is not None and interval[0] > 0:
            verdict.against.append(f"`{label}` makes more errors ({told})")
        elif interval is None or interval[1] > MARGIN:
            verdict.open.append(f"whether `{label}` makes more errors is open ({told})")
        elif interval[1] < 0:
            verdict.better.append(f"it makes fewer errors ({told})")
        else:
            verdict.as_good.append(f"it makes about as many errors ({told})")


def points(more: float, interval: Interval | None) -> str:
    """``+1.2 points, 95 % -0.5 to +3.0``: of an error rate, in hundredths of the words."""
    if interval is None:
        return f"{100 * more:+.1f} points, too few messages for an interval"
    low, high = interval
    return f"{100 * more:+.1f} points, 95 % {100 * low:+.1f} to {100 * high:+.1f}"
