"""The classifier of times: what it was trained on, that training repeats itself, what it sets aside."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from nlp import evaluate, time_classifier
from nlp.components.times.clock import HONG_KONG
from nlp.normalise import fold
from nlp.time_classifier.features import Time, rows_of
from nlp.time_classifier.goes_on import Scene, rows_of_scene
from nlp.training import __main__ as command
from nlp.training import goes_on, time_lines, times
from tests.nlp.conftest import Read
from voice_intake.errors import ConfigurationError

CAME = datetime(2026, 11, 24, 10, 0, tzinfo=HONG_KONG)


@pytest.fixture(scope="module")
def lines() -> list[time_lines.TimeLine]:
    return time_lines.load()


@pytest.fixture(scope="module")
def few(lines: list[time_lines.TimeLine]) -> list[times.Example]:
    """The examples of a few English lines, enough to train on in a second."""
    return times.examples([line for line in lines if line.language == "en"][:60])


def test_the_shipped_classifier_is_of_the_lines_and_features_that_lie_here() -> None:
    """Whoever changes a line or a feature trains again."""
    assert time_classifier.fingerprint() == times.fingerprint(), (
        "run `python -m nlp.training --only times`"
    )


def test_every_language_has_lines_and_most_tell_when(lines: list[time_lines.TimeLine]) -> None:
    for language, least in {"en": 350, "yue": 280, "zh": 150}.items():
        own = [line for line in lines if line.language == language]
        assert len(own) >= least
        assert 0.85 * len(own) <= sum(line.start is not None for line in own) < len(own)


def test_no_line_ends_before_it_begins_or_after_it_came(lines: list[time_lines.TimeLine]) -> None:
    for line in lines:
        if line.start and line.end:
            assert line.start <= line.end <= line.received_at, line.text


def test_no_labelled_message_is_trained_on(lines: list[time_lines.TimeLine]) -> None:
    """What measures the reader is not what taught it."""
    trained = {fold(line.text) for line in lines}
    assert not [m.id for m in evaluate.load(split="all") if fold(m.text) in trained]


@pytest.mark.parametrize(
    "row",
    ["11-23 09:10\tnow\tnow\tnothing more", "soon\tnow\tnow\t-\ttext", "11-23 09:10\t9\tnow\t-\ttext"],
)  # fmt: skip
def test_a_line_that_is_none_is_named(tmp_path: Path, row: str) -> None:
    source = tmp_path / "en.tsv"
    source.write_text(f"# received, start, end, flags, text\n{row}\n", "utf-8")
    with pytest.raises(ConfigurationError, match="line 2") as caught:
        list(time_lines.parse("en", source))
    assert "parted by tabs" in caught.value.next_step


def test_a_line_says_when_in_hong_kong_and_never_later_than_it_came(tmp_path: Path) -> None:
    source = tmp_path / "yue.tsv"
    source.write_text("11-23 09:10\t11-22 24:00\t11-23 12:00\tor\t尋晚\n", "utf-8")
    [line] = time_lines.parse("yue", source)
    came = datetime(2026, 11, 23, 9, 10, tzinfo=HONG_KONG)
    assert line.start == datetime(2026, 11, 23, tzinfo=HONG_KONG)
    assert (line.received_at, line.end, line.flags) == (came, came, "or")


def test_what_a_time_means_says_whether_it_is_the_incidents(tmp_path: Path) -> None:
    """Nobody labels times one by one: the shop's hour is none, the day and the clock time are."""
    text = "yesterday a man took my phone at three in the afternoon the shop closes at nine"
    source = tmp_path / "en.tsv"
    source.write_text(f"11-24 10:00\t11-23 15:00\t11-23 15:00\tor\t{text}\n", "utf-8")
    assert [e.wanted for e in times.examples([*time_lines.parse("en", source)])] == [
        True, True, False,
    ]  # fmt: skip


def test_training_twice_gives_the_same_weights(few: list[times.Example]) -> None:
    weights, bias = times.fit(few)
    again, same = times.fit(few)
    assert np.array_equal(weights, again) and bias == same
    assert np.abs(weights).max() > 0.0


def test_what_was_learned_tells_the_two_kinds_apart(few: list[times.Example]) -> None:
    """On what it was trained on, nearly always."""
    weights, bias = times.fit(few)
    right = [(float(weights[e.rows[0]] @ e.rows[1]) + bias >= 0.0) is e.wanted for e in few]
    assert sum(right) >= 0.9 * len(few)


def test_words_behind_the_sentences_end_are_not_looked_at() -> None:
    time = Time(2, 3, frozenset({"clock"}), False, False, True, 5.0, 3)
    [(near, _)] = rows_of(["robbed", "at", "three", ".", "closed"], [time], 1024)
    [(other, _)] = rows_of(["robbed", "at", "three", ".", "open"], [time], 1024)
    assert np.array_equal(near, other)


def test_the_command_asks_for_a_new_training_where_a_line_changed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--check"]) == 0
    monkeypatch.setattr(times, "load", lambda: [])
    assert command.main(["--check"]) == 1
    assert "python -m nlp.training" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("my helper's contract runs out on Friday and she collects her pay at six but last night at eleven "
         "somebody tried the handle of my door", 23, 23),
        ("the plumber is due at two and the school fetches the kids at four, anyway a van scraped my parked car "
         "yesterday around nine in the morning and drove off", 23, 9),
        ("我聽日三點要覆診 四點先有得傾 尋日下晝兩點我喺巴士站俾人打荷包", 23, 14),
        ("我明天八點的飛機 昨天下午三點我的背包在酒店大堂被人拿走了 酒店說五點以後才有人查監控", 23, 15),
    ],
)  # fmt: skip
def test_other_matters_hours_are_not_the_incidents(
    read: Read, text: str, day: int, hour: int
) -> None:
    found = read(text, received_at=CAME)["occurred"]["start"]
    started = datetime.fromisoformat(found).astimezone(HONG_KONG)
    assert (started.day, started.hour) == (day, hour)


def test_what_was_learned_tells_what_goes_on_from_what_is_over(
    lines: list[time_lines.TimeLine],
) -> None:
    """On what it was trained on, nearly always; and training twice gives the same weights."""
    found = goes_on.examples([line for line in lines if line.language == "zh"])
    weights, bias = goes_on.fit(found)
    right = [(time_classifier.likelihood(weights, bias, e.rows) >= 0.5) is e.wanted for e in found]
    assert sum(right) >= 0.97 * len(found)
    assert np.array_equal(weights, goes_on.fit(found)[0])


def test_the_age_of_a_told_time_is_seen_in_steps() -> None:
    def rows(minutes: float) -> list[int]:
        scene = Scene((minutes, minutes), "hour", "theft", frozenset(), ())
        return list(rows_of_scene(["stolen"], scene, 65536)[0])

    assert rows(90.0) == rows(100.0) != rows(20.0)


@pytest.mark.parametrize(
    ("text", "ongoing"),
    [
        ("at ten past eight a courier rode into my mother at the bus stop and she is resting at home now", False),
        ("頭先九點三個字有個男人喺車站打咗我一拳 我搭緊巴士返工", False),
        ("there are two men fighting outside the pharmacy right now", True),
        ("有人喺後樓梯打緊架 快啲嚟", True),
        ("since half past nine he has been banging on my door and he is still there", True),
    ],
)  # fmt: skip
def test_a_moment_gone_by_is_over_whatever_the_caller_does_now(
    read: Read, text: str, ongoing: bool
) -> None:
    assert read(text, received_at=CAME)["occurred"]["ongoing"] is ongoing
