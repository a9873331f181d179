"""A checkpoint's form, and what stays of its file in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from whisper.model import ModelDimensions, Whisper

from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake.engines.fast.checkpoint import read, shapes
from voice_intake.engines.fast.engine import FastEngine
from voice_intake.engines.fast.network import Network
from voice_intake.errors import ModelBrokenError
from voice_intake.model_store import ModelFile
from voice_intake.settings import Settings


@pytest.mark.parametrize(
    "dims",
    [
        ModelDimensions(80, 1500, 64, 1, 2, 51_865, 448, 64, 1, 3),
        ModelDimensions(128, 1500, 128, 2, 3, 51_866, 448, 64, 1, 1),
    ],
)
def test_every_parameter_is_expected_in_whispers_own_shape(dims: ModelDimensions) -> None:
    """Also where encoder and decoder have different widths and depths."""
    theirs = {name: tuple(value.shape) for name, value in Whisper(dims).state_dict().items()}
    assert shapes(dims) == theirs


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), float("-inf")])
def test_a_weight_that_is_no_number_is_found_wherever_it_is(tmp_path: Path, wrong: float) -> None:
    """One value among thousands, in the middle of a matrix."""
    path = write_random_checkpoint(tmp_path / "broken.pt")
    stored: dict[str, Any] = torch.load(path, weights_only=True)
    stored["model_state_dict"]["decoder.blocks.0.mlp.0.weight"][7, 5] = wrong
    torch.save(stored, path)
    with pytest.raises(ModelBrokenError, match="no numbers"):
        read(ModelFile(path, "broken"))


@pytest.mark.parametrize("precision", ["int8", "bf16", "fp32"])
def test_a_network_keeps_nothing_of_its_file_in_memory(precision: Any, tmp_path: Path) -> None:
    """The mapped file would otherwise be held whole beside the weights made of it."""
    path = write_random_checkpoint(tmp_path / "mapped.pt")
    checkpoint = read(ModelFile(path, "mapped"))
    assert path.name in Path("/proc/self/maps").read_text()
    network = Network(checkpoint, precision=precision, device="cpu")
    del checkpoint
    assert path.name not in Path("/proc/self/maps").read_text()
    del network


def test_an_engine_keeps_nothing_of_its_file_in_memory(settings: Settings, tmp_path: Path) -> None:
    """Neither do its tokenizers, which know the checkpoint's vocabulary."""
    path = write_random_checkpoint(tmp_path / "engine.pt")
    engine = FastEngine(settings, ModelFile(path, "engine"))
    assert path.name not in Path("/proc/self/maps").read_text()
    del engine
