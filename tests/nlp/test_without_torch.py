"""Reading does not bring torch into its process, and leaves it to those who need it."""

from __future__ import annotations

import subprocess
import sys

import pytest


def _says(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_reader_loads_no_torch() -> None:
    """Nor does a first message in each script."""
    read = "from nlp.reader import Reader; r = Reader(); r.read('help'); r.read('救命')"
    assert (
        _says(f"{read}; import sys; print([m for m in sys.modules if m.startswith('torch')])")
        == "[]"
    )


@pytest.mark.parametrize("order", ["import nlp, spacy, torch", "import torch, nlp, spacy"])
def test_torch_is_there_for_who_needs_it(order: str) -> None:
    """Imported after the reader, or before it."""
    pytest.importorskip("torch")
    assert (
        _says(f"{order}; print(int(torch.ones(2).sum()), bool(spacy.blank('en')('x')))") == "2 True"
    )
