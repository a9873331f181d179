"""How fast messages become words: Earwitness beside openai-whisper, faster-whisper, whisper.cpp.

    python bench/transcription.py [--quick] [--sizes base,small] [--seconds 5,10,20,30,60] [--json]

Same weights, same audio, same tokens; each program in a process of its own with one thread, asked in
turn. See bench/README.md for what each figure means.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __package__ in (None, ""):  # python bench/transcription.py
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench import gpu, show, sound, weights
from bench.child import Child
from bench.ears import Job, Spec
from bench.measure import Contestant, Pair, Runs, alternate, side_by_side

DEMO = "demo"
SIZES = (DEMO, *weights.SIZES)
#: name -> (kind, precision). The first is what all are compared with.
PROGRAMS = {
    "openai-whisper": ("openai", "fp32"),
    "faster-whisper int8": ("faster", "int8"),
    "faster-whisper float32": ("faster", "float32"),
    "whisper.cpp q8_0": ("cpp", "q8_0"),
    "ours fp32": ("ours", "fp32"),
    "ours bf16": ("ours", "bf16"),
    "ours int8": ("ours", "int8"),
}
QUICK = ("openai-whisper", "faster-whisper int8", "ours int8")
_WITH_WORDS = " with words"
PARTS = ("lengths", "batches", "layout", "outside", "memory", "floor")


@dataclass(frozen=True)
class Plan:
    """What is measured."""

    sizes: tuple[str, ...]
    seconds: tuple[float, ...]
    programs: tuple[str, ...]
    parts: tuple[str, ...]
    rounds: int
    work_dir: Path


class Room:
    """The children of one size, opened when they are first wanted."""

    def __init__(self, size: str, plan: Plan, stack: ExitStack) -> None:
        self.size, self.plan = size, plan
        self._stack = stack
        self._children: dict[tuple[str, int], Child] = {}
        self.missing: dict[str, str] = {}
        self.checkpoint = checkpoint_of(size, plan.work_dir)
        self.audio = sound.make(plan.work_dir / "audio.npy")

    def child(self, name: str, number: int = 0) -> Child | None:
        """The ``number``-th process of this program; None where it cannot be had."""
        if name in self.missing:
            return None
        if (name, number) not in self._children:
            say(f"  loading {name} {self.size}")
            try:
                child = Child(self.spec(name))
            except RuntimeError as error:
                self.missing[name] = str(error)
                say(f"  {name} is left out: {error}")
                return None
            self._stack.callback(child.close)
            self._children[name, number] = child
        return self._children[name, number]

    def spec(self, name: str, device: str = "cpu") -> Spec:
        """The program over this size's checkpoint."""
        kind, precision = PROGRAMS[name]
        heads = "" if self.size == DEMO else self.size
        return Spec(kind, precision, self.checkpoint, heads, self.plan.work_dir, device)  # type: ignore[arg-type]

    def job(self, seconds: float, **more: Any) -> Job:
        """A message of so many seconds."""
        language = "en" if self.size == DEMO else weights.language_of(seconds)
        return Job(self.audio, seconds, language, **more)

    def ways(self) -> list[tuple[str, str, str]]:
        """(name shown, program, context): ours with the full context and with one that fits."""
        found = []
        for name in self.plan.programs:
            contexts = ("full", "exact") if PROGRAMS[name][0] == "ours" else ("full",)
            for context in contexts:
                shown = f"{name}, {context}" if len(contexts) > 1 else name
                found.append((shown, name, context))
        return found


def checkpoint_of(size: str, work_dir: Path) -> Path:
    """The checkpoint's file, made where it is not there."""
    if size == DEMO:
        from voice_intake.model_store import demo_path

        return demo_path()
    say(f"  weights of {size}")
    return weights.make(size, work_dir / f"{size}.pt")


def lengths(room: Room, found: dict[str, Any]) -> None:
    """Single messages of each length, without and with word times in the same rounds."""
    for seconds in room.plan.seconds:
        contestants: list[Contestant] = []
        for shown, name, context in room.ways():
            child = room.child(name)
            if child is not None:
                for words in (False, True):
                    job = room.job(seconds, words=words, context=context)
                    contestants.append((f"{shown}{_WITH_WORDS * words}", child, job))
        say(f"  {seconds:g} s, without and with word times")
        runs = alternate(contestants, room.plan.rounds)
        check(room, seconds, runs)
        for name, run in runs.items():
            key = f"{seconds:g}{'w' if name.endswith(_WITH_WORDS) else ''}"
            found.setdefault(key, {})[name.removesuffix(_WITH_WORDS)] = run


def batches(room: Room, found: dict[str, Any]) -> None:
    """1, 4 and 8 messages of 10 s at once."""
    for batch in (1, 4, 8):
        contestants: list[Contestant] = []
        for shown, name, context in room.ways():
            child = room.child(name) if PROGRAMS[name][0] in ("faster", "ours") else None
            if child is not None:
                job = room.job(10.0, batch=batch, context=context)
                contestants.append((shown, child, job))
        say(f"  batch of {batch}")
        runs = alternate(contestants, room.plan.rounds)
        check(room, 10.0, runs)
        found[str(batch)] = runs


