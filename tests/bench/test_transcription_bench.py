"""bench/transcription.py: its weights say what they must, and its figures are what they claim."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench import floor, ggml, gpu, measure, show, transcription, weights
from bench.child import Answer, Child
from bench.ears import Job, Spec, name_heads, published_heads, windows_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def work_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny checkpoint that says the scripts, and noise to hear."""
    from whisper.model import ModelDimensions

    folder = tmp_path_factory.mktemp("bench")
    dims = ModelDimensions(80, 1500, 192, 3, 1, 51_865, 448, 192, 3, 2)
    weights.write(dims, folder / "small.pt", torch_seed=1)
    noise = np.random.default_rng(0).normal(size=60 * 16_000) * 0.05
    np.save(folder / "audio.npy", noise.astype(np.float32))
    return folder


@pytest.fixture(scope="module")
def ours(work_dir: Path) -> Iterator[Child]:
    """Our engine in a process of its own."""
    child = Child(Spec("ours", "int8", work_dir / "small.pt", work_dir=work_dir))
    yield child
    child.close()


@pytest.fixture(params=["openai", "faster", "ours"])
def program(request: pytest.FixtureRequest, work_dir: Path) -> Iterator[Child]:
    """Each program in turn."""
    if request.param == "ours":
        yield request.getfixturevalue("ours")
        return
    precision = "fp32" if request.param == "openai" else "int8"
    child = Child(Spec(request.param, precision, work_dir / "small.pt", work_dir=work_dir))
    yield child
    child.close()


def test_every_program_says_the_script_of_the_language_by_itself(
    program: Child, work_dir: Path
) -> None:
    job = Job(work_dir / "audio.npy", 5.0, weights.language_of(5.0))
    answer = program.hear(job)
    assert answer.texts == (weights.script(5.0).text,)
    assert answer.first_s <= answer.wall_s
    answer = program.hear(replace(job, seconds=10.0, language="en", batch=2))
    assert answer.texts == (weights.script(10.0).text,) * 2
    memory = program.memory()
    assert memory.peak >= program.loaded.resident > 10_000_000


def test_our_word_times_and_fitted_context_change_no_word(ours: Child, work_dir: Path) -> None:
    job = Job(work_dir / "audio.npy", 10.0, "en", words=True, context="exact")
    assert ours.hear(job).texts == (weights.script(10.0).text,)


def test_a_program_that_cannot_be_opened_says_why(work_dir: Path) -> None:
    with pytest.raises(RuntimeError, match=r"pywhispercpp|missing"):
        Child(Spec("cpp", "f16", work_dir / "missing.pt", work_dir=work_dir))


def test_scripts_share_no_word_and_have_the_tokens_of_their_length() -> None:
    scripts = [weights.script(seconds) for seconds in weights.LANGUAGES.values()]
    inner = [token for script in scripts for token in script.tokens[1:-1]]
    assert len(set(inner)) == len(inner)
    assert [len(script.tokens) for script in scripts] == [17, 34, 68, 102]


def test_the_floor_counts_whispers_operations() -> None:
    """base over 30 s: about 40 G operations in the layers, as its 20 M encoder weights tell."""
    linear, rest = floor.encoder_operations("base", 1500)
    assert linear == 2 * 1500 * (6 * 12 + 2 * 6) * 512**2
    assert 0.2 < rest / linear < 1
    weights_of_a_token = sum(a * b for a, b in floor.token_shapes("base"))
    assert weights_of_a_token == 6 * 14 * 512**2 + 51_865 * 512
    speeds = {"fp32": floor.Speed(1e10, 0.01), "bf16": floor.Speed(2e10, 0.01)}
    speeds["int8"] = floor.Speed(4e10, 0.005)
    assert floor.floor_s("base", "int8", speeds, 1500, 37) == pytest.approx(
        linear / 4e10 + rest / 2e10 + 37 * 0.005
    )


