"""The measurement on a terminal. Texts go to the person who asked and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from api.evaluation import figures
from api.evaluation.advice import points
from api.evaluation.figures import Difference, Figures
from api.evaluation.report import Report
from nlp.intervals import wilson


def show(console: Console, report: Report) -> None:
    """The tables, and where variants are compared the messages that differ and the advice."""
    if report.differences:
        console.print(_side_by_side(report))
        _print_changed(console, report)
    else:
        console.print(_by_language(report))
        _print_flags(console, report)
    _print_unheard(console, report)
    console.print(
        "Errors are counted in words, in Chinese in characters. Shares and rates are followed by "
        "their 95 % interval.",
        soft_wrap=True,
    )
    if report.advice:
        console.print(Text(report.advice, style="bold"), soft_wrap=True)


def _by_language(report: Report) -> Table:
    """A row a language, and one for all where there are several."""
    (run,) = report.runs
    table = Table(
        "language", "messages", "errors", "empty", "with doubt", "seconds", "x real time",
        title=escape(str(run.facts.get("name", ""))),
    )  # fmt: skip
    names: list[str | None] = [*figures.groups(report.recordings)]
    for name in names if len(names) < 2 else [*names, None]:
        row = figures.measure(run, report.recordings, name)
        table.add_row(
            escape(name or "all"), str(row.messages), _errors(row), _share(row.empty, row),
            _share(row.doubted, row), f"{row.seconds:.1f}", f"{row.real_time_factor:.2f}",
        )  # fmt: skip
    return table


def _print_flags(console: Console, report: Report) -> None:
    """Which doubt flags, on how many messages, a line a language."""
    for name in figures.groups(report.recordings):
        flags = figures.measure(report.runs[0], report.recordings, name).flags
        told = ", ".join(f"{flag} {count}" for flag, count in flags.items())
        console.print(Text(f"{name}: {told or 'no doubt flag'}"), soft_wrap=True)


def _side_by_side(report: Report) -> Table:
    """A row a measure, a column a variant."""
    table = Table("", *(escape(run.label) for run in report.runs))
    names = figures.groups(report.recordings)
    for name in names:
        rows = [figures.measure(run, report.recordings, name) for run in report.runs]
        if any(row.said for row in rows):
            table.add_row(f"errors, {escape(name)}", *map(_errors, rows))
            table.add_row(
                "  more than the first", "", *(_more(d, name) for d in report.differences)
            )
    rows = [figures.measure(run, report.recordings) for run in report.runs]
    table.add_row("messages whose words differ", "", *map(_changed, report.differences))
    table.add_row("  words that differ", "", *map(_different, report.differences))
    measures: dict[str, Callable[[Figures], str]] = {
        "repeat themselves": lambda row: _share(row.repeating, row),
        "empty": lambda row: _share(row.empty, row),
        "with doubt": lambda row: _share(row.doubted, row),
        "seconds": lambda row: f"{row.seconds:.1f}",
        "x real time": lambda row: f"{row.real_time_factor:.2f}",
        "CPU seconds": lambda row: f"{row.cpu_s:.1f}",
    }
    for name, cell in measures.items():
        table.add_row(name, *map(cell, rows))
    table.add_row("  by the first's", "", *map(_cost, report.differences))
    return table


def _errors(row: Figures) -> str:
    if row.error_rate is None:
        return "-"
    told = f"{100 * row.error_rate:.1f} % ({row.wrong} of {row.said})"
    if row.interval is None:
        return told
    return f"{told}\n{100 * row.interval[0]:.1f}-{100 * row.interval[1]:.1f} %"


def _share(count: int, row: Figures) -> str:
    low, high = wilson(count, row.messages)
    return f"{count} of {row.messages}\n{100 * low:.0f}-{100 * high:.0f} %"


def _more(difference: Difference, group: str) -> str:
    return points(*difference.errors[group])


def _changed(difference: Difference) -> str:
    return str(len(difference.changed))


def _different(difference: Difference) -> str:
    share = difference.different / max(difference.written, 1)
    return f"{100 * share:.1f} % ({difference.different} of {difference.written})"


def _cost(difference: Difference) -> str:
    clock = "" if difference.cost_of == "CPU seconds" else " (by the clock: a GPU works)"
    return f"{difference.cost:.2f}{clock}"


def _print_changed(console: Console, report: Report) -> None:
    """What was said, and what each variant wrote, where they differ."""
    for place in report.changed:
        recording = report.recordings[place]
        console.print(Text(f"\n{recording.path}", style="bold"), soft_wrap=True)
        lines = [("said", recording.spoken)] if recording.spoken is not None else []
        lines += [
            (run.label, _written(report, run_place, place))
            for run_place, run in enumerate(report.runs)
        ]
        _print_lines(console, lines)


def _print_lines(console: Console, lines: Sequence[tuple[str, str | None]]) -> None:
    width = max(len(label) for label, _ in lines)
    for label, text in lines:
        console.print(Text(f"  {label:<{width}}  {text or '(nothing)'}"), soft_wrap=True)


def _written(report: Report, run: int, place: int) -> str:
    hearing = report.runs[run].hearings[place]
    marks = [*hearing.flags, *(["repeats itself"] if hearing.repeats else [])]
    return f"{hearing.text or '(nothing)'}{'  [' + ', '.join(marks) + ']' if marks else ''}"


def _print_unheard(console: Console, report: Report) -> None:
    for run in report.runs:
        for recording, hearing in zip(report.recordings, run.hearings, strict=True):
            if hearing.error is not None:
                told = f"{recording.path} ({run.label}): {hearing.error}"
                console.print(Text(told, style="red"), soft_wrap=True)
