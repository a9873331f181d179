"""``earwitness transcribe`` and its kin, as a person types them: real processes, real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.voice_intake import sounds
from tests.voice_intake.checkpoints import write_random_checkpoint
from voice_intake import subtitles
from voice_intake.transcript import Segment, Transcription

SAMPLE = ROOT / "samples" / "en-cut-off.wav"

SAID = Transcription(
    text="First. Second --> third.",
    language="en",
    language_probability=1.0,
    duration_s=4000.0,
    segments=(
        Segment(0, 0.5, 2.25, " First.", -0.3, 0.1, 1.0, 0.0),
        Segment(1, 3661.0, 3662.5, " Second --> third.", -0.3, 0.1, 1.0, 0.0),
    ),
)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of random weights."""
    return write_random_checkpoint(tmp_path_factory.mktemp("models") / "random.pt")


def earwitness(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in an installation of its own."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            "EARWITNESS_DATA_DIR": str(home),
            "EARWITNESS_ENGINE_THREADS": "1",
            "EARWITNESS_DEVICE": "cpu",
            **environment,
        },
    )


def test_each_file_is_one_line_and_a_bad_one_stops_nobody(checkpoint: Path, tmp_path: Path) -> None:
    """JSON on stdout in the order of the arguments; errors on stderr, and in the exit code."""
    silence = tmp_path / "silence.wav"
    silence.write_bytes(sounds.wav(np.zeros(8_000)))
    junk = tmp_path / "junk.wav"
    junk.write_bytes(b"no recording")
    gone = tmp_path / "gone.wav"
    files = [str(SAMPLE), str(junk), str(gone), str(silence)]
    done = earwitness(
        "transcribe", *files, "--model", str(checkpoint), "--language", "English", home=tmp_path
    )
    assert done.returncode == 1
    heard, quiet = [json.loads(line) for line in done.stdout.splitlines()]
    assert list(heard)[:4] == ["file", "language", "text", "segments"]
    assert heard["file"] == str(SAMPLE)
    assert heard["language"] == "en"
    assert {"start", "end", "text", "words", "avg_logprob"} <= set(heard["segments"][0])
    assert {"word", "start", "end", "probability"} <= set(heard["segments"][0]["words"][0])
    assert "truncated" in heard["flags"]
    assert (quiet["file"], quiet["text"], quiet["speech"]) == (str(silence), "", "none")
    assert f"{junk}: These bytes are not a recording" in done.stderr
    assert f"{gone}: It cannot be read" in done.stderr
    assert "download it" not in done.stderr


def test_whispers_own_spellings_write_every_format(checkpoint: Path, tmp_path: Path) -> None:
    """``--output_format all --output_dir`` and ``--word_timestamps False``, as with whisper."""
    folder = tmp_path / "out"
    done = earwitness(
        "transcribe",
        str(SAMPLE),
        *("--model", str(checkpoint), "--output_format", "all", "--output_dir", str(folder)),
        *("--word_timestamps", "False", "--language", "yue"),
        home=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    names = {path.suffix for path in folder.iterdir()}
    assert names == {".json", ".txt", ".srt", ".vtt", ".tsv"}
    line = json.loads((folder / "en-cut-off.json").read_text("utf-8"))
    assert line["language"] == "yue"
    assert "words" not in line["segments"][0]
    assert (folder / "en-cut-off.vtt").read_text("utf-8").startswith("WEBVTT\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--model", "small"], "earwitness models fetch small"),
        (["--language", "klingon"], "no language 'klingon'"),
        (["--output-format", "docx"], "no output format 'docx'"),
        (["--word-timestamps", "perhaps"], "True or False"),
    ],
)
def test_a_wrong_option_is_one_clear_line(arguments: list[str], words: str, tmp_path: Path) -> None:
    """Before any model is loaded; exit code 2."""
    done = earwitness("transcribe", str(SAMPLE), *arguments, home=tmp_path)
    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_without_a_model_the_demos_is_used_and_said_so(tmp_path: Path) -> None:
    """Whoever tries the command on the samples hears something, and hears what it is worth."""
    silence = str(ROOT / "samples" / "silence.wav")
    done = earwitness("transcribe", silence, home=tmp_path)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stderr.split())
    assert "earwitness models fetch small" in told
    assert "Never use it for callers" in told


def test_a_model_that_was_chosen_is_never_replaced(tmp_path: Path) -> None:
    """A setting is a choice: where its model is missing there is an error, not another model."""
    done = earwitness("transcribe", str(SAMPLE), home=tmp_path, EARWITNESS_MODEL="small")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "earwitness models fetch small" in " ".join(done.stderr.split())


def test_subtitles_are_in_their_formats() -> None:
    """Hours, commas and points, milliseconds; an arrow in the text must not end a cue."""
    assert subtitles.txt(SAID) == "First.\nSecond --> third."
    assert subtitles.srt(SAID) == (
        "1\n00:00:00,500 --> 00:00:02,250\nFirst.\n\n"
        "2\n01:01:01,000 --> 01:01:02,500\nSecond -> third."
    )
    assert subtitles.vtt(SAID).splitlines()[:3] == [
        "WEBVTT",
        "",
        "00:00:00.500 --> 00:00:02.250",
    ]
    assert subtitles.tsv(SAID).splitlines()[1:] == [
        "500\t2250\tFirst.",
        "3661000\t3662500\tSecond --> third.",
    ]


