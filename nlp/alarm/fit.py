"""Fitting the second opinion on urgency: plain stochastic gradients (AdaGrad), the same each time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.alarm import BUCKETS, LEVELS, SCALE, Floats, softmax
from nlp.classifier.features import extract
from nlp.normalise import fold, tokenise

#: Incidents whose written messages are routine, and priority, whatever they say.
_ROUTINE = frozenset(
    {
        "lost_property", "noise", "illegal_parking", "found_property", "information_request",
        "abandoned_vehicle", "gambling", "illegal_hawking", "bicycle_theft", "pickpocketing", "fraud",
        "cybercrime", "complaint_against_police", "theft", "theft_from_vehicle", "vehicle_theft",
        "shop_theft", "criminal_damage", "drugs", "public_nuisance", "drone", "vice",
        "crime_information",
    }
)  # fmt: skip
_PRIORITY = frozenset(
    {
        "harassment", "indecent_exposure", "blackmail", "suspicious_person", "suspicious_vehicle",
        "objects_from_height", "dangerous_driving", "triad_activity", "trespass", "drunk_disorder",
    }
)  # fmt: skip
EPOCHS, RATE, DECAY, SEED = 4, 0.3, 1e-3, 0
#: How much a mistake on each level costs: an emergency missed costs most.
_COSTS = (0.7, 1.0, 3.0)

Written = tuple[str, int]


def messages() -> list[Written]:
    """``(text, level)`` of this package's messages and of the incidents' that say or imply a level."""
    own = files("nlp.alarm").joinpath("messages.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in own.splitlines()]
    folder = files("nlp.training").joinpath("messages")
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".jsonl")), key=str):
        rows += [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [(row["text"], level) for row in rows if (level := _level(row)) is not None]


def _level(row: dict[str, object]) -> int | None:
    if "urgency" in row:
        return LEVELS.index(str(row["urgency"]))
    codes = row["codes"]
    assert isinstance(codes, list)
    if not codes or (len(codes) == 1 and codes[0] in _ROUTINE):
        return 0
    return 1 if len(codes) == 1 and codes[0] in _PRIORITY else None


def vector(text: str) -> tuple[NDArray[np.int64], Floats]:
    """Buckets and weights of a text's features; the weights have length 1."""
    tokens = [token for token in tokenise(fold(text))[0] if token.strip()]
    features = extract(tokens, BUCKETS)
    length = float(np.sqrt((features.values**2).sum())) or 1.0
    return features.rows, features.values / length


def fit(written: Sequence[Written]) -> tuple[Floats, Floats]:
    """``(weights, bias)``: (buckets, levels) and (levels,)."""
    vectors = [vector(text) for text, _ in written]
    levels = np.array([level for _, level in written])
    counts = np.bincount(levels, minlength=len(LEVELS))
    costs = np.sqrt(len(written) / len(LEVELS) / counts) * np.array(_COSTS)
    weights = np.zeros((BUCKETS, len(LEVELS)), dtype=np.float32)
    squares = np.full_like(weights, 1e-6)
    bias = np.zeros(len(LEVELS), dtype=np.float32)
    order = np.random.default_rng(SEED)
    for _ in range(EPOCHS):
        for i in order.permutation(len(written)):
            rows, values = vectors[i]
            wanted = levels[i]
            scores = (weights[rows] * values[:, None]).sum(axis=0) * SCALE + bias
            slope = softmax(scores)
            slope[wanted] -= 1
            slope *= costs[wanted]
            steps = values[:, None] * slope * SCALE + DECAY * weights[rows]
            np.add.at(squares, rows, steps**2)
            weights[rows] -= RATE * steps / np.sqrt(squares[rows])
            bias -= 0.02 * slope
    return weights, bias


def save(weights: Floats, bias: Floats, path: Path) -> None:
    """Half precision, compressed: a few hundred kilobytes."""
    np.savez_compressed(path, weights=weights.astype(np.float16), bias=bias)
