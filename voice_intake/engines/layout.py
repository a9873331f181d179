"""How many engines a machine runs beside one another, and how many threads each may use.

Several processes of one or two threads transcribe more messages than one process with all of them
(two cores, tiny to small models: 1.4 to 2 times as many), as long as the threads of all together do
not outnumber the cores and each engine has its memory. torch is not asked: a supervisor, which
starts the workers, never loads it.
"""

from __future__ import annotations

import os
from pathlib import Path

from voice_intake import model_store
from voice_intake.errors import ModelMissingError
from voice_intake.settings import Settings

#: Up to so many cores each has an engine of its own; beyond them two cores share one, so that a
#: lone message is heard sooner and the model is held fewer times.
CORES_WITH_AN_ENGINE_EACH = 4
#: An engine's memory: its weights (openai-whisper's files hold 16-bit numbers, in memory they have
#: 32) with a third for its work, and the libraries.
BYTES_A_FILE_BYTE = 2.6
LIBRARIES_BYTES = 400_000_000
#: Assumed where the model's file is not there yet: large-v3's.
UNKNOWN_FILE_BYTES = 3_100_000_000
#: The share of the free memory that all engines together may take.
MEMORY_SHARE = 0.5

_CGROUP = Path("/sys/fs/cgroup")


def engine_threads(settings: Settings) -> int:
    """Threads of one engine process: as set, else the cores divided by the workers."""
    return settings.engine_threads or max(1, cores() // max(1, settings.transcribe_workers))


def transcribe_workers(settings: Settings) -> int:
    """Transcription workers that ``earwitness up`` starts: as set, else what the machine bears."""
    if settings.transcribe_workers:
        return settings.transcribe_workers
    if runs_on_gpu(settings):  # one engine with large batches fills it
        return 1
    return workers_for(cores(), free_bytes(), _file_bytes(settings), settings.engine_threads)


def most_workers(settings: Settings) -> int:
    """Engines that the memory bears, one for each core at most."""
    return workers_for(cores(), free_bytes(), _file_bytes(settings), threads=1)


def workers_for(cores: int, free_bytes: int, file_bytes: int, threads: int = 0) -> int:
    """Engines side by side on so many cores, with so much free memory, for a model file this large.

    ``threads``: of each, where somebody has set them.
    """
    if threads:
        by_cores = cores // threads
    else:
        by_cores = min(cores, max(CORES_WITH_AN_ENGINE_EACH, cores // 2))
    by_memory = int(MEMORY_SHARE * free_bytes / (BYTES_A_FILE_BYTE * file_bytes + LIBRARIES_BYTES))
    return max(1, min(by_cores, by_memory))


def cores() -> int:
    """Cores that this process may use: its affinity, and the container's quota where it has one."""
    ours = len(os.sched_getaffinity(0))
    quota, _, period = _read(_CGROUP / "cpu.max").partition(" ")
    if quota.isdigit() and period.strip().isdigit():
        return max(1, min(ours, round(int(quota) / int(period))))
    return ours


def free_bytes() -> int:
    """Memory that could be taken now, within the container's limit where it has one."""
    facts = dict(line.split(":", 1) for line in _read(Path("/proc/meminfo")).splitlines())
    free = int(facts.get("MemAvailable", "0").split()[0]) * 1024
    limit = _read(_CGROUP / "memory.max").strip()
    if limit.isdigit():
        used = _read(_CGROUP / "memory.current").strip()
        return min(free, int(limit) - (int(used) if used.isdigit() else 0))
    return free


def _file_bytes(settings: Settings) -> int:
    try:
        return model_store.resolve(settings).path.stat().st_size
    except (ModelMissingError, OSError):
        return UNKNOWN_FILE_BYTES


def runs_on_gpu(settings: Settings) -> bool:
    """Whether the engine will run on a GPU, as far as can be told without torch."""
    if settings.device == "auto":
        hidden = os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1")
        return Path("/dev/nvidiactl").exists() and not hidden
    return settings.device.startswith("cuda")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""
