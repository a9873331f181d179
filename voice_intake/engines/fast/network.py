"""Whisper's encoder and decoder, arranged for inference.

The decoder keeps its keys and values in one fixed block (``Cache``), queries, keys and values come
from one product, and the audio is projected for every layer once. ``rows`` below are the sequences
being decoded; a beam or several samples of one message are ``group`` rows that share its audio.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from voice_intake.engines.fast.attention import attend, look
from voice_intake.engines.fast.checkpoint import Checkpoint
from voice_intake.engines.fast.linear import Linear, PlainLinear, Precision, Rows, linear

_EPSILON = 1e-5
#: Frames of the encoder that are worked on at a time.
_FRAMES = 250


class Norm(NamedTuple):
    """A layer normalisation's weights."""

    weight: Tensor
    bias: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, _EPSILON)


@dataclass(frozen=True)
class _EncoderLayer:
    norm: Norm
    qkv: Linear
    out: Linear
    feed_norm: Norm
    feed_in: Linear
    feed_out: Linear


@dataclass(frozen=True)
class _DecoderLayer:
    norm: Norm
    qkv: Linear
    out: Linear
    cross_norm: Norm
    cross_query: Linear
    cross_out: Linear
    feed_norm: Norm
    feed_in: Linear
    feed_out: Linear


@dataclass(frozen=True)
class Audio:
    """Encoded windows as the decoder sees them, one row a window.

    ``keys`` and ``values``: for each layer (windows, heads, frames, width). ``frames``: how many of
    the frames are the window's own; where they differ ``hidden`` is -inf over the rest,
    (windows, 1, 1, frames).
    """

    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]
    frames: tuple[int, ...]
    hidden: Tensor | None

    def take(self, rows: Sequence[int]) -> Audio:
        """Only these windows, in this order."""
        if list(rows) == list(range(len(self.frames))):
            return self
        index = torch.tensor(list(rows), device=self.keys[0].device)
        return Audio(
            tuple(key.index_select(0, index) for key in self.keys),
            tuple(value.index_select(0, index) for value in self.values),
            tuple(self.frames[row] for row in rows),
            None if self.hidden is None else self.hidden.index_select(0, index),
        )


class Cache:
    """Keys and values of what was decoded so far: (layers, rows, heads, room, width)."""

    def __init__(self, keys: Tensor, values: Tensor) -> None:
        self.keys, self.values = keys, values
        self.length = 0

    def select(self, rows: Sequence[int]) -> None:
        """Keep these rows, in this order, some perhaps more than once."""
        if list(rows) == list(range(self.keys.shape[1])):
            return
        index = torch.tensor(list(rows), device=self.keys.device)
        self.keys, self.values = self._picked(self.keys, index), self._picked(self.values, index)

    def _picked(self, block: Tensor, index: Tensor) -> Tensor:
        fresh = block.new_empty(block.shape[0], len(index), *block.shape[2:])
        fresh[:, :, :, : self.length] = block[:, :, :, : self.length].index_select(1, index)
        return fresh