def layout(room: Room, found: dict[str, Any]) -> None:
    """Two processes of one thread: messages of 10 s a minute, singly and by eight."""
    pairs = []
    for shown, name, context in room.ways():
        if name not in QUICK:
            continue
        for batch in (0, 8):
            if batch and PROGRAMS[name][0] == "openai":
                continue
            children = [room.child(name, number) for number in (0, 1)]
            ready = tuple(child for child in children if child is not None)
            if len(ready) == 2:
                times = 1 if batch or PROGRAMS[name][0] == "openai" else 3
                job = room.job(10.0, batch=batch, context=context, times=times)
                pairs.append(Pair(f"{shown}, by {batch}" if batch else shown, ready, job))
    say("  two processes side by side")
    found.update(side_by_side(pairs, room.plan.rounds))


def outside(room: Room, found: dict[str, Any]) -> None:
    """Seconds of a message of 10 s outside the model."""
    child = room.child("ours int8")
    if child is not None:
        found.update(child.call("outside", room.job(10.0, words=True), 5))


def memory(room: Room, found: dict[str, Any]) -> None:
    """Bytes of each program after loading and at most, and of the weights."""
    found["file"] = room.checkpoint.stat().st_size
    found["parameters"] = parameters(room.checkpoint)
    for name in room.plan.programs:
        child = room.child(name)
        if child is not None:
            found[name] = {"loaded": child.loaded.resident, "peak": child.memory().peak}


def parameters(path: Path) -> int:
    """How many weights a checkpoint holds."""
    import torch

    stored = torch.load(path, map_location="cpu", weights_only=True)["model_state_dict"]
    return sum(int(weight.numel()) for weight in stored.values())


def the_floor(room: Room, found: dict[str, Any]) -> None:
    """Each precision's speeds, measured in the process of ours."""
    child = room.child("ours int8")
    if child is not None and room.size != DEMO:
        found.update(child.call("speeds", room.size))


def check(room: Room, seconds: float, runs: dict[str, Runs]) -> None:
    """Over crafted weights every program must have said the script, or the times mean nothing."""
    if room.size == DEMO:
        return
    window = weights.script(min(seconds, weights.WINDOW_S)).text.split()
    wanted = window * max(1, round(seconds / weights.WINDOW_S))
    for name, run in runs.items():
        if any(text.split() != wanted for text in run.texts):
            say(f"  {name} said something else at {seconds:g} s: do not compare it there")


MEASURED = {
    "lengths": lengths, "batches": batches, "layout": layout,
    "outside": outside, "memory": memory, "floor": the_floor,
}  # fmt: skip


def run(plan: Plan) -> dict[str, Any]:
    """Measure everything: size -> part -> what was found, up to where somebody stops it."""
    found: dict[str, Any] = {}
    try:
        for size in plan.sizes:
            say(size)
            with ExitStack() as stack:
                room = Room(size, plan, stack)
                measured = found[size] = {"missing": room.missing}
                for part in plan.parts:
                    measured[part] = {}
                    MEASURED[part](room, measured[part])
    except KeyboardInterrupt:
        say("stopped: what follows is what was measured until then")
    return found


def say(words: str) -> None:
    """Progress goes to standard error: standard output holds the result."""
    print(words, file=sys.stderr, flush=True)


def plan_of(arguments: argparse.Namespace) -> Plan:
    """The plan that a command line asks for."""
    quick = arguments.quick
    return Plan(
        sizes=tuple(arguments.sizes or (("base",) if quick else ("base", "small"))),
        seconds=tuple(arguments.seconds or ((10.0,) if quick else (5.0, 10.0, 20.0, 30.0, 60.0))),
        programs=tuple(arguments.programs or (QUICK if quick else PROGRAMS)),
        parts=tuple(arguments.parts or PARTS),
        rounds=arguments.rounds or (3 if quick else 5),
        work_dir=arguments.work_dir.absolute(),
    )


def _parser() -> argparse.ArgumentParser:
    def listed(kind: Any) -> Any:
        return lambda text: [kind(part) for part in text.split(",")]

    def among(choices: Any) -> Any:
        def one(text: str) -> str:
            if text not in choices:
                raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(choices)}")
            return text

        return listed(one)

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="base, 10 s, three programs: minutes")
    parser.add_argument("--sizes", type=among(SIZES), help=f"of {', '.join(SIZES)}")
    parser.add_argument("--seconds", type=listed(float), help="lengths of messages: 5,10,20,30,60")
    parser.add_argument("--programs", type=among(PROGRAMS), help=f"of {', '.join(PROGRAMS)}")
    parser.add_argument("--parts", type=among(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, help="alternating rounds (5; 3 when quick)")
    parser.add_argument("--work-dir", type=Path, default=Path("var/bench"))
    parser.add_argument("--json", type=Path, metavar="FILE", help="everything, round by round")
    parser.add_argument("--gpu", action="store_true", help="audio-hours an hour of a GPU instead")
    return parser


def main() -> None:
    """The command line."""
    arguments = _parser().parse_args()
    plan = plan_of(arguments)
    if arguments.gpu:
        found = gpu.run(plan.work_dir, tuple(arguments.sizes or ("large-v3", "turbo")), say)
        print(show.gpu(found))
    else:
        found = run(plan)
        print(show.everything(found, plan.seconds))
    if arguments.json:
        arguments.json.write_text(json.dumps(show.plain(found), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
