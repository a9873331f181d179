"""How the demonstration looks on a terminal, and how it reads where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from api.demo.compare import Outcome
from nlp.word_errors import BY_CHARACTER

#: A field's colour by whether machine and words agree.
AGREES, DIFFERS = "green", "yellow"
URGENCY_STYLE = {"emergency": "bold white on red", "priority": "bold yellow", "routine": "cyan"}


def print_outcome(console: Console, outcome: Outcome, number: int, total: int) -> None:
    """One message as it becomes ready: what was said and heard, what was found, what it took."""
    title = f"{number}/{total}  {outcome.sample.name}  {outcome.reference}  {outcome.seconds:.1f} s"
    body: list[Text | Table] = [_state_line(outcome)]
    if outcome.sample.spoken:
        body += [
            _line("said ", outcome.sample.spoken),
            _line("heard", outcome.heard or "(nothing)"),
        ]
    elif outcome.heard:
        body.append(_line("heard", outcome.heard))
    summary = (outcome.report or {}).get("summary")
    if summary:
        body.append(_line("report", str(summary)))
    if outcome.fields:
        body.append(_field_table(outcome))
    if outcome.reason:
        body.append(_line("why  ", outcome.reason))
    for surprise in outcome.surprises:
        body.append(Text(f"not as expected: {surprise}", style="bold red"))
    style = "red" if outcome.surprises else "green"
    console.print(Panel(Group(*body), title=title, title_align="left", border_style=style))


def print_summary(console: Console, outcomes: Sequence[Outcome]) -> None:
    """All messages in one table, then errors by language, as measured just now."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("sample", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("heard as", no_wrap=True)
    for column in ("wrong", "fields", "seconds"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for outcome in outcomes:
        table.add_row(*_summary_row(outcome))
    console.print("\n[bold]What came of the sample messages[/]")
    console.print(table)
    console.print("[dim]wrong: words or characters not heard as said, of those that were said;")
    console.print("[dim]fields: those found as the words say, of those that they speak of")
    for line in error_lines(outcomes):
        console.print(line, highlight=False)


def _summary_row(outcome: Outcome) -> tuple[str | Text, ...]:
    wrong, said = outcome.errors
    agree = sum(field.agrees for field in outcome.fields)
    return (
        outcome.sample.name,
        outcome.state,
        outcome.language or "-",
        f"{wrong}/{said}" if said else "-",
        f"{agree}/{len(outcome.fields)}" if outcome.fields else "-",
        f"{outcome.seconds:.1f}",
        Text("as expected", style="green")
        if not outcome.surprises
        else Text("; ".join(outcome.surprises), style="bold red"),
    )


def error_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """Error rate by language over these recordings; words, or characters for Chinese."""
    lines = []
    for language in sorted({o.sample.language for o in outcomes if o.sample.language}):
        counts = [o.errors for o in outcomes if o.sample.language == language and o.sample.spoken]
        wrong, said = sum(c[0] for c in counts), sum(c[1] for c in counts)
        unit = "character" if language in BY_CHARACTER else "word"
        if said:
            lines.append(f"{language}: {unit} error rate {wrong / said:.0%} ({wrong} of {said})")
    return lines


def _state_line(outcome: Outcome) -> Text:
    level = ((outcome.report or {}).get("urgency") or {}).get("level")
    text = Text(outcome.state, style="bold")
    if level:
        text.append("  ").append(level, style=URGENCY_STYLE.get(level, ""))
    if outcome.language:
        text.append(f"  {outcome.language}", style="dim")
    for flag in outcome.flags:
        text.append(f"  [{flag}]", style="magenta")
    return text


def _line(label: str, words: str) -> Text:
    return Text.assemble((f"{label}  ", "dim"), words)


def _field_table(outcome: Outcome) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("field", "what the words say", "what was found"):
        table.add_column(column, overflow="fold")
    for field in outcome.fields:
        table.add_row(
            field.name, field.said, Text(field.found, style=AGREES if field.agrees else DIFFERS)
        )
    return table
