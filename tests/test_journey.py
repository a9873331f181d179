"""The journey of a voice message, with every part real. Read this first.

A phone gateway uploads a recording over HTTP; workers in processes of their own transcribe it with
openai-whisper and read it with spaCy; an officer claims, listens, corrects and closes; an analyst
exports; the books balance. On SQLite with the supervised Redis, and on PostgreSQL.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.demo.samples import Sample, load_samples
from api.reconcile import checks
from tests.installation import SECRET, SOURCE, Installation, installation
from tests.servers import free_port
from voice_intake.settings import GatewaySettings, Settings
from voice_intake.stages import State


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """A whole installation, as ``earwitness up`` runs it."""
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_server").new_database_url()
    port = free_port()
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("journey"),
        database_url=url,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        model="demo",
        device="cpu",
        lease_s=4.0,
        sweep_every_s=1.0,
        gateways={SOURCE: GatewaySettings.model_validate({"secret": SECRET})},
    )
    with installation(settings) as made:
        yield made


@pytest.fixture(scope="module")
def samples() -> dict[str, Sample]:
    """The sample messages by name."""
    return {sample.name: sample for sample in load_samples()}


def test_a_voice_message_becomes_a_reviewed_and_exported_report(
    running: Installation, samples: dict[str, Sample]
) -> None:
    """The whole way: upload, transcript, report draft, review, export."""
    # 1. The gateway uploads; the answer means that the bytes and the row are safe.
    gateway = running.gateway()
    posted = gateway.post(samples["en-bicycle-theft"])
    assert posted.reference.startswith("EW-")

    # 2. The machine does its part. What it understood is the model's affair; that it ended is ours.
    assert running.wait_for(posted.message_id) is State.READY

    # 3. An officer finds it in the queue and opens it.
    with running.client("officer") as officer:
        queue = officer.get("/v1/queue").json()
        assert posted.message_id in [row["message_id"] for row in queue["rows"]]
        case = officer.get(f"/v1/messages/{posted.message_id}").json()
        assert case["draft"]["schema"] == "earwitness.report/1"
        assert case["transcript"]["model"]["engine"] == "earwitness"
        assert case["transcript"]["model"]["synthetic_only"] is True

        # 4. Every piece of evidence points at characters of the transcript.
        text = case["transcript"]["text"]
        for evidence in evidence_of(case["draft"]):
            assert text[evidence["start"] : evidence["end"]] == evidence["text"]

        # 5. The audio that the officer hears is the audio that came, and can be jumped into.
        path = f"/v1/messages/{posted.message_id}/audio"
        sent = samples["en-bicycle-theft"].audio.read_bytes()
        assert hashlib.sha256(officer.get(path).content).digest() == hashlib.sha256(sent).digest()
        part = officer.get(path, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, sent[100:200])

        # 6. Claim, correct, close. The machine's own draft stays as it was.
        acts = f"/v1/messages/{posted.message_id}"
        assert officer.post(f"{acts}/claim").is_success
        corrected = officer.post(
            f"{acts}/corrections",
            json={"path": "/urgency/level", "value": "priority", "reason": "heard it"},
        )
        assert corrected.is_success, corrected.text
        assert officer.post(f"{acts}/disposition", json={"disposition": "report_taken"}).is_success
        after = officer.get(f"/v1/messages/{posted.message_id}").json()
        assert after["report"]["urgency"]["level"] == "priority"
        assert after["draft"] == case["draft"]

    # 7. An analyst exports both values.
    with running.client("analyst") as analyst:
        export = analyst.get("/v1/exports/csv")
        rows = list(csv.DictReader(io.StringIO(export.content.decode("utf-8-sig"))))
        mine = next(row for row in rows if row["reference"] == posted.reference)
        assert "priority" in mine.values()
        assert "report_taken" in mine.values()

    assert_books_balance(running)
    gateway.close()


def test_the_same_upload_twice_is_one_message(
    running: Installation, samples: dict[str, Sample]
) -> None:
    """A gateway that did not hear our answer may send again: same reference, one message."""
    gateway = running.gateway()
    first, second = (gateway.post(samples["hang-up"]) for _ in range(2))
    assert (first.message_id, first.reference) == (second.message_id, second.reference)
    gateway.close()


def test_silence_is_ready_without_words_and_kept_apart(
    running: Installation, samples: dict[str, Sample]
) -> None:
    """Nobody spoke: the message is kept in a list of its own and no words are made up."""
    gateway = running.gateway()
    posted = gateway.post(samples["silence"])
    assert running.wait_for(posted.message_id) is State.READY
    with running.client("officer") as officer:
        case = officer.get(f"/v1/messages/{posted.message_id}").json()
        assert (case["message"]["speech"], case["transcript"]["text"]) == ("none", "")
        silent = officer.get("/v1/queue", params={"list": "no_speech"}).json()["rows"]
        assert posted.message_id in [row["message_id"] for row in silent]
    gateway.close()


def test_bytes_that_are_no_audio_are_quarantined_and_visible(
    running: Installation, samples: dict[str, Sample], tmp_path: Path
) -> None:
    """What cannot be decoded is kept, shown and downloadable, with the reason in words."""
    junk = tmp_path / "junk.wav"
    junk.write_bytes(base64.b64encode(b"this is no audio at all " * 40))
    gateway = running.gateway()
    posted = gateway.post(Sample("junk", junk, None, "", {"state": "quarantined"}))
    assert running.wait_for(posted.message_id) is State.QUARANTINED
    with running.client("officer") as officer:
        case = officer.get(f"/v1/messages/{posted.message_id}").json()
        assert case["message"]["failure_code"] == "undecodable"
        assert case["message"]["failure_reason"]
        assert officer.get(f"/v1/messages/{posted.message_id}/audio").content == junk.read_bytes()
    gateway.close()


def test_a_worker_killed_at_its_work_loses_nothing(
    running: Installation, samples: dict[str, Sample]
) -> None:
    """SIGKILL for the transcription worker in the middle: every message arrives all the same."""
    gateway = running.gateway()
    names = ("en-lost-wallet", "yue-pickpocket", "ringing")
    posted = [gateway.post(samples[name]) for name in names]
    running.kill("transcribe-worker")
    assert [running.wait_for(item.message_id) for item in posted] == [State.READY] * len(posted)
    assert_books_balance(running)
    gateway.close()


def evidence_of(part: object) -> Iterator[dict[str, object]]:
    """Every evidence entry of a report, however deep."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "evidence":
                yield from value
            else:
                yield from evidence_of(value)
    elif isinstance(part, list):
        for item in part:
            yield from evidence_of(item)


def assert_books_balance(running: Installation) -> None:
    """Uploads equal outcomes, every file has its row, the audit chain holds."""
    done = checks(running.database, running.settings, full=True)
    assert [check.summary for check in done if not check.good] == []
