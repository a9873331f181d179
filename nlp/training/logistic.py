"""A logistic regression over hashed features, as the classifiers of times use it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.time_classifier.features import Rows
from nlp.training.regression import softmax_regression


def fitted(
    rows: Sequence[Rows], wanted: Sequence[bool], buckets: int, l2: float, rounds: int
) -> tuple[NDArray[np.float32], float]:
    """``(weights, bias)``: (buckets,), and what is added, of examples given as features."""
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(one[0]) for one in rows)])
    places = np.concatenate([one[0] for one in rows])
    values = np.concatenate([one[1] for one in rows])
    matrix = csr_matrix((values, places, ends), shape=(len(rows), buckets))
    both = np.array([[not one, one] for one in wanted], dtype=np.float32)
    weights, bias, _ = softmax_regression(matrix, both, l2, rounds)
    return weights[:, 1] - weights[:, 0], float(bias[1] - bias[0])
