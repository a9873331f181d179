"""A mapped checkpoint's pages are given back as its weights are read, and read again where asked for."""

from __future__ import annotations

import mmap
import re
import sys
from pathlib import Path

import pytest
import torch

from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake.engines.fast import checkpoint
from voice_intake.engines.fast.mapped import let_go
from voice_intake.model_store import ModelFile

#: 32 MB of float32.
_NUMBERS = 8 * 2**20


def _file_pages(path: Path) -> int:
    """Bytes of a mapped file that are resident in this process."""
    found = 0
    ours = False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            ours = line.endswith(str(path))
        elif ours and line.startswith("Rss:"):
            found += int(line.split()[1]) * 1024
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="pages are only given back on Linux")
def test_a_weight_that_was_let_go_is_not_resident_and_still_has_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "weights.pt"
    numbers = torch.arange(_NUMBERS, dtype=torch.float32)
    torch.save({"weight": numbers}, path)
    weight = torch.load(path, weights_only=True, mmap=True)["weight"]
    assert torch.equal(weight, numbers)
    held = _file_pages(path)
    assert held >= weight.nbytes
    let_go(weight)
    assert _file_pages(path) <= held - weight.nbytes + 2 * mmap.PAGESIZE
    assert torch.equal(weight, numbers)


@pytest.mark.skipif(sys.platform != "linux", reason="pages are only given back on Linux")
def test_reading_a_checkpoint_leaves_its_file_out_of_memory(tmp_path: Path) -> None:
    """Checked from end to end, and then hardly a page of it is held."""
    path = write_random_checkpoint(tmp_path / "random.pt")
    read = checkpoint.read(ModelFile(path, "random"))
    assert read.is_mapped
    assert _file_pages(path) < path.stat().st_size / 4
    name = "decoder.token_embedding.weight"
    copied = read.copy(name, torch.device("cpu"), None)
    assert torch.equal(copied, read.weights[name])
