"""Softmax regression with L2, by L-BFGS: the whole data at once, no step size to choose.

Chosen over steps of Adam by training on some writers' messages and reading others'
(docs/decisions/0013).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
#: Pairs of steps and gradients that the search remembers.
_MEMORY = 6


def softmax_regression(
    matrix: Any, wanted: Floats, l2: float, rounds: int
) -> tuple[Floats, Floats, float]:
    """``(W, b, loss)``: (features, labels), (labels,), the mean cross-entropy and penalty reached.

    ``matrix``: scipy CSR (messages, features). ``wanted``: (messages, labels), rows that sum to 1.
    ``l2``: half of it times the square of W is the penalty. Stopped after ``rounds``: before it has
    converged, which holds back rare features further.
    """
    from scipy.optimize import minimize

    transposed = matrix.T.tocsr()
    features, labels = matrix.shape[1], wanted.shape[1]

    def apart(flat: NDArray[np.float64]) -> tuple[Floats, Floats]:
        return flat[:-labels].reshape(features, labels).astype("f"), flat[-labels:].astype("f")

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = apart(flat)
        scores = matrix @ weights + bias
        scores -= scores.max(axis=1, keepdims=True)
        raised = np.exp(scores)
        sums = raised.sum(axis=1, keepdims=True)
        entropy = -(wanted * (scores - np.log(sums))).sum() / len(wanted)
        error = (raised / sums - wanted) / len(wanted)
        gradient = transposed @ error + l2 * weights
        penalty = 0.5 * l2 * float((weights * weights).sum())
        return float(entropy) + penalty, np.concatenate([gradient.ravel(), error.sum(axis=0)])

    found = minimize(
        loss,
        np.zeros((features + 1) * labels),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": rounds, "maxcor": _MEMORY},
    )
    return *apart(found.x), float(found.fun)
