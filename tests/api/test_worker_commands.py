"""`earwitness worker` and `earwitness sweeper` from the command line."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.builders import build_message, build_transcript
from voice_intake.db import Database
from voice_intake.models import Message
from voice_intake.settings import Settings
from voice_intake.stages import State
from voice_intake.supervisor import environment


def earwitness(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line with these settings."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        env={**os.environ, **environment(settings)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_burst_works_off_what_is_due_and_ends(database: Database, settings: Settings) -> None:
    """Without Redis, for a drill or a timer: the transcribed message becomes ready."""
    with database.write() as session:
        message = build_message(session, settings, state=State.TRANSCRIBED)
        build_transcript(session, message)
    done = earwitness(settings, "worker", "extract", "--burst")
    assert done.returncode == 0, done.stderr
    with database.read() as session:
        assert session.get_one(Message, message.id).state == "ready"


def test_a_stage_that_does_not_exist_is_refused_with_the_names_of_those_that_do(
    settings: Settings,
) -> None:
    """The error says what could have been meant."""
    done = earwitness(settings, "worker", "daydream")
    assert done.returncode == 2
    assert all(name in done.stderr for name in ("fetch", "transcribe", "extract"))


def test_one_round_of_the_sweeper_says_what_it_did(database: Database, settings: Settings) -> None:
    """For a drill, or a timer in place of the process."""
    with database.write() as session:
        build_message(session, settings)
        build_message(session, settings, attempts=3)
    done = earwitness(settings, "sweeper", "--once")
    assert done.stdout.strip() == "due: 1, hints sent: 0, handed over to a human: 1"
