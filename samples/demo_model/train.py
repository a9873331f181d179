"""Training: resumable at any moment, seeded, on a CPU beside other work or on a GPU.

In the folder of the run: `state.pt` (everything needed to go on), `progress.jsonl` (figures every
few minutes), and three files a person may write: PAUSE (sleep while it exists), THREADS (a number),
STAGE (a stage's name: go there now).
"""

import json
import random
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from . import vocabulary as vocabularies
from .batches import Batch, collate
from .beginnings import begin
from .features import normalise
from .grow import grown
from .lessons import Library, lessons
from .losses import Losses, measure
from .network import Network, Shape
from .optimiser import Average, Optimisers
from .stages import STAGES, Stage
from .vocabulary import Vocabulary
from .windows import Writing, sentences

_SAVE_S, _CHECK_S, _LOG_STEPS = 150.0, 240.0, 25
_WARM_STEPS = 80
_DROPOUT = 0.0
_CLIP = 1.0
_LEAST_RECORDINGS = 500


@dataclass
class Course:
    """Where the run stands: stage, audio heard in it and in all, steps, seconds of work."""

    stage: int = 0
    stage_audio_s: float = 0.0
    audio_s: float = 0.0
    step: int = 0
    worked_s: float = 0.0
    #: The step at which the optimisers last started afresh.
    fresh_step: int = 0

    def advance(self, audio_s: float, worked_s: float) -> None:
        self.step += 1
        self.stage_audio_s += audio_s
        self.audio_s += audio_s
        self.worked_s += worked_s


@dataclass
class Run:
    """A training run: its parts, and what it does at each step."""

    folder: Path
    seed: int
    device: torch.device
    network: Network
    library: Library
    tests: Library
    optimisers: Optimisers
    average: Average
    course: Course = field(default_factory=Course)

    @property
    def stage(self) -> Stage:
        return STAGES[self.course.stage]

    def save(self) -> None:
        state = {
            "shape": self.network.shape.as_dict(),
            "network": self.network.state_dict(),
            "average": self.average.weights,
            "optimisers": self.optimisers.state_dict(),
            "course": vars(self.course),
            "vocabulary": self.library.vocabulary.as_dict(),
        }
        draft = self.folder / "state.draft"
        torch.save(state, draft)
        draft.replace(self.folder / "state.pt")

    def resume(self) -> None:
        """Take up `state.pt` where it exists, into a larger vocabulary where that has grown."""
        path = self.folder / "state.pt"
        if not path.exists():
            return
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.course = Course(**state["course"])
        old = Vocabulary(**{name: tuple(v) for name, v in state["vocabulary"].items()})
        if old == self.library.vocabulary:
            self.network.load_state_dict(state["network"])
            self.average.weights = state["average"]
            self.optimisers.load_state_dict(state["optimisers"])
            return
        fresh = {name: value.clone() for name, value in self.network.state_dict().items()}
        new = self.library.vocabulary
        self.network.load_state_dict(grown(state["network"], old, fresh, new))
        self.average.weights = grown(state["average"], old, fresh, new)
        self.course.fresh_step = self.course.step

    def batches(self) -> Iterator[Batch]:
        """Batches of the current stage; a new seed whenever it is taken up."""
        return lessons(self.library, self.stage, random.Random(self.seed + self.course.step))

    def step(self, batch: Batch) -> Losses:
        course, stage = self.course, self.stage
        offset = 0 if stage.decode else random.Random(course.step).randrange(900)
        losses = measure(self.network, batch.to(self.device), stage, _DROPOUT, offset)
        self.network.zero_grad(set_to_none=True)
        losses.total.backward()
        norm = torch.nn.utils.clip_grad_norm_(self.network.parameters(), _CLIP)
        if bool(torch.isfinite(norm)):
            warm = min(1.0, (course.step - course.fresh_step + 1) / _WARM_STEPS)
            self.optimisers.step(warm * stage.rate(course.stage_audio_s / 3600 / stage.hours))
            self.average.update(self.network, course.step)
        return losses

    def move_on(self) -> bool:
        """Enter the next stage, or the one that the file STAGE names; whether the stage changed."""
        wish = _read(self.folder / "STAGE")
        names = [stage.name for stage in STAGES]
        if wish in names and names.index(wish) != self.course.stage:
            self.course.stage = names.index(wish)
        elif self.course.stage_audio_s >= self.stage.hours * 3600 and not wish:
            if self.course.stage + 1 == len(STAGES):
                return False
            self.course.stage += 1
        else:
            return False
        self.course.stage_audio_s = 0.0
        return True

    @property
    def finished(self) -> bool:
        last = self.course.stage + 1 == len(STAGES)
        return last and self.course.stage_audio_s >= self.stage.hours * 3600

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def check(self) -> dict[str, Any]:
        """Figures on held-out sentences, with the averaged weights and the truth as prompt."""
        kept = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.network.load_state_dict(self.average.weights)
        self.network.eval()
        figures = {}
        for language, recordings in sorted(self.tests.recordings.items()):
            rng = random.Random(5)
            longest_s = 8.0 if self.stage.longest_s < 15 else 20.0
            vocabulary = self.tests.vocabulary
            found = [sentences(r, longest_s, vocabulary, Writing(), rng) for r in recordings[:24]]
            windows = [window for window in found if window]
            batch = collate(windows, vocabulary, rng).to(self.device)
            losses = measure(self.network, batch, STAGES[1], 0.0)
            figures[language] = {
                "phone": round(losses.phone_accuracy, 3),
                "word": round(losses.word_accuracy, 3),
                "token": round(losses.token_accuracy, 3),
                "loss": round(losses.token, 3),
                "guide": round(losses.guide, 3),
            }
        self.network.load_state_dict(kept)
        self.network.train()
        return figures


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def _steps(folder: Path) -> int:
    """The steps recorded so far, so that a resumed run meets the shards in another order."""
    lines = _read(folder / "progress.jsonl").splitlines()
    return int(json.loads(lines[-1])["step"]) if lines else 0


