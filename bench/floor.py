"""The arithmetic floor: what the products of a message would take, and nothing else.

The encoder is bound by arithmetic: its operations over the speed of this machine's own kernels. The
decoder of one message is bound by memory: each token reads every weight once, so its floor is one
pass of a single row through matrices of the decoder's own shapes. Norms, softmax, copies and Python
are what an engine adds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from bench.weights import SIZES

Precision = Literal["fp32", "bf16", "int8"]
PRECISIONS: tuple[Precision, ...] = ("fp32", "bf16", "int8")
_REPEATS = 5


@dataclass(frozen=True)
class Speed:
    """Of one precision on one thread: operations a second over many rows; seconds a token."""

    operations_a_s: float
    token_s: float


def encoder_operations(size: str, frames: int) -> tuple[float, float]:
    """Operations of the encoder over ``frames`` of 20 ms: (of the linear layers, of the rest).

    A multiplication and an addition count as two. Linear: 12 width^2 weights a layer, and the
    projections of the audio to the decoder's keys and values. The rest: convolutions and attention.
    """
    mels, width, _, layers, saying, _ = SIZES[size]
    linear = 2 * frames * width**2 * (12 * layers + 2 * saying)
    attention = 4 * frames**2 * width * layers
    convolutions = 2 * 3 * width * (2 * frames * mels + frames * width)
    return float(linear), float(attention + convolutions)


def token_shapes(size: str) -> list[tuple[int, int]]:
    """(outputs, inputs) of every matrix that one decoded token goes through."""
    _, width, _, _, layers, tokens = SIZES[size]
    layer = [(3 * width, width), (width, width), (width, width), (width, width)]
    layer += [(4 * width, width), (width, 4 * width)]
    return [*(layer * layers), (tokens, width)]


def floor_s(
    size: str, precision: Precision, speeds: dict[str, Speed], frames: int, tokens: int
) -> float:
    """Seconds that the products of one message take at least. int8 attends in bf16."""
    linear, rest = encoder_operations(size, frames)
    beside: Precision = "bf16" if precision == "int8" and "bf16" in speeds else precision
    encoder = linear / speeds[precision].operations_a_s + rest / speeds[beside].operations_a_s
    return encoder + tokens * speeds[precision].token_s


def measure(size: str) -> dict[str, Speed]:
    """The speeds of this process's threads in each precision that the machine has."""
    import torch

    found: dict[str, Speed] = {}
    with torch.inference_mode():
        for precision in PRECISIONS:
            if precision == "int8" and "onednn" not in torch.backends.quantized.supported_engines:
                continue
            width = SIZES[size][1]
            product = _many(precision, 1500, width, 4 * width)
            operations = 2 * 1500 * width * 4 * width
            rows = [_one(precision, outputs, inputs) for outputs, inputs in token_shapes(size)]
            token_s = _best(partial(_all, rows))
            found[precision] = Speed(operations / _best(product), token_s)
    return found


def _all(products: Sequence[Callable[[], Any]]) -> None:
    for product in products:
        product()


def _best(work: Callable[[], Any]) -> float:
    """The quickest of some runs: a floor."""
    work()
    times = []
    for _ in range(_REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def _many(precision: Precision, rows: int, inputs: int, outputs: int) -> Callable[[], Any]:
    """A product of many rows, inputs already in the kernel's own form."""
    import torch
    import torch.nn.functional as F

    if precision != "int8":
        dtype = torch.bfloat16 if precision == "bf16" else torch.float32
        x, weight = torch.randn(rows, inputs).to(dtype), torch.randn(outputs, inputs).to(dtype)
        return lambda: F.linear(x, weight)
    whole = torch.randint(-127, 127, (outputs, inputs), dtype=torch.int8)
    packed = torch.ops.onednn.qlinear_prepack(whole, None)
    x = torch.randint(0, 255, (rows, inputs), dtype=torch.uint8)
    scale, zeros = torch.rand(outputs), torch.zeros(outputs, dtype=torch.int64)
    return lambda: torch.ops.onednn.qlinear_pointwise(
        x, 1 / 127, 128, packed, scale, zeros, None, 1.0, 0, torch.float32, "none", [], "none"
    )


def _one(precision: Precision, outputs: int, inputs: int) -> Callable[[], Any]:
    """A product of one row."""
    import torch
    import torch.nn.functional as F

    weight = torch.randn(outputs, inputs)
    if precision == "fp32":
        row = torch.randn(inputs)
        return lambda: torch.mv(weight, row)
    if precision == "bf16":
        short, x = weight.bfloat16(), torch.randn(1, inputs).bfloat16()
        return lambda: F.linear(x, short)
    zeros = torch.zeros(outputs, dtype=torch.int64)
    scale = weight.abs().amax(1) / 127
    packed = torch.ops.quantized.linear_prepack(
        torch.quantize_per_channel(weight, scale, zeros, 0, torch.qint8), None
    )
    x = torch.rand(1, inputs) * 2 - 1
    return lambda: torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(
        x, 1 / 127, 128, packed
    )
