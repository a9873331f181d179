"""``earwitness evaluate transcription``: what is measured, and how far its advice goes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from api.cli import build
from api.evaluation import figures, listen, recordings, show, variants
from api.evaluation.advice import advise
from api.evaluation.listen import Hearing, Run
from api.evaluation.recordings import Recording
from api.evaluation.report import Report
from tests.conftest import ROOT
from voice_intake import settings as settings_module
from voice_intake.errors import ConfigurationError, ModelMissingError
from voice_intake.settings import Settings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cut message with its label, a hang-up, and a file that is no recording."""
    made = tmp_path_factory.mktemp("messages")
    for name in ("en-cut-off.wav", "en-cut-off.json", "hang-up.wav", "hang-up.json"):
        shutil.copy(ROOT / "samples" / name, made)
    (made / "broken.wav").write_bytes(b"RIFF no sound")
    (made / "notes.md").write_text("no recording")
    return made


@pytest.fixture(autouse=True)
def _installation(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demonstration's model, greedy."""
    data = tmp_path_factory.getbasetemp() / "no-models"
    chosen = {"DATA_DIR": data, "DEVICE": "cpu", "MODEL": "demo", "ENGINE_THREADS": 1}
    for name, value in {**chosen, "TEMPERATURES": "[0.0]"}.items():
        monkeypatch.setenv(f"EARWITNESS_{name}", str(value))
    monkeypatch.setenv("COLUMNS", "200")
    settings_module.get_settings.cache_clear()
    yield
    settings_module.get_settings.cache_clear()


def run(*arguments: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(build(), ["evaluate", "transcription", *map(str, arguments)])


def test_a_folder_is_measured_by_language(folder: Path) -> None:
    """Errors where there is a label, an empty hang-up, and why a file could not be heard."""
    answer = run(folder)
    assert answer.exit_code == 0, answer.output
    rows = {
        cells[0]: cells[1:]
        for cells in (
            [cell.strip() for cell in line.strip("│").split("│")]
            for line in answer.stdout.splitlines()
            if line.startswith("│")
        )
        if cells[0]
    }
    assert rows["en"][0] == "1"
    assert rows["en"][1].endswith("of 22)")
    assert rows["nobody speaks"][1:3] == ["-", "1 of 1"]
    flags = next(line for line in answer.stdout.splitlines() if line.startswith("en: "))
    assert "truncated 1" in flags
    assert f"{folder / 'broken.wav'} (as configured): " in answer.stdout
    assert "notes.md" not in answer.stdout


def test_variants_stand_side_by_side_with_the_messages_that_differ(folder: Path) -> None:
    """Both texts of a message are printed; a number of messages this small decides nothing."""
    answer = run(
        folder / "en-cut-off.wav", folder / "hang-up.wav", "--json",
        "--compare", "audio_context=exact", "--compare", "audio_context=full,precision=fp32",
    )  # fmt: skip
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert [item["variant"] for item in told["variants"]] == [
        "audio_context=exact", "audio_context=full,precision=fp32",
    ]  # fmt: skip
    parameters = [item["facts"]["parameters"] for item in told["variants"]]
    assert [item["audio_context"] for item in parameters] == ["exact", "full"]
    assert parameters[1]["precision"] == "fp32"
    spoken, silent = told["messages"]
    texts = [heard["text"] for heard in spoken["heard"]]
    (difference,) = told["differences"]
    assert difference["changed"] == ([spoken["file"]] if texts[0] != texts[1] else [])
    assert [heard["said"] for heard in spoken["heard"]] == [22, 22]
    assert [heard["text"] for heard in silent["heard"]] == ["", ""]
    assert difference["cost"] > 0
    assert told["advice"].startswith("Keep `audio_context=exact` for now: 1 message with speech")


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ("audio_context", "is not a variant"),
        ("exact,audio_context=full", "is not a variant"),
        ("audio_context=full,exact", "is not a variant"),
        ("audio_context=short", "audio_context cannot be 'short'"),
        ("beam_size=0", "beam_size cannot be '0'"),
        ("temperatures=0,2", "temperatures cannot be '0,2'"),
        ("device=cuda", "'device' cannot be compared"),
        ("model=", "gives model no value"),
        ("beam_size=2,beam_size=3", "names beam_size twice"),
    ],
)
def test_a_bad_variant_is_refused_before_anything_is_heard(variant: str, said: str) -> None:
    """The error names the variant, what is wrong with it, and what may be written."""
    failed = run("--compare", variant).exception
    assert isinstance(failed, ConfigurationError)
    assert said in str(failed) and variant in str(failed)
    assert failed.next_step


