"""Why a model file cannot be used: what every engine checks of it, and the one error that says so."""

from __future__ import annotations

from typing import Any

from voice_intake.errors import ModelBrokenError
from voice_intake.model_store import ModelFile, PublicModel, public_model

#: Token counts of the vocabularies: English only, multilingual, multilingual with Cantonese.
VOCABULARIES = (51_864, 51_865, 51_866)
MEL_BANDS = (80, 128)


def check_published(model_file: ModelFile) -> PublicModel | None:
    """The published model of this name, None where it is another's own.

    Raises ModelBrokenError where the file bears a published name over other bytes.
    """
    public = public_model(model_file.name)
    if public is not None and public.sha256 != model_file.sha256:
        raise broken(model_file, "its sha256 is not the published one: cut, or not this model")
    return public


def check_kind(model_file: ModelFile, dims: Any) -> None:
    """Raises ModelBrokenError where ``dims`` (openai-whisper's) are of no Whisper that is known."""
    if dims.n_vocab not in VOCABULARIES or dims.n_mels not in MEL_BANDS:
        raise broken(model_file, f"vocabulary {dims.n_vocab}, {dims.n_mels} mel bands")


def unreadable(model_file: ModelFile, error: Exception) -> ModelBrokenError:
    """The error for bytes that torch cannot read, of which it raises a dozen kinds."""
    return broken(model_file, f"cut, or no checkpoint at all: {type(error).__name__}")


def not_numbers(model_file: ModelFile) -> ModelBrokenError:
    """The error for weights with infinities or NaN among them."""
    return broken(model_file, "its weights hold values that are no numbers")


def broken(model_file: ModelFile, why: str) -> ModelBrokenError:
    """The error for a file that cannot be used, with the command that gets a whole one."""
    public = public_model(model_file.name)
    fetch = f"`earwitness models fetch --force {public.name}`" if public else "Copy the file again"
    return ModelBrokenError(
        f"{model_file.path} cannot be loaded as an openai-whisper checkpoint ({why}).",
        next_step=f"{fetch}, then `earwitness models verify {model_file.name}`.",
    )