def open_run(folder: Path, seed: int = 1, **size: int) -> Run:
    """A new run, or the one that `folder` holds."""
    torch.manual_seed(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    vocabulary = vocabularies.load(folder / "vocabulary.json")
    library = Library(folder / "shards", vocabulary, seed + _steps(folder))
    while sum(map(len, library.recordings.values())) < _LEAST_RECORDINGS:
        if not library.refresh():
            print("waiting for shards", flush=True)
            time.sleep(10)
    tests = Library(folder / "test_shards", vocabulary)
    tests.refresh(20)
    state = folder / "state.pt"
    if state.exists():
        size = torch.load(state, map_location="cpu", weights_only=True)["shape"]
    size |= {
        "tokens": len(vocabulary.whisper_ids),
        "texts": len(vocabulary.text_ids),
        "phones": len(vocabulary.phone_index),
    }
    network = Network(Shape(**size)).to(device)
    if not state.exists():
        some = next(iter(library.recordings.values()))[:80]
        begin(network, [normalise(recording.frames.astype("float32")) for recording in some])
    run = Run(folder, seed, device, network, library, tests, Optimisers(network), Average(network))
    run.resume()
    return run


def train(run: Run, minutes: float) -> None:
    """Train until the last stage's end or for `minutes` of wall-clock time."""
    deadline = time.monotonic() + minutes * 60
    saved = checked = time.monotonic()
    sums: dict[str, float] = defaultdict(float)
    run.move_on()  # a finished run goes on where STAGE says
    batches = run.batches()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    while time.monotonic() < deadline and not run.finished and not stop.is_set():
        _obey(run, stop)
        if run.move_on():
            print(f"stage {run.stage.name}", flush=True)
            batches = run.batches()
        began = time.monotonic()
        batch = next(batches)
        losses = run.step(batch)
        run.course.advance(batch.audio_s, time.monotonic() - began)
        _add(sums, losses, batch.audio_s, time.monotonic() - began)
        if run.course.step % _LOG_STEPS == 0:
            _print_line(run, sums)
        if time.monotonic() - checked > _CHECK_S:
            _record(run)
            checked = time.monotonic()
        if time.monotonic() - saved > _SAVE_S:
            run.save()
            saved = time.monotonic()
    _record(run)
    run.save()


def _obey(run: Run, stop: threading.Event) -> None:
    """Save and sleep while PAUSE exists; use as many threads as THREADS says."""
    if (run.folder / "PAUSE").exists():
        run.save()
        while (run.folder / "PAUSE").exists() and not stop.is_set():
            time.sleep(0.5)
    threads = _read(run.folder / "THREADS")
    if threads.isdigit() and int(threads) != torch.get_num_threads():
        torch.set_num_threads(int(threads))


def _add(sums: dict[str, float], losses: Losses, audio_s: float, worked_s: float) -> None:
    for name, value in vars(losses).items():
        sums[name] += float(value.detach() if isinstance(value, Tensor) else value)
    sums["audio_s"] += audio_s
    sums["worked_s"] += worked_s


def _print_line(run: Run, sums: dict[str, float]) -> None:
    means = {name: value / _LOG_STEPS for name, value in sums.items()}
    pace = sums["audio_s"] / sums["worked_s"]
    course = run.course
    print(
        f"{course.worked_s / 60:5.1f} min {run.stage.name} step {course.step} "
        f"heard {course.audio_s / 3600:.1f} h phone {means['phone']:.2f} "
        f"({means['phone_accuracy']:.2f}) word ({means['word_accuracy']:.2f}) "
        f"token {means['token']:.2f} ({means['token_accuracy']:.2f}) guide {means['guide']:.2f} "
        f"pace {pace:.0f} s/s",
        flush=True,
    )
    sums.clear()


def _record(run: Run) -> None:
    """One line of progress.jsonl, and of the terminal."""
    course = run.course
    entry = {
        "minutes": round(course.worked_s / 60, 1),
        "heard_hours": round(course.audio_s / 3600, 2),
        "step": course.step,
        "stage": run.stage.name,
        "held_out": run.check(),
        "library_hours": {code: round(hours, 1) for code, hours in run.library.hours.items()},
    }
    print("CHECK", json.dumps(entry), flush=True)
    with (run.folder / "progress.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")
