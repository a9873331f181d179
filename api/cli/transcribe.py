"""``earwitness transcribe``: audio files to text, as users of the whisper command line know it."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voice_intake.errors import ConfigurationError, EarwitnessError, UndecodableError

if TYPE_CHECKING:
    from voice_intake.settings import Settings
    from voice_intake.transcriber import LocalTranscriber, SpokenInput
    from voice_intake.transcript import Transcription


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(transcribe)


def transcribe(
    audio: Annotated[list[str], typer.Argument(help="Audio files; `-` reads one from stdin.")],
    model: Annotated[
        str, typer.Option(help="Model name (tiny ... turbo, demo) or the path of a .pt file.")
    ] = "",
    model_dir: Annotated[
        Path | None,
        typer.Option("--model_dir", "--model-dir", help="Folder with models by name."),
    ] = None,
    device: Annotated[str, typer.Option(help="cpu, cuda, cuda:1 or auto.")] = "",
    language: Annotated[
        str, typer.Option(help="Code (yue) or name (Cantonese); without it, detected.")
    ] = "",
    output_format: Annotated[
        str,
        typer.Option(
            "--output_format", "--output-format", "-f", help="json, txt, srt, vtt, tsv or all."
        ),
    ] = "json",
    output_dir: Annotated[
        Path | None,
        typer.Option(
            "--output_dir", "--output-dir", "-o", help="Write files here instead of stdout."
        ),
    ] = None,
    word_timestamps: Annotated[
        str,
        typer.Option(
            "--word_timestamps", "--word-timestamps", help="True or False: words in json."
        ),
    ] = "True",
    threads: Annotated[int, typer.Option(min=0, help="CPU threads; 0: as configured.")] = 0,
) -> None:
    """Transcribe AUDIO files. json: one line a file on stdout; a file's failure does not stop the rest."""
    from voice_intake import languages
    from voice_intake.settings import get_settings
    from voice_intake.transcriber import open_transcriber

    writers = _writers(output_format)
    with_words = _boolean(word_timestamps)
    code = languages.code_of(language) if language else None
    if output_format == "all" and output_dir is None:
        output_dir = Path()
    if output_dir is not None:
        _check_folder(output_dir, audio)
    settings = _settings(get_settings(), model, model_dir, device, threads)
    if not model and model_dir is None:
        settings = with_a_model(settings)
    transcriber = open_transcriber(settings)
    warn_of_demo_model(transcriber.facts)
    failures = 0
    try:
        for name, result in results(transcriber, audio, code, settings.caller_channel):
            if isinstance(result, EarwitnessError):
                failures += 1
                tell_failure(name, result)
            else:
                _write(name, result, writers, output_dir, with_words)
    finally:
        transcriber.close()
    if failures:
        raise typer.Exit(1)


def with_a_model(settings: Settings) -> Settings:
    """The demo's model where none was chosen and the usual one is not on this machine.

    Only for commands that print to whoever typed them, who is warned; a worker never falls back.
    """
    from voice_intake.model_store import DEMO, location

    if "model" in settings.model_fields_set or location(settings, settings.model).is_file():
        return settings
    typer.echo(
        f"No model was chosen and `{settings.model}` is not on this machine "
        f"(`earwitness models fetch {settings.model}` gets it): the demo's model is used.",
        err=True,
    )
    return settings.model_copy(update={"model": DEMO})


def warn_of_demo_model(facts: Any) -> None:
    """One bold line on stderr where the demo's model is in use."""
    if facts.get("synthetic_only"):
        from rich.console import Console

        Console(stderr=True).print(
            "[bold yellow]This is the demo's model: it knows synthetic voices only. "
            "Never use it for callers.[/]",
            soft_wrap=True,
        )


def results(
    transcriber: LocalTranscriber, names: list[str], language: str | None, caller: int | None
) -> Iterator[tuple[str, Transcription | EarwitnessError]]:
    """Each file's result in order; only one file at a time is in memory."""
    for name in names:
        try:
            spoken = replace(_read(name, language), caller_channel=caller)
        except OSError as error:
            yield (
                name,
                ConfigurationError(
                    f"It cannot be read: {error.strerror or error}.",
                    next_step="Name the files in it." if Path(name).is_dir() else "",
                ),
            )
            continue
        yield name, transcriber.transcribe([spoken])[0]


