"""Files of this machine: ordinary ones are taken, everything else is refused in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from voice_intake.errors import RefusedError
from voice_intake.gateways.local_file import store_file
from voice_intake.settings import Settings
from voice_intake.storage import RecordingStore


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "nothing"])
def test_what_is_no_ordinary_file_is_refused(settings: Settings, tmp_path: Path, kind: str) -> None:
    """No folder, no pipe to wait for, no link to follow, and no descriptor left open."""
    path = tmp_path / "thing"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("/etc/hostname")
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(RefusedError, match="thing"):
        store_file(RecordingStore(settings), path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_an_ordinary_file_is_copied_whole(settings: Settings, tmp_path: Path) -> None:
    """What is stored is what lay there."""
    path = tmp_path / "message.wav"
    path.write_bytes(b"RIFF" * 50_000)
    store = RecordingStore(settings)
    stored = store_file(store, path)
    assert store.read(stored.sha256) == path.read_bytes()