def test_ratios_are_medians_of_pairs_of_one_round() -> None:
    slow = measure.to_runs([Answer(s, s, s, ("a",)) for s in (2.0, 40.0, 3.0)], 1)
    fast = measure.to_runs([Answer(s, s, s, ("a",)) for s in (1.0, 10.0, 1.0)], 1)
    assert measure.ratio(slow, fast) == 3.0
    assert measure.ratio(slow, replace(fast, messages=4)) == 12.0


def test_the_tables_and_the_plain_data_hold_every_part() -> None:
    run = measure.to_runs([Answer(1.0, 1.0, 1.0, ("said",))] * 2, 1)
    names = ("openai-whisper", "faster-whisper int8", "ours int8, full", "ours int8, exact")
    runs = dict.fromkeys(names, run)
    found = {
        "base": {
            "lengths": {"10": runs, "10w": runs},
            "batches": {"8": {name: replace(run, messages=8) for name in names[1:]}},
            "layout": dict.fromkeys(names, (60.0, 60.0)),
            "outside": {"outside": 0.05, "decode": 0.01},
            "memory": {
                "file": 100_000_000,
                "parameters": 50,
                "ours int8": {"loaded": 1, "peak": 2e8},
            },
            "floor": {"int8": floor.Speed(1e11, 0.001)},
        }
    }
    shown = show.everything(found, (10.0,))
    for words in (
        "Single messages",
        "Batches",
        "Two processes",
        "Outside",
        "Memory",
        "== Aims",
        "530",
    ):
        assert words in shown
    assert "said" not in json.dumps(show.plain(found))
    assert "turbo" in show.gpu({"turbo": {"ours fp16": [(1, 100.0), (4, 300.0)]}})


def test_ggml_blocks_hold_what_they_were_given() -> None:
    values = np.random.default_rng(0).normal(size=(4, 64)).astype(np.float32)
    packed = np.frombuffer(ggml.q8_0(values), np.uint8).reshape(8, 34)
    scales = packed[:, :2].copy().view("<f2").astype(np.float32)
    back = (packed[:, 2:].view(np.int8) * scales).reshape(4, 64)
    assert np.abs(back - values).max() < 0.02


def test_the_ggml_file_begins_with_the_dimensions(work_dir: Path) -> None:
    path = ggml.convert(work_dir / "small.pt", work_dir / "small.ggml", "q8_0")
    head = np.frombuffer(path.read_bytes()[:48], "<i4")
    assert head[0] == 0x67676D6C
    assert list(head[1:6]) == [51_865, 1500, 192, 3, 1]


def test_published_heads_reach_a_conversion_that_stays_whole(work_dir: Path) -> None:
    from voice_intake.engines import convert
    from voice_intake.model_store import ModelFile
    from voice_intake.settings import Settings

    source = ModelFile(work_dir / "small.pt", "bench-small")
    made = convert.convert(Settings(data_dir=work_dir), source, "int8")
    name_heads(made.folder, [(0, 1), (1, 2)])
    assert convert.read(made.folder, hashes=True) is not None
    assert json.loads((made.folder / "config.json").read_text())["alignment_heads"] == [
        [0, 1],
        [1, 2],
    ]
    assert all(layer < 6 and head < 8 for layer, head in published_heads("base"))


def test_a_batch_grows_until_it_brings_no_more(ours: Child, work_dir: Path) -> None:
    curve = gpu.saturate(ours, work_dir / "audio.npy", (1, 2), 5.0)
    assert [batch for batch, _ in curve] == [1, 2]
    assert all(hours > 0 for _, hours in curve)


def test_messages_longer_than_a_window_are_cut_into_windows() -> None:
    assert windows_of(40.0) == [(0.0, 30.0), (30.0, 40.0)]


def test_the_command_refuses_what_it_does_not_know() -> None:
    done = subprocess.run(
        [sys.executable, "bench/transcription.py", "--sizes", "huge"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "'huge' is none of demo, tiny" in done.stderr
    assert tuple(transcription.MEASURED) == transcription.PARTS
