"""The show: start everything, post the samples, print each report as it becomes ready.

Every part is the real one: the processes of ``earwitness up``, the signed upload endpoint, the
workers, the API. Only the folder, the keys and the model are the demonstration's own.
"""

from __future__ import annotations

import base64
import json
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from api.auth import create_api_key, create_user
from api.demo.client import Gateway, Officer, Posted
from api.demo.compare import Outcome
from api.demo.samples import Sample
from api.demo.show import print_outcome, print_summary
from api.single import any_free_port, holding, is_free
from api.stack import await_redis, log_dir, prepare
from voice_intake.db import Database, open_database
from voice_intake.errors import ConfigurationError, EarwitnessError
from voice_intake.models import Message
from voice_intake.settings import GatewaySettings, Settings
from voice_intake.stages import TERMINAL
from voice_intake.supervisor import Supervisor

#: Made by the demonstration in its own folder; only a folder that has it is ever emptied.
MARK = ".earwitness-demo"
#: The gateway that posts the samples.
SOURCE = "demo"
#: Seconds: a killed worker's messages are taken up again after this.
LEASE_S = 10.0
#: Seconds without any message becoming ready before the demonstration gives up.
PATIENCE_S = 240.0
START_S = 90.0


class DemoStoppedError(EarwitnessError):
    """The demonstration came to a halt."""

    code = "demo_stopped"


@dataclass(frozen=True, slots=True)
class SignIn:
    """The console's account of this run and the officer's API key."""

    username: str
    password: str
    key: str


def demo_settings(base: Settings, folder: Path, *, port: int | None) -> Settings:
    """The settings of the demonstration: ``base`` with its own folder, port, gateway and lease."""
    chosen = port if port is not None else _port(base)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    return base.model_copy(
        update={
            "data_dir": folder.absolute(),
            "port": chosen,
            "public_url": f"http://{base.host}:{chosen}",
            "gateways": {
                **base.gateways,
                SOURCE: GatewaySettings.model_validate({"secret": secret}),
            },
            "lease_s": LEASE_S,
            # One engine, however large the machine: a demonstration leaves room for other work.
            "transcribe_workers": base.transcribe_workers or 1,
            "watch_folders": {},
        }
    )


def alone_in(folder: Path) -> AbstractContextManager[None]:
    """Hold the folder against another demonstration, which would empty it."""
    folder = folder.absolute()
    return holding(
        folder.parent / f".{folder.name}.lock",
        f"A demonstration in {folder}",
        "End it, or name another folder with --data-dir.",
    )


