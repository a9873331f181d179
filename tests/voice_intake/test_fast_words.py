"""Word times: the filter in front of the path, and the path itself."""

from __future__ import annotations

import itertools
import statistics

import numpy as np
import pytest
import torch

from voice_intake.engines.alignment import dtw_path
from voice_intake.engines.fast import words


def test_each_frame_becomes_the_median_of_its_neighbours() -> None:
    """The ends are mirrored; short looks are left as they are."""
    looks = torch.randn(3, 5, 41, generator=torch.Generator().manual_seed(1))
    mirrored = torch.nn.functional.pad(looks, (3, 3), mode="reflect")
    wanted = mirrored.unfold(-1, 7, 1).median(-1).values
    assert torch.equal(words._median(looks), wanted)
    assert torch.equal(words._median(looks[..., :3]), looks[..., :3])


def test_the_median_is_right_in_whatever_order_its_values_come() -> None:
    """A network that is right over every row of zeros and ones is right over all values."""
    for row in itertools.product((0.0, 1.0), repeat=7):
        found = words._median(torch.tensor([row]))
        assert float(found[0, 3]) == statistics.median(row)


@pytest.mark.parametrize(("tokens", "frames"), [(1, 1), (1, 8), (8, 1), (6, 6), (12, 90)])
def test_a_path_takes_each_token_and_each_frame_in_order(tokens: int, frames: int) -> None:
    """From the first of both to the last, by one step at a time; ties or none."""
    chance = np.random.default_rng(tokens)
    for cost in (chance.normal(size=(tokens, frames)), np.zeros((tokens, frames))):
        path = dtw_path(cost)
        assert path[:, 0].tolist() == [0, 0]
        assert path[:, -1].tolist() == [tokens - 1, frames - 1]
        steps = np.diff(path, axis=1)
        assert ((steps >= 0) & (steps <= 1)).all()
        assert (steps.sum(0) >= 1).all()


def test_a_path_costs_no_more_than_any_other() -> None:
    """Against every path through a small table."""

    def cheapest(cost: np.ndarray, i: int, j: int) -> float:
        if i == j == 0:
            return float(cost[0, 0])
        ways = [(i - 1, j - 1), (i - 1, j), (i, j - 1)]
        return float(cost[i, j]) + min(cheapest(cost, *w) for w in ways if min(w) >= 0)

    cost = np.random.default_rng(5).normal(size=(4, 6))
    path = dtw_path(cost)
    assert cost[path[0], path[1]].sum() == pytest.approx(cheapest(cost, 3, 5))
