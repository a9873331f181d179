"""The stages name their jobs by dotted strings; every one of them is there."""

from __future__ import annotations

from importlib import import_module
from inspect import signature

import pytest

from voice_intake.stages import BACK_OFF_S, BY_SOURCE, MAX_ATTEMPTS, STAGES, TERMINAL, Stage, State
from voice_intake.worker import batch_of


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_job_resolves_and_takes_one_message_id(stage: Stage) -> None:
    """What a stage names can be called with a message id, and has a batch form for the worker."""
    module, _, name = stage.job.rpartition(".")
    assert list(signature(getattr(import_module(module), name)).parameters) == ["message_id"]
    assert list(signature(batch_of(stage)).parameters) == ["place"]


def test_the_stages_lead_from_every_unfinished_state_to_ready() -> None:
    """No state is a dead end: each is terminal or the source of exactly one stage."""
    assert set(BY_SOURCE) | TERMINAL == set(State)
    assert not set(BY_SOURCE) & TERMINAL
    state = State.NOTIFIED
    for _ in STAGES:
        state = BY_SOURCE[state].target
    assert state is State.READY


def test_each_stage_has_a_queue_of_its_own() -> None:
    """One queue a worker: with two, a death between pop and start loses the hint's place."""
    assert len({stage.queue for stage in STAGES}) == len(STAGES)


def test_there_is_a_pause_before_every_further_attempt() -> None:
    """The back-off grows and covers all attempts."""
    assert len(BACK_OFF_S) >= MAX_ATTEMPTS - 1
    assert sorted(BACK_OFF_S) == list(BACK_OFF_S)
