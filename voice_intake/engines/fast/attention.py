"""softmax(q k') v, laid out for where it runs.

On a CPU the scores of 30 s of audio (1500 x 1500 for each head) do not fit a core's caches, and the
time goes into fetching them again: so they are made and used up a few hundred queries at a time.
Measured for base, 30 s, one core: torch's fused kernel 60 ms a layer, this in bf16 40 ms.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

#: Queries at a time: their scores (x 1500 keys x 2 bytes) stay within a megabyte.
_QUERIES = 375


def attend(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    """Every query looks at every key: the encoder's attention.

    All (batch, heads, frames, width); ``query`` already scaled. Gives the same shape.
    """
    if query.device.type != "cpu" or query.dtype == torch.float32:
        return F.scaled_dot_product_attention(query, key, value, scale=1.0)
    out = torch.empty_like(query)
    for b in range(query.shape[0]):
        for h in range(query.shape[1]):
            _attend_one(query[b, h], key[b, h].t(), value[b, h], out[b, h])
    return out


def _attend_one(query: Tensor, keys: Tensor, value: Tensor, out: Tensor) -> None:
    """One head: (queries, width), (width, keys), (keys, width) -> (queries, width)."""
    scores = query.new_empty(min(_QUERIES, len(query)), keys.shape[1])
    for first in range(0, len(query), _QUERIES):
        some = query[first : first + _QUERIES]
        part = torch.mm(some, keys, out=scores[: len(some)])
        torch.softmax(part, -1, out=part)
        torch.mm(part, value, out=out[first : first + len(some)])


def look(query: Tensor, key: Tensor, value: Tensor, hidden: Tensor | None) -> tuple[Tensor, Tensor]:
    """A few queries over many keys, with the weights: the decoder's attention, one step.

    query (batch, heads, queries, width), already scaled; key and value (batch, heads, keys, width);
    ``hidden`` is added to the scores (-inf: not to be looked at) or None. Gives the mixed values
    (batch, heads, queries, width) and the weights (batch, heads, queries, keys).
    """
    scores = query @ key.transpose(-1, -2)
    if hidden is not None:
        scores = scores + hidden
    weights = torch.softmax(scores, -1)
    return weights @ value, weights
