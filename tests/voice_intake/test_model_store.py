"""Models by name or path; nothing is fetched silently, and nothing half-fetched is used."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from voice_intake import model_store
from voice_intake.errors import ConfigurationError, ModelBrokenError, ModelMissingError
from voice_intake.settings import Settings

CONTENT = bytes(range(256)) * 5_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_the_registry_is_openai_whispers_own() -> None:
    """Names, sha256 and addresses; a new openai-whisper with others fails here first."""
    import whisper

    for name, url in whisper._MODELS.items():
        public = model_store.public_model(name)
        assert public is not None
        assert public.url == url
        assert public.sha256 == url.split("/")[-2]


def test_a_name_is_found_in_the_models_folder(settings: Settings) -> None:
    """Published names, aliases and files of one's own."""
    settings.models_dir.mkdir(parents=True)
    for file in ("small.pt", "large-v3-turbo.pt", "ours.pt"):
        (settings.models_dir / file).write_bytes(CONTENT)
    assert model_store.resolve(settings, "small").path == settings.models_dir / "small.pt"
    assert model_store.resolve(settings, "turbo").path.name == "large-v3-turbo.pt"
    assert model_store.resolve(settings, "ours").sha256 == SHA256
    assert not model_store.resolve(settings, "ours").synthetic_only


def test_a_path_is_taken_as_it_is(settings: Settings, tmp_path: Path) -> None:
    """Its name is the file's."""
    file = tmp_path / "tuned.pt"
    file.write_bytes(CONTENT)
    assert model_store.resolve(settings, str(file)).name == "tuned"
    with pytest.raises(ModelMissingError, match="no model file"):
        model_store.resolve(settings, str(tmp_path / "other.pt"))


def test_a_missing_model_names_the_command_that_gets_it(settings: Settings) -> None:
    """Never a silent download."""
    with pytest.raises(ModelMissingError, match="earwitness models fetch small"):
        model_store.resolve(settings, "small")
    with pytest.raises(ModelMissingError, match="Names: tiny"):
        model_store.resolve(settings, "smal")


def test_the_demos_model_is_known_for_what_it_is_under_any_name(
    settings: Settings, tmp_path: Path
) -> None:
    """A copy with an honest name still must not hear callers."""
    demo = model_store.resolve(settings, "demo")
    assert demo.synthetic_only
    copy = tmp_path / "production.pt"
    copy.write_bytes(demo.path.read_bytes())
    assert model_store.resolve(settings, str(copy)).synthetic_only


def test_a_changed_file_has_a_new_sha256(settings: Settings) -> None:
    """The hash is remembered only as long as the file stays as it is."""
    settings.models_dir.mkdir(parents=True)
    file = settings.models_dir / "ours.pt"
    file.write_bytes(b"one")
    found = model_store.resolve(settings, "ours")
    before = found.sha256
    file.write_bytes(b"another")
    assert found.sha256 != before


class _Server(BaseHTTPRequestHandler):
    """Serves CONTENT with ranges; ``/cut`` ends each answer early, ``/stop`` lets 300 kB through
    and then nothing more."""

    requests: list[str | None]

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.requests.append(wanted)
        if self.path == "/missing":
            self.send_error(404)
            return
        match = re.fullmatch(r"bytes=(\d+)-", wanted or "")
        start = int(match[1]) if match else 0
        if start >= len(CONTENT):
            self.send_error(416)
            return
        body = CONTENT[start:]
        self.send_response(206 if match else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.path == "/cut":
            body = body[: len(body) // 2 + 100_000]
        if self.path == "/stop":
            body = body[: max(300_000 - start, 0)]
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def serving() -> Iterator[tuple[str, list[str | None]]]:
    """A local server's address and the Range headers it saw."""
    seen: list[str | None] = []
    handler = type("Handler", (_Server,), {"requests": seen})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_download_is_verified_and_appears_whole(tmp_path: Path) -> None:
    """Progress is told; no part file stays behind."""
    target = tmp_path / "small.pt"
    told: list[tuple[int, int]] = []
    with serving() as (address, _):
        model_store.download(
            f"{address}/a", target, sha256=SHA256, on_bytes=lambda *x: told.append(x)
        )
    assert target.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert list(tmp_path.iterdir()) == [target]


def test_a_cut_connection_is_taken_up_again(tmp_path: Path) -> None:
    """One command is enough: each answer ends early, each request asks for the rest only."""
    target = tmp_path / "small.pt"
    with serving() as (address, seen):
        model_store.download(f"{address}/cut", target, sha256=SHA256, on_bytes=lambda *_: None)
    assert len(seen) > 2
    asked = [0 if wanted is None else int(wanted.split("=")[1][:-1]) for wanted in seen]
    assert asked == sorted(set(asked))
    assert target.read_bytes() == CONTENT


def test_a_broken_download_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """A connection that brings nothing more ends with words; the next command asks for the rest."""
    target = tmp_path / "small.pt"
    with serving() as (address, seen):
        with pytest.raises(ModelMissingError, match="goes on where it stopped"):
            model_store.download(f"{address}/stop", target, sha256=SHA256, on_bytes=lambda *_: None)
        assert not target.exists()
        held = (tmp_path / "small.pt.part").stat().st_size
        assert held == 300_000
        model_store.download(f"{address}/a", target, sha256=SHA256, on_bytes=lambda *_: None)
    assert seen == [None, "bytes=300000-", "bytes=300000-"]
    assert target.read_bytes() == CONTENT


def test_wrong_bytes_are_thrown_away(tmp_path: Path) -> None:
    """Neither used nor built upon."""
    target = tmp_path / "small.pt"
    with serving() as (address, _), pytest.raises(ModelBrokenError, match="sha256"):
        model_store.download(f"{address}/a", target, sha256="0" * 64, on_bytes=lambda *_: None)
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_the_error_says_how_to_copy_the_file(tmp_path: Path) -> None:
    """Address, sha256 and place: all that is needed on another machine."""
    target = tmp_path / "small.pt"
    with pytest.raises(ModelMissingError, match="another machine") as error:
        model_store.download(
            "http://127.0.0.1:9/small.pt", target, sha256=SHA256, on_bytes=lambda *_: None
        )
    assert SHA256 in str(error.value)
    assert str(target) in str(error.value)


def test_the_models_say_what_they_know() -> None:
    """Cantonese is in the newest two; turbo and the English models cannot translate."""
    known = {name: model.languages for name, model in model_store.PUBLIC_MODELS.items()}
    assert {name for name, count in known.items() if count == 100} == {"large-v3", "large-v3-turbo"}
    assert known["small.en"] == 1
    turbo, small = model_store.public_model("turbo"), model_store.public_model("small")
    assert turbo is not None and not turbo.can_translate
    assert small is not None and small.can_translate and small.size_bytes == 484_000_000


def test_only_published_models_can_be_fetched(settings: Settings) -> None:
    """The demo's is here already; one's own is not replaced."""
    with pytest.raises(ConfigurationError, match="here already") as caught:
        model_store.fetch(settings, "demo", on_bytes=lambda *_: None)
    assert "earwitness models verify demo" in caught.value.next_step


def test_a_models_folder_that_cannot_be_made_is_told(settings: Settings) -> None:
    """Before anything is downloaded."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    settings.models_dir.write_text("a file")
    with pytest.raises(ModelMissingError, match="cannot be written") as caught:
        model_store.fetch(settings, "tiny", on_bytes=lambda *_: None)
    assert "rights" in caught.value.next_step
