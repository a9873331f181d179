"""The commands that keep their form: extract, gazetteer, evaluate reading."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
from typer.testing import CliRunner

from api.cli import evaluate, extract, gazetteer, process
from nlp.reader import Reader
from nlp.schema import report_schema
from voice_intake.errors import ConfigurationError, UnknownLanguageError

LINES = [
    {
        "id": "a",
        "text": "my bike was stolen last night",
        "language": "en",
        "received_at": "2026-11-20T10:00:00+08:00",
    },
    {"id": 7, "text": "琴晚我架單車俾人偷咗", "received_at": "2026-11-20T10:00:00+08:00"},
    {"id": "c", "text": "", "language": None},
]


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    """The reading stage's commands alone."""
    made = typer.Typer()
    for module in (extract, process, evaluate, gazetteer):
        module.register(made)
    return made


def test_extract_gives_a_report_a_line_in_the_same_order(app: typer.Typer, tmp_path: Path) -> None:
    """``{"id","text",...}`` in, ``{"id","report"}`` out, files."""
    source, sink = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps(line) for line in LINES), "utf-8")
    done = CliRunner().invoke(app, ["extract", "--input", str(source), "--output", str(sink)])
    assert done.exit_code == 0, done.output
    results = [json.loads(line) for line in sink.read_text("utf-8").splitlines()]
    assert [result["id"] for result in results] == ["a", 7, "c"]
    for result in results:
        assert set(result) == {"id", "report"}
        jsonschema.validate(result["report"], report_schema())
    codes = [[item["code"] for item in r["report"]["incident_types"]] for r in results]
    assert codes == [["bicycle_theft"], ["bicycle_theft"], []]
    assert results[0]["report"]["occurred"]["start"] == "2026-11-19T10:00:00+00:00"


def test_extract_reads_standard_input_and_goes_on_after_a_bad_line(app: typer.Typer) -> None:
    """A line that is no message gets an error in its place, and the exit code says so."""
    lines = json.dumps(LINES[0]) + '\nnot json\n[1]\n{"id":"t","text":"x","received_at":"soon"}\n'
    done = CliRunner().invoke(app, ["extract", "--input", "-"], input=lines)
    assert done.exit_code == 1
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["id"] for result in results] == ["a", None, None, "t"]
    assert [("error" in result) for result in results] == [False, True, True, True]


def test_extract_says_of_each_bad_line_what_is_wrong_with_it(app: typer.Typer) -> None:
    """No object, no text, a language that nobody speaks: each is told, the good line is read."""
    lines = [
        [1],
        {"id": "n", "text": None},
        {"id": "m"},
        {"id": "l", "text": "x", "language": "xx"},
        {"id": "k", "text": "x", "language": 7},
        {"id": "ok", "text": "my bike was stolen", "language": "EN"},
    ]
    given = "\n".join(json.dumps(line) for line in lines)
    done = CliRunner().invoke(app, ["extract", "--input", "-"], input=given)
    assert done.exit_code == 1, done.output
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["id"] for result in results] == [None, "n", "m", "l", "k", "ok"]
    wrong = [result["error"] for result in results[:-1]]
    assert wrong[0].startswith("line 1: This is not a JSON object.")
    assert wrong[1].startswith("line 2: `text` is not a string.")
    assert wrong[2].startswith("line 3: `text` is not a string.")
    assert wrong[3].startswith(f"line 4: {UnknownLanguageError()}")
    assert wrong[4].startswith("line 5: `language` is not a string.")
    assert results[-1]["report"]["language"] == "en"


