"""Audio-hours an hour on a GPU, with the batch that saturates it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from bench import sound, weights
from bench.child import Child
from bench.ears import Job, Kind, Spec

#: Windows of 30 s at once, in turn, until the next brings less than ``_WORTH`` more.
BATCHES = (1, 4, 8, 16, 32, 64, 128, 256)
_WORTH = 1.03
_PROGRAMS: tuple[tuple[str, Kind], ...] = (
    ("ours fp16", "ours"), ("faster-whisper float16", "faster"), ("openai-whisper fp16", "openai"),
)  # fmt: skip


def run(
    work_dir: Path, sizes: Sequence[str], say: Callable[[str], None], device: str = "cuda"
) -> dict[str, dict[str, list[tuple[int, float]]]]:
    """size -> program -> (batch, audio-hours an hour), batch by batch."""
    precision = "fp16" if device == "cuda" else "fp32"
    audio = sound.make(work_dir / "audio.npy")
    found: dict[str, dict[str, list[tuple[int, float]]]] = {}
    for size in sizes:
        checkpoint = weights.make(size, work_dir / f"{size}.pt")
        found[size] = {}
        for name, kind in _PROGRAMS:
            say(f"{size}, {name}")
            child = Child(Spec(kind, precision, checkpoint, size, work_dir, device, threads=4))
            try:
                batches = BATCHES if kind != "openai" else (1,)
                found[size][name] = saturate(child, audio, batches)
            finally:
                child.close()
    return found


def saturate(
    child: Child, audio: Path, batches: Sequence[int], seconds: float = weights.WINDOW_S
) -> list[tuple[int, float]]:
    """(batch, audio-hours an hour) of messages of ``seconds``, up to the batch that saturates the device.

    A batch that does not fit into the memory ends it too.
    """
    found: list[tuple[int, float]] = []
    for batch in batches:
        job = Job(audio, seconds, weights.language_of(seconds), batch=batch)
        try:
            child.hear(job)
            wall_s = min(child.hear(job).wall_s for _ in range(3))
        except RuntimeError:
            if not found:
                raise
            break
        found.append((batch, batch * seconds / wall_s))
        if len(found) > 1 and found[-1][1] < _WORTH * found[-2][1]:
            break
    return found
