"""What was found, as tables to read and as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from statistics import median
from typing import Any

from bench import floor, weights
from bench.measure import Runs, rates_ratio, ratio

OPENAI, FASTER = "openai-whisper", "faster-whisper int8"
FULL, EXACT = "ours int8, full", "ours int8, exact"
#: Tokens that the decoder reads before it speaks.
_PROMPT = 3


def everything(found: Mapping[str, Any], seconds: Sequence[float]) -> str:
    """All tables."""
    parts = []
    for size, measured in found.items():
        parts.append(f"== {size}")
        for part, table in _TABLES.items():
            if measured.get(part):
                parts.append(table(size, measured))
    parts.append(reached(found))
    return "\n\n".join(part for part in parts if part)


def _lengths(size: str, measured: Mapping[str, Any]) -> str:
    """Of each length: seconds, real-time factor, ratios, first word, what word times cost."""
    rows = [
        "Single messages, one thread (processor seconds; ratios: how many times as long as this row "
        "takes; floor: share that the bare products would take)",
        f"{'':26}{'cpu s':>8}{'wall s':>8}{'rtf':>7}{'openai':>8}{'f-w int8':>9}"
        f"{'1st word s':>11}{'words cost':>11}{'floor':>7}",
    ]
    for label, runs in measured["lengths"].items():
        words = label.endswith("w")
        seconds = float(label.removesuffix("w"))
        rows.append(f"-- {seconds:g} s, {'with' if words else 'without'} word times")
        plain = measured["lengths"].get(f"{seconds:g}", {})
        for name, run in runs.items():
            cost = ratio(run, plain[name]) if words and name in plain else None
            share = _share(size, measured, name, seconds, run)
            rows.append(
                f"{name:26}{run.cpu:8.3f}{run.wall:8.3f}{run.wall / seconds:7.3f}"
                f"{_against(runs, OPENAI, run):>8}{_against(runs, FASTER, run):>9}"
                f"{median(run.first_s):11.3f}{_times(cost):>11}{_percent(share):>7}"
            )
    return "\n".join(rows)


def _batches(_size: str, measured: Mapping[str, Any]) -> str:
    rows = ["Batches of 10 s messages, one thread: processor seconds a message (against the same "
            "batch of faster-whisper int8)"]  # fmt: skip
    names = next(iter(measured["batches"].values()))
    rows.append(f"{'':26}" + "".join(f"{'by ' + batch:>16}" for batch in measured["batches"]))
    for name in names:
        cells = [
            f"{runs[name].cpu:8.3f} {_against(runs, FASTER, runs[name]):>7}"
            for runs in measured["batches"].values()
        ]
        rows.append(f"{name:26}" + "".join(cells))
    return "\n".join(rows)


def _layout(_size: str, measured: Mapping[str, Any]) -> str:
    rates = measured["layout"]
    rows = ["Two processes of one thread: messages of 10 s a minute (times openai-whisper's, times "
            "faster-whisper int8's)"]  # fmt: skip
    for name, each in rates.items():
        peer = f"{FASTER}, by 8" if name.endswith("by 8") else FASTER
        ratios = [_times(rates_ratio(each, rates[p])) if p in rates else "" for p in (OPENAI, peer)]
        rows.append(f"{name:34}{median(each):8.1f}{ratios[0]:>8}{ratios[1]:>8}")
    return "\n".join(rows)


def _outside(_size: str, measured: Mapping[str, Any]) -> str:
    parts = ", ".join(f"{name} {1e3 * s:.1f}" for name, s in measured["outside"].items())
    return f"Outside the model, ms a 10 s message (int8): {parts}"


def _memory(_size: str, measured: Mapping[str, Any]) -> str:
    facts = measured["memory"]
    rows = [f"Memory, MB (the file {facts['file'] / 1e6:.0f}, {facts['parameters'] / 1e6:.0f} M "
            "weights): after loading, at most"]  # fmt: skip
    for name, figures in facts.items():
        if isinstance(figures, Mapping):
            rows.append(f"{name:26}{figures['loaded'] / 1e6:8.0f}{figures['peak'] / 1e6:8.0f}")
    return "\n".join(rows)


def _floor(_size: str, measured: Mapping[str, Any]) -> str:
    rows = ["This machine's own products, one thread: G operations/s over 1500 rows, ms a token"]
    for precision, speed in measured["floor"].items():
        rows.append(f"{precision:26}{speed.operations_a_s / 1e9:8.0f}{1e3 * speed.token_s:8.2f}")
    return "\n".join(rows)


_TABLES = {
    "lengths": _lengths, "batches": _batches, "layout": _layout,
    "outside": _outside, "memory": _memory, "floor": _floor,
}  # fmt: skip


def _share(
    size: str, measured: Mapping[str, Any], name: str, seconds: float, run: Runs
) -> float | None:
    """The floor's share of what ours took; None for others and where nothing was measured."""
    speeds = measured.get("floor") or {}
    precision = name.removeprefix("ours ").partition(",")[0]
    if not name.startswith("ours") or precision not in speeds:
        return None
    exact, left, least = name.endswith("exact"), seconds, 0.0
    while left > 0:
        part = min(left, weights.WINDOW_S)
        frames = round((part if exact else weights.WINDOW_S) * 50)
        tokens = len(weights.script(part).tokens) + _PROMPT
        least += floor.floor_s(size, precision, speeds, frames, tokens)  # type: ignore[arg-type]
        left -= part
    return least / run.cpu