class Network:
    """A checkpoint's weights in their final form. Holds no state of any message.

    To be used under ``torch.inference_mode``.
    """

    def __init__(self, checkpoint: Checkpoint, *, precision: Precision, device: str) -> None:
        self.dims = checkpoint.dims
        self.device = torch.device(device)
        self.precision: Precision = precision
        self.alignment_heads = checkpoint.alignment_heads
        #: Of activations: int8 works on fp32 values between its products.
        self.dtype = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(precision, torch.float32)
        #: Of what attention looks at, which is read far more often than it is written.
        self.look_dtype = torch.bfloat16 if precision == "int8" else self.dtype
        weights = _Weights(checkpoint, self.dtype, precision, self.device)
        # The largest first, while there is little beside what its making takes.
        self._embedding = weights["decoder.token_embedding.weight"]
        self._head = weights.head(self._embedding)
        self._convs = (weights.pair("encoder.conv1"), weights.pair("encoder.conv2"))
        self._audio_positions = weights["encoder.positional_embedding"].to(self.dtype)
        self._encoder = [weights.encoder_layer(i) for i in range(self.dims.n_audio_layer)]
        self._encoder_norm = weights.norm("encoder.ln_post")
        self._cross = [weights.cross_pair(i) for i in range(self.dims.n_text_layer)]
        self._decoder = [weights.decoder_layer(i) for i in range(self.dims.n_text_layer)]
        self._decoder_norm = weights.norm("decoder.ln")
        self._positions = weights["decoder.positional_embedding"].to(self.dtype)

    def encode(self, mel: Tensor) -> Tensor:
        """Log-mel (windows, bands, frames of 10 ms) -> (windows, frames of 20 ms, width).

        Frames may be fewer than 30 s hold: positions begin at the first.
        """
        x = mel.to(self.device, self._convs[0][0].dtype)
        x = F.gelu(F.conv1d(x, *self._convs[0], padding=1))
        x = F.gelu(F.conv1d(x, *self._convs[1], stride=2, padding=1))
        x = x.transpose(1, 2).to(self.dtype, memory_format=torch.contiguous_format)
        x = x + self._audio_positions[: x.shape[1]]
        for layer in self._encoder:
            self._encode_layer(layer, x)
        return self._encoder_norm(x)

    def _encode_layer(self, layer: _EncoderLayer, x: Tensor) -> None:
        """One layer over (windows, frames, width), in place.

        On a CPU everything but attention goes a few hundred frames at a time, so that what lies
        between two products stays in the core's cache (small, 30 s, int8: a sixth less time).
        """
        windows, frames, width = x.shape
        heads = self.dims.n_audio_head
        qkv = x.new_empty(3, windows, heads, frames, width // heads, dtype=self.look_dtype)
        for part in self._parts(frames):
            apart = layer.qkv(layer.norm(x[:, part])).view(windows, -1, 3, heads, width // heads)
            qkv[:, :, :, part] = apart.permute(2, 0, 3, 1, 4)
        seen = attend(*qkv)
        for part in self._parts(frames):
            own = x[:, part]
            own += layer.out(_joined(seen[:, :, part].to(self.dtype)))
            own += layer.feed_out(torch.ops.aten.gelu_(layer.feed_in(layer.feed_norm(own))))

    def _parts(self, frames: int) -> list[slice]:
        """Frames in the parts that are worked on at a time; all at once on a GPU."""
        step = _FRAMES if self.device.type == "cpu" else max(1, frames)
        return [slice(at, min(at + step, frames)) for at in range(0, frames, step)]

    def listen(self, encoded: Sequence[Tensor]) -> Audio:
        """Encoded windows, each (frames, width), as the decoder's layers see them."""
        frames = tuple(len(window) for window in encoded)
        longest = max(frames)
        keys, values = [], []
        for to_both in self._cross:
            key, value = self._new(len(encoded), longest), self._new(len(encoded), longest)
            for row, window in enumerate(encoded):
                for part in self._parts(frames[row]):
                    both = to_both(window[None, part]).chunk(2, -1)
                    for into, new in zip((key, value), both, strict=True):
                        into[row, :, part] = self._heads(new, self.dims.n_text_head)[0]
                for into in (key, value):
                    into[row, :, frames[row] :] = 0
            keys.append(key)
            values.append(value)
        hidden = None
        if min(frames) < longest:
            places = torch.arange(longest, device=self.device)
            own = torch.tensor(frames, device=self.device)[:, None]
            hidden = torch.zeros(len(frames), longest, device=self.device, dtype=self.look_dtype)
            hidden = hidden.masked_fill(places >= own, float("-inf"))[:, None, None]
        return Audio(tuple(keys), tuple(values), frames, hidden)

    def cache(self, rows: int, room: int) -> Cache:
        """An empty cache for ``rows`` sequences of at most ``room`` tokens."""
        layers, heads = self.dims.n_text_layer, self.dims.n_text_head
        shape = (layers, rows, heads, room, self.dims.n_text_state // heads)
        keys = torch.empty(shape, dtype=self.dtype, device=self.device)
        return Cache(keys, torch.empty_like(keys))

    def step(
        self, tokens: Tensor, audio: Audio, cache: Cache, *, looking: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """Take (rows, n) new tokens; gives their hidden states (rows, n, width).

        With ``looking`` also the alignment heads' attention, (rows, heads, n, frames).
        """
        first, count = cache.length, tokens.shape[1]
        x = F.embedding(tokens, self._embedding).to(self.dtype)
        x = x + self._positions[first : first + count]
        looks: dict[int, Tensor] = {}
        for i, layer in enumerate(self._decoder):
            x = x + self._recall(layer, layer.norm(x), cache, i)
            crossed, weights = self._listen(layer, layer.cross_norm(x), audio, i)
            looks[i] = weights
            x = x + crossed
            x = x + layer.feed_out(F.gelu(layer.feed_in(layer.feed_norm(x))))
        cache.length = first + count
        if not looking:
            return x, None
        chosen = torch.stack([looks[layer][:, head] for layer, head in self.alignment_heads], 1)
        return x, chosen

    def logits(self, hidden: Tensor) -> Tensor:
        """Hidden states (rows, width) -> (rows, vocabulary), fp32."""
        return self._head(self._decoder_norm(hidden)).float()

    def _recall(self, layer: _DecoderLayer, x: Tensor, cache: Cache, i: int) -> Tensor:
        """Attention over the tokens so far; a prompt's tokens see only those before them."""
        first, count = cache.length, x.shape[1]
        query, key, value = (
            self._heads(part, self.dims.n_text_head) for part in layer.qkv(x).chunk(3, -1)
        )
        cache.keys[i, :, :, first : first + count] = key
        cache.values[i, :, :, first : first + count] = value
        hidden = None
        if count > 1:
            hidden = torch.full(
                (count, first + count), float("-inf"), device=x.device, dtype=x.dtype
            )
            hidden = hidden.triu(first + 1)
        keys, values = (block[i, :, :, : first + count] for block in (cache.keys, cache.values))
        mixed, _ = look(query, keys, values, hidden)
        return layer.out(_joined(mixed))

    def _listen(
        self, layer: _DecoderLayer, x: Tensor, audio: Audio, i: int
    ) -> tuple[Tensor, Tensor]:
        """Attention over the audio; rows of one group look as so many queries of its window."""
        rows, count = x.shape[:2]
        windows = len(audio.frames)
        query = layer.cross_query(x).to(self.look_dtype).view(windows, rows // windows * count, -1)
        query = self._heads(query, self.dims.n_text_head)
        mixed, weights = look(query, audio.keys[i], audio.values[i], audio.hidden)
        mixed = _joined(mixed).view(rows, count, -1).to(self.dtype)
        heads, frames = weights.shape[1], weights.shape[3]
        shaped = weights.view(windows, heads, rows // windows, count, frames)
        return layer.cross_out(mixed), shaped.transpose(1, 2).reshape(rows, heads, count, frames)

    def _heads(self, x: Tensor, heads: int) -> Tensor:
        """(rows, n, width of all) -> (rows, heads, n, width of one)."""
        return x.view(*x.shape[:2], heads, -1).transpose(1, 2)

    def _new(self, windows: int, frames: int) -> Tensor:
        heads = self.dims.n_text_head
        shape = (windows, heads, frames, self.dims.n_text_state // heads)
        return torch.empty(shape, dtype=self.look_dtype, device=self.device)


def _joined(heads: Tensor) -> Tensor:
    """(rows, heads, n, width of one) -> (rows, n, width of all)."""
    return heads.transpose(1, 2).flatten(2)


class _Head:
    """Hidden states -> logits by the embedding's own table, in fp32."""

    def __init__(self, table: Tensor) -> None:
        self._table = table

    def __call__(self, x: Tensor) -> Tensor:
        rows = x.float()
        if len(rows) == 1:
            return torch.mv(self._table, rows[0])[None]
        return (self._table @ rows.t()).t()


class _Weights:
    """Reads a checkpoint's weights into layers; the scale of attention goes into the queries."""

    def __init__(
        self, checkpoint: Checkpoint, dtype: torch.dtype, precision: Precision, device: torch.device
    ) -> None:
        self._checkpoint = checkpoint
        dims = checkpoint.dims
        self._scales = {
            "encoder": (dims.n_audio_state // dims.n_audio_head) ** -0.5,
            "decoder": (dims.n_text_state // dims.n_text_head) ** -0.5,
        }
        self._dtype = dtype
        self._precision: Precision = precision
        self._device = device

    def __getitem__(self, name: str) -> Tensor:
        dtype = torch.float32 if self._precision == "fp32" else None
        return self._checkpoint.copy(name, self._device, dtype)

    def norm(self, name: str) -> Norm:
        pair = (self[f"{name}.weight"], self[f"{name}.bias"])
        return Norm(*(part.to(self._dtype) for part in pair))

    def pair(self, name: str) -> tuple[Tensor, Tensor]:
        """A convolution's weights: bf16 also beside int8, which has no kernel for them."""
        dtype = torch.bfloat16 if self._precision == "int8" else self._dtype
        return self[f"{name}.weight"].to(dtype), self[f"{name}.bias"].to(dtype)

    def encoder_layer(self, i: int) -> _EncoderLayer:
        at = f"encoder.blocks.{i}"
        return _EncoderLayer(
            self.norm(f"{at}.attn_ln"),
            self._qkv(f"{at}.attn", rows="many"),
            self._linear(f"{at}.attn.out", rows="many"),
            self.norm(f"{at}.mlp_ln"),
            self._linear(f"{at}.mlp.0", rows="many"),
            self._linear(f"{at}.mlp.2", rows="many"),
        )

    def decoder_layer(self, i: int) -> _DecoderLayer:
        at = f"decoder.blocks.{i}"
        query = self._scaled(f"{at}.cross_attn.query")
        return _DecoderLayer(
            self.norm(f"{at}.attn_ln"),
            self._qkv(f"{at}.attn", rows="few"),
            self._linear(f"{at}.attn.out"),
            self.norm(f"{at}.cross_attn_ln"),
            linear(*query, self._precision, rows="few"),
            self._linear(f"{at}.cross_attn.out"),
            self.norm(f"{at}.mlp_ln"),
            self._linear(f"{at}.mlp.0"),
            self._linear(f"{at}.mlp.2"),
        )

    def cross_pair(self, i: int) -> Linear:
        """The audio's projection to one layer's keys and values, one behind the other."""
        at = f"decoder.blocks.{i}.cross_attn"
        key, value, bias = (
            self[f"{at}.{name}"] for name in ("key.weight", "value.weight", "value.bias")
        )
        biases = torch.cat([torch.zeros_like(bias), bias])
        return linear(torch.cat([key, value]), biases, self._precision, rows="many")

    def head(self, table: Tensor) -> Linear:
        """Hidden states to logits by the embedding's own table (tokens, width)."""
        if self._precision == "int8":
            return linear(table, None, "int8", rows="few")
        if self._precision == "fp32" and self._device.type == "cpu":
            return _Head(table)
        return PlainLinear(table, None, self._dtype)

    def _linear(self, name: str, rows: Rows = "few") -> Linear:
        bias = self[f"{name}.bias"]
        return linear(self[f"{name}.weight"], bias, self._precision, rows=rows)

    def _scaled(self, name: str) -> tuple[Tensor, Tensor]:
        """A query projection with the attention's scale in it."""
        weight, bias = self[f"{name}.weight"].float(), self[f"{name}.bias"].float()
        scale = self._scales[name.partition(".")[0]]
        return weight * scale, bias * scale

    def _qkv(self, name: str, rows: Rows) -> Linear:
        query, bias = self._scaled(f"{name}.query")
        key = self[f"{name}.key.weight"].float()
        value, value_bias = self[f"{name}.value.weight"].float(), self[f"{name}.value.bias"].float()
        return linear(
            torch.cat([query, key, value]),
            torch.cat([bias, torch.zeros_like(bias), value_bias]),
            self._precision,
            rows=rows,
        )