def test_a_text_on_which_the_reader_fails_costs_no_other_line(
    reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    """It gets an error that says what to do, the log its id, and neither a word of the text."""

    class Faulty(Reader):
        def __init__(self) -> None:
            self.good = reader

        def read(self, text: str, **options: Any) -> dict[str, Any]:
            if "secret" in text:
                raise ValueError(text)
            return self.good.read(text, **options)

    texts = ("my bike was stolen", "secret words", "there was a fight")
    lines = [json.dumps({"id": n, "text": text}) for n, text in enumerate(texts)]
    source = io.BytesIO("\n".join(lines).encode())
    results = list(extract._results(Faulty(), source, "en", None))
    assert [("report" if r["report"] else "error", r["id"]) for r in results] == [
        ("report", 0), ("error", 1), ("report", 2),
    ]  # fmt: skip
    assert "Read the text yourself" in results[1]["error"]
    log = capsys.readouterr().err
    assert '"id": "1"' in log and "ValueError" in log
    assert "secret" not in log + results[1]["error"]


@pytest.mark.parametrize("given", [["--text", "hello"], ["--input", "-"]])
def test_extract_refuses_an_unknown_language_before_it_begins(
    app: typer.Typer, tmp_path: Path, given: list[str]
) -> None:
    """The same check as intake's, and no output file is begun; ``auto`` is guessed."""
    sink = tmp_path / "out.jsonl"
    arguments = ["extract", *given, "--output", str(sink), "--language"]
    done = CliRunner().invoke(app, [*arguments, "klingon"], input='{"text": "hello"}')
    assert isinstance(done.exception, UnknownLanguageError) and done.exception.next_step
    assert not sink.exists()
    done = CliRunner().invoke(app, [*arguments, "auto"], input='{"text": "hello"}')
    assert done.exit_code == 0, done.output
    assert json.loads(sink.read_text("utf-8"))["report"]["language"] == "en"


def test_extract_takes_one_text(app: typer.Typer) -> None:
    """``--text`` with ``--language`` and ``--received-at``."""
    arguments = ["extract", "--text", "頭先有人打交", "--language", "yue"]
    done = CliRunner().invoke(app, [*arguments, "--received-at", "2026-11-20T10:00:00+08:00"])
    report = json.loads(done.stdout)["report"]
    assert report["language"] == "yue"
    assert report["incident_types"][0]["code"] == "assault"


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract"],
        ["extract", "--input", "/nowhere/in.jsonl"],
        ["extract", "--text", "x", "--received-at", "soon"],
        ["extract", "--text", "x", "--output", "/nowhere/out.jsonl"],
        ["evaluate", "reading", "--folder", "/usr/share"],
        ["evaluate", "reading", "--split", "dev", "--ids", "no-such-"],
    ],
)
def test_a_wrong_call_says_what_to_do(app: typer.Typer, arguments: list[str]) -> None:
    """One clear error with a next step."""
    done = CliRunner().invoke(app, arguments)
    assert isinstance(done.exception, ConfigurationError)
    assert done.exception.next_step


def test_gazetteer_looks_up_and_counts(app: typer.Typer) -> None:
    """Both commands print tables; an unknown place is said to be unknown."""
    found = CliRunner().invoke(app, ["gazetteer", "lookup", "旺角"])
    assert found.exit_code == 0 and "Mong" in found.stdout
    assert CliRunner().invoke(app, ["gazetteer", "lookup", "nowhere"]).exit_code == 1
    assert "street" in CliRunner().invoke(app, ["gazetteer", "stats"]).stdout


def test_evaluate_prints_counts_and_intervals(app: typer.Typer, tmp_path: Path) -> None:
    """A table per language and kind, and each mistake on request."""
    gold = {"incident": "robbery", "urgency": "priority", "places": []}
    line = {
        "id": "x-1",
        "split": "dev",
        "language": "en",
        "received_at": "2026-11-20T10:00:00+08:00",
        "text": "my bike was stolen",
        "gold": gold,
    }
    (tmp_path / "x.jsonl").write_text(json.dumps(line), "utf-8")
    done = CliRunner().invoke(app, ["evaluate", "reading", "--folder", str(tmp_path), "--errors"])
    assert done.exit_code == 0, done.output
    assert "incident" in done.stdout
    assert "x-1\tincident primary accuracy\twanted robbery\tgot ['bicycle_theft']" in done.stdout


def test_evaluate_measures_the_messages_whose_ids_begin_so(
    app: typer.Typer, tmp_path: Path
) -> None:
    lines = [
        {
            "id": f"{name}-1",
            "split": "dev",
            "language": "en",
            "received_at": "2026-11-20T10:00:00+08:00",
            "text": "my bike was stolen",
            "gold": {"incident": "robbery"},
        }
        for name in ("first", "later")
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    command = ["evaluate", "reading", "--folder", str(tmp_path), "--errors", "--ids", "later-"]
    done = CliRunner().invoke(app, command)
    assert "later-1" in done.stdout and "first-1" not in done.stdout


def test_a_line_that_is_no_message_says_what_to_write_and_the_others_are_read(
    app: typer.Typer, tmp_path: Path
) -> None:
    source, result = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    good = json.dumps({"id": "a", "text": "my bike was stolen", "language": "en"}).encode()
    source.write_bytes(b"\xef\xbb\xbf" + good + b"\nmy bike was stolen\n\xff\xfe\n" + good + b"\n")
    done = CliRunner().invoke(app, ["extract", "--input", str(source), "--output", str(result)])
    lines = [json.loads(line) for line in result.read_text("utf-8").splitlines()]
    assert done.exit_code == 1
    assert [line["report"] is not None for line in lines] == [True, False, False, True]
    assert '{"id": "1", "text": "what was said"}' in lines[1]["error"]
    assert "UTF-8" in lines[2]["error"]
