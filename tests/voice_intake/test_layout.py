"""How many engines a machine bears, and that their threads never outnumber its cores."""

from __future__ import annotations

import pytest

from voice_intake.engines import layout
from voice_intake.engines.process import _environment, _settings_of_child
from voice_intake.settings import Settings

GB = 1_000_000_000


@pytest.mark.parametrize(
    ("cores", "free", "file", "workers"),
    [
        (1, 8 * GB, GB // 2, 1),
        (2, 8 * GB, GB // 2, 2),
        (4, 64 * GB, GB // 2, 4),
        (6, 64 * GB, GB // 2, 4),  # two cores stay for the other parts
        (16, 64 * GB, GB // 2, 8),
        (16, 64 * GB, 3 * GB, 3),  # memory is the narrower door
        (16, 2 * GB, 3 * GB, 1),  # at least one, however little there is
    ],
)
def test_cores_and_memory_decide_how_many_engines_there_are(
    cores: int, free: int, file: int, workers: int
) -> None:
    """One a core on small machines, one for two on large ones, within half of the free memory."""
    assert layout.workers_for(cores, free, file) == workers
    assert workers * max(1, cores // workers) <= cores


def test_threads_that_somebody_set_leave_fewer_engines() -> None:
    """Four threads an engine on eight cores are two engines."""
    assert layout.workers_for(8, 64 * GB, GB // 10, threads=4) == 2


def test_the_cores_are_divided_among_the_workers(settings: Settings) -> None:
    """The child is told so in every way that a library asks for it; a number that is set stands."""
    cores = layout.cores()
    assert layout.engine_threads(settings) == cores
    crowded = settings.model_copy(update={"transcribe_workers": 2 * cores})
    assert layout.engine_threads(crowded) == 1
    assert _environment(crowded)["OMP_NUM_THREADS"] == "1"
    assert _settings_of_child(crowded)["engine_threads"] == 1
    chosen = crowded.model_copy(update={"engine_threads": 3})
    assert layout.engine_threads(chosen) == 3


def test_a_gpu_has_one_engine_and_a_number_that_is_set_stands(settings: Settings) -> None:
    """Large batches fill a GPU; a second copy of the model would only take its memory."""
    on_gpu = settings.model_copy(update={"device": "cuda"})
    assert layout.transcribe_workers(on_gpu) == 1
    assert layout.transcribe_workers(on_gpu.model_copy(update={"transcribe_workers": 3})) == 3


def test_this_machine_bears_an_engine(settings: Settings) -> None:
    """Whatever it is, and whether or not the model's file is there yet."""
    assert layout.cores() >= 1
    assert layout.free_bytes() > 0
    assert (
        1
        <= layout.transcribe_workers(settings.model_copy(update={"device": "cpu"}))
        <= layout.cores()
    )
