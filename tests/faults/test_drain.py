"""SIGTERM with a batch in work: what is ready is kept, the rest goes back uncounted."""

from __future__ import annotations

from tests.faults.conftest import Line, Start
from tests.running import wait_until
from voice_intake.settings import Settings


def test_a_batch_in_work_is_finished_as_far_as_there_is_time_and_the_rest_given_back(
    line: Line, settings: Settings, start: Start
) -> None:
    """One is heard, one takes longer than ``drain_s``, one is not begun: nobody loses an attempt."""
    ready = line.leave(b"one", hint=False)
    endless = line.leave(b"sleep 600", hint=False)
    not_begun = line.leave(b"three", hint=False)
    worker = start(settings, "worker", "transcribe")
    wait_until(lambda: line.message(ready).state == "transcribed", "the first is stored")
    assert line.message(endless).lease_until is not None
    assert line.message(not_begun).lease_until is not None  # all three are one batch
    assert worker.terminate() == 0
    assert line.message(ready).state == "transcribed"
    for message_id in (endless, not_begun):
        back = line.message(message_id)
        assert (back.state, back.attempts, back.lease_until) == ("received", 0, None)
        assert back.progress is None


def test_a_batch_that_is_nearly_heard_is_finished_after_sigterm(
    line: Line, settings: Settings, start: Start
) -> None:
    """Within ``drain_s`` the whole batch ends as if nobody had asked."""
    settings = settings.model_copy(update={"drain_s": 60.0})
    for words in (b"one", b"sleep 0.5", b"three"):
        line.leave(words, hint=False)
    worker = start(settings, "worker", "transcribe")
    wait_until(lambda: line.states()["transcribed"], "the first is stored")
    assert worker.terminate() == 0
    assert line.all_are("transcribed")
    line.assert_each_has_one_transcript()
