"""Take a state's weights into a larger vocabulary: known tokens and phones keep what they learnt."""

from typing import Any

import torch
from torch import Tensor

from .vocabulary import Vocabulary

_TOKENS = ("decoder.token_embedding.weight",)
_PHONES = ("phone_head.weight", "phone_head.bias")


def grown(
    weights: dict[str, Tensor], old: Vocabulary, fresh: dict[str, Tensor], new: Vocabulary
) -> dict[str, Tensor]:
    """`weights` of a network with `old` vocabulary, in the shapes of `fresh`, which has `new`."""
    result = dict(weights)
    for name in _TOKENS:
        result[name] = _moved(weights[name], old.index, fresh[name], new.index)
    for name in _PHONES:
        result[name] = _moved(weights[name], old.phone_index, fresh[name], new.phone_index)
    return result


def _moved(rows: Tensor, old: dict[Any, int], fresh: Tensor, new: dict[Any, int]) -> Tensor:
    """`rows` at their keys' new places; an unknown key begins as the mean row, a little off it.

    The rows of a network's own beginning are many times as long as learnt ones: as token
    embeddings, which are also the output's weights, they would drown every known token.
    """
    noise = torch.randn(fresh.shape, generator=torch.Generator().manual_seed(0))
    spread = rows.std(0, correction=0)
    moved = rows.mean(0) + 0.1 * spread * noise.to(device=rows.device, dtype=rows.dtype)
    for key, row in old.items():
        if key in new:
            moved[new[key]] = rows[row]
    return moved