def test_a_model_that_is_not_there_is_found_out_before_the_first_is_loaded(
    settings: Settings,
) -> None:
    """With the command that gets it, and not after an hour with the others."""
    with pytest.raises(ModelMissingError, match="earwitness models fetch base"):
        variants.plan(settings, ["model=demo", "model=base"])


def test_a_variant_may_change_several_settings_and_one_alone_is_compared_with_what_is(
    settings: Settings,
) -> None:
    """Temperatures keep their commas; the person's own words are the name."""
    text = "engine=reference,temperatures=0,0.4, 0.8,beam_size=5"
    first, second = variants.plan(settings, [text])
    assert (first.label, first.settings) == ("as configured", settings)
    assert second.label == text
    assert second.settings == settings.model_copy(
        update={"engine": "reference", "temperatures": (0.0, 0.4, 0.8), "beam_size": 5}
    )


def test_a_folder_without_recordings_says_where_to_look(tmp_path: Path) -> None:
    """So does a path that is not there."""
    (tmp_path / "notes.md").write_text("nothing")
    for path in (tmp_path, tmp_path / "nowhere"):
        failed = run(path).exception
        assert isinstance(failed, ConfigurationError)
        assert str(path) in str(failed) and failed.next_step


def test_labels_are_read_from_json_and_text_and_a_broken_one_is_named(tmp_path: Path) -> None:
    """A text file's language is guessed; a JSON file without the words is no label."""
    for name in ("a.wav", "b.wav", "c.wav", "d.WAV"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "a.json").write_text('{"spoken": "我喺旺角", "language": "YUE"}', "utf-8")
    (tmp_path / "b.txt").write_text("\ufeffmy bike was stolen\n", "utf-8")
    (tmp_path / "c.json").write_text('{"made_by": "somebody"}', "utf-8")
    found = recordings.find([tmp_path, tmp_path / "a.wav"])
    assert [(item.name, item.spoken, item.language, item.group) for item in found] == [
        ("a.wav", "我喺旺角", "yue", "yue"),
        ("b.wav", "my bike was stolen", "en", "en"),
        ("c.wav", None, None, "not labelled"),
        ("d.WAV", None, None, "not labelled"),
    ]
    (tmp_path / "c.json").write_text("{", "utf-8")
    with pytest.raises(ConfigurationError, match=r"c\.wav cannot be read"):
        recordings.find([tmp_path])


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("he took my bike. He took my bike.", True),
        ("我唔见咗银包我唔见咗银包", True),
        ("call me, call me, please", False),
        ("my number is 5 0 1 2 3 4 7 8, 5 0 1 2 3 4 7 8", False),
        ("五零一二三四七八五零一二三四七八", False),
        ("a man took my bike and then a man took my bike", False),
    ],
)
def test_a_sentence_begun_again_counts_as_repeated_and_a_number_does_not(
    text: str, twice: bool
) -> None:
    """Callers say their number twice; a decoder says its sentence twice."""
    assert listen.says_twice(text) is twice


# ---- advice, on made-up hearings


def said(count: int, *, labelled: bool = True) -> list[Recording]:
    """So many messages of the same ten words."""
    words = "a man in a black coat took my red bike"
    return [Recording(Path(f"{i}.wav"), words if labelled else None, "en") for i in range(count)]


def heard(label: str, *texts: str, cpu_s: float = 1.0) -> Run:
    """A run that wrote these."""
    facts = {"name": "made-up", "sha256": label}
    hearings = (
        Hearing(text, "en", 9.0, True, (), listen.says_twice(text), cpu_s, cpu_s) for text in texts
    )
    return Run(label, facts, 0.1, tuple(hearings))


def advice(messages: list[Recording], *runs: Run) -> str:
    """What is said of these runs."""
    compared = [figures.compare(runs[0], item, messages) for item in runs[1:]]
    return advise(runs[0], runs[1:], compared)


RIGHT = "a man in a black coat took my red bike"
WRONG = "a man in a black coat took my red bag"


def test_one_variant_that_repeats_itself_is_refused_however_quick_it_is() -> None:
    """Officers would read what nobody said."""
    full = heard("full", *[RIGHT] * 20)
    exact = heard("exact", *[RIGHT] * 17, *[f"{RIGHT} {RIGHT}"] * 3, cpu_s=0.1)
    told = advice(said(20), full, exact)
    assert told.startswith("Keep `full`: 3 of 20 messages repeat themselves under `exact` alone")


