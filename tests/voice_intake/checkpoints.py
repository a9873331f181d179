"""A tiny openai-whisper checkpoint with random weights: real format, real code, nonsense words."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path


def write_random_checkpoint(
    path: Path, *, vocabulary: int = 51_866, seed: int = 0, audio_layers: int = 1
) -> Path:
    """Write a checkpoint of 64 dimensions that ``whisper.load_model`` takes; one layer a side.

    More ``audio_layers`` than that make a model shaped like turbo.
    """
    import torch
    from whisper.model import ModelDimensions, Whisper

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    dims = ModelDimensions(80, 1500, 64, 1, audio_layers, vocabulary, 64, 64, 1, 1)
    model = Whisper(dims)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"dims": asdict(dims), "model_state_dict": model.state_dict()}, path)
    return path
