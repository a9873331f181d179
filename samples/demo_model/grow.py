"""Take a state's weights into a larger vocabulary: known tokens and phones keep what they learnt."""

from typing import Any

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
    moved = fresh.clone()
    for key, row in old.items():
        if key in new:
            moved[new[key]] = rows[row]
    return moved