def empty_folder(folder: Path) -> None:
    """Make the demonstration's folder anew; refuses a folder that it did not make."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise ConfigurationError(
                f"{folder} is not empty and was not made by the demonstration.",
                next_step="Name another folder with --data-dir.",
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def show(
    console: Console, settings: Settings, samples: Sequence[Sample], *, stay: bool
) -> list[Outcome]:
    """Run the demonstration; with ``stay`` it goes on serving until Ctrl+C."""
    stack = prepare(settings)
    for note in stack.notes:
        console.print(f"[yellow]note:[/] {note}", highlight=False)
    database = open_database(settings)
    try:
        account = _make_account(database)
        with stack.supervisor() as supervisor:
            await_redis(stack, supervisor)
            _await_ready(settings, supervisor)
            _say_where(console, settings, account)
            outcomes = _post_and_watch(console, settings, database, supervisor, account, samples)
            print_summary(console, outcomes)
            if stay:
                _say_where(console, settings, account)
                console.print("It stays up until Ctrl+C.")
                _keep(supervisor)
            return outcomes
    finally:
        database.close()


def _post_and_watch(
    console: Console,
    settings: Settings,
    database: Database,
    supervisor: Supervisor,
    account: SignIn,
    samples: Sequence[Sample],
) -> list[Outcome]:
    run = secrets.token_hex(4)
    secret = settings.gateways[SOURCE].secret.get_secret_value()
    gateway = Gateway(settings.public_url, SOURCE, secret, run=run)
    officer = Officer(settings.public_url, account.key)
    outcomes: list[Outcome] = []
    try:
        with _progress(console, len(samples)) as advance:
            waiting = {posted.message_id: posted for posted in map(gateway.post, samples)}
            for posted in _finished(database, supervisor, waiting):
                outcomes.append(_outcome(posted, officer.message(posted.message_id)))
                print_outcome(console, outcomes[-1], len(outcomes), len(samples))
                advance()
    finally:
        gateway.close()
        officer.close()
    return outcomes


def _finished(
    database: Database, supervisor: Supervisor, waiting: dict[int, Posted]
) -> Iterator[Posted]:
    """Each message as it reaches a final state; the processes are kept running meanwhile."""
    last = time.monotonic()
    while waiting:
        supervisor.tick()
        for message_id in _final(database, list(waiting)):
            last = time.monotonic()
            yield waiting.pop(message_id)
        if time.monotonic() - last > PATIENCE_S:
            raise DemoStoppedError(
                f"{len(waiting)} messages did not become ready: {_why(database, list(waiting))}",
                next_step="Look at the logs in the demonstration's folder, and at earwitness doctor.",
            )
        time.sleep(0.1)


def _final(database: Database, ids: Sequence[int]) -> list[int]:
    with database.read() as session:
        query = (
            select(Message.id)
            .where(Message.id.in_(ids), Message.state.in_([state.value for state in TERMINAL]))
            .order_by(Message.state_since)
        )
        return list(session.scalars(query))


def _why(database: Database, ids: Sequence[int]) -> str:
    with database.read() as session:
        query = select(Message.failure_reason).where(Message.id.in_(ids)).distinct()
        return "; ".join(reason or "no reason is known" for reason in session.scalars(query))


def _outcome(posted: Posted, case: Mapping[str, Any]) -> Outcome:
    transcript, message = case.get("transcript") or {}, case["message"]
    return Outcome(
        sample=posted.sample,
        state=message["state"],
        speech=message["speech"],
        flags=tuple(transcript.get("flags", ())),
        heard=transcript.get("text", "").strip(),
        language=transcript.get("language"),
        report=case.get("report"),
        reason=message["failure_reason"],
        seconds=time.monotonic() - posted.at,
        reference=posted.reference,
    )


def _make_account(database: Database) -> SignIn:
    """An officer for the console, by a name of this run, and a key for the demonstration itself."""
    name, password = f"officer-{secrets.token_hex(2)}", secrets.token_urlsafe(12)
    with database.write() as session:
        create_user(session, username=name, password=password, role="supervisor")
        key = create_api_key(session, name=f"demo {name}", role="officer")
    return SignIn(name, password, key)


def _await_ready(settings: Settings, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        supervisor.tick()
        try:
            if httpx.get(f"{settings.public_url}/readyz", timeout=2.0).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise DemoStoppedError(
        f"The web process did not answer within {START_S:.0f} s.",
        next_step=f"Look at {log_dir(settings) / 'web.log'}.",
    )


def _say_where(console: Console, settings: Settings, account: SignIn) -> None:
    console.print(f"Console  [bold]{settings.public_url}/[/]", highlight=False)
    console.print(
        f"Sign in  [bold]{account.username}[/]  password  [bold]{account.password}[/]",
        highlight=False,
    )
    console.print(f"Logs     {log_dir(settings)}", highlight=False)


def _keep(supervisor: Supervisor) -> None:
    try:
        while True:
            supervisor.tick()
            time.sleep(0.25)
    except KeyboardInterrupt:
        return


@contextmanager
def _progress(console: Console, total: int) -> Iterator[Any]:
    columns = (
        TextColumn("messages ready"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("ready", total=total)
        yield lambda: bar.advance(task)


def _port(base: Settings) -> int:
    """The usual port, or any free one where somebody listens there already."""
    return base.port if is_free(base.host, base.port) else any_free_port(base.host)


def outcomes_as_json(outcomes: Sequence[Outcome]) -> str:
    """What came of each sample, one JSON line each."""
    return "\n".join(
        json.dumps(
            {
                "sample": outcome.sample.name,
                "state": outcome.state,
                "speech": outcome.speech,
                "flags": outcome.flags,
                "said": outcome.sample.spoken,
                "heard": outcome.heard,
                "fields": {f.name: {"said": f.said, "found": f.found} for f in outcome.fields},
                "surprises": outcome.surprises,
                "seconds": round(outcome.seconds, 2),
            },
            ensure_ascii=False,
        )
        for outcome in outcomes
    )
