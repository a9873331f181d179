"""How a new network begins: with ears that already whiten, and heads that already look nearby.

A Whisper from random weights spends most of its youth learning to look at neighbouring frames. Here
some dimensions of the residual stream carry only the position, as sines whose frequencies are drawn
from a normal distribution, so that the product of two positions is a bell around equal times; each
encoder head starts with queries shifted by its own offset. It stays plain Whisper: the positions
travel in the state dict, and everything may be unlearnt.
"""

import numpy as np
import torch
from scipy.stats import norm
from torch import Tensor, nn

from .features import MELS, Frames
from .network import Network

_HEAD = 64  # dimensions of a head, and of the position
_BELL = 0.12  # radians a frame: the bell is 1/0.12 frames wide (one frame is 20 ms)
_SHARPNESS = 1.2
#: Where each encoder layer's heads look first, in frames.
_OFFSETS = ((-2, 2, 5), (-4, 4, -9), (-6, 6, 12), (-10, 10, 0), (-5, 5, 0))


def begin(network: Network, frames: list[Frames]) -> None:
    """Set every starting weight; `frames` are some normalised log-mel recordings."""
    nn.init.normal_(network.decoder.token_embedding.weight, std=0.05)
    nn.init.normal_(network.decoder.positional_embedding, std=0.02)
    for name, parameter in network.named_parameters():
        if parameter.dim() == 2 and "blocks" in name:
            nn.init.xavier_uniform_(parameter)
            if name.endswith(("out.weight", "mlp.2.weight")):
                parameter.data.mul_(0.5)
    _whiten(network, frames)
    _place(network)


def _whiten(network: Network, frames: list[Frames]) -> None:
    """conv1 as PCA-whitening filters of three-frame patches.

    Each filter comes with its negative, since GELU keeps one side only.
    """
    patches = np.concatenate(
        [np.concatenate([part[:-2], part[1:-1], part[2:]], axis=1)[::3] for part in frames]
    ).astype(np.float64)
    mean = patches.mean(0)
    values, vectors = np.linalg.eigh(np.cov((patches - mean).T))
    values, vectors = values[::-1], vectors[:, ::-1]
    half = network.shape.width // 2
    filters = (vectors[:, :half] / np.sqrt(values[:half] + 0.01 * values[10])).T
    turn, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((half, half)))
    filters = turn @ filters
    filters = np.concatenate([filters, -filters])
    weight = filters.reshape(-1, 3, MELS).transpose(0, 2, 1)
    with torch.no_grad():
        convolution = network.encoder.conv1
        convolution.weight.copy_(torch.from_numpy(weight.copy()))
        convolution.bias.copy_(torch.from_numpy(-filters @ mean))
        nn.init.kaiming_normal_(network.encoder.conv2.weight, nonlinearity="relu")
        network.encoder.conv2.bias.zero_()


def _frequencies() -> Tensor:
    """Radians a frame: quantiles of a half-normal distribution, so that their cosines sum to a bell."""
    count = _HEAD // 2
    quantiles = norm.ppf(0.5 + (np.arange(count) + 0.5) / count / 2)
    return torch.tensor(quantiles * _BELL, dtype=torch.float32)


@torch.no_grad()  # type: ignore[untyped-decorator]
def _place(network: Network) -> None:
    """Positions in dimensions of their own, and heads that look `_OFFSETS` frames away."""
    encoder, frequency = network.encoder, _frequencies()
    angle = torch.arange(encoder.positional_embedding.shape[0])[:, None] * frequency
    encoder.positional_embedding.zero_()
    encoder.positional_embedding[:, :_HEAD] = torch.cat([angle.sin(), angle.cos()], dim=1)
    encoder.conv2.weight[:_HEAD] = 0
    for block, offsets in zip(encoder.blocks, _OFFSETS, strict=False):
        for head, offset in enumerate(offsets[: network.shape.heads]):
            rows = slice(head * _HEAD, (head + 1) * _HEAD)
            block.attn.query.weight[rows, :_HEAD] += _SHARPNESS * _shift(frequency * offset)
            block.attn.key.weight[rows, :_HEAD] += _SHARPNESS * torch.eye(_HEAD)


def _shift(angle: Tensor) -> Tensor:
    """The matrix that turns (sin, cos) of a position into those of a later one."""
    sine, cosine = angle.sin().diag(), angle.cos().diag()
    return torch.cat([torch.cat([cosine, sine], 1), torch.cat([-sine, cosine], 1)])
