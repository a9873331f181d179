"""``earwitness models``: what is there, converting, and the check for the first run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import build
from api.self_check import judge
from api.self_check.cases import Case
from api.self_check.hear import Run, engines, exact
from tests.conftest import ROOT
from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake import settings as settings_module
from voice_intake.engines.base import Heard
from voice_intake.settings import Settings
from voice_intake.transcript import AudioSpan, Segment, Word


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a random checkpoint, and two samples to hear: speech and silence."""
    data = tmp_path_factory.mktemp("data")
    write_random_checkpoint(data / "models" / "ours.pt")
    (data / "samples").mkdir()
    for name in ("en-cut-off", "silence"):
        for suffix in (".wav", ".json"):
            shutil.copy(ROOT / "samples" / f"{name}{suffix}", data / "samples")
    return data


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, installation: Path) -> Iterator[Any]:
    """Run ``earwitness models ...`` over that installation."""
    chosen = {"DATA_DIR": installation, "DEVICE": "cpu", "ENGINE_THREADS": 1, "PRECISION": "fp32"}
    for name, value in chosen.items():
        monkeypatch.setenv(f"EARWITNESS_{name}", str(value))
    monkeypatch.setenv("COLUMNS", "120")
    settings_module.get_settings.cache_clear()

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(build(), ["models", *map(str, arguments)])

    yield invoke
    settings_module.get_settings.cache_clear()


def test_a_list_says_what_each_model_costs_and_knows(run: Any) -> None:
    """Published ones, one's own, and the demonstration's."""
    shown = run("list").stdout
    rows = {
        line.split("│")[1].split()[0]: line for line in shown.splitlines() if line.startswith("│")
    }
    assert "1618 MB" in rows["large-v3-turbo"]
    assert rows["large-v3"].split("│")[5].strip() == "100"
    assert rows["small.en"].split("│")[6].strip() == "no"
    assert rows["ours"].split("│")[2].strip() == "yes"
    assert "MIT" in rows["small"]


def test_addresses_can_be_copied_for_a_machine_without_a_network(
    run: Any, installation: Path
) -> None:
    """Name, address, sha256 and place, a model a line."""
    lines = [line.split("\t") for line in run("list", "--urls").stdout.splitlines()]
    small = next(line for line in lines if line[0] == "small")
    assert small[1].startswith("https://")
    assert small[2] in small[1]
    assert small[3] == str(installation / "models" / "small.pt")


def test_a_quantization_that_is_not_there_is_refused(run: Any) -> None:
    """With those that are."""
    answer = run("convert", "ours", "--quantization", "int4")
    assert answer.exit_code != 0
    assert "int8, int8_float32, float16, float32" in str(answer.exception)


def test_the_check_compares_every_engine_and_prints_json(run: Any, installation: Path) -> None:
    """On weights that know nothing it passes what a program must hold and reports the errors."""
    answer = run("verify", "ours", "--run", "--json", "--samples", installation / "samples")
    report = json.loads(answer.stdout)
    assert (report["model"], report["passed"]) == ("ours", answer.exit_code == 0)
    labels = [engine["engine"] for engine in report["engines"]]
    assert labels[: len(engines())] == engines()
    assert report["failures"] == {}
    held = {(check["name"], check["engine"]): check for check in report["checks"]}
    assert held["silence", "all"]["passed"]
    assert held["same words as the reference", "ct2"]["passed"]
    assert held["same words as the reference", "fast"]["passed"]
    assert ("word times", "fast, as configured") in held
    figures = report["engines"][0]["languages"]["en"]
    assert figures["messages"] == 1
    assert figures["error_rate"] > 0.5
    assert figures["took_s"] > 0
    heard = {message["name"]: message for message in report["engines"][0]["messages"]}
    assert heard["silence"]["text"] == ""
    assert heard["en-cut-off"]["detected"] in ("en", "yue", "zh")
    listed = run("list").stdout
    assert "float32" in listed
    assert "conversion float32: whole" in run("verify", "ours").stdout


