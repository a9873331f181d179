"""Muon for the matrices inside the blocks, AdamW for everything else, and their averaged weights.

Muon orthogonalises each matrix's momentum by a Newton-Schulz iteration (K. Jordan and others, 2024:
coefficients as published), which trains small networks from scratch in far fewer steps.
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5


def orthogonal(matrix: Tensor) -> Tensor:
    """The nearest-to-orthogonal matrix with the same row and column spaces, roughly."""
    a, b, c = _NEWTON_SCHULZ
    wide = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    x = wide.bfloat16()
    x = x / (x.norm() + 1e-7)
    for _ in range(_ITERATIONS):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.T if matrix.shape[0] > matrix.shape[1] else x).to(matrix.dtype)


class Muon(torch.optim.Optimizer):  # type: ignore[misc]
    """Momentum, orthogonalised; `lr` is the step's spectral size for a square matrix."""

    def __init__(
        self, parameters: Iterable[Tensor], lr: float, momentum: float = 0.95, decay: float = 0.01
    ) -> None:
        super().__init__(list(parameters), {"lr": lr, "momentum": momentum, "decay": decay})

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def step(self, closure: Any = None) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._update(parameter, group)

    def _update(self, parameter: Tensor, group: dict[str, Any]) -> None:
        state = self.state[parameter]
        average = state.setdefault("average", torch.zeros_like(parameter))
        average.lerp_(parameter.grad, 1 - group["momentum"])
        ahead = parameter.grad.lerp(average, group["momentum"]).flatten(1)
        size = max(1.0, ahead.shape[0] / ahead.shape[1]) ** 0.5
        parameter.mul_(1 - group["lr"] * group["decay"])
        parameter.add_(orthogonal(ahead).view_as(parameter), alpha=-group["lr"] * size)


class Optimisers:
    """Both optimisers stepped together, at a common fraction of their peak rates."""

    def __init__(self, network: nn.Module, muon_lr: float = 0.015, adam_lr: float = 1.5e-3) -> None:
        matrices: list[Tensor] = []
        rest: list[Tensor] = []
        for name, parameter in network.named_parameters():
            inside = "blocks" in name or "conv2" in name
            (matrices if inside and parameter.dim() > 1 else rest).append(parameter)
        self.peaks = (muon_lr, adam_lr)
        self.muon = Muon(matrices, muon_lr)
        self.adam = torch.optim.AdamW(rest, adam_lr, betas=(0.9, 0.98), weight_decay=0.0)

    def step(self, fraction: float) -> None:
        for optimiser, peak in zip((self.muon, self.adam), self.peaks, strict=True):
            for group in optimiser.param_groups:
                group["lr"] = float(peak * fraction)
            optimiser.step()

    def state_dict(self) -> dict[str, Any]:
        return {"muon": self.muon.state_dict(), "adam": self.adam.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.muon.load_state_dict(state["muon"])
        self.adam.load_state_dict(state["adam"])


class Average:
    """Exponentially averaged weights: what is exported and evaluated."""

    def __init__(self, network: nn.Module) -> None:
        self.weights = {name: value.clone() for name, value in network.state_dict().items()}

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def update(self, network: nn.Module, step: int, keep: float = 0.99) -> None:
        keep = min(keep, (step + 1) / (step + 30))
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                self.weights[name].lerp_(value, 1 - keep)
