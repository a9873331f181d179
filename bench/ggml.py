"""An openai-whisper checkpoint as the file that whisper.cpp loads (ggml's first form).

The form, as whisper.cpp's ``whisper_model_load`` reads it, little-endian throughout: a magic number,
eleven dimensions (the last names the weights' type), the mel filters, the tokenizer's byte strings
in order, then for each weight its rank, the length of its name, its type, its shape from the fastest
dimension on, the name, and the numbers.
"""

from __future__ import annotations

import base64
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

_MAGIC = 0x67676D6C
#: ggml's numbers of types, and its name of a whole file's type with the quantisation's version.
_F32, _F16, _Q8 = 0, 1, 8
_FILE_TYPES = {"f32": 0, "f16": 1, "q8_0": 2007}
#: Numbers that share a scale in ggml's Q8_0.
_BLOCK = 32
#: Kept as float32 by whisper.cpp whatever the file's type.
_WHOLE = {
    "encoder.conv1.bias", "encoder.conv2.bias",
    "encoder.positional_embedding", "decoder.positional_embedding",
}  # fmt: skip


def convert(source: Path, target: Path, kind: str) -> Path:
    """Write ``source`` as ``f32``, ``f16`` or ``q8_0``, unless it is there."""
    if target.exists():
        return target
    import torch

    stored = torch.load(source, map_location="cpu", weights_only=True)
    draft = target.with_suffix(".draft")
    with draft.open("wb") as file:
        _head(file, stored["dims"], kind)
        for name, weight in stored["model_state_dict"].items():
            if not weight.is_sparse and name != "decoder.mask":
                _weight(file, name, weight.float().numpy(), kind)
    draft.rename(target)
    return target


def _head(file: BinaryIO, dims: dict[str, int], kind: str) -> None:
    import whisper

    names = (
        "n_vocab", "n_audio_ctx", "n_audio_state", "n_audio_head", "n_audio_layer", "n_text_ctx",
        "n_text_state", "n_text_head", "n_text_layer", "n_mels",
    )  # fmt: skip
    file.write(struct.pack("<i", _MAGIC))
    file.write(struct.pack("<11i", *(dims[name] for name in names), _FILE_TYPES[kind]))
    assets = Path(whisper.__file__).parent / "assets"
    with np.load(assets / "mel_filters.npz") as stored:
        filters = stored[f"mel_{dims['n_mels']}"].astype("<f4")
    file.write(struct.pack("<2i", *filters.shape) + filters.tobytes())
    lines = (assets / "multilingual.tiktoken").read_text("ascii").split("\n")
    ranked = sorted((int(line.split()[1]), line.split()[0]) for line in lines if line)
    file.write(struct.pack("<i", len(ranked)))
    for _, encoded in ranked:
        token = base64.b64decode(encoded)
        file.write(struct.pack("<i", len(token)) + token)


def _weight(file: BinaryIO, name: str, values: np.ndarray, kind: str) -> None:
    if name.endswith(("conv1.bias", "conv2.bias")):
        values = values.reshape(-1, 1)
    as_type = _F32
    if kind != "f32" and values.ndim > 1 and name not in _WHOLE:
        as_type = _Q8 if kind == "q8_0" and values.ndim == 2 else _F16
    file.write(struct.pack("<3i", values.ndim, len(name), as_type))
    file.write(struct.pack(f"<{values.ndim}i", *values.shape[::-1]) + name.encode("ascii"))
    if as_type == _Q8:
        file.write(q8_0(values))
    else:
        file.write(values.astype("<f4" if as_type == _F32 else "<f2").tobytes())


def q8_0(values: np.ndarray) -> bytes:
    """ggml's Q8_0: for each 32 numbers a half-precision scale and 32 signed bytes."""
    blocks = values.reshape(-1, _BLOCK)
    scales = (np.abs(blocks).max(1, keepdims=True) / 127).astype("<f2")
    whole = np.round(blocks / np.maximum(scales.astype(np.float32), 1e-12)).clip(-127, 127)
    packed = np.empty((len(blocks), 2 + _BLOCK), np.uint8)
    packed[:, :2] = scales.view(np.uint8)
    packed[:, 2:] = whole.astype(np.int8).view(np.uint8)
    return packed.tobytes()
