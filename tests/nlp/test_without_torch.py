"""Reading brings neither torch nor spaCy's command line along, and leaves both to those who need them."""

from __future__ import annotations

import subprocess
import sys

import pytest


def _says(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_reader_loads_no_torch_and_no_client_of_the_web() -> None:
    """Nor does a first message in each script."""
    read = "from nlp.reader import Reader; r = Reader(); r.read('help'); r.read('救命')"
    heavy = "('torch', 'spacy.cli', 'weasel', 'requests', 'httpx')"
    assert (
        _says(f"{read}; import sys; print([m for m in sys.modules if m.startswith({heavy})])")
        == "[]"
    )


@pytest.mark.parametrize("order", ["import nlp, spacy, torch", "import torch, nlp, spacy"])
def test_torch_is_there_for_who_needs_it(order: str) -> None:
    """Imported after the reader, or before it."""
    pytest.importorskip("torch")
    assert (
        _says(f"{order}; print(int(torch.ones(2).sum()), bool(spacy.blank('en')('x')))") == "2 True"
    )


@pytest.mark.parametrize("order", ["nlp, spacy", "spacy, nlp"])
def test_spacys_command_line_is_there_for_who_needs_it(order: str) -> None:
    """The one function that spaCy offers of it, and all of it when it is imported."""
    info = "spacy.info(silent=True)['spacy_version'] == spacy.__version__"
    assert _says(f"import {order}; print({info}); import spacy.cli.train; print({info})") == (
        "True\nTrue"
    )
