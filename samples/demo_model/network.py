"""Whisper's modules, run for training, with two heads that teach the encoder what it hears.

The parameters are those of `whisper.model.Whisper` by name; only how they are run differs: windows
shorter than 30 s, a compact vocabulary, dropout, and access to cross-attention. The heads name each
frame's phone, and the token being said (through the decoder's own embedding, so that the decoder
needs only to copy what it attends to). They are not exported.
"""

from dataclasses import asdict, dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from whisper.model import ModelDimensions, Whisper

from .features import MELS

_AUDIO_CONTEXT, _TEXT_CONTEXT = 1500, 448


@dataclass(frozen=True)
class Shape:
    """The network's size: compact vocabulary, text tokens in it (they come first), phone classes."""

    tokens: int
    texts: int
    phones: int
    width: int = 256
    heads: int = 4
    encoder_layers: int = 4
    decoder_layers: int = 2

    def dimensions(self, tokens: int) -> ModelDimensions:
        """Whisper's own description, with a vocabulary of `tokens`."""
        return ModelDimensions(
            MELS, _AUDIO_CONTEXT, self.width, self.heads, self.encoder_layers,
            tokens, _TEXT_CONTEXT, self.width, self.heads, self.decoder_layers,
        )  # fmt: skip

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


class Network(nn.Module):  # type: ignore[misc]
    """A Whisper in training. `out_mask` keeps one output dimension for the unused vocabulary."""

    out_mask: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        whisper = Whisper(shape.dimensions(shape.tokens))
        self.encoder, self.decoder = whisper.encoder, whisper.decoder
        self.phone_head = nn.Linear(shape.width, shape.phones)
        self.word_head = nn.Linear(shape.width, shape.width)
        self.no_word = nn.Parameter(torch.zeros(shape.width))
        mask = torch.ones(shape.width)
        mask[0] = 0
        self.register_buffer("out_mask", mask)

    def encode(self, mel: Tensor, dropout: float = 0.0, offset: int = 0) -> Tensor:
        """(batch, 80, frames) -> (batch, frames / 2, width); `offset` moves the positions."""
        coder = self.encoder
        x = F.gelu(F.conv1d(mel, coder.conv1.weight, coder.conv1.bias, padding=1))
        x = F.gelu(F.conv1d(x, coder.conv2.weight, coder.conv2.bias, stride=2, padding=1))
        x = x.transpose(1, 2)
        x = x + coder.positional_embedding[offset : offset + x.shape[1]].to(x.dtype)
        for block in coder.blocks:
            x = x + self._drop(self._attend(block.attn, self._norm(block.attn_ln, x)), dropout)
            x = x + self._drop(self._feed(block, x), dropout)
        return self._norm(coder.ln_post, x)

    def decode(
        self, tokens: Tensor, audio: Tensor, dropout: float = 0.0
    ) -> tuple[Tensor, list[Tensor]]:
        """Hidden states (batch, tokens, width) and each layer's cross-attention."""
        coder = self.decoder
        x = coder.token_embedding(tokens) + coder.positional_embedding[: tokens.shape[1]]
        x = x.to(audio.dtype)
        seen: list[Tensor] = []
        for block in coder.blocks:
            normed = self._norm(block.attn_ln, x)
            x = x + self._drop(self._attend(block.attn, normed, causal=True), dropout)
            crossed, weights = self._look(
                block.cross_attn, self._norm(block.cross_attn_ln, x), audio
            )
            seen.append(weights)
            x = x + self._drop(crossed, dropout)
            x = x + self._drop(self._feed(block, x), dropout)
        norm = coder.ln
        weight = norm.weight * self.out_mask
        bias = norm.bias * self.out_mask + (1 - self.out_mask)
        return F.layer_norm(x, (self.shape.width,), weight.to(x.dtype), bias.to(x.dtype)), seen

    def token_logits(self, hidden: Tensor) -> Tensor:
        return hidden @ self.decoder.token_embedding.weight.T.to(hidden.dtype)

    def word_logits(self, frames: Tensor) -> Tensor:
        """Which text token each frame belongs to; the last class is "none"."""
        texts = self.decoder.token_embedding.weight[: self.shape.texts]
        table = torch.cat([texts, self.no_word[None]])
        return self.word_head(frames) @ table.T.to(frames.dtype)

    def _norm(self, norm: nn.LayerNorm, x: Tensor) -> Tensor:
        return F.layer_norm(x, (self.shape.width,), norm.weight.to(x.dtype), norm.bias.to(x.dtype))

    def _drop(self, x: Tensor, dropout: float) -> Tensor:
        return F.dropout(x, dropout, self.training) if dropout else x

    def _feed(self, block: Any, x: Tensor) -> Tensor:
        inner = F.gelu(block.mlp[0](self._norm(block.mlp_ln, x)))
        return block.mlp[2](inner)

    def _heads(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:2], self.shape.heads, -1).transpose(1, 2)

    def _attend(self, layer: Any, x: Tensor, causal: bool = False) -> Tensor:
        query, key, value = (self._heads(part(x)) for part in (layer.query, layer.key, layer.value))
        if x.device.type != "cpu":
            mixed = F.scaled_dot_product_attention(query, key, value, is_causal=causal)
        else:  # written out: on a CPU the fused kernel's backward pass is slower at these lengths
            scores = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5
            if causal:
                scores = scores + scores.new_full(scores.shape[-2:], -1e4).triu(1)
            mixed = scores.softmax(-1).to(value.dtype) @ value
        return layer.out(mixed.transpose(1, 2).flatten(2))

    def _look(self, layer: Any, x: Tensor, audio: Tensor) -> tuple[Tensor, Tensor]:
        """Cross-attention written out, because its weights are trained too."""
        query, key, value = (
            self._heads(layer.query(x)),
            self._heads(layer.key(audio)),
            self._heads(layer.value(audio)),
        )
        scores = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5
        weights = scores.float().softmax(-1)
        mixed = (weights.to(value.dtype) @ value).transpose(1, 2).flatten(2)
        return layer.out(mixed), weights
