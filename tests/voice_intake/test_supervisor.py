"""The supervisor: children run, run again after they died, and none outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.running import wait_until
from voice_intake.settings import GatewaySettings, Settings
from voice_intake.supervisor import ChildSpec, ChildState, Supervisor, environment

SLEEP = (sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('up', flush=True); time.sleep(600)",
)


@contextmanager
def supervised(folder: Path, *specs: ChildSpec, grace_s: float = 20.0) -> Iterator[Supervisor]:
    """A running supervisor with short pauses."""
    with Supervisor(specs, folder, first_pause_s=0.05, grace_s=grace_s) as supervisor:
        yield supervisor


def pid_of(supervisor: Supervisor, name: str) -> int | None:
    """The child's process id, after a tick."""
    supervisor.tick()
    return next(view.pid for view in supervisor.states() if view.name == name)


def test_children_run_and_write_their_logs(tmp_path: Path) -> None:
    """Each has a log file of its own name."""
    with supervised(tmp_path, ChildSpec("a", SLEEP), ChildSpec("b", SLEEP)) as supervisor:
        assert [view.state for view in supervisor.states()] == [ChildState.RUNNING] * 2
        wait_until(lambda: "up" in (tmp_path / "b.log").read_text(), "b wrote its log")
    assert [view.state for view in supervisor.states()] == [ChildState.ENDED] * 2


def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    """Another process, one restart counted, the way it ended kept."""
    with supervised(tmp_path, ChildSpec("a", SLEEP)) as supervisor:
        first = pid_of(supervisor, "a")
        assert first is not None
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: pid_of(supervisor, "a") not in (first, None), "it runs again")
        [view] = supervisor.states()
        assert (view.restarts, view.last_exit) == (1, -signal.SIGKILL)


def test_a_child_that_cannot_run_is_tried_with_growing_pauses(tmp_path: Path) -> None:
    """It does not hinder the others, and its pauses double instead of spinning."""
    broken = ChildSpec("broken", (sys.executable, "-c", "raise SystemExit(3)"))
    with supervised(tmp_path, broken, ChildSpec("a", SLEEP)) as supervisor:

        def restarts() -> int:
            supervisor.tick()
            return supervisor.states()[0].restarts

        wait_until(lambda: restarts() >= 3, "it was tried again and again")
        child = supervisor._children[0]
        assert child._pause_s >= 0.05 * 2**3
        assert supervisor.states()[0].last_exit == 3
        assert supervisor.states()[1].restarts == 0


def test_a_program_that_is_not_there_is_told_by_the_log(tmp_path: Path) -> None:
    """The supervisor lives on."""
    with supervised(tmp_path, ChildSpec("a", ("/nowhere/program",))) as supervisor:
        wait_until(lambda: (supervisor.tick(), supervisor.states()[0].last_exit)[1], "it failed")
    assert (
        "/nowhere/program" in (tmp_path / "a.log").read_text()
        or "No such file" in (tmp_path / "a.log").read_text()
    )


def test_stopping_asks_first_and_kills_who_does_not_listen(tmp_path: Path) -> None:
    """SIGTERM, then after the grace time SIGKILL."""
    specs = (ChildSpec("good", SLEEP), ChildSpec("stubborn", STUBBORN))
    with supervised(tmp_path, *specs, grace_s=1.0) as supervisor:
        for spec in specs:
            log = tmp_path / f"{spec.name}.log"
            wait_until(lambda log=log: "up" in log.read_text(), "it is up")
    exits = {view.name: view.last_exit for view in supervisor.states()}
    assert exits == {"good": -signal.SIGTERM, "stubborn": -signal.SIGKILL}


def test_a_paused_child_ends_too(tmp_path: Path) -> None:
    """SIGSTOP does not hold up the end."""
    with supervised(tmp_path, ChildSpec("a", SLEEP)) as supervisor:
        pid = pid_of(supervisor, "a")
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
    assert supervisor.states()[0].last_exit == -signal.SIGTERM


def test_children_that_others_need_stop_last(tmp_path: Path) -> None:
    """Redis, with the lower order, ends after the workers, whatever the list's order."""
    note = f"import signal, sys, time; signal.signal(15, lambda *_: (open({str(tmp_path / 'ends')!r}, 'a').write(sys.argv[1] + chr(10)), sys.exit(0))); print('up', flush=True); time.sleep(600)"
    specs = [
        ChildSpec("worker", (sys.executable, "-c", note, "worker")),
        ChildSpec("redis", (sys.executable, "-c", note, "redis"), order=0),
    ]
    with supervised(tmp_path, *specs) as supervisor:
        assert [view.name for view in supervisor.states()] == ["redis", "worker"]
        for spec in specs:
            log = tmp_path / f"{spec.name}.log"
            wait_until(lambda log=log: "up" in log.read_text(), "it is up")
    assert (tmp_path / "ends").read_text().split() == ["worker", "redis"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux's PR_SET_PDEATHSIG")
def test_no_child_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    """SIGKILL to the supervisor: the kernel kills the children, whatever program they became."""
    code = f"""
import time
from pathlib import Path
from voice_intake.supervisor import ChildSpec, Supervisor
supervisor = Supervisor([ChildSpec("a", ("sleep", "600"))], Path({str(tmp_path)!r}))
supervisor.tick()
print(supervisor.states()[0].pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    wait_until(lambda: child.name() == "sleep", "the child became its program")
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: gone(child), "the child is gone", timeout_s=10)


def gone(process: psutil.Process) -> bool:
    """Whether the process has ended, reaped or not."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_large_log_is_set_aside_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old one stays readable beside it."""
    monkeypatch.setattr("voice_intake.supervisor.LOG_BYTES", 10)
    (tmp_path / "a.log").write_text("x" * 11)
    with supervised(tmp_path, ChildSpec("a", SLEEP)):
        pass
    assert (tmp_path / "a.log.1").read_text() == "x" * 11


def test_the_environment_of_a_child_gives_back_the_same_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every setting, secrets, lists and folders with spaces and quotes too."""
    settings = Settings(
        data_dir=tmp_path / 'with "quotes" and spaces',
        gateways={"pbx": GatewaySettings(kind="twilio", secret="s3cret", allowed_hosts=("a", "b"))},
        watch_folders={str(tmp_path): "pbx"},
        detect_languages=("yue", "en"),
        https=True,
        lease_s=1.5,
        redis_url="redis://:p%40ss@h:1/0",
        back_off_s=(0.1, 0.2),
    )
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings
    assert Settings().gateways["pbx"].secret.get_secret_value() == "s3cret"