def test_a_model_that_is_not_there_fails_the_check_in_one_line(run: Any) -> None:
    """Exit code 1 and the command that gets it."""
    answer = run("verify", "base", "--run")
    assert answer.exit_code == 1
    assert "earwitness models fetch base" in answer.stderr


# ---- what holds and what does not, on made-up hearings


def hearing(text: str, *, start: float = 1.0, temperature: float = 0.0) -> Heard:
    """These words half a second apart."""
    words = tuple(
        Word(f" {word}", start + i / 2, start + i / 2 + 0.4, 0.9)
        for i, word in enumerate(text.split())
    )
    segment = Segment(0, start, start + 5, text, -0.2, 0.1, 1.0, temperature, words)
    return Heard(text, "en", 1.0, (segment,), "en")


def a_run(engine: str, *heard: Heard) -> Run:
    """A run that heard these in messages 0, 1 ..."""
    names = {str(number): item for number, item in enumerate(heard)}
    return Run(engine, engine, True, {}, 0.1, names, dict.fromkeys(names, 1.0))


def a_case(name: str, language: str | None = "en") -> Case:
    """Speech from 1 to 6 s."""
    return Case(name, language, "a man took my bike", 7.0, (AudioSpan(1.0, 6.0),), None)


def test_one_other_word_fails_the_fast_engine() -> None:
    """It computes the same arithmetic; nothing excuses it."""
    reference = a_run("reference", hearing("a man took my bike"), hearing("I am here"))
    same = judge.parity(reference, a_run("fast", *reference.heard.values()))
    assert same.passed
    other = a_run("fast", hearing("a man took my bike"), hearing("I am there"))
    found = judge.parity(reference, other)
    assert not found.passed
    assert found.detail == "1 of 2 messages equal, 12.5% of the words differ"


def test_sampled_messages_are_left_out_and_nothing_compared_is_no_pass() -> None:
    """Two engines' random numbers are never the same."""
    sampled = hearing("anything", temperature=0.4)
    reference = a_run("reference", hearing("I am here"), sampled)
    found = judge.parity(reference, a_run("fast", hearing("I am here"), hearing("else")))
    assert found.passed
    assert "1 left out: sampled" in found.detail
    assert not judge.parity(a_run("reference", sampled), a_run("fast", sampled)).passed


def test_words_outside_the_speech_or_out_of_order_fail() -> None:
    """Half a second a word from second 1, or from second 40 where nobody speaks."""
    good = a_run("fast", hearing("a man took my bike"))
    assert judge.times(good, [a_case("0")]).passed
    late = a_run("fast", hearing("a man took my bike", start=40.0))
    assert not judge.times(late, [a_case("0")]).passed
    segment = good.heard["0"].segments[0]
    turned = replace(segment, words=tuple(reversed(segment.words)))
    mixed = replace(good.heard["0"], segments=(turned,))
    assert not judge.times(a_run("fast", mixed), [a_case("0")]).passed


def test_words_where_nobody_speaks_fail() -> None:
    """The phantom of a looping decoder."""
    silent = a_case("0", language=None)
    assert judge.silence([a_run("fast")], [silent]).passed
    assert not judge.silence([a_run("fast", hearing("Thank you."))], [silent]).passed


def test_figures_count_errors_against_what_was_said() -> None:
    """One of five words wrong; a second of work for seven of sound."""
    figures = judge.figures(a_run("fast", hearing("a man took my book")), [a_case("0")])
    assert figures["en"]["error_rate"] == 0.2
    assert figures["en"]["language_right"] == 1
    assert figures["en"]["real_time_factor"] == pytest.approx(0.143)


def test_the_reference_is_compared_without_sampling(settings: Settings) -> None:
    """First, and greedy; every engine that is installed follows."""
    names = engines()
    assert names[0] == "reference"
    assert set(names) >= {"reference", "ct2"}
    assert all(exact(settings, name).temperatures == (0.0,) for name in names)
    assert [exact(settings, name).engine for name in names] == names