def test_words_that_are_lost_or_invented_are_reasons_to_refuse() -> None:
    """Nothing where somebody speaks, something where nobody does."""
    messages = [*said(20), Recording(Path("silence.wav"), "", None)]
    full = heard("full", *[RIGHT] * 20, "")
    exact = heard("exact", *[RIGHT] * 19, "", "Thank you.", cpu_s=0.1)
    told = advice(messages, full, exact)
    assert "1 of 21 messages come out empty under `exact` alone" in told
    assert "1 of 21 messages get words though nobody speaks" in told


def test_the_same_words_for_less_work_are_taken() -> None:
    """The quickest of those against which nothing speaks."""
    runs = [heard(name, *[RIGHT] * 20, cpu_s=cpu) for name, cpu in (("a", 1), ("b", 0.5))]
    slower = heard("c", *[RIGHT] * 20, cpu_s=0.8)
    assert advice(said(20), *runs, slower) == (
        "Take `b`: it takes 0.50 of the CPU seconds, it writes the same words in all 20 messages."
    )
    same = advice(said(20), runs[0], replace(slower, hearings=runs[0].hearings))
    assert same == "Keep `a`: `c` is neither better nor much quicker."


def test_more_errors_than_chance_explains_are_refused_and_fewer_are_taken() -> None:
    """Compared message by message."""
    right, wrong = heard("right", *[RIGHT] * 20), heard("wrong", *[WRONG] * 20, cpu_s=0.1)
    assert "`wrong` makes more errors (en +10.0 points" in advice(said(20), right, wrong)
    assert advice(said(20), wrong, right).startswith("Take `right`: it makes fewer errors")


def test_what_the_messages_cannot_tell_is_left_open() -> None:
    """Errors here and there; no labels; too few messages."""
    full = heard("full", *[RIGHT, WRONG] * 10)
    exact = heard("exact", *[WRONG, RIGHT] * 10, cpu_s=0.1)
    assert advice(said(20), full, exact).startswith(
        "Keep `full` for now: whether `exact` makes more errors is open (en +0.0 points"
    )
    unlabelled = advice(said(20, labelled=False), full, exact)
    assert "20 messages differ under `exact` and no message is labelled" in unlabelled
    few = advice(said(1), heard("full", RIGHT), heard("exact", RIGHT, cpu_s=0.1))
    assert few.startswith("Keep `full` for now: 1 message with speech cannot decide")


def test_the_terminal_shows_what_was_said_and_what_each_variant_wrote() -> None:
    """Only of messages that differ, word for word, brackets too; the advice comes last."""
    messages = said(3)
    runs = [heard("full", RIGHT, "", RIGHT), heard("exact", f"{RIGHT} {RIGHT}", "[door]", RIGHT)]
    made = Report(messages, runs, [figures.compare(runs[0], runs[1], messages)])
    printed = StringIO()
    show.show(Console(file=printed, width=120), made)
    lines = [line.strip() for line in printed.getvalue().splitlines()]
    assert f"exact  {RIGHT} {RIGHT}  [repeats itself]" in lines
    assert "exact  [door]" in lines and "full   (nothing)" in lines
    assert (lines.count(f"said   {RIGHT}"), "2.wav" in lines) == (2, False)
    assert lines[-1].startswith("Keep `full`: 1 of 3 messages repeat themselves")
    rows = {line.split("│")[1].strip(): line for line in lines if line.startswith("│")}
    assert "+33.3 points" in rows["more than the first"]
    assert rows["messages whose words differ"].split("│")[3].strip() == "2"


def test_a_setting_that_the_engine_does_not_look_at_is_said_to_change_nothing() -> None:
    """Equal facts are equal texts: a difference in seconds is chance."""
    full = heard("full", *[RIGHT] * 20)
    other = replace(heard("exact", *[RIGHT] * 20, cpu_s=0.1), facts=full.facts)
    assert advice(said(20), full, other) == (
        "Keep `full`: `exact` means the same to this engine and model."
    )


def test_a_folders_recordings_of_every_telephone_are_found(tmp_path: Path) -> None:
    """Raw and GSM files too; nothing that cannot be decoded."""
    for name in ("a.wav", "b.ul", "c.gsm", "d.caf", "e.AMR", "notes.txt", "f.wma"):
        (tmp_path / name).write_bytes(b"x")
    assert [item.name for item in recordings.find([tmp_path])] == [
        "a.wav", "b.ul", "c.gsm", "d.caf", "e.AMR",
    ]  # fmt: skip
