"""The sample messages: a recording and, beside it, what was said and what must come of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from voice_intake.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Sample:
    """One message of ``samples/``."""

    name: str
    audio: Path
    #: Whisper's code of what is spoken; None where nobody speaks.
    language: str | None
    spoken: str
    #: ``state``, ``speech`` and ``flags`` that the message must end with.
    expected: Mapping[str, Any]
    #: Fields of report/1 that the words really say.
    gold: Mapping[str, Any] = field(default_factory=dict)
    #: When the caller is said to have left it (ISO 8601); the gold times count from there.
    received_at: str | None = None


def load_samples(folder: Path | None = None) -> list[Sample]:
    """The samples of ``folder`` (default: those that come with Earwitness), by name."""
    folder = folder or own_folder()
    found = [_load(path) for path in sorted(folder.glob("*.json"))]
    if not found:
        raise ConfigurationError(
            f"There are no samples in {folder}.",
            next_step="Name a folder of NAME.wav + NAME.json with --samples.",
        )
    return found


def own_folder() -> Path:
    """The samples that come with Earwitness. Raises ConfigurationError where they are not there."""
    spec = find_spec("samples")
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            "The folder `samples` is not installed beside this package.",
            next_step="Run the demo in a checkout of the repository.",
        )
    return Path(spec.origin).parent


def _load(path: Path) -> Sample:
    data = json.loads(path.read_text(encoding="utf-8"))
    audio = path.with_suffix(".wav")
    if "file" in data:
        audio = path.parent / data["file"]
    if not audio.exists():
        raise ConfigurationError(f"{path.name} has no recording {audio.name} beside it.")
    return Sample(
        name=path.stem,
        audio=audio,
        language=data.get("language"),
        spoken=data["spoken"],
        expected=data["expected"],
        gold=data.get("gold", {}),
        received_at=data.get("received_at"),
    )
