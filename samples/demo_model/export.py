"""demo.pt: half precision, deflated, in Whisper's full vocabulary, for `whisper.load_model(path)`.

Tokens that training never used share one embedding row. The output norm's first dimension is
always 1 (its weight 0, its bias 1) and that row holds only a large negative number there, so these
tokens are never produced; and 46,000 equal rows deflate to nothing.
"""

import zipfile
from io import BytesIO
from pathlib import Path

import torch
from torch import Tensor
from whisper.model import Whisper

from .network import Shape
from .vocabulary import WHISPER_VOCABULARY, Vocabulary

_NEVER = -200.0
_LARGEST_MB = 30.0


def whisper_weights(
    weights: dict[str, Tensor], shape: Shape, vocabulary: Vocabulary
) -> dict[str, Tensor]:
    """The trained weights by Whisper's names, with its whole vocabulary."""
    kept = {
        name: value.float()
        for name, value in weights.items()
        if name.startswith(("encoder.", "decoder.")) and not name.endswith(".mask")
    }
    table = torch.zeros(WHISPER_VOCABULARY, shape.width)
    table[:, 0] = _NEVER
    rows = kept["decoder.token_embedding.weight"].clone()
    table[vocabulary.whisper_ids] = rows
    mask = weights["out_mask"].float()
    return kept | {
        "decoder.token_embedding.weight": table,
        "decoder.ln.weight": kept["decoder.ln.weight"] * mask,
        "decoder.ln.bias": kept["decoder.ln.bias"] * mask + (1 - mask),
    }


def export(folder: Path, target: Path) -> float:
    """Write `target` from the run in `folder` by rename; its size in MB."""
    state = torch.load(folder / "state.pt", map_location="cpu", weights_only=True)
    shape = Shape(**state["shape"])
    vocabulary = Vocabulary(**{name: tuple(v) for name, v in state["vocabulary"].items()})
    weights = whisper_weights(state["average"], shape, vocabulary)
    dimensions = shape.dimensions(WHISPER_VOCABULARY)
    Whisper(dimensions).load_state_dict(weights)  # raises where a name or a shape is wrong
    halves = {name: value.half().contiguous() for name, value in weights.items()}
    draft = target.with_suffix(".draft")
    _deflate({"dims": vars(dimensions), "model_state_dict": halves}, draft)
    size_mb = draft.stat().st_size / 1e6
    if size_mb > _LARGEST_MB:
        raise ValueError(
            f"{size_mb:.0f} MB is too large for the repository: use a narrower network"
        )
    draft.replace(target)
    return size_mb


def _deflate(content: dict[str, object], path: Path) -> None:
    """As `torch.save`, whose zip container may be compressed though it never is."""
    plain = BytesIO()
    torch.save(content, plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:  # fmt: skip
        for item in source.infolist():
            packed.writestr(item.filename, source.read(item))