def reached(found: Mapping[str, Any]) -> str:
    """The project's own aims beside what was measured; ratios of processor seconds."""
    rows = []
    for size, measured in found.items():
        for aim, wanted, value in _aims(measured):
            rows.append(f"{size:10}{aim:62}{wanted:>9}{value:>9}")
    head = f"{'':10}{'':62}{'aim':>9}{'reached':>9}"
    return "\n".join(["== Aims", head, *rows]) if rows else ""


def _aims(measured: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []

    def aim(words: str, wanted: str, value: str) -> None:
        if value:
            found.append((words, wanted, value))

    single = (measured.get("lengths") or {}).get("10", {})
    timed = (measured.get("lengths") or {}).get("10w", {})
    for name, aims in ((FULL, ("1.25", "3")), (EXACT, ("2.5", "6"))):
        for peer, wanted in zip((FASTER, OPENAI), aims, strict=True):
            if name in single:
                aim(f"10 s, {name}: x {peer}", wanted, _against(single, peer, single[name]))
            rates = measured.get("layout") or {}
            if name in rates and peer in rates:
                value = _times(rates_ratio(rates[name], rates[peer]))
                aim(f"10 s, {name}: x {peer}, two processes", wanted, value)
    eight = (measured.get("batches") or {}).get("8", {})
    for name in (FULL, EXACT):
        if name in eight:
            aim(f"by 8, {name}: x {FASTER}", "1.35", _against(eight, FASTER, eight[name]))
    if FULL in timed and FULL in single:
        aim("word times, ours", "< 1.15", _times(ratio(timed[FULL], single[FULL])))
    if measured.get("outside"):
        aim("outside the model, ms", "< 60", f"{1e3 * measured['outside']['outside']:.0f}")
    facts = measured.get("memory") or {}
    if "ours int8" in facts:
        limit = 1.3 * facts["file"] / 1e6 + 400
        aim("memory at most, MB (1.3 x the file + 400)", f"< {limit:.0f}",
            f"{facts['ours int8']['peak'] / 1e6:.0f}")  # fmt: skip
    return found


def gpu(found: Mapping[str, Mapping[str, Sequence[tuple[int, float]]]]) -> str:
    """Audio-hours an hour by batch."""
    rows = ["Audio-hours an hour, 30 s windows, by batch"]
    for size, programs in found.items():
        for name, curve in programs.items():
            cells = "  ".join(f"{batch}: {hours:.0f}" for batch, hours in curve)
            rows.append(f"{size:10}{name:26}{cells}")
    return "\n".join(rows)


def plain(value: Any) -> Any:
    """Dataclasses and tuples as JSON has them; texts are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {k: plain(v) for k, v in asdict(value).items() if k != "texts"}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


def _against(runs: Mapping[str, Runs], peer: str, run: Runs) -> str:
    return _times(ratio(runs[peer], run)) if peer in runs else ""


def _times(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.0f} %"