def tell_failure(name: str, error: EarwitnessError) -> None:
    """One line on stderr, for who has the file at hand."""
    words = str(error)
    if isinstance(error, UndecodableError):  # its own next step is an officer's
        words = f"{error.detail} Formats: docs/gateways.md; raw samples by their ending (.ul .al .g722)."
    typer.echo(f"{name}: {words}", err=True)


def _read(name: str, language: str | None) -> SpokenInput:
    from voice_intake.transcriber import SpokenInput

    if name == "-":
        return SpokenInput(sys.stdin.buffer.read(), language=language)
    return SpokenInput(Path(name).read_bytes(), file_name=Path(name).name, language=language)


def _settings(
    settings: Settings, model: str, model_dir: Path | None, device: str, threads: int
) -> Settings:
    changed: dict[str, Any] = {}
    if model:
        changed["model"] = model
    if device:
        changed["device"] = device
    if threads:
        changed["engine_threads"] = threads
    if model_dir is not None:
        # A name is looked up there; a path stays a path.
        inside = model_dir / f"{model or settings.model}.pt"
        changed["model"] = str(inside if inside.is_file() else model or settings.model)
    return settings.model_copy(update=changed)


Writer = Callable[[str, "Transcription", bool], str]


def _writers(output_format: str) -> dict[str, Writer]:
    from voice_intake import subtitles

    known: dict[str, Writer] = {
        "json": lambda name, value, words: json.dumps(
            as_line(name, value, with_words=words), ensure_ascii=False
        ),
        "txt": lambda _name, value, _words: subtitles.txt(value),
        "srt": lambda _name, value, _words: subtitles.srt(value),
        "vtt": lambda _name, value, _words: subtitles.vtt(value),
        "tsv": lambda _name, value, _words: subtitles.tsv(value),
    }
    if output_format == "all":
        return known
    if output_format not in known:
        raise ConfigurationError(
            f"There is no output format {output_format!r}.",
            next_step=f"Use one of {', '.join([*known, 'all'])}.",
        )
    return {output_format: known[output_format]}


def as_line(name: str, transcription: Transcription, *, with_words: bool = True) -> dict[str, Any]:
    """``{"file", "language", "text", "segments", ...}``: a file's result as plain data."""
    data = transcription.as_dict()
    if not with_words:
        for segment in data["segments"]:
            del segment["words"]
    first = {key: data.pop(key) for key in ("language", "text", "segments")}
    return {"file": name, **first, **data}


def _write(
    name: str,
    value: Transcription,
    writers: dict[str, Writer],
    folder: Path | None,
    with_words: bool,
) -> None:
    for suffix, writer in writers.items():
        text = writer(name, value, with_words)
        if folder is None:
            typer.echo(text)
            continue
        (folder / f"{_stem(name)}.{suffix}").write_text(text + "\n", "utf-8")


def _check_folder(folder: Path, names: list[str]) -> None:
    """Before anything is heard: the folder can be written to, and no result replaces another."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The folder {folder} cannot be made ({error.strerror or error}).",
            next_step="Name another with --output_dir.",
        ) from error
    if not os.access(folder, os.W_OK):
        raise ConfigurationError(
            f"The folder {folder} cannot be written to.",
            next_step="Name another with --output_dir.",
        )
    several = [stem for stem, count in Counter(map(_stem, names)).items() if count > 1]
    if several:
        raise ConfigurationError(
            f"Several of the files are named {several[0]}: one's results would replace the other's.",
            next_step="Transcribe them in turn, each with an --output_dir of its own.",
        )


def _stem(name: str) -> str:
    """What the files of an audio file's results are called."""
    return "stdin" if name == "-" else Path(name).stem


def _boolean(value: str) -> bool:
    """Whisper's own spelling: ``--word_timestamps True``."""
    if value not in ("True", "False", "true", "false"):
        raise ConfigurationError(f"--word_timestamps takes True or False, not {value!r}.")
    return value in ("True", "true")
