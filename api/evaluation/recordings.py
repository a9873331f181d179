"""The recordings to hear, and beside some of them what was said.

``NAME.json`` (``{"spoken": "...", "language": "yue"}``; the samples' form) or ``NAME.txt`` (the words
alone) beside ``NAME.wav`` is its label.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.demo.samples import own_folder
from nlp.normalise import guess_language
from voice_intake.errors import ConfigurationError

#: What counts as a recording in a folder; a file that is named is taken whatever its ending.
SUFFIXES = frozenset(
    f".{name}"
    for name in (
        "wav", "mp3", "m4a", "mp4", "aac", "ogg", "oga", "opus", "flac", "amr", "awb", "3gp", "gsm",
        "webm", "mka", "caf", "aif", "aiff", "au", "ul", "ulaw", "al", "alaw", "g722",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording to hear."""

    path: Path
    #: What was said, word by word; empty where nobody speaks; None where nobody wrote it down.
    spoken: str | None
    #: A language code of what is spoken; None where nobody speaks or nobody knows.
    language: str | None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def group(self) -> str:
        """The table's row that it belongs to."""
        if self.spoken is None:
            return "not labelled"
        return self.language or "und" if self.spoken else "nobody speaks"


def find(paths: Sequence[Path]) -> list[Recording]:
    """The recordings of files and folders (not of folders in them); the samples without any.

    Raises ConfigurationError where there are none, or a label cannot be read.
    """
    files = dict.fromkeys(file for path in paths or [own_folder()] for file in _files(path))
    if not files:
        raise ConfigurationError(
            f"There is no recording in {', '.join(map(str, paths))}.",
            next_step="Name recordings, or a folder in which they lie; its own folders are not "
            f"looked into. Endings looked for: {' '.join(sorted(SUFFIXES))}",
        )
    return [_recording(file) for file in files]


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        found = (item for item in sorted(path.iterdir()) if item.suffix.lower() in SUFFIXES)
        yield from (item for item in found if item.is_file())
    elif path.is_file():
        yield path
    else:
        raise ConfigurationError(
            f"There is no {path}.", next_step="Name a recording or a folder of recordings."
        )


def _recording(path: Path) -> Recording:
    try:
        spoken, language = _label(path)
    except (ValueError, OSError) as error:  # bad JSON and bad UTF-8 are both ValueErrors
        raise ConfigurationError(
            f"What was said in {path.name} cannot be read ({type(error).__name__}).",
            next_step='Write NAME.json with {"spoken": "..."}, or NAME.txt, in UTF-8.',
        ) from error
    if spoken and language is None:
        language = guess_language(spoken)
    return Recording(path, spoken, language)


def _label(path: Path) -> tuple[str | None, str | None]:
    """(spoken, language) as somebody wrote them down beside the recording."""
    structured, plain = path.with_suffix(".json"), path.with_suffix(".txt")
    if structured.is_file():
        data = json.loads(structured.read_text("utf-8-sig"))
        if isinstance(data, dict) and isinstance(data.get("spoken"), str):
            language = data.get("language")
            return data["spoken"].strip(), language.lower() if isinstance(language, str) else None
    if plain.is_file() and plain != path:
        return plain.read_text("utf-8-sig").strip(), None
    return None, None
