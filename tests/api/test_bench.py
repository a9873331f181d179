"""`earwitness bench`: real work with faults in it, and which way of working is the quickest."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import psutil
import pytest
from typer.testing import CliRunner

from api.bench import tune
from api.bench.soak import Look, Message, Plan, Report, messages, soak
from api.bench.tune import Tried, Way
from api.cli import build
from api.demo.samples import Sample
from tests.voice_intake import sounds
from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake.engines import layout
from voice_intake.settings import Settings


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    """A recording without speech: the engine's process does everything but hear."""
    audio = tmp_path / "quiet.wav"
    audio.write_bytes(sounds.wav(np.zeros(16_000)))
    return [Sample("quiet", audio, None, "", {})]


def test_a_soak_loses_nothing_though_its_engine_is_killed(
    settings: Settings, tmp_path: Path, samples: list[Sample]
) -> None:
    """Each message of every round is answered, broken ones with their reason; nothing stays behind."""
    model = write_random_checkpoint(tmp_path / "random.pt")
    settings = settings.model_copy(update={"model": str(model), "engine_threads": 1})
    looks: list[Look] = []
    report = soak(settings, samples, Plan(3.0, kill_every_s=1000.0), looks.append)
    assert report.troubles == []
    assert report.kills == 1
    assert report.looks[-1].restarts == 1
    assert report.looks == tuple(looks)
    assert set(report.answers) <= {"silent", "transcribed", "undecodable"}
    assert sum(report.answers.values()) == report.looks[-1].messages
    assert report.model["name"] == "random"
    json.dumps(report.as_dict())


def look(growth_mb: int | None) -> Look:
    """A look at an engine that has grown by so much."""
    growth = None if growth_mb is None else growth_mb << 20
    return Look(60.0, 30, 200.0, 500 << 20, growth, 50 << 20, 9, 0, 0)


def report(*looks: Look, lost: tuple[tuple[str, str], ...] = (), left_behind: int = 0) -> Report:
    """A report with these looks."""
    return Report({}, 1, looks, 0, lost, {}, (), left_behind, 256 << 20)


def test_what_must_not_be_is_told() -> None:
    """A lost message, memory beyond the limit, a process that stayed: each by itself."""
    assert report(look(None), look(255)).troubles == []
    assert "grew by 300 MB" in report(look(300), look(10)).troubles[0]
    assert report(look(0), lost=(("a", "died"),)).troubles == ["a was lost: died"]
    assert report(look(0), left_behind=2).troubles == ["2 processes stayed behind"]


def test_a_round_holds_every_sample_and_broken_files(samples: list[Sample]) -> None:
    """The broken ones are marked: only they may end without a transcription."""
    round_ = messages(samples)
    assert [item.name for item in round_ if not item.broken] == ["quiet"]
    broken = [item for item in round_ if item.broken]
    assert len(broken) >= 5
    assert all(isinstance(item, Message) for item in broken)


def test_without_a_measurement_the_command_says_which_there_are() -> None:
    """It never begins something that takes minutes by itself."""
    done = CliRunner().invoke(build(), ["bench"])
    assert done.exit_code != 0
    assert "--soak" in str(done.exception)
    both = CliRunner().invoke(build(), ["bench", "--soak", "--tune"])
    assert both.exit_code != 0


def test_what_cannot_be_had_here_is_told_with_its_reason(
    settings: Settings,
    tmp_path: Path,
    samples: list[Sample],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And the quickest of the others is what to write down."""
    settings = on_cpu(settings, tmp_path)
    monkeypatch.setattr(tune, "KINDS", (("fast", "fp16"), ("fast", "fp32")))
    monkeypatch.setattr(layout, "cores", lambda: 1)
    spoken = [item.spoken for item in messages(samples) if not item.broken]
    told: list[Tried] = []
    tried = tune.tune(settings, spoken, 0.2, told.append)
    assert told == tried
    assert [one.way.precision for one in tried] == ["fp16", "fp32"]
    assert "fp16" in tried[0].why_not
    first = tune.best(tried)
    assert first is tried[1]
    assert "EARWITNESS_PRECISION=fp32" in first.way.lines


def test_processes_of_one_layout_are_measured_together(
    settings: Settings, tmp_path: Path, samples: list[Sample]
) -> None:
    """The messages of both are counted, and both are gone afterwards."""
    before = set(psutil.Process().children(recursive=True))
    spoken = [item.spoken for item in messages(samples) if not item.broken]
    way = Way("fast", "fp32", workers=2)
    one = tune.measure(on_cpu(settings, tmp_path), way, spoken, 0.2)
    assert not one.why_not
    assert one.messages_a_minute > 60 / one.message_s
    assert set(psutil.Process().children(recursive=True)) == before


def on_cpu(settings: Settings, folder: Path) -> Settings:
    """Settings with a tiny model for the processor."""
    model = write_random_checkpoint(folder / "random.pt")
    return settings.model_copy(update={"model": str(model), "device": "cpu"})


def test_nothing_is_recommended_where_nothing_ran() -> None:
    """The quickest of those that ran, else none."""
    missing = Tried(Way("ct2", "auto"), 0.0, why_not="not installed")
    slow, quick = Tried(Way("fast", "fp32"), 3.0, 1.0), Tried(Way("fast", "int8"), 9.0, 0.4)
    assert tune.best([missing]) is None
    assert tune.best([missing, slow, quick]) is quick


@pytest.mark.parametrize("cores", [1, 2, 3, 4, 6, 8, 16, 64])
def test_layouts_never_use_more_than_the_cores_and_the_memory(cores: int) -> None:
    """However many engines the memory bears."""
    for most in (1, 2, cores):
        for workers, threads in tune.layouts(cores, most):
            assert workers * threads <= cores
            assert workers <= most