def test_subtitles_of_a_stereo_call_say_who_speaks() -> None:
    """By role where the caller's channel is known, else by number; WebVTT by its own mark."""
    segments = tuple(replace(part, channel=i) for i, part in enumerate(SAID.segments))
    call = replace(SAID, segments=segments, caller_channel=0)
    assert subtitles.txt(call) == "Caller: First.\nCall-taker: Second --> third."
    assert "\n<v Call-taker>Second -> third." in subtitles.vtt(call)
    assert "\nChannel 1: Second -> third." in subtitles.srt(replace(call, caller_channel=None))
    assert subtitles.tsv(call).splitlines()[1] == "500\t2250\tCaller: First."


def test_what_webvtt_takes_for_marks_is_escaped() -> None:
    """In SubRip it stands as it was said."""
    said = replace(SAID, segments=(replace(SAID.segments[0], text=" Lo & Co <left>"),))
    assert subtitles.vtt(said).endswith("\nLo &amp; Co &lt;left>")
    assert subtitles.srt(said).endswith("\nLo & Co <left>")


def test_a_recording_from_a_pipe_becomes_a_report(tmp_path: Path) -> None:
    """``process -``: received now, because a pipe has no time of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "process", "-", "--model", "demo"],
        input=(ROOT / "samples" / "silence.wav").read_bytes(),
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "EARWITNESS_DATA_DIR": str(tmp_path), "EARWITNESS_ENGINE_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    line = json.loads(done.stdout)
    assert (line["file"], line["transcript"]["speech"]) == ("-", "none")
    assert "report" in line


def test_models_are_listed_and_verified(checkpoint: Path, tmp_path: Path) -> None:
    """What is here, what could be, and whether one loads."""
    listed = earwitness("models", "list", home=tmp_path)
    assert listed.returncode == 0
    assert "large-v3-turbo" in listed.stdout
    assert "demo" in listed.stdout
    verified = earwitness("models", "verify", str(checkpoint), home=tmp_path)
    assert verified.returncode == 0, verified.stderr
    assert "random loads: earwitness" in verified.stdout
    broken = tmp_path / "broken.pt"
    broken.write_bytes(checkpoint.read_bytes()[:5000])
    refused = earwitness("models", "verify", str(broken), home=tmp_path)
    assert refused.returncode == 1
    assert "cannot be loaded" in refused.stderr


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(tmp_path: Path) -> None:
    """A bare folder: no schema, no model. Each with its command."""
    done = earwitness("doctor", home=tmp_path / "data", EARWITNESS_MODEL="small")
    assert done.returncode == 1
    assert "earwitness migrate" in done.stdout
    assert "earwitness models fetch small" in done.stdout
    assert "decoded 1 s of mu-law" in done.stdout


def test_the_doctor_warns_of_the_demos_model(tmp_path: Path) -> None:
    """It works, and must never hear callers: a note, not a fault."""
    assert earwitness("migrate", home=tmp_path / "data").returncode == 0
    done = earwitness("doctor", home=tmp_path / "data", EARWITNESS_MODEL="demo")
    assert done.returncode == 0, done.stdout
    assert "DEMO" in done.stdout
    assert "newest schema" in done.stdout
    down = earwitness(
        "doctor",
        home=tmp_path / "data",
        EARWITNESS_MODEL="demo",
        EARWITNESS_DATABASE_URL="postgresql://nobody@127.0.0.1:9/none",
        EARWITNESS_REDIS_URL="redis://127.0.0.1:9/0",
    )
    assert down.returncode == 1
    assert "EARWITNESS_DATABASE_URL" in down.stdout
    assert "EARWITNESS_REDIS_URL" in down.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--device", "gpu", "--model", "demo"], "There is no device 'gpu'. Use cpu"),
        (["--threads", "-3"], "Invalid value for '--threads'"),
        (["-o", "pyproject.toml"], "The folder pyproject.toml cannot be made"),
        (["--model", "/tmp/[/bold]x[ct2].pt"], "no model file /tmp/[/bold]x[ct2].pt"),
    ],
)
def test_a_wrong_value_is_told_with_what_to_do(
    arguments: list[str], words: str, tmp_path: Path
) -> None:
    """In one line that can be copied, brackets and all."""
    done = earwitness("transcribe", str(SAMPLE), *arguments, home=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_no_files_results_replace_anothers(tmp_path: Path) -> None:
    """message.wav and message.mp3 would both become message.json."""
    names = [str(SAMPLE), str(tmp_path / SAMPLE.with_suffix(".mp3").name)]
    done = earwitness("transcribe", *names, "-f", "all", "-o", str(tmp_path / "o"), home=tmp_path)
    assert done.returncode == 2
    assert f"Several of the files are named {SAMPLE.stem}" in done.stderr
