"""Where an engine computes: what ``EARWITNESS_DEVICE`` and ``--device`` may say."""

from __future__ import annotations

import re

from voice_intake.errors import ConfigurationError

_FORM = re.compile(r"(auto|cpu|cuda)(?::(\d+))?")


def chosen(setting: str, gpus: int) -> str:
    """``cpu``, ``cuda`` or ``cuda:N``, where the library at hand sees ``gpus`` of them.

    Raises ConfigurationError over another word and over a GPU that is not there.

    >>> chosen("auto", 0), chosen("auto", 2), chosen("cuda:1", 2)
    ('cpu', 'cuda', 'cuda:1')
    """
    form = _FORM.fullmatch(setting)
    if form is None or (form[2] and form[1] != "cuda"):
        raise ConfigurationError(
            f"There is no device {setting!r}.",
            next_step="Use cpu, cuda, cuda:1 (of several) or auto (--device, EARWITNESS_DEVICE).",
        )
    if form[1] == "auto":
        return "cuda" if gpus else "cpu"
    if form[1] == "cuda" and int(form[2] or 0) >= gpus:
        raise ConfigurationError(
            f"The device {setting} was asked for, and {gpus or 'no'} GPU can be used here.",
            next_step="Use cpu or auto (--device, EARWITNESS_DEVICE), or install a build for CUDA "
            "and its driver (docs/operations.md).",
        )
    return setting


def torchs(setting: str) -> str:
    """``chosen`` among the GPUs that torch sees."""
    import torch

    return chosen(setting, torch.cuda.device_count() if torch.cuda.is_available() else 0)
